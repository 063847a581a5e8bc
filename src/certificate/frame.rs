//! The fields of a certificate, read strictly and in place (RFC 5280 4.1).

use chrono::{DateTime, Utc};

use super::CERTIFICATE;
use crate::asn1::{Reader, Span, Tag, bit_string, integer, small_unsigned, whole};
use crate::crypto::{AlgorithmError, AlgorithmIdentifier, SignatureAlgorithm};
use crate::error::{Error, ErrorKind, Result};
use crate::limits;
use crate::time;

/// Every field but the extensions; most of them as places in the certificate.
pub(super) struct Frame {
    pub(super) version: u8,
    pub(super) serial_number: Span,
    pub(super) not_before: DateTime<Utc>,
    pub(super) not_after: DateTime<Utc>,
    pub(super) issuer: Span,
    pub(super) subject: Span,
    pub(super) public_key: Span,
    pub(super) signed_part: Span,
    pub(super) signature_algorithm: Span,
    /// The same by the table.
    pub(super) algorithm: std::result::Result<SignatureAlgorithm, AlgorithmError>,
    pub(super) signature: Span,
}

impl Frame {
    /// ```text
    /// Certificate ::= SEQUENCE { tbsCertificate, signatureAlgorithm, signatureValue BIT STRING }
    ///
    /// TBSCertificate ::= SEQUENCE {
    ///     version              [0] EXPLICIT Version DEFAULT v1,
    ///     serialNumber             CertificateSerialNumber,
    ///     signature                AlgorithmIdentifier,
    ///     issuer                   Name,
    ///     validity                 SEQUENCE { notBefore Time, notAfter Time },
    ///     subject                  Name,
    ///     subjectPublicKeyInfo     SEQUENCE { algorithm AlgorithmIdentifier, subjectPublicKey BIT STRING },
    ///     issuerUniqueID       [1] IMPLICIT BIT STRING OPTIONAL,
    ///     subjectUniqueID      [2] IMPLICIT BIT STRING OPTIONAL,
    ///     extensions           [3] EXPLICIT Extensions OPTIONAL }
    /// ```
    ///
    /// Beside the fields it returns a reader over what is inside the tag of the extensions, if they are there.
    pub(super) fn read(der: &[u8]) -> Result<(Self, Option<Reader<'_>>)> {
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
        let row = match SignatureAlgorithm::from_der(algorithm.raw) {
            Err(AlgorithmError::Malformed(error)) => return Err(error),
            row => row,
        };
        let issuer = tbs.element(Tag::SEQUENCE)?.raw;
        let (not_before, not_after) = validity(&mut tbs)?;
        let subject = tbs.element(Tag::SEQUENCE)?.raw;
        let public_key = public_key_info(&mut tbs)?;
        let extensions = optional_fields(&mut tbs, version)?;
        let frame = Self {
            version,
            serial_number: span(serial)?,
            not_before,
            not_after,
            issuer: span(issuer)?,
            subject: span(subject)?,
            public_key: span(public_key)?,
            signed_part: span(signed_part.raw)?,
            signature_algorithm: span(algorithm.raw)?,
            algorithm: row,
            signature: span(signature)?,
        };
        Ok((frame, extensions))
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

/// The whole of it. What kind of key it is, and whether it is one, is for those who use it.
fn public_key_info<'a>(tbs: &mut Reader<'a>) -> Result<&'a [u8]> {
    let info = tbs.element(Tag::SEQUENCE)?;
    let mut parts = Reader::new(info.value, CERTIFICATE);
    AlgorithmIdentifier::from_der(parts.element(Tag::SEQUENCE)?.raw)?;
    bit_string(parts.value(Tag::BIT_STRING)?)?;
    parts.finish()?;
    Ok(info.raw)
}

