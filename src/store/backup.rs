//! A copy of a graph while nobody writes it: a directory that is a graph, too.

use std::path::{Path, PathBuf};

use super::directory::{BEHIND, CURATION, KEPT, RECORDS};
use super::manifest::{sync, sync_directory};
use super::{Directory, StoreError, findings_file};

impl Directory {
    /// Copies the graph to a directory that is not there yet; it appears whole or not at all. To go back to a backup, put it in
    /// the graph's place. Damaged records are told, not copied.
    pub fn backup(&self, target: &Path) -> Result<(), StoreError> {
        let graph = self.path().canonicalize().map_err(StoreError::io(self.path()))?;
        let name = target.file_name().ok_or_else(|| StoreError::NoBackupHere { path: target.to_owned() })?;
        let parent = target.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let parent = parent.canonicalize().map_err(StoreError::io(parent))?;
        if target.exists() || parent.starts_with(&graph) {
            return Err(StoreError::NoBackupHere { path: target.to_owned() });
        }
        let mut unfinished = name.to_owned();
        unfinished.push(".part");
        let unfinished = parent.join(unfinished);
        let copied = self.copy(&unfinished).and_then(|()| {
            std::fs::rename(&unfinished, target).map_err(StoreError::io(target))?;
            sync_directory(&parent).map_err(StoreError::io(&parent))
        });
        if copied.is_err() {
            let _ = std::fs::remove_dir_all(&unfinished);
        }
        copied
    }

    fn copy(&self, target: &Path) -> Result<(), StoreError> {
        match std::fs::remove_dir_all(target) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(StoreError::io(target)(error)),
            _ => {}
        }
        for folder in [RECORDS, CURATION] {
            let folder = target.join(folder);
            std::fs::create_dir_all(&folder).map_err(StoreError::io(&folder))?;
        }
        self.records()?;
        let mut copies = Vec::new();
        let mut files = self.named();
        files.extend([self.path().join(super::manifest::MANIFEST), Self::review_path(self.path())]);
        files.extend([findings_file::NAME, BEHIND].map(|name| self.path().join(name)));
        files.extend(files_below(&self.path().join(KEPT))?);
        if self.is_settled() {
            files.extend(files_below(&self.path().join("rdf"))?);
        }
        for file in files.into_iter().filter(|file| file.exists()) {
            let copy = target.join(file.strip_prefix(self.path()).unwrap_or(&file));
            let folder = copy.parent().unwrap_or(target);
            std::fs::create_dir_all(folder).map_err(StoreError::io(folder))?;
            std::fs::copy(&file, &copy).map_err(StoreError::io(&copy))?;
            copies.push(copy);
        }
        sync(&copies)
    }
}

/// All files below a directory; none where there is no directory.
fn files_below(directory: &Path) -> Result<Vec<PathBuf>, StoreError> {
    let mut files = Vec::new();
    for entry in walkdir::WalkDir::new(directory) {
        match entry {
            Ok(entry) if entry.file_type().is_file() => files.push(entry.into_path()),
            Ok(_) => {}
            Err(error) if error.io_error().is_some_and(|e| e.kind() == std::io::ErrorKind::NotFound) => {}
            Err(error) => return Err(StoreError::io(directory)(error.into())),
        }
    }
    Ok(files)
}
