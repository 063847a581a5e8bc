//! The provider in pure Rust: `rsa`, `p256`, `sha1`, `sha2` and `gost94` of the RustCrypto project; RSA of the usual
//! sizes, GOST signatures and GOST R 34.11-2015 by arithmetic of our own.

mod encoding;
mod limbs;
mod montgomery;
mod power;
mod rsa_key;
#[cfg(test)]
mod tests;
#[cfg(target_arch = "x86_64")]
mod vectors;

use std::sync::Arc;

use p256::ecdsa::signature::hazmat::PrehashVerifier;
use p256::ecdsa::{Signature, VerifyingKey};
use rsa_key::rsa_key;
use sha1::Sha1;
use sha2::{Sha256, Sha384, Sha512};

use super::algorithm::SignatureAlgorithm;
use super::digest::{Digest, DigestAlgorithm};
#[cfg(not(feature = "gost"))]
use super::identifier::Unsupported;
use super::key::{KeyError, KeyFacts, PublicKeyInfo};
use super::provider::{Hasher, Outcome, Provider, PublicKey};

/// What is to be done with the hash function of an algorithm, by its type.
macro_rules! with_hash {
    ($algorithm:expr, $hash:ident => $action:expr) => {
        match $algorithm {
            DigestAlgorithm::Sha1 => {
                type $hash = Sha1;
                $action
            }
            DigestAlgorithm::Sha256 => {
                type $hash = Sha256;
                $action
            }
            DigestAlgorithm::Sha384 => {
                type $hash = Sha384;
                $action
            }
            DigestAlgorithm::Sha512 => {
                type $hash = Sha512;
                $action
            }
            #[cfg(feature = "gost")]
            DigestAlgorithm::Gost94 => {
                type $hash = gost94::Gost94Test;
                $action
            }
            #[cfg(feature = "gost")]
            DigestAlgorithm::Streebog256 => {
                type $hash = super::gost::Streebog256;
                $action
            }
            #[cfg(feature = "gost")]
            DigestAlgorithm::Streebog512 => {
                type $hash = super::gost::Streebog512;
                $action
            }
        }
    };
}

/// Pure Rust, no C compiler, every row of the table.
///
/// ```
/// use kz_eds::crypto::{DigestAlgorithm, Provider, RustCrypto};
/// let digest = RustCrypto.digest(DigestAlgorithm::Sha1, b"abc");
/// assert_eq!(digest.as_ref()[..4], [0xA9, 0x99, 0x3E, 0x36]);
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct RustCrypto;

impl Provider for RustCrypto {
    fn name(&self) -> &'static str {
        "RustCrypto"
    }

    fn public_key(&self, spki: &[u8]) -> Result<Arc<dyn PublicKey>, KeyError> {
        let info = PublicKeyInfo::from_der(spki)?;
        match info {
            PublicKeyInfo::Rsa { modulus, exponent } => rsa_key(info.facts(), modulus, exponent),
            PublicKeyInfo::P256 { point } => {
                let key = VerifyingKey::from_sec1_bytes(point)
                    .map_err(|_| KeyError::Impossible("a point that is not on the curve"))?;
                Ok(Arc::new(P256Key { facts: info.facts(), key }))
            }
            #[cfg(feature = "gost")]
            PublicKeyInfo::Gost { curve, point } => super::gost::public_key(curve, point),
            #[cfg(not(feature = "gost"))]
            PublicKeyInfo::Gost { curve, .. } => {
                Err(KeyError::Unsupported(Unsupported::new(curve.oid(), "not in this provider")))
            }
        }
    }

    fn hasher(&self, algorithm: DigestAlgorithm) -> Box<dyn Hasher> {
        with_hash!(algorithm, Hash => Box::new(State { algorithm, state: <Hash as HashFunction>::new() }))
    }

    /// At once: nothing is put on the heap.
    fn digest(&self, algorithm: DigestAlgorithm, bytes: &[u8]) -> Digest {
        with_hash!(algorithm, Hash => at_once::<Hash>(algorithm, bytes))
    }
}

/// A hash function as this provider needs it.
trait HashFunction {
    fn new() -> Self;
    fn update(&mut self, bytes: &[u8]);
    fn finish(self) -> impl AsRef<[u8]>;
}

impl<D: sha2::Digest> HashFunction for D {
    fn new() -> Self {
        D::new()
    }

    fn update(&mut self, bytes: &[u8]) {
        sha2::Digest::update(self, bytes);
    }

    fn finish(self) -> impl AsRef<[u8]> {
        self.finalize()
    }
}

#[cfg(feature = "gost")]
impl<const BITS: usize> HashFunction for super::gost::Streebog<BITS> {
    fn new() -> Self {
        Self::new()
    }

    fn update(&mut self, bytes: &[u8]) {
        self.update(bytes);
    }

    fn finish(self) -> impl AsRef<[u8]> {
        self.finish()
    }
}

/// A digest in the making, by any of the hash functions.
struct State<H> {
    algorithm: DigestAlgorithm,
    state: H,
}

impl<H: HashFunction + Send> Hasher for State<H> {
    fn update(&mut self, bytes: &[u8]) {
        self.state.update(bytes);
    }

    fn finish(self: Box<Self>) -> Digest {
        Digest::of(self.algorithm, self.state.finish().as_ref())
    }
}

fn at_once<H: HashFunction>(algorithm: DigestAlgorithm, bytes: &[u8]) -> Digest {
    let mut state = H::new();
    state.update(bytes);
    Digest::of(algorithm, state.finish().as_ref())
}

#[derive(Debug)]
struct P256Key {
    facts: KeyFacts,
    key: VerifyingKey,
}

impl PublicKey for P256Key {
    fn facts(&self) -> &KeyFacts {
        &self.facts
    }

    /// SEC 1 4.1.4. `from_der` takes strict DER only, and `r` and `s` from 1 to n - 1; of a digest longer than
    /// the curve's order its leftmost 256 bits count. The other `s` of the same signature is as good (threat 10).
    fn verify_prehash(&self, _: SignatureAlgorithm, digest: &Digest, signature: &[u8]) -> Outcome {
        judged(
            Signature::from_der(signature)
                .and_then(|signature| self.key.verify_prehash(digest.as_ref(), &signature)),
        )
    }
}

fn judged<E>(result: Result<(), E>) -> Outcome {
    match result {
        Ok(()) => Outcome::Valid,
        Err(_) => Outcome::Invalid,
    }
}
