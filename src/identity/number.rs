//! The two national numbers. They look alike, twelve digits each, and are never compared with one another
//! (ID-1…5): that there is no `==` between [`Iin`] and [`Bin`] is the point of having two types.

use std::fmt;

use chrono::NaiveDate;

use crate::error::{Error, ErrorKind, Result};
use crate::finding::Reason;

/// Exactly twelve ASCII digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Digits([u8; 12]);

impl Digits {
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let digits = <[u8; 12]>::try_from(bytes).ok()?;
        digits.iter().all(u8::is_ascii_digit).then_some(Self(digits))
    }

    fn as_str(&self) -> &str {
        // Digits are UTF-8, so this is never the default.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    fn values(&self) -> [u32; 12] {
        self.0.map(|digit| u32::from(digit - b'0'))
    }

    /// Whether the last digit is the one that the other eleven ask for (decree 406 of 22 May 2007).
    fn check_digit_holds(&self) -> bool {
        const FIRST: [u32; 11] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
        const SECOND: [u32; 11] = [3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2];

        let digits = self.values();
        let sum = |weights: [u32; 11]| digits.iter().zip(weights).map(|(d, w)| d * w).sum::<u32>() % 11;
        let expected = match sum(FIRST) {
            10 => sum(SECOND),
            digit => digit,
        };
        // When the second row gives 10 as well, no digit is equal to it: such a number is never issued.
        let [.., last] = digits;
        last == expected
    }
}

