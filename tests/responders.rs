//! Who may answer for a certificate (RFC 6960 4.2.2.2, threat 20), on hierarchies made for each question.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use common::world::*;
use kz_eds::{Limits, Moment, Policy, Responders};
use kz_eds_testdata::authority::{Authority, Draft};
use kz_eds_testdata::extension::{self, Extension, KEY_AGREEMENT, NON_REPUDIATION};
use kz_eds_testdata::keys::Key;
use kz_eds_testdata::ocsp::{self, About, Answer, Response};
use kz_eds_testdata::template::{Template, serial};
use kz_eds_testdata::{der, oids};

fn about(world: &World) -> About {
    About { issuer_name: world.ca.name.clone(), issuer_key: world.ca.key.public(), serial: serial("leaf") }
}

/// An answer of the CA itself.
fn by_ca(world: &World, status: Vec<u8>) -> Vec<u8> {
    let answers = vec![Answer::new(&about(world), status)];
    Response::new(ocsp::by_name(&world.ca.name), &world.ca.key, answers).sign()
}

/// "Good" by a delegate of the CA, without need of evidence of its own.
fn by_delegate(world: &World, edit: impl FnOnce(Template) -> Template) -> Vec<u8> {
    let key = Key::of_word("responder");
    let template = edit(Template {
        version: Some(2),
        serial: serial("responder"),
        scheme: world.ca.key.usual_scheme(),
        outer_scheme: None,
        issuer: world.ca.name.clone(),
        not_before: der::utc_time("260115060000Z"),
        not_after: der::utc_time("270115060000Z"),
        subject: name("Responder").der(),
        public_key: key.public(),
        extensions: vec![
            extension::extended_key_usage(&["1.3.6.1.5.5.7.3.9"]),
            Extension::new("1.3.6.1.5.5.7.48.1.5", der::null()),
        ],
    });
    let answers = vec![Answer::new(&about(world), ocsp::good())];
    Response::new(ocsp::by_name(&template.subject), &key, answers)
        .certificate(&template.sign(&world.ca))
        .sign()
}

const REFUSED: &str = "ocsp-responder-not-authorised";

#[test]
fn either_signing_usage_will_do() {
    let world = World::new();
    let judge = |usage: u8| {
        let response = by_delegate(&world, |template| template.with(extension::key_usage(usage)));
        world.question().answered(response).judge(&world.leaf(&[]), &[])
    };
    assert_eq!(judge(NON_REPUDIATION), "good");
    assert_eq!(judge(extension::DIGITAL_SIGNATURE), "good");
    assert_eq!(judge(KEY_AGREEMENT), REFUSED);
}

/// One CA by two roots, each of which leaves one of the two names out.
#[test]
fn the_delegates_path_ends_at_the_same_anchor() {
    let root = |word: &'static str| {
        Draft::with_key(word, Key::of_word(word), &name(word))
            .edit(|template| template.with(extension::basic_constraints(None)))
            .self_signed()
    };
    let (first, second) = (root("first"), root("second"));
    let without = |excluded: &str, issuer: &Authority| {
        let subtree = der::sequence(&[directory(&name(excluded).der())]);
        let value = der::sequence(&[der::context(1, &[subtree])]);
        Draft::with_key("ca", Key::of_word("ca"), &name("CA"))
            .edit(|template| template.with(Extension::new(oids::NAME_CONSTRAINTS, value).critical()))
            .issued_by(issuer)
    };
    let judge = |by_first: &str, by_second: &str| {
        let other = without(by_second, &second);
        let world = World { ca: without(by_first, &first), root: root("first") };
        let response = by_delegate(&world, |template| template);
        let question = world.question().knowing(&other).trusting(&second).answered(response);
        question.judge(&world.leaf(&[]), &[])
    };
    assert_eq!(judge("Nobody", "Leaf"), "good");
    assert_eq!(judge("Responder", "Leaf"), REFUSED);
}

