//! What a message brings along: certificates and evidence, laid over those at hand for the time of one question.

use crate::cache::Cache;
use crate::certificate::Certificate;
use crate::cms::{SignedMessage, SignerInfo};
use crate::crl::Crl;
use crate::ocsp::OcspResponse;

use super::Validator;
use super::stamps::Stamps;

struct Brought<'v> {
    cache: &'v Cache,
    certificates: Vec<Certificate>,
    lists: Vec<Crl>,
    responses: Vec<OcspResponse>,
}

impl Validator {
    /// This validator for one message: its certificates are candidates, never anchors (threat 25), and its lists
    /// and answers lie over the evidence at hand; so do those in the unsigned attributes of its signers and in their
    /// stamps. What cannot be read among them is no candidate and no evidence.
    pub(super) fn overlaid(&self, message: &SignedMessage<'_>, stamps: &[Stamps<'_>]) -> Self {
        let mut brought = Brought::by(message, &self.cache);
        for token in stamps.iter().flatten().flatten() {
            brought.message(token.message());
        }
        Self {
            trust: self.trust.with_candidates(brought.certificates),
            evidence: self.evidence.with_more(brought.lists.into_iter(), brought.responses.into_iter()),
            ..self.clone()
        }
    }
}

impl<'v> Brought<'v> {
    fn by(message: &SignedMessage<'_>, cache: &'v Cache) -> Self {
        let mut brought = Self { cache, certificates: Vec::new(), lists: Vec::new(), responses: Vec::new() };
        brought.message(message);
        brought
    }

    fn message(&mut self, message: &SignedMessage<'_>) {
        message.certificates().for_each(|der| self.certificate(der));
        self.lists.extend(message.lists().filter_map(|der| Crl::from_der(der).ok()));
        self.responses.extend(message.responses().filter_map(|der| OcspResponse::from_der(der).ok()));
        message.signers().for_each(|signer| self.values(&signer));
    }

    /// certificate-values and revocation-values (EN 319 122-1 A.1.1.2, A.1.2.2).
    fn values(&mut self, signer: &SignerInfo<'_>) {
        signer.certificate_values().into_iter().flatten().for_each(|der| self.certificate(der));
        let Ok(values) = signer.revocation_values() else { return };
        self.lists.extend(values.lists.into_iter().filter_map(|der| Crl::from_der(der).ok()));
        let responses = values.basic_responses.into_iter();
        self.responses.extend(responses.filter_map(|der| OcspResponse::from_basic_der(der).ok()));
    }

    fn certificate(&mut self, der: &[u8]) {
        self.certificates.extend(self.cache.certificate(der).ok());
    }
}
