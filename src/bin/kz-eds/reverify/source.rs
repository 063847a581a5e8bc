//! Where records come from: lines or files.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

use super::lines::{Lines, Text};
use super::outlet::Outlet;
use crate::record::{Head, Record};
use crate::{Failure, input};

/// Octets read at once.
const BUFFER: usize = 1 << 16;

/// Records, each with the key of its answer.
pub(super) struct Source<'o> {
    records: Records<'o>,
    /// That paths in records start from.
    folder: PathBuf,
    /// Octets or files, if it is known how many there are.
    extent: Option<u64>,
    failure: Option<Failure>,
}

enum Records<'o> {
    Lines { lines: Lines<BufReader<Watched<'o>>>, may_wait: bool },
    Files(std::iter::Enumerate<std::vec::IntoIter<PathBuf>>),
}

/// What an answer is known by.
pub(super) struct Key {
    /// Once it is known.
    pub(super) head: Head,
    line: u64,
    /// Octets or files up to its end.
    pub(super) end: u64,
}

/// What a record is made of.
pub(super) enum Material {
    Line(Vec<u8>),
    TooLong,
    File(PathBuf),
}

/// What the command line names, open.
pub(super) enum Found {
    Lines { file: File, path: PathBuf, folder: PathBuf },
    Files { files: Vec<PathBuf>, folder: PathBuf },
    Stdin,
}

impl Found {
    /// Nothing is read or written yet.
    pub(super) fn at(path: &Path) -> Result<Self, Failure> {
        if path == Path::new("-") {
            return Ok(Self::Stdin);
        }
        if !path.is_dir() {
            return Self::manifest(path, path.parent().unwrap_or(Path::new(".")));
        }
        let manifest = path.join("manifest.jsonl");
        // Also one that leads nowhere: without it requests would be judged by nobody's claims.
        if manifest.symlink_metadata().is_ok() {
            return Self::manifest(&manifest, path);
        }
        Ok(Self::Files { files: input::files(path)?, folder: path.to_owned() })
    }

    fn manifest(path: &Path, folder: &Path) -> Result<Self, Failure> {
        let file = File::open(path).map_err(|error| format!("{}: {error}", path.display()))?;
        Ok(Self::Lines { file, path: path.to_owned(), folder: folder.to_owned() })
    }

    /// What is read: of a folder without a manifest, all of it.
    pub(super) fn path(&self) -> Option<&Path> {
        match self {
            Self::Lines { path, .. } => Some(path),
            Self::Files { folder, .. } => Some(folder),
            Self::Stdin => None,
        }
    }
}

impl<'o> Source<'o> {
    pub(super) fn new(found: Found, outlet: &'o Outlet) -> Result<Self, Failure> {
        let (file, path, folder) = match found {
            Found::Stdin => {
                return Ok(Self::lines(Box::new(io::stdin()), None, PathBuf::from("."), Some(outlet)));
            }
            Found::Files { files, .. } => {
                let (extent, folder) = (u64::try_from(files.len()).ok(), PathBuf::new());
                let records = Records::Files(files.into_iter().enumerate());
                return Ok(Self { records, folder, extent, failure: None });
            }
            Found::Lines { file, path, folder } => (file, path, folder),
        };
        let about = file.metadata().map_err(|error| format!("{}: {error}", path.display()))?;
        // What is no regular file may keep us waiting.
        let (extent, outlet) = if about.is_file() { (Some(about.len()), None) } else { (None, Some(outlet)) };
        Ok(Self::lines(Box::new(file), extent, folder, outlet))
    }

    fn lines(
        reader: Box<dyn Read + Send>,
        extent: Option<u64>,
        folder: PathBuf,
        outlet: Option<&'o Outlet>,
    ) -> Self {
        let reader = BufReader::with_capacity(BUFFER, Watched { reader, outlet });
        let records = Records::Lines { lines: Lines::new(reader), may_wait: outlet.is_some() };
        Self { records, folder, extent, failure: None }
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(super) const fn extent(&self) -> Option<u64> {
        self.extent
    }

    /// Why there are no more records, if it is not that they are all read.
    pub(super) fn failure(self) -> Option<Failure> {
        self.failure
    }
}

impl Iterator for Source<'_> {
    type Item = (Key, Material);

    /// At least the records that come without waiting.
    fn size_hint(&self) -> (usize, Option<usize>) {
        match &self.records {
            Records::Lines { lines, .. } => (lines.at_hand(), None),
            Records::Files(files) => files.size_hint(),
        }
    }

    fn next(&mut self) -> Option<Self::Item> {
        let (lines, may_wait) = match &mut self.records {
            Records::Lines { lines, may_wait } => (lines, *may_wait),
            Records::Files(files) => {
                let (place, file) = files.next()?;
                let end = u64::try_from(place).unwrap_or(u64::MAX).saturating_add(1);
                return Some((Key { head: Head::default(), line: 0, end }, Material::File(file)));
            }
        };
        loop {
            let line = match lines.next() {
                Ok(line) => line?,
                Err(error) => {
                    self.failure = Some(format!("reading records: {error}"));
                    return None;
                }
            };
            if !may_wait {
                lines.read_ahead();
            }
            let material = match line.text {
                Text::TooLong => Material::TooLong,
                Text::Whole(text) | Text::Unended(text) if text.trim_ascii().is_empty() => continue,
                Text::Whole(text) | Text::Unended(text) => Material::Line(text),
            };
            return Some((Key { head: Head::default(), line: line.number, end: line.end }, material));
        }
    }
}

impl Key {
    /// A failure with its place.
    pub(super) fn at(&self, why: &str) -> Failure {
        format!("line {}: {why}", self.line)
    }
}

impl Material {
    /// What the record keeps in memory: its line, and what is decoded from it.
    pub(super) fn bytes(&self) -> usize {
        match self {
            Self::Line(line) => line.len().saturating_mul(2),
            Self::TooLong | Self::File(_) => 0,
        }
    }

    /// What is known of the record, also where nothing else of it can be understood.
    pub(super) fn head(&self) -> Head {
        match self {
            Self::Line(line) => Head::of(line),
            Self::TooLong => Head::default(),
            Self::File(file) => Head { id: Record::name_of(file), expects_anything: false },
        }
    }
}

/// A reader that has the answers so far written before it waits for more records: whoever sends records one by one
/// gets answers one by one.
struct Watched<'o> {
    reader: Box<dyn Read + Send>,
    outlet: Option<&'o Outlet>,
}

impl Read for Watched<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let Some(outlet) = self.outlet else { return self.reader.read(buffer) };
        outlet.begin_to_wait();
        let read = self.reader.read(buffer);
        outlet.end_to_wait();
        read
    }
}
