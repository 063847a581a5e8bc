//! Properties of the judge that no single case shows: work is bounded and shared, order does not matter, taking
//! something away never helps.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::fs;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use chrono::{DateTime, TimeDelta, Utc};
use common::counting::Counting;
use kz_eds::{
    CacheSize, Certificate, Claim, Condition3, Crl, Evidence, Iin, Indication, Limits, Moment, Policy,
    Reason, TrustAnchor, TrustStore, Validator,
};

const AT: &str = "2026-06-01T12:00:00Z";

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn certificate(path: &str) -> Certificate {
    Certificate::parse(&fs::read(common::testdata(path)).unwrap()).unwrap()
}

fn list(path: &str) -> Crl {
    Crl::parse(&fs::read(common::testdata(path)).unwrap()).unwrap()
}

fn validator(policy: Policy) -> Validator {
    Validator::new(common::trust(&[common::testdata("trust")], &[]), policy)
        .with_evidence(common::evidence(&[common::testdata("evidence")]))
}

fn claim() -> Claim {
    Claim::applicant(Iin::parse("010101100018").unwrap())
}

#[test]
fn a_validator_is_shared_among_threads() {
    fn shared<T: Send + Sync + Clone + 'static>() {}
    shared::<Validator>();
    shared::<Certificate>();
    shared::<Evidence>();
    shared::<kz_eds::Verdict>();
}

#[test]
fn a_list_is_verified_once() {
    let provider = Arc::new(Counting::default());
    let validator =
        validator(Policy::applicant()).with_provider(provider.clone()).with_cache(CacheSize::NONE);
    let person = certificate("certificates/person.cer");
    let mut asked = Vec::new();
    for _ in 0..3 {
        let before = provider.0.load(Ordering::Relaxed);
        assert!(validator.clone().check_certificate(&person, &claim(), at(AT)).is_passed());
        asked.push(provider.0.load(Ordering::Relaxed) - before);
    }
    // Two certificates each time; two lists the first time only.
    assert_eq!(asked, [4, 2, 2]);
}

#[test]
fn condition_3_needs_a_claim() {
    let person = certificate("certificates/person.cer");
    let without = validator(Policy::applicant()).validate_certificate(&person, at(AT));
    assert!(without.is_passed());
    assert_eq!(without.condition_3(), Condition3::DoesNotHold);
    let with = validator(Policy::applicant()).check_certificate(&person, &claim(), at(AT));
    assert_eq!(with.condition_3(), Condition3::Holds);
}

#[test]
fn nothing_trusted_is_nothing_passed() {
    let person = certificate("certificates/person.cer");
    let verdict = Validator::new(TrustStore::new(), Policy::rfc5280()).validate_certificate(&person, at(AT));
    assert_eq!(
        (verdict.indication(), verdict.reasons()),
        (Indication::Indeterminate, vec![Reason::PathNotFound])
    );
    // The report names what was judged all the same.
    let path = &verdict.report().path;
    assert_eq!(path.iter().map(|found| found.fingerprint).collect::<Vec<_>>(), [person.fingerprint()]);
}

/// What is wrong with the certificate itself is told without a path as well.
#[test]
fn without_a_path_the_certificates_own_faults_are_told() {
    let reasons = |file: &str, time: &str| {
        Validator::new(TrustStore::new(), Policy::rfc5280())
            .validate_certificate(&certificate(file), at(time))
            .reasons()
    };
    let expired = reasons("certificates/person.cer", "2027-02-01T00:00:00Z");
    assert_eq!(expired, [Reason::CertificateExpired, Reason::PathNotFound]);
    let odd = reasons("broken/unknown_critical_extension.cer", AT);
    assert_eq!(odd, [Reason::CriticalExtensionUnknown, Reason::PathNotFound]);
}

