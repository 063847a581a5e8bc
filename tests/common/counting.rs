//! A provider that says how much it was asked.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use kz_eds::crypto::{DigestAlgorithm, Hasher, KeyError, Provider, PublicKey, RustCrypto};

/// Counts the digests that are asked for: one for each signature that is really verified.
#[derive(Debug, Default)]
pub struct Counting(pub AtomicUsize);

impl Provider for Counting {
    fn name(&self) -> &'static str {
        "counting"
    }

    fn public_key(&self, spki: &[u8]) -> Result<Arc<dyn PublicKey>, KeyError> {
        RustCrypto.public_key(spki)
    }

    fn hasher(&self, algorithm: DigestAlgorithm) -> Box<dyn Hasher> {
        self.0.fetch_add(1, Ordering::Relaxed);
        RustCrypto.hasher(algorithm)
    }
}
