//! The caches of a validator spare work and change no verdict.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use chrono::{DateTime, Utc};
use common::archive::{self, Request, bytes, path};
use kz_eds::crypto::{
    Digest, DigestAlgorithm, Hasher, KeyError, KeyFacts, Outcome, Provider, PublicKey, RustCrypto,
    SignatureAlgorithm,
};
use kz_eds::{
    CacheSize, Certificate, Claim, Iin, Limits, Policy, Reason, RequestReport, SignedRequest, Validator,
};

/// One entry at a time: nothing stays.
const TINY: CacheSize = CacheSize { entries: 1, octets: 1 << 20 };

fn applicant() -> Claim {
    Claim::applicant(Iin::parse("010101100018").unwrap())
}

fn noon() -> DateTime<Utc> {
    "2026-06-01T12:00:00Z".parse().unwrap()
}

fn usual(policy: Policy) -> Validator {
    Validator::new(common::trust(&[path("../trust")], &[]), policy)
        .with_evidence(common::evidence(&[path("../evidence")]))
}

fn report(validator: &Validator, request: &Request) -> RequestReport {
    validator.verify_request(&request.asked(), request.moment).report().clone()
}

fn requests() -> Vec<Request> {
    archive::manifest().iter().map(archive::Line::request).collect()
}

#[test]
fn every_request_has_one_report_whatever_is_kept() {
    for (line, request) in archive::manifest().iter().zip(requests()) {
        let without = report(&request.validator().with_cache(CacheSize::NONE), &request);
        for size in [CacheSize::default(), TINY] {
            let validator = request.validator().with_cache(size);
            for asked in ["cold", "warm"] {
                assert_eq!(report(&validator, &request), without, "{} {asked} {size:?}", line.id);
            }
        }
    }
}

/// All requests to one validator, in four orders at once, each thread twice.
#[test]
fn what_others_asked_before_and_ask_meanwhile_changes_nothing() {
    let requests = requests();
    let without = usual(Policy::applicant()).with_cache(CacheSize::NONE);
    let expected: Vec<_> = requests.iter().map(|request| report(&without, request)).collect();
    for size in [CacheSize::default(), TINY, CacheSize { entries: 20, octets: 1 << 20 }] {
        let shared = usual(Policy::applicant()).with_cache(size);
        let (requests, expected, shared) = (&requests, &expected, &shared);
        thread::scope(|scope| {
            for number in 0..4 {
                scope.spawn(move || {
                    for step in 0..2 * requests.len() {
                        let place = (step * [1, 3, 5, 7][number] + 11 * number) % requests.len();
                        assert_eq!(report(shared, &requests[place]), expected[place], "{place} {size:?}");
                    }
                });
            }
        });
    }
}

/// What a provider was asked for.
#[derive(Debug, Default)]
struct Meter {
    keys: AtomicUsize,
    digests: AtomicUsize,
    signatures: Arc<AtomicUsize>,
}

#[derive(Debug)]
struct MeteredKey(Arc<dyn PublicKey>, Arc<AtomicUsize>);

impl PublicKey for MeteredKey {
    fn facts(&self) -> &KeyFacts {
        self.0.facts()
    }

    fn verify_prehash(&self, algorithm: SignatureAlgorithm, digest: &Digest, signature: &[u8]) -> Outcome {
        self.1.fetch_add(1, Ordering::Relaxed);
        self.0.verify_prehash(algorithm, digest, signature)
    }
}

impl Provider for Meter {
    fn name(&self) -> &'static str {
        "meter"
    }

    fn public_key(&self, spki: &[u8]) -> Result<Arc<dyn PublicKey>, KeyError> {
        self.keys.fetch_add(1, Ordering::Relaxed);
        Ok(Arc::new(MeteredKey(RustCrypto.public_key(spki)?, Arc::clone(&self.signatures))))
    }

    fn hasher(&self, algorithm: DigestAlgorithm) -> Box<dyn Hasher> {
        self.digests.fetch_add(1, Ordering::Relaxed);
        RustCrypto.hasher(algorithm)
    }
}

impl Meter {
    /// Keys, digests and signatures since the last reading.
    fn read(&self) -> [usize; 3] {
        [&self.keys, &self.digests, &*self.signatures].map(|count| count.swap(0, Ordering::Relaxed))
    }
}

#[test]
fn another_message_of_a_known_signer_costs_one_signature() {
    let meter = Arc::new(Meter::default());
    let validator = usual(Policy::applicant()).with_provider(meter.clone());
    let ask = |validator: &Validator, message: &str| {
        let message = bytes(message);
        let request = SignedRequest::attached(&message).expects(applicant());
        assert_eq!(validator.verify_request(&request, noon()).reasons(), []);
        meter.read()
    };
    // The keys of the trust store are set up beforehand.
    let [of_trust, ..] = meter.read();
    assert!(of_trust >= 2);
    // The message's, two certificates' and two lists' signatures, one by another key; the content has a digest, too.
    assert_eq!(ask(&validator, "messages/person.cms"), [1, 6, 5]);
    assert_eq!(ask(&validator.clone(), "messages/document_plan.cms"), [0, 2, 1]);
    assert_eq!(ask(&validator, "messages/person.cms"), [0, 2, 1]);
    // Without caches the certificates' once more each time, and the signer's key; lists remember who signed them.
    let without = validator.with_cache(CacheSize::NONE);
    assert_eq!(meter.read(), [of_trust, 0, 0]);
    assert_eq!(ask(&without, "messages/person.cms"), [1, 4, 3]);
    assert_eq!(ask(&without, "messages/person.cms"), [1, 4, 3]);
}

