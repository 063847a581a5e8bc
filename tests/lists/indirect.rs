//! Lists by somebody whom the certificate names (RFC 5280 4.2.1.13 cRLIssuer, 6.3.3 (b)(1), (f); threat 17).

use kz_eds::Certificate;
use kz_eds_testdata::authority::{Authority, Draft};
use kz_eds_testdata::extension::{self, CRL_SIGN, DIGITAL_SIGNATURE};
use kz_eds_testdata::keys::Key;
use kz_eds_testdata::lists::{
    CERTIFICATE_HOLD, Entry, List, REMOVE_FROM_CRL, delta_crl_indicator, issuing_distribution_point as scope,
};
use kz_eds_testdata::oids;
use kz_eds_testdata::template::Template;

use crate::world::*;

/// No CA, and may sign lists.
fn list_maker(template: Template) -> Template {
    template.without(oids::BASIC_CONSTRAINTS).with(extension::key_usage(CRL_SIGN))
}

fn maker(world: &World) -> Authority {
    world.other("Maker", list_maker)
}

/// A leaf whose only point names this issuer of its list.
fn leaf_of(world: &World, maker: &Authority) -> Certificate {
    world.leaf(&[point(&[crl_issuer(&[maker.name.clone()])])])
}

/// What the root says of the makers.
fn of_root(world: &World) -> Vec<u8> {
    List::of(&world.root, 3, vec![]).sign(&world.root)
}

/// An indirect list that starts with an entry of the CA.
fn indirect_list(maker: &Authority) -> List {
    let other = Entry::new("another", "260501000000Z");
    let of_ca = certificate_issuer(&[directory(&name("CA").der())]);
    List::of(maker, 7, vec![other.with(of_ca)]).with(scope(&[indirect()]))
}

#[test]
fn the_named_issuer_speaks() {
    let world = World::new();
    let maker = maker(&world);
    let leaf = leaf_of(&world, &maker);
    for question in [world.question(), world.question().by_the_portal()] {
        let question = question.knowing(&maker);
        assert_eq!(question.judge(&leaf, &[indirect_list(&maker).sign(&maker), of_root(&world)]), "good");
        let revoking = indirect_list(&maker).with_entry(Entry::new("leaf", "260501000000Z"));
        assert_eq!(question.judge(&leaf, &[revoking.sign(&maker), of_root(&world)]), "certificate-revoked");
    }
}

/// The named issuer has deltas like the certificate's own.
#[test]
fn its_deltas_end_holds() {
    let world = World::new();
    let maker = maker(&world);
    let entry = |reason| Entry::new("leaf", "260501000000Z").because(reason);
    let held = indirect_list(&maker).with_entry(entry(CERTIFICATE_HOLD)).sign(&maker);
    let mut delta = indirect_list(&maker).with_entry(entry(REMOVE_FROM_CRL)).with(delta_crl_indicator(7));
    delta.extensions[0] = List::of(&maker, 8, vec![]).extensions[0].clone();
    let lists = [held, delta.sign(&maker), of_root(&world)];
    assert_eq!(world.question().knowing(&maker).judge(&leaf_of(&world, &maker), &lists), "good");
}

/// Lists follow each other where they are of one issuer (threat 18): of two that the certificate names, the newer list of the
/// one says nothing about the older list of the other.
#[test]
fn another_issuers_newer_list_takes_nothing_back() {
    let world = World::new();
    let (maker, other) = (maker(&world), world.other("Other", list_maker));
    let leaf = world.leaf(&[point(&[crl_issuer(&[maker.name.clone(), other.name.clone()])])]);
    let question = world.question().knowing(&maker).knowing(&other);
    let mut newer = indirect_list(&other);
    newer.extensions[0] = List::of(&other, 8, vec![]).extensions[0].clone();
    let newer = newer.sign(&other);
    assert_eq!(question.judge(&leaf, &[newer.clone(), of_root(&world)]), "good");
    let older = indirect_list(&maker).with_entry(Entry::new("leaf", "260501000000Z")).sign(&maker);
    assert_eq!(question.judge(&leaf, &[older, newer, of_root(&world)]), "certificate-revoked");
}

#[test]
fn its_list_must_be_indirect() {
    let world = World::new();
    let maker = maker(&world);
    let list = List::of(&maker, 7, vec![]).sign(&maker);
    let judged = world.question().knowing(&maker).judge(&leaf_of(&world, &maker), &[list]);
    assert_eq!(judged, "revocation-scope");
}

/// The deviations on the safe side.
#[test]
fn nobody_else_speaks_where_an_issuer_is_named() {
    let world = World::new();
    let (maker, other) = (maker(&world), world.other("Other", list_maker));
    let question = world.question().knowing(&maker).knowing(&other);
    let leaf = leaf_of(&world, &maker);
    assert_eq!(question.judge(&leaf, &[world.list().sign(&world.ca)]), "revocation-scope");
    assert_eq!(question.judge(&leaf, &[indirect_list(&other).sign(&other)]), "revocation-missing");
    // And an indirect list of the CA only where no points are.
    let own = world.list().with(scope(&[indirect()])).sign(&world.ca);
    assert_eq!(question.judge(&world.leaf(&[]), &[own.clone()]), "good");
    let pointed = world.leaf(&[point(&[full(&[uri("http://a/1")])])]);
    assert_eq!(question.judge(&pointed, &[own.clone()]), "revocation-scope");
    let named = world.leaf(&[point(&[crl_issuer(&[name("CA").der()])])]);
    assert_eq!(question.judge(&named, &[own]), "good");
}

