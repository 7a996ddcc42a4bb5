//! CoNLL-U, the file format of Universal Dependencies (<https://universaldependencies.org/format.html>).
//!
//! Names stand in MISC as `Name=B-Person` and `Name=I-Person`, with `NameScore=0.93` on the first word unless it is 1; a
//! comment `# part = headline` tells the kind of the part. The reader also takes lines whose columns stand apart by
//! blanks and whose last columns are left out (`1 Rain rain NOUN NN _ 2 nsubj`), so that tests can be written by hand.

use std::fmt::Write;

use crate::document::PartKind;
use crate::language::tags::UnknownLabel;
use crate::language::tokenize::is_clitic;
use crate::language::{Deprel, NameLabel, NameSpan, Sentence, Token, Upos};
use crate::span::{IndexedText, Span};

/// Trouble in a CoNLL-U file; lines count from 1.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ConlluError {
    #[error("line {line}: {found} columns where at least 8 are needed")]
    Columns { line: usize, found: usize },
    #[error("line {line}: word `{id}` where {expected} was due")]
    Id { line: usize, id: String, expected: usize },
    #[error("line {line}: `{range}` is no range of words")]
    Range { line: usize, range: String },
    #[error("line {line}: head `{head}` is no word of the sentence")]
    Head { line: usize, head: String },
    #[error("line {line}: the heads of the sentence form no tree with one root")]
    Tree { line: usize },
    #[error("line {line}: {source}")]
    Label { line: usize, source: UnknownLabel },
    #[error("line {line}: `{name}` continues no name")]
    Name { line: usize, name: String },
    #[error("line {line}: `{form}` is not in the text of the sentence")]
    Text { line: usize, form: String },
}

/// The sentences of a file, with spans in the text that [`read`] returns.
pub fn sentences(conllu: &str) -> Result<Vec<Sentence>, ConlluError> {
    Ok(read(conllu)?.1)
}

/// The text and the sentences of a file.
///
/// The text is made of the `# text` comments (of the forms, where there is none), joined by a blank or, at `# newpar` and
/// `# newdoc`, by a blank line.
///
/// ```
/// let (text, sentences) = whom::language::conllu::read(
///     "1 Kyiv Kyiv PROPN NNP _ 2 nsubj _ Name=B-City\n\
///      2 objected object VERB VBD _ 0 root _ SpaceAfter=No\n\
///      3 . . PUNCT . _ 2 punct\n",
/// )?;
/// assert_eq!(text, "Kyiv objected.");
/// assert_eq!(sentences[0].tokens[1].span, whom::Span::new(5, 13));
/// assert_eq!(sentences[0].names[0].end, 1);
/// # Ok::<(), whom::language::conllu::ConlluError>(())
/// ```
pub fn read(conllu: &str) -> Result<(String, Vec<Sentence>), ConlluError> {
    let mut text = String::new();
    let mut length = 0;
    let mut sentences = Vec::new();
    for block in blocks(conllu)? {
        if !text.is_empty() {
            let separator = if block.starts_paragraph() { "\n\n" } else { " " };
            text.push_str(separator);
            length += separator.len();
        }
        let line = block.text();
        sentences.push(block.sentence(&line, length)?);
        length += line.chars().count();
        text.push_str(&line);
    }
    Ok((text, sentences))
}

/// For every sentence the words that have a key in MISC, with its value: (index of the word, value).
pub fn misc(conllu: &str, key: &str) -> Result<Vec<Vec<(usize, String)>>, ConlluError> {
    let of_block = |block: Block| {
        let values = block.words().enumerate().filter_map(|(index, row)| Some((index, row.misc(key)?.to_owned())));
        values.collect()
    };
    Ok(blocks(conllu)?.into_iter().map(of_block).collect())
}

