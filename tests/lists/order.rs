//! Of several lists, which one counts (threat 18), and how fresh it must be.

use chrono::TimeDelta;
use kz_eds::{Demand, FreshnessRule, Issued, Limits, Moment, Policy};
use kz_eds_testdata::extension::Extension;
use kz_eds_testdata::lists::{CERTIFICATE_HOLD, Entry, List, issuing_distribution_point as scope};
use kz_eds_testdata::{der, oids};

use crate::world::*;

fn leaf() -> Entry {
    Entry::new("leaf", "260501000000Z")
}

/// A list with this number, issued in this hour of 1 June.
fn numbered(world: &World, number: u64, hour: u32, entries: Vec<Entry>) -> List {
    List::of(&world.ca, number, entries).between(&format!("260601{hour:02}0000Z"), "260602070000Z")
}

fn judge(world: &World, lists: &[List]) -> String {
    let lists: Vec<_> = lists.iter().map(|list| list.sign(&world.ca)).collect();
    world.judge(&world.leaf(&[]), &lists)
}

#[test]
fn the_newest_decides_by_its_date_then_by_its_number() {
    let world = World::new();
    let list = |number, hour, entries| numbered(&world, number, hour, entries);
    // Taken off the list since.
    assert_eq!(judge(&world, &[list(7, 4, vec![leaf()]), list(8, 5, vec![])]), "good");
    assert_eq!(judge(&world, &[list(7, 4, vec![leaf()]), list(8, 4, vec![])]), "good");
    assert_eq!(judge(&world, &[list(7, 4, vec![]), list(8, 4, vec![leaf()])]), "certificate-revoked");
    // Older by its date, newer by its number: one of them is wrong.
    assert_eq!(judge(&world, &[list(9, 4, vec![leaf()]), list(8, 5, vec![])]), "certificate-revoked");
    assert_eq!(judge(&world, &[list(9, 4, vec![]), list(8, 5, vec![])]), "good");
}

/// Two of one date and number contradict each other: what speaks against the certificate counts, in any order.
#[test]
fn neither_of_two_newest_is_passed_over() {
    let world = World::new();
    let clean = numbered(&world, 7, 4, vec![]).sign(&world.ca);
    let naming = numbered(&world, 7, 4, vec![leaf()]).sign(&world.ca);
    let mut broken = naming.clone();
    *broken.last_mut().unwrap() ^= 1;
    for (other, found) in
        [(naming, "certificate-revoked"), (broken, "revocation-signature-invalid"), (clean.clone(), "good")]
    {
        for lists in [[clean.clone(), other.clone()], [other.clone(), clean.clone()]] {
            assert_eq!(world.judge(&world.leaf(&[]), &lists), found);
        }
    }
    // A copy costs nothing.
    let least = |copies| {
        let lists = vec![clean.clone(); copies];
        let judge = |signatures| {
            let limits = Limits { signatures, ..Limits::default() };
            let question = world.question().by(|policy| Policy { limits, ..policy });
            question.judge(&world.leaf(&[]), &lists)
        };
        (0..20).find(|signatures| judge(*signatures) == "good").unwrap()
    };
    assert_eq!(least(1), least(3));
    // Older by its date, and not newer by its number.
    let older = numbered(&world, 7, 3, vec![leaf()]).sign(&world.ca);
    assert_eq!(world.judge(&world.leaf(&[]), &[older, clean]), "good");
}

/// The same list with a scope is another list: each is the newest of its kind.
#[test]
fn each_scope_has_its_newest() {
    let world = World::new();
    let of_users = || scope(&[der::context_primitive(1, &[0xFF])]);
    let older = numbered(&world, 7, 4, vec![leaf()]).with(of_users());
    assert_eq!(judge(&world, &[older, numbered(&world, 8, 5, vec![])]), "certificate-revoked");
    let hold = numbered(&world, 7, 4, vec![leaf().because(CERTIFICATE_HOLD)]).with(of_users());
    assert_eq!(judge(&world, &[hold, numbered(&world, 8, 5, vec![])]), "certificate-on-hold");
}

#[test]
fn a_stale_newest_list_is_not_passed_over() {
    let world = World::new();
    let older = numbered(&world, 7, 4, vec![]);
    let newer = numbered(&world, 8, 5, vec![]).between("260601050000Z", "260601060000Z");
    assert_eq!(judge(&world, &[older, newer]), "revocation-stale");
}

/// Nobody knows what a newer list means that names the certificate and has something critical and unknown.
#[test]
fn a_newer_list_that_cannot_be_judged_leaves_the_matter_open() {
    let world = World::new();
    let unknown = || Extension::new(oids::UNKNOWN, der::null()).critical();
    let odd = |hour, entries| numbered(&world, 8, hour, entries).with(unknown());
    let list = || numbered(&world, 7, 4, vec![]);
    assert_eq!(judge(&world, &[list(), odd(5, vec![leaf()])]), "revocation-list-unusable");
    assert_eq!(judge(&world, &[list(), odd(5, vec![])]), "good");
    let newest = numbered(&world, 9, 6, vec![]);
    assert_eq!(judge(&world, &[newest, odd(5, vec![leaf()])]), "good");
}

