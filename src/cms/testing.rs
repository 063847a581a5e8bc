//! Messages for tests, built octet by octet and signed with the keys of the samples.

use p256::ecdsa::DerSignature;
use p256::ecdsa::signature::hazmat::PrehashSigner;
use rsa::Pkcs1v15Sign;
use sha2::Sha256;

use crate::asn1::{ObjectIdentifier, oid};
use crate::certificate::Certificate;
pub(super) use crate::crypto::samples::{NULL, algorithm, sequence, tlv};
use crate::crypto::samples::{P256, RSA, p256_public, rsa_public};
use crate::crypto::{DigestAlgorithm, Provider, RustCrypto};

pub(super) const CONTENT: &[u8] = b"the request";
pub(super) const KEY_ID: &[u8] = b"key id";

pub(super) fn id(oid: ObjectIdentifier) -> Vec<u8> {
    tlv(6, &[oid.as_bytes()])
}

pub(super) fn sha256() -> Vec<u8> {
    algorithm(oid::SHA256, &NULL)
}

pub(super) fn digest(bytes: &[u8]) -> Vec<u8> {
    RustCrypto.digest(DigestAlgorithm::Sha256, bytes).as_ref().to_vec()
}

/// A name with one attribute.
pub(super) fn common_name(text: &str) -> Vec<u8> {
    sequence(&[&tlv(0x31, &[&sequence(&[&id(oid::COMMON_NAME), &tlv(0x0C, &[text.as_bytes()])])])])
}

/// Which of the sample keys signs.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Key {
    P256,
    Rsa,
}

impl Key {
    pub(super) fn algorithm(self) -> Vec<u8> {
        match self {
            Self::P256 => algorithm(oid::ECDSA_WITH_SHA256, &[]),
            Self::Rsa => algorithm(oid::SHA256_WITH_RSA, &NULL),
        }
    }

    fn sign(self, octets: &[u8]) -> Vec<u8> {
        let prehash = digest(octets);
        match self {
            Self::P256 => {
                let signature: DerSignature = P256.sign_prehash(&prehash).unwrap();
                signature.as_bytes().to_vec()
            }
            Self::Rsa => RSA.sign(Pkcs1v15Sign::new::<Sha256>(), &prehash).unwrap(),
        }
    }
}

/// A certificate by this issuer, with this serial number and key. Its own signature is nonsense.
pub(super) fn certificate(issuer: &str, serial: &[u8], key: Key) -> Certificate {
    let spki = if key == Key::P256 { p256_public() } else { rsa_public() };
    let signature = Key::P256.algorithm();
    let times = sequence(&[b"\x17\x0d260101000000Z", b"\x17\x0d270101000000Z"]);
    let key_id = sequence(&[&id(oid::SUBJECT_KEY_IDENTIFIER), &tlv(4, &[&tlv(4, &[KEY_ID])])]);
    let tbs = sequence(&[
        &tlv(0xA0, &[&[2, 1, 2]]),
        &tlv(2, &[serial]),
        &signature,
        &common_name(issuer),
        &times,
        &common_name("Holder"),
        &spki,
        &tlv(0xA3, &[&sequence(&[&key_id])]),
    ]);
    Certificate::from_der(&sequence(&[&tbs, &signature, &[3, 2, 0, 0]])).unwrap()
}

pub(super) fn issuer_and_serial(issuer: &str, serial: &[u8]) -> Vec<u8> {
    sequence(&[&common_name(issuer), &tlv(2, &[serial])])
}

pub(super) fn attribute(oid: ObjectIdentifier, values: &[&[u8]]) -> Vec<u8> {
    sequence(&[&id(oid), &tlv(0x31, values)])
}

/// A signer in the making: every field is the raw element, replaceable by a wrong one.
#[derive(Clone)]
pub(super) struct Signer {
    pub(super) version: u8,
    pub(super) identifier: Vec<u8>,
    pub(super) digest_algorithm: Vec<u8>,
    /// `None`: the content itself is signed.
    pub(super) attributes: Option<Vec<Vec<u8>>>,
    pub(super) sorted: bool,
    pub(super) signature_algorithm: Vec<u8>,
    pub(super) key: Key,
    pub(super) unsigned: Vec<u8>,
}

