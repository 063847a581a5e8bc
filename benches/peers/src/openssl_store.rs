//! OpenSSL, with its store as an application would set it up: certificates and lists loaded once.

use std::fs;
use std::path::PathBuf;

use openssl::cms::{CMSOptions, CmsContentInfo};
use openssl::ssl::SslFiletype;
use openssl::stack::Stack;
use openssl::x509::store::{X509Lookup, X509Store, X509StoreBuilder};
use openssl::x509::verify::{X509VerifyFlags, X509VerifyParam};
use openssl::x509::{X509, X509StoreContext};

use crate::material::{Material, NOON};

/// A store that wants a list of every authority.
pub struct OpenSsl(X509Store);

impl OpenSsl {
    pub fn new(material: &Material, list: &[u8]) -> Self {
        let mut store = X509StoreBuilder::new().expect("a store");
        for certificate in [&material.root, &material.authority] {
            store.add_cert(X509::from_der(certificate).expect("a certificate")).expect("added");
        }
        let lookup = store.add_lookup(X509Lookup::file()).expect("a lookup");
        for list in [&material.root_list, list] {
            // Lists get into a store from files alone.
            let path = temporary();
            fs::write(&path, list).expect("a file");
            lookup.load_crl_file(&path, SslFiletype::ASN1).expect("a list");
            fs::remove_file(&path).expect("the file");
        }
        let mut parameters = X509VerifyParam::new().expect("parameters");
        parameters.set_flags(X509VerifyFlags::CRL_CHECK | X509VerifyFlags::CRL_CHECK_ALL).expect("flags");
        parameters.set_time(NOON);
        store.set_param(&parameters).expect("set");
        Self(store.build())
    }

    /// `CMS_verify` from the message's bytes: signature, chain, lists.
    pub fn request(&self, message: &[u8]) {
        let mut message = CmsContentInfo::from_der(message).expect("a message");
        let mut content = Vec::new();
        message
            .verify(None, Some(&self.0), None, Some(&mut content), CMSOptions::empty())
            .expect("a good message");
        assert!(!content.is_empty());
    }

    /// `X509_verify_cert` from the certificate's bytes: chain and lists.
    pub fn certificate(&self, der: &[u8]) {
        let certificate = X509::from_der(der).expect("a certificate");
        let mut context = X509StoreContext::new().expect("a context");
        let others = Stack::new().expect("a stack");
        let holds = context.init(&self.0, &certificate, &others, |context| context.verify_cert());
        assert!(holds.expect("an answer"));
    }
}

fn temporary() -> PathBuf {
    std::env::temp_dir().join(format!("kz-eds-peers-{}.crl", std::process::id()))
}
