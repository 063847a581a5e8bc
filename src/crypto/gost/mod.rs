//! GOST R 34.10-2012 (called 2015 in Kazakhstan) and GOST 34.310-2004: what the national authority issues.
//!
//! # The map
//!
//! | file | what is there |
//! |---|---|
//! | `spki` | the forms of a key in a certificate, that of 2011 included |
//! | `limbs` | sums and products of numbers of fixed length |
//! | `field` | arithmetic modulo p = 2ⁿ − c |
//! | `curve` | curves, and what can be done with their points |
//! | `jacobian` | sums of points of any curve |
//! | `edwards` | sums of points of the curve of paramSetA, 256 bits, in a form that it alone has |
//! | `multiply` | z₁P + z₂Q in one pass, with tables |
//! | `order` | which points are multiples of the base point |
//! | `scalar` | arithmetic modulo q |
//! | `parameters` | the three curves |
//! | `verify` | the steps of RFC 7091 6.2 |
//! | `key` | a key of the provider, and the two forms of a signature |
//! | `streebog` | GOST R 34.11-2015, the hash function |
//!
//! The first needs no arithmetic and is always there; the others come with the feature `gost`.
//!
//! # Byte orders
//!
//! In national certificates, lists, responses and messages every number is little-endian: the digest as it is read
//! for `e`, the halves of a signature `r ‖ s`, the coordinates `x ‖ y` of a key. RFC 9215 writes keys and digests in
//! the same way, and signatures backwards: `s ‖ r`, each big-endian. Which of the two a signature is, is said
//! by its identifier.

#[cfg(feature = "gost")]
mod curve;
#[cfg(feature = "gost")]
mod edwards;
#[cfg(feature = "gost")]
mod field;
#[cfg(feature = "gost")]
mod jacobian;
#[cfg(feature = "gost")]
mod key;
#[cfg(feature = "gost")]
mod limbs;
#[cfg(feature = "gost")]
mod multiply;
#[cfg(feature = "gost")]
mod order;
#[cfg(feature = "gost")]
mod parameters;
#[cfg(test)]
#[cfg(feature = "gost")]
pub(crate) mod samples;
#[cfg(feature = "gost")]
mod scalar;
mod spki;
#[cfg(feature = "gost")]
mod streebog;
#[cfg(test)]
#[cfg(feature = "gost")]
mod tests;
#[cfg(feature = "gost")]
mod verify;

use std::fmt;

#[cfg(feature = "gost")]
pub(super) use key::public_key;
pub(super) use spki::key_info;
#[cfg(feature = "gost")]
pub(super) use streebog::{Streebog, Streebog256, Streebog512};

use crate::asn1::{ObjectIdentifier, oid};

/// A curve of a GOST key.
///
/// ```
/// use kz_eds::crypto::GostCurve;
/// assert_eq!(GostCurve::Tc26A512.bits(), 512);
/// assert_eq!(GostCurve::Tc26A512.to_string(), "id-tc26-gost-3410-12-512-paramSetA");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum GostCurve {
    /// GOST R 34.10-2015, 512 bits (RFC 7836 A.1).
    Tc26A512,
    /// GOST R 34.10-2015, 256 bits (RFC 7836 A.2).
    Tc26A256,
    /// GOST 34.310-2004 (RFC 4357 11.4).
    CryptoProA,
}

impl GostCurve {
    /// Bits of the field.
    pub const fn bits(self) -> u32 {
        match self {
            Self::Tc26A512 => 512,
            Self::Tc26A256 | Self::CryptoProA => 256,
        }
    }

    /// The national identifier of the curve.
    pub const fn oid(self) -> ObjectIdentifier {
        match self {
            Self::Tc26A512 => oid::GOST_2015_512_A,
            Self::Tc26A256 => oid::GOST_2015_256_A,
            Self::CryptoProA => oid::GOST_2004_A,
        }
    }

    /// Octets of a key: both coordinates.
    const fn point_len(self) -> usize {
        self.bits() as usize / 4
    }
}

impl fmt::Display for GostCurve {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Tc26A512 => "id-tc26-gost-3410-12-512-paramSetA",
            Self::Tc26A256 => "id-tc26-gost-3410-2012-256-paramSetA",
            Self::CryptoProA => "id-GostR3410-2001-CryptoPro-A-ParamSet",
        })
    }
}

/// How the two numbers of a signature are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum GostForm {
    /// Under national identifiers: r ‖ s, each little-endian.
    National,
    /// Under the identifiers of RFC 9215: s ‖ r, each big-endian.
    Tc26,
}
