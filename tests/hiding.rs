//! Whatever speaks against a certificate cannot be hidden: not by evidence that nobody signed, not by other evidence that
//! is good, not by spending the budget, not by the order of things (threats 18 to 21).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use common::world::*;
use kz_eds::{
    Crl, Evidence, EvidenceRule, Limits, OcspResponse, Policy, Sources, TrustStore, UsageRule, Validator,
};
use kz_eds_testdata::authority::Authority;
use kz_eds_testdata::extension::Extension;
use kz_eds_testdata::keys::Key;
use kz_eds_testdata::lists::{
    CERTIFICATE_HOLD, Entry, KEY_COMPROMISE, List, REMOVE_FROM_CRL, delta_crl_indicator,
    issuing_distribution_point as scope,
};
use kz_eds_testdata::ocsp::{self, About, Answer, Response};
use kz_eds_testdata::template::{Template, serial};
use kz_eds_testdata::{der, extension, oids};

fn entry() -> Entry {
    Entry::new("leaf", "260501000000Z")
}

fn portal() -> Policy {
    Policy { usage: UsageRule::Any, ca_evidence: EvidenceRule::NotChecked, ..Policy::applicant() }
}

/// What the CA's own key answers about the leaf.
fn answer(world: &World, status: Vec<u8>) -> Vec<u8> {
    let about = About {
        issuer_name: world.ca.name.clone(),
        issuer_key: world.ca.key.public(),
        serial: serial("leaf"),
    };
    Response::new(ocsp::by_name(&world.ca.name), &world.ca.key, vec![Answer::new(&about, status)]).sign()
}

fn revoked() -> Vec<u8> {
    ocsp::revoked("20260501000000Z", Some(KEY_COMPROMISE))
}

/// The reasons against the leaf, under the portal's rules.
fn reasons(
    world: &World,
    policy: Policy,
    known: &[Vec<u8>],
    lists: &[&[u8]],
    responses: &[&[u8]],
) -> Vec<&'static str> {
    let trust = TrustStore::new().with_anchor(&world.root.certificate).unwrap();
    let known = known.iter().chain([&world.ca.certificate]);
    let trust = known.fold(trust, |trust, other| trust.with_intermediate(other).unwrap());
    let lists = lists.iter().map(|list| Crl::from_der(list.to_vec()).unwrap());
    let evidence = lists.fold(Evidence::new(), Evidence::with_crl);
    let responses = responses.iter().map(|response| OcspResponse::from_der(response.to_vec()).unwrap());
    let validator =
        Validator::new(trust, policy).with_evidence(responses.fold(evidence, Evidence::with_ocsp));
    let verdict = validator.validate_certificate(&world.leaf(&[]), time(NOW));
    verdict.reasons().iter().map(|reason| reason.code()).collect()
}

fn judge(world: &World, lists: &[&[u8]], responses: &[&[u8]]) -> Vec<&'static str> {
    let found = reasons(world, portal(), &[], lists, responses);
    let backwards: Vec<_> = lists.iter().rev().copied().collect();
    assert_eq!(found, reasons(world, portal(), &[], &backwards, responses), "by the order of the lists");
    found
}

/// In the CA's name by a key that nobody knows, and without a number.
fn forged(world: &World, file: &str) -> List {
    let mut list = List::of(&world.ca, 153, vec![Entry::new(file, "260501000000Z")]);
    list.extensions.retain(|found| found.oid != oids::CRL_NUMBER);
    list
}

fn by_nobody(world: &World, list: &List) -> Vec<u8> {
    let (file, name, key_id) = ("nobody", world.ca.name.clone(), world.ca.key_id.clone());
    list.sign(&Authority { file, name, key: Key::of_word("nobody"), key_id, certificate: Vec::new() })
}

#[test]
fn a_forged_delta_hides_no_hold() {
    let world = World::new();
    let held = world.list().with_entry(entry().because(CERTIFICATE_HOLD)).sign(&world.ca);
    let forged = by_nobody(&world, &forged(&world, "leaf").with(delta_crl_indicator(152)));
    let good = answer(&world, ocsp::good());
    for (lists, responses) in [
        (&[&held[..]][..], &[][..]),
        (&[&held], &[&good[..]]),
        (&[&held, &forged], &[]),
        (&[&held, &forged], &[&good]),
    ] {
        assert_eq!(judge(&world, lists, responses), ["certificate-on-hold"]);
    }
    // Where nothing else speaks against the certificate it is a doubt, which no good answer takes away.
    let clean = world.list().sign(&world.ca);
    assert_eq!(judge(&world, &[&clean], &[&good]), [""; 0]);
    assert_eq!(judge(&world, &[&clean, &forged], &[&good]), ["revocation-list-unusable"]);
}

