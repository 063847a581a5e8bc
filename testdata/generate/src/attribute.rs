//! Attributes of a signer (RFC 5652 11, RFC 5035, RFC 6211).

use crate::digest::Digest;
use crate::holder::Holder;
use crate::{der, oids};

/// An attribute whose values are already encoded.
#[derive(Clone)]
pub struct Attribute {
    pub oid: &'static str,
    pub values: Vec<Vec<u8>>,
}

impl Attribute {
    pub fn new(oid: &'static str, value: Vec<u8>) -> Attribute {
        Attribute { oid, values: vec![value] }
    }

    /// Appends another value.
    pub fn and(mut self, value: Vec<u8>) -> Attribute {
        self.values.push(value);
        self
    }

    pub fn der(&self) -> Vec<u8> {
        der::sequence(&[der::oid(self.oid), der::set(&self.values)])
    }
}

pub fn content_type(oid: &str) -> Attribute {
    Attribute::new(oids::CONTENT_TYPE, der::oid(oid))
}

pub fn message_digest(digest: &[u8]) -> Attribute {
    Attribute::new(oids::MESSAGE_DIGEST, der::octets(digest))
}

pub fn signing_time(utc_time: &str) -> Attribute {
    Attribute::new(oids::SIGNING_TIME, der::utc_time(utc_time))
}

/// SigningCertificate: SHA-1, with the issuer and the serial number.
pub fn signing_certificate_v1(holder: &Holder<'_>) -> Attribute {
    let hash = Digest::Sha1.of(&holder.certificate);
    let named = der::sequence(&[der::octets(&hash), issuer_serial(holder)]);
    signing_certificate(oids::SIGNING_CERTIFICATE, &[named])
}

/// SigningCertificateV2 as the national tools write it: the SHA-256 hash alone.
pub fn signing_certificate_v2(holder: &Holder<'_>) -> Attribute {
    signing_certificates_v2(&[holder])
}

/// The same for several certificates, of which the first is the signer's.
pub fn signing_certificates_v2(holders: &[&Holder<'_>]) -> Attribute {
    let named = |holder: &&Holder<'_>| der::sequence(&[der::octets(&holder.hash())]);
    signing_certificate(oids::SIGNING_CERTIFICATE_V2, &holders.iter().map(named).collect::<Vec<_>>())
}

/// SigningCertificateV2 with every field: a hash algorithm and whose issuer and serial number stand beside the hash.
pub fn signing_certificate_v2_in_full(holder: &Holder<'_>, digest: Digest, named: &Holder<'_>) -> Attribute {
    let hash = der::octets(&digest.of(&holder.certificate));
    let id = der::sequence(&[digest.identifier(), hash, issuer_serial(named)]);
    signing_certificate(oids::SIGNING_CERTIFICATE_V2, &[id])
}

fn signing_certificate(oid: &'static str, ids: &[Vec<u8>]) -> Attribute {
    Attribute::new(oid, der::sequence(&[der::sequence(ids)]))
}

/// IssuerSerial: the issuer as GeneralNames.
fn issuer_serial(holder: &Holder<'_>) -> Vec<u8> {
    let issuer = der::sequence(&[der::context(4, &[&holder.template.issuer])]);
    der::sequence(&[issuer, der::integer_raw(&holder.template.serial)])
}

/// CMSAlgorithmProtection over two AlgorithmIdentifiers.
pub fn algorithm_protection(digest: &[u8], signature: &[u8]) -> Attribute {
    // [1] IMPLICIT takes the place of the SEQUENCE tag.
    let mut signature = signature.to_vec();
    signature[0] = 0xA1;
    Attribute::new(oids::ALGORITHM_PROTECTION, der::sequence(&[digest, &signature]))
}
