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
