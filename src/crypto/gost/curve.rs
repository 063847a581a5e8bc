//! Curves in the form y² = x³ + ax + b (RFC 7091 5.1), and what there is to do with their points.

use std::fmt::Debug;

use super::field::Field;
use super::scalar::Scalar;

/// The coefficient a: most curves have p − 3, which saves work.
#[derive(Clone, Copy, Debug)]
pub(super) enum CoefficientA<F> {
    MinusThree,
    Other(F),
}

/// The parameters of the scheme (RFC 7091 5.2).
pub(super) trait Curve: Copy + Debug + Send + Sync + 'static {
    type Field: Field;
    type Scalar: Scalar;
    /// The coordinates in which points are added.
    type Point: Point<Self>;
    const A: CoefficientA<Self::Field>;
    const B: Self::Field;
    /// P, the base point.
    const BASE: Affine<Self>;
    /// q, the order of P: a prime.
    const ORDER: Self::Scalar;
    /// Octets of a coordinate, and of each half of a signature.
    const OCTETS: usize;

    /// Whether a point of the curve is a multiple of P. All are, where the curve has q points.
    fn is_multiple_of_base(point: &Affine<Self>) -> bool;
}

/// A point by its coordinates. The point at infinity has none.
#[derive(Clone, Copy, Debug)]
pub(super) struct Affine<C: Curve> {
    pub(super) x: C::Field,
    pub(super) y: C::Field,
}

impl<C: Curve> Affine<C> {
    pub(super) fn is_on_curve(&self) -> bool {
        let ax = match C::A {
            CoefficientA::MinusThree => C::Field::ZERO - self.x.times(3),
            CoefficientA::Other(a) => a * self.x,
        };
        self.y.square() == self.x.square() * self.x + ax + C::B
    }

    pub(super) fn negated(self) -> Self {
        Self { y: C::Field::ZERO - self.y, ..self }
    }
}

/// A point in coordinates of which sums need no division. Infinity has them, too.
pub(super) trait Point<C: Curve>: Copy + Debug + Send + Sync + From<Affine<C>> {
    /// A point of a table: in a form that is easy to add.
    type Prepared: Copy + Debug + Send + Sync;
    const INFINITY: Self;

    fn double(&self) -> Self;
    fn plus(&self, other: &Self::Prepared) -> Self;
    fn plus_point(&self, other: &Self) -> Self;
    /// For a table; none of the points is infinity.
    fn prepare(points: &[Self]) -> Vec<Self::Prepared>;
    fn negated(point: Self::Prepared) -> Self::Prepared;

    /// Whether x of this point, on the curve in its first form, is a number. Never, at infinity.
    fn has_x(&self, x: C::Field) -> bool;
}

/// The form in which tables of a curve have their points.
pub(super) type Prepared<C> = <<C as Curve>::Point as Point<C>>::Prepared;
