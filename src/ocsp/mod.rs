//! OCSP (RFC 6960): responses read strictly, requests written, nothing judged here.

mod answer;
mod cert_id;
mod extension;
mod parse;
mod request;
#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::{Arc, OnceLock};

use chrono::{DateTime, Utc};

use crate::asn1::{ObjectIdentifier, Tag, armour, oid, tlv};
use crate::certificate::Certificate;
use crate::crypto::{self, DigestAlgorithm, Outcome, Provider, PublicKey, Signers};
use crate::error::{Error, ErrorKind, Result};
use crate::finding::Fingerprint;
use crate::limits::RESPONSE_BYTES;
use crate::name::Name;

use self::parse::{Basic, Parts, Responder};

pub use self::answer::{Answer, CertificateStatus};
pub(crate) use self::cert_id::Identified;
pub use self::request::OcspRequest;

const WHAT: &str = "OCSP response";

/// `responseStatus`: whether the responder answered at all (RFC 6960 4.2.1). All but the first are unsigned, and say
/// nothing of any certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ResponseStatus {
    /// There are answers (0).
    Successful,
    /// The request could not be read (1).
    MalformedRequest,
    /// The responder is in trouble (2).
    InternalError,
    /// Later, perhaps (3).
    TryLater,
    /// The request must be signed (5).
    SigRequired,
    /// Not for this client, or not for these certificates (6).
    Unauthorized,
}

impl ResponseStatus {
    const fn from_number(number: u8) -> Option<Self> {
        Some(match number {
            0 => Self::Successful,
            1 => Self::MalformedRequest,
            2 => Self::InternalError,
            3 => Self::TryLater,
            5 => Self::SigRequired,
            6 => Self::Unauthorized,
            _ => return None,
        })
    }

    /// The name that RFC 6960 gives it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Successful => "successful",
            Self::MalformedRequest => "malformedRequest",
            Self::InternalError => "internalError",
            Self::TryLater => "tryLater",
            Self::SigRequired => "sigRequired",
            Self::Unauthorized => "unauthorized",
        }
    }
}

/// Who says that it signed a response: a claim, by which candidates are found (RFC 6960 4.2.2.3).
#[derive(Clone, Copy, Debug)]
pub enum ResponderId<'a> {
    /// By its name.
    Name(Name<'a>),
    /// By the SHA-1 of its key.
    KeyHash(&'a [u8]),
}

/// A response of an OCSP responder (RFC 6960 4.2): its bytes and its answers. Clones share them.
///
/// Reading is strict; nothing about its signature, its dates or its responder's right to answer is judged.
///
/// ```
/// # let bytes = std::fs::read("testdata/ocsp/person_good.ocsp")?;
/// let response = kz_eds::OcspResponse::parse(&bytes)?;
/// assert_eq!(response.status(), kz_eds::ResponseStatus::Successful);
/// let answer = response.answers().next().expect("one answer");
/// assert_eq!(answer.status(), kz_eds::CertificateStatus::Good);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct OcspResponse {
    inner: Arc<Inner>,
    expected_nonce: Option<Arc<[u8]>>,
}

struct Inner {
    der: Vec<u8>,
    status: ResponseStatus,
    basic: Option<Basic>,
    fingerprint: OnceLock<Fingerprint>,
    signers: Signers,
}

const TOO_LARGE: Error = Error::new(ErrorKind::LimitExceeded, WHAT);

impl OcspResponse {
    /// Reads a response in DER. The bytes are kept, not copied.
    ///
    /// A response of another type than id-pkix-ocsp-basic is read and has no answers. Version 1 may be written out
    /// although it is the default; that is the one thing in which this is laxer than DER.
    ///
    /// # Errors
    /// Of [`Error::kind`]: [`ErrorKind::LimitExceeded`] over 2^20 octets, 256 answers or 16 certificates,
    /// [`ErrorKind::TrailingData`], [`ErrorKind::UnsupportedVersion`], [`ErrorKind::InvalidTime`],
    /// [`ErrorKind::InvalidSerial`] for one that is not minimal, [`ErrorKind::DuplicateExtension`],
    /// [`ErrorKind::InvalidExtension`], and [`ErrorKind::Malformed`] for everything else that is no response in DER.
    pub fn from_der(der: impl Into<Vec<u8>>) -> Result<Self> {
        let der = der.into();
        if der.len() > RESPONSE_BYTES {
            return Err(TOO_LARGE);
        }
        let Parts { status, basic } = Parts::read(&der)?;
        let inner = Inner { der, status, basic, fingerprint: OnceLock::new(), signers: Signers::default() };
        Ok(Self { inner: Arc::new(inner), expected_nonce: None })
    }

