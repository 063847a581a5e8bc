//! The status of one certificate: what lists and responders' answers say of it, put together by the policy's rule.
//!
//! | lists \ answers | good | open | silent |
//! |---|---|---|---|
//! | good | good | good; by *both* open | good; by *both* as if nothing were given |
//! | open | good; by *both* open | open | open |
//! | silent | good; by *both* as if nothing were given | open | as if nothing were given |
//!
//! A revocation, a hold or "never issued" by either counts, whatever the other says; so does, as a doubt, evidence that
//! may tell of one and cannot be judged, and work that was left undone. *Open* is evidence that is there
//! and proves nothing: stale, not authentic, unknown. What "nothing given" means is for the evidence rule.

use crate::finding::{Fact, Finding, Reason};
use crate::ocsp::{Answer, OcspResponse};
use crate::path::Purpose;
use crate::policy::{EvidenceRule, Indication, Sources, judge};
use crate::report::{About, EvidenceRecord};

use super::judge::Judge;
use super::lists::{Target, missing};
use super::sum;

/// What one kind of evidence says.
pub(super) struct Opinion {
    standing: Standing,
    /// Nothing if it clears the certificate.
    pub(super) finding: Option<Finding>,
    pub(super) evidence: Vec<EvidenceRecord>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    Good,
    Against,
    /// Something that could not be judged may speak against the certificate.
    Doubtful,
    Open,
    Silent,
}

impl Opinion {
    /// No evidence was given. What that means is worked out only where it is told.
    const SILENT: Self = Self { standing: Standing::Silent, finding: None, evidence: Vec::new() };

    /// There is evidence, and it proves nothing. What was left undone could have told of a revocation.
    pub(super) fn open(finding: Finding) -> Self {
        match finding.reason {
            Reason::BudgetExceeded => Self::doubtful(finding),
            _ => Self::of(Some(finding), Vec::new()),
        }
    }

    /// There is evidence that may tell of a revocation, and it cannot be judged.
    pub(super) fn doubtful(finding: Finding) -> Self {
        Self { standing: Standing::Doubtful, finding: Some(finding), evidence: Vec::new() }
    }

    /// An answer that may be relied on.
    pub(super) fn of_answer(
        finding: Option<Finding>,
        target: Target<'_>,
        response: &OcspResponse,
        answer: &Answer<'_>,
    ) -> Self {
        let about = About::place(target.place);
        Self::of(finding, vec![EvidenceRecord::of_answer(about, response, answer)])
    }

    fn of_lists(status: sum::Status, about: About) -> Self {
        let (finding, lists) = match status {
            sum::Status::NotListed(lists) => (None, lists),
            sum::Status::Found(finding, lists) => (Some(finding), lists),
            sum::Status::Doubted(finding) => return Self::doubtful(finding),
        };
        Self::of(finding, lists.iter().map(|list| EvidenceRecord::new(about, list)).collect())
    }

    fn of(finding: Option<Finding>, evidence: Vec<EvidenceRecord>) -> Self {
        let standing = match finding.as_ref().map(|finding| finding.reason) {
            None | Some(Reason::RevokedLater) => Standing::Good,
            Some(Reason::RevocationMissing | Reason::RevocationNotChecked) => Standing::Silent,
            Some(reason) if judge(reason).indication() == Indication::TotalFailed => Standing::Against,
            Some(_) => Standing::Open,
        };
        Self { standing, finding, evidence }
    }
}

impl Judge<'_> {
    /// The status of the certificate at this place of a path: the opinions that are told. Without a finding it is good.
    pub(super) fn status(&mut self, target: Target<'_>) -> Vec<Opinion> {
        let policy = &self.validator.policy;
        let is_leaf = target.place == 0 && self.purpose == Purpose::EndEntity;
        let sources = if is_leaf { policy.sources } else { policy.ca_sources };
        let Some(rule) = self.evidence_rule(target) else { return Vec::new() };
        if rule == EvidenceRule::NotChecked {
            return vec![self.nothing_given(rule, target)];
        }
        let mut opinions = Vec::new();
        if sources != Sources::Responses {
            let lists = self.by_lists(target);
            opinions.push(Opinion::of_lists(lists, About::place(target.place)));
        }
        if sources != Sources::Lists {
            opinions.push(self.by_responses(target).unwrap_or(Opinion::SILENT));
        }
        let mut told = together(opinions, sources);
        for opinion in told.iter_mut().filter(|opinion| opinion.standing == Standing::Silent) {
            *opinion = self.nothing_given(rule, target);
        }
        told
    }

    /// Nothing for a responder whose issuer says that its revocation need not be asked for (RFC 6960 4.2.2.2.1).
    fn evidence_rule(&self, target: Target<'_>) -> Option<EvidenceRule> {
        let policy = &self.validator.policy;
        match (target.place, self.purpose) {
            (0, Purpose::OcspResponder) if target.link.certificate.has_ocsp_no_check() => None,
            (0, Purpose::OcspResponder) => Some(policy.responder_evidence),
            (0, Purpose::TimeStamping) => Some(policy.stamp_evidence),
            (0, _) => Some(policy.evidence),
            _ => Some(policy.ca_evidence),
        }
    }

    /// Errors of responders say nothing of a certificate: they are told beside what is missing.
    fn nothing_given(&self, rule: EvidenceRule, target: Target<'_>) -> Opinion {
        let mut finding = missing(rule, target.link.certificate);
        let mut errors: Vec<_> =
            self.validator.evidence.response_errors().map(|status| status.code()).collect();
        errors.sort_unstable();
        errors.dedup();
        finding.facts.extend(errors.into_iter().map(Fact::ResponseStatus));
        Opinion::of(Some(finding), Vec::new())
    }
}

/// The table above: the opinions that are told.
fn together(opinions: Vec<Opinion>, sources: Sources) -> Vec<Opinion> {
    let preferred: &[_] = if sources == Sources::Both {
        &[Standing::Against, Standing::Doubtful]
    } else {
        &[Standing::Against, Standing::Doubtful, Standing::Good, Standing::Open]
    };
    let found = |standing: &Standing| opinions.iter().any(|opinion| opinion.standing == *standing);
    match preferred.iter().copied().find(found) {
        Some(standing) => opinions.into_iter().filter(|opinion| opinion.standing == standing).collect(),
        // All must be good, or nobody says anything, which is told once.
        None if sources == Sources::Both => opinions,
        None => opinions.into_iter().take(1).collect(),
    }
}