/// Unique identifiers belong to versions 2 and 3, extensions to version 3 (RFC 5280 4.1.2.8, 4.1.2.9).
fn optional_fields<'a>(tbs: &mut Reader<'a>, version: u8) -> Result<Option<Reader<'a>>> {
    let unsupported = Error::new(ErrorKind::UnsupportedVersion, CERTIFICATE);
    for tag in [Tag::context(1), Tag::context(2)] {
        if let Some(identifier) = tbs.optional(tag)? {
            bit_string(identifier)?;
            if version < 2 {
                return Err(unsupported);
            }
        }
    }
    let extensions = tbs.optional_nested(EXTENSIONS)?;
    if extensions.is_some() && version < 3 {
        return Err(unsupported);
    }
    tbs.finish()?;
    Ok(extensions)
}

const EXTENSIONS: Tag = Tag::context_constructed(3);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::name::testing::der;

    const NULL: &[u8] = &[5, 0];

    /// A certificate that says next to nothing, with this in place of one of its fields.
    fn with(place: usize, field: &[u8]) -> Option<ErrorKind> {
        with_both((place, field), (place, field))
    }

    /// The same with two fields.
    fn with_both(one: (usize, &[u8]), other: (usize, &[u8])) -> Option<ErrorKind> {
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
            &[0x30, 8, 0x30, 3, 6, 1, 42, 3, 1, 0],
            &[],
            algorithm,
            &[3, 2, 0, 0xAA],
            &[],
        ];
        fields[one.0] = one.1;
        fields[other.0] = other.1;
        let (inner, outer) = fields.split_at(8);
        let parts = [der(Tag::SEQUENCE, &inner.concat()), outer.concat()].concat();
        Frame::read(&der(Tag::SEQUENCE, &parts)).err().map(|error| error.kind())
    }

    #[test]
    fn the_structure_is_held_to() {
        let time = der(Tag::UTC_TIME, b"260601120000Z");
        let thrice = der(Tag::SEQUENCE, &[time.clone(), time.clone(), time].concat());
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
            (7, &[0x81, 2, 1, 1], ErrorKind::Malformed),
            (7, &[0x82, 2, 1, 1], ErrorKind::Malformed),
            (6, &[0x30, 5, 0x30, 3, 6, 1, 42], ErrorKind::Malformed),
            (6, &[0x30, 5, 0x30, 0, 3, 1, 0], ErrorKind::Malformed),
            (6, &[0x30, 8, 0x30, 3, 6, 1, 42, 3, 1, 1], ErrorKind::Malformed),
            (6, &[0x30, 10, 0x30, 3, 6, 1, 42, 3, 1, 0, 5, 0], ErrorKind::TrailingData),
            (8, &[0x30, 3, 6, 1, 43], ErrorKind::AlgorithmMismatch),
            (9, &[3, 2, 1, 0xAA], ErrorKind::Malformed),
            (10, NULL, ErrorKind::TrailingData),
        ] {
            assert_eq!(with(place, field), Some(kind), "{place} {field:02x?}");
        }
    }

    /// RFC 5280 4.1.2.8, 4.1.2.9: what a version does not have.
    #[test]
    fn fields_belong_to_versions() {
        let unsupported = Some(ErrorKind::UnsupportedVersion);
        let (v1, v2): (&[u8], &[u8]) = (&[], &[0xA0, 3, 2, 1, 1]);
        for (version, identifier) in [(v1, unsupported), (v2, None)] {
            assert_eq!(with_both((0, version), (7, &[0x81, 2, 0, 1])), identifier);
            assert_eq!(with_both((0, version), (7, &[0x82, 2, 0, 1])), identifier);
            assert_eq!(with_both((0, version), (7, &[0xA3, 2, 0x30, 0])), unsupported);
        }
    }

    #[test]
    fn serials_have_twenty_octets_at_most() {
        assert_eq!(with(1, &der(Tag::INTEGER, &[1; 20])), None);
        assert_eq!(with(1, &der(Tag::INTEGER, &[1; 21])), Some(ErrorKind::InvalidSerial));
    }
}
