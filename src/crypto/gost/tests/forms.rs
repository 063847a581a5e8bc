//! What is refused: forms of keys and of signatures, and numbers out of range.

use proptest::prelude::*;

use super::super::samples::{named_spki, public, public_2011, public_point, sign};
use super::super::{GostCurve, GostForm};
use crate::asn1::{ObjectIdentifier, oid};
use crate::crypto::samples::{NULL, algorithm, sequence, spki, tlv};
use crate::crypto::{
    DigestAlgorithm, KeyError, KeyFacts, Outcome, Provider, PublicKeyInfo, RustCrypto, SignatureAlgorithm,
};

const CURVES: [GostCurve; 3] = [GostCurve::Tc26A512, GostCurve::Tc26A256, GostCurve::CryptoProA];
const BLOB: &[u8] = b"\x06\x02\x00\x00\x3A\xAA\x00\x00\x00EC1\x00\x02\x00\x00";

fn facts(spki: &[u8]) -> Option<KeyFacts> {
    RustCrypto.public_key(spki).ok().map(|key| *key.facts())
}

fn why(spki: &[u8]) -> (ObjectIdentifier, &'static str) {
    match PublicKeyInfo::from_der(spki) {
        Err(KeyError::Unsupported(unsupported)) => (unsupported.oid(), unsupported.why()),
        other => panic!("{other:?}"),
    }
}

fn is_impossible(spki: &[u8]) -> bool {
    matches!(RustCrypto.public_key(spki), Err(KeyError::Impossible(_)))
}

fn row(curve: GostCurve) -> SignatureAlgorithm {
    match curve {
        GostCurve::Tc26A512 => SignatureAlgorithm::Gost512,
        GostCurve::Tc26A256 => SignatureAlgorithm::Gost256,
        GostCurve::CryptoProA => SignatureAlgorithm::Gost2004,
    }
}

#[test]
fn keys_are_read_in_every_form() {
    for curve in CURVES {
        assert_eq!(facts(&public(curve)), Some(KeyFacts::Gost(curve)));
    }
    assert_eq!(facts(&public_2011(BLOB)), Some(KeyFacts::Gost(GostCurve::CryptoProA)));
    for (key, curve, name, digest) in [
        (oid::TC26_512_KEY, GostCurve::Tc26A512, oid::TC26_512_A, oid::TC26_STREEBOG_512),
        (oid::TC26_256_KEY, GostCurve::Tc26A256, oid::TC26_256_A, oid::TC26_STREEBOG_256),
    ] {
        for parameters in [&[name, digest][..], &[name]] {
            assert_eq!(
                facts(&named_spki(key, parameters, &public_point(curve))),
                Some(KeyFacts::Gost(curve))
            );
        }
    }
}

#[test]
fn curve_and_digest_are_those_of_the_key() {
    let point = public_point(GostCurve::Tc26A512);
    let with = |parameters: &[ObjectIdentifier]| named_spki(oid::GOST_2015_512_KEY, parameters, &point);
    let parameters = (oid::GOST_2015_512_KEY, "parameters not in the table");
    assert_eq!(why(&with(&[oid::GOST_2015_512_A])), parameters);
    assert_eq!(why(&with(&[oid::GOST_2015_512_A, oid::STREEBOG_256])), parameters);
    for curve in [oid::GOST_2015_256_A, oid::TC26_512_A, oid::P256] {
        assert_eq!(why(&with(&[curve, oid::STREEBOG_512])), (curve, "unknown curve"));
    }
    let bare = |parameters: &[u8]| spki(&algorithm(oid::GOST_2015_512_KEY, parameters), &tlv(4, &[&point]));
    for odd in [&NULL[..], &[], &tlv(6, &[oid::GOST_2015_512_A.as_bytes()])] {
        assert_eq!(why(&bare(odd)), (oid::GOST_2015_512_KEY, "curve not given by name"));
    }
    let names = [oid::GOST_2015_512_A, oid::STREEBOG_512, oid::STREEBOG_512];
    assert!(matches!(PublicKeyInfo::from_der(&with(&names)), Err(KeyError::Malformed(_))));
    let old = public_point(GostCurve::CryptoProA);
    let without_null = spki(&algorithm(oid::GAMMA_KEY, &[]), &[BLOB, &old].concat());
    assert_eq!(why(&without_null), (oid::GAMMA_KEY, "parameters not in the table"));
}

