//! DER times to [`chrono::DateTime<Utc>`] (RFC 5280 4.1.2.5). The library never asks a clock.

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};

use crate::asn1::{Reader, Tag};
use crate::error::{Error, ErrorKind, Result};

/// Reads one `Time ::= CHOICE { UTCTime, GeneralizedTime }`.
///
/// Both forms are taken for any year (UTCTime means 1950 to 2049), each in its one DER form only: seconds
/// present, `Z`, no fraction, a day that is in the calendar.
#[inline]
pub(crate) fn read(reader: &mut Reader<'_>, what: &'static str) -> Result<DateTime<Utc>> {
    let element = reader.any()?;
    parse(element.tag, element.value).ok_or_else(|| Error::new(ErrorKind::InvalidTime, what))
}

/// The value of a UTCTime or GeneralizedTime element, `None` for any other tag or form.
#[inline]
pub(crate) fn parse(tag: Tag, value: &[u8]) -> Option<DateTime<Utc>> {
    let (year, rest) = match tag {
        Tag::UTC_TIME => {
            let (digits, rest) = value.split_first_chunk::<2>()?;
            let short = two(digits)?;
            (if short < 50 { 2000 + short } else { 1900 + short }, rest)
        }
        Tag::GENERALIZED_TIME => {
            let (century, rest) = value.split_first_chunk::<2>()?;
            let (digits, rest) = rest.split_first_chunk::<2>()?;
            (two(century)? * 100 + two(digits)?, rest)
        }
        _ => return None,
    };
    let [m1, m2, d1, d2, h1, h2, n1, n2, s1, s2, b'Z'] = *rest else { return None };
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, two(&[m1, m2])?, two(&[d1, d2])?)?
        .and_hms_opt(two(&[h1, h2])?, two(&[n1, n2])?, two(&[s1, s2])?)
        .map(|time| time.and_utc())
}

/// The value of a GeneralizedTime that may have a fraction of a second, as time stamps have it: "the fraction-of-second
/// elements, if present, MUST omit all trailing 0's", and a dot is followed by digits (RFC 3161 2.4.2). To the
/// nanosecond; finer ones are refused.
pub(crate) fn parse_precise(value: &[u8]) -> Option<DateTime<Utc>> {
    let digits = value.strip_suffix(b"Z")?;
    let (whole, fraction) = digits.split_at_checked(SECOND_DIGITS)?;
    let time = parse(Tag::GENERALIZED_TIME, &[whole, b"Z"].concat())?;
    match fraction {
        [] => Some(time),
        [b'.', fraction @ ..] => time.checked_add_signed(TimeDelta::nanoseconds(nanoseconds(fraction)?)),
        _ => None,
    }
}

/// `YYYYMMDDhhmmss`.
const SECOND_DIGITS: usize = 14;

fn nanoseconds(fraction: &[u8]) -> Option<i64> {
    if !matches!(fraction.len(), 1..=9) || fraction.last() == Some(&b'0') {
        return None;
    }
    let padded = fraction.iter().copied().chain(std::iter::repeat(b'0')).take(9);
    padded
        .into_iter()
        .try_fold(0, |sum, digit| digit.is_ascii_digit().then(|| sum * 10 + i64::from(digit - b'0')))
}

