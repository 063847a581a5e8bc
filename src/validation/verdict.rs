//! The outcome.

use std::fmt;
use std::sync::Arc;

use crate::finding::Reason;
use crate::identity::Role;
use crate::policy::Indication;
use crate::report::{About, Language, Report, refusal};

/// The binary outcome of condition 3 (C3-4): go on to signing, or refuse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[must_use]
pub enum Condition3 {
    /// Validity period, revocation and IIN/BIN: all three checked, all three good.
    Holds,
    /// "Authenticity of the applicant's EDS is not confirmed", for whatever reason.
    DoesNotHold,
}

/// What a validator found. Only a validator makes one; the [`Report`] inside is inert.
#[derive(Clone)]
#[must_use = "a verdict that nobody reads protects nobody"]
pub struct Verdict {
    report: Arc<Report>,
}

impl Verdict {
    pub(super) fn new(report: Report) -> Self {
        Self { report: Arc::new(report) }
    }

    /// Passed, failed or indeterminate.
    pub fn indication(&self) -> Indication {
        self.report.indication
    }

    /// Nothing short of [`Indication::TotalPassed`].
    #[must_use]
    pub fn is_passed(&self) -> bool {
        self.indication() == Indication::TotalPassed
    }

    /// Condition 3 holds only for a verdict that passed, that was asked whose the certificate is, and for which
    /// revocation was looked at: without any of these one of the three checks is missing, whatever the policy.
    pub fn condition_3(&self) -> Condition3 {
        let unchecked = self.report.judgements.iter().any(|judgement| {
            judgement.about == About::Certificate && judgement.reason == Reason::RevocationNotChecked
        });
        if self.is_passed() && self.report.claim.is_some() && !unchecked {
            Condition3::Holds
        } else {
            Condition3::DoesNotHold
        }
    }

    /// Everything that stands against it: sorted by code, each once, empty if passed.
    pub fn reasons(&self) -> Vec<Reason> {
        self.report.adverse()
    }

    /// What it rests on.
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// One sentence for the person in front of the portal: the outcome, and for an applicant the refusal that the
    /// regulations prescribe.
    pub fn message(&self, language: Language) -> &'static str {
        let is_applicant = self.report.claim.is_some_and(|claim| claim.role == Role::Applicant.code());
        if !self.is_passed() && is_applicant { refusal(language) } else { self.report.message(language) }
    }
}

impl fmt::Debug for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let codes: Vec<_> = self.reasons().iter().map(|reason| reason.code()).collect();
        f.debug_struct("Verdict").field("indication", &self.indication()).field("reasons", &codes).finish()
    }
}
