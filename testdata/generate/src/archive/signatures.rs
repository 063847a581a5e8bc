//! Signatures that do not hold, signers that are missing, and signers that nobody expects.

use super::{Contents, Files, changed, replace};
use crate::cms::{Message, Signer, encoded, ordinary};
use crate::der;
use crate::digest::Digest;
use crate::holder::Holder;
use crate::people::People;
use crate::signature::Scheme;

pub fn messages(people: &People<'_>, contents: &Contents) -> Files {
    let form = &contents.form;
    [values(people, form), signed(people, form), signers(people, form)].concat()
}

/// The signature value, or the key that made it.
fn values(people: &People<'_>, form: &[u8]) -> Files {
    let person = &people.person;
    let attached = |holder: &Holder<'_>| ordinary(holder, form, Signer::new(holder, form)).encode();
    let mut by_other_key = Signer::new(person, form);
    by_other_key.key = people.stranger.key;
    let long_form = Signer::new(&people.person_ec, form).edit(|signer| signer.reshape = long_form);
    vec![
        ("signature_flipped", flipped(attached(person))),
        ("signature_flipped_ec", flipped(attached(&people.person_ec))),
        ("signature_flipped_revoked", flipped(attached(&people.revoked))),
        ("signature_by_other_key", ordinary(person, form, by_other_key).encode()),
        ("signature_long_form", ordinary(&people.person_ec, form, long_form).encode()),
    ]
}

/// The signature value ends every message here.
fn flipped(mut message: Vec<u8>) -> Vec<u8> {
    *message.last_mut().expect("octets") ^= 1;
    message
}

/// An ECDSA signature whose outer length takes an octet too many.
fn long_form(signature: Vec<u8>) -> Vec<u8> {
    [&[0x30, 0x81], &signature[1..]].concat()
}

/// What the signature is over.
fn signed(people: &People<'_>, form: &[u8]) -> Files {
    let person = &people.person;
    let message = ordinary(person, form, Signer::new(person, form)).encode();
    let bare = ordinary(person, form, Signer::new(person, form).bare()).encode();
    let other = changed(form);
    let content_changed = replace(&message, form, &other);
    let digest_follows = replace(&content_changed, &Digest::Sha256.of(form), &Digest::Sha256.of(&other));
    vec![
        ("signing_time_changed", replace(&message, b"260601114500Z", b"260601114501Z")),
        ("content_and_digest_changed", digest_follows),
        ("content_changed", content_changed),
        ("without_attributes_content_changed", replace(&bare, form, &other)),
        ("without_attributes", bare),
        ("attributes_as_content", attributes_as_content(person, form)),
    ]
}

/// The signature of an ordinary message over its attributes, with the attributes where the content was.
fn attributes_as_content(person: &Holder<'_>, form: &[u8]) -> Vec<u8> {
    let attributes = der::set(&encoded(Signer::new(person, form).attributes()));
    ordinary(person, &attributes, Signer::new(person, &attributes).bare()).encode()
}

/// Who signs.
fn signers(people: &People<'_>, form: &[u8]) -> Files {
    let People { person, person_ec, operator, head, stranger, .. } = people;
    let broken = Signer::new(operator, form).edit(|signer| signer.reshape = flipped);
    let one_broken = ordinary(person_ec, form, Signer::new(person_ec, form))
        .certificate(&operator.certificate)
        .signer(broken);
    let unexpected = ordinary(person, form, Signer::new(person, form))
        .certificate(&stranger.certificate)
        .signer(Signer::new(stranger, form));
    let twice =
        ordinary(head, form, Signer::new(head, form)).signer(Signer::by(head, Scheme::RsaSha512, form));
    vec![
        ("no_signer", Message::attached(form).certificate(&person.certificate).encode()),
        ("one_of_two_broken", one_broken.encode()),
        ("person_and_stranger", unexpected.encode()),
        ("head_twice", twice.encode()),
    ]
}
