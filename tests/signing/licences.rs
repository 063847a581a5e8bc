//! Licences: signed, and refused.

use chrono::TimeDelta;
use kz_eds::crypto::{Digest, DigestAlgorithm, Provider, RustCrypto};
use kz_eds::{
    Evidence, EvidenceRule, HolderKind, LicenceSigner, Placement, Policy, SignedMessage, SignedRequest,
    SigningKey, SigningOptions,
};

use super::{
    BIN, LICENCE, certificate, ec, head, head_ec, licensor, now, open, read, refusal, rsa, signing_anyway,
    validator, validator_by,
};

fn detached() -> SigningOptions {
    SigningOptions { placement: Placement::Detached, ..SigningOptions::default() }
}

/// LIC-5: what was signed, by whom.
fn verified(request: &SignedRequest<'_>) -> (Vec<u8>, HolderKind) {
    let request = request.clone().expects(licensor(BIN));
    let verified = validator().verify_request(&request, now()).accept().unwrap();
    let [signer] = verified.signers() else { panic!("one signer") };
    (verified.content().unwrap().into_owned(), signer.identity().holder_kind())
}

#[test]
fn what_is_signed_verifies() {
    let all_octets: Vec<u8> = (0..=255).cycle().take(70_000).collect();
    for signer in [head(), head_ec()] {
        for content in [LICENCE, b"", b"{\"json\": true}", b"<xml/>", &all_octets] {
            let attached = signer.sign(content, &validator(), now()).unwrap();
            assert_eq!(verified(&SignedRequest::attached(&attached)), (content.to_vec(), HolderKind::Head));
            let apart = signer.clone().with_options(detached()).sign(content, &validator(), now()).unwrap();
            assert!(!SignedMessage::parse(&apart).unwrap().is_attached());
            assert_eq!(verified(&SignedRequest::detached(&apart, content)).0, content);
            let digest = RustCrypto.digest(DigestAlgorithm::Sha256, content);
            assert_eq!(signer.sign_hashed(digest, &validator(), now()).unwrap(), apart);
        }
    }
}

#[test]
fn the_same_input_gives_the_same_octets() {
    for signer in [head(), head_ec()] {
        let message = signer.sign(LICENCE, &validator(), now()).unwrap();
        assert_eq!(signer.sign(LICENCE, &validator(), now()).unwrap(), message);
        let later = signer.sign(LICENCE, &validator(), now() + TimeDelta::seconds(1)).unwrap();
        assert_ne!(later, message);
        // Less than a second is nothing to a signing-time.
        let soon = now() + TimeDelta::milliseconds(999);
        assert_eq!(signer.sign(LICENCE, &validator(), soon).unwrap(), message);
    }
}

fn dotted(message: &[u8]) -> Vec<String> {
    let message = SignedMessage::parse(message).unwrap();
    let signer = message.signers().next().unwrap();
    assert!(signer.unsigned_attributes().is_none());
    signer.signed_attributes().unwrap().iter().map(|attribute| attribute.oid().to_string()).collect()
}

/// EN 319 122-1 6.3, level B-B, and RFC 6211.
#[test]
fn a_signature_has_the_attributes_of_its_level() {
    for signer in [head(), head_ec()] {
        let message = signer.sign(LICENCE, &validator(), now()).unwrap();
        let mut names = dotted(&message);
        names.sort();
        assert_eq!(
            names,
            [
                "1.2.840.113549.1.9.16.2.47", // signingCertificateV2
                "1.2.840.113549.1.9.3",       // contentType
                "1.2.840.113549.1.9.4",       // messageDigest
                "1.2.840.113549.1.9.5",       // signingTime
                "1.2.840.113549.1.9.52",      // cmsAlgorithmProtection
            ]
        );
        let parsed = SignedMessage::parse(&message).unwrap();
        assert_eq!((parsed.version(), parsed.certificates().len()), (1, 1));
        let report =
            validator().verify_request(&SignedRequest::attached(&message).allowing_other_signers(), now());
        assert_eq!(report.report().signers[0].claimed_signing_time, Some(now()));
    }
}

/// Strict DER, by another reader: the whole message is one element whose every length is the shortest.
#[test]
fn messages_are_der() {
    use der::{Decode, Encode, Tagged, asn1::AnyRef};
    fn walk(octets: &[u8], elements: &mut usize) {
        let mut rest = octets;
        while !rest.is_empty() {
            let (element, after) = AnyRef::from_der_partial(rest).unwrap();
            assert_eq!(element.to_der().unwrap(), rest[..rest.len() - after.len()]);
            *elements += 1;
            if element.tag().is_constructed() {
                walk(element.value(), elements);
            }
            rest = after;
        }
    }
    let mut elements = 0;
    walk(&head().sign(&[7; 300], &validator(), now()).unwrap(), &mut elements);
    assert!(elements > 100, "{elements}");
}

#[test]
fn the_chain_is_embedded_on_request() {
    let authority = kz_eds::Certificate::parse(&read("trust/nca_rsa.cer")).unwrap();
    let options = SigningOptions { chain: vec![authority.clone()], ..SigningOptions::default() };
    let message = head().with_options(options).sign(LICENCE, &validator(), now()).unwrap();
    let parsed = SignedMessage::parse(&message).unwrap();
    let mut embedded: Vec<_> = parsed.certificates().collect();
    embedded.sort();
    let head = certificate("head");
    let mut expected = [head.as_der(), authority.as_der()];
    expected.sort();
    assert_eq!(embedded, expected);
}

