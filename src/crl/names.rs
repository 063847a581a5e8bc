//! The shape of names in lists, without their meaning (RFC 5280 4.1.2.4).

use crate::asn1::{Reader, Tag};
use crate::error::{ErrorKind, Result};
use crate::limits::NAME_BYTES;
use crate::name::Name;

/// `Name ::= SEQUENCE OF RelativeDistinguishedName`, as it was received; may be empty. Lists are looked up by a form of
/// it, which is made of whatever a message brings along: no certificate's issuer is longer.
pub(super) fn name<'a>(reader: &mut Reader<'a>) -> Result<&'a [u8]> {
    let element = reader.element(Tag::SEQUENCE)?;
    if element.raw.len() > NAME_BYTES {
        return Err(reader.error(ErrorKind::LimitExceeded));
    }
    Name::parse(element.raw)?;
    Ok(element.raw)
}

#[cfg(test)]
mod tests {
    use super::super::testing::tlv;
    use super::*;
    use crate::limits::NAME_PARTS;

    fn name_of(bytes: &[u8]) -> Option<ErrorKind> {
        name(&mut Reader::new(bytes, "test")).err().map(|error| error.kind())
    }

    #[test]
    fn names_are_sequences_of_non_empty_sets() {
        let attribute = tlv(0x30, &[&[6, 3, 0x55, 4, 3], &[0x0C, 1, b'x']]);
        assert_eq!(name_of(&tlv(0x30, &[])), None);
        assert_eq!(name_of(&tlv(0x30, &[&tlv(0x31, &[&attribute, &attribute])])), None);
        for bad in [
            tlv(0x30, &[&tlv(0x31, &[])]),
            tlv(0x30, &[&attribute]),
            tlv(0x31, &[]),
            tlv(0x30, &[&tlv(0x31, &[&tlv(0x30, &[&[6, 3, 0x55, 4, 3]])])]),
            tlv(0x30, &[&tlv(0x31, &[&tlv(0x30, &[&[6, 0], &[5, 0]])])]),
        ] {
            assert_eq!(name_of(&bad), Some(ErrorKind::Malformed), "{bad:02x?}");
        }
        let long = tlv(0x30, &[&tlv(0x31, &[&tlv(0x30, &[&[6, 3, 0x55, 4, 3], &[5, 0], &[5, 0]])])]);
        assert_eq!(name_of(&long), Some(ErrorKind::TrailingData));
    }

    #[test]
    fn names_are_bounded() {
        let attribute = tlv(0x30, &[&[6, 3, 0x55, 4, 3], &[0x0C, 1, b'x']]);
        let sets = |count: usize| tlv(0x30, &[&tlv(0x31, &[&attribute]).repeat(count)]);
        let attributes = |count: usize| tlv(0x30, &[&tlv(0x31, &[&attribute.repeat(count)])]);
        for bytes in [sets(NAME_PARTS), attributes(NAME_PARTS)] {
            assert_eq!(name_of(&bytes), None);
        }
        // Two headers of four octets around the name and its SET, one around the attribute, its type, one around the value.
        let long = |octets: usize| {
            let value = tlv(0x0C, &[&vec![b'x'; octets]]);
            tlv(0x30, &[&tlv(0x31, &[&tlv(0x30, &[&[6, 3, 0x55, 4, 3], &value])])])
        };
        let most = long(NAME_BYTES - 21);
        assert_eq!((most.len(), name_of(&most)), (NAME_BYTES, None));
        for bytes in [sets(NAME_PARTS + 1), attributes(NAME_PARTS + 1), long(NAME_BYTES - 20)] {
            assert_eq!(name_of(&bytes), Some(ErrorKind::LimitExceeded));
        }
    }
}
