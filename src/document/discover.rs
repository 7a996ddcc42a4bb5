//! From the paths on the command line to a sorted list of inputs: files, folders, patterns, `-` for stdin.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};

use globset::GlobBuilder;
use walkdir::WalkDir;

use super::{DocumentError, decode};

/// One thing to read: a file that holds one document or, as JSON lines, many.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Input {
    /// Path as named on the command line, cleaned of `./`; `-` is stdin.
    pub source: String,
    pub kind: InputKind,
}

/// How an input is to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum InputKind {
    /// Text in which headline, byline and the like are looked for.
    Text,
    /// Text that is paragraphs and nothing else.
    Prose,
    Markdown,
    Html,
    JsonLines,
    /// Standard input: its first bytes tell which of the others it is, unless it is prose.
    Stdin {
        prose: bool,
    },
}

/// Finds what there is to read. The result is sorted by source, each source once.
///
/// A folder gives the files below it that have a known extension, hidden ones left out. A file named by itself may have
/// any extension: its content tells what it is.
///
/// # Errors
/// The first path that does not exist, or gives nothing to read, before anything has been read.
pub fn discover(paths: &[String]) -> Result<Vec<Input>, DocumentError> {
    let mut found = BTreeMap::new();
    for path in paths {
        if path == "-" {
            found.insert(path.clone(), InputKind::Stdin { prose: false });
        } else if Path::new(path).is_dir() {
            let files = folder(path)?;
            if files.is_empty() {
                return Err(DocumentError::NoTextInFolder { path: path.clone() });
            }
            found.extend(files);
        } else if Path::new(path).exists() {
            let kind = match by_extension(Path::new(path)) {
                Some(kind) => kind,
                None => by_content(Path::new(path))?,
            };
            found.insert(source_of(Path::new(path))?, kind);
        } else if path.contains(['*', '?', '[', '{']) {
            let matches = pattern(path)?;
            if matches.is_empty() {
                return Err(DocumentError::NoMatch { pattern: path.clone() });
            }
            found.extend(matches);
        } else {
            return Err(DocumentError::Missing { path: path.clone() });
        }
    }
    Ok(found.into_iter().map(|(source, kind)| Input { source, kind }).collect())
}

/// What kind of text some bytes are: HTML, JSON lines or plain text; `None` for anything else.
pub(super) fn sniff(head: &[u8]) -> Option<InputKind> {
    if head.starts_with(b"%PDF")
        || head.starts_with(b"{\\rtf")
        || head.starts_with(b"\x1f\x8b")
        || head.starts_with(b"PK\x03\x04")
    {
        return None;
    }
    let text = decode::lossy(head);
    if decode::first_control_character(&text).is_some() {
        return None;
    }
    let start = text.trim_start();
    let lower: String = start.chars().take(4096).collect::<String>().to_lowercase();
    let tag = lower.starts_with('<')
        && ["<html", "<!doctype html", "<head", "<body", "<article", "<p>", "<p ", "<div"]
            .iter()
            .any(|t| lower.contains(t));
    Some(match start.as_bytes().first() {
        _ if tag => InputKind::Html,
        Some(b'<') if lower.starts_with("<?xml") => return None,
        Some(b'{') => InputKind::JsonLines,
        Some(b'[') if start[1..].trim_start().starts_with('{') => InputKind::JsonLines,
        _ => InputKind::Text,
    })
}

fn by_extension(path: &Path) -> Option<InputKind> {
    match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
        "txt" => Some(InputKind::Text),
        "md" => Some(InputKind::Markdown),
        "html" | "htm" => Some(InputKind::Html),
        "jsonl" | "ndjson" => Some(InputKind::JsonLines),
        _ => None,
    }
}

fn by_content(path: &Path) -> Result<InputKind, DocumentError> {
    let name = || path.display().to_string();
    let mut head = Vec::new();
    std::fs::File::open(path)
        .and_then(|file| file.take(8192).read_to_end(&mut head))
        .map_err(|error| DocumentError::Unreadable { path: name(), error })?;
    sniff(&head).ok_or_else(|| DocumentError::UnknownFormat { path: name() })
}

fn folder(path: &str) -> Result<Vec<(String, InputKind)>, DocumentError> {
    let mut found = Vec::new();
    for file in files_below(Path::new(path), false)? {
        if let Some(kind) = by_extension(&file) {
            found.push((source_of(&file)?, kind));
        }
    }
    Ok(found)
}

