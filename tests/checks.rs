//! `docs/checks.md` says which function holds each check, under which reason, by which clause, and which test dies
//! without it. Here: everything that the page names is there.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use kz_eds::{Judgement, Reason, judge};
use serde::Deserialize;

fn text(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap_or_default()
}

/// The rows of the table under this heading, without its two lines of head, split into cells.
fn table(heading: &str) -> Vec<Vec<String>> {
    let page = text("docs/checks.md");
    let section = page.split("\n## ").find(|section| section.starts_with(heading)).expect(heading);
    let rows = section.lines().filter(|line| line.starts_with('|')).skip(2);
    rows.map(|row| row.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect()).collect()
}

/// What stands between backticks.
fn quoted(cell: &str) -> Vec<&str> {
    cell.split('`').skip(1).step_by(2).collect()
}

/// One test, as the page names it.
enum Test<'a> {
    /// A line of `testdata/cases.jsonl`, `testdata/archive/manifest.jsonl` or `docs/timelines.md`.
    Line(String),
    /// A function with its file.
    Function(&'a str, &'a str),
}

fn tests(cell: &str) -> Vec<Test<'_>> {
    let read = |item| match (quoted(item).as_slice(), item) {
        ([id], item) => Test::Line(item.replace('`', "").replace(id, "") + id),
        ([file, function], _) => Test::Function(file, function),
        _ => panic!("neither a line nor a function: {item:?}"),
    };
    cell.split(", ").map(read).collect()
}

/// `#[test] fn name`, or a name in the list of a runner of our own.
fn is_test(file: &str, name: &str) -> bool {
    let text = text(file);
    let (function, listed) = (format!("fn {name}("), format!("(\"{name}\", "));
    let before = |line| text.lines().take(line).collect::<Vec<_>>();
    let places = text.lines().enumerate().filter(|(_, line)| line.trim_start().starts_with(&function));
    let mut attributes = places.map(|(line, _)| {
        before(line)
            .into_iter()
            .rev()
            .map(str::trim)
            .take_while(|line| line.starts_with("#["))
            .collect::<Vec<_>>()
    });
    attributes.any(|attributes| attributes.contains(&"#[test]")) || text.contains(&listed)
}

#[derive(Deserialize)]
struct Line {
    id: String,
    reasons: Vec<String>,
}

/// `case ID` and `request ID` with the reasons that each expects.
fn lines() -> BTreeMap<String, Vec<String>> {
    let of = |kind: &'static str, file| {
        let lines: Vec<Line> =
            text(file).lines().map(|line| serde_json::from_str(line).expect(line)).collect();
        lines.into_iter().map(move |line| (format!("{kind} {}", line.id), line.reasons))
    };
    let of_files = of("case", "testdata/cases.jsonl").chain(of("request", "testdata/archive/manifest.jsonl"));
    of_files.chain(timelines()).collect()
}

/// `timeline CASE` with the reasons in its outcome.
fn timelines() -> impl Iterator<Item = (String, Vec<String>)> {
    let page = text("docs/timelines.md");
    let rows: Vec<_> = page.lines().filter(|line| line.starts_with("| ")).map(str::to_owned).collect();
    rows.into_iter().map(|row| {
        let cells: Vec<_> = row.trim_matches('|').split('|').map(str::trim).collect();
        let reasons = cells[6].split([' ', ',']).map(str::to_owned).collect();
        (format!("timeline {}", cells[0]), reasons)
    })
}

/// Each check is a function in a file below `src`.
fn assert_checks_exist(cell: &str) {
    let [file, functions @ ..] = &quoted(cell)[..] else { panic!("no file: {cell}") };
    let source = text(&format!("src/{file}"));
    assert!(!functions.is_empty(), "no function: {cell}");
    for function in functions {
        let is_there = [format!("fn {function}("), format!("fn {function}<")];
        assert!(is_there.iter().any(|start| source.contains(start)), "{file} has no {function}");
    }
}

