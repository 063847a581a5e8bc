//! Who may sign a list (RFC 5280 6.3.3 (f), (g); threat 17).

use kz_eds::{EvidenceRule, FreshnessRule, Issued, Limits, Moment, Policy};
use kz_eds_testdata::authority::{Authority, Draft};
use kz_eds_testdata::extension::{self, CRL_SIGN, KEY_CERT_SIGN};
use kz_eds_testdata::keys::Key;
use kz_eds_testdata::lists::{Entry, List, delta_crl_indicator};
use kz_eds_testdata::oids;
use kz_eds_testdata::signature::Scheme;
use kz_eds_testdata::template::Template;

use crate::world::*;

fn leaf() -> Entry {
    Entry::new("leaf", "260501000000Z")
}

/// Another key of the CA's name.
fn second(issuer: &Authority, edit: impl FnOnce(Template) -> Template) -> Authority {
    Draft::with_key("second", Key::of_word("second"), &name("CA")).edit(edit).issued_by(issuer)
}

fn signs_lists(template: Template) -> Template {
    template.without(oids::BASIC_CONSTRAINTS).with(extension::key_usage(CRL_SIGN))
}

/// The root's list, where all its certificates are good.
fn of_root(world: &World) -> Vec<u8> {
    List::of(&world.root, 3, vec![]).sign(&world.root)
}

/// A list of that name by this key.
fn list_by(signer: &Authority, entries: Vec<Entry>) -> List {
    List::of(signer, 160, entries).between("260601080000Z", "260602070000Z")
}

#[test]
fn another_generation_speaks_by_the_standard_and_not_for_the_portal() {
    let world = World::new();
    let second = second(&world.root, |template| template);
    let judge = |question: Question<'_>, entries| {
        question
            .knowing(&second)
            .judge(&world.leaf(&[]), &[list_by(&second, entries).sign(&second), of_root(&world)])
    };
    assert_eq!(judge(world.question(), vec![]), "good");
    assert_eq!(judge(world.question(), vec![leaf()]), "certificate-revoked");
    assert_eq!(judge(world.question().by_the_portal(), vec![]), "revocation-foreign");
}

/// A signer's own evidence need not be from after the signature that the list is asked about: it did not sign it.
#[test]
fn a_signer_is_judged_by_evidence_of_any_time() {
    let world = World::new();
    let signer = second(&world.root, signs_lists);
    let list = list_by(&signer, vec![]).sign(&signer);
    let freshness = FreshnessRule { issued: Issued::AfterSignature, ..FreshnessRule::NEXT_UPDATE };
    let question = world.question().by_the_portal().knowing(&signer);
    let question = question.by(|policy| Policy { freshness, ..policy });
    let question = question.at(Moment::at(time(NOW)).proven_by(time("2026-06-01T06:00:00Z")));
    assert_eq!(question.judge(&world.leaf(&[]), &[list, of_root(&world)]), "good");
}

#[test]
fn a_key_for_lists_alone_speaks_everywhere() {
    let world = World::new();
    let judge = |usage: u8| {
        let signer = second(&world.root, |template| signs_lists(template).with(extension::key_usage(usage)));
        let list = list_by(&signer, vec![]).sign(&signer);
        let question = world.question().by_the_portal().knowing(&signer);
        question.judge(&world.leaf(&[]), &[list, of_root(&world)])
    };
    assert_eq!(judge(CRL_SIGN), "good");
    assert_eq!(judge(CRL_SIGN | KEY_CERT_SIGN), "revocation-foreign");
    // Without the right to sign lists it is no signer of them at all.
    assert_eq!(judge(extension::DIGITAL_SIGNATURE), "revocation-list-unusable");
}

