//! `kz-eds reverify`: records in, one line of JSON out for each, in the order in which they came.

mod answer;
mod checkpoint;
mod diff;
mod lines;
mod outlet;
mod progress;
mod reporter;
mod source;
mod summary;
mod validators;

use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::path::Path;
use std::process::ExitCode;
use std::thread::available_parallelism;

use kz_eds::{Archive, ArchiveRecord, Lost};

pub(crate) use answer::Answer;
pub(crate) use validators::{Basis, Usual};

use crate::args::ReverifyArguments;
use crate::record::Record;
use crate::{Failure, output};
use diff::Diff;
use lines::LONGEST;
use outlet::{OutFile, Outlet};
use reporter::Reporter;
use source::{Found, Key, Material, Source};

pub(crate) fn run(arguments: &ReverifyArguments) -> Result<ExitCode, Failure> {
    let usual = Usual::new(arguments)?;
    let found = Found::at(&arguments.source)?;
    let diff = arguments.diff.as_deref().map(Diff::open).transpose()?;
    // Nothing is written before all that is read is open.
    let out = arguments.out.as_deref().map(|path| out_file(path, &found, arguments)).transpose()?;
    let outlet = Outlet::new(arguments, out.as_ref());
    let mut source = Source::new(found, &outlet)?;
    let mut reporter = Reporter::new(arguments, &outlet, diff, source.extent());
    if let (true, Some(out)) = (arguments.resume, &out) {
        checkpoint::resume(out, &mut source, &mut reporter)?;
    }
    let end = answer_all(arguments, &usual, &mut source, &mut reporter);
    let unread = source.failure();
    let summary = reporter.finish(end.is_continue() && unread.is_none());
    if let ControlFlow::Break(failure) = end {
        return Err(failure);
    }
    unread.map_or(Ok(()), Err)?;
    let status = summary?.exit_status(arguments.strict);
    out.as_ref().map_or(Ok(()), OutFile::settle)?;
    Ok(ExitCode::from(status))
}

fn out_file(path: &Path, found: &Found, arguments: &ReverifyArguments) -> Result<OutFile, Failure> {
    let read = found.path().into_iter().chain(arguments.diff.as_deref()).chain(arguments.shared.inputs());
    output::apart([path], read)?;
    OutFile::open(path, arguments.resume)
}

fn answer_all(
    arguments: &ReverifyArguments,
    usual: &Usual,
    source: &mut Source<'_>,
    reporter: &mut Reporter<'_>,
) -> ControlFlow<Failure> {
    let folder = source.folder().to_owned();
    let records = source.map(|(key, material)| {
        let bytes = material.bytes();
        ArchiveRecord::new(key, material).weighing(bytes)
    });
    let cores = || available_parallelism().unwrap_or(NonZeroUsize::MIN);
    Archive::new().with_threads(arguments.jobs.unwrap_or_else(cores)).run(
        records,
        |key, material| Judged::of(key, &material, &folder, usual),
        |key, judged| reporter.take(&key, &judged.unwrap_or_else(|lost| Judged::lost(&key, lost))),
    )
}

/// An answer, and its line of JSON.
struct Judged {
    answer: Answer,
    line: String,
}

impl Judged {
    /// What a worker does with one record. What cannot be opened or understood is an answer without a verdict, and
    /// stops nothing.
    fn of(key: &mut Key, material: &Material, folder: &Path, usual: &Usual) -> Self {
        let record = match material {
            Material::Line(line) => Record::parse(line, folder).map_err(|why| key.at(&why)),
            Material::TooLong => Err(key.at(&format!("longer than {LONGEST} octets"))),
            Material::File(file) => Ok(Record::of_file(file.clone())),
        };
        // Known before the work begins, whatever becomes of it.
        key.head = record.as_ref().map_or_else(|_| material.head(), Record::head);
        let answer = record.and_then(|record| record.judge(usual));
        answer.map_or_else(|why| Self::without_verdict(key, why), Self::new)
    }

    fn without_verdict(key: &Key, why: Failure) -> Self {
        Self::new(Answer::unjudged(&key.head, why))
    }

    fn lost(key: &Key, lost: Lost) -> Self {
        Self::without_verdict(key, lost.to_string())
    }

    fn new(answer: Answer) -> Self {
        Self { line: answer.line(), answer }
    }
}
