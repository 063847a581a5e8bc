//! `kz-eds sign`, run as a shell would.

#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use kz_eds::TimeStampRequest;
use kz_eds_testdata::authority::Authorities;
use kz_eds_testdata::keys::Key;
use kz_eds_testdata::signature::Scheme;
use kz_eds_testdata::timestamp::{Info, Response, Stamper, token};

const TESTDATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata");
const FORM: &str = "archive/contents/form.json";

/// A folder for the files of one test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        Self(common::fresh_folder(name))
    }

    fn path(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_owned()
    }

    fn has(&self, name: &str) -> bool {
        self.0.join(name).exists()
    }

    /// Signs into `out` with the password in the environment.
    fn sign(&self, file: &str, out: &str, more: &[&str]) -> Output {
        let out = self.path(out);
        run(&[&["sign", file, "--out", &out][..], &SHARED, more].concat(), Some("Test-1234"))
    }
}

const SHARED: [&str; 6] = ["--trust", "trust", "--evidence", "evidence", "--at", "2026-06-01T12:00:00Z"];
const HEAD: [&str; 2] = ["--key", "keys/head_legacy.p12"];

fn run(arguments: &[&str], password: Option<&str>) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kz-eds"));
    command.current_dir(TESTDATA).args(arguments).env_remove("KZ_EDS_PASSWORD");
    if let Some(password) = password {
        command.env("KZ_EDS_PASSWORD", password);
    }
    command.output().unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn code(output: &Output) -> Option<i32> {
    output.status.code()
}

fn verify(message: &str, more: &[&str]) -> Output {
    run(&[&["verify", message, "--policy", "licence"][..], &SHARED, more].concat(), None)
}

#[test]
fn a_file_is_signed_and_verifies() {
    let folder = Folder::new("cli-sign");
    let licensor = ["--role", "authorised-person", "--allow-bin", "260140000015"];
    let output = folder.sign(FORM, "licence.cms", &[&HEAD[..], &licensor].concat());
    assert_eq!(code(&output), Some(0), "{}", stderr(&output));
    assert!(output.stdout.is_empty() && output.stderr.is_empty());
    let content = folder.path("content");
    let output = verify(&folder.path("licence.cms"), &[&licensor[..], &["--out", &content]].concat());
    assert_eq!(code(&output), Some(0), "{}", stderr(&output));
    assert_eq!(fs::read(content).unwrap(), fs::read(Path::new(TESTDATA).join(FORM)).unwrap());
}

#[test]
fn detached_cosigned_and_with_its_chain() {
    let folder = Folder::new("cli-cosign");
    let chain = ["--detached", "--chain", "trust/nca_rsa.cer"];
    assert_eq!(code(&folder.sign(FORM, "first.cms", &[&HEAD[..], &chain].concat())), Some(0));
    let second = ["--key", "keys/head_ec.pem", "--cert", "certificates/head_ec.cer", "--cosign"];
    let first = folder.path("first.cms");
    let output = folder.sign(&first, "both.cms", &[&second[..], &["--content", FORM]].concat());
    assert_eq!(code(&output), Some(0), "{}", stderr(&output));
    let both = verify(&folder.path("both.cms"), &["--content", FORM]);
    assert_eq!(code(&both), Some(0));
    assert!(String::from_utf8(both.stdout).unwrap().contains("signer 2: total-passed"));
    let output = folder.sign(&first, "none.cms", &second);
    assert_eq!((code(&output), folder.has("none.cms")), (Some(3), false));
    assert!(stderr(&output).contains("the content of the message was not given"), "{}", stderr(&output));
}

#[test]
fn who_may_not_sign_is_refused() {
    let folder = Folder::new("cli-refused");
    let key = |certificate| [&["--key", "keys/head.pem", "--cert"][..], &[certificate]].concat();
    for (more, status, word) in [
        (key("certificates/revoked.cer"), 1, "certificate-revoked"),
        (key("certificates/log_in.cer"), 1, "key-usage-not-allowed"),
        (key("certificates/head_ec.cer"), 1, "the key does not belong to the certificate"),
        ([&HEAD[..], &["--bin", "260140000025"]].concat(), 1, "identity-mismatch"),
    ] {
        let output = folder.sign(FORM, "licence.cms", &more);
        assert_eq!(code(&output), Some(status), "{word}: {}", stderr(&output));
        assert!(stderr(&output).contains(word), "{}", stderr(&output));
        assert!(!folder.has("licence.cms"), "{word}");
    }
}

