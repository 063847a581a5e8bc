//! Which certificate is the signer's.

use super::*;

fn candidates<'c>(signer: &Signer, all: &'c [Certificate]) -> Vec<&'c Certificate> {
    parse(&signer.message()).signers().next().unwrap().candidates(all)
}

#[test]
fn the_identifier_selects() {
    let all = [
        certificate("CA", &[7], Key::P256),
        certificate("CA", &[8], Key::P256),
        certificate("Other CA", &[7], Key::P256),
        certificate("ca", &[7], Key::Rsa),
        certificate("CA", &[7], Key::P256),
    ];
    assert_eq!(candidates(&p256(), &all), [&all[0]], "each once, the issuer octet by octet");
    assert!(candidates(&p256(), &all[1..3]).is_empty());
    let by_key = |id: &[u8]| Signer { version: 3, identifier: tlv(0x80, &[id]), ..p256() };
    assert_eq!(candidates(&by_key(KEY_ID), &all).len(), 4);
    assert!(candidates(&by_key(b"other"), &all).is_empty());
    assert_eq!(faults(&by_key(KEY_ID)), []);
}

fn sha1(bytes: &[u8]) -> Vec<u8> {
    RustCrypto.digest(DigestAlgorithm::Sha1, bytes).as_ref().to_vec()
}

/// The value of either attribute with these certificates named.
fn names(references: &[&[&[u8]]]) -> Vec<u8> {
    let references: Vec<_> = references.iter().map(|parts| sequence(parts)).collect();
    sequence(&[&sequence(&references.iter().map(Vec::as_slice).collect::<Vec<_>>())])
}

fn with(oid: ObjectIdentifier, value: &[u8]) -> Signer {
    p256().and(attribute(oid, &[value]))
}

fn binding(signer: &Signer) -> std::result::Result<Binding, SignerFault> {
    let bytes = signer.message();
    let own = certificate("CA", &[7], Key::P256);
    parse(&bytes).signers().next().unwrap().check_signing_certificate(&RustCrypto, &own)
}

const V1: ObjectIdentifier = oid::SIGNING_CERTIFICATE;
const V2: ObjectIdentifier = oid::SIGNING_CERTIFICATE_V2;

/// Threat 6.
#[test]
fn the_first_certificate_named_is_the_signers() {
    let own = certificate("CA", &[7], Key::P256);
    let (old, new) = (tlv(4, &[&sha1(own.as_der())]), tlv(4, &[&digest(own.as_der())]));
    let (wrong_old, wrong_new) = (tlv(4, &[&sha1(b"")]), tlv(4, &[&digest(b"")]));
    assert_eq!(binding(&p256()), Ok(Binding::Unbound));
    let kinds = [(V1, Binding::ByV1, &old, &wrong_old), (V2, Binding::ByV2, &new, &wrong_new)];
    for (oid, bound, good, bad) in kinds {
        let differs = Err(SignerFault::CertificateDiffers(oid));
        assert_eq!(binding(&with(oid, &names(&[&[good]]))), Ok(bound));
        assert_eq!(binding(&with(oid, &names(&[&[good], &[bad]]))), Ok(bound));
        assert_eq!(binding(&with(oid, &names(&[&[bad]]))), differs);
        assert_eq!(binding(&with(oid, &names(&[&[bad], &[good]]))), differs);
        assert_eq!(faults(&with(oid, &names(&[&[bad]]))), [SignerFault::CertificateDiffers(oid)]);
    }
    // Both must hold where both are.
    let both = |old: &[u8], new: &[u8]| {
        binding(&with(V1, &names(&[&[old]])).and(attribute(V2, &[&names(&[&[new]])])))
    };
    assert_eq!(both(&old, &new), Ok(Binding::ByV2));
    assert_eq!(both(&wrong_old, &new), Err(SignerFault::CertificateDiffers(V1)));
    assert_eq!(both(&old, &wrong_new), Err(SignerFault::CertificateDiffers(V2)));
}

