//! OCSP responses before and after they are signed.

use crate::digest::Digest;
use crate::extension::{self, Extension};
use crate::keys::Key;
use crate::signature::Scheme;
use crate::{der, oids};

/// Half an hour before the usual moment of judgement.
pub const NOW: &str = "20260601113000Z";

/// The certificate that an answer is about: its issuer and its serial number.
#[derive(Clone)]
pub struct About {
    pub issuer_name: Vec<u8>,
    /// SubjectPublicKeyInfo.
    pub issuer_key: Vec<u8>,
    pub serial: Vec<u8>,
}

impl About {
    fn cert_id(&self, digest: Digest) -> Vec<u8> {
        der::sequence(&[
            digest.identifier_with_null(),
            der::octets(&digest.of(&self.issuer_name)),
            der::octets(&digest.of(key_octets(&self.issuer_key))),
            der::integer_raw(&self.serial),
        ])
    }
}

/// The octets of the BIT STRING that ends every SubjectPublicKeyInfo.
pub fn key_octets(info: &[u8]) -> &[u8] {
    let start = (0..info.len()).find(|&at| bits_to_the_end(&info[at..]).is_some());
    bits_to_the_end(&info[start.expect("a BIT STRING")..]).expect("a BIT STRING")
}

fn bits_to_the_end(rest: &[u8]) -> Option<&[u8]> {
    let (header, length) = match rest {
        [3, 0x82, high, low, 0, ..] => (4, usize::from(*high) << 8 | usize::from(*low)),
        [3, 0x81, length, 0, ..] => (3, usize::from(*length)),
        [3, length @ 0..=0x7F, 0, ..] => (2, usize::from(*length)),
        _ => return None,
    };
    (rest.len() == header + length).then(|| &rest[header + 1..])
}

pub fn good() -> Vec<u8> {
    der::context_primitive(0, &[])
}

pub fn unknown() -> Vec<u8> {
    der::context_primitive(2, &[])
}

/// Revoked at a GeneralizedTime, for a reason of RFC 5280 5.3.1.
pub fn revoked(at: &str, reason: Option<u8>) -> Vec<u8> {
    let reason = reason.map(|number| der::context(0, &[der::enumerated(number)]));
    der::context(1, &[der::generalized_time(at), reason.unwrap_or_default()])
}

/// One SingleResponse.
#[derive(Clone)]
pub struct Answer {
    pub about: About,
    pub digest: Digest,
    pub status: Vec<u8>,
    pub this_update: String,
    pub next_update: Option<String>,
    pub extensions: Vec<Extension>,
}

impl Answer {
    /// As the national responder answers: SHA-256, now, no nextUpdate.
    pub fn new(about: &About, status: Vec<u8>) -> Answer {
        Answer {
            about: about.clone(),
            digest: Digest::Sha256,
            status,
            this_update: NOW.to_owned(),
            next_update: None,
            extensions: Vec::new(),
        }
    }

    pub fn with(mut self, extension: Extension) -> Answer {
        self.extensions.push(extension);
        self
    }

    pub fn since(mut self, this_update: &str) -> Answer {
        self.this_update = this_update.to_owned();
        self
    }

    fn der(&self) -> Vec<u8> {
        let next = self.next_update.as_deref().map(|time| der::context(0, &[der::generalized_time(time)]));
        der::sequence(&[
            self.about.cert_id(self.digest),
            self.status.clone(),
            der::generalized_time(&self.this_update),
            next.unwrap_or_default(),
            extensions(1, &self.extensions),
        ])
    }
}

fn extensions(number: u8, list: &[Extension]) -> Vec<u8> {
    if list.is_empty() { Vec::new() } else { der::context(number, &[extension::list(list)]) }
}

/// A basic response, yet unsigned.
#[derive(Clone)]
pub struct Response<'a> {
    pub version: Option<u64>,
    /// ResponderID.
    pub responder: Vec<u8>,
    pub produced_at: String,
    pub answers: Vec<Answer>,
    pub extensions: Vec<Extension>,
    pub scheme: Scheme,
    pub key: &'a Key,
    pub certificates: Vec<Vec<u8>>,
    pub kind: &'static str,
}

/// ResponderID by name.
pub fn by_name(name: &[u8]) -> Vec<u8> {
    der::context(1, &[name])
}

/// ResponderID by the SHA-1 of the key.
pub fn by_key(info: &[u8]) -> Vec<u8> {
    der::context(2, &[der::octets(&Digest::Sha1.of(key_octets(info)))])
}

impl<'a> Response<'a> {
    pub fn new(responder: Vec<u8>, key: &'a Key, answers: Vec<Answer>) -> Response<'a> {
        // Signed when the newest of what it says was known.
        let newest = answers.iter().map(|answer| answer.this_update.clone()).max();
        Response {
            version: None,
            responder,
            produced_at: newest.unwrap_or(NOW.to_owned()),
            answers,
            extensions: Vec::new(),
            scheme: key.usual_scheme(),
            key,
            certificates: Vec::new(),
            kind: oids::OCSP_BASIC,
        }
    }

    pub fn with(mut self, extension: Extension) -> Response<'a> {
        self.extensions.push(extension);
        self
    }

    pub fn certificate(mut self, certificate: &[u8]) -> Response<'a> {
        self.certificates.push(certificate.to_vec());
        self
    }

    pub fn sign(&self) -> Vec<u8> {
        let bytes = der::sequence(&[der::oid(self.kind), der::octets(&self.basic())]);
        der::sequence(&[der::enumerated(0), der::context(0, &[bytes])])
    }

    /// The BasicOCSPResponse alone.
    pub fn basic(&self) -> Vec<u8> {
        let signed = self.to_be_signed();
        let certificates = match self.certificates.is_empty() {
            true => Vec::new(),
            false => der::context(0, &[der::sequence(&self.certificates)]),
        };
        let signature = der::bits(&self.scheme.sign(self.key, &signed));
        der::sequence(&[signed, self.scheme.identifier(), signature, certificates])
    }

    fn to_be_signed(&self) -> Vec<u8> {
        let answers: Vec<_> = self.answers.iter().map(Answer::der).collect();
        let version = self.version.map(|number| der::context(0, &[der::integer(number)]));
        der::sequence(&[
            version.unwrap_or_default(),
            self.responder.clone(),
            der::generalized_time(&self.produced_at),
            der::sequence(&answers),
            extensions(1, &self.extensions),
        ])
    }
}

/// A response that is an error: unsigned, and nothing beside its number.
pub fn error(number: u8) -> Vec<u8> {
    der::sequence(&[der::enumerated(number)])
}

/// A nonce as RFC 8954 wants it: an OCTET STRING in the extension's own.
pub fn nonce(octets: &[u8]) -> Extension {
    Extension::new(oids::OCSP_NONCE, der::octets(octets))
}
