//! What a revocation means at the judged time, whoever tells it: a list or a responder's answer.

use chrono::{DateTime, Utc};

use crate::crl::RevocationReason;
use crate::finding::{Fact, Finding, Reason};

use super::judge::Judge;

/// A revocation as an entry of a list or an answer tells it.
#[derive(Clone, Copy)]
pub(super) struct Revocation {
    pub(super) at: DateTime<Utc>,
    pub(super) invalid_since: Option<DateTime<Utc>>,
    pub(super) reason: Option<RevocationReason>,
}

impl Judge<'_> {
    /// A revocation counts from its date on, or from when the key is thought to have been lost (RFC 5280 5.3.2). One
    /// after the proven time of the signature is only told when its reason says that the key was the holder's until
    /// then (threat 26). Who was revoked stays so, however old the evidence; a hold may be over by now, and a benign
    /// reason have become another.
    pub(super) fn revocation(
        &self,
        revocation: Revocation,
        evidence: Fact,
        stale: Option<Finding>,
    ) -> Finding {
        let Revocation { at, invalid_since, reason: why } = revocation;
        let since = invalid_since.map_or(at, |date| date.min(at));
        let is_later = self.moment.is_proven() && self.moment.judged() < since;
        let reason = match why {
            Some(RevocationReason::CertificateHold) => Reason::CertificateOnHold,
            Some(why) if is_benign(why) && is_later => Reason::RevokedLater,
            _ => Reason::CertificateRevoked,
        };
        if let (true, Some(stale)) = (reason != Reason::CertificateRevoked, stale) {
            return stale;
        }
        let code = why.map_or("unspecified", |reason| reason.code());
        Finding::new(reason, [Fact::RevokedAt(since), Fact::RevocationReason(code), evidence])
    }
}

/// The key was the holder's until the revocation: what was signed and proven before stays good (`order 500` and the
/// practice of the national authority). Every other reason, or none, speaks against the time before as well.
const fn is_benign(reason: RevocationReason) -> bool {
    matches!(
        reason,
        RevocationReason::Superseded
            | RevocationReason::AffiliationChanged
            | RevocationReason::CessationOfOperation
            | RevocationReason::PrivilegeWithdrawn
    )
}
