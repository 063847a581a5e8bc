//! Memory stays flat however large a detached document is: it is hashed as it streams by, for signing, for signing
//! beside others, and for verifying.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use kz_eds::crypto::{DigestAlgorithm, Provider, RustCrypto};
use kz_eds::{Certificate, KeyFile, LicenceSigner, Policy, SignedRequest, SigningKey, Validator};
use peak_alloc::PeakAlloc;

#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

/// What `work` gives, and how many octets more lived meanwhile than before.
fn during<T>(work: impl FnOnce() -> T) -> (T, usize) {
    let before = ALLOCATOR.current_usage();
    ALLOCATOR.reset_peak_usage();
    let result = work();
    (result, ALLOCATOR.peak_usage() - before)
}

const MIB: usize = 1 << 20;
/// What signing or verifying may take beside the document: lists and certificates of the test material are small.
const FLAT: usize = MIB;

/// A document of this many MiB, in pieces that the reader has one buffer for.
fn document(mebibytes: usize, mut take: impl FnMut(&[u8])) {
    let mut piece = vec![0u8; MIB / 16];
    for number in 0..mebibytes * 16 {
        piece[..8].copy_from_slice(&u64::try_from(number).unwrap().to_le_bytes());
        take(&piece);
    }
}

fn head(name: &str) -> LicenceSigner<SigningKey> {
    let read = |path: String| std::fs::read(common::testdata(&path)).unwrap();
    let key = KeyFile::open(&read(format!("keys/{name}.pem")), None).unwrap().into_key();
    LicenceSigner::new(key, Certificate::parse(&read(format!("certificates/{name}.cer"))).unwrap())
}

/// Signs, signs beside, and verifies a document of this size. Gives what each took, in octets.
fn taken(mebibytes: usize) -> [usize; 3] {
    let at = "2026-06-01T12:00:00Z".parse::<chrono::DateTime<chrono::Utc>>().unwrap();
    let validator = Validator::new(common::trust(&[common::testdata("trust")], &[]), Policy::licence())
        .with_evidence(common::evidence(&[common::testdata("evidence")]));
    let (message, signing) = during(|| {
        let mut hasher = RustCrypto.hasher(DigestAlgorithm::Sha256);
        document(mebibytes, |piece| hasher.update(piece));
        head("head").sign_hashed(hasher.finish(), &validator, at).unwrap()
    });
    let hashed = |message: &[u8]| {
        let mut hasher = validator.hasher(message).unwrap();
        document(mebibytes, |piece| hasher.update(piece));
        hasher.finish()
    };
    let (both, cosigning) =
        during(|| head("head_ec").cosign_hashed(&message, &hashed(&message), &validator, at).unwrap());
    let (accepted, verifying) = during(|| {
        let digests = hashed(&both);
        let request = SignedRequest::hashed(&both, &digests).allowing_other_signers();
        validator.verify_request(&request, at).accept().map(|verified| verified.signers().len()).ok()
    });
    assert_eq!(accepted, Some(2));
    [signing, cosigning, verifying]
}

/// One test alone in this file: another beside it would be counted as well.
#[test]
fn memory_stays_flat_over_a_document_of_one_gibibyte() {
    // The allocator does count.
    assert!(during(|| vec![0u8; MIB]).1 >= MIB);
    let small = taken(1);
    let large = taken(1024);
    println!("{small:?} octets for 1 MiB, {large:?} for 1 GiB");
    for (small, large) in small.into_iter().zip(large) {
        assert!(small < FLAT && large < FLAT, "{small} {large}");
        assert!(large <= small + FLAT / 16, "{small} for 1 MiB, {large} for 1 GiB");
    }
}
