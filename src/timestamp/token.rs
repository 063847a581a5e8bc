//! `TimeStampToken` (RFC 3161 2.4.2): a signed message around a TSTInfo.

use std::fmt;

use chrono::{DateTime, TimeDelta, Utc};

use crate::asn1::{ObjectIdentifier, Reader, oid};
use crate::cms::{OnlySigner, SignedMessage, SignerInfo};
use crate::crypto::{AlgorithmError, DigestAlgorithm, Provider};
use crate::error::{Error, ErrorKind, Result};
use crate::finding::Fingerprint;
use crate::limits::TOKEN_BYTES;
use crate::name::{GeneralName, Name};

use super::info::Info;

const WHAT: &str = "time-stamp token";

/// A time-stamp token: an authority says that octets with this digest were there at this time (RFC 3161 2.4.2).
///
/// Reading holds its form: eContentType id-ct-TSTInfo, attached content, exactly one signer, version 1, and the TSTInfo in
/// strict DER; the wrappers may be BER, as everywhere. Neither the signature nor the authority is judged, and nothing says
/// yet that the token is over anything: see [`TimeStampToken::imprint_of`].
///
/// ```
/// use kz_eds::crypto::RustCrypto;
/// use kz_eds::{SignedMessage, TimeStampToken};
/// # let read = |name: &str| std::fs::read(format!("testdata/{name}"));
/// let bytes = read("timestamps/every_field.tst")?;
/// let token = TimeStampToken::parse(&bytes)?;
/// assert_eq!(token.gen_time().to_rfc3339(), "2026-06-01T11:46:00.250+00:00");
/// assert_eq!(token.latest_time().to_rfc3339(), "2026-06-01T11:46:01.750250+00:00");
///
/// // It is over somebody's signature.
/// let message = read("archive/messages/person.cms")?;
/// let message = SignedMessage::parse(&message)?;
/// let signer = message.signers().next().ok_or("no signer")?;
/// assert_eq!(token.imprint_of(&RustCrypto, signer.signature()), Ok(true));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct TimeStampToken<'a> {
    message: SignedMessage<'a>,
    signer: OnlySigner,
    info: Info,
    fingerprint: Fingerprint,
}

impl<'a> TimeStampToken<'a> {
    /// Reads one token from DER, BER, PEM or bare base64.
    ///
    /// # Errors
    /// Of [`Error::kind`]: [`ErrorKind::LimitExceeded`] over 2^24 octets, for numbers over 127 octets, more than 64
    /// extensions, and a time out of all bounds; [`ErrorKind::UnsupportedVersion`], [`ErrorKind::InvalidTime`],
    /// [`ErrorKind::TrailingData`], [`ErrorKind::DuplicateExtension`], [`ErrorKind::Encoding`]; and
    /// [`ErrorKind::Malformed`] for everything else that is no token.
    pub fn parse(input: &'a [u8]) -> Result<Self> {
        // Base64 with line ends stays below twice its content.
        if input.len() / 2 > TOKEN_BYTES {
            return Err(Error::new(ErrorKind::LimitExceeded, WHAT));
        }
        Self::of(SignedMessage::parse(input)?)
    }

    fn of(message: SignedMessage<'a>) -> Result<Self> {
        const MALFORMED: Error = Error::new(ErrorKind::Malformed, WHAT);
        if message.as_bytes().len() > TOKEN_BYTES {
            return Err(Error::new(ErrorKind::LimitExceeded, WHAT));
        }
        // The NUL that a message may have after it is not taken here.
        if message.has_trailing_nul() {
            return Err(Error::new(ErrorKind::TrailingData, WHAT));
        }
        if message.content_type() != oid::TST_INFO {
            return Err(MALFORMED);
        }
        // "The time-stamp token MUST NOT contain any signatures other than the signature of the TSA."
        let signer = message.only_signer().ok_or(MALFORMED)?;
        let content = message.content().ok_or(MALFORMED)?.to_bytes().into_owned();
        let info = Info::read(content)?;
        let fingerprint = Fingerprint::of(message.as_bytes());
        Ok(Self { message, signer, info, fingerprint })
    }

