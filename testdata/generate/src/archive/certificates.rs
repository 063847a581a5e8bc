//! Messages whose signature holds, by somebody who should not have signed, or with certificates that leave doubt.

use super::{Contents, Files};
use crate::authority::Authorities;
use crate::cms::{Message, Signer, ordinary};
use crate::evidence::list_of_nca_rsa;
use crate::holder::Holder;
use crate::oids;
use crate::people::People;

pub fn messages(people: &People<'_>, contents: &Contents, authorities: &Authorities) -> Files {
    let form = &contents.form;
    [holders(people, form), candidates(people, form), brought(people, form, authorities)].concat()
}

/// Signers whose certificates are not good, or not now.
fn holders(people: &People<'_>, form: &[u8]) -> Files {
    let of = |holder: &Holder<'_>| ordinary(holder, form, Signer::new(holder, form)).encode();
    vec![
        ("log_in", of(&people.log_in)),
        ("expired", of(&people.expired)),
        ("not_yet_valid", of(&people.not_yet_valid)),
        ("revoked", of(&people.revoked)),
        ("on_hold", of(&people.on_hold)),
        ("stranger", of(&people.stranger)),
    ]
}

/// Which certificate is the signer's.
fn candidates(people: &People<'_>, form: &[u8]) -> Files {
    let People { person, stranger, same_serial, same_key_id, .. } = people;
    let signer = || Signer::new(person, form);
    // Nothing but the identifier tells which certificate it is.
    let unbound = || signer().without(oids::SIGNING_CERTIFICATE_V2);
    let with = |signer, certificate: &[u8]| Message::attached(form).certificate(certificate).signer(signer);
    let by_key = unbound().by_key_identifier(person);
    vec![
        ("certificate_of_another", with(signer(), &stranger.certificate).encode()),
        ("certificate_substituted", with(signer(), &same_serial.certificate).encode()),
        (
            "ambiguous_serial",
            with(unbound(), &person.certificate).certificate(&same_serial.certificate).encode(),
        ),
        (
            "ambiguous_key_id",
            with(by_key, &person.certificate).certificate(&same_key_id.certificate).encode(),
        ),
    ]
}

/// What a message brings along to be believed.
fn brought(people: &People<'_>, form: &[u8], authorities: &Authorities) -> Files {
    let Authorities { foreign_root, foreign_ca, nca_rsa, .. } = authorities;
    let People { person_foreign, revoked, .. } = people;
    let with_anchor = ordinary(person_foreign, form, Signer::new(person_foreign, form))
        .certificate(&foreign_ca.certificate)
        .certificate(&foreign_root.certificate);
    let with_list = ordinary(revoked, form, Signer::new(revoked, form));
    let person = &people.person;
    let with_response = ordinary(person, form, Signer::new(person, form));
    let good = crate::responses::person_good(authorities).sign();
    vec![
        ("person_with_response", with_response.response(&good).encode()),
        ("with_foreign_anchor", with_anchor.encode()),
        ("revoked_with_list", with_list.list(&list_of_nca_rsa(nca_rsa).sign(nca_rsa)).encode()),
    ]
}
