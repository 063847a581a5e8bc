//! What no single case of `testdata/` shows of OCSP: the rules of policies, nonces, budgets, order.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::fs;

use chrono::{DateTime, TimeDelta, Utc};
use kz_eds::{
    Certificate, Evidence, EvidenceRule, FreshnessRule, Issued, Limits, Moment, OcspResponse, Policy, Reason,
    Responders, Sources, TrustAnchor, TrustStore, Validator, Verdict,
};

const AT: &str = "2026-06-01T12:00:00Z";

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn certificate(path: &str) -> Certificate {
    Certificate::parse(&fs::read(common::testdata(path)).unwrap()).unwrap()
}

fn response(name: &str) -> OcspResponse {
    let path = format!("ocsp/{name}.ocsp");
    OcspResponse::parse(&fs::read(common::testdata(&path)).unwrap()).unwrap()
}

fn lists(paths: &[&str]) -> Evidence {
    common::evidence(&paths.iter().map(|path| common::testdata(path)).collect::<Vec<_>>())
}

/// Nothing but the root's list and these responses.
fn answers(names: &[&str]) -> Evidence {
    names.iter().fold(lists(&["evidence/root_rsa.crl"]), |evidence, name| evidence.with_ocsp(response(name)))
}

fn validator(policy: Policy, evidence: Evidence) -> Validator {
    Validator::new(common::trust(&[common::testdata("trust")], &[]), policy).with_evidence(evidence)
}

fn verdict(policy: Policy, evidence: Evidence) -> Verdict {
    validator(policy, evidence).validate_certificate(&certificate("certificates/person.cer"), at(AT))
}

/// The codes of what stands against the person's certificate; `"good"` for nothing.
fn person(policy: Policy, evidence: Evidence) -> String {
    codes(&verdict(policy, evidence))
}

fn codes(verdict: &Verdict) -> String {
    let codes: Vec<_> = verdict.reasons().iter().map(|reason| reason.code()).collect();
    if verdict.is_passed() { "good".to_owned() } else { codes.join(",") }
}

fn with(sources: Sources) -> Policy {
    Policy { sources, ..Policy::applicant() }
}

/// Every combination of what a list and an answer can say, under every rule.
#[test]
fn lists_and_answers_by_every_rule() {
    let nca = "evidence/nca_rsa.crl";
    let (good, held, unknown) = ("person_good", "person_on_hold", "person_unknown");
    let missing = "revocation-missing";
    let stale = "revocation-stale";
    for (list, answer, by_lists, by_responses, either, both) in [
        (Some(nca), Some(good), "good", "good", "good", "good"),
        (Some(nca), Some(held), "good", "certificate-on-hold", "certificate-on-hold", "certificate-on-hold"),
        (Some(nca), Some(unknown), "good", "ocsp-unknown", "good", "ocsp-unknown"),
        (Some(nca), None, "good", missing, "good", missing),
        (None, Some(good), missing, "good", "good", missing),
        (None, Some(unknown), missing, "ocsp-unknown", "ocsp-unknown", "ocsp-unknown,revocation-missing"),
        (None, None, missing, missing, missing, missing),
        (Some("lists/stale.crl"), Some(good), stale, "good", "good", stale),
        (Some("lists/stale.crl"), None, stale, missing, stale, "revocation-missing,revocation-stale"),
    ] {
        let evidence = || {
            let known = ["evidence/root_rsa.crl"].into_iter().chain(list).collect::<Vec<_>>();
            answer.map_or(lists(&known), |name| lists(&known).with_ocsp(response(name)))
        };
        for (sources, expected) in [
            (Sources::Lists, by_lists),
            (Sources::Responses, by_responses),
            (Sources::Either, either),
            (Sources::Both, both),
        ] {
            assert_eq!(person(with(sources), evidence()), expected, "{sources:?} {list:?} {answer:?}");
        }
    }
}

