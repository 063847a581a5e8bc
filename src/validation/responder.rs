//! Who signed a response, and whether it may (RFC 6960 3.2, 4.2.2.2; threat 20).
//!
//! | responder | found | what is asked of it |
//! |---|---|---|
//! | the issuing key | in the path | it is the very key that signed the certificate |
//! | a delegate | in the response, then among the intermediates | issued by that very key, OCSPSigning by name, good as a subject of its own with the same anchor |
//! | an anchor | in the trust store | the policy says so |
//!
//! The key usage of the issuing key is not looked at: the national authority signs answers with the key of the CA, which
//! has keyCertSign and cRLSign alone.

use crate::certificate::Certificate;
use crate::crypto::{KeyError, Outcome, PublicKey, SignatureAlgorithm};
use crate::finding::{Fact, Finding, Reason};
use crate::ocsp::{OcspResponse, ResponderId};
use crate::path::{Purpose, TrustAnchor};
use crate::policy::{Indication, Responders, judge};

use super::judge::{Judge, Judged};
use super::lists::Target;
use super::responses::{dated, nearer};
use super::subject;

impl<'v> Judge<'v> {
    /// Whether somebody who may answer for this certificate signed the response.
    pub(super) fn authentic(&mut self, response: &OcspResponse, target: Target<'_>) -> Result<(), Finding> {
        let validator = self.validator;
        let mut nearest = None;
        if response.names(target.link.issuer, validator.provider()) {
            match self.answered_by(response, target.link.issuer, &*target.link.issuer_key) {
                Ok(()) => return Ok(()),
                Err(finding) => nearest = Some(nearer(nearest, finding)),
            }
        }
        for responder in self.delegates(response)? {
            match self.delegated(response, &responder, target) {
                Ok(()) => return Ok(()),
                Err(finding) => nearest = Some(nearer(nearest, finding)),
            }
        }
        for anchor in self.local_responders(response) {
            match self.trusted(response, anchor) {
                Ok(()) => return Ok(()),
                Err(finding) => nearest = Some(nearer(nearest, finding)),
            }
        }
        Err(nearest.unwrap_or_else(|| dated(Reason::OcspResponderNotAuthorised, response, None)))
    }

    /// Certificates that the response names as its responder's: its own, then those known. Where it names a key, each
    /// candidate's is hashed, and paid for.
    fn delegates(&mut self, response: &OcspResponse) -> Result<Vec<Certificate>, Finding> {
        let validator = self.validator;
        let by_key = matches!(response.responder(), Some(ResponderId::KeyHash(_)));
        let embedded = response.certificates().filter_map(|der| validator.cache.certificate(der).ok());
        let known = validator.trust.all_intermediates().cloned();
        let mut found = Vec::new();
        for candidate in embedded.chain(known) {
            if by_key {
                self.budget.step()?;
            }
            if response.names(&candidate, validator.provider()) && !found.contains(&candidate) {
                found.push(candidate);
            }
        }
        Ok(found)
    }

    /// "Issued directly by the CA that is identified in the request", and for this (RFC 6960 4.2.2.2).
    fn delegated(
        &mut self,
        response: &OcspResponse,
        responder: &Certificate,
        target: Target<'_>,
    ) -> Result<(), Finding> {
        self.budget.step()?;
        let not_authorised = || not_authorised(response, responder, None);
        if !responder.issuer().matches(target.link.issuer.subject()) {
            return Err(not_authorised());
        }
        let cache = &self.validator.cache;
        self.budget.signature()?;
        match cache.issued(responder, &target.link.issuer_key) {
            Outcome::Valid => {}
            Outcome::Invalid => return Err(not_authorised()),
            Outcome::Unsupported(unsupported) => return Err(unsupported.into()),
        }
        let key = match cache.key_of(responder) {
            Ok(key) => key,
            Err(KeyError::Unsupported(unsupported)) => return Err(unsupported.into()),
            Err(_) => return Err(not_authorised()),
        };
        self.answered_by(response, responder, &*key)?;
        self.judged_responder(response, responder, target)
    }

