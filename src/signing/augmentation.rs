//! Augmentation (EN 319 102-1 5.4, 5.5): a signature that is there gets a time stamp (level B-T), the evidence that it will be judged by
//! years from now (level B-LT), or both.

use chrono::{DateTime, Utc};

use super::error::SigningError;
use super::message::{Parts, insert};
use super::options::Indeterminate;
use super::{der, verified};
use crate::asn1::{ObjectIdentifier, Reader, Tag, oid};
use crate::certificate::Certificate;
use crate::cms::SignedMessage;
use crate::crypto::{AlgorithmError, RustCrypto};
use crate::error::{Error, ErrorKind, Result};
use crate::ocsp::{OcspResponse, ResponseStatus};
use crate::revocation::Evidence;
use crate::timestamp::TimeStampToken;
use crate::validation::{SignedRequest, Validator};

const WHAT: &str = "SignerInfo";

/// What is added to a signed message afterwards: time stamps to single signers, certificates and evidence to the message.
///
/// Everything else goes over octet by octet: other SignerInfos, and of the stamped one all that was there, in its order;
/// certificates, lists, responses, content. The wrappers around them are written anew in DER, as in
/// [`LicenceSigner::cosign`](super::LicenceSigner::cosign).
///
/// # Where evidence goes
/// EN 319 122-1 knows two places: `SignedData.crls`, and the attribute revocationValues. Both are read. Written is
/// `SignedData.crls`, with OCSP responses as RFC 5940 has them: it is what level B-LT asks for in new signatures
/// (EN 319 122-1 6.3, where the attribute is left to old ones), any CMS reader looks for lists there, it serves all signers
/// and the stamps' authorities alike, and adding to it touches no SignerInfo.
///
/// ```
/// # use kz_eds::*;
/// # let read = |name: &str| std::fs::read(format!("testdata/{name}"));
/// # let trust = TrustStore::new().with_anchor(read("trust/root_rsa.cer")?)?.with_intermediate(read("trust/nca_rsa.cer")?)?;
/// # let evidence = Evidence::new().with_crl(Crl::parse(&read("evidence/nca_rsa.crl")?)?).with_crl(Crl::parse(&read("evidence/root_rsa.crl")?)?);
/// # let validator = Validator::new(trust, Policy::applicant()).with_evidence(evidence.clone());
/// # let now: chrono::DateTime<chrono::Utc> = "2026-06-01T12:00:00Z".parse()?;
/// let message = read("archive/messages/person.cms")?;
/// let message = SignedMessage::parse(&message)?;
/// let token = read("timestamps/person.tst")?; // of TimeStampResponse::token_for
/// let token = TimeStampToken::parse(&token)?;
///
/// let long_lived = Augmentation::of(&message)
///     .with_time_stamp(0, &token)?
///     .with_evidence(&evidence)
///     .verified(None, Indeterminate::Refuse, &validator, now)?;
/// # let after = SignedMessage::parse(&long_lived)?;
/// # assert_eq!((after.signers().next().unwrap().time_stamps().count(), after.lists().len()), (1, 2));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Augmentation<'m> {
    message: &'m SignedMessage<'m>,
    parts: Parts,
    /// The numbers of the signers that got a stamp.
    stamped: Vec<usize>,
}

impl<'m> Augmentation<'m> {
    /// Nothing yet.
    #[must_use]
    pub fn of(message: &'m SignedMessage<'m>) -> Self {
        Self { message, parts: Parts::of(message), stamped: Vec::new() }
    }

    /// Puts the token beside the signature of this signer, counted from 0 in the order of
    /// [`SignedMessage::signers`], as its signature-time-stamp (EN 319 122-1 5.3). One that is there already is not
    /// added again.
    ///
    /// # Errors
    /// [`SigningError::SignerUnknown`] for a number that no signer has; [`SigningError::StampOfAnother`] for a token that
    /// is not over this signature; [`SigningError::Unsupported`] for an imprint that cannot be compared.
    pub fn with_time_stamp(
        mut self,
        signer: usize,
        token: &TimeStampToken<'_>,
    ) -> Result<Self, SigningError> {
        let found = self.message.signers().nth(signer).ok_or(SigningError::SignerUnknown)?;
        let info = self.parts.signers.get_mut(signer).ok_or(SigningError::SignerUnknown)?;
        match token.imprint_of(&RustCrypto, found.signature()) {
            Ok(true) => {}
            Ok(false) => return Err(SigningError::StampOfAnother),
            Err(AlgorithmError::Unsupported(unsupported)) => {
                return Err(SigningError::Unsupported(unsupported));
            }
            Err(AlgorithmError::Malformed(error)) => return Err(error.into()),
        }
        let stamp = token.message().as_bytes();
        if !found.time_stamps().any(|present| present == stamp) {
            *info = with_unsigned(info, oid::SIGNATURE_TIME_STAMP, stamp)?;
        }
        self.stamped.push(signer);
        Ok(self)
    }

