//! Who is known to have signed something, remembered by the thing itself: lists and responses outlive many questions.

use std::any::TypeId;
use std::sync::OnceLock;

use super::provider::{Outcome, Provider};

/// Signer keys that are remembered: a list or response has one, and one for each provider. Keys that have not signed it
/// are not remembered, so that they cannot take a signer's place.
const REMEMBERED: usize = 8;

/// The provider's type and the SubjectPublicKeyInfo of each signer. The whole key is compared, so that no other is answered
/// for. Places are filled one after another and never emptied: a look at them waits for nobody.
#[derive(Debug, Default)]
pub(crate) struct Signers([OnceLock<Known>; REMEMBERED]);

#[derive(Debug, PartialEq, Eq)]
struct Known {
    provider: TypeId,
    key: Box<[u8]>,
}

impl Signers {
    /// `Valid` for a signer that is known, else what `verify` says.
    pub(crate) fn check(
        &self,
        provider: &dyn Provider,
        key_info: &[u8],
        verify: impl FnOnce() -> Outcome,
    ) -> Outcome {
        let provider = provider.type_id();
        let mut known = self.0.iter().map_while(OnceLock::get);
        if known.any(|known| known.provider == provider && *known.key == *key_info) {
            return Outcome::Valid;
        }
        let outcome = verify();
        if outcome == Outcome::Valid {
            self.remember(Known { provider, key: key_info.into() });
        }
        outcome
    }

    /// In the first place that is free, unless another thread was there with the same.
    fn remember(&self, mut signer: Known) {
        for place in &self.0 {
            match place.set(signer) {
                Ok(()) => return,
                Err(refused) if place.get() == Some(&refused) => return,
                Err(refused) => signer = refused,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::RustCrypto;
    use super::*;

    /// Whether it was asked, and what came of it.
    fn check(signers: &Signers, key: &[u8], says: Outcome) -> (bool, Outcome) {
        let mut is_asked = false;
        let outcome = signers.check(&RustCrypto, key, || {
            is_asked = true;
            says
        });
        (is_asked, outcome)
    }

    #[test]
    fn who_signed_is_not_asked_again_and_nobody_else_is_believed() {
        let signers = Signers::default();
        assert_eq!(check(&signers, b"one", Outcome::Invalid), (true, Outcome::Invalid));
        assert_eq!(check(&signers, b"one", Outcome::Valid), (true, Outcome::Valid));
        assert_eq!(check(&signers, b"one", Outcome::Invalid), (false, Outcome::Valid));
        assert_eq!(check(&signers, b"on", Outcome::Invalid), (true, Outcome::Invalid));
        assert_eq!(check(&signers, b"other", Outcome::Invalid), (true, Outcome::Invalid));
    }

    #[test]
    fn what_another_provider_said_is_not_believed() {
        let signers = Signers::default();
        signers.remember(Known { provider: TypeId::of::<()>(), key: (*b"one").into() });
        assert_eq!(check(&signers, b"one", Outcome::Invalid), (true, Outcome::Invalid));
    }

    #[test]
    fn places_are_bounded_and_taken_once() {
        let signers = Signers::default();
        let key = |number: u8| [number];
        for number in 0..16 {
            signers.remember(Known { provider: TypeId::of::<RustCrypto>(), key: key(0).into() });
            assert_eq!(check(&signers, &key(number), Outcome::Valid).1, Outcome::Valid);
        }
        let is_known = |number| !check(&signers, &key(number), Outcome::Invalid).0;
        assert_eq!((0..16).filter(|&number| is_known(number)).count(), REMEMBERED);
    }
}