/// The anchor that issued the certificate answers after its own end where the policy asks nothing of its dates.
#[test]
fn an_anchor_answers_within_its_time_where_it_has_one() {
    let ended = Draft::with_key("ca", Key::of_word("ca"), &name("CA"))
        .edit(|template| template.valid("220615100000Z", "260601035959Z"))
        .self_signed();
    let world = World { root: World::new().root, ca: ended };
    let judge = |anchor_validity| {
        let moment = Moment::at(time(NOW)).proven_by(time("2026-05-01T00:00:00Z"));
        let question = world.question().at(moment).trusting(&world.ca);
        let question = question.by(|policy| Policy { anchor_validity, ..policy });
        question.answered(by_ca(&world, ocsp::good())).judge(&world.leaf(&[]), &[])
    };
    assert_eq!(judge(false), "good");
    assert_eq!(judge(true), "ocsp-answer-unusable");
}

#[test]
fn an_anchor_that_answers_has_a_sound_key() {
    let world = World::new();
    let judge = |key: Key| {
        let anchor = Draft::with_key("local", key, &name("Local")).self_signed();
        let answers = vec![Answer::new(&about(&world), ocsp::good())];
        let response = Response::new(ocsp::by_name(&anchor.name), &anchor.key, answers).sign();
        let question = world.question().trusting(&anchor).answered(response);
        let question = question.by(|policy| Policy { responders: Responders::OrAnchors, ..policy });
        question.judge(&world.leaf(&[]), &[])
    };
    assert_eq!(judge(Key::of_word("local")), "good");
    assert_eq!(judge(Key::load("weak")), REFUSED);
}

/// What was never issued stays so when the budget ends behind it.
#[test]
fn never_issued_outweighs_what_was_left_undone() {
    let world = World::new();
    let not_issued = || by_ca(&world, ocsp::revoked("19700101000000Z", Some(6)));
    let judge = |responses: [Vec<u8>; 2]| {
        // Leaf, CA, one answer.
        let limits = Limits { signatures: 3, ..Limits::default() };
        let question = world.question().by(|policy| Policy { limits, ..policy });
        responses.into_iter().fold(question, Question::answered).judge(&world.leaf(&[]), &[])
    };
    assert_eq!(judge([not_issued(), by_ca(&world, ocsp::good())]), "certificate-not-issued");
    assert_eq!(judge([by_ca(&world, ocsp::good()), not_issued()]), "budget-exceeded");
}

/// RFC 6960 4.4: it might be the one that counts.
#[test]
fn a_critical_extension_of_any_answer_spoils_all() {
    let world = World::new();
    let plain = || Answer::new(&about(&world), ocsp::good());
    let unknown = || plain().with(Extension::new(oids::UNKNOWN, der::null()).critical());
    let judge = |answers: Vec<Answer>| {
        let response = Response::new(ocsp::by_name(&world.ca.name), &world.ca.key, answers).sign();
        world.question().answered(response).judge(&world.leaf(&[]), &[])
    };
    assert_eq!(judge(vec![plain(), plain()]), "good");
    assert_eq!(judge(vec![unknown(), plain()]), "ocsp-answer-unusable");
    assert_eq!(judge(vec![plain(), unknown()]), "ocsp-answer-unusable");
}

/// Hashing the key of everybody who is known costs steps, so that floods of certificates and answers end early.
#[test]
fn candidates_by_key_are_paid_for() {
    let world = World::new();
    let judge = |steps| {
        let key = Key::of_word("unknown");
        let answers = vec![Answer::new(&about(&world), ocsp::good())];
        let response = Response::new(ocsp::by_key(&key.public()), &key, answers).sign();
        let limits = Limits { steps, ..Limits::default() };
        let question = world.question().by(|policy| Policy { limits, ..policy });
        let others = ["one", "two", "three"].map(|word| world.other(word, |template| template));
        others.iter().fold(question, Question::knowing).answered(response).judge(&world.leaf(&[]), &[])
    };
    // Leaf, CA, the answer, and the four intermediates that the store holds.
    assert_eq!(judge(7), REFUSED);
    assert_eq!(judge(6), "budget-exceeded");
}