/// The issuing key decides. A newer list by another key can revoke, and cannot clear.
#[test]
fn other_keys_can_only_revoke() {
    let world = World::new();
    let signer = second(&world.root, signs_lists);
    let judge = |own: Vec<Entry>, others: Vec<Entry>| {
        let mut complete = world.list();
        complete.entries = own;
        let lists = [complete.sign(&world.ca), list_by(&signer, others).sign(&signer), of_root(&world)];
        world.question().by_the_portal().knowing(&signer).judge(&world.leaf(&[]), &lists)
    };
    assert_eq!(judge(vec![], vec![]), "good");
    assert_eq!(judge(vec![leaf()], vec![]), "certificate-revoked");
    assert_eq!(judge(vec![], vec![leaf()]), "certificate-revoked");
}

/// Threat 30: without the certificate of who signed the newest list, what it revokes is not good by an older one. The same where
/// its signature does not hold: nobody knows what was there.
#[test]
fn whoever_names_the_certificate_is_not_passed_over() {
    let world = World::new();
    let signer = second(&world.root, signs_lists);
    let another = || Entry::new("another", "260501000000Z");
    let judge = |question: Question<'_>, newest: Vec<u8>| {
        question
            .by_the_portal()
            .judge(&world.leaf(&[]), &[world.list().sign(&world.ca), newest, of_root(&world)])
    };
    let by_signer = |entries| list_by(&signer, entries).sign(&signer);
    let knowing = || world.question().knowing(&signer);
    assert_eq!(judge(knowing(), by_signer(vec![leaf()])), "certificate-revoked");
    assert_eq!(judge(world.question(), by_signer(vec![leaf()])), "revocation-foreign");
    assert_eq!(judge(world.question(), by_signer(vec![another()])), "good");
    let mut broken = list_by(&world.ca, vec![leaf()]).sign(&world.ca);
    *broken.last_mut().unwrap() ^= 1;
    assert_eq!(judge(world.question(), broken), "revocation-signature-invalid");
    let older = List::of(&signer, 140, vec![leaf()]).between("260530080000Z", "260602070000Z").sign(&signer);
    assert_eq!(judge(world.question(), older), "good");
}

/// A stale list by the issuing key is not outdone by a fresh one by another.
#[test]
fn the_issuing_key_decides_even_when_stale() {
    let world = World::new();
    let signer = second(&world.root, signs_lists);
    let stale = world.list().between("260530040000Z", "260531070000Z").sign(&world.ca);
    let fresh = list_by(&signer, vec![]).sign(&signer);
    let question = world.question().by_the_portal().knowing(&signer);
    assert_eq!(question.judge(&world.leaf(&[]), &[stale, fresh, of_root(&world)]), "revocation-stale");
}

#[test]
fn a_signer_is_a_subject_of_its_own() {
    let world = World::new();
    let judge = |signer: &Authority, root_list: List| {
        let lists = [list_by(signer, vec![]).sign(signer), root_list.sign(&world.root)];
        world.question().knowing(signer).judge(&world.leaf(&[]), &lists)
    };
    let root_list = |entries| List::of(&world.root, 3, entries);
    let signer = second(&world.root, signs_lists);
    assert_eq!(judge(&signer, root_list(vec![])), "good");
    let revoked = vec![Entry::new("second", "260501000000Z")];
    assert_eq!(judge(&signer, root_list(revoked)), "revocation-list-unusable");
    let over = second(&world.root, |template| signs_lists(template).valid("250101000000Z", "260601110000Z"));
    assert_eq!(judge(&over, root_list(vec![])), "revocation-list-unusable");
    // Judged now, whatever time is proven for the leaf's signature.
    let lists = [list_by(&over, vec![]).sign(&over), root_list(vec![]).sign(&world.root)];
    let moment = kz_eds::Moment::at(time(NOW)).proven_by(time("2026-06-01T10:00:00Z"));
    let judged = world.question().at(moment).knowing(&over).judge(&world.leaf(&[]), &lists);
    assert_eq!(judged, "revocation-list-unusable");
}

/// The proven time of the leaf holds again after a signer was judged at the present.
#[test]
fn the_proven_time_comes_back_after_a_signer() {
    let world = World::new();
    let signer = second(&world.root, signs_lists);
    let ended = world.leaf_with(&[], |template| template.valid("260115060000Z", "260601110000Z"));
    let own = list_by(&signer, vec![leaf().because(kz_eds_testdata::lists::SUPERSEDED)]);
    let own = own.with_entry(Entry::new("x", "260501000000Z")).sign(&signer);
    let moment = kz_eds::Moment::at(time(NOW)).proven_by(time("2026-04-01T00:00:00Z"));
    let question = world.question().at(moment).knowing(&signer);
    assert_eq!(question.judge(&ended, &[own, of_root(&world)]), "good");
}

