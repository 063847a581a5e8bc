//! Deltas on top of complete lists (RFC 5280 5.2.4, 5.3.1, 6.3.3 (c), (i) to (k); threat 19).

use kz_eds::{DeltaMarks, DeltaNumbers, Policy};
use kz_eds_testdata::extension::{self, Extension};
use kz_eds_testdata::keys::Key;
use kz_eds_testdata::lists::{
    CERTIFICATE_HOLD, Entry, KEY_COMPROMISE, List, REMOVE_FROM_CRL, delta_crl_indicator,
    issuing_distribution_point as scope,
};
use kz_eds_testdata::{der, oids};

use crate::world::*;

fn leaf() -> Entry {
    Entry::new("leaf", "260501000000Z")
}

/// A delta of 1 June 08:00 to 14:00 that starts from a complete list.
fn delta(world: &World, number: u64, base: u64, entries: Vec<Entry>) -> List {
    let mut list = List::of(&world.ca, number, entries).with(delta_crl_indicator(base));
    list = list.between("260601080000Z", "260601140000Z");
    list
}

/// The complete list with the leaf on hold, and what a delta makes of it.
fn on_hold(world: &World, delta: &List) -> String {
    let base = world.list().with_entry(leaf().because(CERTIFICATE_HOLD)).sign(&world.ca);
    world.judge(&world.leaf(&[]), &[base, delta.sign(&world.ca)])
}

fn removed() -> Vec<Entry> {
    vec![leaf().because(REMOVE_FROM_CRL)]
}

#[test]
fn a_hold_ends_by_its_own_delta() {
    let world = World::new();
    assert_eq!(on_hold(&world, &delta(&world, 153, 152, removed())), "good");
    assert_eq!(on_hold(&world, &delta(&world, 153, 140, removed())), "good");
    assert_eq!(on_hold(&world, &delta(&world, 153, 152, vec![])), "certificate-on-hold");
    for (number, base) in [(153, 153), (152, 152), (151, 150)] {
        let other = delta(&world, number, base, removed());
        assert_eq!(on_hold(&world, &other), "certificate-on-hold", "{number} from {base}");
    }
    let stale = delta(&world, 153, 152, removed()).between("260601080000Z", "260601110000Z");
    assert_eq!(on_hold(&world, &stale), "certificate-on-hold");
    let of_users = scope(&[der::context_primitive(1, &[0xFF])]);
    assert_eq!(on_hold(&world, &delta(&world, 153, 152, removed()).with(of_users)), "certificate-on-hold");
}

#[test]
fn nothing_but_a_hold_ends() {
    let world = World::new();
    let base = world.list().with_entry(leaf().because(KEY_COMPROMISE)).sign(&world.ca);
    let removing = delta(&world, 153, 152, removed()).sign(&world.ca);
    assert_eq!(world.judge(&world.leaf(&[]), &[base, removing]), "certificate-revoked");
}

/// removeFromCRL is also what an expired certificate gets: nobody knows what it was then.
#[test]
fn who_left_the_list_by_expiry_is_not_good() {
    let world = World::new();
    let leaf_of_may = world.leaf_with(&[], |template| template.valid("260115060000Z", "260601070000Z"));
    let base = world.list().with_entry(leaf().because(CERTIFICATE_HOLD)).sign(&world.ca);
    let removing = delta(&world, 153, 152, removed()).sign(&world.ca);
    let moment = kz_eds::Moment::at(time(NOW)).proven_by(time("2026-05-20T00:00:00Z"));
    let judged = world.question().at(moment).judge(&leaf_of_may, &[base, removing]);
    assert_eq!(judged, "revocation-after-expiry");
}

/// A delta does not make a list younger.
#[test]
fn a_stale_list_stays_stale() {
    let world = World::new();
    let stale = world.list().between("260530040000Z", "260531070000Z").sign(&world.ca);
    let removing = delta(&world, 153, 152, removed()).sign(&world.ca);
    assert_eq!(world.judge(&world.leaf(&[]), &[stale, removing]), "revocation-stale");
}