macro_rules! number {
    ($(#[$doc:meta])* $name:ident, $what:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Digits);

        impl $name {
            /// Reads exactly twelve ASCII digits; no spaces, no prefix, no other script's digits (ID-5, ID-6).
            ///
            /// # Errors
            /// [`ErrorKind::IdentityNumber`] for anything else. The error does not repeat the text.
            pub fn parse(text: &str) -> Result<Self> {
                let digits = Digits::read(text.as_bytes());
                digits.map(Self).ok_or(Error::new(ErrorKind::IdentityNumber, $what))
            }

            pub(super) const fn from_digits(digits: Digits) -> Self {
                Self(digits)
            }

            /// The twelve digits. Personal data: there is no `Display`, so that it is shown only on purpose.
            pub fn as_str(&self) -> &str {
                self.0.as_str()
            }

            /// What is odd about a well-formed number: [`Reason::NumberCheckDigit`], [`Reason::NumberDate`].
            ///
            /// Told, never judged (ID-6): test numbers of the national authority fail both.
            pub fn findings(&self) -> impl Iterator<Item = Reason> + use<> {
                let check_digit = (!self.0.check_digit_holds()).then_some(Reason::NumberCheckDigit);
                let date = (!self.date_is_possible()).then_some(Reason::NumberDate);
                check_digit.into_iter().chain(date)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    };
}

number! {
    /// Individual identification number (ЖСН, ИИН) of a natural person.
    ///
    /// ```
    /// use kz_eds::{Iin, Reason};
    ///
    /// let iin = Iin::parse("123456789011")?;
    /// assert_eq!(iin.as_str(), "123456789011");
    /// assert_eq!(format!("{iin:?}"), "Iin(…)");
    /// assert!(iin.findings().eq([Reason::NumberCheckDigit, Reason::NumberDate]), "a test number");
    /// assert!(Iin::parse("IIN123456789011").is_err());
    /// # Ok::<(), kz_eds::Error>(())
    /// ```
    Iin, "IIN"
}

number! {
    /// Business identification number (БСН, БИН) of a legal entity, its branch, or a joint enterprise. A branch's
    /// number is its own (ID-5).
    ///
    /// ```
    /// use kz_eds::Bin;
    ///
    /// let bin = Bin::parse("930540000147")?;
    /// assert_eq!(bin.findings().count(), 0);
    /// assert_eq!(format!("{bin:?}"), "Bin(…)");
    /// # Ok::<(), kz_eds::Error>(())
    /// ```
    ///
    /// It is not comparable with an [`Iin`](crate::Iin), whatever the digits:
    /// ```compile_fail,E0308
    /// # use kz_eds::{Bin, Iin};
    /// let equal = Bin::parse("930540000147").unwrap() == Iin::parse("930540000147").unwrap();
    /// ```
    Bin, "BIN"
}

impl Iin {
    /// `YYMMDD`, then a digit for century and sex: 1, 2 for the 1800s, 3, 4 for the 1900s, 5, 6 for the 2000s.
    fn date_is_possible(&self) -> bool {
        let [y1, y2, m1, m2, d1, d2, century, ..] = self.0.values();
        let century = match century {
            1 | 2 => 1800,
            3 | 4 => 1900,
            5 | 6 => 2000,
            _ => return false,
        };
        i32::try_from(century + y1 * 10 + y2)
            .is_ok_and(|year| NaiveDate::from_ymd_opt(year, m1 * 10 + m2, d1 * 10 + d2).is_some())
    }
}

impl Bin {
    /// `YYMM` of registration, then the kind of entity (4 resident, 5 non-resident, 6 joint enterprise) and of
    /// division (0 head, 1 branch, 2 representation, 3 farm).
    fn date_is_possible(&self) -> bool {
        let [_, _, m1, m2, entity, division, ..] = self.0.values();
        matches!(m1 * 10 + m2, 1..=12) && matches!(entity, 4..=6) && matches!(division, 0..=3)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn iin(text: &str) -> Vec<Reason> {
        Iin::parse(text).unwrap().findings().collect()
    }

    fn bin(text: &str) -> Vec<Reason> {
        Bin::parse(text).unwrap().findings().collect()
    }

    #[test]
    fn exactly_twelve_ascii_digits() {
        for bad in [
            "",
            "12345678901",
            "1234567890123",
            " 123456789011",
            "123456789011 ",
            "12345678901\0",
            "12345678901a",
            "-12345678901",
            "IIN123456789011",
            "123456 789011",
            "\u{661}23456789011",
            "\u{661}\u{662}\u{663}\u{664}\u{665}\u{666}",
            "１２３４",
        ] {
            let errors = [Iin::parse(bad).map(drop), Bin::parse(bad).map(drop)];
            assert!(
                errors.iter().all(|e| e.is_err_and(|e| e.kind() == ErrorKind::IdentityNumber)),
                "{bad:?}"
            );
        }
        assert_eq!(Bin::parse("000000000000").unwrap().as_str(), "000000000000");
    }

    #[test]
    fn known_numbers() {
        for second_row in ["930540000147", "191240019852"] {
            assert_eq!(bin(second_row), [], "{second_row}");
        }
        assert_eq!(bin("191140008797"), [Reason::NumberCheckDigit]);
        assert_eq!(bin("123456789021"), [Reason::NumberCheckDigit, Reason::NumberDate]);
        for of_the_sdk in ["123456789011", "123456789012"] {
            assert_eq!(iin(of_the_sdk), [Reason::NumberCheckDigit, Reason::NumberDate]);
        }
        assert!(iin("940229400158").contains(&Reason::NumberDate), "29 February 1994");
        assert_eq!(iin("000000000000"), [Reason::NumberDate]);
    }

    #[test]
    fn a_number_is_never_issued_when_both_rows_give_ten() {
        for last in 0..10 {
            assert_eq!(bin(&format!("99054000024{last}")), [Reason::NumberCheckDigit]);
        }
    }

    #[test]
    fn dates_of_iins() {
        let possible = |start: &str| !iin(&format!("{start}00000")).contains(&Reason::NumberDate);
        assert!(possible("0002295") && possible("0002296"), "2000 was a leap year");
        assert!(!possible("0002293") && !possible("0002291"), "1900 and 1800 were not");
        assert!(possible("9912311") && possible("9912314"));
        for bad in ["9913013", "9900013", "9901003", "9901323", "9904313", "9901010", "9901017", "9901019"] {
            assert!(!possible(bad), "{bad}");
        }
    }

    #[test]
    fn registration_parts_of_bins() {
        let possible = |start: &str| !bin(&format!("{start}000000")).contains(&Reason::NumberDate);
        for good in ["990140", "991243", "000151", "000162"] {
            assert!(possible(good), "{good}");
        }
        for bad in ["990040", "991340", "990130", "990170", "990144"] {
            assert!(!possible(bad), "{bad}");
        }
    }

    #[test]
    fn debug_and_errors_show_no_digits() {
        let shown = format!(
            "{:?} {:?} {:?}",
            Iin::parse("123456789011"),
            Bin::parse("123456789021"),
            Iin::parse("1234567890").unwrap_err()
        );
        assert!(!shown.contains(|character: char| character.is_ascii_digit()), "{shown}");
    }

    proptest! {
        /// At most one of the ten last digits is right.
        #[test]
        fn one_check_digit_at_most(start in "[0-9]{11}") {
            let right = (0..10)
                .filter(|last| !iin(&format!("{start}{last}")).contains(&Reason::NumberCheckDigit))
                .count();
            prop_assert!(right <= 1);
        }

        #[test]
        fn any_text(text in ".{0,16}") {
            let plain = text.chars().count() == 12 && text.chars().all(|c| c.is_ascii_digit());
            prop_assert_eq!(Iin::parse(&text).is_ok(), plain);
            prop_assert_eq!(Bin::parse(&text).is_ok(), plain);
        }
    }
}
