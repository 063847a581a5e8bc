//! The arithmetic under RSA against `num-bigint` and against the Montgomery form of `crypto-bigint`, on numbers at random
//! and on those of which carries are made. Of 2 and of 4 limbs, too, where chance meets every corner.

use crypto_bigint::modular::{FixedMontyForm, FixedMontyParams};
use crypto_bigint::{Odd, Uint};
#[cfg(target_arch = "x86_64")]
use fearless_simd::{Simd, SimdInto, u64x8};
use num_bigint::BigUint;
use proptest::prelude::*;

use super::super::super::limbs::{halves, joined};
use super::super::limbs::{Double, from_be, product, square, to_be};
use super::super::montgomery::{Modulus, reciprocal};
use super::super::power::Power;
#[cfg(target_arch = "x86_64")]
use super::super::vectors::{Multiplier, Vectors};

fn octets<const L: usize>(number: &[u64; L]) -> Vec<u8> {
    to_be(*number).as_flattened().to_vec()
}

fn big<const L: usize>(number: &[u64; L]) -> BigUint {
    BigUint::from_bytes_be(&octets(number))
}

fn big_double<const L: usize>([low, high]: &Double<L>) -> BigUint {
    big(low) + big(high) * r::<L>()
}

/// R.
fn r<const L: usize>() -> BigUint {
    BigUint::from(1u8) << (64 * L)
}

fn uint<const L: usize>(number: &[u64; L]) -> Uint<L> {
    Uint::from_be_slice(&octets(number))
}

fn limb() -> impl Strategy<Value = u64> {
    prop_oneof![
        3 => Just(0),
        3 => Just(u64::MAX),
        1 => Just(1),
        1 => Just(u64::MAX - 1),
        1 => Just(1 << 63),
        1 => Just((1 << 63) - 1),
        2 => any::<u64>()
    ]
}

/// Limbs at random, limbs of the odd kinds, or long runs of one limb with others in between.
fn number<const L: usize>() -> impl Strategy<Value = [u64; L]> {
    let made = |limbs: Vec<u64>| <[u64; L]>::try_from(limbs).unwrap();
    let run = (limb(), prop::collection::vec((any::<prop::sample::Index>(), limb()), 0..4));
    prop_oneof![
        prop::collection::vec(any::<u64>(), L).prop_map(made),
        prop::collection::vec(limb(), L).prop_map(made),
        run.prop_map(|(limb, others)| {
            let mut number = [limb; L];
            others.into_iter().for_each(|(at, other)| number[at.index(L)] = other);
            number
        }),
    ]
}

/// Odd, the highest bit set: the ends of what is possible as well, and the highest limb above anything.
fn modulus<const L: usize>() -> impl Strategy<Value = [u64; L]> {
    let with_top = |(mut number, top): ([u64; L], u64)| {
        number[0] |= 1;
        number[L - 1] = top | 1 << 63;
        number
    };
    prop_oneof![
        8 => (number(), limb()).prop_map(with_top),
        1 => Just([u64::MAX; L]),
        1 => Just(with_top(([0; L], 0))),
    ]
}

/// A number below n, the largest and the smallest more often than chance would have it.
fn below<const L: usize>(n: [u64; L]) -> impl Strategy<Value = [u64; L]> {
    let reduced = move |number: [u64; L]| Modulus::new(n).unwrap().reduced(number, false);
    let less = move |by: u64| {
        let mut number = n;
        number[0] = n[0].saturating_sub(by);
        number
    };
    prop_oneof![
        8 => number::<L>().prop_map(reduced),
        1 => (1..4u64).prop_map(less),
        1 => (0..3u64).prop_map(|small| std::array::from_fn(|at| if at == 0 { small } else { 0 })),
    ]
}

fn modulus_and_base<const L: usize>() -> impl Strategy<Value = ([u64; L], [u64; L])> {
    modulus().prop_flat_map(|n| (Just(n), below(n)))
}

fn exponent() -> impl Strategy<Value = u64> {
    prop_oneof![
        Just(3),
        Just(17),
        Just(65_537),
        (1..256u64).prop_map(|e| 2 * e + 1),
        (2..u64::MAX).prop_map(|e| e | 1)
    ]
}

/// Products as such, and the step of Montgomery's form, whose numbers may be anything below R.
fn products<const L: usize>(n: &[u64; L], x: &[u64; L], y: &[u64; L]) {
    assert_eq!(big_double(&product(x, y)), big(x) * big(y));
    assert_eq!(big_double(&square(x)), big(x) * big(x));
    let modulus = Modulus::new(*n).unwrap();
    let (n, r) = (big(n), r::<L>());
    assert_eq!(big(&modulus.product(x, y)) * &r % &n, big(x) * big(y) % &n);
    assert_eq!(big(&modulus.square(x)) * &r % &n, big(x) * big(x) % &n);
    assert_eq!(big(&modulus.reduced(*x, false)), big(x) % &n);
}

