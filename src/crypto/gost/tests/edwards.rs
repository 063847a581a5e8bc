//! The Edwards form of the curve of paramSetA, 256 bits, against Jacobian coordinates.

use proptest::prelude::*;

use super::super::curve::{Affine, Curve, Point};
use super::super::edwards::{Edwards, Extended};
use super::super::field::{Field, SquareRoots};
use super::super::jacobian::{Jacobian, to_affine};
use super::super::parameters::Tc26A256;
use super::super::samples::multiply;
use super::super::scalar::Scalar;
use super::arithmetic::is_the_same;
use super::order::torsion;

type Number = <Tc26A256 as Curve>::Scalar;
type Form = Extended<Tc26A256>;

/// As RFC 7836 A.2 has them. That d is not a square is what makes the formulas complete.
#[test]
fn constants_are_those_of_the_form() {
    let one = <Tc26A256 as Curve>::Field::ONE;
    assert!(Tc26A256::D.inverse_root().is_none());
    assert_eq!(Tc26A256::THETA.times(6), one + Tc26A256::D);
    assert_eq!(Tc26A256::FOUR.times(4), one - Tc26A256::D);
}

fn double_and_sum(left: Affine<Tc26A256>, right: Affine<Tc26A256>) {
    let (form, jacobian) = (Form::from(left), Jacobian::from(left));
    let prepared = Form::prepare(&[right.into()])[0];
    assert!(is_the_same(form.double(), jacobian.double()));
    assert!(is_the_same(form.plus_point(&form), jacobian.double()));
    assert!(is_the_same(form.plus(&prepared), jacobian.plus(&right)));
    assert!(is_the_same(form.double().plus(&prepared), jacobian.double().plus(&right)));
    assert!(is_the_same(form.plus(&Form::negated(prepared)), jacobian.plus(&right.negated())));
}

/// Every special case of other formulas: a point and itself, its negative, infinity, points of small order.
#[test]
fn no_sum_is_special() {
    let base = Tc26A256::BASE;
    let [_, four, other] = torsion();
    let sums = torsion().map(|point| Jacobian::from(base).plus(&point));
    let mut points = to_affine(&sums);
    points.extend([base, base.negated(), four, other]);
    for left in &points {
        points.iter().for_each(|right| double_and_sum(*left, *right));
    }
    let (infinity, none) = (Form::INFINITY, Jacobian::<Tc26A256>::INFINITY);
    assert!(is_the_same(infinity, none) && is_the_same(infinity.double(), none));
    assert!(is_the_same(infinity.plus_point(&base.into()), base.into()));
    assert!(is_the_same(Form::from(base).plus_point(&infinity), base.into()));
    for x in [Field::ZERO, Field::ONE, Tc26A256::THETA, base.x] {
        assert!(!infinity.has_x(x));
    }
    assert!(Form::from(base).has_x(base.x) && !Form::from(base).has_x(four.x));
    // The point of order two has no such form: it and every sum with it become zeros, which have no x.
    let [two, ..] = torsion().map(Form::from);
    for sum in [two, two.double(), Form::from(base).plus_point(&two)] {
        assert!(!sum.has_x(Tc26A256::THETA) && !sum.has_x(base.x));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn doubles_and_sums_are_those_of_jacobian_coordinates(left: [u8; 32], right: [u8; 32]) {
        let [left, right] = [left, right].map(|factor| {
            let factor = Number::from_le(&factor).unwrap().modulo(Tc26A256::ORDER);
            to_affine(&[multiply(factor, Tc26A256::BASE)])[0]
        });
        double_and_sum(left, right);
        prop_assert!(Form::from(left).has_x(left.x));
    }
}
