//! The file of a review: tab-separated, `#` comments, a header, one proposal or decision a line; spreadsheets keep it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::ReviewError;
use crate::Knowledge;
use crate::entity::curation::{Decisions, mention_key, parted_key};
use crate::entity::gazetteer::{is_item, row_line};
use crate::entity::{Proposal, ProposalKind};
use crate::ontology::EntityType;

const COLUMNS: [&str; 9] = ["decision", "kind", "a", "b", "label a", "label b", "score", "evidence", "note"];

const EXPLANATION: &str = "\
# What whom is unsure of, and what you decided. Edit the first column; the next `whom build -l GRAPH` applies it.
#
# decision  accept, reject, defer (keep asking), or empty: not decided yet
# kind      merge   a and b are one: accept joins them, reject keeps them apart for good
#           split   a and b were joined: accept takes them apart for good, reject leaves them joined and asks no more;
#                   with a document as b (its source or id): what it calls a is another thing than the other documents'
#           Both take one mention as b, DOCUMENT#char=BEGIN,END: these words, and what refers to them, are (merge) or are
#           not (split) what a names.
#           retype  a is of the type b: Person, Office, Country, Organization, ...
#           rename  a is to be called b
#           link    a is the Wikidata item b
# a, b      keys of groups, as `whom explain NAME -l GRAPH` shows them
# note      yours
#
# Add lines of your own: kind, a and b are enough, with tabs between them. Instead of a key, the name or the id of an
# entity will do where only one bears it. Take a line out to undo what it did.
";

/// What the user says to a proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    Accept,
    Reject,
    /// Neither yet: the proposal stays.
    Defer,
}

impl Verdict {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Reject => "reject",
            Self::Defer => "defer",
        }
    }
}

/// A proposal or decision, as it stands in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Counted from 1.
    pub number: u64,
    /// `None` where nothing is decided yet.
    pub verdict: Option<Verdict>,
    pub kind: ProposalKind,
    /// A group's key, or the id or name of an entity.
    pub a: String,
    /// As `a`; a type, a label or a Wikidata item for the kinds that change one group.
    pub b: String,
    pub labels: (String, String),
    pub score: String,
    pub evidence: String,
    pub note: String,
}

/// A file of proposals and decisions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Review {
    /// Name of the file, for messages.
    pub file: String,
    pub lines: Vec<Line>,
    /// The user's own comments, each before the line with this index.
    comments: Vec<(usize, String)>,
}

impl Review {
    /// Reads and checks a file's content.
    pub fn parse(file: &str, content: &str) -> Result<Self, ReviewError> {
        let mut review = Self { file: file.to_owned(), ..Self::default() };
        let content = content.trim_start_matches('\u{feff}');
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(b'\t')
            .has_headers(false)
            .flexible(true)
            .from_reader(content.as_bytes());
        let known: BTreeSet<&str> = EXPLANATION.lines().collect();
        for row in reader.records() {
            let row = row.map_err(|error| ReviewError::Table {
                file: file.to_owned(),
                line: error.position().map_or(1, csv::Position::line),
                reason: error.to_string(),
            })?;
            let number = row_line(content, &row);
            // An unclosed quote would swallow the lines behind it, and the decisions in them.
            if row.iter().any(|cell| cell.contains('\n')) {
                let reason = "a cell opens with a quote that is not closed in its line; take it out".to_owned();
                return Err(ReviewError::Table { file: file.to_owned(), line: number, reason });
            }
            let mut cells: Vec<&str> = row.iter().map(str::trim).collect();
            while cells.last().is_some_and(|cell| cell.is_empty()) {
                cells.pop();
            }
            match cells.first() {
                None => {}
                Some(first) if first.starts_with('#') => {
                    let comment = cells.join("\t");
                    if !known.contains(comment.as_str()) {
                        review.comments.push((review.lines.len(), comment));
                    }
                }
                Some(&"decision") if cells.iter().eq(COLUMNS.iter().take(cells.len().max(4))) => {}
                Some(&"decision") => {
                    let expected = COLUMNS[..4].join("\t");
                    return Err(ReviewError::Header { file: file.to_owned(), line: number, expected });
                }
                Some(_) => {
                    let line = review.line(number, &cells)?;
                    review.lines.push(line);
                }
            }
        }
        // Contradictions are told before any work is done.
        review.decisions(|_, name| Ok(name.to_owned()), |_, _| Ok(None))?;
        Ok(review)
    }

