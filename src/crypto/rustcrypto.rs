//! The provider in pure Rust: `rsa`, `p256`, `sha1`, `sha2`, `streebog` and `gost94` of the RustCrypto project, and GOST
//! signatures by arithmetic of our own.

use std::sync::Arc;

use p256::ecdsa::signature::hazmat::PrehashVerifier;
use p256::ecdsa::{Signature, VerifyingKey};
use rsa::{BoxedUint, Pkcs1v15Sign, Pss, RsaPublicKey};
use sha1::Sha1;
use sha2::digest::FixedOutputReset;
use sha2::digest::const_oid::AssociatedOid;
use sha2::{Digest as _, Sha256, Sha384, Sha512};

use super::algorithm::{Scheme, SignatureAlgorithm};
use super::digest::{Digest, DigestAlgorithm};
use super::identifier::Unsupported;
use super::key::{KeyError, KeyFacts, MAX_MODULUS_BITS, PublicKeyInfo};
use super::provider::{Hasher, Outcome, Provider, PublicKey};

/// Pure Rust, no C compiler, every row of the table.
///
/// ```
/// use kz_eds::crypto::{DigestAlgorithm, Provider, RustCrypto};
/// let digest = RustCrypto.digest(DigestAlgorithm::Sha1, b"abc");
/// assert_eq!(digest.as_ref()[..4], [0xA9, 0x99, 0x3E, 0x36]);
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct RustCrypto;

impl Provider for RustCrypto {
    fn name(&self) -> &'static str {
        "RustCrypto"
    }

    fn public_key(&self, spki: &[u8]) -> Result<Arc<dyn PublicKey>, KeyError> {
        let info = PublicKeyInfo::from_der(spki)?;
        match info {
            PublicKeyInfo::Rsa { modulus, exponent } => {
                Ok(Arc::new(RsaKey { facts: info.facts(), key: rsa_key(modulus, exponent)? }))
            }
            PublicKeyInfo::P256 { point } => {
                let key = VerifyingKey::from_sec1_bytes(point)
                    .map_err(|_| KeyError::Impossible("a point that is not on the curve"))?;
                Ok(Arc::new(P256Key { facts: info.facts(), key }))
            }
            #[cfg(feature = "gost")]
            PublicKeyInfo::Gost { curve, point } => super::gost::public_key(curve, point),
            #[cfg(not(feature = "gost"))]
            PublicKeyInfo::Gost { curve, .. } => {
                Err(KeyError::Unsupported(Unsupported::new(curve.oid(), "not in this provider")))
            }
        }
    }

    fn hasher(&self, algorithm: DigestAlgorithm) -> Box<dyn Hasher> {
        match algorithm {
            DigestAlgorithm::Sha1 => Box::new(State { algorithm, state: Sha1::new() }),
            DigestAlgorithm::Sha256 => Box::new(State { algorithm, state: Sha256::new() }),
            DigestAlgorithm::Sha384 => Box::new(State { algorithm, state: Sha384::new() }),
            DigestAlgorithm::Sha512 => Box::new(State { algorithm, state: Sha512::new() }),
            #[cfg(feature = "gost")]
            DigestAlgorithm::Gost94 => Box::new(State { algorithm, state: gost94::Gost94Test::new() }),
            #[cfg(feature = "gost")]
            DigestAlgorithm::Streebog256 => {
                Box::new(State { algorithm, state: streebog::Streebog256::new() })
            }
            #[cfg(feature = "gost")]
            DigestAlgorithm::Streebog512 => {
                Box::new(State { algorithm, state: streebog::Streebog512::new() })
            }
        }
    }
}

/// A digest in the making, by any of the hash functions.
struct State<D> {
    algorithm: DigestAlgorithm,
    state: D,
}

impl<D: sha2::Digest + Send> Hasher for State<D> {
    fn update(&mut self, bytes: &[u8]) {
        self.state.update(bytes);
    }

    fn finish(self: Box<Self>) -> Digest {
        Digest::of(self.algorithm, &self.state.finalize())
    }
}

/// No floor on the size, which is policy (threat 8): a padding that does not fit a small modulus is `Invalid`.
fn rsa_key(modulus: &[u8], exponent: u64) -> Result<RsaPublicKey, KeyError> {
    let modulus = BoxedUint::from_be_slice_vartime(modulus);
    RsaPublicKey::new_with_size_limits(modulus, BoxedUint::from(exponent), 1..=MAX_MODULUS_BITS as usize)
        .map_err(|_| KeyError::Impossible("modulus or exponent even, or exponent 1 or over the modulus"))
}

