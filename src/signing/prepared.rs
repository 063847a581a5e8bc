//! What is ready to be signed, and may wait for it: a token's owner or a remote service takes minutes.

use std::fmt;

use super::bytes::Bytes;
use super::error::SigningError;
use super::message;
use super::signer::Signature;
use crate::certificate::Certificate;
use crate::cms::{Binding, ContentDigests, SignedMessage};
use crate::crypto::{Digest, DigestAlgorithm, Provider, RustCrypto, SignatureAlgorithm};
use crate::error::{Error, ErrorKind};

/// A signature in the making: everything but the signature itself. It is owned, and with the feature `serde` it can be
/// stored meanwhile; binary parts are base64 then.
///
/// It needs no protection beyond that of the document: [`Prepared::attach`] believes nothing that it does not verify.
///
/// ```
/// # use kz_eds::*;
/// # let read = |name: &str| std::fs::read(format!("testdata/{name}"));
/// # let trust = TrustStore::new().with_anchor(read("trust/root_rsa.cer")?)?.with_intermediate(read("trust/nca_rsa.cer")?)?;
/// # let evidence = Evidence::new().with_crl(Crl::parse(&read("evidence/nca_rsa.crl")?)?).with_crl(Crl::parse(&read("evidence/root_rsa.crl")?)?);
/// # let validator = Validator::new(trust, Policy::licence()).with_evidence(evidence);
/// # let now: chrono::DateTime<chrono::Utc> = "2026-06-01T12:00:00Z".parse()?;
/// # let token = KeyFile::open(&read("keys/head_legacy.p12")?, Some(&Password::new("Test-1234")))?.into_key();
/// let signer = LicenceSigner::remote(Certificate::parse(&read("certificates/head.cer")?)?);
/// let prepared = signer.prepare(b"the licence", &validator, now)?;
/// // … minutes later, from a token, an HSM or a service:
/// let signature = token.sign(&prepared)?;
/// let message = signer.attach(&prepared, &signature, &validator, now)?;
/// # assert!(SignedMessage::parse(&message)?.is_attached());
/// # Ok::<(), Box<dyn std::error::Error + Send + Sync>>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct Prepared {
    pub(super) algorithm: Algorithm,
    pub(super) certificate: Bytes,
    pub(super) chain: Vec<Bytes>,
    /// The SET OF Attribute.
    pub(super) attributes: Bytes,
    /// SHA-256 of the content.
    pub(super) digest: Bytes,
    pub(super) target: Target,
}

/// The rows that are signed with.
#[derive(Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub(super) enum Algorithm {
    #[cfg_attr(feature = "serde", serde(rename = "rsa-pkcs1-sha256"))]
    RsaPkcs1Sha256,
    #[cfg_attr(feature = "serde", serde(rename = "ecdsa-p256-sha256"))]
    EcdsaP256Sha256,
}

/// Where the signature goes.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub(super) enum Target {
    /// Into a new message around this content.
    Attached(Bytes),
    /// Into a new message without it.
    Detached,
    /// Into this message, beside those that are there.
    Message(Bytes),
}

impl Prepared {
    /// How it must be signed.
    pub fn algorithm(&self) -> SignatureAlgorithm {
        match self.algorithm {
            Algorithm::RsaPkcs1Sha256 => SignatureAlgorithm::RsaPkcs1Sha256,
            Algorithm::EcdsaP256Sha256 => SignatureAlgorithm::EcdsaP256Sha256,
        }
    }

    /// The octets to sign: the signed attributes in DER (RFC 5652 5.4).
    pub fn octets(&self) -> &[u8] {
        &self.attributes.0
    }

    /// The digest of [`Prepared::octets`], SHA-256, for signers that take digests.
    pub fn digest(&self) -> Digest {
        RustCrypto.digest(DigestAlgorithm::Sha256, self.octets())
    }

    /// The message with the signature in it, DER. The signature is verified first, with everything that ties it to the
    /// certificate and the content; the certificate itself is not judged here. See
    /// [`LicenceSigner::attach`](super::LicenceSigner::attach) for both.
    ///
    /// # Errors
    /// [`SigningError::SignatureInvalid`]; [`SigningError::Unreadable`] if what was prepared has been damaged.
    pub fn attach(&self, signature: &Signature) -> Result<Vec<u8>, SigningError> {
        self.attach_at(signature).map(|(message, _)| message)
    }

    /// The same, and which of the message's signers it is.
    pub(super) fn attach_at(&self, signature: &Signature) -> Result<(Vec<u8>, usize), SigningError> {
        let certificate = Certificate::from_der(&self.certificate.0)?;
        let signature = signature.encoded(self.algorithm()).ok_or(SigningError::SignatureInvalid)?;
        let signer = message::signer_info(self, &certificate, &signature);
        let message = self.message(signer.clone())?;
        let place = self.verify(&message, &signer, &certificate)?;
        Ok((message, place))
    }

    fn message(&self, signer: Vec<u8>) -> Result<Vec<u8>, Error> {
        let certificates: Vec<_> =
            [&self.certificate].into_iter().chain(&self.chain).map(|bytes| bytes.0.clone()).collect();
        Ok(match &self.target {
            Target::Attached(content) => message::new(Some(&content.0), &certificates, signer),
            Target::Detached => message::new(None, &certificates, signer),
            Target::Message(old) => {
                message::with_signer(&SignedMessage::parse(&old.0)?, &certificates, signer)
            }
        })
    }

    /// The content's digest, for content that lies elsewhere.
    pub(super) fn content_digests(&self) -> Result<ContentDigests, Error> {
        let digest = Digest::new(DigestAlgorithm::Sha256, &self.digest.0);
        Ok(digest.ok_or(Error::new(ErrorKind::Malformed, "prepared signature"))?.into())
    }

    /// As a stranger would: from the octets of the message (threat 35). Gives the signer's place.
    fn verify(&self, der: &[u8], signer: &[u8], certificate: &Certificate) -> Result<usize, SigningError> {
        let message = SignedMessage::parse(der)?;
        let place = message.received_signers().position(|found| found == signer);
        let found = place.and_then(|place| message.signers().nth(place));
        let (Some(place), Some(found)) = (place, found) else { return Err(SigningError::SignatureInvalid) };
        let key = RustCrypto.public_key(certificate.public_key_info());
        let key = key.map_err(|_| SigningError::SignatureInvalid)?;
        let digests = match message.attached_digests(&RustCrypto) {
            Some(digests) => digests,
            None => self.content_digests()?,
        };
        let facts = found.check(&RustCrypto, certificate, &*key, &digests);
        if facts.faults.is_empty() && facts.binding != Some(Binding::Unbound) {
            Ok(place)
        } else {
            Err(SigningError::SignatureInvalid)
        }
    }
}

/// Shows how it is to be signed, and nothing of what.
impl fmt::Debug for Prepared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Prepared").field("algorithm", &self.algorithm()).finish_non_exhaustive()
    }
}
