//! One record in one file: `{"sha256":"<64 hex digits>","record":{...}}`, the hash being that of the record's bytes.

use std::path::Path;

use super::StoreError;
use super::manifest::write_unsynced;
use crate::Record;
use crate::iri::sha256;

const BEFORE_HASH: &str = "{\"sha256\":\"";
const BEFORE_RECORD: &str = "\",\"record\":";
const AFTER_RECORD: &str = "}\n";
const HASH_LENGTH: usize = 64;

/// Writes a record whole or not at all; it is not yet sure to outlast a power cut.
pub(super) fn write(path: &Path, record: &Record) -> Result<(), StoreError> {
    let json = serde_json::to_string(record).expect("records hold only strings, numbers and lists");
    let hash = sha256(&json);
    write_unsynced(path, format!("{BEFORE_HASH}{hash}{BEFORE_RECORD}{json}{AFTER_RECORD}").as_bytes())
}

/// Reads a record and checks it; the error says what is wrong with it.
pub(super) fn read(path: &Path) -> Result<Record, String> {
    let content = std::fs::read_to_string(path).map_err(|error| error.to_string())?;
    serde_json::from_str(checked(&content)?).map_err(|error| error.to_string())
}

/// Whether a file holds what was written.
pub(super) fn is_sound(path: &Path) -> bool {
    std::fs::read_to_string(path).is_ok_and(|content| checked(&content).is_ok())
}

/// The record's bytes, which have the hash that stands before them.
fn checked(content: &str) -> Result<&str, String> {
    let (hash, json) = parts(content).ok_or("it is cut off or not a record")?;
    if sha256(json) == hash { Ok(json) } else { Err("its checksum does not match".to_owned()) }
}

fn parts(content: &str) -> Option<(&str, &str)> {
    let rest = content.strip_prefix(BEFORE_HASH)?;
    let hash = rest.get(..HASH_LENGTH)?;
    let json = rest.get(HASH_LENGTH..)?.strip_prefix(BEFORE_RECORD)?.strip_suffix(AFTER_RECORD)?;
    Some((hash, json))
}
