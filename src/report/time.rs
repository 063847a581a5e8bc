//! By which time a signature was judged, what proved it, and what would change the outcome.

use chrono::{DateTime, Utc};

use super::Language;
use super::record::{About, CertificateRecord, EvidenceRecord, JudgementRecord};
use crate::asn1::ObjectIdentifier;
use crate::certificate::RevocationReason;
use crate::finding::{Fact, Fingerprint, Reason};
use crate::policy::{Indication, Policy, SubIndication};

/// What says that a signature existed at the judged time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ProofSource {
    /// Nothing: it was judged as if made at the time of validation.
    Validation,
    /// The caller's own record.
    Record,
    /// The time stamp with this fingerprint.
    TimeStamp(Fingerprint),
}

impl ProofSource {
    /// `"validation"`, `"record"` or `"time-stamp"`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Validation => "validation",
            Self::Record => "record",
            Self::TimeStamp(_) => "time-stamp",
        }
    }

    /// SHA-256 over the stamp's token, if it was a stamp.
    pub const fn time_stamp(self) -> Option<Fingerprint> {
        match self {
            Self::TimeStamp(fingerprint) => Some(fingerprint),
            _ => None,
        }
    }
}

/// The time that a signature was judged at: best-signature-time (ETSI EN 319 102-1 5.6.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct TimeRecord {
    /// When its certificates had to be valid, and not revoked, UTC.
    #[cfg_attr(feature = "serde", serde(serialize_with = "super::json::time"))]
    pub judged: DateTime<Utc>,
    /// Where that time came from.
    #[cfg_attr(feature = "serde", serde(serialize_with = "super::json::proof"))]
    pub source: ProofSource,
}

/// A time stamp over a signature, judged on its own. One that does not pass proves nothing, and stands against nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct TimeStampRecord {
    /// SHA-256 over the token.
    #[cfg_attr(feature = "serde", serde(serialize_with = "super::json::text"))]
    pub fingerprint: Fingerprint,
    /// Whether it proves that the signature existed.
    #[cfg_attr(feature = "serde", serde(serialize_with = "super::json::indication"))]
    pub indication: Indication,
    /// ETSI's sub-indication of the heaviest judgement, unless passed.
    #[cfg_attr(feature = "serde", serde(serialize_with = "super::json::sub_indication"))]
    pub sub_indication: Option<SubIndication>,
    /// When the authority says that it made it (genTime), UTC. Nothing if it cannot be read.
    #[cfg_attr(feature = "serde", serde(serialize_with = "super::json::optional_time"))]
    pub gen_time: Option<DateTime<Utc>>,
    /// By when it was made at the latest: genTime and accuracy, UTC. What it proves, if it proves anything.
    #[cfg_attr(feature = "serde", serde(serialize_with = "super::json::optional_time"))]
    pub latest_time: Option<DateTime<Utc>>,
    /// The authority's rules (TSAPolicyId).
    #[cfg_attr(feature = "serde", serde(serialize_with = "super::json::optional_oid"))]
    pub policy: Option<ObjectIdentifier>,
    /// Every judgement on the token, its authority's certificate and those above, heaviest first.
    pub judgements: Vec<JudgementRecord>,
    /// The path, the authority's certificate first.
    pub path: Vec<CertificateRecord>,
    /// The evidence on that path that was relied on.
    pub evidence: Vec<EvidenceRecord>,
}

/// One thing that would change a verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct ChangeRecord {
    /// The judgement that would go, or come.
    #[cfg_attr(feature = "serde", serde(serialize_with = "super::json::reason"))]
    pub reason: Reason,
    /// What that judgement is about.
    #[cfg_attr(feature = "serde", serde(serialize_with = "super::json::about"))]
    pub about: About,
    /// What would do it.
    #[cfg_attr(feature = "serde", serde(serialize_with = "super::json::change"))]
    pub change: Change,
    /// The time that it must keep to, UTC.
    #[cfg_attr(feature = "serde", serde(serialize_with = "super::json::time"))]
    pub time: DateTime<Utc>,
}

/// What would change a verdict, each with a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Change {
    /// Proof that the signature existed at this time or before.
    ProofBy,
    /// Proof that the signature existed before this time.
    ProofBefore,
    /// Revocation evidence that covers this time.
    EvidenceAt,
    /// Judgement at this time or later.
    JudgedFrom,
    /// The loss of the proof: since this time nothing else upholds the verdict.
    WithoutProof,
}

