//! What all lists together tell of a certificate (RFC 5280 6.3.3): whatever speaks against it is kept, in whichever order
//! and scope it comes, and nothing that speaks for it can hide that.

use crate::certificate::ReasonFlags;
use crate::crl::Crl;
use crate::finding::{Fact, Finding, Reason};

use super::signer::Authority;
use super::speech::{Speech, nearer};

/// What is known of one certificate's revocation by lists, and the lists that it is known by.
pub(super) enum Status<'e> {
    /// Covered, for all reasons, and not named.
    NotListed(Vec<&'e Crl>),
    /// Revoked, or not known.
    Found(Finding, Vec<&'e Crl>),
    /// Something that could not be judged may revoke it, or work was left undone.
    Doubted(Finding),
}

#[derive(Default)]
pub(super) struct Sum<'e> {
    revoked: Option<(Finding, Vec<&'e Crl>)>,
    held: Option<(Finding, Vec<&'e Crl>)>,
    doubt: Option<Finding>,
    /// `reasons_mask` of 6.3.2, by those who decide.
    reasons: ReasonFlags,
    /// The same by other keys of the issuer's name.
    assisting: ReasonFlags,
    has_decider: bool,
    lists: Vec<&'e Crl>,
    /// A revocation that only counts later.
    told: Option<Finding>,
    nearest: Option<Finding>,
}

impl<'e> Sum<'e> {
    pub(super) fn add(&mut self, speech: Speech<'e>) {
        let decides = speech.authority == Authority::Decides;
        self.has_decider |= decides;
        if speech.clears() {
            let reasons = if decides { &mut self.reasons } else { &mut self.assisting };
            *reasons = reasons.union(speech.reasons);
            self.lists.extend(speech.lists());
            self.told = self.told.take().or(speech.finding);
            return;
        }
        let (lists, revokes) = (speech.lists().collect(), speech.revokes());
        let place = if speech.is_final() { &mut self.revoked } else { &mut self.held };
        match speech.finding {
            Some(finding) if revokes => *place = place.take().or(Some((finding, lists))),
            Some(finding) => self.fail(finding),
            None => {}
        }
    }

    /// Evidence that says nothing. Work that was left undone could have told of a revocation.
    pub(super) fn fail(&mut self, finding: Finding) {
        if finding.reason == Reason::BudgetExceeded {
            return self.doubt(finding);
        }
        self.nearest = Some(nearer(self.nearest.take(), finding));
    }

    /// Evidence that may revoke the certificate, and cannot be judged.
    pub(super) fn doubt(&mut self, finding: Finding) {
        self.doubt = Some(nearer(self.doubt.take(), finding));
    }

    /// Good only where all reasons are covered, and by other keys only where the issuing one is silent.
    pub(super) fn into_status(self) -> Status<'e> {
        if let Some((finding, lists)) = self.revoked.or(self.held) {
            return Status::Found(finding, lists);
        }
        if let Some(finding) = self.doubt {
            return Status::Doubted(finding);
        }
        let reasons = if self.has_decider { self.reasons } else { self.assisting };
        match (reasons == ReasonFlags::ALL, self.told, self.nearest) {
            (true, Some(told), _) => Status::Found(told, self.lists),
            (true, None, _) => Status::NotListed(self.lists),
            (false, _, Some(nearest)) if nearest.reason != Reason::RevocationScope || reasons.is_empty() => {
                Status::Found(nearest, self.lists)
            }
            (false, ..) if self.lists.is_empty() => {
                Status::Found(Reason::RevocationMissing.into(), Vec::new())
            }
            (false, ..) => {
                let facts = self.lists.iter().map(|list| Fact::List(list.fingerprint())).collect::<Vec<_>>();
                Status::Found(Finding::new(Reason::RevocationReasonsMissing, facts), self.lists)
            }
        }
    }
}
