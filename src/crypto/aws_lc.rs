//! The provider over AWS-LC, through `aws-lc-rs`: RSA of the usual sizes, ECDSA on P-256, SHA-1 and SHA-2. All else is
//! [`RustCrypto`]'s.

use std::sync::{Arc, OnceLock};

use aws_lc_rs::digest::{self, Context};
use aws_lc_rs::signature::{self, ParsedPublicKey, VerificationAlgorithm};

use super::algorithm::SignatureAlgorithm;
use super::digest::{Digest, DigestAlgorithm};
use super::identifier::Unsupported;
use super::key::{KeyError, KeyFacts, MAX_MODULUS_BITS, PublicKeyInfo};
use super::provider::{Hasher, Outcome, Provider, PublicKey};
use super::rustcrypto::RustCrypto;

/// AWS-LC where it has the row, [`RustCrypto`] where it has not: GOST, and RSA keys below 2048 bits. What is valid,
/// invalid and unsupported is the same under both, and so are the errors; only the time is not.
///
/// It is C and assembly, so a C compiler is needed to build it.
///
/// ```
/// use kz_eds::crypto::{AwsLc, DigestAlgorithm, Provider, RustCrypto};
/// let digest = AwsLc.digest(DigestAlgorithm::Sha256, b"abc");
/// assert_eq!(digest, RustCrypto.digest(DigestAlgorithm::Sha256, b"abc"));
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct AwsLc;

impl Provider for AwsLc {
    fn name(&self) -> &'static str {
        "AWS-LC"
    }

    fn public_key(&self, spki: &[u8]) -> Result<Arc<dyn PublicKey>, KeyError> {
        let info = PublicKeyInfo::from_der(spki)?;
        let key = match info {
            PublicKeyInfo::Rsa { exponent, .. } if has_rsa(&info.facts(), exponent) => {
                Key::new(info.facts(), &signature::RSA_PKCS1_2048_8192_SHA256, spki)
            }
            PublicKeyInfo::P256 { point } => {
                Key::new(info.facts(), &signature::ECDSA_P256_SHA256_ASN1, point)
            }
            _ => None,
        };
        // What it refuses gets its error, or its key, from the other.
        key.map_or_else(|| RustCrypto.public_key(spki), |key| Ok(Arc::new(key)))
    }

    fn hasher(&self, algorithm: DigestAlgorithm) -> Box<dyn Hasher> {
        match hash(algorithm) {
            Some(hash) => Box::new(State { algorithm, context: Context::new(hash) }),
            None => RustCrypto.hasher(algorithm),
        }
    }

    fn digest(&self, algorithm: DigestAlgorithm, bytes: &[u8]) -> Digest {
        match hash(algorithm) {
            Some(hash) => Digest::of(algorithm, digest::digest(hash, bytes).as_ref()),
            None => RustCrypto.digest(algorithm, bytes),
        }
    }
}

/// Sizes that its rows have, and numbers that can be a key: what is odd about others is told by [`RustCrypto`].
fn has_rsa(facts: &KeyFacts, exponent: u64) -> bool {
    let odd = matches!(facts, KeyFacts::Rsa { odd_modulus: true, .. });
    odd && (2048..=MAX_MODULUS_BITS).contains(&facts.bits()) && exponent % 2 == 1 && exponent > 1
}

fn hash(algorithm: DigestAlgorithm) -> Option<&'static digest::Algorithm> {
    match algorithm {
        DigestAlgorithm::Sha1 => Some(&digest::SHA1_FOR_LEGACY_USE_ONLY),
        DigestAlgorithm::Sha256 => Some(&digest::SHA256),
        DigestAlgorithm::Sha384 => Some(&digest::SHA384),
        DigestAlgorithm::Sha512 => Some(&digest::SHA512),
        #[cfg(feature = "gost")]
        DigestAlgorithm::Gost94 | DigestAlgorithm::Streebog256 | DigestAlgorithm::Streebog512 => None,
    }
}

struct State {
    algorithm: DigestAlgorithm,
    context: Context,
}

impl Hasher for State {
    fn update(&mut self, bytes: &[u8]) {
        self.context.update(bytes);
    }

    fn finish(self: Box<Self>) -> Digest {
        Digest::of(self.algorithm, self.context.finish().as_ref())
    }
}

type Verification = &'static dyn VerificationAlgorithm;

/// The rows that it has. RSASSA-PSS with a salt as long as the digest is its default.
const ROWS: [(SignatureAlgorithm, Verification); 11] = [
    (SignatureAlgorithm::RsaPkcs1Sha1, &signature::RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY),
    (SignatureAlgorithm::RsaPkcs1Sha256, &signature::RSA_PKCS1_2048_8192_SHA256),
    (SignatureAlgorithm::RsaPkcs1Sha384, &signature::RSA_PKCS1_2048_8192_SHA384),
    (SignatureAlgorithm::RsaPkcs1Sha512, &signature::RSA_PKCS1_2048_8192_SHA512),
    (SignatureAlgorithm::RsaPssSha256, &signature::RSA_PSS_2048_8192_SHA256),
    (SignatureAlgorithm::RsaPssSha384, &signature::RSA_PSS_2048_8192_SHA384),
    (SignatureAlgorithm::RsaPssSha512, &signature::RSA_PSS_2048_8192_SHA512),
    (SignatureAlgorithm::EcdsaP256Sha1, &signature::ECDSA_P256_SHA1_ASN1),
    (SignatureAlgorithm::EcdsaP256Sha256, &signature::ECDSA_P256_SHA256_ASN1),
    (SignatureAlgorithm::EcdsaP256Sha384, &signature::ECDSA_P256_SHA384_ASN1),
    (SignatureAlgorithm::EcdsaP256Sha512, &signature::ECDSA_P256_SHA512_ASN1),
];

/// A key, parsed once for each row that it is used with, which is one as a rule.
#[derive(Debug)]
struct Key {
    facts: KeyFacts,
    first: ParsedPublicKey,
    others: [OnceLock<Option<ParsedPublicKey>>; ROWS.len()],
}

impl Key {
    fn new(facts: KeyFacts, row: Verification, key: &[u8]) -> Option<Self> {
        let first = ParsedPublicKey::new(row, key).ok()?;
        Some(Self { facts, first, others: [const { OnceLock::new() }; ROWS.len()] })
    }

    fn parsed(&self, row: SignatureAlgorithm) -> Option<&ParsedPublicKey> {
        let ((_, verification), parsed) = ROWS.iter().zip(&self.others).find(|((own, _), _)| *own == row)?;
        let parse = || ParsedPublicKey::new(*verification, self.first.as_ref()).ok();
        parsed.get_or_init(parse).as_ref()
    }
}

impl PublicKey for Key {
    fn facts(&self) -> &KeyFacts {
        &self.facts
    }

    fn verify_prehash(&self, algorithm: SignatureAlgorithm, digest: &Digest, signature: &[u8]) -> Outcome {
        let unsupported = Outcome::Unsupported(Unsupported::new(algorithm.oid(), "not in this provider"));
        let Some(key) = self.parsed(algorithm) else { return unsupported };
        let Some(hash) = hash(digest.algorithm()) else { return unsupported };
        match digest::Digest::import_less_safe(digest.as_ref(), hash) {
            Ok(digest) if key.verify_digest_sig(&digest, signature).is_ok() => Outcome::Valid,
            _ => Outcome::Invalid,
        }
    }
}
