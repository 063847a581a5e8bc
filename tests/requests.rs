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
    /// Without the feature `gost` nothing that these authorities issue can be judged.
    fn needs_gost(&self) -> bool {
        self.id.starts_with("gost-")
    }

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
        if case.needs_gost() && !cfg!(feature = "gost") {
            assert!(indication != "total-passed" && codes.contains(&"algorithm-unsupported"), "{}", case.id);
            continue;
        }
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

fn usual() -> Validator {
    Validator::new(common::trust(&[path("../trust")], &[]), Policy::applicant())
        .with_evidence(common::evidence(&[path("../evidence")]))
}

fn noon() -> DateTime<Utc> {
    "2026-06-01T12:00:00Z".parse().unwrap()
}

fn applicant() -> Claim {
    Claim::applicant(Iin::parse("010101100018").unwrap())
}

fn operator() -> Claim {
    let bins: AllowedList = [Bin::parse("260140000025").unwrap()].into_iter().collect();
    Claim::new(Role::Operator, IdentityRule::Allowed(bins))
}

#[test]
fn oddities_are_told_and_change_nothing() {
    let told = |file: &str| {
        let message = bytes(&format!("messages/{file}.cms"));
        let verdict = usual().verify_request(&SignedRequest::attached(&message).expects(applicant()), noon());
        let told: Vec<_> = verdict.report().all_judgements().map(|found| found.reason).collect();
        assert_eq!(verdict.reasons(), [], "{file}");
        told
    };
    assert_eq!(told("person"), []);
    assert_eq!(told("trailing_nul"), [Reason::TrailingNul]);
    assert_eq!(told("signing_time_in_2027"), [Reason::SigningTimeInFuture]);
}

/// A document is signed by the signer of the form's first claim, and by nobody who has not signed the form.
#[test]
fn documents_are_signed_by_the_signers_of_the_form() {
    let ask = |form: &str, claims: &[Claim], document: &str| {
        let (form, document) =
            (bytes(&format!("messages/{form}.cms")), bytes(&format!("messages/{document}.cms")));
        let request = claims.iter().cloned().fold(SignedRequest::attached(&form), SignedRequest::expects);
        let request = request.allowing_other_signers().with_document(Document::attached("plan", &document));
        usual().verify_request(&request, noon()).reasons()
    };
    let differs = [Reason::DocumentSignerDiffers];
    assert_eq!(ask("person_ec", &[applicant()], "person_ec"), []);
    assert_eq!(ask("four_signers", &[applicant()], "person_ec"), []);
    assert_eq!(
        ask("four_signers", &[applicant()], "employee"),
        differs,
        "signed the form, is not the applicant"
    );
    assert_eq!(
        ask("person_ec", &[applicant()], "applicant_and_operator"),
        differs,
        "the operator is a stranger"
    );
    assert_eq!(
        ask("applicant_and_operator", &[operator()], "person_ec"),
        differs,
        "the first claim is the operator's"
    );
}

#[test]
fn a_document_has_a_name_of_its_own() {
    let (form, plan) = (bytes("messages/person.cms"), bytes("messages/document_plan.cms"));
    let one =
        SignedRequest::attached(&form).expects(applicant()).with_document(Document::attached("plan", &plan));
    let two = one.clone().with_document(Document::attached("plan", &plan));
    assert_eq!(usual().verify_request(&one, noon()).reasons(), []);
    assert_eq!(usual().verify_request(&two, noon()).reasons(), [Reason::DocumentAdded]);
}

/// SIG-4: the certificate that was checked is that of the first claim's signer, wherever it stands in the message.
#[test]
fn claims_and_the_checked_certificate_belong_to_their_signers() {
    let message = bytes("messages/applicant_and_operator.cms");
    let person = Certificate::parse(&bytes("../certificates/person_ec.cer")).unwrap().fingerprint();
    let request = SignedRequest::attached(&message).expects(operator()).expects(applicant());
    let verified = usual().verify_request(&request, noon()).accept().unwrap();
    let claims: Vec<_> = verified.signers().iter().map(|signer| signer.claim()).collect();
    let place =
        verified.signers().iter().position(|signer| signer.certificate().fingerprint() == person).unwrap();
    assert_eq!((claims[place], claims[1 - place]), (Some(1), Some(0)));
    let other = verified.signers()[1 - place].certificate().fingerprint();
    let checked =
        |fingerprint| usual().verify_request(&request.clone().checked_as(fingerprint), noon()).reasons();
    assert_eq!(checked(other), []);
    assert_eq!(checked(person), [Reason::CertificateNotTheOneChecked]);
}
