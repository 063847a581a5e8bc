//! `openssl ts` at the other end: it answers requests of this library, and verifies the tokens that are attached.

use std::fs;
use std::path::PathBuf;
use std::process::Output;

use chrono::{DateTime, Utc};
use kz_eds::crypto::{DigestAlgorithm, RustCrypto};
use kz_eds::{
    Augmentation, Certificate, CertificateWish, ObjectIdentifier, Policy, ProofSource, SignedMessage,
    SignedRequest, TimeStampFailure, TimeStampRefusal, TimeStampRequest, TimeStampResponse, TimeStampStatus,
    TimeStampToken, Validator,
};

use crate::common;
use crate::tool::{AT, bundle, folder, openssl, seconds};

const NONCE: [u8; 8] = [0x8B, 0xAD, 0xF0, 0x0D, 1, 2, 3, 4];
const OTHER_POLICY: &str = "2.999.5";

fn testdata(name: &str) -> Vec<u8> {
    fs::read(common::testdata(name)).unwrap()
}

fn words(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// An authority as `openssl ts -reply` wants it, with the certificate of `certificates/tsa.cer`.
struct Tsa {
    folder: PathBuf,
}

impl Tsa {
    fn new(name: &str, settings: &str) -> Self {
        let folder = folder(name);
        let certificate = common::testdata("certificates/tsa.cer");
        fs::write(folder.join("tsa.pem"), bundle([&certificate], "CERTIFICATE")).unwrap();
        fs::write(folder.join("serial"), "0100\n").unwrap();
        fs::write(
            folder.join("authorities.pem"),
            bundle(&common::files(&common::testdata("trust")), "CERTIFICATE"),
        )
        .unwrap();
        let at = |file: &str| folder.join(file).display().to_string();
        let key = common::testdata("generate/keys/tsa.pem");
        let config = format!(
            "[tsa]\ndefault_tsa = one\n[one]\nserial = {}\nsigner_cert = {}\nsigner_key = {}\nsigner_digest = sha256\n\
             default_policy = 1.2.398.3.3.2.6.1\nother_policies = {OTHER_POLICY}\ndigests = sha1, sha256, sha384, sha512\n\
             {settings}\n",
            at("serial"),
            at("tsa.pem"),
            key.display()
        );
        fs::write(folder.join("tsa.conf"), config).unwrap();
        Self { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// What the command answers.
    fn answer(&self, request: &TimeStampRequest) -> Vec<u8> {
        fs::write(self.path("query.tsq"), request.to_der()).unwrap();
        let mut command = openssl("ts");
        command.arg("-reply").arg("-config").arg(self.path("tsa.conf"));
        command.arg("-queryfile").arg(self.path("query.tsq")).arg("-out").arg(self.path("reply.tsr"));
        let output = command.output().unwrap();
        assert!(output.status.success(), "{}", words(&output));
        fs::read(self.path("reply.tsr")).unwrap()
    }

    /// Whether `openssl ts -verify` takes the token as one over these octets.
    fn verifies(&self, token: &[u8], octets: &[u8]) -> Result<(), String> {
        fs::write(self.path("token.tst"), token).unwrap();
        fs::write(self.path("octets"), octets).unwrap();
        let mut command = openssl("ts");
        command.args(["-verify", "-token_in"]).arg("-in").arg(self.path("token.tst"));
        command.arg("-data").arg(self.path("octets")).arg("-CAfile").arg(self.path("authorities.pem"));
        command.arg("-untrusted").arg(self.path("tsa.pem"));
        let output = command.args(["-attime", &seconds(AT.parse().unwrap())]).output().unwrap();
        if output.status.success() { Ok(()) } else { Err(words(&output)) }
    }
}

const SETTINGS: &str = "accuracy = secs:1, millisecs:500, microsecs:100\nordering = yes\ntsa_name = yes\n\
     ess_cert_id_chain = yes\ness_cert_id_alg = sha256\nclock_precision_digits = 6";

pub fn requests_are_understood() {
    let folder = folder("openssl-tsq");
    let path = folder.join("query.tsq");
    for (algorithm, name) in [(DigestAlgorithm::Sha256, "sha256"), (DigestAlgorithm::Sha1, "sha1")] {
        let request = TimeStampRequest::over(algorithm, b"a signature")
            .with_nonce(&NONCE)
            .unwrap()
            .with_policy(ObjectIdentifier::parse(OTHER_POLICY).unwrap());
        fs::write(&path, request.to_der()).unwrap();
        let output = openssl("ts").args(["-query", "-text", "-in"]).arg(&path).output().unwrap();
        let shown = words(&output);
        for word in [
            "Version: 1",
            &format!("Hash Algorithm: {name}"),
            &format!("Policy OID: {OTHER_POLICY}"),
            "Nonce: 0x8BADF00D01020304",
            "Certificate required: yes",
        ] {
            assert!(shown.contains(word), "{word}: {shown}");
        }
    }
    // And the other way round.
    let mut command = openssl("ts");
    command.args(["-query", "-sha512", "-cert", "-data"]).arg(common::testdata("archive/contents/plan.txt"));
    assert!(command.arg("-out").arg(&path).output().unwrap().status.success());
    let theirs = TimeStampRequest::parse(&fs::read(&path).unwrap()).unwrap();
    let plan = testdata("archive/contents/plan.txt");
    let ours = TimeStampRequest::over(DigestAlgorithm::Sha512, &plan).with_nonce(theirs.nonce().unwrap());
    assert_eq!(theirs, ours.unwrap());
}

pub fn its_stamps_are_attached() {
    let tsa = Tsa::new("openssl-tsa", SETTINGS);
    for name in ["person", "person_ec", "applicant_and_operator"] {
        let bytes = testdata(&format!("archive/messages/{name}.cms"));
        let message = SignedMessage::parse(&bytes).unwrap();
        let last = message.signers().len() - 1;
        let signer = message.signers().nth(last).unwrap();
        let request = TimeStampRequest::for_signer(&signer).with_nonce(&NONCE).unwrap();
        let reply = tsa.answer(&request);
        let response = TimeStampResponse::parse(&reply).unwrap();
        let token = response.token_for(&request).unwrap();
        facts(&token);
        let tsa_certificate = Certificate::parse(&testdata("certificates/tsa.cer")).unwrap();
        assert!(token.signer().names(&tsa_certificate), "{name}");
        assert_eq!(token.tsa_name().unwrap().as_der(), tsa_certificate.subject().as_der());
        let evidence = common::evidence(&[
            common::testdata("evidence/nca_rsa.crl"),
            common::testdata("ocsp/person_good.ocsp"),
        ]);
        let stamped = Augmentation::of(&message).with_time_stamp(last, &token).unwrap();
        let stamped = stamped.with_evidence(&evidence).to_der().unwrap();
        let after = SignedMessage::parse(&stamped).unwrap();
        let (found, signature) = after
            .signers()
            .find_map(|signer| Some((signer.time_stamps().next()?, signer.signature())))
            .unwrap();
        assert_eq!(tsa.verifies(found, signature), Ok(()), "{name}");
        assert!(tsa.verifies(found, b"another signature").is_err(), "{name}");
        assert_eq!(is_accepted(&tsa, &stamped), Ok(()), "{name}");
    }
}

fn facts(token: &TimeStampToken<'_>) {
    assert_eq!(token.accuracy().unwrap().num_microseconds(), Some(1_500_100));
    assert!(token.ordering() && token.unknown_critical().is_empty());
    assert_eq!(token.message().certificates().len(), 1);
    assert_eq!(token.imprint_digest(), Ok(DigestAlgorithm::Sha256));
}

/// The stamped message to `openssl cms -verify`, with the signers' attributes compared where they are bound.
fn is_accepted(tsa: &Tsa, message: &[u8]) -> Result<(), String> {
    fs::write(tsa.path("stamped.cms"), message).unwrap();
    let mut command = openssl("cms");
    command.args(["-verify", "-cades", "-binary", "-inform", "DER", "-purpose", "any"]);
    command.arg("-in").arg(tsa.path("stamped.cms")).arg("-out").arg(tsa.path("content"));
    command.arg("-CAfile").arg(tsa.path("authorities.pem"));
    let output = command.args(["-attime", &seconds(AT.parse().unwrap())]).output().unwrap();
    if output.status.success() { Ok(()) } else { Err(words(&output)) }
}

/// Every way in which the command stamps.
pub fn its_tokens_read() {
    let plain = || TimeStampRequest::over(DigestAlgorithm::Sha384, b"octets");
    for (name, settings, accuracy) in [
        ("v2", "ess_cert_id_alg = sha256", None),
        ("v1", "ess_cert_id_alg = sha1\naccuracy = secs:2", Some(2_000_000)),
        ("v2-512", "ess_cert_id_alg = sha512\naccuracy = millisecs:1", Some(1_000)),
    ] {
        let tsa = Tsa::new(&format!("openssl-tsa-{name}"), settings);
        let policy = ObjectIdentifier::parse(OTHER_POLICY).unwrap();
        for request in [
            plain(),
            plain().with_nonce(&[0xFF; 20]).unwrap(),
            plain().with_policy(policy),
            plain().with_certificate(CertificateWish::Unwanted),
        ] {
            let reply = tsa.answer(&request);
            let response = TimeStampResponse::parse(&reply).unwrap();
            let token = response.token_for(&request).unwrap_or_else(|error| panic!("{name}: {error}"));
            assert_eq!(token.accuracy().and_then(|found| found.num_microseconds()), accuracy, "{name}");
            assert_eq!(token.imprint_of(&RustCrypto, b"octets"), Ok(true), "{name}");
            let wanted = request.certificate() == CertificateWish::Wanted;
            assert_eq!(token.message().certificates().len(), usize::from(wanted), "{name}");
            assert_eq!(tsa.verifies(response.token().unwrap(), b"octets"), Ok(()), "{name}");
            // Asked again with another nonce, the old answer does not do.
            let again = request.with_nonce(&NONCE).unwrap();
            assert_eq!(response.token_for(&again).err(), Some(TimeStampRefusal::NonceDiffers), "{name}");
        }
        let unknown = plain().with_policy(ObjectIdentifier::parse("2.999.6").unwrap());
        let refused = TimeStampResponse::parse(&tsa.answer(&unknown)).unwrap().token_for(&unknown).err();
        let failures = vec![TimeStampFailure::UnacceptedPolicy];
        assert_eq!(refused, Some(TimeStampRefusal::Refused { status: TimeStampStatus::Rejection, failures }));
    }
}

/// The tokens of the test material on which the two disagree: whether the command takes it, and why. OpenSSL 3.0.
const LEDGER: &[(&str, bool, &str)] = &[
    ("critical_extension", true, "it does not look at extensions of the TSTInfo"),
    ("future", true, "whatever genTime is, it is taken"),
    ("not_yet_valid_tsa", true, "the authority is judged at the time of the question, not at genTime"),
    ("revoked_tsa", true, "it is given no list"),
    ("sha1_imprint", true, "policy here, no question there"),
    ("without_certificate", true, "the certificate is given beside the token"),
    ("gost94_imprint", false, "it does not know the digest"),
    ("streebog_imprint", false, "it does not know the digest"),
];

/// Whether the stamp proves when the signature was there.
fn proves(validator: &Validator, message: &SignedMessage<'_>, token: &[u8]) -> bool {
    let Ok(token) = TimeStampToken::parse(token) else { return false };
    let Ok(stamped) = Augmentation::of(message).with_time_stamp(0, &token) else { return false };
    let stamped = stamped.to_der().unwrap();
    let request = SignedRequest::attached(&stamped).allowing_other_signers();
    let verdict = validator.verify_request(&request, AT.parse::<DateTime<Utc>>().unwrap());
    matches!(verdict.report().signers[0].time.source, ProofSource::TimeStamp(_))
}

pub fn tokens_agree() {
    let tsa = Tsa::new("openssl-tokens", "");
    let bytes = testdata("archive/messages/person.cms");
    let message = SignedMessage::parse(&bytes).unwrap();
    let signature = message.signers().next().unwrap().signature();
    let validator = Validator::new(common::trust(&[common::testdata("trust")], &[]), Policy::archive())
        .with_evidence(common::evidence(&[common::testdata("evidence")]));
    let mut disagreed = Vec::new();
    for file in common::files(&common::testdata("timestamps")) {
        let Some(name) = file.file_name().and_then(|name| name.to_str()?.strip_suffix(".tst")) else {
            continue;
        };
        let token = fs::read(&file).unwrap();
        let (theirs, ours) = (tsa.verifies(&token, signature), proves(&validator, &message, &token));
        if theirs.is_ok() != ours {
            disagreed.push((name.to_owned(), theirs.is_ok()));
        }
    }
    let gost = |name: &str| cfg!(feature = "gost") || !(name.contains("gost") || name.contains("streebog"));
    let expected = LEDGER.iter().filter(|(name, ..)| gost(name));
    let mut expected: Vec<_> = expected.map(|(name, passes, _)| ((*name).to_owned(), *passes)).collect();
    expected.sort();
    assert_eq!(disagreed, expected);
}