    /// Reads a BasicOCSPResponse that stands alone, as the attribute revocationValues holds it (EN 319 122-1 A.1.2.2): the
    /// response that a responder gave, without what was around it. [`OcspResponse::as_der`] and
    /// [`OcspResponse::fingerprint`] are those of the whole, which DER leaves one way to write.
    ///
    /// # Errors
    /// As [`OcspResponse::from_der`].
    pub fn from_basic_der(basic: &[u8]) -> Result<Self> {
        let octets = tlv(Tag::OCTET_STRING, &[basic]);
        let kind = tlv(Tag::OBJECT_IDENTIFIER, &[oid::OCSP_BASIC.as_bytes()]);
        let bytes = tlv(Tag::context_constructed(0), &[&tlv(Tag::SEQUENCE, &[&kind, &octets])]);
        Self::from_der(tlv(Tag::SEQUENCE, &[&[Tag::ENUMERATED.0, 1, 0], &bytes]))
    }

    /// Reads one response in DER, PEM or bare base64.
    ///
    /// # Errors
    /// As [`OcspResponse::from_der`]; [`ErrorKind::Encoding`] when the input has none of the three forms, and
    /// [`ErrorKind::TrailingData`] when it holds more than one object.
    pub fn parse(input: &[u8]) -> Result<Self> {
        // Base64 with line ends stays below twice its content.
        if input.len() / 2 > RESPONSE_BYTES {
            return Err(TOO_LARGE);
        }
        Self::from_der(armour::only(input, WHAT)?)
    }

