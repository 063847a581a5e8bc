//! Signers that are not in this process: what they give is verified, and what waits for them may be stored.

use std::sync::Arc;

use chrono::TimeDelta;
use kz_eds::crypto::{
    Digest, DigestAlgorithm, Hasher, KeyError, KeyFacts, Outcome, Provider, PublicKey, RustCrypto,
    SignatureAlgorithm,
};
use kz_eds::{LicenceSigner, Prepared, Signature, SignedMessage, Signer, SignerFailure, SigningKey};

use super::{LICENCE, certificate, ec, head, head_ec, now, refusal, rsa, validator};

/// A signer that says nothing of its key, and changes the signature it gives.
struct Token<F>(SigningKey, F);

impl<F: Fn(Vec<u8>) -> Signature> Signer for Token<F> {
    fn sign(&self, prepared: &Prepared) -> Result<Signature, SignerFailure> {
        match self.0.sign(prepared)? {
            Signature::Encoded(octets) => Ok((self.1)(octets)),
            Signature::Raw(_) => panic!("keys in this process give the usual form"),
        }
    }
}

fn by(
    key: SigningKey,
    name: &str,
    change: impl Fn(Vec<u8>) -> Signature,
) -> Result<Vec<u8>, super::SigningError> {
    LicenceSigner::new(Token(key, change), certificate(name)).sign(LICENCE, &validator(), now())
}

fn raw(der: &[u8]) -> Signature {
    Signature::Raw(p256::ecdsa::Signature::from_der(der).unwrap().to_bytes().to_vec())
}

#[test]
fn both_forms_of_a_signature_are_taken() {
    let message = head_ec().sign(LICENCE, &validator(), now()).unwrap();
    assert_eq!(by(ec(), "head_ec", Signature::Encoded).unwrap(), message);
    assert_eq!(by(ec(), "head_ec", |der| raw(&der)).unwrap(), message);
    assert_eq!(
        by(rsa(), "head", Signature::Encoded).unwrap(),
        head().sign(LICENCE, &validator(), now()).unwrap()
    );
}

/// Whoever mixes keys up hears of it from the key itself.
#[test]
fn a_key_of_another_kind_signs_nothing() {
    let prepared =
        LicenceSigner::remote(certificate("head_ec")).prepare(LICENCE, &validator(), now()).unwrap();
    assert!(rsa().sign(&prepared).is_err() && ec().sign(&prepared).is_ok());
}

#[test]
fn a_signature_that_is_none_does_not_come_out() {
    let invalid = "signature-invalid";
    for changed in [
        by(rsa(), "head", Signature::Raw),
        by(rsa(), "head", |_| Signature::Encoded(vec![])),
        by(rsa(), "head", |mut octets| {
            octets[100] ^= 1;
            Signature::Encoded(octets)
        }),
        by(ec(), "head_ec", |der| {
            let Signature::Raw(octets) = raw(&der) else { panic!() };
            Signature::Encoded(octets)
        }),
        by(ec(), "head_ec", Signature::Raw),
        by(ec(), "head_ec", |_| Signature::Raw(vec![0; 64])),
        by(ec(), "head_ec", |_| Signature::Raw(vec![7; 63])),
        by(ec(), "head_ec", |_| Signature::Raw(vec![7; 64])),
    ] {
        assert_eq!(refusal(changed), invalid);
    }
    // A key of the right kind that is not the certificate's, of a signer that does not know.
    let other = kz_eds::KeyFile::open(&super::read("generate/keys/leaf_other.pem"), None).unwrap().into_key();
    assert_eq!(refusal(by(other, "head", Signature::Encoded)), invalid);
}

#[test]
fn a_signer_that_fails_is_heard() {
    struct Broken;
    impl Signer for Broken {
        fn sign(&self, _: &Prepared) -> Result<Signature, SignerFailure> {
            Err("the token was pulled out".into())
        }
    }
    let signer = LicenceSigner::new(Broken, certificate("head"));
    let error = signer.sign(LICENCE, &validator(), now()).unwrap_err();
    assert_eq!(error.to_string(), "the signer failed: the token was pulled out");
    // A key of another kind than the certificate's, asked in person.
    let prepared = head().prepare(LICENCE, &validator(), now()).unwrap();
    assert!(ec().sign(&prepared).is_err());
}