/// The rule for authorities is another than that for the leaf.
#[test]
fn authorities_have_a_rule_of_their_own() {
    let evidence = || lists(&["evidence"]);
    let by_answers = Policy { ca_sources: Sources::Responses, ..Policy::applicant() };
    assert_eq!(person(by_answers.clone(), evidence()), "revocation-missing");
    assert_eq!(person(by_answers.clone(), evidence().with_ocsp(response("nca_rsa_good"))), "good");
    let relaxed = Policy { ca_evidence: EvidenceRule::IfGiven, ..by_answers.clone() };
    assert_eq!(person(relaxed, evidence()), "good");
    let age = Some(TimeDelta::minutes(29));
    let short = FreshnessRule { response_age_without_next_update: age, ..FreshnessRule::NEXT_UPDATE };
    let impatient = Policy { ca_freshness: short, ..by_answers };
    assert_eq!(person(impatient, evidence().with_ocsp(response("nca_rsa_good"))), "revocation-stale");
}

/// A responder without nocheck is judged by the lists of its issuer, whatever speaks of the leaf.
#[test]
fn responders_without_nocheck_are_judged() {
    let by_answers = || with(Sources::Responses);
    let named = |name| lists(&["evidence"]).with_ocsp(response(name));
    assert_eq!(person(by_answers(), named("delegated_without_nocheck")), "good");
    assert_eq!(person(by_answers(), named("delegated_to_revoked")), "ocsp-responder-not-authorised");
    assert_eq!(person(by_answers(), named("delegated_of_itself")), "good");
    // Not by an answer of its own.
    assert_eq!(person(by_answers(), answers(&["delegated_of_itself"])), "revocation-circular");
    let relaxed = Policy { responder_evidence: EvidenceRule::IfGiven, ..by_answers() };
    assert_eq!(person(relaxed.clone(), answers(&["delegated_without_nocheck"])), "good");
    let because = |policy, evidence| {
        let verdict = verdict(policy, evidence);
        let judgement = verdict.report().judgements[0].clone();
        assert_eq!(judgement.reason, Reason::OcspResponderNotAuthorised);
        judgement.facts.iter().find(|fact| fact.name() == "because").unwrap().value()
    };
    assert_eq!(because(by_answers(), answers(&["delegated_without_nocheck"])), "revocation-missing");
    assert_eq!(because(relaxed, named("delegated_to_revoked")), "certificate-revoked");
    assert_eq!(because(by_answers(), answers(&["delegated_to_expired"])), "certificate-expired");
}

#[test]
fn the_nonce_that_was_sent_must_come_back() {
    let judged = |name, nonce: &[u8]| {
        let evidence = answers(&[]).with_ocsp(response(name).expecting_nonce(nonce));
        person(Policy::applicant(), evidence)
    };
    assert_eq!(judged("person_nonce", &[7; 16]), "good");
    for (name, nonce) in
        [("person_nonce", &[7; 15][..]), ("person_nonce", &[8; 16]), ("person_good", &[7; 16])]
    {
        assert_eq!(judged(name, nonce), "ocsp-nonce-mismatch", "{name} {nonce:?}");
    }
}

/// Ages are inclusive, and a policy may do without them.
#[test]
fn answers_grow_old() {
    let aged = |edit: fn(&mut FreshnessRule)| {
        let mut policy = Policy::applicant();
        edit(&mut policy.freshness);
        policy
    };
    // Both answers are half an hour old, the second says until tomorrow and is three days old.
    for (edit, open_ended, with_end) in [
        ((|_| ()) as fn(&mut FreshnessRule), "good", "good"),
        (|rule| rule.response_age_without_next_update = None, "ocsp-answer-unusable", "good"),
        (|rule| rule.response_age_without_next_update = Some(TimeDelta::minutes(30)), "good", "good"),
        (
            |rule| rule.response_age_without_next_update = Some(TimeDelta::minutes(29)),
            "revocation-stale",
            "good",
        ),
        (|rule| rule.response_age = Some(TimeDelta::days(1)), "good", "revocation-stale"),
        // The age of lists is not theirs.
        (|rule| rule.list_age = Some(TimeDelta::minutes(1)), "good", "good"),
    ] {
        assert_eq!(person(aged(edit), answers(&["person_good"])), open_ended);
        assert_eq!(person(aged(edit), answers(&["person_next_update"])), with_end);
    }
}