    /// Embeds a certificate: of the chain of a signer, or of a stamp's authority.
    #[must_use]
    pub fn with_certificate(mut self, certificate: &Certificate) -> Self {
        add(&mut self.parts.certificates, certificate.as_der().to_vec());
        self
    }

    /// Embeds lists and OCSP responses, each once. Responses that are errors say nothing of any certificate and are left
    /// out. Where a response stands, the version becomes 5 (RFC 5652 5.1).
    #[must_use]
    pub fn with_evidence(mut self, evidence: &Evidence) -> Self {
        for list in evidence.crls() {
            add(&mut self.parts.evidence, list.as_der().to_vec());
        }
        let answered = |response: &&OcspResponse| response.status() == ResponseStatus::Successful;
        for response in evidence.ocsp_responses().iter().filter(answered) {
            add(&mut self.parts.evidence, other_evidence(response));
            self.parts.version = 5;
        }
        self
    }

    /// The message with all of it, DER, unverified.
    ///
    /// # Errors
    /// A message that would be larger, or have more parts, than any that is read here.
    pub fn to_der(&self) -> Result<Vec<u8>> {
        let der = self.parts.der();
        SignedMessage::parse(&der)?;
        Ok(der)
    }

    /// The message with all of it, verified before it is handed out (threat 35): the stamped signers, or where nobody was
    /// stamped, every one. `content` is for a message that has none inside.
    ///
    /// # Errors
    /// [`SigningError::NotVerified`], and [`SigningError::Unreadable`] as [`Augmentation::to_der`].
    pub fn verified(
        &self,
        content: Option<&[u8]>,
        indeterminate: Indeterminate,
        validator: &Validator,
        at: DateTime<Utc>,
    ) -> Result<Vec<u8>, SigningError> {
        let der = self.to_der()?;
        let request = match content {
            Some(content) => SignedRequest::detached(&der, content),
            None => SignedRequest::attached(&der),
        };
        verified::signers(request, &self.places(&der)?, indeterminate, validator, at)?;
        Ok(der)
    }

    /// Where the signers that count stand now.
    fn places(&self, der: &[u8]) -> Result<Vec<usize>> {
        let message = SignedMessage::parse(der)?;
        let counts = |signer: &[u8]| {
            self.stamped.is_empty()
                || self
                    .stamped
                    .iter()
                    .any(|&number| self.parts.signers.get(number).is_some_and(|own| own == signer))
        };
        let signers = message.received_signers().enumerate();
        Ok(signers.filter(|(_, signer)| counts(signer)).map(|(place, _)| place).collect())
    }
}

fn add(members: &mut Vec<Vec<u8>>, member: Vec<u8>) {
    if !members.contains(&member) {
        insert(members, member);
    }
}

/// `[1] IMPLICIT SEQUENCE { otherRevInfoFormat id-ri-ocsp-response, otherRevInfo OCSPResponse }` (RFC 5652 10.2.1, RFC
/// 5940 2.1).
fn other_evidence(response: &OcspResponse) -> Vec<u8> {
    let format = der::identifier(oid::OCSP_RESPONSE);
    der::element(Tag::context_constructed(1), &[&format, response.as_der()])
}

/// A SignerInfo with one unsigned attribute more, after those that it has: who stamped several together may have counted on
/// their order.
fn with_unsigned(info: &[u8], kind: ObjectIdentifier, value: &[u8]) -> Result<Vec<u8>> {
    const UNSIGNED: Tag = Tag::context_constructed(1);
    let contents = Reader::new(info, WHAT).value(Tag::SEQUENCE)?;
    let mut fields = Reader::new(contents, WHAT);
    let mut present: &[u8] = &[];
    let mut before = contents.len();
    while !fields.is_empty() {
        let start = fields.position();
        let field = fields.any()?;
        if field.tag == UNSIGNED && fields.is_empty() {
            (present, before) = (field.value, start);
        }
    }
    let kept = contents.get(..before).ok_or(Error::new(ErrorKind::Malformed, WHAT))?;
    let attribute = der::attribute(kind, value);
    Ok(der::sequence(&[kept, &der::element(UNSIGNED, &[present, &attribute])]))
}

/// Shows counts alone.
impl std::fmt::Debug for Augmentation<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Augmentation")
            .field("message", self.message)
            .field("stamped", &self.stamped)
            .finish_non_exhaustive()
    }
}
