//! A signed request as a whole: message, signature, chain, revocation and identity, beside the bare arithmetic of the
//! three signatures that it has at the least: the message's, the signer's certificate's and its authority's.

#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, clippy::cast_possible_truncation)]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{DateTime, Utc};
use criterion::{BatchSize, BenchmarkGroup, Criterion, measurement::WallTime};
use kz_eds::crypto::{DigestAlgorithm, Outcome, Provider, RustCrypto, SignatureAlgorithm};
use kz_eds::{
    Certificate, Claim, Crl, Evidence, Iin, Policy, SignedMessage, SignedRequest, TrustStore, Validator,
};
use p256::ecdsa::signature::Signer;
use rsa::pkcs8::DecodePrivateKey;
use rsa::{Pkcs1v15Sign, RsaPrivateKey};
use sha2::{Digest, Sha256};

const KIB: usize = 1024;
const MIB: usize = 1024 * KIB;

const SHA256: &[u8] = b"\x30\x0B\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01";
const SHA256_WITH_RSA: &[u8] = b"\x30\x0D\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x01\x0B\x05\x00";
const ECDSA_WITH_SHA256: &[u8] = b"\x30\x0A\x06\x08\x2A\x86\x48\xCE\x3D\x04\x03\x02";
const SIGNED_DATA: &[u8] = b"\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07\x02";
const DATA: &[u8] = b"\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07\x01";
const CONTENT_TYPE: &[u8] = b"\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x09\x03";
const MESSAGE_DIGEST: &[u8] = b"\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x09\x04";

fn main() {
    let mut criterion = Criterion::default()
        .sample_size(30)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(3))
        .configure_from_args();
    rsa().bench(criterion.benchmark_group("RSA"));
    p256().bench(criterion.benchmark_group("P-256"));
    let content = content(MIB);
    criterion.bench_function("SHA-256 of 1 MiB", |bencher| {
        bencher.iter(|| RustCrypto.digest(DigestAlgorithm::Sha256, &content));
    });
    criterion.final_summary();
}

type Sign = Box<dyn Fn(&[u8]) -> Vec<u8>>;

/// Who signs, and what is known of the authorities above.
struct Case {
    certificate: Certificate,
    row: SignatureAlgorithm,
    algorithm: &'static [u8],
    sign: Sign,
    material: [Vec<u8>; 4],
}

fn rsa() -> Case {
    let pem = fs::read_to_string(path("generate/keys/leaf_rsa.pem")).unwrap();
    let key = RsaPrivateKey::from_pkcs8_pem(&pem).unwrap();
    let material =
        ["trust/root_rsa.cer", "trust/nca_rsa.cer", "evidence/root_rsa.crl", "evidence/nca_rsa.crl"];
    Case {
        certificate: Certificate::parse(&testdata("certificates/person.cer")).unwrap(),
        row: SignatureAlgorithm::RsaPkcs1Sha256,
        algorithm: SHA256_WITH_RSA,
        sign: Box::new(move |signed| {
            key.sign(Pkcs1v15Sign::new::<Sha256>(), &Sha256::digest(signed)).unwrap()
        }),
        material: material.map(testdata),
    }
}

fn p256() -> Case {
    // PKCS #8 of a P-256 key is always laid out alike: the number is at 36.
    let der = kz_eds::decode(&testdata("generate/keys/leaf_ec.pem")).unwrap().remove(0);
    let key = p256::ecdsa::SigningKey::from_slice(&der[36..68]).unwrap();
    let material = ["trust/root_ec.pem", "trust/nca_ec.cer", "evidence/root_ec.crl", "evidence/nca_ec.pem"];
    Case {
        certificate: Certificate::parse(&testdata("certificates/person_ec.cer")).unwrap(),
        row: SignatureAlgorithm::EcdsaP256Sha256,
        algorithm: ECDSA_WITH_SHA256,
        sign: Box::new(move |signed| {
            let signature: p256::ecdsa::DerSignature = key.sign(signed);
            signature.as_bytes().to_vec()
        }),
        material: material.map(testdata),
    }
}

