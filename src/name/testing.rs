//! A very small DER writer, for tests that need names.

use crate::asn1::ObjectIdentifier;

use crate::asn1::Tag;

/// One element: identifier, minimal length, contents.
pub(crate) fn der(tag: Tag, contents: &[u8]) -> Vec<u8> {
    let length = u16::try_from(contents.len()).unwrap();
    let [high, low] = length.to_be_bytes();
    let mut element = match length {
        0..0x80 => vec![tag.0, low],
        0x80..0x100 => vec![tag.0, 0x81, low],
        _ => vec![tag.0, 0x82, high, low],
    };
    element.extend(contents);
    element
}

/// `AttributeTypeAndValue`.
pub(crate) fn ava(oid: ObjectIdentifier, tag: Tag, value: &[u8]) -> Vec<u8> {
    let parts = [der(Tag::OBJECT_IDENTIFIER, oid.as_bytes()), der(tag, value)];
    der(Tag::SEQUENCE, &parts.concat())
}

/// `RelativeDistinguishedName`, its attributes in the order given.
pub(crate) fn rdn(attributes: &[Vec<u8>]) -> Vec<u8> {
    der(Tag::SET, &attributes.concat())
}

/// `Name`.
pub(crate) fn name(rdns: &[Vec<u8>]) -> Vec<u8> {
    der(Tag::SEQUENCE, &rdns.concat())
}

/// A name of UTF8Strings, one attribute an RDN.
pub(crate) fn subject(attributes: &[(ObjectIdentifier, &str)]) -> Vec<u8> {
    let one = |&(oid, value): &(_, &str)| rdn(&[ava(oid, Tag::UTF8_STRING, value.as_bytes())]);
    name(&attributes.iter().map(one).collect::<Vec<_>>())
}
