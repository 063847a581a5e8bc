//! Signature algorithms: the identifier that goes into a certificate and the signature that follows it.

use std::convert::Infallible;

use p256::ecdsa::signature::Signer;
use rsa::rand_core::{TryCryptoRng, TryRng};
use rsa::{Pkcs1v15Sign, Pss};
use sha2::Digest;

use crate::der;
use crate::keys::Key;

/// What signs, and under which name.
#[derive(Clone, Copy, PartialEq)]
pub enum Scheme {
    RsaSha256,
    RsaSha384,
    RsaSha512,
    RsaSha1,
    RsaMd5,
    /// RSASSA-PSS, SHA-256, MGF1 with SHA-256, 32 octets of salt.
    RsaPss,
    EcdsaSha256,
    /// With P-384.
    EcdsaSha384,
    /// PKCS #1 v1.5 and SHA-256 under the name of the key: the digest stands elsewhere in the message.
    RsaEncryption,
    /// GOST 34.310-2004.
    Gost2004,
    /// GOST R 34.10-2015, 256 bits.
    Gost256,
    /// GOST R 34.10-2015, 512 bits.
    Gost512,
    /// The same under the name of the key, as some national tools write it.
    Gost512KeyName,
    /// An algorithm that nothing here can compute: its OID, and octets where the signature belongs.
    Dummy(&'static str),
}

impl Scheme {
    /// AlgorithmIdentifier, with parameters as the algorithm's standard wants them.
    pub fn identifier(self) -> Vec<u8> {
        let with_null = |dotted| der::sequence(&[der::oid(dotted), der::null()]);
        match self {
            Scheme::RsaMd5 => with_null("1.2.840.113549.1.1.4"),
            Scheme::RsaSha1 => with_null("1.2.840.113549.1.1.5"),
            Scheme::RsaSha256 => with_null("1.2.840.113549.1.1.11"),
            Scheme::RsaSha384 => with_null("1.2.840.113549.1.1.12"),
            Scheme::RsaSha512 => with_null("1.2.840.113549.1.1.13"),
            Scheme::RsaPss => der::sequence(&[der::oid("1.2.840.113549.1.1.10"), pss_parameters()]),
            Scheme::RsaEncryption => with_null("1.2.840.113549.1.1.1"),
            Scheme::Gost2004 => with_null("1.2.398.3.10.1.1.1.2"),
            Scheme::Gost256 => with_null("1.2.398.3.10.1.1.2.3.1"),
            Scheme::Gost512 => with_null("1.2.398.3.10.1.1.2.3.2"),
            Scheme::Gost512KeyName => with_null("1.2.398.3.10.1.1.2.2"),
            Scheme::EcdsaSha256 => der::sequence(&[der::oid("1.2.840.10045.4.3.2")]),
            Scheme::EcdsaSha384 => der::sequence(&[der::oid("1.2.840.10045.4.3.3")]),
            // National identifiers carry NULL, DSA nothing.
            Scheme::Dummy(dotted) if dotted.starts_with("1.2.398.") => with_null(dotted),
            Scheme::Dummy(dotted) => der::sequence(&[der::oid(dotted)]),
        }
    }

    /// The digest that goes with it.
    pub fn digest(self) -> crate::digest::Digest {
        use crate::digest::Digest;
        match self {
            Scheme::RsaMd5 => Digest::Md5,
            Scheme::RsaSha1 => Digest::Sha1,
            Scheme::RsaSha384 | Scheme::EcdsaSha384 => Digest::Sha384,
            Scheme::RsaSha512 => Digest::Sha512,
            Scheme::Gost2004 => Digest::Gost94,
            Scheme::Gost256 => Digest::Streebog256,
            Scheme::Gost512 | Scheme::Gost512KeyName => Digest::Streebog512,
            Scheme::Dummy(dotted) if dotted.starts_with("1.2.398.") => Digest::Unknown,
            _ => Digest::Sha256,
        }
    }

    /// Signs `message`; the same input gives the same octets.
    pub fn sign(self, key: &Key, message: &[u8]) -> Vec<u8> {
        match (self, key) {
            (Scheme::Dummy(dotted), _) => dummy(dotted),
            (_, Key::Gost(key)) => key.sign(&self.digest().of(message)),
            (Scheme::EcdsaSha256, Key::P256(key)) => {
                let signature: p256::ecdsa::DerSignature = key.sign(message);
                signature.as_bytes().to_vec()
            }
            (_, Key::P384(key)) => {
                let signature: p384::ecdsa::DerSignature = key.sign(message);
                signature.as_bytes().to_vec()
            }
            // RSA keys under an ECDSA name: the case is the confusion itself.
            (_, Key::Rsa(key)) => rsa(self, key, message),
            (_, Key::P256(_)) => panic!("an RSA scheme with a P-256 key"),
        }
    }
}

fn rsa(scheme: Scheme, key: &rsa::RsaPrivateKey, message: &[u8]) -> Vec<u8> {
    let signature = match scheme {
        Scheme::RsaMd5 => key.sign(Pkcs1v15Sign::new::<md5::Md5>(), &md5::Md5::digest(message)),
        Scheme::RsaSha1 => key.sign(Pkcs1v15Sign::new::<sha1::Sha1>(), &sha1::Sha1::digest(message)),
        Scheme::RsaSha384 => key.sign(Pkcs1v15Sign::new::<sha2::Sha384>(), &sha2::Sha384::digest(message)),
        Scheme::RsaSha512 => key.sign(Pkcs1v15Sign::new::<sha2::Sha512>(), &sha2::Sha512::digest(message)),
        Scheme::RsaPss => {
            let digest = sha2::Sha256::digest(message);
            key.sign_with_rng(&mut FixedSalt(0), Pss::<sha2::Sha256>::new(), &digest)
        }
        _ => key.sign(Pkcs1v15Sign::new::<sha2::Sha256>(), &sha2::Sha256::digest(message)),
    };
    signature.expect("a signature")
}

/// Octets in the shape of the algorithm's signatures.
fn dummy(dotted: &str) -> Vec<u8> {
    match dotted.starts_with("1.2.398.") {
        true => vec![0xA5; 128],
        false => der::sequence(&[der::integer(0x0123_4567), der::integer(0x1234_5678)]),
    }
}

/// RSASSA-PSS-params (RFC 4055 3.1); the trailer field is the default.
fn pss_parameters() -> Vec<u8> {
    let sha256 = der::sequence(&[der::oid("2.16.840.1.101.3.4.2.1"), der::null()]);
    let mgf1 = der::sequence(&[der::oid("1.2.840.113549.1.1.8"), sha256.clone()]);
    der::sequence(&[
        der::context(0, &[sha256]),
        der::context(1, &[mgf1]),
        der::context(2, &[der::integer(32)]),
    ])
}

/// A counter in place of randomness: the salt, and with it the file, is the same on every run.
struct FixedSalt(u64);

impl TryRng for FixedSalt {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        self.try_next_u64().map(|value| value as u32)
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        self.0 += 1;
        // The blinding factor must be spread over the whole range, or the search for one would not end.
        Ok(self.0.wrapping_mul(0x9E37_79B9_7F4A_7C15))
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Infallible> {
        for chunk in out.chunks_mut(8) {
            let bytes = self.try_next_u64()?.to_le_bytes();
            chunk.copy_from_slice(&bytes[..chunk.len()]);
        }
        Ok(())
    }
}

impl TryCryptoRng for FixedSalt {}
