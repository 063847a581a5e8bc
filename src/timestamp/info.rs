//! `TSTInfo` (RFC 3161 2.4.2): what a time-stamping authority says. Strict DER, all the way down.

use chrono::{DateTime, TimeDelta, Utc};

use crate::asn1::{
    ObjectIdentifier, Reader, Span, Tag, boolean, check_der, integer, object_identifier, small_unsigned,
    whole,
};
use crate::crypto::AlgorithmIdentifier;
use crate::error::{Error, ErrorKind, Result};
use crate::limits::{EXTENSIONS, LISTED_SERIAL_BYTES};
use crate::name::GeneralName;
use crate::time;

const WHAT: &str = "TSTInfo";

/// ```text
/// TSTInfo ::= SEQUENCE {
///     version             INTEGER { v1(1) },
///     policy              TSAPolicyId,
///     messageImprint      MessageImprint,
///     serialNumber        INTEGER,
///     genTime             GeneralizedTime,
///     accuracy            Accuracy                 OPTIONAL,
///     ordering            BOOLEAN            DEFAULT FALSE,
///     nonce               INTEGER                  OPTIONAL,
///     tsa             [0] EXPLICIT GeneralName     OPTIONAL,
///     extensions      [1] IMPLICIT Extensions      OPTIONAL }
/// ```
#[derive(Clone)]
pub(super) struct Info {
    /// Its own octets: in the token they may lie in pieces.
    der: Vec<u8>,
    pub(super) policy: ObjectIdentifier,
    imprint_algorithm: Span,
    imprint: Span,
    serial_number: Span,
    pub(super) gen_time: DateTime<Utc>,
    pub(super) accuracy: Option<TimeDelta>,
    /// `gen_time` and `accuracy` together.
    pub(super) latest_time: DateTime<Utc>,
    pub(super) ordering: bool,
    nonce: Option<Span>,
    tsa: Option<Span>,
    pub(super) unknown_critical: Vec<ObjectIdentifier>,
}

impl Info {
    pub(super) fn read(der: Vec<u8>) -> Result<Self> {
        check_der(&der, WHAT)?;
        let mut fields = Reader::new(whole(&der, Tag::SEQUENCE, WHAT)?.value, WHAT);
        version(&mut fields)?;
        let policy = object_identifier(fields.value(Tag::OBJECT_IDENTIFIER)?)?;
        let (algorithm, imprint) = imprint(fields.nested(Tag::SEQUENCE)?)?;
        let serial_number = number(&mut fields)?;
        let gen_time = gen_time(&mut fields)?;
        let accuracy = fields.optional_nested(Tag::SEQUENCE)?.map(accuracy).transpose()?;
        let latest_time = gen_time.checked_add_signed(accuracy.unwrap_or_default()).ok_or(TOO_LARGE)?;
        let ordering = flag(&mut fields)?;
        let nonce = if fields.peek() == Some(Tag::INTEGER) { Some(number(&mut fields)?) } else { None };
        let tsa = fields.optional(Tag::context_constructed(0))?;
        tsa.map(general_name).transpose()?;
        let list = fields.optional_nested(Tag::context_constructed(1))?;
        let unknown_critical = list.map(critical_extensions).transpose()?.unwrap_or_default();
        fields.finish()?;
        let span = |part: &[u8]| Span::of(part, &der).ok_or(TOO_LARGE);
        Ok(Self {
            policy,
            imprint_algorithm: span(algorithm)?,
            imprint: span(imprint)?,
            serial_number: span(serial_number)?,
            gen_time,
            accuracy,
            latest_time,
            ordering,
            nonce: nonce.map(span).transpose()?,
            tsa: tsa.map(span).transpose()?,
            unknown_critical,
            der,
        })
    }

    pub(super) fn imprint_algorithm(&self) -> &[u8] {
        self.imprint_algorithm.in_bytes(&self.der)
    }

    pub(super) fn imprint(&self) -> &[u8] {
        self.imprint.in_bytes(&self.der)
    }

    pub(super) fn serial_number(&self) -> &[u8] {
        self.serial_number.in_bytes(&self.der)
    }

    pub(super) fn nonce(&self) -> Option<&[u8]> {
        self.nonce.map(|span| span.in_bytes(&self.der))
    }

    pub(super) fn tsa(&self) -> Option<&[u8]> {
        self.tsa.map(|span| span.in_bytes(&self.der))
    }
}

