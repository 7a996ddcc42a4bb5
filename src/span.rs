//! Character spans of a document's text.

use serde::{Deserialize, Serialize};

/// A half-open range `start..end` of Unicode code points of a document's text.
///
/// Code points, not bytes: the unit of NIF's `#char=b,e` (RFC 5147) and of the dump records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    pub start: usize,
    pub end: usize,
}

impl Span {
    pub fn new(start: usize, end: usize) -> Self {
        debug_assert!(start <= end, "span {start}..{end}");
        Self { start, end }
    }

    pub fn len(self) -> usize {
        self.end - self.start
    }

    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The words of a text at the span; for many spans of one text an [`IndexedText`] is faster.
    pub fn of(self, text: &str) -> &str {
        if text.is_ascii() {
            return &text[self.start.min(text.len())..self.end.min(text.len())];
        }
        let byte = |text: &str, letters| text.char_indices().nth(letters).map_or(text.len(), |(byte, _)| byte);
        let behind = &text[byte(text, self.start)..];
        &behind[..byte(behind, self.len())]
    }

    /// The smallest span that covers both.
    pub fn cover(self, other: Span) -> Span {
        Span::new(self.start.min(other.start), self.end.max(other.end))
    }
}

/// A text with a table from code point to byte, so that spans slice it in constant time.
///
/// ```
/// use whom::span::{IndexedText, Span};
/// let text = IndexedText::new("Erdoğan’s visit");
/// assert_eq!(text.slice(Span::new(0, 7)), "Erdoğan");
/// ```
pub struct IndexedText<'a> {
    text: &'a str,
    /// Byte offset of each code point, and the text's length behind the last; empty for pure ASCII.
    bytes: Vec<usize>,
}

impl<'a> IndexedText<'a> {
    pub fn new(text: &'a str) -> Self {
        let bytes = if text.is_ascii() {
            Vec::new()
        } else {
            text.char_indices().map(|(byte, _)| byte).chain([text.len()]).collect()
        };
        Self { text, bytes }
    }

    pub fn text(&self) -> &'a str {
        self.text
    }

    /// Length in code points.
    pub fn len(&self) -> usize {
        if self.bytes.is_empty() { self.text.len() } else { self.bytes.len() - 1 }
    }

    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The byte offset of a code point; offsets behind the end give the text's length.
    pub fn byte(&self, code_point: usize) -> usize {
        if self.bytes.is_empty() {
            code_point.min(self.text.len())
        } else {
            self.bytes.get(code_point).copied().unwrap_or(self.text.len())
        }
    }

    /// The code point at a byte offset that lies on a character boundary.
    pub fn code_point(&self, byte: usize) -> usize {
        if self.bytes.is_empty() { byte } else { self.bytes.partition_point(|&b| b < byte) }
    }

    pub fn slice(&self, span: Span) -> &'a str {
        &self.text[self.byte(span.start)..self.byte(span.end)]
    }
}
