//! The fields of the curves: numbers modulo p = 2ⁿ − c.
//!
//! All that is computed with here is public, so time may depend on it.

use std::fmt::Debug;
use std::ops::{Add, Mul, Sub};

use super::super::limbs::{difference, multiply_add, sum};
use super::limbs::{Limbs, minus_small, plus_small};

/// A field of residues modulo a prime, as much of it as verifying takes.
pub(super) trait Field:
    Copy + Debug + PartialEq + Send + Sync + Add<Output = Self> + Sub<Output = Self> + Mul<Output = Self>
{
    const ZERO: Self;
    const ONE: Self;

    /// From little-endian octets; `None` for p and above, and for another length than a residue's.
    fn from_le(octets: &[u8]) -> Option<Self>;

    /// As many octets, of the form below p.
    #[cfg(test)]
    fn to_le(self) -> Vec<u8>;

    fn square(self) -> Self {
        self * self
    }

    /// A small multiple.
    fn times(self, factor: u64) -> Self;

    /// 1 / self; zero for zero.
    fn invert(self) -> Self;

    /// self to the power 2^times.
    fn squared(self, times: usize) -> Self {
        (0..times).fold(self, |power, _| power.square())
    }
}

/// A field where p = 3 modulo 4, so that roots are powers.
pub(super) trait SquareRoots: Field {
    /// 1 / √self, the root being a square itself. `None` where there is none, and for zero.
    fn inverse_root(self) -> Option<Self>;
}

/// A residue modulo 2^(64 N) − C in N little-endian limbs. Each has two forms where C allows, and `==` knows it: what
/// is below 2^(64 N) need not be below p until somebody asks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Residue<const N: usize, const C: u64>([u64; N]);

/// p = 2^256 − 617, of the two curves of 256 bits.
pub(super) type Field256 = Residue<4, 617>;
/// p = 2^512 − 569, of the curve of 512 bits.
pub(super) type Field512 = Residue<8, 569>;

impl<const N: usize, const C: u64> Residue<N, C> {
    /// From the hexadecimal form of the standards, in whole limbs: for constants.
    pub(super) const fn from_hex(hex: &str) -> Self {
        let (mut digits, _) = hex.as_bytes().as_chunks();
        let mut limbs = [0; N];
        let mut places: &mut [u64] = &mut limbs;
        while let ([rest @ .., last], [place, above @ ..]) = (digits, places) {
            *place = limb_from_hex(last);
            (digits, places) = (rest, above);
        }
        Self(limbs)
    }

    #[cfg(test)]
    pub(super) const fn new_unreduced(limbs: [u64; N]) -> Self {
        Self(limbs)
    }

    /// The form below p. A number that is not below p overflows when C is added to it.
    fn canonical(self) -> [u64; N] {
        match plus_small(self.0, C) {
            (reduced, 1) => reduced,
            _ => self.0,
        }
    }

    /// The residue of a number and what has run over its top: 2^(64 N) ≡ C.
    fn settled(limbs: [u64; N], over: u64) -> Self {
        let (mut limbs, mut over) = plus_small(limbs, over * C);
        // At most once more, and then to the end: what remains is below C².
        while over != 0 {
            (limbs, over) = plus_small(limbs, over * C);
        }
        Self(limbs)
    }

    /// high · 2^(64 N) + low ≡ high · C + low.
    fn reduced(low: [u64; N], high: [u64; N]) -> Self {
        let (mut limbs, mut carry) = (low, 0);
        for (limb, &high) in limbs.iter_mut().zip(&high) {
            [*limb, carry] = multiply_add(*limb, high, C, carry);
        }
        Self::settled(limbs, carry)
    }
}