#[test]
fn the_digest_of_the_second_version_may_be_named() {
    let own = certificate("CA", &[7], Key::P256);
    let hash = tlv(4, &[&digest(own.as_der())]);
    let old = tlv(4, &[&sha1(own.as_der())]);
    let v2 = |algorithm: &[u8], hash: &[u8]| binding(&with(V2, &names(&[&[algorithm, hash]])));
    assert_eq!(v2(&sha256(), &hash), Ok(Binding::ByV2));
    assert_eq!(v2(&algorithm(oid::SHA1, &NULL), &old), Ok(Binding::ByV2));
    assert_eq!(v2(&algorithm(oid::SHA512, &NULL), &hash), Err(SignerFault::CertificateDiffers(V2)));
    let unknown = Unsupported::new(oid::GOST_2015_512_KEY, "unknown digest");
    assert_eq!(v2(&algorithm(oid::GOST_2015_512_KEY, &NULL), &hash), Err(SignerFault::Unsupported(unknown)));
    assert_eq!(v2(&sequence(&[]), &hash), Err(SignerFault::Malformed(V2)));
    let named_in_v1 = binding(&with(V1, &names(&[&[&algorithm(oid::SHA1, &NULL), &old]])));
    assert_eq!(named_in_v1, Err(SignerFault::Malformed(V1)));
}

#[test]
fn issuer_and_serial_number_count_where_given() {
    let own = certificate("CA", &[7], Key::P256);
    let hash = tlv(4, &[&digest(own.as_der())]);
    let named = |issuer: &[u8], serial: &[u8]| {
        let issuer_serial = sequence(&[&sequence(&[issuer]), &tlv(2, &[serial])]);
        binding(&with(V2, &names(&[&[&hash, &issuer_serial]])))
    };
    let directory = |name: &str| tlv(0xA4, &[&common_name(name)]);
    assert_eq!(named(&directory("CA"), &[7]), Ok(Binding::ByV2));
    let differs = Err(SignerFault::CertificateDiffers(V2));
    assert_eq!(named(&directory("CA"), &[8]), differs);
    assert_eq!(named(&directory("Other"), &[7]), differs);
    assert_eq!(named(&[directory("CA"), directory("Other")].concat(), &[7]), differs);
    assert_eq!(named(&tlv(0x82, &[b"CA"]), &[7]), differs);
    assert_eq!(named(&[], &[7]), differs);
}

#[test]
fn the_attributes_have_one_form() {
    let own = certificate("CA", &[7], Key::P256);
    let hash = tlv(4, &[&digest(own.as_der())]);
    let good = names(&[&[&hash]]);
    let policies = sequence(&[&sequence(&[&id(oid::POLICY_CURRENT)])]);
    let list = sequence(&[&sequence(&[&hash])]);
    assert_eq!(binding(&with(V2, &sequence(&[&list, &policies]))), Ok(Binding::ByV2));
    for bad in [
        names(&[]),
        NULL.to_vec(),
        sequence(&[&list, &NULL]),
        names(&[&[&hash, &NULL]]),
        names(&[&[]]),
        names(&[&[&hash], &[&NULL]]),
        names(&[&[&hash, &sequence(&[&sequence(&[])])]]),
        names(&[&[&hash, &sequence(&[&sequence(&[]), &[2, 1, 7], &NULL])]]),
    ] {
        assert_eq!(binding(&with(V2, &bad)), Err(SignerFault::Malformed(V2)), "{bad:02x?}");
    }
    let reference: &[&[u8]] = &[&hash];
    let many = |count: usize| binding(&with(V2, &names(&vec![reference; count])));
    assert_eq!(many(limits::EMBEDDED), Ok(Binding::ByV2));
    assert_eq!(many(limits::EMBEDDED + 1), Err(SignerFault::Malformed(V2)));
    let twice = with(V2, &good).and(attribute(V2, &[&good]));
    assert_eq!(binding(&twice), Err(SignerFault::Repeated(V2)));
    assert_eq!(binding(&p256().and(attribute(V2, &[&good, &good]))), Err(SignerFault::NotSingle(V2)));
}
