//! Algorithms, keys and signatures.

use super::*;
use crate::crypto::{KeyFacts, PublicKey, SignatureAlgorithm};

/// The algorithms around a signature that is good by its own (threats 7 and 34).
#[test]
fn algorithms_make_one_row() {
    let sha512 = algorithm(oid::SHA512, &NULL);
    let mismatch = SignerFault::AlgorithmsDiffer;
    let sign = |key, digest_algorithm: Vec<u8>, signature_algorithm: Vec<u8>| {
        faults(&Signer { digest_algorithm, signature_algorithm, ..Signer::new(key).bare() })
    };
    assert_eq!(sign(Key::P256, sha512, Key::P256.algorithm()), [mismatch]);
    assert_eq!(sign(Key::P256, sha256(), Key::Rsa.algorithm()), [mismatch]);
    assert_eq!(sign(Key::Rsa, sha256(), Key::P256.algorithm()), [mismatch]);
    assert_eq!(sign(Key::Rsa, sha256(), algorithm(oid::RSA_ENCRYPTION, &NULL)), []);
    let dsa = sign(Key::Rsa, sha256(), algorithm(oid::DSA_WITH_SHA1, &NULL));
    let unsupported = Unsupported::new(oid::DSA_WITH_SHA1, "unknown signature algorithm");
    assert_eq!(dsa, [SignerFault::Unsupported(unsupported)]);
    assert_eq!(dsa[0].reason(), Reason::AlgorithmUnsupported);
    assert_eq!(dsa[0].finding().facts, [Fact::Algorithm(oid::DSA_WITH_SHA1)]);
}

/// No flipped bit of content, attributes or signature leaves a signer without faults.
#[test]
fn one_flipped_bit_is_a_fault() {
    let good = Message::new().signed_by(&p256()).der();
    let message = parse(&good);
    let signer = message.signers().next().unwrap();
    let places = [CONTENT, signer.signed_octets().unwrap()[1], signer.signature()];
    let mut flipped = 0;
    for part in places {
        let start = good.windows(part.len()).position(|window| window == part).unwrap();
        for bit in 0..part.len() * 8 {
            let mut bad = good.clone();
            bad[start + bit / 8] ^= 1 << (bit % 8);
            let passed = kind(&bad).is_none() && faults_over(&bad, Key::P256, None).is_empty();
            assert!(!passed, "bit {bit} of {part:02x?}");
            flipped += 1;
        }
    }
    assert!(flipped > 1000);
}

#[test]
fn without_content_nothing_verifies() {
    let bytes = p256().bare().message();
    let message = parse(&bytes);
    let signer = message.signers().next().unwrap();
    let certificate = certificate("CA", &[7], Key::P256);
    let key = RustCrypto.public_key(certificate.public_key_info()).unwrap();
    let row = signer.signature_row(&*key).unwrap();
    let none = RustCrypto.digest(DigestAlgorithm::Sha1, CONTENT).into();
    assert_eq!(signer.verify(&RustCrypto, &*key, row, &none), Outcome::Invalid);
    let content = message.attached_digests(&RustCrypto).unwrap();
    assert_eq!(signer.verify(&RustCrypto, &*key, row, &content), Outcome::Valid);
}

#[test]
fn signers_are_told_apart() {
    let bytes = Message::new().signed_by(&p256()).signed_by(&Signer::new(Key::Rsa)).der();
    let message = parse(&bytes);
    let content = message.attached_digests(&RustCrypto).unwrap();
    for (index, signs) in [Key::P256, Key::Rsa].into_iter().enumerate() {
        let certificate = certificate("CA", &[7], signs);
        let key = RustCrypto.public_key(certificate.public_key_info()).unwrap();
        let found: Vec<_> = message
            .signers()
            .map(|signer| signer.check(&RustCrypto, &certificate, &*key, &content).faults.is_empty())
            .collect();
        assert_eq!(found, [index == 0, index == 1]);
    }
}

/// A key of a provider that lacks the algorithm.
#[derive(Debug)]
struct Lacking(KeyFacts);

impl PublicKey for Lacking {
    fn facts(&self) -> &KeyFacts {
        &self.0
    }

    fn verify_prehash(&self, row: SignatureAlgorithm, _: &Digest, _: &[u8]) -> Outcome {
        Outcome::Unsupported(Unsupported::new(row.oid(), "not in this provider"))
    }
}

/// Threat 34: what a provider cannot do is neither good nor broken.
#[test]
fn what_a_provider_lacks_is_unsupported() {
    let bytes = p256().message();
    let message = parse(&bytes);
    let content = message.attached_digests(&RustCrypto).unwrap();
    let own = certificate("CA", &[7], Key::P256);
    let signer = message.signers().next().unwrap();
    let found = signer.check(&RustCrypto, &own, &Lacking(KeyFacts::P256), &content);
    let unsupported = Unsupported::new(oid::ECDSA_WITH_SHA256, "not in this provider");
    assert_eq!(found.faults, [SignerFault::Unsupported(unsupported)]);
}
