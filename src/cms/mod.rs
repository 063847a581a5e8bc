//! Signed messages: SignedData of CMS (RFC 5652), read in place. Facts, no judgement.
//!
//! # The map
//!
//! | file | what is there |
//! |---|---|
//! | `parse` | SignedData: the outer wrappers, in BER or DER, as places in the bytes |
//! | `fields` | SignerInfo, strict DER |
//! | `attributes` | signed and unsigned attributes |
//! | `signer` | a signer: its identifier, what its attributes say |
//! | `unsigned` | time stamps, certificates and evidence among the unsigned attributes |
//! | `ess` | the attributes that name the signer's certificate |
//! | `content` | attached content, digests, streaming |
//! | `verify` | what cryptography says of a signer |
//! | `fault` | what can be wrong with a signer |
//!
//! Certificates, lists and responses in a message are candidates, to be read and judged like any others: none of
//! them is ever an anchor (threat 25).

mod attributes;
mod content;
mod ess;
mod fault;
mod fields;
mod parse;
mod signer;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod unsigned;
mod verify;

use std::borrow::Cow;
use std::fmt;

use crate::asn1::{ObjectIdentifier, Span, armour};
use crate::crypto::{DigestAlgorithm, Provider};
use crate::error::{Error, ErrorKind, Result};
use crate::limits;

pub use attributes::{Attribute, Attributes};
pub(crate) use content::Content;
pub use content::{ContentDigests, ContentHasher};
pub(crate) use ess::Binding;
pub(crate) use fault::SignerFault;
use fields::Fields;
use parse::Parts;
pub use signer::{SignerIdentifier, SignerInfo};
pub use unsigned::RevocationValues;

const MESSAGE: &str = "signed message";

/// A signed message: its bytes, borrowed where they came as DER or BER, and where its parts lie in them. Content,
/// certificates and attributes are never copied.
///
/// The wrappers may be BER, as streaming signers write them; signers and their attributes must be DER. Nothing may
/// follow the end but the one NUL of a national library (threat 12).
///
/// The content is not to be had from here: see [`Verdict`](crate::Verdict) for signed bytes that hold.
///
/// ```
/// # let bytes = std::fs::read("src/cms/sample.pem")?;
/// let message = kz_eds::SignedMessage::parse(&bytes)?;
/// assert_eq!(message.signers().len(), 1);
/// assert!(message.is_attached() && !message.has_trailing_nul());
/// assert_eq!(message.content_type().to_string(), "1.2.840.113549.1.7.1");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct SignedMessage<'a> {
    bytes: Cow<'a, [u8]>,
    parts: Parts,
}

impl<'a> SignedMessage<'a> {
    /// Reads one message from DER, BER, PEM or bare base64, whichever `input` is.
    ///
    /// # Errors
    /// An [`ErrorKind`] that says what is wrong with its form. A message whose signatures are bad is no error here.
    pub fn parse(input: &'a [u8]) -> Result<Self> {
        if input.len() > limits::MESSAGE_BYTES {
            return Err(Error::new(ErrorKind::LimitExceeded, MESSAGE));
        }
        let bytes = armour::only(input, MESSAGE)?;
        Ok(Self { parts: Parts::read(&bytes)?, bytes })
    }

    fn slices<'m>(&'m self, spans: &'m [Span]) -> impl ExactSizeIterator<Item = &'m [u8]> {
        spans.iter().map(|span| span.in_bytes(&self.bytes))
    }

    /// The message as DER or BER: a NUL after it included.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Version of the SignedData: 1, 3, 4 or 5 (RFC 5652 5.1).
    pub fn version(&self) -> u8 {
        self.parts.version
    }

    /// The type of the content (RFC 5652 5.2).
    pub fn content_type(&self) -> ObjectIdentifier {
        self.parts.content_type
    }

    /// The content is in the message.
    pub fn is_attached(&self) -> bool {
        self.parts.content.is_some()
    }

