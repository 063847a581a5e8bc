//! `CertID`: which certificate an answer or a question is about, recomputed and never believed (RFC 6960 4.1.1,
//! threats 20, 37).

use crate::asn1::{Reader, Span, Tag, bit_string, integer, tlv, whole};
use crate::certificate::Certificate;
use crate::crypto::{AlgorithmError, Digest, DigestAlgorithm, Provider};
use crate::error::{ErrorKind, Result};
use crate::limits::LISTED_SERIAL_BYTES;

/// ```text
/// CertID ::= SEQUENCE {
///     hashAlgorithm   AlgorithmIdentifier,
///     issuerNameHash  OCTET STRING,    -- over the DER of the issuer's name
///     issuerKeyHash   OCTET STRING,    -- over the octets of the BIT STRING in the issuer's key
///     serialNumber    CertificateSerialNumber }
/// ```
#[derive(Debug)]
pub(super) struct CertId {
    /// Nothing for a digest outside the table: such an answer is about nobody known here.
    pub(super) algorithm: Option<DigestAlgorithm>,
    pub(super) issuer_name_hash: Span,
    pub(super) issuer_key_hash: Span,
    pub(super) serial_number: Span,
}

impl CertId {
    /// A serial number that is not in its shortest form is refused: it has two readings, and somebody would take
    /// the other one.
    pub(super) fn read(reader: &mut Reader<'_>, span: impl Fn(&[u8]) -> Result<Span>) -> Result<Self> {
        let mut parts = reader.nested(Tag::SEQUENCE)?;
        let algorithm = match DigestAlgorithm::from_der(parts.element(Tag::SEQUENCE)?.raw) {
            Ok(algorithm) => Some(algorithm),
            Err(AlgorithmError::Unsupported(_)) => None,
            Err(AlgorithmError::Malformed(error)) => return Err(error),
        };
        let name = parts.value(Tag::OCTET_STRING)?;
        let key = parts.value(Tag::OCTET_STRING)?;
        let serial = parts.value(Tag::INTEGER)?;
        if serial.len() > LISTED_SERIAL_BYTES {
            return Err(parts.error(ErrorKind::LimitExceeded));
        }
        integer(serial).map_err(|_| parts.error(ErrorKind::InvalidSerial))?;
        parts.finish()?;
        Ok(Self {
            algorithm,
            issuer_name_hash: span(name)?,
            issuer_key_hash: span(key)?,
            serial_number: span(serial)?,
        })
    }
}

/// A certificate as answers name it: the hashes of its issuer's name and key by every digest of the table, and its
/// serial number.
///
/// The name is hashed as it stands in the certificate (RFC 6960 4.1.1), and as it stands in the issuer's own: the
/// two may differ in encoding, and responders are found that take either.
pub(crate) struct Identified {
    serial_number: Vec<u8>,
    hashes: Vec<(DigestAlgorithm, [Digest; 2], Digest)>,
}

impl Identified {
    /// `None` if the issuer's key has no octets to be hashed.
    pub(crate) fn new(
        certificate: &Certificate,
        issuer: &Certificate,
        provider: &dyn Provider,
    ) -> Option<Self> {
        let key = key_octets(issuer.public_key_info()).ok()?;
        let names = [certificate.issuer().as_der(), issuer.subject().as_der()];
        let row = |&algorithm: &DigestAlgorithm| {
            let hash = |octets: &[u8]| provider.digest(algorithm, octets);
            (algorithm, names.map(hash), hash(key))
        };
        let hashes = DigestAlgorithm::ALL.iter().map(row).collect();
        Some(Self { serial_number: certificate.serial_number().to_vec(), hashes })
    }

    /// Whether this is the certificate: all of issuer name, issuer key and serial number.
    pub(super) fn is(&self, id: &CertId, der: &[u8]) -> bool {
        let row = |(algorithm, names, key): &(DigestAlgorithm, [Digest; 2], Digest)| {
            Some(*algorithm) == id.algorithm
                && names.iter().any(|name| name.as_ref() == id.issuer_name_hash.in_bytes(der))
                && key.as_ref() == id.issuer_key_hash.in_bytes(der)
        };
        self.serial_number == id.serial_number.in_bytes(der) && self.hashes.iter().any(row)
    }
}

/// The octets of the BIT STRING in a SubjectPublicKeyInfo, whatever kind of key they are.
pub(super) fn key_octets(spki: &[u8]) -> Result<&[u8]> {
    const WHAT: &str = "SubjectPublicKeyInfo";
    let mut parts = Reader::new(whole(spki, Tag::SEQUENCE, WHAT)?.value, WHAT);
    parts.element(Tag::SEQUENCE)?;
    bit_string(parts.value(Tag::BIT_STRING)?)?.whole_octets()
}

/// The CertID of a certificate, DER.
pub(super) fn encode(
    certificate: &Certificate,
    issuer: &Certificate,
    algorithm: DigestAlgorithm,
    provider: &dyn Provider,
) -> Result<Vec<u8>> {
    let hash = |octets| tlv(Tag::OCTET_STRING, &[provider.digest(algorithm, octets).as_ref()]);
    let oid = tlv(Tag::OBJECT_IDENTIFIER, &[algorithm.oid().as_bytes()]);
    Ok(tlv(
        Tag::SEQUENCE,
        &[
            &tlv(Tag::SEQUENCE, &[&oid, &tlv(Tag::NULL, &[])]),
            &hash(certificate.issuer().as_der()),
            &hash(key_octets(issuer.public_key_info())?),
            &tlv(Tag::INTEGER, &[certificate.serial_number()]),
        ],
    ))
}
