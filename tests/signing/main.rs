//! Keys and signing, through the public face.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "../common/mod.rs"]
mod common;
mod cosigning;
mod keys;
mod licences;
mod odd_files;
mod remote;
mod secrets;
mod stamping;

use std::fs;

use chrono::{DateTime, Utc};
use kz_eds::{
    AllowedList, Bin, Certificate, Claim, IdentityRule, Indeterminate, KeyFile, LicenceSigner, Password,
    Policy, Role, SigningError, SigningKey, SigningOptions, Validator,
};

const PASSWORD: &str = "Test-1234";
const LICENCE: &[u8] = b"%PDF-1.7 a licence";
/// The licensor.
const BIN: &str = "260140000015";

fn now() -> DateTime<Utc> {
    "2026-06-01T12:00:00Z".parse().unwrap()
}

fn read(name: &str) -> Vec<u8> {
    fs::read(common::testdata(name)).unwrap()
}

fn certificate(name: &str) -> Certificate {
    Certificate::parse(&read(&format!("certificates/{name}.cer"))).unwrap()
}

fn open(name: &str) -> KeyFile {
    KeyFile::open(&read(&format!("keys/{name}")), Some(&Password::new(PASSWORD))).unwrap()
}

fn rsa() -> SigningKey {
    open("head.pem").into_key()
}

fn ec() -> SigningKey {
    open("head_ec.pem").into_key()
}

fn head() -> LicenceSigner<SigningKey> {
    LicenceSigner::new(rsa(), certificate("head"))
}

fn head_ec() -> LicenceSigner<SigningKey> {
    LicenceSigner::new(ec(), certificate("head_ec"))
}

fn validator_by(policy: Policy) -> Validator {
    Validator::new(common::trust(&[common::testdata("trust")], &[]), policy)
        .with_evidence(common::evidence(&[common::testdata("evidence")]))
}

fn validator() -> Validator {
    validator_by(Policy::licence())
}

/// The authorised person of this licensor.
fn licensor(bin: &str) -> Claim {
    let list: AllowedList = [Bin::parse(bin).unwrap()].into_iter().collect();
    Claim::new(Role::AuthorisedPerson, IdentityRule::Allowed(list))
}

fn signing_anyway() -> SigningOptions {
    SigningOptions { indeterminate: Indeterminate::Sign, ..SigningOptions::default() }
}

/// What refused, and the codes behind it.
fn refusal<T>(result: Result<T, SigningError>) -> String {
    let codes = |reasons: Vec<kz_eds::Reason>| {
        reasons.iter().map(|reason| reason.code()).collect::<Vec<_>>().join(",")
    };
    match result.err().expect("nothing is signed") {
        SigningError::CertificateRefused(verdict) => format!("refused {}", codes(verdict.reasons())),
        SigningError::CertificateIndeterminate(verdict) => format!("open {}", codes(verdict.reasons())),
        SigningError::NotVerified(reasons) => format!("not-verified {}", codes(reasons)),
        SigningError::KeyMismatch => "key-mismatch".to_owned(),
        SigningError::SignatureInvalid => "signature-invalid".to_owned(),
        SigningError::ContentMissing => "content-missing".to_owned(),
        SigningError::ContentConfused => "content-confused".to_owned(),
        SigningError::ContentDiffers => "content-differs".to_owned(),
        SigningError::Unreadable(_) => "unreadable".to_owned(),
        SigningError::Unsupported(unsupported) => format!("unsupported {}", unsupported.oid()),
        other => format!("{other}"),
    }
}
