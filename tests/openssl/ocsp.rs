//! `openssl ocsp` beside this library: requests octet by octet, responses of `testdata/`, and responses that it makes
//! for our requests.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use chrono::{DateTime, Utc};
use kz_eds::crypto::DigestAlgorithm;
use kz_eds::{
    Certificate, Evidence, EvidenceRule, OcspRequest, OcspResponse, Policy, Sources, Validator, Verdict,
};

use crate::common;
use crate::ledger::{Ledger, Rows};
use crate::tool::{AT, folder, openssl, pem, seconds};

/// Responses about the person that OpenSSL takes for good and this library does not, and why.
const WE_REFUSE: Rows = &[
    ("person_stale", "age is told to openssl by -status_age, and here it is asked about authenticity"),
    ("person_next_update_passed", "the same with nextUpdate"),
    ("person_future", "the same with thisUpdate"),
    ("person_produced_in_future", "openssl does not look at producedAt"),
    ("person_produced_before", "the same"),
    ("person_critical", "openssl does not look at critical extensions"),
    ("person_critical_answer", "the same"),
    ("person_sha1_signature", "SHA-1 where no policy allows the past"),
    ("person_good_and_revoked", "openssl takes the first answer"),
    ("person_good_and_unknown", "the same"),
    ("person_version_2", "RFC 6960 4.2.1 has version 1 alone; openssl does not look"),
    ("delegated_odd_nocheck", "the value of nocheck is NULL, or empty; openssl does not look at it"),
    (
        "delegated_other_key_usage",
        "RFC 5280 4.2.1.3: the key is for encipherment; openssl goes by OCSPSigning alone",
    ),
    ("delegated_of_itself", "its only evidence is its own; openssl asks for none"),
    ("person_trailing_byte", "openssl reads the first object of a file"),
];

/// Responses that this library takes for good and OpenSSL does not, and why.
const THEY_REFUSE: Rows = &[];

fn certificate(path: &str) -> Certificate {
    Certificate::parse(&fs::read(common::testdata(path)).unwrap()).unwrap()
}

fn write_pem(folder: &Path, name: &str, certificate: &Certificate) -> PathBuf {
    let path = folder.join(format!("{name}.pem"));
    fs::write(&path, pem(certificate.as_der(), "CERTIFICATE")).unwrap();
    path
}

/// Issuer, root, and the certificates that are asked about, as PEM.
fn prepare(folder: &Path) {
    for (name, path) in [
        ("root", "trust/root_rsa.cer"),
        ("issuer", "trust/nca_rsa.cer"),
        ("person", "certificates/person.cer"),
        ("system", "certificates/information_system.cer"),
    ] {
        write_pem(folder, name, &certificate(path));
    }
}

const DIGESTS: [(DigestAlgorithm, &str); 4] = [
    (DigestAlgorithm::Sha1, "-sha1"),
    (DigestAlgorithm::Sha256, "-sha256"),
    (DigestAlgorithm::Sha384, "-sha384"),
    (DigestAlgorithm::Sha512, "-sha512"),
];

/// The same questions give the same octets, and a nonce reads back.
pub fn requests_are_the_same() {
    let folder = folder("openssl-ocsp-requests");
    prepare(&folder);
    let issuer = certificate("trust/nca_rsa.cer");
    let asked = ["certificates/person.cer", "certificates/information_system.cer"].map(certificate);
    for (algorithm, option) in DIGESTS {
        let ours = asked
            .iter()
            .fold(OcspRequest::new(algorithm), |request, asked| request.about(asked, &issuer).unwrap());
        let theirs = folder.join("request.der");
        let mut command = openssl("ocsp");
        command.args(["-no_nonce", "-issuer"]).arg(folder.join("issuer.pem"));
        for name in ["person.pem", "system.pem"] {
            command.arg(option).arg("-cert").arg(folder.join(name));
        }
        assert!(command.arg("-reqout").arg(&theirs).output().unwrap().status.success());
        assert_eq!(ours.to_der(), fs::read(theirs).unwrap(), "{option}");
        let with_nonce = folder.join("with-nonce.der");
        fs::write(&with_nonce, ours.with_nonce(&[0xA7; 32]).unwrap().to_der()).unwrap();
        let output = openssl("ocsp").arg("-req_text").arg("-reqin").arg(with_nonce).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(text.contains(&format!("0420{}", "A7".repeat(32))), "{text}");
    }
}

