//! Points in Jacobian coordinates, where (X, Y, Z) is the point (X / Z², Y / Z³): for curves of every kind.
//!
//! The formulas are the usual ones, named as in the Explicit-Formulas Database; every special case that they leave out
//! is told apart first.

use super::curve::{Affine, CoefficientA, Curve, Point};
use super::field::Field;

/// A point in Jacobian coordinates; infinity where Z is zero.
#[derive(Clone, Copy, Debug)]
pub(super) struct Jacobian<C: Curve> {
    pub(super) x: C::Field,
    pub(super) y: C::Field,
    pub(super) z: C::Field,
}

impl<C: Curve> From<Affine<C>> for Jacobian<C> {
    fn from(point: Affine<C>) -> Self {
        Self { x: point.x, y: point.y, z: C::Field::ONE }
    }
}

impl<C: Curve> Jacobian<C> {
    pub(super) fn is_infinity(&self) -> bool {
        self.z == C::Field::ZERO
    }

    /// `dbl-2001-b`: a = −3.
    fn double_minus_three(&self) -> Self {
        let Self { x, y, z } = *self;
        let delta = z.square();
        let gamma = y.square();
        let beta = x * gamma;
        let alpha = ((x - delta) * (x + delta)).times(3);
        let beta4 = beta.times(4);
        let x3 = alpha.square() - beta4.times(2);
        let z3 = (y + z).square() - gamma - delta;
        let y3 = alpha * (beta4 - x3) - gamma.square().times(8);
        Self { x: x3, y: y3, z: z3 }
    }

    /// `dbl-2007-bl`: any a.
    fn double_any(&self, a: C::Field) -> Self {
        let Self { x, y, z } = *self;
        let (xx, yy, zz) = (x.square(), y.square(), z.square());
        let yyyy = yy.square();
        let s = ((x + yy).square() - xx - yyyy).times(2);
        let m = xx.times(3) + a * zz.square();
        let x3 = m.square() - s.times(2);
        let y3 = m * (s - x3) - yyyy.times(8);
        let z3 = (y + z).square() - yy - zz;
        Self { x: x3, y: y3, z: z3 }
    }
}

impl<C: Curve> Point<C> for Jacobian<C> {
    type Prepared = Affine<C>;
    const INFINITY: Self = Self { x: C::Field::ONE, y: C::Field::ONE, z: C::Field::ZERO };

    /// Right at infinity, too, and for points of order two, whose y is zero.
    fn double(&self) -> Self {
        match C::A {
            CoefficientA::MinusThree => self.double_minus_three(),
            CoefficientA::Other(a) => self.double_any(a),
        }
    }

    /// `madd-2007-bl`.
    fn plus(&self, other: &Affine<C>) -> Self {
        if self.is_infinity() {
            return (*other).into();
        }
        let zz = self.z.square();
        let h = other.x * zz - self.x;
        let r = (other.y * self.z * zz - self.y).times(2);
        if h == C::Field::ZERO {
            return if r == C::Field::ZERO { self.double() } else { Self::INFINITY };
        }
        let hh = h.square();
        let i = hh.times(4);
        let j = h * i;
        let v = self.x * i;
        let x = r.square() - j - v.times(2);
        let y = r * (v - x) - (self.y * j).times(2);
        let z = (self.z + h).square() - zz - hh;
        Self { x, y, z }
    }

    /// `add-2007-bl`.
    fn plus_point(&self, other: &Self) -> Self {
        if self.is_infinity() {
            return *other;
        }
        if other.is_infinity() {
            return *self;
        }
        let (z1z1, z2z2) = (self.z.square(), other.z.square());
        let (u1, s1) = (self.x * z2z2, self.y * other.z * z2z2);
        let h = other.x * z1z1 - u1;
        let r = (other.y * self.z * z1z1 - s1).times(2);
        if h == C::Field::ZERO {
            return if r == C::Field::ZERO { self.double() } else { Self::INFINITY };
        }
        let i = h.times(2).square();
        let j = h * i;
        let v = u1 * i;
        let x = r.square() - j - v.times(2);
        let y = r * (v - x) - (s1 * j).times(2);
        let z = ((self.z + other.z).square() - z1z1 - z2z2) * h;
        Self { x, y, z }
    }

    fn prepare(points: &[Self]) -> Vec<Affine<C>> {
        to_affine(points)
    }

    fn negated(point: Affine<C>) -> Affine<C> {
        point.negated()
    }

    fn has_x(&self, x: C::Field) -> bool {
        !self.is_infinity() && x * self.z.square() == self.x
    }
}

/// The coordinates of points that are not at infinity, with one inversion for all: from the product of all Z, each
/// 1 / Z is had by multiplying the others out again.
pub(super) fn to_affine<C: Curve>(points: &[Jacobian<C>]) -> Vec<Affine<C>> {
    let before: Vec<C::Field> = points
        .iter()
        .scan(C::Field::ONE, |product, point| Some(std::mem::replace(product, *product * point.z)))
        .collect();
    let whole = points.iter().fold(C::Field::ONE, |product, point| product * point.z);
    let mut inverse = whole.invert();
    let mut affine: Vec<_> = points
        .iter()
        .zip(before)
        .rev()
        .map(|(point, before)| {
            let z = inverse * before;
            inverse = inverse * point.z;
            let zz = z.square();
            Affine { x: point.x * zz, y: point.y * zz * z }
        })
        .collect();
    affine.reverse();
    affine
}