/// Threat 21: a flood of issuers of the right name costs no more than the budget says.
#[test]
fn a_flood_of_same_named_issuers_is_cut() {
    let mut trust = TrustStore::new();
    let mut flood = certificate("trust-generation/nca_rsa_other.cer").as_der().to_vec();
    for number in 0..500u16 {
        // Other signatures, so that they are other certificates.
        let end = flood.len() - 2;
        flood[end..].copy_from_slice(&number.to_be_bytes());
        trust = trust.with_intermediate(&flood).unwrap();
    }
    let person = certificate("certificates/person.cer");
    for (limits, bound, most) in [
        (Limits { signatures: 7, ..Limits::default() }, "signatures", 7),
        (Limits { steps: 5, ..Limits::default() }, "steps", 5),
        (Limits { name_comparisons: 499, ..Limits::default() }, "name-comparisons", 0),
    ] {
        let provider = Arc::new(Counting::default());
        let policy = Policy { limits, ..Policy::applicant() };
        let validator = Validator::new(trust.clone(), policy).with_provider(provider.clone());
        let validator = validator.with_cache(CacheSize::NONE);
        let verdict = validator.check_certificate(&person, &claim(), at(AT));
        assert_eq!(verdict.reasons(), [Reason::BudgetExceeded]);
        assert_eq!(verdict.report().judgements[0].facts[0].value(), bound);
        assert!(provider.0.load(Ordering::Relaxed) <= most);
        assert_eq!(verdict.report().attempts.len(), limits.attempts.min(most));
    }
}

#[test]
fn depth_is_bounded() {
    let policy = Policy { limits: Limits { path_depth: 0, ..Limits::default() }, ..Policy::applicant() };
    let verdict =
        validator(policy).check_certificate(&certificate("certificates/person.cer"), &claim(), at(AT));
    assert_eq!(verdict.reasons(), [Reason::PathNotFound]);
}

#[test]
fn an_anchor_has_a_sunset() {
    let anchor = |sunset: &str| TrustAnchor::new(certificate("trust/root_rsa.cer")).with_sunset(at(sunset));
    let person = certificate("certificates/person.cer");
    for (sunset, passes) in [(AT, true), ("2026-06-01T11:59:59Z", false)] {
        let trust = TrustStore::new()
            .with_trust_anchor(anchor(sunset))
            .with_intermediate_certificate(certificate("trust/nca_rsa.cer"));
        let validator = Validator::new(trust, Policy::applicant())
            .with_evidence(common::evidence(&[common::testdata("evidence")]));
        let verdict = validator.check_certificate(&person, &claim(), at(AT));
        assert_eq!(verdict.is_passed(), passes);
        assert_eq!(verdict.reasons().contains(&Reason::AnchorOutOfTime), !passes);
    }
}

/// C3-10: a revocation after the proven time is told when its reason is benign; a compromised key was perhaps
/// never the holder's, and a hold says nothing of before (threat 26).
#[test]
fn proof_of_existence_outlives_a_benign_revocation_only() {
    for (file, revoked, survives) in [
        ("affiliation_changed.cer", "certificate-revoked", true),
        ("revoked.cer", "certificate-revoked", false),
        ("revoked_without_reason.cer", "certificate-revoked", false),
        ("on_hold.cer", "certificate-on-hold", false),
    ] {
        let certificate = certificate(&format!("certificates/{file}"));
        let ask =
            |moment: Moment| validator(Policy::archive()).check_certificate(&certificate, &claim(), moment);
        let now = ask(Moment::at(at(AT)));
        assert_eq!(now.reasons()[0].code(), revoked, "{file}");
        let proven = ask(Moment::at(at(AT)).proven_by(at("2026-01-20T00:00:00Z")));
        assert_eq!(proven.is_passed(), survives, "{file}: {proven:?}");
        let told =
            proven.report().judgements.iter().any(|judgement| judgement.reason == Reason::RevokedLater);
        assert_eq!(told, survives, "{file}");
        // One that is proven only after the revocation is no older than it.
        let late = ask(Moment::at(at(AT)).proven_by(at(AT)));
        assert_eq!(late.reasons(), now.reasons(), "{file}");
        // Proof of a later time than validation proves nothing.
        let future = ask(Moment::at(at(AT)).proven_by(at("2026-07-01T00:00:00Z")));
        assert_eq!(future.reasons(), now.reasons());
    }
}