/// Writes sentences of a document's text; `document` names them (`document-1`, `document-2`, ...).
pub fn write(document: &str, text: &IndexedText, sentences: &[Sentence]) -> String {
    let mut out = String::new();
    let mut part_before = None;
    for (index, sentence) in sentences.iter().enumerate() {
        if index == 0 {
            out.push_str(&format!("# newdoc id = {}\n", one_line(document)));
        }
        // Sentences of one paragraph stand at most a line break apart.
        let gap =
            part_before.map(|end: usize| text.slice(Span::new(end.min(sentence.span.start), sentence.span.start)));
        if gap.is_none_or(|gap| gap.matches('\n').count() > 1) {
            out.push_str("# newpar\n");
        }
        part_before = Some(sentence.span.end);
        out.push_str(&format!(
            "# sent_id = {}-{}\n# text = {}\n",
            one_line(document),
            index + 1,
            one_line(text.slice(sentence.span))
        ));
        if sentence.part != PartKind::Paragraph {
            out.push_str(&format!("# part = {}\n", part_name(sentence.part)));
        }
        write_tokens(&mut out, text, sentence);
        out.push('\n');
    }
    out
}

/// A sentence's lines as they stand in a file, not yet checked beyond their columns.
pub(super) struct Block<'a> {
    pub(super) comments: Vec<&'a str>,
    pub(super) rows: Vec<Row<'a>>,
}

/// One line of columns: a word, a multiword token or an empty node.
pub(super) struct Row<'a> {
    pub(super) line: usize,
    pub(super) columns: Vec<&'a str>,
    pub(super) kind: RowKind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum RowKind {
    Word,
    /// A surface token over the words up to this number, counted from 1.
    Multiword(usize),
    /// An empty node of the enhanced graph, which has no place in a tree.
    Empty,
}

/// The sentences of a file as lines.
pub(super) fn blocks(conllu: &str) -> Result<Vec<Block<'_>>, ConlluError> {
    let mut blocks = Vec::new();
    let mut block = Block { comments: Vec::new(), rows: Vec::new() };
    for (number, line) in conllu.lines().enumerate() {
        let line = line.trim_end_matches('\r').trim_start_matches('\u{feff}');
        if line.trim().is_empty() {
            if !block.rows.is_empty() {
                blocks.push(std::mem::replace(&mut block, Block { comments: Vec::new(), rows: Vec::new() }));
            }
        } else if line.starts_with('#') && block.rows.is_empty() {
            block.comments.push(line);
        } else {
            let row = block.row(number + 1, line)?;
            block.rows.push(row);
        }
    }
    if !block.rows.is_empty() {
        blocks.push(block);
    }
    Ok(blocks)
}

