//! One signed message: each signer's signature, and each signer's certificate as a subject.

use chrono::{DateTime, Utc};

use crate::certificate::Certificate;
use crate::cms::{ContentDigests, ContentHasher, SignedMessage, SignerFault, SignerInfo};
use crate::crl::Crl;
use crate::crypto::{KeyError, PublicKey};
use crate::error::Result;
use crate::finding::{Finding, Reason};
use crate::ocsp::OcspResponse;
use crate::path::{Budget, Purpose};
use crate::policy::Demand;
use crate::report::About;

use super::judge::{Judge, Judged};
use super::request::Content;
use super::{Moment, Validator, subject};

/// A message that was judged, with everything that an accepted verdict will hand out.
pub(super) struct JudgedMessage<'a> {
    pub(super) message: SignedMessage<'a>,
    pub(super) content: Content<'a>,
    pub(super) digests: Option<ContentDigests>,
    /// What concerns the message and no signer by itself.
    pub(super) findings: Vec<Finding>,
    pub(super) signers: Vec<JudgedSigner>,
}

/// One signer.
#[derive(Default)]
pub(super) struct JudgedSigner {
    pub(super) judged: Judged,
    /// Nothing if the certificate is not known, or not which one.
    pub(super) certificate: Option<Certificate>,
    pub(super) claimed_signing_time: Option<DateTime<Utc>>,
    /// The digest that the signature stands for, where it is signed as an attribute.
    pub(super) stated_digest: Option<Vec<u8>>,
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
        Ok(SignedMessage::parse(message)?.hasher(&*self.provider))
    }

    /// This validator for one message: its certificates are candidates, never anchors (threat 25), and its lists
    /// and answers lie over the evidence at hand. What cannot be read among them is no candidate and no evidence.
    fn overlaid(&self, message: &SignedMessage<'_>) -> Self {
        let certificates = message.certificates().filter_map(|der| self.cache.certificate(der).ok());
        let lists = message.lists().filter_map(|der| Crl::from_der(der).ok());
        let responses = message.responses().filter_map(|der| OcspResponse::from_der(der).ok());
        let mut overlaid = self.clone();
        certificates.for_each(|certificate| overlaid.trust.add_candidate(certificate));
        lists.for_each(|list| overlaid.evidence.add_list(list));
        responses.for_each(|response| overlaid.evidence.add_response(response));
        overlaid
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
        let overlaid = self.overlaid(&message);
        let mut judge = Judge::with_budget(&overlaid, moment, budget);
        let signers = message.signers().map(|signer| judge.judge_signer(&signer, digests.as_ref())).collect();
        let budget = judge.into_budget();
        (Some(JudgedMessage { message, content, digests, findings, signers }), budget)
    }

    /// The digests of the content, from where the caller says it is, and from nowhere else (threat 5).
    fn digests(&self, message: &SignedMessage<'_>, content: Content<'_>) -> Result<ContentDigests, Reason> {
        let provider = &*self.provider;
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

    /// Every certificate that may be a signer's: those of the message, which the overlay added, and those known.
    fn known_certificates(&self) -> impl Iterator<Item = &Certificate> {
        let anchors = self.trust.anchors().iter().map(crate::path::TrustAnchor::certificate);
        self.trust.all_intermediates().chain(anchors)
    }
}

impl Judge<'_> {
    fn judge_signer(&mut self, signer: &SignerInfo<'_>, digests: Option<&ContentDigests>) -> JudgedSigner {
        let claimed_signing_time = signer.signing_time().ok().flatten();
        let mut findings = self.unsigned_claims(signer, claimed_signing_time);
        let stated_digest = signer.stated_digest().ok().flatten().map(<[u8]>::to_vec);
        let signer = match self.certificate_of(signer) {
            Err(finding) => {
                findings.push(finding);
                JudgedSigner::default()
            }
            Ok(certificate) => {
                findings.extend(self.signature(signer, &certificate, digests));
                let judged = self.judge(&certificate, Purpose::EndEntity);
                JudgedSigner { judged, certificate: Some(certificate), ..JudgedSigner::default() }
            }
        };
        let mut signer = JudgedSigner { claimed_signing_time, stated_digest, ..signer };
        signer.judged.findings.extend(findings.into_iter().map(|finding| (About::Signature, finding)));
        signer
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
    fn certificate_of(&self, signer: &SignerInfo<'_>) -> Result<Certificate, Finding> {
        let candidates = signer.candidates(self.validator.known_certificates());
        if let [only] = candidates.as_slice() {
            return Ok((*only).clone());
        }
        let provider = &*self.validator.provider;
        let mut named = candidates.iter().filter(|certificate| signer.is_bound_to(provider, certificate));
        match (candidates.is_empty(), named.next(), named.next()) {
            (true, ..) => Err(Reason::SignerCertificateMissing.into()),
            (false, Some(only), None) => Ok((*only).clone()),
            _ => Err(Reason::SignerCertificateAmbiguous.into()),
        }
    }

    /// Whether the signature is this certificate's, over this content.
    fn signature(
        &mut self,
        signer: &SignerInfo<'_>,
        certificate: &Certificate,
        digests: Option<&ContentDigests>,
    ) -> Vec<Finding> {
        // That the content is not there has been said of the message.
        let Some(digests) = digests else { return Vec::new() };
        if let Err(exhausted) = self.budget.signature() {
            return vec![exhausted.into()];
        }
        match self.validator.cache.key_of(certificate) {
            Ok(key) => self.verified(signer, certificate, &*key, digests),
            Err(KeyError::Unsupported(unsupported)) => {
                let faults = [signer.check_attributes().err(), signer.check_content(digests).err()];
                let faults = faults.into_iter().flatten().map(|fault: SignerFault| fault.finding());
                faults.chain([unsupported.into()]).collect()
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
    ) -> Vec<Finding> {
        let policy = &self.validator.policy;
        let facts = signer.check(&*self.validator.provider, certificate, key, digests);
        let unbound = policy.signing_certificate == Demand::Required && !facts.is_bound();
        let digest = facts.row.and_then(|row| subject::digest(row, policy, self.moment.judged()));
        let faults = facts.faults.iter().map(SignerFault::finding);
        faults.chain(unbound.then(|| Reason::SigningCertificateMissing.into())).chain(digest).collect()
    }
}
