//! Files that are written: whole or not at all, and in nobody's place.

use std::collections::hash_map::RandomState;
use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::hash::{BuildHasher, Hasher};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::Failure;

/// Writes a file in the place of what was there, or leaves that as it was. Standard output, what is no regular file, and a link
/// that leads nowhere yet take the octets as they come.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let failure = |error: io::Error| format!("{}: {error}", path.display());
    if path == Path::new("/dev/stdout") {
        return io::stdout().lock().write_all(bytes).map_err(failure);
    }
    let is_replaced = fs::metadata(path).map_or_else(|_| !path.is_symlink(), |about| about.is_file());
    if is_replaced { replace(path, bytes) } else { fs::write(path, bytes).map_err(failure) }
}

/// By a file beside it. An error names that one, or the file itself.
fn replace(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let failure = |path: &Path, error: io::Error| format!("{}: {error}", path.display());
    // A link goes on to lead here.
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let permissions = match OpenOptions::new().write(true).open(&path) {
        Ok(file) => file.metadata().map(|about| Some(about.permissions())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        // What may not be written to is not replaced either.
        Err(error) => Err(error),
    };
    let permissions = permissions.map_err(|error| failure(&path, error))?;
    let beside = beside(&path);
    let mut file = File::create_new(&beside).map_err(|error| failure(&beside, error))?;
    let written = permissions.map_or(Ok(()), |permissions| file.set_permissions(permissions));
    let written = written.and_then(|()| file.write_all(bytes)).and_then(|()| file.sync_all());
    written.and_then(|()| fs::rename(&beside, &path)).map_err(|error| {
        // What cannot be removed either is at least under no name that anybody asks for.
        let _ = fs::remove_file(&beside);
        failure(&path, error)
    })
}

/// A name in the same folder that nobody has.
fn beside(path: &Path) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(format!(".{:016x}", unforeseen()));
    path.with_file_name(name)
}

/// A number that nobody knows beforehand: the standard library seeds its hashers from the system's randomness.
pub(crate) fn unforeseen() -> u64 {
    RandomState::new().build_hasher().finish()
}

/// Refuses an output in the place of another, or of what is read: a file, or any in a folder that is read whole.
pub(crate) fn apart<'a>(
    outputs: impl IntoIterator<Item = &'a Path>,
    inputs: impl IntoIterator<Item = &'a Path>,
) -> Result<(), Failure> {
    let (folders, files): (Vec<_>, Vec<_>) = inputs.into_iter().partition(|path| path.is_dir());
    let folders: Vec<_> = folders.iter().filter_map(|path| path.canonicalize().ok()).collect();
    let mut taken: Vec<_> = files.iter().filter_map(|path| place(path)).collect();
    for path in outputs {
        let Some(place) = place(path) else { continue };
        if taken.contains(&place) {
            return Err(format!("{}: named twice, and once to be written", path.display()));
        }
        if folder(path).is_some_and(|folder| folders.contains(&folder)) {
            return Err(format!("{}: in a folder that is read", path.display()));
        }
        taken.push(place);
    }
    Ok(())
}

/// Where a file is or will be.
#[derive(PartialEq, Eq)]
enum Place {
    /// By any of its names.
    #[cfg(unix)]
    File {
        device: u64,
        number: u64,
    },
    Name(PathBuf),
}

/// What is no regular file has room for everything.
fn place(path: &Path) -> Option<Place> {
    match fs::metadata(path) {
        Ok(about) if !about.is_file() => None,
        #[cfg(unix)]
        Ok(about) => {
            use std::os::unix::fs::MetadataExt;
            Some(Place::File { device: about.dev(), number: about.ino() })
        }
        #[cfg(not(unix))]
        Ok(_) => fs::canonicalize(path).ok().map(Place::Name),
        Err(_) => Some(Place::Name(folder(path)?.join(path.file_name()?))),
    }
}

/// The folder of a file, there or not.
fn folder(path: &Path) -> Option<PathBuf> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    fs::canonicalize(folder.unwrap_or(Path::new("."))).ok()
}
