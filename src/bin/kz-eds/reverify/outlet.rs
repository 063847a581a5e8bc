//! Where answers go.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

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
    /// Answers go to the file of `--out` or standard output; with `--diff`, differences have standard output.
    pub(super) fn new(arguments: &ReverifyArguments, out: Option<&OutFile>) -> Self {
        let file = out.map(|out| Pen::new(Box::new(Arc::clone(&out.file)), out.name.clone()));
        let stdout = Pen::new(Box::new(io::stdout()), "standard output".to_owned());
        let (answers, differences) = match arguments.diff {
            Some(_) => (file, Some(stdout)),
            None => (Some(file.unwrap_or(stdout)), None),
        };
        let is_waiting = AtomicBool::new(false);
        Self { answers: answers.map(Mutex::new), differences: differences.map(Mutex::new), is_waiting }
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

/// The file of `--out`.
pub(super) struct OutFile {
    pub(super) file: Arc<File>,
    pub(super) name: String,
    is_regular: bool,
}

impl OutFile {
    /// Answers that are there stay: they are gone on with, or nothing is done. Nobody else writes here as long as this is open.
    pub(super) fn open(path: &Path, resume: bool) -> Result<Self, Failure> {
        let name = path.display().to_string();
        let told = |error: io::Error| format!("{name}: {error}");
        let opened = OpenOptions::new().read(resume).write(true).create(true).truncate(false).open(path);
        let file = opened.map_err(told)?;
        let is_regular = file.metadata().map_err(told)?.is_file();
        if is_regular {
            hold(&file).map_err(told)?;
        }
        // Asked once it is ours: there may have been another run until now.
        let is_empty = file.metadata().map_err(told)?.len() == 0;
        match (resume, is_regular) {
            (false, true) if !is_empty => {
                Err(format!("{name}: is there already; go on with it by --resume, or remove it"))
            }
            (true, false) => Err(format!("{name}: not a regular file, so there is nothing to resume")),
            _ => Ok(Self { file: Arc::new(file), name, is_regular }),
        }
    }

    /// Returns once the octets are on the disk.
    pub(super) fn settle(&self) -> Result<(), Failure> {
        let settled = if self.is_regular { self.file.sync_all() } else { Ok(()) };
        settled.map_err(|error| format!("{}: {error}", self.name))
    }
}

/// Two runs at once would answer the same records twice, in one file. Where a file cannot be locked, as on some shares, that is
/// not seen.
fn hold(file: &File) -> io::Result<()> {
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => Err(io::Error::other("another run is writing to it")),
        Err(TryLockError::Error(_)) | Ok(()) => Ok(()),
    }
}

fn lock(pen: &Mutex<Pen>) -> MutexGuard<'_, Pen> {
    pen.lock().unwrap_or_else(PoisonError::into_inner)
}
