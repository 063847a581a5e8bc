//! The documents attached to a request: each covered by the applicant's signature, none missing, none added, none in
//! another's place (SIG-1 to SIG-3).

use std::collections::BTreeSet;
use std::mem;

use chrono::{DateTime, Utc};

use crate::certificate::Certificate;
use crate::finding::{Fact, Finding, Reason};
use crate::path::Budget;
use crate::policy::{Indication, Policy};
use crate::report::{About, DocumentRecord};

use super::message::JudgedMessage;
use super::request::{Document, SignedRequest};
use super::requests::{judgements, record};
use super::{Moment, Validator};

/// A document that was judged.
pub(super) struct JudgedDocument<'a> {
    pub(super) name: String,
    /// Nothing if its message cannot be read.
    pub(super) message: Option<JudgedMessage<'a>>,
    findings: Vec<Finding>,
}

impl JudgedDocument<'_> {
    /// All that was judged goes into the record.
    pub(super) fn record(&mut self, validation: DateTime<Utc>, policy: &Policy) -> DocumentRecord {
        let mut findings = mem::take(&mut self.findings);
        let signers: Vec<_> = match &mut self.message {
            Some(message) => {
                findings.append(&mut message.findings);
                message.signers.iter_mut().map(|signer| record(signer, None, validation, policy)).collect()
            }
            None => Vec::new(),
        };
        let judgements = judgements(findings.into_iter().map(|finding| (About::Document, finding)), policy);
        let own = judgements.iter().map(|judgement| judgement.indication);
        let indication = own.chain(signers.iter().map(|signer| signer.indication)).max();
        DocumentRecord {
            name: self.name.clone(),
            indication: indication.unwrap_or(Indication::TotalFailed),
            judgements,
            signers,
        }
    }
}

/// Judges every document that was given; what is missing is said of the form.
pub(super) fn judge<'a>(
    validator: &Validator,
    request: &SignedRequest<'a>,
    form: &mut JudgedMessage<'a>,
    principal: Option<&Certificate>,
    moment: Moment,
    mut budget: Budget,
) -> Vec<JudgedDocument<'a>> {
    let mut documents = Vec::new();
    for document in &request.documents {
        let (message, left) = validator.judge_message(document.message, document.content, moment, budget);
        budget = left;
        documents.push(judged(document, message, form, principal));
    }
    changed(&mut documents);
    names(request, form, &mut documents);
    documents
}

fn judged<'a>(
    document: &Document<'a>,
    message: Option<JudgedMessage<'a>>,
    form: &JudgedMessage<'a>,
    principal: Option<&Certificate>,
) -> JudgedDocument<'a> {
    let finding = match &message {
        None => Some(Reason::FormatUnreadable.into()),
        Some(message) => signed_by_others(message, form, principal),
    };
    JudgedDocument { name: document.name.clone(), message, findings: finding.into_iter().collect() }
}

/// The signer of the form must have signed the document, and nobody who has not signed the form.
fn signed_by_others(
    message: &JudgedMessage<'_>,
    form: &JudgedMessage<'_>,
    principal: Option<&Certificate>,
) -> Option<Finding> {
    let known = |message: &JudgedMessage<'_>, wanted: &Certificate| {
        message.signers.iter().any(|signer| signer.certificate.as_ref() == Some(wanted))
    };
    let by_principal = principal.is_some_and(|principal| known(message, principal));
    let by_others = message
        .signers
        .iter()
        .any(|signer| signer.certificate.as_ref().is_none_or(|certificate| !known(form, certificate)));
    (!by_principal || by_others).then(|| Reason::DocumentSignerDiffers.into())
}

/// A document whose digest is not the one that was signed: it is named as changed, or as swapped with another of
/// the request where the signer's digest is that one's. It is not the document's own, or there were no mismatch.
fn changed(documents: &mut [JudgedDocument<'_>]) {
    let contents: Vec<Vec<u8>> = documents.iter().flat_map(digests).collect();
    let messages = documents.iter_mut().flat_map(|document| &mut document.message);
    for (said, signer) in messages.flat_map(|message| message.message.signers().zip(&mut message.signers)) {
        let stated = said.stated_digest().ok().flatten();
        let swapped = stated.is_some_and(|stated| contents.iter().any(|digest| digest == stated));
        let reason = if swapped { Reason::DocumentSwapped } else { Reason::DocumentChanged };
        for (_, finding) in &mut signer.judged.findings {
            if finding.reason == Reason::ContentDigestMismatch {
                finding.reason = reason;
            }
        }
    }
}

fn digests(document: &JudgedDocument<'_>) -> Vec<Vec<u8>> {
    let digests = document.message.iter().filter_map(|message| message.digests.as_ref());
    digests.flat_map(|digests| digests.iter()).map(|digest| digest.as_ref().to_vec()).collect()
}

/// No name twice; where names are expected, those and no others.
fn names(request: &SignedRequest<'_>, form: &mut JudgedMessage<'_>, documents: &mut [JudgedDocument<'_>]) {
    let expected: Option<BTreeSet<&str>> =
        request.expected_documents.as_ref().map(|names| names.iter().map(String::as_str).collect());
    let mut seen = BTreeSet::new();
    for document in documents.iter_mut() {
        let is_expected = expected.as_ref().is_none_or(|names| names.contains(document.name.as_str()));
        if !seen.insert(document.name.clone()) || !is_expected {
            document.findings.push(Reason::DocumentAdded.into());
        }
    }
    for name in expected.into_iter().flatten().filter(|name| !seen.contains(*name)) {
        form.findings.push(Finding::new(Reason::DocumentMissing, [Fact::Document(name.to_owned())]));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// No message, no signer, no finding: nothing was judged, and nothing passed (threat 1).
    #[test]
    fn a_document_of_which_nothing_is_known_has_failed() {
        let mut document = JudgedDocument { name: "plan".to_owned(), message: None, findings: Vec::new() };
        assert_eq!(
            document.record(DateTime::UNIX_EPOCH, &Policy::applicant()).indication,
            Indication::TotalFailed
        );
    }
}