/// Into the form, and out of it by any number below R.
fn forms<const L: usize>(n: &[u64; L], x: &[u64; L], y: &[u64; L]) {
    let modulus = Modulus::new(*n).unwrap();
    let form = modulus.form(x);
    assert_eq!(big(&form), big(x) * r::<L>() % big(n));
    for place in [64 * L - 1, 64 * L, 64 * L + 127, 128 * L, 128 * L + 77] {
        assert_eq!(big(&modulus.power_of_two(place)), (BigUint::from(1u8) << place) % big(n));
    }
    let back = modulus.reduced(modulus.product(y, x), false);
    assert!(big(&back) < big(n));
    assert_eq!(big(&back) * r::<L>() % big(n), big(y) * big(x) % big(n));
}

/// By all that can raise: limb by limb; by vectors, whose instructions are done one limb after another in any machine; and
/// by what the key takes on this one.
fn powers<const L: usize, const V: usize>(n: &[u64; L], x: &[u64; L], exponent: u64) {
    let parameters = FixedMontyParams::new_vartime(Odd::new(uint(n)).unwrap());
    let form = FixedMontyForm::new(&uint(x), &parameters);
    let expected = form.pow_vartime(&Uint::<1>::from_u64(exponent)).retrieve();
    let expected = Vec::from(expected.to_be_bytes().as_ref());
    let modulus = Modulus::new(*n).unwrap();
    assert_eq!(octets(&modulus.reduced(modulus.raise(x, exponent), false)), expected);
    #[cfg(target_arch = "x86_64")]
    {
        let one_by_one = fearless_simd::Level::baseline().as_sse2().unwrap();
        let (power, is_over) = Vectors::<_, L, V>::by(one_by_one, &modulus).raise(x, exponent);
        assert_eq!(octets(&modulus.reduced(power, is_over)), expected);
    }
    let power = Power::<L, V>::new(&octets(n), exponent).unwrap();
    assert_eq!(power.encoded(&octets(x)).unwrap().as_flattened(), expected);
}

/// A machine without the instructions.
#[cfg(target_arch = "x86_64")]
impl Multiplier for fearless_simd::Sse2 {
    fn add_low(self, sums: u64x8<Self>, left: u64x8<Self>, right: u64x8<Self>) -> u64x8<Self> {
        each(self, sums, left, right, |product| product & MASK)
    }

    fn add_high(self, sums: u64x8<Self>, left: u64x8<Self>, right: u64x8<Self>) -> u64x8<Self> {
        each(self, sums, left, right, |product| product >> 52)
    }
}

#[cfg(target_arch = "x86_64")]
const MASK: u128 = (1 << 52) - 1;

/// The sum with one half of each product of 52 bits by 52.
#[cfg(target_arch = "x86_64")]
fn each<S: Simd>(
    simd: S,
    sums: u64x8<S>,
    left: u64x8<S>,
    right: u64x8<S>,
    half: fn(u128) -> u128,
) -> u64x8<S> {
    let lanes = |at| {
        let product = (u128::from(left[at]) & MASK) * (u128::from(right[at]) & MASK);
        sums[at] + u64::try_from(half(product)).unwrap()
    };
    std::array::from_fn::<_, 8, _>(lanes).simd_into(simd)
}

/// The same number, in limbs that are within their bits.
#[cfg(target_arch = "x86_64")]
fn carries<S: Multiplier>(multiplier: S, limbs: &[u64; 16]) {
    let number =
        |limbs: &[u64]| limbs.iter().rev().fold(BigUint::from(0u8), |above, &limb| (above << 52u8) + limb);
    let vectors = Vectors::<S, 8, 2>::by(multiplier, &Modulus::new([u64::MAX; 8]).unwrap());
    let sums = limbs.as_chunks::<8>().0;
    let carried = vectors.carried([sums[0].simd_into(multiplier), sums[1].simd_into(multiplier)]);
    let carried = carried.0.as_flattened();
    assert!(carried.iter().all(|&limb| u128::from(limb) <= MASK), "{carried:x?}");
    assert_eq!(number(carried), number(limbs));
}

#[cfg(target_arch = "x86_64")]
proptest! {
    /// Of full limbs a carry runs through all that are above, which products at random never show.
    #[test]
    fn limbs_carry(mut limbs in prop::array::uniform16(prop_oneof![Just((1 << 52) - 1), Just(1 << 52), any::<u64>()]), few in 1usize..16) {
        limbs[15] >>= 20;
        let full = (1 << 52) - 1;
        let running = std::array::from_fn(|at| if at == 0 { full + 1 } else if at < few { full } else { 0 });
        for limbs in [limbs, running] {
            carries(fearless_simd::Level::baseline().as_sse2().unwrap(), &limbs);
            if let Some(avx512) = fearless_simd::Level::new().as_avx512() {
                carries(avx512, &limbs);
            }
        }
    }
}

