//! What each row takes and refuses, under every provider.

use std::sync::{Arc, LazyLock};

use num_bigint::BigUint;
use p256::ecdsa::Signature;
use p256::ecdsa::signature::hazmat::PrehashSigner;
use proptest::prelude::*;

use super::super::samples::{P256, p256_public, p256_spki, rsa_spki};
use super::super::{
    Digest, DigestAlgorithm, KeyError, Outcome, Provider, PublicKey, RustCrypto, Scheme, SignatureAlgorithm,
};
use super::moduli::Modulus;
use super::{flip, providers};

/// RSA by the crate `rsa`, and by arithmetic of our own or of another provider.
static MODULI: LazyLock<[Modulus; 2]> = LazyLock::new(|| [Modulus::new(1040, 0), Modulus::new(2048, 0)]);

fn digest(algorithm: SignatureAlgorithm, message: &[u8]) -> Digest {
    RustCrypto.digest(algorithm.digest(), message)
}

/// What the owner of the right key signs.
fn sign(modulus: &Modulus, algorithm: SignatureAlgorithm, message: &[u8]) -> Vec<u8> {
    let digest = digest(algorithm, message);
    match algorithm.scheme() {
        Scheme::RsaPkcs1 | Scheme::RsaPss => modulus.sign(65_537, &modulus.encoded(algorithm, &digest)),
        Scheme::EcdsaP256 => {
            let signature: p256::ecdsa::DerSignature = P256.sign_prehash(digest.as_ref()).unwrap();
            signature.as_bytes().to_vec()
        }
        #[cfg(feature = "gost")]
        Scheme::Gost { curve, form } => super::super::gost::samples::sign(curve, form, digest.as_ref()),
        #[cfg(not(feature = "gost"))]
        Scheme::Gost { .. } => unreachable!("no row without the feature"),
    }
}

/// The right key, of each provider.
fn keys(modulus: &Modulus, algorithm: SignatureAlgorithm) -> Vec<Arc<dyn PublicKey>> {
    let spki = match algorithm.scheme() {
        Scheme::EcdsaP256 => p256_public(),
        #[cfg(feature = "gost")]
        Scheme::Gost { curve, .. } => super::super::gost::samples::public(curve),
        _ => modulus.spki(65_537),
    };
    providers().iter().map(|provider| provider.public_key(&spki).unwrap()).collect()
}

/// What was signed verifies; a bit of the signature or of the message changed, it does not; nor does any row with
/// another arithmetic or digest take it.
fn one_bit_breaks(modulus: &Modulus, row: SignatureAlgorithm, message: &[u8], bit: usize) {
    let (signature, signed) = (sign(modulus, row, message), digest(row, message));
    let (mut broken, mut other_message) = (signature.clone(), message.to_vec());
    flip(&mut broken, bit);
    flip(&mut other_message, bit);
    for key in keys(modulus, row) {
        assert_eq!(key.verify_digest(row, &signed, &signature), Outcome::Valid, "{row}");
        assert_eq!(key.verify_digest(row, &signed, &broken), Outcome::Invalid, "{row}");
        let other = key.verify_digest(row, &digest(row, &other_message), &signature);
        assert_eq!(other, Outcome::Invalid, "{row}");
        other_rows_refuse(&*key, row, message, &signature);
    }
}

fn other_rows_refuse(key: &dyn PublicKey, row: SignatureAlgorithm, message: &[u8], signature: &[u8]) {
    let same = |other: SignatureAlgorithm| (other.scheme(), other.digest()) == (row.scheme(), row.digest());
    for &other in SignatureAlgorithm::ALL.iter().filter(|&&other| !same(other)) {
        let outcome = key.verify_digest(other, &digest(other, message), signature);
        assert_eq!(outcome, Outcome::Invalid, "{row}, {other}");
    }
}

fn rows(is_wanted: fn(Scheme) -> bool) -> impl Iterator<Item = SignatureAlgorithm> {
    SignatureAlgorithm::ALL.iter().copied().filter(move |row| is_wanted(row.scheme()))
}

fn is_rsa(scheme: Scheme) -> bool {
    matches!(scheme, Scheme::RsaPkcs1 | Scheme::RsaPss)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn one_bit_breaks_it(message in proptest::collection::vec(any::<u8>(), 1..200), bit in any::<usize>()) {
        let [short, long] = &*MODULI;
        rows(is_rsa).for_each(|row| one_bit_breaks(short, row, &message, bit));
        rows(is_rsa).for_each(|row| one_bit_breaks(long, row, &message, bit));
        rows(|scheme| scheme == Scheme::EcdsaP256).for_each(|row| one_bit_breaks(short, row, &message, bit));
    }
}