impl Case {
    fn bench(&self, mut group: BenchmarkGroup<'_, WallTime>) {
        self.bare(&mut group);
        let claim = Claim::applicant(Iin::parse("010101100018").unwrap());
        let noon: DateTime<Utc> = "2026-06-01T12:00:00Z".parse().unwrap();
        let warm = self.validator();
        for (size, name) in [(KIB, "1 KiB"), (MIB, "1 MiB")] {
            let content = content(size);
            let (attached, detached) = (self.message(&content, true), self.message(&content, false));
            let accept = |validator: &Validator, request: SignedRequest<'_>| {
                let verdict = validator.verify_request(&request.expects(claim.clone()), noon);
                assert_eq!(verdict.accept().unwrap().content().unwrap().len(), size);
            };
            group.bench_function(format!("{name} attached"), |bencher| {
                bencher.iter(|| accept(&warm, SignedRequest::attached(&attached)));
            });
            group.bench_function(format!("{name} detached"), |bencher| {
                bencher.iter(|| accept(&warm, SignedRequest::detached(&detached, &content)));
            });
            group.bench_function(format!("{name} attached, cold: lists unverified"), |bencher| {
                let cold = |validator: Validator| accept(&validator, SignedRequest::attached(&attached));
                bencher.iter_batched(|| self.validator(), cold, BatchSize::SmallInput);
            });
        }
    }

    /// The message's signature three times over: those of the two certificates are of the same kind.
    fn bare(&self, group: &mut BenchmarkGroup<'_, WallTime>) {
        let message = self.message(&content(KIB), false);
        let message = SignedMessage::parse(&message).unwrap();
        let signature = message.signers().next().unwrap().signature();
        let signed = attributes(&content(KIB));
        let digest = RustCrypto.digest(DigestAlgorithm::Sha256, &element(0x31, &[&signed]));
        let key = RustCrypto.public_key(self.certificate.public_key_info()).unwrap();
        group.bench_function("three bare signatures", |bencher| {
            bencher.iter(|| {
                for _ in 0..3 {
                    assert_eq!(key.verify_digest(self.row, &digest, signature), Outcome::Valid);
                }
            });
        });
    }

    /// To which everything is new.
    fn validator(&self) -> Validator {
        let [root, authority, root_list, list] = &self.material;
        let trust = TrustStore::new().with_anchor(root).unwrap().with_intermediate(authority).unwrap();
        let evidence = [root_list, list]
            .iter()
            .fold(Evidence::new(), |all, list| all.with_crl(Crl::parse(list).unwrap()));
        Validator::new(trust, Policy::applicant()).with_evidence(evidence)
    }

    /// SignedData with one signer and its certificate (RFC 5652 5.1).
    fn message(&self, content: &[u8], attached: bool) -> Vec<u8> {
        let signed = attributes(content);
        let signature = (self.sign)(&element(0x31, &[&signed]));
        let serial = element(2, &[self.certificate.serial_number()]);
        let signer = element(
            0x30,
            &[
                &[2, 1, 1],
                &element(0x30, &[self.certificate.issuer().as_der(), &serial]),
                SHA256,
                &element(0xA0, &[&signed]),
                self.algorithm,
                &element(4, &[&signature]),
            ],
        );
        let inside = if attached { element(0xA0, &[&element(4, &[content])]) } else { Vec::new() };
        let data = element(
            0x30,
            &[
                &[2, 1, 1],
                &element(0x31, &[SHA256]),
                &element(0x30, &[DATA, &inside]),
                &element(0xA0, &[self.certificate.as_der()]),
                &element(0x31, &[&signer]),
            ],
        );
        element(0x30, &[SIGNED_DATA, &element(0xA0, &[&data])])
    }
}

/// contentType and messageDigest, in the order of DER.
fn attributes(content: &[u8]) -> Vec<u8> {
    let attribute = |oid: &[u8], value: &[u8]| element(0x30, &[oid, &element(0x31, &[value])]);
    let digest = element(4, &[&Sha256::digest(content)]);
    [attribute(CONTENT_TYPE, DATA), attribute(MESSAGE_DIGEST, &digest)].concat()
}

fn element(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let value = parts.concat();
    let length = value.len().to_be_bytes();
    let length = &length[length.iter().take_while(|octet| **octet == 0).count()..];
    let long = (value.len() >= 0x80).then_some(0x80 | length.len() as u8);
    let head: Vec<u8> = [tag].into_iter().chain(long).chain(length.iter().copied()).collect();
    // No length octet is left of an empty value.
    if value.is_empty() { vec![tag, 0] } else { [head, value].concat() }
}

fn content(size: usize) -> Vec<u8> {
    (0..size).map(|place| (place % 251) as u8).collect()
}

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata").join(name)
}

fn testdata(name: &str) -> Vec<u8> {
    fs::read(path(name)).unwrap()
}