/// Of a prime just below R a power that is small, and its base is not: before it is reduced it is more by n, and runs over.
#[cfg(target_arch = "x86_64")]
#[test]
fn powers_that_run_over_are_reduced() {
    let (n, exponent) = ([u64::MAX - 158, u64::MAX], 65_537);
    let inverse = BigUint::from(exponent).modinv(&(big(&n) - 1u8)).unwrap();
    let base = BigUint::from(1000u32).modpow(&inverse, &big(&n)).to_u64_digits();
    let (base, modulus) = (base.try_into().unwrap(), Modulus::new(n).unwrap());
    let one_by_one = fearless_simd::Level::baseline().as_sse2().unwrap();
    let (power, is_over) = Vectors::<_, 2, 1>::by(one_by_one, &modulus).raise(&base, exponent);
    assert!(is_over);
    assert_eq!(modulus.reduced(power, is_over), [1000, 0]);
    powers::<2, 1>(&n, &base, exponent);
}

macro_rules! of_limbs {
    ($($name:ident: $limbs:literal, $vectors:literal, $cases:literal;)*) => {$(
        mod $name {
            use super::*;

            proptest! {
                #![proptest_config(ProptestConfig::with_cases($cases))]

                #[test]
                fn products_are_right(n in modulus(), x in number(), y in number()) {
                    products::<$limbs>(&n, &x, &y);
                }

                #[test]
                fn forms_are_right((n, x) in modulus_and_base(), y in number()) {
                    forms::<$limbs>(&n, &x, &y);
                }

                #[test]
                fn powers_are_right((n, x) in modulus_and_base(), exponent in exponent()) {
                    powers::<$limbs, $vectors>(&n, &x, exponent);
                }
            }
        }
    )*};
}

of_limbs! {
    two: 2, 1, 4096;
    four: 4, 1, 4096;
    rsa_2048: 32, 5, 256;
    rsa_3072: 48, 8, 256;
    rsa_4096: 64, 10, 256;
}

/// Two limbs, the highest bit set.
fn divisor() -> impl Strategy<Value = u128> {
    (limb(), limb()).prop_map(|(low, high)| joined([low, high | 1 << 63]))
}

fn digit() -> impl Strategy<Value = u128> {
    (limb(), limb()).prop_map(|(low, high)| joined([low, high]))
}

/// A remainder: often none, or as much as there can be.
fn rest(divisor: u128) -> impl Strategy<Value = u128> {
    prop_oneof![Just(0), Just(divisor - 1), 0..divisor]
}

/// ⌊(quotient · divisor + rest) / divisor⌋.
fn divided(divisor: u128, quotient: u128, rest: u128) {
    let [low, high] = halves(divisor);
    let modulus = Modulus::new([1, 0, low, high]).unwrap();
    let number = BigUint::from(divisor) * quotient + rest;
    let mut limbs = number.to_u64_digits();
    limbs.resize(4, 0);
    let found = modulus.quotient(joined([limbs[2], limbs[3]]), joined([limbs[0], limbs[1]]));
    assert_eq!(found, quotient, "{number:x} / {divisor:x}");
}

fn reciprocal_of(divisor: u128) {
    let expected = ((BigUint::from(1u8) << 192) - 1u8) / divisor - (1u128 << 64);
    assert_eq!(BigUint::from(reciprocal(divisor)), expected, "{divisor:x}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn quotients_are_right((divisor, rest) in divisor().prop_flat_map(|d| (Just(d), rest(d))), quotient in digit()) {
        reciprocal_of(divisor);
        divided(divisor, quotient, rest);
    }
}

/// Where the estimate is too low and the rest is then as large as the divisor; and where the reciprocal is found with no
/// rest on the way.
#[test]
fn quotients_without_a_rest() {
    divided(0x8000_0000_0000_0000_4DC8_B93B_5379_F143, 0xFFFF_FFFF_FFEF_1721, 0);
    divided(0x8020_0000_0000_0000_0000_0000_0000_0000, 0x9CCE_7E80_768F_D5FA, 0);
    let divisor: BigUint = ((BigUint::from(1u8) << 132) - 1u8) / 21u8;
    reciprocal_of(divisor.try_into().unwrap());
}

/// A quotient of 2¹²⁸ and a little does not fit, and is not needed.
#[test]
fn quotients_have_two_limbs() {
    let divisor = joined([5, 1 << 63]);
    let modulus = Modulus::new([1, 0, 5, 1 << 63]).unwrap();
    for low in [0, u128::MAX] {
        assert_eq!(modulus.quotient(divisor, low), u128::MAX);
    }
}

#[test]
fn numbers_have_their_length_and_are_below_n() {
    for (length, is_number) in [(0, false), (8, false), (15, false), (16, true), (17, false), (24, false)] {
        assert_eq!(
            from_be(&vec![1; length]).is_some_and(|number: [u64; 2]| number[0] == 0x0101_0101_0101_0101),
            is_number
        );
    }
    let n = [5, u64::MAX];
    let power = Power::<2, 1>::new(&octets(&n), 3).unwrap();
    for (number, is_below) in
        [([4, u64::MAX], true), (n, false), ([6, u64::MAX], false), ([6, u64::MAX - 1], true)]
    {
        assert_eq!(power.encoded(&octets(&number)).is_some(), is_below);
    }
}

#[test]
fn moduli_are_odd_and_full() {
    assert!(Modulus::new([1, 1 << 63]).is_some());
    assert!(Modulus::new([2, 1 << 63]).is_none());
    assert!(Modulus::new([1, u64::MAX >> 1]).is_none());
}
