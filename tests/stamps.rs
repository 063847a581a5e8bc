//! Time stamps over a signature: which of them prove something, and why the others do not.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use chrono::{DateTime, Utc};
use common::archive::path;
use kz_eds::{
    Evidence, EvidenceRule, Indication, Moment, Policy, ProofSource, RequestReport, SignedRequest,
    TimeStampRecord, Validator,
};
use kz_eds_testdata::archive::Contents;
use kz_eds_testdata::authority::Authorities;
use kz_eds_testdata::cms::{Signer, ordinary};
use kz_eds_testdata::numbers::Numbers;
use kz_eds_testdata::people::{Issuers, People};
use kz_eds_testdata::timestamp::signature_time_stamp;

const NOW: &str = "2026-06-01T12:00:00Z";

fn time(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn token(file: &str) -> Vec<u8> {
    std::fs::read(common::testdata("timestamps").join(format!("{file}.tst"))).unwrap()
}

/// The message of `archive/messages/person.cms` with these stamps.
fn stamped(tokens: &[Vec<u8>]) -> Vec<u8> {
    let numbers = Numbers::new();
    let authorities = Authorities::new();
    let issuers = Issuers::new(&authorities, &numbers);
    let people = People::new(&issuers);
    let form = Contents::new(&numbers).form;
    let signer = Signer::new(&people.person, &form);
    let signer = tokens.iter().fold(signer, |signer, token| signer.unsigned(signature_time_stamp(token)));
    ordinary(&people.person, &form, signer).encode()
}

fn validator(policy: Policy) -> Validator {
    Validator::new(common::trust(&[path("../trust")], &[]), policy)
        .with_evidence(common::evidence(&[path("../evidence")]))
}

fn report(validator: &Validator, message: &[u8], moment: impl Into<Moment>) -> RequestReport {
    let request = SignedRequest::attached(message).allowing_other_signers();
    validator.verify_request(&request, moment).report().clone()
}

/// The codes against a stamp, sorted, each once.
fn against(stamp: &TimeStampRecord) -> Vec<&'static str> {
    let adverse = stamp.judgements.iter().filter(|found| found.indication != Indication::TotalPassed);
    let mut codes: Vec<_> = adverse.map(|found| found.reason.code()).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

/// Threat 27: every token of `testdata/timestamps/`, all of them over the same signature. None of them changes the verdict
/// on a signature that is good now; only a good one proves its time.
#[test]
fn each_stamp_for_itself() {
    let good: &[&str] = &[
        "person",
        "person_by_ec",
        "every_field",
        "without_accuracy",
        "sha512_imprint",
        "ess_v1",
        "ess_in_full",
        "in_march",
    ];
    let odd: &[(&str, &[&str])] = &[
        ("sha1_imprint", &["time-stamp-imprint-not-allowed"]),
        ("unknown_imprint", &["algorithm-unsupported"]),
        ("wrong_imprint", &["time-stamp-imprint-mismatch"]),
        ("version_2", &["time-stamp-unreadable"]),
        ("critical_extension", &["time-stamp-unusable"]),
        ("future", &["time-stamp-in-future"]),
        ("other_tsa_name", &["time-stamp-unusable"]),
        ("without_ess", &["signing-certificate-missing"]),
        ("ess_of_another", &["signing-certificate-mismatch"]),
        ("two_signers", &["time-stamp-unreadable"]),
        ("tampered", &["signature-invalid"]),
        ("without_certificate", &["signer-certificate-missing"]),
        ("detached", &["time-stamp-unreadable"]),
        ("of_data", &["time-stamp-unreadable"]),
        ("purpose_not_critical", &["extended-key-usage-not-allowed"]),
        ("two_purposes", &["extended-key-usage-not-allowed"]),
        ("without_purpose", &["extended-key-usage-not-allowed"]),
        ("other_purpose", &["extended-key-usage-not-allowed"]),
        ("expired_tsa", &["certificate-expired"]),
        ("not_yet_valid_tsa", &["certificate-not-yet-valid"]),
        ("revoked_tsa", &["certificate-revoked"]),
        ("foreign_tsa", &["path-not-found"]),
    ];
    let validator = validator(Policy::archive());
    let good = good.iter().map(|file| (*file, &[][..]));
    let mut files: Vec<_> = good.chain(odd.iter().copied()).collect();
    let streebog: &[&str] = if cfg!(feature = "gost") { &[] } else { &["algorithm-unsupported"] };
    files.extend([("streebog_imprint", streebog), ("gost94_imprint", streebog)]);
    for (file, expected) in &files {
        let report = report(&validator, &stamped(&[token(file)]), time(NOW));
        assert_eq!(report.indication, Indication::TotalPassed, "{file}");
        let signer = &report.signers[0];
        let [stamp] = signer.time_stamps.as_slice() else { panic!("{file}: one stamp") };
        assert_eq!(against(stamp), *expected, "{file}");
        let proves = signer.time.source == ProofSource::TimeStamp(stamp.fingerprint);
        assert_eq!(proves, expected.is_empty(), "{file}");
    }
    // Nothing in the folder is passed over.
    let all = std::fs::read_dir(common::testdata("timestamps")).unwrap();
    let tokens =
        all.filter(|entry| entry.as_ref().unwrap().path().extension().is_some_and(|end| end == "tst"));
    assert_eq!(tokens.count(), files.len());
}

/// The time that counts is the latest at which the stamp can have been made.
#[test]
fn accuracy_is_on_the_safe_side() {
    let validator = validator(Policy::archive());
    for (file, proven) in [
        ("without_accuracy", "2026-06-01T11:46:00Z"),
        ("person", "2026-06-01T11:46:01Z"),
        ("every_field", "2026-06-01T11:46:01.750250Z"),
    ] {
        let report = report(&validator, &stamped(&[token(file)]), time(NOW));
        assert_eq!(report.signers[0].time.judged, time(proven), "{file}");
    }
}

/// SHA-1 imprints until a policy's date, which does not belong to it (threat 29).
#[test]
fn sha_1_imprints_have_an_end() {
    let message = stamped(&[token("sha1_imprint")]);
    let proves = |end: &str| {
        let policy = Policy { sha1_imprints_before: Some(time(end)), ..Policy::archive() };
        report(&validator(policy), &message, time(NOW)).signers[0].time.source != ProofSource::Validation
    };
    assert!(proves("2026-06-01T11:46:02Z") && !proves("2026-06-01T11:46:01Z"));
}

/// A stamping authority's revocation has a rule of its own.
#[test]
fn stamps_need_evidence_of_their_own() {
    let message = stamped(&[token("person_by_ec")]);
    let only_rsa = common::evidence(&[path("../evidence/nca_rsa.crl"), path("../evidence/root_rsa.crl")]);
    let ask = |stamp_evidence, ca_evidence| {
        let policy = Policy { stamp_evidence, ca_evidence, ..Policy::archive() };
        let report = report(&validator(policy).with_evidence(only_rsa.clone()), &message, time(NOW));
        against(&report.signers[0].time_stamps[0])
    };
    assert_eq!(ask(EvidenceRule::Required, EvidenceRule::IfGiven), ["revocation-missing"]);
    assert_eq!(ask(EvidenceRule::IfGiven, EvidenceRule::IfGiven), [] as [&str; 0]);
    assert_eq!(ask(EvidenceRule::IfGiven, EvidenceRule::Required), ["revocation-missing"]);
}

/// Which proofs count is for the policy; stamps are judged and told by every one.
#[test]
fn policies_choose_their_proofs() {
    let message = stamped(&[token("in_march")]);
    let recorded = Moment::at(time(NOW)).proven_by(time("2026-04-01T00:00:00Z"));
    for (policy, source) in [
        (Policy::applicant(), "record"),
        (Policy::archive(), "time-stamp"),
        (Policy::licence(), "time-stamp"),
        (Policy::order_500(), "time-stamp"),
        (Policy::rfc5280(), "record"),
    ] {
        let name = policy.name;
        let report = report(&validator(policy), &message, recorded);
        let signer = &report.signers[0];
        assert_eq!(signer.time.source.code(), source, "{name}");
        assert_eq!(signer.time_stamps[0].indication, Indication::TotalPassed, "{name}");
    }
    let unstamped = stamped(&[]);
    let report = report(&validator(Policy::order_500()), &unstamped, recorded);
    assert_eq!(report.signers[0].time.source, ProofSource::Validation);
    assert_eq!(report.judged_time, time(NOW));
}

/// Threat 30: stamps that prove nothing are told, weigh nothing, and hide no good one, whatever their number and order.
#[test]
fn bad_stamps_hide_no_good_one() {
    let validator = validator(Policy::archive());
    let bad = ["wrong_imprint", "tampered", "foreign_tsa", "revoked_tsa", "version_2", "future"];
    let tokens: Vec<_> = bad.iter().chain(&["person"]).map(|file| token(file)).collect();
    let report = report(&validator, &stamped(&tokens), time(NOW));
    assert_eq!(report.indication, Indication::TotalPassed);
    let signer = &report.signers[0];
    assert_eq!((signer.time_stamps.len(), signer.time.source.code()), (7, "time-stamp"));
    let told = signer.judgements.iter().filter(|found| found.reason.code() == "time-stamp-proves-nothing");
    assert_eq!(told.count(), bad.len());
    // They cost like everything else: a flood of them is not known to be good.
    let flood: Vec<_> = (0..40).map(|_| token("person")).collect();
    let report = self::report(&validator, &stamped(&flood), time(NOW));
    assert_eq!(report.signers[0].time_stamps.len(), 40);
}

/// Evidence in a stamp's own token is evidence like any other, and its certificates are candidates, never anchors.
#[test]
fn nothing_in_a_message_is_trusted() {
    let message = std::fs::read(path("messages/stamped_revocation_values.cms")).unwrap();
    let nothing = Validator::new(kz_eds::TrustStore::new(), Policy::archive());
    let found = report(&nothing, &message, time(NOW));
    assert_ne!(found.indication, Indication::TotalPassed);
    let root_alone = common::trust(&[path("../trust/root_rsa.cer")], &[]);
    let found = report(&Validator::new(root_alone, Policy::archive()), &message, time(NOW));
    // The chain is in certificate-values, the evidence in revocation-values.
    assert_eq!((found.indication, found.adverse()), (Indication::TotalPassed, vec![]));
    assert_eq!(found.signers[0].time_stamps[0].indication, Indication::TotalPassed);
    let without = std::fs::read(path("messages/stamped.cms")).unwrap();
    let found = report(&validator(Policy::archive()).with_evidence(Evidence::new()), &without, time(NOW));
    assert_eq!(found.indication, Indication::Indeterminate);
}
