//! Messages on which one check alone decides: without it they would pass, or be refused for less than they should.

use super::{Contents, Files, changed};
use crate::cms::{Message, Signer, ordinary};
use crate::holder::Holder;
use crate::oids;
use crate::people::{Issuers, People};
use crate::signature::Scheme;

pub fn messages(people: &People<'_>, issuers: &Issuers<'_>, contents: &Contents) -> Files {
    [keys(people, issuers, &contents.form), documents(people, &contents.plan)].concat()
}

/// Keys that nothing can be verified by.
fn keys(people: &People<'_>, issuers: &Issuers<'_>, form: &[u8]) -> Files {
    const DSA: Scheme = Scheme::Dummy("2.16.840.1.101.3.4.3.2");
    let of = |signer| ordinary(&people.dsa, form, signer).encode();
    let off_curve = off_curve(issuers);
    vec![
        ("dsa_content_changed", of(Signer::by(&people.dsa, DSA, &changed(form)))),
        ("dsa_content_type_missing", of(Signer::by(&people.dsa, DSA, form).without(oids::CONTENT_TYPE))),
        ("key_off_curve", ordinary(&off_curve, form, Signer::new(&off_curve, form)).encode()),
    ]
}

/// A P-256 key whose point is not on its curve: well-formed, and nobody's.
fn off_curve<'a>(issuers: &'a Issuers<'a>) -> Holder<'a> {
    let mut template = issuers.ec.person("key_off_curve");
    *template.public_key.last_mut().expect("octets") ^= 1;
    Holder::new(&issuers.ec, template)
}

/// Documents with a second signer, or none.
fn documents(people: &People<'_>, plan: &[u8]) -> Files {
    let People { person, person_ec, operator, stranger, .. } = people;
    let by_person = || ordinary(person, plan, Signer::new(person, plan));
    // The operator's digest is another content's, and of another length than the applicant's, which is right.
    let other_digest = Signer::by(operator, Scheme::RsaSha512, &changed(plan));
    let one_changed = ordinary(person_ec, plan, Signer::new(person_ec, plan))
        .certificate(&operator.certificate)
        .signer(other_digest);
    vec![
        ("document_plan_and_unknown", by_person().signer(Signer::new(stranger, plan)).encode()),
        ("document_plan_one_changed", one_changed.encode()),
        ("document_plan_unsigned", Message::attached(plan).certificate(&person.certificate).encode()),
    ]
}