    /// A delegate is a subject of its own, and its path ends at the same anchor (threat 17).
    fn judged_responder(
        &mut self,
        response: &OcspResponse,
        responder: &Certificate,
        target: Target<'_>,
    ) -> Result<(), Finding> {
        let now = self.moment.validation();
        let moment = self.signers_moment(target, response.produced_at().unwrap_or(now));
        let judged = self.judge(responder, Purpose::OcspResponder, moment);
        let anchor = target.path.anchor.certificate();
        let same_anchor = judged.anchor.as_ref().is_some_and(|other| other.certificate() == anchor);
        if judged.is_passed() && same_anchor {
            return Ok(());
        }
        Err(not_authorised(response, responder, heaviest(&judged)))
    }

    /// A response has no proof of existence but itself: its algorithm is judged at validation, and it was not signed
    /// after the signer's own end.
    fn answered_by(
        &mut self,
        response: &OcspResponse,
        signer: &Certificate,
        key: &dyn PublicKey,
    ) -> Result<(), Finding> {
        let policy = &self.validator.policy;
        self.budget.signature()?;
        match response.verify(self.validator.provider(), key, signer.public_key_info()) {
            Outcome::Valid => {}
            Outcome::Invalid => return Err(dated(Reason::RevocationSignatureInvalid, response, None)),
            Outcome::Unsupported(unsupported) => return Err(unsupported.into()),
        }
        let unusable = || dated(Reason::OcspAnswerUnusable, response, None);
        let row = SignatureAlgorithm::from_der(response.signature_algorithm()).map_err(|_| unusable())?;
        if subject::digest(row, policy, self.moment.validation()).is_some() {
            let facts = [Fact::Response(response.fingerprint()), Fact::Algorithm(row.oid())];
            return Err(Finding::new(Reason::OcspAnswerUnusable, facts));
        }
        let anchors = self.validator.trust.anchors();
        let is_anchor = anchors.iter().any(|anchor| anchor.certificate() == signer);
        let ends = !is_anchor || policy.anchor_validity;
        let too_late = response.produced_at().is_none_or(|produced| produced > signer.not_after());
        if ends && too_late { Err(unusable()) } else { Ok(()) }
    }

    /// Anchors that the response names, where the policy takes them as responders.
    fn local_responders(&self, response: &OcspResponse) -> Vec<&'v TrustAnchor> {
        let validator = self.validator;
        if validator.policy.responders == Responders::OfTheIssuer {
            return Vec::new();
        }
        let anchors = validator.trust.anchors().iter();
        anchors.filter(|anchor| response.names(anchor.certificate(), validator.provider())).collect()
    }

    fn trusted(&mut self, response: &OcspResponse, anchor: &TrustAnchor) -> Result<(), Finding> {
        let (policy, cache) = (&self.validator.policy, &self.validator.cache);
        let certificate = anchor.certificate();
        self.budget.step()?;
        let unsound = subject::anchor(anchor, policy, self.moment.validation())
            .or_else(|| subject::own_key(&cache.key_of(certificate), policy));
        if let Some(finding) = unsound {
            return Err(not_authorised(response, certificate, Some(finding.reason)));
        }
        match cache.key_of(certificate) {
            Ok(key) => self.answered_by(response, certificate, &*key),
            Err(_) => Err(not_authorised(response, certificate, None)),
        }
    }
}

/// Work that was not done, algorithms that are not known and loops keep their own reason; everything else against a
/// responder is told beside.
fn not_authorised(response: &OcspResponse, responder: &Certificate, because: Option<Reason>) -> Finding {
    let telling = [Reason::BudgetExceeded, Reason::AlgorithmUnsupported, Reason::RevocationCircular];
    let reason = because.filter(|reason| telling.contains(reason));
    let named = [Fact::Response(response.fingerprint()), Fact::Responder(responder.fingerprint())];
    let because = because.map(|reason| Fact::Because(reason.code()));
    let facts: Vec<_> = named.into_iter().chain(because).collect();
    Finding::new(reason.unwrap_or(Reason::OcspResponderNotAuthorised), facts)
}

/// What weighs most against a subject: a failure before what is only not known.
fn heaviest(judged: &Judged) -> Option<Reason> {
    let reasons = judged.findings.iter().map(|(_, finding)| finding.reason);
    let adverse = reasons.filter(|reason| judge(*reason).indication() != Indication::TotalPassed);
    adverse.max_by_key(|reason| (judge(*reason).indication(), std::cmp::Reverse(*reason)))
}
