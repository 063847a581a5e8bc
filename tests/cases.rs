//! Every line of `testdata/cases.jsonl`: verdict and reasons as written there by hand.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::collections::BTreeSet;
use std::fs;

use chrono::{DateTime, Utc};
use kz_eds::{
    AllowedList, Bin, Claim, EvidenceRule, IdentityRule, Iin, Number, Policy, Reason, Role, Validator,
    Verdict,
};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    id: String,
    certificate: String,
    trust: Vec<String>,
    #[serde(default)]
    anchors: Vec<String>,
    evidence: Vec<String>,
    ca_evidence: String,
    policy: String,
    role: String,
    iin: Option<String>,
    bin: Option<String>,
    rule: Option<String>,
    allowed_bins: Option<Vec<String>>,
    at: DateTime<Utc>,
    indication: String,
    reasons: Vec<String>,
    note: String,
}

impl Case {
    /// Without the feature `gost` nothing that these authorities issue can be judged.
    fn needs_gost(&self) -> bool {
        self.id.starts_with("gost-")
    }

    fn claim(&self) -> Option<Claim> {
        let iin = self.iin.as_deref().map(|text| Iin::parse(text).unwrap());
        let bin = self.bin.as_deref().map(|text| Bin::parse(text).unwrap());
        let number = iin.map(Number::from).or(bin.map(Number::from));
        let rule = match (self.rule.as_deref(), &self.allowed_bins) {
            (_, Some(bins)) => {
                let bins: AllowedList = bins.iter().map(|text| Bin::parse(text).unwrap()).collect();
                IdentityRule::Allowed(bins)
            }
            (Some("iin"), _) => IdentityRule::IinOnly(iin),
            (Some("bin"), _) => IdentityRule::BinOnly(bin),
            (None, _) if number.is_none() => return None,
            (None, _) => IdentityRule::IinOrBin(number),
            (Some(other), _) => panic!("unknown rule {other}"),
        };
        Some(Claim::new(Role::from_code(&self.role).unwrap(), rule))
    }

    fn verdict(&self) -> Verdict {
        let paths = |names: &[String]| names.iter().map(|name| common::testdata(name)).collect::<Vec<_>>();
        let ca_evidence = match self.ca_evidence.as_str() {
            "required" => EvidenceRule::Required,
            "if-given" => EvidenceRule::IfGiven,
            other => panic!("unknown ca_evidence {other}"),
        };
        let policy = Policy { ca_evidence, ..Policy::by_name(&self.policy).unwrap() };
        let validator = Validator::new(common::trust(&paths(&self.trust), &paths(&self.anchors)), policy)
            .with_evidence(common::evidence(&paths(&self.evidence)));
        let bytes = fs::read(common::testdata(&self.certificate)).unwrap();
        validator.check_encoded(&bytes, self.claim().as_ref(), self.at)
    }
}

fn cases() -> Vec<Case> {
    let text = fs::read_to_string(common::testdata("cases.jsonl")).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn every_case_gives_what_its_line_says() {
    let mut wrong = Vec::new();
    let cases = cases();
    assert!(cases.len() > 200, "the cases are there");
    for case in &cases {
        if case.needs_gost() && !cfg!(feature = "gost") {
            let verdict = case.verdict();
            assert!(!verdict.is_passed(), "{}", case.id);
            assert!(verdict.reasons().contains(&Reason::AlgorithmUnsupported), "{}", case.id);
            continue;
        }
        let verdict = case.verdict();
        let codes: Vec<_> = verdict.reasons().iter().map(|reason| reason.code()).collect();
        if verdict.indication().code() != case.indication || codes != case.reasons {
            let got = (verdict.indication().code(), codes);
            wrong.push(format!(
                "{}: expected {} {:?}, got {got:?} ({})",
                case.id, case.indication, case.reasons, case.note
            ));
        }
    }
    assert!(wrong.is_empty(), "{} of {} wrong:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[test]
fn every_reason_has_a_case() {
    // These two cannot come from a file: the one needs hostile depth (tests/validator.rs), the other a judge that
    // judges nothing. Those that are only told stand in no case's list of adverse reasons.
    let elsewhere = [Reason::BudgetExceeded, Reason::NothingJudged];
    let told =
        [Reason::NumberCheckDigit, Reason::NumberDate, Reason::RevocationNotChecked, Reason::RevokedLater];
    // A certificate alone gives none of these: they come from messages, whose cases stand in the archive's manifest.
    let messages = [
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
        Reason::SigningCertificateMissing,
        Reason::AlgorithmMismatch,
        Reason::AlgorithmProtectionMismatch,
        Reason::SigningTimeInFuture,
        Reason::TrailingNul,
        Reason::UnexpectedSigner,
        Reason::ClaimUnmet,
        Reason::CertificateNotTheOneChecked,
        Reason::DocumentMissing,
        Reason::DocumentAdded,
        Reason::DocumentChanged,
        Reason::DocumentSwapped,
        Reason::DocumentSignerDiffers,
        Reason::UnsignedByProcedure,
    ];
    let seen: BTreeSet<String> = cases().into_iter().flat_map(|case| case.reasons).collect();
    for reason in Reason::ALL {
        let expected = !elsewhere.contains(reason) && !told.contains(reason) && !messages.contains(reason);
        assert_eq!(seen.contains(reason.code()), expected, "{reason}");
    }
}