impl<'a> Block<'a> {
    pub(super) fn words(&self) -> impl Iterator<Item = &Row<'a>> {
        self.rows.iter().filter(|row| row.kind == RowKind::Word)
    }

    fn row(&self, line: usize, text: &'a str) -> Result<Row<'a>, ConlluError> {
        let columns: Vec<&str> =
            if text.contains('\t') { text.split('\t').collect() } else { text.split_whitespace().collect() };
        let id = columns[0];
        let expected = self.words().count() + 1;
        let kind = if id.contains('.') {
            RowKind::Empty
        } else if let Some((first, last)) = id.split_once('-') {
            match (first.parse(), last.parse()) {
                (Ok(first), Ok(last)) if first == expected && last >= first => RowKind::Multiword(last),
                _ => return Err(ConlluError::Range { line, range: id.to_owned() }),
            }
        } else if id.parse() == Ok(expected) {
            RowKind::Word
        } else {
            return Err(ConlluError::Id { line, id: id.to_owned(), expected });
        };
        let needed = if kind == RowKind::Word { 8 } else { 2 };
        if columns.len() < needed {
            return Err(ConlluError::Columns { line, found: columns.len() });
        }
        Ok(Row { line, columns, kind })
    }

    fn comment(&self, key: &str) -> Option<&'a str> {
        self.comments.iter().find_map(|comment| {
            let (found, value) = comment[1..].split_once('=')?;
            (found.trim() == key).then(|| value.trim())
        })
    }

    fn starts_paragraph(&self) -> bool {
        self.comments.iter().any(|comment| {
            let comment = comment[1..].trim_start();
            comment.starts_with("newpar") || comment.starts_with("newdoc")
        })
    }

    /// The `# text` comment, or the forms with a blank behind each but those with `SpaceAfter=No`.
    fn text(&self) -> String {
        if let Some(text) = self.comment("text") {
            return text.to_owned();
        }
        let mut text = String::new();
        let mut covered = 0;
        let mut word = 0;
        for row in &self.rows {
            word += usize::from(row.kind == RowKind::Word);
            match row.kind {
                RowKind::Empty => continue,
                RowKind::Multiword(last) => covered = last,
                RowKind::Word if word <= covered => continue,
                RowKind::Word => {}
            }
            text.push_str(row.columns[1]);
            if row.misc("SpaceAfter") != Some("No") {
                text.push(' ');
            }
        }
        text.truncate(text.trim_end().len());
        text
    }

    fn sentence(&self, text: &str, offset: usize) -> Result<Sentence, ConlluError> {
        let spans = self.spans(text, offset)?;
        let count = spans.len();
        let mut tokens = Vec::with_capacity(count);
        let mut names: Vec<NameSpan> = Vec::new();
        for (index, (row, span)) in self.words().zip(spans).enumerate() {
            let line = row.line;
            let label = |source| ConlluError::Label { line, source };
            let column = |n: usize| row.columns[n].to_owned();
            let head = match row.columns[6].parse::<usize>() {
                Ok(head) if head <= count && head != index + 1 => head.checked_sub(1),
                _ => return Err(ConlluError::Head { line, head: column(6) }),
            };
            tokens.push(Token {
                span,
                form: column(1),
                lemma: column(2),
                upos: row.columns[3].parse::<Upos>().map_err(label)?,
                xpos: column(4),
                head,
                deprel: row.columns[7].parse::<Deprel>().map_err(label)?,
            });
            match row.misc("Name").map(|name| name.split_once('-').unwrap_or((name, ""))) {
                Some(("B", name)) => {
                    let score = row.misc("NameScore").and_then(|score| score.parse().ok()).unwrap_or(1.0);
                    names.push(NameSpan { first: index, end: index + 1, label: name.parse().map_err(label)?, score });
                }
                Some(("I", name)) => {
                    let name: NameLabel = name.parse().map_err(label)?;
                    let open = names.last_mut().filter(|open| open.end == index && open.label == name);
                    open.ok_or_else(|| ConlluError::Name { line, name: format!("I-{name}") })?.end += 1;
                }
                Some((other, _)) => return Err(ConlluError::Name { line, name: other.to_owned() }),
                None => {}
            }
        }
        let part = self.comment("part").map_or(PartKind::Paragraph, part_of_name);
        let span = Span::new(offset, offset + text.chars().count());
        let sentence = Sentence { span, part, tokens, names, vectors: Vec::new() };
        if is_tree(&sentence) { Ok(sentence) } else { Err(ConlluError::Tree { line: self.rows[0].line }) }
    }

    /// Lays the words over the text of the sentence.
    fn spans(&self, text: &str, offset: usize) -> Result<Vec<Span>, ConlluError> {
        let mut spans = Vec::new();
        let mut rest = text;
        let mut at = offset;
        let mut word = 0;
        for row in &self.rows {
            let form = row.columns[1];
            word += usize::from(row.kind == RowKind::Word);
            // The words of a multiword token have their spans already.
            if row.kind == RowKind::Empty || row.kind == RowKind::Word && word <= spans.len() {
                continue;
            }
            let stripped = rest.trim_start();
            at += rest[..rest.len() - stripped.len()].chars().count();
            rest = stripped
                .strip_prefix(form)
                .ok_or_else(|| ConlluError::Text { line: row.line, form: form.to_owned() })?;
            let span = Span::new(at, at + form.chars().count());
            at = span.end;
            match row.kind {
                RowKind::Multiword(last) => {
                    let words: Vec<&str> =
                        self.words().skip(spans.len()).take(last - spans.len()).map(|word| word.columns[1]).collect();
                    spans.extend(divide(span, form, &words));
                }
                _ => spans.push(span),
            }
        }
        Ok(spans)
    }
}

