//! One signer: who it says it is, and what it says about the content.

use std::fmt;

use chrono::{DateTime, Utc};

use crate::asn1::{Reader, Span, Tag, object_identifier, oid, whole};
use crate::certificate::Certificate;
use crate::crypto::{AlgorithmError, AlgorithmIdentifier, DigestAlgorithm};
use crate::name::Name;
use crate::time;

use super::attributes::{Attributes, Known};
use super::fault::SignerFault;
use super::fields::{Fields, Identifier};
use super::parse::Parts;

const WHAT: &str = "SignerInfo";

/// A signer of a message (SignerInfo, RFC 5652 5.3). Nothing it says is proven before the validator has judged it.
///
/// ```
/// # let bytes = std::fs::read("src/cms/sample.pem")?;
/// use kz_eds::SignerIdentifier;
/// let message = kz_eds::SignedMessage::parse(&bytes)?;
/// let signer = message.signers().next().unwrap();
/// let SignerIdentifier::IssuerAndSerial { issuer, serial } = signer.identifier() else { panic!() };
/// assert_eq!((issuer.to_string().as_str(), serial), ("CN=Sample", &[7][..]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct SignerInfo<'m> {
    pub(super) bytes: &'m [u8],
    pub(super) parts: &'m Parts,
    pub(super) fields: &'m Fields,
}

/// How a signer names its certificate (RFC 5652 5.3).
///
/// ```
/// # let bytes = std::fs::read("src/cms/sample.pem")?;
/// let message = kz_eds::SignedMessage::parse(&bytes)?;
/// let by_key = |signer: kz_eds::SignerInfo<'_>| matches!(signer.identifier(), kz_eds::SignerIdentifier::KeyId(_));
/// assert!(!message.signers().any(by_key));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub enum SignerIdentifier<'m> {
    /// By issuer and serial number.
    IssuerAndSerial {
        /// The issuer's name.
        issuer: Name<'m>,
        /// The serial number's octets, shortest form.
        serial: &'m [u8],
    },
    /// By the certificate's subjectKeyIdentifier.
    KeyId(&'m [u8]),
}

