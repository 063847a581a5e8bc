//! Numbers of lists (RFC 5280 5.2.3).

use std::fmt;

use crate::asn1::integer;

/// Octets of a list's number at the most (RFC 5280 5.2.3).
const OCTETS: usize = 20;

/// `CRLNumber ::= INTEGER (0..MAX)` of at most 20 octets (RFC 5280 5.2.3). Ordered by value.
///
/// ```
/// # let list = kz_eds::Crl::parse(
/// #     b"MIGmMIGTAgEBMAoGCCqGSM49BAMCMA0xCzAJBgNVBAMMAkNBFw0yNjA2MDEwMDAwMDBaFw0yNjA2\
/// #       MDIwMzAwMDBaMCMwIQICEgcXDTI2MDUwMTA4MDAwMFowDDAKBgNVHRUEAwoBAaAwMC4wCgYDVR0U\
/// #       BAMCAQMwIAYDVR0cAQH/BBYwFKAPoA2GC2h0dHA6Ly9jYS9sgQH/MAoGCCqGSM49BAMCAwIAqg==",
/// # )?;
/// assert_eq!(list.number().map(|number| number.to_string()).as_deref(), Some("3"));
/// # Ok::<(), kz_eds::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CrlNumber([u8; OCTETS]);

impl CrlNumber {
    /// From the contents of an INTEGER.
    pub(super) fn from_integer(value: &[u8]) -> Option<Self> {
        let octets = integer(value).ok().filter(|octets| octets.first().is_some_and(|&sign| sign < 0x80))?;
        let mut number = [0; OCTETS];
        let start = OCTETS.checked_sub(octets.len())?;
        number.get_mut(start..)?.copy_from_slice(octets);
        Some(Self(number))
    }

    /// The value, big-endian, filled up with zeros in front.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; OCTETS] {
        &self.0
    }
}

impl fmt::Display for CrlNumber {
    /// Decimal below 2^128, as the national lists have it; hexadecimal above.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let [0, 0, 0, 0, low @ ..] = self.0 {
            return u128::from_be_bytes(low).fmt(f);
        }
        f.write_str("0x")?;
        self.0.iter().skip_while(|&&octet| octet == 0).try_for_each(|octet| write!(f, "{octet:02x}"))
    }
}

impl fmt::Debug for CrlNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(octets: &[u8]) -> Option<String> {
        CrlNumber::from_integer(octets).map(|number| number.to_string())
    }

    #[test]
    fn minimal_non_negative_and_at_most_20_octets() {
        assert_eq!(number(&[0]).as_deref(), Some("0"));
        assert_eq!(number(&[0x05, 0x42]).as_deref(), Some("1346"));
        assert_eq!(number(&[1; 20]).as_deref(), Some(&*format!("0x{}", "01".repeat(20))));
        for bad in [&[][..], &[0, 1], &[0x80], &[1; 21]] {
            assert_eq!(number(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn ordered_by_value() {
        let of = |octets: &[u8]| CrlNumber::from_integer(octets).unwrap();
        assert!(of(&[2]) < of(&[1, 0]) && of(&[0x7F]) < of(&[0, 0x80]));
        assert_eq!(of(&[0, 0x80]).as_bytes()[19], 0x80);
    }
}
