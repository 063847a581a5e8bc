//! What is asked of a signed request.

use std::fmt;

use crate::cms::ContentDigests;
use crate::finding::Fingerprint;
use crate::identity::Claim;

/// Where the signed bytes are.
#[derive(Clone, Copy)]
pub(super) enum Content<'a> {
    /// In the message.
    Attached,
    /// Beside it.
    Detached(&'a [u8]),
    /// Hashed by the caller already.
    Hashed(&'a ContentDigests),
}

/// A signed message (CMS, RFC 5652) and what the caller expects of it.
///
/// ```
/// use kz_eds::{Bin, Claim, Document, SignedRequest};
/// # let (form, plan, plan_signature) = (&[][..], &[][..], &[][..]);
/// let request = SignedRequest::attached(form)
///     .expects(Claim::applicant(Bin::parse("260140000015")?))
///     .with_document(Document::detached("plan", plan_signature, plan))
///     .expects_documents(["plan"]);
/// # let _ = request;
/// # Ok::<(), kz_eds::Error>(())
/// ```
#[derive(Clone)]
pub struct SignedRequest<'a> {
    pub(super) message: Option<&'a [u8]>,
    pub(super) content: Content<'a>,
    pub(super) claims: Vec<Claim>,
    pub(super) checked_as: Option<Fingerprint>,
    pub(super) documents: Vec<Document<'a>>,
    pub(super) expected_documents: Option<Vec<String>>,
    pub(super) allows_others: bool,
}

impl<'a> SignedRequest<'a> {
    const fn new(message: Option<&'a [u8]>, content: Content<'a>) -> Self {
        Self {
            message,
            content,
            claims: Vec::new(),
            checked_as: None,
            documents: Vec::new(),
            expected_documents: None,
            allows_others: false,
        }
    }

    /// A message that holds its content. DER, BER, PEM or bare base64.
    pub const fn attached(message: &'a [u8]) -> Self {
        Self::new(Some(message), Content::Attached)
    }

    /// A message over content that lies beside it. A message that has content of its own is then refused (threat 5).
    pub const fn detached(message: &'a [u8], content: &'a [u8]) -> Self {
        Self::new(Some(message), Content::Detached(content))
    }

    /// A message over content that was hashed as it streamed by, see [`ContentDigests`].
    pub const fn hashed(message: &'a [u8], digests: &'a ContentDigests) -> Self {
        Self::new(Some(message), Content::Hashed(digests))
    }

    /// A request that the procedure lets through without a signature, on paper or by the provider. Its verdict is
    /// never passed; it says [`Reason::UnsignedByProcedure`](crate::Reason::UnsignedByProcedure) and nothing
    /// else, so that it is not taken for a bad signature (SIG-8).
    pub const fn unsigned_by_procedure() -> Self {
        Self::new(None, Content::Attached)
    }

    /// One more claim. Each must be answered by a signer of its own, and every signer must answer one: a request that
    /// expects nobody refuses everybody, unless others are allowed.
    #[must_use]
    pub fn expects(mut self, claim: Claim) -> Self {
        self.claims.push(claim);
        self
    }

    /// Signers that answer no claim do not fail the request. They are judged all the same, but for whose they are.
    #[must_use]
    pub fn allowing_other_signers(mut self) -> Self {
        self.allows_others = true;
        self
    }

    /// The certificate that condition 3 saw: the first claim must be answered by this very one (SIG-4).
    #[must_use]
    pub fn checked_as(mut self, certificate: Fingerprint) -> Self {
        self.checked_as = Some(certificate);
        self
    }

    /// An attached document, signed on its own by the signer of the first claim (SIG-1).
    #[must_use]
    pub fn with_document(mut self, document: Document<'a>) -> Self {
        self.documents.push(document);
        self
    }

    /// The documents that the request must have, by name: no fewer, no others (SIG-3). Without this, the documents
    /// that are given are judged, and none is missed.
    #[must_use]
    pub fn expects_documents<S: Into<String>>(mut self, names: impl IntoIterator<Item = S>) -> Self {
        self.expected_documents = Some(names.into_iter().map(Into::into).collect());
        self
    }
}

/// One attached document and the message that signs it.
#[derive(Clone)]
pub struct Document<'a> {
    pub(super) name: String,
    pub(super) message: &'a [u8],
    pub(super) content: Content<'a>,
}

impl<'a> Document<'a> {
    /// A document inside its message.
    pub fn attached(name: impl Into<String>, message: &'a [u8]) -> Self {
        Self { name: name.into(), message, content: Content::Attached }
    }

    /// A document beside its message.
    pub fn detached(name: impl Into<String>, message: &'a [u8], content: &'a [u8]) -> Self {
        Self { name: name.into(), message, content: Content::Detached(content) }
    }

    /// A document that was hashed as it streamed by.
    pub fn hashed(name: impl Into<String>, message: &'a [u8], digests: &'a ContentDigests) -> Self {
        Self { name: name.into(), message, content: Content::Hashed(digests) }
    }
}

/// Shows what was asked, and nothing of what was submitted (NFR-1).
impl fmt::Debug for SignedRequest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignedRequest")
            .field("claims", &self.claims)
            .field("documents", &self.documents.len())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Document<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Document").finish_non_exhaustive()
    }
}
