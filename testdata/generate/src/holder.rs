//! Those who sign: a certificate and its key.

use crate::digest::Digest;
use crate::keys::Key;
use crate::profile::Profiles;
use crate::template::Template;
use crate::{der, oids};

/// Somebody who can sign.
#[derive(Clone)]
pub struct Holder<'a> {
    pub key: &'a Key,
    pub template: Template,
    pub certificate: Vec<u8>,
}

impl<'a> Holder<'a> {
    /// Whoever the template describes, with the key that these profiles give.
    pub fn new(profiles: &'a Profiles<'a>, template: Template) -> Holder<'a> {
        let certificate = template.sign(profiles.issuer);
        Holder { key: &profiles.holder_key, template, certificate }
    }

    /// SHA-256 of the certificate.
    pub fn hash(&self) -> Vec<u8> {
        Digest::Sha256.of(&self.certificate)
    }

    /// IssuerAndSerialNumber.
    pub fn issuer_and_serial(&self) -> Vec<u8> {
        der::sequence(&[self.template.issuer.clone(), der::integer_raw(&self.template.serial)])
    }

    /// `[0]` subjectKeyIdentifier, as the certificate has it.
    pub fn key_identifier(&self) -> Vec<u8> {
        let mut present = self.template.extensions.iter();
        let extension = present.find(|extension| extension.oid == oids::SUBJECT_KEY_IDENTIFIER);
        // The value is an OCTET STRING with a short length.
        der::context_primitive(0, &extension.expect("a key identifier").value[2..])
    }
}
