//! Delta lists on top of complete ones (RFC 5280 5.2.4, 6.3.3 (c), (i) to (k); threat 19).

use crate::crl::Crl;
use crate::finding::Reason;
use crate::policy::DeltaNumbers;
use crate::revocation::OnList;

use super::judge::Judge;
use super::lists::{Target, could_revoke};
use super::signer::Authority;
use super::speech::Speech;
use super::sum::Sum;

impl Judge<'_> {
    /// A delta adds its revocations, whatever its numbers say, unless it is older than the complete list of its series. One
    /// that names the certificate and cannot be judged leaves the matter in doubt. `deltas` are newest first.
    pub(super) fn add_deltas<'e>(
        &mut self,
        deltas: &[&'e Crl],
        bases: &[Speech<'_>],
        target: Target<'_>,
        sum: &mut Sum<'e>,
    ) {
        let certificate = &target.link.certificate;
        if !deltas.iter().any(|delta| OnList::of(delta, certificate).mentions()) {
            return;
        }
        let mut newer = Vec::new();
        for &delta in deltas {
            let is_older = bases.iter().any(|base| is_before(delta, base.list));
            match self.speaks(delta, target) {
                Ok(speech) if is_older && bases.iter().any(|base| is_one_series(&speech, base)) => {}
                Ok(speech) if speech.is_final() => sum.add(speech),
                Ok(speech) if speech.holds() && newer.iter().any(|newer| follows(newer, &speech)) => {}
                Ok(speech) if speech.holds() => sum.add(speech),
                Ok(speech) if speech.finding.is_none() => newer.push(speech),
                Err(finding) if !is_older && could_revoke(&finding, delta, target) => sum.doubt(finding),
                Err(finding) if finding.reason == Reason::BudgetExceeded => sum.doubt(finding),
                _ => {}
            }
        }
    }

    /// removeFromCRL ends a hold on the complete list that the delta is made for (5.3.1); of several such deltas only the
    /// newest counts.
    pub(super) fn cleared_by<'e>(
        &mut self,
        deltas: &[&'e Crl],
        base: Speech<'e>,
        target: Target<'_>,
    ) -> Speech<'e> {
        if !base.holds() {
            return base;
        }
        for &delta in deltas {
            let Ok(speech) = self.speaks(delta, target) else { continue };
            if !self.is_made_for(&speech, &base) {
                continue;
            }
            // It may also have left the list because the certificate ended.
            let tells = matches!(speech.found(), None | Some(Reason::RevocationAfterExpiry));
            if tells && OnList::of(delta, target.link.certificate).removes() {
                return Speech { delta: Some(delta), finding: speech.finding, ..base };
            }
            return base;
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

/// Older, and of one series by what both say of themselves.
fn is_before(delta: &Crl, base: &Crl) -> bool {
    delta.this_update() < base.this_update()
        && delta.issuer().matches(base.issuer())
        && delta.scope() == base.scope()
        && delta.authority_key_id() == base.authority_key_id()
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
