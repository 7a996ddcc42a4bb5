//! Which parts of a plain text are headline, byline, dateline and paragraphs, and what its other lines say about it.

use std::ops::Range;
use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

use super::{Part, PartKind, date, dateline};
use crate::span::{IndexedText, Span};

/// The parts of a text, and the metadata that stands in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    pub parts: Vec<Part>,
    pub title: Option<String>,
    pub publisher: Option<String>,
    pub authors: Vec<String>,
    pub url: Option<String>,
    /// From a line of metadata, else a date alone on a line, else a dateline.
    pub published: Option<Date>,
}

/// Longer first lines are paragraphs.
const LONGEST_HEADLINE: usize = 160;
/// A text without a longer line is wrapped by hand: its paragraphs run over lines, up to a blank one.
const LONGEST_WRAPPED_LINE: usize = 100;

fn pattern(pattern: &str) -> Regex {
    Regex::new(pattern).expect("the patterns of metadata lines are well-formed")
}

static LINE_END: LazyLock<Regex> = LazyLock::new(|| pattern(r"\r\n|[\n\r\x0c\u{85}\u{2028}\u{2029}]"));
static LIST_ITEM: LazyLock<Regex> = LazyLock::new(|| pattern(r"^\s*(?:[-*•‣–]|\d{1,2}[.)])\s+\S"));
static FIELD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(title|headline|date|published|publication date|published (?:on|at)|first published|posted|posted on|updated|last updated|modified|last modified|source|publisher|outlet|author|authors|byline|url|link|language|lang|section|category|tags|keywords|location|copyright|word count|length)\s*:\s*(.*)$",
    )
});
static STAMP: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:[—–-]+\s*|\(|\*\s*)?(first published|published|posted|updated|last updated|last modified|modified)(?:\s+(?:on|at))?,?\s+(.+?)\)?\.?$",
    )
});
static CREDIT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:©|\(c\)\s|copyright\b|image source\b|image credit\b|image copyright\b|(?:photo|photograph|photography|picture|image|credit|video|illustration|getty images)(?:\s+(?:credit|by))?\s*[:/])",
    )
});
static CAPTION: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)^(?:image caption|media caption|caption)\s*[,:]\s*"));
static NAVIGATION: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?ix)^(?:read\ (?:more|also|next)|see\ also|related(?:\ (?:stories|articles|topics|content|internet\ links))?|more\ on\ this\ story|most\ read
          |advertisement|advert|share(?:\ this(?:\ (?:article|story|page))?)?|listen\ to\ this\ article|sign\ up\ (?:for|to)\ .*newsletter.*
          |follow\ us\ on\ .*|subscribe(?:\ now)?|all\ rights\ reserved.*|more)\s*(?:[:.!|].*)?$",
    )
});
static BYLINE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:[Bb]y|BY|Reporting by|Written by|Compiled by|Story by|Additional reporting by)\s+(\p{Lu}.*|our\s.*|staff\b.*|the\s.*)$",
    )
});
static SIGN_OFF: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^\(?(?:Additional\s+|Writing and additional\s+)?(?:Reporting|Writing|Editing)\s+by\s+(?:\p{Lu}|our\s)")
});
static RELATIVE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)\bago$|^(?:today|yesterday)\b|^(?:at\s+)?\d{1,2}[:.]\d{2}"));
static OUTLET: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:reuters|associated press|AP|AFP|dpa|news|press|times|post|agency|gazette|herald|tribune|ledger|daily|journal|media|broadcasting|correspondents?|reporters?|editors?|staff|writers?|desk|contributors?)\b",
    )
});

/// Lays out a text. Where the reader knows the title and has put it first, `title` is its length in bytes.
pub fn layout(text: &str, title: Option<usize>) -> Layout {
    let lines = lines(text);
    let mut found = Found { text, ..Found::default() };
    let mut rest = &lines[..];
    if let Some(end) = title {
        found.push(PartKind::Headline, 0..end);
        rest = &lines[lines.partition_point(|line| line.start < end)..];
    }
    let longest = rest.iter().map(|line| text[line.clone()].chars().count()).max().unwrap_or(0);
    found.wrapped = longest <= LONGEST_WRAPPED_LINE;
    while let Some((line, behind)) = rest.split_first() {
        found.line(line.clone(), behind);
        rest = behind;
    }
    found.finish()
}

