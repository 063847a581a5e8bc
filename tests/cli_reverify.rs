//! `kz-eds reverify`, run as a shell or a cluster's engine would.

#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

const TESTDATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata");

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kz-eds"));
    command.current_dir(TESTDATA).args(["reverify", "--trust", "trust", "--evidence", "evidence"]);
    command.args(["--at", "2026-06-01T12:00:00Z"]).args(arguments);
    command
}

fn run(arguments: &[&str]) -> Output {
    command(arguments).output().unwrap()
}

fn spawn(arguments: &[&str]) -> Child {
    let mut command = command(arguments);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

/// With these records on standard input.
fn fed(arguments: &[&str], records: &[u8]) -> Output {
    let mut child = spawn(arguments);
    let mut stdin = child.stdin.take().unwrap();
    std::thread::scope(|scope| {
        // Whoever stops early closes the pipe.
        scope.spawn(move || stdin.write_all(records).unwrap_or(()));
        child.wait_with_output().unwrap()
    })
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn answers(output: &Output) -> Vec<Value> {
    text(&output.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// A new folder for one test.
fn folder(name: &str) -> PathBuf {
    common::fresh_folder(&format!("reverify/{name}"))
}

fn name(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn base64(file: &Value) -> Value {
    STANDARD.encode(fs::read(common::archive::path(file.as_str().unwrap())).unwrap()).into()
}

/// The lines of the manifest with every message and content inside, and nothing that the command line says.
fn inline() -> Vec<Value> {
    let manifest = fs::read_to_string(common::archive::path("manifest.jsonl")).unwrap();
    let mut records: Vec<Value> = manifest.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for record in &mut records {
        move_inside(record, &["message", "content", "checked_as"]);
        for document in record.get_mut("documents").and_then(Value::as_array_mut).into_iter().flatten() {
            move_inside(document, &["message", "content"]);
        }
        for (_, paths) in record
            .as_object_mut()
            .unwrap()
            .iter_mut()
            .filter(|(key, _)| ["trust", "evidence"].contains(&key.as_str()))
        {
            for path in paths.as_array_mut().unwrap() {
                *path = common::archive::path(path.as_str().unwrap()).to_str().unwrap().into();
            }
        }
    }
    records
}

fn move_inside(object: &mut Value, keys: &[&str]) {
    let object = object.as_object_mut().unwrap();
    for key in keys {
        if let Some(file) = object.remove(*key) {
            object.insert(format!("{key}_base64"), base64(&file));
        }
    }
}

fn lines(records: &[Value]) -> Vec<u8> {
    records.iter().map(|record| format!("{record}\n")).collect::<String>().into_bytes()
}

fn person(id: &str) -> Value {
    json!({
        "id": id,
        "message": common::archive::path("messages/person.cms"),
        "claims": [{"role": "applicant", "iin": "010101100018"}],
    })
}

/// Many records that travel without files, each with a name of its own.
fn many(times: usize) -> Vec<u8> {
    let records = inline();
    let named = |round: usize| {
        records.iter().map(move |record| {
            let mut record = record.clone();
            record["id"] = format!("{round}-{}", record["id"].as_str().unwrap()).into();
            record
        })
    };
    lines(&(0..times).flat_map(named).collect::<Vec<_>>())
}

#[test]
fn any_number_of_threads_gives_the_same_octets() {
    for more in [&[][..], &["--json"]] {
        let by = |jobs: &str| run(&[&["archive", "--jobs", jobs], more].concat());
        let alone = by("1");
        assert_eq!(alone.status.code(), Some(0), "{}", text(&alone.stderr));
        for jobs in ["2", "8"] {
            let output = by(jobs);
            assert_eq!(output.stdout, alone.stdout);
            assert_eq!(output.stderr, alone.stderr);
        }
    }
    assert_eq!(run(&["archive", "--jobs", "0"]).status.code(), Some(3));
}

#[test]
fn records_may_carry_everything_inside() {
    let by_path = run(&["archive"]);
    let inside = fed(&["-"], &lines(&inline()));
    for (inside, by_path) in answers(&inside).iter().zip(answers(&by_path)) {
        assert_eq!(*inside, by_path);
    }
    assert_eq!(inside.stdout, by_path.stdout);
    assert!(text(&inside.stderr).ends_with(" as the manifest expects\n"));

    let mut both = person("both");
    both["message_base64"] = base64(&"messages/person.cms".into());
    let odd = json!({"id": "odd", "message_base64": "AAA"});
    for (record, words) in [(both, "message and message_base64"), (odd, "base64: ")] {
        let found = answers(&fed(&["-"], &lines(std::slice::from_ref(&record)))).remove(0);
        assert_eq!(found["id"], record["id"]);
        assert!(found["error"].as_str().unwrap().contains(words), "{found}");
    }
}

/// C3-10: the portal's own record proves that the signature existed.
#[test]
fn what_was_received_earlier_is_judged_as_of_then() {
    let mut record = json!({"id": "1", "message": "archive/messages/expired.cms", "policy": "archive"});
    assert_eq!(
        answers(&fed(&["-"], &lines(&[record.clone()])))[0]["reasons"],
        json!(["certificate-expired"])
    );
    record["received_at"] = "2026-06-01T05:00:00Z".into();
    assert_eq!(answers(&fed(&["-"], &lines(&[record.clone()])))[0]["indication"], "total-passed");
    record["received_at"] = "yesterday".into();
    let found = answers(&fed(&["-"], &lines(&[record]))).remove(0);
    assert!(found["error"].as_str().unwrap().starts_with("received_at: "), "{found}");
}

/// One answer each, without a verdict, and the others as ever.
#[test]
fn bad_records_stop_nothing() {
    let huge = [&b"{\"id\":\"huge\",\"note\":\""[..], &vec![b'x'; 70 << 20], b"\"}\n"].concat();
    let records = [
        &lines(&[person("first")])[..],
        &huge,
        b"{\"id\":\"utf-8\",\"message\":\"\xFF\"}\n",
        b"\xFF\xFE\n",
        b" \t\r\n",
        b"{\"id\":\"endless\",\"message\":\"/dev/zero\"}\n",
        b"{\"id\":\"folder\",\"message\":\"archive\"}\n",
        b"{\"id\":\"key\",\"mesage\":\"x\"}\n",
        &b"[".repeat(100_000),
        b"\n{\"id\":\"torn\",\"mess\n",
        &lines(&[person("last")]),
    ]
    .concat();
    for jobs in ["1", "4"] {
        let output = fed(&["-", "--jobs", jobs], records.trim_ascii_end());
        assert_eq!(output.status.code(), Some(2), "{}", text(&output.stderr));
        let answers = answers(&output);
        let expected = [
            (json!("first"), ""),
            (json!(null), "line 2: longer than 67108864 octets"),
            (json!("utf-8"), "line 3: "),
            (json!(null), "line 4: "),
            (json!("endless"), "/dev/zero: not a regular file"),
            (json!("folder"), "archive: not a regular file"),
            (json!("key"), "line 8: unknown field `mesage`"),
            (json!(null), "line 9: not a JSON object"),
            (json!(null), "line 10: "),
            (json!("last"), ""),
        ];
        assert_eq!(answers.len(), expected.len());
        for (answer, (id, error)) in answers.iter().zip(expected) {
            // The name is told if it can be read, whatever the rest is.
            assert_eq!(answer["id"], id, "{answer}");
            let found = answer["error"].as_str().unwrap_or_default();
            assert!(found.contains(error) && found.is_empty() == error.is_empty(), "{answer}");
            assert_eq!(answer["indication"] == "total-passed", error.is_empty());
        }
        assert!(
            text(&output.stderr).ends_with("10 records: 2 passed, 0 failed, 0 indeterminate, 8 not judged\n")
        );
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_line_without_end_takes_no_more_memory_than_the_longest() {
    let mut child = spawn(&["-", "--jobs", "2"]);
    let mut stdin = child.stdin.take().unwrap();
    let block = vec![b'x'; 1 << 20];
    (0..400).for_each(|_| stdin.write_all(&block).unwrap());
    stdin.write_all(b"\n").unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    assert!(line.contains("longer than"), "{line}");
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    let peak: u64 = peak.trim_end_matches("kB").trim().parse().unwrap();
    assert!(peak < 200 << 10, "{peak} KiB");
    drop(stdin);
    assert_eq!(child.wait().unwrap().code(), Some(2));
}

/// A filter: whoever sends one record gets its answer before sending the next.
#[test]
fn answers_do_not_wait_for_more_records() {
    // The last is opened as a file, and is none.
    for (source, jobs) in [("-", "1"), ("-", "3"), ("/dev/stdin", "3")] {
        let mut child = spawn(&[source, "--jobs", jobs]);
        let mut stdin = child.stdin.take().unwrap();
        let answers = BufReader::new(child.stdout.take().unwrap()).lines();
        let (sender, receiver) = std::sync::mpsc::channel();
        std::thread::spawn(move || answers.map_while(Result::ok).try_for_each(|line| sender.send(line)));
        for number in 0..20 {
            stdin.write_all(&lines(&[person(&number.to_string())])).unwrap();
            let line = receiver.recv_timeout(Duration::from_secs(30)).expect("no answer");
            assert_eq!(serde_json::from_str::<Value>(&line).unwrap()["id"], number.to_string());
        }
        drop(stdin);
        assert!(child.wait().unwrap().success());
    }
}

#[test]
fn a_reader_that_goes_away_ends_it() {
    for jobs in ["1", "4"] {
        let mut child = spawn(&["-", "--jobs", jobs]);
        let mut stdin = child.stdin.take().unwrap();
        drop(child.stdout.take());
        let record = lines(&[person("again")]);
        // Sent for ever: the end comes from the other side.
        while stdin.write_all(&record).is_ok() {}
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(3));
        assert!(text(&output.stderr).contains("not every record was answered"), "{}", text(&output.stderr));
    }
}

#[test]
fn the_summary_counts_reasons_and_no_progress_is_shown_in_a_pipe() {
    let mut records = vec![person("good"), person("other"), person("another"), person("missing")];
    records[1]["claims"][0]["iin"] = "010101100028".into();
    records[2]["claims"][0]["iin"] = "010101100028".into();
    records[3]["evidence"] = json!(["evidence/root_rsa.crl"]);
    let output = fed(&["-"], &lines(&records));
    let expected = "        2  identity-mismatch\n        1  revocation-missing\n\
                    4 records: 1 passed, 2 failed, 1 indeterminate, 0 not judged\n";
    assert_eq!(text(&output.stderr), expected);
    assert_eq!(fed(&["-", "--strict"], &lines(&records)).status.code(), Some(1));
    assert_eq!(fed(&["-", "--strict"], &lines(&records[..1])).status.code(), Some(0));
    assert_eq!(fed(&["-", "--strict"], b"nothing\n").status.code(), Some(1));
}

/// Cut anywhere, gone on with, and nothing is lost or there twice.
#[test]
fn resume_completes_any_beginning() {
    let folder = folder("beginnings");
    let (manifest, out) = (folder.join("records.jsonl"), folder.join("out.jsonl"));
    let records = lines(&inline()[..12]);
    fs::write(&manifest, [&records[..], b"no record\n\n", &records].concat()).unwrap();
    let arguments = [name(&manifest), "--out", name(&out), "--json"];
    let plain = run(&arguments);
    assert_eq!((plain.status.code(), plain.stdout.len()), (Some(2), 0), "{}", text(&plain.stderr));
    let whole = fs::read(&out).unwrap();
    assert_eq!(text(&whole).lines().count(), 25);
    let step = whole.len() / 40;
    let ends = whole.iter().enumerate().filter(|(_, octet)| **octet == b'\n').map(|(place, _)| place);
    let cuts = (0..whole.len()).step_by(step).chain(ends.clone().step_by(5)).chain(ends.map(|end| end + 1));
    for cut in cuts {
        fs::write(&out, &whole[..cut]).unwrap();
        let resumed = run(&[&arguments[..], &["--resume", "--jobs", "2"]].concat());
        assert_eq!(resumed.status.code(), Some(2), "{}", text(&resumed.stderr));
        assert_eq!(text(&fs::read(&out).unwrap()), text(&whole), "cut at {cut}");
        assert_eq!(resumed.stderr, plain.stderr, "the summary is that of all records");
    }
}

#[test]
fn answers_are_never_overwritten_nor_mixed_with_those_of_another_archive() {
    let folder = folder("mixed");
    let (manifest, out) = (folder.join("records.jsonl"), folder.join("out.jsonl"));
    fs::write(&manifest, lines(&[person("1"), person("2")])).unwrap();
    let arguments = [name(&manifest), "--out", name(&out)];
    let with_resume = [&arguments[..], &["--resume"]].concat();
    for (kept, arguments, word) in [
        ("{\"id\":\"1\",\"error\":\"x\"}\n", &arguments[..], "--resume"),
        ("{\"id\":\"2\",\"error\":\"x\"}\n", &with_resume, "line 1"),
        ("{\"id\":\"1\",\"error\":\"x\"}\nword\n", &with_resume, "line 2"),
        (
            "{\"id\":\"1\",\"error\":\"x\"}\n{\"id\":\"2\",\"error\":\"x\"}\n{\"id\":\"3\",\"error\":\"x\"}\n",
            &with_resume,
            "line 3",
        ),
    ] {
        fs::write(&out, kept).unwrap();
        let output = run(arguments);
        assert_eq!(output.status.code(), Some(3), "{kept}");
        assert!(text(&output.stderr).contains(word), "{}", text(&output.stderr));
        assert_eq!(fs::read_to_string(&out).unwrap(), kept);
    }
    assert_eq!(run(&[name(&manifest), "--resume"]).status.code(), Some(3));
    assert_eq!(run(&[name(&manifest), "--out", "/dev/null", "--resume"]).status.code(), Some(3));
    assert_eq!(run(&[name(&manifest), "--out", "/dev/null"]).status.code(), Some(0));
}

#[test]
fn two_runs_never_write_to_one_file() {
    let folder = folder("two-runs");
    let (manifest, out) = (folder.join("records.jsonl"), folder.join("out.jsonl"));
    fs::write(&manifest, lines(&[person("1"), person("2")])).unwrap();
    let first = fs::File::create(&out).unwrap();
    first.lock().unwrap();
    for arguments in [&["--out", name(&out)][..], &["--out", name(&out), "--resume"]] {
        let second = run(&[&[name(&manifest)], arguments].concat());
        assert_eq!(second.status.code(), Some(3));
        assert!(text(&second.stderr).contains("another run"), "{}", text(&second.stderr));
        assert_eq!(fs::metadata(&out).unwrap().len(), 0);
    }
    drop(first);
    assert_eq!(run(&[name(&manifest), "--out", name(&out), "--resume"]).status.code(), Some(0));
    assert_eq!(text(&fs::read(&out).unwrap()).lines().count(), 2);
}

/// Few answers wait in memory until the end, and fail only then.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told_also_by_the_last_octets() {
    let folder = folder("full-disk");
    let (manifest, earlier) = (folder.join("records.jsonl"), folder.join("earlier.jsonl"));
    fs::write(&manifest, lines(&[person("1")])).unwrap();
    fs::write(&earlier, "{\"id\":\"1\",\"error\":\"x\"}\n").unwrap();
    let full = || fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    for (arguments, stdout) in [
        (&["--out", "/dev/full"][..], Stdio::piped()),
        (&[], full().into()),
        (&["--diff", name(&earlier)], full().into()),
        (&["--diff", name(&earlier), "--out", "/dev/full"], Stdio::piped()),
    ] {
        let output = command(&[&[name(&manifest)], arguments].concat()).stdout(stdout).output().unwrap();
        assert_eq!(output.status.code(), Some(3), "{arguments:?}");
        assert!(text(&output.stderr).contains("not every record was answered"), "{}", text(&output.stderr));
    }
}

/// SIGKILL, again and again, until one run comes to its end.
#[test]
fn killed_at_any_point_it_goes_on() {
    let folder = folder("killed");
    let (manifest, out) = (folder.join("records.jsonl"), folder.join("out.jsonl"));
    fs::write(&manifest, many(6)).unwrap();
    let plain = run(&[name(&manifest), "--jobs", "1"]);
    let (mut kills, mut patience) = (0, 40);
    loop {
        let arguments = [name(&manifest), "--out", name(&out), "--resume", "--jobs", "3"];
        let mut child = spawn(&arguments);
        std::thread::sleep(Duration::from_millis(patience));
        // Longer and longer, so that one run ends on any machine.
        patience += 15;
        child.kill().unwrap();
        let status = child.wait_with_output().unwrap().status;
        if status.code() == Some(0) {
            break;
        }
        assert_eq!(status.code(), None, "killed");
        kills += 1;
    }
    assert!(kills > 0 && text(&plain.stdout).lines().count() > 1000);
    assert!(fs::read(&out).unwrap() == plain.stdout, "after {kills} kills");
}

#[test]
fn diff_prints_only_what_changed() {
    let folder = folder("diff");
    let earlier = folder.join("earlier.jsonl");
    let records: Vec<_> = (0..40).map(|number| person(&number.to_string())).collect();
    fs::write(&earlier, fed(&["-"], &lines(&records)).stdout).unwrap();
    let diff = |records: &[Value]| fed(&["-", "--diff", name(&earlier)], &lines(records));
    let counts = |output: &Output| {
        let text = text(&output.stderr);
        text.lines().rev().nth(1).unwrap().replace("against the earlier run: ", "")
    };

    let same = diff(&records);
    assert_eq!((same.status.code(), same.stdout.len()), (Some(0), 0), "{}", text(&same.stderr));
    assert_eq!(counts(&same), "0 changed, 40 same, 0 new, 0 missing");

    let mut changed = records.clone();
    changed[7]["evidence"] = json!([]);
    changed[9]["message"] = "gone".into();
    changed.remove(20);
    changed.insert(30, person("new"));
    changed.push(person("newer"));
    let output = diff(&changed);
    assert_eq!(counts(&output), "2 changed, 37 same, 2 new, 1 missing");
    let before = json!({"indication": "total-passed", "reasons": []});
    let now = json!({"indication": "indeterminate", "reasons": ["revocation-missing"]});
    let [first, second] = &answers(&output)[..] else { panic!("{}", text(&output.stdout)) };
    assert_eq!(first, &json!({"id": "7", "earlier": before, "now": now}));
    assert!(second["earlier"] == before && second["now"]["error"].as_str().unwrap().contains("gone"));

    // All answers as ever go to --out.
    let out = folder.join("out.jsonl");
    let both = fed(&["-", "--diff", name(&earlier), "--out", name(&out)], &lines(&records));
    assert_eq!(both.stdout.len(), 0);
    assert_eq!(fs::read(&out).unwrap(), fs::read(&earlier).unwrap());
}

#[test]
fn diff_refuses_another_order_and_what_is_no_answer() {
    let folder = folder("order");
    let earlier = folder.join("earlier.jsonl");
    let answer = |id: &dyn std::fmt::Display| format!("{{\"id\":\"{id}\",\"error\":\"x\"}}\n");
    let write =
        |ids: &[usize]| fs::write(&earlier, ids.iter().map(|id| answer(id)).collect::<String>()).unwrap();
    let nothing =
        |ids: &[usize]| lines(&ids.iter().map(|id| json!({"id": id.to_string()})).collect::<Vec<_>>());
    let diff = |records: &[u8]| fed(&["-", "--diff", name(&earlier)], records);
    write(&[2, 1, 3]);
    for records in [[1, 2, 3], [3, 1, 2], [1, 3, 2]] {
        let output = diff(&nothing(&records));
        assert_eq!(output.status.code(), Some(3));
        let told = text(&output.stderr);
        // What there is beyond the break nobody has seen.
        assert!(told.contains("not in the order") && !told.contains("against the earlier run"), "{told}");
    }
    write(&(0..3000).rev().collect::<Vec<_>>());
    assert_eq!(diff(&nothing(&(0..3000).collect::<Vec<_>>())).status.code(), Some(3));
    fs::write(&earlier, "{\"id\":\"1\"}\n").unwrap();
    let output = diff(&nothing(&[1]));
    assert_eq!(output.status.code(), Some(3));
    assert!(
        text(&output.stderr).contains("line 1: neither a verdict nor an error"),
        "{}",
        text(&output.stderr)
    );
    assert_eq!(run(&["archive", "--diff", "no-such-file"]).status.code(), Some(3));
}

/// Large detached content is hashed as it is read, with the same verdict.
#[test]
fn large_content_is_streamed() {
    use kz_eds_testdata::people::{Issuers, People};
    use kz_eds_testdata::{authority::Authorities, cms::Message, cms::Signer, numbers::Numbers};
    let folder = folder("large");
    let (authorities, numbers) = (Authorities::new(), Numbers::new());
    let issuers = Issuers::new(&authorities, &numbers);
    let person = People::new(&issuers).person_ec;
    let mut content: Vec<u8> = (0..3 << 20).map(|place: u32| place.to_le_bytes()[1]).collect();
    let message =
        Message::detached().signer(Signer::new(&person, &content)).certificate(&person.certificate).encode();
    fs::write(folder.join("message"), message).unwrap();
    fs::write(folder.join("content"), &content).unwrap();
    content[2 << 20] ^= 1;
    fs::write(folder.join("changed"), content).unwrap();
    let record = |content: &str| json!({"id": content, "message": "message", "content": content});
    let attached = json!({"id": "broken", "message": "content", "content": "content"});
    fs::write(folder.join("manifest.jsonl"), lines(&[record("content"), record("changed"), attached]))
        .unwrap();
    let found: Vec<_> =
        answers(&run(&[name(&folder)])).into_iter().map(|answer| answer["reasons"].clone()).collect();
    assert_eq!(found, [json!([]), json!(["content-digest-mismatch"]), json!(["format-unreadable"])]);
}
