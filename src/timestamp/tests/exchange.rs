//! Requests, and answers to them.

use kz_eds_testdata::authority::Authorities;
use kz_eds_testdata::keys::Key;
use kz_eds_testdata::timestamp::{Info, Request, Response, Stamper, token};
use kz_eds_testdata::{der, oids};

use super::*;
use crate::asn1::ObjectIdentifier;
use crate::cms::SignedMessage;
use crate::crypto::{Digest, DigestAlgorithm};

/// Of the committed request.
const NONCE: [u8; 8] = [0x01, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF];

fn signature() -> Vec<u8> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/archive/messages/person.cms");
    let bytes = std::fs::read(path).unwrap();
    SignedMessage::parse(&bytes).unwrap().signers().next().unwrap().signature().to_vec()
}

fn request() -> TimeStampRequest {
    TimeStampRequest::over(DigestAlgorithm::Sha256, &signature()).with_nonce(&NONCE).unwrap()
}

fn refused(bytes: &[u8], request: &TimeStampRequest) -> Option<TimeStampRefusal> {
    TimeStampResponse::parse(bytes).unwrap().token_for(request).err()
}

fn granted(token: &str) -> Vec<u8> {
    Response::granted(testdata(&format!("{token}.tst"))).der()
}

#[test]
fn a_request_is_what_another_writer_writes() {
    let theirs = |edit: fn(&mut Request)| {
        let mut request = Request { nonce: Some(NONCE.to_vec()), ..Request::over(&signature()) };
        request.imprint_algorithm = kz_eds_testdata::digest::Digest::Sha256.identifier_with_null();
        edit(&mut request);
        request.der()
    };
    assert_eq!(request().to_der(), theirs(|_| ()));
    let without = request().with_certificate(CertificateWish::Unwanted);
    assert_eq!(without.to_der(), theirs(|request| request.certificate_wanted = false));
    let policy = request().with_policy(ObjectIdentifier::new(oids::POLICY_STAMPS));
    assert_eq!(policy.to_der(), theirs(|request| request.policy = Some(oids::POLICY_STAMPS)));
}

#[test]
fn a_request_is_read_again() {
    // The committed one has no NULL behind the digest's identifier; otherwise it is the same.
    assert_eq!(TimeStampRequest::parse(&testdata("person.tsq")).unwrap(), request());
    let plain = TimeStampRequest::new(*request().imprint());
    for request in [
        plain.clone(),
        plain.clone().with_certificate(CertificateWish::Unwanted),
        plain.clone().with_nonce(&[0xFF; 32]).unwrap(),
        plain.with_policy(ObjectIdentifier::new("2.999.5")),
        TimeStampRequest::over(DigestAlgorithm::Sha512, b""),
    ] {
        assert_eq!(TimeStampRequest::parse(&request.to_der()).unwrap(), request);
    }
}

#[test]
fn odd_requests_are_refused() {
    let kind = |bytes: &[u8]| TimeStampRequest::parse(bytes).err().map(|error| error.kind());
    let good = Request::over(b"octets");
    let odd = |edit: fn(&mut Request)| {
        let mut request = good.clone();
        edit(&mut request);
        request.der()
    };
    let with = |more: &[u8]| der::tlv(0x30, &[&good.der()[2..], more].concat());
    let without_certificate = odd(|request| request.certificate_wanted = false);
    for (bytes, expected) in [
        (odd(|request| request.version = 2), ErrorKind::UnsupportedVersion),
        (odd(|request| request.imprint.truncate(20)), ErrorKind::Malformed),
        (odd(|request| request.nonce = Some(vec![0, 7])), ErrorKind::Malformed),
        (
            odd(|request| {
                request.imprint_algorithm = kz_eds_testdata::digest::Digest::Md5.identifier();
            }),
            ErrorKind::Malformed,
        ),
        (with(&[0xA0, 0]), ErrorKind::TrailingData),
        (der::tlv(0x30, &[&without_certificate[2..], &[1, 1, 0]].concat()), ErrorKind::Malformed),
        ([&good.der()[..], &[0]].concat(), ErrorKind::Encoding),
        (vec![0x30; 5000], ErrorKind::LimitExceeded),
    ] {
        assert_eq!(kind(&bytes), Some(expected), "{bytes:02x?}");
    }
}

