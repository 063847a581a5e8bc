//! One signed message: each signer's signature, and each signer's certificate as a subject.

use chrono::{DateTime, Utc};

use crate::cache::CertifiedKey;
use crate::certificate::Certificate;
use crate::cms::{Binding, ContentDigests, ContentHasher, SignedMessage, SignerFault, SignerInfo};
use crate::crypto::{KeyError, PublicKey};
use crate::error::Result;
use crate::finding::{Finding, Reason};
use crate::path::{Budget, Purpose};
use crate::policy::{Demand, SigningCertificate};
use crate::report::{About, TimeRecord, TimeStampRecord};

use super::judge::{Judge, Judged};
use super::request::Content;
use super::stamps::{self, Stamps};
use super::{Moment, Validator, subject};

/// A message that was judged, with everything that an accepted verdict will hand out.
pub(super) struct JudgedMessage<'a> {
    pub(super) message: SignedMessage<'a>,
    pub(super) content: Content<'a>,
    pub(super) digests: Option<ContentDigests>,
    /// What concerns the message and no signer by itself.
    pub(super) findings: Vec<Finding>,
    /// In the message's order.
    pub(super) signers: Vec<JudgedSigner>,
}

/// One signer.
pub(super) struct JudgedSigner {
    pub(super) judged: Judged,
    pub(super) time: TimeRecord,
    pub(super) time_stamps: Vec<TimeStampRecord>,
    /// Nothing if the certificate is not known, or not which one.
    pub(super) certificate: Option<Certificate>,
    pub(super) claimed_signing_time: Option<DateTime<Utc>>,
}

impl Validator {
    /// A hasher for the detached content of this message, so that a large document is hashed as it streams by. The
    /// result stands for the document in [`SignedRequest::hashed`](crate::SignedRequest::hashed) and
    /// [`Document::hashed`](crate::Document::hashed).
    ///
    /// ```
    /// # use kz_eds::*;
    /// # let read = |name: &str| std::fs::read(format!("testdata/{name}"));
    /// # let trust = TrustStore::new().with_anchor(read("trust/root_rsa.cer")?)?.with_intermediate(read("trust/nca_rsa.cer")?)?;
    /// # let evidence = Evidence::new().with_crl(Crl::parse(&read("evidence/nca_rsa.crl")?)?).with_crl(Crl::parse(&read("evidence/root_rsa.crl")?)?);
    /// # let validator = Validator::new(trust, Policy::applicant()).with_evidence(evidence);
    /// # let now: chrono::DateTime<chrono::Utc> = "2026-06-01T12:00:00Z".parse()?;
    /// # let pieces = [read("archive/contents/form.json")?];
    /// let message = read("archive/messages/person_detached.cms")?;
    /// let mut hasher = validator.hasher(&message)?;
    /// for piece in &pieces {
    ///     hasher.update(piece);
    /// }
    /// let digests = hasher.finish();
    /// let request = SignedRequest::hashed(&message, &digests).expects(Claim::applicant(Iin::parse("010101100018")?));
    /// assert!(validator.verify_request(&request, now).accept().is_ok());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// Those of [`SignedMessage::parse`].
    pub fn hasher(&self, message: &[u8]) -> Result<ContentHasher> {
        Ok(SignedMessage::parse(message)?.hasher(self.provider()))
    }

    /// Judges a message over its content. Nothing if it cannot be read.
    pub(super) fn judge_message<'a>(
        &self,
        bytes: &'a [u8],
        content: Content<'a>,
        moment: Moment,
        budget: Budget,
    ) -> (Option<JudgedMessage<'a>>, Budget) {
        let Ok(message) = SignedMessage::parse(bytes) else { return (None, budget) };
        let mut findings: Vec<Finding> =
            message.has_trailing_nul().then(|| Reason::TrailingNul.into()).into_iter().collect();
        let digests = match self.digests(&message, content) {
            Ok(digests) => Some(digests),
            Err(reason) => {
                findings.push(reason.into());
                None
            }
        };
        if message.signers().len() == 0 {
            findings.push(Reason::SignerMissing.into());
        }
        let stamps: Vec<_> = message.signers().map(|signer| stamps::read(&signer)).collect();
        let overlaid = self.overlaid(&message, &stamps);
        let mut judge = Judge::with_budget(&overlaid, moment, budget);
        let each = message.signers().zip(&stamps);
        let signers =
            each.map(|(signer, stamps)| judge.judge_signer(&signer, stamps, digests.as_ref())).collect();
        let budget = judge.into_budget();
        drop(stamps);
        (Some(JudgedMessage { message, content, digests, findings, signers }), budget)
    }

    /// The digests of the content, from where the caller says it is, and from nowhere else (threat 5).
    fn digests(&self, message: &SignedMessage<'_>, content: Content<'_>) -> Result<ContentDigests, Reason> {
        let provider = self.provider();
        match content {
            Content::Attached => message.attached_digests(provider).ok_or(Reason::ContentMissing),
            _ if message.is_attached() => Err(Reason::ContentConfused),
            Content::Detached(bytes) => {
                let mut hasher = message.hasher(provider);
                hasher.update(bytes);
                Ok(hasher.finish())
            }
            Content::Hashed(digests) => Ok(digests.clone()),
        }
    }
}

