//! GOST signatures: by a key that is met for the first time, by one that is met again, and the digests.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::cast_possible_truncation)]

mod common;

use std::time::Duration;

use common::{Bench, testdata};
use kz_eds::crypto::{DigestAlgorithm, Outcome, Provider, RustCrypto, SignatureAlgorithm};
use sha2::Digest as _;
use x509_parser::prelude::{FromDer, X509Certificate};

fn main() {
    let mut bench = Bench::new(20, Duration::from_secs(3));
    verify(&mut bench, "512 bits", SignatureAlgorithm::Gost512, "nca_gost", "person_gost");
    verify(
        &mut bench,
        "256 bits, CryptoPro-A",
        SignatureAlgorithm::Gost2004,
        "nca_gost_2004",
        "head_gost_2004",
    );
    digests(&mut bench);
    bench.finish();
}

/// The issuer's signature on a certificate, hashed before.
fn verify(bench: &mut Bench, size: &str, row: SignatureAlgorithm, issuer: &str, holder: &str) {
    let issuer = testdata(&format!("trust-gost/{issuer}.cer"));
    let holder = testdata(&format!("certificates/{holder}.cer"));
    let (_, issuer) = X509Certificate::from_der(&issuer).unwrap();
    let (_, holder) = X509Certificate::from_der(&holder).unwrap();
    let spki = issuer.tbs_certificate.subject_pki.raw;
    let digest = RustCrypto.digest(row.digest(), holder.tbs_certificate.as_ref());
    let signature = &*holder.signature_value.data;
    let verify = |key: &dyn kz_eds::crypto::PublicKey| {
        assert_eq!(key.verify_digest(row, &digest, signature), Outcome::Valid);
    };
    bench.quick(&format!("{size}, parse a key"), || RustCrypto.public_key(spki).unwrap());
    let fresh = format!("{size}, a fresh key");
    bench.quick(&fresh, || verify(&*RustCrypto.public_key(spki).unwrap()));
    let key = RustCrypto.public_key(spki).unwrap();
    (0..3).for_each(|_| verify(&*key));
    bench.quick(&format!("{size}, a key met again"), || verify(&*key));
    bench.against(&fresh);
}

/// 1 MiB each, beside SHA-256, and GOST R 34.11-2015 beside the crate that has it.
fn digests(bench: &mut Bench) {
    let bytes = vec![0x5A; 1 << 20];
    for (name, algorithm) in [
        ("1 MiB, SHA-256", DigestAlgorithm::Sha256),
        ("1 MiB, GOST R 34.11-2015", DigestAlgorithm::Streebog512),
        ("1 MiB, GOST 34.311-95", DigestAlgorithm::Gost94),
    ] {
        bench.quick(name, || RustCrypto.digest(algorithm, &bytes));
        bench.against("1 MiB, SHA-256");
    }
    bench.quick("1 MiB, GOST R 34.11-2015, the crate", || streebog::Streebog512::digest(&bytes));
    bench.against("1 MiB, GOST R 34.11-2015");
}