/// An answer that is not in force says nothing against one that is.
#[test]
fn old_answers_do_not_spoil_new_ones() {
    let of = |names: &[&str], path: &str| {
        let validator = validator(Policy::applicant(), answers(names));
        codes(&validator.validate_certificate(&certificate(path), at(AT)))
    };
    let person = "certificates/person.cer";
    assert_eq!(of(&["person_stale"], person), "revocation-stale");
    assert_eq!(of(&["person_stale", "person_good"], person), "good");
    let ended = "certificates/ended_in_may.cer";
    assert_eq!(of(&["ended_good"], ended), "certificate-expired,revocation-after-expiry");
    assert_eq!(of(&["ended_good", "ended_good_archive"], ended), "certificate-expired");
}

/// A day's old clock is a day off; five minutes are nothing.
#[test]
fn a_response_may_be_a_little_early() {
    let person = certificate("certificates/person.cer");
    let asked = |time| {
        codes(
            &validator(Policy::applicant(), answers(&["person_good"]))
                .validate_certificate(&person, at(time)),
        )
    };
    assert_eq!(asked("2026-06-01T11:25:00Z"), "good");
    assert_eq!(asked("2026-06-01T11:24:59Z"), "revocation-future");
}

/// Revoked at ten: a signature that is proven to be from nine stays good, as with lists.
#[test]
fn proof_of_existence_outlives_a_benign_revocation() {
    let person = certificate("certificates/person.cer");
    let asked = |name, moment: Moment| {
        validator(Policy::applicant(), answers(&[name])).validate_certificate(&person, moment)
    };
    let proven = Moment::at(at(AT)).proven_by(at("2026-06-01T09:00:00Z"));
    let later = asked("person_revoked_later", proven);
    assert!(later.is_passed());
    assert!(later.report().judgements.iter().any(|judgement| judgement.reason == Reason::RevokedLater));
    assert_eq!(codes(&asked("person_revoked_later", at(AT).into())), "certificate-revoked");
    // Suspected since January.
    assert_eq!(codes(&asked("person_invalid_since", proven)), "certificate-revoked");
    let early = Moment::at(at(AT)).proven_by(at("2026-03-01T09:00:00Z"));
    assert_eq!(codes(&asked("person_revoked", early)), "certificate-revoked", "a lost key is not benign");
}

/// Only an answer from after the signature tells of a revocation that was asked for before it.
#[test]
fn answers_can_be_demanded_from_after_the_signature() {
    let person = certificate("certificates/person.cer");
    let freshness = FreshnessRule { issued: Issued::AfterSignature, ..FreshnessRule::NEXT_UPDATE };
    let policy = Policy { freshness, ..Policy::applicant() };
    let asked = |proven: &str| {
        let moment = Moment::at(at(AT)).proven_by(at(proven));
        codes(&validator(policy.clone(), answers(&["person_good"])).validate_certificate(&person, moment))
    };
    assert_eq!(asked("2026-06-01T11:30:00Z"), "good");
    assert_eq!(asked("2026-06-01T11:30:01Z"), "revocation-stale");
}

/// The proof is the signature's: a responder must be good now.
#[test]
fn responders_are_judged_now() {
    let person = certificate("certificates/person.cer");
    let moment = Moment::at(at(AT)).proven_by(at("2026-06-01T05:30:00Z"));
    let validator = validator(Policy::applicant(), answers(&["delegated_to_expired"]));
    assert_eq!(codes(&validator.validate_certificate(&person, moment)), "ocsp-responder-not-authorised");
}

/// The responder's own evidence need not be from after the signature: it did not sign it.
#[test]
fn responders_are_judged_by_evidence_of_any_time() {
    let person = certificate("certificates/person.cer");
    let freshness = FreshnessRule { issued: Issued::AfterSignature, ..FreshnessRule::NEXT_UPDATE };
    let policy = Policy {
        freshness,
        ca_freshness: freshness,
        ca_evidence: EvidenceRule::IfGiven,
        ..with(Sources::Responses)
    };
    let evidence = Evidence::new().with_ocsp(response("nca_rsa_good")).with_ocsp(response("delegated"));
    let moment = Moment::at(at(AT)).proven_by(at("2026-06-01T11:30:00Z"));
    let verdict = validator(policy, evidence).validate_certificate(&person, moment);
    assert_eq!(codes(&verdict), "good");
}