/// Octets are compared, and not only hashed: each certificate is judged as what it is, whichever came first.
#[test]
fn a_damaged_certificate_and_the_good_one_are_two() {
    let good = Certificate::parse(&bytes("../certificates/person.cer")).unwrap();
    let length = good.as_der().len();
    // In the serial number, in the key, in the signature; what comes after stays the same.
    let key = good.as_der().windows(64).position(|part| part == &good.public_key_info()[100..164]).unwrap();
    for place in [16, key, length - 200, length - 1] {
        let mut damaged = good.as_der().to_vec();
        damaged[place] ^= 1;
        for damaged_first in [true, false] {
            let validator = usual(Policy::applicant());
            for step in 0..4 {
                let is_damaged = (step % 2 == 0) == damaged_first;
                let bytes = if is_damaged { &damaged } else { good.as_der() };
                let reasons = validator.check_encoded(bytes, Some(&applicant()), noon()).reasons();
                let expected: &[Reason] =
                    if is_damaged { &[Reason::CertificateSignatureInvalid] } else { &[] };
                assert_eq!(reasons, expected, "{place} {damaged_first} {step}");
            }
        }
    }
}

/// The same of certificates that come in messages.
#[test]
fn a_message_with_a_damaged_certificate_does_not_get_the_good_one() {
    let good = bytes("messages/person.cms");
    let certificate = Certificate::parse(&bytes("../certificates/person.cer")).unwrap();
    let certificate = certificate.as_der();
    let start = good.windows(certificate.len()).position(|part| part == certificate).unwrap();
    let mut damaged = good.clone();
    damaged[start + certificate.len() - 200] ^= 1;
    let validator = usual(Policy::applicant());
    let reasons = |message: &[u8]| {
        let request = SignedRequest::attached(message).expects(applicant());
        validator.verify_request(&request, noon()).reasons()
    };
    for _ in 0..2 {
        assert_eq!(reasons(&good), []);
        assert!(reasons(&damaged).contains(&Reason::CertificateSignatureInvalid));
    }
}

/// Takes every signature.
#[derive(Debug)]
struct Credulous;

#[derive(Debug)]
struct CredulousKey(Arc<dyn PublicKey>);

impl PublicKey for CredulousKey {
    fn facts(&self) -> &KeyFacts {
        self.0.facts()
    }

    fn verify_prehash(&self, _: SignatureAlgorithm, _: &Digest, _: &[u8]) -> Outcome {
        Outcome::Valid
    }
}

impl Provider for Credulous {
    fn name(&self) -> &'static str {
        "credulous"
    }

    fn public_key(&self, spki: &[u8]) -> Result<Arc<dyn PublicKey>, KeyError> {
        Ok(Arc::new(CredulousKey(RustCrypto.public_key(spki)?)))
    }

    fn hasher(&self, algorithm: DigestAlgorithm) -> Box<dyn Hasher> {
        RustCrypto.hasher(algorithm)
    }
}

#[test]
fn another_provider_believes_nothing_that_one_before_it_said() {
    let mut forged = Certificate::parse(&bytes("../certificates/person.cer")).unwrap().as_der().to_vec();
    *forged.last_mut().unwrap() ^= 1;
    let validator = usual(Policy::applicant()).with_provider(Arc::new(Credulous));
    let reasons = |validator: &Validator| validator.check_encoded(&forged, None, noon()).reasons();
    assert_eq!(reasons(&validator), []);
    let sober = validator.clone().with_provider(Arc::new(RustCrypto));
    assert_eq!(reasons(&sober), [Reason::CertificateSignatureInvalid]);
    assert_eq!(reasons(&validator), []);
}

/// What is found in a cache is paid for: a budget that was too small stays too small.
#[test]
fn a_hit_is_charged_like_a_miss() {
    let message = bytes("messages/person.cms");
    let request = SignedRequest::attached(&message).expects(applicant());
    let mut passed = 0;
    for signatures in 0..8 {
        let limits = Limits { signatures, ..Limits::default() };
        let validator = usual(Policy { limits, ..Policy::applicant() });
        let reports: Vec<_> =
            (0..3).map(|_| validator.verify_request(&request, noon()).report().clone()).collect();
        assert!(reports.iter().all(|report| *report == reports[0]), "{signatures}");
        let is_enough = reports[0].adverse().is_empty();
        assert!(is_enough || reports[0].adverse() == [Reason::BudgetExceeded], "{signatures}");
        passed += usize::from(is_enough);
    }
    assert_eq!(passed, 3, "five signatures are needed");
}
