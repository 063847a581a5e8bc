//! The shape of names in lists, without their meaning (RFC 5280 4.1.2.4, 4.2.1.6).

use crate::asn1::{Reader, Tag};
use crate::error::{ErrorKind, Result};
use crate::limits::NAME_PARTS;
use crate::name::Name;

use super::extension::identifier;

/// `Name ::= SEQUENCE OF RelativeDistinguishedName`, as it was received; may be empty.
pub(super) fn name<'a>(reader: &mut Reader<'a>) -> Result<&'a [u8]> {
    let element = reader.element(Tag::SEQUENCE)?;
    Name::parse(element.raw)?;
    Ok(element.raw)
}

/// `RelativeDistinguishedName ::= SET SIZE (1..MAX) OF AttributeTypeAndValue`, from inside its tag.
pub(super) fn relative_name(mut attributes: Reader<'_>) -> Result<()> {
    for _ in 0..NAME_PARTS {
        let mut attribute = attributes.nested(Tag::SEQUENCE)?;
        identifier(&mut attribute)?;
        attribute.any()?;
        attribute.finish()?;
        if attributes.is_empty() {
            return Ok(());
        }
    }
    Err(attributes.error(ErrorKind::LimitExceeded))
}

/// `GeneralNames ::= SEQUENCE SIZE (1..MAX) OF GeneralName`, from inside its tag.
pub(super) fn general_names(mut names: Reader<'_>) -> Result<()> {
    loop {
        general_name(&mut names)?;
        if names.is_empty() {
            return Ok(());
        }
    }
}

/// One of the nine forms of `GeneralName`; text is ASCII (RFC 5280 4.2.1.6).
fn general_name(names: &mut Reader<'_>) -> Result<()> {
    let element = names.any()?;
    let sound = match element.tag.0 {
        0x81 | 0x82 | 0x86 => element.value.is_ascii(),
        0xA4 => {
            let mut inner = Reader::new(element.value, "name");
            name(&mut inner)?;
            inner.is_empty()
        }
        0x87 | 0x88 | 0xA0 | 0xA3 | 0xA5 => !element.value.is_empty(),
        _ => false,
    };
    if sound { Ok(()) } else { Err(names.error(ErrorKind::Malformed)) }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{common_name, tlv};
    use super::*;

    fn name_of(bytes: &[u8]) -> Option<ErrorKind> {
        name(&mut Reader::new(bytes, "test")).err().map(|error| error.kind())
    }

    fn general(parts: &[&[u8]]) -> Option<ErrorKind> {
        general_names(Reader::new(&parts.concat(), "test")).err().map(|error| error.kind())
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
        for bytes in [sets(NAME_PARTS + 1), attributes(NAME_PARTS + 1)] {
            assert_eq!(name_of(&bytes), Some(ErrorKind::LimitExceeded));
        }
    }

    #[test]
    fn general_names_have_nine_forms() {
        let directory = tlv(0xA4, &[&common_name("CA")]);
        assert_eq!(general(&[b"\x86\x03a:b", &directory, b"\x87\x04\0\0\0\0"]), None);
        let two = tlv(0xA4, &[&common_name("CA"), &common_name("CA")]);
        let cases: &[&[u8]] = &[b"", b"\x86\x01\xFF", b"\xA6\x00", b"\x89\x01x", b"\x87\x00", &two];
        for bad in cases {
            assert_eq!(general(&[bad]), Some(ErrorKind::Malformed), "{bad:02x?}");
        }
    }
}