/// An anchor answers for others only where the policy takes anchors as responders.
#[test]
fn anchors_answer_where_the_policy_says_so() {
    let stranger = TrustAnchor::new(certificate("trust-responder/responder.cer"));
    let person = certificate("certificates/person.cer");
    let until = |sunset| stranger.clone().with_sunset(at(sunset));
    let trusting = |responders, name: &str, stranger: TrustAnchor| {
        // Nobody else knows this responder: its certificate is in no response and no store.
        let trust = common::trust(&[common::testdata("trust")], &[]).with_trust_anchor(stranger);
        let policy = Policy { responders, ..Policy::applicant() };
        let validator = Validator::new(trust, policy).with_evidence(answers(&[name]));
        codes(&validator.validate_certificate(&person, at(AT)))
    };
    let asked = |responders, name: &str| trusting(responders, name, stranger.clone());
    let name = "delegated_without_certificate";
    assert_eq!(asked(Responders::OfTheIssuer, name), "ocsp-responder-not-authorised");
    assert_eq!(asked(Responders::OrAnchors, name), "good");
    assert_eq!(asked(Responders::OrAnchors, "delegated_without_purpose"), "good", "it is the same key");
    assert_eq!(asked(Responders::OrAnchors, "person_wrong_key"), "revocation-signature-invalid");
    assert_eq!(trusting(Responders::OrAnchors, name, until("2026-06-01T12:00:00Z")), "good");
    let over = trusting(Responders::OrAnchors, name, until("2026-06-01T11:59:59Z"));
    assert_eq!(over, "ocsp-responder-not-authorised");
}

/// A flood of answers is cut, and what was not looked at might have been a revocation.
#[test]
fn a_flood_of_answers_is_cut() {
    let flood = || (0..50).fold(answers(&[]), |evidence, _| evidence.with_ocsp(response("person_wrong_key")));
    let limited =
        |signatures| Policy { limits: Limits { signatures, ..Limits::default() }, ..Policy::applicant() };
    assert_eq!(person(limited(20), flood()), "budget-exceeded");
    assert_eq!(person(limited(100), flood().with_ocsp(response("person_good"))), "good");
    for first in [true, false] {
        let evidence = if first {
            flood_after(answers(&["person_good"]))
        } else {
            flood().with_ocsp(response("person_good"))
        };
        assert_eq!(person(limited(20), evidence), "budget-exceeded", "in any order");
    }
    assert!(person(limited(20), flood_after(answers(&["person_revoked"]))).contains("certificate-revoked"));
}

/// Answers that cost no signature cost steps, and so do candidates for their responders.
#[test]
fn answers_and_responders_are_counted() {
    let many = |name, count| (0..count).fold(answers(&[]), |evidence, _| evidence.with_ocsp(response(name)));
    let limited = |steps, signatures| Policy {
        limits: Limits { steps, signatures, ..Limits::default() },
        ..Policy::applicant()
    };
    assert_eq!(person(limited(20, 100), many("person_critical", 50)), "budget-exceeded");
    assert_eq!(person(limited(60, 100), many("person_critical", 50)), "ocsp-answer-unusable");
    // One for the response, one for its responder.
    assert_eq!(person(limited(40, 100), many("delegated_by_stranger", 25)), "budget-exceeded");
    assert_eq!(person(limited(60, 100), many("delegated_by_stranger", 25)), "ocsp-responder-not-authorised");
    // The signature on the responder's certificate.
    assert_eq!(person(limited(1000, 20), many("delegated_by_other_generation", 25)), "budget-exceeded");
    assert_eq!(
        person(limited(1000, 35), many("delegated_by_other_generation", 25)),
        "ocsp-responder-not-authorised"
    );
}

fn flood_after(evidence: Evidence) -> Evidence {
    (0..50).fold(evidence, |evidence, _| evidence.with_ocsp(response("person_wrong_key")))
}

