//! `OCSPResponse`, part by part (RFC 6960 4.2.1).

use chrono::{DateTime, Utc};

use crate::asn1::{
    ObjectIdentifier, Reader, Span, Tag, bit_string, object_identifier, oid, small_unsigned, whole,
};
use crate::error::{Error, ErrorKind, Result};
use crate::limits::{ANSWERS, RESPONSE_CERTIFICATES};
use crate::name::Name;

use super::answer::{Single, general_time};
use super::extension::{self, Extension};
use super::{ResponseStatus, WHAT};

/// ```text
/// OCSPResponse ::= SEQUENCE {
///     responseStatus      ENUMERATED,
///     responseBytes  [0]  EXPLICIT SEQUENCE { responseType OBJECT IDENTIFIER, response OCTET STRING } OPTIONAL }
/// ```
pub(super) struct Parts {
    pub(super) status: ResponseStatus,
    /// Nothing for an error, and for a type that nobody here reads.
    pub(super) basic: Option<Basic>,
}

/// ```text
/// BasicOCSPResponse ::= SEQUENCE {
///     tbsResponseData      ResponseData,
///     signatureAlgorithm   AlgorithmIdentifier,
///     signature            BIT STRING,
///     certs            [0] EXPLICIT SEQUENCE OF Certificate OPTIONAL }
///
/// ResponseData ::= SEQUENCE {
///     version              [0] EXPLICIT Version DEFAULT v1,
///     responderID              ResponderID,
///     producedAt               GeneralizedTime,
///     responses                SEQUENCE OF SingleResponse,
///     responseExtensions   [1] EXPLICIT Extensions OPTIONAL }
/// ```
#[derive(Debug)]
pub(super) struct Basic {
    pub(super) tbs: Span,
    pub(super) algorithm: Span,
    pub(super) signature: Span,
    pub(super) certificates: Vec<Span>,
    pub(super) responder: Responder,
    pub(super) produced_at: DateTime<Utc>,
    pub(super) singles: Vec<Single>,
    pub(super) nonce: Option<Span>,
    pub(super) extended_revoke: bool,
    pub(super) unknown_critical: Vec<ObjectIdentifier>,
}

/// `ResponderID ::= CHOICE { byName [1] EXPLICIT Name, byKey [2] EXPLICIT OCTET STRING }`
#[derive(Clone, Copy, Debug)]
pub(super) enum Responder {
    Name(Span),
    KeyHash(Span),
}

/// Where `part` lies in `whole`, of which it is a slice.
fn span(whole: &[u8], part: &[u8]) -> Result<Span> {
    Span::of(part, whole).ok_or(Error::new(ErrorKind::LimitExceeded, WHAT))
}

impl Parts {
    pub(super) fn read(der: &[u8]) -> Result<Self> {
        let mut outer = Reader::new(whole(der, Tag::SEQUENCE, WHAT)?.value, WHAT);
        let status = status(&mut outer)?;
        let bytes = outer.optional_nested(Tag::context_constructed(0))?;
        outer.finish()?;
        match (status, bytes) {
            (ResponseStatus::Successful, Some(explicit)) => {
                Ok(Self { status, basic: basic_response(explicit, der)? })
            }
            // An error has nothing to say, and a success something (RFC 6960 4.2.1).
            (ResponseStatus::Successful, None) | (_, Some(_)) => Err(outer.error(ErrorKind::Malformed)),
            (_, None) => Ok(Self { status, basic: None }),
        }
    }
}

fn status(outer: &mut Reader<'_>) -> Result<ResponseStatus> {
    let malformed = outer.error(ErrorKind::Malformed);
    match outer.value(Tag::ENUMERATED)? {
        &[number] => ResponseStatus::from_number(number).ok_or(malformed),
        _ => Err(malformed),
    }
}

/// A response of another type is no answer to anybody here.
fn basic_response(mut explicit: Reader<'_>, der: &[u8]) -> Result<Option<Basic>> {
    let mut bytes = explicit.nested(Tag::SEQUENCE)?;
    explicit.finish()?;
    let kind = object_identifier(bytes.value(Tag::OBJECT_IDENTIFIER)?)?;
    let response = bytes.value(Tag::OCTET_STRING)?;
    bytes.finish()?;
    if kind == oid::OCSP_BASIC { Basic::read(response, der).map(Some) } else { Ok(None) }
}