/// Lays out a text that is prose and nothing else: blank lines part its paragraphs.
pub fn prose(text: &str) -> Layout {
    let lines = lines(text);
    let mut found = Found { text, ..Found::default() };
    for paragraph in lines.split(|line| line.is_empty()) {
        if let (Some(first), Some(last)) = (paragraph.first(), paragraph.last()) {
            found.push(PartKind::Paragraph, first.start..last.end);
        }
    }
    found.finish()
}

/// The lines of a text as byte ranges, trimmed; blank lines are empty.
fn lines(text: &str) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    let mut start = 0;
    for end in LINE_END.find_iter(text).map(|m| (m.start(), m.end())).chain([(text.len(), text.len())]) {
        lines.push(trim(text, start..end.0));
        start = end.1;
    }
    lines
}

fn trim(text: &str, range: Range<usize>) -> Range<usize> {
    let blank = |c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}');
    let line = &text[range.clone()];
    let left = line.len() - line.trim_start_matches(blank).len();
    let kept = line.trim_matches(blank).len();
    range.start + left..range.start + left + kept
}

#[derive(Default)]
struct Found<'a> {
    text: &'a str,
    parts: Vec<(PartKind, Range<usize>)>,
    wrapped: bool,
    /// A paragraph has begun: bylines and date lines stand in front of it.
    body: bool,
    paragraphs: usize,
    has_dateline: bool,
    /// The last part may go on in the next line.
    open: bool,
    stated: Option<Date>,
    alone: Option<Date>,
    datelined: Option<Date>,
    updated: Option<Date>,
    layout: Layout,
}

