//! AWS-LC against RustCrypto: the same key or the same error, and the same outcome, on what is good and what is damaged.

use p256::ecdsa::signature::hazmat::PrehashSigner;
use p256::ecdsa::{Signature, SigningKey};
use proptest::prelude::*;

use super::super::samples::{p256_spki, rsa_spki, tlv};
use super::super::{AwsLc, Digest, DigestAlgorithm, Outcome, Provider, RustCrypto, SignatureAlgorithm};
use super::flip;
use super::moduli::{EXPONENTS, Modulus};

/// What both say of a signature by every row, of a key or of what is none. The digest is made anew for each row.
fn agreed(spki: &[u8], message: &[u8], signature: &[u8]) -> Vec<Outcome> {
    let (ours, theirs) = (RustCrypto.public_key(spki), AwsLc.public_key(spki));
    let (ours, theirs) = match (ours, theirs) {
        (Ok(ours), Ok(theirs)) => (ours, theirs),
        (ours, theirs) => {
            assert_eq!(ours.err(), theirs.err(), "{spki:02x?}");
            return vec![];
        }
    };
    assert_eq!(ours.facts(), theirs.facts());
    let rows = SignatureAlgorithm::ALL.iter();
    rows.map(|&row| {
        let digest = RustCrypto.digest(row.digest(), message);
        let outcome = ours.verify_digest(row, &digest, signature);
        assert_eq!(
            outcome,
            theirs.verify_digest(row, &digest, signature),
            "{row} {spki:02x?} {signature:02x?}"
        );
        outcome
    })
    .collect()
}

fn valid(outcomes: &[Outcome]) -> usize {
    outcomes.iter().filter(|outcome| **outcome == Outcome::Valid).count()
}

fn digest(row: SignatureAlgorithm, message: &[u8]) -> Digest {
    RustCrypto.digest(row.digest(), message)
}

const RSA_ROWS: [SignatureAlgorithm; 7] = [
    SignatureAlgorithm::RsaPkcs1Sha1,
    SignatureAlgorithm::RsaPkcs1Sha256,
    SignatureAlgorithm::RsaPkcs1Sha384,
    SignatureAlgorithm::RsaPkcs1Sha512,
    SignatureAlgorithm::RsaPssSha256,
    SignatureAlgorithm::RsaPssSha384,
    SignatureAlgorithm::RsaPssSha512,
];

/// Below AWS-LC's sizes, at their edges, where the encoding of RSASSA-PSS is an octet shorter than the modulus, and above.
#[test]
fn rsa_of_every_size() {
    for (seed, bits) in (0..).zip([1040, 2040, 2047, 2048, 2049, 2050, 2056, 3072, 4096, 8191, 8192]) {
        let modulus = Modulus::new(bits, seed);
        for (row, exponent) in RSA_ROWS.into_iter().zip(EXPONENTS.into_iter().cycle()) {
            let signature = modulus.sign(exponent, &modulus.encoded(row, &digest(row, b"message")));
            let spki = modulus.spki(exponent);
            assert_eq!(valid(&agreed(&spki, b"message", &signature)), 1, "{bits} {row}");
            assert_eq!(valid(&agreed(&spki, b"another", &signature)), 0, "{bits} {row}");
            for bit in [0, 7, 8, 1000, bits as usize - 1] {
                let mut damaged = signature.clone();
                flip(&mut damaged, bit);
                assert_eq!(valid(&agreed(&spki, b"message", &damaged)), 0, "{bits} {row}");
            }
        }
    }
}

#[test]
fn odd_rsa_keys() {
    let modulus = |octets: usize, last: u8| [&[0][..], &vec![0xC5; octets - 1], &[last]].concat();
    let exponents: [&[u8]; 10] = [
        &[0],
        &[1],
        &[2],
        &[3],
        &[1, 0, 0],
        &[1, 0, 1],
        &[0x7F],
        &[1, 0, 0, 0, 1],
        &[1, 255, 255, 255, 255],
        &[2, 0, 0, 0, 1],
    ];
    for octets in [1, 127, 128, 255, 256, 257, 1024, 1025] {
        for last in [0, 1, 2, 0xFF] {
            for exponent in exponents {
                let signature = vec![1; octets];
                agreed(&rsa_spki(&modulus(octets, last), exponent), b"message", &signature);
            }
        }
    }
}

fn ecdsa_row(digest: DigestAlgorithm) -> SignatureAlgorithm {
    let mut rows = SignatureAlgorithm::ALL.iter().copied();
    rows.find(|row| row.digest() == digest && row.to_string().starts_with("ECDSA")).unwrap()
}

const SHA: [DigestAlgorithm; 4] =
    [DigestAlgorithm::Sha1, DigestAlgorithm::Sha256, DigestAlgorithm::Sha384, DigestAlgorithm::Sha512];

fn ecdsa(key: &SigningKey, digest: DigestAlgorithm, message: &[u8]) -> Signature {
    key.sign_prehash(RustCrypto.digest(digest, message).as_ref()).unwrap()
}

