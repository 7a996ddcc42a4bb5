//! [JSON lines](https://jsonlines.org/): one object a line, one document an object. A broken line is reported; the others
//! are read. A file that is one JSON value, an object or an array of them, is read too.

use std::collections::HashSet;
use std::io::{BufRead, Read};

use jiff::civil::Date;
use serde_json::{Map, Value};

use super::draft::Draft;
use super::html::names;
use super::{Document, DocumentError, LIMIT, date, decode, html};

const TEXT: &[&str] = &["text", "body", "content", "articleBody"];
const TITLE: &[&str] = &["title", "headline"];
const PUBLISHED: &[&str] = &["published", "date", "published_at", "datePublished"];
const PUBLISHER: &[&str] = &["publisher", "source_name", "site"];
const AUTHORS: &[&str] = &["author", "authors", "byline"];
const URL: &[&str] = &["url", "link"];

/// The documents of a file of JSON lines, one after the other.
pub(super) struct Records<R> {
    reader: R,
    source: String,
    line: usize,
    ids: HashSet<String>,
    /// Records of a file that is a single JSON value.
    whole: Option<std::vec::IntoIter<Value>>,
    done: bool,
}

impl<R: BufRead> Records<R> {
    pub fn new(reader: R, source: &str) -> Self {
        Self { reader, source: source.to_owned(), line: 0, ids: HashSet::new(), whole: None, done: false }
    }

    /// The next line without its end; `None` behind the last. At most `LIMIT` bytes are held.
    fn next_line(&mut self) -> Option<Result<Vec<u8>, DocumentError>> {
        let mut bytes = Vec::new();
        let read = self.reader.by_ref().take(LIMIT + 1).read_until(b'\n', &mut bytes);
        match read {
            Ok(0) => None,
            Ok(_) => {
                self.line += 1;
                if bytes.len() as u64 > LIMIT {
                    self.done = self.reader.skip_until(b'\n').is_err();
                    return Some(Err(DocumentError::TooLarge { document: self.name(None), limit: LIMIT }));
                }
                Some(Ok(bytes))
            }
            Err(error) => {
                self.done = true;
                Some(Err(DocumentError::Unreadable { path: self.source.clone(), error }))
            }
        }
    }

    fn name(&self, id: Option<&str>) -> String {
        match id {
            Some(id) => format!("{}#{id}", self.source),
            None => format!("{}#L{}", self.source, self.line),
        }
    }

    fn parse(&mut self, line: &[u8]) -> Result<Value, DocumentError> {
        let text = decode::plain(line, &self.name(None))?;
        let error = match serde_json::from_str(&text) {
            Ok(value) => return Ok(value),
            Err(error) => error,
        };
        let broken = DocumentError::BrokenJson {
            document: self.source.clone(),
            line: self.line,
            column: error.column(),
            message: error.to_string().split(" at line ").next().unwrap_or_default().to_owned(),
        };
        // A value spread over lines breaks in the first of them, at its end.
        if self.line == 1 && error.is_eof() {
            let mut all = line.to_vec();
            let read = self.reader.by_ref().take(LIMIT).read_to_end(&mut all);
            self.done = true;
            if read.is_ok()
                && let Ok(value) = serde_json::from_slice(&all)
            {
                return Ok(value);
            }
        }
        Err(broken)
    }

    fn record(&mut self, value: Value) -> Result<Document, DocumentError> {
        let (document, line) = (self.source.clone(), self.line);
        let bad = |what, way_out| DocumentError::BadRecord { document: document.clone(), line, what, way_out };
        let Value::Object(object) = value else {
            return Err(bad("fields", "write one JSON object a line"));
        };
        let id = match object.get("id") {
            Some(Value::String(id)) if !id.trim().is_empty() => Some(id.trim().to_owned()),
            Some(Value::Number(id)) => Some(id.to_string()),
            _ => None,
        };
        if let Some(id) = &id
            && !self.ids.insert(id.clone())
        {
            return Err(DocumentError::RepeatedId { document, line, id: id.clone() });
        }
        let source = self.name(id.as_deref());
        let text = first(&object, TEXT).and_then(Value::as_str).filter(|text| !text.trim().is_empty());
        let text = text.ok_or_else(|| bad("text", "put the article into a field `text`"))?;
        if let Some(offset) = decode::first_control_character(text) {
            return Err(DocumentError::Binary { document: source, offset });
        }
        let title = first(&object, TITLE).and_then(Value::as_str);
        let mut draft = Draft {
            source,
            url: first(&object, URL).and_then(Value::as_str).filter(|url| url.starts_with("http")).map(str::to_owned),
            publisher: first(&object, PUBLISHER).and_then(|value| names(value).into_iter().next()),
            authors: first(&object, AUTHORS).map(names).unwrap_or_default(),
            published: first(&object, PUBLISHED).and_then(day),
            ..Draft::default()
        };
        if is_html(text) {
            let page = html::read_page(text.to_owned(), &draft.source)?;
            let body = page.title.as_deref().and_then(|t| page.text.strip_prefix(t)).unwrap_or(&page.text);
            draft.set_text(title.or(page.title.as_deref()), body);
        } else {
            draft.set_text(title, text);
        }
        draft.finish()
    }
}

