//! What a cryptographic library must give, and the checks of the table that it cannot leave out.

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use super::algorithm::SignatureAlgorithm;
use super::digest::{Digest, DigestAlgorithm};
use super::identifier::{AlgorithmError, Unsupported};
use super::key::{KeyError, KeyFacts};

/// Whether a signature is good: yes, no, or not known here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use = "a signature that was checked and then not asked about was not checked"]
pub enum Outcome {
    /// The key's owner made this signature over this message.
    Valid,
    /// Not so.
    Invalid,
    /// Nobody here can tell: the algorithm is outside the table or outside the provider (threat 34).
    Unsupported(Unsupported),
}

/// A digest in the making.
pub trait Hasher: Send {
    /// More of the message.
    fn update(&mut self, bytes: &[u8]);
    /// The digest of all of it.
    fn finish(self: Box<Self>) -> Digest;
}

/// A key that a provider has parsed. Keep it: parsing costs, and many signatures share an issuer.
///
/// The face for callers is [`verify_digest`](PublicKey#method.verify_digest).
pub trait PublicKey: Send + Sync + fmt::Debug {
    /// What a policy wants to know of the key.
    fn facts(&self) -> &KeyFacts;

    /// The arithmetic alone, for providers to write. Callers want `verify_digest`, which makes sure first that the
    /// key and the digest are those of the row.
    fn verify_prehash(&self, algorithm: SignatureAlgorithm, digest: &Digest, signature: &[u8]) -> Outcome;
}

impl dyn PublicKey + '_ {
    /// Whether `signature` is this key's over the message with this digest.
    ///
    /// The key and the digest must be those of the row. A P-256 key under an RSA algorithm is `Invalid`, not
    /// `Unsupported`: both are known, and the table, like every standard, has no row with the two.
    pub fn verify_digest(&self, algorithm: SignatureAlgorithm, digest: &Digest, signature: &[u8]) -> Outcome {
        if !algorithm.takes(self.facts()) || digest.algorithm() != algorithm.digest() {
            return Outcome::Invalid;
        }
        self.verify_prehash(algorithm, digest, signature)
    }
}

/// A cryptographic library behind one safe face.
pub trait Provider: Any + Send + Sync + fmt::Debug {
    /// Its name. Reports do not have it: they are the same under every provider.
    fn name(&self) -> &'static str;

    /// The key in a whole SubjectPublicKeyInfo.
    ///
    /// # Errors
    /// [`KeyError`]: malformed, unsupported, or no key at all.
    fn public_key(&self, spki: &[u8]) -> Result<Arc<dyn PublicKey>, KeyError>;

    /// A fresh hasher.
    fn hasher(&self, algorithm: DigestAlgorithm) -> Box<dyn Hasher>;

    /// The digest of bytes that are at hand.
    fn digest(&self, algorithm: DigestAlgorithm, bytes: &[u8]) -> Digest {
        let mut hasher = self.hasher(algorithm);
        hasher.update(bytes);
        hasher.finish()
    }
}

/// Whether `signature` is `key`'s over `message` by `algorithm`, a whole AlgorithmIdentifier.
///
/// An algorithm that is not even well-formed is `Invalid`: nothing can be signed with it.
///
/// ```
/// use kz_eds::crypto::{Outcome, Provider, RustCrypto, verify};
/// # use p256::ecdsa::{DerSignature, SigningKey, signature::Signer};
/// # let owner = SigningKey::from_slice(&[7; 32]).unwrap();
/// # let signature: DerSignature = owner.sign(b"message");
/// # let signature = signature.as_bytes();
/// # let head = [0x30, 89, 0x30, 19, 6, 7, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 2, 1, 6, 8, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 3, 1, 7];
/// # let spki = [&head[..], &[3, 66, 0], owner.verifying_key().to_sec1_point(false).as_bytes()].concat();
/// let key = RustCrypto.public_key(&spki).unwrap();
/// let ecdsa_sha256 = [0x30, 10, 6, 8, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 4, 3, 2];
/// assert_eq!(verify(&RustCrypto, &*key, &ecdsa_sha256, b"message", signature), Outcome::Valid);
/// assert_eq!(verify(&RustCrypto, &*key, &ecdsa_sha256, b"another", signature), Outcome::Invalid);
/// ```
pub fn verify(
    provider: &dyn Provider,
    key: &dyn PublicKey,
    algorithm: &[u8],
    message: &[u8],
    signature: &[u8],
) -> Outcome {
    let algorithm = SignatureAlgorithm::from_der(algorithm);
    verify_with(key, algorithm, signature, |digest| provider.digest(digest, message))
}

