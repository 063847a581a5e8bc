//! What signers say under their signatures.

use super::*;

#[test]
fn a_good_signer_has_no_faults() {
    for key in [Key::P256, Key::Rsa] {
        let signer = Signer::new(key);
        assert_eq!(faults(&signer), []);
        assert_eq!(faults(&signer.bare()), []);
    }
}

/// Threat 3, each with a good signature over the wrong attributes.
#[test]
fn what_must_be_there_is_there_once() {
    use SignerFault::{ContentTypeDiffers, Malformed, Missing, NotSingle, Repeated};
    let data = id(oid::DATA);
    let octets = tlv(4, &[&digest(CONTENT)]);
    for (oid, value) in [(oid::CONTENT_TYPE, &data), (oid::MESSAGE_DIGEST, &octets)] {
        assert_eq!(faults(&p256().without(oid)), [Missing(oid)]);
        // With no content at hand, too.
        let without = p256().without(oid).message();
        let alone = parse(&without).signers().next().unwrap().check_attributes();
        assert_eq!(alone, Err(Missing(oid)));
        assert_eq!(faults(&p256().and(attribute(oid, &[value]))), [Repeated(oid)]);
        assert_eq!(faults(&p256().with(oid, &[value, value])), [NotSingle(oid)]);
        assert_eq!(faults(&p256().with(oid, &[])), [NotSingle(oid)]);
        assert_eq!(faults(&p256().with(oid, &[&NULL])), [Malformed(oid)]);
    }
    let other = id(oid::SIGNED_DATA);
    assert_eq!(faults(&p256().with(oid::CONTENT_TYPE, &[&other])), [ContentTypeDiffers]);
}

/// Under another's arc, above it, or beside it: none is taken for the one that is looked for.
#[test]
fn types_are_compared_to_their_end() {
    let octets = tlv(4, &[&digest(b"another")]);
    for near in ["1.2.840.113549.1.9.4.1", "1.2.840.113549.1.9", "1.2.840.113549.1.9.40"] {
        let near = attribute(ObjectIdentifier::new(near), &[&octets]);
        assert_eq!(faults(&p256().and(near.clone())), []);
        let alone = p256().without(oid::MESSAGE_DIGEST).and(near);
        assert_eq!(faults(&alone), [SignerFault::Missing(oid::MESSAGE_DIGEST)]);
    }
}

#[test]
fn the_digest_is_that_of_the_content() {
    let of = |octets: &[u8]| faults(&p256().with(oid::MESSAGE_DIGEST, &[&tlv(4, &[octets])]));
    assert_eq!(of(&digest(CONTENT)), []);
    for wrong in [&digest(b"another")[..], &digest(CONTENT)[..31], &[]] {
        assert_eq!(of(wrong), [SignerFault::DigestDiffers]);
    }
    let detached = Message { content: None, ..Message::new() }.signed_by(&p256()).der();
    assert_eq!(faults_over(&detached, Key::P256, Some(CONTENT)), []);
    assert_eq!(faults_over(&detached, Key::P256, Some(b"another")), [SignerFault::DigestDiffers]);
    let bare = Message { content: None, ..Message::new() }.signed_by(&p256().bare()).der();
    assert_eq!(faults_over(&bare, Key::P256, Some(CONTENT)), []);
    assert_eq!(faults_over(&bare, Key::P256, Some(b"another")), [SignerFault::SignatureInvalid]);
}

#[test]
fn a_type_other_than_data_needs_attributes() {
    let typed = |signer: &Signer| {
        let message = Message { content_type: id(oid::SIGNED_DATA), ..Message::new() };
        faults_over(&message.signed_by(signer).der(), Key::P256, None)
    };
    assert_eq!(typed(&p256().bare()), [SignerFault::NoAttributes]);
    assert_eq!(typed(&p256()), [SignerFault::ContentTypeDiffers]);
    assert_eq!(typed(&p256().with(oid::CONTENT_TYPE, &[&id(oid::SIGNED_DATA)])), []);
}

