//! `TimeStampResp` (RFC 3161 2.4.2): what an authority answers, held against what was asked.

use std::fmt;

use crate::asn1::{BerReader, Reader, Tag, armour};
use crate::certificate::Certificate;
use crate::cms::SignedMessage;
use crate::crypto::{AlgorithmError, Digest, DigestAlgorithm};
use crate::error::{Error, ErrorKind, Result};
use crate::limits::TOKEN_BYTES;

use super::request::{CertificateWish, TimeStampRequest};
use super::status::{Status, TimeStampFailure, TimeStampStatus};
use super::token::TimeStampToken;

const WHAT: &str = "time-stamp response";

/// What a time-stamping authority answers.
///
/// ```text
/// TimeStampResp ::= SEQUENCE { status PKIStatusInfo, timeStampToken TimeStampToken OPTIONAL }
/// ```
///
/// ```
/// use kz_eds::{TimeStampFailure, TimeStampResponse, TimeStampStatus};
/// # let bytes = std::fs::read("testdata/timestamps/rejected.tsr")?;
/// let response = TimeStampResponse::parse(&bytes)?;
/// assert_eq!(response.status(), TimeStampStatus::Rejection);
/// assert_eq!(response.failures(), [TimeStampFailure::TimeNotAvailable]);
/// assert_eq!(response.texts(), ["кейінірек / позже"]);
/// assert!(response.token().is_none());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct TimeStampResponse {
    status: Status,
    token: Option<Vec<u8>>,
}

/// Why a response is no answer to a request.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TimeStampRefusal {
    /// The authority has not stamped.
    #[error("the authority did not stamp: {}", codes(.status, .failures))]
    Refused {
        /// What it says instead.
        status: TimeStampStatus,
        /// And why, if it tells.
        failures: Vec<TimeStampFailure>,
    },
    /// It says that it has, and there is no token.
    #[error("there is no token in the response")]
    TokenMissing,
    /// The token is signed by several, or by nobody (RFC 3161 2.4.2).
    #[error("the token has not exactly one signer")]
    SeveralSigners,
    /// The token cannot be read.
    #[error(transparent)]
    Unreadable(#[from] Error),
    /// The token is not over what was sent (RFC 3161 2.4.2, threat 27).
    #[error("the token is over something else")]
    ImprintDiffers,
    /// The token was made for another request: an old answer, perhaps.
    #[error("the token was made for another request")]
    NonceDiffers,
    /// The token was made by another policy than was asked for.
    #[error("the token was made by another policy")]
    PolicyDiffers,
    /// The authority's certificate was asked for, and is not in the token.
    #[error("the certificate that was asked for is not in the token")]
    CertificateMissing,
}

fn codes(status: &TimeStampStatus, failures: &[TimeStampFailure]) -> String {
    let codes: Vec<_> = [status.code()].into_iter().chain(failures.iter().map(|one| one.code())).collect();
    codes.join(", ")
}

impl TimeStampResponse {
    /// Reads one response from DER, BER, PEM or bare base64. The token in it is not read yet.
    ///
    /// # Errors
    /// Of [`Error::kind`]: [`ErrorKind::LimitExceeded`] over 2^24 octets or 16 texts; [`ErrorKind::Encoding`];
    /// [`ErrorKind::TrailingData`]; [`ErrorKind::Malformed`] for everything else that is no response.
    pub fn parse(input: &[u8]) -> Result<Self> {
        // Base64 with line ends stays below twice its content.
        if input.len() / 2 > TOKEN_BYTES {
            return Err(Error::new(ErrorKind::LimitExceeded, WHAT));
        }
        let mut objects = armour::objects(input)?;
        match (objects.pop(), objects.is_empty()) {
            (Some(bytes), true) => Self::read(&bytes),
            _ => Err(Error::new(ErrorKind::TrailingData, WHAT)),
        }
    }

    fn read(bytes: &[u8]) -> Result<Self> {
        let mut outer = BerReader::new(bytes, WHAT);
        outer.enter(Tag::SEQUENCE)?;
        let status = Status::read(Reader::new(outer.der(Tag::SEQUENCE)?.value, WHAT))?;
        let token = match outer.peek() {
            Some(Tag::SEQUENCE) => Some(outer.any()?.to_vec()),
            _ => None,
        };
        outer.leave()?;
        if outer.rest().is_empty() {
            Ok(Self { status, token })
        } else {
            Err(Error::new(ErrorKind::TrailingData, WHAT))
        }
    }

    /// Whether there is a token.
    #[must_use]
    pub fn status(&self) -> TimeStampStatus {
        self.status.status
    }

    /// Why there is none.
    #[must_use]
    pub fn failures(&self) -> &[TimeStampFailure] {
        &self.status.failures
    }

    /// The authority's own words. Whoever answered wrote them: they are not signed.
    #[must_use]
    pub fn texts(&self) -> &[String] {
        &self.status.texts
    }

    /// The token as received, if there is one, for [`TimeStampToken::parse`].
    #[must_use]
    pub fn token(&self) -> Option<&[u8]> {
        self.token.as_deref()
    }

    /// The token, if it is the answer to this request (RFC 3161 2.2, 2.4.2). Whether its signature and its authority are
    /// good is for the [`Validator`](crate::Validator) to say.
    ///
    /// # Errors
    /// [`TimeStampRefusal`], the first that holds.
    pub fn token_for(
        &self,
        request: &TimeStampRequest,
    ) -> std::result::Result<TimeStampToken<'_>, TimeStampRefusal> {
        if !self.status().is_granted() {
            let failures = self.failures().to_vec();
            return Err(TimeStampRefusal::Refused { status: self.status(), failures });
        }
        let bytes = self.token().ok_or(TimeStampRefusal::TokenMissing)?;
        if SignedMessage::parse(bytes)?.signers().len() != 1 {
            return Err(TimeStampRefusal::SeveralSigners);
        }
        let token = TimeStampToken::parse(bytes)?;
        answers(&token, request)?;
        Ok(token)
    }
}

fn answers(
    token: &TimeStampToken<'_>,
    request: &TimeStampRequest,
) -> std::result::Result<(), TimeStampRefusal> {
    if !is_over(token, request.imprint()) {
        return Err(TimeStampRefusal::ImprintDiffers);
    }
    // "If the nonce was present in the request, it MUST be present, with the same value."
    if request.nonce().is_some_and(|nonce| token.nonce() != Some(nonce)) {
        return Err(TimeStampRefusal::NonceDiffers);
    }
    if request.policy().is_some_and(|policy| token.policy() != policy) {
        return Err(TimeStampRefusal::PolicyDiffers);
    }
    if request.certificate() == CertificateWish::Wanted && !has_certificate(token) {
        return Err(TimeStampRefusal::CertificateMissing);
    }
    Ok(())
}

fn is_over(token: &TimeStampToken<'_>, imprint: &Digest) -> bool {
    let algorithm: std::result::Result<DigestAlgorithm, AlgorithmError> = token.imprint_digest();
    algorithm == Ok(imprint.algorithm()) && token.imprint() == imprint.as_ref()
}

/// One that answers to the signer's identifier.
fn has_certificate(token: &TimeStampToken<'_>) -> bool {
    let signer = token.signer();
    let mut found = token.message().certificates().filter_map(|der| Certificate::from_der(der).ok());
    found.any(|certificate| signer.names(&certificate))
}

/// Without the authority's words.
impl fmt::Debug for TimeStampResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TimeStampResponse")
            .field("status", &self.status())
            .field("failures", &self.failures())
            .finish_non_exhaustive()
    }
}