/// Whether [`parse`] takes a UTCTime of these octets. Lists have half a million: all digits are looked at together.
#[inline]
pub(crate) fn is_utc(value: &[u8; 13]) -> bool {
    let [y1, y2, m1, m2, d1, d2, h1, h2, clock @ .., b'Z'] = *value else { return false };
    let [n1, n2, s1, s2] = clock;
    let date = pairs([y1, y2, m1, m2, d1, d2, h1, h2]);
    let clock = pairs([n1, n2, s1, s2, b'0', b'0', b'0', b'0']);
    let (Some([year, month, day, hour]), Some([minute, second, ..])) = (date, clock) else { return false };
    // Every fourth year of 1950 to 2049 is a leap year, 2000 too.
    let days = match month {
        2 => 28 + u64::from(year % 4 == 0),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    (1..=12).contains(&month) && (1..=days).contains(&day) && hour < 24 && minute < 60 && second < 60
}

/// The four numbers of two digits each, if all eight are digits.
#[inline]
fn pairs(digits: [u8; 8]) -> Option<[u64; 4]> {
    const EACH: u64 = 0x0101_0101_0101_0101;
    // Digits become their values. Over nine, adding six reaches the high half of the octet.
    let values = u64::from_le_bytes(digits) ^ (EACH * 0x30);
    if (values | values.wrapping_add(EACH * 6)) & (EACH * 0xF0) != 0 {
        return None;
    }
    // Ten times each value, and the next one in its place.
    let numbers = values * 10 + (values >> 8);
    Some([0, 16, 32, 48].map(|place| (numbers >> place) & 0xFF))
}

#[inline]
fn two(digits: &[u8; 2]) -> Option<u32> {
    let [high, low] = *digits;
    (high.is_ascii_digit() && low.is_ascii_digit())
        .then(|| u32::from(high - b'0') * 10 + u32::from(low - b'0'))
}

/// Tag and contents of a Time: UTCTime in the years that it has, else GeneralizedTime; to the second (RFC 5652 11.3, RFC 5280 4.1.2.5).
pub(crate) fn to_der(time: DateTime<Utc>) -> (Tag, String) {
    match time.year() {
        1950..2050 => (Tag::UTC_TIME, time.format("%y%m%d%H%M%SZ").to_string()),
        _ => (Tag::GENERALIZED_TIME, time.format("%Y%m%d%H%M%SZ").to_string()),
    }
}

/// `2026-06-01T04:00:00Z`: how times stand in reports, always UTC and to the second.
pub(crate) fn rfc3339(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utc(text: &str) -> Option<String> {
        parse(Tag::UTC_TIME, text.as_bytes()).map(rfc3339)
    }

    fn general(text: &str) -> Option<String> {
        parse(Tag::GENERALIZED_TIME, text.as_bytes()).map(rfc3339)
    }

    #[test]
    fn both_forms_for_any_year() {
        assert_eq!(utc("490101000000Z").as_deref(), Some("2049-01-01T00:00:00Z"));
        assert_eq!(utc("500101000000Z").as_deref(), Some("1950-01-01T00:00:00Z"));
        assert_eq!(general("20200229235959Z").as_deref(), Some("2020-02-29T23:59:59Z"));
        assert_eq!(general("19500101000000Z").as_deref(), Some("1950-01-01T00:00:00Z"));
    }

    fn agree(value: [u8; 13]) {
        assert_eq!(is_utc(&value), parse(Tag::UTC_TIME, &value).is_some(), "{:?}", value.escape_ascii());
    }

    #[test]
    fn the_short_way_knows_the_calendar_and_the_clock() {
        let of = |text: String| agree(text.into_bytes().try_into().unwrap());
        for year in 0..100 {
            (0..100)
                .for_each(|month| (0..40).for_each(|day| of(format!("{year:02}{month:02}{day:02}120000Z"))));
        }
        for hour in 0..100 {
            (0..100).for_each(|minute| of(format!("260101{hour:02}{minute:02}00Z")));
            of(format!("2601010000{hour:02}Z"));
        }
    }

    #[test]
    fn the_short_way_looks_at_every_octet() {
        for good in [b"260131203930Z", b"000229000000Z", b"991231235959Z"] {
            for place in 0..good.len() {
                for octet in 0..=u8::MAX {
                    let mut value = *good;
                    value[place] = octet;
                    agree(value);
                    // A carry from one octet must not make up for the next.
                    value[(place + 1) % good.len()] = octet.wrapping_add(1);
                    agree(value);
                }
            }
        }
    }

    #[test]
    fn what_is_written_is_read_back() {
        for (text, tag) in [
            ("1949-12-31T23:59:59Z", Tag::GENERALIZED_TIME),
            ("1950-01-01T00:00:00Z", Tag::UTC_TIME),
            ("2026-06-01T12:00:00Z", Tag::UTC_TIME),
            ("2049-12-31T23:59:59Z", Tag::UTC_TIME),
            ("2050-01-01T00:00:00Z", Tag::GENERALIZED_TIME),
        ] {
            let (found, digits) = to_der(text.parse().unwrap());
            assert_eq!(found, tag, "{text}");
            assert_eq!(parse(found, digits.as_bytes()).map(rfc3339).as_deref(), Some(text));
        }
    }

    #[test]
    fn fractions_are_kept() {
        let precise = |text: &str| parse_precise(text.as_bytes()).map(|time| time.to_rfc3339());
        for (text, expected) in [
            ("20260601113000Z", "2026-06-01T11:30:00+00:00"),
            ("20260601113000.5Z", "2026-06-01T11:30:00.500+00:00"),
            ("20260601113000.05Z", "2026-06-01T11:30:00.050+00:00"),
            ("20260601113000.000000001Z", "2026-06-01T11:30:00.000000001+00:00"),
            ("20260601113000.123456789Z", "2026-06-01T11:30:00.123456789+00:00"),
        ] {
            assert_eq!(precise(text).as_deref(), Some(expected), "{text}");
        }
        for bad in [
            "20260601113000.Z",
            "20260601113000.0Z",
            "20260601113000.50Z",
            "20260601113000,5Z",
            "20260601113000.5",
            "20260601113000.5+0000",
            "20260601113000.1234567891Z",
            "20260601113000.5xZ",
            "202606011130.5Z",
            "20260601113000.5.5Z",
            "20260230113000.5Z",
            "20260601113060.5Z",
            "260601113000.5Z",
            "",
        ] {
            assert_eq!(precise(bad), None, "{bad}");
        }
    }

    #[test]
    fn every_other_form_is_refused() {
        for bad in [
            "2601010000Z",
            "260101000000",
            "260101000000+0600",
            "261301000000Z",
            "260230000000Z",
            "260101240000Z",
            "260101006000Z",
            "260101000060Z",
            "260101000000z",
            "26010100000\u{660}Z",
            "",
        ] {
            assert_eq!(utc(bad), None, "{bad}");
        }
        for bad in ["20260101000000.5Z", "2026010100Z", "202601010000Z", "20260101000000", "+2260101000000Z"]
        {
            assert_eq!(general(bad), None, "{bad}");
        }
        assert_eq!(parse(Tag::INTEGER, b"260101000000Z"), None);
    }
}
