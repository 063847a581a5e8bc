//! Arithmetic modulo n in Montgomery's form (HAC 14.3.2): in place of x there stands x · R mod n, with R = 2^64L.
//!
//! Nothing here is secret, so time may depend on all of it.

use std::array;
use std::iter::zip;

use super::super::limbs::{difference, halves, joined, multiply_add, sum};
use super::limbs::{Double, add_rows, is_below, product, square};

/// An odd number n of L limbs, the highest bit set, and what is to be known of it. L is even.
#[derive(Debug)]
pub(super) struct Modulus<const L: usize> {
    n: [u64; L],
    /// R − n.
    complement: [u64; L],
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
        let (complement, _) = difference([0; L], &n);
        is_fit.then(|| Self {
            n,
            complement,
            inverse: negative_inverse(low),
            top,
            reciprocal: reciprocal(top),
        })
    }

    /// n itself.
    pub(super) const fn number(&self) -> &[u64; L] {
        &self.n
    }

    /// −1/n modulo 2¹²⁸.
    pub(super) const fn inverse(&self) -> u128 {
        self.inverse
    }

    /// Whether a number is below n.
    pub(super) fn exceeds(&self, number: &[u64; L]) -> bool {
        is_below(number, &self.n)
    }

    /// Modulo n, of a number below 2n, which runs over L limbs or does not.
    pub(super) fn reduced(&self, number: [u64; L], is_over: bool) -> [u64; L] {
        let is_below = !is_over && self.exceeds(&number);
        if is_below { number } else { difference(number, &self.n).0 }
    }

    /// x · R mod n, of x below n. It takes less time than the product with R² mod n, which would first have to be found.
    pub(super) fn form(&self, x: &[u64; L]) -> [u64; L] {
        self.shifted(*x, L / 2)
    }

    /// 2^place mod n.
    pub(super) fn power_of_two(&self, place: usize) -> [u64; L] {
        let steps = (place + 1).saturating_sub(64 * L).div_ceil(128);
        let place = place - 128 * steps;
        let limb = |index| if index == place / 64 { 1 << (place % 64) } else { 0 };
        self.shifted(array::from_fn(limb), steps)
    }

    /// x · 2^128s mod n, of x below n and s steps.
    fn shifted(&self, x: [u64; L], steps: usize) -> [u64; L] {
        (0..steps).fold(x, |x, _| self.shift(x))
    }

    /// x · 2¹²⁸ mod n, of x below n: a step of the division of HAC 14.20, its digit being of 128 bits. In place of q · n
    /// taken off, q · (R − n) is added, and q taken off above.
    fn shift(&self, x: [u64; L]) -> [u64; L] {
        let mut rest = [0; L];
        let (_, places) = rest.split_at_mut(2);
        zip(places, x).for_each(|(place, limb)| *place = limb);
        let (above, next) = (joined_last(&x), joined_last(&rest));
        let quotient = self.quotient(above, next);
        let carried = add_rows(&mut rest, halves(quotient), &self.complement, 0);
        let mut above = above.wrapping_add(joined(carried)).wrapping_sub(quotient);
        // The quotient of the two highest digits by one of n is two too much at most (Knuth 4.3.1, theorem B).
        while above != 0 {
            let (sum, over) = sum(rest, &self.n);
            (rest, above) = (sum, above.wrapping_add(u128::from(over)));
        }
        rest
    }

    /// ⌊(high · 2¹²⁸ + low) / top⌋, or 2¹²⁸ − 1 if it is more.
    pub(super) fn quotient(&self, high: u128, low: u128) -> u128 {
        if high >= self.top {
            return u128::MAX;
        }
        let [low, middle] = halves(low);
        let (first, rest) = self.digit(high, middle);
        let (second, _) = self.digit(rest, low);
        joined([second, first])
    }

    /// (high · 2⁶⁴ + low) / top and what rests, of a number below top · 2⁶⁴: Möller and Granlund, *Improved division by
    /// invariant integers*, algorithm 4.
    fn digit(&self, high: u128, low: u64) -> (u64, u128) {
        let [middle, highest] = halves(high);
        let [fraction, quotient] = halves(u128::from(self.reciprocal) * u128::from(highest) + high);
        let taken = u128::from(quotient).wrapping_mul(self.top).wrapping_add(self.top);
        let rest = joined([low, middle]).wrapping_sub(taken);
        let [_, above] = halves(rest);
        let (quotient, rest) = match above >= fraction {
            true => (quotient, rest.wrapping_add(self.top)),
            false => (quotient.wrapping_add(1), rest),
        };
        match rest.checked_sub(self.top) {
            Some(rest) => (quotient.wrapping_add(1), rest),
            None => (quotient, rest),
        }
    }

    /// base^exponent modulo n, of an odd exponent and a base below n; or more by n.
    pub(super) fn raise(&self, base: &[u64; L], exponent: u64) -> [u64; L] {
        let power = power_but_one(
            self.form(base),
            exponent,
            |number| *number = self.square(number),
            |number, by| *number = self.product(number, by),
        );
        self.product(&power, base)
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

/// x^(e−1), of an odd e (HAC 14.79): squared for each bit of e after the first, and multiplied for those that are set but
/// the last. Of Montgomery's form of x; it leads out of the form to multiply this by x itself.
pub(super) fn power_but_one<T: Copy>(
    x: T,
    exponent: u64,
    square: impl Fn(&mut T),
    multiply: impl Fn(&mut T, &T),
) -> T {
    let mut power = x;
    for place in (0..exponent.checked_ilog2().unwrap_or(0)).rev() {
        square(&mut power);
        if place > 0 && exponent >> place & 1 == 1 {
            multiply(&mut power, &x);
        }
    }
    power
}

/// The two highest limbs.
fn joined_last(number: &[u64]) -> u128 {
    number.last_chunk().map_or(0, |limbs| joined(*limbs))
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
