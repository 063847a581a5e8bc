//! Delta lists on top of complete ones (RFC 5280 5.2.4, 6.3.3 (c), (i) to (k); threat 19).

use crate::crl::Crl;
use crate::finding::Reason;
use crate::policy::DeltaNumbers;
use crate::revocation::OnList;

use super::judge::Judge;
use super::lists::{Target, could_revoke, is_unknown};
use super::signer::Authority;
use super::speech::Speech;
use super::sum::Sum;

impl Judge<'_> {
    /// A delta adds its revocations, whatever its numbers say, unless it is older than the complete list of its series. One
    /// that names the certificate and cannot be judged leaves the matter in doubt, whatever it says of its age and series.
    /// `deltas` are newest first.
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
            match self.speaks(delta, target) {
                Ok(speech) if bases.iter().any(|base| is_outdated(&speech, base)) => {}
                Ok(speech) if speech.is_final() => sum.add(speech),
                Ok(speech) if speech.holds() && newer.iter().any(|newer| follows(newer, &speech)) => {}
                Ok(speech) if speech.holds() => sum.add(speech),
                Ok(speech) if speech.finding.is_none() => newer.push(speech),
                Err(finding) if could_revoke(&finding, delta, target) => sum.doubt(finding),
                Err(finding) if finding.reason == Reason::BudgetExceeded => sum.doubt(finding),
                _ => {}
            }
        }
    }

    /// removeFromCRL ends a hold on the complete list that the delta is made for (5.3.1); of several such deltas only the
    /// newest counts, also if nobody knows what it says.
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
            let speech = match self.speaks(delta, target) {
                Ok(speech) => speech,
                Err(finding) if is_unknown(&finding) && claims_series(delta, base.list) => return base,
                Err(_) => continue,
            };
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

/// Of one series by what both say of themselves.
fn claims_series(one: &Crl, other: &Crl) -> bool {
    one.issuer().matches(other.issuer())
        && one.scope() == other.scope()
        && one.authority_key_id() == other.authority_key_id()
}

fn is_one_series(one: &Speech<'_>, other: &Speech<'_>) -> bool {
    claims_series(one.list, other.list) && [one.authority, other.authority] == [Authority::Decides; 2]
}

fn is_outdated(delta: &Speech<'_>, base: &Speech<'_>) -> bool {
    delta.list.this_update() < base.list.this_update() && is_one_series(delta, base)
}

/// A newer delta of the same series that starts as early as the older one tells all that the older one told.
fn follows(newer: &Speech<'_>, older: &Speech<'_>) -> bool {
    let starts = |speech: &Speech<'_>| speech.list.base_number();
    is_one_series(newer, older) && starts(newer).is_some() && starts(newer) <= starts(older)
}
