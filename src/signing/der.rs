//! Writing DER (X.690): the elements that messages are made of.

pub(super) use crate::asn1::tlv as element;
use crate::asn1::{ObjectIdentifier, Tag};

pub(super) fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    element(Tag::SEQUENCE, parts)
}

pub(super) fn octet_string(contents: &[&[u8]]) -> Vec<u8> {
    element(Tag::OCTET_STRING, contents)
}

pub(super) fn identifier(oid: ObjectIdentifier) -> Vec<u8> {
    element(Tag::OBJECT_IDENTIFIER, &[oid.as_bytes()])
}

/// A SET OF under this tag, in the order that DER wants (X.690 11.6).
pub(super) fn set_of(tag: Tag, members: &[Vec<u8>]) -> Vec<u8> {
    let mut members: Vec<&[u8]> = members.iter().map(Vec::as_slice).collect();
    members.sort_unstable();
    element(tag, &members)
}

/// `Attribute ::= SEQUENCE { attrType OBJECT IDENTIFIER, attrValues SET OF AttributeValue }`, of one value.
pub(super) fn attribute(name: ObjectIdentifier, value: &[u8]) -> Vec<u8> {
    sequence(&[&identifier(name), &element(Tag::SET, &[value])])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_are_sorted() {
        let set = set_of(Tag::SET, &[vec![4, 1, 9], vec![2, 1, 1], vec![4, 1, 8]]);
        assert_eq!(set, [0x31, 9, 2, 1, 1, 4, 1, 8, 4, 1, 9]);
    }
}