fn assert_tests_exist(cell: &str, lines: &BTreeMap<String, Vec<String>>) {
    let found = tests(cell);
    assert!(!found.is_empty(), "no test");
    for test in found {
        match test {
            Test::Line(line) => assert!(lines.contains_key(&line), "no {line}"),
            Test::Function(file, name) => assert!(is_test(file, name), "{file} has no test {name}"),
        }
    }
}

/// Lines expect the reason, or if it is only told a function looks for it.
fn assert_some_test_tells(reason: Reason, cell: &str, lines: &BTreeMap<String, Vec<String>>) {
    let tells = |test: &Test<'_>| match test {
        Test::Line(line) => lines[line].iter().any(|code| code == reason.code()),
        Test::Function(..) => true,
    };
    assert!(tests(cell).iter().any(tells), "nothing in {cell:?} expects {reason}");
    if judge(reason) == Judgement::Told {
        assert!(tests(cell).iter().any(|test| matches!(test, Test::Function(..))), "{reason} in no function");
    }
}

#[test]
fn every_check_has_a_reason_its_clause_and_a_test() {
    let (lines, rows) = (lines(), table("Checks, "));
    for row in &rows {
        let [check, code, clause, tests] = &row[..] else { panic!("four cells: {row:?}") };
        let reason = Reason::from_code(code.trim_matches('`')).unwrap_or_else(|| panic!("no reason {code}"));
        assert_checks_exist(check);
        assert_eq!(clause, reason.clause(), "{check}");
        assert_tests_exist(tests, &lines);
        assert_some_test_tells(reason, tests, &lines);
    }
    let told: BTreeSet<_> = rows.iter().map(|row| row[1].trim_matches('`').to_owned()).collect();
    let all: BTreeSet<_> = Reason::ALL.iter().map(|reason| reason.code().to_owned()).collect();
    assert_eq!(told, all);
}

/// Each row's error is a variant in this file.
fn assert_errors_have_tests(heading: &str, file: &str) {
    let (lines, errors) = (lines(), text(file));
    let rows = table(heading);
    assert!(!rows.is_empty());
    for row in rows {
        let [check, error, _clause, tests] = &row[..] else { panic!("four cells: {row:?}") };
        assert_checks_exist(check);
        let error = error.trim_matches('`');
        let variants = [format!("    {error},\n"), format!("    {error}(")];
        assert!(variants.iter().any(|variant| errors.contains(variant)), "no error {error}");
        assert_tests_exist(tests, &lines);
    }
}

#[test]
fn every_rule_of_reading_has_its_error_and_a_test() {
    assert_errors_have_tests("Rules of reading", "src/error.rs");
}

#[test]
fn every_check_of_signing_has_its_error_and_a_test() {
    assert_errors_have_tests("Checks of signing", "src/signing/error.rs");
}

#[test]
fn every_class_of_attack_has_a_test() {
    let (lines, rows) = (lines(), table("Classes of attack"));
    for row in &rows {
        let [_number, class, tests] = &row[..] else { panic!("three cells: {row:?}") };
        assert!(!class.is_empty());
        assert_tests_exist(tests, &lines);
    }
    let numbers: Vec<_> = rows.iter().map(|row| row[0].clone()).collect();
    assert_eq!(numbers, (14..=30).map(|number| number.to_string()).collect::<Vec<_>>());
}

#[test]
fn what_is_no_test_is_not_taken_for_one() {
    assert!(is_test("tests/checks.rs", "what_is_no_test_is_not_taken_for_one"));
    assert!(is_test("tests/shared.rs", "pkits_is_pinned"));
    for (file, name) in
        [("tests/checks.rs", "is_test"), ("tests/checks.rs", "what_is"), ("tests/none.rs", "a")]
    {
        assert!(!is_test(file, name), "{file} {name}");
    }
}