/// A set has each member once, whatever the chain repeats.
#[test]
fn no_certificate_is_embedded_twice() {
    let authority = kz_eds::Certificate::parse(&read("trust/nca_rsa.cer")).unwrap();
    let chain = vec![authority.clone(), certificate("head"), authority];
    let signer = head().with_options(SigningOptions { chain, ..SigningOptions::default() });
    let message = signer.sign(LICENCE, &validator(), now()).unwrap();
    assert_eq!(SignedMessage::parse(&message).unwrap().certificates().len(), 2);
    let both = signer.cosign(&message, None, &validator(), now()).unwrap();
    assert_eq!(SignedMessage::parse(&both).unwrap().certificates().len(), 2);
}

#[test]
fn several_documents_are_signed_in_one_call() {
    let documents: [&[u8]; 3] = [b"licence", b"annex", b""];
    let messages = head().sign_all(documents, &validator(), now()).unwrap();
    assert_eq!(messages.len(), 3);
    for (message, document) in messages.iter().zip(documents) {
        assert_eq!(verified(&SignedRequest::attached(message)).0, document);
    }
    let refused = LicenceSigner::new(rsa(), certificate("revoked"));
    assert_eq!(refusal(refused.sign_all(documents, &validator(), now())), "refused certificate-revoked");
}

fn ask(key: SigningKey, name: &str) -> String {
    refusal(LicenceSigner::new(key, certificate(name)).sign(LICENCE, &validator(), now()))
}

/// LIC-3, LIC-4, threats 33 and 35.
#[test]
fn a_certificate_that_may_not_sign_does_not() {
    for (name, reason) in [
        ("expired", "refused certificate-expired"),
        ("not_yet_valid", "refused certificate-not-yet-valid"),
        ("revoked", "refused certificate-revoked"),
        ("on_hold", "refused certificate-on-hold"),
        ("log_in", "refused extended-key-usage-not-allowed,key-usage-not-allowed"),
    ] {
        assert_eq!(ask(rsa(), name), reason, "{name}");
        // No option signs with what is known to be bad.
        let anyway = LicenceSigner::new(rsa(), certificate(name)).with_options(signing_anyway());
        assert_eq!(refusal(anyway.sign(LICENCE, &validator(), now())), reason, "{name}");
    }
}

#[test]
fn only_the_licensor_signs() {
    let sign = |name: &str, bin: &str| {
        LicenceSigner::new(rsa(), certificate(name)).expects(licensor(bin)).sign(LICENCE, &validator(), now())
    };
    assert!(sign("head", BIN).is_ok() && sign("right_to_sign", BIN).is_ok());
    assert_eq!(refusal(sign("head", "260140000025")), "refused identity-mismatch");
    assert_eq!(refusal(sign("head_other_company", BIN)), "refused identity-mismatch");
    assert_eq!(refusal(sign("person", BIN)), "refused identity-absent");
    // Options that say nothing of a claim take none away.
    let other = head().expects(licensor("260140000025")).with_options(detached());
    assert_eq!(refusal(other.sign(LICENCE, &validator(), now())), "refused identity-mismatch");
    let options = SigningOptions { claim: Some(licensor(BIN)), ..SigningOptions::default() };
    let other = head().expects(licensor("260140000025")).with_options(options);
    assert!(other.sign(LICENCE, &validator(), now()).is_ok());
}

#[test]
fn the_key_must_be_the_certificates() {
    assert_eq!(ask(ec(), "head"), "key-mismatch");
    assert_eq!(ask(rsa(), "head_ec"), "key-mismatch");
    // Of the same kind.
    let other = open("head_ec.pem").into_key();
    let operator = LicenceSigner::new(other, certificate("person_ec"));
    assert!(operator.sign(LICENCE, &validator(), now()).is_ok(), "the same key in another certificate");
    let strange = kz_eds::KeyFile::open(&read("generate/keys/leaf_other.pem"), None).unwrap().into_key();
    assert_eq!(ask(strange, "head"), "key-mismatch");
}

#[test]
fn what_is_not_known_is_signed_only_on_request() {
    let without_lists = validator().with_evidence(Evidence::new());
    assert_eq!(refusal(head().sign(LICENCE, &without_lists, now())), "open revocation-missing");
    let message = head().with_options(signing_anyway()).sign(LICENCE, &without_lists, now()).unwrap();
    assert_eq!(verified(&SignedRequest::attached(&message)).0, LICENCE);

    // A policy that does not look is no knowledge.
    let blind = Policy {
        evidence: EvidenceRule::NotChecked,
        ca_evidence: EvidenceRule::NotChecked,
        ..Policy::licence()
    };
    let blind = validator_by(blind);
    assert_eq!(refusal(head().sign(LICENCE, &blind, now())), "open ");
    assert!(head().with_options(signing_anyway()).sign(LICENCE, &blind, now()).is_ok());
}

#[test]
fn a_digest_is_one_that_is_signed_with() {
    let digest = Digest::new(DigestAlgorithm::Sha512, &[7; 64]).unwrap();
    assert_eq!(refusal(head().sign_hashed(digest, &validator(), now())), "content-missing");
}

/// The policy for issued licences asks for what is signed here.
#[test]
fn a_licence_names_its_certificate() {
    let message = read("archive/messages/without_signing_certificate.cms");
    let request = SignedRequest::attached(&message).allowing_other_signers();
    let reasons = validator().verify_request(&request, now()).reasons();
    assert_eq!(reasons, [kz_eds::Reason::SigningCertificateMissing]);
    assert!(validator_by(Policy::applicant()).verify_request(&request, now()).accept().is_ok());
    assert_eq!(Policy::by_name("licence"), Some(Policy::licence()));
}
