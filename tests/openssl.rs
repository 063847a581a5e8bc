//! `openssl verify` beside this library, on every certificate of `testdata/`. Where the two disagree, the reason is
//! written down here. Shows as ignored without the `openssl` command; `KZ_EDS_REQUIRE=openssl` makes that a failure.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use chrono::{DateTime, Utc};
use kz_eds::{Policy, Validator};
use libtest_mimic::{Arguments, Trial};

const AT: &str = "2026-06-01T12:00:00Z";

/// Certificates that `openssl verify` accepts and this library does not, and why.
const WE_REFUSE: &[(&str, &str)] = &[
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
const THEY_REFUSE: &[(&str, &str)] = &[
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

fn main() -> ExitCode {
    let is_there =
        Command::new("openssl").arg("version").output().is_ok_and(|output| output.status.success());
    assert!(is_there || !common::required("openssl"), "openssl is required and not there");
    let trial = Trial::test("verdicts_agree_with_openssl_verify", || {
        verdicts_agree();
        Ok(())
    });
    libtest_mimic::run(&Arguments::from_args(), vec![trial.with_ignored_flag(!is_there)]).exit_code()
}

/// The certificates of a folder as PEM in one file, as `openssl` wants them.
fn bundle(files: &[PathBuf], label: &str, out: &Path) {
    let objects = files.iter().flat_map(|file| kz_eds::decode(&fs::read(file).unwrap()).unwrap());
    let pem: String = objects.map(|der| pem(&der, label)).collect();
    fs::write(out, pem).unwrap();
}

fn pem(der: &[u8], label: &str) -> String {
    use base64::Engine;
    let text = base64::engine::general_purpose::STANDARD.encode(der);
    let lines: Vec<_> = text.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
}

fn openssl_accepts(certificate: &Path, folder: &Path) -> bool {
    let time: DateTime<Utc> = AT.parse().unwrap();
    let target = folder.join("target.pem");
    let Ok(objects) = kz_eds::decode(&fs::read(certificate).unwrap()) else { return false };
    fs::write(&target, pem(&objects[0], "CERTIFICATE")).unwrap();
    let output = Command::new("openssl")
        .args(["verify", "-x509_strict", "-crl_check_all", "-attime", &time.timestamp().to_string()])
        .args(["-trusted", folder.join("roots.pem").to_str().unwrap()])
        .args(["-untrusted", folder.join("others.pem").to_str().unwrap()])
        .args(["-CRLfile", folder.join("lists.pem").to_str().unwrap()])
        .arg(&target)
        .output()
        .unwrap();
    output.status.success()
}

fn verdicts_agree() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("openssl");
    fs::create_dir_all(&folder).unwrap();
    let trust = common::files(&common::testdata("trust"));
    let is_root = |file: &&PathBuf| file.file_name().unwrap().to_str().unwrap().starts_with("root");
    let (roots, mut others): (Vec<_>, Vec<_>) = trust.iter().partition(is_root);
    let odd: Vec<_> = common::files(&common::testdata("broken"))
        .into_iter()
        .filter(|file| file.file_name().unwrap().to_str().unwrap().starts_with("ca_"))
        .collect();
    others.extend(&odd);
    let owned = |files: Vec<&PathBuf>| files.into_iter().cloned().collect::<Vec<_>>();
    bundle(&owned(roots), "CERTIFICATE", &folder.join("roots.pem"));
    bundle(&owned(others), "CERTIFICATE", &folder.join("others.pem"));
    bundle(&common::files(&common::testdata("evidence")), "X509 CRL", &folder.join("lists.pem"));

    let store = common::trust(&[common::testdata("trust")], &[]);
    let store = odd.iter().fold(store, |store, file| {
        match store.clone().with_intermediate(fs::read(file).unwrap()) {
            Ok(more) => more,
            Err(_) => store,
        }
    });
    let validator = Validator::new(store, Policy::rfc5280())
        .with_evidence(common::evidence(&[common::testdata("evidence")]));
    let time: DateTime<Utc> = AT.parse().unwrap();
    let (mut agreed, mut wrong) = (0, Vec::new());
    for file in
        ["certificates", "broken", "spoofed"].iter().flat_map(|name| common::files(&common::testdata(name)))
    {
        let name = file.file_name().unwrap().to_str().unwrap().to_owned();
        let ours = validator.check_encoded(&fs::read(&file).unwrap(), None, time);
        let theirs = openssl_accepts(&file, &folder);
        let listed = |list: &[(&str, &str)]| list.iter().any(|(known, _)| *known == name);
        let fits = match (ours.is_passed(), theirs) {
            (true, true) | (false, false) => !listed(WE_REFUSE) && !listed(THEY_REFUSE),
            (false, true) => listed(WE_REFUSE),
            (true, false) => listed(THEY_REFUSE),
        };
        agreed += usize::from(ours.is_passed() && theirs);
        if !fits {
            wrong.push(format!("{name}: ours {ours:?}, openssl {theirs}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(agreed > 50, "both accept {agreed}");
}
