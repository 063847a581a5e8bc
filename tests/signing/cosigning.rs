//! One more signer in a message. That all else stays octet for octet is held in the library's own tests.

use kz_eds::{SignedMessage, SignedRequest};

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
    for name in ["content_changed", "message_digest_wrong"] {
        let message = read(&format!("archive/messages/{name}.cms"));
        assert_eq!(refusal(head().cosign(&message, None, &validator(), now())), "content-differs", "{name}");
    }
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
