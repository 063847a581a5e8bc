//! Which signer answers which claim: each claim by a signer of its own.

use crate::identity::{Claim, SubjectIdentity};

/// For each claim the place of the signer that answers it. As many claims as possible are answered (augmenting
/// paths); of several ways the first in order of claims and signers is taken, so that the same message always
/// gives the same answer. A signer whose certificate is not known answers nothing.
pub(super) fn assign(claims: &[Claim], signers: &[Option<&SubjectIdentity>]) -> Vec<Option<usize>> {
    let answers = |claim: &Claim, signer: &Option<&SubjectIdentity>| {
        signer.is_some_and(|identity| claim.judge(identity).is_empty())
    };
    let fits: Vec<Vec<usize>> = claims
        .iter()
        .map(|claim| {
            let fitting = signers.iter().enumerate().filter(|(_, signer)| answers(claim, signer));
            fitting.map(|(place, _)| place).collect()
        })
        .collect();
    let mut taken = vec![None; signers.len()];
    for claim in 0..claims.len() {
        find_a_signer(claim, &fits, &mut taken, &mut vec![false; signers.len()]);
    }
    let signer_of = |claim| taken.iter().position(|holder| *holder == Some(claim));
    (0..claims.len()).map(signer_of).collect()
}

/// Gives the claim a free signer, or one whose holder can be given another. Depth is at most the number of
/// claims, which the caller writes.
fn find_a_signer(claim: usize, fits: &[Vec<usize>], taken: &mut [Option<usize>], seen: &mut [bool]) -> bool {
    for &signer in fits.get(claim).into_iter().flatten() {
        let Some(was_seen) = seen.get_mut(signer) else { continue };
        if std::mem::replace(was_seen, true) {
            continue;
        }
        let holder = taken.get(signer).copied().flatten();
        if holder.is_none_or(|holder| find_a_signer(holder, fits, taken, seen)) {
            if let Some(place) = taken.get_mut(signer) {
                *place = Some(claim);
            }
            return true;
        }
    }
    false
}
