//! IRIs of what `whom` names: always from content hashes, so that the same documents give the same graph.

use sha2::{Digest, Sha256};

/// Everything that `whom` mints lies below this IRI.
pub const BASE: &str = "https://w3id.org/whom/";
/// The vocabulary of `ontology/vocabulary.ttl`.
pub const VOCABULARY: &str = "https://w3id.org/whom/vocabulary#";

/// Lower-case hexadecimal SHA-256 of some bytes, 64 characters.
pub fn sha256(bytes: impl AsRef<[u8]>) -> String {
    Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
}

/// `BASE/<kind>/<first 16 hex digits of the hash of the parts>`; parts are separated, so `["ab", "c"]` is not `["a", "bc"]`.
///
/// ```
/// let one = whom::iri::mint("entity", &["Person", "Rand Paul"]);
/// assert!(one.starts_with("https://w3id.org/whom/entity/"));
/// assert_ne!(one, whom::iri::mint("entity", &["PersonRand", " Paul"]));
/// ```
pub fn mint(kind: &str, parts: &[&str]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    of_number(kind, first_bytes(&hasher.finalize()))
}

/// The IRI that [`mint`] makes of a hash that begins with these 8 bytes.
pub(crate) fn of_number(kind: &str, number: u64) -> String {
    format!("{BASE}{kind}/{number:016x}")
}

/// The 8 bytes at the end of an IRI that [`mint`] made; 0 for any other.
pub(crate) fn number(iri: &str) -> u64 {
    u64::from_str_radix(iri.rsplit('/').next().unwrap_or_default(), 16).unwrap_or_default()
}

/// The first 8 bytes of a hash.
pub(crate) fn first_bytes(digest: &[u8]) -> u64 {
    digest[..8].iter().fold(0, |number, &byte| number << 8 | u64::from(byte))
}
