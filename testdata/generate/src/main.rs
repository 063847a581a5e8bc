//! Writes the test PKI of `kz-eds`: a look-alike of the national one, with every certificate, list and message that the
//! tests judge.
//!
//! `cargo run` writes the files into the folder above; `cargo run -- --check` writes nothing and fails if a file on disk
//! is not what it would write. Nothing here imports `kz-eds`: the judge must not make the evidence.

mod archive;
mod attribute;
mod authority;
mod broken;
mod cms;
mod der;
mod digest;
mod evidence;
mod extension;
mod good;
mod gost;
mod gost_files;
mod holder;
mod keys;
mod lists;
mod name;
mod numbers;
mod odd;
mod oids;
mod output;
mod people;
mod profile;
mod signature;
mod spoofed;
mod template;

use std::path::Path;
use std::process::ExitCode;

use authority::Authorities;
use numbers::Numbers;
use odd::Odd;
use output::Output;

fn main() -> ExitCode {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("testdata");
    let files = everything();
    if std::env::args().any(|argument| argument == "--check") {
        return check(&files, root);
    }
    files.write(root).expect("the files can be written");
    println!("{} files written", files.len());
    ExitCode::SUCCESS
}

fn everything() -> Output {
    let numbers = Numbers::new();
    let authorities = Authorities::new();
    let odd = Odd::new(&authorities);
    let mut files = Output::default();
    good::write(&authorities, &numbers, &mut files);
    broken::write(&authorities, &odd, &numbers, &mut files);
    spoofed::write(&authorities, &numbers, &mut files);
    evidence::write(&authorities, &odd, &mut files);
    archive::write(&authorities, &numbers, &mut files);
    gost_files::write(&authorities.nca_rsa, &numbers, &archive::Contents::new(&numbers), &mut files);
    files
}

fn check(files: &Output, root: &Path) -> ExitCode {
    let different = files.differences(root);
    for path in &different {
        println!("differs: {path}");
    }
    println!("{} of {} files differ", different.len(), files.len());
    if different.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
