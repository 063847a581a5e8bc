//! Time stamps over a signature: which of them prove something, and why the others do not.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use chrono::{DateTime, Utc};
use common::archive::path;
use kz_eds::{
    Crl, Evidence, EvidenceRule, FreshnessRule, Indication, Issued, Limits, Moment, Policy, ProofSource,
    Reason, RequestReport, SignedMessage, SignedRequest, Sources, TimeStampRecord, Validator,
};
use kz_eds_testdata::archive::Contents;
use kz_eds_testdata::attribute::Attribute;
use kz_eds_testdata::authority::Authorities;
use kz_eds_testdata::cms::{Signer, ordinary};
use kz_eds_testdata::der;
use kz_eds_testdata::extension::mail_address;
use kz_eds_testdata::keys::Key;
use kz_eds_testdata::numbers::Numbers;
use kz_eds_testdata::people::{Issuers, People};
use kz_eds_testdata::timestamp::{self, Info, Stamper, signature_time_stamp};

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

/// A token over that message's signature by an authority of mail address `tsa@pki.example`.
fn odd_token(change: impl FnOnce(&mut Info)) -> Vec<u8> {
    odd_token_by(change, |signer| signer)
}

fn odd_token_by(
    change: impl FnOnce(&mut Info),
    sign: impl for<'k> FnOnce(Signer<'k>) -> Signer<'k>,
) -> Vec<u8> {
    let bytes = std::fs::read(path("messages/person.cms")).unwrap();
    let message = SignedMessage::parse(&bytes).unwrap();
    let signature = message.signers().next().unwrap().signature().to_vec();
    let issuer = Authorities::new().nca_rsa;
    let named = mail_address("tsa@pki.example");
    let stamper = Stamper::by(&issuer, "tsa_at_work", Key::of_word("tsa"), |template| template.with(named));
    let (holder, info) = (stamper.holder(), Info::over(&signature).edit(change).der());
    timestamp::token_by(&holder, &info, sign(timestamp::signer(&holder, &info))).encode()
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

/// `tsa` is one of the subject names of the certificate, the subject itself or another (RFC 3161 2.4.2); and an imprint
/// whose algorithm is badly written is over nothing.
#[test]
fn names_and_imprints_are_read_strictly() {
    let validator = validator(Policy::archive());
    let judged = |token: Vec<u8>| {
        let report = report(&validator, &stamped(&[token]), time(NOW));
        against(&report.signers[0].time_stamps[0])
    };
    let mail = |address: &str| Some(der::context_primitive(1, address.as_bytes()));
    assert_eq!(judged(odd_token(|_| ())), [] as [&str; 0]);
    assert_eq!(judged(odd_token(|info| info.tsa = mail("tsa@pki.example"))), [] as [&str; 0]);
    assert_eq!(judged(odd_token(|info| info.tsa = mail("tsa@other.example"))), ["time-stamp-unusable"]);
    let odd = der::sequence(&[der::oid("2.16.840.1.101.3.4.2.1"), der::integer(1)]);
    assert_eq!(judged(odd_token(|info| info.imprint_algorithm = odd)), ["algorithm-unsupported"]);
}

/// A stamp from a little after the question holds, and proves nothing more than the question does: clocks differ.
#[test]
fn a_clock_may_be_a_little_ahead() {
    let message = stamped(&[token("person")]);
    let validator = validator(Policy::archive());
    let at = |text: &str| {
        let report = report(&validator, &message, time(text));
        let signer = &report.signers[0];
        (against(&signer.time_stamps[0]), signer.time.source)
    };
    assert_eq!(at("2026-06-01T11:41:00Z"), (vec![], ProofSource::Validation));
    assert_eq!(at("2026-06-01T11:40:59Z"), (vec!["time-stamp-in-future"], ProofSource::Validation));
    // genTime has come, and accuracy has not: it may have been made later.
    assert_eq!(at("2026-06-01T11:46:00Z"), (vec![], ProofSource::Validation));
    assert_ne!(at("2026-06-01T11:46:01Z").1, ProofSource::Validation);
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
    // What the signer's certificate must be told by is no matter of an authority's.
    let by_answers = validator(Policy { sources: Sources::Responses, ..Policy::archive() });
    let report = report(&by_answers, &message, time(NOW));
    assert_eq!(against(&report.signers[0].time_stamps[0]), [] as [&str; 0]);
    assert_eq!(report.adverse(), [Reason::RevocationMissing]);
}

/// Where evidence must be later than what it is asked about, an authority's must be later than its stamp.
#[test]
fn evidence_on_an_authority_may_have_to_be_later_than_its_stamp() {
    let freshness = FreshnessRule { issued: Issued::AfterSignature, ..FreshnessRule::NEXT_UPDATE };
    let validator = validator(Policy { freshness, ..Policy::archive() });
    // The lists are from the morning of that day.
    for (file, expected) in [("in_march", vec![]), ("person", vec!["revocation-stale"])] {
        let report = report(&validator, &stamped(&[token(file)]), time(NOW));
        assert_eq!(against(&report.signers[0].time_stamps[0]), expected, "{file}");
    }
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
    let person = std::fs::read(common::testdata("certificates/person.cer")).unwrap();
    let verdict = validator(Policy::order_500()).check_encoded(&person, None, recorded);
    let told = (verdict.report().judged_time, verdict.report().time_source);
    assert_eq!(told, (time(NOW), ProofSource::Validation));
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

/// Each stamp costs something, even one that is soon done with: what is left undone is not known to be good.
#[test]
fn a_flood_of_stamps_is_not_looked_through() {
    let flood: Vec<_> = (0..5).map(|_| token("without_certificate")).collect();
    let limits = Limits { steps: 3, ..Limits::default() };
    let validator = validator(Policy { limits, ..Policy::archive() });
    let report = report(&validator, &stamped(&flood), time(NOW));
    let mut codes: Vec<_> = report.signers[0].time_stamps.iter().map(against).collect();
    codes.sort_unstable();
    let (undone, done) = (vec!["budget-exceeded"; 2], vec!["signer-certificate-missing"; 3]);
    assert_eq!(codes.concat(), [undone, done].concat());
    assert_eq!(report.indication, Indication::Indeterminate);
}

/// A stamp may bring the evidence that it is judged by, beside its own signature (EN 319 122-1 A.1.2.2).
#[test]
fn a_token_brings_its_evidence() {
    let read = |file: &str| {
        let text = std::fs::read(path("../evidence").join(file)).unwrap();
        Crl::parse(&text).unwrap().as_der().to_vec()
    };
    let lists = [read("nca_rsa.crl"), read("root_rsa.crl")];
    let brought = |attribute: Option<Attribute>| {
        let token = odd_token_by(|_| (), |signer| attribute.into_iter().fold(signer, Signer::unsigned));
        let validator = validator(Policy::archive()).with_evidence(Evidence::new());
        let report = report(&validator, &stamped(&[token]), time(NOW));
        (report.indication, report.signers[0].time_stamps[0].indication)
    };
    let values = timestamp::revocation_values(&lists, &[]);
    assert_eq!(brought(Some(values)), (Indication::TotalPassed, Indication::TotalPassed));
    assert_eq!(brought(None), (Indication::Indeterminate, Indication::Indeterminate));
}

/// Signatures by GOST of both generations, stamped by authorities of each kind over imprints of each kind: the stamp
/// proves its time, and no other signature's does.
#[cfg(feature = "gost")]
#[test]
fn gost_signatures_are_stamped_by_gost_and_by_rsa() {
    use kz_eds_testdata::digest::Digest;
    use kz_eds_testdata::gost_files::Hierarchy;
    use kz_eds_testdata::holder::Holder;
    use kz_eds_testdata::profile::Profiles;

    let folders = |rsa, gost| [path(rsa), path(gost)];
    let validator =
        Validator::new(common::trust(&folders("../trust", "../trust-gost"), &[]), Policy::archive())
            .with_evidence(common::evidence(&folders("../evidence", "../evidence-gost")));
    let (today, old, rsa) = (Hierarchy::of_today(), Hierarchy::of_2004(), Authorities::new().nca_rsa);
    let stampers = [
        Stamper::new(&today.nca, "tsa_gost", Key::load("gost512_leaf")),
        Stamper::new(&old.nca, "tsa_gost_2004", Key::load("gost2004_leaf")),
        Stamper::new(&rsa, "tsa_rsa", Key::of_word("tsa")),
    ];
    let numbers = Numbers::new();
    for (nca, key) in [(&today.nca, "gost512_leaf"), (&old.nca, "gost2004_leaf")] {
        let profiles = Profiles::new(nca, &numbers, key);
        let person = Holder::new(&profiles, profiles.person("stamped_by_all"));
        let message = |content: &[u8], tokens: &[Vec<u8>]| {
            let signer = Signer::new(&person, content);
            let stamps = tokens.iter().map(|token| signature_time_stamp(token));
            ordinary(&person, content, stamps.fold(signer, Signer::unsigned)).encode()
        };
        let signature = |content: &[u8]| {
            let bytes = message(content, &[]);
            SignedMessage::parse(&bytes).unwrap().signers().next().unwrap().signature().to_vec()
        };
        for (stamper, imprint) in stampers
            .iter()
            .flat_map(|stamper| [Digest::Sha256, Digest::Streebog512].map(|digest| (stamper, digest)))
        {
            let over =
                |octets: &[u8]| timestamp::token(&stamper.holder(), &Info::by(imprint, octets)).encode();
            let judged = |token: Vec<u8>| {
                let report = report(&validator, &message(b"content", &[token]), time(NOW));
                assert_eq!((report.indication, report.adverse()), (Indication::TotalPassed, vec![]));
                (against(&report.signers[0].time_stamps[0]), report.signers[0].time.source.code())
            };
            let mut token = over(&signature(b"content"));
            assert_eq!(judged(token.clone()), (vec![], "time-stamp"));
            assert_eq!(
                judged(over(&signature(b"other"))),
                (vec!["time-stamp-imprint-mismatch"], "validation")
            );
            *token.last_mut().unwrap() ^= 1;
            assert_eq!(judged(token), (vec!["signature-invalid"], "validation"));
        }
    }
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
