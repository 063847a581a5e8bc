//! One answer of a response (RFC 6960 4.2.1).

use chrono::{DateTime, Utc};

use crate::asn1::{ObjectIdentifier, Reader, Span, Tag, oid};
use crate::certificate::RevocationReason;
use crate::crypto::DigestAlgorithm;
use crate::error::{Error, ErrorKind, Result};
use crate::time;

use super::WHAT;
use super::cert_id::CertId;
use super::extension::{self, Extension};

/// What an answer says of its certificate (RFC 6960 2.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CertificateStatus {
    /// Not revoked, and no more than that.
    Good,
    /// Revoked, on hold, or, by a date in 1970, never issued.
    Revoked {
        /// `revocationTime`, UTC.
        at: DateTime<Utc>,
        /// `revocationReason`, if there is one.
        reason: Option<RevocationReason>,
    },
    /// The responder does not know the certificate.
    Unknown,
}

impl CertificateStatus {
    /// `"good"`, `"revoked"` or `"unknown"`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Revoked { .. } => "revoked",
            Self::Unknown => "unknown",
        }
    }

    /// By which responders say that they never issued the certificate: on hold since the beginning of 1970 (RFC 6960
    /// 2.2). Nobody was on hold then, whether the response carries id-pkix-ocsp-extended-revoke, as it must, or not.
    pub(crate) fn is_not_issued(self) -> bool {
        let hold = Some(RevocationReason::CertificateHold);
        matches!(self, Self::Revoked { at, reason } if at == DateTime::UNIX_EPOCH && reason == hold)
    }
}

/// ```text
/// SingleResponse ::= SEQUENCE {
///     certID                CertID,
///     certStatus            CertStatus,
///     thisUpdate            GeneralizedTime,
///     nextUpdate        [0] EXPLICIT GeneralizedTime OPTIONAL,
///     singleExtensions  [1] EXPLICIT Extensions OPTIONAL }
/// ```
#[derive(Debug)]
pub(super) struct Single {
    pub(super) id: CertId,
    status: CertificateStatus,
    this_update: DateTime<Utc>,
    next_update: Option<DateTime<Utc>>,
    archive_cutoff: Option<DateTime<Utc>>,
    invalidity_date: Option<DateTime<Utc>>,
    unknown_critical: Vec<ObjectIdentifier>,
}

impl Single {
    pub(super) fn read(list: &mut Reader<'_>, span: impl Fn(&[u8]) -> Result<Span>) -> Result<Self> {
        let mut parts = list.nested(Tag::SEQUENCE)?;
        let mut single = Self {
            id: CertId::read(&mut parts, span)?,
            status: status(&mut parts)?,
            this_update: general_time(&mut parts)?,
            next_update: next_update(&mut parts)?,
            archive_cutoff: None,
            invalidity_date: None,
            unknown_critical: Vec::new(),
        };
        for extension in extension::optional(&mut parts, 1)? {
            single.add(&extension)?;
        }
        parts.finish()?;
        Ok(single)
    }

    /// Those of RFC 6960 4.4, and the extensions of entries of lists, which may stand here as well (4.4.5).
    fn add(&mut self, extension: &Extension<'_>) -> Result<()> {
        match extension.oid {
            oid::OCSP_ARCHIVE_CUTOFF => self.archive_cutoff = Some(extension.decode(general_time)?),
            oid::INVALIDITY_DATE => self.invalidity_date = Some(extension.decode(general_time)?),
            oid::REASON_CODE => self.status = with_reason(self.status, extension.decode(reason)?)?,
            // Known, and of no use to this question: proofs that a certificate was logged.
            oid::SIGNED_CERTIFICATE_TIMESTAMPS => {}
            unknown if extension.critical => self.unknown_critical.push(unknown),
            _ => {}
        }
        Ok(())
    }
}

/// A reason beside the one of the answer itself must be the same.
fn with_reason(status: CertificateStatus, beside: RevocationReason) -> Result<CertificateStatus> {
    match status {
        CertificateStatus::Revoked { at, reason } if reason.is_none_or(|reason| reason == beside) => {
            Ok(CertificateStatus::Revoked { at, reason: Some(beside) })
        }
        _ => Err(Error::new(ErrorKind::InvalidExtension, WHAT)),
    }
}

