//! The signature over a list, verified once for a key and remembered.

use std::any::TypeId;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::Crl;
use crate::crypto::{self, Outcome, Provider, PublicKey};

/// Signer keys that are remembered. A list has one; more come from CAs of the same name.
const REMEMBERED: usize = 8;

/// Outcomes by the provider's type and SubjectPublicKeyInfo. The whole key is compared, so that no other can be answered for.
#[derive(Default)]
pub(super) struct Signatures(Mutex<Vec<Known>>);

#[derive(Clone)]
struct Known {
    provider: TypeId,
    key_info: Box<[u8]>,
    outcome: Arc<OnceLock<Outcome>>,
}

impl Signatures {
    /// The place of an outcome, filled or not. No lock is held while anything is hashed or verified.
    fn place(&self, provider: TypeId, key_info: &[u8]) -> Arc<OnceLock<Outcome>> {
        // A panic of another thread cannot leave the list half changed.
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let same = |known: &&Known| known.provider == provider && *known.key_info == *key_info;
        if let Some(found) = known.iter().find(same) {
            return Arc::clone(&found.outcome);
        }
        let new = Known { provider, key_info: key_info.into(), outcome: Arc::default() };
        let outcome = Arc::clone(&new.outcome);
        if known.len() < REMEMBERED {
            known.push(new);
        }
        outcome
    }
}

impl Crl {
    /// Whether this list is signed by `key`, whose SubjectPublicKeyInfo is `key_info`. The first question costs
    /// one digest over the list; the same question again, from any clone and any thread, costs nothing.
    pub(crate) fn verify(&self, provider: &dyn Provider, key: &dyn PublicKey, key_info: &[u8]) -> Outcome {
        let place = self.0.signatures.place(provider.type_id(), key_info);
        *place.get_or_init(|| {
            crypto::verify(provider, key, self.signature_algorithm(), self.tbs(), self.signature())
        })
    }
}
