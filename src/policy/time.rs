//! What a policy asks of the past: what proves a signature's age, and which evidence still tells of it.

use chrono::{DateTime, Utc};

/// What proves that a signature existed before now (best-signature-time, ETSI EN 319 102-1 5.6.2). A proof is only ever
/// for the signature's good: without one it is judged at the time of validation. One from before the certificate began is
/// the exception (ETSI EN 319 102-1 5.5.4).
///
/// A stamping authority is judged at the time that its stamp tells: a key that was stolen after the authority's certificate
/// ended, or was revoked for a benign reason, could make more stamps of its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Proofs {
    /// The portal's own record alone ([`Moment::proven_by`](crate::Moment::proven_by)). Time stamps are judged and told.
    Record,
    /// The record, or the earliest valid time stamp over the signature, whichever is earlier.
    RecordAndStamps,
    /// Time stamps alone (order 500, p. 14).
    Stamps,
}

/// What evidence is taken about a certificate that has ended by the time of validation, where the signature is proven to
/// have existed before that end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EndedEvidence {
    /// As about any other certificate: what is in force at the time of validation. Authorities drop ended certificates
    /// from their lists, so that little is left that tells of them.
    InForceNow,
    /// What was in force at the proven time, or issued between then and the certificate's end; the newest counts. What is
    /// issued after that end can still revoke, and clears nothing unless it says that it keeps ended certificates.
    ///
    /// Who signed such evidence is judged at the time when it says that it was made: a responder's key that was stolen after
    /// its certificate ended, or was revoked for a benign reason, could make more of it. Whoever fears that keeps newer
    /// evidence, or asks for [`EndedEvidence::InForceNow`].
    InForceThen,
}

impl EndedEvidence {
    /// Whether evidence from the judged time does: the certificate had not ended by then, and has by now.
    pub(crate) fn looks_back(self, end: DateTime<Utc>, judged: DateTime<Utc>, now: DateTime<Utc>) -> bool {
        self == Self::InForceThen && judged <= end && end < now
    }
}
