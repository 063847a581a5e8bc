//! The one recursion: a subject (certificate, purpose) at a moment. Signers of lists are subjects like the
//! certificate that was asked about, under the same budget.

use chrono::{DateTime, Utc};

use crate::asn1::ObjectIdentifier;
use crate::cache::CertifiedKey;
use crate::certificate::Certificate;
use crate::crypto::KeyError;
use crate::finding::{Fact, Finding, Fingerprint, Reason};
use crate::path::{self, Attempt, Budget, Path, Purpose, Search, TrustAnchor};
use crate::policy::{Indication, judge};
use crate::report::{About, AttemptRecord, CertificateRecord, EvidenceRecord};

use super::lists::Target;
use super::{Moment, Validator, subject};

/// What was found about one subject.
#[derive(Debug, Default)]
pub(super) struct Judged {
    pub(super) findings: Vec<(About, Finding)>,
    pub(super) path: Vec<CertificateRecord>,
    pub(super) evidence: Vec<EvidenceRecord>,
    pub(super) attempts: Vec<AttemptRecord>,
    /// The anchor that the path ends at.
    pub(super) anchor: Option<TrustAnchor>,
    /// The user-constrained policy set.
    pub(super) policies: Vec<ObjectIdentifier>,
}

impl Judged {
    pub(super) fn of(about: About, finding: Finding) -> Self {
        Self { findings: vec![(about, finding)], ..Self::default() }
    }

    /// The weight of what was found, and how much of it there is: less is better.
    fn weight(&self) -> (Indication, usize) {
        let adverse = self.findings.iter().map(|(_, finding)| judge(finding.reason).indication());
        let adverse: Vec<_> = adverse.filter(|&indication| indication != Indication::TotalPassed).collect();
        (adverse.iter().copied().max().unwrap_or(Indication::TotalPassed), adverse.len())
    }

    pub(super) fn is_passed(&self) -> bool {
        self.anchor.is_some() && self.weight().1 == 0
    }
}

/// One question being answered: what is left of the budget, and who is being judged right now.
pub(super) struct Judge<'a> {
    pub(super) validator: &'a Validator,
    pub(super) budget: Budget,
    /// What the subject is that is being judged, and when.
    pub(super) purpose: Purpose,
    pub(super) moment: Moment,
    in_progress: Vec<Fingerprint>,
}

impl<'a> Judge<'a> {
    pub(super) fn new(validator: &'a Validator, moment: Moment) -> Self {
        Self::with_budget(validator, moment, Budget::new(validator.policy.limits))
    }

    /// With what other parts of the same question have left.
    pub(super) fn with_budget(validator: &'a Validator, moment: Moment, budget: Budget) -> Self {
        let moment = moment.taken_by(validator.policy.proofs);
        Self { validator, budget, purpose: Purpose::EndEntity, moment, in_progress: Vec::new() }
    }

    pub(super) fn into_budget(self) -> Budget {
        self.budget
    }

    /// Judges a subject by the best of its paths: the first that passes, else the one with the least against it.
    pub(super) fn judge(&mut self, certificate: &Certificate, purpose: Purpose, moment: Moment) -> Judged {
        let key = self.validator.cache.key_of(certificate);
        self.judge_with(certificate, &key, purpose, moment)
    }

    /// The same where the certificate's own key was looked for before.
    pub(super) fn judge_with(
        &mut self,
        certificate: &Certificate,
        key: &Result<CertifiedKey<'_>, KeyError>,
        purpose: Purpose,
        moment: Moment,
    ) -> Judged {
        debug_assert!(key.as_ref().ok().is_none_or(|key| key.certificate() == certificate));
        let fingerprint = certificate.fingerprint();
        if self.in_progress.contains(&fingerprint) {
            return Judged::of(About::Certificate, Reason::RevocationCircular.into());
        }
        self.in_progress.push(fingerprint);
        let asked = (self.moment, self.purpose);
        (self.moment, self.purpose) = (moment, purpose);
        let mut judged = self.best_path(certificate);
        (self.moment, self.purpose) = asked;
        let own = subject::check(certificate, key, purpose, &self.validator.policy);
        judged.findings.extend(own.into_iter().map(|finding| (About::Certificate, finding)));
        self.in_progress.pop();
        // The fold starts at failed: nothing but a path to an anchor lifts it (threat 1).
        if judged.anchor.is_none() && judged.weight().1 == 0 {
            judged.findings.push((About::Whole, Reason::NothingJudged.into()));
        }
        if let (true, Some(exhausted)) = (judged.is_passed(), self.budget.exhausted()) {
            judged.findings.push((About::Whole, exhausted.into()));
        }
        judged
    }

    /// Judges the certificate that was asked about.
    pub(super) fn subject(&mut self, certificate: &Certificate) -> Judged {
        self.judge(certificate, Purpose::EndEntity, self.moment)
    }

    /// When who signed evidence on this certificate is judged: by what is known now. Where the evidence is from a time
    /// at which the certificate had not ended, and now it has, as of when it was made.
    pub(super) fn signers_moment(&self, target: Target<'_>, made: DateTime<Utc>) -> Moment {
        let now = Moment::at(self.moment.validation());
        if self.is_past(target) { now.proven_by(made) } else { now }
    }