/// The same by an algorithm that has been read, over a digest that is made, or remembered, once it is known which one is
/// needed and that the key fits.
pub(crate) fn verify_with(
    key: &dyn PublicKey,
    algorithm: Result<SignatureAlgorithm, AlgorithmError>,
    signature: &[u8],
    digest: impl FnOnce(DigestAlgorithm) -> Digest,
) -> Outcome {
    let algorithm = match algorithm {
        Ok(algorithm) => algorithm,
        Err(AlgorithmError::Unsupported(unsupported)) => return Outcome::Unsupported(unsupported),
        Err(AlgorithmError::Malformed(_)) => return Outcome::Invalid,
    };
    // Before the digest: a list to be hashed may have 23 MB.
    if !algorithm.takes(key.facts()) {
        return Outcome::Invalid;
    }
    key.verify_digest(algorithm, &digest(algorithm.digest()), signature)
}

#[cfg(test)]
mod tests {
    use super::super::samples::{NULL, P256, algorithm, p256_public, rsa_public};
    use super::super::{GostCurve, RustCrypto};
    use super::*;
    use crate::asn1::oid;
    use p256::ecdsa::signature::hazmat::PrehashSigner;

    /// Says yes to whatever the table lets through.
    #[derive(Debug)]
    struct Yes(KeyFacts);

    impl PublicKey for Yes {
        fn facts(&self) -> &KeyFacts {
            &self.0
        }

        fn verify_prehash(&self, _: SignatureAlgorithm, _: &Digest, _: &[u8]) -> Outcome {
            Outcome::Valid
        }
    }

    /// Fails if it is asked to hash anything.
    #[derive(Debug)]
    struct NoDigests;

    impl Provider for NoDigests {
        fn name(&self) -> &'static str {
            "none"
        }

        fn public_key(&self, _: &[u8]) -> Result<Arc<dyn PublicKey>, KeyError> {
            Err(KeyError::Impossible("none"))
        }

        fn hasher(&self, _: DigestAlgorithm) -> Box<dyn Hasher> {
            panic!("hashed in vain")
        }
    }

    #[test]
    fn key_digest_and_row_belong_together() {
        let rsa = KeyFacts::Rsa { bits: 2048, odd_modulus: true, exponent: 65_537 };
        let curves = [GostCurve::Tc26A512, GostCurve::Tc26A256, GostCurve::CryptoProA];
        for facts in [rsa, KeyFacts::P256].into_iter().chain(curves.map(KeyFacts::Gost)) {
            for &row in SignatureAlgorithm::ALL {
                for &digest in DigestAlgorithm::ALL {
                    let key: &dyn PublicKey = &Yes(facts);
                    let outcome = key.verify_digest(row, &RustCrypto.digest(digest, b""), b"");
                    let fits = row.scheme().key_kind() == facts.kind() && digest == row.digest();
                    assert_eq!(outcome == Outcome::Valid, fits, "{facts:?} {row} {digest:?}");
                    assert_eq!(outcome == Outcome::Invalid, !fits, "{facts:?} {row} {digest:?}");
                }
            }
        }
    }

    #[test]
    fn messages_are_verified_by_the_raw_identifier() {
        let key = RustCrypto.public_key(&p256_public()).unwrap();
        let digest = RustCrypto.digest(DigestAlgorithm::Sha384, b"message");
        let signature: p256::ecdsa::DerSignature = P256.sign_prehash(digest.as_ref()).unwrap();
        let with = |algorithm: &[u8], message: &[u8]| {
            verify(&RustCrypto, &*key, algorithm, message, signature.as_bytes())
        };
        let sha384 = algorithm(oid::ECDSA_WITH_SHA384, &[]);
        assert_eq!(with(&sha384, b"message"), Outcome::Valid);
        assert_eq!(with(&sha384, b"massage"), Outcome::Invalid);
        assert_eq!(with(&algorithm(oid::ECDSA_WITH_SHA256, &[]), b"message"), Outcome::Invalid);
        assert_eq!(with(b"", b"message"), Outcome::Invalid);
        let unsupported = Unsupported::new(oid::ED25519, "unknown signature algorithm");
        assert_eq!(with(&algorithm(oid::ED25519, &[]), b"message"), Outcome::Unsupported(unsupported));
    }

    #[test]
    fn nothing_is_hashed_in_vain() {
        let key = RustCrypto.public_key(&rsa_public()).unwrap();
        for vain in [algorithm(oid::ECDSA_WITH_SHA256, &[]), algorithm(oid::ED25519, &[]), NULL.to_vec()] {
            assert_ne!(verify(&NoDigests, &*key, &vain, b"message", b""), Outcome::Valid);
        }
    }
}
