//! `docs/timelines.md`, row by row: who signed when, what proves it, what was revoked, which evidence there is, and what
//! must come out when somebody asks.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use chrono::{DateTime, Utc};
use common::timeline::{Row, World};
use kz_eds::{Change, Indication, ProofSource, RequestVerdict, SignerRecord};

const PAGE: &str = include_str!("../docs/timelines.md");

fn rows() -> Vec<Row> {
    let lines = PAGE.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| case"));
    lines.map(Row::read).collect()
}

fn row(case: &str) -> Row {
    rows().into_iter().find(|row| row.case == case).unwrap()
}

/// `passed`, or `failed` or `open` and the reasons.
fn outcome(verdict: &RequestVerdict<'_>) -> String {
    let codes: Vec<_> = verdict.reasons().iter().map(|reason| reason.code()).collect();
    let word = match verdict.indication() {
        Indication::TotalPassed => "passed",
        Indication::TotalFailed => "failed",
        Indication::Indeterminate => "open",
    };
    format!("{word} {}", codes.join(", ")).trim().to_owned()
}

fn judged(signer: &SignerRecord) -> (DateTime<Utc>, &'static str) {
    (signer.time.judged, signer.time.source.code())
}

#[test]
fn every_row_comes_out() {
    let world = World::new();
    let rows = rows();
    assert!(rows.len() >= 80, "{}: the page is read", rows.len());
    let wrong: Vec<_> = rows.iter().filter_map(|row| wrong(row, &world)).collect();
    assert!(wrong.is_empty(), "{} of {} rows:\n{}", wrong.len(), rows.len(), wrong.join("\n"));
}

fn wrong(row: &Row, world: &World) -> Option<String> {
    row.ask(world, |verdict| {
        let found = (outcome(verdict), judged(&verdict.report().signers[0]));
        let expected = (row.outcome.clone(), (row.judged_at, row.source.as_str()));
        (found != expected).then(|| format!("{}: {found:?}, not {expected:?}", row.case))
    })
}

/// Each row's name and question are its own.
#[test]
fn no_row_is_written_twice() {
    let mut cases: Vec<_> = rows().into_iter().map(|row| row.case).collect();
    let count = cases.len();
    cases.sort_unstable();
    cases.dedup();
    assert_eq!(cases.len(), count);
}

/// One expired co-signer does not spoil a message whose time stamp proves it, nor lends another its time.
#[test]
fn each_signer_is_judged_at_its_own_time() {
    let world = World::new();
    let one_expired = [row("stamped-then"), row("expired")];
    Row::ask_together(&one_expired, &world, |verdict| {
        let mut found: Vec<_> =
            verdict.report().signers.iter().map(|each| (judged(each), each.indication)).collect();
        found.sort();
        let [stamped, expired] = [one_expired[0].judged_at, one_expired[1].judged_at];
        let passed = ((stamped, "time-stamp"), Indication::TotalPassed);
        assert_eq!(found, [passed, ((expired, "validation"), Indication::TotalFailed)]);
    });
    let both_proven = [row("stamped-then"), row("received-at-the-end")];
    Row::ask_together(&both_proven, &world, |verdict| {
        assert_eq!(outcome(verdict), "passed");
        let mut found: Vec<_> = verdict.report().signers.iter().map(judged).collect();
        found.sort();
        assert_eq!(found, [(both_proven[0].judged_at, "time-stamp"), (both_proven[1].judged_at, "record")]);
    });
}

/// Nor the one that comes after it: longer, and hence later in a SET OF.
#[test]
fn no_signer_lends_its_time_to_the_next() {
    let world = World::new();
    Row::ask_together(&["stamped-then", "two-over-another"].map(row), &world, |verdict| {
        let sources: Vec<_> = verdict.report().signers.iter().map(|each| each.time.source.code()).collect();
        assert_eq!(sources, ["time-stamp", "validation"]);
    });
}

/// The report says which stamp proved the time, and why another one did not.
#[test]
fn the_report_tells_stamps_apart() {
    let world = World::new();
    row("one-of-two-over-another").ask(&world, |verdict| {
        let signer = &verdict.report().signers[0];
        // In the order of their encodings, as DER wants a SET OF.
        let mut stamps: Vec<_> = signer.time_stamps.iter().collect();
        stamps.sort_by_key(|stamp| stamp.gen_time);
        let [other, own] = stamps.as_slice() else { panic!("two stamps") };
        assert_eq!(other.judgements[0].reason.code(), "time-stamp-imprint-mismatch");
        assert_eq!((other.indication, own.indication), (Indication::TotalFailed, Indication::TotalPassed));
        assert_eq!(signer.time.source, ProofSource::TimeStamp(own.fingerprint));
        let told: Vec<_> = signer.judgements.iter().map(|judgement| judgement.reason.code()).collect();
        assert_eq!(told, ["time-stamp-proves-nothing"]);
    });
}

/// What would change a verdict does change it.
#[test]
fn changes_are_told() {
    let world = World::new();
    let changes = |case: &str| {
        row(case).ask(&world, |verdict| {
            let changes = &verdict.report().signers[0].changes;
            changes.iter().map(|each| (each.change, each.time.to_rfc3339())).collect::<Vec<_>>()
        })
    };
    let at = |change: Change, time: &str| (change, format!("{time}+00:00"));
    let expired = [at(Change::ProofBy, "2021-01-15T00:00:00"), at(Change::EvidenceAt, "2022-06-01T12:00:00")];
    assert_eq!(changes("expired-list-of-then"), expired);
    assert_eq!(changes("revoked-benign"), [at(Change::ProofBefore, "2020-05-01T12:00:00")]);
    assert_eq!(changes("revoked"), []);
    assert_eq!(changes("sha1-unproven"), [at(Change::ProofBefore, "2017-01-01T00:00:00")]);
    assert_eq!(changes("not-yet"), [at(Change::JudgedFrom, "2020-01-15T00:00:00")]);
    assert_eq!(changes("stamped-then"), [at(Change::WithoutProof, "2021-01-15T00:00:00")]);
    assert_eq!(changes("then-superseded"), [at(Change::WithoutProof, "2020-07-01T12:00:00")]);
    // The newest list tells, whatever an older one does not yet know.
    let revoked_and_ended =
        [at(Change::WithoutProof, "2020-07-01T12:00:00"), at(Change::WithoutProof, "2021-01-15T00:00:00")];
    assert_eq!(changes("then-superseded-lists-and-expired"), revoked_and_ended);
    assert_eq!(changes("good-now"), []);
    // Evidence is wanted for the time at which it must have been in force: that of the question, while the certificate
    // lasts or where the policy does not look back.
    assert_eq!(changes("old-list-while-valid"), [at(Change::EvidenceAt, "2022-06-01T12:00:00")]);
    assert_eq!(changes("received-then-applicant"), [at(Change::EvidenceAt, "2022-06-01T12:00:00")]);
    assert_eq!(changes("list-over-before"), [at(Change::EvidenceAt, "2020-06-01T12:00:00")]);
    assert_eq!(changes("future-list"), [at(Change::JudgedFrom, "2020-07-01T00:00:00")]);
    // No later question moves what a proof says.
    assert_eq!(changes("received-before-the-start"), []);
    let both_ended =
        [at(Change::WithoutProof, "2021-01-15T00:00:00"), at(Change::WithoutProof, "2021-06-15T00:00:00")];
    assert_eq!(changes("authority-ended-too"), both_ended);
}
