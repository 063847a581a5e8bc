//! SignedData (RFC 5652 5.1): a new one, or one more signer in an old one.

use super::der;
use super::{attributes, prepared::Prepared};
use crate::asn1::{Tag, oid};
use crate::certificate::Certificate;
use crate::cms::SignedMessage;
use crate::crypto::AlgorithmIdentifier;

/// The parts of a SignedData, each whole, sets in the order in which they are written.
#[derive(Clone)]
pub(super) struct Parts {
    pub(super) version: u8,
    digest_algorithms: Vec<Vec<u8>>,
    encapsulated: Vec<u8>,
    pub(super) certificates: Vec<Vec<u8>>,
    pub(super) evidence: Vec<Vec<u8>>,
    /// In the order of the message that they are from.
    pub(super) signers: Vec<Vec<u8>>,
}

/// `SignerInfo`, version 1 as it names its certificate by issuer and serial number (RFC 5652 5.3).
pub(super) fn signer_info(prepared: &Prepared, certificate: &Certificate, signature: &[u8]) -> Vec<u8> {
    let serial = der::element(Tag::INTEGER, &[certificate.serial_number()]);
    let identifier = der::sequence(&[certificate.issuer().as_der(), &serial]);
    // `[0]` in place of the SET's own tag (RFC 5652 5.4).
    let signed = prepared.octets().split_first().map_or(&[][..], |(_, rest)| rest);
    der::sequence(&[
        &[Tag::INTEGER.0, 1, 1],
        &identifier,
        &attributes::digest_algorithm(),
        &[Tag::context_constructed(0).0],
        signed,
        &attributes::signature_algorithm(prepared.algorithm()),
        &der::octet_string(&[signature]),
    ])
}

/// A message of one signer; without `content` it lies elsewhere.
pub(super) fn new(content: Option<&[u8]>, certificates: &[Vec<u8>], signer: Vec<u8>) -> Vec<u8> {
    let explicit = content.map(explicit_octets);
    let mut parts = Parts {
        version: 1,
        digest_algorithms: Vec::new(),
        encapsulated: der::sequence(&[&der::identifier(oid::DATA), &explicit.unwrap_or_default()]),
        certificates: Vec::new(),
        evidence: Vec::new(),
        signers: Vec::new(),
    };
    parts.add(certificates, signer);
    parts.der()
}

/// The message with one more signer. Signers, certificates, lists and responses go over octet by octet and in the same
/// order, and so does the content, if in one piece now; wrappers are written anew in DER, whatever they were.
pub(super) fn with_signer(message: &SignedMessage<'_>, certificates: &[Vec<u8>], signer: Vec<u8>) -> Vec<u8> {
    let mut parts = Parts::of(message);
    parts.add(certificates, signer);
    parts.der()
}

/// The same message with more certificates and evidence, and no more signers.
#[cfg(test)]
pub(super) fn with_certificates_for_tests(
    message: &SignedMessage<'_>,
    certificates: &[Vec<u8>],
    evidence: &[Vec<u8>],
) -> Vec<u8> {
    let mut parts = Parts::of(message);
    parts.certificates.extend_from_slice(certificates);
    parts.evidence.extend_from_slice(evidence);
    parts.der()
}

/// The same message with its sets in another order.
#[cfg(test)]
pub(super) fn reordered_for_tests(
    message: &SignedMessage<'_>,
    order: impl Fn(Vec<Vec<u8>>) -> Vec<Vec<u8>>,
) -> Vec<u8> {
    let parts = Parts::of(message);
    Parts { certificates: order(parts.certificates), signers: order(parts.signers), ..parts }.der()
}

/// Into its place in DER's order (X.690 11.6); behind all others, where those have another order already. What is
/// there stays in the order that it has.
pub(super) fn insert(set: &mut Vec<Vec<u8>>, member: Vec<u8>) {
    let place = if set.is_sorted() { set.partition_point(|other| *other < member) } else { set.len() };
    set.insert(place, member);
}

fn explicit_octets(content: &[u8]) -> Vec<u8> {
    der::element(Tag::context_constructed(0), &[&der::octet_string(&[content])])
}

fn is_same(one: &[u8], other: &[u8]) -> bool {
    let (one, other) = (AlgorithmIdentifier::from_der(one), AlgorithmIdentifier::from_der(other));
    one.is_ok_and(|one| other.is_ok_and(|other| one.matches(&other)))
}

fn set(tag: Tag, members: &[Vec<u8>]) -> Vec<u8> {
    der::element(tag, &members.iter().map(Vec::as_slice).collect::<Vec<_>>())
}

impl Parts {
    /// As received, but for the wrappers.
    pub(super) fn of(message: &SignedMessage<'_>) -> Self {
        let owned = |parts: &mut dyn Iterator<Item = &[u8]>| parts.map(<[u8]>::to_vec).collect::<Vec<_>>();
        let explicit = message.content().map(|content| explicit_octets(&content.to_bytes()));
        let encapsulated = [&der::identifier(message.content_type())[..], &explicit.unwrap_or_default()];
        Self {
            version: message.version(),
            digest_algorithms: owned(&mut message.digest_algorithms()),
            encapsulated: der::sequence(&encapsulated),
            certificates: owned(&mut message.received_certificates()),
            evidence: owned(&mut message.received_evidence()),
            signers: owned(&mut message.received_signers()),
        }
    }

    /// One more signer, with certificates that are not yet there.
    fn add(&mut self, certificates: &[Vec<u8>], signer: Vec<u8>) {
        let ours = attributes::digest_algorithm();
        if !self.digest_algorithms.iter().any(|known| is_same(known, &ours)) {
            insert(&mut self.digest_algorithms, ours);
        }
        for certificate in certificates {
            if !self.certificates.contains(certificate) {
                insert(&mut self.certificates, certificate.clone());
            }
        }
        insert(&mut self.signers, signer);
    }

    /// The whole ContentInfo.
    pub(super) fn der(&self) -> Vec<u8> {
        let optional = |number, members: &[Vec<u8>]| match members {
            [] => Vec::new(),
            _ => set(Tag::context_constructed(number), members),
        };
        let signed_data = der::sequence(&[
            &[Tag::INTEGER.0, 1, self.version],
            &set(Tag::SET, &self.digest_algorithms),
            &self.encapsulated,
            &optional(0, &self.certificates),
            &optional(1, &self.evidence),
            &set(Tag::SET, &self.signers),
        ]);
        let content = der::element(Tag::context_constructed(0), &[&signed_data]);
        der::sequence(&[&der::identifier(oid::SIGNED_DATA), &content])
    }
}
