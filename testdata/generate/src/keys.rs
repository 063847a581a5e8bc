//! The committed test keys.

use std::path::Path;

use p256::ecdsa::SigningKey;
use p256::pkcs8::{DecodePrivateKey, EncodePublicKey};
use rsa::RsaPrivateKey;

use crate::gost::GostKey;

/// A private key of the test PKI, by its kind.
pub enum Key {
    Rsa(Box<RsaPrivateKey>),
    P256(SigningKey),
    /// A curve that no national certificate uses.
    P384(Box<p384::ecdsa::SigningKey>),
    Gost(Box<GostKey>),
}

impl Key {
    /// Reads `keys/NAME.pem` (PKCS #8). GOST keys follow from their names.
    pub fn load(name: &str) -> Key {
        if let Some(key) = GostKey::of(name) {
            return Key::Gost(Box::new(key));
        }
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("keys").join(format!("{name}.pem"));
        let pem = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("key {name}: {error}"));
        if let Ok(key) = RsaPrivateKey::from_pkcs8_pem(&pem) {
            return Key::Rsa(Box::new(key));
        }
        if let Ok(key) = p384::ecdsa::SigningKey::from_pkcs8_pem(&pem) {
            return Key::P384(Box::new(key));
        }
        Key::P256(SigningKey::from_pkcs8_pem(&pem).unwrap_or_else(|error| panic!("key {name}: {error}")))
    }

    /// A P-256 key of its own for every word: tests need many, and no files of them.
    pub fn of_word(word: &str) -> Key {
        use sha2::Digest;
        let scalar = sha2::Sha256::digest(format!("kz-eds test key {word}"));
        Key::P256(SigningKey::from_bytes(&scalar).expect("a scalar"))
    }

    /// The SubjectPublicKeyInfo, DER.
    pub fn public(&self) -> Vec<u8> {
        let document = match self {
            Key::Rsa(key) => key.to_public_key().to_public_key_der(),
            Key::P256(key) => key.verifying_key().to_public_key_der(),
            Key::P384(key) => key.verifying_key().to_public_key_der(),
            Key::Gost(key) => return key.public(),
        };
        document.expect("a public key").into_vec()
    }

    /// The signature algorithm that its owner uses unless a case says otherwise.
    pub fn usual_scheme(&self) -> crate::signature::Scheme {
        match self {
            Key::Rsa(_) => crate::signature::Scheme::RsaSha256,
            Key::P256(_) => crate::signature::Scheme::EcdsaSha256,
            Key::P384(_) => crate::signature::Scheme::EcdsaSha384,
            Key::Gost(key) => key.usual_scheme(),
        }
    }
}
