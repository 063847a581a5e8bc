//! Numbers modulo the order q of the base point, through `crypto-bigint`.

use std::fmt::Debug;

use crypto_bigint::{CheckedAdd, NonZero, Odd, Uint};

/// A number as long as the field's.
pub(super) trait Scalar: Copy + Debug + PartialEq + PartialOrd + Send + Sync {
    const ZERO: Self;
    const ONE: Self;
    const BITS: u32;

    /// From little-endian octets; `None` for another length than a number's.
    fn from_le(octets: &[u8]) -> Option<Self>;
    fn to_le(self) -> impl AsRef<[u8]>;
    fn bit(self, place: u32) -> bool;
    /// The sum, unless it is too long.
    fn plus(self, other: Self) -> Option<Self>;
    fn modulo(self, modulus: Self) -> Self;
    /// −self modulo `modulus`, which is above self.
    fn negated(self, modulus: Self) -> Self;
    fn times(self, other: Self, modulus: Self) -> Self;
    /// 1 / self, where there is one. The modulus is odd.
    fn inverse(self, modulus: Self) -> Option<Self>;
}

impl<const L: usize> Scalar for Uint<L> {
    const ZERO: Self = Self::ZERO;
    const ONE: Self = Self::ONE;
    const BITS: u32 = Self::BITS;

    fn from_le(octets: &[u8]) -> Option<Self> {
        (octets.len() == Self::BYTES).then(|| Self::from_le_slice(octets))
    }

    fn to_le(self) -> impl AsRef<[u8]> {
        self.to_le_bytes()
    }

    fn bit(self, place: u32) -> bool {
        self.bit_vartime(place)
    }

    fn plus(self, other: Self) -> Option<Self> {
        self.checked_add(&other).into()
    }

    fn modulo(self, modulus: Self) -> Self {
        not_zero(modulus).map_or(self, |modulus| self.rem_vartime(&modulus))
    }

    fn negated(self, modulus: Self) -> Self {
        not_zero(modulus).map_or(self, |modulus| self.neg_mod(&modulus))
    }

    fn times(self, other: Self, modulus: Self) -> Self {
        not_zero(modulus).map_or(self, |modulus| self.mul_mod_vartime(&other, &modulus))
    }

    fn inverse(self, modulus: Self) -> Option<Self> {
        let modulus: Option<Odd<Self>> = Odd::new(modulus).into();
        self.invert_odd_mod_vartime(&modulus?).into()
    }
}

fn not_zero<const L: usize>(number: Uint<L>) -> Option<NonZero<Uint<L>>> {
    NonZero::new(number).into()
}
