//! Verifying RSA and ECDSA signatures whose message is hashed already, by a key that is kept and by one that is parsed;
//! and hashing. Under each provider of the build, and for RSA by the crate `rsa` alone.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::cast_possible_truncation)]

mod common;

use std::time::Duration;

use common::Bench;
use kz_eds::crypto::{DigestAlgorithm, Provider, RustCrypto, SignatureAlgorithm};
use p256::ecdsa::signature::hazmat::PrehashSigner;
use p256::ecdsa::{DerSignature, SigningKey};
use pkcs8::EncodePublicKey;
use rsa::{BoxedUint, Pkcs1v15Sign, RsaPublicKey};
use sha2::Sha256;

fn main() {
    let mut bench = Bench::new(40, Duration::from_secs(2));
    for octets in [256, 384, 512] {
        rsa(&mut bench, octets);
    }
    p256(&mut bench);
    digests(&mut bench);
    bench.finish();
}

fn providers() -> Vec<&'static dyn Provider> {
    vec![
        &RustCrypto,
        #[cfg(feature = "aws-lc")]
        &kz_eds::crypto::AwsLc,
    ]
}

/// The key and the signature are octets that mean nothing: what is found out of them takes as long.
fn rsa(bench: &mut Bench, octets: usize) {
    let modulus = BoxedUint::from_be_slice_vartime(&vec![0xC5; octets]);
    let key = RsaPublicKey::new(modulus, BoxedUint::from(65_537u64)).unwrap();
    let spki = key.to_public_key_der().unwrap().into_vec();
    let (signature, digest) = (vec![0x5A; octets], RustCrypto.digest(DigestAlgorithm::Sha256, b"message"));
    let row = SignatureAlgorithm::RsaPkcs1Sha256;
    let bits = octets * 8;
    let alone = format!("RSA {bits}, the crate alone");
    bench.quick(&alone, || key.verify(Pkcs1v15Sign::new::<Sha256>(), digest.as_ref(), &signature));
    for provider in providers() {
        let kept = provider.public_key(&spki).unwrap();
        bench.quick(&format!("RSA {bits}, {}", provider.name()), || {
            kept.verify_digest(row, &digest, &signature)
        });
        bench.against(&alone);
        bench.quick(&format!("RSA {bits}, {}, key parsed", provider.name()), || {
            provider.public_key(&spki).unwrap().verify_digest(row, &digest, &signature)
        });
        bench.against(&alone);
    }
}

fn p256(bench: &mut Bench) {
    let owner = SigningKey::from_slice(&[7; 32]).unwrap();
    let spki = owner.verifying_key().to_public_key_der().unwrap().into_vec();
    let (row, digest) =
        (SignatureAlgorithm::EcdsaP256Sha256, RustCrypto.digest(DigestAlgorithm::Sha256, b"message"));
    let signature: DerSignature = owner.sign_prehash(digest.as_ref()).unwrap();
    for provider in providers() {
        let kept = provider.public_key(&spki).unwrap();
        bench.quick(&format!("P-256, {}", provider.name()), || {
            kept.verify_digest(row, &digest, signature.as_bytes())
        });
        bench.against("P-256, RustCrypto");
    }
}

/// 1 MiB, and a message of a few lines.
fn digests(bench: &mut Bench) {
    let bytes = vec![0x5A; 1 << 20];
    for (name, algorithm) in [("SHA-1", DigestAlgorithm::Sha1), ("SHA-256", DigestAlgorithm::Sha256)] {
        for provider in providers() {
            bench
                .quick(&format!("1 MiB, {name}, {}", provider.name()), || provider.digest(algorithm, &bytes));
            bench.against(&format!("1 MiB, {name}, RustCrypto"));
            bench.quick(&format!("200 octets, {name}, {}", provider.name()), || {
                provider.digest(algorithm, &bytes[..200])
            });
            bench.against(&format!("200 octets, {name}, RustCrypto"));
        }
    }
}