    /// The certificate has ended since the proven time, and the policy takes evidence that was in force then.
    pub(super) fn is_past(&self, target: Target<'_>) -> bool {
        let end = target.link.certificate.not_after();
        let (judged, now) = (self.moment.judged(), self.moment.validation());
        self.validator.policy.ended_evidence.looks_back(end, judged, now)
    }

    /// The signature in question is the subject's own: no such is known of who signs lists and answers.
    pub(super) fn is_asked_about(&self) -> bool {
        matches!(self.purpose, Purpose::EndEntity | Purpose::TimeStamping)
    }

    /// When evidence on this certificate must have been in force.
    pub(super) fn in_force_at(&self, target: Target<'_>) -> DateTime<Utc> {
        if self.is_past(target) { self.moment.judged() } else { self.moment.validation() }
    }

    fn best_path(&mut self, certificate: &Certificate) -> Judged {
        let validator = self.validator;
        let mut search = Search::new(certificate, &validator.trust, &validator.cache, &mut self.budget);
        let mut best: Option<Judged> = None;
        while let Some(path) = search.next(&mut self.budget) {
            let judged = self.judge_path(&path);
            if judged.is_passed() {
                return judged;
            }
            if best.as_ref().is_none_or(|best| judged.weight() < best.weight()) {
                best = Some(judged);
            }
        }
        // A search that was cut short says nothing about the paths that it did not see.
        if let (Some(best), None) = (best, search.exhausted()) {
            return best;
        }
        let time = self.moment.judged();
        let own = path::validity(certificate, time).into_iter().chain(path::critical_extensions(certificate));
        let missing = search.exhausted().map_or_else(|| no_path(search.attempts()), Finding::from);
        Judged {
            findings: own.chain([missing]).map(|finding| (About::Certificate, finding)).collect(),
            attempts: search.attempts().iter().map(attempt_record).collect(),
            ..Judged::default()
        }
    }

    fn judge_path(&mut self, path: &Path<'_>) -> Judged {
        let policy = &self.validator.policy;
        let time = self.moment.judged();
        let about = |place| if place == path.links.len() { About::Anchor } else { About::place(place) };
        let checked = path.check(time, &policy.path, &mut self.budget);
        let mut findings: Vec<_> =
            checked.findings.into_iter().map(|(place, finding)| (about(place), finding)).collect();
        for (place, link) in path.links.iter().enumerate() {
            let issuer = about(place + 1);
            let digest = subject::digest(link.algorithm, policy, time);
            findings.extend(digest.map(|finding| (About::place(place), finding)));
            let key = subject::key_strength(link.issuer_key.facts(), policy);
            findings.extend(key.map(|finding| (issuer, finding)));
        }
        findings.extend(subject::anchor(path.anchor, policy, time).map(|finding| (About::Anchor, finding)));
        let certificates = path.links.iter().map(|link| link.certificate);
        let mut judged = Judged {
            findings,
            path: certificates.chain([path.anchor.certificate()]).map(CertificateRecord::from).collect(),
            anchor: Some(path.anchor.clone()),
            policies: checked.policies,
            evidence: Vec::with_capacity(path.links.len()),
            ..Judged::default()
        };
        self.judge_revocation(path, &mut judged);
        judged
    }

    /// From the anchor down. Below a CA that has failed lists prove nothing and are not looked at; below one of which
    /// something is not known they can still revoke.
    fn judge_revocation(&mut self, path: &Path<'_>, judged: &mut Judged) {
        for (place, link) in path.links.iter().enumerate().rev() {
            let failed_above = |(about, finding): &(About, Finding)| {
                *about > About::place(place) && judge(finding.reason).indication() == Indication::TotalFailed
            };
            if judged.findings.iter().any(failed_above) {
                return;
            }
            let about = About::place(place);
            for told in self.status(Target { path, place, link }) {
                judged.findings.extend(told.finding.map(|finding| (about, finding)));
                judged.evidence.extend(told.evidence);
            }
        }
    }
}

/// Why there is no path, from the ways that were tried: an algorithm that nobody here knows comes first, then a
/// signature that is wrong under the very key that was meant, then the issuer that is missing.
fn no_path(attempts: &[Attempt]) -> Finding {
    let pick = |reason: Reason, fitting: bool| {
        let found = attempts
            .iter()
            .find(|attempt| attempt.finding.reason == reason && (attempt.key_id_fits || !fitting));
        found.map(|attempt| attempt.finding.clone())
    };
    pick(Reason::AlgorithmUnsupported, false)
        .or_else(|| pick(Reason::CertificateSignatureInvalid, true))
        .or_else(|| pick(Reason::PathNotFound, false))
        .unwrap_or_else(|| Finding::new(Reason::PathNotFound, [Fact::Bound("no-candidate")]))
}

fn attempt_record(attempt: &Attempt) -> AttemptRecord {
    AttemptRecord {
        certificate: attempt.certificate,
        candidate: attempt.candidate,
        reason: attempt.finding.reason,
        facts: attempt.finding.facts.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_found_is_nothing_passed() {
        assert!(!Judged::default().is_passed());
    }
}
