//! The judge: the only room where paths, revocation, time and policy meet.

mod accepted;
mod assignment;
mod deltas;
mod documents;
mod judge;
mod lists;
mod message;
mod moment;
mod overlay;
mod request;
mod requests;
mod responder;
mod responses;
mod revoked;
mod signer;
mod speech;
mod stamps;
mod status;
mod subject;
mod sum;
mod verdict;

use std::sync::Arc;

use crate::cache::{Cache, CacheSize};
use crate::certificate::Certificate;
use crate::crypto::{Provider, default_provider};
use crate::finding::Reason;
use crate::identity::Claim;
use crate::path::TrustStore;
use crate::policy::{Indication, Policy};
use crate::report::{About, CertificateRecord, JudgementRecord, PolicyRecord, Report, SCHEMA, changes};
use crate::revocation::Evidence;

pub use accepted::{Refusal, RequestVerdict, Verified, VerifiedSigner};
use judge::{Judge, Judged};
pub use moment::Moment;
pub use request::{Document, SignedRequest};
pub use verdict::{Condition3, Verdict};

/// Judges certificates by trust, policy and evidence. Immutable, `Send + Sync`; clones are cheap and share what
/// was verified before.
///
/// ```
/// use kz_eds::{Certificate, Claim, Condition3, Crl, Evidence, Iin, Policy, TrustStore, Validator};
/// # let read = |name: &str| std::fs::read(format!("testdata/{name}"));
/// let trust = TrustStore::new()
///     .with_anchor(read("trust/root_rsa.cer")?)?
///     .with_intermediate(read("trust/nca_rsa.cer")?)?;
/// let evidence = Evidence::new()
///     .with_crl(Crl::parse(&read("evidence/nca_rsa.crl")?)?)
///     .with_crl(Crl::parse(&read("evidence/root_rsa.crl")?)?);
/// let validator = Validator::new(trust, Policy::applicant()).with_evidence(evidence);
///
/// let certificate = Certificate::parse(&read("certificates/person.cer")?)?;
/// let claim = Claim::applicant(Iin::parse("010101100018")?);
/// let verdict = validator.check_certificate(&certificate, &claim, "2026-06-01T12:00:00Z".parse::<chrono::DateTime<_>>()?);
/// assert_eq!(verdict.condition_3(), Condition3::Holds);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Validator {
    trust: TrustStore,
    policy: Arc<Policy>,
    /// As reports name it: its digest is made once.
    policy_record: PolicyRecord,
    evidence: Evidence,
    /// With the provider that it is over.
    cache: Arc<Cache>,
}

impl Validator {
    /// A validator with no evidence yet, over [`default_provider`](crate::crypto::default_provider): AWS-LC where the
    /// feature `aws-lc` is on, pure Rust where it is off. Verdicts and reports are the same under both.
    pub fn new(trust: TrustStore, policy: Policy) -> Self {
        let cache = Cache::new(default_provider(), CacheSize::default(), trust.known_certificates());
        let policy_record = PolicyRecord::from(&policy);
        let (policy, cache) = (Arc::new(policy), Arc::new(cache));
        Self { trust, policy, policy_record, evidence: Evidence::new(), cache }
    }

    /// The same validator with this evidence in place of what it had.
    #[must_use]
    pub fn with_evidence(mut self, evidence: Evidence) -> Self {
        self.evidence = evidence;
        self
    }

    /// The same validator over another cryptographic library. It has caches of its own, as large as before.
    #[must_use]
    pub fn with_provider(mut self, provider: Arc<dyn Provider>) -> Self {
        self.cache = Arc::new(Cache::new(provider, self.cache.size(), self.trust.known_certificates()));
        self
    }

    /// The same validator with empty caches of this size. They spare work and never change a verdict: what is kept
    /// follows from certificates and keys alone, and everything else is judged anew each time.
    #[must_use]
    pub fn with_cache(mut self, size: CacheSize) -> Self {
        let provider = self.cache.shared_provider();
        self.cache = Arc::new(Cache::new(provider, size, self.trust.known_certificates()));
        self
    }

    fn provider(&self) -> &dyn Provider {
        self.cache.provider()
    }

    /// Condition 3: validity, revocation, identity, and the path that all three rest on (C3-1 to C3-9). No
    /// signature and no document are needed (C3-6).
    pub fn check_certificate(
        &self,
        certificate: &Certificate,
        claim: &Claim,
        moment: impl Into<Moment>,
    ) -> Verdict {
        self.verdict(Some(certificate), Some(claim), moment.into())
    }

    /// The same on bytes as they came: DER, PEM or bare base64. What cannot be read is not an error here but a
    /// failed verdict with [`Reason::FormatUnreadable`]. Without a claim as
    /// [`Validator::validate_certificate`].
    pub fn check_encoded(
        &self,
        certificate: &[u8],
        claim: Option<&Claim>,
        moment: impl Into<Moment>,
    ) -> Verdict {
        self.verdict(Certificate::parse(certificate).ok().as_ref(), claim, moment.into())
    }

    /// The path, validity, usage and revocation of a certificate, whoever it belongs to. It says nothing about
    /// condition 3: see [`Verdict::condition_3`].
    pub fn validate_certificate(&self, certificate: &Certificate, moment: impl Into<Moment>) -> Verdict {
        self.verdict(Some(certificate), None, moment.into())
    }

    fn verdict(&self, certificate: Option<&Certificate>, claim: Option<&Claim>, moment: Moment) -> Verdict {
        let Some(certificate) = certificate else {
            let judged = Judged::of(About::Certificate, Reason::FormatUnreadable.into());
            return Verdict::new(self.report(judged, claim, moment));
        };
        let mut judged = Judge::new(self, moment).subject(certificate);
        if let Some(claim) = claim {
            let findings = claim.judge(certificate.identity());
            judged.findings.extend(findings.into_iter().map(|finding| (About::Claim, finding)));
        }
        let notes = certificate.identity().notes().into_iter();
        judged.findings.extend(notes.map(|finding| (About::Certificate, finding)));
        if judged.path.is_empty() {
            judged.path.push(CertificateRecord::from(certificate));
        }
        Verdict::new(self.report(judged, claim, moment))
    }

    /// The fold of all judgements. Without a path to an anchor there is at least one that is not passed (threat 1).
    fn report(&self, judged: Judged, claim: Option<&Claim>, moment: Moment) -> Report {
        let mut judgements: Vec<_> = judged
            .findings
            .into_iter()
            .map(|(about, finding)| JudgementRecord::new(about, finding, &self.policy))
            .collect();
        requests::sort(&mut judgements);
        let heaviest = judgements.first();
        let moment = moment.taken_by(self.policy.proofs);
        let time = moment.record();
        Report {
            schema: SCHEMA,
            library: env!("CARGO_PKG_VERSION"),
            indication: heaviest.map_or(Indication::TotalPassed, |judgement| judgement.indication),
            sub_indication: heaviest.and_then(|judgement| judgement.sub_indication),
            policy: self.policy_record.clone(),
            claim: claim.map(Into::into),
            validation_time: moment.validation(),
            judged_time: time.judged,
            time_source: time.source,
            changes: changes(&judgements, &judged.path, time, moment.validation(), &self.policy),
            path: judged.path,
            policies: judged.policies,
            evidence: judged.evidence,
            attempts: judged.attempts,
            judgements,
        }
    }
}
