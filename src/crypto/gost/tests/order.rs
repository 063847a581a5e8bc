//! Which points are keys, against multiplying by q.

use proptest::prelude::*;

use super::super::curve::{Affine, CoefficientA, Curve, Point as _};
use super::super::field::{Field, Field256, Field512, Residue, SquareRoots};
use super::super::jacobian::{Jacobian, to_affine};
use super::super::parameters::Tc26A256;
use super::super::samples::multiply;
use super::super::scalar::Scalar;
use super::super::verify::is_public_key;

type Point = Affine<Tc26A256>;
type Number = <Tc26A256 as Curve>::Scalar;

/// The slow way.
fn is_of_order_q(point: Point) -> bool {
    multiply(Tc26A256::ORDER, point).is_infinity()
}

/// T and the two points of order four.
pub(super) fn torsion() -> [Point; 3] {
    let theta = Residue::from_hex("0100FE73F595FF158E974B44D478D9588744FE5C192AC47EA63075DCE7A14AAA");
    let four = Point {
        x: Residue::from_hex("7F7F80C60535007538B45A5D95C39353BC5D80D1F36A9DC0ACE7C5118C2F5977"),
        y: Residue::from_hex("7E7E82520F9F015FAA1D0F18C14AB9FB35188275DA3FD94206B74F34A48E0ECD"),
    };
    [Point { x: theta, y: Field::ZERO }, four, four.negated()]
}

#[test]
fn torsion_is_of_its_orders() {
    let [two, four, other] = torsion();
    assert!(two.is_on_curve() && Jacobian::from(two).double().is_infinity());
    for point in [four, other] {
        assert!(point.is_on_curve());
        let twice = Jacobian::from(point).double();
        assert!(twice.has_x(two.x) && twice.double().is_infinity());
    }
}

/// One of each coset at least, and whatever the factor, three of four are refused.
fn cosets_of(factor: Number) {
    let multiple = multiply(factor, Tc26A256::BASE);
    let sums = torsion().map(|point| multiple.plus(&point));
    let (good, bad) = (to_affine(&[multiple])[0], to_affine(&sums));
    assert!(is_public_key(&good) && is_of_order_q(good), "{factor:?}");
    for point in bad {
        assert!(point.is_on_curve() && !is_of_order_q(point));
        assert!(!is_public_key(&point), "{factor:?}, {point:?}");
    }
}

/// Sums of small multiples of the base point, and of the last ones, with every point of order two and four.
#[test]
fn only_multiples_of_the_base_point_are_keys() {
    assert!(torsion().iter().all(|point| !is_public_key(point)));
    for factor in (1..40).map(Number::from_u64) {
        cosets_of(factor);
        cosets_of(factor.negated(Tc26A256::ORDER));
    }
}

/// A point with this x, if there is one.
fn with_x(x: Field256) -> Option<Point> {
    let CoefficientA::Other(a) = Tc26A256::A else { panic!("a curve of any a") };
    let square = x.square() * x + a * x + Tc26A256::B;
    Some(Point { x, y: square * square.inverse_root()? })
}

/// 1 / √x², which is 1 / ±x, and none for zero nor for −x²: −1 is no square.
fn roots<F: SquareRoots>(x: F) {
    let square = x.square();
    assert_eq!(square.inverse_root().is_some(), x != F::ZERO);
    assert_eq!((F::ZERO - square).inverse_root(), None);
    if let Some(inverse) = square.inverse_root() {
        assert_eq!(inverse.square() * square, F::ONE);
        assert!(inverse.inverse_root().is_some(), "the root is a square itself");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn cosets_of_any_multiple(octets: [u8; 32]) {
        cosets_of(Number::from_le(&octets).unwrap().modulo(Tc26A256::ORDER));
    }

    /// Points of any coset, with both signs.
    #[test]
    fn any_point_is_judged_as_by_multiplying(octets: [u8; 32]) {
        if let Some(point) = Field256::from_le(&octets).and_then(with_x) {
            let expected = is_of_order_q(point);
            prop_assert!(point.is_on_curve());
            prop_assert_eq!(is_public_key(&point), expected);
            prop_assert_eq!(is_public_key(&point.negated()), expected);
        }
    }

    #[test]
    fn roots_are_those_of_squares(low: [u8; 32], high: [u8; 32]) {
        [low, high].iter().filter_map(|octets| Field256::from_le(octets)).for_each(roots);
        Field512::from_le(&[low, high].concat()).into_iter().for_each(roots);
        roots(Field256::ZERO);
        roots(Field512::ZERO);
    }
}
