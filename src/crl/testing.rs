//! Lists for tests, built octet by octet.

use crate::asn1::ObjectIdentifier;

use super::Crl;
use crate::error::{ErrorKind, Result};

/// One element.
pub(super) fn tlv(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let length: usize = parts.iter().map(|part| part.len()).sum();
    let octets: Vec<u8> = length.to_be_bytes().into_iter().skip_while(|&octet| octet == 0).collect();
    let mut bytes = vec![tag];
    match (length, octets.len()) {
        (0..=127, _) => bytes.push(u8::try_from(length).unwrap()),
        (_, count) => bytes.push(0x80 | u8::try_from(count).unwrap()),
    }
    if length > 127 {
        bytes.extend(octets);
    }
    parts.iter().for_each(|part| bytes.extend(*part));
    bytes
}

pub(super) fn extension(id: &ObjectIdentifier, critical: bool, value: &[u8]) -> Vec<u8> {
    let critical: &[u8] = if critical { &[1, 1, 0xFF] } else { &[] };
    tlv(0x30, &[&tlv(6, &[id.as_bytes()]), critical, &tlv(4, &[value])])
}

/// A name with one attribute.
pub(super) fn common_name(text: &str) -> Vec<u8> {
    let attribute = tlv(0x30, &[&[6, 3, 0x55, 4, 3], &tlv(0x0C, &[text.as_bytes()])]);
    tlv(0x30, &[&tlv(0x31, &[&attribute])])
}

/// An entry with these extensions, revoked at the start of 2026.
pub(super) fn entry(serial: &[u8], extensions: &[&[u8]]) -> Vec<u8> {
    let list = if extensions.is_empty() { vec![] } else { tlv(0x30, extensions) };
    tlv(0x30, &[&tlv(2, &[serial]), UTC, &list])
}

pub(super) const UTC: &[u8] = b"\x17\x0d260101000000Z";
pub(super) const GENERAL: &[u8] = b"\x18\x0f20260101000000Z";
pub(super) const ALGORITHM: [u8; 6] = [0x30, 4, 6, 2, 42, 3];

/// A list in the making: every field is the raw element, replaceable by a wrong one.
pub(super) struct List {
    pub(super) version: Vec<u8>,
    pub(super) inner: Vec<u8>,
    pub(super) issuer: Vec<u8>,
    pub(super) times: Vec<u8>,
    pub(super) revoked: Vec<u8>,
    pub(super) extensions: Vec<u8>,
    pub(super) after: Vec<u8>,
    pub(super) outer: Vec<u8>,
    pub(super) signature: Vec<u8>,
}

impl List {
    /// Version 2, no entries, no extensions.
    pub(super) fn new() -> Self {
        Self {
            version: vec![2, 1, 1],
            inner: ALGORITHM.to_vec(),
            issuer: common_name("CA"),
            times: [UTC, UTC].concat(),
            revoked: vec![],
            extensions: vec![],
            after: vec![],
            outer: ALGORITHM.to_vec(),
            signature: vec![3, 2, 0, 0xAA],
        }
    }

    pub(super) fn entries(mut self, entries: &[Vec<u8>]) -> Self {
        self.revoked = tlv(0x30, &entries.iter().map(Vec::as_slice).collect::<Vec<_>>());
        self
    }

    pub(super) fn extensions(mut self, extensions: &[&[u8]]) -> Self {
        self.extensions = tlv(0xA0, &[&tlv(0x30, extensions)]);
        self
    }

    pub(super) fn der(&self) -> Vec<u8> {
        let fields: [&[u8]; 7] = [
            &self.version,
            &self.inner,
            &self.issuer,
            &self.times,
            &self.revoked,
            &self.extensions,
            &self.after,
        ];
        tlv(0x30, &[&tlv(0x30, &fields), &self.outer, &self.signature])
    }

    pub(super) fn read(&self) -> Result<Crl> {
        Crl::from_der(self.der())
    }

    /// Why the list is refused.
    pub(super) fn refusal(&self) -> Option<ErrorKind> {
        self.read().err().map(|error| error.kind())
    }
}