#[derive(Debug)]
struct RsaKey {
    facts: KeyFacts,
    key: RsaPublicKey,
}

impl RsaKey {
    /// RFC 8017 8.2.2: the signature is as long as the modulus and below it; what comes out of it is compared with
    /// the *whole* expected encoding, padding and DigestInfo with its NULL included (threat 9).
    fn pkcs1<D: sha2::Digest + AssociatedOid>(&self, digest: &Digest, signature: &[u8]) -> Outcome {
        judged(self.key.verify(Pkcs1v15Sign::new::<D>(), digest.as_ref(), signature))
    }

    /// RFC 8017 8.1.2 and 9.1.2, with a salt of exactly the digest's length: never one that is found out.
    fn pss<D: sha2::Digest + FixedOutputReset>(&self, digest: &Digest, signature: &[u8]) -> Outcome {
        let scheme = Pss::<D>::new_with_salt(digest.algorithm().output_len());
        judged(self.key.verify(scheme, digest.as_ref(), signature))
    }
}

impl PublicKey for RsaKey {
    fn facts(&self) -> &KeyFacts {
        &self.facts
    }

    fn verify_prehash(&self, algorithm: SignatureAlgorithm, digest: &Digest, signature: &[u8]) -> Outcome {
        match (algorithm.scheme(), algorithm.digest()) {
            (Scheme::RsaPkcs1, DigestAlgorithm::Sha1) => self.pkcs1::<Sha1>(digest, signature),
            (Scheme::RsaPkcs1, DigestAlgorithm::Sha256) => self.pkcs1::<Sha256>(digest, signature),
            (Scheme::RsaPkcs1, DigestAlgorithm::Sha384) => self.pkcs1::<Sha384>(digest, signature),
            (Scheme::RsaPkcs1, DigestAlgorithm::Sha512) => self.pkcs1::<Sha512>(digest, signature),
            (Scheme::RsaPss, DigestAlgorithm::Sha256) => self.pss::<Sha256>(digest, signature),
            (Scheme::RsaPss, DigestAlgorithm::Sha384) => self.pss::<Sha384>(digest, signature),
            (Scheme::RsaPss, DigestAlgorithm::Sha512) => self.pss::<Sha512>(digest, signature),
            _ => Outcome::Unsupported(Unsupported::new(algorithm.oid(), "not in this provider")),
        }
    }
}

#[derive(Debug)]
struct P256Key {
    facts: KeyFacts,
    key: VerifyingKey,
}

impl PublicKey for P256Key {
    fn facts(&self) -> &KeyFacts {
        &self.facts
    }

    /// SEC 1 4.1.4. `from_der` takes strict DER only, and `r` and `s` from 1 to n - 1; of a digest longer than
    /// the curve's order its leftmost 256 bits count. The other `s` of the same signature is as good (threat 10).
    fn verify_prehash(&self, _: SignatureAlgorithm, digest: &Digest, signature: &[u8]) -> Outcome {
        judged(
            Signature::from_der(signature)
                .and_then(|signature| self.key.verify_prehash(digest.as_ref(), &signature)),
        )
    }
}

