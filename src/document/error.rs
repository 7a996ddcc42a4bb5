//! What can be wrong with documents on their way in. Each message names the file, the place in it, and a way out.

/// Why a path or a document could not be read. `document` is the document's source: a file, or `file.jsonl#L12` for a line.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DocumentError {
    #[error("{path}: no such file or folder; check the name, or quote a pattern so that `whom` expands it")]
    Missing { path: String },

    #[error("{path}: cannot be read: {error}")]
    Unreadable { path: String, error: std::io::Error },

    #[error(
        "{path}: the folder holds no text; `whom` looks for .txt, .md, .html, .htm, .jsonl and .ndjson, name other files one by one"
    )]
    NoTextInFolder { path: String },

    #[error("{pattern}: matches no text; `*` and `?` stay within a folder, `**` goes through folders")]
    NoMatch { pattern: String },

    #[error("{pattern}: not a pattern: {error}")]
    BadPattern { pattern: String, error: globset::Error },

    #[error("{path}: the name is not UTF-8; rename it")]
    BadName { path: String },

    #[error("{path}: unknown format, neither plain text nor HTML nor JSON lines; convert it to one of them")]
    UnknownFormat { path: String },

    #[error("{document}: empty; delete it or fetch it again")]
    Empty { document: String },

    #[error("{document}: holds no article, only navigation or metadata; save the article's own page or its text")]
    NoArticle { document: String },

    #[error("{document}: binary data at byte {offset}, not text; convert it to text first")]
    Binary { document: String, offset: usize },

    #[error("{document}: not UTF-8 at byte {offset}; convert it, for example with `iconv -f WINDOWS-1252 -t UTF-8`")]
    Encoding { document: String, offset: usize },

    #[error("{document}: larger than {} MiB; split it into articles", limit >> 20)]
    TooLarge { document: String, limit: u64 },

    #[error("{document}: HTML nested deeper than {limit} elements; save the article's text instead")]
    TooDeep { document: String, limit: usize },

    #[error(
        "{document}: broken JSON in line {line}, column {column}: {message}; mend or delete the line, the others are read"
    )]
    BrokenJson { document: String, line: usize, column: usize, message: String },

    #[error("{document}: the record in line {line} has no {what}; {way_out}")]
    BadRecord { document: String, line: usize, what: &'static str, way_out: &'static str },

    #[error("{document}: line {line} repeats the id \"{id}\" of another record; ids must be unique within a file")]
    RepeatedId { document: String, line: usize, id: String },
}