impl Found<'_> {
    fn line(&mut self, line: Range<usize>, behind: &[Range<usize>]) {
        let words = &self.text[line.clone()];
        if words.is_empty() {
            self.open = false;
        } else if self.open && self.wrapped && self.body && !LIST_ITEM.is_match(words) {
            if let Some((_, last)) = self.parts.last_mut() {
                last.end = line.end;
            }
        } else if !self.metadata(words, &line) && !self.credit(words, &line) && !self.byline(words, &line) {
            self.prose(line, behind);
        }
    }

    fn metadata(&mut self, words: &str, line: &Range<usize>) -> bool {
        if let Some(captures) = FIELD.captures(words) {
            let name = captures[1].to_lowercase();
            let value = captures[2].trim().trim_matches('"').to_owned();
            let place = captures.get(2).map_or(line.clone(), |m| line.start + m.start()..line.start + m.end());
            if self.field(&name, value, place) {
                return true;
            }
        }
        if let Some(captures) = STAMP.captures(words) {
            let day = date::parse(&captures[2])
                .or_else(|| date::find(&captures[2]).filter(|_| words.len() < 60).map(|f| f.1));
            if day.is_some() || (words.len() < 60 && RELATIVE.is_match(&captures[2])) {
                self.stamp(&captures[1].to_lowercase(), day);
                return true;
            }
        }
        if !self.body
            && let Some(day) = date::parse(words)
        {
            self.alone.get_or_insert(day);
            return true;
        }
        false
    }

    /// Takes a `Name: value` line where the name says something about the document and the line is no sentence.
    fn field(&mut self, name: &str, value: String, place: Range<usize>) -> bool {
        let sentence = value.ends_with(['.', '!', '?']) && value.contains(' ') && value.len() > 40;
        if sentence || (self.body && value.len() > 100) {
            return false;
        }
        match name {
            "title" | "headline" if !self.body && !value.is_empty() => {
                self.push(PartKind::Headline, trim(self.text, place))
            }
            "title" | "headline" => return false,
            "source" | "publisher" | "outlet" => self.layout.publisher = self.layout.publisher.take().or(Some(value)),
            "author" | "authors" | "byline" => self.authors(&value),
            "url" | "link" => self.layout.url = Some(value).filter(|url| url.starts_with("http")),
            "date" | "published" | "publication date" | "published on" | "published at" | "first published"
            | "posted" | "posted on" | "updated" | "last updated" | "modified" | "last modified" => {
                let day = date::parse(&value).or_else(|| date::find(&value).map(|f| f.1));
                self.stamp(name, day);
            }
            "location" if self.body => return false,
            _ => {}
        }
        true
    }

    fn stamp(&mut self, name: &str, day: Option<Date>) {
        let slot =
            if name.contains("updated") || name.contains("modified") { &mut self.updated } else { &mut self.stated };
        *slot = slot.or(day);
    }

    fn credit(&mut self, words: &str, line: &Range<usize>) -> bool {
        if let Some(label) = CAPTION.find(words) {
            let caption = line.start + label.end()..line.end;
            if !caption.is_empty() {
                self.push(PartKind::Paragraph, caption);
            }
            return true;
        }
        let short = words.chars().count() < 120;
        short && (CREDIT.is_match(words) || NAVIGATION.is_match(words))
    }

    fn byline(&mut self, words: &str, line: &Range<usize>) -> bool {
        let short = words.chars().count() < 120;
        if self.body {
            let sign_off = SIGN_OFF.is_match(words) && words.chars().count() < 200;
            if sign_off {
                self.push(PartKind::Byline, line.clone());
            }
            return sign_off;
        }
        match BYLINE.captures(words) {
            Some(captures) if short && !words.ends_with(['.', '!', '?', ',']) => {
                self.authors(&captures[1]);
                self.push(PartKind::Byline, line.clone());
                true
            }
            _ => false,
        }
    }

    /// "Jane Doe and John Roe, Reuters": persons; what names an outlet is no person.
    fn authors(&mut self, names: &str) {
        static AND: LazyLock<Regex> = LazyLock::new(|| pattern(r"\s*(?:[,;|]|\band\b|&)\s*"));
        static PLACE: LazyLock<Regex> = LazyLock::new(|| pattern(r"\s+(?:in|at|for|of)\s+.*$"));
        for name in AND.split(names.trim_start_matches("By ").trim_start_matches("by ")) {
            let whole = name.trim();
            let name = PLACE.replace(whole, "").into_owned();
            let person = name.starts_with(char::is_uppercase) && name.contains(' ');
            if OUTLET.is_match(&name) || (!person && whole.starts_with("our")) {
                let agency = matches!(
                    name.to_lowercase().as_str(),
                    "reuters" | "associated press" | "the associated press" | "ap" | "afp" | "dpa"
                );
                if agency && self.layout.publisher.is_none() {
                    self.layout.publisher = Some(name);
                }
            } else if person && !self.layout.authors.contains(&name) {
                self.layout.authors.push(name);
            }
        }
    }

    fn prose(&mut self, line: Range<usize>, behind: &[Range<usize>]) {
        let words = &self.text[line.clone()];
        if self.parts.is_empty() && self.is_headline(words, behind) {
            return self.push(PartKind::Headline, line);
        }
        let mut start = line.start;
        if self.paragraphs < 2
            && !self.has_dateline
            && let Some(dateline) = dateline::find(words)
        {
            self.has_dateline = true;
            self.datelined = dateline.date;
            if self.layout.publisher.is_none() {
                self.layout.publisher = dateline.agency;
            }
            self.push(PartKind::Dateline, line.start + dateline.range.start..line.start + dateline.range.end);
            start += dateline.end;
        }
        if LIST_ITEM.is_match(words) {
            let marker = words.find(char::is_whitespace).unwrap_or(0);
            start += marker + (words[marker..].len() - words[marker..].trim_start().len());
        }
        if start < line.end {
            self.push(PartKind::Paragraph, start..line.end);
            self.body = true;
            self.open = true;
        }
    }

    /// Short, without a final stop, and set off from what follows: by a blank line, by a line that is no prose, or because
    /// what follows is a paragraph on one long line.
    fn is_headline(&self, words: &str, behind: &[Range<usize>]) -> bool {
        let words = words.trim_end_matches(['"', '”', '’', '\'', ')']);
        if words.chars().count() >= LONGEST_HEADLINE
            || words.ends_with(['.', ':', ',', ';']) && !words.ends_with("U.S.")
        {
            return false;
        }
        if dateline::find(words).is_some_and(|d| d.date.is_some()) || LIST_ITEM.is_match(words) {
            return false;
        }
        let Some(next) = behind.iter().position(|line| !line.is_empty()) else { return false };
        let following = &self.text[behind[next].clone()];
        next > 0
            || following.chars().count() >= LONGEST_HEADLINE
            || CREDIT.is_match(following)
            || BYLINE.is_match(following)
            || STAMP.is_match(following)
            || date::parse(following).is_some()
            || dateline::find(following).is_some()
    }

    fn push(&mut self, kind: PartKind, range: Range<usize>) {
        if kind == PartKind::Headline && self.layout.title.is_none() {
            self.layout.title = Some(self.text[range.clone()].split_whitespace().collect::<Vec<_>>().join(" "));
        }
        self.paragraphs += usize::from(kind == PartKind::Paragraph);
        self.parts.push((kind, range));
        self.open = false;
    }

    fn finish(mut self) -> Layout {
        let index = IndexedText::new(self.text);
        let span = |range: Range<usize>| Span::new(index.code_point(range.start), index.code_point(range.end));
        self.layout.parts = self.parts.into_iter().map(|(kind, range)| Part { kind, span: span(range) }).collect();
        self.layout.published = self.stated.or(self.alone).or(self.datelined).or(self.updated);
        self.layout
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `text` must have the parts `expected`, one line each: first letter of the kind and the words.
    fn check(text: &str, expected: &str) -> Layout {
        let found = layout(text, None);
        let index = IndexedText::new(text);
        let lines: Vec<String> = found
            .parts
            .iter()
            .map(|part| {
                let kind = match part.kind {
                    PartKind::Headline => 'H',
                    PartKind::Byline => 'B',
                    PartKind::Dateline => 'D',
                    PartKind::Paragraph => 'P',
                };
                format!("{kind} {}", index.slice(part.span).replace('\n', "/"))
            })
            .collect();
        assert_eq!(lines.join("\n"), expected.trim());
        found
    }

    #[test]
    fn an_agency_story() {
        let found = check(
            "Parliament elects Löger\n\nBy Jane Doe and John Roe, Reuters\n\nVIENNA, May 28, 2019 - Parliament met.\n\nIt voted.\n",
            "H Parliament elects Löger\nB By Jane Doe and John Roe, Reuters\nD VIENNA, May 28, 2019\nP Parliament met.\nP It voted.",
        );
        assert_eq!(found.title.as_deref(), Some("Parliament elects Löger"));
        assert_eq!(found.authors, ["Jane Doe", "John Roe"]);
        assert_eq!(found.publisher.as_deref(), Some("Reuters"));
        assert_eq!(found.published.unwrap().to_string(), "2019-05-28");
    }

    #[test]
    fn a_web_page_saved_as_text() {
        let found = check(
            "Doubts over vote\n\nPublished 25 May 2021\n\nImage source, Some Agency\n\nImage caption, The loser left\n\nA vote was held.\n\nRead more: How votes work\n\nLast updated 3 hours ago",
            "H Doubts over vote\nP The loser left\nP A vote was held.",
        );
        assert_eq!(found.published.unwrap().to_string(), "2021-05-25");
    }

    #[test]
    fn a_title_with_a_credit_below() {
        check(
            "Senator delivers letter\n© Somebody\n\nA senator said so.",
            "H Senator delivers letter\nP A senator said so.",
        );
    }

    #[test]
    fn fields() {
        let found = check(
            "Title: Vote held\nDate: 2021-05-25\nSource: The Ledger\nAuthor: Jane Doe\n\nA vote was held.\nThe source: a man said no.",
            "H Vote held\nP A vote was held./The source: a man said no.",
        );
        assert_eq!(found.publisher.as_deref(), Some("The Ledger"));
        assert_eq!(found.published.unwrap().to_string(), "2021-05-25");
    }

    #[test]
    fn a_published_date_wins_over_the_dateline_and_an_update() {
        let found = layout("Updated 3 June 2021\nPublished: 1 June 2021\n\nROME, 2 June 2021 - It rained.", None);
        assert_eq!(found.published.unwrap().to_string(), "2021-06-01");
    }

    #[test]
    fn wrapped_lines_are_one_paragraph_and_long_lines_one_each() {
        check("The minister\nwent home.\n\nShe slept.", "P The minister/went home.\nP She slept.");
        let long = "word ".repeat(30);
        let (first, second) = (format!("{long}end."), format!("{long}over."));
        check(&format!("{first}\n{second}"), &format!("P {first}\nP {second}"));
    }

    #[test]
    fn list_items_are_paragraphs_of_their_own() {
        check("It said:\n- taxes rise\n- wages fall\n2. no more", "P It said:\nP taxes rise\nP wages fall\nP no more");
    }

    #[test]
    fn sentences_that_look_like_metadata() {
        check(
            "A report came out.\n\nPublished in a journal, it says that nobody won.\n\nSource: a man close to the talks said that nobody had won.\n\nBy Friday the talks had ended.",
            "P A report came out.\nP Published in a journal, it says that nobody won.\nP Source: a man close to the talks said that nobody had won.\nP By Friday the talks had ended.",
        );
        check("By Friday the talks had ended.", "P By Friday the talks had ended.");
    }

    #[test]
    fn a_line_alone_is_prose() {
        check("Trump met Putin", "P Trump met Putin");
        check("London, Friday 17 June 2022\n\nShe said no.", "D London, Friday 17 June 2022\nP She said no.");
    }

    #[test]
    fn any_line_ends() {
        check("Vote held\r\n\r\nIt was held.\r\n\r\nIt ended.\r", "H Vote held\nP It was held.\nP It ended.");
    }
}
