//! The pages of memory that the system gives this process: small ones, so that a short run does not wait until megabytes are
//! cleared that it never uses; huge ones where a large dataset is loaded, whose sorting goes all over the memory.

/// How many documents make a dataset large.
const MANY: usize = 1000;

/// Small pages from here on.
pub fn small() {
    allow_huge(false);
}

/// Huge pages from here on where most of a large graph is new: so many documents are given, so many are there.
pub fn huge_for(given: usize, there: usize) {
    if given >= MANY && there < given / 2 {
        allow_huge(true);
    }
}

/// A system that does not know of it goes on as it is.
fn allow_huge(allowed: bool) {
    #[cfg(target_os = "linux")]
    let _ = rustix::thread::disable_transparent_huge_pages(!allowed);
    #[cfg(not(target_os = "linux"))]
    let _ = allowed;
}
