//! What the command line does not pass over: evidence that does not read, options that would do nothing, files that would be
//! lost, records without a verdict.

#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

const TESTDATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata");
const PERSON: &str = "archive/messages/person.cms";
const SHARED: [&str; 6] = ["--trust", "trust", "--evidence", "evidence", "--at", "2026-06-01T12:00:00Z"];

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kz-eds"));
    command.current_dir(TESTDATA).args(arguments).env("KZ_EDS_PASSWORD", "Test-1234").stdin(Stdio::null());
    command
}

fn run(arguments: &[&str]) -> Output {
    command(arguments).output().unwrap()
}

/// With the usual trust, evidence and time.
fn usual(arguments: &[&str]) -> Output {
    run(&[arguments, &SHARED].concat())
}

fn code(output: &Output) -> Option<i32> {
    output.status.code()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// Refused with these words, and nothing printed.
fn assert_refused(output: &Output, words: &str) {
    assert_eq!((code(output), output.stdout.len()), (Some(3), 0), "{words}: {}", stderr(output));
    assert!(stderr(output).contains(words), "{words}: {}", stderr(output));
}

/// A new folder for one test.
fn folder(name: &str) -> PathBuf {
    common::fresh_folder(&format!("refusals/{name}"))
}

fn name(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn of_testdata(name: &str) -> PathBuf {
    Path::new(TESTDATA).join(name)
}

/// A manifest of these records, whose paths start from `testdata/`.
fn manifest(folder: &Path, records: &[Value]) -> PathBuf {
    let path = folder.join("records.jsonl");
    let lines: String = records.iter().map(|record| format!("{record}\n")).collect();
    fs::write(&path, lines).unwrap();
    path
}

fn answers(output: &Output) -> Vec<Value> {
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The only answer to a record that cannot be judged.
fn error_of(folder: &Path, record: &Value) -> String {
    let output = usual(&["reverify", name(&manifest(folder, std::slice::from_ref(record)))]);
    assert_eq!(code(&output), Some(2), "{}", stderr(&output));
    let answer = answers(&output).remove(0);
    assert_eq!(answer["indication"], Value::Null);
    answer["error"].as_str().unwrap().to_owned()
}

fn person() -> Value {
    json!({"id": "1", "message": of_testdata(PERSON)})
}

/// A folder with the evidence of the day and one file more.
fn evidence_and(folder: &Path, file: &str, bytes: &[u8]) {
    for list in fs::read_dir(of_testdata("evidence")).unwrap() {
        let list = list.unwrap().path();
        fs::copy(&list, folder.join(list.file_name().unwrap())).unwrap();
    }
    fs::write(folder.join(file), bytes).unwrap();
}

/// It may be the list that revokes (C3-9), or the certificate of who signed that (threat 30).
#[test]
fn evidence_that_does_not_read_is_not_passed_over() {
    let folder = folder("evidence");
    let delta = fs::read(of_testdata("lists/delta_revokes.crl")).unwrap();
    let check = || {
        let shared = ["--trust", "trust", "--evidence", name(&folder), "--at", "2026-06-01T12:00:00Z"];
        run(&[&["check", "certificates/person.cer"][..], &shared].concat())
    };
    let put = |file: &str, bytes: &[u8]| fs::write(folder.join(file), bytes).unwrap();
    let remove = |file: &str| fs::remove_file(folder.join(file)).unwrap();
    evidence_and(&folder, "delta.crl", &delta);
    assert_eq!(code(&check()), Some(1), "it revokes");
    for bytes in [&delta[..delta.len() - 1], b"", &fs::read(of_testdata(PERSON)).unwrap()] {
        put("delta.crl", bytes);
        assert_refused(&check(), "delta.crl");
    }
    remove("delta.crl");
    // Perhaps not there yet: told, and used once it reads.
    put(".delta.crl", &delta[..100]);
    let begun = check();
    assert_eq!(code(&begun), Some(0));
    assert!(
        stderr(&begun).contains("passed over") && stderr(&begun).contains(".delta.crl"),
        "{}",
        stderr(&begun)
    );
    put(".delta.crl", &delta);
    assert_eq!(code(&check()), Some(1));
    remove(".delta.crl");
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("gone", folder.join("delta.crl")).unwrap();
        assert_refused(&check(), "delta.crl");
    }
    // A record's own evidence likewise.
    let mut record = person();
    record["evidence"] = json!([folder]);
    put("other.crl", b"");
    let answer = error_of(&self::folder("evidence-of-a-record"), &record);
    assert!(answer.contains(".crl: "), "{answer}");
}

/// Without the certificate of a key that signs lists, what it revokes would be good by an older list.
#[test]
fn trust_that_does_not_read_is_not_passed_over() {
    let folder = folder("trust");
    for certificate in ["trust/root_rsa.cer", "trust/nca_rsa.cer"] {
        fs::copy(of_testdata(certificate), folder.join(Path::new(certificate).file_name().unwrap())).unwrap();
    }
    let shared = ["--trust", name(&folder), "--evidence", "evidence", "--at", "2026-06-01T12:00:00Z"];
    let check = || run(&[&["check", "certificates/person.cer"][..], &shared].concat());
    assert_eq!(code(&check()), Some(0));
    let signer = fs::read(of_testdata("trust-list-signer/nca_rsa_list_signer.cer")).unwrap();
    fs::write(folder.join("signer.cer"), &signer[..signer.len() - 1]).unwrap();
    assert_refused(&check(), "signer.cer");
    fs::copy(of_testdata(PERSON), folder.join("signer.cer")).unwrap();
    assert_refused(&check(), "signer.cer: neither a certificate nor evidence");
    fs::copy(of_testdata("evidence/nca_rsa.crl"), folder.join("signer.cer")).unwrap();
    assert_eq!(code(&check()), Some(0), "one folder may hold both");
}

/// What is huge or never ends is refused before it is all in memory.
#[cfg(unix)]
#[test]
fn evidence_has_a_size_and_an_end() {
    let folder = folder("size");
    evidence_and(&folder, "holes.crl", b"");
    fs::File::create(folder.join("holes.crl")).unwrap().set_len((1 << 28) + 1).unwrap();
    let check = ["check", "certificates/person.cer", "--evidence", name(&folder)];
    assert_refused(&usual(&check), "holes.crl: larger than 268435456 octets");
    fs::remove_file(folder.join("holes.crl")).unwrap();
    assert!(Command::new("mkfifo").arg(folder.join("pipe.crl")).status().unwrap().success());
    assert_refused(&usual(&check), "pipe.crl: not a regular file");
}

#[test]
fn evidence_and_trust_of_another_kind_are_refused() {
    let check = ["check", "certificates/person.cer"];
    for (option, path, words) in [
        ("--evidence", "certificates/person.cer", "no revocation list or OCSP response"),
        ("--evidence", "trust", "no revocation list or OCSP response"),
        ("--evidence", PERSON, "neither evidence nor a certificate"),
        ("--trust", PERSON, "neither a certificate nor evidence"),
        ("--trust", "evidence/nca_rsa.crl", "no certificate"),
        ("--anchor", "evidence/nca_rsa.crl", "not a certificate"),
    ] {
        assert_refused(&usual(&[&check[..], &[option, path]].concat()), words);
    }
}

/// What never ends would stop all the others.
#[cfg(target_os = "linux")]
#[test]
fn a_record_cannot_name_what_never_ends() {
    let folder = folder("endless");
    for key in ["trust", "evidence"] {
        let mut record = person();
        record[key] = json!(["/dev/zero"]);
        assert!(error_of(&folder, &record).contains("/dev/zero: not a regular file"));
    }
}

/// One bound for all files of a record.
#[test]
fn a_record_cannot_fill_the_memory() {
    let folder = folder("huge");
    let holes = folder.join("holes");
    fs::File::create(&holes).unwrap().set_len(150 << 20).unwrap();
    let mut record = person();
    record["documents"] = json!([{"name": "a", "message": holes}, {"name": "b", "message": holes}]);
    assert!(error_of(&folder, &record).contains("the record has more than 268435456 octets"));
}

/// A list beside a number would leave the number unread: both would pass.
#[test]
fn a_claim_has_a_number_or_a_list() {
    let folder = folder("claims");
    let mut record = json!({"id": "1", "message": of_testdata("archive/messages/head.cms")});
    for claim in [
        json!({"role": "applicant", "iin": "010101100058", "allowed_bins": ["260140000015"]}),
        json!({"role": "operator", "bin": "260140000025", "allowed_iins": ["010101100028"]}),
    ] {
        record["claims"] = json!([claim]);
        assert!(error_of(&folder, &record).contains("a number or a list"));
    }
    let by_list = ["check", "certificates/head.cer", "--role", "operator", "--allow-bin", "260140000015"];
    assert_refused(&usual(&[&by_list[..], &["--rule", "iin"]].concat()), "--rule");
    assert_refused(&usual(&[&by_list[..], &["--bin", "260140000015"]].concat()), "a list of those allowed");
}

/// NFR-1: an error says where and what was expected, and nobody's number.
#[test]
fn errors_show_no_values() {
    let folder = folder("values");
    const NUMBER: &str = "010101100018";
    let claim = |key: &str| {
        let mut claim = json!({"role": "applicant", "iin": NUMBER});
        claim[key] = NUMBER.into();
        json!([claim])
    };
    for (key, value, expected) in [
        ("claims", json!(NUMBER), "expected a sequence at line 1"),
        ("claims", json!([NUMBER]), "expected an object at line 1"),
        ("documents", json!([NUMBER]), "expected an object at line 1"),
        ("claims", claim("role"), "role: one of applicant, operator, employee, authorised-person"),
        ("claims", claim("rule"), "rule: one of iin, bin, iin-or-bin"),
        ("policy", json!(NUMBER), "policy: one of applicant, "),
        ("ca_evidence", json!(NUMBER), "ca_evidence: one of required, if-given"),
        ("at", json!(NUMBER), "at: "),
    ] {
        let mut record = person();
        record[key] = value;
        let error = error_of(&folder, &record);
        assert!(error.contains(expected) && !error.contains("0101011"), "{error}");
    }
}

#[test]
fn a_run_that_judged_nothing_says_so() {
    let folder = folder("nothing");
    let mut gone = person();
    (gone["message"], gone["indication"]) = ("gone".into(), "total-passed".into());
    let mut good = person();
    good["indication"] = "total-passed".into();
    let output = usual(&["reverify", name(&manifest(&folder, &[good, gone]))]);
    assert_eq!(code(&output), Some(2));
    assert!(stderr(&output).contains("1 of 2 as the manifest expects"), "{}", stderr(&output));
    assert_eq!(answers(&output)[1]["as_expected"], false);

    let misspelt = json!({"id": "1", "mesage": PERSON, "reasons": []});
    let output = usual(&["reverify", name(&manifest(&folder, &[misspelt]))]);
    assert_eq!(
        (&answers(&output)[0]["id"], &answers(&output)[0]["as_expected"]),
        (&json!("1"), &json!(false))
    );

    let mut by_reasons = person();
    by_reasons["reasons"] = json!(["certificate-revoked"]);
    let output = usual(&["reverify", name(&manifest(&folder, &[by_reasons]))]);
    assert!(stderr(&output).contains("0 of 1 as the manifest expects"), "{}", stderr(&output));

    let records = manifest(&folder, &[person()]);
    assert_eq!(code(&run(&["reverify", name(&records)])), Some(2), "nobody is trusted");
    assert_refused(&run(&["reverify", name(&records), "--evidence", "gone"]), "gone");
    let empty = manifest(&folder, &[]);
    assert_eq!(code(&usual(&["reverify", name(&empty)])), Some(0));
    assert_eq!(code(&usual(&["reverify", name(&empty), "--strict"])), Some(1));
}

/// C3-10, for records that do not say it themselves.
#[test]
fn the_time_of_receipt_holds_for_every_record() {
    let records = manifest(&folder("received"), &[person()]);
    let later = ["--at", "2027-06-01T12:00:00Z", "--policy", "archive", "--trust", "trust"];
    let reasons = |more: &[&str]| {
        let output = run(&[&["reverify", name(&records)][..], &later, more].concat());
        answers(&output)[0]["reasons"].clone()
    };
    assert!(reasons(&[]).to_string().contains("certificate-expired"));
    assert!(!reasons(&["--received-at", "2026-06-01T12:00:00Z"]).to_string().contains("certificate-expired"));
    let key =
        ["--key", "keys/head_legacy.p12", "--out", "/dev/null", "--received-at", "2026-06-01T12:00:00Z"];
    assert_refused(&usual(&[&["sign", "README.md"][..], &key].concat()), "--received-at");
}

/// Claims are in the manifest: without it the messages would be judged by nobody's.
#[cfg(unix)]
#[test]
fn links_that_lead_nowhere_are_told() {
    let folder = folder("links");
    fs::copy(of_testdata(PERSON), folder.join("a.cms")).unwrap();
    std::os::unix::fs::symlink("gone", folder.join("b.cms")).unwrap();
    let output = usual(&["reverify", name(&folder)]);
    assert_eq!(code(&output), Some(2));
    assert_eq!(answers(&output).iter().map(|answer| &answer["id"]).collect::<Vec<_>>(), ["a.cms", "b.cms"]);
    std::os::unix::fs::symlink("gone", folder.join("manifest.jsonl")).unwrap();
    assert_refused(&usual(&["reverify", name(&folder)]), "manifest.jsonl");
}

#[test]
fn answers_have_a_place_of_their_own() {
    let folder = folder("places");
    let records = manifest(&folder, &[person()]);
    let before = fs::read(&records).unwrap();
    for more in [&[][..], &["--resume"]] {
        let over = [&["reverify", name(&records), "--out", name(&records)], more].concat();
        assert_refused(&usual(&over), "named twice");
        assert_eq!(fs::read(&records).unwrap(), before);
    }
    let out = folder.join("out.jsonl");
    assert_refused(&usual(&["reverify", name(&folder), "--out", name(&out)]), "in a folder that is read");
    assert_refused(&usual(&["reverify", "gone.jsonl", "--out", name(&out)]), "gone.jsonl");
    assert_refused(&usual(&["reverify", name(&records), "--diff", "gone", "--out", name(&out)]), "gone");
    assert!(!out.exists());
    let empty = folder.join("empty.jsonl");
    fs::write(&empty, "").unwrap();
    let both = ["reverify", name(&records), "--diff", name(&empty), "--out", name(&empty)];
    assert_refused(&usual(&both), "named twice");
    for option in ["--trust", "--evidence"] {
        let read = self::folder("places-read");
        fs::copy(of_testdata("trust/root_rsa.cer"), read.join("root.cer")).unwrap();
        fs::copy(of_testdata("evidence/nca_rsa.crl"), read.join("nca.crl")).unwrap();
        let out = read.join("out.jsonl");
        let over = ["reverify", name(&records), option, name(&read), "--out", name(&out)];
        assert_refused(&usual(&over), "in a folder that is read");
    }
    // Not by another name either.
    let link = folder.join("link.jsonl");
    fs::hard_link(&records, &link).unwrap();
    assert_refused(&usual(&["reverify", name(&records), "--resume", "--out", name(&link)]), "named twice");
    fs::remove_file(&link).unwrap();
    // What has no answer in it is nobody's checkpoint.
    let key = folder.join("key");
    for bytes in [&b"a key"[..], b"{\"id\"=", b"{\"message\":1"] {
        fs::write(&key, bytes).unwrap();
        let over = ["reverify", name(&records), "--resume", "--out", name(&key)];
        assert_refused(&usual(&over), "line 1: no answer of this command");
        assert_eq!(fs::read(&key).unwrap(), bytes);
    }
    for begun in [&b""[..], b"{\"i", b"{\"id\":\"1"] {
        fs::write(&key, begun).unwrap();
        assert_eq!(code(&usual(&["reverify", name(&records), "--resume", "--out", name(&key)])), Some(0));
    }
    let new = folder.join("manifest.jsonl");
    assert_refused(&usual(&["reverify", name(&folder), "--out", name(&new)]), "in a folder that is read");
}

#[test]
fn outputs_take_nobodys_place() {
    let folder = folder("outputs");
    let [document, key, out] = ["document", "key.p12", "out.cms"].map(|file| folder.join(file));
    let message = folder.join("message.cms");
    fs::write(&document, "a document").unwrap();
    fs::copy(of_testdata("keys/head_legacy.p12"), &key).unwrap();
    fs::copy(of_testdata(PERSON), &message).unwrap();
    let kept = [&document, &key, &message].map(|path| fs::read(path).unwrap());
    let [document, key, out, message] = [&document, &key, &out, &message].map(|path| name(path));
    let roundabout = format!("{}/../outputs/out.cms", name(&folder));
    let prepare = ["--prepare", out, "--octets", out, "--cert", "certificates/head.cer"];
    for arguments in [
        &["sign", document, "--key", key, "--out", out, "--tsq", &roundabout][..],
        &["sign", document, "--key", key, "--out", document, "--detached"],
        &["sign", message, "--key", key, "--cosign", "--out", out, "--tsq", message],
        &[&["sign", document][..], &prepare].concat(),
        &["verify", message, "--out", message],
    ] {
        assert_refused(&usual(arguments), "named twice");
    }
    // Whatever else is read.
    let [sign, verify] = [["sign", document], ["verify", message]].map(|command| command.to_vec());
    let of_both = ["--content", "--trust", "--anchor", "--evidence"];
    let of_sign = [
        "--key",
        "--cert",
        "--password-file",
        "--chain",
        "--timestamp",
        "--query",
        "--attach",
        "--signature",
    ];
    let attached = format!("plan={message},{key}");
    for (command, option) in of_both
        .map(|option| (&verify, option))
        .into_iter()
        .chain(of_both.into_iter().chain(of_sign).map(|option| (&sign, option)))
    {
        let needed: &[&str] = match option {
            "--query" => &["--timestamp", message],
            "--attach" => &["--signature", message],
            "--signature" => &["--attach", message],
            "--timestamp" => &[],
            _ if *command == verify => &[],
            "--key" => &[],
            _ => &["--key", "keys/head_legacy.p12"],
        };
        let command =
            if option == "--attach" || option == "--signature" { &command[..1] } else { &command[..] };
        let read = [command, needed, &[option, key, "--out", key]].concat();
        assert_refused(&usual(&read), "named twice");
    }
    for read in [&["--checked-as", key][..], &["--document", &attached]] {
        assert_refused(&usual(&[&verify[..], read, &["--out", key]].concat()), "named twice");
    }
    assert!(!Path::new(out).exists());
    assert_eq!([document, key, message].map(|path| fs::read(path).unwrap()), kept);
    // A request for a stamp that cannot be written leaves the message as it was: who tries again signs once.
    let lost = ["sign", message, "--key", key, "--cosign", "--out", message, "--tsq", "/no/where"];
    assert_refused(&usual(&lost), "/no/");
    assert_eq!(fs::read(message).unwrap(), kept[2]);
    // One signature more, in the message's own place.
    let cosign = usual(&["sign", message, "--key", key, "--cosign", "--out", message]);
    assert_eq!(code(&cosign), Some(0), "{}", stderr(&cosign));
    assert_eq!(kz_eds::SignedMessage::parse(&fs::read(message).unwrap()).unwrap().signers().count(), 2);
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 3, "nothing is left beside it");
}

/// The disk is full in the midst of it: what was there stays.
#[cfg(target_os = "linux")]
#[test]
fn files_are_written_whole_or_not_at_all() {
    let folder = folder("torn");
    let out = folder.join("licence.cms");
    fs::write(&out, "the old one").unwrap();
    let binary = env!("CARGO_BIN_EXE_kz-eds");
    let script = "ulimit -f 1; trap '' XFSZ; exec \"$0\" \"$@\"";
    let arguments = ["sign", "README.md", "--key", "keys/head_legacy.p12", "--out", name(&out)];
    let mut shell = Command::new("sh");
    shell.current_dir(TESTDATA).env("KZ_EDS_PASSWORD", "Test-1234").args(["-c", script, binary]);
    let output = shell.args(arguments).args(SHARED).output().unwrap();
    assert_refused(&output, "licence.cms");
    assert_eq!(fs::read(&out).unwrap(), b"the old one");
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);

    // What is written over keeps its mode, and links go on to lead there, also where nothing is yet.
    use std::os::unix::fs::PermissionsExt;
    let link = folder.join("link.cms");
    std::os::unix::fs::symlink("licence.cms", &link).unwrap();
    fs::set_permissions(&out, fs::Permissions::from_mode(0o640)).unwrap();
    let over = usual(&["sign", "README.md", "--key", "keys/head_legacy.p12", "--out", name(&link)]);
    assert_eq!(code(&over), Some(0), "{}", stderr(&over));
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(fs::metadata(&out).unwrap().permissions().mode() & 0o777, 0o640);
    assert!(kz_eds::SignedMessage::parse(&fs::read(&out).unwrap()).is_ok());
    let ahead = folder.join("ahead.cms");
    std::os::unix::fs::symlink("new.cms", &ahead).unwrap();
    let over = usual(&["sign", "README.md", "--key", "keys/head_legacy.p12", "--out", name(&ahead)]);
    assert_eq!(code(&over), Some(0), "{}", stderr(&over));
    assert!(fs::symlink_metadata(&ahead).unwrap().is_symlink());
    assert!(kz_eds::SignedMessage::parse(&fs::read(folder.join("new.cms")).unwrap()).is_ok());
    // Standard output may be a file as well, with something in it.
    let mut redirected = fs::File::create(folder.join("redirected")).unwrap();
    std::io::Write::write_all(&mut redirected, b"before").unwrap();
    let mut sign = command(&["sign", "README.md", "--key", "keys/head_legacy.p12", "--out", "/dev/stdout"]);
    assert!(sign.args(SHARED).stdout(redirected).status().unwrap().success());
    let written = fs::read(folder.join("redirected")).unwrap();
    let message = written.strip_prefix(b"before").expect("what was there stays");
    assert!(kz_eds::SignedMessage::parse(message).is_ok());
}

