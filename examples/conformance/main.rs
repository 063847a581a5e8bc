//! Runs conformance suites through the public API, so that anybody can judge the library with cases that its
//! authors never saw.
//!
//! ```text
//! cargo run --release --example conformance -- SUITE.jsonl…      (standard input without a file)
//! ```
//!
//! One case a line of JSON; the kind is told by the keys. Prints `id`, `expected`, `got`, `ok` or `WRONG`, and our
//! reason codes, separated by tabs, and `N right of M` last. Exits 0 whatever the score.

mod cases;

use std::io::{self, BufRead, BufReader, Write};
use std::{env, fs};

fn main() -> io::Result<()> {
    let mut inputs: Vec<Box<dyn BufRead>> = Vec::new();
    for path in env::args().skip(1) {
        inputs.push(Box::new(BufReader::new(fs::File::open(path)?)));
    }
    if inputs.is_empty() {
        inputs.push(Box::new(BufReader::new(io::stdin())));
    }
    let mut out = io::BufWriter::new(io::stdout().lock());
    let (mut right, mut total) = (0, 0);
    for line in inputs.into_iter().flat_map(BufRead::lines) {
        let line = line?;
        if line.trim().is_empty() {
            continue;
        }
        let result = cases::run(&line);
        total += 1;
        right += usize::from(result.is_right());
        writeln!(out, "{result}")?;
    }
    writeln!(out, "{right} right of {total}")?;
    out.flush()
}