/// 5.2.4 (a): two issuers of lists may speak of one certificate, and each has deltas of its own.
#[test]
fn a_delta_is_of_the_lists_issuer() {
    let world = World::new();
    let maker = world.other("Maker", |template| {
        template.without(oids::BASIC_CONSTRAINTS).with(extension::key_usage(extension::CRL_SIGN))
    });
    let points = ["CA", "Maker"].map(|issuer| point(&[crl_issuer(&[name(issuer).der()])]));
    let entry = |reason| leaf().because(reason).with(certificate_issuer(&[directory(&name("CA").der())]));
    let nameless = |mut list: List| {
        list.extensions.retain(|found| found.oid != oids::AUTHORITY_KEY_IDENTIFIER);
        list.with(scope(&[indirect()]))
    };
    let base = nameless(world.list().with_entry(entry(CERTIFICATE_HOLD))).sign(&world.ca);
    let root = List::of(&world.root, 1, vec![]).sign(&world.root);
    let judge = |signer| {
        let removing = List::of(signer, 153, vec![entry(REMOVE_FROM_CRL)]).with(delta_crl_indicator(152));
        let lists = [base.clone(), root.clone(), nameless(removing).sign(signer)];
        world.question().knowing(&maker).judge(&world.leaf(&points), &lists)
    };
    assert_eq!(judge(&world.ca), "good");
    assert_eq!(judge(&maker), "certificate-on-hold");
}

/// The national deltas count on their own: there the dates decide, and still each starts from its base.
#[test]
fn numbers_of_their_own_are_a_switch() {
    let world = World::new();
    let base = world.list().with_entry(leaf().because(CERTIFICATE_HOLD)).sign(&world.ca);
    let judge = |numbers, number, from| {
        let removing = delta(&world, number, from, removed()).sign(&world.ca);
        let question = world.question().by(|policy| Policy { delta_numbers: numbers, ..policy });
        question.judge(&world.leaf(&[]), &[base.clone(), removing])
    };
    assert_eq!(judge(DeltaNumbers::OfTheirOwn, 10, 152), "good");
    assert_eq!(judge(DeltaNumbers::OfTheBase, 10, 152), "certificate-on-hold");
    assert_eq!(judge(DeltaNumbers::OfTheirOwn, 10, 153), "certificate-on-hold");
    let newer =
        world.list().with_entry(leaf().because(CERTIFICATE_HOLD)).between("260601090000Z", "260602070000Z");
    let lists = [newer.sign(&world.ca), delta(&world, 10, 152, removed()).sign(&world.ca)];
    let question = world.question().by_the_portal();
    assert_eq!(question.judge(&world.leaf(&[]), &lists), "certificate-on-hold");
    assert_eq!(Policy::applicant().delta_numbers, DeltaNumbers::OfTheirOwn);
    assert_eq!(Policy::rfc5280().delta_numbers, DeltaNumbers::OfTheBase);
}

/// 6.3.3 (c)(3): a delta by another key of that name ends no hold.
#[test]
fn a_delta_is_of_the_lists_key() {
    let world = World::new();
    let second = kz_eds_testdata::authority::Draft::with_key("second", Key::of_word("second"), &name("CA"))
        .issued_by(&world.root);
    let base = world.list().with_entry(leaf().because(CERTIFICATE_HOLD)).sign(&world.ca);
    let root = List::of(&world.root, 1, vec![]).sign(&world.root);
    let by = |extension: Extension, signer| {
        let mut list = delta(&world, 153, 152, removed());
        list.extensions.retain(|found| found.oid != oids::AUTHORITY_KEY_IDENTIFIER);
        let lists = [base.clone(), root.clone(), list.with(extension).sign(signer)];
        world.question().knowing(&second).judge(&world.leaf(&[]), &lists)
    };
    let id = |key_id: &[u8]| extension::authority_key_identifier(key_id);
    assert_eq!(by(id(&world.ca.key_id), &world.ca), "good");
    assert_eq!(by(id(&second.key_id), &second), "certificate-on-hold");
    assert_eq!(by(id(&world.ca.key_id), &second), "certificate-on-hold");
    assert_eq!(by(id(&second.key_id), &world.ca), "certificate-on-hold");
}

