//! Revocation by lists (RFC 5280 6.3.3): which lists speak of a certificate, and what follows from all of them.

use std::cmp::{Ordering, Reverse};

use crate::certificate::Certificate;
use crate::crl::Crl;
use crate::finding::{Fact, Finding, Reason};
use crate::path::{Link, Path};
use crate::policy::EvidenceRule;
use crate::revocation::OnList;

use super::judge::Judge;
use super::signer::Authority;
use super::speech::{Speech, named};
use super::sum::{Status, Sum};

/// One certificate of a path, whose status is asked for.
#[derive(Clone, Copy)]
pub(super) struct Target<'a> {
    pub(super) path: &'a Path<'a>,
    pub(super) place: usize,
    pub(super) link: &'a Link<'a>,
}

impl<'a> Judge<'a> {
    /// What all lists together say of a certificate.
    pub(super) fn by_lists(&mut self, target: Target<'_>) -> Status<'a> {
        let evidence = &self.validator.evidence;
        let lists = evidence.lists_for(target.link.certificate);
        let (deltas, complete): (Vec<_>, Vec<_>) = lists.partition(|list| self.is_delta(list));
        if complete.is_empty() && deltas.is_empty() {
            return Status::Found(Reason::RevocationMissing.into(), Vec::new());
        }
        self.status_by(complete, &newest_first(deltas), target)
    }

    /// Scope by scope, then the deltas on top (6.3.3 (l)).
    fn status_by(
        &mut self,
        mut complete: Vec<&'a Crl>,
        deltas: &[&'a Crl],
        target: Target<'_>,
    ) -> Status<'a> {
        let mut sum = Sum::default();
        let only_deltas = complete.is_empty();
        let mut bases = Vec::new();
        while let Some(&first) = complete.first() {
            let (lists, others) = complete.into_iter().partition(|list| is_alike(first, list));
            bases.extend(self.decided(lists, target, &mut sum));
            complete = others;
        }
        self.add_deltas(deltas, &bases, target, &mut sum);
        for base in bases {
            let base = self.cleared_by(deltas, base, target);
            sum.add(base);
        }
        if let (true, Some(delta)) = (only_deltas, deltas.first()) {
            sum.fail(named(Reason::RevocationDeltaOnly, delta));
        }
        sum.into_status()
    }

    /// Of the complete lists of one scope the newest by the issuing key decides, stale or not (threat 18). Newer ones by
    /// other keys can revoke; they clear only where the issuing key says nothing. One that is older by its date
    /// and newer by its number contradicts itself and can revoke as well, and so can a second of its date and number; no
    /// other older one is looked at. A newer
    /// one that names the certificate and cannot be judged leaves the matter in doubt. Of a certificate that has ended
    /// since its proven time, lists from after its end need not tell any more: older ones still do.
    fn decided<'e>(
        &mut self,
        lists: Vec<&'e Crl>,
        target: Target<'_>,
        sum: &mut Sum<'e>,
    ) -> Option<Speech<'e>> {
        let (mut decided, mut by_others) = (None::<Speech<'e>>, None::<Speech<'e>>);
        for list in newest_first(lists) {
            if decided.as_ref().is_some_and(|decided| is_outdone(list, decided.list, target)) {
                continue;
            }
            match self.speaks(list, target) {
                Ok(speech) if speech.revokes() => return Some(speech),
                Ok(Speech { finding: Some(finding), .. })
                    if finding.reason == Reason::RevocationAfterExpiry && self.is_past(target) =>
                {
                    sum.fail(finding);
                }
                Ok(speech) if speech.authority == Authority::Decides => decided = decided.or(Some(speech)),
                Ok(speech) => by_others = by_others.or(Some(speech)),
                Err(finding) if could_revoke(&finding, list, target) => sum.doubt(finding),
                Err(finding) => sum.fail(finding),
            }
        }
        decided.or(by_others)
    }
}

/// The list names the certificate, and is not to be passed over though it does not speak.
pub(super) fn could_revoke(finding: &Finding, list: &Crl, target: Target<'_>) -> bool {
    is_unknown(finding) && OnList::of(list, target.link.certificate).mentions()
}

/// What a list means is not known, or whose word it is: the certificate by which it would speak may only be missing (threat 30).
pub(super) const fn is_unknown(finding: &Finding) -> bool {
    matches!(
        finding.reason,
        Reason::BudgetExceeded
            | Reason::AlgorithmUnsupported
            | Reason::RevocationListUnusable
            | Reason::RevocationCircular
            | Reason::RevocationForeign
            | Reason::RevocationSignatureInvalid
    )
}

/// Older than the list that decides, or of its date and number without naming the certificate, as a copy of it is.
fn is_outdone(list: &Crl, decided: &Crl, target: Target<'_>) -> bool {
    let age = |list: &Crl| (list.number(), list.this_update());
    match age(list).cmp(&age(decided)) {
        Ordering::Less => true,
        Ordering::Equal => !OnList::of(list, target.link.certificate).mentions(),
        Ordering::Greater => false,
    }
}

/// The date decides, the number where two lists are of one date.
fn newest_first(mut lists: Vec<&Crl>) -> Vec<&Crl> {
    lists.sort_by_key(|list| Reverse((list.this_update(), list.number())));
    lists
}

/// Whether two lists are of one issuer and one scope, so that they follow each other (threat 18). A list is always alike to
/// itself: who takes the alike out of many comes to an end.
fn is_alike(one: &Crl, other: &Crl) -> bool {
    std::ptr::eq(one, other) || (one.scope() == other.scope() && one.issuer().matches(other.issuer()))
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
