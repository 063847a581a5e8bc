//! A certificate before it is signed: every field open, so that a case can spoil exactly one.

use sha1::Digest;

use crate::authority::Authority;
use crate::der;
use crate::extension::{self, Extension};
use crate::signature::Scheme;

/// The fields of TBSCertificate, encoded where a case may want an odd encoding.
#[derive(Clone)]
pub struct Template {
    /// The version number of the encoding (2 is v3); `None` leaves the field out, which is v1.
    pub version: Option<u64>,
    /// Content octets of the serial number.
    pub serial: Vec<u8>,
    pub scheme: Scheme,
    /// The algorithm outside the signed part, where it differs.
    pub outer_scheme: Option<Scheme>,
    pub issuer: Vec<u8>,
    pub not_before: Vec<u8>,
    pub not_after: Vec<u8>,
    pub subject: Vec<u8>,
    pub public_key: Vec<u8>,
    pub extensions: Vec<Extension>,
}

impl Template {
    /// Sets the validity from two UTCTime strings.
    pub fn valid(mut self, not_before: &str, not_after: &str) -> Template {
        self.not_before = der::utc_time(not_before);
        self.not_after = der::utc_time(not_after);
        self
    }

    /// Replaces the extension of the same kind where it stands, or appends it.
    pub fn with(mut self, extension: Extension) -> Template {
        match self.extensions.iter_mut().find(|present| present.oid == extension.oid) {
            Some(present) => *present = extension,
            None => self.extensions.push(extension),
        }
        self
    }

    /// Leaves an extension out.
    pub fn without(mut self, oid: &str) -> Template {
        self.extensions.retain(|extension| extension.oid != oid);
        self
    }

    /// Signs it with the authority's key.
    pub fn sign(&self, authority: &Authority) -> Vec<u8> {
        let signed = self.to_be_signed();
        let signature = self.scheme.sign(&authority.key, &signed);
        let algorithm = self.outer_scheme.unwrap_or(self.scheme).identifier();
        der::sequence(&[signed, algorithm, der::bits(&signature)])
    }

    fn to_be_signed(&self) -> Vec<u8> {
        let version = self.version.map(|number| der::context(0, &[der::integer(number)])).unwrap_or_default();
        let extensions = match self.extensions.is_empty() {
            true => Vec::new(),
            false => der::context(3, &[extension::list(&self.extensions)]),
        };
        der::sequence(&[
            version,
            der::integer_raw(&self.serial),
            self.scheme.identifier(),
            self.issuer.clone(),
            der::sequence(&[&self.not_before, &self.not_after]),
            self.subject.clone(),
            self.public_key.clone(),
            extensions,
        ])
    }
}

/// A fixed positive serial number of 20 octets for a file's name.
pub fn serial(file: &str) -> Vec<u8> {
    let mut octets = sha1::Sha1::digest(format!("kz-eds testdata {file}")).to_vec();
    octets[0] = octets[0] & 0x3F | 0x40;
    octets
}

/// The national authority's key identifiers: the serial number with the top bit set.
pub fn key_identifier(serial: &[u8]) -> Vec<u8> {
    let mut octets = serial.to_vec();
    octets[0] |= 0x80;
    octets
}