impl<const N: usize, const C: u64> Field for Residue<N, C>
where
    [u64; N]: Limbs,
{
    const ZERO: Self = Self([0; N]);
    const ONE: Self = {
        let mut limbs = [0; N];
        if let Some(first) = limbs.first_mut() {
            *first = 1;
        }
        Self(limbs)
    };

    fn from_le(octets: &[u8]) -> Option<Self> {
        let (chunks, rest) = octets.as_chunks::<8>();
        let limbs: Vec<u64> = chunks.iter().map(|chunk| u64::from_le_bytes(*chunk)).collect();
        let residue = Self(limbs.try_into().ok().filter(|_| rest.is_empty())?);
        (residue.canonical() == residue.0).then_some(residue)
    }

    #[cfg(test)]
    fn to_le(self) -> Vec<u8> {
        self.canonical().iter().flat_map(|limb| limb.to_le_bytes()).collect()
    }

    fn square(self) -> Self {
        let (low, high) = self.0.square();
        Self::reduced(low, high)
    }

    fn times(mut self, factor: u64) -> Self {
        let mut carry = 0;
        for limb in &mut self.0 {
            [*limb, carry] = multiply_add(0, *limb, factor, carry);
        }
        Self::settled(self.0, carry)
    }

    /// Fermat: self^(p − 2).
    fn invert(self) -> Self {
        const { assert!(C + 2 <= 1 << 10) };
        power_below(self, 64 * N, C + 2)
    }
}

impl<const N: usize, const C: u64> SquareRoots for Residue<N, C>
where
    [u64; N]: Limbs,
{
    /// r = self^((p − 3) / 4), where (p − 3) / 4 = 2^(64 N − 2) − (C + 3) / 4. Then self · r² is self^((p − 1) / 2),
    /// by which Euler tells whether there is a root.
    fn inverse_root(self) -> Option<Self> {
        const { assert!(C % 4 == 1 && C.div_ceil(4) <= 1 << 10) };
        let root = power_below(self, 64 * N - 2, C.div_ceil(4));
        (self * root.square() == Self::ONE).then_some(root)
    }
}

/// base^(2^bits − small), where small is at most 2^10. The exponent begins with a long run of ones:
/// (2^(bits − 10) − 1) · 2^10 + (2^10 − small).
fn power_below<F: Field>(base: F, bits: usize, small: u64) -> F {
    let wanted = bits - 10;
    let ones = (0..=wanted.ilog2()).rev().fold((base, 1), |run, place| longer_run(base, run, wanted, place));
    let below = (1 << 10) - small;
    (0..10).rev().fold(ones.0, |power, place| {
        let power = power.square();
        if below >> place & 1 == 1 { power * base } else { power }
    })
}

/// From self^(2^k − 1), where k are the leading bits of `wanted` above `place`, to those at and above it.
fn longer_run<F: Field>(one: F, (run, length): (F, usize), wanted: usize, place: u32) -> (F, usize) {
    if wanted >> place <= 1 {
        return (run, length);
    }
    let (run, length) = (run.squared(length) * run, 2 * length);
    if wanted >> place & 1 == 1 { (run.square() * one, length + 1) } else { (run, length) }
}

impl<const N: usize, const C: u64> PartialEq for Residue<N, C> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0 || self.canonical() == other.canonical()
    }
}

impl<const N: usize, const C: u64> Add for Residue<N, C> {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        let (sum, carry) = sum(self.0, &other.0);
        Self::settled(sum, u64::from(carry))
    }
}

impl<const N: usize, const C: u64> Sub for Residue<N, C> {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        let (mut rest, mut borrow) = difference(self.0, &other.0);
        // What is below zero stands 2^(64 N) too high, which is C too high.
        while borrow {
            (rest, borrow) = minus_small(rest, C);
        }
        Self(rest)
    }
}

impl<const N: usize, const C: u64> Mul for Residue<N, C>
where
    [u64; N]: Limbs,
{
    type Output = Self;

    fn mul(self, other: Self) -> Self {
        let (low, high) = self.0.multiply(&other.0);
        Self::reduced(low, high)
    }
}

const fn limb_from_hex(digits: &[u8; 16]) -> u64 {
    let mut limb = 0;
    let mut digits: &[u8] = digits;
    while let [digit, rest @ ..] = digits {
        let value = match digit {
            b'0'..=b'9' => *digit - b'0',
            _ => *digit - b'A' + 10,
        };
        limb = limb << 4 | value as u64;
        digits = rest;
    }
    limb
}
