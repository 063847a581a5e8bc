//! Co-signing leaves everything else octet for octet, on every message of the test material that can be read.

mod augmentation;

use std::fs;

use super::attributes::{Statement, sha256};
use super::bytes::Bytes;
use super::prepared::{Algorithm, Target};
use super::*;
use crate::asn1::{Tag, oid};
use crate::certificate::Certificate;
use crate::cms::SignedMessage;
use crate::crypto::SignatureAlgorithm;

fn testdata(name: &str) -> Vec<u8> {
    fs::read(format!("{}/testdata/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// Signed by the head on P-256, whoever else signed, and whatever the validator would say.
fn cosigned(message: &[u8]) -> Vec<u8> {
    let certificate = &Certificate::parse(&testdata("certificates/head_ec.cer")).unwrap();
    let parsed = SignedMessage::parse(message).unwrap();
    let content = sha256(&parsed.content().map(|content| content.to_bytes()).unwrap_or_default());
    let statement = Statement {
        certificate,
        algorithm: SignatureAlgorithm::EcdsaP256Sha256,
        content_type: parsed.content_type(),
        content,
        signing_time: "2026-06-01T12:00:00Z".parse().unwrap(),
    };
    let prepared = Prepared {
        algorithm: Algorithm::EcdsaP256Sha256,
        certificate: Bytes(certificate.as_der().to_vec()),
        chain: vec![],
        attributes: Bytes(statement.der()),
        digest: Bytes(content.as_ref().to_vec()),
        target: Target::Message(Bytes(message.to_vec())),
    };
    let key = KeyFile::open(&testdata("keys/head_ec.pem"), None).unwrap().into_key();
    prepared.attach(&key.sign(&prepared).unwrap()).unwrap()
}

fn sorted<'m>(parts: impl Iterator<Item = &'m [u8]>) -> Vec<&'m [u8]> {
    let mut parts: Vec<_> = parts.collect();
    parts.sort_unstable();
    parts
}

/// `new` has the parts of `old` and `more` others, each as it was.
fn keeps<'m>(
    old: impl Iterator<Item = &'m [u8]>,
    new: impl Iterator<Item = &'m [u8]>,
    more: usize,
    what: &str,
) {
    let (old, mut new) = (sorted(old), sorted(new));
    assert_eq!(new.len(), old.len() + more, "{what}");
    for part in old {
        let place = new.iter().position(|found| *found == part);
        new.remove(place.unwrap_or_else(|| panic!("{what}: a part was changed")));
    }
}

fn unchanged(name: &str, message: &[u8]) {
    let after = cosigned(message);
    let (old, new) = (SignedMessage::parse(message).unwrap(), SignedMessage::parse(&after).unwrap());
    let ours = testdata("certificates/head_ec.cer");
    let has_ours = old.received_certificates().any(|found| found == ours);
    keeps(old.received_signers(), new.received_signers(), 1, name);
    keeps(old.received_certificates(), new.received_certificates(), usize::from(!has_ours), name);
    keeps(old.received_evidence(), new.received_evidence(), 0, name);
    let content =
        |message: &SignedMessage<'_>| message.content().map(|content| content.to_bytes().into_owned());
    assert_eq!(content(&old), content(&new), "{name}");
    assert_eq!((old.version(), old.content_type()), (new.version(), new.content_type()), "{name}");
    assert!(
        old.digest_algorithms().all(|known| new.digest_algorithms().any(|found| found == known)),
        "{name}"
    );
}

/// Every message of the test material that can be read, by its file.
fn messages() -> Vec<(String, Vec<u8>)> {
    let folder = format!("{}/testdata/archive/messages", env!("CARGO_MANIFEST_DIR"));
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let all = paths.map(|path| (path.display().to_string(), fs::read(&path).unwrap()));
    all.filter(|(_, message)| SignedMessage::parse(message).is_ok()).collect()
}

#[test]
fn cosigning_leaves_everything_else_octet_for_octet() {
    let messages = messages();
    assert!(messages.len() > 100, "{}", messages.len());
    for (name, message) in messages {
        unchanged(&name, &message);
    }
}

/// A good signature over attributes that do not name the certificate is none of ours: stored requests can be changed
/// before they are signed.
#[test]
fn attributes_must_name_the_certificate() {
    let content = sha256(b"content");
    let attributes = [
        der::attribute(oid::CONTENT_TYPE, &der::identifier(oid::DATA)),
        der::attribute(oid::MESSAGE_DIGEST, &der::octet_string(&[content.as_ref()])),
    ];
    let prepared = Prepared {
        algorithm: Algorithm::EcdsaP256Sha256,
        certificate: Bytes(testdata("certificates/head_ec.cer")),
        chain: vec![],
        attributes: Bytes(der::set_of(Tag::SET, &attributes)),
        digest: Bytes(content.as_ref().to_vec()),
        target: Target::Attached(Bytes(b"content".to_vec())),
    };
    let key = KeyFile::open(&testdata("keys/head_ec.pem"), None).unwrap().into_key();
    let attached = prepared.attach(&key.sign(&prepared).unwrap());
    assert!(matches!(attached, Err(SigningError::SignatureInvalid)), "{attached:?}");
}

/// Forms that the library does not read go over as well: an attribute certificate, an unknown kind of evidence.
#[test]
fn what_is_not_read_is_kept() {
    let ours = testdata("certificates/head_ec.cer");
    let attribute_certificate = vec![0xA2, 4, 0x30, 2, 5, 0];
    let odd_evidence = [0xA1, 0x80, 6, 3, 0x2A, 3, 4, 4, 0x81, 1, 7, 0, 0];
    let signed = testdata("archive/messages/person.cms");
    let signed = SignedMessage::parse(&signed).unwrap();
    let plain =
        message::with_certificates_for_tests(&signed, &[attribute_certificate], &[odd_evidence.to_vec()]);
    let parsed = SignedMessage::parse(&plain).unwrap();
    assert_eq!((parsed.other_certificates(), parsed.other_evidence()), (1, 1));
    unchanged("odd", &plain);
    let after = cosigned(&plain);
    assert!(after.windows(odd_evidence.len()).any(|window| window == odd_evidence));
    assert!(after.windows(ours.len()).any(|window| window == ours));
}