impl Row<'_> {
    /// A value of the MISC column.
    pub(super) fn misc(&self, key: &str) -> Option<&str> {
        let misc = self.columns.get(9)?;
        misc.split('|').find_map(|item| item.split_once('=').filter(|(found, _)| *found == key).map(|(_, value)| value))
    }
}

/// Spans of the words of a multiword token: one after the other where they spell it, the whole token each otherwise.
fn divide(span: Span, surface: &str, words: &[&str]) -> Vec<Span> {
    if words.concat() != surface {
        return vec![span; words.len()];
    }
    let mut at = span.start;
    let next = |word: &&str| {
        let start = at;
        at += word.chars().count();
        Span::new(start, at)
    };
    words.iter().map(next).collect()
}

/// One root, no cycle.
fn is_tree(sentence: &Sentence) -> bool {
    let tokens = &sentence.tokens;
    let rooted = |start: usize| {
        let mut at = start;
        (0..=tokens.len()).any(|_| match tokens[at].head {
            None => true,
            Some(head) => {
                at = head;
                false
            }
        })
    };
    tokens.iter().filter(|token| token.head.is_none()).count() == 1 && (0..tokens.len()).all(rooted)
}

fn write_tokens(out: &mut String, text: &IndexedText, sentence: &Sentence) {
    let tokens = &sentence.tokens;
    let touches = |index: usize| tokens.get(index + 1).is_some_and(|next| next.span.start == tokens[index].span.end);
    let joined = |index: usize| touches(index) && is_joined(&tokens[index], &tokens[index + 1]);
    let mut covered = 0;
    for (index, token) in tokens.iter().enumerate() {
        if index >= covered && joined(index) {
            covered = index + 2 + (index + 1..tokens.len()).take_while(|&next| joined(next)).count();
            let span = sentence.token_span(index, covered);
            let misc = if touches(covered - 1) { "SpaceAfter=No" } else { "_" };
            line(
                out,
                &format!("{}-{}", index + 1, covered),
                &[text.slice(span), "_", "_", "_", "_", "_", "_", "_", misc],
            );
        }
        let mut misc: Vec<String> = Vec::new();
        if let Some(name) = sentence.names.iter().find(|name| (name.first..name.end).contains(&index)) {
            misc.extend(name_items(name, index == name.first));
        }
        if index >= covered && touches(index) {
            misc.push("SpaceAfter=No".to_owned());
        }
        let misc = if misc.is_empty() { "_".to_owned() } else { misc.join("|") };
        let head = token.head.map_or(0, |head| head + 1).to_string();
        let (upos, deprel) = (token.upos.as_str(), token.deprel.as_str());
        line(
            out,
            &(index + 1).to_string(),
            &[&token.form, &token.lemma, upos, &token.xpos, "_", &head, deprel, "_", &misc],
        );
    }
}

/// The MISC items of a word of a name.
pub(super) fn name_items(name: &NameSpan, first: bool) -> impl Iterator<Item = String> {
    let tag = format!("Name={}-{}", if first { "B" } else { "I" }, name.label);
    let score = (first && name.score < 1.0).then(|| format!("NameScore={:.4}", name.score));
    [tag].into_iter().chain(score)
}

/// Whether the treebanks write two touching words as one multiword token: contractions and possessives.
fn is_joined(token: &Token, next: &Token) -> bool {
    let letter = token.form.chars().next_back().is_some_and(|c| c.is_alphanumeric() || c == '.');
    let possessive = matches!(next.form.as_str(), "'" | "’");
    let fused = matches!(
        (token.form.to_lowercase().as_str(), next.form.as_str()),
        ("can", "not") | ("gon" | "wan", "na") | ("got", "ta")
    );
    letter && is_clitic(&next.form) && (!possessive || next.xpos == "POS") || fused
}

fn line(out: &mut String, id: &str, columns: &[&str]) {
    out.push_str(id);
    for column in columns {
        let _ = write!(out, "\t{}", one_line(column));
    }
    out.push('\n');
}

