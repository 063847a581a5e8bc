//! `--resume`: what was written is the checkpoint.

use std::io::{self, BufReader, Seek, SeekFrom};

use super::answer::Answer;
use super::lines::{Lines, Text};
use super::outlet::OutFile;
use super::reporter::Reporter;
use super::source::Source;
use crate::Failure;

/// Holds the answers of the file against the records, one by one, and takes a last line off that has no end. The
/// source then stands before the first record without an answer, and the file where that answer will be.
pub(super) fn resume(
    out: &OutFile,
    source: &mut Source<'_>,
    reporter: &mut Reporter<'_>,
) -> Result<(), Failure> {
    let OutFile { file, name, .. } = out;
    let failure = |error: io::Error| format!("{name}: {error}");
    let mut lines = Lines::new(BufReader::new(&**file));
    let mut end = 0;
    while let Some(line) = lines.next().map_err(failure)? {
        let at = |why: &str| format!("{name}, line {}: {why}", line.number);
        let answer = match line.text {
            // A file that is none of answers stays what it is.
            Text::Unended(text) if !is_begun(&text) => return Err(at("no answer of this command")),
            Text::Unended(_) => break,
            Text::TooLong => return Err(at("no answer of this command")),
            Text::Whole(text) => Answer::parse(&text).map_err(|why| at(&why))?,
        };
        let (key, material) =
            source.next().ok_or_else(|| at("an answer, and no record for it: another archive"))?;
        if answer.id != material.head().id {
            return Err(at("the answer to another record than the one in its place: another archive"));
        }
        reporter.recall(&key, &answer);
        end = line.end;
    }
    file.set_len(end).map_err(failure)?;
    (&**file).seek(SeekFrom::Start(end)).map(drop).map_err(failure)
}

/// Whether an answer may begin so.
fn is_begun(text: &[u8]) -> bool {
    const BEGINNING: &[u8] = b"{\"id\":";
    text.starts_with(BEGINNING) || BEGINNING.starts_with(text)
}
