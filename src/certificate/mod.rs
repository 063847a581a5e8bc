//! Certificates (RFC 5280 section 4): parsed once, owned, cheap to clone, judged elsewhere.

mod extensions;
mod frame;
mod host;
mod name_constraints;
mod points;
mod policies;
mod reason;
mod usage;

use std::fmt;
use std::sync::{Arc, OnceLock};

use chrono::{DateTime, Datelike, Utc};

use crate::asn1::{self, ObjectIdentifier, Span, armour};
use crate::crypto::{
    self, AlgorithmError, KeyError, Outcome, Provider, PublicKey, RustCrypto, SignatureAlgorithm,
};
use crate::error::{Error, ErrorKind, Result};
use crate::finding::Fingerprint;
use crate::identity::SubjectIdentity;
use crate::limits;
use crate::name::{GeneralName, Name, NameKey, NormalForm, each_general_name};

pub use extensions::BasicConstraints;
use extensions::Extensions;
use frame::Frame;
pub(crate) use host::{is_host, mailbox};
pub(crate) use name_constraints::NameConstraints;
pub(crate) use points::{DistributionPoint, PointName};
pub(crate) use policies::{PolicyConstraints, PolicyMapping};
pub(crate) use reason::reason_flags;
pub use reason::{ReasonFlags, RevocationReason};
pub use usage::KeyUsage;

const CERTIFICATE: &str = "certificate";

/// An X.509 certificate: shared bytes, and the facts found in them. Cloning copies a pointer.
///
/// Reading is strict where verifiers have been fooled: DER only, nothing behind the end, one extension of
/// a kind, the two signature algorithms equal, times and serial number in their one form.
///
/// ```
/// let der = std::fs::read("testdata/certificates/person.cer")?;
/// let certificate = kz_eds::Certificate::from_der(&der)?;
/// assert_eq!(certificate.not_after().to_rfc3339(), "2027-01-15T06:00:00+00:00");
/// assert!(certificate.identity().iin().is_ok());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Certificate {
    inner: Arc<Inner>,
}

struct Inner {
    der: Box<[u8]>,
    frame: Frame,
    extensions: Extensions,
    identity: OnceLock<SubjectIdentity>,
    fingerprint: OnceLock<Fingerprint>,
    issuer_form: NormalForm,
    subject_form: NormalForm,
    self_issued: bool,
}

impl Certificate {
    /// Reads one certificate from DER.
    ///
    /// # Errors
    /// An [`ErrorKind`] that says what is wrong with its form; a certificate that is well formed but expired,
    /// forged or unsuitable is no error here.
    pub fn from_der(der: &[u8]) -> Result<Self> {
        if der.len() > limits::CERTIFICATE_BYTES {
            return Err(Error::new(ErrorKind::LimitExceeded, CERTIFICATE));
        }
        asn1::check_der(der, CERTIFICATE)?;
        let (frame, extensions) = Frame::read(der)?;
        let subject = Name::parse(frame.subject.in_bytes(der))?;
        let issuer = Name::parse(frame.issuer.in_bytes(der))?;
        // RFC 5280 4.1.2.4: an issuer has a name.
        if issuer.is_empty() {
            return Err(Error::new(ErrorKind::Malformed, CERTIFICATE));
        }
        let extensions = extensions.map(|list| Extensions::read(list, |part| span(der, part)));
        let extensions = extensions.transpose()?.unwrap_or_default();
        extensions.agree_with(subject)?;
        Ok(Self {
            inner: Arc::new(Inner {
                der: der.into(),
                frame,
                extensions,
                identity: OnceLock::new(),
                fingerprint: OnceLock::new(),
                issuer_form: NormalForm::new(),
                subject_form: NormalForm::new(),
                self_issued: issuer.matches(subject),
            }),
        })
    }

    /// Reads one certificate from DER, PEM or bare base64, whichever `input` is.
    ///
    /// # Errors
    /// Those of [`Certificate::from_der`]; [`ErrorKind::Encoding`] if `input` is in none of the three forms, and
    /// [`ErrorKind::TrailingData`] if it holds more than one object.
    pub fn parse(input: &[u8]) -> Result<Self> {
        // Base64 with line ends stays below twice its content.
        if input.len() / 2 > limits::CERTIFICATE_BYTES {
            return Err(Error::new(ErrorKind::LimitExceeded, CERTIFICATE));
        }
        Self::from_der(&armour::only(input, CERTIFICATE)?)
    }

    /// Octets of heap that it takes with all that is found out about it later, on the safe side.
    pub(crate) fn heap_bytes(&self) -> usize {
        let names = self.inner.frame.issuer.len() + self.inner.frame.subject.len();
        // A normal form is at most three times as long as its name.
        size_of::<Inner>() + self.inner.der.len() + self.inner.extensions.heap_bytes() + 3 * names
    }

    fn slice(&self, span: Span) -> &[u8] {
        span.in_bytes(&self.inner.der)
    }

