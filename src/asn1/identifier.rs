//! OBJECT IDENTIFIER, kept as its DER contents.
//!
//! Ours, because `const-oid` refuses what real certificates may carry: a second arc of two octets (2.999) and
//! arcs over 32 bits (those made of UUIDs, 2.25). An unknown extension must not make a certificate unreadable.

use std::cmp::Ordering;
use std::fmt;

use crate::error::{Error, ErrorKind, Result};

const MALFORMED: Error = Error::new(ErrorKind::Malformed, "OBJECT IDENTIFIER");

/// Octets of the longest identifier that is taken.
const OCTETS: usize = 47;

/// An object identifier (X.660), shown in dotted form.
///
/// ```
/// use kz_eds::ObjectIdentifier;
/// let key_usage = ObjectIdentifier::parse("2.5.29.15")?;
/// assert_eq!(key_usage.to_string(), "2.5.29.15");
/// assert_eq!(key_usage.as_bytes(), [0x55, 0x1D, 0x0F]);
/// # Ok::<(), kz_eds::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ObjectIdentifier {
    /// First, as most identifiers that are compared differ in it.
    length: u8,
    /// Zeros after the octets in use; their number tells identifiers apart.
    octets: [u8; OCTETS],
}

/// Octet by octet.
impl Ord for ObjectIdentifier {
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_bytes().cmp(other.as_bytes())
    }
}

impl PartialOrd for ObjectIdentifier {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl ObjectIdentifier {
    /// From the dotted form.
    ///
    /// # Errors
    /// [`ErrorKind::Malformed`] for anything but two or more numbers, the first two within X.660's bounds.
    pub fn parse(dotted: &str) -> Result<Self> {
        // `new` is total; what it did not understand it does not give back.
        let oid = Self::new(dotted);
        if oid.to_string() == dotted { Ok(oid) } else { Err(MALFORMED) }
    }

    /// From the dotted form, for the constants of this crate, which a test reads back.
    pub(crate) const fn new(dotted: &str) -> Self {
        let mut text = dotted.as_bytes();
        let mut oid = Self { octets: [0; OCTETS], length: 0 };
        let (first, rest) = number(text);
        let (second, rest) = number(rest);
        oid.push(first.wrapping_mul(40).wrapping_add(second));
        text = rest;
        while !text.is_empty() {
            let (arc, rest) = number(text);
            oid.push(arc);
            text = rest;
        }
        oid
    }

    /// From the contents of the DER element: every arc in its shortest form, the last one complete (X.690 8.19).
    pub(crate) fn from_bytes(value: &[u8]) -> Result<Self> {
        Self::check(value)?;
        Ok(Self::from_checked(value))
    }

    /// From contents that [`ObjectIdentifier::check`] has taken.
    pub(crate) fn from_checked(value: &[u8]) -> Self {
        debug_assert!(Self::check(value).is_ok());
        let mut octets = [0; OCTETS];
        let mut length = 0;
        for (place, octet) in octets.iter_mut().zip(value) {
            *place = *octet;
            length += 1;
        }
        Self { length, octets }
    }

    /// Whether [`ObjectIdentifier::from_bytes`] takes these contents, for who compares octets and keeps none.
    pub(crate) fn check(value: &[u8]) -> Result<()> {
        let is_complete = value.last().is_some_and(|&last| last < 0x80);
        // Hardly any identifier has this octet at all.
        let is_padded = value.contains(&0x80) && has_padded_arc(value);
        if is_complete && !is_padded && value.len() <= OCTETS { Ok(()) } else { Err(MALFORMED) }
    }

    /// The contents of the DER element.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8] {
        match self.octets.split_at_checked(self.length as usize) {
            Some((octets, _)) => octets,
            None => &[],
        }
    }

    /// Whether these are its contents. Most identifiers that are compared differ in the last octet.
    pub(crate) fn is(&self, contents: &[u8]) -> bool {
        let own = self.as_bytes();
        own.last() == contents.last() && own == contents
    }

    /// Writes one arc in base 128, most significant first.
    const fn push(&mut self, arc: u64) {
        let mut groups = 1;
        while groups < 9 && arc >> (7 * groups) != 0 {
            groups += 1;
        }
        while groups > 0 {
            groups -= 1;
            let more = if groups > 0 { 0x80 } else { 0 };
            self.push_octet((arc >> (7 * groups)).to_le_bytes(), more);
        }
    }

    #[allow(clippy::indexing_slicing)] // `get_mut` is not const; the bound is in the condition
    const fn push_octet(&mut self, [low, ..]: [u8; 8], more: u8) {
        if (self.length as usize) < OCTETS {
            self.octets[self.length as usize] = low & 0x7F | more;
            self.length += 1;
        }
    }
}