#[test]
fn attributes_are_in_order() {
    let mut signer = Signer { sorted: false, ..p256() };
    let attributes = signer.attributes.as_mut().unwrap();
    attributes.sort();
    attributes.reverse();
    assert_eq!(faults(&signer), [SignerFault::Unsorted]);
}

/// The octets as received, under another tag: any other octet is another signature.
#[test]
fn attributes_are_hashed_as_received() {
    let signer = p256();
    let bytes = signer.message();
    let message = parse(&bytes);
    let [tag, rest] = message.signers().next().unwrap().signed_octets().unwrap();
    assert_eq!([tag, rest].concat(), signer.signed(CONTENT));
    let added = p256().and(attribute(oid::DATA, &[&NULL])).message();
    let place = added.windows(NULL.len()).rposition(|part| part == NULL).unwrap();
    let mut changed = added.clone();
    changed[place] = 4;
    assert_eq!(faults_over(&added, Key::P256, None), []);
    assert_eq!(faults_over(&changed, Key::P256, None), [SignerFault::SignatureInvalid]);
}

#[test]
fn signing_time_is_a_claim_in_form() {
    let time = |signer: &Signer| {
        let bytes = signer.message();
        parse(&bytes).signers().next().unwrap().signing_time().map(|time| time.map(crate::time::rfc3339))
    };
    let with = |values: &[&[u8]]| p256().with(oid::SIGNING_TIME, values);
    let (utc, general) = (b"\x17\x0d260601120000Z", b"\x18\x0f20260601120000Z");
    assert_eq!(time(&p256()), Ok(None));
    for value in [&utc[..], general] {
        assert_eq!(time(&with(&[value])), Ok(Some("2026-06-01T12:00:00Z".to_owned())));
        assert_eq!(faults(&with(&[value])), []);
    }
    let fraction = tlv(0x18, &[b"20260601120000.5Z"]);
    assert_eq!(faults(&with(&[&fraction])), [SignerFault::Malformed(oid::SIGNING_TIME)]);
    assert_eq!(faults(&with(&[utc, general])), [SignerFault::NotSingle(oid::SIGNING_TIME)]);
    let twice = with(&[utc]).and(attribute(oid::SIGNING_TIME, &[general]));
    assert_eq!(faults(&twice), [SignerFault::Repeated(oid::SIGNING_TIME)]);
}

#[test]
fn algorithms_are_those_that_are_protected() {
    let protection = |digest: &[u8], signature: &[u8]| {
        let value = sequence(&[digest, &[&[0xA1], &signature[1..]].concat()]);
        faults(&p256().and(attribute(oid::ALGORITHM_PROTECTION, &[&value])))
    };
    let ecdsa = Key::P256.algorithm();
    assert_eq!(protection(&sha256(), &ecdsa), []);
    assert_eq!(protection(&algorithm(oid::SHA256, &[]), &ecdsa), [], "NULL and nothing are the same");
    let differ = [SignerFault::ProtectedAlgorithmsDiffer];
    assert_eq!(protection(&algorithm(oid::SHA512, &NULL), &ecdsa), differ);
    assert_eq!(protection(&sha256(), &algorithm(oid::ECDSA_WITH_SHA512, &[])), differ);
    assert_eq!(protection(&sha256(), &algorithm(oid::ECDSA_WITH_SHA256, &[4, 0])), differ);
    let malformed = [SignerFault::Malformed(oid::ALGORITHM_PROTECTION)];
    let signature = [&[0xA1], &ecdsa[1..]].concat();
    for value in [
        sequence(&[&sha256()]),
        sequence(&[&sha256(), &signature, &tlv(0xA2, &[&id(oid::DATA)])]),
        NULL.to_vec(),
    ] {
        assert_eq!(faults(&p256().and(attribute(oid::ALGORITHM_PROTECTION, &[&value]))), malformed);
    }
}
