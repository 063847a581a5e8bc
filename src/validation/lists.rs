//! Revocation by lists (RFC 5280 6.3.3): which lists speak of a certificate, and what follows from all of them.

use std::cmp::Reverse;

use crate::certificate::{Certificate, ReasonFlags};
use crate::crl::Crl;
use crate::finding::{Fact, Finding, Reason};
use crate::path::{Link, Path};
use crate::policy::EvidenceRule;
use crate::revocation;

use super::judge::Judge;
use super::signer::Authority;
use super::speech::{Speech, named, nearer};

/// What is known of one certificate's revocation, and the lists that it is known by.
pub(super) enum Status {
    /// Covered, for all reasons, and not named.
    NotListed(Vec<Crl>),
    /// Revoked, or not known, or not asked for.
    Found(Finding, Vec<Crl>),
}

/// One certificate of a path, whose status is asked for.
#[derive(Clone, Copy)]
pub(super) struct Target<'a> {
    pub(super) path: &'a Path,
    pub(super) place: usize,
    pub(super) link: &'a Link,
}

/// What the complete lists have told so far.
#[derive(Default)]
struct Sum {
    /// `reasons_mask` of 6.3.2.
    reasons: ReasonFlags,
    lists: Vec<Crl>,
    /// A revocation that only counts later.
    told: Option<Finding>,
    nearest: Option<Finding>,
}

impl Sum {
    fn add(&mut self, speech: Speech<'_>) {
        if speech.clears() {
            self.reasons = self.reasons.union(speech.reasons);
            self.lists.extend(speech.lists());
            self.told = self.told.take().or(speech.finding);
        } else if let Some(finding) = speech.finding {
            self.fail(finding);
        }
    }

    fn fail(&mut self, finding: Finding) {
        self.nearest = Some(nearer(self.nearest.take(), finding));
    }

    /// 6.3.3, at its end: good only where all reasons are covered.
    fn into_status(self) -> Status {
        match (self.reasons == ReasonFlags::ALL, self.told, self.nearest) {
            (true, Some(told), _) => Status::Found(told, self.lists),
            (true, None, _) => Status::NotListed(self.lists),
            (false, _, Some(nearest))
                if nearest.reason != Reason::RevocationScope || self.reasons.is_empty() =>
            {
                Status::Found(nearest, self.lists)
            }
            (false, ..) => {
                let lists = self.lists.iter().map(|list| Fact::List(list.fingerprint())).collect::<Vec<_>>();
                Status::Found(Finding::new(Reason::RevocationReasonsMissing, lists), self.lists)
            }
        }
    }
}

impl Judge<'_> {
    /// What all lists together say of a certificate.
    pub(super) fn by_lists(&mut self, target: Target<'_>) -> Status {
        let evidence = self.validator.evidence.clone();
        let lists = evidence.lists_for(&target.link.certificate);
        let (deltas, complete): (Vec<_>, Vec<_>) = lists.partition(|list| self.is_delta(list));
        if complete.is_empty() && deltas.is_empty() {
            return Status::Found(Reason::RevocationMissing.into(), Vec::new());
        }
        self.status_by(complete, &newest_first(deltas), target)
    }

    /// Scope by scope, each with the deltas on top: any revocation decides, else the reasons add up (6.3.3 (l)).
    fn status_by(&mut self, complete: Vec<&Crl>, deltas: &[&Crl], target: Target<'_>) -> Status {
        let mut sum = Sum::default();
        let only_deltas = complete.is_empty();
        for lists in by_scope(complete) {
            let base = match self.decided(lists, target) {
                Ok(base) if base.is_final() => return base.into_status(),
                Ok(base) => base,
                Err(finding) => {
                    sum.fail(finding);
                    continue;
                }
            };
            if let Some(status) = self.revoked_by(deltas, Some(base.list), target) {
                return status;
            }
            let base = self.cleared_by(deltas, base, target);
            if base.revokes() {
                return base.into_status();
            }
            sum.add(base);
        }
        if let (true, Some(status)) = (sum.lists.is_empty(), self.revoked_by(deltas, None, target)) {
            return status;
        }
        if let (true, Some(delta)) = (only_deltas, deltas.first()) {
            sum.fail(named(Reason::RevocationDeltaOnly, delta));
        }
        sum.into_status()
    }

    /// Of the complete lists of one scope the newest by the issuing key decides, stale or not (threat 18). Newer ones by
    /// other keys can revoke; they clear only where the issuing key says nothing. One that is older by its date
    /// and newer by its number contradicts itself and can revoke as well; no other older one is looked at. A newer
    /// one that names the certificate and cannot be judged leaves the matter open.
    fn decided<'e>(&mut self, lists: Vec<&'e Crl>, target: Target<'_>) -> Result<Speech<'e>, Finding> {
        let (mut decided, mut by_others) = (None::<Speech<'e>>, None::<Speech<'e>>);
        let (mut open, mut nearest) = (None, None);
        for list in newest_first(lists) {
            if decided.as_ref().is_some_and(|decided| list.number() <= decided.list.number()) {
                continue;
            }
            match self.speaks(list, target) {
                Ok(speech) if speech.revokes() => return Ok(speech),
                Ok(speech) if speech.authority == Authority::Decides => decided = decided.or(Some(speech)),
                Ok(speech) => by_others = by_others.or(Some(speech)),
                Err(finding) if self.could_revoke(&finding, list, target) => open = Some(finding),
                Err(finding) => nearest = Some(nearer(nearest, finding)),
            }
        }
        match (open, decided.or(by_others)) {
            (Some(finding), _) => Err(finding),
            (None, Some(speech)) => Ok(speech),
            (None, None) => Err(nearest.unwrap_or(Reason::RevocationMissing.into())),
        }
    }

    /// The list names the certificate, and nobody here knows what it means by that.
    pub(super) fn could_revoke(&self, finding: &Finding, list: &Crl, target: Target<'_>) -> bool {
        let is_unknown = matches!(
            finding.reason,
            Reason::BudgetExceeded | Reason::AlgorithmUnsupported | Reason::RevocationListUnusable
        );
        is_unknown && revocation::mentions(list, &target.link.certificate)
    }
}

/// The date decides, the number where two lists are of one date.
fn newest_first(mut lists: Vec<&Crl>) -> Vec<&Crl> {
    lists.sort_by_key(|list| Reverse((list.this_update(), list.number())));
    lists
}

/// Lists of one issuer and one scope follow each other (threat 18).
fn by_scope(lists: Vec<&Crl>) -> Vec<Vec<&Crl>> {
    let mut groups: Vec<Vec<&Crl>> = Vec::new();
    for list in lists {
        let is_alike = |group: &&mut Vec<&Crl>| {
            group
                .first()
                .is_some_and(|first| first.scope() == list.scope() && first.issuer().matches(list.issuer()))
        };
        match groups.iter_mut().find(is_alike) {
            Some(group) => group.push(list),
            None => groups.push(vec![list]),
        }
    }
    groups
}

/// No list by this issuer, or none wanted: what that means is for the caller's rule.
pub(super) fn missing(rule: EvidenceRule, certificate: &Certificate) -> Finding {
    let reason = match rule {
        EvidenceRule::Required => Reason::RevocationMissing,
        EvidenceRule::IfGiven | EvidenceRule::NotChecked => Reason::RevocationNotChecked,
    };
    let key_id = certificate.authority_key_id().map(|octets| Fact::KeyId(octets.to_vec()));
    let issuer = Fact::issuer(&certificate.issuer());
    Finding::new(reason, [issuer].into_iter().chain(key_id).collect::<Vec<_>>())
}
