//! Every line of `testdata/archive/manifest.jsonl`: verdict and reasons as written there by hand.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use chrono::{DateTime, Utc};
use kz_eds::{
    AllowedList, Bin, Certificate, Claim, Document, EvidenceRule, IdentityRule, Iin, Number, Policy, Reason,
    Role, SignedRequest, Validator,
};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    id: String,
    message: Option<String>,
    content: Option<String>,
    #[serde(default)]
    documents: Vec<CaseDocument>,
    expected_documents: Option<Vec<String>>,
    #[serde(default)]
    claims: Vec<CaseClaim>,
    checked_as: Option<String>,
    #[serde(default)]
    unsigned_by_procedure: bool,
    at: DateTime<Utc>,
    policy: String,
    ca_evidence: Option<String>,
    trust: Option<Vec<String>>,
    evidence: Option<Vec<String>>,
    indication: String,
    reasons: Vec<String>,
    note: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseDocument {
    name: String,
    message: String,
    content: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseClaim {
    role: String,
    iin: Option<String>,
    bin: Option<String>,
    rule: Option<String>,
    allowed_bins: Option<Vec<String>>,
}

fn path(name: &str) -> PathBuf {
    common::testdata("archive").join(name)
}

fn bytes(name: &str) -> Vec<u8> {
    fs::read(path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

impl CaseClaim {
    fn claim(&self) -> Claim {
        let iin = self.iin.as_deref().map(|text| Iin::parse(text).unwrap());
        let bin = self.bin.as_deref().map(|text| Bin::parse(text).unwrap());
        let rule = match (self.rule.as_deref(), &self.allowed_bins) {
            (_, Some(bins)) => {
                let bins: AllowedList = bins.iter().map(|text| Bin::parse(text).unwrap()).collect();
                IdentityRule::Allowed(bins)
            }
            (Some("iin"), _) => IdentityRule::IinOnly(iin),
            (Some("bin"), _) => IdentityRule::BinOnly(bin),
            _ => IdentityRule::IinOrBin(iin.map(Number::from).or(bin.map(Number::from))),
        };
        Claim::new(Role::from_code(&self.role).unwrap(), rule)
    }
}

impl Case {
    fn validator(&self) -> Validator {
        let paths = |names: &Option<Vec<String>>, usual: &str| -> Vec<PathBuf> {
            names
                .as_ref()
                .map_or_else(|| vec![path(usual)], |names| names.iter().map(|name| path(name)).collect())
        };
        let ca_evidence = match self.ca_evidence.as_deref() {
            Some("if-given") => EvidenceRule::IfGiven,
            _ => EvidenceRule::Required,
        };
        let policy = Policy { ca_evidence, ..Policy::by_name(&self.policy).unwrap() };
        Validator::new(common::trust(&paths(&self.trust, "../trust"), &[]), policy)
            .with_evidence(common::evidence(&paths(&self.evidence, "../evidence")))
    }

    /// Indication and reasons.
    fn ask(&self) -> (&'static str, Vec<&'static str>) {
        let message = self.message.as_deref().map(bytes);
        let content = self.content.as_deref().map(bytes);
        let documents: Vec<_> = self
            .documents
            .iter()
            .map(|document| (bytes(&document.message), document.content.as_deref().map(bytes)))
            .collect();
        let mut request = match (&message, &content) {
            (Some(message), Some(content)) => SignedRequest::detached(message, content),
            (Some(message), None) => SignedRequest::attached(message),
            (None, _) => {
                assert!(self.unsigned_by_procedure);
                SignedRequest::unsigned_by_procedure()
            }
        };
        request = self.claims.iter().map(CaseClaim::claim).fold(request, SignedRequest::expects);
        for (document, (message, content)) in self.documents.iter().zip(&documents) {
            request = request.with_document(match content {
                Some(content) => Document::detached(&document.name, message, content),
                None => Document::attached(&document.name, message),
            });
        }
        if let Some(names) = &self.expected_documents {
            request = request.expects_documents(names);
        }
        if let Some(file) = &self.checked_as {
            request = request.checked_as(Certificate::parse(&bytes(file)).unwrap().fingerprint());
        }
        let verdict = self.validator().verify_request(&request, self.at);
        let answer =
            (verdict.indication().code(), verdict.reasons().iter().map(|reason| reason.code()).collect());
        assert_eq!(verdict.accept().is_ok(), answer.0 == "total-passed", "{}", self.id);
        answer
    }
}

fn cases() -> Vec<Case> {
    let text = fs::read_to_string(path("manifest.jsonl")).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")))
        .collect()
}

#[test]
fn every_request_gives_what_its_line_says() {
    let mut wrong = Vec::new();
    let cases = cases();
    assert!(cases.len() > 150, "the cases are there");
    for case in &cases {
        let (indication, codes) = case.ask();
        if indication != case.indication || codes != case.reasons {
            wrong.push(format!(
                "{}: expected {} {:?}, got {indication} {codes:?} ({})",
                case.id, case.indication, case.reasons, case.note
            ));
        }
    }
    assert!(wrong.is_empty(), "{} of {} wrong:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

/// Policies that demand signingCertificate or no attributes at all are not among the presets of the manifest.
#[test]
fn attributes_are_demanded_by_policy() {
    let ask = |file: &str, signed_attributes, signing_certificate| {
        let policy = Policy { signed_attributes, signing_certificate, ..Policy::applicant() };
        let validator = Validator::new(common::trust(&[path("../trust")], &[]), policy)
            .with_evidence(common::evidence(&[path("../evidence")]));
        let message = bytes(&format!("messages/{file}.cms"));
        let request = SignedRequest::attached(&message).allowing_other_signers();
        validator.verify_request(&request, "2026-06-01T12:00:00Z".parse::<DateTime<Utc>>().unwrap()).reasons()
    };
    use kz_eds::Demand::{Optional, Required};
    assert_eq!(ask("without_signing_certificate", Required, Optional), []);
    assert_eq!(ask("without_signing_certificate", Required, Required), [Reason::SigningCertificateMissing]);
    assert_eq!(ask("person", Required, Required), []);
    assert_eq!(ask("without_attributes", Optional, Optional), []);
    assert_eq!(ask("without_attributes", Required, Optional), [Reason::SignedAttributesMissing]);
    assert_eq!(ask("without_attributes_content_changed", Optional, Optional), [Reason::SignatureInvalid]);
}

/// A request that expects nobody refuses everybody, unless others are allowed.
#[test]
fn nobody_expected_is_nobody_accepted() {
    let case =
        cases().into_iter().find(|case| case.indication == "total-passed" && case.message.is_some()).unwrap();
    let message = bytes(case.message.as_deref().unwrap());
    let request = SignedRequest::attached(&message);
    let verdict = case.validator().verify_request(&request, case.at);
    assert_eq!(verdict.reasons(), [Reason::UnexpectedSigner]);
    let verdict = case.validator().verify_request(&request.allowing_other_signers(), case.at);
    assert!(verdict.accept().is_ok());
}

#[test]
fn every_reason_of_requests_has_a_case() {
    let seen: BTreeSet<String> = cases().into_iter().flat_map(|case| case.reasons).collect();
    for reason in [
        Reason::SignerMissing,
        Reason::SignerCertificateMissing,
        Reason::SignerCertificateAmbiguous,
        Reason::SignatureInvalid,
        Reason::ContentDigestMismatch,
        Reason::ContentMissing,
        Reason::ContentConfused,
        Reason::ContentIsAttributes,
        Reason::SignedAttributesMissing,
        Reason::SignedAttributesInvalid,
        Reason::SigningCertificateMismatch,
        Reason::AlgorithmMismatch,
        Reason::AlgorithmProtectionMismatch,
        Reason::UnexpectedSigner,
        Reason::ClaimUnmet,
        Reason::CertificateNotTheOneChecked,
        Reason::DocumentMissing,
        Reason::DocumentAdded,
        Reason::DocumentChanged,
        Reason::DocumentSwapped,
        Reason::DocumentSignerDiffers,
        Reason::UnsignedByProcedure,
    ] {
        assert!(seen.contains(reason.code()), "{reason}");
    }
}
