//! Entries of indirect lists: whose certificate is it (RFC 5280 5.3.3)?

use kz_eds_testdata::extension::Extension;
use kz_eds_testdata::lists::{CERTIFICATE_HOLD, Entry, KEY_COMPROMISE, issuing_distribution_point as scope};
use kz_eds_testdata::{der, oids};

use crate::world::*;

/// What an indirect list of the CA itself, with these entries, says of the leaf.
fn judge(entries: Vec<Entry>) -> String {
    let world = World::new();
    let mut list = world.list().with(scope(&[indirect()]));
    list.entries = entries;
    world.judge(&world.leaf(&[]), &[list.sign(&world.ca)])
}

fn leaf() -> Entry {
    Entry::new("leaf", "260501000000Z")
}

fn another() -> Entry {
    Entry::new("another", "260501000000Z")
}

fn of(name: &str) -> Extension {
    certificate_issuer(&[directory(&crate::world::name(name).der())])
}

#[test]
fn an_issuer_is_said_until_the_next_is() {
    let ours = "certificate-revoked";
    assert_eq!(judge(vec![leaf()]), ours);
    assert_eq!(judge(vec![leaf().with(of("CA"))]), ours);
    assert_eq!(judge(vec![leaf().with(of("Other"))]), "good");
    assert_eq!(judge(vec![another().with(of("Other")), leaf()]), "good");
    assert_eq!(judge(vec![leaf(), another().with(of("Other"))]), ours);
    assert_eq!(judge(vec![another().with(of("Other")), another().with(of("ca")), leaf()]), ours);
    let several = certificate_issuer(&[uri("http://a/"), directory(&name("CA").der())]);
    assert_eq!(judge(vec![leaf().with(several)]), ours);
}

/// Nobody knows whose an entry is that names no directory name: where it could be ours, the list says nothing.
#[test]
fn an_issuer_without_a_name_could_be_anybody() {
    let nobody = || certificate_issuer(&[uri("http://a/")]);
    assert_eq!(judge(vec![leaf().with(nobody())]), "revocation-list-unusable");
    assert_eq!(judge(vec![another().with(nobody())]), "good");
    assert_eq!(judge(vec![another().with(nobody()), leaf()]), "revocation-list-unusable");
}

#[test]
fn entries_of_others_need_an_indirect_list() {
    let world = World::new();
    let list = world.list().with_entry(another().with(of("Other"))).sign(&world.ca);
    assert_eq!(world.judge(&world.leaf(&[]), &[list]), "revocation-list-unusable");
}

/// Any revocation before a hold, the earliest before the others.
#[test]
fn of_several_entries_the_worst_counts() {
    let hold = || leaf().because(CERTIFICATE_HOLD);
    let world = World::new();
    let at = |entries: Vec<Entry>| {
        let mut list = world.list();
        list.entries = entries;
        let question = world.question().at(kz_eds::Moment::at(time(NOW)));
        let verdict = question.verdict(&world.leaf(&[]), &[list.sign(&world.ca)]);
        format!("{:?}", verdict.report().judgements)
    };
    let lost = leaf().because(KEY_COMPROMISE);
    assert_eq!(judge(vec![hold(), lost.clone()]), "certificate-revoked");
    assert_eq!(judge(vec![lost, hold()]), "certificate-revoked");
    let earlier = Entry::new("leaf", "260401000000Z");
    for entries in [vec![earlier.clone(), leaf()], vec![leaf(), earlier]] {
        assert!(at(entries).contains("2026-04-01T00:00:00Z"));
    }
}

/// The key may have been lost before it was said (5.3.2): what was signed between is not saved.
#[test]
fn the_invalidity_date_counts_where_it_is_earlier() {
    let world = World::new();
    let judged = |date: Option<&str>| {
        let extension = |date: &str| Extension::new(oids::INVALIDITY_DATE, der::generalized_time(date));
        let entry = leaf().because(kz_eds_testdata::lists::SUPERSEDED);
        let entry = date.map_or(entry.clone(), |date| entry.with(extension(date)));
        let moment = kz_eds::Moment::at(time(NOW)).proven_by(time("2026-04-20T00:00:00Z"));
        let list = world.list().with_entry(entry).sign(&world.ca);
        world.question().at(moment).judge(&world.leaf(&[]), &[list])
    };
    assert_eq!(judged(None), "good");
    assert_eq!(judged(Some("20260425000000Z")), "good");
    assert_eq!(judged(Some("20260420000000Z")), "certificate-revoked");
    assert_eq!(judged(Some("20260410000000Z")), "certificate-revoked");
}
