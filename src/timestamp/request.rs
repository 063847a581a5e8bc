//! `TimeStampReq` (RFC 3161 2.4.1), for the portal to send.

use std::fmt;

use crate::asn1::{
    ObjectIdentifier, Reader, Tag, armour, boolean, integer, object_identifier, oid, small_unsigned, tlv,
    whole,
};
use crate::cms::SignerInfo;
use crate::crypto::{AlgorithmError, Digest, DigestAlgorithm, Provider, RustCrypto};
use crate::error::{Error, ErrorKind, Result};

const WHAT: &str = "time-stamp request";

/// Octets of a nonce at the most. RFC 3161 suggests eight.
const NONCE_BYTES: usize = 32;

/// Octets of a request at the most: a digest, an identifier and a nonce have fewer than 200.
const REQUEST_BYTES: usize = 1 << 12;

/// Asks an authority for a time stamp: version 1, with the authority's certificate unless it is left out, the same octets for
/// the same question. The HTTP part is the caller's, and so is the randomness of the nonce.
///
/// A request is kept until its answer comes, since [`TimeStampResponse::token_for`](super::TimeStampResponse::token_for)
/// compares the two: it is owned, its DER is read again by [`TimeStampRequest::parse`], and with the feature `serde` it is
/// stored as base64.
///
/// ```text
/// TimeStampReq ::= SEQUENCE {
///     version         INTEGER { v1(1) },
///     messageImprint  MessageImprint,
///     reqPolicy       OBJECT IDENTIFIER  OPTIONAL,
///     nonce           INTEGER            OPTIONAL,
///     certReq         BOOLEAN            DEFAULT FALSE,
///     extensions  [0] IMPLICIT Extensions OPTIONAL }
/// ```
///
/// ```
/// use kz_eds::{SignedMessage, TimeStampRequest, TimeStampResponse};
/// # let read = |name: &str| std::fs::read(format!("testdata/{name}"));
/// let message = read("archive/messages/person.cms")?;
/// let message = SignedMessage::parse(&message)?;
/// let signer = message.signers().next().ok_or("no signer")?;
/// # let random = [0x01, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF];
/// let request = TimeStampRequest::for_signer(&signer).with_nonce(&random)?;
///
/// // POST `request.to_der()` as application/timestamp-query; then, from the answer:
/// let reply = read("timestamps/person.tsr")?;
/// let response = TimeStampResponse::parse(&reply)?;
/// let token = response.token_for(&request)?;
/// assert_eq!(token.gen_time().to_rfc3339(), "2026-06-01T11:46:00+00:00");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct TimeStampRequest {
    imprint: Digest,
    policy: Option<ObjectIdentifier>,
    /// The INTEGER's octets, shortest form.
    nonce: Option<Vec<u8>>,
    certificate: CertificateWish,
}

/// Whether the authority's certificate shall be in the token (`certReq`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CertificateWish {
    /// It shall: whoever verifies later needs it.
    #[default]
    Wanted,
    /// It is known, and need not be sent.
    Unwanted,
}

impl TimeStampRequest {
    /// For a stamp over a digest that was made elsewhere.
    #[must_use]
    pub const fn new(imprint: Digest) -> Self {
        Self { imprint, policy: None, nonce: None, certificate: CertificateWish::Wanted }
    }

    /// For a stamp over these octets, by this digest.
    #[must_use]
    pub fn over(algorithm: DigestAlgorithm, octets: &[u8]) -> Self {
        Self::new(RustCrypto.digest(algorithm, octets))
    }

    /// For a stamp over this signer's signature, by SHA-256: what becomes its signature-time-stamp (EN 319 122-1 5.3).
    #[must_use]
    pub fn for_signer(signer: &SignerInfo<'_>) -> Self {
        Self::over(DigestAlgorithm::Sha256, signer.signature())
    }

    /// Asks for a token made for this request. The octets are the caller's, from a random generator, and are taken as a
    /// number, the first octet the highest.
    ///
    /// # Errors
    /// [`ErrorKind::LimitExceeded`] for none or more than 32 octets.
    pub fn with_nonce(mut self, octets: &[u8]) -> Result<Self> {
        if octets.is_empty() || octets.len() > NONCE_BYTES {
            return Err(Error::new(ErrorKind::LimitExceeded, "nonce"));
        }
        self.nonce = Some(positive(octets));
        Ok(self)
    }

    /// Asks for a token by this policy of the authority.
    #[must_use]
    pub const fn with_policy(mut self, policy: ObjectIdentifier) -> Self {
        self.policy = Some(policy);
        self
    }

    /// With or without the authority's certificate in the token.
    #[must_use]
    pub const fn with_certificate(mut self, wish: CertificateWish) -> Self {
        self.certificate = wish;
        self
    }

    /// What is to be stamped.
    pub const fn imprint(&self) -> &Digest {
        &self.imprint
    }

    /// The policy that was asked for.
    pub const fn policy(&self) -> Option<ObjectIdentifier> {
        self.policy
    }

    /// The nonce: the INTEGER's octets, shortest form.
    pub fn nonce(&self) -> Option<&[u8]> {
        self.nonce.as_deref()
    }

    /// Whether the certificate is wanted.
    pub const fn certificate(&self) -> CertificateWish {
        self.certificate
    }