const TOO_LARGE: Error = Error::new(ErrorKind::LimitExceeded, WHAT);

fn version(fields: &mut Reader<'_>) -> Result<()> {
    match small_unsigned(fields.value(Tag::INTEGER)?)? {
        1 => Ok(()),
        _ => Err(fields.error(ErrorKind::UnsupportedVersion)),
    }
}

/// `MessageImprint ::= SEQUENCE { hashAlgorithm AlgorithmIdentifier, hashedMessage OCTET STRING }`
fn imprint(mut fields: Reader<'_>) -> Result<(&[u8], &[u8])> {
    let algorithm = fields.element(Tag::SEQUENCE)?.raw;
    AlgorithmIdentifier::from_der(algorithm)?;
    let imprint = fields.value(Tag::OCTET_STRING)?;
    fields.finish()?;
    Ok((algorithm, imprint))
}

/// An INTEGER of any size that occurs: "users MUST be ready to accommodate integers up to 160 bits".
fn number<'a>(fields: &mut Reader<'a>) -> Result<&'a [u8]> {
    let number = integer(fields.value(Tag::INTEGER)?)?;
    if number.len() > LISTED_SERIAL_BYTES { Err(TOO_LARGE) } else { Ok(number) }
}

fn gen_time(fields: &mut Reader<'_>) -> Result<DateTime<Utc>> {
    let value = fields.value(Tag::GENERALIZED_TIME)?;
    time::parse_precise(value).ok_or_else(|| fields.error(ErrorKind::InvalidTime))
}

/// ```text
/// Accuracy ::= SEQUENCE {
///     seconds        INTEGER           OPTIONAL,
///     millis     [0] INTEGER (1..999)  OPTIONAL,
///     micros     [1] INTEGER (1..999)  OPTIONAL }
/// ```
/// "If either seconds, millis or micros is missing, then a value of zero MUST be taken for the missing field."
fn accuracy(mut fields: Reader<'_>) -> Result<TimeDelta> {
    let seconds = fields.optional(Tag::INTEGER)?.map_or(Ok(0), small_unsigned)?;
    let mut thousandths = |number| match fields.optional(Tag::context(number))?.map(small_unsigned) {
        None => Ok(0),
        Some(Ok(found @ 1..=999)) => Ok(i64::from(found)),
        Some(_) => Err(fields.error(ErrorKind::Malformed)),
    };
    let (millis, micros) = (thousandths(0)?, thousandths(1)?);
    fields.finish()?;
    Ok(TimeDelta::seconds(seconds.into()) + TimeDelta::microseconds(millis * 1000 + micros))
}

/// `BOOLEAN DEFAULT FALSE`: a DEFAULT value is not encoded (X.690 11.5).
fn flag(fields: &mut Reader<'_>) -> Result<bool> {
    match fields.optional(Tag::BOOLEAN)?.map(boolean).transpose()? {
        None => Ok(false),
        Some(true) => Ok(true),
        Some(false) => Err(fields.error(ErrorKind::Malformed)),
    }
}

fn general_name(tsa: &[u8]) -> Result<()> {
    let mut reader = Reader::new(tsa, WHAT);
    GeneralName::read(&mut reader)?;
    reader.finish()
}

/// The critical ones, none of which is known here. At least one extension, and none twice (RFC 5280 4.1.2.9, 4.2).
fn critical_extensions(mut list: Reader<'_>) -> Result<Vec<ObjectIdentifier>> {
    let (mut found, mut critical) = (Vec::new(), Vec::new());
    while found.is_empty() || !list.is_empty() {
        if found.len() == EXTENSIONS {
            return Err(TOO_LARGE);
        }
        let (oid, is_critical) = extension(list.nested(Tag::SEQUENCE)?)?;
        if found.contains(&oid) {
            return Err(list.error(ErrorKind::DuplicateExtension));
        }
        found.push(oid);
        critical.extend(is_critical.then_some(oid));
    }
    Ok(critical)
}

/// `Extension ::= SEQUENCE { extnID OBJECT IDENTIFIER, critical BOOLEAN DEFAULT FALSE, extnValue OCTET STRING }`
fn extension(mut fields: Reader<'_>) -> Result<(ObjectIdentifier, bool)> {
    let oid = object_identifier(fields.value(Tag::OBJECT_IDENTIFIER)?)?;
    let critical = flag(&mut fields)?;
    fields.value(Tag::OCTET_STRING)?;
    fields.finish()?;
    Ok((oid, critical))
}