impl Change {
    /// `"proof-by"`, `"proof-before"`, `"evidence-at"`, `"judged-from"` or `"without-proof"`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::ProofBy => "proof-by",
            Self::ProofBefore => "proof-before",
            Self::EvidenceAt => "evidence-at",
            Self::JudgedFrom => "judged-from",
            Self::WithoutProof => "without-proof",
        }
    }

    /// The same in words, to be followed by the time.
    pub const fn words(self, language: Language) -> &'static str {
        language.of(match self {
            Self::ProofBy => [
                "қолтаңбаның осы уақытта немесе одан бұрын болғанының дәлелі:",
                "доказательство, что подпись существовала в это время или раньше:",
                "proof that the signature existed by",
            ],
            Self::ProofBefore => [
                "қолтаңбаның осы уақытқа дейін болғанының дәлелі:",
                "доказательство, что подпись существовала раньше, чем",
                "proof that the signature existed before",
            ],
            Self::EvidenceAt => [
                "осы уақытта қолданыста болған кері қайтару тізімі немесе OCSP жауабы:",
                "список отозванных или ответ OCSP, действующий на",
                "a revocation list or OCSP answer in force at",
            ],
            Self::JudgedFrom => [
                "тексеру уақыты осыдан ерте болмауы:",
                "проверка на время не раньше, чем",
                "judgement at a time not before",
            ],
            Self::WithoutProof => [
                "уақыттың дәлелінсіз қолтаңба осы уақыттан бастап расталмайды:",
                "без доказательства времени подпись не подтверждается начиная с",
                "without the proof of its time the signature does not hold since",
            ],
        })
    }
}

/// What would change the outcome that these judgements lead to, by time or evidence alone: of those that weigh, what
/// would lift them; of a verdict that rests on a proof, what is left without it.
pub(crate) fn changes(
    judgements: &[JudgementRecord],
    path: &[CertificateRecord],
    time: TimeRecord,
    validation: DateTime<Utc>,
    policy: &Policy,
) -> Vec<ChangeRecord> {
    let asked = Asked { path, time, validation, policy };
    let is_passed = judgements.iter().all(|judgement| judgement.indication == Indication::TotalPassed);
    if is_passed {
        return asked.upheld(judgements);
    }
    let lifted = judgements.iter().filter_map(|judgement| {
        let (change, time) = asked.lifted_by(judgement)?;
        Some(ChangeRecord { reason: judgement.reason, about: judgement.about, change, time })
    });
    lifted.collect()
}

/// What was asked, and of which path.
struct Asked<'r> {
    path: &'r [CertificateRecord],
    time: TimeRecord,
    validation: DateTime<Utc>,
    policy: &'r Policy,
}

impl Asked<'_> {
    /// What the proof alone keeps away: revocations since, and the ends of the certificates of the path.
    fn upheld(&self, judgements: &[JudgementRecord]) -> Vec<ChangeRecord> {
        let since = |reason, about, time| ChangeRecord { reason, about, change: Change::WithoutProof, time };
        let later = judgements.iter().filter(|judgement| judgement.reason == Reason::RevokedLater);
        let revoked = later
            .filter_map(|judgement| Some(since(judgement.reason, judgement.about, revoked_at(judgement)?)));
        let ended = self.path.iter().enumerate().filter(|(_, record)| record.not_after < self.validation);
        let ended = ended.map(|(place, record)| match self.path.len() - place {
            1 => since(Reason::AnchorOutOfTime, About::Anchor, record.not_after),
            _ => since(Reason::CertificateExpired, About::place(place), record.not_after),
        });
        let counts = |change: &ChangeRecord| self.policy.anchor_validity || change.about != About::Anchor;
        revoked.chain(ended.filter(counts)).collect()
    }

    fn lifted_by(&self, judgement: &JudgementRecord) -> Option<(Change, DateTime<Utc>)> {
        let find = |pick: fn(&Fact) -> Option<DateTime<Utc>>| judgement.facts.iter().find_map(pick);
        match judgement.reason {
            Reason::CertificateExpired => Some((
                Change::ProofBy,
                find(|fact| if let Fact::NotAfter(time) = fact { Some(*time) } else { None })?,
            )),
            // No later question moves what a proof says.
            Reason::CertificateNotYetValid if self.time.source == ProofSource::Validation => Some((
                Change::JudgedFrom,
                find(|fact| if let Fact::NotBefore(time) = fact { Some(*time) } else { None })?,
            )),
            Reason::RevocationFuture => Some((
                Change::JudgedFrom,
                find(|fact| if let Fact::ThisUpdate(time) = fact { Some(*time) } else { None })?,
            )),
            Reason::AlgorithmNotAllowed => self.policy.sha1_before.map(|end| (Change::ProofBefore, end)),
            Reason::CertificateRevoked if can_be_outlived(judgement) => {
                Some((Change::ProofBefore, revoked_at(judgement)?))
            }
            Reason::RevocationMissing
            | Reason::RevocationStale
            | Reason::RevocationDeltaOnly
            | Reason::RevocationAfterExpiry
            | Reason::RevocationReasonsMissing => {
                Some((Change::EvidenceAt, self.in_force_at(judgement.about)))
            }
            _ => None,
        }
    }

    /// When evidence on this certificate must have been in force.
    fn in_force_at(&self, about: About) -> DateTime<Utc> {
        let (judged, asked) = (self.time.judged, self.validation);
        let mut places = self.path.iter().enumerate();
        let record = places.find(|(place, _)| About::place(*place) == about);
        let looks_back = |(_, record): (usize, &CertificateRecord)| {
            self.policy.ended_evidence.looks_back(record.not_after, judged, asked)
        };
        if record.is_some_and(looks_back) { judged } else { asked }
    }
}

