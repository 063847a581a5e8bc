//! Delta lists on top of complete ones (RFC 5280 5.2.4, 6.3.3 (c), (i) to (k); threat 19).

use crate::crl::Crl;
use crate::finding::Reason;
use crate::policy::DeltaNumbers;
use crate::revocation;

use super::judge::Judge;
use super::lists::{Status, Target};
use super::signer::Authority;
use super::speech::Speech;

impl Judge<'_> {
    /// A delta that is not older than the complete list adds its revocations to it, whatever its numbers say. One that
    /// names the certificate and cannot be judged leaves the matter open. `deltas` are newest first.
    pub(super) fn revoked_by(
        &mut self,
        deltas: &[&Crl],
        base: Option<&Crl>,
        target: Target<'_>,
    ) -> Option<Status> {
        let certificate = &target.link.certificate;
        if !deltas.iter().any(|delta| revocation::mentions(delta, certificate)) {
            return None;
        }
        let (mut open, mut held, mut newer) = (None, None, Vec::new());
        for &delta in deltas {
            if base.is_some_and(|base| delta.this_update() < base.this_update()) {
                continue;
            }
            match self.speaks(delta, target) {
                Ok(speech) if speech.is_final() => return Some(speech.into_status()),
                Ok(speech) if speech.holds() && !newer.iter().any(|newer| follows(newer, &speech)) => {
                    held = held.or(Some(speech));
                }
                Ok(speech) if speech.finding.is_none() => newer.push(speech),
                Err(finding) if self.could_revoke(&finding, delta, target) => {
                    open = Some(Status::Found(finding, Vec::new()));
                }
                _ => {}
            }
        }
        held.map(Speech::into_status).or(open)
    }

    /// removeFromCRL ends a hold on the complete list that the delta is made for (5.3.1).
    pub(super) fn cleared_by<'e>(
        &mut self,
        deltas: &[&'e Crl],
        base: Speech<'e>,
        target: Target<'_>,
    ) -> Speech<'e> {
        if !base.holds() {
            return base;
        }
        let certificate = &target.link.certificate;
        for &delta in deltas.iter().filter(|delta| revocation::removes(delta, certificate)) {
            let Ok(speech) = self.speaks(delta, target) else { continue };
            // It may also have left the list because the certificate ended.
            let tells = matches!(speech.found(), None | Some(Reason::RevocationAfterExpiry));
            if tells && self.is_made_for(&speech, &base) {
                return Speech { delta: Some(delta), finding: speech.finding, ..base };
            }
        }
        base
    }

    /// 5.2.4 (a) to (d), and 6.3.3 (c)(3): one issuer, one scope, one key, and numbers in their order.
    fn is_made_for(&self, delta: &Speech<'_>, base: &Speech<'_>) -> bool {
        let (delta_list, base_list) = (delta.list, base.list);
        let in_order = match self.validator.policy.delta_numbers {
            DeltaNumbers::OfTheBase => base_list.number() < delta_list.number(),
            DeltaNumbers::OfTheirOwn => base_list.this_update() <= delta_list.this_update(),
        };
        let reaches_back =
            delta_list.base_number().is_some() && delta_list.base_number() <= base_list.number();
        is_one_series(delta, base) && in_order && reaches_back
    }
}

fn is_one_series(one: &Speech<'_>, other: &Speech<'_>) -> bool {
    one.list.issuer().matches(other.list.issuer())
        && one.list.scope() == other.list.scope()
        && one.list.authority_key_id() == other.list.authority_key_id()
        && [one.authority, other.authority] == [Authority::Decides; 2]
}

/// A newer delta of the same series that starts as early as the older one tells all that the older one told.
fn follows(newer: &Speech<'_>, older: &Speech<'_>) -> bool {
    let starts = |speech: &Speech<'_>| speech.list.base_number();
    is_one_series(newer, older) && starts(newer).is_some() && starts(newer) <= starts(older)
}
