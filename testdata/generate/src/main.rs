//! Writes the test material, with every certificate, list and message that the tests judge.
//!
//! `cargo run` writes the files into the folder above; `cargo run -- --check` writes nothing and fails if a file on disk
//! is not what it would write.

use std::path::Path;
use std::process::ExitCode;

use kz_eds_testdata::everything;
use kz_eds_testdata::output::Output;

fn main() -> ExitCode {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("testdata");
    let files = everything();
    if std::env::args().any(|argument| argument == "--check") {
        return check(&files, root);
    }
    files.write(root).expect("the files can be written");
    println!("{} files written", files.count());
    ExitCode::SUCCESS
}

fn check(files: &Output, root: &Path) -> ExitCode {
    let different = files.differences(root);
    for path in &different {
        println!("differs: {path}");
    }
    println!("{} of {} files differ", different.len(), files.count());
    if different.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
