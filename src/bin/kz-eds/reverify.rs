//! `kz-eds reverify`: records in, one line of JSON out for each, in the order in which they came.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use kz_eds::Indication;

use crate::args::ReverifyArguments;
use crate::record::{Answer, Record, Usual};
use crate::{Failure, input};

pub(crate) fn run(arguments: &ReverifyArguments) -> Result<ExitCode, Failure> {
    let mut usual = Usual::new(arguments)?;
    let mut out = io::BufWriter::new(io::stdout().lock());
    let mut summary = Summary::default();
    let records: Box<dyn Iterator<Item = Result<Record, Failure>>> = match source(&arguments.source)? {
        Source::Lines(reader, folder) => Box::new(lines(reader, folder)),
        Source::Files(files) => Box::new(files.into_iter().map(|file| Ok(Record::of_file(file)))),
    };
    for record in records {
        let answer = match record {
            Ok(record) => record.judge(&mut usual),
            Err(why) => Answer::unreadable(None, why),
        };
        summary.count(&answer);
        match writeln!(out, "{}", answer.line()) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => break,
            other => other.map_err(|error| format!("standard output: {error}"))?,
        }
    }
    out.flush().map_err(|error| format!("standard output: {error}"))?;
    eprintln!("{}", summary.text());
    Ok(if arguments.strict && summary.passed < summary.total { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

enum Source {
    /// A manifest and the folder that its paths start from.
    Lines(Box<dyn BufRead>, PathBuf),
    Files(Vec<PathBuf>),
}

fn source(path: &Path) -> Result<Source, Failure> {
    let open = |path: &Path| {
        File::open(path).map(BufReader::new).map_err(|error| format!("{}: {error}", path.display()))
    };
    if path == Path::new("-") {
        return Ok(Source::Lines(Box::new(BufReader::new(io::stdin())), PathBuf::from(".")));
    }
    if !path.is_dir() {
        let folder = path.parent().unwrap_or(Path::new(".")).to_owned();
        return Ok(Source::Lines(Box::new(open(path)?), folder));
    }
    let manifest = path.join("manifest.jsonl");
    if manifest.is_file() {
        return Ok(Source::Lines(Box::new(open(&manifest)?), path.to_owned()));
    }
    input::files(path).map(Source::Files)
}

fn lines(reader: Box<dyn BufRead>, folder: PathBuf) -> impl Iterator<Item = Result<Record, Failure>> {
    let number = std::iter::successors(Some(1_usize), |number| Some(number + 1));
    reader
        .lines()
        .zip(number)
        .filter(|(line, _)| !line.as_ref().is_ok_and(|line| line.trim().is_empty()))
        .map(move |(line, number)| {
            let line = line.map_err(|error| format!("line {number}: {error}"))?;
            Record::parse(&line, &folder).map_err(|error| format!("line {number}: {error}"))
        })
}

#[derive(Default)]
struct Summary {
    total: usize,
    passed: usize,
    failed: usize,
    indeterminate: usize,
    unreadable: usize,
    /// Records whose manifest expected something, and how many of them gave something else.
    expected: usize,
    different: usize,
}

impl Summary {
    fn count(&mut self, answer: &Answer) {
        self.total += 1;
        match answer.indication {
            Some(Indication::TotalPassed) => self.passed += 1,
            Some(Indication::TotalFailed) => self.failed += 1,
            Some(Indication::Indeterminate) => self.indeterminate += 1,
            None => self.unreadable += 1,
        }
        self.expected += usize::from(answer.is_expected.is_some());
        self.different += usize::from(answer.is_expected == Some(false));
    }

    fn text(&self) -> String {
        let Self { total, passed, failed, indeterminate, unreadable, expected, different } = self;
        let mut text = format!(
            "{total} records: {passed} passed, {failed} failed, {indeterminate} indeterminate, {unreadable} not judged"
        );
        if *expected > 0 {
            text += &format!("; {} of {expected} as the manifest expects", expected - different);
        }
        text
    }
}