/// A stamp is attached to what others signed: there is nobody to be claimed, and no key.
#[test]
fn options_that_would_do_nothing_are_refused() {
    let stamp = ["sign", PERSON, "--timestamp", "timestamps/none.tsr", "--out", "/dev/null"];
    for more in [
        &["--iin", "010101100018"][..],
        &["--role", "employee"],
        &["--rule", "iin"],
        &["--allow-bin", "260140000015"],
        &["--cert", "certificates/head.cer"],
        &["--password-file", "README.md"],
    ] {
        assert_refused(&usual(&[&stamp[..], more].concat()), "cannot be used with");
    }
    let attach = ["sign", "--attach", "x.json", "--signature", "x", "--out", "/dev/null"];
    for more in [["--chain", "trust/nca_rsa.cer"], ["--password-file", "README.md"]] {
        assert_refused(&usual(&[&attach[..], &more].concat()), "cannot be used with");
    }
    let prepare = ["sign", "README.md", "--prepare", "x.json", "--cert", "certificates/head.cer"];
    assert_refused(&usual(&[&prepare[..], &["--password-file", "x"]].concat()), "cannot be used with");
}

/// Whoever closed standard error gets the exit status all the same.
#[cfg(target_os = "linux")]
#[test]
fn exit_statuses_need_no_standard_error() {
    let full = || fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let status = |arguments: &[&str]| {
        command(&[arguments, &SHARED].concat()).stderr(full()).output().unwrap().status.code()
    };
    assert_eq!(status(&["check", "gone"]), Some(3));
    assert_eq!(status(&["reverify", "archive"]), Some(0));
    let odd = folder("stderr").join("trust");
    fs::create_dir_all(&odd).unwrap();
    for certificate in ["trust/root_rsa.cer", "trust/nca_rsa.cer"] {
        fs::copy(of_testdata(certificate), odd.join(Path::new(certificate).file_name().unwrap())).unwrap();
    }
    fs::write(odd.join(".begun"), "passed over with a word").unwrap();
    assert_eq!(status(&["check", "certificates/person.cer", "--trust", name(&odd)]), Some(0));
}

