//! Messages that are as they should be.

use super::{Contents, Files, octets};
use crate::attribute::{self, Attribute};
use crate::authority::Authorities;
use crate::cms::{Form, Message, Signed, Signer, ordinary};
use crate::digest::Digest;
use crate::evidence::list_of_nca_rsa;
use crate::holder::Holder;
use crate::output::Output;
use crate::people::People;
use crate::signature::Scheme;
use crate::{der, oids};

pub fn messages(people: &People<'_>, contents: &Contents, authorities: &Authorities) -> Files {
    let form = &contents.form;
    [
        kinds(people, form),
        algorithms(people, form),
        attributes(people, form),
        certificates(people, form, authorities),
        several(people, form),
        written(people, form),
    ]
    .concat()
}

fn kinds(people: &People<'_>, form: &[u8]) -> Files {
    let attached = |holder: &Holder<'_>| ordinary(holder, form, Signer::new(holder, form)).encode();
    let detached = |holder: &Holder<'_>| detached(holder, form).encode();
    vec![
        ("person", attached(&people.person)),
        ("person_detached", detached(&people.person)),
        ("person_ec", attached(&people.person_ec)),
        ("head", attached(&people.head)),
        ("head_ec_detached", detached(&people.head_ec)),
        ("right_to_sign_detached", detached(&people.right_to_sign)),
        ("employee", attached(&people.employee)),
    ]
}

fn detached<'a>(holder: &Holder<'a>, content: &[u8]) -> Message<'a> {
    Message::detached().certificate(&holder.certificate).signer(Signer::new(holder, content))
}

fn algorithms(people: &People<'_>, form: &[u8]) -> Files {
    let person = &people.person;
    let by = |scheme| ordinary(person, form, Signer::by(person, scheme, form)).encode();
    let of_2012 = |scheme| {
        let signer = Signer::by(&people.person_2011, scheme, form);
        let signer = signer.with(attribute::signing_time("120601114500Z"));
        ordinary(&people.person_2011, form, signer).encode()
    };
    let null = |signer: &mut Signer<'_>| signer.digest_algorithm = Digest::Sha256.identifier_with_null();
    let with_null = Signer::new(person, form).edit(null);
    vec![
        ("person_pss", by(Scheme::RsaPss)),
        ("person_sha384", by(Scheme::RsaSha384)),
        ("person_sha512", by(Scheme::RsaSha512)),
        ("rsa_encryption", by(Scheme::RsaEncryption)),
        ("digest_with_null", ordinary(person, form, with_null).encode()),
        ("archive_2012", of_2012(Scheme::RsaSha256)),
        ("archive_2012_sha1", of_2012(Scheme::RsaSha1)),
    ]
}

fn attributes(people: &People<'_>, form: &[u8]) -> Files {
    let person = &people.person;
    let signer = || Signer::new(person, form);
    let of = |signer| ordinary(person, form, signer).encode();
    let without = || signer().without(oids::SIGNING_CERTIFICATE_V2);
    let in_full = attribute::signing_certificate_v2_in_full(person, Digest::Sha512, person);
    let protection =
        attribute::algorithm_protection(&Digest::Sha256.identifier(), &Scheme::RsaSha256.identifier());
    let note = Attribute::new(oids::OTHER_ATTRIBUTE, der::utf8("қол қойылмаған / не подписано"));
    let other_content = Message {
        content_type: oids::OTHER_CONTENT,
        ..ordinary(person, form, signer().with(attribute::content_type(oids::OTHER_CONTENT)))
    };
    vec![
        ("without_signing_certificate", of(without())),
        ("signing_certificate_v1", of(without().and(attribute::signing_certificate_v1(person)))),
        ("signing_certificate_both", of(signer().and(attribute::signing_certificate_v1(person)))),
        ("signing_certificate_in_full", of(signer().with(in_full))),
        ("algorithm_protection", of(signer().and(protection))),
        ("signing_time_in_2027", of(signer().with(attribute::signing_time("270101000000Z")))),
        ("unsigned_attribute", of(signer().edit(|signer| signer.unsigned.push(note)))),
        ("attributes_unsorted", of(unsorted(signer()))),
        ("other_content_type", other_content.encode()),
    ]
}

