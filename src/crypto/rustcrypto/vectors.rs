//! RSA's powers by vectors of eight limbs of 52 bits, which AVX-512 multiplies at once (its part IFMA). They are used where
//! the processor has all of AVX-512 that Ice Lake has, as `fearless_simd` asks for; AMD's have since Zen 4. Montgomery's
//! form (HAC 14.3.2), with R = 2^52r for a modulus of r limbs.
//!
//! A product takes a third of the time of the one in `montgomery`, which is there for every other processor. Nothing
//! here is secret, so time may depend on all of it.

use std::array;
use std::iter::zip;

use fearless_simd::{Avx512, Level, Simd, SimdBase, SimdInto, kernel, u64x8};

use super::super::limbs::{halves, joined};
use super::montgomery::{Modulus, power_but_one};

const BITS: usize = 52;
const MASK: u64 = (1 << BITS) - 1;

/// A number in limbs of 52 bits, the least significant first. No vector of it lies in two cache lines.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
pub(super) struct Wide<const V: usize>(pub(super) [[u64; 8]; V]);

/// What multiplies numbers of 52 bits in pairs; higher bits are as if they were not there.
pub(super) trait Multiplier: Simd {
    /// sums + the lower 52 bits of left · right.
    fn add_low(self, sums: u64x8<Self>, left: u64x8<Self>, right: u64x8<Self>) -> u64x8<Self>;

    /// sums + the higher 52 bits of left · right.
    fn add_high(self, sums: u64x8<Self>, left: u64x8<Self>, right: u64x8<Self>) -> u64x8<Self>;
}

mod instructions {
    use std::arch::x86_64::{__m512i, _mm512_madd52hi_epu64, _mm512_madd52lo_epu64};

    use super::kernel;

    kernel!(
        #[inline]
        pub(super) fn low(token: Avx512, sums: __m512i, left: __m512i, right: __m512i) -> __m512i {
            _mm512_madd52lo_epu64(sums, left, right)
        }
    );

    kernel!(
        #[inline]
        pub(super) fn high(token: Avx512, sums: __m512i, left: __m512i, right: __m512i) -> __m512i {
            _mm512_madd52hi_epu64(sums, left, right)
        }
    );
}

impl Multiplier for Avx512 {
    #[inline(always)]
    fn add_low(self, sums: u64x8<Self>, left: u64x8<Self>, right: u64x8<Self>) -> u64x8<Self> {
        instructions::low(self, sums.into(), left.into(), right.into()).simd_into(self)
    }

    #[inline(always)]
    fn add_high(self, sums: u64x8<Self>, left: u64x8<Self>, right: u64x8<Self>) -> u64x8<Self> {
        instructions::high(self, sums.into(), left.into(), right.into()).simd_into(self)
    }
}

/// A modulus n of L limbs of 64 bits, as V vectors.
#[derive(Debug)]
pub(super) struct Vectors<S, const L: usize, const V: usize> {
    multiplier: S,
    n: Wide<V>,
    /// ⌊n / 2⁵²⌋.
    above: Wide<V>,
    /// −1/n modulo 2⁵².
    inverse: u64,
    /// R² modulo n, or more by n.
    square_of_r: Wide<V>,
}

impl<const L: usize, const V: usize> Vectors<Avx512, L, V> {
    /// `None` where the processor has no such vectors.
    pub(super) fn new(modulus: &Modulus<L>) -> Option<Self> {
        Level::new().as_avx512().map(|avx512| Self::by(avx512, modulus))
    }
}

impl<S: Multiplier, const L: usize, const V: usize> Vectors<S, L, V> {
    /// How many limbs n takes.
    const LIMBS: usize = (64 * L).div_ceil(BITS);

    pub(super) fn by(multiplier: S, modulus: &Modulus<L>) -> Self {
        const {
            assert!(Self::LIMBS <= 8 * V);
            // R is at least 4n: the product of two numbers below 2n is then below 2n, too (see `multiply`).
            assert!(BITS * Self::LIMBS >= 64 * L + 2);
        }
        let n = wide(modulus.number());
        let mut above = Wide([[0; 8]; V]);
        zip(above.0.as_flattened_mut(), n.0.as_flattened().iter().skip(1))
            .for_each(|(place, &limb)| *place = limb);
        let [inverse, _] = halves(modulus.inverse() & u128::from(MASK));
        // In Montgomery's form these are ⁴√R, √R and R. The root is whole, as 4 divides 52.
        let mut vectors = Self { multiplier, n, above, inverse, square_of_r: Wide([[0; 8]; V]) };
        let fourth_root = wide(&modulus.power_of_two(BITS * Self::LIMBS * 5 / 4));
        let square_root = vectors.product(&fourth_root, &fourth_root);
        vectors.square_of_r = vectors.product(&square_root, &square_root);
        vectors
    }

    /// base^exponent modulo n, of an odd exponent and a base below n; or more by n. Whether it runs over L limbs is told
    /// as well.
    pub(super) fn raise(&self, base: &[u64; L], exponent: u64) -> ([u64; L], bool) {
        let base = wide(base);
        let mut power = power_but_one(
            self.product(&base, &self.square_of_r),
            exponent,
            |number| self.square(number),
            |number, by| self.multiply(number, by),
        );
        self.multiply(&mut power, &base);
        (array::from_fn(|place| bits_from(&power, 64 * place)), bits_from(&power, 64 * L) != 0)
    }