/// A stale list may tell of a benign revocation; by now it may be another.
#[test]
fn a_stale_list_excuses_nothing() {
    let lists = ["lists/stale.crl", "evidence/root_rsa.crl"].map(common::testdata);
    let validator = Validator::new(common::trust(&[common::testdata("trust")], &[]), Policy::archive())
        .with_evidence(common::evidence(&lists));
    let moment = Moment::at(at(AT)).proven_by(at("2026-01-20T00:00:00Z"));
    let verdict =
        validator.check_certificate(&certificate("certificates/affiliation_changed.cer"), &claim(), moment);
    assert_eq!(verdict.reasons(), [Reason::RevocationStale]);
}

#[test]
fn validity_is_judged_at_the_proven_time_and_lists_now() {
    let person = certificate("certificates/person.cer");
    let ask = |moment: Moment| validator(Policy::archive()).check_certificate(&person, &claim(), moment);
    let before = ask(Moment::at(at(AT)).proven_by(at("2026-01-15T05:59:59Z")));
    assert_eq!(before.reasons(), [Reason::CertificateNotYetValid]);
    let later = ask(Moment::at(at(AT) + TimeDelta::days(365)).proven_by(at(AT)));
    assert_eq!(later.reasons(), [Reason::RevocationStale]);
}

/// Threat 18: proof that the signature is older than the certificate's end does not say that nobody revoked it.
#[test]
fn a_list_from_after_the_end_proves_nothing() {
    let ended = certificate("certificates/ended_in_may.cer");
    let moment = Moment::at(at(AT)).proven_by(at("2026-05-01T00:00:00Z"));
    let verdict = validator(Policy::archive()).check_certificate(&ended, &claim(), moment);
    assert_eq!(verdict.reasons(), [Reason::RevocationAfterExpiry]);
    // The report names what was relied on, newest first or not.
    let person = validator(Policy::applicant()).check_certificate(
        &certificate("certificates/person.cer"),
        &claim(),
        at(AT),
    );
    let lists: Vec<_> = person.report().evidence.iter().map(|record| record.fingerprint).collect();
    assert_eq!(
        lists,
        [list("evidence/root_rsa.crl").fingerprint(), list("evidence/nca_rsa.crl").fingerprint()]
    );
}

/// Whatever list is added to the good ones, nobody who is revoked comes to pass, and nobody who is not is revoked by
/// lists that do not name him.
#[test]
fn adding_any_list_clears_nobody() {
    let trust = [
        common::testdata("trust"),
        common::testdata("trust-generation"),
        common::testdata("trust-list-signer"),
    ];
    let trust = common::trust(&trust, &[]);
    let good = common::evidence(&[common::testdata("evidence")]);
    let mut asked = 0;
    for name in ["revoked.cer", "revoked_without_reason.cer", "on_hold.cer"] {
        let certificate = certificate(&format!("certificates/{name}"));
        for file in common::files(&common::testdata("lists")) {
            let Ok(more) = Crl::parse(&fs::read(&file).unwrap()) else { continue };
            let validator = Validator::new(trust.clone(), Policy::applicant());
            // `empty.crl` is the issuer's own word of the same moment, and of the same number.
            if file.ends_with("empty.crl") {
                continue;
            }
            let verdict = validator.with_evidence(good.clone().with_crl(more)).check_certificate(
                &certificate,
                &claim(),
                at(AT),
            );
            assert!(!verdict.is_passed(), "{name} with {}", file.display());
            asked += 1;
        }
    }
    assert!(asked > 60, "{asked}");
}