#[test]
fn what_is_prepared_waits() {
    let signer = LicenceSigner::remote(certificate("head"));
    let prepared = signer.prepare(LICENCE, &validator(), now()).unwrap();
    let signature = rsa().sign(&prepared).unwrap();
    let minutes = now() + TimeDelta::minutes(30);
    let message = signer.attach(&prepared, &signature, &validator(), minutes).unwrap();
    assert_eq!(message, head().sign(LICENCE, &validator(), now()).unwrap(), "the time is that of preparing");
    assert_eq!(prepared.attach(&signature).unwrap(), message);

    // Too long: the certificate may not sign any more (threat 35).
    let late = now() + TimeDelta::days(400);
    let refused = refusal(signer.attach(&prepared, &signature, &validator(), late));
    assert_eq!(refused, "refused certificate-expired,revocation-stale");
    let ended = certificate("ended_in_may");
    let may = "2026-05-01T12:00:00Z".parse().unwrap();
    let signer = LicenceSigner::remote(ended).with_options(super::signing_anyway());
    let prepared = signer.prepare(LICENCE, &validator(), may).unwrap();
    let signature = rsa().sign(&prepared).unwrap();
    let refused = refusal(signer.attach(&prepared, &signature, &validator(), now()));
    assert!(refused.starts_with("refused certificate-expired"), "{refused}");
}

/// What was prepared comes from somewhere, and so does the signature: the one who attaches asks everything again.
#[test]
fn whoever_attaches_asks_again() {
    let attach = |by: &LicenceSigner<kz_eds::Elsewhere>, prepared: &Prepared, key: &SigningKey| {
        refusal(by.attach(prepared, &key.sign(prepared).unwrap(), &validator(), now()))
    };
    let ours = LicenceSigner::remote(certificate("head"));
    // A good signature of somebody else, by the same key even.
    let theirs = LicenceSigner::remote(certificate("head_other_company"));
    let prepared = theirs.prepare(LICENCE, &validator(), now()).unwrap();
    assert_eq!(attach(&ours, &prepared, &rsa()), "key-mismatch");
    // Prepared by one who was not asked whose certificate it is.
    let prepared = ours.prepare(LICENCE, &validator(), now()).unwrap();
    let licensor = super::licensor("260140000025");
    assert_eq!(attach(&ours.clone().expects(licensor), &prepared, &rsa()), "refused identity-mismatch");
    // Prepared where revocation was not known.
    let without_lists = validator().with_evidence(kz_eds::Evidence::new());
    let careless = ours.clone().with_options(super::signing_anyway());
    let prepared = careless.prepare(LICENCE, &without_lists, now()).unwrap();
    let signature = rsa().sign(&prepared).unwrap();
    assert_eq!(refusal(ours.attach(&prepared, &signature, &without_lists, now())), "open revocation-missing");
    assert!(careless.attach(&prepared, &signature, &without_lists, now()).is_ok());
}

/// Takes one digest for badly signed and leaves every other to [`RustCrypto`].
#[derive(Debug)]
struct Doubting<T>(T, Digest);

impl Provider for Doubting<()> {
    fn name(&self) -> &'static str {
        "doubting"
    }

    fn public_key(&self, spki: &[u8]) -> Result<Arc<dyn PublicKey>, KeyError> {
        Ok(Arc::new(Doubting(RustCrypto.public_key(spki)?, self.1)))
    }

    fn hasher(&self, algorithm: DigestAlgorithm) -> Box<dyn Hasher> {
        RustCrypto.hasher(algorithm)
    }
}

impl PublicKey for Doubting<Arc<dyn PublicKey>> {
    fn facts(&self) -> &KeyFacts {
        self.0.facts()
    }

