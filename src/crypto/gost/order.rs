//! Which points of a curve of 4q points are multiples of the base point, without multiplying by q.
//!
//! The curve has one point of order two, T = (θ, 0). With T moved to the origin it is
//!
//! E: y² = x (x² + ax + b), where f, that root of b which is the x of points of order four: there are two, (f, ±y).
//!
//! Doubling on E leads over another curve, by two maps (isogenies) that are each two to one: φ from E to
//!
//! E′: Y² = X (X² − 2aX + a² − 4b), and φ̂ back to E, with φ̂(X, Y) = (Y² / 4X², …).
//!
//! So a point of order q, which is the double of another, is the image of a point of E′; and on E′ it is easy to see
//! which points have an odd order:
//!
//! 1. Q = (x, y), other than T, is an image if x = s² is a square. The two points above it have X = a + 2x ± 2y / s.
//!    They differ by T′ = (0, 0), and Q is of odd order if one of them is.
//! 2. E′ has three points of order two: T′ and those of X = a ± 2f. Let e be a − 2f. Whether X − e is a square is like
//!    a sign: that of a sum is the product of the signs (and the sign of T′ is that of −e). Points of odd order are
//!    doubles, so their sign is plus. It is plus for T′, too, and minus for the other two points of order two. So if it
//!    is plus for one of the two points above Q, then it is for both, and one of them is of odd order.
//! 3. X − e = 2 (x ± y / s + f), and 2 is a square, as p = 7 modulo 8.
//!
//! In the language of textbooks this is descent by an isogeny and by points of order two (Silverman, The Arithmetic of
//! Elliptic Curves, X.4.9 and X.1.4), on a curve where the two settle the matter.

use super::curve::Affine;
use super::edwards::Edwards;
use super::field::SquareRoots;

/// Whether a point of the curve is of order q.
pub(super) fn is_of_odd_order<C: Edwards<Field: SquareRoots>>(point: &Affine<C>) -> bool {
    let x = point.x - C::THETA;
    // T is refused here as well: there is no dividing by zero.
    let Some(inverse_root) = x.inverse_root() else { return false };
    // Never zero: the point of E′ with X = e lies above T.
    (x + point.y * inverse_root + C::FOUR).inverse_root().is_some()
}
