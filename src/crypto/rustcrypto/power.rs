//! RSA's public operation for moduli of the usual sizes, in Montgomery's form of fixed length: by vectors where the processor
//! has them, else limb by limb; and so everywhere if it is built with `--cfg kz_eds_rsa="limbs"`.
//!
//! Nothing here is secret, so time may depend on all of it.

use super::limbs::{from_be, to_be};
use super::montgomery::Modulus;
#[cfg(target_arch = "x86_64")]
use super::vectors::Vectors;

/// A public key whose modulus fills `L` limbs of 64 bits to the last bit, and goes into `V` vectors.
#[derive(Debug)]
pub(super) struct Power<const L: usize, const V: usize> {
    modulus: Modulus<L>,
    exponent: u64,
    #[cfg(target_arch = "x86_64")]
    vectors: Option<Vectors<fearless_simd::Avx512, L, V>>,
}

pub(super) type Power2048 = Power<{ 2048 / 64 }, 5>;
pub(super) type Power3072 = Power<{ 3072 / 64 }, 8>;
pub(super) type Power4096 = Power<{ 4096 / 64 }, 10>;

impl<const L: usize, const V: usize> Power<L, V> {
    /// From n, big-endian, and e. `None` unless n has all its bits, both are odd, and e is not 1.
    pub(super) fn new(modulus: &[u8], exponent: u64) -> Option<Self> {
        let is_fit = exponent % 2 == 1 && exponent > 1;
        let modulus = Modulus::new(from_be(modulus)?).filter(|_| is_fit)?;
        Some(Self {
            #[cfg(target_arch = "x86_64")]
            vectors: if cfg!(kz_eds_rsa = "limbs") { None } else { Vectors::new(&modulus) },
            modulus,
            exponent,
        })
    }

    /// OS2IP, RSAVP1 and I2OSP (RFC 8017 8.2.2, steps 1 and 2): the encoded message, as long as the modulus. `None`
    /// unless the signature has that length and stands for a number below n.
    pub(super) fn encoded(&self, signature: &[u8]) -> Option<[[u8; 8]; L]> {
        let signature = from_be(signature).filter(|number| self.modulus.exceeds(number))?;
        let (power, is_over) = self.raise(&signature);
        Some(to_be(self.modulus.reduced(power, is_over)))
    }

    /// s^e mod n, or more by n; and whether that runs over L limbs.
    fn raise(&self, base: &[u64; L]) -> ([u64; L], bool) {
        #[cfg(target_arch = "x86_64")]
        if let Some(vectors) = &self.vectors {
            return vectors.raise(base, self.exponent);
        }
        (self.modulus.raise(base, self.exponent), false)
    }
}