/// The regulations' refusal is for applicants; nothing short of passed is condition 3.
#[test]
fn what_is_said_to_whom() {
    use kz_eds::{AllowedList, Bin, IdentityRule, Language, Role, refusal};
    let expired = certificate("certificates/expired.cer");
    let verdict = validator(Policy::applicant()).check_certificate(&expired, &claim(), at(AT));
    assert_eq!(verdict.condition_3(), Condition3::DoesNotHold);
    assert_eq!(verdict.message(Language::Kazakh), refusal(Language::Kazakh));
    let bins: AllowedList = [Bin::parse("260140000015").unwrap()].into_iter().collect();
    let employee = Claim::new(Role::Employee, IdentityRule::Allowed(bins));
    let verdict = validator(Policy::applicant()).check_certificate(&expired, &employee, at(AT));
    assert_eq!(verdict.message(Language::English), "Not confirmed.");
}

/// A revocation that nobody looked at is not one of condition 3's three checks, whatever the policy says.
/// ID-6: a note about the number is a note.
#[test]
fn condition_3_bears_a_note() {
    let validator = validator(Policy::applicant());
    let odd = certificate("certificates/person_wrong_check_digit.cer");
    let claim = Claim::applicant(*odd.identity().iin().unwrap().unwrap());
    let verdict = validator.check_certificate(&odd, &claim, at(AT));
    assert!(verdict.report().judgements.iter().any(|found| found.reason == Reason::NumberCheckDigit));
    assert_eq!(verdict.condition_3(), Condition3::Holds);
}

#[test]
fn condition_3_needs_revocation() {
    let person = certificate("certificates/person.cer");
    for evidence in [kz_eds::EvidenceRule::NotChecked, kz_eds::EvidenceRule::IfGiven] {
        let policy = Policy { evidence, ca_evidence: evidence, ..Policy::applicant() };
        let validator = Validator::new(common::trust(&[common::testdata("trust")], &[]), policy);
        let verdict = validator.check_certificate(&person, &claim(), at(AT));
        assert!(verdict.is_passed());
        assert_eq!(verdict.condition_3(), Condition3::DoesNotHold, "{evidence:?}");
        assert!(verdict.report().judgements.iter().any(|found| found.reason == Reason::RevocationNotChecked));
    }
    // For an authority the caller may do without, where it says so.
    let policy = Policy { ca_evidence: kz_eds::EvidenceRule::IfGiven, ..Policy::applicant() };
    let verdict = Validator::new(common::trust(&[common::testdata("trust")], &[]), policy)
        .with_evidence(Evidence::new().with_crl(list("evidence/nca_rsa.crl")))
        .check_certificate(&person, &claim(), at(AT));
    assert!(verdict.report().judgements.iter().any(|found| found.reason == Reason::RevocationNotChecked));
    assert_eq!(verdict.condition_3(), Condition3::Holds);
}

/// Told, not judged (ID-6).
#[test]
fn odd_numbers_are_told() {
    let certificate = certificate("certificates/person_wrong_check_digit.cer");
    let verdict = validator(Policy::applicant()).validate_certificate(&certificate, at(AT));
    assert!(verdict.is_passed());
    assert!(verdict.report().judgements.iter().any(|found| found.reason == Reason::NumberCheckDigit));
}

/// The clocks' skew is for lists, and is inclusive.
#[test]
fn a_list_may_be_a_little_early() {
    let person = certificate("certificates/person.cer");
    for (time, reasons) in
        [("2026-06-01T03:55:00Z", vec![]), ("2026-06-01T03:54:59Z", vec![Reason::RevocationFuture])]
    {
        assert_eq!(
            validator(Policy::applicant()).check_certificate(&person, &claim(), at(time)).reasons(),
            reasons
        );
    }
}

/// RFC 5280 does not ask for the anchor's own time; our policies do.
#[test]
fn an_anchor_has_a_time_of_its_own() {
    let old = certificate("certificates/person_2011.cer");
    let anchor = common::trust(&[common::testdata("trust-2011")], &[]);
    // From 28 December 2011 05:12:28 to the same of 2016.
    for (time, within) in [
        ("2018-01-01T00:00:00Z", false),
        ("2016-12-28T05:12:28Z", true),
        ("2011-12-28T05:12:28Z", true),
        ("2011-12-28T05:12:27Z", false),
    ] {
        for anchor_validity in [true, false] {
            let policy = Policy { anchor_validity, ..Policy::archive() };
            let verdict = Validator::new(anchor.clone(), policy).validate_certificate(&old, at(time));
            let out_of_time = verdict.reasons().contains(&Reason::AnchorOutOfTime);
            assert_eq!(out_of_time, anchor_validity && !within, "{time}");
        }
    }
}