#[test]
fn no_scope_hides_another() {
    let world = World::new();
    let users = || scope(&[der::context_primitive(1, &[0xFF])]);
    let clean = world.list().sign(&world.ca);
    let revoking = world.list().with_entry(entry()).with(users()).sign(&world.ca);
    let forged_delta = by_nobody(&world, &forged(&world, "leaf").with(delta_crl_indicator(152)));
    let good = answer(&world, ocsp::good());
    assert_eq!(judge(&world, &[&clean, &revoking, &forged_delta], &[&good]), ["certificate-revoked"]);
    let unknown = Extension::new(oids::UNKNOWN, der::null()).critical();
    let odd = world.list().with_entry(entry()).with(users()).with(unknown).sign(&world.ca);
    assert_eq!(judge(&world, &[&clean, &odd], &[]), ["revocation-list-unusable"]);
    // A stale list by the issuing key is not outdone by another key's in another scope.
    let stale = world.list().with_entry(entry().because(CERTIFICATE_HOLD));
    let stale = stale.between("260530040000Z", "260531070000Z").sign(&world.ca);
    let second = world.other("second", |mut template| {
        template.subject.clone_from(&world.ca.name);
        template.without(oids::BASIC_CONSTRAINTS).with(extension::key_usage(extension::CRL_SIGN))
    });
    let by_second = List { issuer: world.ca.name.clone(), ..List::of(&second, 160, vec![]) };
    let by_second = by_second.with(users()).sign(&second);
    let root = List::of(&world.root, 3, vec![]).sign(&world.root);
    let known = [second.certificate.clone()];
    let found = reasons(&world, portal(), &known, &[&stale, &by_second, &root], &[]);
    assert_eq!(found, ["revocation-stale"]);
    assert_eq!(reasons(&world, portal(), &known, &[&by_second, &root], &[]), [""; 0]);
}

/// 5.2.4: what comes and goes between two complete lists may be left out of the newer delta.
#[test]
fn an_older_delta_ends_no_hold() {
    let world = World::new();
    let held = world.list().with_entry(entry().because(CERTIFICATE_HOLD)).sign(&world.ca);
    let delta = |number, hour: u8, entries| {
        let list = List::of(&world.ca, number, entries).with(delta_crl_indicator(152));
        list.between(&format!("260601{hour:02}0000Z"), "260601160000Z").sign(&world.ca)
    };
    let older = delta(153, 8, vec![entry().because(REMOVE_FROM_CRL)]);
    let newer = delta(154, 10, vec![]);
    assert_eq!(judge(&world, &[&held, &older], &[]), [""; 0]);
    assert_eq!(judge(&world, &[&held, &older, &newer], &[]), ["certificate-on-hold"]);
}

/// A delta is older than lists of its own series only.
#[test]
fn a_newer_list_of_another_key_hides_no_delta() {
    let world = World::new();
    let second = world.other("second", |mut template| {
        template.subject.clone_from(&world.ca.name);
        template.without(oids::BASIC_CONSTRAINTS).with(extension::key_usage(extension::CRL_SIGN))
    });
    let delta = List::of(&world.ca, 153, vec![entry()]).with(delta_crl_indicator(152));
    let delta = delta.between("260601080000Z", "260601160000Z").sign(&world.ca);
    let newer = List { issuer: world.ca.name.clone(), ..List::of(&second, 160, vec![]) };
    let newer = newer.between("260601100000Z", "260602070000Z").sign(&second);
    let root = List::of(&world.root, 3, vec![]).sign(&world.root);
    let known = [second.certificate.clone()];
    assert_eq!(reasons(&world, portal(), &known, &[&newer, &root], &[]), [""; 0]);
    assert_eq!(reasons(&world, portal(), &known, &[&delta, &newer, &root], &[]), ["certificate-revoked"]);
}

#[test]
fn a_complete_list_removes_nobody() {
    let world = World::new();
    let list = world.list().with_entry(entry().because(REMOVE_FROM_CRL)).sign(&world.ca);
    assert_eq!(judge(&world, &[&list], &[]), ["revocation-list-unusable"]);
}

/// The certificate of a responder in the CA's name, which this authority signed.
fn responder(world: &World, signer: &Authority) -> Vec<u8> {
    let template = Template {
        version: Some(2),
        serial: serial("responder"),
        scheme: world.ca.key.usual_scheme(),
        outer_scheme: None,
        issuer: world.ca.name.clone(),
        not_before: der::utc_time("260115060000Z"),
        not_after: der::utc_time("270115060000Z"),
        subject: name("Responder").der(),
        public_key: Key::of_word("responder").public(),
        extensions: vec![extension::extended_key_usage(&["1.3.6.1.5.5.7.3.9"])],
    };
    template.sign(signer)
}

/// What it answers about the leaf, with these certificates embedded.
fn answers(world: &World, status: Vec<u8>, embedded: &[&[u8]]) -> Vec<u8> {
    let about = About {
        issuer_name: world.ca.name.clone(),
        issuer_key: world.ca.key.public(),
        serial: serial("leaf"),
    };
    let (key, answer) = (Key::of_word("responder"), vec![Answer::new(&about, status)]);
    let response = Response::new(ocsp::by_name(&name("Responder").der()), &key, answer);
    embedded.iter().fold(response, |response, certificate| response.certificate(certificate)).sign()
}

