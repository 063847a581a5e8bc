//! RSA keys: of 2048, 3072 and 4096 bits by arithmetic of fixed length, which takes a tenth of the time by vectors and a third
//! limb by limb (`cargo bench --bench signature`); of any other size by the crate `rsa`.

use std::sync::Arc;

use rsa::{BoxedUint, Pkcs1v15Sign, Pss, RsaPublicKey};
use sha1::Sha1;
use sha2::digest::FixedOutputReset;
use sha2::digest::const_oid::AssociatedOid;
use sha2::{Sha256, Sha384, Sha512};

use super::super::algorithm::{Scheme, SignatureAlgorithm};
use super::super::digest::{Digest, DigestAlgorithm};
use super::super::identifier::Unsupported;
use super::super::key::{KeyError, KeyFacts, MAX_MODULUS_BITS};
use super::super::provider::{Outcome, PublicKey};
use super::encoding::check_of;
use super::judged;
use super::power::{Power, Power2048, Power3072, Power4096};

/// No floor on the size, which is policy (threat 8): a padding that does not fit a small modulus is `Invalid`.
pub(super) fn rsa_key(
    facts: KeyFacts,
    modulus: &[u8],
    exponent: u64,
) -> Result<Arc<dyn PublicKey>, KeyError> {
    match facts.bits() {
        2048 => shared(FixedKey::new(facts, Power2048::new(modulus, exponent))),
        3072 => shared(FixedKey::new(facts, Power3072::new(modulus, exponent))),
        4096 => shared(FixedKey::new(facts, Power4096::new(modulus, exponent))),
        _ => shared(AnyKey::new(facts, modulus, exponent)),
    }
}

fn shared(key: Option<impl PublicKey + 'static>) -> Result<Arc<dyn PublicKey>, KeyError> {
    let impossible = KeyError::Impossible("modulus or exponent even, or exponent 1 or over the modulus");
    key.map(|key| Arc::new(key) as _).ok_or(impossible)
}

const fn unsupported(row: SignatureAlgorithm) -> Outcome {
    Outcome::Unsupported(Unsupported::new(row.oid(), "not in this provider"))
}

#[derive(Debug)]
struct FixedKey<const L: usize, const V: usize> {
    facts: KeyFacts,
    power: Power<L, V>,
}

impl<const L: usize, const V: usize> FixedKey<L, V> {
    fn new(facts: KeyFacts, power: Option<Power<L, V>>) -> Option<Self> {
        power.map(|power| Self { facts, power })
    }
}

impl<const L: usize, const V: usize> PublicKey for FixedKey<L, V> {
    fn facts(&self) -> &KeyFacts {
        &self.facts
    }

    /// RFC 8017 8.2.2 and 8.1.2: the signature is as long as the modulus and below it, and what comes out of it is
    /// the encoding of this digest.
    fn verify_prehash(&self, algorithm: SignatureAlgorithm, digest: &Digest, signature: &[u8]) -> Outcome {
        let Some(is_encoding) = check_of(algorithm) else { return unsupported(algorithm) };
        let encoded = self.power.encoded(signature);
        let valid =
            encoded.is_some_and(|mut encoded| is_encoding(encoded.as_flattened_mut(), digest.as_ref()));
        if valid { Outcome::Valid } else { Outcome::Invalid }
    }
}

/// A key of any size.
#[derive(Debug)]
pub(super) struct AnyKey {
    facts: KeyFacts,
    key: RsaPublicKey,
}

impl AnyKey {
    pub(super) fn new(facts: KeyFacts, modulus: &[u8], exponent: u64) -> Option<Self> {
        let (modulus, exponent) = (BoxedUint::from_be_slice_vartime(modulus), BoxedUint::from(exponent));
        let key = RsaPublicKey::new_with_size_limits(modulus, exponent, 1..=MAX_MODULUS_BITS as usize);
        Some(Self { facts, key: key.ok()? })
    }

    /// RFC 8017 8.2.2: the signature is as long as the modulus and below it; what comes out of it is compared with
    /// the *whole* expected encoding, padding and DigestInfo with its NULL included (threat 9).
    fn pkcs1<D: sha2::Digest + AssociatedOid>(&self, digest: &Digest, signature: &[u8]) -> Outcome {
        judged(self.key.verify(Pkcs1v15Sign::new::<D>(), digest.as_ref(), signature))
    }

    /// RFC 8017 8.1.2 and 9.1.2, with a salt of exactly the digest's length: never one that is found out.
    fn pss<D: sha2::Digest + FixedOutputReset>(&self, digest: &Digest, signature: &[u8]) -> Outcome {
        let scheme = Pss::<D>::new_with_salt(digest.algorithm().output_len());
        judged(self.key.verify(scheme, digest.as_ref(), signature))
    }
}

impl PublicKey for AnyKey {
    fn facts(&self) -> &KeyFacts {
        &self.facts
    }

    fn verify_prehash(&self, algorithm: SignatureAlgorithm, digest: &Digest, signature: &[u8]) -> Outcome {
        match (algorithm.scheme(), algorithm.digest()) {
            (Scheme::RsaPkcs1, DigestAlgorithm::Sha1) => self.pkcs1::<Sha1>(digest, signature),
            (Scheme::RsaPkcs1, DigestAlgorithm::Sha256) => self.pkcs1::<Sha256>(digest, signature),
            (Scheme::RsaPkcs1, DigestAlgorithm::Sha384) => self.pkcs1::<Sha384>(digest, signature),
            (Scheme::RsaPkcs1, DigestAlgorithm::Sha512) => self.pkcs1::<Sha512>(digest, signature),
            (Scheme::RsaPss, DigestAlgorithm::Sha256) => self.pss::<Sha256>(digest, signature),
            (Scheme::RsaPss, DigestAlgorithm::Sha384) => self.pss::<Sha384>(digest, signature),
            (Scheme::RsaPss, DigestAlgorithm::Sha512) => self.pss::<Sha512>(digest, signature),
            _ => unsupported(algorithm),
        }
    }
}
