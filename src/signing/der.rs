//! Writing DER (X.690): what is made here is little, and each part is octets.

use crate::asn1::{ObjectIdentifier, Tag};

/// One element: tag, definite and shortest length, contents.
pub(super) fn element(tag: Tag, parts: &[&[u8]]) -> Vec<u8> {
    let length: usize = parts.iter().map(|part| part.len()).sum();
    let mut out = Vec::with_capacity(length + 10);
    out.push(tag.0);
    let octets = length.to_be_bytes();
    let digits: Vec<u8> = octets.into_iter().skip_while(|&octet| octet == 0).collect();
    match u8::try_from(length) {
        Ok(short) if short < 0x80 => out.push(short),
        // Of eight octets at the most.
        _ => out.push(0x80 | u8::try_from(digits.len()).unwrap_or(8)),
    }
    if length >= 0x80 {
        out.extend_from_slice(&digits);
    }
    parts.iter().for_each(|part| out.extend_from_slice(part));
    out
}

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
    use crate::asn1::whole;

    #[test]
    fn lengths_are_read_back() {
        for length in [0, 1, 127, 128, 255, 256, 65_535, 65_536, 1 << 24] {
            let contents = vec![7; length];
            let der = octet_string(&[&contents[..length / 2], &contents[length / 2..]]);
            assert_eq!(whole(&der, Tag::OCTET_STRING, "test").unwrap().value, contents, "{length}");
        }
    }

    #[test]
    fn sets_are_sorted() {
        let set = set_of(Tag::SET, &[vec![4, 1, 9], vec![2, 1, 1], vec![4, 1, 8]]);
        assert_eq!(set, [0x31, 9, 2, 1, 1, 4, 1, 8, 4, 1, 9]);
    }
}
