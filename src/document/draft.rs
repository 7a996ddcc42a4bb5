//! What a reader knows about a document before its text is laid out.

use jiff::civil::Date;

use super::layout::{layout, prose};
use super::{Document, DocumentError, PartKind, date};
use crate::iri;

#[derive(Clone, Debug, Default)]
pub(super) struct Draft {
    pub source: String,
    pub text: String,
    /// Whether the text is nothing but paragraphs.
    pub prose: bool,
    /// Length in bytes of the title, where the reader has put it in front of the text.
    pub title: Option<usize>,
    pub url: Option<String>,
    pub publisher: Option<String>,
    pub authors: Vec<String>,
    pub published: Option<Date>,
}

impl Draft {
    /// The text under its title: the body as it is, where it begins with the title already.
    pub fn set_text(&mut self, title: Option<&str>, body: &str) {
        let title = title.map(|t| t.split_whitespace().collect::<Vec<_>>().join(" ")).filter(|t| !t.is_empty());
        match title {
            Some(title) => {
                let rest = body.trim_start();
                let rest = match rest.strip_prefix(title.as_str()) {
                    Some(rest) if rest.starts_with(['\n', '\r']) => rest.trim_start(),
                    _ => rest,
                };
                self.title = Some(title.len());
                self.text = format!("{title}\n\n{rest}");
            }
            None => self.text = body.to_owned(),
        }
    }

    /// Lays the text out and fills what the reader did not know from the text itself and the name of the file.
    pub fn finish(self) -> Result<Document, DocumentError> {
        let found = if self.prose { prose(&self.text) } else { layout(&self.text, self.title) };
        if !found.parts.iter().any(|part| matches!(part.kind, PartKind::Headline | PartKind::Paragraph)) {
            return Err(DocumentError::NoArticle { document: self.source });
        }
        let authors = if self.authors.is_empty() { found.authors } else { self.authors };
        let file = self.source.split('#').next().unwrap_or(&self.source).rsplit('/').next().unwrap_or("");
        let published = self.published.or(found.published).or_else(|| date::in_file_name(file));
        // The surest first: what a post tells is the day before which the text cannot have been written.
        let published = published.or_else(|| date::of_posts(&self.text));
        let publisher = self.publisher.or(found.publisher);
        let url = self.url.or(found.url);
        let metadata = (&url, &found.title, &publisher, &authors, published.map(|day| day.to_string()));
        let sha256 = iri::sha256(format!("{metadata:?}\n{}", self.text));
        Ok(Document {
            id: iri::mint("document", &[&self.source, &sha256]),
            source: self.source,
            url,
            title: found.title,
            publisher,
            authors,
            published,
            text: self.text,
            sha256,
            parts: found.parts,
        })
    }
}
