//! What a message brings along: certificates and evidence, laid over those at hand for the time of one question.

use crate::cms::{SignedMessage, SignerInfo};
use crate::crl::Crl;
use crate::ocsp::OcspResponse;

use super::Validator;
use super::stamps::Stamps;

impl Validator {
    /// This validator for one message: its certificates are candidates, never anchors (threat 25), and its lists
    /// and answers lie over the evidence at hand; so do those in the unsigned attributes of its signers and in their
    /// stamps. What cannot be read among them is no candidate and no evidence.
    pub(super) fn overlaid(&self, message: &SignedMessage<'_>, stamps: &[Stamps<'_>]) -> Self {
        let mut overlaid = self.clone();
        overlaid.add_message(message);
        for token in stamps.iter().flatten().flatten() {
            overlaid.add_message(token.message());
        }
        overlaid
    }

    fn add_message(&mut self, message: &SignedMessage<'_>) {
        message.certificates().for_each(|der| self.add_certificate(der));
        let lists = message.lists().filter_map(|der| Crl::from_der(der).ok());
        lists.for_each(|list| self.evidence.add_list(list));
        let responses = message.responses().filter_map(|der| OcspResponse::from_der(der).ok());
        responses.for_each(|response| self.evidence.add_response(response));
        message.signers().for_each(|signer| self.add_values(&signer));
    }

    /// certificate-values and revocation-values (EN 319 122-1 A.1.1.2, A.1.2.2).
    fn add_values(&mut self, signer: &SignerInfo<'_>) {
        signer.certificate_values().into_iter().flatten().for_each(|der| self.add_certificate(der));
        let Ok(values) = signer.revocation_values() else { return };
        let lists = values.lists.into_iter().filter_map(|der| Crl::from_der(der).ok());
        lists.for_each(|list| self.evidence.add_list(list));
        let responses = values.basic_responses.into_iter();
        let responses = responses.filter_map(|der| OcspResponse::from_basic_der(der).ok());
        responses.for_each(|response| self.evidence.add_response(response));
    }

    fn add_certificate(&mut self, der: &[u8]) {
        if let Ok(certificate) = self.cache.certificate(der) {
            self.trust.add_candidate(certificate);
        }
    }
}
