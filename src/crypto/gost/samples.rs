//! A signer for tests: the steps of RFC 7091 6.1 with nonces that are the same in every run.

use sha2::{Digest as _, Sha512};

use super::curve::{Affine, Curve, Point as _};
use super::field::Field;
use super::jacobian::{Jacobian, to_affine};
use super::parameters::{CryptoProA, StandardCurve, Tc26A256, Tc26A512};
use super::scalar::Scalar;
use super::{GostCurve, GostForm};
use crate::asn1::{ObjectIdentifier, oid};
use crate::crypto::samples::{NULL, algorithm, sequence, spki, tlv};

/// factor · point, for any point of the curve: by doubling and adding.
pub(super) fn multiply<C: Curve>(factor: C::Scalar, point: Affine<C>) -> Jacobian<C> {
    (0..C::Scalar::BITS).rev().fold(Jacobian::INFINITY, |sum, place| {
        let sum = sum.double();
        if factor.bit(place) { sum.plus(&point) } else { sum }
    })
}

fn private_key<C: StandardCurve>() -> C::Scalar {
    C::Scalar::from_le(&[0x5B; 64][..C::OCTETS]).unwrap().modulo(C::ORDER)
}

fn affine<C: StandardCurve>(factor: C::Scalar) -> Affine<C> {
    to_affine(&[multiply(factor, C::BASE)])[0]
}

fn sign_on<C: StandardCurve>(digest: &[u8]) -> Vec<u8> {
    let q = C::ORDER;
    let e = C::Scalar::from_le(digest).unwrap().modulo(q);
    let nonce = Sha512::digest(digest);
    let k = C::Scalar::from_le(&nonce[..C::OCTETS]).unwrap().modulo(q);
    let r = C::Scalar::from_le(&affine::<C>(k).x.to_le()).unwrap().modulo(q);
    // Step 5: s = rd + ke mod q.
    let s = plus(r.times(private_key::<C>(), q), k.times(e, q), q);
    [r.to_le().as_ref(), s.to_le().as_ref()].concat()
}

/// The sum modulo q, where the sum itself may be too long for a number: −(−left − right), in steps that are not.
fn plus<S: Scalar>(left: S, right: S, modulus: S) -> S {
    let minus_right = right.negated(modulus);
    match left < minus_right {
        true => left.plus(right).unwrap(),
        false => left.negated(modulus).plus(minus_right).unwrap().negated(modulus),
    }
}

fn point_on<C: StandardCurve>() -> Vec<u8> {
    let Affine { x, y } = affine::<C>(private_key::<C>());
    [x.to_le(), y.to_le()].concat()
}

/// The owner's signature, by the key of [`public_point`].
pub(crate) fn sign(curve: GostCurve, form: GostForm, digest: &[u8]) -> Vec<u8> {
    let mut signature = match curve {
        GostCurve::Tc26A512 => sign_on::<Tc26A512>(digest),
        GostCurve::Tc26A256 => sign_on::<Tc26A256>(digest),
        GostCurve::CryptoProA => sign_on::<CryptoProA>(digest),
    };
    if form == GostForm::Tc26 {
        signature.reverse();
    }
    signature
}

pub(crate) fn public_point(curve: GostCurve) -> Vec<u8> {
    match curve {
        GostCurve::Tc26A512 => point_on::<Tc26A512>(),
        GostCurve::Tc26A256 => point_on::<Tc26A256>(),
        GostCurve::CryptoProA => point_on::<CryptoProA>(),
    }
}

/// A SubjectPublicKeyInfo by names: of the key's algorithm, of what follows it.
pub(crate) fn named_spki(key: ObjectIdentifier, parameters: &[ObjectIdentifier], point: &[u8]) -> Vec<u8> {
    let parameters: Vec<_> = parameters.iter().map(|oid| tlv(6, &[oid.as_bytes()])).collect();
    let parameters: Vec<_> = parameters.iter().map(Vec::as_slice).collect();
    spki(&algorithm(key, &sequence(&parameters)), &tlv(4, &[point]))
}

/// The national form of a key on the curve.
pub(crate) fn public(curve: GostCurve) -> Vec<u8> {
    let (key, digest) = match curve {
        GostCurve::Tc26A512 => (oid::GOST_2015_512_KEY, oid::STREEBOG_512),
        GostCurve::Tc26A256 => (oid::GOST_2015_256_KEY, oid::STREEBOG_256),
        GostCurve::CryptoProA => (oid::GOST_2004_KEY, oid::GOST_94_TEST),
    };
    named_spki(key, &[curve.oid(), digest], &public_point(curve))
}

/// A key of 2011.
pub(crate) fn public_2011(blob: &[u8]) -> Vec<u8> {
    spki(&algorithm(oid::GAMMA_KEY, &NULL), &[blob, &public_point(GostCurve::CryptoProA)].concat())
}