    /// The whole certificate as it was read.
    pub fn as_der(&self) -> &[u8] {
        &self.inner.der
    }

    /// SHA-256 over [`Certificate::as_der`]; how reports name a certificate, and what "the certificate that
    /// condition 3 saw" is compared by (SIG-4).
    pub fn fingerprint(&self) -> Fingerprint {
        *self.inner.fingerprint.get_or_init(|| Fingerprint::of(self.as_der()))
    }

    /// Version: 1, 2 or 3.
    pub fn version(&self) -> u8 {
        self.inner.frame.version
    }

    /// The serial number's octets: big-endian, shortest form, positive (RFC 5280 4.1.2.2).
    pub fn serial_number(&self) -> &[u8] {
        self.slice(self.inner.frame.serial_number)
    }

    /// Who issued it.
    pub fn issuer(&self) -> Name<'_> {
        Name::from_checked(self.slice(self.inner.frame.issuer))
    }

    /// Whose it is, as a name. For the person or entity behind it see [`Certificate::identity`].
    pub fn subject(&self) -> Name<'_> {
        Name::from_checked(self.slice(self.inner.frame.subject))
    }

    /// The issuer's name for looking up and comparing.
    pub(crate) fn issuer_key(&self) -> NameKey<'_> {
        NameKey::new(self.issuer(), &self.inner.issuer_form)
    }

    /// The same of the subject.
    pub(crate) fn subject_key(&self) -> NameKey<'_> {
        NameKey::new(self.subject(), &self.inner.subject_form)
    }

    /// First moment of validity, UTC.
    pub fn not_before(&self) -> DateTime<Utc> {
        self.inner.frame.not_before
    }

    /// Last moment of validity, inclusive, UTC.
    pub fn not_after(&self) -> DateTime<Utc> {
        self.inner.frame.not_after
    }

    /// The SubjectPublicKeyInfo, DER.
    pub fn public_key_info(&self) -> &[u8] {
        self.slice(self.inner.frame.public_key)
    }

    /// What the issuer signed: the TBSCertificate, DER.
    pub(crate) fn signed_part(&self) -> &[u8] {
        self.slice(self.inner.frame.signed_part)
    }

    /// The AlgorithmIdentifier of the issuer's signature, DER; inner and outer are equal.
    pub fn signature_algorithm(&self) -> &[u8] {
        self.slice(self.inner.frame.signature_algorithm)
    }

    /// The same by the table.
    pub(crate) fn algorithm(&self) -> std::result::Result<SignatureAlgorithm, AlgorithmError> {
        self.inner.frame.algorithm
    }

    /// What came of the issuer's signature under this key.
    pub(crate) fn verify(&self, provider: &dyn Provider, key: &dyn PublicKey) -> Outcome {
        let digest = |digest| provider.digest(digest, self.signed_part());
        crypto::verify_with(key, self.algorithm(), self.signature(), digest)
    }

    /// The issuer's signature.
    pub(crate) fn signature(&self) -> &[u8] {
        self.slice(self.inner.frame.signature)
    }

    /// basicConstraints, if present (RFC 5280 4.2.1.9).
    pub fn basic_constraints(&self) -> Option<BasicConstraints> {
        self.inner.extensions.basic_constraints
    }

    /// keyUsage, if present (RFC 5280 4.2.1.3).
    pub fn key_usage(&self) -> Option<KeyUsage> {
        self.inner.extensions.key_usage
    }

    /// extKeyUsage, empty if absent; present ones are never empty (RFC 5280 4.2.1.12).
    pub fn extended_key_usage(&self) -> &[ObjectIdentifier] {
        &self.inner.extensions.extended_key_usage
    }

    /// Whether its holder must not be taken for anything else (RFC 5280 4.2.1.12).
    pub(crate) fn is_extended_key_usage_critical(&self) -> bool {
        self.inner.extensions.critical_extended_key_usage
    }

    /// The certificate policies, empty if absent (RFC 5280 4.2.1.4).
    pub fn policies(&self) -> &[ObjectIdentifier] {
        &self.inner.extensions.policies
    }

    /// What the CA calls policies of its own in the subject's words (RFC 5280 4.2.1.5).
    pub(crate) fn policy_mappings(&self) -> &[PolicyMapping] {
        &self.inner.extensions.policy_mappings
    }

    /// policyConstraints (RFC 5280 4.2.1.11).
    pub(crate) fn policy_constraints(&self) -> PolicyConstraints {
        self.inner.extensions.policy_constraints
    }

    /// inhibitAnyPolicy (RFC 5280 4.2.1.14).
    pub(crate) fn inhibit_any_policy(&self) -> Option<u32> {
        self.inner.extensions.inhibit_any_policy
    }

    /// nameConstraints (RFC 5280 4.2.1.10).
    pub(crate) fn name_constraints(&self) -> Option<NameConstraints<'_>> {
        self.inner
            .extensions
            .name_constraints
            .map(|spans| NameConstraints::new(spans, |span| self.slice(span)))
    }

    /// The names of subjectAltName (RFC 5280 4.2.1.6).
    pub(crate) fn alternative_names(&self) -> impl Iterator<Item = GeneralName<'_>> {
        each_general_name(self.inner.extensions.alternative_names.map_or(&[], |span| self.slice(span)))
    }

    /// subjectKeyIdentifier, if present. Never proof of anything.
    pub fn subject_key_id(&self) -> Option<&[u8]> {
        self.inner.extensions.subject_key_id.map(|span| self.slice(span))
    }

    /// The keyIdentifier of authorityKeyIdentifier, if present. Never proof of anything.
    pub fn authority_key_id(&self) -> Option<&[u8]> {
        self.inner.extensions.authority_key_id.map(|span| self.slice(span))
    }

    /// id-pkix-ocsp-nocheck: the issuer says that this responder's own revocation need not be asked for (RFC 6960
    /// 4.2.2.2.1).
    pub fn has_ocsp_no_check(&self) -> bool {
        self.inner.extensions.ocsp_no_check
    }

    /// The distribution points, none if absent (RFC 5280 4.2.1.13).
    pub(crate) fn distribution_points(&self) -> impl ExactSizeIterator<Item = DistributionPoint<&[u8]>> {
        self.inner.extensions.distribution_points.iter().map(|point| point.in_bytes(&self.inner.der))
    }

    /// Critical extensions that this library does not process (threat 23).
    pub fn unknown_critical_extensions(&self) -> &[ObjectIdentifier] {
        &self.inner.extensions.unknown_critical
    }

    /// Issuer and subject are the same name (RFC 5280 3.2).
    pub fn is_self_issued(&self) -> bool {
        self.inner.self_issued
    }

    /// Self-issued, and its signature is its own key's as far as this library can tell: one by an algorithm that it
    /// does not know counts by its key identifiers. A self-issued certificate by another key of the CA is none.
    pub fn is_self_signed(&self) -> bool {
        let own_key = self.authority_key_id().is_none_or(|id| Some(id) == self.subject_key_id());
        let key = RustCrypto.public_key(self.public_key_info());
        self.is_self_issued()
            && match key {
                Ok(key) => match self.verify(&RustCrypto, &*key) {
                    Outcome::Valid => true,
                    Outcome::Invalid => false,
                    Outcome::Unsupported(_) => own_key,
                },
                Err(KeyError::Unsupported(_)) => own_key,
                Err(_) => false,
            }
    }

    /// Whose it is: IIN, BIN and the kind of holder.
    pub fn identity(&self) -> &SubjectIdentity {
        self.inner.identity.get_or_init(|| {
            // The last authority of 2011 ended with 2016: since then nobody is of its profile (threat 33).
            let policies = if self.not_before().year() < 2017 { self.policies() } else { &[] };
            SubjectIdentity::read(self.subject(), self.extended_key_usage(), policies)
        })
    }

    /// Issued under the rules of 2011 to 2015, when certificates named no roles and served every purpose
    /// (threat 33).
    pub(crate) fn is_2011_profile(&self) -> bool {
        self.identity().holder_kind() == crate::identity::HolderKind::Unknown2011
    }
}

