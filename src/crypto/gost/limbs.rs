//! Numbers of 4 and of 8 limbs, the least significant first: their sums and products.

use super::super::limbs::{halves, multiply_add, sum};

/// A number whose products can be had.
pub(super) trait Limbs: Sized {
    /// The low and the high half of self · other.
    fn multiply(&self, other: &Self) -> (Self, Self);

    /// The low and the high half of self².
    fn square(&self) -> (Self, Self);
}

impl Limbs for [u64; 4] {
    fn multiply(&self, other: &Self) -> (Self, Self) {
        multiply(self, other)
    }

    /// Each product of two different limbs counts twice.
    fn square(&self) -> (Self, Self) {
        let [a, b, c, d] = *self;
        let [s1, carry] = multiply_add(0, a, b, 0);
        let [s2, carry] = multiply_add(0, a, c, carry);
        let [s3, s4] = multiply_add(0, a, d, carry);
        let [s3, carry] = multiply_add(s3, b, c, 0);
        let [s4, s5] = multiply_add(s4, b, d, carry);
        let [s5, s6] = multiply_add(s5, c, d, 0);
        let (doubled, s7) = double([s1, s2, s3, s4, s5, s6]);
        let [s1, s2, s3, s4, s5, s6] = doubled;
        let [r0, carry] = multiply_add(0, a, a, 0);
        let [r1, carry] = halves(s1 as u128 + carry as u128);
        let [r2, carry] = multiply_add(s2, b, b, carry);
        let [r3, carry] = halves(s3 as u128 + carry as u128);
        let [r4, carry] = multiply_add(s4, c, c, carry);
        let [r5, carry] = halves(s5 as u128 + carry as u128);
        let [r6, carry] = multiply_add(s6, d, d, carry);
        ([r0, r1, r2, r3], [r4, r5, r6, s7.wrapping_add(carry)])
    }
}

impl Limbs for [u64; 8] {
    /// In halves of 4 limbs: a product of these is short enough to be laid out without a loop.
    fn multiply(&self, other: &Self) -> (Self, Self) {
        let ((low, high), (other_low, other_high)) = (in_two(self), in_two(other));
        let (m0, m1) = multiply(&low, &other_high);
        let (n0, n1) = multiply(&high, &other_low);
        let (middle, top) = sum(as_one(m0, m1), &as_one(n0, n1));
        placed(multiply(&low, &other_low), &middle, u64::from(top), multiply(&high, &other_high))
    }

    /// (high · 2²⁵⁶ + low)² = high² · 2⁵¹² + 2 · high · low · 2²⁵⁶ + low².
    fn square(&self) -> (Self, Self) {
        let (low, high) = in_two(self);
        let (m0, m1) = multiply(&low, &high);
        let (middle, top) = double(as_one(m0, m1));
        placed(low.square(), &middle, top, high.square())
    }
}

const fn in_two(number: &[u64; 8]) -> ([u64; 4], [u64; 4]) {
    let [a, b, c, d, e, f, g, h] = *number;
    ([a, b, c, d], [e, f, g, h])
}

const fn as_one([a, b, c, d]: [u64; 4], [e, f, g, h]: [u64; 4]) -> [u64; 8] {
    [a, b, c, d, e, f, g, h]
}

/// low + (middle + top · 2⁵¹²) · 2²⁵⁶ + high · 2⁵¹².
fn placed(
    (low, carried): ([u64; 4], [u64; 4]),
    middle: &[u64; 8],
    top: u64,
    (above, high): ([u64; 4], [u64; 4]),
) -> ([u64; 8], [u64; 8]) {
    let (middle, carry) = sum(as_one(carried, above), middle);
    let (below, above) = in_two(&middle);
    let (high, _) = plus_small(high, top + u64::from(carry));
    (as_one(low, below), as_one(above, high))
}

/// The method that is taught in school: a row for each limb of `left`, each row one limb further up.
fn multiply<const N: usize>(left: &[u64; N], right: &[u64; N]) -> ([u64; N], [u64; N]) {
    let mut product = [[0; N]; 2];
    let mut rows: &mut [u64] = product.as_flattened_mut();
    for &limb in left {
        let mut carry = 0;
        let Some((row, above)) = rows.split_first_chunk_mut::<N>() else { break };
        for (sum, &other) in row.iter_mut().zip(right) {
            [*sum, carry] = multiply_add(*sum, limb, other, carry);
        }
        above.iter_mut().take(1).for_each(|top| *top = carry);
        rows = rows.get_mut(1..).unwrap_or_default();
    }
    let [low, high] = product;
    (low, high)
}

/// Twice a number, and the bit that runs over.
fn double<const N: usize>(mut limbs: [u64; N]) -> ([u64; N], u64) {
    let mut carry = 0;
    for limb in &mut limbs {
        (*limb, carry) = (*limb << 1 | carry, *limb >> 63);
    }
    (limbs, carry)
}

/// The sum with one limb, and the bit that runs over.
pub(super) fn plus_small<const N: usize>(mut limbs: [u64; N], small: u64) -> ([u64; N], u64) {
    let mut carry = small;
    for limb in &mut limbs {
        let (sum, over) = limb.overflowing_add(carry);
        (*limb, carry) = (sum, u64::from(over));
    }
    (limbs, carry)
}

/// The difference with one limb, and whether it is below zero.
pub(super) fn minus_small<const N: usize>(mut limbs: [u64; N], small: u64) -> ([u64; N], bool) {
    let mut borrow = small;
    for limb in &mut limbs {
        let (rest, under) = limb.overflowing_sub(borrow);
        (*limb, borrow) = (rest, u64::from(under));
    }
    (limbs, borrow != 0)
}
