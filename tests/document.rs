//! Readers on small files of every format, well-formed and broken: see `tests/data/document/`.

use std::path::{Path, PathBuf};

use whom::document::{Document, DocumentError, Input, InputKind, PartKind, discover, read};
use whom::span::IndexedText;

fn data(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/document").join(name).to_str().unwrap().to_owned()
}

fn read_all(path: &str) -> Vec<Result<Document, DocumentError>> {
    discover(&[path.to_owned()]).unwrap().iter().flat_map(read).collect()
}

fn read_data(name: &str) -> Document {
    let mut found = read_all(&data(name));
    assert_eq!(found.len(), 1);
    found.remove(0).unwrap()
}

/// The document's parts, one line each: kind and words.
fn check(document: &Document, expected: &[(PartKind, &str)]) {
    let text = IndexedText::new(&document.text);
    let parts: Vec<_> = document.parts.iter().map(|part| (part.kind, text.slice(part.span))).collect();
    assert_eq!(parts, expected);
}

fn check_parts(document: &Document) {
    let text = IndexedText::new(&document.text);
    let mut last = 0;
    for part in &document.parts {
        assert!(
            last <= part.span.start && part.span.start < part.span.end && part.span.end <= text.len(),
            "{part:?} in {}",
            document.source
        );
        let words = text.slice(part.span);
        assert_eq!(words.trim(), words, "{part:?} in {}", document.source);
        last = part.span.end;
    }
}

#[test]
fn an_agency_story() {
    use PartKind::*;
    let document = read_data("agency.txt");
    let file = std::fs::read_to_string(data("agency.txt")).unwrap();
    assert_eq!(document.text, file);
    check(
        &document,
        &[
            (Headline, "Ministers agree on border talks"),
            (Byline, "By our staff in Ljubljana"),
            (Dateline, "LJUBLJANA, March 3, 2020"),
            (
                Paragraph,
                "Two ministers agreed on Tuesday to hold talks about the border, which they last discussed in 2017, officials said.",
            ),
            (Paragraph, "\"We have not signed anything,\" one of them told reporters."),
            (Byline, "(Reporting by our staff; Editing by our desk)"),
        ],
    );
    assert_eq!(document.published.unwrap().to_string(), "2020-03-03");
    assert_eq!(document.publisher.as_deref(), Some("Reuters"));
    assert!(document.authors.is_empty());
}

#[test]
fn the_date_of_the_file_name() {
    let document = read_data("2019-11-05-undated.txt");
    assert_eq!(document.published.unwrap().to_string(), "2019-11-05");
    assert_eq!(document.title, None);
}

#[test]
fn offsets_count_behind_the_byte_order_mark() {
    use PartKind::*;
    let document = read_data("mark-and-crlf.txt");
    assert_eq!(document.parts[0].span.start, 0);
    check(
        &document,
        &[
            (Headline, "Premier löst Parlament auf"),
            (Paragraph, "The premier – tired, he said – dissolved parliament."),
            (Paragraph, "Voters go to the polls in June."),
        ],
    );
    assert_eq!(document.published.unwrap().to_string(), "2020-05-12");
}

#[test]
fn html_pages() {
    use PartKind::*;
    let document = read_data("page.html");
    assert_eq!(document.title.as_deref(), Some("Council backs bridge"));
    assert_eq!(document.publisher.as_deref(), Some("The Evening Gazette"));
    assert_eq!(document.authors, ["Jane Doe"]);
    assert_eq!(document.url.as_deref(), Some("https://gazette.example/bridge"));
    assert_eq!(document.published.unwrap().to_string(), "2020-09-14");
    let kinds: Vec<_> = document.parts.iter().map(|part| part.kind).filter(|kind| *kind != Byline).collect();
    assert_eq!(kinds, [Headline, Paragraph, Paragraph, Paragraph], "{}", document.text);
    assert!(
        document
            .text
            .contains("“We have waited for this for thirty years,” said the mayor, who did not vote herself & left")
    );
    for out in ["Home", "Most read", "pies", "Privacy", "never read"] {
        assert!(!document.text.contains(out), "{out}");
    }
    let old = read_data("windows-1252.html");
    assert!(old.text.contains("Hartwig Löger’s successor"), "{}", old.text);
    assert!(!old.text.contains("Front page"));
}

