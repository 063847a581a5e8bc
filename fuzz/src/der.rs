//! A DER writer of a few lines, independent of the library's readers.

/// One element: identifier, shortest length, contents.
pub(crate) fn tlv(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let contents = parts.concat();
    let octets = contents.len().to_be_bytes();
    let skipped = octets.iter().take_while(|octet| **octet == 0).count();
    let long = octets.get(skipped..).unwrap_or_default();
    let mut element = vec![tag];
    match u8::try_from(contents.len()) {
        Ok(short @ ..0x80) => element.push(short),
        _ => {
            element.push(0x80 | u8::try_from(long.len()).unwrap_or_default());
            element.extend_from_slice(long);
        }
    }
    element.extend_from_slice(&contents);
    element
}

pub(crate) fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    tlv(0x30, parts)
}

/// `Extension`.
pub(crate) fn extension(id: &[u8], critical: bool, value: &[u8]) -> Vec<u8> {
    let critical: &[u8] = if critical { &[1, 1, 0xFF] } else { &[] };
    sequence(&[&tlv(6, &[id]), critical, &tlv(4, &[value])])
}

/// A name with one commonName.
pub(crate) fn common_name(text: &str) -> Vec<u8> {
    let attribute = sequence(&[&[6, 3, 0x55, 4, 3], &tlv(0x0C, &[text.as_bytes()])]);
    sequence(&[&tlv(0x31, &[&attribute])])
}

/// sha256WithRSAEncryption.
pub(crate) const ALGORITHM: &[u8] = b"\x30\x0D\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x01\x0B\x05\x00";

/// A BIT STRING that is nobody's signature.
pub(crate) fn dummy_signature() -> Vec<u8> {
    tlv(3, &[&[0], &[0xA5; 256]])
}
