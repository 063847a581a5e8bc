//! Verifying a signature: the steps of RFC 7091 6.2.

use super::curve::{Affine, Curve, Point};
use super::field::Field;
use super::multiply::{SplitTables, Tables, double_multiply};
use super::scalar::Scalar;

/// r and s, as they were received.
#[derive(Clone, Copy, Debug)]
pub(super) struct Signature<S> {
    pub(super) r: S,
    pub(super) s: S,
}

/// Whether the signature is good for a digest, little-endian as everything here, under the key Q.
pub(super) fn is_valid<C: Curve>(
    base: &SplitTables<C>,
    key: Tables<'_, C>,
    digest: &[u8],
    signature: &Signature<C::Scalar>,
) -> bool {
    let Signature { r, s } = *signature;
    let (zero, q) = (C::Scalar::ZERO, C::ORDER);
    // Step 1: 0 < r < q and 0 < s < q, or the signature is none.
    if r <= zero || r >= q || s <= zero || s >= q {
        return false;
    }
    // Steps 2 and 3: alpha is the number whose binary form is the digest, e = alpha mod q, and 1 in place of 0.
    let Some(alpha) = C::Scalar::from_le(digest) else { return false };
    let e = Some(alpha.modulo(q)).filter(|e| *e != zero).unwrap_or(C::Scalar::ONE);
    // Step 4: v = 1 / e mod q. There is one, as q is a prime and e is not zero.
    let Some(v) = e.inverse(q) else { return false };
    // Step 5: z1 = s v mod q, z2 = -r v mod q.
    let z1 = s.times(v, q);
    let z2 = r.times(v, q).negated(q);
    // Steps 6 and 7: C = z1 P + z2 Q, R = x of C mod q; good if R = r.
    let point = double_multiply(z1, base, z2, key);
    congruent::<C>(r).any(|x| point.has_x(x))
}

/// The elements of the field that are r modulo q: r, r + q, … below p. The smaller q is than p, the more there are.
fn congruent<C: Curve>(r: C::Scalar) -> impl Iterator<Item = C::Field> {
    std::iter::successors(Some(r), |x| x.plus(C::ORDER)).map_while(|x| C::Field::from_le(x.to_le().as_ref()))
}

/// Q: on the curve, and a multiple of the base point.
pub(super) fn is_public_key<C: Curve>(point: &Affine<C>) -> bool {
    point.is_on_curve() && C::is_multiple_of_base(point)
}
