//! What one signed request costs beside its cryptography: allocations and time of `verify_request`, new and known, over
//! the bare signatures, keys and digests that it cannot do without.
//!
//! `cargo bench --bench cost`. For instruction counts: `valgrind --tool=callgrind --toggle-collect='*cost::profiled*'`
//! on the binary with `--profile`.

#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, clippy::cast_possible_truncation)]

mod common;

use std::hint::black_box;
use std::time::{Duration, Instant};

use allocation_counter::AllocationInfo;
use chrono::{DateTime, Utc};
use common::testdata;
use kz_eds::crypto::{DigestAlgorithm, Outcome, SignatureAlgorithm, default_provider};
use kz_eds::{
    CacheSize, Certificate, Claim, Condition3, Crl, Evidence, Iin, Policy, SignedMessage, SignedRequest,
    TrustStore, Validator,
};

const SAMPLES: usize = 400;

fn main() {
    let case = Case::new();
    if std::env::args().any(|argument| argument == "--profile") {
        return case.profile();
    }
    // As a test, once.
    let is_bench = std::env::args().any(|argument| argument == "--bench");
    let samples = if is_bench { SAMPLES } else { 1 };
    let warm = case.validator();
    case.accept(&warm);
    let large = case.with_a_large_list(if is_bench { 500_000 } else { 500 });
    case.accept(&large);
    let none = || ();
    let mut rows = [
        Row::new("bare, all new: 3 signatures, 2 keys, digests"),
        Row::new("request, all new, lists verified before"),
        Row::new("bare, known signer: 1 signature, 2 digests"),
        Row::new("request, known signer"),
        Row::new("request, known signer, a list of 500,000 beside"),
        Row::new("a certificate is read"),
        Row::new("request, without caches, lists verified before"),
        // Three answers of the caches: the key, and who signed it and its authority.
        Row::new("condition 3, a known certificate"),
    ];
    for _ in 0..samples {
        rows[0].run(none, |()| case.bare());
        rows[1].run(|| warm.clone().with_cache(CacheSize::default()), |cold| case.accept(&cold));
        rows[6].run(|| warm.clone().with_cache(CacheSize::NONE), |without| case.accept(&without));
        rows[2].run(none, |()| case.bare_known());
        rows[3].run(none, |()| case.accept(&warm));
        rows[4].run(none, |()| case.accept(&large));
        rows[7].run(none, |()| case.check(&warm));
        rows[5].run(none, |()| drop(black_box(Certificate::from_der(case.person.as_der()).unwrap())));
    }
    println!("\n{:<50}{:>12}{:>10}{:>12}{:>8}", "median", "allocations", "octets", "µs", "over");
    for (row, bare) in rows.iter().zip([0, 0, 2, 2, 3, 5, 0, 7]) {
        row.print(&rows[bare]);
    }
}

struct Row {
    name: &'static str,
    times: Vec<Duration>,
    allocated: AllocationInfo,
}

impl Row {
    fn new(name: &'static str) -> Self {
        Self { name, times: Vec::new(), allocated: AllocationInfo::default() }
    }

    fn run<I>(&mut self, input: impl FnOnce() -> I, routine: impl FnOnce(I)) {
        let input = input();
        let mut taken = Duration::ZERO;
        self.allocated = allocation_counter::measure(|| {
            let start = Instant::now();
            routine(input);
            taken = start.elapsed();
        });
        self.times.push(taken);
    }

    fn median(&self) -> f64 {
        let mut times = self.times.clone();
        times.sort_unstable();
        times[times.len() / 2].as_secs_f64() * 1e6
    }

    fn print(&self, bare: &Self) {
        let AllocationInfo { count_total, bytes_total, .. } = self.allocated;
        let over = self.median() / bare.median();
        let (name, median) = (self.name, self.median());
        println!("{name:<50}{count_total:>12}{bytes_total:>10}{median:>12.1}{over:>8.2}");
    }
}

/// The request of a natural person, and what it is judged by.
struct Case {
    message: Vec<u8>,
    claim: Claim,
    person: Certificate,
    authority: Certificate,
    root: Certificate,
    noon: DateTime<Utc>,
}

impl Case {
    fn new() -> Self {
        let certificate = |name| Certificate::parse(&testdata(name)).unwrap();
        Self {
            message: testdata("archive/messages/person.cms"),
            claim: Claim::applicant(Iin::parse("010101100018").unwrap()),
            person: certificate("certificates/person.cer"),
            authority: certificate("trust/nca_rsa.cer"),
            root: certificate("trust/root_rsa.cer"),
            noon: "2026-06-01T12:00:00Z".parse().unwrap(),
        }
    }

    fn evidence(&self) -> Evidence {
        ["evidence/nca_rsa.crl", "evidence/root_rsa.crl"]
            .iter()
            .fold(Evidence::new(), |all, list| all.with_crl(Crl::parse(&testdata(list)).unwrap()))
    }

