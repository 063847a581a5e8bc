//! The arithmetic under RSA against `num-bigint` and against the Montgomery form of `crypto-bigint`, on numbers at random
//! and on those of which carries are made. Of 2 and of 4 limbs, too, where chance meets every corner.

use crypto_bigint::modular::{FixedMontyForm, FixedMontyParams};
use crypto_bigint::{Odd, Uint};
use num_bigint::BigUint;
use proptest::prelude::*;

use super::super::limbs::{Double, product, square, to_be};
use super::super::montgomery::Modulus;
use super::super::power::Power;

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
    let reduced = move |number: [u64; L]| Modulus::new(n).unwrap().reduced(number);
    let less = move |by: u64| {
        let mut number = n;
        number[0] = n[0].checked_sub(by).unwrap_or(0);
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
    assert_eq!(big(&modulus.reduced(*x)), big(x) % &n);
}

/// Into the form, and out of it by any number below R.
fn forms<const L: usize>(n: &[u64; L], x: &[u64; L], y: &[u64; L]) {
    let modulus = Modulus::new(*n).unwrap();
    let form = modulus.form(x);
    assert_eq!(big(&form), big(x) * r::<L>() % big(n));
    let back = modulus.reduced(modulus.product(y, x));
    assert!(big(&back) < big(n));
    assert_eq!(big(&back) * r::<L>() % big(n), big(y) * big(x) % big(n));
}

fn powers<const L: usize>(n: &[u64; L], x: &[u64; L], exponent: u64) {
    let parameters = FixedMontyParams::new_vartime(Odd::new(uint(n)).unwrap());
    let form = FixedMontyForm::new(&uint(x), &parameters);
    let expected = form.pow_vartime(&Uint::<1>::from_u64(exponent)).retrieve();
    let power = Power::<L>::new(&octets(n), exponent).unwrap();
    let found = power.encoded(&octets(x)).unwrap();
    assert_eq!(found.as_flattened(), &*expected.to_be_bytes());
}

macro_rules! of_limbs {
    ($($name:ident: $limbs:literal, $cases:literal;)*) => {$(
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
                    powers::<$limbs>(&n, &x, exponent);
                }
            }
        }
    )*};
}

of_limbs! {
    two: 2, 4096;
    four: 4, 4096;
    rsa_2048: 32, 256;
    rsa_3072: 48, 256;
    rsa_4096: 64, 256;
}

#[test]
fn moduli_are_odd_and_full() {
    assert!(Modulus::new([1, 1 << 63]).is_some());
    assert!(Modulus::new([2, 1 << 63]).is_none());
    assert!(Modulus::new([1, u64::MAX >> 1]).is_none());
}