/// An arc that begins with zeros: one that follows the end of another, or the beginning.
fn has_padded_arc(value: &[u8]) -> bool {
    let before = std::iter::once(&0).chain(value);
    before.zip(value).any(|(&before, &octet)| before < 0x80 && octet == 0x80)
}

/// The number before the first dot, and what follows the dot.
const fn number(mut text: &[u8]) -> (u64, &[u8]) {
    let mut number: u64 = 0;
    while let Some((&octet, rest)) = text.split_first() {
        text = rest;
        if octet == b'.' {
            break;
        }
        number = number.wrapping_mul(10).wrapping_add(octet.wrapping_sub(b'0') as u64);
    }
    (number, text)
}

/// Dotted. An arc over 128 bits, which nobody has, is shown by its low bits.
impl fmt::Display for ObjectIdentifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut arc: u128 = 0;
        let mut is_first = true;
        for &octet in self.as_bytes() {
            arc = (arc << 7) | u128::from(octet & 0x7F);
            if octet >= 0x80 {
                continue;
            }
            if is_first {
                let root = (arc / 40).min(2);
                write!(f, "{root}.{}", arc - root * 40)?;
            } else {
                write!(f, ".{arc}")?;
            }
            (arc, is_first) = (0, false);
        }
        Ok(())
    }
}

impl fmt::Debug for ObjectIdentifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ObjectIdentifier({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection::vec;
    use proptest::prelude::*;

    #[test]
    fn what_const_oid_refuses() {
        let uuid = ObjectIdentifier::from_bytes(&[
            0x69, 0x83, 0xF2, 0x8D, 0xD4, 0xA0, 0x91, 0xE0, 0xB5, 0xC0, 0x81, 0x80, 0x81, 0x80, 0x81, 0x80,
            0x80, 0x01,
        ]);
        assert!(uuid.unwrap().to_string().starts_with("2.25."));
        let example = ObjectIdentifier::from_bytes(&[0x88, 0x37, 0x01]).unwrap();
        assert_eq!(example, ObjectIdentifier::new("2.999.1"));
        assert_eq!(example.to_string(), "2.999.1");
    }

    #[test]
    fn malformed_contents_are_refused() {
        for bad in [&[][..], &[0x80, 1], &[0x2A, 0x80, 1], &[0x2A, 0x86], &[0x2A; OCTETS + 1]] {
            assert!(ObjectIdentifier::from_bytes(bad).is_err(), "{bad:?}");
        }
        assert!(ObjectIdentifier::from_bytes(&[0x2A; OCTETS]).is_ok());
    }

    #[test]
    fn dotted_forms_that_are_none() {
        for bad in [
            "",
            "1",
            "1.",
            ".1",
            "1..2",
            "1.2.",
            "3.1",
            "1.40",
            "1.2.x",
            "1.2.-3",
            "01.2",
            "1.2.18446744073709551616",
        ] {
            assert!(ObjectIdentifier::parse(bad).is_err(), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn never_panics_and_gives_back_what_it_took(dotted in "[0-9.x]{0,80}") {
            if let Ok(oid) = ObjectIdentifier::parse(&dotted) {
                prop_assert_eq!(ObjectIdentifier::from_bytes(oid.as_bytes()).unwrap(), oid);
            }
        }

        /// Whatever their lengths.
        #[test]
        fn order_is_that_of_the_octets(one in vec(0u8..3, 1..4), other in vec(0u8..3, 1..4)) {
            let [oid, other_oid] = [&one, &other].map(|octets| ObjectIdentifier::from_bytes(octets).unwrap());
            prop_assert_eq!(oid.cmp(&other_oid), one.cmp(&other));
            prop_assert_eq!(oid == other_oid, one == other);
        }

        #[test]
        fn agrees_with_const_oid(root in 0u32..3, second in 0u32..40, arcs in vec(0u32.., 1..6)) {
            let dotted = arcs.iter().fold(format!("{root}.{second}"), |text, arc| format!("{text}.{arc}"));
            let theirs = der::asn1::ObjectIdentifier::new(&dotted).unwrap();
            let ours = ObjectIdentifier::new(&dotted);
            prop_assert_eq!(ours.as_bytes(), theirs.as_bytes());
            prop_assert_eq!(ours.to_string(), dotted);
            prop_assert_eq!(ObjectIdentifier::from_bytes(theirs.as_bytes()).unwrap(), ours);
        }
    }
}
