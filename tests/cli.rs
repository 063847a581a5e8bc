//! The binary, run as a shell would.

#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::path::Path;
use std::process::{Command, Output};

const TESTDATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata");
const AT: [&str; 2] = ["--at", "2026-06-01T12:00:00Z"];

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_kz-eds")).current_dir(TESTDATA).args(arguments).output().unwrap()
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
            "applicant, archive, licence, order-500, rfc5280",
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
fn verify_gives_the_verdict_and_only_accepted_content() {
    let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join("content");
    let _ = std::fs::remove_file(&out);
    let verify = |message: &str, number: &str| {
        let message = format!("archive/messages/{message}");
        let base = ["verify", &message, "--trust", "trust", "--evidence", "evidence", "--iin", number];
        run(&[&base[..], &AT, &["--out", out.to_str().unwrap()]].concat())
    };
    let refused = verify("person.cms", "010101100029");
    assert_eq!(refused.status.code(), Some(1));
    assert!(stdout(&refused).contains("identity-mismatch") && !out.exists());
    let passed = verify("person.cms", "010101100018");
    assert_eq!(passed.status.code(), Some(0), "{}", stdout(&passed));
    assert!(stdout(&passed).contains("signer 1: total-passed, applicant, says it signed at 2026-"));
    assert_eq!(
        std::fs::read(&out).unwrap(),
        std::fs::read(TESTDATA.to_owned() + "/archive/contents/form.json").unwrap()
    );
}

#[test]
fn verify_covers_documents() {
    let verify = |documents: &[&str]| {
        let base = ["verify", "archive/messages/person.cms", "--trust", "trust", "--evidence", "evidence"];
        run(&[&base[..], &AT, &["--iin", "010101100018", "--document"], documents].concat())
    };
    let plan = "plan=archive/messages/document_plan.cms";
    assert_eq!(verify(&[plan]).status.code(), Some(0));
    let changed = verify(&["plan=archive/messages/document_plan_detached.cms,archive/contents/form.json"]);
    assert_eq!(changed.status.code(), Some(1));
    assert!(stdout(&changed).contains("document plan: total-failed"), "{}", stdout(&changed));
    assert!(stdout(&changed).contains("document-changed"));
    assert_eq!(verify(&["plan"]).status.code(), Some(3));
}

/// The README's first command, line by line and in total.
#[test]
fn reverify_gives_what_the_manifest_says() {
    let output = run(&["reverify", "archive", "--trust", "trust", "--evidence", "evidence"]);
    assert_eq!(output.status.code(), Some(0));
    let lines: Vec<serde_json::Value> =
        stdout(&output).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(lines.len() > 150 && lines.iter().all(|line| line["as_expected"] == true));
    let total = format!("{0} of {0} as the manifest expects", lines.len());
    assert!(stderr(&output).contains(&total), "{}", stderr(&output));
    let strict = run(&["reverify", "archive", "--trust", "trust", "--evidence", "evidence", "--strict"]);
    assert_eq!(strict.status.code(), Some(1));
}

/// BAT-1: one bad record stops nothing, and has a line of its own.
#[test]
fn reverify_goes_on_after_a_bad_record() {
    let base = ["reverify", "-", "--trust", "trust", "--evidence", "evidence"];
    let mut child = Command::new(env!("CARGO_BIN_EXE_kz-eds"))
        .current_dir(TESTDATA)
        .args([&base[..], &AT].concat())
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let claims = r#""claims":[{"role":"applicant","iin":"010101100018"}]"#;
    let records = format!(
        "{{\"id\":\"1\",\"message\":\"archive/messages/person.cms\",{claims}}}\nno json\n\n{{\"id\":\"3\",\"message\":\"gone\"}}\n{{\"id\":\"4\",\"mesage\":\"x\"}}\n{{\"id\":\"5\",\"message\":\"archive/messages/person.cms\",{claims}}}\n"
    );
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), records.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let lines: Vec<serde_json::Value> =
        stdout(&output).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(lines.len(), 5);
    assert_eq!(
        (&lines[0]["indication"], &lines[4]["indication"]),
        (&"total-passed".into(), &"total-passed".into())
    );
    for (line, word) in [(&lines[1], "line 2"), (&lines[2], "gone"), (&lines[3], "mesage")] {
        assert!(line["error"].as_str().unwrap().contains(word), "{line}");
    }
    assert!(stderr(&output).contains("5 records: 2 passed, 0 failed, 0 indeterminate, 3 not judged"));
}