#[test]
fn a_nonce_is_a_number() {
    let nonce = |octets: &[u8]| request().with_nonce(octets).map(|request| request.nonce().unwrap().to_vec());
    for (octets, number) in [
        (&[7][..], &[7][..]),
        (&[0, 0, 7], &[7]),
        (&[0x80], &[0, 0x80]),
        (&[0], &[0]),
        (&[0, 0x80], &[0, 0x80]),
    ] {
        assert_eq!(nonce(octets).unwrap(), number);
    }
    assert_eq!(nonce(&[0xFF; 32]).unwrap().len(), 33);
    for bad in [&[][..], &[7; 33]] {
        assert_eq!(nonce(bad).unwrap_err().kind(), ErrorKind::LimitExceeded);
    }
}

#[cfg(feature = "serde")]
#[test]
fn a_request_can_be_kept() {
    let text = serde_json::to_string(&request()).unwrap();
    assert_eq!(serde_json::from_str::<TimeStampRequest>(&text).unwrap(), request());
    assert!(serde_json::from_str::<TimeStampRequest>("\"AAAA\"").is_err());
}

#[test]
fn debug_shows_nothing_of_what_is_stamped() {
    let shown = format!("{:?}", request());
    assert!(shown.contains("Sha256") && !shown.contains("imprint"), "{shown}");
    let response = testdata("rejected.tsr");
    assert!(!format!("{:?}", TimeStampResponse::parse(&response).unwrap()).contains("позже"));
}

#[test]
fn the_answer_to_a_request_is_taken() {
    for file in ["person.tsr", "with_modifications.tsr"] {
        let bytes = testdata(file);
        let response = TimeStampResponse::parse(&bytes).unwrap();
        let token = response.token_for(&request()).unwrap();
        assert_eq!(token.message().as_bytes(), testdata("person.tst"), "{file}");
    }
}

/// One reason each, and the request or the response that has it.
#[test]
fn any_other_answer_is_refused() {
    use TimeStampFailure::{BadRequest, SystemFailure, TimeNotAvailable};
    use TimeStampRefusal::*;
    let rejection =
        |failures: &[_]| Refused { status: TimeStampStatus::Rejection, failures: failures.to_vec() };
    let plain = || TimeStampRequest::new(*request().imprint());
    let policy = |text: &str| plain().with_policy(ObjectIdentifier::new(text));
    let sha1 = TimeStampRequest::over(DigestAlgorithm::Sha1, &signature());
    for (bytes, request, expected) in [
        (testdata("rejected.tsr"), request(), Some(rejection(&[TimeNotAvailable]))),
        (testdata("rejected_with_token.tsr"), request(), Some(rejection(&[BadRequest, SystemFailure]))),
        (testdata("granted_without_token.tsr"), request(), Some(TokenMissing)),
        (testdata("other_nonce.tsr"), request(), Some(NonceDiffers)),
        (testdata("without_nonce.tsr"), request(), Some(NonceDiffers)),
        (testdata("other_nonce.tsr"), plain(), None),
        (testdata("wrong_imprint.tsr"), request(), Some(ImprintDiffers)),
        (granted("sha1_imprint"), plain(), Some(ImprintDiffers)),
        (granted("sha1_imprint"), sha1, None),
        (granted("unknown_imprint"), plain(), Some(ImprintDiffers)),
        (granted("person"), policy(oids::POLICY_STAMPS), None),
        (granted("person"), policy("2.999.5"), Some(PolicyDiffers)),
        (granted("two_signers"), plain(), Some(SeveralSigners)),
        (granted("without_certificate"), plain(), Some(CertificateMissing)),
        (granted("without_certificate"), plain().with_certificate(CertificateWish::Unwanted), None),
    ] {
        assert_eq!(refused(&bytes, &request), expected);
    }
    let unreadable = refused(&granted("version_2"), &request());
    assert!(matches!(unreadable, Some(Unreadable(error)) if error.kind() == ErrorKind::UnsupportedVersion));
}

