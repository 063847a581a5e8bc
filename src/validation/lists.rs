//! Revocation by lists (RFC 5280 6.3.3): which list speaks of a certificate, and what follows.

use std::cmp::Reverse;

use crate::certificate::Certificate;
use crate::crl::{Crl, Entry};
use crate::finding::{Fact, Finding, Reason};
use crate::path::{Link, Path};
use crate::policy::{EvidenceRule, Issued};
use crate::revocation::{self, Freshness, Terms, Window};

use super::judge::Judge;
use super::revoked::Revocation;

/// What is known of one certificate's revocation.
pub(super) enum Status {
    /// This list covers it, and does not name it.
    NotListed(Crl),
    /// Revoked by this list, or not known, or not asked for.
    Found(Finding, Option<Crl>),
}

/// One certificate of a path, whose status is asked for.
#[derive(Clone, Copy)]
pub(super) struct Target<'a> {
    pub(super) path: &'a Path,
    pub(super) place: usize,
    pub(super) link: &'a Link,
}

/// What an authentic list says.
struct Speech<'e> {
    list: &'e Crl,
    /// Signed by the very key that signed the certificate.
    by_issuing_key: bool,
    /// Nothing if the certificate is not on it, and the list tells that much.
    finding: Option<Finding>,
}

impl Speech<'_> {
    /// Against the certificate. A revocation that is only told decides nothing here.
    fn revokes(&self) -> bool {
        let revoking = [Reason::CertificateRevoked, Reason::CertificateOnHold];
        self.finding.as_ref().is_some_and(|finding| revoking.contains(&finding.reason))
    }

    fn into_status(self) -> Status {
        match self.finding {
            Some(finding) => Status::Found(finding, Some(self.list.clone())),
            None => Status::NotListed(self.list.clone()),
        }
    }
}