#[test]
fn what_is_not_known_needs_a_word() {
    let folder = Folder::new("cli-indeterminate");
    let out = folder.path("licence.cms");
    let arguments = ["sign", FORM, "--out", &out, "--trust", "trust", "--at", "2026-06-01T12:00:00Z"];
    let ask = |more: &[&str]| run(&[&arguments[..], &HEAD, more].concat(), Some("Test-1234"));
    let open = ask(&[]);
    assert_eq!((code(&open), folder.has("licence.cms")), (Some(2), false), "{}", stderr(&open));
    assert!(stderr(&open).contains("revocation-missing") && stderr(&open).contains("--allow-indeterminate"));
    assert_eq!(code(&ask(&["--allow-indeterminate"])), Some(0));
    assert!(folder.has("licence.cms"));
}

#[test]
fn key_files_that_do_not_open_say_why() {
    let folder = Folder::new("cli-keys");
    let out = folder.path("licence.cms");
    let ask = |key: &str, password: Option<&str>, more: &[&str]| {
        let arguments = [&["sign", FORM, "--out", &out, "--key", key][..], &SHARED, more].concat();
        let output = run(&arguments, password);
        assert_eq!((code(&output), folder.has("licence.cms")), (Some(3), false), "{key}");
        stderr(&output)
    };
    let legacy = "keys/head_legacy.p12";
    assert!(ask(legacy, Some("wrong word"), &[]).contains("the password does not open the key file"));
    assert!(!ask(legacy, Some("wrong word"), &[]).contains("wrong word"));
    assert!(ask(legacy, None, &[]).contains("--password-file"));
    assert!(ask("keys/gost.p12", Some("Test-1234"), &[]).contains("1.2.398.3.10.1.1.2.2"));
    assert!(ask("keys/without_key.p12", Some("Test-1234"), &[]).contains("no private key"));
    assert!(ask("keys/head.pem", None, &[]).contains("--cert"));
    assert!(ask("keys/other_certificate.p12", Some("Test-1234"), &[]).contains("--cert"));
    assert!(ask(FORM, None, &[]).contains("neither"));
    assert!(ask(legacy, None, &["--password-file", "no-such-file"]).contains("no-such-file"));
}

#[test]
fn the_password_may_stand_in_a_file() {
    let folder = Folder::new("cli-password");
    fs::write(folder.path("password"), "Test-1234\r\n").unwrap();
    let (out, password) = (folder.path("licence.cms"), folder.path("password"));
    let arguments = ["sign", FORM, "--out", &out, "--password-file", &password];
    // The file counts, whatever the environment has.
    let output = run(&[&arguments[..], &SHARED, &HEAD].concat(), Some("another"));
    assert_eq!(code(&output), Some(0), "{}", stderr(&output));
}

/// As `certificates/tsa.cer` answers.
fn answer(query: &str) -> Vec<u8> {
    let request = TimeStampRequest::parse(&fs::read(query).unwrap()).unwrap();
    let stamper = Stamper::new(&Authorities::new().nca_rsa, "tsa", Key::load("tsa"));
    let info = Info::over(b"").with_nonce(request.nonce().unwrap());
    let info = info.edit(|info| info.imprint = request.imprint().as_ref().to_vec());
    Response::granted(token(&stamper.holder(), &info).encode()).der()
}

#[test]
fn what_was_signed_is_stamped() {
    let folder = Folder::new("cli-stamp");
    let (signed, query, reply) =
        (folder.path("licence.cms"), folder.path("query.tsq"), folder.path("reply.tsr"));
    assert_eq!(code(&folder.sign(FORM, "licence.cms", &[&HEAD[..], &["--tsq", &query]].concat())), Some(0));
    fs::write(&reply, answer(&query)).unwrap();
    let stamp =
        ["--timestamp", &reply, "--query", &query, "--embed-evidence", "--chain", "trust/nca_rsa.cer"];
    let output = folder.sign(&signed, "stamped.cms", &stamp);
    assert_eq!(code(&output), Some(0), "{}", stderr(&output));
    let stamped = folder.path("stamped.cms");
    assert_eq!(code(&verify(&stamped, &[])), Some(0));
    let shown = String::from_utf8(run(&["inspect", &stamped], None).stdout).unwrap();
    for word in [
        "over: this signature",
        "time: 2026-06-01T11:46:00Z",
        "kind: revocation list",
        "(signatureTimeStampToken)",
    ] {
        assert!(shown.contains(word), "{word}: {shown}");
    }
    // Two requests are never the same.
    let again = folder.path("again.tsq");
    assert_eq!(code(&folder.sign(FORM, "again.cms", &[&HEAD[..], &["--tsq", &again]].concat())), Some(0));
    assert_ne!(fs::read(&query).unwrap(), fs::read(&again).unwrap());
    // The one who signs beside others is the one who is stamped.
    let second =
        ["--key", "keys/head_ec.pem", "--cert", "certificates/head_ec.cer", "--cosign", "--tsq", &query];
    assert_eq!(code(&folder.sign(&stamped, "both.cms", &second)), Some(0));
    fs::write(&reply, answer(&query)).unwrap();
    let both = folder.path("both.cms");
    let output = folder.sign(&both, "stamped-twice.cms", &["--timestamp", &reply, "--query", &query]);
    assert_eq!(code(&output), Some(0), "{}", stderr(&output));
}