impl Basic {
    fn read(response: &[u8], der: &[u8]) -> Result<Self> {
        let mut parts = Reader::new(whole(response, Tag::SEQUENCE, WHAT)?.value, WHAT);
        let tbs = parts.element(Tag::SEQUENCE)?;
        let algorithm = parts.element(Tag::SEQUENCE)?;
        let signature = bit_string(parts.value(Tag::BIT_STRING)?)?.whole_octets()?;
        let certificates = certificates(&mut parts, der)?;
        parts.finish()?;
        let mut data = Reader::new(tbs.value, WHAT);
        version(&mut data)?;
        let mut basic = Self {
            tbs: span(der, tbs.raw)?,
            algorithm: span(der, algorithm.raw)?,
            signature: span(der, signature)?,
            certificates,
            responder: responder(&mut data, der)?,
            produced_at: general_time(&mut data)?,
            singles: singles(data.nested(Tag::SEQUENCE)?, der)?,
            nonce: None,
            extended_revoke: false,
            unknown_critical: Vec::new(),
        };
        for extension in extension::optional(&mut data, 1)? {
            basic.add(&extension, der)?;
        }
        data.finish()?;
        Ok(basic)
    }

    fn add(&mut self, extension: &Extension<'_>, der: &[u8]) -> Result<()> {
        match extension.oid {
            oid::OCSP_NONCE => {
                let nonce = extension.decode(|reader| reader.value(Tag::OCTET_STRING))?;
                self.nonce = Some(span(der, nonce)?);
            }
            oid::OCSP_EXTENDED_REVOKE => self.extended_revoke = true,
            unknown if extension.critical => self.unknown_critical.push(unknown),
            _ => {}
        }
        Ok(())
    }
}

/// Version 1 is the only one. It may be written out, although it is the default: responders do.
fn version(data: &mut Reader<'_>) -> Result<()> {
    let Some(mut explicit) = data.optional_nested(Tag::context_constructed(0))? else { return Ok(()) };
    let number = small_unsigned(explicit.value(Tag::INTEGER)?)?;
    explicit.finish()?;
    if number == 0 { Ok(()) } else { Err(data.error(ErrorKind::UnsupportedVersion)) }
}

fn responder(data: &mut Reader<'_>, der: &[u8]) -> Result<Responder> {
    let malformed = data.error(ErrorKind::Malformed);
    let element = data.any()?;
    match element.tag.0 {
        0xA1 => {
            Name::parse(element.value)?;
            Ok(Responder::Name(span(der, element.value)?))
        }
        0xA2 => Ok(Responder::KeyHash(span(der, whole(element.value, Tag::OCTET_STRING, WHAT)?.value)?)),
        _ => Err(malformed),
    }
}

fn singles(mut list: Reader<'_>, der: &[u8]) -> Result<Vec<Single>> {
    let mut found = Vec::new();
    while !list.is_empty() {
        if found.len() == ANSWERS {
            return Err(list.error(ErrorKind::LimitExceeded));
        }
        found.push(Single::read(&mut list, |part| span(der, part))?);
    }
    Ok(found)
}

/// Each as received: one that cannot be read is no candidate.
fn certificates(parts: &mut Reader<'_>, der: &[u8]) -> Result<Vec<Span>> {
    let Some(mut explicit) = parts.optional_nested(Tag::context_constructed(0))? else {
        return Ok(Vec::new());
    };
    let mut list = explicit.nested(Tag::SEQUENCE)?;
    explicit.finish()?;
    let mut found = Vec::new();
    while !list.is_empty() {
        if found.len() == RESPONSE_CERTIFICATES {
            return Err(list.error(ErrorKind::LimitExceeded));
        }
        found.push(span(der, list.element(Tag::SEQUENCE)?.raw)?);
    }
    Ok(found)
}
