//! DER by hand, keys and signatures for this room's tests.

use p256::ecdsa::SigningKey;
use rsa::rand_core::{Infallible, TryCryptoRng, TryRng};
use rsa::traits::PublicKeyParts;
use rsa::{BoxedUint, RsaPrivateKey};
use sha2::{Digest as _, Sha256};
use std::sync::LazyLock;

use crate::asn1::{ObjectIdentifier, oid};

pub(crate) const NULL: [u8; 2] = [5, 0];

pub(crate) fn tlv(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let value = parts.concat();
    let length = value.len().to_be_bytes();
    let length = match value.len() {
        0..0x80 => length[7..].to_vec(),
        0x80..0x100 => [&[0x81], &length[7..]].concat(),
        _ => [&[0x82], &length[6..]].concat(),
    };
    [&[tag][..], &length, &value].concat()
}

pub(crate) fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    tlv(0x30, parts)
}

/// An AlgorithmIdentifier with whatever follows the identifier.
pub(crate) fn algorithm(oid: ObjectIdentifier, parameters: &[u8]) -> Vec<u8> {
    sequence(&[&tlv(6, &[oid.as_bytes()]), parameters])
}

pub(crate) fn spki(algorithm: &[u8], key: &[u8]) -> Vec<u8> {
    sequence(&[algorithm, &tlv(3, &[&[0], key])])
}

pub(crate) fn rsa_spki(modulus: &[u8], exponent: &[u8]) -> Vec<u8> {
    spki(&algorithm(oid::RSA_ENCRYPTION, &NULL), &sequence(&[&tlv(2, &[modulus]), &tlv(2, &[exponent])]))
}

pub(crate) fn p256_spki(point: &[u8]) -> Vec<u8> {
    spki(&algorithm(oid::EC_PUBLIC_KEY, &tlv(6, &[oid::P256.as_bytes()])), point)
}

/// RSASSA-PSS with these two digests (identifier and parameters), salt and trailer.
pub(crate) fn pss(digest: &[u8], mask_digest: &[u8], salt: &[u8], trailer: Option<u8>) -> Vec<u8> {
    let mask = tlv(0xA1, &[&algorithm(oid::MGF1, mask_digest)]);
    let trailer = trailer.map_or(vec![], |value| tlv(0xA3, &[&[2, 1, value]]));
    let salt = tlv(0xA2, &[&tlv(2, &[salt])]);
    algorithm(oid::RSASSA_PSS, &sequence(&[&tlv(0xA0, &[digest]), &mask, &salt, &trailer]))
}

/// Numbers that look random and are the same in every run.
pub(crate) struct Counter(u64);

impl TryRng for Counter {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut octets = [0; 4];
        self.try_fill_bytes(&mut octets).map(|()| u32::from_be_bytes(octets))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut octets = [0; 8];
        self.try_fill_bytes(&mut octets).map(|()| u64::from_be_bytes(octets))
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Infallible> {
        for chunk in out.chunks_mut(32) {
            self.0 += 1;
            chunk.copy_from_slice(&Sha256::digest(self.0.to_be_bytes())[..chunk.len()]);
        }
        Ok(())
    }
}

impl TryCryptoRng for Counter {}

pub(crate) fn counter() -> Counter {
    Counter(0)
}

/// 1040 bits: the fewest that hold every padding of the table, and quick to make.
pub(crate) static RSA: LazyLock<RsaPrivateKey> =
    LazyLock::new(|| RsaPrivateKey::new_with_exp(&mut counter(), 1040, BoxedUint::from(65_537u64)).unwrap());

pub(crate) static P256: LazyLock<SigningKey> = LazyLock::new(|| SigningKey::from_slice(&[7; 32]).unwrap());

pub(crate) fn rsa_public() -> Vec<u8> {
    rsa_spki(&[&[0][..], &RSA.n().to_be_bytes_trimmed_vartime()].concat(), &[1, 0, 1])
}

pub(crate) fn p256_public() -> Vec<u8> {
    p256_spki(P256.verifying_key().to_sec1_point(false).as_bytes())
}
