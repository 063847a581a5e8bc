//! The authorities: roots, issuing ones, and those of other hierarchies.

use crate::extension::{self, CRL_SIGN, DIGITAL_SIGNATURE, Extension, KEY_CERT_SIGN};
use crate::keys::Key;
use crate::name::{self, Name};
use crate::signature::Scheme;
use crate::template::{Template, key_identifier, serial};
use crate::{der, oids};

/// Who issues: a name, a key, and the certificate over both.
pub struct Authority {
    /// Its name in file names and addresses.
    pub file: &'static str,
    pub name: Vec<u8>,
    pub key: Key,
    pub key_id: Vec<u8>,
    pub certificate: Vec<u8>,
}

/// What an authority is made of before somebody issues it.
pub struct Draft {
    pub file: &'static str,
    pub key: Key,
    pub template: Template,
}

impl Draft {
    /// A draft with the usual extensions of an issuing authority; `key` names a file of `keys/`.
    pub fn new(file: &'static str, key: &str, name: &Name) -> Draft {
        Draft::with_key(file, Key::load(key), name)
    }

    pub fn with_key(file: &'static str, key: Key, name: &Name) -> Draft {
        let serial = serial(file);
        let key_id = key_identifier(&serial);
        let template = Template {
            version: Some(2),
            serial,
            scheme: key.usual_scheme(),
            outer_scheme: None,
            issuer: Vec::new(),
            not_before: der::utc_time("220615100000Z"),
            not_after: der::utc_time("450907100000Z"),
            subject: name.der(),
            public_key: key.public(),
            extensions: vec![
                extension::basic_constraints(Some(0)),
                extension::key_usage(KEY_CERT_SIGN | CRL_SIGN),
                extension::subject_key_identifier(&key_id),
            ],
        };
        Draft { file, key, template }
    }

    /// Changes the template.
    pub fn edit(mut self, change: impl FnOnce(Template) -> Template) -> Draft {
        self.template = change(self.template);
        self
    }

    /// Issued by another authority, with what points to it.
    pub fn issued_by(mut self, issuer: &Authority) -> Authority {
        self.template.scheme = issuer.key.usual_scheme();
        self.template.issuer.clone_from(&issuer.name);
        if self.template.version.is_some() {
            self.template.extensions.extend([
                extension::authority_key_identifier(&issuer.key_id),
                extension::crl_distribution_points(issuer.file),
                extension::certificate_policy(oids::POLICY_CURRENT),
            ]);
        }
        let certificate = self.template.sign(issuer);
        self.finish(certificate)
    }

    /// Signed by itself.
    pub fn self_signed(mut self) -> Authority {
        self.template.issuer.clone_from(&self.template.subject);
        let template = self.template.clone();
        let mut authority = self.finish(Vec::new());
        authority.certificate = template.sign(&authority);
        authority
    }

    fn finish(self, certificate: Vec<u8>) -> Authority {
        let key_id = key_identifier(&self.template.serial);
        Authority { file: self.file, name: self.template.subject, key: self.key, key_id, certificate }
    }
}

/// The good authorities.
pub struct Authorities {
    pub root_rsa: Authority,
    pub nca_rsa: Authority,
    /// Another generation: the name of `nca_rsa`, another key.
    pub nca_rsa_other: Authority,
    /// Signs lists in the name of `nca_rsa`, which issued it, with a key of its own.
    pub list_signer: Authority,
    /// Another name, and the key of `nca_rsa`.
    pub nca_rsa_renamed: Authority,
    pub root_ec: Authority,
    pub nca_ec: Authority,
    pub nca_2011: Authority,
    pub foreign_root: Authority,
    pub foreign_ca: Authority,
}

impl Default for Authorities {
    fn default() -> Authorities {
        Authorities::new()
    }
}

impl Authorities {
    pub fn new() -> Authorities {
        let issuing_rsa = name::authority("СЫНАҚ ҰЛТТЫҚ ОРТАЛЫҚ (RSA) TEST 2022");
        let issuing_ec = name::authority("СЫНАҚ ҰЛТТЫҚ ОРТАЛЫҚ (EC) TEST 2022");
        let renamed = name::authority("СЫНАҚ ҰЛТТЫҚ ОРТАЛЫҚ (RSA) TEST 2024");
        let root_rsa = root("root_rsa", "СЫНАҚ НЕГІЗГІ ОРТАЛЫҚ (RSA) TEST");
        let root_ec = root("root_ec", "СЫНАҚ НЕГІЗГІ ОРТАЛЫҚ (EC) TEST");
        let foreign_root = root("foreign_root", "ЧУЖОЙ КОРЕНЬ TEST");
        let foreign = name::authority("ЧУЖОЙ ЦЕНТР TEST");
        let nca_rsa = Draft::new("nca_rsa", "nca_rsa", &issuing_rsa).issued_by(&root_rsa);
        Authorities {
            list_signer: list_signer(&issuing_rsa).issued_by(&nca_rsa),
            nca_rsa,
            nca_rsa_other: Draft::new("nca_rsa_other", "nca_rsa_other", &issuing_rsa).issued_by(&root_rsa),
            nca_rsa_renamed: Draft::new("nca_rsa_renamed", "nca_rsa", &renamed).issued_by(&root_rsa),
            nca_ec: Draft::new("nca_ec", "nca_ec", &issuing_ec).issued_by(&root_ec),
            foreign_ca: Draft::new("foreign_ca", "foreign_ca", &foreign).issued_by(&foreign_root),
            nca_2011: nca_2011(),
            root_rsa,
            root_ec,
            foreign_root,
        }
    }
}

fn list_signer(name: &Name) -> Draft {
    Draft::new("nca_rsa_list_signer", "odd_ca", name)
        .edit(|template| template.without(oids::BASIC_CONSTRAINTS).with(extension::key_usage(CRL_SIGN)))
}

fn root(file: &'static str, common_name: &str) -> Authority {
    Draft::new(file, file, &name::authority(common_name))
        .edit(|template| {
            template
                .valid("200908100000Z", "450908100000Z")
                .with(extension::basic_constraints(None))
                .with(extension::certificate_policy(oids::POLICY_ROOT))
        })
        .self_signed()
}

/// The authority of 2011: root and issuer in one, SHA-1, a key identifier of one octet.
fn nca_2011() -> Authority {
    let mut authority = Draft::new("nca_2011", "nca_2011", &name::authority_2011())
        .edit(|mut template| {
            template.scheme = Scheme::RsaSha1;
            template
                .valid("111228051228Z", "161228051228Z")
                .with(key_usage_2011())
                .with(extension::subject_key_identifier(&[0x02]))
                .with(extension::certificate_policy(oids::POLICY_2011))
        })
        .self_signed();
    authority.key_id = vec![0x02];
    authority
}

/// Not critical, and with a trailing zero bit that DER forbids: so the real one was written, and so it must be read.
fn key_usage_2011() -> Extension {
    let flags = der::bits(&[DIGITAL_SIGNATURE | KEY_CERT_SIGN | CRL_SIGN]);
    Extension::new(oids::KEY_USAGE, flags)
}