fn p256_public(key: &SigningKey) -> Vec<u8> {
    p256_spki(key.verifying_key().to_sec1_point(false).as_bytes())
}

/// (r, s) in every form that somebody might take: with zeros in front, indefinite, negative, too long, of zero.
#[test]
fn ecdsa_in_der_and_what_is_nearly_der() {
    let key = SigningKey::from_slice(&[9; 32]).unwrap();
    let spki = p256_public(&key);
    let signature = ecdsa(&key, DigestAlgorithm::Sha256, b"message");
    let (r, s) = (signature.r().to_bytes().to_vec(), signature.s().to_bytes().to_vec());
    let shortest = |octets: &[u8]| {
        let octets: Vec<u8> = octets.iter().copied().skip_while(|octet| *octet == 0).collect();
        if octets.first().is_none_or(|first| *first >= 0x80) { [&[0][..], &octets].concat() } else { octets }
    };
    let integer = |octets: &[u8]| tlv(2, &[octets]);
    let (good_r, good_s) = (integer(&shortest(&r)), integer(&shortest(&s)));
    let good = tlv(0x30, &[&good_r, &good_s]);
    assert_eq!(valid(&agreed(&spki, b"message", &good)), 1);
    let order = p256_order();
    for bad in [
        r.iter().chain(&s).copied().collect(),
        tlv(0x30, &[&integer(&[&[0], &*shortest(&r)].concat()), &good_s]),
        tlv(0x30, &[&good_r, &integer(&[&[0], &*shortest(&s)].concat())]),
        tlv(0x30, &[&good_r, &good_s, &[5, 0]]),
        tlv(0x31, &[&good_r, &good_s]),
        tlv(0x30, &[&good_r]),
        tlv(0x30, &[&good_r, &integer(&[0])]),
        tlv(0x30, &[&integer(&[0]), &good_s]),
        tlv(0x30, &[&good_r, &integer(&[])]),
        tlv(0x30, &[&good_r, &integer(&[0xFF])]),
        tlv(0x30, &[&good_r, &integer(&order)]),
        tlv(0x30, &[&integer(&order), &good_s]),
        tlv(0x30, &[&good_r, &integer(&[1; 40])]),
        [&good[..], &[0]].concat(),
        [&[0x30, 0x80], &good[2..], &[0, 0]].concat(),
        [&[0x30, 0x81], &good[1..]].concat(),
        good[..good.len() - 1].to_vec(),
        vec![],
    ] {
        assert_eq!(valid(&agreed(&spki, b"message", &bad)), 0, "{bad:02x?}");
    }
}

/// n of P-256, as an INTEGER's value.
fn p256_order() -> Vec<u8> {
    let halves = [0xFFFF_FFFF_0000_0000_FFFF_FFFF_FFFF_FFFF_u128, 0xBCE6_FAAD_A717_9E84_F3B9_CAC2_FC63_2551];
    [&[0][..], &halves[0].to_be_bytes(), &halves[1].to_be_bytes()].concat()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn ecdsa_by_random_keys(secret in any::<[u8; 32]>(), message: Vec<u8>, bit in any::<usize>()) {
        let Ok(key) = SigningKey::from_slice(&secret) else { return Ok(()) };
        let spki = p256_public(&key);
        for algorithm in SHA {
            let signature = ecdsa(&key, algorithm, &message);
            let outcomes = agreed(&spki, &message, signature.to_der().as_bytes());
            prop_assert_eq!(valid(&outcomes), 1, "{}", ecdsa_row(algorithm));
            let mut damaged = signature.to_der().as_bytes().to_vec();
            flip(&mut damaged, bit);
            prop_assert_eq!(valid(&agreed(&spki, &message, &damaged)), 0);
            let mut other = message.clone();
            other.push(0);
            prop_assert_eq!(valid(&agreed(&spki, &other, signature.to_der().as_bytes())), 0);
        }
    }

    /// Any octet of a key changed, or some left out: no key, the same error; or another key, the same outcomes.
    #[test]
    fn damaged_keys(bit in any::<usize>(), cut in any::<prop::sample::Index>()) {
        let key = SigningKey::from_slice(&[11; 32]).unwrap();
        let point = ecdsa(&key, DigestAlgorithm::Sha256, b"message");
        let modulus = Modulus::new(2048, 20);
        let row = SignatureAlgorithm::RsaPkcs1Sha256;
        let number = modulus.sign(3, &modulus.encoded(row, &digest(row, b"message")));
        for (spki, signature) in
            [(p256_public(&key), point.to_der().as_bytes().to_vec()), (modulus.spki(3), number)]
        {
            let mut damaged = spki.clone();
            flip(&mut damaged, bit);
            prop_assert!(valid(&agreed(&damaged, b"message", &signature)) <= 1);
            let mut shorter = spki.clone();
            shorter.remove(cut.index(spki.len()));
            prop_assert_eq!(valid(&agreed(&shorter, b"message", &signature)), 0);
        }
    }
}