/// Two certificates are equal when their bytes are.
impl PartialEq for Certificate {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.inner, &other.inner) || self.as_der() == other.as_der()
    }
}

impl Eq for Certificate {}

/// Shows the fingerprint alone: a subject is personal data (NFR-1).
impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Certificate").field(&self.fingerprint()).finish()
    }
}

/// Where `part` lies in `whole`, of which it is a slice.
fn span(whole: &[u8], part: &[u8]) -> Result<Span> {
    Span::of(part, whole).ok_or(Error::new(ErrorKind::LimitExceeded, CERTIFICATE))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn certificates_have_a_size() {
        let kind = |refused: Result<Certificate>| refused.err().map(|error| error.kind());
        let large = vec![0; limits::CERTIFICATE_BYTES + 1];
        assert_eq!(kind(Certificate::from_der(&large)), Some(ErrorKind::LimitExceeded));
        assert_eq!(kind(Certificate::from_der(&large[1..])), Some(ErrorKind::Malformed));
        assert_eq!(
            kind(Certificate::parse(&[large.clone(), large].concat())),
            Some(ErrorKind::LimitExceeded)
        );
    }

    /// Even where nobody reads: the parameters of the key are a string in pieces.
    #[test]
    fn it_is_der_all_the_way_down() {
        let person = Certificate::parse(&std::fs::read("testdata/certificates/person.cer").unwrap()).unwrap();
        let mut der = person.as_der().to_vec();
        let rsa_encryption = [0xF7, 0x0D, 1, 1, 1, 5, 0];
        let place = der.windows(7).position(|octets| octets == rsa_encryption).unwrap();
        der[place + 5] = 0x24;
        assert_eq!(Certificate::from_der(&der).unwrap_err().kind(), ErrorKind::Malformed);
    }
}
