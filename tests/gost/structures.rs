//! Certificates and messages by the engine, under the identifiers of RFC 9215.

use std::fs;
use std::path::Path;

use chrono::{DateTime, Utc};
use kz_eds::{Certificate, EvidenceRule, Policy, Reason, SignedRequest, TrustStore, Validator};

use crate::engine::{Kind, OF_256_BITS, OF_512_BITS, folder, generate, made};

const DOCUMENT: &[u8] = b"a document that is signed by another implementation";

/// A self-signed certificate, and a second one under it for `second.pem`.
fn certificates(folder: &Path, kind: Kind) -> [Vec<u8>; 2] {
    let digest = format!("-{}", kind.digest);
    generate(folder, kind);
    fs::rename(folder.join("key.pem"), folder.join("root.key")).unwrap();
    let root = made(folder, "req", &["-x509", "-new", "-key", "root.key", "-subj", "/CN=root", &digest]);
    fs::write(folder.join("root.pem"), &root).unwrap();
    generate(folder, kind);
    let request = made(folder, "req", &["-new", "-key", "key.pem", "-subj", "/CN=second", &digest]);
    fs::write(folder.join("request.pem"), request).unwrap();
    let usage = "keyUsage=critical,digitalSignature,nonRepudiation\nextendedKeyUsage=emailProtection\n";
    fs::write(folder.join("usage"), usage).unwrap();
    let issue = ["-req", "-in", "request.pem", "-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial"];
    let second = made(folder, "x509", &[&issue[..], &["-extfile", "usage", &digest]].concat());
    fs::write(folder.join("second.pem"), &second).unwrap();
    [root, second]
}

fn judge(folder: &Path, kind: Kind) {
    let [root, second] = certificates(folder, kind);
    let second = Certificate::parse(&second).unwrap();
    assert!(Certificate::parse(&root).unwrap().is_self_signed());
    fs::write(folder.join("document"), DOCUMENT).unwrap();
    let sign = ["-sign", "-in", "document", "-signer", "second.pem", "-inkey", "key.pem", "-binary"];
    let form = ["-nodetach", "-nosmimecap", "-outform", "DER", "-md", kind.digest];
    let mut message = made(folder, "cms", &[&sign[..], &form].concat());

    let policy = Policy {
        evidence: EvidenceRule::NotChecked,
        ca_evidence: EvidenceRule::NotChecked,
        ..Policy::applicant()
    };
    let validator = Validator::new(TrustStore::new().with_anchor(root).unwrap(), policy);
    let time: DateTime<Utc> = second.not_before();
    let ask = |message: &[u8]| {
        let request = SignedRequest::attached(message).allowing_other_signers();
        validator.verify_request(&request, time).reasons()
    };
    assert_eq!(ask(&message), [], "{}", kind.algorithm);
    *message.last_mut().unwrap() ^= 1;
    assert_eq!(ask(&message), [Reason::SignatureInvalid], "{}", kind.algorithm);
    let place = message.windows(DOCUMENT.len()).position(|window| window == DOCUMENT).unwrap();
    message[place] ^= 1;
    assert!(ask(&message).contains(&Reason::ContentDigestMismatch), "{}", kind.algorithm);
}

pub fn verify() {
    let folder = folder("gost-structures");
    for kind in [OF_512_BITS, OF_256_BITS] {
        judge(&folder, kind);
    }
}