    fn line(&self, number: u64, cells: &[&str]) -> Result<Line, ReviewError> {
        let file = || self.file.clone();
        if cells.len() == 1 {
            return Err(ReviewError::NoTab { file: file(), line: number });
        }
        let kind_of = |word: &str| word.to_lowercase().parse::<ProposalKind>().ok();
        // A line of the user's own may leave the decision out: writing it down is one.
        let implied = kind_of(cells[0]).is_some();
        let verdict = match cells[0].to_lowercase().as_str() {
            _ if implied => Some(Verdict::Accept),
            "" => None,
            "accept" => Some(Verdict::Accept),
            "reject" => Some(Verdict::Reject),
            "defer" => Some(Verdict::Defer),
            _ => return Err(ReviewError::Verdict { file: file(), line: number, found: cells[0].to_owned() }),
        };
        let cells = &cells[usize::from(!implied)..];
        let kind = kind_of(cells[0]).ok_or_else(|| ReviewError::Kind {
            file: file(),
            line: number,
            found: cells[0].to_owned(),
        })?;
        let cell = |at: usize| cells.get(at).copied().unwrap_or_default().to_owned();
        let line = Line {
            number,
            verdict,
            kind,
            a: cell(1),
            b: cell(2),
            labels: (cell(3), cell(4)),
            score: cell(5),
            evidence: cell(6),
            note: cell(7),
        };
        let expected = match kind {
            _ if line.a.is_empty() || line.b.is_empty() => Some("a and b, with a tab before each"),
            ProposalKind::Retype if line.b.parse::<EntityType>().is_err() => {
                Some("a type as b, such as Person or Organization; `whom stats` names them")
            }
            ProposalKind::Link if line.verdict == Some(Verdict::Accept) && !is_item(&line.b) => {
                Some("a Wikidata item as b, such as Q463557")
            }
            _ => None,
        };
        match expected {
            Some(expected) => Err(ReviewError::Operand { file: file(), line: number, kind, expected }),
            None => Ok(line),
        }
    }