fn revoked_at(judgement: &JudgementRecord) -> Option<DateTime<Utc>> {
    judgement.facts.iter().find_map(|fact| if let Fact::RevokedAt(time) = fact { Some(*time) } else { None })
}

/// Its reason leaves alone what is proven to be older.
fn can_be_outlived(judgement: &JudgementRecord) -> bool {
    let is_benign = |word: &str| RevocationReason::BENIGN.iter().any(|reason| reason.code() == word);
    judgement.facts.iter().any(|fact| matches!(fact, Fact::RevocationReason(word) if is_benign(word)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::certificate::Certificate;
    use crate::finding::Finding;

    fn day(number: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(number * 86_400, 0).unwrap()
    }

    fn until(end: i64) -> CertificateRecord {
        let any = Certificate::parse(&std::fs::read("testdata/certificates/person.cer").unwrap()).unwrap();
        CertificateRecord { not_before: day(0), not_after: day(end), ..CertificateRecord::from(&any) }
    }

    /// Proven on day 10 and asked about on day 100, over a certificate, a CA and an anchor that end on these days.
    fn told(policy: &Policy, ends: [i64; 3], findings: &[Finding]) -> Vec<(Reason, String, Change, i64)> {
        let record = |finding: &Finding| JudgementRecord::new(About::Certificate, finding.clone(), policy);
        let judgements: Vec<_> = findings.iter().map(record).collect();
        let time = TimeRecord { judged: day(10), source: ProofSource::Record };
        let found = changes(&judgements, &ends.map(until), time, day(100), policy);
        let days = |time: DateTime<Utc>| time.timestamp() / 86_400;
        found.iter().map(|each| (each.reason, each.about.code(), each.change, days(each.time))).collect()
    }

    #[test]
    fn an_anchor_ends_under_its_own_name_and_only_where_that_counts() {
        let expired =
            |about: &str, day| (Reason::CertificateExpired, about.to_owned(), Change::WithoutProof, day);
        let (leaf, ca) = (expired("certificate", 20), expired("issuer-1", 30));
        let anchor = (Reason::AnchorOutOfTime, "anchor".to_owned(), Change::WithoutProof, 40);
        assert_eq!(told(&Policy::archive(), [20, 30, 40], &[]), [leaf.clone(), ca.clone(), anchor]);
        assert_eq!(told(&Policy::rfc5280(), [20, 30, 40], &[]), [leaf.clone(), ca]);
        assert_eq!(told(&Policy::archive(), [20, 100, 101], &[]), [leaf]);
    }

    #[test]
    fn what_a_proof_upholds_is_told_of_what_passed() {
        let later = Finding::new(Reason::RevokedLater, [Fact::RevokedAt(day(15))]);
        let revoked = (Reason::RevokedLater, "certificate".to_owned(), Change::WithoutProof, 15);
        let told = |findings: &[Finding]| told(&Policy::archive(), [200, 200, 200], findings);
        assert_eq!(told(std::slice::from_ref(&later)), [revoked]);
        let missing = (Reason::RevocationMissing, "certificate".to_owned(), Change::EvidenceAt, 100);
        assert_eq!(told(&[later, Reason::RevocationMissing.into()]), [missing]);
    }
}
