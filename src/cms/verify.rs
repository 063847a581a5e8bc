//! What cryptography says of a signer (RFC 5652 5.4 to 5.6): facts, before any trust.

use crate::certificate::Certificate;
use crate::crypto::{CombinationError, Digest, Outcome, Provider, PublicKey, SignatureAlgorithm};

use super::content::{ContentDigests, ContentShape};
use super::ess::Binding;
use super::fault::SignerFault;
use super::signer::SignerInfo;

/// All that is known of a signer and its certificate without trust.
#[derive(Clone, Debug)]
pub(crate) struct SignerFacts {
    /// Empty only if the signature is good, and over this content.
    pub(crate) faults: Vec<SignerFault>,
    /// The row that the signature was checked by.
    pub(crate) row: Option<SignatureAlgorithm>,
    /// Whether the certificate is named under the signature (threat 6); nothing if what names it is itself a fault.
    pub(crate) binding: Option<Binding>,
}

impl SignerInfo<'_> {
    /// A signed attribute names this certificate, and no other.
    pub(crate) fn is_bound_to(&self, provider: &dyn Provider, certificate: &Certificate) -> bool {
        matches!(self.check_signing_certificate(provider, certificate), Ok(Binding::ByV1 | Binding::ByV2))
    }

    /// The one row of the table that digest, signature algorithm and key make (threat 7).
    pub(crate) fn signature_row(&self, key: &dyn PublicKey) -> Result<SignatureAlgorithm, SignerFault> {
        let algorithms = (self.digest_algorithm(), self.signature_algorithm());
        Ok(SignatureAlgorithm::for_signer(algorithms.0, algorithms.1, key.facts())?)
    }

    /// The content is what was signed, by messageDigest. Where nothing but the content is signed, it is not
    /// somebody's signed attributes (threat 4), and the signature itself tells the rest.
    pub(crate) fn check_content(&self, content: &ContentDigests) -> Result<(), SignerFault> {
        let algorithm = self.digest().map_err(CombinationError::from)?;
        let digest = content.get(algorithm).ok_or(SignerFault::ContentMissing)?;
        match self.stated_digest()? {
            Some(stated) if stated != digest.as_ref() => Err(SignerFault::DigestDiffers),
            None if content.shape() == ContentShape::Attributes => Err(SignerFault::ContentIsAttributes),
            _ => Ok(()),
        }
    }

    /// Whether the signature is the key's, over the signed attributes as they were received, or where there are
    /// none, over the content. `Invalid` if that content was not hashed.
    pub(crate) fn verify(
        &self,
        provider: &dyn Provider,
        key: &dyn PublicKey,
        row: SignatureAlgorithm,
        content: &ContentDigests,
    ) -> Outcome {
        let digest = self.attributes_digest(provider, row);
        match digest.as_ref().or(content.get(row.digest())) {
            Some(digest) => key.verify_digest(row, digest, self.signature()),
            None => Outcome::Invalid,
        }
    }

    fn attributes_digest(&self, provider: &dyn Provider, row: SignatureAlgorithm) -> Option<Digest> {
        let parts = self.signed_octets()?;
        let mut hasher = provider.hasher(row.digest());
        parts.iter().for_each(|part| hasher.update(part));
        Some(hasher.finish())
    }

    /// Every check of this room together. `key` is the certificate's.
    pub(crate) fn check(
        &self,
        provider: &dyn Provider,
        certificate: &Certificate,
        key: &dyn PublicKey,
        content: &ContentDigests,
    ) -> SignerFacts {
        let mut faults = Vec::new();
        faults.extend(self.check_attributes().err());
        faults.extend(self.check_content(content).err());
        faults.extend(self.check_announced().err());
        faults.extend(self.check_algorithm_protection().err());
        let binding = self.check_signing_certificate(provider, certificate);
        faults.extend(binding.err());
        let row = self.signature_row(key);
        faults.extend(row.err().or_else(|| self.signature_fault(provider, key, row.ok()?, content)));
        faults.dedup();
        SignerFacts { faults, row: row.ok(), binding: binding.ok() }
    }

    /// Nothing is said of a signature over content that is missing.
    fn signature_fault(
        &self,
        provider: &dyn Provider,
        key: &dyn PublicKey,
        row: SignatureAlgorithm,
        content: &ContentDigests,
    ) -> Option<SignerFault> {
        if self.signed_attributes().is_none() && content.get(row.digest()).is_none() {
            return Some(SignerFault::ContentMissing);
        }
        match self.verify(provider, key, row, content) {
            Outcome::Valid => None,
            Outcome::Invalid => Some(SignerFault::SignatureInvalid),
            Outcome::Unsupported(unsupported) => Some(SignerFault::Unsupported(unsupported)),
        }
    }
}
