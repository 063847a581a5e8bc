//! Files and folders, told apart by what is in them.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use kz_eds::{
    Certificate, Crl, Evidence, OcspResponse, SignedMessage, TimeStampRequest, TimeStampResponse,
    TimeStampToken, TrustAnchor, TrustStore,
};

use crate::{Failure, say};

/// Octets of trust and evidence in one file, and of all files of a record, at the most.
pub(crate) const LARGEST: u64 = 1 << 28;

/// Something that the library reads.
pub(crate) enum Object {
    Certificate(Certificate),
    List(Crl),
    Response(OcspResponse),
    /// The bytes of a signed message, which reads.
    Message(Vec<u8>),
    /// The bytes of a time-stamp token, which reads: a signed message of its kind.
    Stamp(Vec<u8>),
    StampResponse(TimeStampResponse),
    StampRequest(TimeStampRequest),
}

pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(path).map_err(|error| format!("{}: {error}", path.display()))
}

/// A regular file and its length: what may never end could stop everything.
pub(crate) fn open_regular(path: &Path) -> Result<(File, u64), Failure> {
    let failure = |error: std::io::Error| format!("{}: {error}", path.display());
    // Asked before it is opened: a pipe would have us wait for a writer.
    let about = fs::metadata(path).map_err(failure)?;
    if !about.is_file() {
        return Err(format!("{}: not a regular file", path.display()));
    }
    Ok((File::open(path).map_err(failure)?, about.len()))
}

/// All of a file, if that is no more than so many octets; `length` is what it seems to have.
pub(crate) fn at_most(most: u64, file: File, length: u64, path: &Path) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::with_capacity(usize::try_from(length.min(most)).unwrap_or_default());
    let read = file.take(most.saturating_add(1)).read_to_end(&mut bytes);
    read.map_err(|error| format!("{}: {error}", path.display()))?;
    if u64::try_from(bytes.len()).is_ok_and(|length| length <= most) {
        Ok(bytes)
    } else {
        Err(format!("{}: larger than {most} octets", path.display()))
    }
}

/// Every object of a file: DER, PEM with any number of blocks, or bare base64.
pub(crate) fn objects(path: &Path) -> Result<Vec<Object>, Failure> {
    let file = File::open(path).map_err(|error| format!("{}: {error}", path.display()))?;
    objects_in(file, 0, path)
}

fn objects_in(file: File, length: u64, path: &Path) -> Result<Vec<Object>, Failure> {
    let ders = kz_eds::decode(&at_most(LARGEST, file, length, path)?);
    let ders = ders.map_err(|error| format!("{}: {error}", path.display()))?;
    ders.iter().map(|der| object(der).map_err(|why| format!("{}: {why}", path.display()))).collect()
}

/// A certificate, a list, an OCSP response, a time stamp or a signed message. What is none of them is told why it is neither of the first two.
fn object(der: &[u8]) -> Result<Object, Failure> {
    let no_certificate = match Certificate::from_der(der) {
        Ok(certificate) => return Ok(Object::Certificate(certificate)),
        Err(error) => error,
    };
    let no_list = match Crl::from_der(der) {
        Ok(list) => return Ok(Object::List(list)),
        Err(error) => error,
    };
    if let Ok(response) = OcspResponse::from_der(der) {
        return Ok(Object::Response(response));
    }
    if TimeStampToken::parse(der).is_ok() {
        return Ok(Object::Stamp(der.to_owned()));
    }
    if let Ok(response) = TimeStampResponse::parse(der) {
        return Ok(Object::StampResponse(response));
    }
    if let Ok(request) = TimeStampRequest::parse(der) {
        return Ok(Object::StampRequest(request));
    }
    if SignedMessage::parse(der).is_ok() {
        return Ok(Object::Message(der.to_owned()));
    }
    Err(format!("neither a certificate ({no_certificate}) nor a revocation list ({no_list})"))
}

/// The objects of a file, or of every file in a folder. None is passed over: it may be the list that revokes, or the certificate
/// of who signed that. But for names that begin with a dot: they may be of files that are not there yet, and are told.
fn gather(path: &Path) -> Result<Vec<(PathBuf, Object)>, Failure> {
    if !path.is_dir() {
        return Ok(objects(path)?.into_iter().map(|object| (path.to_owned(), object)).collect());
    }
    let mut found = Vec::new();
    for file in files(path)? {
        let opened = open_regular(&file);
        match opened.and_then(|(opened, length)| objects_in(opened, length, &file)) {
            Ok(objects) => found.extend(objects.into_iter().map(|object| (file.clone(), object))),
            Err(why) if is_hidden(&file) => say(&format_args!("passed over {why}")),
            Err(why) => return Err(why),
        }
    }
    Ok(found)
}

fn is_hidden(file: &Path) -> bool {
    file.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."))
}

/// What a folder holds but for folders, in the order of the names: also what cannot be opened.
pub(crate) fn files(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let failure = |error: std::io::Error| format!("{}: {error}", folder.display());
    let entries = fs::read_dir(folder).map_err(failure)?.collect::<Result<Vec<_>, _>>().map_err(failure)?;
    let mut files: Vec<_> = entries.iter().map(fs::DirEntry::path).filter(|file| !file.is_dir()).collect();
    files.sort();
    Ok(files)
}

/// `--trust` and `--anchor`. Lists and responses among the certificates are passed over: evidence is named with `--evidence`.
pub(crate) fn trust(trust: &[PathBuf], anchors: &[PathBuf]) -> Result<TrustStore, Failure> {
    let mut store = TrustStore::new();
    for path in trust {
        let mut is_empty = true;
        for (file, object) in gather(path)? {
            store = match object {
                Object::Certificate(one) if one.is_self_signed() => {
                    store.with_trust_anchor(TrustAnchor::new(one))
                }
                Object::Certificate(one) => store.with_intermediate_certificate(one),
                Object::List(_) | Object::Response(_) => continue,
                _ => return Err(format!("{}: neither a certificate nor evidence", file.display())),
            };
            is_empty = false;
        }
        if is_empty {
            return Err(format!("{}: no certificate is in it", path.display()));
        }
    }
    for path in anchors {
        for (file, object) in gather(path)? {
            let Object::Certificate(certificate) = object else {
                return Err(format!("{}: not a certificate", file.display()));
            };
            store = store.with_trust_anchor(TrustAnchor::new(certificate));
        }
    }
    if store.anchors().is_empty() {
        return Err(
            "no trust anchor: give self-signed certificates with --trust, or any with --anchor".into()
        );
    }
    Ok(store)
}

/// `--evidence`. Certificates among the lists and responses are passed over.
pub(crate) fn evidence(paths: &[PathBuf]) -> Result<Evidence, Failure> {
    let mut evidence = Evidence::new();
    for path in paths {
        let mut is_empty = true;
        for (file, object) in gather(path)? {
            evidence = match object {
                Object::List(list) => evidence.with_crl(list),
                Object::Response(response) => evidence.with_ocsp(response),
                Object::Certificate(_) => continue,
                _ => return Err(format!("{}: neither evidence nor a certificate", file.display())),
            };
            is_empty = false;
        }
        if is_empty {
            return Err(format!("{}: no revocation list or OCSP response is in it", path.display()));
        }
    }
    Ok(evidence)
}