/// Attributes in an order that DER forbids, and signed so.
pub fn unsorted(signer: Signer<'_>) -> Signer<'_> {
    signer.edit(|signer| {
        let mut attributes = signer.attributes().clone();
        attributes.sort_by_key(|attribute| std::cmp::Reverse(attribute.der()));
        signer.signed = Signed::InOrder(attributes);
    })
}

fn certificates(people: &People<'_>, form: &[u8], authorities: &Authorities) -> Files {
    let (person, nca) = (&people.person, &authorities.nca_rsa);
    let signer = || Signer::new(person, form);
    let of = |signer| ordinary(person, form, signer);
    let by_key = || of(signer().by_key_identifier(person));
    vec![
        ("key_id", by_key().encode()),
        ("key_id_of_two", by_key().certificate(&people.same_key_id.certificate).encode()),
        ("certificate_not_embedded", Message::attached(form).signer(signer()).encode()),
        ("certificate_twice", of(signer()).certificate(&person.certificate).encode()),
        ("with_issuing_authority", of(signer()).certificate(&nca.certificate).encode()),
        ("with_list", of(signer()).list(&list_of_nca_rsa(nca).sign(nca)).encode()),
    ]
}

fn several(people: &People<'_>, form: &[u8]) -> Files {
    let of = |signers: &[(&Holder<'_>, Scheme)]| {
        let mut message = Message::attached(form);
        for (holder, scheme) in signers {
            message = message.certificate(&holder.certificate).signer(Signer::by(holder, *scheme, form));
        }
        message.encode()
    };
    let People { person_ec, operator, employee, right_to_sign, head, head_other_company, .. } = people;
    let applicant = (person_ec, Scheme::EcdsaSha256);
    let operator = (operator, Scheme::RsaSha512);
    let others = [(employee, Scheme::RsaPss), (right_to_sign, Scheme::RsaSha384)];
    vec![
        ("applicant_and_operator", of(&[applicant, operator])),
        ("four_signers", of(&[applicant, operator, others[0], others[1]])),
        ("two_heads", of(&[(head, Scheme::RsaSha256), (head_other_company, Scheme::RsaSha256)])),
    ]
}

/// Other encodings of an ordinary message.
fn written(people: &People<'_>, form: &[u8]) -> Files {
    let person = &people.person;
    let of = |content: &[u8]| ordinary(person, content, Signer::new(person, content));
    vec![
        ("ber_indefinite", of(form).form(Form::Indefinite(100)).encode()),
        ("ber_chunked", of(form).form(Form::Chunked(64)).encode()),
        ("ber_detached", detached(person, form).form(Form::Indefinite(1)).encode()),
        ("ber_100_kib", of(&octets(100 * 1024)).form(Form::Indefinite(4096)).encode()),
        ("empty_content", of(&[]).encode()),
        ("empty_content_detached", detached(person, &[]).encode()),
        ("trailing_nul", [of(form).encode(), vec![0]].concat()),
    ]
}

/// The ordinary message as text.
pub fn armoured(people: &People<'_>, contents: &Contents, out: &mut Output) {
    let form = &contents.form;
    let message = ordinary(&people.person, form, Signer::new(&people.person, form)).encode();
    out.add_pem("archive/messages/pem.cms", "CMS", &message);
    out.add_pem("archive/messages/pem_pkcs7.cms", "PKCS7", &message);
    out.add_base64("archive/messages/base64.cms", &message);
    out.add_base64("archive/messages/base64_trailing_nul.cms", &[&*message, &[0]].concat());
}