impl<R: BufRead> Iterator for Records<R> {
    type Item = Result<Document, DocumentError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(values) = &mut self.whole {
                let value = values.next()?;
                self.line += 1;
                return Some(self.record(value));
            }
            if self.done {
                return None;
            }
            let line = match self.next_line()? {
                Ok(line) if line.iter().all(u8::is_ascii_whitespace) => continue,
                Ok(line) => line,
                Err(error) => return Some(Err(error)),
            };
            match self.parse(&line) {
                Ok(Value::Array(values)) => {
                    self.line = 0;
                    self.whole = Some(values.into_iter());
                }
                Ok(value) => return Some(self.record(value)),
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

/// The value of the first key that is there and not null.
fn first<'a>(object: &'a Map<String, Value>, keys: &[&str]) -> Option<&'a Value> {
    keys.iter().find_map(|key| object.get(*key).filter(|value| !value.is_null()))
}

fn day(value: &Value) -> Option<Date> {
    match value {
        Value::String(text) => date::parse(text).or_else(|| date::find(text).map(|found| found.1)),
        Value::Number(number) => date::from_unix(number.as_i64().or_else(|| number.as_f64().map(|n| n as i64))?),
        _ => None,
    }
}

fn is_html(text: &str) -> bool {
    let start = text.trim_start();
    start.starts_with('<')
        && ["</p>", "</div>", "</html>", "</body>", "</h1>", "</article>"].iter().any(|tag| start.contains(tag))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(lines: &str) -> Vec<Result<Document, DocumentError>> {
        Records::new(lines.as_bytes(), "f.jsonl").collect()
    }

    #[test]
    fn keys_and_sources() {
        let found = read(concat!(
            r#"{"id": 7, "headline": "Vote held", "body": "A vote was held.", "date": "25 May 2021", "site": {"name": "Ledger"}, "authors": ["Jane Doe", {"name": "John Roe"}], "link": "https://example.org/7"}"#,
            "\n\n",
            r#"{"text": "<p>It was lost.</p>", "title": null, "published": 1621900800}"#,
        ));
        let first = found[0].as_ref().unwrap();
        assert_eq!((first.source.as_str(), first.text.as_str()), ("f.jsonl#7", "Vote held\n\nA vote was held."));
        assert_eq!((first.publisher.as_deref(), first.authors.len()), (Some("Ledger"), 2));
        assert_eq!(first.published.unwrap().to_string(), "2021-05-25");
        let second = found[1].as_ref().unwrap();
        assert_eq!((second.source.as_str(), second.text.trim()), ("f.jsonl#L3", "It was lost."));
        assert_eq!(second.published.unwrap().to_string(), "2021-05-25");
    }

    #[test]
    fn broken_lines_do_not_stop_the_others() {
        let found = read(
            "{\"text\": \"One.\"}\n{\"text\": \n{\"text\": 3}\n[1]\n{\"id\":\"a\",\"text\":\"Two.\"}\n{\"id\":\"a\",\"text\":\"Three.\"}",
        );
        assert!(found[0].is_ok());
        assert!(matches!(found[1], Err(DocumentError::BrokenJson { line: 2, .. })));
        assert!(matches!(found[2], Err(DocumentError::BadRecord { line: 3, what: "text", .. })));
        assert!(found.last().is_some_and(|last| last.is_err()));
        let message = found[1].as_ref().unwrap_err().to_string();
        assert!(message.starts_with("f.jsonl: broken JSON in line 2, column"), "{message}");
    }

    #[test]
    fn ids_are_unique() {
        let found = read("{\"id\":\"a\",\"text\":\"Two.\"}\n{\"id\":\"a\",\"text\":\"Three.\"}");
        assert!(matches!(found[1], Err(DocumentError::RepeatedId { line: 2, .. })));
    }

    #[test]
    fn one_json_value() {
        assert_eq!(read("[\n{\"text\": \"One.\"},\n{\"text\": \"Two.\"}\n]").iter().flatten().count(), 2);
        assert_eq!(read("{\n\"text\": \"One.\"\n}").iter().flatten().count(), 1);
        assert_eq!(read("{\n\"text\": \"One.\"").iter().flatten().count(), 0);
    }

    #[test]
    fn a_title_that_the_text_repeats_stands_once() {
        let found = read(r#"{"title": "Vote held", "text": "Vote held\n\nA vote was held."}"#);
        assert_eq!(found[0].as_ref().unwrap().text, "Vote held\n\nA vote was held.");
    }
}
