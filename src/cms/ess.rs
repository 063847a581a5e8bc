//! The signed attributes that name the signer's certificate: signingCertificate and signingCertificateV2 (RFC 5035).

use crate::asn1::{Reader, Tag, integer, whole};
use crate::certificate::Certificate;
use crate::crypto::{AlgorithmError, DigestAlgorithm, Provider};
use crate::error::{ErrorKind, Result};
use crate::limits;
use crate::name::Name;

use super::attributes::Known;
use super::fault::SignerFault;
use super::signer::SignerInfo;

const WHAT: &str = "signingCertificate";

/// Whether a signed attribute binds the signature to its certificate (threat 6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Binding {
    /// signingCertificateV2 does, by a digest of the certificate.
    ByV2,
    /// signingCertificate does, by SHA-1.
    ByV1,
    /// There is no such attribute: the identifier alone names the certificate, and is not signed.
    Unbound,
}

/// A certificate as the attributes name it: ESSCertID, ESSCertIDv2 (RFC 5035 5.4.1, 5.4.1.1).
#[derive(Clone, Copy)]
pub(crate) struct CertificateReference<'m> {
    digest: std::result::Result<DigestAlgorithm, AlgorithmError>,
    hash: &'m [u8],
    /// The contents of GeneralNames, and the serial number's octets.
    issuer_serial: Option<(&'m [u8], &'m [u8])>,
}

impl<'m> CertificateReference<'m> {
    /// ```text
    /// ESSCertID   ::= SEQUENCE { certHash OCTET STRING, issuerSerial IssuerSerial OPTIONAL }          -- SHA-1
    /// ESSCertIDv2 ::= SEQUENCE {
    ///     hashAlgorithm  AlgorithmIdentifier DEFAULT { algorithm id-sha256 },
    ///     certHash       OCTET STRING,
    ///     issuerSerial   IssuerSerial OPTIONAL }
    /// ```
    fn read(mut fields: Reader<'m>, default: DigestAlgorithm) -> Result<Self> {
        let is_v2 = default != DigestAlgorithm::Sha1;
        let digest = match fields.peek() {
            Some(Tag::SEQUENCE) if is_v2 => DigestAlgorithm::from_der(fields.element(Tag::SEQUENCE)?.raw),
            _ => Ok(default),
        };
        let hash = fields.value(Tag::OCTET_STRING)?;
        let issuer_serial = fields.optional_nested(Tag::SEQUENCE)?.map(issuer_serial).transpose()?;
        fields.finish()?;
        Ok(Self { digest, hash, issuer_serial })
    }

    /// Whether this is the certificate: its hash, and issuer and serial number where they are given.
    fn names(
        &self,
        provider: &dyn Provider,
        certificate: &Certificate,
    ) -> std::result::Result<bool, AlgorithmError> {
        let fits = |(issuer, serial)| serial == certificate.serial_number() && is_issuer(issuer, certificate);
        Ok(self.hashes(self.digest?, provider, certificate) && self.issuer_serial.is_none_or(fits))
    }

    /// The usual digest is the fingerprint, which is made once.
    fn hashes(&self, digest: DigestAlgorithm, provider: &dyn Provider, certificate: &Certificate) -> bool {
        match digest {
            DigestAlgorithm::Sha256 => certificate.fingerprint().as_bytes() == self.hash,
            other => provider.digest(other, certificate.as_der()).as_ref() == self.hash,
        }
    }
}

/// `IssuerSerial ::= SEQUENCE { issuer GeneralNames, serialNumber CertificateSerialNumber }`
fn issuer_serial(mut fields: Reader<'_>) -> Result<(&[u8], &[u8])> {
    let issuer = fields.value(Tag::SEQUENCE)?;
    let serial = integer(fields.value(Tag::INTEGER)?)?;
    fields.finish()?;
    Ok((issuer, serial))
}

/// "The issuer field MUST contain only the certificate issuer name", as a directoryName (RFC 5035 5.4.1.1).
fn is_issuer(names: &[u8], certificate: &Certificate) -> bool {
    whole(names, Tag::context_constructed(4), WHAT)
        .and_then(|name| Name::parse(name.value))
        .is_ok_and(|name| certificate.issuer().matches(name))
}

/// ```text
/// SigningCertificateV2 ::= SEQUENCE {
///     certs     SEQUENCE OF ESSCertIDv2,
///     policies  SEQUENCE OF PolicyInformation OPTIONAL }
/// ```
fn references(value: &[u8], default: DigestAlgorithm) -> Result<Vec<CertificateReference<'_>>> {
    let mut fields = Reader::new(whole(value, Tag::SEQUENCE, WHAT)?.value, WHAT);
    let mut list = fields.nested(Tag::SEQUENCE)?;
    fields.optional(Tag::SEQUENCE)?;
    fields.finish()?;
    let mut references = Vec::new();
    while !list.is_empty() {
        if references.len() == limits::EMBEDDED {
            return Err(list.error(ErrorKind::LimitExceeded));
        }
        references.push(CertificateReference::read(list.nested(Tag::SEQUENCE)?, default)?);
    }
    Ok(references)
}

impl<'m> SignerInfo<'m> {
    /// What the attribute names, `None` when it is not there.
    fn references(
        &self,
        attribute: Known,
    ) -> std::result::Result<Option<Vec<CertificateReference<'m>>>, SignerFault> {
        let Some(value) = self.single(attribute)? else { return Ok(None) };
        let default = if attribute == Known::SigningCertificate {
            DigestAlgorithm::Sha1
        } else {
            DigestAlgorithm::Sha256
        };
        references(value, default).map(Some).map_err(|_| SignerFault::Malformed(attribute.oid()))
    }

    /// The certificate is the one that signingCertificate and signingCertificateV2 name, whichever is there: "the
    /// first certificate identified in the sequence MUST be the certificate used to verify the signature" (RFC
    /// 5035 5.4).
    pub(crate) fn check_signing_certificate(
        &self,
        provider: &dyn Provider,
        certificate: &Certificate,
    ) -> std::result::Result<Binding, SignerFault> {
        let mut binding = Binding::Unbound;
        for (attribute, by) in
            [(Known::SigningCertificate, Binding::ByV1), (Known::SigningCertificateV2, Binding::ByV2)]
        {
            let Some(references) = self.references(attribute)? else { continue };
            let first = references.first().ok_or(SignerFault::Malformed(attribute.oid()))?;
            match first.names(provider, certificate) {
                Ok(true) => binding = by,
                Ok(false) => return Err(SignerFault::CertificateDiffers(attribute.oid())),
                Err(AlgorithmError::Unsupported(unsupported)) => {
                    return Err(SignerFault::Unsupported(unsupported));
                }
                Err(AlgorithmError::Malformed(_)) => return Err(SignerFault::Malformed(attribute.oid())),
            }
        }
        Ok(binding)
    }
}
