//! Inert records of what was judged. A report proves nothing and opens nothing; it is stored and shown.
//!
//! The same certificate, evidence, policy and time give the same report, byte for byte. Reports hold no IIN, BIN
//! or name of a person (NFR-1): certificates are named by fingerprint.

#[cfg(feature = "serde")]
mod json;
mod record;
mod request;
mod serial;
mod text;
mod time;

use chrono::{DateTime, Utc};

use crate::asn1::ObjectIdentifier;
use crate::finding::{Fingerprint, Reason};
use crate::policy::{Indication, SubIndication};

pub use record::{
    About, AttemptRecord, CertificateRecord, ClaimRecord, EvidenceRecord, JudgementRecord, PolicyRecord,
};
pub use request::{DocumentRecord, RequestReport, SignerRecord};
pub use serial::SerialNumber;
pub use text::Language;
pub(crate) use time::changes;
pub use time::{Change, ChangeRecord, ProofSource, TimeRecord, TimeStampRecord};

/// Version of the report's form. It grows when a field changes its meaning or goes.
pub const SCHEMA: u32 = 1;

/// Everything that a verdict rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Report {
    /// Version of the report's form, 1 today.
    pub schema: u32,
    /// Version of this library.
    pub library: &'static str,
    /// The outcome.
    #[cfg_attr(feature = "serde", serde(serialize_with = "json::indication"))]
    pub indication: Indication,
    /// The sub-indication of the heaviest judgement, unless passed.
    #[cfg_attr(feature = "serde", serde(serialize_with = "json::sub_indication"))]
    pub sub_indication: Option<SubIndication>,
    /// Every judgement, heaviest first; what is only told comes last.
    pub judgements: Vec<JudgementRecord>,
    /// The policy that it was judged by.
    pub policy: PolicyRecord,
    /// Role and rule that were asked for, if a claim was.
    pub claim: Option<ClaimRecord>,
    /// The time at which evidence had to be fresh, UTC.
    #[cfg_attr(feature = "serde", serde(serialize_with = "json::time"))]
    pub validation_time: DateTime<Utc>,
    /// The time at which certificates had to be valid, UTC: best-signature-time where one is proven.
    #[cfg_attr(feature = "serde", serde(serialize_with = "json::time"))]
    pub judged_time: DateTime<Utc>,
    /// Where the judged time came from.
    #[cfg_attr(feature = "serde", serde(serialize_with = "json::proof"))]
    pub time_source: ProofSource,
    /// What would change the outcome.
    pub changes: Vec<ChangeRecord>,
    /// The path, the judged certificate first and the anchor last; the judged certificate alone if none was
    /// found. Empty if the certificate was unreadable.
    pub path: Vec<CertificateRecord>,
    /// The certificate policies that the path is valid for, of those that are acceptable (user-constrained-policy-set,
    /// RFC 5280 6.1.6, RFC 9618): anyPolicy stands for all, an empty list for none or no path.
    #[cfg_attr(feature = "serde", serde(serialize_with = "json::texts"))]
    pub policies: Vec<ObjectIdentifier>,
    /// The evidence that was relied on.
    pub evidence: Vec<EvidenceRecord>,
    /// Ways that led to no anchor, where no path was found.
    pub attempts: Vec<AttemptRecord>,
}

impl Report {
    /// The codes of everything that stands against the verdict, sorted, each once.
    pub fn adverse(&self) -> Vec<Reason> {
        adverse(&self.judgements)
    }

    /// The outcome in one sentence.
    pub fn message(&self, language: Language) -> &'static str {
        text::indication(self.indication, language)
    }

    /// The fingerprint of the judged certificate, if it could be read.
    pub fn certificate(&self) -> Option<Fingerprint> {
        self.path.first().map(|record| record.fingerprint)
    }
}

/// The codes of what is not only told, sorted, each once.
fn adverse<'a>(judgements: impl IntoIterator<Item = &'a JudgementRecord>) -> Vec<Reason> {
    let adverse = judgements.into_iter().filter(|judgement| judgement.indication != Indication::TotalPassed);
    let mut reasons: Vec<_> = adverse.map(|judgement| judgement.reason).collect();
    reasons.sort_by_key(|reason| reason.code());
    reasons.dedup();
    reasons
}

/// What a reason means, in a sentence for the person in front of the portal.
pub fn explain(reason: Reason, language: Language) -> &'static str {
    text::reason(reason, language).0
}

/// What can be done about it.
pub fn advice(reason: Reason, language: Language) -> &'static str {
    text::reason(reason, language).1
}

/// The refusal that the regulations prescribe when condition 3 does not hold.
pub fn refusal(language: Language) -> &'static str {
    text::refusal(language)
}
