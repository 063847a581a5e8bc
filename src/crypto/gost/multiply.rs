//! Multiples of points: z₁P + z₂Q in one pass.
//!
//! Each factor is written with digits that are odd or zero (the non-adjacent form of some width), so that a table of odd
//! multiples serves for every digit, and the doublings are shared by all the factors. Where the tables of a
//! point stand for its multiples by 1, 2^(n/4), 2^(n/2) and 2^(3n/4), the digits of its factor are cut in four, and
//! a quarter of the doublings is enough.

use super::curve::{Affine, Curve, Point, Prepared};
use super::scalar::Scalar;

/// 1, 3, 5 … times a point.
#[derive(Clone, Debug)]
pub(super) struct OddMultiples<C: Curve> {
    width: u32,
    multiples: Vec<Prepared<C>>,
}

impl<C: Curve> OddMultiples<C> {
    /// For digits of `width` bits: 2^(width − 2) multiples. The point is of order q, so none of them is infinity.
    pub(super) fn new(point: Affine<C>, width: u32) -> Self {
        Self { width, multiples: C::Point::prepare(&odd_multiples::<C>(point.into(), width)) }
    }

    /// digit · point, for an odd digit.
    fn get(&self, digit: i16) -> Option<Prepared<C>> {
        let multiple = self.multiples.get(usize::from(digit.unsigned_abs() / 2)).copied();
        if digit < 0 { multiple.map(C::Point::negated) } else { multiple }
    }
}

fn odd_multiples<C: Curve>(first: C::Point, width: u32) -> Vec<C::Point> {
    let twice = first.double();
    let multiples = std::iter::successors(Some(first), |last| Some(last.plus_point(&twice)));
    multiples.take(1 << (width - 2)).collect()
}

/// How many tables a split point has.
const PARTS: u32 = 4;

/// Tables of a point's multiples by 2^(n/4 · i).
#[derive(Clone, Debug)]
pub(super) struct SplitTables<C: Curve> {
    parts: Vec<OddMultiples<C>>,
}

impl<C: Curve> SplitTables<C> {
    pub(super) fn new(point: Affine<C>, width: u32) -> Self {
        let next = |start: &C::Point| Some((0..part_bits::<C>()).fold(*start, |sum, _| sum.double()));
        let starts = std::iter::successors(Some(point.into()), next).take(PARTS as usize);
        let all: Vec<_> = starts.flat_map(|start| odd_multiples::<C>(start, width)).collect();
        // All at once: an inversion, where it takes one, serves the multiples of all parts.
        let multiples = C::Point::prepare(&all);
        let parts = multiples.chunks(1 << (width - 2));
        Self { parts: parts.map(|multiples| OddMultiples { width, multiples: multiples.to_vec() }).collect() }
    }
}

const fn part_bits<C: Curve>() -> u32 {
    C::Scalar::BITS / PARTS
}

/// A point as it is made ready to be multiplied.
#[derive(Clone, Copy, Debug)]
pub(super) enum Tables<'t, C: Curve> {
    Whole(&'t OddMultiples<C>),
    Split(&'t SplitTables<C>),
}

/// factor · base + other factor · other point.
pub(super) fn double_multiply<C: Curve>(
    base_factor: C::Scalar,
    base: &SplitTables<C>,
    factor: C::Scalar,
    point: Tables<'_, C>,
) -> C::Point {
    match (point, base.parts.first()) {
        // Every doubling is needed for the point, so one table of the base serves as well as four.
        (Tables::Whole(table), Some(base)) => {
            let (first, second) = (digits(base_factor, base.width), digits(factor, table.width));
            interleaved(&[(&first, base), (&second, table)])
        }
        (Tables::Split(tables), Some(first)) => {
            let width = tables.parts.first().map_or(0, |table| table.width);
            let (first, second) = (digits(base_factor, first.width), digits(factor, width));
            let terms: Vec<_> = cut(&first, base).chain(cut(&second, tables)).collect();
            interleaved(&terms)
        }
        (_, None) => C::Point::INFINITY,
    }
}

type Term<'t, C> = (&'t [i16], &'t OddMultiples<C>);

/// The digits of each part with its table. The last has one digit more, for the carry.
fn cut<'t, C: Curve>(
    digits: &'t [i16],
    tables: &'t SplitTables<C>,
) -> impl Iterator<Item = Term<'t, C>> + use<'t, C> {
    let size = part_bits::<C>() as usize;
    let last = tables.parts.len().saturating_sub(1);
    tables.parts.iter().enumerate().map(move |(part, table)| {
        let (start, end) = (part * size, if part == last { digits.len() } else { (part + 1) * size });
        (digits.get(start..end).unwrap_or_default(), table)
    })
}

/// The sum of all digits, each times its place and its point: from the highest place down, doubling once a place.
fn interleaved<C: Curve>(terms: &[Term<'_, C>]) -> C::Point {
    let places = terms.iter().map(|(digits, _)| digits.len()).max().unwrap_or(0);
    let mut sum = C::Point::INFINITY;
    for place in (0..places).rev() {
        sum = sum.double();
        for (digits, table) in terms {
            let digit = digits.get(place).filter(|digit| **digit != 0);
            if let Some(point) = digit.and_then(|digit| table.get(*digit)) {
                sum = sum.plus(&point);
            }
        }
    }
    sum
}

/// The digits of a number in non-adjacent form of a width, the lowest first: each is zero or odd and below
/// 2^(width − 1) in size, and after one that is not zero follow `width` − 1 zeros.
fn digits<S: Scalar>(number: S, width: u32) -> Vec<i16> {
    let mut digits = vec![0; S::BITS as usize + 1];
    let (mut place, mut carry) = (0, false);
    while place < S::BITS {
        if number.bit(place) == carry {
            place += 1;
            continue;
        }
        let end = (place + width).min(S::BITS);
        let window = (place..end).rev().fold(0, |sum, place| 2 * sum + i16::from(number.bit(place)));
        let value = window + i16::from(carry);
        carry = value >> (width - 1) & 1 == 1;
        let digit = if carry { value - (1 << width) } else { value };
        digits.iter_mut().skip(place as usize).take(1).for_each(|slot| *slot = digit);
        place = end;
    }
    digits.iter_mut().last().into_iter().for_each(|slot| *slot = i16::from(carry));
    digits
}
