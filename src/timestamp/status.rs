//! `PKIStatusInfo` (RFC 3161 2.4.2): whether an authority has stamped, and if not, why.

use crate::asn1::{Reader, Tag, bit_string, small_unsigned};
use crate::error::{ErrorKind, Result};
use crate::limits::GENERAL_NAMES;

/// `PKIStatus`: whether there is a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TimeStampStatus {
    /// There is one (0).
    Granted,
    /// There is one, not quite as asked for (1).
    GrantedWithMods,
    /// No (2).
    Rejection,
    /// Not yet (3).
    Waiting,
    /// No, and the authority is about to be revoked (4).
    RevocationWarning,
    /// No, and the authority has been revoked (5).
    RevocationNotification,
}

impl TimeStampStatus {
    fn from_number(number: u32) -> Option<Self> {
        Some(match number {
            0 => Self::Granted,
            1 => Self::GrantedWithMods,
            2 => Self::Rejection,
            3 => Self::Waiting,
            4 => Self::RevocationWarning,
            5 => Self::RevocationNotification,
            _ => return None,
        })
    }

    /// A token goes with it: "when the status contains the value zero or one, a TimeStampToken MUST be present", and with
    /// any other it "MUST NOT be present".
    #[must_use]
    pub const fn is_granted(self) -> bool {
        matches!(self, Self::Granted | Self::GrantedWithMods)
    }

    /// The name that RFC 3161 gives it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Granted => "granted",
            Self::GrantedWithMods => "grantedWithMods",
            Self::Rejection => "rejection",
            Self::Waiting => "waiting",
            Self::RevocationWarning => "revocationWarning",
            Self::RevocationNotification => "revocationNotification",
        }
    }
}

macro_rules! failures {
    ($($(#[$doc:meta])* $name:ident = $bit:literal, $code:literal;)*) => {
        /// `PKIFailureInfo`: why an authority has not stamped.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum TimeStampFailure {
            $($(#[$doc])* $name,)*
            /// A bit that RFC 3161 does not name.
            Other(u8),
        }

        impl TimeStampFailure {
            const fn from_bit(bit: u8) -> Self {
                match bit {
                    $($bit => Self::$name,)*
                    other => Self::Other(other),
                }
            }

            /// The name that RFC 3161 gives it.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$name => $code,)*
                    Self::Other(_) => "other",
                }
            }
        }
    };
}

failures! {
    /// The digest is not known, or not taken.
    BadAlg = 0, "badAlg";
    /// Not allowed, or not supported.
    BadRequest = 2, "badRequest";
    /// The request cannot be read.
    BadDataFormat = 5, "badDataFormat";
    /// The authority's own time is not to be had.
    TimeNotAvailable = 14, "timeNotAvailable";
    /// The policy that was asked for is none of the authority's.
    UnacceptedPolicy = 15, "unacceptedPolicy";
    /// An extension that was asked for is none of the authority's.
    UnacceptedExtension = 16, "unacceptedExtension";
    /// More was asked for than can be understood or had.
    AddInfoNotAvailable = 17, "addInfoNotAvailable";
    /// The authority is in trouble.
    SystemFailure = 25, "systemFailure";
}

/// Bits that are looked at.
const BITS: u8 = 64;

/// ```text
/// PKIStatusInfo ::= SEQUENCE {
///     status        PKIStatus,
///     statusString  SEQUENCE SIZE (1..MAX) OF UTF8String  OPTIONAL,
///     failInfo      PKIFailureInfo                        OPTIONAL }
/// ```
#[derive(Clone, Debug)]
pub(super) struct Status {
    pub(super) status: TimeStampStatus,
    pub(super) texts: Vec<String>,
    pub(super) failures: Vec<TimeStampFailure>,
}

impl Status {
    pub(super) fn read(mut fields: Reader<'_>) -> Result<Self> {
        let malformed = fields.error(ErrorKind::Malformed);
        let number = small_unsigned(fields.value(Tag::INTEGER)?)?;
        let status = TimeStampStatus::from_number(number).ok_or(malformed)?;
        let texts = fields.optional_nested(Tag::SEQUENCE)?.map(texts).transpose()?.unwrap_or_default();
        let failures = fields.optional(Tag::BIT_STRING)?.map(failures).transpose()?.unwrap_or_default();
        fields.finish()?;
        Ok(Self { status, texts, failures })
    }
}

/// As many as names of other kinds.
fn texts(mut list: Reader<'_>) -> Result<Vec<String>> {
    let mut found = Vec::new();
    while found.is_empty() || !list.is_empty() {
        if found.len() == GENERAL_NAMES {
            return Err(list.error(ErrorKind::LimitExceeded));
        }
        let malformed = list.error(ErrorKind::Malformed);
        let text = str::from_utf8(list.value(Tag::UTF8_STRING)?).map_err(|_| malformed)?;
        found.push(text.to_owned());
    }
    Ok(found)
}

fn failures(value: &[u8]) -> Result<Vec<TimeStampFailure>> {
    let bits = bit_string(value)?;
    Ok((0..BITS).filter(|bit| bits.bit(usize::from(*bit))).map(TimeStampFailure::from_bit).collect())
}
