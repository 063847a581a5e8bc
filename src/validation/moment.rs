//! The time of a question: when evidence must be fresh, and when certificates must be valid.

use chrono::{DateTime, Utc};

use crate::finding::Fingerprint;
use crate::policy::Proofs;
use crate::report::{ProofSource, TimeRecord};

/// The time of a question. The library has no clock: callers say what time it is (C3-8).
///
/// ```
/// use kz_eds::Moment;
/// let now = "2026-06-01T12:00:00Z".parse().unwrap();
/// let then = "2020-02-01T09:00:00Z".parse().unwrap();
/// assert_eq!(Moment::at(now).judged(), now);
/// assert_eq!(Moment::at(now).proven_by(then).judged(), then);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    validation: DateTime<Utc>,
    proof: Option<Proof>,
}

/// By when a signature is proven to have existed, and by what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Proof {
    existed: DateTime<Utc>,
    source: ProofSource,
}

impl Moment {
    /// The time of validation, UTC: evidence must be fresh then, and certificates valid.
    pub const fn at(validation: DateTime<Utc>) -> Self {
        Self { validation, proof: None }
    }

    /// The signature is proven to have existed by this time, UTC, by the caller's own record, as when the portal received
    /// it: certificates must be valid, and not revoked, then (C3-10). A time after that of validation proves nothing more
    /// than validation itself does. Time stamps inside a message need no such word: see
    /// [`Policy::proofs`](crate::Policy::proofs), which also says whether records count.
    #[must_use]
    pub fn proven_by(self, existed: DateTime<Utc>) -> Self {
        Self { proof: None, ..self }.or_proven(existed, ProofSource::Record)
    }

    /// The same by this stamp, unless it is proven to be older already.
    pub(super) fn or_stamped(self, existed: DateTime<Utc>, stamp: Fingerprint) -> Self {
        self.or_proven(existed, ProofSource::TimeStamp(stamp))
    }

    fn or_proven(mut self, existed: DateTime<Utc>, source: ProofSource) -> Self {
        if existed <= self.validation && self.proof.is_none_or(|proof| existed < proof.existed) {
            self.proof = Some(Proof { existed, source });
        }
        self
    }

    /// With the caller's record only where the policy takes it.
    pub(super) fn taken_by(self, proofs: Proofs) -> Self {
        match proofs {
            Proofs::Stamps => Self::at(self.validation),
            Proofs::Record | Proofs::RecordAndStamps => self,
        }
    }

    pub(super) fn record(&self) -> TimeRecord {
        TimeRecord {
            judged: self.judged(),
            source: self.proof.map_or(ProofSource::Validation, |proof| proof.source),
        }
    }

    /// When evidence must be fresh.
    pub const fn validation(&self) -> DateTime<Utc> {
        self.validation
    }

    /// Whether the signature's existence at an earlier time is proven.
    pub const fn is_proven(&self) -> bool {
        self.proof.is_some()
    }

    /// When certificates must be valid: best-signature-time (ETSI EN 319 102-1 5.6.2).
    pub fn judged(&self) -> DateTime<Utc> {
        self.proof.map_or(self.validation, |proof| proof.existed)
    }
}

impl From<DateTime<Utc>> for Moment {
    fn from(validation: DateTime<Utc>) -> Self {
        Self::at(validation)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(number: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(number * 86_400, 0).unwrap()
    }

    #[test]
    fn the_callers_last_word_counts_and_the_earliest_proof() {
        let stamp = Fingerprint::of(b"stamp");
        let recorded = Moment::at(day(20)).proven_by(day(10)).proven_by(day(15));
        assert_eq!(recorded.judged(), day(15));
        let source = |moment: Moment| (moment.judged(), moment.record().source);
        assert_eq!(source(recorded.or_stamped(day(14), stamp)), (day(14), ProofSource::TimeStamp(stamp)));
        assert_eq!(source(recorded.or_stamped(day(15), stamp)), (day(15), ProofSource::Record));
        assert_eq!(source(recorded.or_stamped(day(16), stamp)), (day(15), ProofSource::Record));
    }

    #[test]
    fn nothing_is_proven_after_the_question() {
        let at = |proven| Moment::at(day(20)).proven_by(day(proven));
        assert_eq!((at(20).is_proven(), at(21).is_proven()), (true, false));
        assert_eq!(at(21), Moment::at(day(20)));
    }
}