/// A folder without a manifest: each file is a message with its content inside.
#[test]
fn reverify_takes_a_folder_of_messages() {
    let output = run(&[
        &[
            "reverify",
            "archive/messages",
            "--trust",
            "trust",
            "--evidence",
            "evidence",
            "--iin",
            "010101100018",
        ][..],
        &AT,
    ]
    .concat());
    assert_eq!(output.status.code(), Some(0));
    let text = stdout(&output);
    assert!(text.contains(r#"{"id":"person.cms","indication":"total-passed","reasons":[]}"#));
    assert_eq!(
        text.lines().count(),
        std::fs::read_dir(TESTDATA.to_owned() + "/archive/messages").unwrap().count()
    );
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
    let message = stdout(&run(&["inspect", "archive/messages/person.cms"]));
    for word in [
        "kind: signed message",
        "content: attached",
        "(messageDigest)",
        "certificates:",
        "holder kind: person",
    ] {
        assert!(message.contains(word), "{word}: {message}");
    }
    let neither = run(&["inspect", "README.md"]);
    assert_eq!(neither.status.code(), Some(3));
}

#[test]
fn responses_are_evidence_like_lists() {
    let check = |response: &str| {
        let base = ["check", "certificates/person.cer", "--trust", "trust"];
        let evidence = ["--evidence", "evidence/root_rsa.crl", "--evidence", response, "--json"];
        run(&[&base[..], &evidence, &AT].concat())
    };
    let good = check("ocsp/person_good.ocsp");
    assert_eq!(good.status.code(), Some(0), "{}", stdout(&good));
    let report: serde_json::Value = serde_json::from_str(&stdout(&good)).unwrap();
    let kinds: Vec<_> = report["evidence"].as_array().unwrap().iter().map(|one| &one["kind"]).collect();
    assert_eq!(kinds, ["list", "response"]);
    assert_eq!(check("ocsp/person_revoked.ocsp").status.code(), Some(1));
    assert_eq!(check("ocsp/try_later.ocsp").status.code(), Some(2));
    assert!(stdout(&check("ocsp/try_later.ocsp")).contains("tryLater"));
}

#[test]
fn a_response_is_inspected() {
    let shown = run(&["inspect", "ocsp/delegated_revoked.ocsp", "--json"]);
    let found: serde_json::Value = serde_json::from_str(&stdout(&shown)).unwrap();
    assert_eq!((&found[0]["kind"], &found[0]["status"]), (&"OCSP response".into(), &"successful".into()));
    let answer = &found[0]["answers"][0];
    assert_eq!((&answer["status"], &answer["reason"]), (&"revoked".into(), &"keyCompromise".into()));
    assert_eq!(answer["revoked at"], "2026-03-10T09:30:00Z");
    assert_eq!(found[0]["certificates"][0]["subject"], "C=KZ,CN=OCSP RESPONDER");
    let error = stdout(&run(&["inspect", "ocsp/try_later.ocsp"]));
    assert!(error.contains("status: tryLater"), "{error}");
}

#[test]
fn time_stamps_are_inspected() {
    let shown = |file: &str| {
        let output = run(&["inspect", &format!("timestamps/{file}"), "--json"]);
        serde_json::from_str::<serde_json::Value>(&stdout(&output)).unwrap()[0].clone()
    };
    let token = shown("every_field.tst");
    assert_eq!(
        (&token["kind"], &token["time"]),
        (&"time-stamp token".into(), &"2026-06-01T11:46:00.250Z".into())
    );
    assert_eq!(token["authority"], "C=KZ,CN=УАҚЫТ БЕЛГІСІ ҚЫЗМЕТІ TEST");
    assert_eq!(token["certificates"][0]["extended key usage"][0], "1.3.6.1.5.5.7.3.8 (timeStamping)");
    let response = shown("person.tsr");
    assert_eq!(
        (&response["status"], &response["token"]["nonce"]),
        (&"granted".into(), &"0123456789abcdef".into())
    );
    let refused = shown("rejected.tsr");
    assert_eq!(
        (&refused["failures"][0], &refused["texts"][0]),
        (&"timeNotAvailable".into(), &"кейінірек / позже".into())
    );
    let request = shown("person.tsq");
    assert_eq!((&request["kind"], &request["certificate"]), (&"time-stamp request".into(), &"wanted".into()));

    let long = stdout(&run(&["inspect", "archive/messages/stamped_revocation_values.cms"]));
    for word in ["over: this signature", "certificate values:", "revocation values:", "status: good"] {
        assert!(long.contains(word), "{word}: {long}");
    }
    let wrong = stdout(&run(&["inspect", "archive/messages/stamped_wrong_imprint.cms"]));
    assert!(wrong.contains("over: something else"), "{wrong}");
}
