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
use crate::crl::Crl;
use crate::crypto::SignatureAlgorithm;
use crate::path::TrustStore;
use crate::policy::Policy;
use crate::revocation::Evidence;
use crate::validation::{SignedRequest, Validator};

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

/// `new` has the parts of `old` and `more` others, each as it was, and in the order in which they were.
fn keeps<'m>(
    old: impl Iterator<Item = &'m [u8]>,
    new: impl Iterator<Item = &'m [u8]>,
    more: usize,
    what: &str,
) {
    let (old, new): (Vec<_>, Vec<_>) = (old.collect(), new.collect());
    assert_eq!(new.len(), old.len() + more, "{what}");
    assert_eq!(new.is_sorted(), old.is_sorted(), "{what}: DER stays DER");
    let mut rest = new.iter();
    assert!(old.iter().all(|part| rest.any(|found| found == part)), "{what}: a part was changed or moved");
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

/// Whoever asks after nobody, or after somebody who is not there, is told that nothing was verified.
#[test]
fn nobody_is_not_verified() {
    let trust = TrustStore::new().with_anchor(testdata("trust/root_rsa.cer")).unwrap();
    let trust = trust.with_intermediate(testdata("trust/nca_rsa.cer")).unwrap();
    let lists = ["evidence/root_rsa.crl", "evidence/nca_rsa.crl"].map(|name| Crl::from_der(testdata(name)));
    let evidence = lists.into_iter().fold(Evidence::new(), |all, list| all.with_crl(list.unwrap()));
    let validator = Validator::new(trust, Policy::licence()).with_evidence(evidence);
    let (at, message) = ("2026-06-01T12:00:00Z".parse().unwrap(), testdata("archive/messages/person.cms"));
    let verified = |places: &[usize]| {
        let request = SignedRequest::attached(&message);
        verified::signers(request, places, Indeterminate::Refuse, &validator, at).is_ok()
    };
    assert!(verified(&[0]));
    assert!(!verified(&[]) && !verified(&[1]) && !verified(&[0, 1]));
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

/// Others write sets in the order of signing; who signs last stands last then.
#[test]
fn sets_in_another_order_keep_it() {
    let read = |name: &str| testdata(&format!("archive/messages/{name}.cms"));
    let backwards = |mut parts: Vec<Vec<u8>>| {
        parts.sort_by(|one, other| other.cmp(one));
        parts
    };
    let four = read("four_signers");
    let four = SignedMessage::parse(&four).unwrap();
    let plain = message::reordered_for_tests(&four, backwards);
    let parsed = SignedMessage::parse(&plain).unwrap();
    assert!(!parsed.received_signers().is_sorted() && !parsed.received_certificates().is_sorted());
    unchanged("backwards", &plain);
    let after = cosigned(&plain);
    let after = SignedMessage::parse(&after).unwrap();
    let last = after.signers().last().unwrap();
    assert!(last.names(&Certificate::parse(&testdata("certificates/head_ec.cer")).unwrap()));
}

/// RFC 6979 A.2.5, with SHA-256: nobody's random numbers decide.
#[test]
fn p256_signs_as_the_standard_says() {
    let hex = |text: &str| -> Vec<u8> {
        text.as_bytes()
            .chunks(2)
            .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
            .collect()
    };
    let secret = hex("C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721");
    let algorithm = der::sequence(&[&der::identifier(oid::EC_PUBLIC_KEY), &der::identifier(oid::P256)]);
    let key = der::sequence(&[&[2, 1, 1], &der::octet_string(&[&secret])]);
    let file = der::sequence(&[&[2, 1, 0], &algorithm, &der::octet_string(&[&key])]);
    let key = KeyFile::open(&file, None).unwrap().into_key();
    for (message, r, s) in [
        (
            &b"sample"[..],
            "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716",
            "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8",
        ),
        (
            b"test",
            "F1ABB023518351CD71D881567B1EA663ED3EFCF6C5132B354F28D3B0B7D38367",
            "019F4113742A2B14BD25926B49C649155F267E60D3814B4C0CC84250E46F0083",
        ),
    ] {
        let prepared = Prepared {
            algorithm: Algorithm::EcdsaP256Sha256,
            certificate: Bytes(vec![]),
            chain: vec![],
            attributes: Bytes(message.to_vec()),
            digest: Bytes(vec![]),
            target: Target::Detached,
        };
        let raw = Signature::Raw([hex(r), hex(s)].concat());
        let expected = raw.encoded(prepared.algorithm()).unwrap();
        assert_eq!(key.sign(&prepared).unwrap(), Signature::Encoded(expected));
    }
}
