//! Where data goes: a file that appears whole or not at all, or standard output.

use std::fs::File;
use std::io::{self, BufWriter, IsTerminal, StdoutLock, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

/// Bytes that are gathered before they are written: graphs are large.
const BUFFER: usize = 1 << 18;

/// An open output; nothing is under the file's name until `finish`.
pub enum Output {
    Stdout(BufWriter<StdoutLock<'static>>),
    File {
        writer: BufWriter<File>,
        temporary: PathBuf,
        path: PathBuf,
    },
    /// A pipe or device, which cannot be renamed over.
    Device(BufWriter<File>),
}

impl Output {
    pub fn open(path: Option<&Path>) -> Result<Self> {
        let Some(path) = path.filter(|path| *path != Path::new("-")) else {
            return Ok(Self::Stdout(BufWriter::with_capacity(BUFFER, io::stdout().lock())));
        };
        let failed = || format!("{}: cannot be written", path.display());
        if path.metadata().is_ok_and(|metadata| !metadata.is_file()) {
            let file = File::options().write(true).open(path).with_context(failed)?;
            return Ok(Self::Device(BufWriter::with_capacity(BUFFER, file)));
        }
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(".part");
        let temporary = path.with_file_name(name);
        let file = File::create(&temporary).with_context(failed)?;
        Ok(Self::File { writer: BufWriter::with_capacity(BUFFER, file), temporary, path: path.to_owned() })
    }

    /// Puts all that was written in its place.
    pub fn finish(mut self) -> Result<()> {
        self.flush()?;
        if let Self::File { temporary, path, .. } = &self {
            std::fs::rename(temporary, path).with_context(|| format!("{}: cannot be written", path.display()))?;
        }
        Ok(())
    }

    fn writer(&mut self) -> &mut dyn Write {
        match self {
            Self::Stdout(writer) => writer,
            Self::File { writer, .. } | Self::Device(writer) => writer,
        }
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writer().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer().flush()
    }
}

impl Drop for Output {
    /// After `finish` there is nothing left to remove.
    fn drop(&mut self) {
        if let Self::File { temporary, .. } = self {
            let _ = std::fs::remove_file(temporary);
        }
    }
}

/// Fails where bytes that no terminal can show would go to one.
pub fn refuse_terminal(path: Option<&Path>) -> Result<()> {
    if path.is_none() && io::stdout().is_terminal() {
        bail!("this format is not for a terminal; name a file with -o");
    }
    Ok(())
}

/// Whether an error only says that the reader of our output has seen enough (`whom ... | head`).
pub fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .any(|cause| cause.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe))
}