    /// number · by / R mod n, or more by n, of numbers below 2n: it is less than (4n² + R · n) / R ≤ 2n.
    fn multiply(&self, number: &mut Wide<V>, by: &Wide<V>) {
        self.multiplier.vectorize(
            #[inline(always)]
            || *number = self.carried(self.sums(number, by)),
        );
    }

    /// The same of number · number.
    fn square(&self, number: &mut Wide<V>) {
        self.multiplier.vectorize(
            #[inline(always)]
            || *number = self.carried(self.sums(number, number)),
        );
    }

    /// left · right / R likewise, in a place of its own.
    fn product(&self, left: &Wide<V>, right: &Wide<V>) -> Wide<V> {
        let mut product = *left;
        self.multiply(&mut product, right);
        product
    }

    /// Each limb within its 52 bits. What all of them carry is added at once; hardly ever does a limb carry then again.
    #[inline(always)]
    pub(super) fn carried(&self, mut sums: [u64x8<S>; V]) -> Wide<V> {
        let mask = u64x8::splat(self.multiplier, MASK);
        let mut lower = u64x8::splat(self.multiplier, 0);
        let mut any = lower;
        for sum in &mut sums {
            let carries = *sum >> 52;
            *sum = (*sum & mask) + lower.slide::<7>(carries);
            (lower, any) = (carries, any | *sum);
        }
        let mut number = Wide(sums.map(
            #[inline(always)]
            |limbs| -> [u64; 8] { limbs.into() },
        ));
        let any: [u64; 8] = any.into();
        if any.iter().any(|&limb| limb > MASK) {
            carry(&mut number);
        }
        number
    }

    /// HAC 14.36: with each limb x of the left, x · right is added to the sums, and then q · n, which makes their lowest
    /// limb 0; and all move down by one. What the lowest limb carries is known before q: what is above its 52 bits, and 1
    /// more unless these are 0. No sum comes to 2⁶⁴: a limb takes four numbers below 2⁵² for each of some 80 limbs, and a
    /// carry.
    #[inline(always)]
    fn sums(&self, left: &Wide<V>, right: &Wide<V>) -> [u64x8<S>; V] {
        let by = self.multiplier;
        let (n, above, right) = (self.loaded(&self.n), self.loaded(&self.above), self.loaded(right));
        let (zero, inverse) = (u64x8::splat(by, 0), u64x8::splat(by, self.inverse));
        let mut sums = [zero; V];
        for &limb in left.0.as_flattened().iter().take(Self::LIMBS) {
            let x = u64x8::splat(by, limb);
            for (sum, right) in zip(&mut sums, right) {
                *sum = by.add_low(*sum, x, right);
            }
            let lowest = sums.first().map_or(zero, |&sum| sum);
            let [q, ..]: [u64; 8] = by.add_low(zero, lowest, inverse).into();
            let q = u64x8::splat(by, q);
            self.move_down(&mut sums);
            for ((sum, right), (n, above)) in zip(zip(&mut sums, right), zip(n, above)) {
                let sums = by.add_high(by.add_high(*sum, x, right), q, n);
                *sum = sums + by.add_low(zero, q, above);
            }
        }
        sums
    }

    /// All limbs by one, and the carry of the lowest into what is lowest then.
    #[inline(always)]
    fn move_down(&self, sums: &mut [u64x8<S>; V]) {
        let by = self.multiplier;
        let mut higher = u64x8::splat(by, 0);
        for sum in sums.iter_mut().rev() {
            (*sum, higher) = (sum.slide::<1>(higher), *sum);
        }
        let only = |limb| -> u64x8<S> { [limb, 0, 0, 0, 0, 0, 0, 0].simd_into(by) };
        if let Some(lowest) = sums.first_mut() {
            *lowest += ((higher + only(MASK)) >> 52) & only(u64::MAX);
        }
    }

    #[inline(always)]
    fn loaded(&self, number: &Wide<V>) -> [u64x8<S>; V] {
        number.0.map(
            #[inline(always)]
            |limbs| limbs.simd_into(self.multiplier),
        )
    }
}

/// Limb by limb.
#[cold]
fn carry<const V: usize>(number: &mut Wide<V>) {
    let mut carry = 0;
    for limb in number.0.as_flattened_mut() {
        let sum = *limb + carry;
        (*limb, carry) = (sum & MASK, sum >> BITS);
    }
}

/// From limbs of 64 bits.
fn wide<const V: usize>(number: &[u64]) -> Wide<V> {
    let limb = |index: usize| number.get(index).copied().unwrap_or(0);
    let mut wide = Wide([[0; 8]; V]);
    for (place, bit) in zip(wide.0.as_flattened_mut(), (0..).step_by(BITS)) {
        let [low, _] = halves(joined([limb(bit / 64), limb(bit / 64 + 1)]) >> (bit % 64));
        *place = low & MASK;
    }
    wide
}

/// The 64 bits from a place on.
fn bits_from<const V: usize>(number: &Wide<V>, place: usize) -> u64 {
    let limbs = number.0.as_flattened().iter().skip(place / BITS).take(3);
    let bits = zip(limbs, [0, 52, 104]).fold(0, |bits, (&limb, place)| bits | u128::from(limb) << place);
    let [low, _] = halves(bits >> (place % BITS));
    low
}
