//! Files that are written: whole or not at all, and in nobody's place.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::Failure;

/// Writes a file in the place of what was there, or leaves that as it was. What is no regular file (`/dev/stdout`, a pipe)
/// takes the octets as they come.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let written = match fs::metadata(path) {
        Ok(about) if !about.is_file() => fs::write(path, bytes),
        _ => replace(path, bytes),
    };
    written.map_err(|error| format!("{}: {error}", path.display()))
}

fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    // A link goes on to lead here.
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let mut name = OsString::from(".");
    name.push(path.file_name().ok_or(io::ErrorKind::InvalidInput)?);
    name.push(format!(".{}", std::process::id()));
    let beside = path.with_file_name(name);
    let mut file = File::create_new(&beside)?;
    let written = fs::metadata(&path).map_or(Ok(()), |about| file.set_permissions(about.permissions()));
    let written = written.and_then(|()| file.write_all(bytes)).and_then(|()| file.sync_all());
    let replaced = written.and_then(|()| fs::rename(&beside, &path));
    if replaced.is_err() {
        // What cannot be removed either is at least under no name that anybody asks for.
        let _ = fs::remove_file(&beside);
    }
    replaced
}

/// Refuses an output in the place of another, or of an input.
pub(crate) fn apart(outputs: &[Option<&Path>], inputs: &[Option<&Path>]) -> Result<(), Failure> {
    let mut taken: Vec<_> = inputs.iter().flatten().filter_map(|path| place(path)).collect();
    for path in outputs.iter().flatten() {
        let Some(place) = place(path) else { continue };
        if taken.contains(&place) {
            return Err(format!("{}: named twice, and once to be written", path.display()));
        }
        taken.push(place);
    }
    Ok(())
}

/// Where a file is or will be. What is no regular file has room for everything.
fn place(path: &Path) -> Option<PathBuf> {
    if fs::metadata(path).is_ok_and(|about| !about.is_file()) {
        return None;
    }
    fs::canonicalize(path).ok().or_else(|| Some(folder(path)?.join(path.file_name()?)))
}

/// The folder of a file, there or not.
pub(crate) fn folder(path: &Path) -> Option<PathBuf> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    fs::canonicalize(folder.unwrap_or(Path::new("."))).ok()
}