#[test]
fn a_policy_may_want_them_fresher_for_each_role() {
    let world = World::new();
    let root = List::of(&world.root, 3, vec![]).sign(&world.root);
    let lists = [world.list().sign(&world.ca), root];
    let judge = |freshness, ca_freshness| {
        let question = world.question().by(|policy| Policy {
            freshness,
            ca_freshness,
            ca_evidence: kz_eds::EvidenceRule::Required,
            ..policy
        });
        question.judge(&world.leaf(&[]), &lists)
    };
    let usual = FreshnessRule::NEXT_UPDATE;
    let aged = |hours| FreshnessRule { list_age: Some(TimeDelta::hours(hours)), ..usual };
    assert_eq!(judge(usual, usual), "good");
    // Both lists are eight hours old.
    assert_eq!(judge(aged(8), aged(8)), "good");
    assert_eq!(judge(aged(7), aged(8)), "revocation-stale");
    assert_eq!(judge(aged(8), aged(7)), "revocation-stale");
}

#[test]
fn a_list_without_an_end_needs_an_age() {
    let world = World::new();
    let mut list = world.list();
    list.next_update = None;
    let list = list.sign(&world.ca);
    let judge = |age: Option<i64>| {
        let freshness = FreshnessRule {
            list_age_without_next_update: age.map(TimeDelta::hours),
            ..FreshnessRule::NEXT_UPDATE
        };
        let question = world.question().by(|policy| Policy { freshness, ..policy });
        question.judge(&world.leaf(&[]), &[list.clone()])
    };
    assert_eq!(judge(None), "revocation-list-unusable");
    assert_eq!(judge(Some(8)), "good");
    assert_eq!(judge(Some(7)), "revocation-stale");
}

/// ETSI EN 319 102-1 5.2.5: a list from before the signature cannot tell of what came between.
#[test]
fn a_policy_may_want_lists_from_after_the_signature() {
    let world = World::new();
    let judge = |issued, proven: &str| {
        let freshness = FreshnessRule { issued, ..FreshnessRule::NEXT_UPDATE };
        let question = world.question().by(|policy| Policy { freshness, ..policy });
        let question = question.at(Moment::at(time(NOW)).proven_by(time(proven)));
        question.judge(&world.leaf(&[]), &[world.list().sign(&world.ca)])
    };
    assert_eq!(judge(Issued::AfterSignature, "2026-06-01T04:00:00Z"), "good");
    assert_eq!(judge(Issued::AfterSignature, "2026-06-01T04:00:01Z"), "revocation-stale");
    assert_eq!(judge(Issued::AnyTime, "2026-06-01T04:00:01Z"), "good");
}

/// X.509 9.5.2.8: a list that keeps those who ended tells of them as well.
#[test]
fn a_list_may_keep_those_who_have_ended() {
    let world = World::new();
    let ended = world.leaf_with(&[], |template| template.valid("260115060000Z", "260520000000Z"));
    let moment = Moment::at(time(NOW)).proven_by(time("2026-05-10T00:00:00Z"));
    let judge = |kept_since: Option<&str>| {
        let keeps = |since: &str| Extension::new(oids::EXPIRED_CERTS_ON_CRL, der::generalized_time(since));
        let list = kept_since.map_or(world.list(), |since| world.list().with(keeps(since)));
        world.question().at(moment).judge(&ended, &[list.sign(&world.ca)])
    };
    assert_eq!(judge(None), "revocation-after-expiry");
    assert_eq!(judge(Some("20260520000000Z")), "good");
    assert_eq!(judge(Some("20260520000001Z")), "revocation-after-expiry");
}

/// RFC 5280 5.2.3 demands a number of every list, and forbids to mark it critical.
#[test]
fn lists_are_numbered_where_the_policy_wants_it() {
    let world = World::new();
    let judge = |list_number, list: List| {
        let question = world.question().by(|policy| Policy { list_number, ..policy });
        question.judge(&world.leaf(&[]), &[list.sign(&world.ca)])
    };
    let mut without = world.list();
    without.extensions.retain(|extension| extension.oid != oids::CRL_NUMBER);
    let critical = without.clone().with(Extension::new(oids::CRL_NUMBER, der::integer(152)).critical());
    for list in [without, critical] {
        assert_eq!(judge(Demand::Required, list.clone()), "revocation-list-unusable");
        assert_eq!(judge(Demand::Optional, list), "good");
    }
    assert_eq!(judge(Demand::Required, world.list()), "good");
}