/// Of several deltas the newest counts, also if nobody knows what it says: an older one ends no hold then.
#[test]
fn a_newer_delta_that_is_not_authentic_keeps_the_hold() {
    let world = World::new();
    let base = world.list().with_entry(leaf().because(CERTIFICATE_HOLD)).sign(&world.ca);
    let removing = delta(&world, 153, 152, removed()).sign(&world.ca);
    let judge = |newer: &List, is_whole: bool| {
        let mut newer = newer.sign(&world.ca);
        *newer.last_mut().unwrap() ^= u8::from(!is_whole);
        world.judge(&world.leaf(&[]), &[base.clone(), removing.clone(), newer])
    };
    let newer = |hour: u32| {
        delta(&world, 154, 152, removed()).between(&format!("260601{hour:02}0000Z"), "260601140000Z")
    };
    assert_eq!(judge(&newer(9), true), "good");
    assert_eq!(judge(&newer(9), false), "certificate-on-hold");
    // From after the question, or of another series, it is nothing to it.
    assert_eq!(judge(&newer(13), false), "good");
    let of_users = scope(&[der::context_primitive(1, &[0xFF])]);
    assert_eq!(judge(&newer(9).with(of_users), false), "revocation-signature-invalid");
    let mut others = delta(&world, 154, 152, vec![]).between("260601090000Z", "260601140000Z");
    others.extensions.retain(|found| found.oid != oids::AUTHORITY_KEY_IDENTIFIER);
    assert_eq!(judge(&others, false), "good");
}

/// Whose delta it is shows in its signature, not in what it says of itself.
#[test]
fn an_older_delta_of_another_key_adds_as_well() {
    let world = World::new();
    let second = kz_eds_testdata::authority::Draft::with_key("second", Key::of_word("second"), &name("CA"))
        .issued_by(&world.root);
    let root = List::of(&world.root, 1, vec![]).sign(&world.root);
    let complete = world.list().between("260601090000Z", "260602070000Z").sign(&world.ca);
    let judge = |question: Question<'_>, signer| {
        let older = delta(&world, 153, 152, vec![leaf()]).sign(signer);
        question.judge(&world.leaf(&[]), &[complete.clone(), root.clone(), older])
    };
    let knowing = || world.question().knowing(&second);
    assert_eq!(judge(knowing(), &world.ca), "good");
    assert_eq!(judge(knowing(), &second), "certificate-revoked");
    // Nor does it go away with the certificate of who signed it (threat 30).
    assert_eq!(judge(world.question(), &second), "revocation-signature-invalid");
}

#[test]
fn a_delta_adds_whatever_its_numbers() {
    let world = World::new();
    let complete = world.list().sign(&world.ca);
    let judge = |delta: List| world.judge(&world.leaf(&[]), &[complete.clone(), delta.sign(&world.ca)]);
    let lost = || vec![leaf().because(KEY_COMPROMISE)];
    for (number, base) in [(153, 152), (10, 152), (153, 200)] {
        assert_eq!(judge(delta(&world, number, base, lost())), "certificate-revoked");
    }
    let held = vec![leaf().because(CERTIFICATE_HOLD)];
    assert_eq!(judge(delta(&world, 153, 152, held)), "certificate-on-hold");
    // Alone it clears nobody, and revokes all the same.
    let alone = |entries| world.judge(&world.leaf(&[]), &[delta(&world, 153, 152, entries).sign(&world.ca)]);
    assert_eq!(alone(vec![]), "revocation-delta-only");
    assert_eq!(alone(lost()), "certificate-revoked");
    // A hold takes nothing from a revocation.
    let held = delta(&world, 153, 152, vec![leaf().because(CERTIFICATE_HOLD)]).sign(&world.ca);
    let revoked = world.list().with_entry(leaf()).sign(&world.ca);
    assert_eq!(world.judge(&world.leaf(&[]), &[revoked, held]), "certificate-revoked");
    // Of the same second as the complete list it still adds; from before it says nothing new.
    let then = |start: &str| delta(&world, 153, 152, lost()).between(start, "260602070000Z");
    assert_eq!(judge(then("260601040000Z")), "certificate-revoked");
    assert_eq!(judge(then("260601035959Z")), "good");
}