#[test]
fn names_of_the_point_are_compared_with_the_list() {
    let world = World::new();
    let maker = maker(&world);
    let question = world.question().knowing(&maker);
    let judge = |ours: &[Vec<u8>], theirs: Vec<u8>| {
        let list = List::of(&maker, 7, vec![]).with(scope(&[theirs, indirect()])).sign(&maker);
        question.judge(&world.leaf(&[point(ours)]), &[list, of_root(&world)])
    };
    let issuer = || crl_issuer(&[name("Maker").der()]);
    let whole = || full(&[directory(&under("Maker", "one"))]);
    // Relative to the list's issuer, not to the certificate's.
    assert_eq!(judge(&[relative_point("one"), issuer()], whole()), "good");
    assert_eq!(judge(&[relative_point("one"), issuer()], relative_point("one")), "good");
    let under_ca = full(&[directory(&under("CA", "one"))]);
    assert_eq!(judge(&[relative_point("one"), issuer()], under_ca), "revocation-scope");
    // Relative to which of the two?
    let two = crl_issuer(&[name("Maker").der(), name("Other").der()]);
    assert_eq!(judge(&[relative_point("one"), two], whole()), "revocation-scope");
    // Without a name of the point the list is named like its issuer.
    assert_eq!(judge(&[issuer()], full(&[directory(&name("maker").der())])), "good");
    assert_eq!(judge(&[issuer()], whole()), "revocation-scope");
}

#[test]
fn the_maker_is_judged_like_anybody() {
    let world = World::new();
    let judge = |maker: &Authority, more: &[Vec<u8>]| {
        let lists: Vec<_> = [indirect_list(maker).sign(maker)].into_iter().chain(more.to_vec()).collect();
        world.question().knowing(maker).judge(&leaf_of(&world, maker), &lists)
    };
    let without_right =
        |template: Template| list_maker(template).with(extension::key_usage(DIGITAL_SIGNATURE));
    assert_eq!(judge(&world.other("Maker", without_right), &[]), "revocation-list-unusable");
    let over = |template: Template| list_maker(template).valid("250101000000Z", "260601110000Z");
    assert_eq!(judge(&world.other("Maker", over), &[]), "revocation-list-unusable");
    // Its own status: the root lists it, or says nothing of it.
    let asked = |entry: Option<Entry>| {
        let maker = maker(&world);
        let leaf = leaf_of(&world, &maker);
        let root = List::of(&world.root, 3, entry.into_iter().collect()).sign(&world.root);
        world.question().knowing(&maker).judge(&leaf, &[indirect_list(&maker).sign(&maker), root])
    };
    assert_eq!(asked(None), "good");
    assert_eq!(asked(Some(Entry::new("Maker", "260501000000Z"))), "revocation-list-unusable");
}

#[test]
fn the_makers_path_ends_at_the_same_anchor() {
    let world = World::new();
    let elsewhere = Draft::with_key("elsewhere", Key::of_word("elsewhere"), &name("Elsewhere")).self_signed();
    let maker = Draft::with_key("Maker", Key::of_word("Maker"), &name("Maker"))
        .edit(list_maker)
        .issued_by(&elsewhere);
    let leaf = leaf_of(&world, &maker);
    let lists = [indirect_list(&maker).sign(&maker), List::of(&elsewhere, 1, vec![]).sign(&elsewhere)];
    let question = world.question().knowing(&maker);
    assert_eq!(question.judge(&leaf, &lists), "revocation-list-unusable");
    let question = world.question().knowing(&maker).trusting(&elsewhere);
    assert_eq!(question.judge(&leaf, &lists), "revocation-list-unusable");
}

/// A certificate may say that it makes the very list that it is on. Another certificate of that name does not profit.
#[test]
fn a_maker_may_be_on_its_own_list() {
    let world = World::new();
    let own_point = |template: Template| {
        let points = distribution_points(&[point(&[crl_issuer(&[name("Maker").der()])])]);
        list_maker(template).with(points)
    };
    let draft = Draft::with_key("Maker", Key::of_word("Maker"), &name("Maker")).edit(own_point);
    let mut maker = draft.issued_by(&world.root);
    // `issued_by` appends the root's usual point behind: one extension of a kind is what is read.
    maker.certificate = resigned(&world, own_point);
    let leaf = leaf_of(&world, &maker);
    let of_root = certificate_issuer(&[directory(&name("Root").der())]);
    let judge = |entries: Vec<Entry>| {
        let list = List::of(&maker, 7, entries).with(scope(&[indirect()])).sign(&maker);
        world.question().knowing(&maker).judge(&leaf, &[list])
    };
    assert_eq!(judge(vec![]), "good");
    let itself = Entry::new("Maker", "260501000000Z").with(of_root);
    assert_eq!(judge(vec![itself]), "revocation-list-unusable");
}

/// The maker's certificate by the root, without the root's usual points.
fn resigned(world: &World, edit: impl FnOnce(Template) -> Template) -> Vec<u8> {
    let draft = Draft::with_key("Maker", Key::of_word("Maker"), &name("Maker")).edit(edit);
    let mut template = draft.template;
    template.issuer.clone_from(&world.root.name);
    template.scheme = world.root.key.usual_scheme();
    template.with(extension::authority_key_identifier(&world.root.key_id)).sign(&world.root)
}