    fn verify_prehash(&self, algorithm: SignatureAlgorithm, digest: &Digest, signature: &[u8]) -> Outcome {
        if *digest == self.1 { Outcome::Invalid } else { self.0.verify_digest(algorithm, digest, signature) }
    }
}

/// The validator has the last word: what it does not accept is not handed out, whatever we think of it (threat 35).
#[test]
fn the_validator_verifies_what_was_signed() {
    for options in [kz_eds::SigningOptions::default(), super::signing_anyway()] {
        let signer = head().with_options(options);
        let prepared = signer.prepare(LICENCE, &validator(), now()).unwrap();
        let doubting = validator().with_provider(Arc::new(Doubting((), prepared.digest())));
        let refused = refusal(signer.sign(LICENCE, &doubting, now()));
        assert_eq!(refused, "not-verified signature-invalid");
    }
}

#[cfg(feature = "serde")]
mod stored {
    use super::*;

    /// Every text in a JSON value, by its place.
    fn texts<'v>(value: &'v mut serde_json::Value, found: &mut Vec<&'v mut String>) {
        match value {
            serde_json::Value::String(text) => found.push(text),
            serde_json::Value::Array(items) => items.iter_mut().for_each(|item| texts(item, found)),
            serde_json::Value::Object(members) => members.values_mut().for_each(|item| texts(item, found)),
            _ => {}
        }
    }

    #[test]
    fn what_is_prepared_can_be_stored() {
        for (signer, key) in [(head(), rsa()), (head_ec(), ec())] {
            let prepared = signer.prepare(LICENCE, &validator(), now()).unwrap();
            let json = serde_json::to_string(&prepared).unwrap();
            let again: Prepared = serde_json::from_str(&json).unwrap();
            assert_eq!((again.octets(), again.algorithm()), (prepared.octets(), prepared.algorithm()));
            let message = again.attach(&key.sign(&again).unwrap()).unwrap();
            assert_eq!(message, signer.sign(LICENCE, &validator(), now()).unwrap());
        }
    }

    /// Any text of what was stored is exchanged or changed: nothing comes out.
    #[test]
    fn what_was_changed_while_stored_is_not_signed() {
        let prepared = head().prepare(LICENCE, &validator(), now()).unwrap();
        let signature = rsa().sign(&prepared).unwrap();
        let json = serde_json::to_value(&prepared).unwrap();
        let count = {
            let mut json = json.clone();
            let mut found = Vec::new();
            texts(&mut json, &mut found);
            found.len()
        };
        assert_eq!(count, 5, "algorithm, certificate, attributes, digest, content");
        let mut refused = 0;
        for place in 0..count {
            for other in ["", "AAAA", "ecdsa-p256-sha256", "MAA="] {
                let mut json = json.clone();
                let mut found = Vec::new();
                texts(&mut json, &mut found);
                *found[place] = other.to_owned();
                let Ok(changed) = serde_json::from_value::<Prepared>(json.clone()) else { continue };
                // The digest is of use for detached content alone.
                let is_content_inside = json["digest"] == other;
                let attached = changed.attach(&signature);
                assert_eq!(attached.is_err(), !is_content_inside, "{place} {other}");
                let whole = head().attach(&changed, &signature, &validator(), now());
                assert!(whole.is_err(), "{place} {other}");
                refused += 1;
            }
        }
        assert!(refused >= 10, "{refused}");
    }
}

#[test]
fn detached_content_stays_away() {
    let options = kz_eds::SigningOptions { placement: kz_eds::Placement::Detached, ..Default::default() };
    let signer = LicenceSigner::remote(certificate("head")).with_options(options);
    let prepared = signer.prepare(LICENCE, &validator(), now()).unwrap();
    let message = signer.attach(&prepared, &rsa().sign(&prepared).unwrap(), &validator(), now()).unwrap();
    assert!(!SignedMessage::parse(&message).unwrap().is_attached());
    assert!(!message.windows(LICENCE.len()).any(|window| window == LICENCE));
}
