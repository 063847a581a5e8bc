//! What the public operation must have given: the two encodings of a digest in RSA signatures (RFC 8017 9).

use sha2::{Digest, Sha256, Sha384, Sha512};

use super::super::algorithm::{Scheme, SignatureAlgorithm};
use super::super::digest::DigestAlgorithm;

/// Whether an encoded message, as long as the modulus, is one of this digest. It may be written over.
pub(super) type Check = fn(&mut [u8], &[u8]) -> bool;

/// The check of a row; `None` for a row that is not RSA's.
pub(super) fn check_of(row: SignatureAlgorithm) -> Option<Check> {
    use DigestAlgorithm as D;
    Some(match (row.scheme(), row.digest()) {
        (Scheme::RsaPkcs1, D::Sha1) => |encoded, digest| is_pkcs1(encoded, &SHA1, digest),
        (Scheme::RsaPkcs1, D::Sha256) => |encoded, digest| is_pkcs1(encoded, &SHA256, digest),
        (Scheme::RsaPkcs1, D::Sha384) => |encoded, digest| is_pkcs1(encoded, &SHA384, digest),
        (Scheme::RsaPkcs1, D::Sha512) => |encoded, digest| is_pkcs1(encoded, &SHA512, digest),
        (Scheme::RsaPss, D::Sha256) => is_pss::<Sha256>,
        (Scheme::RsaPss, D::Sha384) => is_pss::<Sha384>,
        (Scheme::RsaPss, D::Sha512) => is_pss::<Sha512>,
        _ => return None,
    })
}

/// DigestInfo up to the digest (RFC 8017 9.2, note 1).
const SHA1: [u8; 15] = [0x30, 33, 0x30, 9, 6, 5, 0x2B, 14, 3, 2, 0x1A, 5, 0, 4, 20];
const SHA256: [u8; 19] = sha2(1, 32);
const SHA384: [u8; 19] = sha2(2, 48);
const SHA512: [u8; 19] = sha2(3, 64);

const fn sha2(number: u8, length: u8) -> [u8; 19] {
    [0x30, 17 + length, 0x30, 13, 6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, number, 5, 0, 4, length]
}

/// EMSA-PKCS1-v1_5 (9.2): EM = 00 || 01 || PS || 00 || T. The two ends are taken off by their exact octets and what is
/// left is PS alone, so that this is the comparison with the *whole* expected encoding (8.2.2, step 4; threat 9).
fn is_pkcs1(encoded: &[u8], info: &[u8], digest: &[u8]) -> bool {
    let front = encoded.strip_suffix(digest).and_then(|front| front.strip_suffix(info));
    let padding = front.and_then(|front| front.strip_prefix(&[0, 1])?.strip_suffix(&[0]));
    // All of it in any case: so many octets at a time.
    let ones = |padding: &[u8]| padding.iter().fold(0xFF, |all, octet| all & octet) == 0xFF;
    padding.is_some_and(|padding| padding.len() >= 8 && ones(padding))
}

/// EMSA-PSS-VERIFY (9.1.2), the salt as long as the digest, for a modulus that has all bits of its octets: emBits is one
/// less, so one bit at the left is zero.
fn is_pss<D: Digest>(encoded: &mut [u8], digest: &[u8]) -> bool {
    let length = <D as Digest>::output_size();
    // Steps 4 and 5: EM = maskedDB || H || BC.
    let Some((&mut 0xBC, rest)) = encoded.split_last_mut() else { return false };
    let Some(at) = rest.len().checked_sub(length) else { return false };
    let (block, hash) = rest.split_at_mut(at);
    // Step 6.
    if block.first().is_none_or(|first| first & 0x80 != 0) {
        return false;
    }
    // Steps 7 to 9: DB without its mask.
    unmask::<D>(block, hash);
    block.iter_mut().take(1).for_each(|first| *first &= 0x7F);
    // Steps 3 and 10: zeros, 01, and the salt.
    let Some(at) = block.len().checked_sub(length) else { return false };
    let (zeros, salt) = block.split_at(at);
    let Some((1, zeros)) = zeros.split_last() else { return false };
    // Steps 11 to 14.
    let expected = D::new().chain_update([0; 8]).chain_update(digest).chain_update(salt).finalize();
    zeros.iter().all(|&octet| octet == 0) && *expected == *hash
}

/// MGF1 (B.2.1), and the exclusive or with what it gives.
fn unmask<D: Digest>(masked: &mut [u8], seed: &[u8]) {
    for (counter, block) in (0u32..).zip(masked.chunks_mut(<D as Digest>::output_size())) {
        let mask = D::new().chain_update(seed).chain_update(counter.to_be_bytes()).finalize();
        block.iter_mut().zip(mask).for_each(|(octet, mask)| *octet ^= mask);
    }
}
