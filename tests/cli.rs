//! The binary, run as a shell would.

#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::path::Path;
use std::process::{Command, Output};

const AT: [&str; 2] = ["--at", "2026-06-01T12:00:00Z"];

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_kz-eds"))
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata"))
        .args(arguments)
        .output()
        .unwrap()
}

fn check(certificate: &str, more: &[&str]) -> Output {
    let base = ["check", certificate, "--trust", "trust", "--evidence", "evidence"];
    run(&[&base[..], &AT, more].concat())
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn the_three_verdicts_are_exit_statuses() {
    let passed = check("certificates/person.cer", &["--iin", "010101100018"]);
    assert_eq!(passed.status.code(), Some(0), "{}", stderr(&passed));
    assert!(stdout(&passed).starts_with("total-passed  Confirmed.\n"));

    let failed = check("certificates/person.cer", &["--bin", "260140000015"]);
    assert_eq!(failed.status.code(), Some(1));
    assert!(stdout(&failed).contains("identity-absent"), "{}", stdout(&failed));

    let open = run(&[&["check", "certificates/person.cer", "--trust", "trust"], &AT[..]].concat());
    assert_eq!(open.status.code(), Some(2));
    assert!(stdout(&open).contains("revocation-missing"));
}

#[test]
fn without_a_number_nothing_is_said_about_condition_3() {
    let output = check("certificates/person.cer", &[]);
    assert_eq!(output.status.code(), Some(0));
    assert!(stdout(&output).contains("nothing is said about condition 3"));
}

#[test]
fn json_is_the_report_and_the_same_each_time() {
    let json = || stdout(&check("certificates/revoked.cer", &["--iin", "010101100018", "--json"]));
    let first = json();
    assert_eq!(first, json());
    let report: serde_json::Value = serde_json::from_str(&first).unwrap();
    assert_eq!(report["indication"], "total-failed");
    assert_eq!(report["judgements"][0]["reason"], "certificate-revoked");
    assert_eq!(report["claim"]["role"], "applicant");
    assert_eq!(report["path"].as_array().unwrap().len(), 3);
    assert!(!first.contains("010101100018"), "a report holds no number of a person");
}

#[test]
fn texts_come_in_three_languages() {
    let text = |lang| stdout(&check("certificates/expired.cer", &["--iin", "010101100018", "--lang", lang]));
    assert!(text("kk").contains("Куәліктің қолданылу мерзімі өтті."));
    assert!(text("ru").contains("Срок действия сертификата истёк."));
    assert!(text("en").contains("The certificate has expired."));
}

#[test]
fn what_cannot_be_read_is_named_and_is_status_3() {
    let cases: [(&[&str], &str); 7] = [
        (&["check", "no-such-file", "--trust", "trust"], "no-such-file"),
        (&["check", "certificates/person.cer"], "no trust anchor"),
        (&["check", "certificates/person.cer", "--trust", "README.md"], "README.md"),
        (&["check", "certificates/person.cer", "--trust", "trust", "--evidence", "README.md"], "README.md"),
        (&["check", "certificates/person.cer", "--trust", "trust", "--iin", "12"], "12 digits"),
        (&["check", "certificates/person.cer", "--trust", "trust", "--at", "yesterday"], "--at"),
        (
            &["check", "certificates/person.cer", "--trust", "trust", "--policy", "none"],
            "applicant, archive, rfc5280",
        ),
    ];
    for (arguments, word) in cases {
        let output = run(arguments);
        assert_eq!(output.status.code(), Some(3), "{arguments:?}: {}", stdout(&output));
        assert!(stderr(&output).contains(word), "{arguments:?}: {}", stderr(&output));
        assert!(output.stdout.is_empty());
    }
}

/// A certificate that is no certificate is a verdict, not an error.
#[test]
fn an_unreadable_certificate_fails() {
    let output = check("README.md", &["--iin", "010101100018"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stdout(&output).contains("format-unreadable"));
}

#[test]
fn inspect_shows_what_is_inside() {
    let certificate = stdout(&run(&["inspect", "certificates/head.cer"]));
    for word in ["holder kind: head", "bin: 2601", "nonRepudiation", "1.2.398.3.3.4.1.2.1", "RSA 2048"] {
        assert!(certificate.contains(word), "{word}: {certificate}");
    }
    let list = run(&["inspect", "evidence/nca_rsa.crl", "--json", "--entries"]);
    let list: serde_json::Value = serde_json::from_str(&stdout(&list)).unwrap();
    assert_eq!(list[0]["kind"], "revocation list");
    assert_eq!(
        list[0]["entries"].as_array().unwrap().len(),
        usize::try_from(list[0]["revoked"].as_u64().unwrap()).unwrap()
    );
    let neither = run(&["inspect", "README.md"]);
    assert_eq!(neither.status.code(), Some(3));
}
