//! Files that cannot be read as a signed message.

use super::{Contents, Files};
use crate::cms::{Form, Signer, ordinary, tagged};
use crate::people::People;
use crate::{der, oids};

pub fn messages(people: &People<'_>, contents: &Contents) -> Files {
    [ends(people, &contents.form), lengths(people, &contents.form), others(people, &contents.form)].concat()
}

/// Too much at the end, or too little.
fn ends(people: &People<'_>, form: &[u8]) -> Files {
    let message = ordinary(&people.person, form, Signer::new(&people.person, form));
    let der = message.encode();
    let indefinite = message.form(Form::Indefinite(100)).encode();
    let without_end = indefinite[..indefinite.len() - 2].to_vec();
    vec![
        ("trailing_byte", [&*der, &[0x0A]].concat()),
        ("trailing_nuls", [&*der, &[0, 0]].concat()),
        ("trailing_message", [&*der, &*der].concat()),
        ("truncated", der[..der.len() / 2].to_vec()),
        ("truncated_by_one", der[..der.len() - 1].to_vec()),
        ("indefinite_without_end", without_end),
    ]
}

/// Lengths and depths that ask for more than there is.
fn lengths(people: &People<'_>, form: &[u8]) -> Files {
    let content =
        encapsulated(&[&[0x24, 0x80].repeat(DEPTH)[..], &der::octets(form), &[0; 2 * DEPTH]].concat());
    let deep_wrappers = [0x30, 0x80].repeat(DEPTH);
    let huge = encapsulated(&[&[0x24, 0x80, 0x04, 0x84, 0x7F, 0xFF, 0xFF, 0xFF], form, &[0, 0]].concat());
    let long_length = [&[0x30, 0x88], &[0xFF; 8][..], &der::oid(oids::SIGNED_DATA)].concat();
    vec![
        ("deep_content", with_encapsulated(people, form, &content)),
        ("deep_wrappers", deep_wrappers),
        ("huge_chunk", with_encapsulated(people, form, &huge)),
        ("huge_length", long_length),
    ]
}

const DEPTH: usize = 5000;

/// EncapsulatedContentInfo around an encoded OCTET STRING.
fn encapsulated(octet_string: &[u8]) -> Vec<u8> {
    der::sequence(&[der::oid(oids::DATA), der::context(0, &[octet_string])])
}

/// The ordinary message with another EncapsulatedContentInfo.
fn with_encapsulated(people: &People<'_>, form: &[u8], encapsulated: &[u8]) -> Vec<u8> {
    let person = &people.person;
    let signer = Signer::new(person, form);
    signed_data(&[
        der::integer(1),
        der::set(&[&signer.digest_algorithm]),
        encapsulated.to_vec(),
        der::context(0, &[&person.certificate]),
        der::set(&[signer.der()]),
    ])
}

fn signed_data(fields: &[Vec<u8>]) -> Vec<u8> {
    der::sequence(&[der::oid(oids::SIGNED_DATA), der::context(0, &[der::sequence(fields)])])
}

/// Something else.
fn others(people: &People<'_>, form: &[u8]) -> Files {
    let signed = ordinary(&people.person, form, Signer::new(&people.person, form)).encode();
    let data = der::sequence(&[der::oid(oids::DATA), der::context(0, &[der::octets(form)])]);
    // One octet of the object identifier makes the difference.
    let enveloped = super::replace(&signed, &der::oid(oids::SIGNED_DATA), &der::oid(oids::ENVELOPED_DATA));
    vec![
        ("id_data", data),
        ("enveloped_data", enveloped),
        ("outer_set", tagged(0x31, &signed)),
        ("certificate", people.person.certificate.clone()),
        ("plain_text", b"This is no signed message.\n".to_vec()),
        ("empty_file", Vec::new()),
    ]
}