/// Whether the command finds the response authentic and the certificate good. Ages are not asked for: it compares them
/// with its own clock.
fn openssl_says_good(folder: &Path, response: &Path, digest: &str) -> bool {
    let mut command = openssl("ocsp");
    for (option, file) in
        [("-CAfile", "root.pem"), ("-verify_other", "issuer.pem"), ("-issuer", "issuer.pem")]
    {
        command.arg(option).arg(folder.join(file));
    }
    command.arg(digest).arg("-cert").arg(folder.join("person.pem")).arg("-respin").arg(response);
    command.args(["-no_nonce", "-attime", &seconds(AT.parse().unwrap()), "-validity_period", "3000000000"]);
    let Output { stdout, stderr, .. } = command.output().unwrap();
    let (told, verified) = (String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr));
    verified.contains("Response verify OK") && told.contains("person.pem: good")
}

fn ask(certificate: &Certificate, response: Option<OcspResponse>, time: DateTime<Utc>) -> Verdict {
    // Of a responder without nocheck openssl asks nothing, and RFC 6960 leaves it to policy.
    let policy =
        Policy { sources: Sources::Responses, ca_evidence: EvidenceRule::IfGiven, ..Policy::rfc5280() };
    let evidence = response.into_iter().fold(Evidence::new(), Evidence::with_ocsp);
    Validator::new(common::trust(&[common::testdata("trust")], &[]), policy)
        .with_evidence(evidence)
        .validate_certificate(certificate, time)
}

/// Every response about the person, judged by both.
pub fn responses_agree() {
    let folder = folder("openssl-ocsp-responses");
    prepare(&folder);
    let person = certificate("certificates/person.cer");
    let mut ledger = Ledger::new(WE_REFUSE, THEY_REFUSE);
    for file in common::files(&common::testdata("ocsp")) {
        let name = file.file_stem().unwrap().to_str().unwrap();
        let read = OcspResponse::parse(&fs::read(&file).unwrap()).ok();
        let of_sha1 = name == "person_sha1_id";
        let digest = if of_sha1 {
            "-sha1"
        } else if name == "person_sha512_id" {
            "-sha512"
        } else {
            "-sha256"
        };
        let ours = ask(&person, read, AT.parse().unwrap());
        ledger.compare(name, ours.is_passed(), openssl_says_good(&folder, &file, digest), &ours);
    }
    ledger.close(13);
}

/// OpenSSL as the responder for our requests: what it answers is what its index says, tied by our nonce.
pub fn its_answers_verify() {
    let folder = folder("openssl-ocsp-responder");
    prepare(&folder);
    let (issuer, system) =
        (certificate("trust/nca_rsa.cer"), certificate("certificates/information_system.cer"));
    let serial: String = system.serial_number().iter().map(|octet| format!("{octet:02X}")).collect();
    let keys = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/generate/keys");
    let responder = write_pem(&folder, "responder", &certificate("trust-responder/responder.cer"));
    let own = (folder.join("issuer.pem"), keys.join("nca_rsa.pem"));
    let delegate = (responder, keys.join("responder.pem"));
    let mut judged = 0;
    for (row, expected) in [
        (format!("V\t290115060000Z\t\t{serial}\tunknown\t/CN=x\n"), None),
        (
            format!("R\t290115060000Z\t260310093000Z,keyCompromise\t{serial}\tunknown\t/CN=x\n"),
            Some("certificate-revoked"),
        ),
        (String::new(), Some("ocsp-unknown")),
    ] {
        fs::write(folder.join("index.txt"), row).unwrap();
        for (certificate, key) in [&own, &delegate] {
            for (algorithm, name) in DIGESTS {
                let request = OcspRequest::new(algorithm).about(&system, &issuer).unwrap();
                let request = request.with_nonce(&[0x5A; 16]).unwrap().to_der();
                let response = answered(&folder, &request, certificate, key);
                let produced = response.produced_at().unwrap();
                let verdict = ask(&system, Some(response.clone().expecting_nonce(&[0x5A; 16])), produced);
                let reasons = verdict.reasons();
                assert_eq!(reasons.first().map(|reason| reason.code()), expected, "{name}");
                assert_eq!(verdict.is_passed(), expected.is_none());
                let other = ask(&system, Some(response.expecting_nonce(&[0x5B; 16])), produced);
                assert_eq!(other.reasons().first().map(|reason| reason.code()), Some("ocsp-nonce-mismatch"));
                judged += 1;
            }
        }
    }
    assert_eq!(judged, 24);
}

fn answered(folder: &Path, request: &[u8], certificate: &Path, key: &Path) -> OcspResponse {
    let (asked, answer) = (folder.join("request.der"), folder.join("response.der"));
    fs::write(&asked, request).unwrap();
    let mut command = openssl("ocsp");
    command.arg("-index").arg(folder.join("index.txt")).arg("-CA").arg(folder.join("issuer.pem"));
    command.arg("-rsigner").arg(certificate).arg("-rkey").arg(key);
    command.args(["-ndays", "1", "-reqin"]).arg(asked).arg("-respout").arg(&answer);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    OcspResponse::from_der(fs::read(answer).unwrap()).unwrap()
}
