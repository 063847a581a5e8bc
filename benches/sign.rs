//! Signing and verifying a licence of 1 MiB, attached and detached, by RSA-2048 and P-256; beside them the arithmetic
//! of the two signatures alone, and the digest of the content.

#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, clippy::cast_possible_truncation)]

mod common;

use std::time::Duration;

use chrono::{DateTime, Utc};
use criterion::{BenchmarkGroup, Criterion, measurement::WallTime};
use kz_eds::crypto::{DigestAlgorithm, Provider, RustCrypto};
use kz_eds::{
    Certificate, Crl, Evidence, KeyFile, LicenceSigner, Placement, Policy, SignedRequest, Signer, SigningKey,
    SigningOptions, TrustStore, Validator,
};

use common::testdata;

const MIB: usize = 1 << 20;

fn main() {
    let mut criterion = Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(3))
        .configure_from_args();
    let content = content();
    bench(criterion.benchmark_group("RSA licence"), "head", &content);
    bench(criterion.benchmark_group("P-256 licence"), "head_ec", &content);
    criterion.bench_function("SHA-256 of the licence", |bencher| {
        bencher.iter(|| RustCrypto.digest(DigestAlgorithm::Sha256, &content));
    });
    criterion.final_summary();
}

/// Octets without a pattern that anything would profit from.
fn content() -> Vec<u8> {
    (0u32..).flat_map(|number| number.wrapping_mul(0x9E37_79B9).to_le_bytes()).take(MIB).collect()
}

fn now() -> DateTime<Utc> {
    "2026-06-01T12:00:00Z".parse().unwrap()
}

fn validator() -> Validator {
    let trust = ["trust/root_rsa.cer", "trust/root_ec.pem"]
        .into_iter()
        .fold(TrustStore::new(), |trust, file| trust.with_anchor(testdata(file)).unwrap());
    let trust = ["trust/nca_rsa.cer", "trust/nca_ec.cer"]
        .into_iter()
        .fold(trust, |trust, file| trust.with_intermediate(testdata(file)).unwrap());
    let lists = ["nca_rsa.crl", "root_rsa.crl", "nca_ec.pem", "root_ec.crl"];
    let evidence = lists.into_iter().fold(Evidence::new(), |evidence, list| {
        evidence.with_crl(Crl::parse(&testdata(&format!("evidence/{list}"))).unwrap())
    });
    Validator::new(trust, Policy::licence()).with_evidence(evidence)
}

fn signer(name: &str, placement: Placement) -> LicenceSigner<SigningKey> {
    let certificate = Certificate::parse(&testdata(&format!("certificates/{name}.cer"))).unwrap();
    LicenceSigner::new(key(name), certificate)
        .with_options(SigningOptions { placement, ..SigningOptions::default() })
}

fn key(name: &str) -> SigningKey {
    KeyFile::open(&testdata(&format!("keys/{name}.pem")), None).unwrap().into_key()
}

fn bench(mut group: BenchmarkGroup<'_, WallTime>, name: &str, content: &[u8]) {
    let (validator, at) = (validator(), now());
    for (label, placement) in [("attached", Placement::Attached), ("detached", Placement::Detached)] {
        let signer = signer(name, placement);
        group.bench_function(format!("sign, {label}"), |bencher| {
            bencher.iter(|| signer.sign(content, &validator, at).unwrap());
        });
        let message = signer.sign(content, &validator, at).unwrap();
        let request = match placement {
            Placement::Attached => SignedRequest::attached(&message),
            Placement::Detached => SignedRequest::detached(&message, content),
        };
        let request = request.allowing_other_signers();
        group.bench_function(format!("verify, {label}"), |bencher| {
            bencher.iter(|| validator.verify_request(&request, at).accept().unwrap());
        });
    }
    let (key, prepared) =
        (key(name), signer(name, Placement::Detached).prepare(content, &validator, at).unwrap());
    group.bench_function("signature alone", |bencher| bencher.iter(|| key.sign(&prepared).unwrap()));
    group.finish();
}