#[test]
fn a_stamp_that_does_not_fit_is_not_attached() {
    let folder = Folder::new("cli-no-stamp");
    let (person, head) = ("archive/messages/person.cms", "archive/messages/head.cms");
    let query = ["--query", "timestamps/person.tsq"];
    for (message, stamp, more, status, word) in [
        (person, "timestamps/other_nonce.tsr", &query[..], 1, "made for another request"),
        (person, "timestamps/wrong_imprint.tsr", &query, 1, "over something else"),
        (person, "timestamps/wrong_imprint.tst", &[], 1, "not over this signature"),
        (head, "timestamps/person.tsr", &[], 1, "not over this signature"),
        (person, "timestamps/rejected.tsr", &[], 1, "timeNotAvailable"),
        (person, "timestamps/person.tsr", &["--signer", "2"], 3, "no such signer"),
        (person, "timestamps/tampered.tst", &["--content", FORM], 1, "does not verify"),
        (person, FORM, &[], 3, "neither DER"),
        ("archive/messages/expired.cms", "timestamps/person.tsr", &[], 1, "not over this signature"),
    ] {
        let output = folder.sign(message, "stamped.cms", &[&["--timestamp", stamp][..], more].concat());
        assert_eq!(code(&output), Some(status), "{stamp}: {}", stderr(&output));
        assert!(stderr(&output).contains(word), "{stamp}: {}", stderr(&output));
        assert!(!folder.has("stamped.cms"), "{stamp}");
    }
    for stamp in ["timestamps/person.tsr", "timestamps/person.tst"] {
        assert_eq!(code(&folder.sign(person, "stamped.cms", &["--timestamp", stamp])), Some(0), "{stamp}");
    }
}

#[test]
fn the_key_may_be_elsewhere() {
    let folder = Folder::new("cli-prepared");
    let (prepared, octets, signature) =
        (folder.path("prepared.json"), folder.path("octets"), folder.path("signature"));
    let prepare = |certificate: &str| {
        let arguments = ["sign", FORM, "--prepare", &prepared, "--octets", &octets, "--cert", certificate];
        run(&[&arguments[..], &SHARED].concat(), None)
    };
    let attach = |form: &str| {
        let arguments = ["--attach", &prepared, "--signature", &signature, "--signature-form", form];
        let out = folder.path("licence.cms");
        run(&[&["sign", "--out", &out][..], &arguments, &SHARED].concat(), None)
    };
    assert_eq!(code(&prepare("certificates/revoked.cer")), Some(1));
    assert!(!Path::new(&prepared).exists());
    for (certificate, key, scheme) in [
        ("certificates/head.cer", "leaf_rsa", Scheme::RsaSha256),
        ("certificates/head_ec.cer", "leaf_ec", Scheme::EcdsaSha256),
    ] {
        let output = prepare(certificate);
        assert_eq!(code(&output), Some(0), "{}", stderr(&output));
        let signed = scheme.sign(&Key::load(key), &fs::read(&octets).unwrap());
        fs::write(&signature, &signed).unwrap();
        let output = attach("encoded");
        assert_eq!(code(&output), Some(0), "{}", stderr(&output));
        assert_eq!(code(&verify(&folder.path("licence.cms"), &[])), Some(0));
        fs::remove_file(folder.path("licence.cms")).unwrap();
        // What is no signature over what was prepared makes no message.
        fs::write(&signature, scheme.sign(&Key::load(key), b"another")).unwrap();
        let output = attach("encoded");
        assert_eq!((code(&output), folder.has("licence.cms")), (Some(1), false), "{}", stderr(&output));
        // An RSA signature has no raw form.
        let raw = p256::ecdsa::Signature::from_der(&signed).ok().map(|raw| raw.to_bytes().to_vec());
        let expected = if raw.is_some() { 0 } else { 1 };
        fs::write(&signature, raw.unwrap_or(signed)).unwrap();
        assert_eq!(code(&attach("raw")), Some(expected));
    }
}

#[test]
fn modes_are_not_mixed() {
    for more in [
        &["--timestamp", "timestamps/person.tsr", "--key", "keys/head.pem"][..],
        &["--prepare", "x.json"],
        &["--attach", "x.json"],
        &["--query", "timestamps/person.tsq", "--key", "keys/head.pem"],
        &["--content", FORM, "--key", "keys/head.pem", "--cert", "certificates/head.cer"],
        &[],
    ] {
        let out = Folder::new("cli-modes").path("out.cms");
        let output = run(&[&["sign", FORM, "--out", &out][..], &SHARED, more].concat(), None);
        assert_eq!(code(&output), Some(3), "{more:?}: {}", stderr(&output));
    }
}
