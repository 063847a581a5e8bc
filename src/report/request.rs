//! The report on a signed request: each signer and each document by itself, and the whole.

use chrono::{DateTime, Utc};

use super::record::{
    AttemptRecord, CertificateRecord, ClaimRecord, EvidenceRecord, JudgementRecord, PolicyRecord,
};
use super::time::{ChangeRecord, TimeRecord, TimeStampRecord};
use super::{Language, adverse, text};
use crate::asn1::ObjectIdentifier;
use crate::finding::Reason;
use crate::policy::{Indication, SubIndication};

/// Everything that the verdict on a request rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct RequestReport {
    /// Version of the report's form, 1 today.
    pub schema: u32,
    /// Version of this library.
    pub library: &'static str,
    /// The outcome: the heaviest of all below.
    #[cfg_attr(feature = "serde", serde(serialize_with = "super::json::indication"))]
    pub indication: Indication,
    /// The sub-indication of the heaviest judgement, unless passed.
    #[cfg_attr(feature = "serde", serde(serialize_with = "super::json::sub_indication"))]
    pub sub_indication: Option<SubIndication>,
    /// What concerns the request as a whole: its message, its claims, its set of documents.
    pub judgements: Vec<JudgementRecord>,
    /// The signers of the form, in the order of the message.
    pub signers: Vec<SignerRecord>,
    /// The attached documents, in the order in which they were given.
    pub documents: Vec<DocumentRecord>,
    /// The policy that it was judged by.
    pub policy: PolicyRecord,
    /// The time at which evidence had to be fresh, UTC.
    #[cfg_attr(feature = "serde", serde(serialize_with = "super::json::time"))]
    pub validation_time: DateTime<Utc>,
    /// The time at which certificates had to be valid where no time stamp proves another, UTC: see
    /// [`SignerRecord::time`].
    #[cfg_attr(feature = "serde", serde(serialize_with = "super::json::time"))]
    pub judged_time: DateTime<Utc>,
}

/// One signer of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct SignerRecord {
    /// The outcome for this signer.
    #[cfg_attr(feature = "serde", serde(serialize_with = "super::json::indication"))]
    pub indication: Indication,
    /// The claim that this signer answers, if any.
    pub claim: Option<ClaimRecord>,
    /// Every judgement, heaviest first.
    pub judgements: Vec<JudgementRecord>,
    /// When the signer says that it signed, UTC. A claim, not proof.
    #[cfg_attr(feature = "serde", serde(serialize_with = "super::json::optional_time"))]
    pub claimed_signing_time: Option<DateTime<Utc>>,
    /// The time that this signer was judged at, and where it came from.
    pub time: TimeRecord,
    /// The time stamps over this signature, in the order of the message.
    pub time_stamps: Vec<TimeStampRecord>,
    /// What would change the outcome for this signer.
    pub changes: Vec<ChangeRecord>,
    /// The path, the signer's certificate first. Empty if the certificate is not known.
    pub path: Vec<CertificateRecord>,
    /// The certificate policies that the path is valid for, of those that are acceptable (user-constrained-policy-set,
    /// RFC 5280 6.1.6, RFC 9618): anyPolicy stands for all, an empty list for none or no path.
    #[cfg_attr(feature = "serde", serde(serialize_with = "super::json::texts"))]
    pub policies: Vec<ObjectIdentifier>,
    /// The evidence that was relied on.
    pub evidence: Vec<EvidenceRecord>,
    /// Ways that led to no anchor, where no path was found.
    pub attempts: Vec<AttemptRecord>,
}

/// One attached document.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct DocumentRecord {
    /// The caller's name for it.
    pub name: String,
    /// The outcome: covered by the applicant's signature, or not.
    #[cfg_attr(feature = "serde", serde(serialize_with = "super::json::indication"))]
    pub indication: Indication,
    /// What concerns the document as a whole.
    pub judgements: Vec<JudgementRecord>,
    /// Its signers.
    pub signers: Vec<SignerRecord>,
}

impl RequestReport {
    /// Every judgement, of the whole, of each signer and of each document.
    pub fn all_judgements(&self) -> impl Iterator<Item = &JudgementRecord> {
        let of_documents = self.documents.iter().flat_map(|document| &document.signers);
        let signers = self.signers.iter().chain(of_documents).flat_map(|signer| &signer.judgements);
        let documents = self.documents.iter().flat_map(|document| &document.judgements);
        self.judgements.iter().chain(signers).chain(documents)
    }

    /// The codes of everything that stands against the verdict, sorted, each once.
    pub fn adverse(&self) -> Vec<Reason> {
        adverse(self.all_judgements())
    }

    /// The outcome in one sentence.
    pub fn message(&self, language: Language) -> &'static str {
        text::indication(self.indication, language)
    }
}
