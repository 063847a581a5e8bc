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
