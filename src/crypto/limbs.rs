//! Limbs of 64 bits, the least significant first: what all arithmetic of our own is made of.

/// The low and the high half of a number of 128 bits.
pub(super) const fn halves(number: u128) -> [u64; 2] {
    [(number & 0xFFFF_FFFF_FFFF_FFFF) as u64, (number >> 64) as u64]
}

pub(super) const fn joined([low, high]: [u64; 2]) -> u128 {
    low as u128 | (high as u128) << 64
}

/// sum + left · right + carry, which fits: (2⁶⁴ − 1)² + 2(2⁶⁴ − 1) = 2¹²⁸ − 1.
pub(super) const fn multiply_add(sum: u64, left: u64, right: u64, carry: u64) -> [u64; 2] {
    halves(sum as u128 + left as u128 * right as u128 + carry as u128)
}

/// Sum, and whether it runs over.
pub(super) fn sum<const N: usize>(mut left: [u64; N], right: &[u64; N]) -> ([u64; N], bool) {
    let mut carry = false;
    for (limb, &other) in left.iter_mut().zip(right) {
        let (sum, first) = limb.overflowing_add(other);
        let (sum, second) = sum.overflowing_add(u64::from(carry));
        (*limb, carry) = (sum, first | second);
    }
    (left, carry)
}

/// Difference, and whether it is below zero.
pub(super) fn difference<const N: usize>(mut left: [u64; N], right: &[u64; N]) -> ([u64; N], bool) {
    let mut borrow = false;
    for (limb, &other) in left.iter_mut().zip(right) {
        let (rest, first) = limb.overflowing_sub(other);
        let (rest, second) = rest.overflowing_sub(u64::from(borrow));
        (*limb, borrow) = (rest, first | second);
    }
    (left, borrow)
}
