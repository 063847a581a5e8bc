//! The signed attributes of a CAdES baseline signature, level B-B (EN 319 122-1 6.3).

use chrono::{DateTime, Utc};

use super::der;
use crate::asn1::{ObjectIdentifier, Reader, Tag, oid, whole};
use crate::certificate::Certificate;
use crate::crypto::{
    AlgorithmIdentifier, Digest, DigestAlgorithm, KeyError, Provider, PublicKeyInfo, RustCrypto,
    SignatureAlgorithm, Unsupported,
};
use crate::error;
use crate::time;

/// SHA-256 without parameters (RFC 5754 2).
pub(super) fn digest_algorithm() -> Vec<u8> {
    der::sequence(&[&der::identifier(oid::SHA256)])
}

/// The contents of the AlgorithmIdentifier: NULL after RSA's identifier (RFC 4055 5), nothing after ECDSA's (RFC 5758
/// 3.2).
fn signature_algorithm_contents(algorithm: SignatureAlgorithm) -> Vec<u8> {
    let null: &[u8] = if algorithm == SignatureAlgorithm::RsaPkcs1Sha256 { &[Tag::NULL.0, 0] } else { &[] };
    [&der::identifier(algorithm.oid()), null].concat()
}

pub(super) fn signature_algorithm(algorithm: SignatureAlgorithm) -> Vec<u8> {
    der::sequence(&[&signature_algorithm_contents(algorithm)])
}

/// What a certificate's key signs with: SHA-256, and RSA by PKCS #1 v1.5, which every reader takes and which is
/// deterministic.
pub(super) fn algorithm_of(certificate: &Certificate) -> Result<SignatureAlgorithm, KeyError> {
    match PublicKeyInfo::from_der(certificate.public_key_info())? {
        PublicKeyInfo::Rsa { .. } => Ok(SignatureAlgorithm::RsaPkcs1Sha256),
        PublicKeyInfo::P256 { .. } => Ok(SignatureAlgorithm::EcdsaP256Sha256),
        // Kinds of key that are verified and not signed with.
        _ => Err(KeyError::Unsupported(Unsupported::new(key_algorithm(certificate)?, "not signed with"))),
    }
}

fn key_algorithm(certificate: &Certificate) -> error::Result<ObjectIdentifier> {
    const WHAT: &str = "SubjectPublicKeyInfo";
    let mut info = Reader::new(whole(certificate.public_key_info(), Tag::SEQUENCE, WHAT)?.value, WHAT);
    Ok(AlgorithmIdentifier::from_der(info.element(Tag::SEQUENCE)?.raw)?.oid())
}

pub(super) fn sha256(octets: &[u8]) -> Digest {
    RustCrypto.digest(DigestAlgorithm::Sha256, octets)
}

/// What the attributes say.
pub(super) struct Statement<'a> {
    pub(super) certificate: &'a Certificate,
    pub(super) algorithm: SignatureAlgorithm,
    pub(super) content_type: ObjectIdentifier,
    pub(super) content: Digest,
    pub(super) signing_time: DateTime<Utc>,
}

impl Statement<'_> {
    /// The SET OF Attribute in DER: what is signed (RFC 5652 5.4).
    pub(super) fn der(&self) -> Vec<u8> {
        let (tag, time) = time::to_der(self.signing_time);
        let attributes = [
            der::attribute(oid::CONTENT_TYPE, &der::identifier(self.content_type)),
            der::attribute(oid::SIGNING_TIME, &der::element(tag, &[time.as_bytes()])),
            der::attribute(oid::MESSAGE_DIGEST, &der::octet_string(&[self.content.as_ref()])),
            der::attribute(oid::SIGNING_CERTIFICATE_V2, &self.signing_certificate()),
            der::attribute(oid::ALGORITHM_PROTECTION, &self.algorithm_protection()),
        ];
        der::set_of(Tag::SET, &attributes)
    }

    /// ```text
    /// SigningCertificateV2 ::= SEQUENCE { certs SEQUENCE OF ESSCertIDv2, policies … OPTIONAL }   -- RFC 5035 3
    /// ESSCertIDv2 ::= SEQUENCE { hashAlgorithm … DEFAULT id-sha256, certHash OCTET STRING, issuerSerial … OPTIONAL }
    /// ```
    /// SHA-256 is the default, so it is not written. Nor is issuerSerial: the digest binds the certificate, and the
    /// signer's identifier has issuer and serial number already.
    fn signing_certificate(&self) -> Vec<u8> {
        let hash = der::octet_string(&[sha256(self.certificate.as_der()).as_ref()]);
        der::sequence(&[&der::sequence(&[&der::sequence(&[&hash])])])
    }

    /// ```text
    /// CMSAlgorithmProtection ::= SEQUENCE {                          -- RFC 6211 2
    ///     digestAlgorithm         DigestAlgorithmIdentifier,
    ///     signatureAlgorithm  [1] SignatureAlgorithmIdentifier OPTIONAL, … }
    /// ```
    fn algorithm_protection(&self) -> Vec<u8> {
        let signature = signature_algorithm_contents(self.algorithm);
        der::sequence(&[&digest_algorithm(), &der::element(Tag::context_constructed(1), &[&signature])])
    }
}