impl<'m> SignerInfo<'m> {
    fn slice(&self, span: Span) -> &'m [u8] {
        span.in_bytes(self.bytes)
    }

    /// How the signer names its certificate.
    pub fn identifier(&self) -> SignerIdentifier<'m> {
        match self.fields.identifier {
            Identifier::IssuerAndSerial { issuer, serial } => SignerIdentifier::IssuerAndSerial {
                issuer: Name::from_checked(self.slice(issuer)),
                serial: self.slice(serial),
            },
            Identifier::KeyId(id) => SignerIdentifier::KeyId(self.slice(id)),
        }
    }

    /// The digestAlgorithm, a whole AlgorithmIdentifier as received.
    pub fn digest_algorithm(&self) -> &'m [u8] {
        self.slice(self.fields.digest_algorithm)
    }

    /// The digest that the content needs for this signer.
    ///
    /// # Errors
    /// [`AlgorithmError`] for one that is outside the table.
    pub fn digest(&self) -> Result<DigestAlgorithm, AlgorithmError> {
        DigestAlgorithm::from_der(self.digest_algorithm())
    }

    /// The signatureAlgorithm, a whole AlgorithmIdentifier as received.
    pub fn signature_algorithm(&self) -> &'m [u8] {
        self.slice(self.fields.signature_algorithm)
    }

    /// The signature's octets: what a time stamp is over.
    pub fn signature(&self) -> &'m [u8] {
        self.slice(self.fields.signature)
    }

    /// The signed attributes, if there are any.
    pub fn signed_attributes(&self) -> Option<Attributes<'m>> {
        let signed = self.fields.signed_attributes.as_ref()?;
        Some(Attributes::from_checked(self.slice(signed.contents)))
    }

    /// What is hashed when attributes are signed, in two parts: the octets as received, but under the tag of a
    /// SET in place of `[0]` (RFC 5652 5.4). Never a re-encoding (threat 3).
    pub(crate) fn signed_octets(&self) -> Option<[&'m [u8]; 2]> {
        let (_, rest) = self.slice(self.fields.signed_attributes.as_ref()?.element).split_first()?;
        Some([&[Tag::SET.0], rest])
    }

    /// The unsigned attributes, if there are any: time stamps, revocation values. Anybody can have added them.
    pub fn unsigned_attributes(&self) -> Option<Attributes<'m>> {
        self.fields.unsigned_attributes.map(|span| Attributes::from_checked(self.slice(span)))
    }

    /// Whether this certificate answers to the signer's identifier. Several may. The issuer is the same octet by
    /// octet, as signers copy it: the identifier is not signed, so nothing about it is taken loosely.
    pub fn names(&self, certificate: &Certificate) -> bool {
        match self.identifier() {
            SignerIdentifier::IssuerAndSerial { issuer, serial } => {
                certificate.serial_number() == serial && certificate.issuer().as_der() == issuer.as_der()
            }
            SignerIdentifier::KeyId(id) => certificate.subject_key_id() == Some(id),
        }
    }

    /// The certificates that answer to the identifier, each once, in the order given. None, one or several: the
    /// judge decides (threats 1 and 6).
    pub(crate) fn candidates<'c>(
        &self,
        certificates: impl IntoIterator<Item = &'c Certificate>,
    ) -> Vec<&'c Certificate> {
        let mut found: Vec<&Certificate> = Vec::new();
        for certificate in certificates {
            if self.names(certificate) && !found.contains(&certificate) {
                found.push(certificate);
            }
        }
        found
    }

    /// When the signer says it signed, UTC. A claim, not a proof (threat 26).
    pub(crate) fn signing_time(&self) -> Result<Option<DateTime<Utc>>, SignerFault> {
        let Some(value) = self.single(Known::SigningTime)? else { return Ok(None) };
        let mut reader = Reader::new(value, WHAT);
        match time::read(&mut reader, WHAT) {
            Ok(time) => Ok(Some(time)),
            Err(_) => Err(SignerFault::Malformed(oid::SIGNING_TIME)),
        }
    }

    /// The value of this signed attribute, which occurs once at the most and has one value (RFC 5652 11: "MUST NOT include
    /// multiple instances", "MUST have a single attribute value").
    pub(super) fn single(&self, attribute: Known) -> Result<Option<&'m [u8]>, SignerFault> {
        let signed = self.fields.signed_attributes.as_ref();
        let places = signed.map_or(&[][..], |signed| &signed.places);
        let mut found = places.iter().filter(|place| place.attribute == attribute);
        match (found.next(), found.next()) {
            (None, _) => Ok(None),
            (Some(_), Some(_)) => Err(SignerFault::Repeated(attribute.oid())),
            (Some(place), None) if place.is_single => Ok(Some(self.slice(place.values))),
            (Some(_), None) => Err(SignerFault::NotSingle(attribute.oid())),
        }
    }

    /// The same of an attribute that must be there.
    fn required(&self, attribute: Known) -> Result<&'m [u8], SignerFault> {
        self.single(attribute)?.ok_or(SignerFault::Missing(attribute.oid()))
    }

    /// The signed attributes are as RFC 5652 5.3 and 11 want them, and say the type that the content has. Their
    /// absence is right for id-data alone.
    pub(crate) fn check_attributes(&self) -> Result<(), SignerFault> {
        let content_type = self.parts.content_type;
        let Some(attributes) = self.signed_attributes() else {
            return if content_type == oid::DATA { Ok(()) } else { Err(SignerFault::NoAttributes) };
        };
        if !attributes.are_sorted() {
            return Err(SignerFault::Unsorted);
        }
        let stated = self.required(Known::ContentType)?;
        let stated = whole(stated, Tag::OBJECT_IDENTIFIER, WHAT)
            .and_then(|element| object_identifier(element.value))
            .map_err(|_| SignerFault::Malformed(oid::CONTENT_TYPE))?;
        if stated != content_type {
            return Err(SignerFault::ContentTypeDiffers);
        }
        self.stated_digest()?;
        self.signing_time()?;
        Ok(())
    }

    /// The value of messageDigest; `None` when nothing but the content is signed.
    pub(crate) fn stated_digest(&self) -> Result<Option<&'m [u8]>, SignerFault> {
        if self.fields.signed_attributes.is_none() {
            return Ok(None);
        }
        whole(self.required(Known::MessageDigest)?, Tag::OCTET_STRING, WHAT)
            .map(|element| Some(element.value))
            .map_err(|_| SignerFault::Malformed(oid::MESSAGE_DIGEST))
    }

    /// The signer's digest stands among the message's digestAlgorithms: those who hash in one pass rely on it, and
    /// "implementations MAY fail to validate signatures that use a digest algorithm that is not included" (RFC 5652
    /// 5.1).
    pub(crate) fn check_announced(&self) -> Result<(), SignerFault> {
        let announced = |span: &Span| {
            let theirs = AlgorithmIdentifier::from_der(self.slice(*span));
            let own = AlgorithmIdentifier::from_der(self.digest_algorithm());
            theirs.is_ok_and(|theirs| own.is_ok_and(|own| own.matches(&theirs)))
        };
        if self.parts.digest_algorithms.iter().any(announced) {
            Ok(())
        } else {
            Err(SignerFault::AlgorithmsDiffer)
        }
    }

    /// The algorithms are those that cmsAlgorithmProtection names, if it is there (RFC 6211).
    ///
    /// ```text
    /// CMSAlgorithmProtection ::= SEQUENCE {
    ///     digestAlgorithm         DigestAlgorithmIdentifier,
    ///     signatureAlgorithm  [1] SignatureAlgorithmIdentifier OPTIONAL,
    ///     macAlgorithm        [2] MessageAuthenticationCodeAlgorithm OPTIONAL }
    /// (WITH COMPONENTS { signatureAlgorithm PRESENT, macAlgorithm ABSENT } | …)
    /// ```
    pub(crate) fn check_algorithm_protection(&self) -> Result<(), SignerFault> {
        let Some(value) = self.single(Known::AlgorithmProtection)? else { return Ok(()) };
        match self.algorithms_match(value) {
            Ok(true) => Ok(()),
            Ok(false) => Err(SignerFault::ProtectedAlgorithmsDiffer),
            Err(_) => Err(SignerFault::Malformed(oid::ALGORITHM_PROTECTION)),
        }
    }

    fn algorithms_match(&self, value: &[u8]) -> crate::error::Result<bool> {
        let mut protected = Reader::new(whole(value, Tag::SEQUENCE, WHAT)?.value, WHAT);
        let digest = AlgorithmIdentifier::from_der(protected.element(Tag::SEQUENCE)?.raw)?;
        let signature = AlgorithmIdentifier::from_contents(protected.value(Tag::context_constructed(1))?)?;
        protected.finish()?;
        Ok(digest.matches(&AlgorithmIdentifier::from_der(self.digest_algorithm())?)
            && signature.matches(&AlgorithmIdentifier::from_der(self.signature_algorithm())?))
    }
}

/// Shows neither names nor values.
impl fmt::Debug for SignerInfo<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignerInfo")
            .field("identifier", &self.identifier())
            .field("signed_attributes", &self.signed_attributes())
            .field("unsigned_attributes", &self.unsigned_attributes())
            .finish_non_exhaustive()
    }
}