fn judged<E>(result: Result<(), E>) -> Outcome {
    match result {
        Ok(()) => Outcome::Valid,
        Err(_) => Outcome::Invalid,
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{P256, RSA, counter, p256_public, p256_spki, rsa_public, rsa_spki};
    use super::*;
    use p256::ecdsa::signature::hazmat::PrehashSigner;
    use proptest::prelude::*;

    fn digest(algorithm: SignatureAlgorithm, message: &[u8]) -> Digest {
        RustCrypto.digest(algorithm.digest(), message)
    }

    /// What the owner of the right key signs.
    fn sign(algorithm: SignatureAlgorithm, message: &[u8]) -> Vec<u8> {
        let digest = digest(algorithm, message);
        let digest = digest.as_ref();
        #[cfg(feature = "gost")]
        if let Scheme::Gost { curve, form } = algorithm.scheme() {
            return super::super::gost::samples::sign(curve, form, digest);
        }
        match algorithm {
            SignatureAlgorithm::RsaPkcs1Sha1 => RSA.sign(Pkcs1v15Sign::new::<Sha1>(), digest).unwrap(),
            SignatureAlgorithm::RsaPkcs1Sha256 => RSA.sign(Pkcs1v15Sign::new::<Sha256>(), digest).unwrap(),
            SignatureAlgorithm::RsaPkcs1Sha384 => RSA.sign(Pkcs1v15Sign::new::<Sha384>(), digest).unwrap(),
            SignatureAlgorithm::RsaPkcs1Sha512 => RSA.sign(Pkcs1v15Sign::new::<Sha512>(), digest).unwrap(),
            SignatureAlgorithm::RsaPssSha256 => pss::<Sha256>(digest, 32),
            SignatureAlgorithm::RsaPssSha384 => pss::<Sha384>(digest, 48),
            SignatureAlgorithm::RsaPssSha512 => pss::<Sha512>(digest, 64),
            _ => {
                let signature: p256::ecdsa::DerSignature = P256.sign_prehash(digest).unwrap();
                signature.as_bytes().to_vec()
            }
        }
    }

    fn pss<D: sha2::Digest + FixedOutputReset>(digest: &[u8], salt_len: usize) -> Vec<u8> {
        RSA.sign_with_rng(&mut counter(), Pss::<D>::new_with_salt(salt_len), digest).unwrap()
    }

    fn key(algorithm: SignatureAlgorithm) -> Arc<dyn PublicKey> {
        let spki = match algorithm.scheme() {
            Scheme::EcdsaP256 => p256_public(),
            #[cfg(feature = "gost")]
            Scheme::Gost { curve, .. } => super::super::gost::samples::public(curve),
            _ => rsa_public(),
        };
        RustCrypto.public_key(&spki).unwrap()
    }

    fn flip(bytes: &mut [u8], bit: usize) {
        let bit = bit % (bytes.len() * 8);
        bytes[bit / 8] ^= 1 << (bit % 8);
    }

    /// What was signed verifies; a bit of the signature or of the message changed, it does not; nor does any row with
    /// another arithmetic or digest take it.
    fn one_bit_breaks(row: SignatureAlgorithm, message: &[u8], bit: usize) {
        let (key, signature) = (key(row), sign(row, message));
        let signed = digest(row, message);
        assert_eq!(key.verify_digest(row, &signed, &signature), Outcome::Valid);

        let mut broken = signature.clone();
        flip(&mut broken, bit);
        assert_eq!(key.verify_digest(row, &signed, &broken), Outcome::Invalid, "{row}");

        let same =
            |other: SignatureAlgorithm| (other.scheme(), other.digest()) == (row.scheme(), row.digest());
        for &other in SignatureAlgorithm::ALL.iter().filter(|&&other| !same(other)) {
            let of_other = digest(other, message);
            assert_eq!(key.verify_digest(other, &of_other, &signature), Outcome::Invalid, "{row}, {other}");
        }
        let mut message = message.to_vec();
        flip(&mut message, bit);
        assert_eq!(key.verify_digest(row, &digest(row, &message), &signature), Outcome::Invalid, "{row}");
    }

    fn rows(is_gost: bool) -> impl Iterator<Item = SignatureAlgorithm> {
        let all = SignatureAlgorithm::ALL.iter().copied();
        all.filter(move |row| matches!(row.scheme(), Scheme::Gost { .. }) == is_gost)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn one_bit_breaks_it(message in proptest::collection::vec(any::<u8>(), 1..200), bit in any::<usize>()) {
            rows(false).for_each(|row| one_bit_breaks(row, &message, bit));
        }
    }

    proptest! {
        // Unoptimised, as tests are, this arithmetic of our own is slow.
        #![proptest_config(ProptestConfig::with_cases(3))]

        #[test]
        fn one_bit_breaks_gost(message in proptest::collection::vec(any::<u8>(), 1..200), bit in any::<usize>()) {
            rows(true).for_each(|row| one_bit_breaks(row, &message, bit));
        }
    }

    #[test]
    fn the_salt_is_as_long_as_the_digest() {
        let row = SignatureAlgorithm::RsaPssSha256;
        let signed = digest(row, b"message");
        for salt_len in [0, 20, 31, 32, 33, 48] {
            let outcome = key(row).verify_digest(row, &signed, &pss::<Sha256>(signed.as_ref(), salt_len));
            assert_eq!(outcome == Outcome::Valid, salt_len == 32, "{salt_len}");
        }
    }

    /// RFC 8017 9.2 note 1, written out: nothing but these octets may stand before the digest (threat 9).
    #[test]
    fn digest_infos_are_those_of_the_standard() {
        let sha2 = |number, len| {
            let oid = [0x30, 13, 6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, number, 5, 0, 4, len];
            [&[0x30, 17 + len][..], &oid].concat()
        };
        let sha1 = [0x30, 33, 0x30, 9, 6, 5, 0x2B, 14, 3, 2, 0x1A, 5, 0, 4, 20].to_vec();
        for (row, info) in [
            (SignatureAlgorithm::RsaPkcs1Sha1, sha1),
            (SignatureAlgorithm::RsaPkcs1Sha256, sha2(1, 32)),
            (SignatureAlgorithm::RsaPkcs1Sha384, sha2(2, 48)),
            (SignatureAlgorithm::RsaPkcs1Sha512, sha2(3, 64)),
        ] {
            let signed = digest(row, b"message");
            let verify = |info: &[u8]| {
                let encoded = [info, signed.as_ref()].concat();
                let signature = RSA.sign(Pkcs1v15Sign::new_unprefixed(), &encoded).unwrap();
                key(row).verify_digest(row, &signed, &signature)
            };
            assert_eq!(verify(&info), Outcome::Valid, "{row}");
            for octet in 0..info.len() {
                let mut other = info.clone();
                other[octet] ^= 1;
                assert_eq!(verify(&other), Outcome::Invalid, "{row}, octet {octet}");
            }
            assert_eq!(verify(&[]), Outcome::Invalid, "{row}, bare digest");
        }
    }

    #[test]
    fn an_rsa_signature_is_as_long_as_the_modulus() {
        let row = SignatureAlgorithm::RsaPkcs1Sha256;
        let (signed, good) = (digest(row, b"message"), sign(row, b"message"));
        for bad in [[&[0][..], &good].concat(), [&good[..], &[0]].concat(), good[1..].to_vec(), vec![]] {
            assert_eq!(key(row).verify_digest(row, &signed, &bad), Outcome::Invalid);
        }
    }

    #[test]
    fn what_is_no_key_is_told() {
        let impossible = |spki: &[u8]| matches!(RustCrypto.public_key(spki), Err(KeyError::Impossible(_)));
        let modulus = [&[0x7F; 128][..], &[0xFF]].concat();
        assert!(RustCrypto.public_key(&rsa_spki(&modulus, &[3])).is_ok());
        assert!(impossible(&rsa_spki(&[&modulus[..], &[0xFE]].concat(), &[3])), "even modulus");
        assert!(impossible(&rsa_spki(&modulus, &[4])) && impossible(&rsa_spki(&modulus, &[1])), "exponents");
        assert!(impossible(&rsa_spki(&[0x7F], &[0x7F])), "the exponent reaches the modulus");
        let mut point = P256.verifying_key().to_sec1_point(false).as_bytes().to_vec();
        assert!(RustCrypto.public_key(&p256_spki(&point)).is_ok());
        flip(&mut point, 300);
        assert!(impossible(&p256_spki(&point)), "not on the curve");
    }

    /// A floor is policy; here no size may panic, and none too small to hold a padding verifies.
    #[test]
    fn tiny_rsa_keys_do_no_harm() {
        for octets in [1, 2, 11, 32, 33, 34, 64, 66] {
            let key = RustCrypto.public_key(&rsa_spki(&vec![0x7F; octets], &[3])).unwrap();
            for &row in SignatureAlgorithm::ALL {
                let signature = [&[0][..], &vec![1; octets - 1]].concat();
                assert_eq!(key.verify_digest(row, &digest(row, b""), &signature), Outcome::Invalid);
            }
        }
    }

    /// (r, n - s) verifies as (r, s) does: a signature's bytes identify nothing (threat 10).
    #[test]
    fn the_other_s_is_as_good() {
        let row = SignatureAlgorithm::EcdsaP256Sha256;
        let signature = Signature::from_der(&sign(row, b"message")).unwrap();
        let other = Signature::from_scalars(signature.r(), -*signature.s()).unwrap();
        assert_ne!(signature, other);
        let outcome = key(row).verify_digest(row, &digest(row, b"message"), other.to_der().as_bytes());
        assert_eq!(outcome, Outcome::Valid);
    }

    #[test]
    fn hashing_in_pieces_is_hashing_at_once() {
        for &algorithm in DigestAlgorithm::ALL {
            let mut hasher = RustCrypto.hasher(algorithm);
            b"message".chunks(3).for_each(|piece| hasher.update(piece));
            assert_eq!(hasher.finish(), RustCrypto.digest(algorithm, b"message"));
        }
        assert_eq!(RustCrypto.name(), "RustCrypto");
    }
}