    fn with(&self, evidence: Evidence) -> Validator {
        let trust = TrustStore::new().with_anchor(self.root.as_der()).unwrap();
        let trust = trust.with_intermediate(self.authority.as_der()).unwrap();
        Validator::new(trust, Policy::applicant()).with_evidence(evidence)
    }

    fn validator(&self) -> Validator {
        self.with(self.evidence())
    }

    /// The list has the name of another issuer: it is there, and is not the one.
    fn with_a_large_list(&self, entries: u64) -> Validator {
        let list = Crl::from_der(common::lists::list(entries)).unwrap();
        self.with(self.evidence().with_crl(list))
    }

    #[inline(never)]
    fn accept(&self, validator: &Validator) {
        let request = SignedRequest::attached(&self.message).expects(self.claim.clone());
        assert!(validator.verify_request(&request, self.noon).accept().is_ok());
    }

    fn check(&self, validator: &Validator) {
        let verdict = validator.check_certificate(&self.person, &self.claim, self.noon);
        assert_eq!(verdict.condition_3(), Condition3::Holds);
    }

    /// What a request costs to which all is new: the digests of the content, the attributes, the two signed parts and the
    /// signer's certificate, which reports name; two keys; three signatures.
    fn bare(&self) {
        let keys = [&self.authority, &self.person].map(key);
        let _ = black_box(digest(self.person.as_der()));
        self.bare_message(&*keys[1]);
        for (certificate, key) in [(&self.person, &*keys[0]), (&self.authority, &*self.root_key())] {
            let (signed, signature) = parts(certificate.as_der());
            let row = SignatureAlgorithm::from_der(certificate.signature_algorithm()).unwrap();
            assert_eq!(key.verify_digest(row, &digest(signed), signature), Outcome::Valid);
        }
    }

    fn root_key(&self) -> std::sync::Arc<dyn kz_eds::crypto::PublicKey> {
        static KEY: std::sync::OnceLock<std::sync::Arc<dyn kz_eds::crypto::PublicKey>> =
            std::sync::OnceLock::new();
        std::sync::Arc::clone(KEY.get_or_init(|| key(&self.root)))
    }

    fn bare_known(&self) {
        static KEY: std::sync::OnceLock<std::sync::Arc<dyn kz_eds::crypto::PublicKey>> =
            std::sync::OnceLock::new();
        self.bare_message(&**KEY.get_or_init(|| key(&self.person)));
    }

    /// One key operation on a digest as good as any: whether it fits is seen at the end.
    fn bare_message(&self, key: &dyn kz_eds::crypto::PublicKey) {
        let message = SignedMessage::parse(&self.message).unwrap();
        let signer = message.signers().next().unwrap();
        let row = SignatureAlgorithm::from_der(self.person.signature_algorithm()).unwrap();
        let _ = black_box(digest(testdata_form()));
        let attributes = digest(&self.message[..150]);
        assert_eq!(key.verify_digest(row, &attributes, signer.signature()), Outcome::Invalid);
    }

    fn profile(&self) {
        let warm = self.validator();
        self.accept(&warm);
        let cold: Vec<_> = (0..20).map(|_| warm.clone().with_cache(CacheSize::default())).collect();
        let which = std::env::args().find(|argument| argument.starts_with("--of="));
        match which.as_deref() {
            Some("--of=cold") => cold.iter().for_each(|validator| self.profiled(validator)),
            Some("--of=bare") => (0..20).for_each(|_| self.profiled_bare()),
            Some("--of=bare-known") => (0..20).for_each(|_| self.profiled_bare_known()),
            _ => (0..20).for_each(|_| self.profiled(&warm)),
        }
    }

    #[inline(never)]
    fn profiled(&self, validator: &Validator) {
        self.accept(validator);
    }

    #[inline(never)]
    fn profiled_bare(&self) {
        self.bare();
    }

    #[inline(never)]
    fn profiled_bare_known(&self) {
        self.bare_known();
    }
}

fn testdata_form() -> &'static [u8] {
    static FORM: std::sync::OnceLock<Vec<u8>> = std::sync::OnceLock::new();
    FORM.get_or_init(|| testdata("archive/contents/form.json"))
}

fn key(certificate: &Certificate) -> std::sync::Arc<dyn kz_eds::crypto::PublicKey> {
    default_provider().public_key(certificate.public_key_info()).unwrap()
}

fn digest(bytes: &[u8]) -> kz_eds::crypto::Digest {
    default_provider().digest(DigestAlgorithm::Sha256, bytes)
}

/// The signed part of a certificate and the octets of its signature: both have lengths of two octets.
fn parts(der: &[u8]) -> (&[u8], &[u8]) {
    let length = 4 + usize::from(u16::from_be_bytes([der[6], der[7]]));
    let (signed, rest) = der[4..].split_at(length);
    let algorithm = 2 + usize::from(rest[1]);
    (signed, &rest[algorithm + 5..])
}
