//! RSA moduli of any size, quickly: products of many small primes instead of two large ones. Nobody would sign with them,
//! and whoever verifies cannot tell the difference.

use num_bigint::BigUint;
use sha2::{Sha256, Sha384, Sha512};

use super::super::samples::{NULL, algorithm, rsa_spki, sequence, tlv};
use super::super::{Digest, DigestAlgorithm, Scheme, SignatureAlgorithm};

/// The exponents that every modulus here has a private one for.
pub(in crate::crypto) const EXPONENTS: [u64; 4] = [3, 17, 65_537, (1 << 32) + 1];

/// The factors of the exponents: no prime may be one above a multiple of these.
const FACTORS: [u64; 5] = [3, 17, 65_537, 641, 6_700_417];

pub(in crate::crypto) struct Modulus {
    pub(in crate::crypto) n: BigUint,
    /// Of the numbers below n, how many have no factor in common with it.
    phi: BigUint,
}

impl Modulus {
    /// Of so many bits exactly, and three quarters of the largest such number, so that a third of all signatures have a
    /// second number of the same length above the modulus. `seed` chooses the primes.
    pub(in crate::crypto) fn new(bits: u64, seed: u64) -> Self {
        let mut modulus = Self { n: BigUint::from(1u8), phi: BigUint::from(1u8) };
        let mut below = u64::from(u32::MAX) - 1000 * seed;
        while bits - modulus.n.bits() >= 64 {
            below = modulus.take_prime(below);
        }
        // What is left is filled by two primes, one of them smaller than the other.
        let left = |modulus: &Self| u64::try_from((BigUint::from(3u8) << (bits - 2)) / &modulus.n).unwrap();
        modulus.take_prime(left(&modulus).isqrt() / 2);
        modulus.take_prime(left(&modulus));
        assert_eq!(modulus.n.bits(), bits);
        modulus
    }

    /// Multiplies by the first good prime below a number, and returns it.
    fn take_prime(&mut self, below: u64) -> u64 {
        let prime = (3..below).rev().find(|&number| is_good_prime(number)).unwrap();
        self.n *= prime;
        self.phi *= prime - 1;
        prime
    }

    pub(in crate::crypto) fn octets(&self) -> usize {
        usize::try_from(self.n.bits().div_ceil(8)).unwrap()
    }

    pub(in crate::crypto) fn spki(&self, exponent: u64) -> Vec<u8> {
        let exponent = BigUint::from(exponent).to_bytes_be();
        rsa_spki(&positive(&self.n.to_bytes_be()), &positive(&exponent))
    }

    /// RSASP1 (RFC 8017 5.2.1): m^d mod n, as octets.
    pub(in crate::crypto) fn sign(&self, exponent: u64, encoded: &[u8]) -> Vec<u8> {
        let private = BigUint::from(exponent).modinv(&self.phi).unwrap();
        self.octets_of(&BigUint::from_bytes_be(encoded).modpow(&private, &self.n))
    }

    /// I2OSP (RFC 8017 4.1).
    pub(in crate::crypto) fn octets_of(&self, number: &BigUint) -> Vec<u8> {
        let octets = number.to_bytes_be();
        [vec![0; self.octets() - octets.len()], octets].concat()
    }

    /// What the owner signs for a row of the table: the encoding of RFC 8017 9, by the letter.
    pub(in crate::crypto) fn encoded(&self, row: SignatureAlgorithm, digest: &Digest) -> Vec<u8> {
        match row.scheme() {
            Scheme::RsaPss => self.encoded_with_salt(digest, row.digest().output_len()),
            _ => pkcs1(self.octets(), digest),
        }
    }

    /// RSASSA-PSS with a salt of another length.
    pub(in crate::crypto) fn encoded_with_salt(&self, digest: &Digest, salt_len: usize) -> Vec<u8> {
        let (bits, salt) = (usize::try_from(self.n.bits()).unwrap() - 1, vec![0x5A; salt_len]);
        match digest.algorithm() {
            DigestAlgorithm::Sha256 => pss::<Sha256>(bits, digest.as_ref(), &salt),
            DigestAlgorithm::Sha384 => pss::<Sha384>(bits, digest.as_ref(), &salt),
            _ => pss::<Sha512>(bits, digest.as_ref(), &salt),
        }
    }
}

/// An INTEGER that is not negative.
fn positive(octets: &[u8]) -> Vec<u8> {
    if octets[0] < 0x80 { octets.to_vec() } else { [&[0], octets].concat() }
}

fn is_good_prime(number: u64) -> bool {
    number % 2 == 1
        && FACTORS.iter().all(|factor| number % factor != 1)
        && (3..)
            .step_by(2)
            .take_while(|divisor| divisor * divisor <= number)
            .all(|divisor| number % divisor != 0)
}

/// DigestInfo (RFC 8017 9.2).
fn digest_info(digest: &Digest) -> Vec<u8> {
    sequence(&[&algorithm(digest.algorithm().oid(), &NULL), &tlv(4, &[digest.as_ref()])])
}

fn pkcs1(octets: usize, digest: &Digest) -> Vec<u8> {
    let info = digest_info(digest);
    [&[0, 1][..], &vec![0xFF; octets - 3 - info.len()], &[0], &info].concat()
}

fn pss<D: sha2::Digest>(bits: usize, digest: &[u8], salt: &[u8]) -> Vec<u8> {
    let octets = bits.div_ceil(8);
    let hash = D::digest([&[0; 8][..], digest, salt].concat());
    let mut block = [&vec![0; octets - hash.len() - salt.len() - 2][..], &[1], salt].concat();
    let mask = (0u32..).flat_map(|counter| D::digest([&hash[..], &counter.to_be_bytes()].concat()).to_vec());
    block.iter_mut().zip(mask).for_each(|(octet, mask)| *octet ^= mask);
    block[0] &= 0xFF >> (8 * octets - bits);
    [&block[..], &hash, &[0xBC]].concat()
}
