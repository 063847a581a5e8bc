//! Running the command, and what it reads: PEM, files, seconds.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};

/// The usual moment of judgement.
pub const AT: &str = "2026-06-01T12:00:00Z";

pub fn is_there() -> bool {
    Command::new("openssl").arg("version").output().is_ok_and(|output| output.status.success())
}

/// A command to be completed.
pub fn openssl(subcommand: &str) -> Command {
    let mut command = Command::new("openssl");
    command.arg(subcommand);
    command
}

pub use crate::common::fresh_folder as folder;

/// A time as `-attime` wants it.
pub fn seconds(time: DateTime<Utc>) -> String {
    time.timestamp().to_string()
}

pub fn pem(der: &[u8], label: &str) -> String {
    let text = STANDARD.encode(der);
    let lines: Vec<_> = text.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
}

/// The objects of these files as PEM, whatever form they have.
pub fn bundle<'f>(files: impl IntoIterator<Item = &'f PathBuf>, label: &str) -> String {
    let objects = files.into_iter().flat_map(|file| kz_eds::decode(&fs::read(file).unwrap()).unwrap());
    objects.map(|der| pem(&der, label)).collect()
}

pub fn is_root(file: &&PathBuf) -> bool {
    kz_eds::Certificate::parse(&fs::read(file).unwrap()).is_ok_and(|certificate| certificate.is_self_issued())
}
