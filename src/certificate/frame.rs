//! The fields where `x509-parser` is lenient, read by our own strict cursor.

use chrono::{DateTime, Utc};

use super::CERTIFICATE;
use crate::asn1::{Reader, Span, Tag, bit_string, boolean, integer, small_unsigned, whole};
use crate::error::{Error, ErrorKind, Result};
use crate::limits;
use crate::time;

/// Version, serial number, validity and the three parts of the signature, as places in the certificate.
pub(super) struct Frame {
    pub(super) version: u8,
    pub(super) serial_number: Span,
    pub(super) not_before: DateTime<Utc>,
    pub(super) not_after: DateTime<Utc>,
    pub(super) signed_part: Span,
    pub(super) signature_algorithm: Span,
    pub(super) signature: Span,
}

impl Frame {
    /// ```text
    /// Certificate ::= SEQUENCE { tbsCertificate, signatureAlgorithm, signatureValue BIT STRING }
    /// ```
    pub(super) fn read(der: &[u8]) -> Result<Self> {
        let span = |part: &[u8]| super::span(der, part);
        let mut outer = Reader::new(whole(der, Tag::SEQUENCE, CERTIFICATE)?.value, CERTIFICATE);
        let signed_part = outer.element(Tag::SEQUENCE)?;
        let algorithm = outer.element(Tag::SEQUENCE)?;
        let signature = bit_string(outer.value(Tag::BIT_STRING)?)?.whole_octets()?;
        outer.finish()?;

        let mut tbs = Reader::new(signed_part.value, CERTIFICATE);
        let version = version(&mut tbs)?;
        let serial = serial_number(tbs.value(Tag::INTEGER)?)?;
        if tbs.element(Tag::SEQUENCE)?.raw != algorithm.raw {
            return Err(Error::new(ErrorKind::AlgorithmMismatch, CERTIFICATE));
        }
        tbs.element(Tag::SEQUENCE)?; // issuer
        let (not_before, not_after) = validity(&mut tbs)?;
        tbs.element(Tag::SEQUENCE)?; // subject
        tbs.element(Tag::SEQUENCE)?; // subjectPublicKeyInfo
        optional_fields(&mut tbs, version)?;
        Ok(Self {
            version,
            serial_number: span(serial)?,
            not_before,
            not_after,
            signed_part: span(signed_part.raw)?,
            signature_algorithm: span(algorithm.raw)?,
            signature: span(signature)?,
        })
    }
}

/// `[0] EXPLICIT INTEGER { v1(0), v2(1), v3(2) } DEFAULT v1`.
fn version(tbs: &mut Reader<'_>) -> Result<u8> {
    let Some(mut explicit) = tbs.optional_nested(Tag::context_constructed(0))? else { return Ok(1) };
    let number = small_unsigned(explicit.value(Tag::INTEGER)?)?;
    explicit.finish()?;
    match number {
        1 => Ok(2),
        2 => Ok(3),
        _ => Err(Error::new(ErrorKind::UnsupportedVersion, CERTIFICATE)),
    }
}

/// Positive, shortest form, at most 20 octets (RFC 5280 4.1.2.2, threat 15).
fn serial_number(value: &[u8]) -> Result<&[u8]> {
    let invalid = Error::new(ErrorKind::InvalidSerial, CERTIFICATE);
    match integer(value).map_err(|_| invalid)? {
        [0] => Err(invalid),
        [first, ..] if *first >= 0x80 => Err(invalid),
        octets if octets.len() > limits::SERIAL_BYTES => Err(invalid),
        octets => Ok(octets),
    }
}

fn validity(tbs: &mut Reader<'_>) -> Result<(DateTime<Utc>, DateTime<Utc>)> {
    let mut validity = tbs.nested(Tag::SEQUENCE)?;
    let not_before = time::read(&mut validity, CERTIFICATE)?;
    let not_after = time::read(&mut validity, CERTIFICATE)?;
    validity.finish()?;
    Ok((not_before, not_after))
}

/// Unique identifiers belong to versions 2 and 3, extensions to version 3 (RFC 5280 4.1.2.8, 4.1.2.9).
fn optional_fields(tbs: &mut Reader<'_>, version: u8) -> Result<()> {
    for (tag, since) in [(Tag::context(1), 2), (Tag::context(2), 2), (EXTENSIONS, 3)] {
        let Some(value) = tbs.optional(tag)? else { continue };
        if version < since {
            return Err(Error::new(ErrorKind::UnsupportedVersion, CERTIFICATE));
        }
        if tag == EXTENSIONS {
            extensions(Reader::new(value, CERTIFICATE))?;
        }
    }
    tbs.finish()
}

const EXTENSIONS: Tag = Tag::context_constructed(3);

