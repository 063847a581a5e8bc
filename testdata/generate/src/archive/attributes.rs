//! Signed attributes that are each bad in one way; the signature over them holds.

use super::good::unsorted;
use super::{Contents, Files};
use crate::attribute::{self, Attribute};
use crate::cms::{Message, Signed, Signer, encoded, ordinary, tagged};
use crate::digest::Digest;
use crate::people::People;
use crate::signature::Scheme;
use crate::{der, oids};

pub fn messages(people: &People<'_>, contents: &Contents) -> Files {
    let form = &contents.form;
    [
        mandatory(people, form),
        encodings(people, form),
        signing_certificates(people, form),
        protections(people, form),
    ]
    .concat()
}

/// contentType and messageDigest (RFC 5652 11.1, 11.2).
fn mandatory(people: &People<'_>, form: &[u8]) -> Files {
    let person = &people.person;
    let signer = || Signer::new(person, form);
    let of = |signer| ordinary(person, form, signer).encode();
    let digest = || attribute::message_digest(&Digest::Sha256.of(form));
    let other_digest = Digest::Sha256.of(b"another content");
    let two_digests = digest().and(der::octets(&other_digest));
    let valueless = Attribute { oid: oids::MESSAGE_DIGEST, values: Vec::new() };
    let (data, other) = (oids::DATA, oids::OTHER_CONTENT);
    let two_types = attribute::content_type(data).and(der::oid(other));
    let other_type = |signer| Message { content_type: other, ..ordinary(person, form, signer) }.encode();
    vec![
        ("message_digest_missing", of(signer().without(oids::MESSAGE_DIGEST))),
        ("message_digest_twice", of(signer().and(digest()))),
        ("message_digest_two_values", of(signer().with(two_digests))),
        ("message_digest_without_value", of(signer().with(valueless))),
        ("message_digest_wrong", of(signer().with(attribute::message_digest(&other_digest)))),
        ("content_type_missing", of(signer().without(oids::CONTENT_TYPE))),
        ("content_type_twice", of(signer().and(attribute::content_type(data)))),
        ("content_type_two_values", of(signer().with(two_types))),
        ("content_type_other", of(signer().with(attribute::content_type(other)))),
        ("content_type_of_data", other_type(signer())),
        ("other_content_type_without_attributes", other_type(signer().bare())),
    ]
}

/// How the attributes are written.
fn encodings(people: &People<'_>, form: &[u8]) -> Files {
    let person = &people.person;
    let attributes = encoded(Signer::new(person, form).attributes());
    let sorted = tagged(0xA0, &der::set(&attributes));
    let body = &attributes.concat();
    let of = |signed: &[u8], shown: &[u8]| {
        let signed = Signed::Encoded { signed: signed.to_vec(), shown: shown.to_vec() };
        ordinary(person, form, Signer::new(person, form).edit(|signer| signer.signed = signed)).encode()
    };
    let indefinite = [&[0xA0, 0x80], &**body, &[0, 0]].concat();
    let long_form = [&[0xA0, 0x84], &(body.len() as u32).to_be_bytes()[..], body].concat();
    let Signed::InOrder(reversed) = unsorted(Signer::new(person, form)).signed else { unreachable!() };
    vec![
        ("attributes_indefinite", of(&indefinite, &indefinite)),
        ("attributes_indefinite_signed_as_der", of(&sorted, &indefinite)),
        ("attributes_long_form", of(&long_form, &long_form)),
        // Signed in the order of DER, shown in another.
        ("attributes_reordered", of(&sorted, &der::tlv(0xA0, &encoded(&reversed).concat()))),
    ]
}

fn signing_certificates(people: &People<'_>, form: &[u8]) -> Files {
    let People { person, person_2022, .. } = people;
    let signer = || Signer::new(person, form);
    let of = |signer| ordinary(person, form, signer).encode();
    let right = || attribute::signing_certificate_v2(person);
    let wrong = || attribute::signing_certificate_v2(person_2022);
    let without = || signer().without(oids::SIGNING_CERTIFICATE_V2);
    let two_values = right().and(wrong().values.remove(0));
    let second = attribute::signing_certificates_v2(&[person_2022, person]);
    let serial = attribute::signing_certificate_v2_in_full(person, Digest::Sha256, person_2022);
    vec![
        ("signing_certificate_other", of(signer().with(wrong()))),
        ("signing_certificate_v1_other", of(without().and(attribute::signing_certificate_v1(person_2022)))),
        ("signing_certificates_differ", of(signer().and(attribute::signing_certificate_v1(person_2022)))),
        ("signing_certificate_twice", of(signer().and(right()))),
        ("signing_certificate_two_values", of(signer().with(two_values))),
        ("signing_certificate_second", of(signer().with(second))),
        ("signing_certificate_other_serial", of(signer().with(serial))),
    ]
}

/// CMSAlgorithmProtection (RFC 6211).
fn protections(people: &People<'_>, form: &[u8]) -> Files {
    let person = &people.person;
    let of = |attributes: &[Attribute]| {
        let signer = attributes.iter().cloned().fold(Signer::new(person, form), Signer::and);
        ordinary(person, form, signer).encode()
    };
    let protection = |digest: Digest, scheme: Scheme| {
        attribute::algorithm_protection(&digest.identifier(), &scheme.identifier())
    };
    let right = protection(Digest::Sha256, Scheme::RsaSha256);
    vec![
        ("protection_other_digest", of(&[protection(Digest::Sha512, Scheme::RsaSha256)])),
        ("protection_other_signature", of(&[protection(Digest::Sha256, Scheme::RsaPss)])),
        ("protection_twice", of(&[right.clone(), right])),
    ]
}
