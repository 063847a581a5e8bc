//! RSA by arithmetic of our own against the crate `rsa`, on signatures good and bad.

mod arithmetic;

use num_bigint::BigUint;
use proptest::prelude::*;

use super::super::tests::moduli::{EXPONENTS, Modulus};
use super::super::{Digest, PublicKeyInfo, Scheme};
use super::rsa_key::AnyKey;
use super::*;

const SIZES: [u64; 3] = [2048, 3072, 4096];

fn rows() -> impl Iterator<Item = SignatureAlgorithm> {
    let rsa = |row: &&SignatureAlgorithm| matches!(row.scheme(), Scheme::RsaPkcs1 | Scheme::RsaPss);
    SignatureAlgorithm::ALL.iter().filter(rsa).copied()
}

/// The key by either arithmetic.
struct Pair {
    ours: Arc<dyn PublicKey>,
    theirs: AnyKey,
}

impl Pair {
    fn new(spki: &[u8]) -> Self {
        let info = PublicKeyInfo::from_der(spki).unwrap();
        let PublicKeyInfo::Rsa { modulus, exponent } = info else { panic!() };
        let theirs = AnyKey::new(info.facts(), modulus, exponent).unwrap();
        Self { ours: RustCrypto.public_key(spki).unwrap(), theirs }
    }

    /// What both say.
    fn verify(&self, row: SignatureAlgorithm, digest: &Digest, signature: &[u8]) -> Outcome {
        let ours = self.ours.verify_digest(row, digest, signature);
        assert_eq!(ours, self.theirs.verify_prehash(row, digest, signature), "{row}");
        ours
    }
}

fn digest(row: SignatureAlgorithm) -> Digest {
    RustCrypto.digest(row.digest(), b"message")
}

#[test]
fn the_usual_sizes_have_arithmetic_of_their_own() {
    for (bits, is_fixed) in
        [(2047, false), (2048, true), (2049, false), (3072, true), (4096, true), (4104, false)]
    {
        let key = RustCrypto.public_key(&Modulus::new(bits, 1).spki(3)).unwrap();
        assert_eq!(format!("{key:?}").starts_with("FixedKey"), is_fixed, "{bits}");
    }
}

#[test]
fn every_exponent_opens_what_its_owner_signed() {
    for (seed, bits) in (2..).zip(SIZES) {
        let modulus = Modulus::new(bits, seed);
        for exponent in EXPONENTS {
            let pair = Pair::new(&modulus.spki(exponent));
            for row in rows() {
                let signature = modulus.sign(exponent, &modulus.encoded(row, &digest(row)));
                assert_eq!(pair.verify(row, &digest(row), &signature), Outcome::Valid, "{bits} {exponent}");
            }
        }
    }
}

/// 0, 1, n − 1 and n, other lengths, and what is nothing but high bits.
#[test]
fn odd_signatures_are_refused_by_both() {
    for (seed, bits) in (5..).zip(SIZES) {
        let modulus = Modulus::new(bits, seed);
        let pair = Pair::new(&modulus.spki(65_537));
        let number = |number: &BigUint| modulus.octets_of(number);
        let one = BigUint::from(1u8);
        let odd = [
            number(&BigUint::ZERO),
            number(&one),
            number(&(&modulus.n - &one)),
            number(&modulus.n),
            number(&(&modulus.n + &one)),
            vec![0xFF; modulus.octets()],
            vec![],
            vec![0; modulus.octets() - 1],
            vec![0; modulus.octets() + 1],
            [&[0][..], &number(&one)].concat(),
        ];
        for row in rows() {
            for signature in &odd {
                assert_eq!(pair.verify(row, &digest(row), signature), Outcome::Invalid, "{bits}");
            }
        }
    }
}

/// Against big integers, with 0, 1 and −1 among them, which stay what they are under any odd exponent.
#[test]
fn raising_is_raising_modulo_n() {
    let modulus = Modulus::new(2048, 8);
    for exponent in EXPONENTS.into_iter().chain([5, 7, (1 << 33) - 1]) {
        let power = power::Power2048::new(&modulus.n.to_bytes_be(), exponent).unwrap();
        for base in [BigUint::ZERO, BigUint::from(1u8), &modulus.n - 1u8, &modulus.n / 3u8] {
            let mut found = power.encoded(&modulus.octets_of(&base)).unwrap();
            let expected = base.modpow(&BigUint::from(exponent), &modulus.n);
            assert_eq!(found.as_flattened_mut(), modulus.octets_of(&expected));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// A good signature, a damaged one, a damaged encoding that is signed well, and octets at random.
    #[test]
    fn both_say_the_same(seed in 10u64..1000, size in 0usize..3, place in any::<prop::sample::Index>(), change in 1u8..) {
        let modulus = Modulus::new(SIZES[size], seed);
        let exponent = EXPONENTS[place.index(EXPONENTS.len())];
        let pair = Pair::new(&modulus.spki(exponent));
        let damage = |octets: &[u8]| {
            let mut octets = octets.to_vec();
            let at = place.index(octets.len());
            octets[at] ^= change;
            octets
        };
        for row in rows() {
            let (signed, encoded) = (digest(row), modulus.encoded(row, &digest(row)));
            let signature = modulus.sign(exponent, &encoded);
            prop_assert_eq!(pair.verify(row, &signed, &signature), Outcome::Valid);
            prop_assert_eq!(pair.verify(row, &signed, &damage(&signature)), Outcome::Invalid);
            prop_assert_eq!(pair.verify(row, &signed, &modulus.sign(exponent, &damage(&encoded))), Outcome::Invalid);
            let other = RustCrypto.digest(row.digest(), b"another");
            prop_assert_eq!(pair.verify(row, &other, &signature), Outcome::Invalid);
        }
    }
}
