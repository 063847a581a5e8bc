//! Why a certificate was revoked (RFC 5280 5.3.1), and sets of such reasons (4.2.1.13).

use crate::asn1::bit_string;
use crate::error::{Error, ErrorKind, Result};

/// `CRLReason`, the reason of one revocation (RFC 5280 5.3.1).
///
/// ```
/// use kz_eds::RevocationReason;
/// assert_eq!(RevocationReason::KeyCompromise.code(), "keyCompromise");
/// assert!(RevocationReason::CertificateHold.is_hold());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum RevocationReason {
    /// No reason given (0).
    Unspecified,
    /// The holder's key is in other hands (1).
    KeyCompromise,
    /// The key of the CA is in other hands (2).
    CaCompromise,
    /// The holder's name or affiliation changed (3).
    AffiliationChanged,
    /// Another certificate took its place (4).
    Superseded,
    /// No longer needed (5).
    CessationOfOperation,
    /// On hold: may come back (6).
    CertificateHold,
    /// Back from hold; only in delta lists (8).
    RemoveFromCrl,
    /// A privilege in the certificate was withdrawn (9).
    PrivilegeWithdrawn,
    /// The key of the attribute authority is in other hands (10).
    AaCompromise,
}

impl RevocationReason {
    /// The reason with this number; 7 is not used, above 10 there are none.
    pub(crate) const fn from_number(number: u8) -> Option<Self> {
        Some(match number {
            0 => Self::Unspecified,
            1 => Self::KeyCompromise,
            2 => Self::CaCompromise,
            3 => Self::AffiliationChanged,
            4 => Self::Superseded,
            5 => Self::CessationOfOperation,
            6 => Self::CertificateHold,
            8 => Self::RemoveFromCrl,
            9 => Self::PrivilegeWithdrawn,
            10 => Self::AaCompromise,
            _ => return None,
        })
    }

    /// The name that RFC 5280 gives it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Unspecified => "unspecified",
            Self::KeyCompromise => "keyCompromise",
            Self::CaCompromise => "cACompromise",
            Self::AffiliationChanged => "affiliationChanged",
            Self::Superseded => "superseded",
            Self::CessationOfOperation => "cessationOfOperation",
            Self::CertificateHold => "certificateHold",
            Self::RemoveFromCrl => "removeFromCRL",
            Self::PrivilegeWithdrawn => "privilegeWithdrawn",
            Self::AaCompromise => "aACompromise",
        }
    }

    /// Reasons after which the key was the holder's until the revocation: what was signed and proven before stays good
    /// (order 500 and the practice of the national authority). Every other reason, or none, speaks against the time
    /// before as well (threat 26).
    pub const BENIGN: [Self; 4] =
        [Self::AffiliationChanged, Self::Superseded, Self::CessationOfOperation, Self::PrivilegeWithdrawn];

    /// Whether this is `certificateHold`, the one reason that can be taken back.
    #[must_use]
    pub const fn is_hold(self) -> bool {
        matches!(self, Self::CertificateHold)
    }
}

/// `ReasonFlags`, the reasons that a list covers (RFC 5280 4.2.1.13, 6.3.2 (c)).
///
/// ```
/// use kz_eds::{ReasonFlags, RevocationReason};
/// assert!(ReasonFlags::ALL.contains(RevocationReason::Superseded));
/// assert!(!ReasonFlags::NONE.contains(RevocationReason::Superseded));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct ReasonFlags(u16);

impl ReasonFlags {
    /// No reason.
    pub const NONE: Self = Self(0);
    /// All reasons that have a flag: the special value `all-reasons` of RFC 5280 6.3.2 (c).
    pub const ALL: Self = Self(0b1_1111_1110);

    /// Those of the named bits 1 to 8 that `set` says are set; bit 0 is unused and later ones are unknown.
    pub(crate) fn from_bits(set: impl Fn(usize) -> bool) -> Self {
        (1..9).filter(|&bit| set(bit)).fold(Self::NONE, |flags, bit| Self(flags.0 | 1 << bit))
    }

    /// Whether the reason is among these. `unspecified` and `removeFromCRL` have no flag (RFC 5280 4.2.1.13).
    #[must_use]
    pub const fn contains(self, reason: RevocationReason) -> bool {
        let bit = match reason {
            RevocationReason::Unspecified | RevocationReason::RemoveFromCrl => return false,
            RevocationReason::KeyCompromise => 1,
            RevocationReason::CaCompromise => 2,
            RevocationReason::AffiliationChanged => 3,
            RevocationReason::Superseded => 4,
            RevocationReason::CessationOfOperation => 5,
            RevocationReason::CertificateHold => 6,
            RevocationReason::PrivilegeWithdrawn => 7,
            RevocationReason::AaCompromise => 8,
        };
        self.0 & (1 << bit) != 0
    }

    /// The reasons in either set.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The reasons in both sets.
    #[must_use]
    pub const fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Whether no reason is in the set.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// The value of a `ReasonFlags` BIT STRING: at least one, and no zero bits at the end (X.690 11.2.2).
pub(crate) fn reason_flags(value: &[u8]) -> Result<ReasonFlags> {
    let bits = bit_string(value)?;
    match bits.octets.last() {
        Some(last) if last.trailing_zeros() == u32::from(bits.unused) => {
            Ok(ReasonFlags::from_bits(|number| bits.bit(number)))
        }
        _ => Err(Error::new(ErrorKind::Malformed, "ReasonFlags")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_rfc_5280() {
        let names: Vec<_> =
            (0..12).map(|number| RevocationReason::from_number(number).map(RevocationReason::code)).collect();
        assert_eq!(
            names,
            [
                Some("unspecified"),
                Some("keyCompromise"),
                Some("cACompromise"),
                Some("affiliationChanged"),
                Some("superseded"),
                Some("cessationOfOperation"),
                Some("certificateHold"),
                None,
                Some("removeFromCRL"),
                Some("privilegeWithdrawn"),
                Some("aACompromise"),
                None,
            ]
        );
        assert_eq!(RevocationReason::from_number(255), None);
    }

    #[test]
    fn flags_have_their_own_numbers() {
        let flagged: Vec<_> = (0..11).filter_map(RevocationReason::from_number).collect();
        let held = |bit: usize| {
            let flags = ReasonFlags::from_bits(|found| found == bit);
            flagged.iter().filter(|&&reason| flags.contains(reason)).map(|r| r.code()).collect::<Vec<_>>()
        };
        assert_eq!(held(0), [""; 0]);
        assert_eq!(held(6), ["certificateHold"]);
        assert_eq!(held(7), ["privilegeWithdrawn"]);
        assert_eq!(held(8), ["aACompromise"]);
        assert_eq!(ReasonFlags::from_bits(|_| true), ReasonFlags::ALL);
    }

    #[test]
    fn flags_are_read_from_their_shortest_form() {
        assert!(reason_flags(&[4, 0x70]).unwrap().contains(RevocationReason::KeyCompromise));
        assert_eq!(reason_flags(&[7, 0, 0x80]).unwrap(), ReasonFlags::from_bits(|bit| bit == 8));
        for bad in [&[0][..], &[0, 0x40], &[0, 0], &[], &[8, 0x40]] {
            assert!(reason_flags(bad).is_err(), "{bad:02x?}");
        }
    }

    #[test]
    fn sets() {
        let hold = ReasonFlags::from_bits(|bit| bit == 6);
        let key = ReasonFlags::from_bits(|bit| bit == 1);
        assert!(hold.intersection(key).is_empty() && !hold.union(key).is_empty());
        assert_eq!(hold.union(key).intersection(key), key);
    }
}
