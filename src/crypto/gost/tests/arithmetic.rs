//! Fields, points and multiples against slow and obvious versions.

use crypto_bigint::{NonZero, U256, U512};
use proptest::prelude::*;

use super::super::curve::{Affine, CoefficientA, Curve, Point};
use super::super::field::{Field, Field256, Field512};
use super::super::jacobian::{Jacobian, to_affine};
use super::super::multiply::{OddMultiples, SplitTables, Tables, double_multiply};
use super::super::parameters::{CryptoProA, StandardCurve, Tc26A256, Tc26A512};
use super::super::samples::multiply;
use super::super::scalar::Scalar;
use super::super::verify::{Signature, is_valid};

/// Numbers near the ends of their range as often as others.
fn octets<const L: usize>() -> impl Strategy<Value = [u8; L]> {
    let near_end = (any::<bool>(), any::<u16>()).prop_map(|(high, low)| {
        let mut octets = if high { [0xFF; L] } else { [0; L] };
        octets[..2].copy_from_slice(&low.to_le_bytes());
        octets
    });
    prop_oneof![near_end, proptest::array::uniform(any::<u8>())]
}

fn p256() -> NonZero<U256> {
    NonZero::new(U256::MAX.wrapping_sub(&U256::from(616u64))).unwrap()
}

fn p512() -> NonZero<U512> {
    NonZero::new(U512::MAX.wrapping_sub(&U512::from(568u64))).unwrap()
}

macro_rules! field_agrees {
    ($name:ident, $length:literal, $uint:ty, $field:ty, $modulus:ident) => {
        proptest! {
            #![proptest_config(ProptestConfig::with_cases(200))]

            #[test]
            fn $name(left in octets::<$length>(), right in octets::<$length>()) {
                let p = $modulus();
                let (a, b) = (<$uint>::from_le_slice(&left), <$uint>::from_le_slice(&right));
                // Only what is below p can be read; the others come in through the back door.
                for (number, octets) in [(a, left), (b, right)] {
                    prop_assert_eq!(<$field>::from_le(&octets).is_some(), number < *p);
                }
                let (a, b) = (a.rem_vartime(&p), b.rem_vartime(&p));
                let residue = |number: $uint| <$field>::from_le(number.to_le_bytes().as_ref()).unwrap();
                let (x, y) = (residue(a), residue(b));
                prop_assert_eq!(x + y, residue(a.add_mod(&b, &p)));
                prop_assert_eq!(x - y, residue(a.sub_mod(&b, &p)));
                prop_assert_eq!(x * y, residue(a.mul_mod_vartime(&b, &p)));
                prop_assert_eq!(x.square(), residue(a.mul_mod_vartime(&a, &p)));
                prop_assert_eq!((x - y) + y, x);
                prop_assert_eq!(x.times(3), x + x + x);
                prop_assert_eq!(x.times(8), x.times(2).times(2) + x.times(4));
                prop_assert_eq!((x + y) * (x - y), x.square() - y.square());
                prop_assert_eq!(x == y, a == b);
                let one = if x == Field::ZERO { Field::ZERO } else { Field::ONE };
                prop_assert_eq!(x * x.invert(), one);
            }
        }
    };
}

field_agrees!(the_field_of_256_bits, 32, U256, Field256, p256);
field_agrees!(the_field_of_512_bits, 64, U512, Field512, p512);

/// Residues between p and 2ⁿ are the same as those below p, as results and as operands.
#[test]
fn both_forms_of_a_residue_are_one() {
    let minus_one = Field256::ZERO - Field256::ONE;
    // 2²⁵⁶ − 1 ≡ 616, and the sum below does not run over.
    let large = Field256::new_unreduced([u64::MAX; 4]);
    let small = (0..616).fold(Field256::ZERO, |sum, _| sum + Field256::ONE);
    assert_eq!(large, small);
    assert_eq!(large + large, small.times(2));
    assert_eq!(large * large, small.square());
    assert_eq!(large.square(), small.square());
    assert_eq!(large - small, Field256::ZERO);
    assert_eq!(Field256::ZERO - large, Field256::ZERO - small);
    assert_eq!(large * minus_one, Field256::ZERO - small);
    let p = Field256::new_unreduced([u64::MAX - 616, u64::MAX, u64::MAX, u64::MAX]);
    assert_eq!(p, Field256::ZERO);
    assert_eq!(p.invert(), Field256::ZERO);
}

