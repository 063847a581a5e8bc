//! The signature over a list: its bytes are hashed once, and who has signed them is remembered.

use std::any::TypeId;
use std::sync::{Mutex, OnceLock, PoisonError};

use super::Crl;
use crate::crypto::{self, Digest, DigestAlgorithm, Outcome, Provider, PublicKey};

/// Signer keys that are remembered: a list has one, and one for each provider. Keys that have not signed it are not
/// remembered, so that they cannot take a signer's place.
const REMEMBERED: usize = 8;

#[derive(Default)]
pub(super) struct Signatures {
    /// By the first provider that asked.
    digest: OnceLock<(TypeId, Digest)>,
    /// The provider's type and the SubjectPublicKeyInfo. The whole key is compared, so that no other is answered for.
    signers: Mutex<Vec<(TypeId, Box<[u8]>)>>,
}

impl Signatures {
    fn has(&self, provider: TypeId, key_info: &[u8]) -> bool {
        let signers = self.signers.lock().unwrap_or_else(PoisonError::into_inner);
        signers.iter().any(|(known, key)| *known == provider && **key == *key_info)
    }

    fn remember(&self, provider: TypeId, key_info: &[u8]) {
        // A panic of another thread cannot leave the list half changed.
        let mut signers = self.signers.lock().unwrap_or_else(PoisonError::into_inner);
        if signers.len() < REMEMBERED {
            signers.push((provider, key_info.into()));
        }
    }

    fn digest(&self, provider: &dyn Provider, algorithm: DigestAlgorithm, signed: &[u8]) -> Digest {
        let (by, digest) =
            self.digest.get_or_init(|| (provider.type_id(), provider.digest(algorithm, signed)));
        if *by == provider.type_id() { *digest } else { provider.digest(algorithm, signed) }
    }
}

impl Crl {
    /// Whether this list is signed by `key`, whose SubjectPublicKeyInfo is `key_info`. The first question costs one digest
    /// over the list, each further key one operation on that digest; a signer that was found once costs nothing more,
    /// from any clone and any thread. No lock is held while anything is hashed or verified.
    pub(crate) fn verify(&self, provider: &dyn Provider, key: &dyn PublicKey, key_info: &[u8]) -> Outcome {
        let signatures = &self.0.signatures;
        if signatures.has(provider.type_id(), key_info) {
            return Outcome::Valid;
        }
        let outcome = crypto::verify_with(key, self.signature_algorithm(), self.signature(), |digest| {
            signatures.digest(provider, digest, self.tbs())
        });
        if outcome == Outcome::Valid {
            signatures.remember(provider.type_id(), key_info);
        }
        outcome
    }
}
