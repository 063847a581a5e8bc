//! The shape of nearly all entries, known by heart.
//!
//! ```text
//! 30 LL                                        SEQUENCE
//!    02 SS serial                              userCertificate
//!    17 0D YYMMDDhhmmssZ                       revocationDate
//!    30 0C 30 0A 06 03 55 1D 15 04 03 0A 01 n  reasonCode n, or nothing
//! ```
//!
//! Such an entry is checked in full and taken in a few comparisons; of any other, nothing is, and [`Entry::read`]
//! decides. What is taken here, it takes for the same: the tests hold both against each other.
//!
//! [`Entry::read`]: super::entry::Entry::read

use crate::asn1::{Reader, integer};
use crate::certificate::RevocationReason;
use crate::time;

use super::entry::Version;

/// `Extensions` with one `reasonCode` up to its number (RFC 5280 5.3.1).
const REASON_CODE: [u8; 13] = [0x30, 12, 0x30, 10, 6, 3, 0x55, 0x1D, 0x15, 4, 3, 10, 1];

/// The serial of the next entry, which is taken, if it has the shape.
#[inline]
pub(super) fn plain<'a>(list: &mut Reader<'a>, version: Version) -> Option<&'a [u8]> {
    let (&[0x30, length @ ..0x80, 2, serial_length], rest) = list.rest().split_first_chunk()? else {
        return None;
    };
    let parts = rest.get(..usize::from(length).checked_sub(2)?)?;
    let (serial, parts) = parts.split_at_checked(usize::from(serial_length))?;
    let ([0x17, 13, date @ ..], extensions) = parts.split_first_chunk::<15>()? else { return None };
    let fits = time::is_utc(date) && (extensions.is_empty() || is_reason(extensions, version));
    if !fits {
        return None;
    }
    let serial = integer(serial).ok()?;
    list.skip(2 + usize::from(length));
    Some(serial)
}

/// Only version 2 has extensions (RFC 5280 5.1.2.1).
#[inline]
fn is_reason(extensions: &[u8], version: Version) -> bool {
    let Ok(&[ref head @ .., number]) = <&[u8; 14]>::try_from(extensions) else { return false };
    version == Version::V2 && *head == REASON_CODE && RevocationReason::from_number(number).is_some()
}

#[cfg(test)]
mod tests {
    use super::super::entry::Entry;
    use super::super::testing::{GENERAL, UTC, entry, extension, tlv};
    use super::*;
    use crate::asn1::{Tag, oid};
    use crate::limits::LISTED_SERIAL_BYTES;
    use proptest::prelude::*;

    /// Whether the short way took the entry. What it takes, the long way takes for the same.
    fn compare(bytes: &[u8], version: Version) -> bool {
        let (mut short, mut long) = (Reader::new(bytes, "test"), Reader::new(bytes, "test"));
        let full = Entry::read(&mut long, version);
        match plain(&mut short, version) {
            Some(serial) => {
                assert_eq!(Ok(serial), full.map(|entry| entry.serial()), "{bytes:02x?}");
                assert_eq!(short.position(), long.position(), "{bytes:02x?}");
                true
            }
            None => {
                assert_eq!(short.position(), 0, "{bytes:02x?}");
                false
            }
        }
    }

    fn reason(number: u8) -> Vec<u8> {
        extension(&oid::REASON_CODE, false, &[10, 1, number])
    }

    #[test]
    fn the_usual_shapes_go_the_short_way() {
        for length in 1..=LISTED_SERIAL_BYTES {
            let serial = vec![1; length];
            // A longer entry has a length of two octets.
            assert_eq!(compare(&entry(&serial, &[]), Version::V1), length <= 110, "{length}");
            assert_eq!(compare(&entry(&serial, &[&reason(4)]), Version::V2), length <= 96, "{length}");
        }
        for number in 0..=u8::MAX {
            let is_one = RevocationReason::from_number(number).is_some();
            assert_eq!(compare(&entry(&[5], &[&reason(number)]), Version::V2), is_one, "{number}");
        }
    }

    #[test]
    fn every_other_shape_goes_the_long_way() {
        let others = [
            entry(&[5], &[&reason(1), &extension(&oid::INVALIDITY_DATE, false, GENERAL)]),
            entry(&[5], &[&extension(&oid::REASON_CODE, true, &[10, 1, 1])]),
            entry(&[5], &[&extension(&oid::KEY_USAGE, true, &[10, 1, 1])]),
            entry(&[], &[]),
            entry(&[0, 1], &[]),
            entry(&[0xFF, 0x80], &[]),
            tlv(0x30, &[&[2, 1, 5], GENERAL]),
            tlv(0x30, &[&[2, 1, 5], UTC, &[5, 0]]),
            tlv(0x30, &[&[2, 1, 5], b"\x17\x0d260230000000Z"]),
            vec![0x30, 2, 2, 0],
            vec![],
        ];
        for other in others {
            assert!(!compare(&other, Version::V2), "{other:02x?}");
        }
        assert!(!compare(&entry(&[5], &[&reason(1)]), Version::V1));
    }

    /// Each octet of an entry, and each pair that makes a length and what it counts, replaced by every other.
    #[test]
    fn no_octet_goes_unread() {
        for good in [entry(&[0x12, 7], &[]), entry(&[0x12, 7], &[&reason(1)])] {
            let good = [&good[..], &good].concat();
            for place in 0..good.len() / 2 {
                for octet in 0..=u8::MAX {
                    let mut bytes = good.clone();
                    bytes[place] = octet;
                    compare(&bytes, Version::V2);
                    // The serial's length, with the date where the new one says.
                    bytes[3] = octet;
                    compare(&bytes, Version::V2);
                }
            }
        }
    }

    proptest! {
        #[test]
        fn both_ways_agree(
            serial in proptest::collection::vec(any::<u8>(), 0..24),
            number in proptest::option::of(0u8..12),
            date in "[0-9]{12}Z",
            damage in proptest::option::of((any::<prop::sample::Index>(), any::<u8>())),
            version in prop::sample::select(vec![Version::V1, Version::V2]),
        ) {
            let list = number.map(|number| tlv(0x30, &[&reason(number)])).unwrap_or_default();
            let date = tlv(Tag::UTC_TIME.0, &[date.as_bytes()]);
            let mut bytes = tlv(0x30, &[&tlv(2, &[&serial]), &date, &list]);
            if let Some((place, octet)) = damage {
                let place = place.index(bytes.len());
                bytes[place] = octet;
            }
            bytes.extend([0x30, 0]);
            let short = compare(&bytes, version);
            let long = Entry::read(&mut Reader::new(&bytes, "test"), version);
            prop_assert!(short || damage.is_some() || long.is_err());
        }
    }
}
