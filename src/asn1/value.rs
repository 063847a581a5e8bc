//! Contents of primitive elements, each in its one DER form.

use super::ObjectIdentifier;

use crate::error::{Error, ErrorKind, Result};

const fn malformed(what: &'static str) -> Error {
    Error::new(ErrorKind::Malformed, what)
}

/// BOOLEAN: `FF` or `00` (X.690 11.1).
pub(crate) fn boolean(value: &[u8]) -> Result<bool> {
    match value {
        [0xFF] => Ok(true),
        [0x00] => Ok(false),
        _ => Err(malformed("BOOLEAN")),
    }
}

/// INTEGER: the two's complement octets, checked to be the shortest form (X.690 8.3.2).
pub(crate) fn integer(value: &[u8]) -> Result<&[u8]> {
    match value {
        [] => Err(malformed("INTEGER")),
        [0x00, next, ..] if *next < 0x80 => Err(malformed("INTEGER")),
        [0xFF, next, ..] if *next >= 0x80 => Err(malformed("INTEGER")),
        _ => Ok(value),
    }
}

/// A non-negative INTEGER that fits 32 bits: versions, path lengths, counters.
pub(crate) fn small_unsigned(value: &[u8]) -> Result<u32> {
    let octets = integer(value)?;
    if octets.first().is_some_and(|&first| first >= 0x80) || octets.len() > 5 {
        return Err(malformed("INTEGER"));
    }
    let number = octets.iter().fold(0u64, |sum, &octet| (sum << 8) | u64::from(octet));
    u32::try_from(number).map_err(|_| malformed("INTEGER"))
}

/// OBJECT IDENTIFIER.
pub(crate) fn object_identifier(value: &[u8]) -> Result<ObjectIdentifier> {
    ObjectIdentifier::from_bytes(value).map_err(|_| malformed("OBJECT IDENTIFIER"))
}

/// A BIT STRING's octets and how many bits of the last one do not count.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BitString<'a> {
    pub(crate) unused: u8,
    pub(crate) octets: &'a [u8],
}

impl<'a> BitString<'a> {
    /// The octets of a string that is a whole number of octets, as keys and signatures are.
    pub(crate) fn whole_octets(self) -> Result<&'a [u8]> {
        if self.unused == 0 { Ok(self.octets) } else { Err(malformed("BIT STRING")) }
    }

    /// Named bit `number`, counted from the most significant bit of the first octet (X.680 22).
    pub(crate) fn bit(&self, number: usize) -> bool {
        let mask = 0x80u8 >> (number % 8);
        self.octets.get(number / 8).is_some_and(|octet| octet & mask != 0)
    }
}

/// BIT STRING: unused bits are zero (X.690 11.2.1).
pub(crate) fn bit_string(value: &[u8]) -> Result<BitString<'_>> {
    let (&unused, octets) = value.split_first().ok_or(malformed("BIT STRING"))?;
    let padding_is_zero = match octets.last() {
        Some(last) => unused < 8 && last & !(0xFFu8 << unused) == 0,
        None => unused == 0,
    };
    if padding_is_zero { Ok(BitString { unused, octets }) } else { Err(malformed("BIT STRING")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_are_shortest() {
        assert!(integer(&[0x00, 0x80]).is_ok() && integer(&[0xFF, 0x7F]).is_ok() && integer(&[0]).is_ok());
        for bad in [&[][..], &[0, 0x7F], &[0xFF, 0x80]] {
            assert!(integer(bad).is_err(), "{bad:?}");
        }
        assert_eq!(small_unsigned(&[0x00, 0xFF, 0xFF, 0xFF, 0xFF]).unwrap(), u32::MAX);
        assert!(small_unsigned(&[0x80]).is_err() && small_unsigned(&[1, 0, 0, 0, 0]).is_err());
    }

    #[test]
    fn booleans_have_two_values() {
        assert!(boolean(&[0xFF]).unwrap() && !boolean(&[0]).unwrap());
        assert!(boolean(&[1]).is_err() && boolean(&[]).is_err() && boolean(&[0xFF, 0]).is_err());
    }

    #[test]
    fn padding_bits_are_zero() {
        let usage = bit_string(&[5, 0xE0]).unwrap();
        assert!(usage.bit(0) && usage.bit(2) && !usage.bit(3) && !usage.bit(9));
        assert!(usage.whole_octets().is_err());
        for bad in [&[][..], &[1], &[8, 0], &[5, 0xF0]] {
            assert!(bit_string(bad).is_err(), "{bad:?}");
        }
    }
}