fn same<C: Curve>(left: Jacobian<C>, right: Jacobian<C>) -> bool {
    match (left.is_infinity(), right.is_infinity()) {
        (false, false) => {
            let (left, right) = (to_affine(&[left])[0], to_affine(&[right])[0]);
            left.x == right.x && left.y == right.y
        }
        (left, right) => left == right,
    }
}

/// Whether a point, in the coordinates of its curve, is another: with either of two points added, x is the same.
pub(super) fn is_the_same<C: Curve>(point: C::Point, expected: Jacobian<C>) -> bool {
    [1000, 1001].into_iter().all(|factor: u64| {
        let factor =
            C::Scalar::from_le(&[&factor.to_le_bytes()[..], &[0; 56]].concat()[..C::OCTETS]).unwrap();
        let shift = to_affine(&[multiply(factor, C::BASE)])[0];
        let expected = to_affine(&[expected.plus(&shift)])[0];
        point.plus_point(&shift.into()).has_x(expected.x)
    })
}

fn parameters<C: StandardCurve>() {
    let base = Jacobian::from(C::BASE);
    assert!(C::BASE.is_on_curve());
    assert!(multiply(C::ORDER, C::BASE).is_infinity());
    assert!(C::ORDER.inverse(C::ORDER).is_none() && C::Scalar::ONE.inverse(C::ORDER).is_some());
    // Every special case of a sum.
    let minus = C::BASE.negated();
    assert!(base.plus(&minus).is_infinity() && base.plus_point(&minus.into()).is_infinity());
    assert!(same(base.plus(&C::BASE), base.double()));
    assert!(same(base.plus_point(&base), base.double()));
    assert!(same(Jacobian::INFINITY.plus(&C::BASE), base));
    assert!(same(Jacobian::INFINITY.plus_point(&base), base));
    assert!(same(base.plus_point(&Jacobian::INFINITY), base));
    assert!(Jacobian::<C>::INFINITY.double().is_infinity());
    assert!(!Jacobian::<C>::INFINITY.has_x(C::Field::ONE) && !Jacobian::<C>::INFINITY.has_x(C::Field::ZERO));
    let four = base.double().double();
    assert!(same(four, base.plus(&C::BASE).plus(&C::BASE).plus(&C::BASE)));
    let affine = to_affine(&[four, base, base.double()]);
    assert!(affine.iter().all(Affine::is_on_curve));
    assert!(same(affine[0].into(), four) && same(affine[1].into(), base));
}

#[test]
fn base_points_are_on_their_curves_and_of_order_q() {
    parameters::<Tc26A512>();
    parameters::<Tc26A256>();
    parameters::<CryptoProA>();
}

