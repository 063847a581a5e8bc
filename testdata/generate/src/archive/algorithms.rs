//! Algorithms that do not go together, are weak, or are not known.

use super::{Contents, Files};
use crate::cms::{Signer, ordinary};
use crate::digest::Digest;
use crate::holder::Holder;
use crate::people::People;
use crate::signature::Scheme;

pub fn messages(people: &People<'_>, contents: &Contents) -> Files {
    [confused(people, &contents.form), outside(people, &contents.form)].concat()
}

/// Digest, signature and key are each known, and do not belong together.
fn confused(people: &People<'_>, form: &[u8]) -> Files {
    let People { person, person_ec, .. } = people;
    // The messageDigest is right by the digest algorithm that is named; the signature goes its own way.
    let split = |digest_of: Scheme, scheme: Scheme| {
        let signer = Signer::by(person, digest_of, form);
        let edit = |signer: &mut Signer<'_>| {
            signer.scheme = scheme;
            signer.signature_algorithm = scheme.identifier();
        };
        ordinary(person, form, signer.edit(edit)).encode()
    };
    let renamed = |holder: &Holder<'_>, name: Scheme| {
        let edit = |signer: &mut Signer<'_>| signer.signature_algorithm = name.identifier();
        ordinary(holder, form, Signer::new(holder, form).edit(edit)).encode()
    };
    vec![
        ("digest_of_another_algorithm", split(Scheme::RsaSha512, Scheme::RsaSha256)),
        ("digest_of_another_algorithm_pss", split(Scheme::RsaSha512, Scheme::RsaPss)),
        ("ecdsa_by_rsa_key", renamed(person, Scheme::EcdsaSha256)),
        ("rsa_by_ec_key", renamed(person_ec, Scheme::RsaSha256)),
    ]
}

/// Outside the table, or too weak for today.
fn outside(people: &People<'_>, form: &[u8]) -> Files {
    let People { person, weak, unknown, unknown_right_to_sign, dsa, p384, .. } = people;
    let by = |holder: &Holder<'_>, scheme| ordinary(holder, form, Signer::by(holder, scheme, form)).encode();
    const UNKNOWN: Scheme = Scheme::Dummy(crate::oids::UNKNOWN_SIGNATURE);
    let with_unknown = ordinary(person, form, Signer::new(person, form))
        .certificate(&unknown_right_to_sign.certificate)
        .signer(Signer::by(unknown_right_to_sign, UNKNOWN, form));
    vec![
        ("sha1", by(person, Scheme::RsaSha1)),
        ("md5", by(person, Scheme::RsaMd5)),
        ("weak_key", by(weak, Scheme::RsaSha256)),
        ("unknown_algorithm", by(unknown, UNKNOWN)),
        ("person_and_unknown_algorithm", with_unknown.encode()),
        ("dsa", by(dsa, Scheme::Dummy("2.16.840.1.101.3.4.3.2"))),
        ("p384", by(p384, Scheme::EcdsaSha384)),
        // A digest that nobody can compute here under a signature that could be checked.
        ("digest_unknown", unknown_digest(person, form)),
    ]
}

fn unknown_digest(person: &Holder<'_>, form: &[u8]) -> Vec<u8> {
    let digest = crate::attribute::message_digest(&Digest::Unknown.of(form));
    let signer = Signer::by(person, Scheme::RsaEncryption, form).with(digest);
    let edit = |signer: &mut Signer<'_>| signer.digest_algorithm = Digest::Unknown.identifier();
    ordinary(person, form, signer.edit(edit)).encode()
}
