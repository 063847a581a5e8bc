//! Threat 30 over worlds drawn at random: whichever certificates of others are taken away, who signs lists or answers, a
//! verdict that did not pass does not come to pass.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use common::world::*;
use kz_eds::{Crl, Evidence, EvidenceRule, Moment, OcspResponse, Policy, TrustStore, UsageRule, Validator};
use kz_eds_testdata::authority::{Authority, Draft};
use kz_eds_testdata::extension::{self, CRL_SIGN, Extension};
use kz_eds_testdata::keys::Key;
use kz_eds_testdata::lists::{CERTIFICATE_HOLD, Entry, List, REMOVE_FROM_CRL, delta_crl_indicator};
use kz_eds_testdata::ocsp::{self, About, Answer, Response};
use kz_eds_testdata::template::{Template, serial};
use kz_eds_testdata::{der, oids};
use proptest::collection::vec;
use proptest::prelude::*;

/// A list in the CA's name.
#[derive(Clone, Debug)]
struct DrawnList {
    /// By the CA's key, by one for lists alone, by another generation of the CA.
    signer: usize,
    number: u64,
    hour: u32,
    base: Option<u64>,
    /// What it says of the leaf: nothing, revoked, on hold, taken off.
    says: usize,
    names_its_key: bool,
    is_whole: bool,
}

/// An answer about the leaf.
#[derive(Clone, Debug)]
struct DrawnAnswer {
    /// By the CA's key, or by a responder of its own.
    by_responder: bool,
    is_embedded: bool,
    /// Good, revoked, on hold, unknown.
    says: usize,
    is_whole: bool,
}

fn list() -> impl Strategy<Value = DrawnList> {
    let parts = (0..3_usize, 150..155_u64, 3..9_u32, proptest::option::of(148..153_u64), 0..4_usize);
    let forms = (any::<bool>(), proptest::bool::weighted(0.9));
    (parts, forms).prop_map(|((signer, number, hour, base, says), (names_its_key, is_whole))| DrawnList {
        signer,
        number,
        hour,
        base,
        says,
        names_its_key,
        is_whole,
    })
}

fn answer() -> impl Strategy<Value = DrawnAnswer> {
    (any::<bool>(), any::<bool>(), 0..4_usize, proptest::bool::weighted(0.9)).prop_map(
        |(by_responder, is_embedded, says, is_whole)| DrawnAnswer {
            by_responder,
            is_embedded,
            says,
            is_whole,
        },
    )
}

/// The CA, and whoever else may speak of its certificates.
struct Speakers {
    world: World,
    for_lists: Authority,
    other_generation: Authority,
    responder: Authority,
}

impl Speakers {
    fn new() -> Self {
        let world = World::new();
        let named = |word: &'static str| Draft::with_key(word, Key::of_word(word), &name("CA"));
        let signs_lists = |template: Template| {
            template.without(oids::BASIC_CONSTRAINTS).with(extension::key_usage(CRL_SIGN))
        };
        let answers = |template: Template| {
            let purpose = extension::extended_key_usage(&["1.3.6.1.5.5.7.3.9"]);
            let template = template.without(oids::BASIC_CONSTRAINTS).with(purpose);
            let template = template.with(extension::key_usage(extension::DIGITAL_SIGNATURE));
            template.with(Extension::new(oids::OCSP_NO_CHECK, der::null()))
        };
        let for_lists = named("for lists").edit(signs_lists).issued_by(&world.root);
        let other_generation = named("other generation").issued_by(&world.root);
        let responder = Draft::with_key("responder", Key::of_word("responder"), &name("Responder"));
        let responder = responder.edit(answers).issued_by(&world.ca);
        Self { world, for_lists, other_generation, responder }
    }

    fn list(&self, drawn: &DrawnList) -> Crl {
        let signer = [&self.world.ca, &self.for_lists, &self.other_generation][drawn.signer];
        let leaf = Entry::new("leaf", "260501000000Z");
        let entries = match drawn.says {
            0 => vec![],
            1 => vec![leaf],
            2 => vec![leaf.because(CERTIFICATE_HOLD)],
            _ => vec![leaf.because(REMOVE_FROM_CRL)],
        };
        let from = format!("260601{:02}0000Z", drawn.hour);
        let mut list = List::of(signer, drawn.number, entries).between(&from, "260602070000Z");
        list.extensions.retain(|found| drawn.names_its_key || found.oid != oids::AUTHORITY_KEY_IDENTIFIER);
        let list = drawn.base.into_iter().fold(list, |list, base| list.with(delta_crl_indicator(base)));
        Crl::from_der(damaged(list.sign(signer), drawn.is_whole)).unwrap()
    }

    /// Where those who sign lists are good.
    fn of_root(&self) -> Evidence {
        let root = &self.world.root;
        Evidence::new().with_crl(Crl::from_der(List::of(root, 3, vec![]).sign(root)).unwrap())
    }

