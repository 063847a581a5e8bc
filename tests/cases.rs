//! Every line of `testdata/cases.jsonl`: verdict and reasons as written there by hand.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::collections::BTreeSet;
use std::fs;

use chrono::{DateTime, Utc};
use common::lines::{self, ClaimLine, Expected, Ledger};
use kz_eds::{CacheSize, Claim, Policy, Reason, Validator, Verdict};
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

    /// Where there is neither number nor rule nobody asks whose the certificate is.
    fn claim(&self) -> Option<Claim> {
        let line = ClaimLine {
            role: self.role.clone(),
            iin: self.iin.clone(),
            bin: self.bin.clone(),
            rule: self.rule.clone(),
            allowed_bins: self.allowed_bins.clone(),
        };
        let asked =
            line.iin.is_some() || line.bin.is_some() || line.rule.is_some() || line.allowed_bins.is_some();
        asked.then(|| line.claim())
    }

    fn verdict(&self) -> Verdict {
        self.asked(&self.validator())
    }

    fn validator(&self) -> Validator {
        let paths = |names: &[String]| names.iter().map(|name| common::testdata(name)).collect::<Vec<_>>();
        let ca_evidence = lines::ca_evidence(&self.ca_evidence);
        let policy = Policy { ca_evidence, ..Policy::by_name(&self.policy).unwrap() };
        Validator::new(common::trust(&paths(&self.trust), &paths(&self.anchors)), policy)
            .with_evidence(common::evidence(&paths(&self.evidence)))
    }

    fn asked(&self, validator: &Validator) -> Verdict {
        let bytes = fs::read(common::testdata(&self.certificate)).unwrap();
        validator.check_encoded(&bytes, self.claim().as_ref(), self.at)
    }
}

fn cases() -> Vec<Case> {
    lines::read(&common::testdata("cases.jsonl"))
}

#[test]
fn every_case_gives_what_its_line_says() {
    let mut ledger = Ledger::default();
    for case in &cases() {
        if case.needs_gost() && !cfg!(feature = "gost") {
            let verdict = case.verdict();
            assert!(!verdict.is_passed(), "{}", case.id);
            assert!(verdict.reasons().contains(&Reason::AlgorithmUnsupported), "{}", case.id);
            continue;
        }
        let verdict = case.verdict();
        let expected =
            Expected { id: &case.id, indication: &case.indication, reasons: &case.reasons, note: &case.note };
        ledger.hold(&expected, verdict.indication().code(), &verdict.reasons());
    }
    ledger.close(200);
}

/// Whatever a validator has kept, its reports are those of one that keeps nothing.
#[test]
fn caches_change_no_report() {
    for case in &cases() {
        let validator = case.validator();
        let without = case.asked(&validator.clone().with_cache(CacheSize::NONE));
        let tiny = validator.clone().with_cache(CacheSize { entries: 1, octets: 1 << 20 });
        for (name, validator) in
            [("cold", &validator), ("warm", &validator), ("tiny", &tiny), ("again", &tiny)]
        {
            assert_eq!(case.asked(validator).report(), without.report(), "{} {name}", case.id);
        }
    }
}

#[test]
fn every_reason_has_a_case() {
    // These three cannot come from a file: one needs hostile depth (tests/validator.rs), one a judge that judges nothing,
    // and one a caller who sent a nonce (tests/ocsp.rs). Those that are only told stand in no case's list of adverse reasons.
    let elsewhere = [Reason::BudgetExceeded, Reason::NothingJudged, Reason::OcspNonceMismatch];
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
        Reason::TimeStampUnreadable,
        Reason::TimeStampImprintMismatch,
        Reason::TimeStampImprintNotAllowed,
        Reason::TimeStampUnusable,
        Reason::TimeStampInFuture,
        Reason::TimeStampProvesNothing,
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
