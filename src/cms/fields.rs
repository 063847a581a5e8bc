//! `SignerInfo`, part by part (RFC 5652 5.3): where each part lies in the bytes. Strict DER, but for the values of
//! unsigned attributes, which others may have added in any encoding.

use crate::asn1::{Element, Reader, Span, Tag, check_der, integer, small_unsigned};
use crate::crypto::AlgorithmIdentifier;
use crate::error::{ErrorKind, Result};
use crate::limits;
use crate::name::Name;

use super::attributes::{Attributes, Place};

const SIGNER: &str = "SignerInfo";

/// The parts of a signer.
#[derive(Clone)]
pub(super) struct Fields {
    pub(super) identifier: Identifier,
    pub(super) digest_algorithm: Span,
    pub(super) signed_attributes: Option<SignedAttributes>,
    pub(super) signature_algorithm: Span,
    pub(super) signature: Span,
    /// The contents.
    pub(super) unsigned_attributes: Option<Span>,
}

/// What is signed beside the content.
#[derive(Clone)]
pub(super) struct SignedAttributes {
    /// The whole element, with its tag `[0]`.
    pub(super) element: Span,
    pub(super) contents: Span,
    pub(super) places: Vec<Place>,
}

/// ```text
/// SignerIdentifier ::= CHOICE {
///     issuerAndSerialNumber  SEQUENCE { issuer Name, serialNumber INTEGER },
///     subjectKeyIdentifier   [0] OCTET STRING }
/// ```
#[derive(Clone, Copy)]
pub(super) enum Identifier {
    IssuerAndSerial { issuer: Span, serial: Span },
    KeyId(Span),
}

impl Fields {
    /// ```text
    /// SignerInfo ::= SEQUENCE {
    ///     version             CMSVersion,
    ///     sid                 SignerIdentifier,
    ///     digestAlgorithm     DigestAlgorithmIdentifier,
    ///     signedAttrs     [0] IMPLICIT SET SIZE (1..MAX) OF Attribute OPTIONAL,
    ///     signatureAlgorithm  SignatureAlgorithmIdentifier,
    ///     signature           OCTET STRING,
    ///     unsignedAttrs   [1] IMPLICIT SET SIZE (1..MAX) OF Attribute OPTIONAL }
    /// ```
    pub(super) fn read(contents: &[u8], span: impl Fn(&[u8]) -> Result<Span>) -> Result<Self> {
        let mut reader = Reader::new(contents, SIGNER);
        let version = small_unsigned(reader.value(Tag::INTEGER)?)?;
        let identifier = identifier(&mut reader, version, &span)?;
        let digest_algorithm = algorithm(&mut reader)?;
        let signed = optional(&mut reader, Tag::context_constructed(0))?;
        let signature_algorithm = algorithm(&mut reader)?;
        let signature = reader.value(Tag::OCTET_STRING)?;
        check_der(contents.get(..reader.position()).unwrap_or_default(), SIGNER)?;
        let unsigned = optional(&mut reader, Tag::context_constructed(1))?;
        reader.finish()?;
        let signed = signed.map(|element| SignedAttributes::read(element, &span)).transpose()?;
        unsigned.map_or(Ok(()), |element| Attributes::check(element.value))?;
        Ok(Self {
            identifier,
            digest_algorithm: span(digest_algorithm)?,
            signed_attributes: signed,
            signature_algorithm: span(signature_algorithm)?,
            signature: span(signature)?,
            unsigned_attributes: unsigned.map(|element| span(element.value)).transpose()?,
        })
    }
}

impl SignedAttributes {
    fn read(element: Element<'_>, span: impl Fn(&[u8]) -> Result<Span>) -> Result<Self> {
        Ok(Self {
            element: span(element.raw)?,
            contents: span(element.value)?,
            places: Attributes::places(element.value, span)?,
        })
    }
}

/// "If the SignerIdentifier is the CHOICE issuerAndSerialNumber, then the version MUST be 1", else 3.
fn identifier(
    reader: &mut Reader<'_>,
    version: u32,
    span: &impl Fn(&[u8]) -> Result<Span>,
) -> Result<Identifier> {
    const KEY_ID: Tag = Tag::context(0);
    let (expected, identifier) = match reader.peek() {
        Some(KEY_ID) => (3, Identifier::KeyId(span(reader.value(KEY_ID)?)?)),
        _ => (1, issuer_and_serial(reader.nested(Tag::SEQUENCE)?, span)?),
    };
    if version == expected { Ok(identifier) } else { Err(reader.error(ErrorKind::UnsupportedVersion)) }
}

fn issuer_and_serial(mut reader: Reader<'_>, span: &impl Fn(&[u8]) -> Result<Span>) -> Result<Identifier> {
    let issuer = reader.element(Tag::SEQUENCE)?.raw;
    Name::parse(issuer)?;
    let serial = integer(reader.value(Tag::INTEGER)?)?;
    reader.finish()?;
    if serial.len() > limits::LISTED_SERIAL_BYTES {
        return Err(reader.error(ErrorKind::LimitExceeded));
    }
    Ok(Identifier::IssuerAndSerial { issuer: span(issuer)?, serial: span(serial)? })
}

fn algorithm<'a>(reader: &mut Reader<'a>) -> Result<&'a [u8]> {
    let raw = reader.element(Tag::SEQUENCE)?.raw;
    AlgorithmIdentifier::from_der(raw)?;
    Ok(raw)
}

fn optional<'a>(reader: &mut Reader<'a>, tag: Tag) -> Result<Option<Element<'a>>> {
    if reader.peek() == Some(tag) { reader.any().map(Some) } else { Ok(None) }
}