impl Judge<'_> {
    /// A signer at its own time: each of several may have another (ETSI EN 319 102-1 5.6.2).
    fn judge_signer(
        &mut self,
        signer: &SignerInfo<'_>,
        stamps: &Stamps<'_>,
        digests: Option<&ContentDigests>,
    ) -> JudgedSigner {
        let asked = self.moment;
        let (moment, time_stamps) = self.proven_time(signer, stamps);
        let claimed_signing_time = signer.signing_time().ok().flatten();
        self.moment = moment;
        let mut findings = self.unsigned_claims(signer, claimed_signing_time);
        let (certificate, judged) = self.judge_signature(signer, digests, &mut findings);
        self.moment = asked;
        let mut judged = JudgedSigner {
            judged,
            certificate,
            time: moment.record(),
            claimed_signing_time,
            time_stamps: Vec::new(),
        };
        let told = stamps::told(&time_stamps).map(|finding| (About::TimeStamp, finding));
        let findings = findings.into_iter().map(|finding| (About::Signature, finding));
        judged.judged.findings.extend(findings.chain(told));
        JudgedSigner { time_stamps, ..judged }
    }

    /// The signer's certificate as a subject, and its signature.
    fn judge_signature(
        &mut self,
        signer: &SignerInfo<'_>,
        digests: Option<&ContentDigests>,
        findings: &mut Vec<Finding>,
    ) -> (Option<Certificate>, Judged) {
        let certificate = self.certificate_of(signer);
        let rule = self.validator.policy.signing_certificate;
        let judged = match &certificate {
            Ok(certificate) => {
                let key = self.validator.cache.key_of(certificate);
                findings.extend(self.signature(signer, certificate, &key, digests, rule));
                self.judge_with(certificate, &key, Purpose::EndEntity, self.moment)
            }
            Err(finding) => {
                findings.push(finding.clone());
                Judged::default()
            }
        };
        (certificate.ok(), judged)
    }

    /// What the policy asks of a signature's attributes, and what is only told.
    fn unsigned_claims(&self, signer: &SignerInfo<'_>, signing_time: Option<DateTime<Utc>>) -> Vec<Finding> {
        let policy = &self.validator.policy;
        let bare = policy.signed_attributes == Demand::Required && signer.signed_attributes().is_none();
        let future = self.moment.validation().checked_add_signed(policy.clock_skew);
        let in_future = signing_time.zip(future).is_some_and(|(time, future)| time > future);
        [
            bare.then(|| Reason::SignedAttributesMissing.into()),
            in_future.then(|| Reason::SigningTimeInFuture.into()),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// The signer's certificate: the one that its identifier names. Of several, the one that a signed attribute
    /// names as well (threat 6).
    pub(super) fn certificate_of(&self, signer: &SignerInfo<'_>) -> Result<Certificate, Finding> {
        // Those of the message, which the overlay added, and those known.
        let candidates = signer.candidates(self.validator.trust.known_certificates());
        if let [only] = candidates.as_slice() {
            return Ok((*only).clone());
        }
        let provider = self.validator.provider();
        let mut named = candidates.iter().filter(|certificate| signer.is_bound_to(provider, certificate));
        match (candidates.is_empty(), named.next(), named.next()) {
            (true, ..) => Err(Reason::SignerCertificateMissing.into()),
            (false, Some(only), None) => Ok((*only).clone()),
            _ => Err(Reason::SignerCertificateAmbiguous.into()),
        }
    }

    /// Whether the signature is this certificate's, over this content.
    pub(super) fn signature(
        &mut self,
        signer: &SignerInfo<'_>,
        certificate: &Certificate,
        key: &Result<CertifiedKey<'_>, KeyError>,
        digests: Option<&ContentDigests>,
        rule: SigningCertificate,
    ) -> Vec<Finding> {
        // That the content is not there has been said of the message.
        let Some(digests) = digests else { return Vec::new() };
        if let Err(exhausted) = self.budget.signature() {
            return vec![exhausted.into()];
        }
        match key {
            Ok(key) => self.verified(signer, certificate, &**key, digests, rule),
            Err(KeyError::Unsupported(unsupported)) => {
                let faults = [signer.check_attributes().err(), signer.check_content(digests).err()];
                let faults = faults.into_iter().flatten().map(|fault: SignerFault| fault.finding());
                faults.chain([(*unsupported).into()]).collect()
            }
            Err(_) => vec![Reason::SignatureInvalid.into()],
        }
    }

    fn verified(
        &self,
        signer: &SignerInfo<'_>,
        certificate: &Certificate,
        key: &dyn PublicKey,
        digests: &ContentDigests,
        rule: SigningCertificate,
    ) -> Vec<Finding> {
        let policy = &self.validator.policy;
        let facts = signer.check(self.validator.provider(), certificate, key, digests);
        let unbound = match rule {
            SigningCertificate::Optional => false,
            SigningCertificate::Required => facts.binding == Some(Binding::Unbound),
            SigningCertificate::RequiredV2 => facts.binding.is_some_and(|binding| binding != Binding::ByV2),
        };
        let digest = facts.row.and_then(|row| subject::digest(row, policy, self.moment.judged()));
        let faults = facts.faults.iter().map(SignerFault::finding);
        faults.chain(unbound.then(|| Reason::SigningCertificateMissing.into())).chain(digest).collect()
    }
}
