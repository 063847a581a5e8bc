//! Running the command with its engine.

use std::fs;
use std::path::Path;
use std::process::Command;

pub fn is_there() -> bool {
    let engine = Command::new("openssl").args(["engine", "-t", "gost"]).output();
    engine.is_ok_and(|output| {
        output.status.success() && String::from_utf8_lossy(&output.stdout).contains("[ available ]")
    })
}

pub use crate::common::fresh_folder as folder;

/// Whether the command succeeds in the folder.
pub fn succeeds(folder: &Path, subcommand: &str, arguments: &[&str]) -> bool {
    let mut command = Command::new("openssl");
    command.arg(subcommand).args(["-engine", "gost"]).args(arguments).current_dir(folder);
    command.output().unwrap().status.success()
}

/// The file that the command writes as `out`.
pub fn made(folder: &Path, subcommand: &str, arguments: &[&str]) -> Vec<u8> {
    let arguments = [arguments, &["-out", "out"]].concat();
    assert!(succeeds(folder, subcommand, &arguments), "{subcommand} {arguments:?}");
    fs::read(folder.join("out")).unwrap()
}

/// A kind of key, as the engine calls it.
#[derive(Clone, Copy)]
pub struct Kind {
    pub algorithm: &'static str,
    pub parameters: &'static str,
    pub digest: &'static str,
}

pub const OF_512_BITS: Kind =
    Kind { algorithm: "gost2012_512", parameters: "paramset:A", digest: "md_gost12_512" };
pub const OF_256_BITS: Kind =
    Kind { algorithm: "gost2012_256", parameters: "paramset:TCA", digest: "md_gost12_256" };
/// GOST 34.310-2004 by its Russian name.
pub const OF_2001: Kind = Kind { algorithm: "gost2001", parameters: "paramset:A", digest: "md_gost94" };

/// A random key, in `key.pem` of the folder.
pub fn generate(folder: &Path, kind: Kind) {
    let key = made(folder, "genpkey", &["-algorithm", kind.algorithm, "-pkeyopt", kind.parameters]);
    fs::write(folder.join("key.pem"), key).unwrap();
}