    /// The request in DER.
    #[must_use]
    pub fn to_der(&self) -> Vec<u8> {
        let policy = self.policy.map(|policy| tlv(Tag::OBJECT_IDENTIFIER, &[policy.as_bytes()]));
        let nonce = self.nonce.as_deref().map(|nonce| tlv(Tag::INTEGER, &[nonce]));
        let certificate: &[u8] = match self.certificate {
            CertificateWish::Wanted => &[Tag::BOOLEAN.0, 1, 0xFF],
            CertificateWish::Unwanted => &[],
        };
        let parts = [
            &[Tag::INTEGER.0, 1, 1],
            &*imprint(&self.imprint),
            &policy.unwrap_or_default(),
            &nonce.unwrap_or_default(),
            certificate,
        ];
        tlv(Tag::SEQUENCE, &parts)
    }

    /// Reads a request again, in DER, PEM or bare base64.
    ///
    /// # Errors
    /// Of [`Error::kind`]: [`ErrorKind::UnsupportedVersion`]; [`ErrorKind::LimitExceeded`] for one that is larger than any
    /// made here; [`ErrorKind::Encoding`]; [`ErrorKind::TrailingData`], also for extensions, which are not asked for
    /// here; [`ErrorKind::Malformed`] for everything else, a digest outside the table among it.
    pub fn parse(input: &[u8]) -> Result<Self> {
        if input.len() > REQUEST_BYTES {
            return Err(Error::new(ErrorKind::LimitExceeded, WHAT));
        }
        let mut objects = armour::objects(input)?;
        match (objects.pop(), objects.is_empty()) {
            (Some(der), true) => Self::read(&der),
            _ => Err(Error::new(ErrorKind::TrailingData, WHAT)),
        }
    }

    fn read(der: &[u8]) -> Result<Self> {
        let mut fields = Reader::new(whole(der, Tag::SEQUENCE, WHAT)?.value, WHAT);
        if small_unsigned(fields.value(Tag::INTEGER)?)? != 1 {
            return Err(fields.error(ErrorKind::UnsupportedVersion));
        }
        let imprint = read_imprint(fields.nested(Tag::SEQUENCE)?)?;
        let policy = fields.optional(Tag::OBJECT_IDENTIFIER)?.map(object_identifier).transpose()?;
        let nonce = fields.optional(Tag::INTEGER)?.map(integer).transpose()?.map(<[u8]>::to_vec);
        let certificate = match fields.optional(Tag::BOOLEAN)?.map(boolean).transpose()? {
            None => CertificateWish::Unwanted,
            Some(true) => CertificateWish::Wanted,
            // A DEFAULT value is not encoded (X.690 11.5).
            Some(false) => return Err(fields.error(ErrorKind::Malformed)),
        };
        fields.finish()?;
        Ok(Self { imprint, policy, nonce, certificate })
    }
}

/// `MessageImprint`. NULL stands behind the digest's identifier, as all clients write it and every reader must take it (RFC
/// 5754 2); the national identifiers always have it.
fn imprint(digest: &Digest) -> Vec<u8> {
    let name = tlv(Tag::OBJECT_IDENTIFIER, &[digest.algorithm().oid().as_bytes()]);
    let algorithm = tlv(Tag::SEQUENCE, &[&name, &[Tag::NULL.0, 0]]);
    tlv(Tag::SEQUENCE, &[&algorithm, &tlv(Tag::OCTET_STRING, &[digest.as_ref()])])
}

fn read_imprint(mut fields: Reader<'_>) -> Result<Digest> {
    let malformed = Error::new(ErrorKind::Malformed, WHAT);
    let algorithm = match DigestAlgorithm::from_der(fields.element(Tag::SEQUENCE)?.raw) {
        Ok(algorithm) => algorithm,
        Err(AlgorithmError::Malformed(error)) => return Err(error),
        Err(AlgorithmError::Unsupported(_)) => return Err(malformed),
    };
    let digest = Digest::new(algorithm, fields.value(Tag::OCTET_STRING)?).ok_or(malformed)?;
    fields.finish()?;
    Ok(digest)
}

/// A non-negative INTEGER's octets, shortest form (X.690 8.3).
fn positive(octets: &[u8]) -> Vec<u8> {
    let significant: Vec<u8> = octets.iter().copied().skip_while(|octet| *octet == 0).collect();
    match significant.first() {
        Some(0..0x80) => significant,
        // Zero, or a first bit that would be a sign.
        _ => [&[0], &*significant].concat(),
    }
}

/// Shows by what digest, and not of what.
impl fmt::Debug for TimeStampRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TimeStampRequest")
            .field("digest", &self.imprint.algorithm())
            .field("policy", &self.policy.map(|policy| oid::describe(&policy)))
            .field("certificate", &self.certificate)
            .finish_non_exhaustive()
    }
}

#[cfg(feature = "serde")]
mod text {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

    use super::TimeStampRequest;

    impl Serialize for TimeStampRequest {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.serialize_str(&STANDARD.encode(self.to_der()))
        }
    }

    impl<'de> Deserialize<'de> for TimeStampRequest {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let text = String::deserialize(deserializer)?;
            Self::parse(text.as_bytes()).map_err(|error| D::Error::custom(error.to_string()))
        }
    }
}