/// Line breaks and tabs as blanks: they would end the line or the column.
fn one_line(text: &str) -> String {
    text.replace(['\n', '\r', '\t', '\u{85}', '\u{2028}', '\u{2029}'], " ")
}

fn part_name(part: PartKind) -> &'static str {
    match part {
        PartKind::Headline => "headline",
        PartKind::Byline => "byline",
        PartKind::Dateline => "dateline",
        PartKind::Paragraph => "paragraph",
    }
}

fn part_of_name(name: &str) -> PartKind {
    let kinds = [PartKind::Headline, PartKind::Byline, PartKind::Dateline];
    kinds.into_iter().find(|&kind| part_name(kind) == name).unwrap_or(PartKind::Paragraph)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAMPLE: &str = "\
# text = Ali Rahmani didn't resign (yet).
1	Ali	Ali	PROPN	NNP	_	5	nsubj	_	Name=B-Person
2	Rahmani	Rahmani	PROPN	NNP	_	1	flat	_	Name=I-Person
3-4	didn't	_	_	_	_	_	_	_	_
3	did	do	AUX	VBD	_	5	aux	_	_
4	n't	not	PART	RB	_	5	advmod	_	_
5	resign	resign	VERB	VB	_	0	root	_	_
6	(	(	PUNCT	-LRB-	_	7	punct	_	SpaceAfter=No
7	yet	yet	ADV	RB	_	5	advmod	_	SpaceAfter=No
8	)	)	PUNCT	-RRB-	_	7	punct	_	SpaceAfter=No
9	.	.	PUNCT	.	_	5	punct	_	_

# newpar
# part = headline
# text = Why?
1	Why	why	ADV	WRB	_	0	root	_	SpaceAfter=No
2	?	?	PUNCT	.	_	1	punct	_	_
";

    #[test]
    fn spans_lie_over_the_text() {
        let (text, sentences) = read(SAMPLE).unwrap();
        assert_eq!(text, "Ali Rahmani didn't resign (yet).\n\nWhy?");
        let index = IndexedText::new(&text);
        for token in sentences.iter().flat_map(|sentence| &sentence.tokens) {
            assert_eq!(index.slice(token.span), token.form);
        }
        assert_eq!(sentences[0].names, [NameSpan { first: 0, end: 2, label: NameLabel::Person, score: 1.0 }]);
        assert_eq!(sentences[1].part, PartKind::Headline);
    }

    #[test]
    fn written_sentences_are_read_back() {
        let (text, sentences) = read(SAMPLE).unwrap();
        let written = write("test", &IndexedText::new(&text), &sentences);
        assert!(written.contains("3-4\tdidn't\t_"));
        assert_eq!(read(&written).unwrap(), (text, sentences));
    }

    #[track_caller]
    fn fails(conllu: &str, message: &str) {
        assert_eq!(read(conllu).unwrap_err().to_string(), message);
    }

    #[test]
    fn errors_name_their_line() {
        fails("1 a a DET", "line 1: 4 columns where at least 8 are needed");
        fails("# x\n2 a a DET DT _ 0 root", "line 2: word `2` where 1 was due");
        fails("1 a a DEET DT _ 0 root", "line 1: unknown Upos `DEET`");
        fails("1 a a DET DT _ 0 rut", "line 1: unknown Deprel `rut`");
        fails("1 a a DET DT _ 2 root", "line 1: head `2` is no word of the sentence");
        fails(
            "1 a a DET DT _ 2 det\n2 b b X FW _ 1 dep",
            "line 1: the heads of the sentence form no tree with one root",
        );
        fails(
            "1 a a DET DT _ 0 root\n2 b b X FW _ 0 root",
            "line 1: the heads of the sentence form no tree with one root",
        );
        fails("1 a a DET DT _ 0 root _ Name=I-Person", "line 1: `I-Person` continues no name");
        fails("# text = b\n1 a a DET DT _ 0 root", "line 2: `a` is not in the text of the sentence");
        fails("2-3 ab", "line 1: `2-3` is no range of words");
    }
}
