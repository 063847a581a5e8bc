//! `CertificateList`, part by part (RFC 5280 5.1).

use chrono::{DateTime, Utc};

use crate::asn1::{Reader, Tag, bit_string, small_unsigned, whole};
use crate::error::{ErrorKind, Result};
use crate::time;

use super::entry::Version;
use super::extension::identifier;
use super::facts::Facts;
use super::names::name;

const WHAT: &str = "revocation list";

/// The parts of a list, still slices of its bytes.
///
/// ```text
/// CertificateList ::= SEQUENCE {
///     tbsCertList          TBSCertList,
///     signatureAlgorithm   AlgorithmIdentifier,
///     signatureValue       BIT STRING }
/// ```
pub(super) struct Parts<'a> {
    pub(super) tbs: &'a [u8],
    pub(super) algorithm: &'a [u8],
    pub(super) signature: &'a [u8],
    pub(super) fields: Fields<'a>,
}

/// ```text
/// TBSCertList ::= SEQUENCE {
///     version              Version OPTIONAL,           -- if present, MUST be v2
///     signature            AlgorithmIdentifier,
///     issuer               Name,
///     thisUpdate           Time,
///     nextUpdate           Time OPTIONAL,
///     revokedCertificates  SEQUENCE OF SEQUENCE { … } OPTIONAL,
///     crlExtensions    [0] EXPLICIT Extensions OPTIONAL }
/// ```
pub(super) struct Fields<'a> {
    pub(super) version: Version,
    pub(super) issuer: &'a [u8],
    pub(super) this_update: DateTime<Utc>,
    pub(super) next_update: Option<DateTime<Utc>>,
    /// From inside the SEQUENCE; empty when there is none.
    pub(super) revoked: &'a [u8],
    pub(super) facts: Facts,
}

impl<'a> Parts<'a> {
    /// Everything but the entries is checked.
    pub(super) fn read(der: &'a [u8]) -> Result<Self> {
        let mut list = Reader::new(whole(der, Tag::SEQUENCE, WHAT)?.value, WHAT);
        let tbs = list.element(Tag::SEQUENCE)?;
        let algorithm = algorithm(&mut list)?;
        let signature = bit_string(list.value(Tag::BIT_STRING)?)?.whole_octets()?;
        list.finish()?;
        let fields = Fields::read(&mut Reader::new(tbs.value, WHAT), algorithm)?;
        Ok(Self { tbs: tbs.raw, algorithm, signature, fields })
    }
}

impl<'a> Fields<'a> {
    fn read(tbs: &mut Reader<'a>, outer: &[u8]) -> Result<Self> {
        let version = version(tbs)?;
        if algorithm(tbs)? != outer {
            return Err(tbs.error(ErrorKind::AlgorithmMismatch));
        }
        let fields = Self {
            version,
            issuer: issuer(tbs)?,
            this_update: time::read(tbs, "thisUpdate")?,
            next_update: next_update(tbs)?,
            revoked: revoked(tbs)?,
            facts: facts(tbs, version)?,
        };
        tbs.finish()?;
        Ok(fields)
    }
}

/// Absent is v1, present must be v2 (RFC 5280 5.1.2.1).
fn version(tbs: &mut Reader<'_>) -> Result<Version> {
    match tbs.optional(Tag::INTEGER)?.map(small_unsigned).transpose()? {
        None => Ok(Version::V1),
        Some(1) => Ok(Version::V2),
        Some(_) => Err(tbs.error(ErrorKind::UnsupportedVersion)),
    }
}

/// `AlgorithmIdentifier ::= SEQUENCE { OBJECT IDENTIFIER, parameters ANY OPTIONAL }`, as received.
fn algorithm<'a>(reader: &mut Reader<'a>) -> Result<&'a [u8]> {
    let element = reader.element(Tag::SEQUENCE)?;
    let mut parts = Reader::new(element.value, "AlgorithmIdentifier");
    identifier(&mut parts)?;
    if !parts.is_empty() {
        parts.any()?;
    }
    parts.finish()?;
    Ok(element.raw)
}

/// A name that is not empty (RFC 5280 5.1.2.3).
fn issuer<'a>(tbs: &mut Reader<'a>) -> Result<&'a [u8]> {
    match name(tbs)? {
        [_, 0] => Err(tbs.error(ErrorKind::Malformed)),
        issuer => Ok(issuer),
    }
}

fn next_update(tbs: &mut Reader<'_>) -> Result<Option<DateTime<Utc>>> {
    match tbs.peek() {
        Some(Tag::UTC_TIME | Tag::GENERALIZED_TIME) => time::read(tbs, "nextUpdate").map(Some),
        _ => Ok(None),
    }
}

/// With nothing revoked the SEQUENCE must be absent (RFC 5280 5.1.2.6).
fn revoked<'a>(tbs: &mut Reader<'a>) -> Result<&'a [u8]> {
    match tbs.optional(Tag::SEQUENCE)? {
        Some([]) => Err(tbs.error(ErrorKind::Malformed)),
        found => Ok(found.unwrap_or_default()),
    }
}

/// Only v2 has extensions (RFC 5280 5.1.2.7).
fn facts(tbs: &mut Reader<'_>, version: Version) -> Result<Facts> {
    if version == Version::V1 {
        return Ok(Facts::default());
    }
    let Some(mut explicit) = tbs.optional_nested(Tag::context_constructed(0))? else {
        return Ok(Facts::default());
    };
    let facts = Facts::read(explicit.nested(Tag::SEQUENCE)?)?;
    explicit.finish()?;
    Ok(facts)
}
