//! Arithmetic modulo n in Montgomery's form (HAC 14.3.2): in place of x there stands x · R mod n, with R = 2^64L.
//!
//! Nothing here is secret, so time may depend on all of it.

use std::iter::zip;

use super::super::limbs::{difference, halves, joined, multiply_add, sum};
use super::limbs::{Double, add_rows, is_below, product, square, subtract_row};

/// An odd number n of L limbs, the highest bit set, and what is to be known of it. L is even.
#[derive(Debug)]
pub(super) struct Modulus<const L: usize> {
    n: [u64; L],
    /// −1/n modulo 2¹²⁸.
    inverse: u128,
    /// The two highest limbs of n.
    top: u128,
    /// ⌊(2¹⁹² − 1) / top⌋ − 2⁶⁴.
    reciprocal: u64,
}

impl<const L: usize> Modulus<L> {
    /// `None` for an even number, and for one whose highest bit is not set.
    pub(super) fn new(n: [u64; L]) -> Option<Self> {
        const { assert!(L >= 2 && L.is_multiple_of(2)) };
        let (low, top) = (joined(*n.first_chunk()?), joined(*n.last_chunk()?));
        let is_fit = low & 1 == 1 && top >> 127 == 1;
        is_fit.then(|| Self { n, inverse: negative_inverse(low), top, reciprocal: reciprocal(top) })
    }

    /// Whether a number is below n.
    pub(super) fn exceeds(&self, number: &[u64; L]) -> bool {
        is_below(number, &self.n)
    }

    /// Modulo n, of any number of L limbs: it is below 2n, as n has its highest bit.
    pub(super) fn reduced(&self, number: [u64; L]) -> [u64; L] {
        if self.exceeds(&number) { number } else { difference(number, &self.n).0 }
    }

    /// x · R mod n, of x below n: the division of HAC 14.20, x being followed by L limbs of zero. It takes less time than
    /// the product with R² mod n, which would first have to be found.
    pub(super) fn form(&self, x: &[u64; L]) -> [u64; L] {
        let mut dividend = [[0; L], *x];
        for place in (0..L).rev() {
            let above =
                dividend.as_flattened_mut().get_mut(place..).and_then(<[u64]>::split_first_chunk_mut::<L>);
            let Some((rest, [top, ..])) = above else { break };
            let quotient = self.quotient(*top, rest.last_chunk().map_or(0, |limbs| joined(*limbs)));
            // The quotient of the three highest limbs by two of n is one too much at most (HAC 14.20, Knuth 4.3.1).
            if subtract_row(rest, quotient, &self.n) > *top {
                (*rest, _) = sum(*rest, &self.n);
            }
        }
        let [rest, _] = dividend;
        rest
    }

    /// ⌊(high · 2¹²⁸ + low) / top⌋, or 2⁶⁴ − 1 if it is more: Möller and Granlund, *Improved division by invariant
    /// integers*, algorithm 4. The number is less than (top + 1) · 2⁶⁴.
    pub(super) fn quotient(&self, high: u64, low: u128) -> u64 {
        let [_, middle] = halves(low);
        let number = joined([middle, high]);
        if number >= self.top {
            return u64::MAX;
        }
        let [fraction, quotient] = halves(u128::from(self.reciprocal) * u128::from(high) + number);
        let rest = low.wrapping_sub(u128::from(quotient).wrapping_mul(self.top)).wrapping_sub(self.top);
        let [_, high] = halves(rest);
        let (quotient, rest) = match high >= fraction {
            true => (quotient, rest.wrapping_add(self.top)),
            false => (quotient.wrapping_add(1), rest),
        };
        quotient.wrapping_add(u64::from(rest >= self.top))
    }

    /// left · right / R mod n, or more by multiples of n: below R, if both are; and below 2n, if one is below n.
    pub(super) fn product(&self, left: &[u64; L], right: &[u64; L]) -> [u64; L] {
        self.reduce(product(left, right))
    }

    /// number² / R mod n, or more by multiples of n: below R, if the number is.
    pub(super) fn square(&self, number: &[u64; L]) -> [u64; L] {
        self.reduce(square(number))
    }

    /// t / R modulo n (HAC 14.32), of any t below R²: with u = −t/n modulo R, below R nothing is left of t + u · n. That
    /// is less than R² + R · n, so that divided by R it is less than R + n, and n taken off where R is reached leaves less
    /// than R. No step needs to come below n: `reduced` does, once, at the end.
    ///
    /// Two limbs of u a pass, as −t/n modulo 2¹²⁸, and two rows.
    fn reduce(&self, mut t: Double<L>) -> [u64; L] {
        let (mut limbs, mut over): (&mut [u64], _) = (t.as_flattened_mut(), 0);
        for _ in 0..L / 2 {
            let Some((low, high)) = limbs.split_first_chunk_mut::<L>() else { break };
            let lowest = low.first_chunk().map_or(0, |limbs| joined(*limbs));
            let top = add_rows(low, halves(lowest.wrapping_mul(self.inverse)), &self.n, 0);
            for (limb, top) in zip(high, top) {
                [*limb, over] = multiply_add(*limb, top, 1, over);
            }
            limbs = limbs.get_mut(2..).unwrap_or_default();
        }
        let [_, high] = t;
        if over == 0 { high } else { difference(high, &self.n).0 }
    }
}

/// −1/number modulo 2¹²⁸, of an odd number: −number is right in 3 bits, and each step doubles them.
fn negative_inverse(number: u128) -> u128 {
    (0..6).fold(number.wrapping_neg(), |inverse, _| {
        inverse.wrapping_mul(number.wrapping_mul(inverse).wrapping_add(2))
    })
}

/// ⌊(2¹⁹² − 1) / top⌋ − 2⁶⁴, the highest bit of `top` being set: the quotient's first bit is that 2⁶⁴, and each other is
/// found as at school.
pub(super) fn reciprocal(top: u128) -> u64 {
    let (_, quotient) = (0..64).fold((u128::MAX - top, 0), |(rest, quotient), _| {
        let (is_long, rest) = (rest >> 127 == 1, rest << 1 | 1);
        let bit = is_long || rest >= top;
        (if bit { rest.wrapping_sub(top) } else { rest }, quotient << 1 | u64::from(bit))
    });
    quotient
}