proptest! {
    // Unoptimised, as tests are, this arithmetic of our own is slow.
    #![proptest_config(ProptestConfig::with_cases(3))]

    #[test]
    fn one_bit_breaks_gost(message in proptest::collection::vec(any::<u8>(), 1..200), bit in any::<usize>()) {
        let is_gost = |scheme| matches!(scheme, Scheme::Gost { .. });
        rows(is_gost).for_each(|row| one_bit_breaks(&MODULI[0], row, &message, bit));
    }
}

/// Under each provider and modulus: what a signature is good for that opens to these octets.
fn outcomes(row: SignatureAlgorithm, encoded: impl Fn(&Modulus) -> Vec<u8>) -> Vec<Outcome> {
    let signed = digest(row, b"message");
    let with = |modulus: &Modulus| {
        let signature = modulus.sign(65_537, &encoded(modulus));
        let verify = |key: Arc<dyn PublicKey>| key.verify_digest(row, &signed, &signature);
        keys(modulus, row).into_iter().map(verify).collect::<Vec<_>>()
    };
    MODULI.iter().flat_map(with).collect()
}

fn all(outcomes: &[Outcome], expected: Outcome) -> bool {
    outcomes.iter().all(|outcome| *outcome == expected)
}

/// Every octet of an encoding counts: padding, DigestInfo (RFC 8017 9.2, note 1; threat 9), mask, salt, and trailer.
#[test]
fn encodings_are_compared_as_a_whole() {
    for row in [
        SignatureAlgorithm::RsaPkcs1Sha1,
        SignatureAlgorithm::RsaPkcs1Sha384,
        SignatureAlgorithm::RsaPssSha384,
    ] {
        let encoded = |modulus: &Modulus| modulus.encoded(row, &digest(row, b"message"));
        assert!(all(&outcomes(row, encoded), Outcome::Valid), "{row}");
        // Those of the first octets in the shorter modulus, and of the last; all in between would take minutes.
        for octet in (0..130).step_by(3).chain([1, 2, 129]) {
            let other = |modulus: &Modulus| {
                let mut encoded = encoded(modulus);
                let at = octet * encoded.len() / 130;
                encoded[at] ^= 1;
                encoded
            };
            assert!(all(&outcomes(row, other), Outcome::Invalid), "{row}, octet {octet}");
        }
    }
}

/// The octets of DigestInfo, each in turn.
#[test]
fn digest_infos_are_those_of_the_standard() {
    for row in rows(|scheme| scheme == Scheme::RsaPkcs1) {
        let modulus = &MODULI[1];
        let encoded = modulus.encoded(row, &digest(row, b"message"));
        let info = encoded.len() - row.digest().output_len() - 20..encoded.len() - row.digest().output_len();
        let verify = |encoded: &[u8]| {
            let signature = modulus.sign(65_537, encoded);
            let verify =
                |key: Arc<dyn PublicKey>| key.verify_digest(row, &digest(row, b"message"), &signature);
            keys(modulus, row).into_iter().map(verify).collect::<Vec<_>>()
        };
        assert!(all(&verify(&encoded), Outcome::Valid), "{row}");
        for octet in info {
            let mut other = encoded.clone();
            other[octet] ^= 1;
            assert!(all(&verify(&other), Outcome::Invalid), "{row}, octet {octet}");
        }
    }
}

/// Other encodings that once passed somewhere: a short padding with rubbish after the digest, a bare digest, no NULL.
#[test]
fn a_short_padding_with_more_after_it_is_none() {
    let row = SignatureAlgorithm::RsaPkcs1Sha256;
    let signed = digest(row, b"message");
    let info = |modulus: &Modulus| modulus.encoded(row, &signed)[modulus.octets() - 51..].to_vec();
    let padded = |modulus: &Modulus, inside: &[u8], after: usize| {
        let padding = modulus.octets() - 3 - inside.len() - after;
        [&[0, 1][..], &vec![0xFF; padding], &[0], inside, &vec![0; after]].concat()
    };
    assert!(all(&outcomes(row, |modulus| padded(modulus, &info(modulus), 0)), Outcome::Valid));
    assert!(all(&outcomes(row, |modulus| padded(modulus, &info(modulus), 40)), Outcome::Invalid));
    assert!(all(&outcomes(row, |modulus| padded(modulus, signed.as_ref(), 0)), Outcome::Invalid));
    let without_null = |modulus: &Modulus| {
        let info = info(modulus);
        [&[0x30, 47, 0x30, 11][..], &info[4..15], &info[17..]].concat()
    };
    assert!(all(&outcomes(row, |modulus| padded(modulus, &without_null(modulus), 0)), Outcome::Invalid));
}

#[test]
fn the_salt_is_as_long_as_the_digest() {
    let row = SignatureAlgorithm::RsaPssSha256;
    let signed = digest(row, b"message");
    for salt_len in [0, 20, 31, 32, 33, 48] {
        let found = outcomes(row, |modulus| modulus.encoded_with_salt(&signed, salt_len));
        let expected = if salt_len == 32 { Outcome::Valid } else { Outcome::Invalid };
        assert!(all(&found, expected), "{salt_len}");
    }
}