/// The files that match a pattern; those without a known extension only where their content is text.
fn pattern(pattern: &str) -> Result<Vec<(String, InputKind)>, DocumentError> {
    let cleaned = clean(pattern);
    let matcher = GlobBuilder::new(&cleaned)
        .literal_separator(true)
        .build()
        .map_err(|error| DocumentError::BadPattern { pattern: pattern.to_owned(), error })?
        .compile_matcher();
    let fixed: PathBuf = Path::new(&cleaned)
        .components()
        .take_while(|c| !c.as_os_str().to_string_lossy().contains(['*', '?', '[', '{']))
        .collect();
    let root = if fixed.as_os_str().is_empty() { PathBuf::from(".") } else { fixed };
    if !root.is_dir() {
        return Ok(Vec::new());
    }
    let hidden = cleaned.split('/').any(|part| part.starts_with('.') && part != "..");
    let mut found = Vec::new();
    for file in files_below(&root, hidden)? {
        let source = source_of(&file)?;
        if !matcher.is_match(&source) {
            continue;
        }
        match by_extension(&file).map_or_else(|| by_content(&file), Ok) {
            Ok(kind) => found.push((source, kind)),
            Err(DocumentError::UnknownFormat { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(found)
}

/// All files below a folder, sorted. Links are followed; a link that leads nowhere is listed, so that reading it tells.
fn files_below(root: &Path, hidden: bool) -> Result<Vec<PathBuf>, DocumentError> {
    let visible = |name: &std::ffi::OsStr| hidden || !name.to_string_lossy().starts_with('.');
    let walk = WalkDir::new(root).follow_links(true).sort_by_file_name();
    let mut files = Vec::new();
    for entry in walk.into_iter().filter_entry(|entry| entry.depth() == 0 || visible(entry.file_name())) {
        match entry {
            Ok(entry) if entry.file_type().is_file() => files.push(entry.into_path()),
            Ok(_) => {}
            Err(error) if error.loop_ancestor().is_some() => {}
            Err(error) => {
                let path = error.path().unwrap_or(root).to_owned();
                if path.is_symlink() && path.file_name().is_some_and(visible) {
                    files.push(path);
                } else if !path.is_symlink() {
                    let name = path.display().to_string();
                    let error =
                        error.into_io_error().unwrap_or_else(|| std::io::Error::other("the folder cannot be walked"));
                    return Err(DocumentError::Unreadable { path: name, error });
                }
            }
        }
    }
    Ok(files)
}

fn source_of(path: &Path) -> Result<String, DocumentError> {
    let name = path.to_str().ok_or_else(|| DocumentError::BadName { path: path.display().to_string() })?;
    Ok(clean(name))
}

/// Slashes forward, no `./`, no doubled slash: one name for a file however it was typed.
fn clean(path: &str) -> String {
    let path = if cfg!(windows) { path.replace('\\', "/") } else { path.to_owned() };
    let root = if path.starts_with('/') { "/" } else { "" };
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    format!("{root}{}", parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(folder: &Path, name: &str, content: &[u8]) {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }

    fn names(folder: &Path, paths: &[&str]) -> Vec<String> {
        let paths: Vec<String> = paths.iter().map(|p| folder.join(p).to_str().unwrap().to_owned()).collect();
        let root = format!("{}/", clean(folder.to_str().unwrap()));
        discover(&paths).unwrap().into_iter().map(|input| input.source.replace(&root, "")).collect()
    }

    #[test]
    fn folders_are_walked_sorted_and_without_hidden_files() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["b.txt", "a.HTML", "sub/c.jsonl", ".git/d.txt", ".e.txt", "f.pdf", "g.md"] {
            write(folder.path(), name, b"x");
        }
        assert_eq!(names(folder.path(), &["."]), ["a.HTML", "b.txt", "g.md", "sub/c.jsonl"]);
        assert_eq!(
            names(folder.path(), &["b.txt", "./b.txt", "sub//c.jsonl", "."]),
            ["a.HTML", "b.txt", "g.md", "sub/c.jsonl"]
        );
    }

    #[test]
    fn patterns() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["a1.txt", "a2.txt", "a10.txt", "sub/a3.txt", "sub/deep/a4.txt", "b[1].txt", "notes.dat"] {
            write(folder.path(), name, b"Some words.");
        }
        write(folder.path(), "a.bin", b"\0\0\0");
        assert_eq!(names(folder.path(), &["a?.txt"]), ["a1.txt", "a2.txt"]);
        assert_eq!(
            names(folder.path(), &["**/a*.txt"]),
            ["a1.txt", "a10.txt", "a2.txt", "sub/a3.txt", "sub/deep/a4.txt"]
        );
        assert_eq!(names(folder.path(), &["b[1].txt"]), ["b[1].txt"]);
        assert_eq!(names(folder.path(), &["*.dat"]), ["notes.dat"]);
        let nothing = discover(&[folder.path().join("*.bin").to_str().unwrap().to_owned()]);
        assert!(matches!(nothing, Err(DocumentError::NoMatch { .. })));
    }

    #[test]
    fn unknown_extensions_are_sniffed() {
        assert_eq!(sniff(b"  <!DOCTYPE html><p>x"), Some(InputKind::Html));
        assert_eq!(sniff(b"\xef\xbb\xbf{\"text\": \"x\"}"), Some(InputKind::JsonLines));
        assert_eq!(sniff(b"[ {\"text\": \"x\"}]"), Some(InputKind::JsonLines));
        assert_eq!(sniff("Zuerst sagte Löger nichts.".as_bytes()), Some(InputKind::Text));
        assert_eq!(sniff(b"%PDF-1.7"), None);
        assert_eq!(sniff(b"\x7fELF\0\0"), None);
        assert_eq!(sniff(b"<?xml version=\"1.0\"?><nitf/>"), None);
    }

    #[test]
    fn what_is_not_there() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| vec![folder.path().join(name).to_str().unwrap().to_owned()];
        assert!(matches!(discover(&path("none.txt")), Err(DocumentError::Missing { .. })));
        assert!(matches!(discover(&path("")), Err(DocumentError::NoTextInFolder { .. })));
        assert!(matches!(discover(&path("*.txt")), Err(DocumentError::NoMatch { .. })));
        assert!(matches!(discover(&path("no/where/*.txt")), Err(DocumentError::NoMatch { .. })));
        write(folder.path(), "x.exe", b"\0\x01\x02");
        assert!(matches!(discover(&path("x.exe")), Err(DocumentError::UnknownFormat { .. })));
    }
}
