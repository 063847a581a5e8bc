//! What several test files share.

#![allow(
    dead_code,
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

pub mod archive;
pub mod counting;
pub mod lines;
pub mod parts;
pub mod timeline;
pub mod world;

use std::fs;
use std::path::{Path, PathBuf};

use kz_eds::{Certificate, Crl, Evidence, OcspResponse, TrustAnchor, TrustStore};

/// The committed test material.
pub fn testdata(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata").join(path)
}

/// A new folder for one test.
pub fn fresh_folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// The folder of published material that is not part of the repository, if this machine has it.
pub fn shared() -> Option<PathBuf> {
    let named = std::env::var_os("KZ_EDS_SHARED").map(PathBuf::from);
    let folder = named.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"));
    folder.join("suites").is_dir().then_some(folder)
}

/// Whether a missing precondition is a failure: `KZ_EDS_REQUIRE=shared,openssl`.
pub fn required(what: &str) -> bool {
    std::env::var("KZ_EDS_REQUIRE").is_ok_and(|list| list.split(',').any(|word| word == what))
}

/// Files of a folder in the order of their names, or the file itself.
pub fn files(path: &Path) -> Vec<PathBuf> {
    if path.is_file() {
        return vec![path.to_owned()];
    }
    let mut files: Vec<_> = fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.is_file());
    files.sort();
    files
}

/// Certificates of these files and folders: self-signed ones as anchors, the others as intermediates.
pub fn trust(paths: &[PathBuf], anchors: &[PathBuf]) -> TrustStore {
    let mut store = TrustStore::new();
    for file in paths.iter().flat_map(|path| files(path)) {
        let certificate = Certificate::parse(&fs::read(&file).unwrap()).unwrap();
        store = if certificate.is_self_signed() {
            store.with_trust_anchor(TrustAnchor::new(certificate))
        } else {
            store.with_intermediate_certificate(certificate)
        };
    }
    for file in anchors {
        store = store.with_anchor(fs::read(file).unwrap()).unwrap();
    }
    store
}

/// The lists and OCSP responses of these files and folders; files that are none are passed over.
pub fn evidence(paths: &[PathBuf]) -> Evidence {
    let files = paths.iter().flat_map(|path| files(path));
    files.fold(Evidence::new(), |evidence, file| {
        let bytes = fs::read(file).unwrap();
        match (Crl::parse(&bytes), OcspResponse::parse(&bytes)) {
            (Ok(list), _) => evidence.with_crl(list),
            (_, Ok(response)) => evidence.with_ocsp(response),
            _ => evidence,
        }
    })
}