    /// The signed message that the token is: certificates, lists and responses in it, and the token as received.
    pub fn message(&self) -> &SignedMessage<'a> {
        &self.message
    }

    /// The one signer.
    pub fn signer(&self) -> SignerInfo<'_> {
        self.message.signer_at(&self.signer)
    }

    /// SHA-256 over the token as received; how reports name it.
    pub fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }

    /// `genTime`, UTC: when the authority made the token, to the nanosecond at the most.
    pub fn gen_time(&self) -> DateTime<Utc> {
        self.info.gen_time
    }

    /// `accuracy`: how far `genTime` may be off, either way.
    pub fn accuracy(&self) -> Option<TimeDelta> {
        self.info.accuracy
    }

    /// The latest time at which the token can have been made, UTC: `genTime` and `accuracy` together. What is in it was
    /// there then.
    pub fn latest_time(&self) -> DateTime<Utc> {
        self.info.latest_time
    }

    /// `ordering`: tokens of this authority can be ordered by `genTime` alone, whatever their accuracy.
    pub fn ordering(&self) -> bool {
        self.info.ordering
    }

    /// `policy`: the rules that the token was made by.
    pub fn policy(&self) -> ObjectIdentifier {
        self.info.policy
    }

    /// `serialNumber`: the INTEGER's octets, shortest form.
    pub fn serial_number(&self) -> &[u8] {
        self.info.serial_number()
    }

    /// `nonce`: the INTEGER's octets, shortest form.
    pub fn nonce(&self) -> Option<&[u8]> {
        self.info.nonce()
    }

    /// `hashAlgorithm` of the imprint, a whole AlgorithmIdentifier as received.
    pub fn imprint_algorithm(&self) -> &[u8] {
        self.info.imprint_algorithm()
    }

    /// The digest that the imprint was made by.
    ///
    /// # Errors
    /// [`AlgorithmError`] for one that is outside the table.
    pub fn imprint_digest(&self) -> std::result::Result<DigestAlgorithm, AlgorithmError> {
        DigestAlgorithm::from_der(self.imprint_algorithm())
    }

    /// `hashedMessage`: the digest that was stamped.
    pub fn imprint(&self) -> &[u8] {
        self.info.imprint()
    }

    /// Whether the imprint is that of these octets, by the token's own digest algorithm (threat 27). SHA-1 is computed, too:
    /// whether it counts is for a policy.
    ///
    /// # Errors
    /// As [`TimeStampToken::imprint_digest`].
    pub fn imprint_of(
        &self,
        provider: &dyn Provider,
        octets: &[u8],
    ) -> std::result::Result<bool, AlgorithmError> {
        Ok(provider.digest(self.imprint_digest()?, octets).as_ref() == self.imprint())
    }

    /// Critical extensions of the TSTInfo, none of which is processed here: with one, the token must not be used.
    pub fn unknown_critical(&self) -> &[ObjectIdentifier] {
        &self.info.unknown_critical
    }

    /// `tsa`: the GeneralName by which the authority calls itself, DER. Where it is, it is one of the names in the
    /// authority's certificate, or the token is not right (RFC 3161 2.4.2).
    pub fn tsa(&self) -> Option<&[u8]> {
        self.info.tsa()
    }

    /// The same where it is the name of an entry in the directory.
    pub fn tsa_name(&self) -> Option<Name<'_>> {
        GeneralName::read(&mut Reader::new(self.tsa()?, WHAT)).ok()?.directory()
    }
}

impl fmt::Debug for TimeStampToken<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TimeStampToken")
            .field("gen_time", &self.gen_time())
            .field("accuracy", &self.accuracy())
            .field("fingerprint", &self.fingerprint())
            .finish_non_exhaustive()
    }
}