/// ```text
/// CertStatus ::= CHOICE {
///     good     [0] IMPLICIT NULL,
///     revoked  [1] IMPLICIT SEQUENCE {
///         revocationTime        GeneralizedTime,
///         revocationReason  [0] EXPLICIT CRLReason OPTIONAL },
///     unknown  [2] IMPLICIT NULL }
/// ```
fn status(parts: &mut Reader<'_>) -> Result<CertificateStatus> {
    let malformed = parts.error(ErrorKind::Malformed);
    let element = parts.any()?;
    match (element.tag.0, element.value) {
        (0x80, []) => Ok(CertificateStatus::Good),
        (0x82, []) => Ok(CertificateStatus::Unknown),
        (0xA1, value) => {
            let mut revoked = Reader::new(value, WHAT);
            let at = general_time(&mut revoked)?;
            let explicit = revoked.optional_nested(Tag::context_constructed(0))?;
            let reason = explicit.map(|mut explicit| {
                let found = reason(&mut explicit)?;
                explicit.finish().map(|()| found)
            });
            revoked.finish()?;
            Ok(CertificateStatus::Revoked { at, reason: reason.transpose()? })
        }
        _ => Err(malformed),
    }
}

/// `CRLReason ::= ENUMERATED` (RFC 5280 5.3.1).
fn reason(reader: &mut Reader<'_>) -> Result<RevocationReason> {
    let malformed = reader.error(ErrorKind::Malformed);
    match reader.value(Tag::ENUMERATED)? {
        &[number] => RevocationReason::from_number(number).ok_or(malformed),
        _ => Err(malformed),
    }
}

/// Every time of a response is a GeneralizedTime, in the one form of RFC 5280 4.1.2.5.2 (RFC 6960 4.2.2.1).
pub(super) fn general_time(reader: &mut Reader<'_>) -> Result<DateTime<Utc>> {
    let invalid = reader.error(ErrorKind::InvalidTime);
    time::parse(Tag::GENERALIZED_TIME, reader.value(Tag::GENERALIZED_TIME)?).ok_or(invalid)
}

fn next_update(parts: &mut Reader<'_>) -> Result<Option<DateTime<Utc>>> {
    let Some(mut explicit) = parts.optional_nested(Tag::context_constructed(0))? else { return Ok(None) };
    let time = general_time(&mut explicit)?;
    explicit.finish()?;
    Ok(Some(time))
}

/// One answer of a response: a certificate, named by hashes of its issuer and by its serial number, and its status.
///
/// See [`OcspResponse::answers`](crate::OcspResponse::answers).
#[derive(Clone, Copy)]
pub struct Answer<'a> {
    pub(super) single: &'a Single,
    pub(super) der: &'a [u8],
}

impl<'a> Answer<'a> {
    /// The digest of the hashes; `None` for one that this library does not know.
    #[must_use]
    pub fn hash_algorithm(&self) -> Option<DigestAlgorithm> {
        self.single.id.algorithm
    }

    /// Hash of the name of the certificate's issuer.
    #[must_use]
    pub fn issuer_name_hash(&self) -> &'a [u8] {
        self.single.id.issuer_name_hash.in_bytes(self.der)
    }

    /// Hash of the key of the certificate's issuer.
    #[must_use]
    pub fn issuer_key_hash(&self) -> &'a [u8] {
        self.single.id.issuer_key_hash.in_bytes(self.der)
    }

    /// The serial number's octets: big-endian, two's complement, shortest form.
    #[must_use]
    pub fn serial_number(&self) -> &'a [u8] {
        self.single.id.serial_number.in_bytes(self.der)
    }

    /// What is said of the certificate.
    #[must_use]
    pub fn status(&self) -> CertificateStatus {
        self.single.status
    }

    /// `thisUpdate`, UTC: when this was last known to be so.
    #[must_use]
    pub fn this_update(&self) -> DateTime<Utc> {
        self.single.this_update
    }

    /// `nextUpdate`, UTC: when newer information will be there; absent, it always is (RFC 6960 4.2.2.1).
    #[must_use]
    pub fn next_update(&self) -> Option<DateTime<Utc>> {
        self.single.next_update
    }

    /// `archiveCutoff`, UTC: certificates that ended since then are still answered for (RFC 6960 4.4.4).
    #[must_use]
    pub fn archive_cutoff(&self) -> Option<DateTime<Utc>> {
        self.single.archive_cutoff
    }

    /// `invalidityDate`, UTC: since when the key is suspected (RFC 5280 5.3.2, RFC 6960 4.4.5).
    #[must_use]
    pub fn invalidity_date(&self) -> Option<DateTime<Utc>> {
        self.single.invalidity_date
    }

    /// Critical extensions of the answer that are not processed here: with one, it must not be used.
    #[must_use]
    pub fn unknown_critical(&self) -> &'a [ObjectIdentifier] {
        &self.single.unknown_critical
    }
}

/// The status alone: a serial number is somebody's.
impl std::fmt::Debug for Answer<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Answer")
            .field("status", &self.status())
            .field("this_update", &self.this_update())
            .field("next_update", &self.next_update())
            .finish_non_exhaustive()
    }
}