/// Whoever makes the responder doubtful does not make its answer go away.
#[test]
fn a_doubtful_responder_is_not_outvoted() {
    let world = World::new();
    let responder = responder(&world, &world.ca);
    let told = answers(&world, revoked(), &[&responder]);
    let clean = world.list().sign(&world.ca);
    assert_eq!(judge(&world, &[&clean], &[&told]), ["certificate-revoked"]);
    let forged = by_nobody(&world, &forged(&world, "responder").between("260601050000Z", "260602070000Z"));
    assert_eq!(judge(&world, &[&clean, &forged], &[&told]), ["ocsp-responder-not-authorised"]);
}

/// Nor whoever takes its certificate away (threat 30), or breaks its signature.
#[test]
fn an_unknown_responder_is_not_outvoted() {
    let world = World::new();
    let responder = responder(&world, &world.ca);
    let clean = world.list().sign(&world.ca);
    let judge = |known: &[Vec<u8>], response: &[u8]| reasons(&world, portal(), known, &[&clean], &[response]);
    let told = answers(&world, revoked(), &[]);
    assert_eq!(judge(std::slice::from_ref(&responder), &told), ["certificate-revoked"]);
    assert_eq!(judge(&[], &told), ["ocsp-responder-not-authorised"]);
    assert_eq!(judge(&[], &answers(&world, ocsp::good(), &[])), [""; 0]);
    // Nor whoever puts another in its place.
    let stranger = self::responder(&world, &world.root);
    let replaced = answers(&world, revoked(), &[&stranger]);
    assert_eq!(judge(&[], &replaced), ["ocsp-responder-not-authorised"]);
    assert_eq!(judge(std::slice::from_ref(&responder), &replaced), ["certificate-revoked"]);
    let mut broken = told;
    *broken.last_mut().unwrap() ^= 1;
    assert_eq!(judge(&[responder], &broken), ["revocation-signature-invalid"]);
}

/// Nor by another answer: the worst of several counts, and it may be one that cannot be relied on.
#[test]
fn an_unknown_responder_is_not_outvoted_by_another() {
    let world = World::new();
    let responder = responder(&world, &world.ca);
    let good = answer(&world, ocsp::good());
    // The list is there for the responder alone.
    let (list, policy) = (world.list().sign(&world.ca), Policy { sources: Sources::Responses, ..portal() });
    let judge = |known: &[Vec<u8>], status| {
        reasons(&world, policy.clone(), known, &[&list], &[&good, &answers(&world, status, &[])])
    };
    let known = std::slice::from_ref(&responder);
    for (status, reason) in [(revoked(), "certificate-revoked"), (ocsp::unknown(), "ocsp-unknown")] {
        assert_eq!(judge(known, status.clone()), [reason]);
        assert_eq!(judge(&[], status), ["ocsp-responder-not-authorised"]);
    }
    assert_eq!(judge(known, ocsp::good()), [""; 0]);
    assert_eq!(judge(&[], ocsp::good()), [""; 0]);
}

/// For whatever is left of the budget the verdict is never better than for all of it.
#[test]
fn spent_budgets_hide_nothing() {
    let world = World::new();
    let (clean, told) = (world.list().sign(&world.ca), answer(&world, revoked()));
    let users = scope(&[der::context_primitive(1, &[0xFF])]);
    let revoking = world.list().with_entry(entry()).with(users).sign(&world.ca);
    let whole = Limits::default();
    for bound in 0..12 {
        for limits in [
            Limits { steps: bound, ..whole },
            Limits { signatures: bound, ..whole },
            Limits { name_comparisons: bound, ..whole },
            Limits { policy_nodes: bound, ..whole },
        ] {
            let policy = || Policy { limits, ..portal() };
            for (lists, responses) in [(&[&clean[..]][..], &[&told[..]][..]), (&[&clean, &revoking], &[])] {
                let found = reasons(&world, policy(), &[], lists, responses);
                assert!(!found.is_empty(), "{limits:?}");
            }
        }
    }
}

/// The same name in a string that is not decoded is nobody else's.
#[test]
fn an_entry_is_ours_in_any_string() {
    let world = World::new();
    let of = |value| {
        let issuer = name("x").without(oids::COMMON_NAME).without(oids::COUNTRY);
        issuer.with(oids::COMMON_NAME, value).with(oids::COUNTRY, der::printable("KZ")).der()
    };
    let judged = |value| {
        let issuer = certificate_issuer(&[directory(&of(value))]);
        let list = world.list().with(scope(&[indirect()])).with_entry(entry().with(issuer)).sign(&world.ca);
        judge(&world, &[&list], &[])
    };
    assert_eq!(judged(der::utf8("CA")), ["certificate-revoked"]);
    assert_eq!(judged(der::bmp("CA")), ["revocation-list-unusable"]);
    assert_eq!(judged(der::utf8("C\u{AD}A")), ["revocation-list-unusable"]);
    assert_eq!(judged(der::utf8("CB")), [""; 0]);
}
