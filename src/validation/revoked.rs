//! What a revocation means for the signature that is asked about.

use chrono::{DateTime, Utc};

use crate::certificate::RevocationReason;
use crate::finding::{Fact, Finding, Reason};

use super::Moment;

/// A revocation as it stands on a list or in an answer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Revocation {
    pub(super) revoked_at: DateTime<Utc>,
    pub(super) reason: Option<RevocationReason>,
    pub(super) invalidity_date: Option<DateTime<Utc>>,
}

impl Revocation {
    /// A revocation counts from its date on, or from when the key is thought to have been lost (RFC 5280 5.3.2). One
    /// after the proven time of the signature is only told when its reason says that the key was the holder's until
    /// then (threat 26). Who was revoked stays so, however old the evidence; a hold may be over by now, and a benign
    /// reason have become another: then `stale` is found.
    pub(super) fn judge(&self, moment: Moment, evidence: Fact, stale: Option<Finding>) -> Finding {
        let since = self.invalidity_date.map_or(self.revoked_at, |date| date.min(self.revoked_at));
        let is_later = moment.is_proven() && moment.judged() < since;
        let reason = match self.reason {
            Some(RevocationReason::CertificateHold) => Reason::CertificateOnHold,
            Some(why) if RevocationReason::BENIGN.contains(&why) && is_later => Reason::RevokedLater,
            _ => Reason::CertificateRevoked,
        };
        if let (true, Some(stale)) = (reason != Reason::CertificateRevoked, stale) {
            return stale;
        }
        let code = self.reason.map_or("unspecified", |reason| reason.code());
        Finding::new(reason, [Fact::RevokedAt(since), Fact::RevocationReason(code), evidence])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(number: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(number * 86_400, 0).unwrap()
    }

    /// Revoked on day 10, judged on day 20, the signature proven on some day.
    fn judged(reason: Option<RevocationReason>, proven: Option<i64>, lost: Option<i64>) -> Reason {
        let revocation = Revocation { revoked_at: day(10), reason, invalidity_date: lost.map(day) };
        let moment = Moment::at(day(20));
        let moment = proven.map_or(moment, |proven| moment.proven_by(day(proven)));
        revocation.judge(moment, Fact::Bound("test"), None).reason
    }

    #[test]
    fn what_was_signed_before_a_benign_revocation_stays() {
        use RevocationReason as Why;
        let benign =
            [Why::Superseded, Why::AffiliationChanged, Why::CessationOfOperation, Why::PrivilegeWithdrawn];
        for why in benign {
            let at = |proven| judged(Some(why), proven, None);
            assert_eq!(at(Some(9)), Reason::RevokedLater, "{why:?}");
            // At the very time of the revocation, after it, and without proof: not before it.
            assert_eq!([Some(10), Some(11), None].map(at), [Reason::CertificateRevoked; 3], "{why:?}");
        }
        for why in [None, Some(Why::Unspecified), Some(Why::KeyCompromise), Some(Why::CaCompromise)] {
            assert_eq!(judged(why, Some(9), None), Reason::CertificateRevoked, "{why:?}");
        }
        assert_eq!(judged(Some(Why::CertificateHold), Some(9), None), Reason::CertificateOnHold);
    }

    /// The question itself proves nothing: not even before a revocation that is dated later.
    #[test]
    fn without_proof_nothing_is_outlived() {
        let reason = Some(RevocationReason::Superseded);
        let revocation = Revocation { revoked_at: day(21), reason, invalidity_date: None };
        let found = revocation.judge(Moment::at(day(20)), Fact::Bound("test"), None);
        assert_eq!(found.reason, Reason::CertificateRevoked);
    }

    #[test]
    fn the_key_counts_as_lost_from_the_earlier_date() {
        let at = |lost| judged(Some(RevocationReason::Superseded), Some(8), Some(lost));
        assert_eq!(
            [7, 8, 9, 15].map(at),
            [
                Reason::CertificateRevoked,
                Reason::CertificateRevoked,
                Reason::RevokedLater,
                Reason::RevokedLater
            ]
        );
    }

    #[test]
    fn only_a_revocation_outlives_its_evidence() {
        let stale = |reason, proven: Option<i64>| {
            let revocation = Revocation { revoked_at: day(10), reason, invalidity_date: None };
            let moment = Moment::at(day(20));
            let moment = proven.map_or(moment, |proven| moment.proven_by(day(proven)));
            revocation.judge(moment, Fact::Bound("test"), Some(Reason::RevocationStale.into())).reason
        };
        assert_eq!(stale(None, None), Reason::CertificateRevoked);
        assert_eq!(stale(Some(RevocationReason::CertificateHold), None), Reason::RevocationStale);
        assert_eq!(stale(Some(RevocationReason::Superseded), Some(9)), Reason::RevocationStale);
    }
}
