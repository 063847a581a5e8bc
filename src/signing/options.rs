//! How a signature is made, where the ordinary way will not do.

use crate::certificate::Certificate;
use crate::finding::Reason;
use crate::identity::Claim;
use crate::policy::Indication;
use crate::report::{About, JudgementRecord};
use crate::validation::Verdict;

/// Where the signed content goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Placement {
    /// Into the message.
    #[default]
    Attached,
    /// It stays beside the message.
    Detached,
}

/// What to do if it is not known whether the certificate may sign: revocation without a current list, above all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Indeterminate {
    /// Sign nothing.
    #[default]
    Refuse,
    /// Sign. Only what is known to be wrong refuses.
    Sign,
}

/// Options of a [`LicenceSigner`](super::LicenceSigner).
///
/// ```
/// use kz_eds::{Placement, SigningOptions};
/// let options = SigningOptions { placement: Placement::Detached, ..SigningOptions::default() };
/// assert!(options.chain.is_empty());
/// ```
#[derive(Clone, Debug, Default)]
pub struct SigningOptions {
    /// Where the content goes.
    pub placement: Placement,
    /// Whose the certificate must be; `None`: anybody's (LIC-3).
    pub claim: Option<Claim>,
    /// Certificates to embed beside the signer's own: its chain, where readers may not have it.
    pub chain: Vec<Certificate>,
    /// What to do if it is not known whether the certificate may sign.
    pub indeterminate: Indeterminate,
}

/// Revocation of the certificate itself was looked at.
pub(super) fn is_checked(verdict: &Verdict) -> bool {
    !verdict.report().judgements.iter().any(|judgement| {
        judgement.about == About::Certificate && judgement.reason == Reason::RevocationNotChecked
    })
}

/// The reasons among judgements that are not good, sorted, each once.
pub(super) fn adverse(judgements: &[&JudgementRecord]) -> Vec<Reason> {
    let adverse = judgements.iter().filter(|judgement| judgement.indication != Indication::TotalPassed);
    let mut reasons: Vec<_> = adverse.map(|judgement| judgement.reason).collect();
    reasons.sort_by_key(|reason| reason.code());
    reasons.dedup();
    reasons
}