    fn answer(&self, drawn: &DrawnAnswer) -> OcspResponse {
        let ca = &self.world.ca;
        let about =
            About { issuer_name: ca.name.clone(), issuer_key: ca.key.public(), serial: serial("leaf") };
        let status = match drawn.says {
            0 => ocsp::good(),
            1 => ocsp::revoked("20260501000000Z", None),
            2 => ocsp::revoked("20260501000000Z", Some(CERTIFICATE_HOLD)),
            _ => ocsp::unknown(),
        };
        let signer = if drawn.by_responder { &self.responder } else { ca };
        let response =
            Response::new(ocsp::by_name(&signer.name), &signer.key, vec![Answer::new(&about, status)]);
        let response = if drawn.is_embedded { response.certificate(&signer.certificate) } else { response };
        OcspResponse::from_der(damaged(response.sign(), drawn.is_whole)).unwrap()
    }

    /// The reasons against the leaf where these are known beside the CA.
    fn judge(
        &self,
        policy: &Policy,
        evidence: &Evidence,
        moment: Moment,
        known: &[&Authority],
    ) -> Vec<&'static str> {
        let trust = TrustStore::new().with_anchor(&self.world.root.certificate).unwrap();
        let known = known.iter().copied().chain([&self.world.ca]);
        let trust = known.fold(trust, |trust, other| trust.with_intermediate(&other.certificate).unwrap());
        let validator = Validator::new(trust, policy.clone()).with_evidence(evidence.clone());
        let verdict = validator.validate_certificate(&self.world.leaf(&[]), moment);
        let reasons: Vec<_> = verdict.reasons().iter().map(|reason| reason.code()).collect();
        assert_eq!(verdict.is_passed(), reasons.is_empty());
        reasons
    }
}

/// With one bit of its end, the signature, another.
fn damaged(mut der: Vec<u8>, is_whole: bool) -> Vec<u8> {
    if !is_whole {
        *der.last_mut().unwrap() ^= 1;
    }
    der
}

fn policies() -> [Policy; 3] {
    [Policy::applicant(), Policy::archive(), Policy::rfc5280()].map(|policy| Policy {
        evidence: EvidenceRule::Required,
        ca_evidence: EvidenceRule::NotChecked,
        usage: UsageRule::Any,
        ..policy
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn without_others_certificates_nothing_comes_to_pass(
        lists in vec(list(), 0..5),
        answers in vec(answer(), 0..3),
        policy in 0..3_usize,
        is_proven in any::<bool>(),
    ) {
        let speakers = Speakers::new();
        let evidence = lists.iter().fold(speakers.of_root(), |all, drawn| all.with_crl(speakers.list(drawn)));
        let evidence = answers.iter().fold(evidence, |all, drawn| all.with_ocsp(speakers.answer(drawn)));
        let now = Moment::at(time(NOW));
        let moment = if is_proven { now.proven_by(time("2026-06-01T06:00:00Z")) } else { now };
        let others = [&speakers.for_lists, &speakers.other_generation, &speakers.responder];
        let of = |set: usize| -> Vec<_> {
            others.iter().enumerate().filter(|(place, _)| set >> place & 1 == 1).map(|(_, other)| *other).collect()
        };
        let judge = |set| speakers.judge(&policies()[policy], &evidence, moment, &of(set));
        let passes: Vec<_> = (0..8).map(|set| judge(set).is_empty()).collect();
        for (all, fewer) in (0..8).flat_map(|all| (0..8).map(move |fewer| (all, fewer))) {
            prop_assert!(fewer & all != fewer || passes[all] || !passes[fewer], "{fewer:03b} of {all:03b}: {passes:?}");
        }
    }
}

/// Or the property would hold for want of anybody who speaks.
#[test]
fn everybody_who_is_drawn_can_speak() {
    let speakers = Speakers::new();
    let list = |signer, says| DrawnList {
        signer,
        number: 153,
        hour: 5,
        base: None,
        says,
        names_its_key: true,
        is_whole: true,
    };
    let answer = |says| DrawnAnswer { by_responder: true, is_embedded: false, says, is_whole: true };
    let by_list = |signer, says| speakers.of_root().with_crl(speakers.list(&list(signer, says)));
    let now = Moment::at(time(NOW));
    let (foreign, nobody) = ("revocation-foreign", "ocsp-responder-not-authorised");
    let [applicant, archive, standard] = policies();
    let cases = [
        (&applicant, by_list(1, 0), by_list(1, 1), &speakers.for_lists, foreign),
        (&archive, by_list(1, 0), by_list(1, 1), &speakers.for_lists, foreign),
        (&standard, by_list(1, 0), by_list(1, 1), &speakers.for_lists, foreign),
        (&standard, by_list(2, 0), by_list(2, 1), &speakers.other_generation, foreign),
        (
            &applicant,
            speakers.of_root().with_ocsp(speakers.answer(&answer(0))),
            speakers.of_root().with_ocsp(speakers.answer(&answer(1))),
            &speakers.responder,
            nobody,
        ),
    ];
    for (policy, good, revoked, speaker, missing) in &cases {
        assert_eq!(speakers.judge(policy, good, now, &[speaker]), [""; 0]);
        assert_eq!(speakers.judge(policy, good, now, &[]), [*missing]);
        assert_eq!(speakers.judge(policy, revoked, now, &[speaker]), ["certificate-revoked"]);
        assert_eq!(speakers.judge(policy, revoked, now, &[]), [*missing]);
    }
}
