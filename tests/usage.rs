//! What a certificate may be used for (RFC 5280 4.2.1.3, 4.2.1.9, 4.2.1.12), and what its key must be.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use common::world::World;
use kz_eds::{EvidenceRule, Policy, UsageRule};
use kz_eds_testdata::extension;
use kz_eds_testdata::keys::Key;
use kz_eds_testdata::oids;
use kz_eds_testdata::template::Template;

/// The reasons against a leaf that may be used for this, and is asked for something.
fn judge(usage: UsageRule, edit: impl FnOnce(Template) -> Template) -> String {
    let world = World::new();
    let question =
        world.question().by(|policy| Policy { usage, evidence: EvidenceRule::NotChecked, ..policy });
    question.judge(&world.leaf_with(&[], edit), &[])
}

fn purposes(purposes: &[&'static str]) -> impl FnOnce(Template) -> Template {
    let extension = extension::extended_key_usage(purposes);
    move |template| template.with(extension)
}

#[test]
fn a_purpose_is_named_or_left_open() {
    let refused = "extended-key-usage-not-allowed";
    assert_eq!(judge(UsageRule::SERVER_AUTH, purposes(&[oids::SERVER_AUTH])), "good");
    assert_eq!(judge(UsageRule::SERVER_AUTH, purposes(&[oids::CLIENT_AUTH, oids::SERVER_AUTH])), "good");
    assert_eq!(judge(UsageRule::SERVER_AUTH, purposes(&["2.5.29.37.0"])), "good");
    assert_eq!(judge(UsageRule::SERVER_AUTH, |template| template), "good");
    assert_eq!(judge(UsageRule::SERVER_AUTH, purposes(&[oids::CLIENT_AUTH])), refused);
    assert_eq!(judge(UsageRule::Any, purposes(&[oids::CLIENT_AUTH])), "good");
}

#[test]
fn a_purpose_is_no_cas() {
    let ca = |template: Template| template.with(extension::basic_constraints(None));
    assert_eq!(judge(UsageRule::SERVER_AUTH, ca), "end-entity-is-ca");
    assert_eq!(
        judge(UsageRule::NationalSigning, ca),
        "end-entity-is-ca,extended-key-usage-not-allowed,key-usage-not-allowed"
    );
    assert_eq!(judge(UsageRule::Any, ca), "good");
}

#[test]
fn a_key_that_is_none_signs_nothing() {
    let broken = |mut template: Template| {
        // A point that is on no curve.
        *template.public_key.last_mut().unwrap() ^= 1;
        template
    };
    assert_eq!(judge(UsageRule::Any, broken), "key-too-weak");
    let weak = |mut template: Template| {
        template.public_key = Key::load("weak").public();
        template
    };
    assert_eq!(judge(UsageRule::Any, weak), "key-too-weak");
}
