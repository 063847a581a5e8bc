//! The parts of a report.

use chrono::{DateTime, Utc};

use crate::certificate::Certificate;
use crate::crl::Crl;
use crate::finding::{Fact, Finding, Fingerprint, Reason};
use crate::identity::Claim;
use crate::ocsp::{Answer, OcspResponse};
use crate::policy::{Indication, Policy, SubIndication};

use super::serial::SerialNumber;

/// Which part of the question a judgement is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum About {
    /// The judged certificate.
    Certificate,
    /// The CA at this place of the path, 1 being the issuer of the judged certificate.
    Issuer(usize),
    /// The trust anchor.
    Anchor,
    /// The identity that was claimed.
    Claim,
    /// A signature over content.
    Signature,
    /// The time stamps over a signature.
    TimeStamp,
    /// An attached document.
    Document,
    /// The question as a whole.
    Whole,
}

impl About {
    /// `"certificate"`, `"issuer-1"`, `"anchor"`, `"claim"`, `"signature"`, `"time-stamp"`,
    /// `"document"` or `"whole"`.
    pub fn code(self) -> String {
        match self {
            Self::Certificate => "certificate".to_owned(),
            Self::Issuer(place) => format!("issuer-{place}"),
            Self::Anchor => "anchor".to_owned(),
            Self::Claim => "claim".to_owned(),
            Self::Signature => "signature".to_owned(),
            Self::TimeStamp => "time-stamp".to_owned(),
            Self::Document => "document".to_owned(),
            Self::Whole => "whole".to_owned(),
        }
    }

    /// The certificate at this place of a path.
    pub(crate) const fn place(place: usize) -> Self {
        if place == 0 { Self::Certificate } else { Self::Issuer(place) }
    }
}

/// One finding, judged.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct JudgementRecord {
    /// What it is about.
    #[cfg_attr(feature = "serde", serde(serialize_with = "super::json::about"))]
    pub about: About,
    /// Why.
    #[cfg_attr(feature = "serde", serde(serialize_with = "super::json::reason"))]
    pub reason: Reason,
    /// What it means for the verdict; `TotalPassed` if it is only told.
    #[cfg_attr(feature = "serde", serde(serialize_with = "super::json::indication"))]
    pub indication: Indication,
    /// ETSI's sub-indication.
    #[cfg_attr(feature = "serde", serde(serialize_with = "super::json::sub_indication"))]
    pub sub_indication: Option<SubIndication>,
    /// The clause behind the check.
    pub clause: &'static str,
    /// The facts.
    #[cfg_attr(feature = "serde", serde(serialize_with = "super::json::facts"))]
    pub facts: Vec<Fact>,
}

impl JudgementRecord {
    pub(crate) fn new(about: About, finding: Finding, policy: &Policy) -> Self {
        let judgement = policy.judge(finding.reason);
        Self {
            about,
            reason: finding.reason,
            indication: judgement.indication(),
            sub_indication: judgement.sub_indication(),
            clause: finding.reason.clause(),
            facts: finding.facts,
        }
    }
}

/// The policy, by name and by digest.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct PolicyRecord {
    /// Its name.
    pub name: &'static str,
    /// SHA-256 over its fields.
    #[cfg_attr(feature = "serde", serde(serialize_with = "super::json::text"))]
    pub digest: Fingerprint,
}

impl From<&Policy> for PolicyRecord {
    fn from(policy: &Policy) -> Self {
        Self { name: policy.name, digest: policy.digest() }
    }
}

/// A certificate of the path.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct CertificateRecord {
    /// SHA-256 over the whole certificate.
    #[cfg_attr(feature = "serde", serde(serialize_with = "super::json::text"))]
    pub fingerprint: Fingerprint,
    /// The serial number, shown in hexadecimal.
    #[cfg_attr(feature = "serde", serde(serialize_with = "super::json::text"))]
    pub serial_number: SerialNumber,
    /// First moment of validity, UTC.
    #[cfg_attr(feature = "serde", serde(serialize_with = "super::json::time"))]
    pub not_before: DateTime<Utc>,
    /// Last moment of validity, UTC.
    #[cfg_attr(feature = "serde", serde(serialize_with = "super::json::time"))]
    pub not_after: DateTime<Utc>,
}

impl From<&Certificate> for CertificateRecord {
    fn from(certificate: &Certificate) -> Self {
        Self {
            fingerprint: certificate.fingerprint(),
            serial_number: certificate.into(),
            not_before: certificate.not_before(),
            not_after: certificate.not_after(),
        }
    }
}

/// A revocation list or an answer that was relied on.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct EvidenceRecord {
    /// `"list"` or `"response"`.
    pub kind: &'static str,
    /// SHA-256 over the whole list or response.
    #[cfg_attr(feature = "serde", serde(serialize_with = "super::json::text"))]
    pub fingerprint: Fingerprint,
    /// When it was issued, UTC.
    #[cfg_attr(feature = "serde", serde(serialize_with = "super::json::time"))]
    pub this_update: DateTime<Utc>,
    /// When the next one was due, UTC.
    #[cfg_attr(feature = "serde", serde(serialize_with = "super::json::optional_time"))]
    pub next_update: Option<DateTime<Utc>>,
    /// Which certificate of the path it spoke of.
    #[cfg_attr(feature = "serde", serde(serialize_with = "super::json::about"))]
    pub about: About,
}

impl EvidenceRecord {
    pub(crate) fn new(about: About, list: &Crl) -> Self {
        Self {
            kind: "list",
            fingerprint: list.fingerprint(),
            this_update: list.this_update(),
            next_update: list.next_update(),
            about,
        }
    }

    pub(crate) fn of_answer(about: About, response: &OcspResponse, answer: &Answer<'_>) -> Self {
        Self {
            kind: "response",
            fingerprint: response.fingerprint(),
            this_update: answer.this_update(),
            next_update: answer.next_update(),
            about,
        }
    }
}

/// A way that did not lead to an anchor.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct AttemptRecord {
    /// The certificate whose issuer was looked for.
    #[cfg_attr(feature = "serde", serde(serialize_with = "super::json::text"))]
    pub certificate: Fingerprint,
    /// The candidate that was tried; `None` if nobody of that name is known.
    #[cfg_attr(feature = "serde", serde(serialize_with = "super::json::optional_text"))]
    pub candidate: Option<Fingerprint>,
    /// Why it was no good.
    #[cfg_attr(feature = "serde", serde(serialize_with = "super::json::reason"))]
    pub reason: Reason,
    /// The facts.
    #[cfg_attr(feature = "serde", serde(serialize_with = "super::json::facts"))]
    pub facts: Vec<Fact>,
}

/// What was claimed: codes only, never the number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct ClaimRecord {
    /// The role, e.g. `"applicant"`.
    pub role: &'static str,
    /// The rule, e.g. `"iin-or-bin"`.
    pub rule: &'static str,
}

impl From<&Claim> for ClaimRecord {
    fn from(claim: &Claim) -> Self {
        Self { role: claim.role().code(), rule: claim.rule().code() }
    }
}
