//! What an archive costs on two threads and in memory: makes one of many signers and measures `kz-eds reverify` on it.
//!
//! ```text
//! cargo build --release --features cli --bin kz-eds --example archive_load && target/release/examples/archive_load
//! ```
//!
//! Every number can be another: `--signers 5000 --messages 20000 --records 100000 --rounds 9 --small 10000
//! --large 1000000`. What is made stays in `target/archive_load/` and is used again.
//!
//! 1. *Scaling*: the time of `--records` records by one thread over that by two, divided by the same ratio for bare
//!    RSA-2048 verifications with a parsed key. Each round runs all four; the median of the rounds is told.
//! 2. *Memory*: the peak (VmHWM) for `--large` records from a pipe over that for `--small`, read when all are answered.
//!
//! The signers have certificates of their own under the RSA authority of `testdata/`, and one RSA-2048 key between
//! them: making 5,000 keys takes an hour, and the arithmetic of verifying is the same. Records beyond the number of
//! messages repeat a message under another name.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod memory;
mod pool;
mod scaling;

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What is made and measured.
struct Plan {
    signers: usize,
    messages: usize,
    records: usize,
    rounds: usize,
    small: usize,
    large: usize,
}

fn main() {
    let plan = Plan {
        signers: number("--signers", 5_000),
        messages: number("--messages", 20_000),
        records: number("--records", 100_000),
        rounds: number("--rounds", 9),
        small: number("--small", 10_000),
        large: number("--large", 1_000_000),
    };
    let pool = pool::load(&plan);
    scaling::measure(&plan, &pool);
    memory::measure(&plan, &pool);
}

fn number(name: &str, usual: usize) -> usize {
    let mut words = env::args().skip_while(|word| word != name);
    words.nth(1).map_or(usual, |word| word.parse().expect("a number"))
}

fn testdata() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata")
}

/// Beside the examples' folder.
fn reverify(source: &Path) -> Command {
    let example = env::current_exe().unwrap();
    let binary = example.parent().and_then(Path::parent).unwrap().join("kz-eds");
    assert!(binary.is_file(), "no {}: build it with --bin kz-eds", binary.display());
    let mut command = Command::new(binary);
    command.current_dir(testdata()).arg("reverify").arg(source);
    command.args(["--trust", "trust", "--evidence", "evidence", "--at", "2026-06-01T12:00:00Z"]);
    command
}
