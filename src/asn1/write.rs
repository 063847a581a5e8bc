//! The little DER that this library writes itself.

use super::Tag;

/// One element around parts that are already encoded.
pub(crate) fn tlv(tag: Tag, parts: &[&[u8]]) -> Vec<u8> {
    let length: usize = parts.iter().map(|part| part.len()).sum();
    let octets = length.to_be_bytes();
    let significant = octets.iter().skip_while(|octet| **octet == 0).copied().collect::<Vec<_>>();
    let mut out = Vec::with_capacity(length + significant.len() + 2);
    out.push(tag.0);
    match (length, u8::try_from(significant.len())) {
        (0..0x80, _) => out.extend(octets.last()),
        (_, Ok(count)) => out.extend([0x80 | count].iter().chain(&significant)),
        // A usize has at most 16 octets.
        (_, Err(_)) => {}
    }
    parts.iter().for_each(|part| out.extend_from_slice(part));
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asn1::whole;

    #[test]
    fn what_is_written_reads_back() {
        for length in [0, 1, 127, 128, 255, 256, 65_535, 65_536] {
            let content = vec![7; length];
            let (front, back) = content.split_at(length / 3);
            let written = tlv(Tag::OCTET_STRING, &[front, back]);
            assert_eq!(whole(&written, Tag::OCTET_STRING, "test").unwrap().value, content);
        }
    }
}
