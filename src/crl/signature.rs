//! The signature over a list: its bytes are hashed once, and who has signed them is remembered.

use std::any::TypeId;
use std::sync::OnceLock;

use super::Crl;
use crate::crypto::{self, Digest, DigestAlgorithm, Outcome, Provider, PublicKey, Signers};

#[derive(Default)]
pub(super) struct Signatures {
    /// By the first provider that asked.
    digest: OnceLock<(TypeId, Digest)>,
    signers: Signers,
}

impl Signatures {
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
        signatures.signers.check(provider, key_info, || {
            crypto::verify_with(key, self.algorithm(), self.signature(), |digest| {
                signatures.digest(provider, digest, self.tbs())
            })
        })
    }
}
