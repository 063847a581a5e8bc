//! A DER writer that does not mind writing nonsense.
//!
//! A certificate builder keeps its user from odd structures; half of the files here are odd on purpose. So every helper
//! returns bytes, and a structure is a concatenation of them.

/// One DER value: tag, definite length, content.
pub fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut out = vec![tag];
    let length = content.len();
    if length < 0x80 {
        out.push(length as u8);
    } else {
        let bytes = length.to_be_bytes();
        let bytes = &bytes[bytes.iter().take_while(|byte| **byte == 0).count()..];
        out.push(0x80 | bytes.len() as u8);
        out.extend_from_slice(bytes);
    }
    out.extend_from_slice(content);
    out
}

/// SEQUENCE of already encoded parts.
pub fn sequence<P: AsRef<[u8]>>(parts: &[P]) -> Vec<u8> {
    tlv(0x30, &concat(parts))
}

/// SET of already encoded parts, sorted as DER wants a SET OF.
pub fn set<P: AsRef<[u8]>>(parts: &[P]) -> Vec<u8> {
    let mut sorted: Vec<&[u8]> = parts.iter().map(AsRef::as_ref).collect();
    sorted.sort_unstable();
    tlv(0x31, &concat(&sorted))
}

/// `[number]` around encoded parts, explicit or a constructed implicit one.
pub fn context<P: AsRef<[u8]>>(number: u8, parts: &[P]) -> Vec<u8> {
    tlv(0xA0 | number, &concat(parts))
}

/// `[number] IMPLICIT` over a primitive value.
pub fn context_primitive(number: u8, content: &[u8]) -> Vec<u8> {
    tlv(0x80 | number, content)
}

/// INTEGER whose content octets are given as they are, minimal or not, negative or not.
pub fn integer_raw(content: &[u8]) -> Vec<u8> {
    tlv(0x02, content)
}

/// INTEGER of a small non-negative number.
pub fn integer(value: u64) -> Vec<u8> {
    let bytes = value.to_be_bytes();
    let start = bytes[..7].iter().take_while(|byte| **byte == 0).count();
    // A leading one bit would read as a sign.
    let sign: &[u8] = if bytes[start] & 0x80 == 0 { &[] } else { &[0] };
    tlv(0x02, &[sign, &bytes[start..]].concat())
}

/// ENUMERATED of one octet.
pub fn enumerated(value: u8) -> Vec<u8> {
    tlv(0x0A, &[value])
}

/// BOOLEAN TRUE; FALSE is always a default and therefore absent.
pub fn boolean_true() -> Vec<u8> {
    tlv(0x01, &[0xFF])
}

/// NULL.
pub fn null() -> Vec<u8> {
    tlv(0x05, &[])
}

/// OCTET STRING.
pub fn octets(content: &[u8]) -> Vec<u8> {
    tlv(0x04, content)
}

/// BIT STRING of whole octets.
pub fn bits(content: &[u8]) -> Vec<u8> {
    tlv(0x03, &[&[0], content].concat())
}

/// BIT STRING of a named bit list: no trailing zero bits (X.690 11.2.2).
pub fn named_bits(flags: u8) -> Vec<u8> {
    tlv(0x03, &[flags.trailing_zeros() as u8, flags])
}

/// UTF8String.
pub fn utf8(text: &str) -> Vec<u8> {
    tlv(0x0C, text.as_bytes())
}

/// PrintableString; the caller answers for the alphabet.
pub fn printable(text: &str) -> Vec<u8> {
    tlv(0x13, text.as_bytes())
}

/// IA5String.
pub fn ia5(text: &str) -> Vec<u8> {
    tlv(0x16, text.as_bytes())
}

/// BMPString.
pub fn bmp(text: &str) -> Vec<u8> {
    let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    tlv(0x1E, &units)
}

/// UTCTime, `YYMMDDhhmmssZ` or any odd form.
pub fn utc_time(text: &str) -> Vec<u8> {
    tlv(0x17, text.as_bytes())
}

/// GeneralizedTime, `YYYYMMDDhhmmssZ` or any odd form.
pub fn generalized_time(text: &str) -> Vec<u8> {
    tlv(0x18, text.as_bytes())
}

/// OBJECT IDENTIFIER in dotted form.
pub fn oid(dotted: &str) -> Vec<u8> {
    let arcs: Vec<u64> = dotted.split('.').map(|arc| arc.parse().expect("an arc")).collect();
    let mut content = base128(arcs[0] * 40 + arcs[1]);
    content.extend(arcs[2..].iter().flat_map(|arc| base128(*arc)));
    tlv(0x06, &content)
}

fn base128(mut value: u64) -> Vec<u8> {
    let mut out = vec![(value & 0x7F) as u8];
    while value > 0x7F {
        value >>= 7;
        out.insert(0, 0x80 | (value & 0x7F) as u8);
    }
    out
}

fn concat<P: AsRef<[u8]>>(parts: &[P]) -> Vec<u8> {
    parts.iter().flat_map(|part| part.as_ref().iter().copied()).collect()
}
