//! The committed corpora of the fuzz targets, through the same functions as the targets.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::fs;
use std::path::Path;

#[path = "../fuzz/src/lib.rs"]
mod targets;

/// Every file of `fuzz/corpus/{name}`; a folder that is missing or empty is a failure, not a pass.
fn replay(name: &str, target: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(name);
    let mut files: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(!files.is_empty(), "{name} has no corpus");
    for file in files {
        let octets = fs::read(&file).unwrap();
        // The name of the file that fails stands above the panic's message.
        let named = std::panic::catch_unwind(|| target(&octets));
        assert!(named.is_ok(), "{}", file.display());
    }
}

#[test]
fn certificate() {
    replay("certificate", targets::certificate);
}

/// One octet changed, in certificates of every kind: what is still taken is read the same by others.
#[test]
fn damaged_certificates() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/certificates");
    let mut taken = 0;
    for file in fs::read_dir(folder).unwrap() {
        let bytes = fs::read(file.unwrap().path()).unwrap();
        let Ok(certificate) = kz_eds::Certificate::parse(&bytes) else { continue };
        let mut der = certificate.as_der().to_vec();
        for place in 0..der.len() {
            let good = der[place];
            for change in [1, 2, 0x20, 0x80, good] {
                der[place] = good ^ change;
                if kz_eds::Certificate::from_der(&der).is_ok() {
                    taken += 1;
                    targets::reads_alike(&der);
                }
            }
            der[place] = good;
        }
    }
    assert!(taken > 10_000, "{taken}");
}

#[test]
fn cms() {
    replay("cms", targets::cms);
}

#[test]
fn crl() {
    replay("crl", targets::crl);
}

#[test]
fn crl_index_vs_linear() {
    replay("crl_index_vs_linear", targets::crl_index_vs_linear);
}

#[test]
fn gost_verify() {
    replay("gost_verify", targets::gost_verify);
}

#[test]
fn identity() {
    replay("identity", targets::identity);
}

#[test]
fn ocsp_response() {
    replay("ocsp_response", targets::ocsp_response);
}

#[test]
fn name_constraints() {
    replay("name_constraints", targets::name_constraints);
}

#[test]
fn path_build() {
    replay("path_build", targets::path_build);
}

#[test]
fn timestamp() {
    replay("timestamp", targets::timestamp);
}

#[test]
fn pkcs12() {
    replay("pkcs12", targets::pkcs12);
}

#[test]
fn sign_then_verify() {
    replay("sign_then_verify", targets::sign_then_verify);
}