#[test]
fn an_rsa_signature_is_as_long_as_the_modulus() {
    for (modulus, row) in MODULI.iter().flat_map(|modulus| rows(is_rsa).map(move |row| (modulus, row))) {
        let (signed, good) = (digest(row, b"message"), sign(modulus, row, b"message"));
        for bad in [[&[0][..], &good].concat(), [&good[..], &[0]].concat(), good[1..].to_vec(), vec![]] {
            for key in keys(modulus, row) {
                assert_eq!(key.verify_digest(row, &signed, &bad), Outcome::Invalid);
            }
        }
    }
}

/// The number that is congruent to a good signature and still has the modulus's length.
#[test]
fn an_rsa_signature_is_below_the_modulus() {
    let row = SignatureAlgorithm::RsaPkcs1Sha256;
    for modulus in &*MODULI {
        let second = |message: u8| {
            let number = BigUint::from_bytes_be(&sign(modulus, row, &[message])) + &modulus.n;
            (number.bits() <= modulus.n.bits()).then(|| (digest(row, &[message]), modulus.octets_of(&number)))
        };
        let (signed, above) = (0..100).find_map(second).unwrap();
        for key in keys(modulus, row) {
            assert_eq!(key.verify_digest(row, &signed, &above), Outcome::Invalid);
        }
    }
}

#[test]
fn what_is_no_key_is_told() {
    for provider in providers() {
        let is_key = |spki: &[u8]| provider.public_key(spki).is_ok();
        let impossible = |spki: &[u8]| matches!(provider.public_key(spki), Err(KeyError::Impossible(_)));
        assert!(impossible(&rsa_spki(&[0x7F], &[0x7F])), "the exponent reaches the modulus");
        for octets in [128, 256, 384, 512, 768] {
            let modulus = |last: u8| [&[0][..], &vec![0xFF; octets - 1], &[last]].concat();
            assert!(is_key(&rsa_spki(&modulus(0xFF), &[3])));
            assert!(impossible(&rsa_spki(&modulus(0xFE), &[3])), "even modulus");
            assert!(impossible(&rsa_spki(&modulus(0xFF), &[4])), "even exponent");
            assert!(impossible(&rsa_spki(&modulus(0xFF), &[1])), "exponent 1");
        }
        let mut point = P256.verifying_key().to_sec1_point(false).as_bytes().to_vec();
        assert!(is_key(&p256_spki(&point)));
        flip(&mut point, 300);
        assert!(impossible(&p256_spki(&point)), "not on the curve");
    }
}

/// A floor is policy; here no size may panic, and none too small to hold a padding verifies.
#[test]
fn tiny_rsa_keys_do_no_harm() {
    for provider in providers() {
        for octets in [1, 2, 11, 32, 33, 34, 64, 66] {
            let key = provider.public_key(&rsa_spki(&vec![0x7F; octets], &[3])).unwrap();
            for &row in SignatureAlgorithm::ALL {
                let signature = [&[0][..], &vec![1; octets - 1]].concat();
                assert_eq!(key.verify_digest(row, &digest(row, b""), &signature), Outcome::Invalid);
            }
        }
    }
}

/// (r, n - s) verifies as (r, s) does: a signature's bytes identify nothing (threat 10).
#[test]
fn the_other_s_is_as_good() {
    let row = SignatureAlgorithm::EcdsaP256Sha256;
    let signature = Signature::from_der(&sign(&MODULI[0], row, b"message")).unwrap();
    let other = Signature::from_scalars(signature.r(), -*signature.s()).unwrap();
    assert_ne!(signature, other);
    for key in keys(&MODULI[0], row) {
        let outcome = key.verify_digest(row, &digest(row, b"message"), other.to_der().as_bytes());
        assert_eq!(outcome, Outcome::Valid);
    }
}

#[test]
fn hashing_in_pieces_is_hashing_at_once() {
    let message: Vec<u8> = (0..=255).cycle().take(1000).collect();
    for provider in providers() {
        for &algorithm in DigestAlgorithm::ALL {
            for length in [3, 64, 127, 999] {
                let mut hasher = provider.hasher(algorithm);
                message.chunks(length).for_each(|piece| hasher.update(piece));
                assert_eq!(
                    hasher.finish(),
                    RustCrypto.digest(algorithm, &message),
                    "{provider:?} {algorithm:?}"
                );
            }
            assert_eq!(provider.digest(algorithm, &message), RustCrypto.digest(algorithm, &message));
        }
    }
}

#[test]
fn providers_have_names() {
    let names: Vec<_> = providers().iter().map(|provider| provider.name()).collect();
    assert_eq!(names, ["RustCrypto", "AWS-LC"][..names.len()]);
}
