//! Limbs of 64 bits in numbers of 128: what all arithmetic of our own is made of.

/// The low and the high half.
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
