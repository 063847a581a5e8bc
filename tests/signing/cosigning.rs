//! One more signer in a message. That all else stays octet for octet is held in the library's own tests.

use kz_eds::crypto::{DigestAlgorithm, Provider, RustCrypto};
use kz_eds::{ContentDigests, SignedMessage, SignedRequest};
use kz_eds_testdata::der::{context, sequence};

use super::{BIN, LICENCE, certificate, head, head_ec, licensor, now, read, refusal, rsa, validator};

fn accepted(request: &SignedRequest<'_>) -> Vec<u8> {
    let verified = validator().verify_request(request, now()).accept().unwrap();
    verified.content().unwrap().into_owned()
}

#[test]
fn a_second_signature_stands_beside_the_first() {
    let first = head().sign(LICENCE, &validator(), now()).unwrap();
    let both = head_ec().cosign(&first, None, &validator(), now()).unwrap();
    let request = SignedRequest::attached(&both).expects(licensor(BIN)).expects(licensor(BIN));
    assert_eq!(accepted(&request), LICENCE);
    let parsed = SignedMessage::parse(&both).unwrap();
    assert_eq!((parsed.signers().len(), parsed.certificates().len()), (2, 2));
    assert_eq!(parsed.digest_algorithms().len(), 1);
    // In either order the message is the same: the sets are sorted.
    let first = head_ec().sign(LICENCE, &validator(), now()).unwrap();
    assert_eq!(head().cosign(&first, None, &validator(), now()).unwrap(), both);
}

#[test]
fn detached_messages_are_cosigned_over_their_content() {
    let options = kz_eds::SigningOptions { placement: kz_eds::Placement::Detached, ..Default::default() };
    let first = head().with_options(options).sign(LICENCE, &validator(), now()).unwrap();
    let both = head_ec().cosign(&first, Some(LICENCE), &validator(), now()).unwrap();
    let request = SignedRequest::detached(&both, LICENCE).expects(licensor(BIN)).expects(licensor(BIN));
    assert_eq!(accepted(&request), LICENCE);
    assert!(!SignedMessage::parse(&both).unwrap().is_attached());

    let attached = head().sign(LICENCE, &validator(), now()).unwrap();
    let ask = |message: &[u8], content| refusal(head_ec().cosign(message, content, &validator(), now()));
    assert_eq!(ask(&first, None), "content-missing");
    assert_eq!(ask(&first, Some(b"another licence")), "content-differs");
    assert_eq!(ask(&attached, Some(LICENCE)), "content-confused");
    assert_eq!(ask(b"no message", None), "unreadable");
}

/// One signer of long ago, or of an algorithm that is not known here, keeps nobody from signing.
#[test]
fn others_need_not_be_good_any_more() {
    for name in [
        "expired",
        "revoked",
        "unknown_algorithm",
        "person_gost",
        "person_and_stranger",
        "four_signers",
        "person_sha512",
    ] {
        let message = read(&format!("archive/messages/{name}.cms"));
        let signers = SignedMessage::parse(&message).unwrap().signers().len();
        let both = head()
            .cosign(&message, None, &validator(), now())
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(SignedMessage::parse(&both).unwrap().signers().len(), signers + 1, "{name}");
        let request = SignedRequest::attached(&both).allowing_other_signers();
        let verdict = validator().verify_request(&request, now());
        let good = |signer: &&kz_eds::SignerRecord| signer.indication == kz_eds::Indication::TotalPassed;
        assert!(verdict.report().signers.iter().any(|signer| good(&signer)), "{name}");
    }
}

#[test]
fn nobody_cosigns_what_was_changed() {
    for name in ["content_changed", "message_digest_wrong", "without_attributes_content_changed"] {
        let message = read(&format!("archive/messages/{name}.cms"));
        assert_eq!(refusal(head().cosign(&message, None, &validator(), now())), "content-differs", "{name}");
    }
    // Where nothing but the content is signed, the signature tells.
    let message = read("archive/messages/without_attributes.cms");
    assert!(head().cosign(&message, None, &validator(), now()).is_ok());
}