#[test]
fn points_have_their_length_and_lie_on_the_curve() {
    for curve in CURVES {
        let point = public_point(curve);
        let with = |point: &[u8]| named_like(curve, &tlv(4, &[point]));
        assert!(facts(&with(&point)).is_some());
        assert!(is_impossible(&with(&point[1..])) && is_impossible(&with(&[&point[..], &[0]].concat())));
        assert!(is_impossible(&with(&[])) && is_impossible(&with(&vec![0; point.len()])));
        for octet in [0, point.len() / 2, point.len() - 1] {
            let mut other = point.clone();
            other[octet] ^= 1;
            assert!(is_impossible(&with(&other)), "{curve}, octet {octet}");
        }
        // Above p, and so a second name for a small coordinate.
        assert!(is_impossible(&with(&[&vec![0xFF; point.len() / 2], &point[point.len() / 2..]].concat())));
        assert!(matches!(PublicKeyInfo::from_der(&named_like(curve, &point)), Err(KeyError::Malformed(_))));
        let trailing = [&tlv(4, &[&point])[..], &[0]].concat();
        assert!(matches!(
            PublicKeyInfo::from_der(&named_like(curve, &trailing)),
            Err(KeyError::Malformed(_))
        ));
    }
}

/// The national identifiers of the curve over any octets of a key.
fn named_like(curve: GostCurve, key: &[u8]) -> Vec<u8> {
    let (name, digest) = match curve {
        GostCurve::Tc26A512 => (oid::GOST_2015_512_KEY, oid::STREEBOG_512),
        GostCurve::Tc26A256 => (oid::GOST_2015_256_KEY, oid::STREEBOG_256),
        GostCurve::CryptoProA => (oid::GOST_2004_KEY, oid::GOST_94_TEST),
    };
    let names = sequence(&[&tlv(6, &[curve.oid().as_bytes()]), &tlv(6, &[digest.as_bytes()])]);
    spki(&algorithm(name, &names), key)
}

/// The curve of 256 bits has 4q points: that of order two and, with it, the sum of one and a good key are on the
/// curve and no keys.
#[test]
fn points_outside_the_group_are_no_keys() {
    use super::super::curve::{Curve, Point as _};
    use super::super::field::Field;
    use super::super::jacobian::{Jacobian, to_affine};
    use super::super::parameters::Tc26A256;
    let [two, ..] = super::order::torsion();
    assert!(two.is_on_curve() && Jacobian::from(two).double().is_infinity());
    let sum = to_affine(&[Jacobian::from(Tc26A256::BASE).plus(&two)])[0];
    assert!(sum.is_on_curve());
    for point in [two, sum] {
        let octets = [point.x.to_le(), point.y.to_le()].concat();
        assert!(is_impossible(&named_like(GostCurve::Tc26A256, &tlv(4, &[&octets]))));
    }
}

#[test]
fn a_blob_is_that_of_2011() {
    for octet in 0..BLOB.len() {
        let mut other = BLOB.to_vec();
        other[octet] ^= 1;
        assert!(is_impossible(&public_2011(&other)), "octet {octet}");
    }
    assert!(is_impossible(&public_2011(&[])) && is_impossible(&public_2011(&BLOB[..8])));
}

/// r and s from 1 to q − 1, each as long as the field, and nothing around them.
#[test]
fn numbers_of_a_signature_are_in_range() {
    for curve in CURVES {
        let row = row(curve);
        let digest = RustCrypto.digest(row.digest(), b"message");
        let good = sign(curve, GostForm::National, digest.as_ref());
        let key = RustCrypto.public_key(&public(curve)).unwrap();
        let verify = |signature: &[u8]| key.verify_digest(row, &digest, signature);
        assert_eq!(verify(&good), Outcome::Valid);
        let (r, s) = good.split_at(good.len() / 2);
        let order = order(curve);
        let zero = vec![0; r.len()];
        for (r, s) in [(&zero[..], s), (r, &zero), (&order, s), (r, &order), (s, r)] {
            assert_eq!(verify(&[r, s].concat()), Outcome::Invalid, "{curve}");
        }
        for (wide, of) in [(plus(r, &order), 0), (plus(s, &order), 1)] {
            // Where r + q or s + q is no longer than the field, it is another way to write the same number.
            if let Some(wide) = wide {
                let other = if of == 0 { [&wide, s].concat() } else { [r, &wide].concat() };
                assert_eq!(verify(&other), Outcome::Invalid, "{curve}");
            }
        }
        for odd in [&good[1..], &good[..good.len() - 1], &[&good[..], &[0]].concat(), &[]] {
            assert_eq!(verify(odd), Outcome::Invalid, "{curve}");
        }
        let reversed: Vec<_> = good.iter().rev().copied().collect();
        assert_eq!(verify(&reversed), Outcome::Invalid, "{curve}: the form is that of the identifier");
    }
}