/// `SEQUENCE SIZE (1..MAX) OF SEQUENCE { extnID, critical BOOLEAN DEFAULT FALSE, extnValue OCTET STRING }`: in this
/// order and nothing else, the default not written (X.690 11.5). What is inside is read elsewhere.
fn extensions(mut explicit: Reader<'_>) -> Result<()> {
    let mut all = explicit.nested(Tag::SEQUENCE)?;
    explicit.finish()?;
    loop {
        let mut extension = all.nested(Tag::SEQUENCE)?;
        extension.value(Tag::OBJECT_IDENTIFIER)?;
        if extension.optional(Tag::BOOLEAN)?.map(boolean).transpose()? == Some(false) {
            return Err(all.error(ErrorKind::Malformed));
        }
        extension.value(Tag::OCTET_STRING)?;
        extension.finish()?;
        if all.is_empty() {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::name::testing::der;

    const ID: &[u8] = &[6, 1, 42];
    const VALUE: &[u8] = &[4, 0];
    const NULL: &[u8] = &[5, 0];

    fn extension(parts: &[&[u8]]) -> Option<ErrorKind> {
        let list = der(Tag::SEQUENCE, &der(Tag::SEQUENCE, &parts.concat()));
        extensions(Reader::new(&list, CERTIFICATE)).err().map(|error| error.kind())
    }

    #[test]
    fn an_extension_has_three_fields_in_their_order() {
        assert_eq!(extension(&[ID, VALUE]), None);
        assert_eq!(extension(&[ID, &[1, 1, 0xFF], VALUE]), None);
        for bad in [&[ID, &[1, 1, 0], VALUE][..], &[ID, &[1, 1, 1], VALUE], &[ID], &[ID, NULL], &[VALUE]] {
            assert_eq!(extension(bad), Some(ErrorKind::Malformed), "{bad:02x?}");
        }
        assert_eq!(extension(&[ID, VALUE, VALUE]), Some(ErrorKind::TrailingData));
        for bad in [&[0x30, 0][..], &[0x30, 7, 0x30, 5, 6, 1, 42, 4, 0, 5, 0]] {
            assert!(extensions(Reader::new(bad, CERTIFICATE)).is_err(), "{bad:02x?}");
        }
    }

    /// A certificate that says next to nothing, with this in place of one of its fields.
    fn with(place: usize, field: &[u8]) -> Option<ErrorKind> {
        let time = der(Tag::UTC_TIME, b"260601120000Z");
        let validity = der(Tag::SEQUENCE, &[time.clone(), time].concat());
        let algorithm: &[u8] = &[0x30, 3, 6, 1, 42];
        let empty: &[u8] = &[0x30, 0];
        let mut fields: [&[u8]; 11] = [
            &[0xA0, 3, 2, 1, 2],
            &[2, 1, 1],
            algorithm,
            empty,
            &validity,
            empty,
            empty,
            &[],
            algorithm,
            &[3, 2, 0, 0xAA],
            &[],
        ];
        fields[place] = field;
        let (inner, outer) = fields.split_at(8);
        let parts = [der(Tag::SEQUENCE, &inner.concat()), outer.concat()].concat();
        Frame::read(&der(Tag::SEQUENCE, &parts)).err().map(|error| error.kind())
    }

    #[test]
    fn the_structure_is_held_to() {
        let time = der(Tag::UTC_TIME, b"260601120000Z");
        let thrice = der(Tag::SEQUENCE, &[time.clone(), time.clone(), time].concat());
        let bare = der(EXTENSIONS, &der(Tag::SEQUENCE, &der(Tag::SEQUENCE, ID)));
        assert_eq!(with(7, &[]), None);
        for (place, field, kind) in [
            (0, &[0xA0, 3, 2, 1, 3][..], ErrorKind::UnsupportedVersion),
            (0, &[0xA0, 3, 2, 1, 0], ErrorKind::UnsupportedVersion),
            (0, &[0xA0, 5, 2, 1, 2, 5, 0], ErrorKind::TrailingData),
            (1, &[2, 1, 0], ErrorKind::InvalidSerial),
            (1, &[2, 1, 0x80], ErrorKind::InvalidSerial),
            (1, &[2, 2, 0, 1], ErrorKind::InvalidSerial),
            (4, &thrice, ErrorKind::TrailingData),
            (7, NULL, ErrorKind::TrailingData),
            (7, &bare, ErrorKind::Malformed),
            (8, &[0x30, 3, 6, 1, 43], ErrorKind::AlgorithmMismatch),
            (9, &[3, 2, 1, 0xAA], ErrorKind::Malformed),
            (10, NULL, ErrorKind::TrailingData),
        ] {
            assert_eq!(with(place, field), Some(kind), "{place} {field:02x?}");
        }
    }

    #[test]
    fn serials_have_twenty_octets_at_most() {
        assert_eq!(with(1, &der(Tag::INTEGER, &[1; 20])), None);
        assert_eq!(with(1, &der(Tag::INTEGER, &[1; 21])), Some(ErrorKind::InvalidSerial));
    }
}
