//! Numbers of L limbs of 64 bits, the least significant first: their products, and what these are made of.
//!
//! A product is made row by row, as at school (HAC 14.12), but two rows a pass: the sums in between are read and written
//! half as often, and the two carries do not wait for each other. L is even.

use std::iter::zip;

use super::super::limbs::{halves, joined, multiply_add};

/// A number of 2L limbs: the low and the high half.
pub(super) type Double<const L: usize> = [[u64; L]; 2];

/// From big-endian octets. `None` for another length than the number's.
pub(super) fn from_be<const L: usize>(octets: &[u8]) -> Option<[u64; L]> {
    let (rest, limbs) = octets.as_rchunks();
    let is_number = rest.is_empty() && limbs.len() == L;
    let mut number = [0; L];
    zip(&mut number, limbs.iter().rev()).for_each(|(limb, octets)| *limb = u64::from_be_bytes(*octets));
    is_number.then_some(number)
}

pub(super) fn to_be<const L: usize>(number: [u64; L]) -> [[u8; 8]; L] {
    let mut octets = number.map(u64::to_be_bytes);
    octets.reverse();
    octets
}

pub(super) fn is_below<const L: usize>(left: &[u64; L], right: &[u64; L]) -> bool {
    left.iter().rev().lt(right.iter().rev())
}

/// sums + pair · other + carry, `sums` being as long as `other`, an even number of limbs: what runs over is returned.
#[inline(always)]
pub(super) fn add_rows(sums: &mut [u64], [low, high]: [u64; 2], other: &[u64], carry: u64) -> [u64; 2] {
    let (mut carry, mut above, mut previous) = (carry, 0, 0);
    for ([even, odd], &[first, second]) in zip(sums.as_chunks_mut().0, other.as_chunks().0) {
        [*even, above] = multiply_add(*even, high, previous, above);
        [*odd, above] = multiply_add(*odd, high, first, above);
        [*even, carry] = multiply_add(*even, low, first, carry);
        [*odd, carry] = multiply_add(*odd, low, second, carry);
        previous = second;
    }
    multiply_add(carry, high, previous, above)
}

pub(super) fn product<const L: usize>(left: &[u64; L], right: &[u64; L]) -> Double<L> {
    let mut product = [[0; L]; 2];
    let mut rows: &mut [u64] = product.as_flattened_mut();
    for &pair in left.as_chunks().0 {
        let Some((sums, above)) = rows.split_first_chunk_mut::<L>() else { break };
        let top = add_rows(sums, pair, right, 0);
        zip(above, top).for_each(|(limb, top)| *limb = top);
        rows = rows.get_mut(2..).unwrap_or_default();
    }
    product
}

/// HAC 14.16: half of the products, as each of two different limbs counts twice.
pub(super) fn square<const L: usize>(number: &[u64; L]) -> Double<L> {
    let mut square = [[0; L]; 2];
    let (mut rows, mut limbs): (&mut [u64], &[u64]) = (square.as_flattened_mut(), number);
    while let ([low, high, others @ ..], [_, first, sums @ ..]) = (limbs, rows) {
        let [sum, carry] = multiply_add(*first, *low, *high, 0);
        *first = sum;
        let (now, above) = sums.split_at_mut(others.len());
        let top = add_rows(now, [*low, *high], others, carry);
        zip(above, top).for_each(|(limb, top)| *limb = top);
        (rows, limbs) = (sums.get_mut(2..).unwrap_or_default(), others);
    }
    twice_and_squares(&mut square, number);
    square
}

/// 2 · sums + Σ limbᵢ² · 2^128i.
fn twice_and_squares<const L: usize>(sums: &mut Double<L>, limbs: &[u64; L]) {
    let (mut top, mut carry) = (0, 0);
    for (pair, &limb) in zip(sums.as_flattened_mut().as_chunks_mut().0, limbs) {
        let (sum, square) = (joined(*pair), u128::from(limb) * u128::from(limb) + carry);
        let (total, over) = (sum << 1 | top).overflowing_add(square);
        (*pair, top, carry) = (halves(total), sum >> 127, u128::from(over));
    }
}
