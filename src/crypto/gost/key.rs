//! GOST keys of the provider.

use std::fmt;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, OnceLock};

use super::super::algorithm::{Scheme, SignatureAlgorithm};
use super::super::digest::Digest;
use super::super::identifier::Unsupported;
use super::super::key::{KeyError, KeyFacts};
use super::super::provider::{Outcome, PublicKey};
use super::curve::Affine;
use super::field::Field;
use super::multiply::{OddMultiples, SplitTables, Tables};
use super::parameters::{CryptoProA, StandardCurve, Tc26A256, Tc26A512};
use super::scalar::Scalar;
use super::verify::{Signature, is_public_key, is_valid};
use super::{GostCurve, GostForm};

/// A key from its coordinates x ‖ y, little-endian.
pub(in crate::crypto) fn public_key(curve: GostCurve, point: &[u8]) -> Result<Arc<dyn PublicKey>, KeyError> {
    Ok(match curve {
        GostCurve::Tc26A512 => Arc::new(GostKey::<Tc26A512>::new(curve, point)?),
        GostCurve::Tc26A256 => Arc::new(GostKey::<Tc26A256>::new(curve, point)?),
        GostCurve::CryptoProA => Arc::new(GostKey::<CryptoProA>::new(curve, point)?),
    })
}

/// Bits of the digits by which a key is multiplied that is met for the first time: 8 multiples.
const FRESH_WIDTH: u32 = 5;
/// And one that is met again: 32 multiples in each of four tables, 16 KB for a key of 512 bits.
const CACHED_WIDTH: u32 = 7;
/// The use of a key from which the larger tables pay.
const USES_THAT_PAY: u8 = 3;

struct GostKey<C: StandardCurve> {
    facts: KeyFacts,
    point: Affine<C>,
    /// Counted to [`USES_THAT_PAY`] and no further.
    uses: AtomicU8,
    fresh: OnceLock<OddMultiples<C>>,
    cached: OnceLock<SplitTables<C>>,
}

impl<C: StandardCurve> GostKey<C> {
    fn new(curve: GostCurve, point: &[u8]) -> Result<Self, KeyError> {
        let impossible = KeyError::Impossible("a point that is not of the curve, or not of its order");
        let point = read_point(point).filter(is_public_key).ok_or(impossible)?;
        Ok(Self {
            facts: KeyFacts::Gost(curve),
            point,
            uses: AtomicU8::new(0),
            fresh: OnceLock::new(),
            cached: OnceLock::new(),
        })
    }

    /// The tables that are worth their making by now.
    fn tables(&self) -> Tables<'_, C> {
        let count = |uses: u8| (uses < USES_THAT_PAY).then_some(uses + 1);
        // An error is a count that is full.
        let full = self.uses.fetch_update(Ordering::Relaxed, Ordering::Relaxed, count);
        if full.is_ok_and(|before| before + 1 < USES_THAT_PAY) {
            Tables::Whole(self.fresh.get_or_init(|| OddMultiples::new(self.point, FRESH_WIDTH)))
        } else {
            Tables::Split(self.cached.get_or_init(|| SplitTables::new(self.point, CACHED_WIDTH)))
        }
    }
}

/// x ‖ y, each little-endian and below p.
fn read_point<C: StandardCurve>(octets: &[u8]) -> Option<Affine<C>> {
    let (x, y) = octets.split_at_checked(C::OCTETS)?;
    Some(Affine { x: C::Field::from_le(x)?, y: C::Field::from_le(y)? })
}

impl<C: StandardCurve> fmt::Debug for GostKey<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GostKey").field("facts", &self.facts).field("point", &self.point).finish()
    }
}

impl<C: StandardCurve> PublicKey for GostKey<C> {
    fn facts(&self) -> &KeyFacts {
        &self.facts
    }

    fn verify_prehash(&self, algorithm: SignatureAlgorithm, digest: &Digest, signature: &[u8]) -> Outcome {
        let Scheme::Gost { form, .. } = algorithm.scheme() else {
            return Outcome::Unsupported(Unsupported::new(algorithm.oid(), "not in this provider"));
        };
        let valid = read_signature(form, signature).is_some_and(|signature| {
            is_valid::<C>(C::base_tables(), self.tables(), digest.as_ref(), &signature)
        });
        if valid { Outcome::Valid } else { Outcome::Invalid }
    }
}

/// Two numbers of one length, and nothing else. The form of RFC 9215, backwards, is the national one.
fn read_signature<S: Scalar>(form: GostForm, octets: &[u8]) -> Option<Signature<S>> {
    let backwards: Vec<u8>;
    let national = match form {
        GostForm::National => octets,
        GostForm::Tc26 => {
            backwards = octets.iter().rev().copied().collect();
            &backwards
        }
    };
    let (r, s) = national.split_at_checked(S::BITS as usize / 8)?;
    Some(Signature { r: S::from_le(r)?, s: S::from_le(s)? })
}
