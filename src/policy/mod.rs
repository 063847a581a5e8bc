//! What is demanded, as data: presets for the portal's cases, and a digest that reports print.

mod inputs;
mod table;
mod time;

use std::fmt::Write;

use chrono::{DateTime, TimeDelta, Utc};

use crate::asn1::{ObjectIdentifier, oid};
use crate::finding::{Fingerprint, Reason};
use crate::limits::Limits;

pub use inputs::{Indicator, PathInputs};
pub use table::{Indication, Judgement, SubIndication, judge};
pub use time::{EndedEvidence, Proofs};

/// Which certificates of a path need revocation evidence, and what its absence means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EvidenceRule {
    /// No good evidence, no pass: missing or stale evidence makes the verdict indeterminate.
    Required,
    /// Evidence that is given is judged in full; where none was given for an issuer, the report says so.
    IfGiven,
    /// Revocation is not looked at. For suites that test paths alone.
    NotChecked,
}

/// What key usage and extended key usage the judged certificate must have (CERT-3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum UsageRule {
    /// A signing certificate of the national PKI: nonRepudiation, and e-mail protection or a national role,
    /// but no log-in. Certificates of 2011 to 2015 served both purposes: there digitalSignature suffices.
    NationalSigning,
    /// The extended key usage must be absent, `anyExtendedKeyUsage`, or hold this one.
    Purpose(ObjectIdentifier),
    /// Any usage.
    Any,
}

impl UsageRule {
    /// TLS servers.
    pub const SERVER_AUTH: Self = Self::Purpose(oid::SERVER_AUTH);
    /// TLS clients: a log-in certificate.
    pub const CLIENT_AUTH: Self = Self::Purpose(oid::CLIENT_AUTH);
    /// Signed mail.
    pub const EMAIL_PROTECTION: Self = Self::Purpose(oid::EMAIL_PROTECTION);
    /// Signed code.
    pub const CODE_SIGNING: Self = Self::Purpose(oid::CODE_SIGNING);
    /// Time stamps.
    pub const TIME_STAMPING: Self = Self::Purpose(oid::TIME_STAMPING);
}

/// Whether something must be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Demand {
    /// Without it the verdict fails.
    Required,
    /// It is judged where it is there.
    Optional,
}

/// Which attribute must name the signer's certificate under the signature (RFC 5035, threat 6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SigningCertificate {
    /// None; it is judged where it is there. The most used software of the country leaves it out.
    Optional,
    /// signingCertificate or signingCertificateV2, as CAdES demands (EN 319 122-1 5.2.2).
    Required,
    /// signingCertificateV2 (order 500, p. 8).
    RequiredV2,
}

/// Whose lists speak of an issuer's certificates, where several keys bear the issuer's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ListKeys {
    /// Lists signed by the issuing key, by a key that the path itself goes through, or by one that may sign lists and
    /// nothing else. Three generations of the national CA bear one name, and each has lists of its own.
    OfTheIssuer,
    /// Any key of that name whose path ends at the same anchor (RFC 5280 6.3.3 (f)), or an anchor of that name.
    OfTheName,
}

/// Which kinds of evidence speak of a certificate (RFC 5280 6.3, RFC 6960).
///
/// A revocation counts by whichever of them tells it: a hold or a revocation in one beats "good" in the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Sources {
    /// Lists alone; answers are not looked at.
    Lists,
    /// Answers of responders alone; lists are not looked at.
    Responses,
    /// One that clears the certificate is enough, where the other says nothing or nothing certain.
    Either,
    /// Both must clear it.
    Both,
}

/// Who may answer for a certificate (RFC 6960 4.2.2.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Responders {
    /// The key that issued the certificate, or a certificate that this key issued for signing answers.
    OfTheIssuer,
    /// These, and every trust anchor: "a local configuration of OCSP signing authority". For suites and for
    /// responders of one's own.
    OrAnchors,
}

/// How fresh evidence must be at the time of validation (threat 18).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FreshnessRule {
    /// Oldest list taken in any case, whatever its nextUpdate; `None`: nextUpdate alone decides.
    pub list_age: Option<TimeDelta>,
    /// Oldest list taken where it has no nextUpdate; `None`: such a list is unusable.
    pub list_age_without_next_update: Option<TimeDelta>,
    /// Oldest answer of a responder taken in any case; `None`: nextUpdate alone decides.
    pub response_age: Option<TimeDelta>,
    /// Oldest answer taken where it has no nextUpdate, as the national ones have none; `None`: such an answer is
    /// unusable.
    pub response_age_without_next_update: Option<TimeDelta>,
    /// From when the evidence must be.
    pub issued: Issued,
}