fn order(curve: GostCurve) -> Vec<u8> {
    use super::super::curve::Curve;
    use super::super::parameters::{CryptoProA, Tc26A256, Tc26A512};
    match curve {
        GostCurve::Tc26A512 => Tc26A512::ORDER.to_le_bytes().as_ref().to_vec(),
        GostCurve::Tc26A256 => Tc26A256::ORDER.to_le_bytes().as_ref().to_vec(),
        GostCurve::CryptoProA => CryptoProA::ORDER.to_le_bytes().as_ref().to_vec(),
    }
}

/// The sum of little-endian numbers of one length; `None` where it is longer.
fn plus(left: &[u8], right: &[u8]) -> Option<Vec<u8>> {
    let mut carry = 0;
    let sum = left.iter().zip(right).map(|(&left, &right)| {
        let sum = u16::from(left) + u16::from(right) + carry;
        carry = sum >> 8;
        (sum & 0xFF) as u8
    });
    let sum = sum.collect();
    (carry == 0).then_some(sum)
}

/// A digest that is zero modulo q is read as one (RFC 7091 6.2, step 3): the signatures for 0, for 1 and for q are the
/// same ones.
#[test]
fn a_digest_of_zero_is_one() {
    for curve in CURVES {
        let row = row(curve);
        let length = row.digest().output_len();
        let mut one = vec![0; length];
        one[0] = 1;
        let signature = sign(curve, GostForm::National, &one);
        let key = RustCrypto.public_key(&public(curve)).unwrap();
        let mut two = one.clone();
        two[0] = 2;
        for (octets, expected) in [
            (one, Outcome::Valid),
            (vec![0; length], Outcome::Valid),
            (order(curve), Outcome::Valid),
            (two, Outcome::Invalid),
        ] {
            let digest = crate::crypto::Digest::new(row.digest(), &octets).unwrap();
            assert_eq!(key.verify_digest(row, &digest, &signature), expected, "{curve}");
        }
    }
}

#[test]
fn every_use_of_a_key_gives_the_same_answer() {
    for curve in CURVES {
        let row = row(curve);
        let key = RustCrypto.public_key(&public(curve)).unwrap();
        for turn in 0..6u8 {
            let digest = RustCrypto.digest(row.digest(), &[turn]);
            let mut signature = sign(curve, GostForm::National, digest.as_ref());
            assert_eq!(key.verify_digest(row, &digest, &signature), Outcome::Valid, "{curve}, use {turn}");
            signature[usize::from(turn)] ^= 1;
            assert_eq!(key.verify_digest(row, &digest, &signature), Outcome::Invalid, "{curve}, use {turn}");
        }
    }
}

/// The national form backwards is that of RFC 9215, under the identifiers of RFC 9215.
#[test]
fn identifiers_say_the_form() {
    for (curve, national, tc26) in [
        (GostCurve::Tc26A512, SignatureAlgorithm::Gost512, SignatureAlgorithm::Tc26Gost512),
        (GostCurve::Tc26A256, SignatureAlgorithm::Gost256, SignatureAlgorithm::Tc26Gost256),
    ] {
        let key = RustCrypto.public_key(&public(curve)).unwrap();
        let digest = RustCrypto.digest(national.digest(), b"message");
        let signature = sign(curve, GostForm::National, digest.as_ref());
        let backwards: Vec<_> = signature.iter().rev().copied().collect();
        assert_eq!(key.verify_digest(national, &digest, &signature), Outcome::Valid);
        assert_eq!(key.verify_digest(tc26, &digest, &backwards), Outcome::Valid);
        assert_eq!(key.verify_digest(national, &digest, &backwards), Outcome::Invalid);
        assert_eq!(key.verify_digest(tc26, &digest, &signature), Outcome::Invalid);
    }
}

#[test]
fn streebog_and_gost94_are_no_other_digest() {
    let key = RustCrypto.public_key(&public(GostCurve::CryptoProA)).unwrap();
    let digest = RustCrypto.digest(DigestAlgorithm::Streebog256, b"message");
    let signature = sign(GostCurve::CryptoProA, GostForm::National, digest.as_ref());
    assert_eq!(key.verify_digest(SignatureAlgorithm::Gost2004, &digest, &signature), Outcome::Invalid);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    /// No octets make a panic, and none that are not the owner's make a signature.
    #[test]
    fn any_octets_are_refused(octets in proptest::collection::vec(any::<u8>(), 0..200)) {
        let key = RustCrypto.public_key(&public(GostCurve::CryptoProA)).unwrap();
        let digest = RustCrypto.digest(DigestAlgorithm::Gost94, b"message");
        prop_assert_eq!(key.verify_digest(SignatureAlgorithm::Gost2004, &digest, &octets), Outcome::Invalid);
    }
}