/// A certificate that is not the signer's does not do.
#[test]
fn the_certificate_is_the_signers() {
    let stranger = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/certificates/person.cer"));
    let stamper = Stamper::new(&Authorities::new().nca_ec, "tsa_ec", Key::of_word("tsa_ec"));
    let mut token = token(&stamper.holder(), &Info::over(&signature()));
    token.certificates = vec![stranger.unwrap()];
    let request = TimeStampRequest::new(*request().imprint());
    let refusal = refused(&Response::granted(token.encode()).der(), &request);
    assert_eq!(refusal, Some(TimeStampRefusal::CertificateMissing));
}

#[test]
fn a_digest_of_another_length_is_another() {
    let imprint = Digest::new(DigestAlgorithm::Sha384, &[7; 48]).unwrap();
    let refusal = refused(&granted("person"), &TimeStampRequest::new(imprint));
    assert_eq!(refusal, Some(TimeStampRefusal::ImprintDiffers));
}

#[test]
fn every_status_and_failure_has_its_name() {
    let of = |response: &Response| TimeStampResponse::parse(&response.der()).unwrap();
    let codes: Vec<_> = (0..6)
        .map(|status| of(&Response { status, ..Response::default() }))
        .map(|response| (response.status().code(), response.status().is_granted()))
        .collect();
    assert_eq!(
        codes,
        [
            ("granted", true),
            ("grantedWithMods", true),
            ("rejection", false),
            ("waiting", false),
            ("revocationWarning", false),
            ("revocationNotification", false)
        ]
    );
    let all = of(&Response::rejected(&[0, 2, 5, 14, 15, 16, 17, 25, 30]));
    let failures: Vec<_> = all.failures().iter().map(|failure| failure.code()).collect();
    assert_eq!(
        failures,
        [
            "badAlg",
            "badRequest",
            "badDataFormat",
            "timeNotAvailable",
            "unacceptedPolicy",
            "unacceptedExtension",
            "addInfoNotAvailable",
            "systemFailure",
            "other"
        ]
    );
    assert_eq!(all.failures().last(), Some(&TimeStampFailure::Other(30)));
    let refusal = all.token_for(&request()).unwrap_err().to_string();
    assert!(refusal.starts_with("the authority did not stamp: rejection, badAlg"), "{refusal}");
}

#[test]
fn odd_responses_are_refused() {
    let kind = |bytes: &[u8]| TimeStampResponse::parse(bytes).err().map(|error| error.kind());
    let good = Response::granted(testdata("person.tst"));
    let status = |parts: &[Vec<u8>]| der::sequence(&[der::sequence(parts)]);
    let texts = |texts: &[Vec<u8>]| status(&[der::integer(2), der::sequence(texts)]);
    assert_eq!(kind(&good.der()), None);
    assert_eq!(kind(&texts(&vec![der::utf8("x"); 16])), None);
    for (bytes, expected) in [
        (Response { status: 6, ..Response::default() }.der(), ErrorKind::Malformed),
        (texts(&vec![der::utf8("x"); 17]), ErrorKind::LimitExceeded),
        (texts(&[]), ErrorKind::Malformed),
        (texts(&[der::ia5("x")]), ErrorKind::Malformed),
        (texts(&[der::tlv(0x0C, &[0xFF])]), ErrorKind::Malformed),
        (status(&[der::integer(2), der::tlv(3, &[8, 0])]), ErrorKind::Malformed),
        (status(&[der::integer(2), der::null()]), ErrorKind::TrailingData),
        (der::sequence(&[der::sequence(&[der::integer(0)]), der::null()]), ErrorKind::TrailingData),
        ([&good.der()[..], &[0]].concat(), ErrorKind::TrailingData),
        (der::null(), ErrorKind::Encoding),
        (vec![0x30; 2 * crate::limits::TOKEN_BYTES + 2], ErrorKind::LimitExceeded),
    ] {
        assert_eq!(kind(&bytes), Some(expected), "{:02x?}", &bytes[..bytes.len().min(40)]);
    }
}
