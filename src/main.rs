//! The `whom` command. Maps outcomes to exit codes and nothing else.

mod cli;

use std::process::ExitCode;

/// Most of the time of loading a graph goes into small pieces of memory. It is RocksDB's allocator, too (`override`): Oxigraph gives
/// back with ours what RocksDB took with its own to tell of an error.
#[cfg(feature = "rocksdb")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match cli::run() {
        Ok(cli::Outcome::Done) => ExitCode::SUCCESS,
        Ok(cli::Outcome::SomeSkipped | cli::Outcome::Violations) => ExitCode::from(1),
        Err(error) if cli::is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            cli::report(&error);
            ExitCode::from(2)
        }
    }
}