    /// The lines that are accepted or rejected.
    pub fn decided(&self) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(|line| matches!(line.verdict, Some(Verdict::Accept | Verdict::Reject)))
    }

    /// What a graph keeps: the decisions alone, sorted, each once. Empty where nothing is decided.
    pub fn canonical(&self) -> String {
        let rows: BTreeSet<(ProposalKind, &str, &str, &str)> = self
            .decided()
            .map(|line| {
                let verdict = line.verdict.map_or("", Verdict::as_str);
                (line.kind, line.a.as_str(), line.b.as_str(), verdict)
            })
            .collect();
        let mut text = String::new();
        for (kind, a, b, verdict) in rows {
            row(&mut text, &[verdict, kind.as_str(), a, b]);
        }
        text
    }

    /// Takes in the proposals of a graph: what was decided, deferred or noted stays as it is, open proposals are told anew,
    /// and those that nobody makes any more go.
    pub fn update(&mut self, proposals: &[Proposal]) {
        let mut new: BTreeMap<(ProposalKind, String, String), &Proposal> = BTreeMap::new();
        for proposal in proposals {
            new.entry(identity(proposal.kind, &proposal.groups.0, &proposal.groups.1)).or_insert(proposal);
        }
        let mut kept = Vec::new();
        // How many of the lines before each place stay: where the comments go.
        let mut staying = vec![0];
        for line in std::mem::take(&mut self.lines) {
            let proposal = new.remove(&identity(line.kind, &line.a, &line.b));
            match (line.verdict, proposal) {
                (None, Some(proposal)) => kept.push(Line { note: line.note, ..self::line(proposal) }),
                (None, None) if line.note.is_empty() => {}
                _ => kept.push(line),
            }
            staying.push(kept.len());
        }
        for (at, _) in &mut self.comments {
            *at = staying[*at];
        }
        let fresh = proposals
            .iter()
            .filter(|proposal| new.remove(&identity(proposal.kind, &proposal.groups.0, &proposal.groups.1)).is_some());
        kept.extend(fresh.map(line));
        self.lines = kept;
    }

    /// Says of each line without labels what its groups are called; keys alone are hard to read.
    pub fn label(&mut self, knowledge: &Knowledge) {
        let mut labels: BTreeMap<&str, &str> = BTreeMap::new();
        for entity in &knowledge.entities {
            labels.extend(entity.groups.iter().map(|group| (group.as_str(), entity.label.as_str())));
        }
        for line in &mut self.lines {
            for (name, label) in [(&line.a, &mut line.labels.0), (&line.b, &mut line.labels.1)] {
                if let Some(known) = labels.get(name.as_str()).filter(|_| label.is_empty()) {
                    *label = (*known).to_owned();
                }
            }
        }
    }

    /// The whole file: the explanation, the header, and each line.
    pub fn to_tsv(&self) -> String {
        let mut text = EXPLANATION.to_owned();
        row(&mut text, &COLUMNS);
        for at in 0..=self.lines.len() {
            for (_, comment) in self.comments.iter().filter(|(place, _)| *place == at) {
                let _ = writeln!(text, "{comment}");
            }
            let Some(line) = self.lines.get(at) else { break };
            let verdict = line.verdict.map_or("", Verdict::as_str);
            let (a, b) = &line.labels;
            let cells = [verdict, line.kind.as_str(), &line.a, &line.b, a, b, &line.score, &line.evidence, &line.note];
            row(&mut text, &cells);
        }
        text
    }
}

/// A decision as a line that can be put into a review.
pub fn decision(verdict: Verdict, kind: ProposalKind, a: &str, b: &str) -> String {
    let mut text = String::new();
    row(&mut text, &[verdict.as_str(), kind.as_str(), a, b]);
    text.trim_end().to_owned()
}

/// The decisions that speak of any of some groups, as lines of a review.
pub fn decisions_on(decisions: &Decisions, groups: &[String]) -> Vec<String> {
    let speaks = |of: &str| groups.iter().any(|group| group == of);
    let pairs = |verdict, kind, pairs: Vec<(&str, &str)>| -> Vec<String> {
        let own = pairs.into_iter().filter(|(a, b)| speaks(a) || speaks(b));
        own.map(|(a, b)| decision(verdict, kind, a, b)).collect()
    };
    let of_mentions: BTreeSet<String> =
        decisions.mentions().map(|(document, span, ..)| mention_key(document, span)).collect();
    let of_groups = |(a, b): &(&str, &str)| !of_mentions.contains(*a) && !of_mentions.contains(*b);
    let mut lines = pairs(Verdict::Accept, ProposalKind::Merge, decisions.accepted().filter(of_groups).collect());
    lines.extend(pairs(Verdict::Reject, ProposalKind::Merge, decisions.refused_merges().collect()));
    lines.extend(pairs(Verdict::Accept, ProposalKind::Split, decisions.splits().collect()));
    lines.extend(pairs(Verdict::Reject, ProposalKind::Split, decisions.kept().collect()));
    let parted =
        decisions.parted().filter(|(group, document, _)| speaks(group) || speaks(&parted_key(group, document)));
    lines.extend(parted.map(|(group, _, called)| decision(Verdict::Accept, ProposalKind::Split, group, called)));
    let moved = decisions
        .mentions()
        .filter(|(document, span, group, _)| speaks(group) || speaks(&mention_key(document, *span)))
        .map(|(_, _, group, decided)| {
            let kind = if decided.belongs { ProposalKind::Merge } else { ProposalKind::Split };
            decision(Verdict::Accept, kind, group, &decided.called)
        });
    lines.extend(moved);
    for group in groups {
        let accepted = |kind, b: &str| decision(Verdict::Accept, kind, group, b);
        lines.extend(decisions.entity_type(group).map(|of| accepted(ProposalKind::Retype, of.as_str())));
        lines.extend(decisions.label(group).map(|label| accepted(ProposalKind::Rename, label)));
        lines.extend(decisions.link(group).map(|item| accepted(ProposalKind::Link, item)));
    }
    let unlinked = decisions.unlinked().filter(|(group, _)| speaks(group));
    lines.extend(unlinked.map(|(group, item)| decision(Verdict::Reject, ProposalKind::Link, group, item)));
    lines
}

