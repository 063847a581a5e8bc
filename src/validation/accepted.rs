//! What comes of verifying a request: a refusal, or the bytes and identities that hold.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use crate::certificate::Certificate;
use crate::finding::Reason;
use crate::identity::SubjectIdentity;
use crate::policy::Indication;
use crate::report::{Language, RequestReport, TimeRecord, refusal};

use super::documents::JudgedDocument;
use super::message::JudgedMessage;
use super::request::Content;

/// What a validator found about a request. Only a validator makes one.
#[must_use = "a verdict that nobody reads protects nobody"]
pub struct RequestVerdict<'a> {
    report: Arc<RequestReport>,
    verified: Option<Verified<'a>>,
}

/// Why a request was not accepted.
#[derive(Clone)]
pub struct Refusal {
    report: Arc<RequestReport>,
}

/// A request that holds: what was signed, and by whom.
pub struct Verified<'a> {
    report: Arc<RequestReport>,
    content: Signed<'a>,
    documents: Vec<(String, Signed<'a>)>,
    signers: Vec<VerifiedSigner>,
}

/// One signer of a request that holds.
#[derive(Clone, Debug)]
pub struct VerifiedSigner {
    certificate: Certificate,
    claim: Option<usize>,
    time: TimeRecord,
}

/// A message whose signatures hold, and where its content is.
struct Signed<'a> {
    message: JudgedMessage<'a>,
}

impl<'a> RequestVerdict<'a> {
    /// The verified parts are made only for a report that passed.
    pub(super) fn new(
        report: RequestReport,
        verified: impl FnOnce(Arc<RequestReport>) -> Option<Verified<'a>>,
    ) -> Self {
        let report = Arc::new(report);
        let is_passed = report.indication == Indication::TotalPassed;
        let verified = if is_passed { verified(Arc::clone(&report)) } else { None };
        Self { report, verified }
    }

    pub(super) fn refused(report: RequestReport) -> Self {
        Self { report: Arc::new(report), verified: None }
    }

    /// Passed, failed or indeterminate.
    pub fn indication(&self) -> Indication {
        self.report.indication
    }

    /// Everything that stands against it: sorted by code, each once, empty if passed.
    pub fn reasons(&self) -> Vec<Reason> {
        self.report.adverse()
    }

    /// What it rests on.
    pub fn report(&self) -> &RequestReport {
        &self.report
    }

    /// The only road to signed bytes and proven identities.
    ///
    /// # Errors
    /// A [`Refusal`] for anything but [`Indication::TotalPassed`].
    pub fn accept(self) -> Result<Verified<'a>, Refusal> {
        self.verified.ok_or(Refusal { report: self.report })
    }
}

impl Refusal {
    /// Failed or indeterminate.
    pub fn indication(&self) -> Indication {
        self.report.indication
    }

    /// Everything that stands against the request.
    pub fn reasons(&self) -> Vec<Reason> {
        self.report.adverse()
    }

    /// The caller said that the procedure wants no signature: no bad signature was seen (SIG-8).
    pub fn is_unsigned_by_procedure(&self) -> bool {
        self.reasons() == [Reason::UnsignedByProcedure]
    }

    /// The refusal that the regulations prescribe.
    pub fn message(&self, language: Language) -> &'static str {
        refusal(language)
    }

    /// What it rests on.
    pub fn report(&self) -> &RequestReport {
        &self.report
    }
}

impl<'a> Verified<'a> {
    /// Nothing if a part that a passed report speaks of is not there; it always is.
    pub(super) fn new(
        report: Arc<RequestReport>,
        form: JudgedMessage<'a>,
        answers: Vec<Option<usize>>,
        documents: Vec<JudgedDocument<'a>>,
    ) -> Option<Self> {
        let each = form.signers.iter().enumerate();
        let signers = each.map(|(place, signer)| {
            Some(VerifiedSigner {
                certificate: signer.certificate.clone()?,
                claim: answers.iter().position(|answer| *answer == Some(place)),
                time: signer.time,
            })
        });
        let signers: Option<Vec<_>> = signers.collect();
        let documents: Option<Vec<_>> = documents
            .into_iter()
            .map(|document| Some((document.name, Signed { message: document.message? })))
            .collect();
        Some(Self { report, signers: signers?, documents: documents?, content: Signed { message: form } })
    }

    /// The bytes of the form that were signed; `None` if the caller gave a digest in their place. In one piece,
    /// without a copy unless the message was streamed in pieces.
    pub fn content(&self) -> Option<Cow<'_, [u8]>> {
        self.content.bytes()
    }

    /// Names of the documents that the signature covers, in the order given (SIG-2).
    pub fn document_names(&self) -> impl ExactSizeIterator<Item = &str> {
        self.documents.iter().map(|(name, _)| name.as_str())
    }

    /// The signed bytes of one document; `None` if there is no such, or if the caller gave a digest of it.
    pub fn document(&self, name: &str) -> Option<Cow<'_, [u8]>> {
        self.documents.iter().find(|(found, _)| found == name)?.1.bytes()
    }

    /// The signers of the form, in the order of the message.
    pub fn signers(&self) -> &[VerifiedSigner] {
        &self.signers
    }

    /// What it rests on.
    pub fn report(&self) -> &RequestReport {
        &self.report
    }
}

impl VerifiedSigner {
    /// The signer's certificate.
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// Whose it is.
    pub fn identity(&self) -> &SubjectIdentity {
        self.certificate.identity()
    }

    /// By when the signature is proven to have existed, and by what; where nothing proves it, the time of validation
    /// (LIC-5).
    pub fn time(&self) -> TimeRecord {
        self.time
    }

    /// Which of the request's claims this signer answers, counted from 0 in the order in which they were expected.
    pub fn claim(&self) -> Option<usize> {
        self.claim
    }
}

impl Signed<'_> {
    fn bytes(&self) -> Option<Cow<'_, [u8]>> {
        match self.message.content {
            Content::Attached => self.message.message.content().map(|content| content.to_bytes()),
            Content::Detached(bytes) => Some(Cow::Borrowed(bytes)),
            Content::Hashed(_) => None,
        }
    }
}

/// Shows codes alone.
impl fmt::Debug for RequestVerdict<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let codes: Vec<_> = self.reasons().iter().map(|reason| reason.code()).collect();
        f.debug_struct("RequestVerdict")
            .field("indication", &self.indication())
            .field("reasons", &codes)
            .finish()
    }
}

impl fmt::Debug for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let codes: Vec<_> = self.reasons().iter().map(|reason| reason.code()).collect();
        f.debug_tuple("Refusal").field(&codes).finish()
    }
}

impl fmt::Debug for Verified<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Verified({} signers, {} documents)", self.signers.len(), self.documents.len())
    }
}
