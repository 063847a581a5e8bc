//! Revocation lists before and after they are signed.

use crate::authority::Authority;
use crate::extension::{self, Extension};
use crate::signature::Scheme;
use crate::template::serial;
use crate::{der, oids};

// Reason codes (RFC 5280 5.3.1).
pub const KEY_COMPROMISE: u8 = 1;
pub const AFFILIATION_CHANGED: u8 = 3;
pub const SUPERSEDED: u8 = 4;
pub const CESSATION_OF_OPERATION: u8 = 5;
pub const CERTIFICATE_HOLD: u8 = 6;
pub const REMOVE_FROM_CRL: u8 = 8;
pub const PRIVILEGE_WITHDRAWN: u8 = 9;

/// One revoked certificate.
#[derive(Clone)]
pub struct Entry {
    serial: Vec<u8>,
    date: String,
    extensions: Vec<Extension>,
}

impl Entry {
    /// The certificate of a file, revoked at a UTCTime.
    pub fn new(file: &str, date: &str) -> Entry {
        Entry { serial: serial(file), date: date.to_owned(), extensions: Vec::new() }
    }

    /// An entry for any serial number.
    pub fn of_serial(serial: &[u8], date: &str) -> Entry {
        Entry { serial: serial.to_vec(), date: date.to_owned(), extensions: Vec::new() }
    }

    pub fn because(self, reason: u8) -> Entry {
        self.with(Extension::new(oids::REASON_CODE, der::enumerated(reason)))
    }

    pub fn with(mut self, extension: Extension) -> Entry {
        self.extensions.push(extension);
        self
    }

    /// The revocation date as it is written.
    pub fn date(&self) -> &str {
        &self.date
    }

    fn der(&self) -> Vec<u8> {
        let extensions = match self.extensions.is_empty() {
            true => Vec::new(),
            false => extension::list(&self.extensions),
        };
        der::sequence(&[der::integer_raw(&self.serial), der::utc_time(&self.date), extensions])
    }
}

/// The fields of TBSCertList.
#[derive(Clone)]
pub struct List {
    pub scheme: Scheme,
    pub issuer: Vec<u8>,
    pub this_update: String,
    pub next_update: Option<String>,
    pub entries: Vec<Entry>,
    pub extensions: Vec<Extension>,
}

impl List {
    /// An ordinary list of an authority with a number and what names the key.
    pub fn of(authority: &Authority, number: u64, entries: Vec<Entry>) -> List {
        List {
            scheme: authority.key.usual_scheme(),
            issuer: authority.name.clone(),
            this_update: "260601040000Z".to_owned(),
            next_update: Some("260602070000Z".to_owned()),
            entries,
            extensions: vec![
                Extension::new(oids::CRL_NUMBER, der::integer(number)),
                extension::authority_key_identifier(&authority.key_id),
            ],
        }
    }

    /// Sets both times.
    pub fn between(mut self, this_update: &str, next_update: &str) -> List {
        self.this_update = this_update.to_owned();
        self.next_update = Some(next_update.to_owned());
        self
    }

    /// Appends an extension of the list.
    pub fn with(mut self, extension: Extension) -> List {
        self.extensions.push(extension);
        self
    }

    /// Appends an entry; the order of entries is free.
    pub fn with_entry(mut self, entry: Entry) -> List {
        self.entries.push(entry);
        self
    }

    pub fn sign(&self, authority: &Authority) -> Vec<u8> {
        let signed = self.to_be_signed();
        let signature = self.scheme.sign(&authority.key, &signed);
        der::sequence(&[signed, self.scheme.identifier(), der::bits(&signature)])
    }

    fn to_be_signed(&self) -> Vec<u8> {
        let entries: Vec<_> = self.entries.iter().map(Entry::der).collect();
        let next_update = self.next_update.as_deref().map(der::utc_time).unwrap_or_default();
        der::sequence(&[
            der::integer(1),
            self.scheme.identifier(),
            self.issuer.clone(),
            der::utc_time(&self.this_update),
            next_update,
            // RFC 5280 5.1.2.6: with nothing revoked the field must be absent.
            if entries.is_empty() { Vec::new() } else { der::sequence(&entries) },
            der::context(0, &[extension::list(&self.extensions)]),
        ])
    }
}

/// IssuingDistributionPoint, critical, with its fields already encoded.
pub fn issuing_distribution_point(fields: &[Vec<u8>]) -> Extension {
    Extension::new(oids::ISSUING_DISTRIBUTION_POINT, der::sequence(fields)).critical()
}

/// Marks a list as a delta to a base.
pub fn delta_crl_indicator(base: u64) -> Extension {
    Extension::new(oids::DELTA_CRL_INDICATOR, der::integer(base)).critical()
}

/// Certificates that exist in no file, to give a list its bulk.
pub fn fillers(authority: &Authority, count: usize) -> Vec<Entry> {
    let reasons = [AFFILIATION_CHANGED, SUPERSEDED, CESSATION_OF_OPERATION, PRIVILEGE_WITHDRAWN];
    let entry = |index: usize| {
        let file = format!("{} filler {index}", authority.file);
        Entry::new(&file, &format!("2604{:02}053000Z", index + 1)).because(reasons[index % reasons.len()])
    };
    (0..count).map(entry).collect()
}
