//! keyUsage.

use std::fmt;

/// The bits of keyUsage (RFC 5280 4.2.1.3).
///
/// ```
/// use kz_eds::KeyUsage;
/// let usage = KeyUsage::DIGITAL_SIGNATURE.and(KeyUsage::CONTENT_COMMITMENT);
/// assert!(usage.contains(KeyUsage::CONTENT_COMMITMENT));
/// assert_eq!(usage.to_string(), "digitalSignature nonRepudiation");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct KeyUsage(u16);

const NAMES: [&str; 9] = [
    "digitalSignature",
    "nonRepudiation",
    "keyEncipherment",
    "dataEncipherment",
    "keyAgreement",
    "keyCertSign",
    "cRLSign",
    "encipherOnly",
    "decipherOnly",
];

impl KeyUsage {
    /// digitalSignature (0).
    pub const DIGITAL_SIGNATURE: Self = Self(1);
    /// contentCommitment (1), which older texts and most software call nonRepudiation.
    pub const CONTENT_COMMITMENT: Self = Self(1 << 1);
    /// keyCertSign (5).
    pub const KEY_CERT_SIGN: Self = Self(1 << 5);
    /// cRLSign (6).
    pub const CRL_SIGN: Self = Self(1 << 6);

    pub(super) fn from_bits(bit: impl Fn(usize) -> bool) -> Self {
        Self((0..NAMES.len()).filter(|&number| bit(number)).fold(0, |bits, number| bits | 1 << number))
    }

    /// Every usage of `other` is in this one too.
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Both together.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// No bit is set.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// The names of the bits, as the standard spells them, separated by spaces.
impl fmt::Display for KeyUsage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut gap = "";
        for (number, name) in NAMES.iter().enumerate() {
            if self.0 & 1 << number != 0 {
                write!(f, "{gap}{name}")?;
                gap = " ";
            }
        }
        Ok(())
    }
}
