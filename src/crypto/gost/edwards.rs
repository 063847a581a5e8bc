//! Points of the curve of paramSetA, 256 bits, in Edwards form: u² + v² = 1 + du²v² (RFC 7836 A.2).
//!
//! There u = (x − θ) / y and v = (x − θ − f) / (x − θ + f). Infinity is (0, 1), as good a point as any. And since d is
//! not a square, one formula is right for every sum, a point and itself included (Bernstein and Lange, Faster addition
//! and doubling on elliptic curves, section 3).
//!
//! The coordinates are projective with a fourth (Hisil, Wong, Carter and Dawson, Twisted Edwards curves revisited):
//! (X, Y, Z) is (X / Z, Y / Z), and T = XY / Z. Only sums ask for T, so it is kept as its two factors. Doubling takes
//! 3 products and 4 squares, where Jacobian coordinates take 2 and 8; and a table needs no inversion.

use super::curve::{Affine, Curve, Point};
use super::field::Field;

/// A curve that has this form.
pub(super) trait Edwards: Curve {
    const D: Self::Field;
    /// θ = (1 + d) / 6, the x of the point of order two: `t` of RFC 7836.
    const THETA: Self::Field;
    /// f = (1 − d) / 4, the x of the two points of order four, less θ: `s` of RFC 7836.
    const FOUR: Self::Field;
}

/// (X, Y, Z), with the factors of T.
#[derive(Clone, Copy, Debug)]
pub(super) struct Extended<C: Edwards> {
    x: C::Field,
    y: C::Field,
    z: C::Field,
    t: (C::Field, C::Field),
}

/// (X, Y, Z) and dT.
#[derive(Clone, Copy, Debug)]
pub(super) struct Summand<C: Edwards> {
    x: C::Field,
    y: C::Field,
    z: C::Field,
    dt: C::Field,
}

impl<C: Edwards> From<Affine<C>> for Extended<C> {
    /// For all points but that of order two, which is no key: there y is zero.
    fn from(point: Affine<C>) -> Self {
        let x = point.x - C::THETA;
        let (below, above) = (x - C::FOUR, x + C::FOUR);
        Self { x: x * above, y: point.y * below, z: point.y * above, t: (x, below) }
    }
}

impl<C: Edwards> Extended<C> {
    /// The end of every sum, where u = E / G and v = H / F.
    fn completed(e: C::Field, f: C::Field, g: C::Field, h: C::Field) -> Self {
        Self { x: e * f, y: g * h, z: f * g, t: (e, h) }
    }

    fn prepared(&self) -> Summand<C> {
        let Self { x, y, z, t } = *self;
        Summand { x, y, z, dt: t.0 * t.1 * C::D }
    }
}

impl<C: Edwards> Point<C> for Extended<C> {
    type Prepared = Summand<C>;
    const INFINITY: Self =
        Self { x: C::Field::ZERO, y: C::Field::ONE, z: C::Field::ONE, t: (C::Field::ZERO, C::Field::ONE) };

    /// `dbl-2008-hwcd`.
    fn double(&self) -> Self {
        let (a, b) = (self.x.square(), self.y.square());
        let g = a + b;
        let e = (self.x + self.y).square() - g;
        Self::completed(e, g - self.z.square().times(2), g, a - b)
    }

    /// `add-2008-hwcd`.
    fn plus(&self, other: &Summand<C>) -> Self {
        let (a, b) = (self.x * other.x, self.y * other.y);
        let c = self.t.0 * self.t.1 * other.dt;
        let d = self.z * other.z;
        let e = (self.x + self.y) * (other.x + other.y) - a - b;
        Self::completed(e, d - c, d + c, b - a)
    }

    fn plus_point(&self, other: &Self) -> Self {
        self.plus(&other.prepared())
    }

    fn prepare(points: &[Self]) -> Vec<Summand<C>> {
        points.iter().map(Self::prepared).collect()
    }

    fn negated(point: Summand<C>) -> Summand<C> {
        Summand { x: C::Field::ZERO - point.x, dt: C::Field::ZERO - point.dt, ..point }
    }

    /// x − θ = f (1 + v) / (1 − v). Zeros alone, which are no point, would have every x.
    fn has_x(&self, x: C::Field) -> bool {
        self.z != C::Field::ZERO && (x - C::THETA) * (self.z - self.y) == C::FOUR * (self.z + self.y)
    }
}
