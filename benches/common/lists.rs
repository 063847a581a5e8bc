//! Lists of any size, in the shape of the national ones: serials of 20 octets, half of the entries with a reason.

#[path = "serials.rs"]
mod serials;

pub use serials::serial;

/// A list of `count` entries with nobody's signature, in DER.
pub fn list(count: u64) -> Vec<u8> {
    const ALGORITHM: &[u8] = b"\x30\x0D\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x01\x0B\x05\x00";
    const ISSUER: &[u8] = b"\x30\x0D\x31\x0B\x30\x09\x06\x03\x55\x04\x03\x0C\x02CA";
    const TIMES: &[u8] = b"\x17\x0D260601040000Z\x17\x0D260602070000Z";
    const NUMBER: &[u8] = b"\xA0\x0E\x30\x0C\x30\x0A\x06\x03\x55\x1D\x14\x04\x03\x02\x01\x03";

    let mut revoked = Vec::new();
    (0..count).for_each(|number| entry(number, &mut revoked));
    let revoked = element(0x30, &[&revoked]);
    let signed = element(0x30, &[&[2, 1, 1], ALGORITHM, ISSUER, TIMES, &revoked, NUMBER]);
    element(0x30, &[&signed, ALGORITHM, &element(3, &[&[0], &[0xA5; 256]])])
}

fn entry(number: u64, list: &mut Vec<u8>) {
    const REASON: &[u8] = b"\x30\x0C\x30\x0A\x06\x03\x55\x1D\x15\x04\x03\x0A\x01\x04";
    let reason: &[u8] = if number.is_multiple_of(2) { REASON } else { &[] };
    list.extend([0x30, 37 + reason.len() as u8, 2, 20]);
    list.extend(serial(number));
    list.extend(b"\x17\x0D260101000000Z");
    list.extend(reason);
}

fn element(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let length: usize = parts.iter().map(|part| part.len()).sum();
    let mut element = vec![tag];
    match length {
        0..0x80 => element.push(length as u8),
        _ => {
            let octets = length.to_be_bytes();
            let octets = &octets[octets.iter().take_while(|octet| **octet == 0).count()..];
            element.push(0x80 | octets.len() as u8);
            element.extend(octets);
        }
    }
    parts.iter().for_each(|part| element.extend(*part));
    element
}