#[test]
fn a_signers_path_ends_at_the_same_anchor() {
    let world = World::new();
    let elsewhere = Draft::with_key("elsewhere", Key::of_word("elsewhere"), &name("Elsewhere")).self_signed();
    let signer = second(&elsewhere, signs_lists);
    let lists = [
        list_by(&signer, vec![]).sign(&signer),
        List::of(&elsewhere, 1, vec![]).sign(&elsewhere),
        of_root(&world),
    ];
    let leaf = world.leaf(&[]);
    let question = world.question().knowing(&signer).trusting(&elsewhere);
    assert_eq!(question.judge(&leaf, &lists), "revocation-list-unusable");
}

/// An anchor of the issuer's name speaks by the standard, if it is sound itself.
#[test]
fn an_anchor_of_that_name() {
    let world = World::new();
    let anchor = |edit: fn(Template) -> Template| {
        Draft::with_key("second", Key::of_word("second"), &name("CA")).edit(edit).self_signed()
    };
    let judge = |anchor: &Authority, question: Question<'_>| {
        question.trusting(anchor).judge(&world.leaf(&[]), &[list_by(anchor, vec![]).sign(anchor)])
    };
    let sound = anchor(|template| template);
    assert_eq!(judge(&sound, world.question()), "good");
    assert_eq!(judge(&sound, world.question().by_the_portal()), "revocation-foreign");
    let over = anchor(|template| template.valid("200101000000Z", "260601110000Z"));
    let strict = || world.question().by(|policy| Policy { anchor_validity: true, ..policy });
    assert_eq!(judge(&over, world.question()), "good");
    assert_eq!(judge(&over, strict()), "revocation-list-unusable");
    assert_eq!(judge(&sound, strict()), "good");
    let weak = Draft::with_key("second", Key::load("weak"), &name("CA")).self_signed();
    assert_eq!(judge(&weak, world.question()), "revocation-list-unusable");
}

/// A key that the path goes through below the certificate does not vouch for it.
#[test]
fn nobody_vouches_for_itself() {
    let root = Draft::with_key("root", Key::of_word("root"), &name("CA"))
        .edit(|template| template.with(extension::basic_constraints(None)))
        .self_signed();
    let ca = Draft::with_key("ca", Key::of_word("ca"), &name("CA")).issued_by(&root);
    let world = World { root, ca };
    let question = || {
        let question = world.question().by_the_portal();
        question.by(|policy| Policy { ca_evidence: EvidenceRule::Required, ..policy })
    };
    let (leaf, own) = (world.leaf(&[]), world.list().sign(&world.ca));
    let of_root = List::of(&world.root, 152, vec![]).sign(&world.root);
    assert_eq!(question().judge(&leaf, &[own.clone()]), "revocation-foreign");
    assert_eq!(question().judge(&leaf, &[own, of_root]), "good");
}

/// A list proves nothing about its own age: the algorithms of today are asked for, whatever time is proven.
#[test]
fn a_list_is_of_todays_algorithms() {
    let root = World::new().root;
    let ca = Draft::with_key("ca", Key::load("nca_rsa"), &name("CA")).issued_by(&root);
    let world = World { root, ca };
    let mut list = world.list();
    list.scheme = Scheme::RsaSha1;
    let moment = kz_eds::Moment::at(time(NOW)).proven_by(time("2026-05-01T00:00:00Z"));
    let judge = |until: &str| {
        let sha1_before = Some(time(until));
        let question = world.question().at(moment).by(|policy| Policy { sha1_before, ..policy });
        question.judge(&world.leaf(&[]), &[list.sign(&world.ca)])
    };
    assert_eq!(judge("2026-05-15T00:00:00Z"), "revocation-list-unusable");
    assert_eq!(judge("2026-06-15T00:00:00Z"), "good");
}

