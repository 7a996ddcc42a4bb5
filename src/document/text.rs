//! Plain text and Markdown.
//!
//! A plain file's text is kept as it is, so that offsets are the file's own (behind its byte-order mark, where it has
//! one). Markdown is turned into plain text first; its offsets are those of the text as dumped.

use std::sync::LazyLock;

use regex::Regex;

use super::draft::Draft;
use super::{Document, DocumentError};

pub(super) fn read(text: String, source: &str) -> Result<Document, DocumentError> {
    Draft { source: source.to_owned(), text, ..Draft::default() }.finish()
}

/// A text without headline, byline or metadata.
pub(super) fn read_prose(text: String, source: &str) -> Result<Document, DocumentError> {
    Draft { source: source.to_owned(), text, prose: true, ..Draft::default() }.finish()
}

pub(super) fn read_markdown(markdown: &str, source: &str) -> Result<Document, DocumentError> {
    read(plain(markdown), source)
}

/// Markdown without its marks: headings, emphasis, links, images, code, quotes, front matter's fences.
fn plain(markdown: &str) -> String {
    static MARKS: LazyLock<Vec<(Regex, &str)>> = LazyLock::new(|| {
        [
            (r"\A---\r?\n((?s:.*?)\n)---[ \t]*(?:\r?\n|\z)", "$1\n"),
            (r"(?s)<!--.*?-->", ""),
            (r"(?m)^[ \t]*(?:```|~~~).*$", ""),
            (r"(?m)^[ \t]{0,3}#{1,6}[ \t]+(.*?)[ \t]*#*[ \t]*$", "$1\n"),
            (r"(?m)^(\S.*)\r?\n(?:=+|-{3,})[ \t]*$", "$1\n"),
            (r"(?m)^[ \t]*(?:[-*_][ \t]*){3,}$", ""),
            (r"(?m)^[ \t]*(?:>[ \t]?)+", ""),
            (r"!\[[^\]]*\]\([^)]*\)", ""),
            (r"\[([^\]]+)\]\([^)\s]*(?:\s+[^)]*)?\)", "$1"),
            (r"\[([^\]]+)\]\[[^\]]*\]", "$1"),
            (r"(?m)^[ \t]*\[[^\]]+\]:[ \t]+\S+.*$", ""),
            (r"<(https?://[^>\s]+)>", "$1"),
            (r"(?:\*\*|__)(\S(?:.*?\S)?)(?:\*\*|__)", "$1"),
            (r"\*(\S(?:[^*\n]*\S)?)\*", "$1"),
            (r"\b_(\S(?:[^_\n]*\S)?)_\b", "$1"),
            (r"`([^`\n]+)`", "$1"),
            (r"\\([\\`*_{}\[\]()#+.!>-])", "$1"),
        ]
        .into_iter()
        .map(|(mark, kept)| (Regex::new(mark).expect("the patterns of Markdown are well-formed"), kept))
        .collect()
    });
    MARKS.iter().fold(markdown.to_owned(), |text, (mark, kept)| mark.replace_all(&text, *kept).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_loses_its_marks() {
        let markdown = "---\ntitle: Vote held\ndate: 2021-05-25\n---\n\n**Rand _Paul_** met [Putin](https://example.org/x \"t\").\n\n> He said *no*.\n\n![a man](x.png)\n\n- one\n- two\n";
        let document = read_markdown(markdown, "a.md").unwrap();
        assert_eq!(document.title.as_deref(), Some("Vote held"));
        assert_eq!(document.published.unwrap().to_string(), "2021-05-25");
        assert!(document.text.contains("Rand Paul met Putin."), "{}", document.text);
        assert!(document.text.contains("\nHe said no."), "{}", document.text);
        assert!(!document.text.contains("png"));
    }

    #[test]
    fn a_heading_is_the_headline() {
        let document = read_markdown("# Vote held\nA vote was held.", "a.md").unwrap();
        assert_eq!(document.title.as_deref(), Some("Vote held"));
        assert_eq!(document.parts.len(), 2);
    }
}
