//! What is made here is verified before anybody sees it, as a stranger would (threat 35).

use chrono::{DateTime, Utc};

use super::error::SigningError;
use super::options::{self, Indeterminate};
use crate::policy::Indication;
use crate::validation::{SignedRequest, Validator};

/// What stands against the message as a whole, and against the signers at these places. Others are not ours to judge: one
/// whose certificate has expired since keeps nobody from signing after him.
pub(super) fn signers(
    request: SignedRequest<'_>,
    places: &[usize],
    indeterminate: Indeterminate,
    validator: &Validator,
    at: DateTime<Utc>,
) -> Result<(), SigningError> {
    let verdict = validator.verify_request(&request.allowing_other_signers(), at);
    let report = verdict.report();
    let ours = places.iter().map(|&place| report.signers.get(place)).collect::<Option<Vec<_>>>();
    // Where nobody was looked at nothing was verified.
    let Some(ours) = ours.filter(|ours| !ours.is_empty()) else {
        return Err(SigningError::NotVerified(vec![]));
    };
    let against = |indication| match indeterminate {
        Indeterminate::Refuse => indication != Indication::TotalPassed,
        Indeterminate::Sign => indication == Indication::TotalFailed,
    };
    let is_refused = ours.iter().any(|signer| against(signer.indication))
        || report.judgements.iter().any(|judgement| against(judgement.indication));
    if is_refused {
        let of_signers = ours.iter().flat_map(|signer| &signer.judgements);
        let found: Vec<_> = report.judgements.iter().chain(of_signers).collect();
        return Err(SigningError::NotVerified(options::adverse(&found)));
    }
    Ok(())
}