/// A document too large to be held is hashed once, for those who signed before and for us.
#[test]
fn what_was_hashed_is_cosigned() {
    let options = kz_eds::SigningOptions { placement: kz_eds::Placement::Detached, ..Default::default() };
    let first = head().with_options(options).sign(LICENCE, &validator(), now()).unwrap();
    let hashed = |content: &[u8], message: &[u8]| {
        let mut hasher = validator().hasher(message).unwrap();
        hasher.update(content);
        hasher.finish()
    };
    let ask = |message: &[u8], digests| head_ec().cosign_hashed(message, &digests, &validator(), now());
    let both = head_ec().cosign(&first, Some(LICENCE), &validator(), now()).unwrap();
    assert_eq!(ask(&first, hashed(LICENCE, &first)).unwrap(), both);
    assert_eq!(refusal(ask(&first, hashed(b"another licence", &first))), "content-differs");
    let attached = head().sign(LICENCE, &validator(), now()).unwrap();
    assert_eq!(refusal(ask(&attached, hashed(LICENCE, &attached))), "content-confused");

    // Each needs a digest of its own.
    let digest = |algorithm| RustCrypto.digest(algorithm, LICENCE);
    let sha512 = ContentDigests::from(digest(DigestAlgorithm::Sha512));
    assert_eq!(refusal(ask(&first, sha512.clone())), "content-missing", "ours");
    let content = read("archive/contents/form.json");
    let theirs = read("archive/messages/person_detached.cms");
    assert!(ask(&theirs, hashed(&content, &theirs)).is_ok());
}

#[test]
fn a_digest_that_another_signer_needs_is_asked_for() {
    let mut form = read("archive/messages/person_sha512.cms");
    let content = read("archive/contents/form.json");
    // The same message without its content.
    form = without_content(&form, &content);
    let digest = |algorithm| RustCrypto.digest(algorithm, &content);
    let ours = ContentDigests::from(digest(DigestAlgorithm::Sha256));
    let ask = |digests| head().cosign_hashed(&form, &digests, &validator(), now());
    assert_eq!(refusal(ask(ours.clone())), "content-missing");
    assert!(ask(ours.with(digest(DigestAlgorithm::Sha512))).is_ok());
}

fn without_content(message: &[u8], content: &[u8]) -> Vec<u8> {
    use der::{Decode, asn1::AnyRef};
    fn children(octets: &[u8]) -> Vec<Vec<u8>> {
        let (mut rest, mut found) = (octets, Vec::new());
        while !rest.is_empty() {
            let (_, after) = AnyRef::from_der_partial(rest).unwrap();
            found.push(rest[..rest.len() - after.len()].to_vec());
            rest = after;
        }
        found
    }
    let inside = |element: &[u8]| children(AnyRef::from_der(element).unwrap().value());
    let outer = inside(message);
    let mut signed_data = inside(&inside(&outer[1])[0]);
    assert!(signed_data[2].windows(content.len()).any(|window| window == content));
    signed_data[2] = sequence(&inside(&signed_data[2])[..1]);
    sequence(&[outer[0].clone(), context(0, &[sequence(&signed_data)])])
}

#[test]
fn a_certificate_that_may_not_sign_does_not_cosign() {
    let message = head().sign(LICENCE, &validator(), now()).unwrap();
    let revoked = super::LicenceSigner::new(rsa(), certificate("revoked"));
    let ask = refusal(revoked.cosign(&message, None, &validator(), now()));
    assert_eq!(ask, "refused certificate-revoked");
    let other = head_ec().expects(licensor("260140000025"));
    assert_eq!(refusal(other.cosign(&message, None, &validator(), now())), "refused identity-mismatch");
}

/// The content comes in pieces, in wrappers of indefinite length, as base64: it goes out in one piece, the same.
#[test]
fn every_dress_is_taken_off() {
    let form = read("archive/contents/form.json");
    for name in ["ber_indefinite", "ber_chunked", "base64", "pem", "trailing_nul", "base64_trailing_nul"] {
        let message = read(&format!("archive/messages/{name}.cms"));
        let both = head()
            .cosign(&message, None, &validator(), now())
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(both[..2], [0x30, 0x82], "{name}: DER outside");
        let parsed = SignedMessage::parse(&both).unwrap();
        assert!(!parsed.has_trailing_nul());
        let request = SignedRequest::attached(&both).allowing_other_signers();
        assert_eq!(accepted(&request), form, "{name}");
    }
    let message = read("archive/messages/ber_detached.cms");
    let both = head().cosign(&message, Some(&form), &validator(), now()).unwrap();
    assert_eq!(accepted(&SignedRequest::detached(&both, &form).allowing_other_signers()), form);
}