/// Threat 31.
#[test]
fn names_turn_no_text_around() {
    let document = format!("a\u{202E}b\u{1B}[2Jc={PERSON}");
    let output = usual(&["verify", PERSON, "--document", &document]);
    let shown = String::from_utf8(output.stdout).unwrap();
    assert!(shown.contains("document a\u{FFFD}b\u{FFFD}[2Jc:"), "{shown}");
    assert_refused(&usual(&["check", "a\u{202E}\u{1B}b"]), "a\u{FFFD}\u{FFFD}b: ");
}

/// What an earlier run had beyond these records is looked at last, and fails as everything else does.
#[test]
fn an_earlier_run_is_read_to_its_end() {
    let folder = folder("earlier");
    let earlier = folder.join("earlier.jsonl");
    let records = manifest(&folder, &[json!({"id": "1"})]);
    let diff = || usual(&["reverify", name(&records), "--diff", name(&earlier)]);
    fs::write(&earlier, "{\"id\":\"1\",\"error\":\"x\"}\n{\"id\":\"2\",\"error\":\"x\"}\n").unwrap();
    let output = diff();
    assert_eq!(code(&output), Some(2));
    assert!(stderr(&output).contains("0 changed, 1 same, 0 new, 1 missing"), "{}", stderr(&output));
    fs::write(&earlier, "{\"id\":\"1\",\"error\":\"x\"}\n{\"id\":\"2\"}\n").unwrap();
    assert_refused(&diff(), "line 2: neither a verdict nor an error");
}

/// As many as are looked through in one place, and no more.
#[test]
fn records_that_are_gone_are_missing() {
    let folder = folder("gone");
    let earlier = folder.join("earlier.jsonl");
    let records = manifest(&folder, &[json!({"id": "last"})]);
    for (gone, status, words) in
        [(1024, 2, "0 changed, 1 same, 0 new, 1024 missing"), (1025, 3, "not in the order")]
    {
        let ids = (0..gone).map(|id| id.to_string()).chain(["last".to_owned()]);
        let lines: String = ids.map(|id| format!("{{\"id\":\"{id}\",\"error\":\"x\"}}\n")).collect();
        fs::write(&earlier, lines).unwrap();
        let output = usual(&["reverify", name(&records), "--diff", name(&earlier)]);
        assert_eq!(code(&output), Some(status), "{gone}");
        assert!(stderr(&output).contains(words), "{gone}: {}", stderr(&output));
    }
}