/// The report names the response, and the error that stood in place of one.
#[test]
fn reports_name_the_evidence() {
    let good = verdict(Policy::applicant(), answers(&["person_good"]));
    let record =
        good.report().evidence.iter().find(|record| record.about == kz_eds::About::Certificate).unwrap();
    assert_eq!((record.kind, record.fingerprint), ("response", response("person_good").fingerprint()));
    assert_eq!((record.this_update, record.next_update), (at("2026-06-01T11:30:00Z"), None));
    let missing = verdict(Policy::applicant(), answers(&["try_later"]));
    let facts = &missing.report().judgements[0].facts;
    assert!(facts.iter().any(|fact| (fact.name(), &*fact.value()) == ("response-status", "tryLater")));
    let both = verdict(with(Sources::Both), lists(&["evidence"]).with_ocsp(response("person_good")));
    let kinds: Vec<_> = both.report().evidence.iter().map(|record| record.kind).collect();
    assert_eq!(kinds, ["list", "list", "response"]);
}

/// In whatever order responses, lists and answers come, the outcome is the same.
#[test]
fn order_changes_nothing() {
    let names =
        ["person_good", "person_unknown", "person_stale", "person_tampered", "person_on_hold", "try_later"];
    let mut seen = 0;
    for start in 0..names.len() {
        for length in 1..=names.len() {
            let set: Vec<_> = (0..length).map(|step| names[(start + step) % names.len()]).collect();
            let reversed: Vec<_> = set.iter().rev().copied().collect();
            let (one, other) =
                (person(Policy::applicant(), answers(&set)), person(Policy::applicant(), answers(&reversed)));
            assert_eq!(one, other, "{set:?}");
            seen += usize::from(one == "good");
        }
    }
    assert!(seen > 0, "some are good");
}

/// NFR-2: no flipped bit of a response passes, unless it is outside of what is signed and said.
#[test]
fn no_flipped_bit_passes() {
    let mut der = response("delegated").as_der().to_vec();
    let asked = |der: &[u8]| match OcspResponse::from_der(der) {
        Ok(response) => person(Policy::applicant(), answers(&[]).with_ocsp(response)),
        Err(_) => "unreadable".to_owned(),
    };
    assert_eq!(asked(&der), "good");
    let mut refused = 0;
    for place in (0..der.len()).step_by(3) {
        der[place] ^= 1 << (place % 8);
        assert_ne!(asked(&der), "good", "octet {place}");
        refused += 1;
        der[place] ^= 1 << (place % 8);
    }
    assert!(refused > 400);
}

/// Taking trust or a proof of existence away never makes a verdict pass that did not.
#[test]
fn taking_trust_away_never_helps() {
    let person = certificate("certificates/person.cer");
    let stores = ["trust", "trust-responder", "trust-generation", "trust-renamed"];
    let (mut passed, mut judged) = (0, 0);
    for file in common::files(&common::testdata("ocsp")) {
        let Ok(response) = OcspResponse::parse(&fs::read(&file).unwrap()) else { continue };
        let ask = |stores: &[&str], moment: Moment| {
            let folders: Vec<_> = stores.iter().map(|name| common::testdata(name)).collect();
            let evidence = answers(&[]).with_ocsp(response.clone());
            let validator = Validator::new(common::trust(&folders, &[]), Policy::applicant());
            validator.with_evidence(evidence).validate_certificate(&person, moment).is_passed()
        };
        let now = Moment::at(at(AT));
        let proven = now.proven_by(at("2026-06-01T09:00:00Z"));
        let with_all = ask(&stores, now);
        for length in 1..stores.len() {
            assert!(with_all || !ask(&stores[..length], now), "{}", file.display());
        }
        assert!(ask(&stores, proven) || !with_all, "{}", file.display());
        passed += usize::from(with_all);
        judged += 1;
    }
    assert!(passed > 10 && judged > 60, "{passed} of {judged}");
}

/// Nobody is good by answers without a path to an anchor.
#[test]
fn nothing_trusted_is_nothing_passed() {
    let validator =
        Validator::new(TrustStore::new(), Policy::applicant()).with_evidence(answers(&["person_good"]));
    assert_eq!(
        codes(&validator.validate_certificate(&certificate("certificates/person.cer"), at(AT))),
        "path-not-found"
    );
}