/// The newer delta from the same start tells all that the older one told.
#[test]
fn a_newer_delta_replaces_an_older_one() {
    let world = World::new();
    let complete = world.list().sign(&world.ca);
    let held = delta(&world, 153, 152, vec![leaf().because(CERTIFICATE_HOLD)]).sign(&world.ca);
    let later = |base, entries| {
        let list = delta(&world, 154, base, entries).between("260601100000Z", "260601140000Z");
        list.sign(&world.ca)
    };
    let judge = |later| world.judge(&world.leaf(&[]), &[complete.clone(), held.clone(), later]);
    assert_eq!(judge(later(152, vec![])), "good");
    assert_eq!(judge(later(152, removed())), "good");
    // A stale one tells nothing of now.
    let stale = delta(&world, 154, 152, vec![]).between("260601100000Z", "260601110000Z").sign(&world.ca);
    assert_eq!(judge(stale), "certificate-on-hold");
    // From a later start it need not.
    assert_eq!(judge(later(153, vec![])), "certificate-on-hold");
    assert_eq!(judge(later(152, vec![leaf().because(KEY_COMPROMISE)])), "certificate-revoked");
    // What was revoked for good on the older one stays.
    let lost = delta(&world, 153, 152, vec![leaf()]).sign(&world.ca);
    let judged = world.judge(&world.leaf(&[]), &[complete.clone(), lost, later(152, vec![])]);
    assert_eq!(judged, "certificate-revoked");
}

#[test]
fn a_critical_freshest_crl_marks_a_delta_for_the_portal_alone() {
    let world = World::new();
    let complete = world.list().sign(&world.ca);
    let marked = |entries| {
        let mut list = world.list().between("260601080000Z", "260601140000Z");
        list.entries = entries;
        list.with(extension::freshest_crl("d").critical()).sign(&world.ca)
    };
    let leaf_certificate = world.leaf(&[]);
    let (portal, standard) = (world.question().by_the_portal(), world.question());
    assert_eq!(portal.judge(&leaf_certificate, &[marked(vec![])]), "revocation-delta-only");
    assert_eq!(standard.judge(&leaf_certificate, &[marked(vec![])]), "revocation-list-unusable");
    assert_eq!(
        portal.judge(&leaf_certificate, &[complete.clone(), marked(vec![leaf()])]),
        "certificate-revoked"
    );
    // It has no base of its own to clear, and replaces no other delta.
    let older = delta(&world, 153, 152, vec![leaf().because(CERTIFICATE_HOLD)]).sign(&world.ca);
    let mut later = world.list().between("260601090000Z", "260601140000Z");
    later.entries.clear();
    let later = later.with(extension::freshest_crl("d").critical()).sign(&world.ca);
    assert_eq!(portal.judge(&leaf_certificate, &[complete.clone(), older, later]), "certificate-on-hold");
    let held = world.list().with_entry(leaf().because(CERTIFICATE_HOLD)).sign(&world.ca);
    assert_eq!(portal.judge(&leaf_certificate, &[held, marked(removed())]), "certificate-on-hold");
    // By the standard it is a list that says something nobody knows: where it names nobody the older one holds.
    assert_eq!(standard.judge(&leaf_certificate, &[complete.clone(), marked(vec![])]), "good");
    assert_eq!(
        standard.judge(&leaf_certificate, &[complete, marked(vec![leaf()])]),
        "revocation-list-unusable"
    );
    assert_eq!(Policy::rfc5280().delta_marks, DeltaMarks::Indicator);
}

#[test]
fn a_delta_that_cannot_be_judged_leaves_the_matter_open() {
    let world = World::new();
    let complete = world.list().sign(&world.ca);
    let unknown = || Extension::new(oids::UNKNOWN, der::null()).critical();
    let judge = |entries| {
        let odd = delta(&world, 153, 152, entries).with(unknown()).sign(&world.ca);
        world.judge(&world.leaf(&[]), &[complete.clone(), odd])
    };
    assert_eq!(judge(vec![leaf()]), "revocation-list-unusable");
    assert_eq!(judge(removed()), "revocation-list-unusable");
    assert_eq!(judge(vec![]), "good");
    // Also one that says it is from before the complete list: whose it is was not asked.
    let old = delta(&world, 151, 150, vec![leaf()]).with(unknown()).between("260530040000Z", "260602070000Z");
    assert_eq!(
        world.judge(&world.leaf(&[]), &[complete.clone(), old.sign(&world.ca)]),
        "revocation-list-unusable"
    );
}
