//! Where answers go.

use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::Failure;
use crate::args::ReverifyArguments;

/// Octets written at once.
const BUFFER: usize = 1 << 16;

/// Answers, and differences from an earlier run if they are asked for.
pub(super) struct Outlet {
    answers: Option<Mutex<Pen>>,
    differences: Option<Mutex<Pen>>,
    /// The reader of records waits, so that whatever is written must not.
    is_waiting: AtomicBool,
}

struct Pen {
    writer: BufWriter<Box<dyn Write + Send>>,
    name: String,
}

impl Outlet {
    /// Answers go to `--out` or standard output; with `--diff`, differences have standard output.
    pub(super) fn open(arguments: &ReverifyArguments) -> Result<Self, Failure> {
        let file = match &arguments.out {
            Some(path) => Some(Pen::new(Box::new(open(path, arguments.resume)?), path.display().to_string())),
            None => None,
        };
        let stdout = Pen::new(Box::new(io::stdout()), "standard output".to_owned());
        let (answers, differences) = match arguments.diff {
            Some(_) => (file, Some(stdout)),
            None => (Some(file.unwrap_or(stdout)), None),
        };
        let is_waiting = AtomicBool::new(false);
        Ok(Self { answers: answers.map(Mutex::new), differences: differences.map(Mutex::new), is_waiting })
    }

    pub(super) fn answer(&self, line: &str) -> Result<(), Failure> {
        self.write(self.answers.as_ref(), line)
    }

    pub(super) fn difference(&self, line: &str) -> Result<(), Failure> {
        self.write(self.differences.as_ref(), line)
    }

    fn write(&self, pen: Option<&Mutex<Pen>>, line: &str) -> Result<(), Failure> {
        let Some(pen) = pen else { return Ok(()) };
        let mut pen = lock(pen);
        pen.line(line)?;
        if self.is_waiting.load(Ordering::SeqCst) { pen.flush() } else { Ok(()) }
    }

    pub(super) fn begin_to_wait(&self) {
        self.is_waiting.store(true, Ordering::SeqCst);
        // What fails now fails again at the next line, which tells it.
        let _ = self.flush();
    }

    pub(super) fn end_to_wait(&self) {
        self.is_waiting.store(false, Ordering::SeqCst);
    }

    pub(super) fn flush(&self) -> Result<(), Failure> {
        self.answers.iter().chain(&self.differences).try_for_each(|pen| lock(pen).flush())
    }
}

impl Pen {
    fn new(writer: Box<dyn Write + Send>, name: String) -> Self {
        Self { writer: BufWriter::with_capacity(BUFFER, writer), name }
    }

    fn line(&mut self, line: &str) -> Result<(), Failure> {
        let written = self.writer.write_all(line.as_bytes()).and_then(|()| self.writer.write_all(b"\n"));
        written.map_err(|error| self.failure(&error))
    }

    fn flush(&mut self) -> Result<(), Failure> {
        self.writer.flush().map_err(|error| self.failure(&error))
    }

    fn failure(&self, error: &io::Error) -> Failure {
        format!("{}: {error}; not every record was answered", self.name)
    }
}

/// Answers that are there stay: they are gone on with, or nothing is done.
fn open(path: &Path, resume: bool) -> Result<File, Failure> {
    let failure = |error: io::Error| format!("{}: {error}", path.display());
    let file = OpenOptions::new().append(true).create(true).open(path).map_err(failure)?;
    let about = file.metadata().map_err(failure)?;
    match (resume, about.is_file()) {
        (false, true) if about.len() > 0 => {
            Err(format!("{}: is there already; go on with it by --resume, or remove it", path.display()))
        }
        (true, false) => {
            Err(format!("{}: not a regular file, so there is nothing to resume", path.display()))
        }
        _ => Ok(file),
    }
}

fn lock(pen: &Mutex<Pen>) -> MutexGuard<'_, Pen> {
    pen.lock().unwrap_or_else(PoisonError::into_inner)
}
