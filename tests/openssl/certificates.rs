//! `openssl verify` beside this library, on every certificate of `testdata/`.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use kz_eds::{Policy, Validator};

use crate::common;
use crate::ledger::{Ledger, Rows};
use crate::tool::{AT, bundle, folder, is_root, openssl, pem, seconds};

/// Certificates that `openssl verify` accepts and this library does not, and why.
const WE_REFUSE: Rows = &[
    ("ca_weak_key.cer", "RSA-1024 is below the policy's floor; openssl's default level takes it"),
    ("weak_key.cer", "the same, on the leaf"),
    ("sha1.cer", "SHA-1 where no policy allows the past"),
    ("md5.cer", "MD5 is in no table"),
    ("duplicate_extension.cer", "RFC 5280 4.2: an extension occurs once"),
    ("indefinite_length.cer", "X.690 10.1: DER has definite lengths"),
    ("long_form_length.cer", "X.690 10.1: the shortest length"),
    ("trailing_byte.cer", "a byte follows the certificate; openssl reads the first object of a file"),
    ("long_serial.cer", "RFC 5280 4.1.2.2: at most 20 octets"),
    ("negative_serial.cer", "RFC 5280 4.1.2.2: positive"),
    ("zero_serial.cer", "RFC 5280 4.1.2.2: positive"),
];

/// Certificates that this library accepts and `openssl verify` does not, and why.
const THEY_REFUSE: Rows = &[
    (
        "ends_at_noon.cer",
        "RFC 5280 4.1.2.5: notAfter belongs to the period; openssl leaves the last second out",
    ),
    (
        "ca_without_basic_constraints.cer",
        "judged as an end entity, of which RFC 5280 asks nothing here; -x509_strict does",
    ),
    (
        "ca_without_key_cert_sign.cer",
        "the same: a CA that may not sign certificates is no issuer, and none is asked for",
    ),
];

fn openssl_accepts(certificate: &Path, folder: &Path) -> bool {
    let Ok(objects) = kz_eds::decode(&fs::read(certificate).unwrap()) else { return false };
    let target = folder.join("target.pem");
    fs::write(&target, pem(&objects[0], "CERTIFICATE")).unwrap();
    let mut command = openssl("verify");
    command.args(["-x509_strict", "-crl_check_all", "-attime", &seconds(AT.parse().unwrap())]);
    for (option, file) in [("-trusted", "roots.pem"), ("-untrusted", "others.pem"), ("-CRLfile", "lists.pem")]
    {
        command.arg(option).arg(folder.join(file));
    }
    command.arg(&target).output().unwrap().status.success()
}

/// The authorities of which something is odd: known to both sides as issuers.
fn odd_authorities() -> Vec<PathBuf> {
    let mut files = common::files(&common::testdata("broken"));
    files.retain(|file| file.file_name().unwrap().to_str().unwrap().starts_with("ca_"));
    files
}

/// Trust and lists for the command.
fn prepare(folder: &Path) {
    let trust = common::files(&common::testdata("trust"));
    let odd = odd_authorities();
    let (roots, others): (Vec<_>, Vec<_>) = trust.iter().partition(is_root);
    fs::write(folder.join("roots.pem"), bundle(roots, "CERTIFICATE")).unwrap();
    fs::write(folder.join("others.pem"), bundle(others.into_iter().chain(&odd), "CERTIFICATE")).unwrap();
    let lists = common::files(&common::testdata("evidence"));
    fs::write(folder.join("lists.pem"), bundle(&lists, "X509 CRL")).unwrap();
}

/// The same for this library.
fn validator() -> Validator {
    let store = common::trust(&[common::testdata("trust")], &[]);
    let store = odd_authorities().iter().fold(store, |store, file| {
        match store.clone().with_intermediate(fs::read(file).unwrap()) {
            Ok(more) => more,
            Err(_) => store,
        }
    });
    Validator::new(store, Policy::rfc5280()).with_evidence(common::evidence(&[common::testdata("evidence")]))
}

pub fn agree() {
    let folder = folder("openssl-certificates");
    prepare(&folder);
    let validator = validator();
    let time: DateTime<Utc> = AT.parse().unwrap();
    let mut ledger = Ledger::new(WE_REFUSE, THEY_REFUSE);
    for file in
        ["certificates", "broken", "spoofed"].iter().flat_map(|name| common::files(&common::testdata(name)))
    {
        let name = file.file_name().unwrap().to_str().unwrap();
        let ours = validator.check_encoded(&fs::read(&file).unwrap(), None, time);
        ledger.compare(name, ours.is_passed(), openssl_accepts(&file, &folder), &ours);
    }
    ledger.close(58);
}