impl Signer {
    /// Of the certificate that CA 7 issued, with the two mandatory attributes.
    pub(super) fn new(key: Key) -> Self {
        Self {
            version: 1,
            identifier: issuer_and_serial("CA", &[7]),
            digest_algorithm: sha256(),
            attributes: Some(vec![
                attribute(oid::CONTENT_TYPE, &[&id(oid::DATA)]),
                attribute(oid::MESSAGE_DIGEST, &[&tlv(4, &[&digest(CONTENT)])]),
            ]),
            sorted: true,
            signature_algorithm: key.algorithm(),
            key,
            unsigned: vec![],
        }
    }

    /// With one more signed attribute.
    pub(super) fn and(mut self, attribute: Vec<u8>) -> Self {
        self.attributes.get_or_insert_default().push(attribute);
        self
    }

    /// With an attribute of this kind in place of the one it has.
    pub(super) fn with(mut self, oid: ObjectIdentifier, values: &[&[u8]]) -> Self {
        self = self.without(oid);
        self.and(attribute(oid, values))
    }

    pub(super) fn without(mut self, oid: ObjectIdentifier) -> Self {
        let name = id(oid);
        self.attributes.get_or_insert_default().retain(|attribute| !attribute[2..].starts_with(&name));
        self
    }

    pub(super) fn bare(mut self) -> Self {
        self.attributes = None;
        self
    }

    /// The SET that is signed, or the content.
    pub(super) fn signed(&self, content: &[u8]) -> Vec<u8> {
        let Some(mut attributes) = self.attributes.clone() else { return content.to_vec() };
        if self.sorted {
            attributes.sort();
        }
        tlv(0x31, &attributes.iter().map(Vec::as_slice).collect::<Vec<_>>())
    }

    /// A SignerInfo over this content.
    pub(super) fn der(&self, content: &[u8]) -> Vec<u8> {
        let signed = self.signed(content);
        let implicit = match self.attributes {
            Some(_) => [&[0xA0], &signed[1..]].concat(),
            None => vec![],
        };
        sequence(&[
            &[2, 1, self.version],
            &self.identifier,
            &self.digest_algorithm,
            &implicit,
            &self.signature_algorithm,
            &tlv(4, &[&self.key.sign(&signed)]),
            &self.unsigned,
        ])
    }

    /// A message with this signer alone, over [`CONTENT`].
    pub(super) fn message(&self) -> Vec<u8> {
        Message::new().signed_by(self).der()
    }
}

/// A message in the making.
#[derive(Clone)]
pub(super) struct Message {
    pub(super) outer_type: Vec<u8>,
    pub(super) version: Vec<u8>,
    pub(super) content_type: Vec<u8>,
    /// The contents of `[0] EXPLICIT`.
    pub(super) content: Option<Vec<u8>>,
    pub(super) certificates: Vec<u8>,
    pub(super) evidence: Vec<u8>,
    pub(super) signers: Vec<Vec<u8>>,
    pub(super) after: Vec<u8>,
}

impl Message {
    pub(super) fn new() -> Self {
        Self {
            outer_type: id(oid::SIGNED_DATA),
            version: vec![2, 1, 1],
            content_type: id(oid::DATA),
            content: Some(tlv(4, &[CONTENT])),
            certificates: vec![],
            evidence: vec![],
            signers: vec![],
            after: vec![],
        }
    }

    pub(super) fn signed_by(mut self, signer: &Signer) -> Self {
        self.signers.push(signer.der(CONTENT));
        self
    }

    fn parts(&self, wrap: impl Fn(u8, &[&[u8]]) -> Vec<u8>) -> Vec<u8> {
        let content = self.content.as_ref().map_or(vec![], |content| wrap(0xA0, &[content]));
        let signers: Vec<_> = self.signers.iter().map(Vec::as_slice).collect();
        let set = |tag, contents: &[u8]| if contents.is_empty() { vec![] } else { wrap(tag, &[contents]) };
        let signed_data = wrap(
            0x30,
            &[
                &self.version,
                &wrap(0x31, &[&sha256()]),
                &wrap(0x30, &[&self.content_type, &content]),
                &set(0xA0, &self.certificates),
                &set(0xA1, &self.evidence),
                &wrap(0x31, &signers),
                &self.after,
            ],
        );
        wrap(0x30, &[&self.outer_type, &wrap(0xA0, &[&signed_data])])
    }

    pub(super) fn der(&self) -> Vec<u8> {
        self.parts(tlv)
    }

    /// With every wrapper of indefinite length.
    pub(super) fn ber(&self) -> Vec<u8> {
        self.parts(|tag, parts| [&[tag, 0x80][..], &parts.concat(), &[0, 0]].concat())
    }
}
