//! Raw signatures over digests.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use der::asn1::ObjectIdentifier;
use der::{Encode, asn1};
use kz_eds::crypto::{Digest, Outcome, Provider, PublicKey, RustCrypto, SignatureAlgorithm};

use crate::engine::{Kind, OF_256_BITS, OF_512_BITS, OF_2001, folder, generate, made, succeeds};

const KEYS: u8 = 6;

/// How this library reads what the engine writes.
struct Reading {
    kind: Kind,
    /// Identifiers of the key, its curve and its digest in the national arc.
    names: [&'static str; 3],
    national: SignatureAlgorithm,
    /// The row of RFC 9215, where there is one.
    tc26: Option<SignatureAlgorithm>,
    octets: usize,
}

const READINGS: [Reading; 3] = [
    Reading {
        kind: OF_512_BITS,
        names: ["1.2.398.3.10.1.1.2.2", "1.2.398.3.10.1.1.2.2.1", "1.2.398.3.10.1.3.3"],
        national: SignatureAlgorithm::Gost512,
        tc26: Some(SignatureAlgorithm::Tc26Gost512),
        octets: 64,
    },
    Reading {
        kind: OF_256_BITS,
        names: ["1.2.398.3.10.1.1.2.1", "1.2.398.3.10.1.1.2.1.1", "1.2.398.3.10.1.3.2"],
        national: SignatureAlgorithm::Gost256,
        tc26: Some(SignatureAlgorithm::Tc26Gost256),
        octets: 32,
    },
    Reading {
        kind: OF_2001,
        names: ["1.2.398.3.10.1.1.1.1", "1.2.398.3.10.1.1.1.1.1", "1.2.398.3.10.1.3.1.1.0"],
        national: SignatureAlgorithm::Gost2004,
        tc26: None,
        octets: 32,
    },
];

fn oid(dotted: &str) -> Vec<u8> {
    ObjectIdentifier::new_unwrap(dotted).to_der().unwrap()
}

fn sequence(parts: &[Vec<u8>]) -> Vec<u8> {
    asn1::Any::new(der::Tag::Sequence, parts.concat()).unwrap().to_der().unwrap()
}

impl Reading {
    /// The national form of the key that the engine wrote in its own: the point is the same.
    fn national_key(&self, spki: &[u8]) -> Arc<dyn PublicKey> {
        let point = &spki[spki.len() - 2 * self.octets..];
        let point = asn1::OctetString::new(point).unwrap().to_der().unwrap();
        let [key, curve, digest] = self.names.map(oid);
        let algorithm = sequence(&[key, sequence(&[curve, digest])]);
        let spki = sequence(&[algorithm, asn1::BitString::from_bytes(&point).unwrap().to_der().unwrap()]);
        RustCrypto.public_key(&spki).unwrap()
    }

    /// A random key; digests, good signatures and damaged ones, judged by both.
    fn judge(&self, folder: &Path, turn: u8) {
        generate(folder, self.kind);
        let spki = made(folder, "pkey", &["-in", "key.pem", "-pubout", "-outform", "DER"]);
        let key = self.national_key(&spki);
        for octets in digests(self.octets, turn) {
            fs::write(folder.join("digest"), &octets).unwrap();
            let good = made(folder, "pkeyutl", &["-sign", "-inkey", "key.pem", "-in", "digest"]);
            for (signature, is_good) in variants(&good, turn) {
                let theirs = self.theirs(folder, &signature);
                assert_eq!(theirs, is_good, "the engine on {signature:02x?}");
                self.ours(&*key, &octets, &signature, theirs);
                if let Some(row) = self.tc26 {
                    let key = RustCrypto.public_key(&spki).unwrap();
                    let digest = Digest::new(row.digest(), &octets).unwrap();
                    let ours = key.verify_digest(row, &digest, &signature);
                    assert_eq!(ours == Outcome::Valid, theirs, "{row}: {octets:02x?} {signature:02x?}");
                }
            }
            let mut other = octets.clone();
            other[0] ^= 2;
            self.ours(&*key, &other, &good, false);
        }
    }

    fn theirs(&self, folder: &Path, signature: &[u8]) -> bool {
        fs::write(folder.join("signature"), signature).unwrap();
        let files = ["-inkey", "key.pem", "-in", "digest", "-sigfile", "signature"];
        succeeds(folder, "pkeyutl", &[&["-verify"], &files[..]].concat())
    }

    /// The engine writes s ‖ r, each big-endian: the national form backwards.
    fn ours(&self, key: &dyn PublicKey, digest: &[u8], signature: &[u8], expected: bool) {
        let row = self.national;
        let national: Vec<_> = signature.iter().rev().copied().collect();
        let ours = key.verify_digest(row, &Digest::new(row.digest(), digest).unwrap(), &national);
        assert_eq!(ours == Outcome::Valid, expected, "{row}: {digest:02x?} {signature:02x?}");
    }
}

/// Ends of the range, and something between.
fn digests(length: usize, turn: u8) -> [Vec<u8>; 4] {
    let mut one = vec![0; length];
    one[0] = 1;
    let ordinary =
        (0u8..=255).take(length).map(|place| place.wrapping_mul(37) ^ turn.wrapping_mul(91)).collect();
    [vec![0; length], one, vec![0xFF; length], ordinary]
}

/// The good signature, one with each half damaged, and ones with numbers out of range.
fn variants(good: &[u8], turn: u8) -> Vec<(Vec<u8>, bool)> {
    let (half, turn) = (good.len() / 2, usize::from(turn));
    let flipped = |octet: usize| {
        let mut signature = good.to_vec();
        signature[octet] ^= 1 << (turn % 8);
        signature
    };
    let with = |range: std::ops::Range<usize>, value| {
        let mut signature = good.to_vec();
        signature[range].fill(value);
        signature
    };
    let swapped = [&good[half..], &good[..half]].concat();
    let bad = [
        flipped(turn),
        flipped(half - 1 - turn),
        flipped(half + turn),
        flipped(good.len() - 1 - turn),
        with(0..half, 0),
        with(half..good.len(), 0),
        with(0..half, 0xFF),
        with(half..good.len(), 0xFF),
        swapped,
    ];
    std::iter::once((good.to_vec(), true)).chain(bad.map(|bad| (bad, false))).collect()
}

pub fn agree() {
    let folder = folder("gost-signatures");
    for reading in &READINGS {
        (0..KEYS).for_each(|turn| reading.judge(&folder, turn));
    }
}
