//! Extensions of certificates and lists.

use crate::{der, oids};

// Bits of keyUsage, first bit highest.
pub const DIGITAL_SIGNATURE: u8 = 0x80;
pub const NON_REPUDIATION: u8 = 0x40;
pub const KEY_ENCIPHERMENT: u8 = 0x20;
pub const KEY_AGREEMENT: u8 = 0x08;
pub const KEY_CERT_SIGN: u8 = 0x04;
pub const CRL_SIGN: u8 = 0x02;

/// An extension whose value is already encoded.
#[derive(Clone)]
pub struct Extension {
    pub oid: &'static str,
    pub critical: bool,
    pub value: Vec<u8>,
}

impl Extension {
    pub fn new(oid: &'static str, value: Vec<u8>) -> Extension {
        Extension { oid, critical: false, value }
    }

    pub fn critical(mut self) -> Extension {
        self.critical = true;
        self
    }

    pub fn der(&self) -> Vec<u8> {
        let critical = if self.critical { der::boolean_true() } else { Vec::new() };
        der::sequence(&[der::oid(self.oid), critical, der::octets(&self.value)])
    }
}

/// The SEQUENCE OF Extension.
pub fn list(extensions: &[Extension]) -> Vec<u8> {
    der::sequence(&extensions.iter().map(Extension::der).collect::<Vec<_>>())
}

pub fn basic_constraints(path_length: Option<u64>) -> Extension {
    let length = path_length.map(der::integer).unwrap_or_default();
    Extension::new(oids::BASIC_CONSTRAINTS, der::sequence(&[der::boolean_true(), length])).critical()
}

pub fn key_usage(flags: u8) -> Extension {
    Extension::new(oids::KEY_USAGE, der::named_bits(flags)).critical()
}

pub fn extended_key_usage(purposes: &[&str]) -> Extension {
    let purposes: Vec<_> = purposes.iter().map(|purpose| der::oid(purpose)).collect();
    Extension::new(oids::EXTENDED_KEY_USAGE, der::sequence(&purposes))
}

pub fn subject_key_identifier(id: &[u8]) -> Extension {
    Extension::new(oids::SUBJECT_KEY_IDENTIFIER, der::octets(id))
}

/// keyIdentifier alone, as in everything issued since 2022.
pub fn authority_key_identifier(id: &[u8]) -> Extension {
    let value = der::sequence(&[der::context_primitive(0, id)]);
    Extension::new(oids::AUTHORITY_KEY_IDENTIFIER, value)
}

pub fn certificate_policy(policy: &str) -> Extension {
    let cps = der::sequence(&[der::oid("1.3.6.1.5.5.7.2.1"), der::ia5("http://pki.example/cps")]);
    let information = der::sequence(&[der::oid(policy), der::sequence(&[cps])]);
    Extension::new(oids::CERTIFICATE_POLICIES, der::sequence(&[information]))
}

/// One distribution point with two mirrors.
pub fn crl_distribution_points(file: &str) -> Extension {
    Extension::new(oids::CRL_DISTRIBUTION_POINTS, mirrored_point(file))
}

/// The same for the delta list.
pub fn freshest_crl(file: &str) -> Extension {
    Extension::new(oids::FRESHEST_CRL, mirrored_point(file))
}

fn mirrored_point(file: &str) -> Vec<u8> {
    let mirrors = ["crl", "crl1"].map(|host| list_address(host, file));
    der::sequence(&[der::sequence(&[distribution_point_name(&mirrors)])])
}

/// Where a list is published.
pub fn list_address(host: &str, file: &str) -> String {
    format!("http://{host}.pki.example/{file}.crl")
}

/// `distributionPoint [0]` holding `fullName [0]` with URIs.
pub fn distribution_point_name(uris: &[String]) -> Vec<u8> {
    let names: Vec<_> = uris.iter().map(|uri| der::context_primitive(6, uri.as_bytes())).collect();
    der::context(0, &[der::context(0, &names)])
}

/// Two OCSP addresses and the issuer's certificate.
pub fn authority_information_access(issuer: &str) -> Extension {
    let access = |method: &str, uri: &str| {
        der::sequence(&[der::oid(method), der::context_primitive(6, uri.as_bytes())])
    };
    let value = der::sequence(&[
        access("1.3.6.1.5.5.7.48.1", "http://ocsp.pki.example/"),
        access("1.3.6.1.5.5.7.48.1", "http://ocsp1.pki.example/"),
        access("1.3.6.1.5.5.7.48.2", &format!("http://pki.example/cert/{issuer}.cer")),
    ]);
    Extension::new(oids::AUTHORITY_INFORMATION_ACCESS, value)
}

pub fn mail_address(address: &str) -> Extension {
    let value = der::sequence(&[der::context_primitive(1, address.as_bytes())]);
    Extension::new(oids::SUBJECT_ALT_NAME, value)
}

/// The key lives in a PKCS #12 file.
pub fn key_store() -> Extension {
    Extension::new(oids::KEY_STORE, der::sequence(&[der::oid("1.2.398.3.3.5.1.1")]))
}
