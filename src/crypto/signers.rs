//! Who is known to have signed something, remembered by the thing itself: lists and responses outlive many questions.

use std::any::TypeId;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::provider::{Outcome, Provider};

/// Signer keys that are remembered: a list or response has one, and one for each provider. Keys that have not signed it
/// are not remembered, so that they cannot take a signer's place.
const REMEMBERED: usize = 8;

/// The provider's type and the SubjectPublicKeyInfo of each signer. The whole key is compared, so that no other is answered
/// for.
#[derive(Debug, Default)]
pub(crate) struct Signers(Mutex<Vec<(TypeId, Box<[u8]>)>>);

impl Signers {
    /// `Valid` for a signer that is known, else what `verify` says. Nothing is locked while it works.
    pub(crate) fn check(
        &self,
        provider: &dyn Provider,
        key_info: &[u8],
        verify: impl FnOnce() -> Outcome,
    ) -> Outcome {
        let by = provider.type_id();
        if self.known().iter().any(|(known, key)| *known == by && **key == *key_info) {
            return Outcome::Valid;
        }
        let outcome = verify();
        let mut known = self.known();
        if outcome == Outcome::Valid && known.len() < REMEMBERED {
            known.push((by, key_info.into()));
        }
        outcome
    }

    /// A panic of another thread cannot leave the list half changed.
    fn known(&self) -> MutexGuard<'_, Vec<(TypeId, Box<[u8]>)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