    /// The content, if it is in the message.
    pub(crate) fn content(&self) -> Option<Content<'_>> {
        let pieces = self.parts.content.as_deref()?;
        Some(Content { bytes: &self.bytes, pieces })
    }

    /// The digestAlgorithms: hints for those who read in one pass, whole AlgorithmIdentifiers as received.
    pub fn digest_algorithms(&self) -> impl ExactSizeIterator<Item = &[u8]> {
        self.slices(&self.parts.digest_algorithms)
    }

    /// Embedded certificates as received, for [`Certificate::from_der`](crate::Certificate::from_der).
    pub fn certificates(&self) -> impl ExactSizeIterator<Item = &[u8]> {
        self.slices(&self.parts.certificates)
    }

    /// How many attribute certificates and other forms stand beside the certificates. They are not read.
    pub fn other_certificates(&self) -> usize {
        self.parts.other_certificates
    }

    /// Embedded revocation lists as received, for [`Crl::from_der`](crate::Crl::from_der).
    pub fn lists(&self) -> impl ExactSizeIterator<Item = &[u8]> {
        self.slices(&self.parts.lists)
    }

    /// Embedded OCSP responses as received (RFC 5940).
    pub fn responses(&self) -> impl ExactSizeIterator<Item = &[u8]> {
        self.slices(&self.parts.responses)
    }

    /// How much revocation information of other forms the message has. It is not read.
    pub fn other_evidence(&self) -> usize {
        self.parts.other_evidence
    }

    /// Every signer, in the order received.
    pub fn signers(&self) -> impl ExactSizeIterator<Item = SignerInfo<'_>> {
        let (bytes, parts) = (&*self.bytes, &self.parts);
        parts.signers.iter().map(move |fields| SignerInfo { bytes, parts, fields })
    }

    /// The place of the signer, if there is exactly one.
    pub(crate) fn only_signer(&self) -> Option<OnlySigner> {
        match &*self.parts.signers {
            [only] => Some(OnlySigner(only.clone())),
            _ => None,
        }
    }

    /// The signer at its place.
    pub(crate) fn signer_at<'m>(&'m self, place: &'m OnlySigner) -> SignerInfo<'m> {
        SignerInfo { bytes: &self.bytes, parts: &self.parts, fields: &place.0 }
    }

    /// Certificates of every form as received, for who adds a signer; so the next two.
    pub(crate) fn received_certificates(&self) -> impl ExactSizeIterator<Item = &[u8]> {
        self.slices(&self.parts.received.certificates)
    }

    /// Revocation information of every form.
    pub(crate) fn received_evidence(&self) -> impl ExactSizeIterator<Item = &[u8]> {
        self.slices(&self.parts.received.evidence)
    }

    /// Whole SignerInfos.
    pub(crate) fn received_signers(&self) -> impl ExactSizeIterator<Item = &[u8]> {
        self.slices(&self.parts.received.signers)
    }

    /// One NUL follows the message, as one national library writes it.
    pub fn has_trailing_nul(&self) -> bool {
        self.parts.trailing_nul
    }

    /// The digests that the signers need, each once, in the order of the signers. Those that are outside the
    /// table are left out: see [`SignerInfo::digest`].
    pub fn digests_needed(&self) -> Vec<DigestAlgorithm> {
        let mut needed = Vec::new();
        for algorithm in self.signers().filter_map(|signer| signer.digest().ok()) {
            if !needed.contains(&algorithm) {
                needed.push(algorithm);
            }
        }
        needed
    }

    /// A hasher for content that is not in the message.
    pub fn hasher(&self, provider: &dyn Provider) -> ContentHasher {
        let watches = self.signers().any(|signer| signer.signed_attributes().is_none());
        ContentHasher::new(provider, &self.digests_needed(), watches)
    }

    /// The digests of the attached content, `None` when it is detached.
    pub(crate) fn attached_digests(&self, provider: &dyn Provider) -> Option<ContentDigests> {
        let mut hasher = self.hasher(provider);
        self.content()?.pieces().for_each(|piece| hasher.update(piece));
        Some(hasher.finish())
    }
}

/// Where the only signer of a message lies, for those who keep the two together.
#[derive(Clone)]
pub(crate) struct OnlySigner(Fields);

/// Shows counts alone: content is personal data (NFR-1).
impl fmt::Debug for SignedMessage<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignedMessage")
            .field("is_attached", &self.is_attached())
            .field("signers", &self.signers().len())
            .field("certificates", &self.certificates().len())
            .finish_non_exhaustive()
    }
}