fn multiples<C: StandardCurve>(first: &[u8], second: &[u8]) {
    let (first, second) = (C::Scalar::from_le(first).unwrap(), C::Scalar::from_le(second).unwrap());
    let point = to_affine(&[multiply(C::Scalar::from_le(&[3; 64][..C::OCTETS]).unwrap(), C::BASE)])[0];
    let expected = multiply(first, C::BASE).plus_point(&multiply(second, point));
    let (whole, split) = (OddMultiples::new(point, 5), SplitTables::new(point, 7));
    for tables in [Tables::Whole(&whole), Tables::Split(&split)] {
        assert!(is_the_same::<C>(double_multiply(first, C::base_tables(), second, tables), expected));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    /// Also factors at and above q, of which the digits run to the very top.
    #[test]
    fn interleaved_multiples_are_the_plain_ones(first in octets::<64>(), second in octets::<64>()) {
        multiples::<Tc26A512>(&first, &second);
        multiples::<Tc26A256>(&first[..32], &second[32..]);
        multiples::<CryptoProA>(&first[32..], &second[..32]);
    }
}

/// z₁P + z₂Q may be infinity, pass through it, or meet a point that is in a table.
#[test]
fn sums_that_cancel() {
    sums_cancel::<CryptoProA>();
    sums_cancel::<Tc26A256>();
}

fn sums_cancel<C: StandardCurve<Scalar = U256>>() {
    let (one, base, infinity) = (U256::ONE, C::BASE, Jacobian::INFINITY);
    let minus_one = C::ORDER.wrapping_sub(&one);
    let (whole, split) = (OddMultiples::new(base, 5), SplitTables::new(base, 7));
    for tables in [Tables::Whole(&whole), Tables::Split(&split)] {
        let is = |first: U256, second: U256, expected: Jacobian<C>| {
            is_the_same(double_multiply(first, C::base_tables(), second, tables), expected)
        };
        assert!(is(one, minus_one, infinity) && is(minus_one, one, infinity));
        assert!(is(U256::ZERO, U256::ZERO, infinity));
        assert!(is(one, one, multiply(U256::from(2u64), base)));
        assert!(is(U256::from(15u64), U256::from(15u64), multiply(U256::from(30u64), base)));
        assert!(is(U256::ZERO, minus_one, base.negated().into()));
    }
}

/// The constants are those of RFC 7836 and RFC 4357, and p is as long as it should be.
#[test]
fn hexadecimal_constants_are_read() {
    let y = "7503CFE87A836AE3A61B8816E25450E6CE5E1C93ACF1ABC1778064FDCBEFA921\
             DF1626BE4FD036E93D75E6A50E3A41E98028FE5FC235F5B889A589CB5215F2A4";
    assert_eq!(Tc26A512::BASE.y.to_le(), U512::from_be_hex(y).to_le_bytes().as_ref());
    assert_eq!(CryptoProA::B.to_le(), U256::from(166u64).to_le_bytes().as_ref());
}

/// y² = x³ − 3x + 1, with (0, 1) as base: there a signature can be made whose r is zero. Its order does not matter.
#[derive(Clone, Copy, Debug)]
struct FromZero;

impl Curve for FromZero {
    type Field = Field256;
    type Scalar = U256;
    type Point = Jacobian<Self>;
    const A: CoefficientA<Field256> = CoefficientA::MinusThree;
    const B: Field256 = Field256::ONE;
    const BASE: Affine<Self> = Affine { x: Field256::ZERO, y: Field256::ONE };
    const ORDER: U256 = CryptoProA::ORDER;
    const OCTETS: usize = 32;

    fn is_multiple_of_base(_: &Affine<Self>) -> bool {
        true
    }
}

/// Zero is refused by its own check: the rest of the arithmetic would find these signatures good.
#[test]
fn zeros_are_refused_though_the_points_agree() {
    let base = SplitTables::new(FromZero::BASE, 5);
    let key = OddMultiples::new(to_affine(&[multiply(U256::from(7u64), FromZero::BASE)])[0], 5);
    // z1 = s / e = 1 and z2 = 0: C is the base point, of x = 0 = r.
    let e = U256::from(12_345u64);
    assert!(FromZero::BASE.is_on_curve());
    let signature = Signature { r: U256::ZERO, s: e };
    assert!(!is_valid(&base, Tables::Whole(&key), e.to_le_bytes().as_ref(), &signature));

    // z1 = 0 and z2 = -r / e = 1: C is the key, of x = r.
    let point = to_affine(&[multiply(U256::from(7u64), CryptoProA::BASE)])[0];
    let key = OddMultiples::new(point, 5);
    let r = U256::from_le_slice(&point.x.to_le()).modulo(CryptoProA::ORDER);
    let e = r.negated(CryptoProA::ORDER);
    let signature = Signature { r, s: U256::ZERO };
    assert!(!is_valid(CryptoProA::base_tables(), Tables::Whole(&key), e.to_le_bytes().as_ref(), &signature));
}
