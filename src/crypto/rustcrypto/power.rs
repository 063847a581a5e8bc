//! RSA's public operation for moduli of the usual sizes, in Montgomery forms of fixed length.
//!
//! Nothing here is secret, so time may depend on all of it.

use std::fmt;

use crypto_bigint::modular::{FixedMontyForm, FixedMontyParams};
use crypto_bigint::{Odd, U2048, U3072, U4096, Uint};

/// A public key whose modulus fills `L` limbs to the last bit: what Montgomery's method wants to know of n, and e.
pub(super) struct Power<const L: usize> {
    parameters: FixedMontyParams<L>,
    exponent: u64,
}

pub(super) type Power2048 = Power<{ U2048::LIMBS }>;
pub(super) type Power3072 = Power<{ U3072::LIMBS }>;
pub(super) type Power4096 = Power<{ U4096::LIMBS }>;

impl<const L: usize> Power<L> {
    /// From n, big-endian, and e. `None` unless n has all its bits, both are odd, and e is not 1.
    pub(super) fn new(modulus: &[u8], exponent: u64) -> Option<Self> {
        let full = modulus.first().is_some_and(|first| first.leading_zeros() == 0);
        let modulus: Option<Odd<Uint<L>>> = Odd::new(from_be(modulus).filter(|_| full)?).into();
        let parameters = FixedMontyParams::new_vartime(modulus?);
        (exponent % 2 == 1 && exponent > 1).then_some(Self { parameters, exponent })
    }

    /// OS2IP, RSAVP1 and I2OSP (RFC 8017 8.2.2, steps 1 and 2): the encoded message, as long as the modulus. `None`
    /// unless the signature has that length and stands for a number below n.
    pub(super) fn encoded(&self, signature: &[u8]) -> Option<impl AsMut<[u8]> + use<L>> {
        let signature = from_be(signature).filter(|number| number < self.parameters.modulus().as_ref())?;
        Some(self.raise(&signature).to_be_bytes())
    }

    /// s^e mod n: squared for each bit of e after the first, multiplied for those that are set. The last is, as e is
    /// odd; and there it is s itself that is multiplied, not its Montgomery form, which leads back out of the form.
    fn raise(&self, base: &Uint<L>) -> Uint<L> {
        let form = FixedMontyForm::new(base, &self.parameters);
        let places = 0..self.exponent.checked_ilog2().unwrap_or(0);
        let power = places.rev().fold(form, |power, place| {
            let square = power.square();
            if place > 0 && self.exponent >> place & 1 == 1 { square * form } else { square }
        });
        (power * FixedMontyForm::from_montgomery(*base, &self.parameters)).to_montgomery()
    }
}

/// `None` for another length than the number's.
fn from_be<const L: usize>(octets: &[u8]) -> Option<Uint<L>> {
    (octets.len() == Uint::<L>::BYTES).then(|| Uint::from_be_slice(octets))
}

impl<const L: usize> fmt::Debug for Power<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let modulus = self.parameters.modulus().as_ref();
        f.debug_struct("Power").field("modulus", modulus).field("exponent", &self.exponent).finish()
    }
}