#[test]
fn json_lines() {
    let found = read_all(&data("records.jsonl"));
    assert_eq!(found.len(), 5);
    let source = |document: &Document| document.source.rsplit('/').next().unwrap().to_owned();
    let first = found[0].as_ref().unwrap();
    assert_eq!(source(first), "records.jsonl#bridge-1");
    assert_eq!(first.published.unwrap().to_string(), "2020-09-14");
    assert!(matches!(found[1], Err(DocumentError::BrokenJson { line: 2, .. })));
    assert_eq!(source(found[2].as_ref().unwrap()), "records.jsonl#L3");
    assert!(matches!(found[3], Err(DocumentError::BadRecord { line: 4, .. })));
    assert!(matches!(found[4], Err(DocumentError::RepeatedId { line: 5, .. })));
}

#[test]
fn markdown() {
    use PartKind::*;
    let document = read_data("notes.md");
    check(
        &document,
        &[
            (Headline, "Harbour strike ends"),
            (Paragraph, "Dockers in Piraeus ended their strike on Thursday."),
            (Paragraph, "What comes next"),
            (Paragraph, "The union will ballot its members."),
            (Paragraph, "The port says it cannot pay more."),
        ],
    );
    assert_eq!(document.authors, ["Jane Doe"]);
}

#[test]
fn broken_files_name_themselves_and_a_way_out() {
    let message = |name: &str| {
        let error = read(&Input { source: data(name), kind: InputKind::Text }).remove(0).unwrap_err();
        error.to_string().replace(&data(""), "")
    };
    assert_eq!(message("empty.txt"), "empty.txt: empty; delete it or fetch it again");
    assert_eq!(message("binary.txt"), "binary.txt: binary data at byte 0, not text; convert it to text first");
    assert_eq!(
        message("latin1.txt"),
        "latin1.txt: not UTF-8 at byte 5; convert it, for example with `iconv -f WINDOWS-1252 -t UTF-8`"
    );
    assert!(message("gone.txt").starts_with("gone.txt: no such file"));
}

#[test]
fn a_document_has_one_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.txt");
    std::fs::write(&path, "One vote was held.").unwrap();
    let first = read_all(path.to_str().unwrap()).remove(0).unwrap();
    let again = read_all(&format!("{}/./a.txt", folder.path().display())).remove(0).unwrap();
    assert_eq!((&first.id, &first.source), (&again.id, &again.source));
    std::fs::write(&path, "Two votes were held.").unwrap();
    let changed = read_all(path.to_str().unwrap()).remove(0).unwrap();
    assert_ne!(first.id, changed.id);
    assert_ne!(first.sha256, changed.sha256);
}

/// Whatever a text is cut or garbled into, its parts lie in it, in order, without overlap.
#[test]
fn parts_lie_in_the_text() {
    let folder = tempfile::tempdir().unwrap();
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/articles");
    let mut files: Vec<PathBuf> = Vec::new();
    for folder in [PathBuf::from(data("")), examples] {
        let inputs = discover(&[folder.to_str().unwrap().to_owned()]).unwrap();
        files.extend(inputs.into_iter().map(|input| input.source.into()));
    }
    assert!(files.len() > 10);
    for file in files {
        read_all(file.to_str().unwrap()).iter().flatten().for_each(check_parts);
        let Ok(text) = std::fs::read_to_string(&file) else { continue };
        let characters: Vec<char> = text.chars().collect();
        let copy = folder.path().join(file.file_name().unwrap());
        for step in [7, 61] {
            let cut: String = characters[characters.len() / step..].iter().collect();
            let garbled: String = characters
                .iter()
                .enumerate()
                .map(|(i, &c)| if i % step == 0 { ['\n', ' ', ':', '—', '\u{1F600}'][i / step % 5] } else { c })
                .collect();
            for text in [cut, garbled] {
                std::fs::write(&copy, text).unwrap();
                read_all(copy.to_str().unwrap()).iter().flatten().for_each(check_parts);
            }
        }
    }
}
