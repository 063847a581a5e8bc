//! What one list says of one certificate, once its signer is known (RFC 5280 6.3.3).

use crate::asn1::oid;
use crate::certificate::ReasonFlags;
use crate::crl::{Criticality, Crl};
use crate::finding::{Fact, Finding, Reason};
use crate::policy::{DeltaMarks, Demand, Issued};
use crate::revocation::{self, Freshness, OnList, Terms, Window};

use super::judge::Judge;
use super::lists::Target;
use super::revoked::Revocation;
use super::signer::Authority;

/// What an authentic list says.
pub(super) struct Speech<'e> {
    pub(super) list: &'e Crl,
    /// The delta that changed what it says.
    pub(super) delta: Option<&'e Crl>,
    pub(super) authority: Authority,
    /// The reasons that it speaks of.
    pub(super) reasons: ReasonFlags,
    /// Nothing if the certificate is not on it, and the list tells that much.
    pub(super) finding: Option<Finding>,
}

impl<'e> Speech<'e> {
    pub(super) fn found(&self) -> Option<Reason> {
        self.finding.as_ref().map(|finding| finding.reason)
    }

    /// Against the certificate. A revocation that is only told decides nothing here.
    pub(super) fn revokes(&self) -> bool {
        self.is_final() || self.holds()
    }

    pub(super) fn is_final(&self) -> bool {
        self.found() == Some(Reason::CertificateRevoked)
    }

    pub(super) fn holds(&self) -> bool {
        self.found() == Some(Reason::CertificateOnHold)
    }

    /// Nothing stands against the certificate for the reasons that the list covers.
    pub(super) fn clears(&self) -> bool {
        matches!(self.found(), None | Some(Reason::RevokedLater))
    }

    pub(super) fn lists(&self) -> impl Iterator<Item = &'e Crl> + use<'e> {
        [Some(self.list), self.delta].into_iter().flatten()
    }
}

impl Judge<'_> {
    /// What one list says, or why it says nothing.
    pub(super) fn speaks<'e>(&mut self, list: &'e Crl, target: Target<'_>) -> Result<Speech<'e>, Finding> {
        let certificate = &target.link.certificate;
        self.numbered(list)?;
        self.processed(list)?;
        // Only a delta has something to be removed from (RFC 5280 5.3.1).
        let on_list = OnList::of(list, certificate);
        if !self.is_delta(list) && on_list.removes() {
            return Err(named(Reason::RevocationListUnusable, list));
        }
        let reasons = on_list.reach()?;
        let stale = self.window(list, target)?;
        let authority = self.signed(list, target)?;
        let finding = match on_list.revoking_entry() {
            Some(entry) => {
                let revocation = Revocation {
                    revoked_at: entry.revoked_at(),
                    reason: entry.reason(),
                    invalidity_date: entry.invalidity_date(),
                };
                Some(revocation.judge(self.moment, Fact::List(list.fingerprint()), stale))
            }
            None if revocation::forgets(list, certificate) => {
                Some(dated(Reason::RevocationAfterExpiry, list))
            }
            None => stale,
        };
        Ok(Speech { list, delta: None, authority, reasons, finding })
    }

    /// A delta by deltaCRLIndicator, or by the mark of the national profile where the policy knows it.
    pub(super) fn is_delta(&self, list: &Crl) -> bool {
        list.is_delta()
            || (self.validator.policy.delta_marks == DeltaMarks::IndicatorOrFreshestCrl
                && list.freshest_crl() == Some(Criticality::Critical))
    }

    /// RFC 5280 5.2.3.
    fn numbered(&self, list: &Crl) -> Result<(), Finding> {
        let is_required = self.validator.policy.list_number == Demand::Required;
        if is_required && list.number_criticality() != Some(Criticality::NonCritical) {
            let facts = [Fact::List(list.fingerprint()), Fact::Extension(oid::CRL_NUMBER)];
            return Err(Finding::new(Reason::RevocationListUnusable, facts));
        }
        Ok(())
    }

    /// RFC 5280 5.2.6 wants freshestCRL not critical: where a critical one does not mark a delta, nobody knows what
    /// it means.
    fn processed(&self, list: &Crl) -> Result<(), Finding> {
        if self.is_delta(list) || list.freshest_crl() != Some(Criticality::Critical) {
            return Ok(());
        }
        let facts = [Fact::List(list.fingerprint()), Fact::Extension(oid::FRESHEST_CRL)];
        Err(Finding::new(Reason::RevocationListUnusable, facts))
    }

    /// What the dates of a list leave it good for: nothing, all, or with this against it (threat 18).
    fn window(&self, list: &Crl, target: Target<'_>) -> Result<Option<Finding>, Finding> {
        let window = Window { this_update: list.this_update(), next_update: list.next_update() };
        match window.freshness(&self.list_terms(target)) {
            Freshness::Future => Err(dated(Reason::RevocationFuture, list)),
            Freshness::Endless => Err(dated(Reason::RevocationListUnusable, list)),
            Freshness::Fresh => Ok(None),
            Freshness::Stale => Ok(Some(dated(Reason::RevocationStale, list))),
        }
    }

    fn list_terms(&self, target: Target<'_>) -> Terms {
        let policy = &self.validator.policy;
        let rule = if target.place > 0 { policy.ca_freshness } else { policy.freshness };
        Terms {
            at: self.moment.validation(),
            in_force: self.in_force_at(target),
            skew: policy.clock_skew,
            age: rule.list_age,
            age_without_next_update: rule.list_age_without_next_update,
            issued_from: (rule.issued == Issued::AfterSignature && self.is_asked_about())
                .then(|| self.moment.judged()),
        }
    }
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
