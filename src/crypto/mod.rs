//! Signatures, digests and keys: the raw bytes of an AlgorithmIdentifier and of a key in, one of three answers out.
//!
//! # The map
//!
//! | file | what is there |
//! |---|---|
//! | `identifier` | AlgorithmIdentifier as it stands in the bytes; [`Unsupported`] |
//! | `digest` | [`DigestAlgorithm`], and [`Digest`], which remembers its algorithm |
//! | `algorithm` | **the one closed table**, [`SignatureAlgorithm`]: an AlgorithmIdentifier is one of its rows, or unsupported |
//! | `combination` | the row behind a signature of a message, which names its digest apart: [`SignatureAlgorithm::for_signer`] |
//! | `key` | what a SubjectPublicKeyInfo says, read in place: [`PublicKeyInfo`], [`KeyFacts`] |
//! | `limbs` | sums, differences and products of limbs, for the two rooms that compute by themselves |
//! | `gost` | GOST R 34.10-2015 and GOST 34.310-2004: keys and arithmetic of our own, as no crate has them |
//! | `provider` | what a cryptographic library must give: [`Provider`], [`PublicKey`], [`Hasher`]; and [`Outcome`] |
//! | `rustcrypto` | [`RustCrypto`], the provider in pure Rust, with RSA of the usual sizes by arithmetic of our own |
//! | `aws_lc` | `AwsLc`, the provider over AWS-LC, behind the feature `aws-lc` |
//!
//! # The table
//!
//! | row | identifier | its parameters | key |
//! |---|---|---|---|
//! | RSA PKCS #1 v1.5 with SHA-1, SHA-256, SHA-384, SHA-512 | sha…WithRSAEncryption | NULL or absent (RFC 4055 5) | rsaEncryption, NULL |
//! | RSASSA-PSS with SHA-256, SHA-384, SHA-512 | id-RSASSA-PSS | the same digest thrice: as hash, in MGF1, as salt length | rsaEncryption, NULL |
//! | ECDSA with SHA-1, SHA-256, SHA-384, SHA-512 | ecdsa-with-SHA… | absent (RFC 5758 3.2) | id-ecPublicKey, P-256 by name |
//! | GOST R 34.10-2015 with GOST R 34.11-2015, 512 and 256 bits | the national ones | NULL | the national ones, [`GostCurve`] by name |
//! | the same | those of RFC 9215 | NULL or absent | those of RFC 9215 |
//! | GOST 34.310-2004 with GOST 34.311-95 | the national one, and that of 2011 | NULL | the same |
//!
//! Digest, scheme, kind of key and curve are chosen together, as one row, and never mixed (threat 7). A
//! new algorithm is a row here and an arm in a provider.
//!
//! # Three answers
//!
//! [`Outcome::Valid`] and [`Outcome::Invalid`] are knowledge; [`Outcome::Unsupported`] is the lack of it, and
//! names the algorithm. So a signature by an algorithm that this library does not have is never called broken
//! (threat 34). A key and an algorithm that are both known and do not belong together are `Invalid`, because no
//! library, however large, would find such a signature good.
//!
//! The answers do not depend on the provider: [`RustCrypto`] has every row, and `AwsLc` leaves to it what AWS-LC lacks or
//! would judge differently.
//!
//! What this room takes is what the standards take; what is *strong enough* is a policy's business. SHA-1, an
//! RSA key of 1024 bits and the exponent 3 are verified here, and [`KeyFacts`] and
//! [`SignatureAlgorithm::is_sha1`] are what a policy judges (threats 8 and 29).
//!
//! ```
//! use kz_eds::crypto::{DigestAlgorithm, Provider, RustCrypto};
//!
//! let mut hasher = RustCrypto.hasher(DigestAlgorithm::Sha256);
//! hasher.update(b"a document, ");
//! hasher.update(b"piece by piece");
//! let digest = hasher.finish();
//! assert_eq!(digest, RustCrypto.digest(DigestAlgorithm::Sha256, b"a document, piece by piece"));
//! ```

mod algorithm;
#[cfg(feature = "aws-lc")]
mod aws_lc;
mod combination;
mod digest;
mod gost;
mod identifier;
mod key;
mod limbs;
mod provider;
mod rustcrypto;
#[cfg(test)]
pub(crate) mod samples;
mod signers;
#[cfg(test)]
mod tests;

use std::sync::Arc;

pub use algorithm::{Scheme, SignatureAlgorithm};
#[cfg(feature = "aws-lc")]
pub use aws_lc::AwsLc;
pub use combination::CombinationError;
pub use digest::{Digest, DigestAlgorithm};
pub use gost::{GostCurve, GostForm};
pub(crate) use identifier::AlgorithmIdentifier;
pub use identifier::{AlgorithmError, Unsupported};
pub use key::{KeyError, KeyFacts, KeyKind, MAX_MODULUS_BITS, MAX_PUBLIC_EXPONENT, PublicKeyInfo};
pub(crate) use provider::verify_with;
pub use provider::{Hasher, Outcome, Provider, PublicKey, verify};
pub use rustcrypto::RustCrypto;
pub(crate) use signers::Signers;

#[cfg(feature = "aws-lc")]
type DefaultProvider = AwsLc;
#[cfg(not(feature = "aws-lc"))]
type DefaultProvider = RustCrypto;

/// The provider of those who choose none: `AwsLc` where the feature `aws-lc` is on, [`RustCrypto`] where it is off.
/// Verdicts are the same under both.
///
/// ```
/// let name = kz_eds::crypto::default_provider().name();
/// assert_eq!(name, if cfg!(feature = "aws-lc") { "AWS-LC" } else { "RustCrypto" });
/// ```
pub fn default_provider() -> Arc<dyn Provider> {
    Arc::new(DefaultProvider::default())
}