    /// The same response as the answer to a request that had this nonce: one with another, or with none, is not used
    /// (RFC 6960 4.4.1, RFC 8954 2).
    ///
    /// ```
    /// # let response = kz_eds::OcspResponse::parse(&std::fs::read("testdata/ocsp/person_good.ocsp")?)?;
    /// let evidence = kz_eds::Evidence::new().with_ocsp(response.expecting_nonce(&[7; 16]));
    /// # assert_eq!(evidence.ocsp_responses().len(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn expecting_nonce(mut self, nonce: &[u8]) -> Self {
        self.expected_nonce = Some(nonce.into());
        self
    }

    /// The nonce is the one that was expected, or none was.
    pub(crate) fn has_expected_nonce(&self) -> bool {
        self.expected_nonce.as_deref().is_none_or(|expected| self.nonce() == Some(expected))
    }

    fn basic(&self) -> Option<&Basic> {
        self.inner.basic.as_ref()
    }

    /// The response as received.
    #[must_use]
    pub fn as_der(&self) -> &[u8] {
        &self.inner.der
    }

    /// SHA-256 over [`OcspResponse::as_der`], computed once; how reports name a response.
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        *self.inner.fingerprint.get_or_init(|| Fingerprint::of(self.as_der()))
    }

    /// Whether the responder answered.
    #[must_use]
    pub fn status(&self) -> ResponseStatus {
        self.inner.status
    }

    /// `tbsResponseData`: the bytes that are signed; empty where there are no answers.
    #[must_use]
    pub fn tbs(&self) -> &[u8] {
        self.basic().map_or(&[], |basic| basic.tbs.in_bytes(&self.inner.der))
    }

    /// The `AlgorithmIdentifier` of the signature in DER; empty where there are no answers.
    #[must_use]
    pub fn signature_algorithm(&self) -> &[u8] {
        self.basic().map_or(&[], |basic| basic.algorithm.in_bytes(&self.inner.der))
    }

    /// The octets of the signature; empty where there are no answers.
    #[must_use]
    pub fn signature(&self) -> &[u8] {
        self.basic().map_or(&[], |basic| basic.signature.in_bytes(&self.inner.der))
    }

    /// Who says that it answered.
    #[must_use]
    pub fn responder(&self) -> Option<ResponderId<'_>> {
        let der = &self.inner.der;
        self.basic().map(|basic| match basic.responder {
            Responder::Name(span) => ResponderId::Name(Name::from_checked(span.in_bytes(der))),
            Responder::KeyHash(span) => ResponderId::KeyHash(span.in_bytes(der)),
        })
    }

    /// `producedAt`, UTC: when the response was signed.
    #[must_use]
    pub fn produced_at(&self) -> Option<DateTime<Utc>> {
        self.basic().map(|basic| basic.produced_at)
    }

    /// The nonce, if there is one (RFC 6960 4.4.1).
    #[must_use]
    pub fn nonce(&self) -> Option<&[u8]> {
        self.basic()?.nonce.map(|span| span.in_bytes(&self.inner.der))
    }

    /// The responder says "revoked" of certificates that were never issued (id-pkix-ocsp-extended-revoke, RFC 6960
    /// 4.4.8).
    #[must_use]
    pub fn has_extended_revoke(&self) -> bool {
        self.basic().is_some_and(|basic| basic.extended_revoke)
    }

    /// Critical extensions of the response that are not processed here: with one, it must not be used.
    #[must_use]
    pub fn unknown_critical(&self) -> &[ObjectIdentifier] {
        self.basic().map_or(&[], |basic| &basic.unknown_critical)
    }

    /// Embedded certificates as received, for [`Certificate::from_der`]: candidates for the responder, no more.
    pub fn certificates(&self) -> impl ExactSizeIterator<Item = &[u8]> {
        let spans = self.basic().map_or(&[][..], |basic| &basic.certificates);
        spans.iter().map(|span| span.in_bytes(&self.inner.der))
    }

    /// The answers, in the order of the response.
    pub fn answers(&self) -> impl ExactSizeIterator<Item = Answer<'_>> {
        let singles = self.basic().map_or(&[][..], |basic| &basic.singles);
        singles.iter().map(|single| Answer { single, der: &self.inner.der })
    }

    /// The answers about this certificate.
    pub(crate) fn answers_about(&self, certificate: &Identified) -> Vec<Answer<'_>> {
        self.answers().filter(|answer| certificate.is(&answer.single.id, answer.der)).collect()
    }

    /// Whether the responder's name or key is this certificate's. Finds candidates, proves nothing.
    pub(crate) fn names(&self, certificate: &Certificate, provider: &dyn Provider) -> bool {
        match self.responder() {
            Some(ResponderId::Name(name)) => certificate.subject().matches(name),
            Some(ResponderId::KeyHash(hash)) => cert_id::key_octets(certificate.public_key_info())
                .is_ok_and(|key| provider.digest(DigestAlgorithm::Sha1, key).as_ref() == hash),
            None => false,
        }
    }

    /// Whether the response is signed by `key`, whose SubjectPublicKeyInfo is `key_info`. A signer that was found once
    /// costs nothing more, from any clone and any thread.
    pub(crate) fn verify(&self, provider: &dyn Provider, key: &dyn PublicKey, key_info: &[u8]) -> Outcome {
        self.inner.signers.check(provider, key_info, || {
            crypto::verify(provider, key, self.signature_algorithm(), self.tbs(), self.signature())
        })
    }
}

/// Two responses are equal when their bytes are, and the nonces that they are expected to have.
impl PartialEq for OcspResponse {
    fn eq(&self, other: &Self) -> bool {
        self.as_der() == other.as_der() && self.expected_nonce == other.expected_nonce
    }
}

impl Eq for OcspResponse {}

impl fmt::Debug for OcspResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OcspResponse")
            .field("status", &self.status())
            .field("produced_at", &self.produced_at())
            .field("answers", &self.answers().len())
            .finish_non_exhaustive()
    }
}
