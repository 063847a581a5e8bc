//! Files and folders, told apart by what is in them.

use std::fs;
use std::path::{Path, PathBuf};

use kz_eds::{
    Certificate, Crl, Evidence, OcspResponse, SignedMessage, TimeStampRequest, TimeStampResponse,
    TimeStampToken, TrustAnchor, TrustStore,
};

use crate::Failure;

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

/// Every object of a file: DER, PEM with any number of blocks, or bare base64.
pub(crate) fn objects(path: &Path) -> Result<Vec<Object>, Failure> {
    let bytes = read(path)?;
    let ders = kz_eds::decode(&bytes).map_err(|error| format!("{}: {error}", path.display()))?;
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

/// The objects behind the paths of one option. A file must be readable; in a folder what is not is passed over
/// with a word on standard error, but a folder with nothing readable in it is refused.
fn gather(paths: &[PathBuf]) -> Result<Vec<(PathBuf, Object)>, Failure> {
    let mut found = Vec::new();
    for path in paths {
        if path.is_dir() {
            found.extend(folder(path)?);
        } else {
            found.extend(objects(path)?.into_iter().map(|object| (path.clone(), object)));
        }
    }
    Ok(found)
}

/// The files of a folder, in the order of their names.
pub(crate) fn files(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let failure = |error: std::io::Error| format!("{}: {error}", folder.display());
    let entries = fs::read_dir(folder).map_err(failure)?.collect::<Result<Vec<_>, _>>().map_err(failure)?;
    let mut files: Vec<_> = entries.iter().map(fs::DirEntry::path).filter(|file| file.is_file()).collect();
    files.sort();
    Ok(files)
}

fn folder(path: &Path) -> Result<Vec<(PathBuf, Object)>, Failure> {
    let mut found = Vec::new();
    for file in files(path)? {
        match objects(&file) {
            Ok(objects) => found.extend(objects.into_iter().map(|object| (file.clone(), object))),
            Err(why) => eprintln!("kz-eds: passed over {why}"),
        }
    }
    if found.is_empty() {
        return Err(format!(
            "{}: no certificate, revocation list or OCSP response in this folder",
            path.display()
        ));
    }
    Ok(found)
}

/// `--trust` and `--anchor`. Lists among them are passed over: evidence is named with `--evidence`.
pub(crate) fn trust(trust: &[PathBuf], anchors: &[PathBuf]) -> Result<TrustStore, Failure> {
    let mut store = TrustStore::new();
    for (_, object) in gather(trust)? {
        if let Object::Certificate(certificate) = object {
            store = if certificate.is_self_signed() {
                store.with_trust_anchor(TrustAnchor::new(certificate))
            } else {
                store.with_intermediate_certificate(certificate)
            };
        }
    }
    for (path, object) in gather(anchors)? {
        let Object::Certificate(certificate) = object else {
            return Err(format!("{}: not a certificate", path.display()));
        };
        store = store.with_trust_anchor(TrustAnchor::new(certificate));
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
    let objects = gather(paths)?.into_iter().map(|(_, object)| object);
    Ok(objects.fold(Evidence::new(), |evidence, object| match object {
        Object::List(list) => evidence.with_crl(list),
        Object::Response(response) => evidence.with_ocsp(response),
        _ => evidence,
    }))
}
