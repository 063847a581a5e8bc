//! RSA's public operation for moduli of the usual sizes, in Montgomery's form of fixed length.
//!
//! Nothing here is secret, so time may depend on all of it.

use super::limbs::{from_be, to_be};
use super::montgomery::Modulus;

/// A public key whose modulus fills `L` limbs to the last bit.
#[derive(Debug)]
pub(super) struct Power<const L: usize> {
    modulus: Modulus<L>,
    exponent: u64,
}

pub(super) type Power2048 = Power<{ 2048 / 64 }>;
pub(super) type Power3072 = Power<{ 3072 / 64 }>;
pub(super) type Power4096 = Power<{ 4096 / 64 }>;

impl<const L: usize> Power<L> {
    /// From n, big-endian, and e. `None` unless n has all its bits, both are odd, and e is not 1.
    pub(super) fn new(modulus: &[u8], exponent: u64) -> Option<Self> {
        let modulus = Modulus::new(from_be(modulus)?)?;
        (exponent % 2 == 1 && exponent > 1).then_some(Self { modulus, exponent })
    }

    /// OS2IP, RSAVP1 and I2OSP (RFC 8017 8.2.2, steps 1 and 2): the encoded message, as long as the modulus. `None`
    /// unless the signature has that length and stands for a number below n.
    pub(super) fn encoded(&self, signature: &[u8]) -> Option<[[u8; 8]; L]> {
        let signature = from_be(signature).filter(|number| self.modulus.exceeds(number))?;
        Some(to_be(self.raise(&signature)))
    }

    /// s^e mod n (HAC 14.79): squared for each bit of e after the first, multiplied for those that are set. The last is,
    /// as e is odd; and there it is s itself that is multiplied, not its form, which leads back out of the form.
    fn raise(&self, base: &[u64; L]) -> [u64; L] {
        let form = self.modulus.form(base);
        let places = 0..self.exponent.checked_ilog2().unwrap_or(0);
        let power = places.rev().fold(form, |power, place| {
            let square = self.modulus.square(&power);
            if place > 0 && self.exponent >> place & 1 == 1 {
                self.modulus.product(&square, &form)
            } else {
                square
            }
        });
        self.modulus.reduced(self.modulus.product(&power, base))
    }
}
