//! Signing beside those who signed before.

use chrono::{DateTime, Utc};

use super::attributes::sha256;
use super::bytes::Bytes;
use super::error::SigningError;
use super::licence::LicenceSigner;
use super::prepared::{Prepared, Target};
use super::signer::Signer;
use crate::certificate::Certificate;
use crate::cms::{ContentDigests, SignedMessage, SignerFault, SignerInfo};
use crate::crypto::{Digest, DigestAlgorithm, Outcome, Provider, RustCrypto};
use crate::validation::Validator;

impl<S> LicenceSigner<S> {
    /// As [`LicenceSigner::prepare`], to sign a message beside those who signed it before. `content` is for a message that has none inside.
    ///
    /// # Errors
    /// As [`LicenceSigner::prepare`], and what [`LicenceSigner::cosign`] adds.
    pub fn prepare_cosign(
        &self,
        message: &[u8],
        content: Option<&[u8]>,
        validator: &Validator,
        at: DateTime<Utc>,
    ) -> Result<Prepared, SigningError> {
        let parsed = SignedMessage::parse(message)?;
        let attached = parsed.content().map(|content| content.to_bytes());
        let bytes = match (&attached, content) {
            (Some(_), Some(_)) => return Err(SigningError::ContentConfused),
            (None, None) => return Err(SigningError::ContentMissing),
            (Some(attached), None) => &**attached,
            (None, Some(content)) => content,
        };
        let mut hasher = parsed.hasher(&RustCrypto as &dyn Provider);
        hasher.update(bytes);
        self.beside(&parsed, &hasher.finish(), sha256(bytes), validator, at)
    }

    /// The same for a message whose content lies elsewhere, and was hashed as it streamed by:
    /// [`Validator::hasher`] gives what the other signers need, and our own signature needs SHA-256.
    ///
    /// # Errors
    /// As [`LicenceSigner::prepare_cosign`]; [`SigningError::ContentMissing`] without a digest by SHA-256, and
    /// [`SigningError::ContentConfused`] for a message that has its content inside.
    pub fn prepare_cosign_hashed(
        &self,
        message: &[u8],
        digests: &ContentDigests,
        validator: &Validator,
        at: DateTime<Utc>,
    ) -> Result<Prepared, SigningError> {
        let parsed = SignedMessage::parse(message)?;
        if parsed.is_attached() {
            return Err(SigningError::ContentConfused);
        }
        let own = digests.get(DigestAlgorithm::Sha256).ok_or(SigningError::ContentMissing)?;
        self.beside(&parsed, digests, *own, validator, at)
    }

    fn beside(
        &self,
        message: &SignedMessage<'_>,
        digests: &ContentDigests,
        own: Digest,
        validator: &Validator,
        at: DateTime<Utc>,
    ) -> Result<Prepared, SigningError> {
        signed_before(message, digests)?;
        let target = Target::Message(Bytes(message.as_bytes().to_vec()));
        self.prepared(target, message.content_type(), own, validator, at)
    }
}

impl<S: Signer> LicenceSigner<S> {
    /// Signs a message beside those who signed it before. Their SignerInfos, all certificates, lists and responses, and
    /// the octets of the content stay as they are, one by one; the wrappers around them are written anew in DER, whatever
    /// they were, and a NUL after the message is gone. `content` is for a message that has none inside.
    ///
    /// # Errors
    /// As [`LicenceSigner::sign`]; [`SigningError::Unreadable`] for what is no signed message;
    /// [`SigningError::ContentMissing`], [`SigningError::ContentConfused`], [`SigningError::ContentDiffers`] for content
    /// that is not exactly what was signed before.
    pub fn cosign(
        &self,
        message: &[u8],
        content: Option<&[u8]>,
        validator: &Validator,
        at: DateTime<Utc>,
    ) -> Result<Vec<u8>, SigningError> {
        self.finish(&self.prepare_cosign(message, content, validator, at)?, validator, at)
    }

    /// The same for content that was hashed as it streamed by, as [`LicenceSigner::prepare_cosign_hashed`].
    ///
    /// # Errors
    /// As [`LicenceSigner::cosign`].
    pub fn cosign_hashed(
        &self,
        message: &[u8],
        digests: &ContentDigests,
        validator: &Validator,
        at: DateTime<Utc>,
    ) -> Result<Vec<u8>, SigningError> {
        self.finish(&self.prepare_cosign_hashed(message, digests, validator, at)?, validator, at)
    }
}

/// Nobody signs beside others what they did not sign. Signers whose digest is unknown here say nothing that could be
/// compared; a digest that was not given is asked for.
fn signed_before(message: &SignedMessage<'_>, digests: &ContentDigests) -> Result<(), SigningError> {
    for signer in message.signers() {
        match signer.check_content(digests) {
            Err(SignerFault::DigestDiffers) => return Err(SigningError::ContentDiffers),
            Err(SignerFault::ContentMissing) => return Err(SigningError::ContentMissing),
            _ if signed_otherwise(message, &signer, digests) => return Err(SigningError::ContentDiffers),
            _ => {}
        }
    }
    Ok(())
}

/// Who signs no attributes signs the content itself: its signature tells, where the message has the certificate.
fn signed_otherwise(message: &SignedMessage<'_>, signer: &SignerInfo<'_>, digests: &ContentDigests) -> bool {
    if signer.signed_attributes().is_some() {
        return false;
    }
    let known: Vec<_> = message.certificates().filter_map(|der| Certificate::from_der(der).ok()).collect();
    let verify = |certificate: &Certificate| {
        let key = RustCrypto.public_key(certificate.public_key_info()).ok()?;
        let row = signer.signature_row(&*key).ok()?;
        Some(signer.verify(&RustCrypto, &*key, row, digests))
    };
    let outcomes: Vec<_> = signer.candidates(&known).into_iter().filter_map(verify).collect();
    !outcomes.is_empty() && outcomes.iter().all(|outcome| *outcome == Outcome::Invalid)
}