impl FreshnessRule {
    /// nextUpdate decides. A list must have one; an answer without one is taken for a day.
    pub const NEXT_UPDATE: Self = Self {
        list_age: None,
        list_age_without_next_update: None,
        response_age: None,
        response_age_without_next_update: Some(TimeDelta::hours(24)),
        issued: Issued::AnyTime,
    };
}

/// From when evidence must be, beside being in force (ETSI EN 319 102-1 5.2.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Issued {
    /// Whenever it was issued.
    AnyTime,
    /// Not before the judged time: only later evidence can tell of a revocation that the holder asked for before
    /// signing. Of use where the time of the signature is proven.
    AfterSignature,
}

/// What marks a delta list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DeltaMarks {
    /// deltaCRLIndicator (RFC 5280 5.2.4). A list with a critical freshestCRL is then unusable.
    Indicator,
    /// The same, or the critical freshestCRL by which the national profile of 2026 marks its deltas.
    IndicatorOrFreshestCrl,
}

/// How the numbers of delta lists run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DeltaNumbers {
    /// In one sequence with the complete lists (RFC 5280 5.2.3): a delta's is greater than its complete list's.
    OfTheBase,
    /// In a sequence of their own, as the national authority's: the dates tell which is newer.
    OfTheirOwn,
}

/// The demands that a verdict is measured against. Plain data: take a preset and change what differs.
///
/// ```
/// use kz_eds::{EvidenceRule, Policy};
/// let policy = Policy { ca_evidence: EvidenceRule::IfGiven, ..Policy::applicant() };
/// assert_ne!(policy.digest(), Policy::applicant().digest());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// The name that reports give it.
    pub name: &'static str,
    /// Usage demanded of the judged certificate.
    pub usage: UsageRule,
    /// Signed attributes in messages: without them a signature can be taken for one over something else (threat 4).
    pub signed_attributes: Demand,
    /// Whether one of them names the signer's certificate.
    pub signing_certificate: SigningCertificate,
    /// What proves that a signature is older than now.
    pub proofs: Proofs,
    /// Evidence for the judged certificate.
    pub evidence: EvidenceRule,
    /// Evidence for every CA of the path but the anchor.
    pub ca_evidence: EvidenceRule,
    /// Evidence for the certificate of a responder that lacks id-pkix-ocsp-nocheck (RFC 6960 4.2.2.2.1). Where
    /// nothing is given and nothing required, nothing is told.
    pub responder_evidence: EvidenceRule,
    /// Evidence for the certificate of a time-stamping authority, at the time of its stamp.
    pub stamp_evidence: EvidenceRule,
    /// What evidence is taken about a certificate that has ended since its signature was proven to exist.
    pub ended_evidence: EndedEvidence,
    /// Lists, answers, or both, for the judged certificate.
    pub sources: Sources,
    /// The same for every CA of the path but the anchor, and for those who sign lists and answers.
    pub ca_sources: Sources,
    /// Who may answer.
    pub responders: Responders,
    /// SHA-1 signatures hold while the judged time is before this one; `None`: never.
    pub sha1_before: Option<DateTime<Utc>>,
    /// Time stamps whose imprint is made by SHA-1 prove something while their own time is before this one; `None`:
    /// never.
    pub sha1_imprints_before: Option<DateTime<Utc>>,
    /// Smallest RSA modulus, in bits.
    pub rsa_bits: u32,
    /// Smallest RSA public exponent.
    pub rsa_exponent: u64,
    /// Whose lists speak.
    pub list_keys: ListKeys,
    /// cRLNumber, not critical, in every list, as RFC 5280 5.2.3 demands of issuers.
    pub list_number: Demand,
    /// What marks a delta list.
    pub delta_marks: DeltaMarks,
    /// How the numbers of delta lists run.
    pub delta_numbers: DeltaNumbers,
    /// How far thisUpdate may lie in the future: clocks differ.
    pub clock_skew: TimeDelta,
    /// How fresh evidence for the judged certificate must be.
    pub freshness: FreshnessRule,
    /// How fresh evidence for the CAs of the path must be.
    pub ca_freshness: FreshnessRule,
    /// The anchor's own certificate must be valid at the judged time. RFC 5280 does not ask for it.
    pub anchor_validity: bool,
    /// The standard's inputs of path validation (RFC 5280 6.1.1).
    pub path: PathInputs,
    /// Bounds on work.
    pub limits: Limits,
    /// Reasons that fail a verdict here where [`judge`] leaves the matter open: see [`Policy::judge`].
    pub failing: &'static [Reason],
}