/// Merges and splits are of pairs without an order.
fn identity(kind: ProposalKind, a: &str, b: &str) -> (ProposalKind, String, String) {
    let swap = matches!(kind, ProposalKind::Merge | ProposalKind::Split) && a > b;
    let (a, b) = if swap { (b, a) } else { (a, b) };
    (kind, a.to_owned(), b.to_owned())
}

fn line(proposal: &Proposal) -> Line {
    Line {
        number: 0,
        verdict: None,
        kind: proposal.kind,
        a: proposal.groups.0.clone(),
        b: proposal.groups.1.clone(),
        labels: proposal.labels.clone(),
        score: format!("{:.2}", proposal.score),
        evidence: proposal.evidence.clone(),
        note: String::new(),
    }
}

fn row(text: &mut String, cells: &[&str]) {
    let plain = |cell: &&str| cell.replace(char::is_control, " ");
    let mut writer = csv::WriterBuilder::new().delimiter(b'\t').from_writer(Vec::new());
    let written = writer.write_record(cells.iter().map(plain)).and_then(|()| Ok(writer.flush()?));
    written.expect("memory can be written to");
    let bytes = writer.into_inner().expect("memory can be written to");
    text.push_str(&String::from_utf8(bytes).expect("cells are UTF-8"));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(content: &str) -> Review {
        Review::parse("review.tsv", content).unwrap()
    }

    fn decisions(content: &str) -> Decisions {
        parse(content).decisions(|_, name| Ok(name.to_owned()), |_, _| Ok(None)).unwrap().decisions
    }

    fn proposal(kind: ProposalKind, a: &str, b: &str) -> Proposal {
        Proposal {
            kind,
            groups: (a.to_owned(), b.to_owned()),
            labels: ("Ann \"A.\" Lee".to_owned(), "#1".to_owned()),
            score: 0.625,
            evidence: "one surname,\ttwo documents".to_owned(),
        }
    }

    #[test]
    fn a_file_reads_back_as_it_was_written() {
        let mut review = Review::default();
        review.update(&[proposal(ProposalKind::Merge, "p:b", "p:a"), proposal(ProposalKind::Rename, "p:a", "\"Ann\"")]);
        let written = review.to_tsv();
        let read = parse(&written);
        assert_eq!(read.to_tsv(), written);
        assert_eq!(read.lines.len(), 2);
        assert_eq!((read.lines[0].labels.0.as_str(), read.lines[1].b.as_str()), ("Ann \"A.\" Lee", "\"Ann\""));
        assert_eq!(read.lines[0].evidence, "one surname, two documents");
        assert!(read.canonical().is_empty(), "nothing is decided");
    }

    #[test]
    fn what_a_person_wrote_stays() {
        let first = [
            proposal(ProposalKind::Merge, "a", "b"),
            proposal(ProposalKind::Merge, "c", "d"),
            proposal(ProposalKind::Merge, "e", "f"),
            proposal(ProposalKind::Merge, "g", "h"),
        ];
        let mut review = Review::default();
        review.update(&first);
        let edited = review
            .to_tsv()
            .replace("\tmerge\ta\tb", "Reject\tmerge\ta\tb")
            .replace("\tmerge\tc\td", "# ask Ann\ndefer\tmerge\tc\td")
            .replace(
                "\tmerge\te\tf\t\"Ann \"\"A.\"\" Lee\"\t#1\t0.62\tone surname, two documents\t",
                "\tmerge\te\tf\t\t\t\t\tsee page 3",
            );
        let mut review = parse(&(edited + "merge\tx\ty\n# the end\n"));
        let second = [proposal(ProposalKind::Merge, "b", "a"), proposal(ProposalKind::Split, "i", "j")];
        review.update(&second);
        let written = review.to_tsv();
        let body: Vec<&str> = written.lines().skip_while(|line| !line.starts_with("decision")).skip(1).collect();
        let starts = [
            "reject\tmerge\ta\tb", "# ask Ann", "defer\tmerge\tc\td", "\tmerge\te\tf", "accept\tmerge\tx\ty",
            "# the end", "\tsplit\ti\tj",
        ];
        assert_eq!(body.len(), starts.len(), "{written}");
        for (line, start) in body.iter().zip(starts) {
            assert!(line.starts_with(start), "{line} / {start}");
        }
        assert!(body[3].ends_with("see page 3"));
        let before = written.clone();
        review.update(&second);
        assert_eq!(review.to_tsv(), before);
    }

    #[test]
    fn lines_are_decisions() {
        let decided = decisions(
            "\tmerge\ta\tz\ndefer\tmerge\ta\ty\naccept\tmerge\ta\tb\nREJECT\tmerge\tc\td\nsplit\te\tf\nreject\tsplit\tg\th\n\
             retype\ta\tOrganization\nreject\tretype\tb\tPlace\nrename\ta\t\"The, \"\"A\"\"\"\nlink\ta\tQ5\nreject\tlink\tc\tQ6\t\t\n",
        );
        assert_eq!(decided.accepted().collect::<Vec<_>>(), [("a", "b")]);
        assert_eq!(decided.kept().collect::<Vec<_>>(), [("g", "h")]);
        assert_eq!(decided.refused().collect::<Vec<_>>(), [("c", "d"), ("e", "f")]);
        assert_eq!((decided.entity_type("a"), decided.entity_type("b")), (Some(EntityType::Organization), None));
        assert_eq!((decided.label("a"), decided.link("a")), (Some("The, \"A\""), Some("Q5")));
        assert!(decided.is_unlinked("c", "Q6") && decided.link("c").is_none());
    }

    #[test]
    fn order_and_remarks_do_not_matter_to_what_is_kept() {
        let one = parse("accept\tmerge\ta\tb\tA\tB\t0.5\tx\tnote\nreject\tsplit\tc\td\n\tmerge\te\tf\n");
        let other = parse("# mine\nreject\tsplit\tc\td\nmerge\ta\tb\n");
        assert_eq!(one.canonical(), other.canonical());
        assert_eq!(parse(&one.canonical()).canonical(), one.canonical());
    }

    #[test]
    fn errors_name_file_line_and_the_way_out() {
        for (content, words) in [
            ("# x\naccept merge a b\n", &["review.tsv:2: no tab", "put tabs between"][..]),
            ("maybe\tmerge\ta\tb\n", &["review.tsv:1:", "`maybe`", "accept, reject, defer"]),
            ("accept\tjoin\ta\tb\n", &["`join`", "merge, split, retype, rename or link"]),
            ("accept\tmerge\ta\n", &["merge needs a and b"]),
            ("retype\ta\tHuman\n", &["retype needs a type", "whom stats"]),
            ("link\ta\tAnn\n", &["such as Q463557"]),
            ("decision\ta\tb\n", &["the header must begin with"]),
            (
                "split\ta\tb\nmerge\tc\td\t\t\t\t\t\"why\nmerge\te\tf\n",
                &["review.tsv:2:", "a quote that is not closed"],
            ),
            ("merge\ta\tb\n\nreject\tmerge\tb\ta\n", &["review.tsv:3: line 1 says otherwise"]),
            ("rename\ta\tX\nrename\ta\tY\n", &["review.tsv:2: line 1 says otherwise"]),
            ("merge\ta\tb\nmerge\tb\tc\nsplit\ta\tc\n", &["review.tsv:3: a and c are kept apart", "take one out"]),
        ] {
            let message = Review::parse("review.tsv", content).unwrap_err().to_string();
            assert!(words.iter().all(|word| message.contains(word)), "{message}");
        }
    }
}
