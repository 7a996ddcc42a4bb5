//! From bytes to text: UTF-8 unless a byte-order mark or an HTML charset says otherwise. Nothing is guessed.
//!
//! The names of encodings and their decoding follow the [Encoding Standard](https://encoding.spec.whatwg.org/).

use std::sync::LazyLock;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use regex::bytes::Regex;

use super::DocumentError;

static CHARSET: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?i)<meta[^>]*\bcharset\s*=\s*["']?\s*([\w.:-]+)"#).expect("the pattern of charsets is well-formed")
});

/// The text of a plain file, without its byte-order mark.
pub(super) fn plain(bytes: &[u8], document: &str) -> Result<String, DocumentError> {
    text(bytes, UTF_8, document)
}

/// The text of an HTML page: a byte-order mark wins over `<meta charset>`, which wins over UTF-8.
pub(super) fn html(bytes: &[u8], document: &str) -> Result<String, DocumentError> {
    let declared =
        CHARSET.captures(&bytes[..bytes.len().min(4096)]).and_then(|c| Encoding::for_label(&c[1])).unwrap_or(UTF_8);
    // A page whose `<meta>` can be read as ASCII is not in UTF-16, whatever it says.
    text(bytes, if declared == UTF_16LE || declared == UTF_16BE { UTF_8 } else { declared }, document)
}

/// As much of the text as can be read, for a look at what it is.
pub(super) fn lossy(bytes: &[u8]) -> String {
    let (encoding, mark) = Encoding::for_bom(bytes).unwrap_or((UTF_8, 0));
    encoding.decode_without_bom_handling(&bytes[mark..]).0.into_owned()
}

/// Byte offset of the first of more control characters than text has.
///
/// A stray one is common in scraped text; a NUL, or more than one in a hundred characters, means data that is not text.
pub(super) fn first_control_character(text: &str) -> Option<usize> {
    let is_control = |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{c}' | '\u{85}');
    if let Some(nul) = text.find('\0') {
        return Some(nul);
    }
    let count = text.chars().filter(|&c| is_control(c)).count();
    if count * 100 > text.chars().count() { text.find(is_control) } else { None }
}

fn text(bytes: &[u8], encoding: &'static Encoding, document: &str) -> Result<String, DocumentError> {
    let (encoding, mark) = Encoding::for_bom(bytes).unwrap_or((encoding, 0));
    let bytes = &bytes[mark..];
    let text = if encoding == UTF_8 {
        match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            // Bytes that are neither text nor UTF-8 are reported as what they are more likely to be.
            Err(_) if bytes.contains(&0) => String::from_utf8_lossy(bytes).into_owned(),
            Err(error) => {
                return Err(DocumentError::Encoding {
                    document: document.to_owned(),
                    offset: mark + error.valid_up_to(),
                });
            }
        }
    } else {
        let (text, malformed) = encoding.decode_without_bom_handling(bytes);
        if malformed {
            let good = text.find('\u{fffd}').unwrap_or(0);
            let offset = match encoding.output_encoding() == encoding {
                true => mark + encoding.encode(&text[..good]).0.len(),
                false => mark + 2 * text[..good].encode_utf16().count(),
            };
            return Err(DocumentError::Encoding { document: document.to_owned(), offset });
        }
        text.into_owned()
    };
    if let Some(offset) = first_control_character(&text) {
        return Err(DocumentError::Binary { document: document.to_owned(), offset: mark + offset });
    }
    if text.trim().is_empty() {
        return Err(DocumentError::Empty { document: document.to_owned() });
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf8_and_byte_order_marks() {
        assert_eq!(plain("Löger".as_bytes(), "d").unwrap(), "Löger");
        assert_eq!(plain("\u{feff}Löger".as_bytes(), "d").unwrap(), "Löger");
        let utf16: Vec<u8> = "\u{feff}Löger".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(plain(&utf16, "d").unwrap(), "Löger");
    }

    #[test]
    fn charsets_of_html() {
        let mut page = b"<meta charset=windows-1252><p>L".to_vec();
        page.push(0xf6);
        page.extend(b"ger");
        assert!(html(&page, "d").unwrap().ends_with("Löger"));
        assert!(html(b"<meta http-equiv=Content-Type content=\"text/html; charset=utf-16\"><p>x", "d").is_ok());
    }

    #[test]
    fn what_is_not_text() {
        assert!(matches!(plain(b"ab\xff\xfe", "d"), Err(DocumentError::Encoding { offset: 2, .. })));
        assert!(matches!(plain(b"ab\0\xff", "d"), Err(DocumentError::Binary { offset: 2, .. })));
        assert!(matches!(plain(b"\x01\x02\x03", "d"), Err(DocumentError::Binary { offset: 0, .. })));
        assert!(matches!(plain(b" \n\t ", "d"), Err(DocumentError::Empty { .. })));
        assert!(matches!(plain(b"", "d"), Err(DocumentError::Empty { .. })));
        let mostly_text = format!("{}\u{1}", "word ".repeat(50));
        assert!(plain(mostly_text.as_bytes(), "d").is_ok());
    }
}
