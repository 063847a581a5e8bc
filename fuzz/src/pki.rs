//! Certificates of small, made-up hierarchies, and a provider for which a signature is the number of its key: building
//! and judging paths is what is tried here, no arithmetic.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use kz_eds::Certificate;
use kz_eds::crypto::{
    Digest, DigestAlgorithm, Hasher, KeyError, KeyFacts, Outcome, Provider, PublicKey, RustCrypto,
    SignatureAlgorithm,
};

use super::der::{ALGORITHM, extension, sequence, tlv};

/// A key of this number is none.
pub(crate) const BAD_KEY: u8 = 0xFF;

/// Takes whatever names the right key, and counts how often it is asked.
#[derive(Debug, Default)]
pub(crate) struct Nominal(Arc<AtomicUsize>);

impl Nominal {
    /// Signatures looked at so far.
    pub(crate) fn count(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }
}

#[derive(Debug)]
struct NominalKey {
    facts: KeyFacts,
    number: u8,
    count: Arc<AtomicUsize>,
}

impl PublicKey for NominalKey {
    fn facts(&self) -> &KeyFacts {
        &self.facts
    }

    fn verify_prehash(&self, _: SignatureAlgorithm, _: &Digest, signature: &[u8]) -> Outcome {
        self.count.fetch_add(1, Ordering::Relaxed);
        if signature == [self.number] { Outcome::Valid } else { Outcome::Invalid }
    }
}

impl Provider for Nominal {
    fn name(&self) -> &'static str {
        "nominal"
    }

    fn public_key(&self, spki: &[u8]) -> Result<Arc<dyn PublicKey>, KeyError> {
        let facts = KeyFacts::Rsa { bits: 2048, odd_modulus: true, exponent: 65_537 };
        match spki.last() {
            None | Some(&BAD_KEY) => Err(KeyError::Impossible("no key")),
            Some(&number) => Ok(Arc::new(NominalKey { facts, number, count: Arc::clone(&self.0) })),
        }
    }

    fn hasher(&self, algorithm: DigestAlgorithm) -> Box<dyn Hasher> {
        RustCrypto.hasher(algorithm)
    }
}

/// A certificate to be made.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    pub(crate) serial: u8,
    pub(crate) issuer: Vec<u8>,
    pub(crate) subject: Vec<u8>,
    pub(crate) key: u8,
    pub(crate) signed_by: u8,
    pub(crate) expired: bool,
    pub(crate) extensions: Vec<Vec<u8>>,
}

impl Draft {
    /// Valid in 2026, without extensions.
    pub(crate) fn new(subject: &[u8], key: u8, issuer: &[u8], signed_by: u8) -> Self {
        let (issuer, subject) = (issuer.to_vec(), subject.to_vec());
        Self { serial: 1, issuer, subject, key, signed_by, expired: false, extensions: Vec::new() }
    }

    /// The same with one extension more.
    pub(crate) fn with(mut self, extension: Vec<u8>) -> Self {
        self.extensions.push(extension);
        self
    }

    /// The same with cA and keyCertSign.
    pub(crate) fn ca(self, path_length: Option<u8>) -> Self {
        self.with(basic_constraints(path_length)).with(extension(&[0x55, 0x1D, 0x0F], true, &[3, 2, 1, 6]))
    }

    pub(crate) fn der(&self) -> Vec<u8> {
        let not_after: &[u8] = if self.expired { b"\x17\x0D260201000000Z" } else { b"\x17\x0D270101000000Z" };
        let validity = sequence(&[b"\x17\x0D260101000000Z", not_after]);
        let algorithm = b"\x30\x0D\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x01\x01\x05\x00";
        let key = sequence(&[algorithm, &tlv(3, &[&[0, self.key]])]);
        let extensions = match self.extensions.concat() {
            none if none.is_empty() => none,
            some => tlv(0xA3, &[&sequence(&[&some])]),
        };
        let signed = sequence(&[
            &[0xA0, 3, 2, 1, 2],
            &[2, 1, self.serial],
            ALGORITHM,
            &self.issuer,
            &validity,
            &self.subject,
            &key,
            &extensions,
        ]);
        sequence(&[&signed, ALGORITHM, &tlv(3, &[&[0, self.signed_by]])])
    }

    /// The certificate, if it can be read.
    pub(crate) fn certificate(&self) -> Option<Certificate> {
        Certificate::from_der(&self.der()).ok()
    }
}

pub(crate) fn basic_constraints(path_length: Option<u8>) -> Vec<u8> {
    let length = path_length.map(|most| vec![2, 1, most]).unwrap_or_default();
    extension(&[0x55, 0x1D, 0x13], true, &sequence(&[&[1, 1, 0xFF], &length]))
}

pub(crate) fn subject_key_id(id: &[u8]) -> Vec<u8> {
    extension(&[0x55, 0x1D, 0x0E], false, &tlv(4, &[id]))
}

pub(crate) fn authority_key_id(id: &[u8]) -> Vec<u8> {
    extension(&[0x55, 0x1D, 0x23], false, &sequence(&[&tlv(0x80, &[id])]))
}

/// `GeneralName`s, each with its tag.
pub(crate) fn alternative_names(names: &[Vec<u8>]) -> Vec<u8> {
    extension(&[0x55, 0x1D, 0x11], true, &sequence(&[&names.concat()]))
}

pub(crate) fn name_constraints(permitted: &[Vec<u8>], excluded: &[Vec<u8>]) -> Vec<u8> {
    let part = |tag, bases: &[Vec<u8>]| {
        let subtrees: Vec<u8> = bases.iter().flat_map(|base| sequence(&[base])).collect();
        if subtrees.is_empty() { subtrees } else { tlv(tag, &[&subtrees]) }
    };
    extension(&[0x55, 0x1D, 0x1E], true, &sequence(&[&part(0xA0, permitted), &part(0xA1, excluded)]))
}

/// anyPolicy for 0, else 1.2.N.
fn policy(number: u8) -> Vec<u8> {
    if number == 0 { tlv(6, &[&[0x55, 0x1D, 0x20, 0]]) } else { tlv(6, &[&[0x2A, number]]) }
}

pub(crate) fn policies(numbers: &[u8]) -> Vec<u8> {
    let all: Vec<u8> = numbers.iter().flat_map(|&number| sequence(&[&policy(number)])).collect();
    extension(&[0x55, 0x1D, 0x20], false, &sequence(&[&all]))
}

pub(crate) fn policy_mappings(pairs: &[(u8, u8)]) -> Vec<u8> {
    let pair = |&(one, other): &(u8, u8)| sequence(&[&policy(one), &policy(other)]);
    extension(&[0x55, 0x1D, 0x21], true, &sequence(&[&pairs.iter().flat_map(pair).collect::<Vec<_>>()]))
}

pub(crate) fn policy_constraints(require_explicit: Option<u8>, inhibit_mapping: Option<u8>) -> Vec<u8> {
    let part = |tag, skip: Option<u8>| skip.map(|skip| vec![tag, 1, skip]).unwrap_or_default();
    let value = sequence(&[&part(0x80, require_explicit), &part(0x81, inhibit_mapping)]);
    extension(&[0x55, 0x1D, 0x24], true, &value)
}

pub(crate) fn inhibit_any_policy(skip: u8) -> Vec<u8> {
    extension(&[0x55, 0x1D, 0x36], true, &[2, 1, skip])
}
