//! Which list speaks of which certificate, and for which reasons (RFC 5280 6.3.3 (b), (d), (l)).

use kz_eds_testdata::lists::{
    CERTIFICATE_HOLD, Entry, KEY_COMPROMISE, SUPERSEDED, issuing_distribution_point as scope,
};

use crate::world::*;

/// The list of the CA with these fields in its issuing distribution point.
fn list(world: &World, fields: &[Vec<u8>]) -> Vec<u8> {
    world.list().with(scope(fields)).sign(&world.ca)
}

#[test]
fn a_point_and_a_list_meet_by_any_of_their_names() {
    let world = World::new();
    let leaf = world.leaf(&[point(&[full(&[uri("http://a/1"), directory(&name("Point").der())])])]);
    let met = [
        vec![uri("http://a/1")],
        vec![uri("http://a/2"), uri("http://a/1")],
        vec![directory(&name("POINT").der())],
    ];
    for names in met {
        assert_eq!(world.judge(&leaf, &[list(&world, &[full(&names)])]), "good");
    }
    for names in [vec![uri("http://a/2")], vec![uri("http://A/1")], vec![directory(&name("Pointe").der())]] {
        assert_eq!(world.judge(&leaf, &[list(&world, &[full(&names)])]), "revocation-scope");
    }
    // A list that names no point is of every point.
    assert_eq!(world.judge(&leaf, &[world.list().sign(&world.ca)]), "good");
}

#[test]
fn a_relative_name_is_one_under_the_issuer() {
    let world = World::new();
    let (whole, relative) = (full(&[directory(&under("CA", "one"))]), relative_point("one"));
    for (ours, theirs) in [(&whole, &relative), (&relative, &whole), (&relative, &relative)] {
        let leaf = world.leaf(&[point(std::slice::from_ref(ours))]);
        assert_eq!(world.judge(&leaf, &[list(&world, std::slice::from_ref(theirs))]), "good");
    }
    let leaf = world.leaf(&[point(&[relative])]);
    for other in [relative_point("two"), full(&[directory(&under("Root", "one"))])] {
        assert_eq!(world.judge(&leaf, &[list(&world, &[other])]), "revocation-scope");
    }
}

/// The implicit point at the end of 6.3.3: its name is the issuer's.
#[test]
fn without_points_a_named_list_must_be_named_like_the_issuer() {
    let world = World::new();
    for leaf in [world.leaf(&[]), world.leaf(&[point(&[full(&[uri("http://a/1")])])])] {
        let own = full(&[directory(&name("CA").der())]);
        assert_eq!(world.judge(&leaf, &[list(&world, &[own])]), "good");
        let other = full(&[directory(&name("Root").der())]);
        assert_eq!(world.judge(&leaf, &[list(&world, &[other])]), "revocation-scope");
    }
}

/// A point that says neither where nor by whom its list is made is no point (4.2.1.13).
#[test]
fn a_point_of_reasons_alone_serves_nobody() {
    let world = World::new();
    let leaf = world.leaf(&[point(&[reasons(1, KEY)]), point(&[crl_issuer(&[name("Other").der()])])]);
    let unnamed = world.list().sign(&world.ca);
    assert_eq!(world.judge(&leaf, &[unnamed]), "revocation-scope");
}

#[test]
fn reasons_add_up_over_lists() {
    let world = World::new();
    let leaf = world.leaf(&[]);
    let of = |flags| list(&world, &[reasons(3, flags)]);
    assert_eq!(world.judge(&leaf, &[of(KEY), of(NOT_KEY)]), "good");
    assert_eq!(world.judge(&leaf, &[of(0x6000), of(NOT_KEY)]), "good");
    for partial in [vec![of(KEY)], vec![of(NOT_KEY)], vec![of(KEY), of(0x3F00)]] {
        assert_eq!(world.judge(&leaf, &partial), "revocation-reasons-missing");
    }
    // Whatever the reason that a list names, its partition or not: revoked is revoked.
    for reason in [KEY_COMPROMISE, CERTIFICATE_HOLD] {
        let entry = Entry::new("leaf", "260501000000Z").because(reason);
        let revoking = world.list().with(scope(&[reasons(3, KEY)])).with_entry(entry).sign(&world.ca);
        let expected = if reason == KEY_COMPROMISE { "certificate-revoked" } else { "certificate-on-hold" };
        assert_eq!(world.judge(&leaf, &[revoking.clone()]), expected);
        assert_eq!(world.judge(&leaf, &[of(NOT_KEY), revoking]), expected);
    }
    // Told only, and the reasons of the list count.
    let entry = || Entry::new("leaf", "260501000000Z").because(SUPERSEDED);
    let later = world.list().with(scope(&[reasons(3, KEY)])).with_entry(entry()).sign(&world.ca);
    let moment = kz_eds::Moment::at(time(NOW)).proven_by(time("2026-04-20T00:00:00Z"));
    let question = world.question().at(moment);
    assert_eq!(question.judge(&leaf, &[later.clone()]), "revocation-reasons-missing");
    assert_eq!(question.judge(&leaf, &[later, of(NOT_KEY)]), "good");
    let stale = world.list().with(scope(&[reasons(3, KEY)])).between("260501040000Z", "260502040000Z");
    assert_eq!(world.judge(&leaf, &[of(NOT_KEY), stale.sign(&world.ca)]), "revocation-stale");
}

#[test]
fn a_point_has_reasons_of_its_own() {
    let world = World::new();
    let names = |text: &str| full(&[uri(text)]);
    let leaf = world.leaf(&[
        point(&[names("http://a/key"), reasons(1, KEY)]),
        point(&[names("http://a/rest"), reasons(1, NOT_KEY)]),
    ]);
    let by = |text: &str| list(&world, &[names(text)]);
    assert_eq!(world.judge(&leaf, &[by("http://a/key"), by("http://a/rest")]), "good");
    assert_eq!(world.judge(&leaf, &[by("http://a/key")]), "revocation-reasons-missing");
    // The list's reasons count only where the point has them.
    let narrow = list(&world, &[names("http://a/rest"), reasons(3, KEY)]);
    assert_eq!(world.judge(&leaf, &[by("http://a/key"), narrow]), "revocation-reasons-missing");
    let wide = list(&world, &[names("http://a/rest"), reasons(3, 0x7F80)]);
    assert_eq!(world.judge(&leaf, &[by("http://a/key"), wide]), "good");
}