#[test]
fn order_of_inputs_changes_nothing() {
    let trust = ["trust/root_rsa.cer", "trust-foreign/foreign_root.cer", "trust/root_ec.pem"];
    let others = ["trust/nca_rsa.cer", "trust-generation/nca_rsa_other.cer", "trust/nca_ec.cer"];
    let lists = [
        "evidence/nca_rsa.crl",
        "lists/stale.crl",
        "evidence/root_rsa.crl",
        "lists/wrong_key.crl",
        "lists/delta.crl",
    ];
    let ask = |backwards: bool, file: &str| {
        let ordered = |names: &[&'static str]| {
            let names = names.to_vec();
            if backwards { names.into_iter().rev().collect::<Vec<_>>() } else { names }
        };
        let store = ordered(&trust).into_iter().fold(TrustStore::new(), |store, name| {
            store.with_trust_anchor(TrustAnchor::new(certificate(name)))
        });
        let store = ordered(&others)
            .into_iter()
            .fold(store, |store, name| store.with_intermediate_certificate(certificate(name)));
        let evidence =
            ordered(&lists).into_iter().fold(Evidence::new(), |all, name| all.with_crl(list(name)));
        let validator = Validator::new(store, Policy::applicant()).with_evidence(evidence);
        let verdict = validator.check_certificate(&certificate(file), &claim(), at(AT));
        (verdict.indication(), verdict.reasons())
    };
    for file in [
        "person.cer",
        "revoked.cer",
        "expired.cer",
        "person_other_generation.cer",
        "person_foreign.cer",
        "log_in.cer",
    ] {
        let file = format!("certificates/{file}");
        assert_eq!(ask(false, &file), ask(true, &file), "{file}");
    }
}

/// Threat 30: whatever is taken away, a verdict that did not pass does not come to pass.
#[test]
fn taking_evidence_or_trust_away_never_helps() {
    let trust = common::files(&common::testdata("trust"));
    let evidence = common::files(&common::testdata("evidence"));
    let (mut failing, mut asked) = (0, 0);
    for file in common::files(&common::testdata("certificates")) {
        let bytes = fs::read(&file).unwrap();
        let passes = |trust: &[std::path::PathBuf], evidence: &[std::path::PathBuf]| {
            let validator = Validator::new(common::trust(trust, &[]), Policy::applicant())
                .with_evidence(common::evidence(evidence));
            validator.check_encoded(&bytes, Some(&claim()), at(AT)).is_passed()
        };
        if passes(&trust, &evidence) {
            continue;
        }
        failing += 1;
        for left_out in 0..trust.len() + evidence.len() {
            let without = |files: &[std::path::PathBuf], from: usize| -> Vec<_> {
                let kept = files.iter().enumerate().filter(|(place, _)| place + from != left_out);
                kept.map(|(_, file)| file.clone()).collect()
            };
            assert!(!passes(&without(&trust, 0), &without(&evidence, trust.len())), "{}", file.display());
            asked += 1;
        }
    }
    assert!(failing > 15 && asked > 100, "{failing} failing, {asked} asked");
}

/// NFR-1.
#[test]
fn nothing_printed_holds_a_number_of_a_person() {
    let head = certificate("certificates/head.cer");
    let iin = head.identity().iin().unwrap().unwrap().as_str().to_owned();
    let bin = head.identity().bin().unwrap().unwrap().as_str().to_owned();
    let verdict = validator(Policy::applicant()).check_certificate(&head, &claim(), at(AT));
    for shown in [
        format!("{head:?}"),
        format!("{:?}", head.identity()),
        format!("{verdict:?}"),
        format!("{:?}", verdict.report()),
        format!("{:?}", claim()),
    ] {
        assert!(!shown.contains(&iin) && !shown.contains(&bin), "{shown}");
    }
}
