//! The private key in this process.

use std::fmt;

use p256::ecdsa::signature::hazmat::PrehashSigner;
use pkcs8::{DecodePrivateKey, EncodePublicKey};
use rsa::{Pkcs1v15Sign, RsaPrivateKey};
use sha2::Sha256;

use super::error::{KeyFileError, SignerFailure};
use super::pkcs8::WHAT;
use super::prepared::Prepared;
use super::signer::{Signature, Signer};
use crate::asn1::{object_identifier, oid};
use crate::crypto::{AlgorithmIdentifier, KeyKind, SignatureAlgorithm, Unsupported};
use crate::error::{Error, ErrorKind};

/// A private key in this process: RSA, signing by PKCS #1 v1.5 with blinding, or P-256, signing deterministically
/// (RFC 6979). Wiped from memory when it is dropped, and never shown. It comes out of a
/// [`KeyFile`](super::KeyFile).
///
/// The RSA arithmetic is that of the `rsa` crate, to which RUSTSEC-2023-0071 applies: see the README.
#[derive(Clone)]
pub struct SigningKey(Key);

#[derive(Clone)]
enum Key {
    Rsa(Box<RsaPrivateKey>),
    P256(p256::ecdsa::SigningKey),
}

const MALFORMED: KeyFileError = KeyFileError::Damaged(Error::new(ErrorKind::Malformed, WHAT));

impl SigningKey {
    /// `der` is a whole PrivateKeyInfo, `algorithm` the one that it names.
    pub(super) fn from_pkcs8(algorithm: &AlgorithmIdentifier<'_>, der: &[u8]) -> Result<Self, KeyFileError> {
        match algorithm.oid() {
            oid::RSA_ENCRYPTION => rsa_key(der),
            oid::EC_PUBLIC_KEY => p256_key(algorithm, der),
            unknown => Err(unsupported(Unsupported::new(unknown, "unknown kind of private key"))),
        }
    }

    /// Which kind of key it is.
    pub fn kind(&self) -> KeyKind {
        match &self.0 {
            Key::Rsa(_) => KeyKind::Rsa,
            Key::P256(_) => KeyKind::P256,
        }
    }

    fn public_key(&self) -> Option<Vec<u8>> {
        let document = match &self.0 {
            Key::Rsa(key) => key.to_public_key().to_public_key_der(),
            Key::P256(key) => key.verifying_key().to_public_key_der(),
        };
        document.ok().map(|document| document.into_vec())
    }
}

const fn unsupported(unsupported: Unsupported) -> KeyFileError {
    KeyFileError::Unsupported(unsupported)
}

fn rsa_key(der: &[u8]) -> Result<SigningKey, KeyFileError> {
    // Checks that the parts fit together: a damaged key would give its factors away with its first signature.
    let key = RsaPrivateKey::from_pkcs8_der(der).map_err(|_| MALFORMED)?;
    Ok(SigningKey(Key::Rsa(Box::new(key))))
}

fn p256_key(algorithm: &AlgorithmIdentifier<'_>, der: &[u8]) -> Result<SigningKey, KeyFileError> {
    let curve = algorithm.parameters.map(|parameters| object_identifier(parameters.value)).transpose()?;
    match curve {
        Some(oid::P256) => {
            let key = p256::ecdsa::SigningKey::from_pkcs8_der(der).map_err(|_| MALFORMED)?;
            Ok(SigningKey(Key::P256(key)))
        }
        Some(other) => Err(unsupported(Unsupported::new(other, "unknown curve"))),
        None => Err(MALFORMED),
    }
}

impl Signer for SigningKey {
    fn sign(&self, prepared: &Prepared) -> Result<Signature, SignerFailure> {
        let digest = prepared.digest();
        match (&self.0, prepared.algorithm()) {
            // Blinded: with the operating system's random numbers, on which the signature does not depend.
            (Key::Rsa(key), SignatureAlgorithm::RsaPkcs1Sha256) => {
                Ok(Signature::Encoded(key.sign(Pkcs1v15Sign::new::<Sha256>(), digest.as_ref())?))
            }
            (Key::P256(key), SignatureAlgorithm::EcdsaP256Sha256) => {
                let signature: p256::ecdsa::DerSignature = key.sign_prehash(digest.as_ref())?;
                Ok(Signature::Encoded(signature.as_bytes().to_vec()))
            }
            _ => Err("a key of another kind".into()),
        }
    }

    fn public_key_info(&self) -> Option<Vec<u8>> {
        self.public_key()
    }
}

/// Shows the kind alone.
impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SigningKey").field(&self.kind()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use zeroize::ZeroizeOnDrop;

    #[test]
    fn keys_are_wiped() {
        fn wiped<T: ZeroizeOnDrop>() {}
        wiped::<RsaPrivateKey>();
        wiped::<p256::ecdsa::SigningKey>();
    }
}
