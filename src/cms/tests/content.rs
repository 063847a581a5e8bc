//! The content and its digests.

use super::*;

/// Threat 4: the attributes of one signature as the content of another, which then needs no new signing.
#[test]
fn attributes_are_no_content() {
    let victim = Signer::new(Key::Rsa);
    let stolen = victim.signed(CONTENT);
    let bare = victim.clone().bare();
    let message =
        Message { content: Some(tlv(4, &[&stolen])), signers: vec![bare.der(&stolen)], ..Message::new() };
    assert_eq!(faults_over(&message.der(), Key::Rsa, None), [SignerFault::ContentIsAttributes]);
    // In pieces of one octet, detached, it is the same.
    let detached = Message { content: None, ..message.clone() }.der();
    let message = parse(&detached);
    let mut hasher = message.hasher(&RustCrypto);
    stolen.chunks(1).for_each(|piece| hasher.update(piece));
    assert_eq!(hasher.finish().shape(), ContentShape::Attributes);
    // Such content is fine where attributes are signed: they cannot be mixed up there.
    let honest = victim.with(oid::MESSAGE_DIGEST, &[&tlv(4, &[&digest(&stolen)])]);
    let message =
        Message { content: Some(tlv(4, &[&stolen])), signers: vec![honest.der(&stolen)], ..Message::new() };
    assert_eq!(faults_over(&message.der(), Key::Rsa, None), []);
}

#[test]
fn what_only_looks_like_attributes_is_content() {
    let bytes = p256().bare().message();
    let shape = |content: &[u8]| {
        let mut hasher = parse(&bytes).hasher(&RustCrypto);
        hasher.update(content);
        hasher.finish().shape()
    };
    let set = p256().signed(CONTENT);
    assert_eq!(shape(&set), ContentShape::Attributes);
    let without_digest = p256().without(oid::MESSAGE_DIGEST).signed(CONTENT);
    let cut = &set[..set.len() - 1];
    let longer = [&set[..], &[0]].concat();
    let and_more = tlv(0x31, &[&attribute(oid::MESSAGE_DIGEST, &[&NULL]), &NULL]);
    let other_tag = [&[0x30], &set[1..]].concat();
    for other in
        [b"1 apple", &without_digest[..], cut, &longer, &[], &[0x31, 0], &set[2..], &and_more, &other_tag]
    {
        assert_eq!(shape(other), ContentShape::Other, "{other:02x?}");
    }
    // Nobody's attributes are that long, and no more than this is kept to look at.
    let long = |octets: usize, header: fn(usize) -> Vec<u8>| {
        let around = |tag: u8, inner: &[u8]| [&[tag], &header(inner.len())[..], inner].concat();
        let value = around(0x31, &around(4, &vec![0; octets]));
        let filler = around(0x30, &[id(oid::DATA), value].concat());
        around(0x31, &[filler, attribute(oid::MESSAGE_DIGEST, &[&NULL])].concat())
    };
    let two_octets = |length: usize| [&[0x82], &length.to_be_bytes()[6..]].concat();
    let three_octets = |length: usize| [&[0x83], &length.to_be_bytes()[5..]].concat();
    assert_eq!(shape(&long(65_000, two_octets)), ContentShape::Attributes);
    assert_eq!(shape(&long(65_536, three_octets)), ContentShape::Other);
    // With attributes signed by all, nobody looks, and nothing is kept.
    let bytes = p256().message();
    let mut hasher = parse(&bytes).hasher(&RustCrypto);
    hasher.update(&set);
    assert_eq!(hasher.finish().shape(), ContentShape::Unseen);
}

#[test]
fn missing_content_is_missing_once() {
    for signer in [p256(), p256().bare()] {
        let bytes = Message { content: None, ..Message::new() }.signed_by(&signer).der();
        let message = parse(&bytes);
        assert!(!message.is_attached() && message.attached_digests(&RustCrypto).is_none());
        let certificate = certificate("CA", &[7], Key::P256);
        let key = RustCrypto.public_key(certificate.public_key_info()).unwrap();
        let sha1 = RustCrypto.digest(DigestAlgorithm::Sha1, CONTENT);
        let found = message.signers().next().unwrap().check(&RustCrypto, &certificate, &*key, &sha1.into());
        assert_eq!(found.faults, [SignerFault::ContentMissing]);
    }
    // What the signature is over is there all the same where attributes are signed.
    let mut broken = p256().message();
    *broken.last_mut().unwrap() ^= 1;
    let sha1 = RustCrypto.digest(DigestAlgorithm::Sha1, CONTENT).into();
    let certificate = certificate("CA", &[7], Key::P256);
    let key = RustCrypto.public_key(certificate.public_key_info()).unwrap();
    let found = parse(&broken).signers().next().unwrap().check(&RustCrypto, &certificate, &*key, &sha1);
    assert_eq!(found.faults, [SignerFault::ContentMissing, SignerFault::SignatureInvalid]);
}

#[test]
fn each_algorithm_is_needed_once() {
    let with = |oid| Signer { digest_algorithm: algorithm(oid, &NULL), ..p256() };
    let message = [oid::SHA256, oid::SHA512, oid::GOST_2015_512_KEY, oid::SHA256]
        .into_iter()
        .fold(Message::new(), |message, oid| message.signed_by(&with(oid)))
        .der();
    let message = parse(&message);
    assert_eq!(message.digests_needed(), [DigestAlgorithm::Sha256, DigestAlgorithm::Sha512]);
    assert!(message.signers().nth(2).unwrap().digest().is_err());
    let digests = message.attached_digests(&RustCrypto).unwrap();
    for &algorithm in DigestAlgorithm::ALL {
        let expected = RustCrypto.digest(algorithm, CONTENT);
        assert_eq!(
            digests.get(algorithm).copied(),
            message.digests_needed().contains(&algorithm).then_some(expected)
        );
    }
    let given = Digest::new(DigestAlgorithm::Sha1, &[0; 20]).unwrap();
    assert_eq!(digests.with(given).get(DigestAlgorithm::Sha1), Some(&given));
}