impl Judge<'_> {
    /// What lists say of the certificate at this place of a path.
    pub(super) fn revocation_status(&mut self, path: &Path, place: usize, link: &Link) -> Status {
        let policy = &self.validator.policy;
        let rule = if place > 0 { policy.ca_evidence } else { policy.evidence };
        let evidence = self.validator.evidence.clone();
        let lists = evidence.lists_by(link.certificate.issuer());
        let (deltas, complete): (Vec<_>, Vec<_>) = lists.partition(|list| list.is_delta());
        if rule == EvidenceRule::NotChecked || (complete.is_empty() && deltas.is_empty()) {
            return Status::Found(missing(rule, &link.certificate), None);
        }
        let target = Target { path, place, link };
        let base = self.complete_lists(complete, target);
        if base.as_ref().is_ok_and(Speech::revokes) {
            return base.map_or_else(|finding| Status::Found(finding, None), Speech::into_status);
        }
        if let Some(status) = self.revoked_by(&deltas, base.as_ref().ok().map(|base| base.list), target) {
            return status;
        }
        let only_deltas = || deltas.first().map(|delta| named(Reason::RevocationDeltaOnly, delta));
        match base {
            Ok(speech) => speech.into_status(),
            Err(finding) if finding.reason == Reason::RevocationMissing => {
                Status::Found(only_deltas().unwrap_or(finding), None)
            }
            Err(finding) => Status::Found(finding, None),
        }
    }

    /// The newest list by the issuing key decides, stale or not (threat 18). Newer lists by other keys can revoke; they
    /// clear only where the issuing key says nothing. Older lists are not looked at.
    fn complete_lists<'e>(
        &mut self,
        mut lists: Vec<&'e Crl>,
        target: Target<'_>,
    ) -> Result<Speech<'e>, Finding> {
        lists.sort_by_key(|list| Reverse((list.this_update(), list.number())));
        let mut nearest = None;
        let mut by_others: Option<Speech<'e>> = None;
        for list in lists {
            match self.speaks(list, target) {
                Ok(speech) if speech.revokes() || speech.by_issuing_key => return Ok(speech),
                Ok(speech) => by_others = by_others.or(Some(speech)),
                Err(finding) => nearest = Some(nearer(nearest, finding)),
            }
        }
        by_others.ok_or(nearest.unwrap_or(Reason::RevocationMissing.into()))
    }

    /// A delta list can only add to what a complete one says, and only a newer one: here it adds revocations, and
    /// clears none (threat 19). A delta that names the certificate and cannot be judged leaves the matter open.
    fn revoked_by(&mut self, deltas: &[&Crl], base: Option<&Crl>, target: Target<'_>) -> Option<Status> {
        let mut open = None;
        for &delta in deltas {
            let is_older = base.is_some_and(|base| delta.this_update() < base.this_update());
            if is_older || revocation::revoking_entry(delta, &target.link.certificate).is_none() {
                continue;
            }
            match self.speaks(delta, target) {
                Ok(speech) if speech.revokes() => return Some(speech.into_status()),
                Err(finding) if is_unknown(&finding) => open = Some(Status::Found(finding, None)),
                _ => {}
            }
        }
        open
    }

    /// What one list says, or why it says nothing.
    fn speaks<'e>(&mut self, list: &'e Crl, target: Target<'_>) -> Result<Speech<'e>, Finding> {
        let certificate = &target.link.certificate;
        if let Some(finding) = revocation::obstacle(list, certificate) {
            return Err(finding);
        }
        let window = Window { this_update: list.this_update(), next_update: list.next_update() };
        let freshness = window.freshness(&self.list_terms(target));
        let stale = match freshness {
            Freshness::Future => return Err(dated(Reason::RevocationFuture, list)),
            Freshness::Endless => return Err(dated(Reason::RevocationListUnusable, list)),
            Freshness::Fresh => None,
            Freshness::Stale => Some(dated(Reason::RevocationStale, list)),
        };
        let by_issuing_key = self.signed(list, target)?;
        let finding = match revocation::revoking_entry(list, certificate) {
            Some(entry) => Some(self.revoked(&entry, list, stale)),
            None if revocation::forgets(list, certificate) => {
                Some(dated(Reason::RevocationAfterExpiry, list))
            }
            None => stale,
        };
        Ok(Speech { list, by_issuing_key, finding })
    }

    /// What the policy asks of the dates of a list that speaks of this certificate.
    fn list_terms(&self, target: Target<'_>) -> Terms {
        let policy = &self.validator.policy;
        let rule = if target.place > 0 { policy.ca_freshness } else { policy.freshness };
        Terms {
            at: self.moment.validation(),
            skew: policy.clock_skew,
            age: rule.list_age,
            age_without_next_update: rule.list_age_without_next_update,
            issued_from: (rule.issued == Issued::AfterSignature).then(|| self.moment.judged()),
        }
    }

    fn revoked(&self, entry: &Entry<'_>, list: &Crl, stale: Option<Finding>) -> Finding {
        let revocation = Revocation {
            at: entry.revoked_at(),
            invalid_since: entry.invalidity_date(),
            reason: entry.reason(),
        };
        self.revocation(revocation, Fact::List(list.fingerprint()), stale)
    }
}

/// Not looked at, for want of work or of an algorithm: nobody knows what a look would have shown.
fn is_unknown(finding: &Finding) -> bool {
    matches!(finding.reason, Reason::BudgetExceeded | Reason::AlgorithmUnsupported)
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

pub(super) fn named(reason: Reason, list: &Crl) -> Finding {
    Finding::new(reason, [Fact::List(list.fingerprint())])
}

pub(super) fn dated(reason: Reason, list: &Crl) -> Finding {
    let next_update = list.next_update().map(Fact::NextUpdate);
    let facts = [Fact::List(list.fingerprint()), Fact::ThisUpdate(list.this_update())];
    Finding::new(reason, facts.into_iter().chain(next_update).collect::<Vec<_>>())
}

/// Of several lists or signers that are no good, the one that came nearest to being good is told.
pub(super) fn nearer(before: Option<Finding>, finding: Finding) -> Finding {
    const NEAREST_FIRST: [Reason; 8] = [
        Reason::BudgetExceeded,
        Reason::AlgorithmUnsupported,
        Reason::RevocationFuture,
        Reason::RevocationCircular,
        Reason::RevocationListUnusable,
        Reason::RevocationSignatureInvalid,
        Reason::RevocationScope,
        Reason::RevocationForeign,
    ];
    let rank = |finding: &Finding| NEAREST_FIRST.iter().position(|reason| *reason == finding.reason);
    match before {
        Some(before) if rank(&before) <= rank(&finding) => before,
        _ => finding,
    }
}
