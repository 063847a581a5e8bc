//! What an application writes over parsers and a crate of RSA: the checks that every verifier makes, no more. Over `cms`
//! and `x509-cert`, which own what they parse and hash it written anew; and over `x509-parser`, which lends.

use cms::cert::CertificateChoices;
use cms::content_info::ContentInfo;
use cms::signed_data::{SignedData, SignerIdentifier, SignerInfo};
use der::asn1::OctetString;
use der::oid::db::rfc5911::ID_MESSAGE_DIGEST;
use der::{Decode, Encode};
use rsa::RsaPublicKey;
use rsa::pkcs1v15::{Signature, VerifyingKey};
use rsa::pkcs8::DecodePublicKey;
use rsa::sha2::{Digest, Sha256};
use rsa::signature::Verifier;
use x509_cert::Certificate;
use x509_cert::crl::CertificateList;
use x509_parser::prelude::{CertificateRevocationList, FromDer, X509Certificate};

use crate::material::{Material, NOON};

/// Over owned types; the lists' signatures were verified before.
pub struct Owned {
    root: Vec<u8>,
    authority: Vec<u8>,
    root_list: CertificateList,
    list: CertificateList,
}

impl Owned {
    pub fn new(material: &Material, list: &[u8]) -> Self {
        Self {
            root: material.root.clone(),
            authority: material.authority.clone(),
            root_list: CertificateList::from_der(&material.root_list).expect("a list"),
            list: CertificateList::from_der(list).expect("a list"),
        }
    }

    /// Message, signature, chain, lists.
    pub fn request(&self, message: &[u8]) {
        let data: SignedData =
            ContentInfo::from_der(message).and_then(|info| info.content.decode_as()).expect("a message");
        let signer = &data.signer_infos.0.as_slice()[0];
        let certificate = holder(&data, signer);
        let content = data.encap_content_info.econtent.as_ref().expect("content");
        signed(signer, certificate, content.value());
        self.chain(certificate);
    }

    fn chain(&self, certificate: &Certificate) {
        let [root, authority] =
            [&self.root, &self.authority].map(|der| Certificate::from_der(der).expect("a certificate"));
        for (issued, issuer, list) in
            [(certificate, &authority, &self.list), (&authority, &root, &self.root_list)]
        {
            let (fields, of_issuer) = (&issued.tbs_certificate, &issuer.tbs_certificate);
            assert_eq!(fields.issuer, of_issuer.subject);
            let (start, end) = (fields.validity.not_before, fields.validity.not_after);
            let noon = u64::try_from(NOON).expect("after 1970");
            assert!((start.to_unix_duration().as_secs()..=end.to_unix_duration().as_secs()).contains(&noon));
            verify(
                &of_issuer.subject_public_key_info.to_der().expect("a key"),
                &fields.to_der().expect("a certificate"),
                issued.signature.raw_bytes(),
            );
            let revoked = list.tbs_cert_list.revoked_certificates.iter().flatten();
            assert!(revoked.into_iter().all(|entry| entry.serial_number != fields.serial_number));
        }
    }
}

fn holder<'a>(data: &'a SignedData, signer: &SignerInfo) -> &'a Certificate {
    let SignerIdentifier::IssuerAndSerialNumber(wanted) = &signer.sid else { panic!("a key identifier") };
    let certificates = data.certificates.as_ref().expect("certificates").0.iter();
    let mut found = certificates.filter_map(|choice| match choice {
        CertificateChoices::Certificate(certificate) => Some(certificate),
        CertificateChoices::Other(_) => None,
    });
    let is_wanted = |certificate: &&Certificate| {
        let fields = &certificate.tbs_certificate;
        fields.serial_number == wanted.serial_number && fields.issuer == wanted.issuer
    };
    found.find(is_wanted).expect("the signer's certificate")
}

fn signed(signer: &SignerInfo, certificate: &Certificate, content: &[u8]) {
    let attributes = signer.signed_attrs.as_ref().expect("signed attributes");
    let digest = attributes.iter().find(|attribute| attribute.oid == ID_MESSAGE_DIGEST).expect("a digest");
    let digest: OctetString = digest.values.as_slice()[0].decode_as().expect("octets");
    assert_eq!(digest.as_bytes(), &Sha256::digest(content)[..]);
    verify(
        &certificate.tbs_certificate.subject_public_key_info.to_der().expect("a key"),
        &attributes.to_der().expect("attributes"),
        signer.signature.as_bytes(),
    );
}

/// Over borrowed types; the lists' signatures were verified before.
pub struct Borrowed<'a> {
    material: &'a Material,
    root_list: CertificateRevocationList<'a>,
    list: CertificateRevocationList<'a>,
}

impl<'a> Borrowed<'a> {
    pub fn new(material: &'a Material, list: &'a [u8]) -> Self {
        let parse = |der| CertificateRevocationList::from_der(der).expect("a list").1;
        Self { material, root_list: parse(&material.root_list), list: parse(list) }
    }

    /// Chain and lists.
    pub fn certificate(&self, der: &[u8]) {
        let [root, authority, certificate] =
            [&self.material.root, &self.material.authority, der].map(|der| parse(der));
        for (issued, issuer, list) in
            [(&certificate, &authority, &self.list), (&authority, &root, &self.root_list)]
        {
            assert_eq!(issued.issuer().as_raw(), issuer.subject().as_raw());
            let (start, end) = (issued.validity().not_before, issued.validity().not_after);
            assert!((start.timestamp()..=end.timestamp()).contains(&NOON));
            verify(issuer.public_key().raw, issued.tbs_certificate.as_ref(), &issued.signature_value.data);
            let serial = issued.raw_serial();
            assert!(list.iter_revoked_certificates().all(|entry| entry.raw_serial() != serial));
        }
    }
}

fn parse(der: &[u8]) -> X509Certificate<'_> {
    X509Certificate::from_der(der).expect("a certificate").1
}

/// RSA with PKCS #1 v1.5 and SHA-256, by `rsa` 0.9.
fn verify(spki: &[u8], message: &[u8], signature: &[u8]) {
    let key = VerifyingKey::<Sha256>::new(RsaPublicKey::from_public_key_der(spki).expect("a key"));
    key.verify(message, &Signature::try_from(signature).expect("a signature")).expect("a good signature");
}