/// RFC 5280 asks nothing of an anchor's dates; a policy may, and then of its lists as well.
#[test]
fn an_anchor_ends_where_the_policy_says_so() {
    let ended = Draft::with_key("ca", Key::of_word("ca"), &name("CA"))
        .edit(|template| template.valid("220615100000Z", "260601035959Z"))
        .self_signed();
    let world = World { root: World::new().root, ca: ended };
    let judge = |anchor_validity, proven: &str| {
        let moment = kz_eds::Moment::at(time(NOW)).proven_by(time(proven));
        let question = world.question().at(moment).trusting(&world.ca);
        let question = question.by(|policy| Policy { anchor_validity, ..policy });
        question.judge(&world.leaf(&[]), &[world.list().sign(&world.ca)])
    };
    assert_eq!(judge(false, "2026-05-01T00:00:00Z"), "good");
    assert_eq!(judge(true, "2026-05-01T00:00:00Z"), "revocation-list-unusable");
}

/// Nobody signs after the end of his own certificate.
#[test]
fn a_list_is_of_the_signers_time() {
    let root = World::new().root;
    let ended = |end: &str| {
        let ca = Draft::with_key("ca", Key::of_word("ca"), &name("CA"))
            .edit(|template| template.valid("220615100000Z", end))
            .issued_by(&root);
        let world = World { root: World::new().root, ca };
        // The leaf's signature is proven in May; the CA ended between then and now.
        let moment = kz_eds::Moment::at(time(NOW)).proven_by(time("2026-05-01T00:00:00Z"));
        world.question().at(moment).judge(&world.leaf(&[]), &[world.list().sign(&world.ca)])
    };
    assert_eq!(ended("260601040000Z"), "good");
    assert_eq!(ended("260601035959Z"), "revocation-list-unusable");
}

#[test]
fn signatures_over_lists_are_paid_for() {
    let world = World::new();
    let delta = |entries| List::of(&world.ca, 153, entries).with(delta_crl_indicator(152)).sign(&world.ca);
    let judge = |signatures, delta| {
        let limits = Limits { signatures, ..Limits::default() };
        let question = world.question().by(|policy| Policy { limits, ..policy });
        question.judge(&world.leaf(&[]), &[world.list().sign(&world.ca), delta])
    };
    // Leaf, CA, list; deltas only where one names the certificate.
    assert_eq!(judge(3, delta(vec![])), "good");
    assert_eq!(judge(2, delta(vec![])), "budget-exceeded");
    // A key is not tried twice because a store holds its certificate, too.
    let mut damaged = world.list().sign(&world.ca);
    *damaged.last_mut().unwrap() ^= 1;
    let limits = Limits { signatures: 3, ..Limits::default() };
    let question = world.question().by(|policy| Policy { limits, ..policy });
    assert_eq!(question.judge(&world.leaf(&[]), &[damaged]), "revocation-signature-invalid");
    assert_eq!(judge(4, delta(vec![leaf()])), "certificate-revoked");
    assert_eq!(judge(3, delta(vec![leaf()])), "budget-exceeded");
}

#[test]
fn revocation_is_looked_at_where_it_is_asked_for() {
    let world = World::new();
    let revoking = world.list().with_entry(leaf()).sign(&world.ca);
    let judge = |evidence, lists: &[Vec<u8>]| {
        let question = world.question().by(|policy| Policy { evidence, ..policy });
        question.judge(&world.leaf(&[]), lists)
    };
    let revoked = "certificate-revoked";
    assert_eq!(judge(EvidenceRule::Required, &[revoking.clone()]), revoked);
    assert_eq!(judge(EvidenceRule::IfGiven, &[revoking.clone()]), revoked);
    assert_eq!(judge(EvidenceRule::NotChecked, &[revoking]), "good");
    assert_eq!(judge(EvidenceRule::IfGiven, &[]), "good");
    assert_eq!(judge(EvidenceRule::Required, &[]), "revocation-missing");
}