impl Policy {
    /// Condition 3 and the applicant's request at a portal, now.
    pub fn applicant() -> Self {
        Self {
            name: "applicant",
            usage: UsageRule::NationalSigning,
            signed_attributes: Demand::Required,
            signing_certificate: SigningCertificate::Optional,
            proofs: Proofs::Record,
            evidence: EvidenceRule::Required,
            ca_evidence: EvidenceRule::Required,
            responder_evidence: EvidenceRule::Required,
            stamp_evidence: EvidenceRule::Required,
            ended_evidence: EndedEvidence::InForceNow,
            sources: Sources::Either,
            ca_sources: Sources::Either,
            responders: Responders::OfTheIssuer,
            sha1_before: None,
            sha1_imprints_before: None,
            rsa_bits: 2048,
            rsa_exponent: 65_537,
            list_keys: ListKeys::OfTheIssuer,
            list_number: Demand::Required,
            delta_marks: DeltaMarks::IndicatorOrFreshestCrl,
            delta_numbers: DeltaNumbers::OfTheirOwn,
            clock_skew: TimeDelta::minutes(5),
            freshness: FreshnessRule::NEXT_UPDATE,
            ca_freshness: FreshnessRule::NEXT_UPDATE,
            anchor_validity: true,
            path: PathInputs::default(),
            limits: Limits::default(),
            failing: &[],
        }
    }

    /// Old requests judged again, at the time at which each signature is proven to have existed: by its time stamps
    /// or by the portal's own record. As [`Policy::applicant`], and SHA-1 holds in the years when it was in use: in
    /// signatures until the national CA's last such certificate ended (2016), in imprints until it went over to
    /// Streebog (28 April 2024).
    pub fn archive() -> Self {
        Self {
            name: "archive",
            sha1_before: DateTime::from_timestamp(1_483_228_800, 0),
            sha1_imprints_before: DateTime::from_timestamp(1_714_262_400, 0),
            ..Self::proven()
        }
    }

    /// An issued licence, whenever it is shown: judged at its proven time like [`Policy::archive`], and the signature
    /// names its certificate, as CAdES demands and as what is signed here does (LIC-5).
    pub fn licence() -> Self {
        Self { name: "licence", signing_certificate: SigningCertificate::Required, ..Self::proven() }
    }

    /// The national rules of 2026 for verifying signatures (order 500): the time of a signature is that of its time
    /// stamp, else now, whatever the portal recorded (p. 14); signingCertificateV2 is there (p. 8); evidence past its
    /// nextUpdate (p. 18.5) and a responder's "unknown" (p. 19.7) are negative outcomes.
    pub fn order_500() -> Self {
        Self {
            name: "order-500",
            signing_certificate: SigningCertificate::RequiredV2,
            proofs: Proofs::Stamps,
            failing: &[Reason::RevocationStale, Reason::OcspUnknown],
            ..Self::proven()
        }
    }

    /// What the presets that look back have in common.
    fn proven() -> Self {
        Self {
            proofs: Proofs::RecordAndStamps,
            ended_evidence: EndedEvidence::InForceThen,
            ..Self::applicant()
        }
    }

    /// RFC 5280 and nothing beside: any usage, any anchor. For suites and for uses of one's own.
    pub fn rfc5280() -> Self {
        Self {
            name: "rfc5280",
            usage: UsageRule::Any,
            signed_attributes: Demand::Optional,
            // RFC 6960 4.2.2.2.1 leaves a responder without nocheck to local policy.
            responder_evidence: EvidenceRule::IfGiven,
            list_keys: ListKeys::OfTheName,
            delta_marks: DeltaMarks::Indicator,
            delta_numbers: DeltaNumbers::OfTheBase,
            anchor_validity: false,
            ..Self::applicant()
        }
    }

    /// The preset with this name.
    pub fn by_name(name: &str) -> Option<Self> {
        match name {
            "applicant" => Some(Self::applicant()),
            "archive" => Some(Self::archive()),
            "licence" => Some(Self::licence()),
            "order-500" => Some(Self::order_500()),
            "rfc5280" => Some(Self::rfc5280()),
            _ => None,
        }
    }

    /// What a reason means under this policy: as the one table says, but for those of [`Policy::failing`].
    ///
    /// ```
    /// use kz_eds::{Indication, Policy, Reason};
    /// let stale = |policy: Policy| policy.judge(Reason::RevocationStale).indication();
    /// assert_eq!(stale(Policy::archive()), Indication::Indeterminate);
    /// assert_eq!(stale(Policy::order_500()), Indication::TotalFailed);
    /// ```
    pub fn judge(&self, reason: Reason) -> Judgement {
        match judge(reason) {
            Judgement::Open(sub) if self.failing.contains(&reason) => Judgement::Failed(sub),
            judgement => judgement,
        }
    }

    /// SHA-256 over every field, so that a report tells two policies of one name apart.
    pub fn digest(&self) -> Fingerprint {
        let mut text = String::new();
        // Writing to a String cannot fail; the derived form names every field, so none can be forgotten.
        let _ = write!(text, "{self:?}");
        Fingerprint::of(text.as_bytes())
    }
}

impl Default for Policy {
    fn default() -> Self {
        Self::applicant()
    }
}
