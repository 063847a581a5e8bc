//! What a SubjectPublicKeyInfo says, read in place. Nothing is judged here but form.

use super::gost::{self, GostCurve};
use super::identifier::{AlgorithmIdentifier, Unsupported};
use crate::asn1::{ObjectIdentifier, Reader, Tag, bit_string, integer, object_identifier, oid, whole};
use crate::error::{Error, ErrorKind, Result};

/// Bits of the largest RSA modulus that is taken: a verification of 8192 bits costs about a millisecond.
pub const MAX_MODULUS_BITS: u32 = 8192;

/// The largest RSA exponent that is taken: 33 bits, so that a hostile key cannot buy more work than that.
pub const MAX_PUBLIC_EXPONENT: u64 = (1 << 33) - 1;

/// Why a key cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Not the DER of a SubjectPublicKeyInfo, or not that of the key inside.
    #[error(transparent)]
    Malformed(#[from] Error),
    /// A kind of key, a curve or a size that this library or this provider does not have.
    #[error("{0}")]
    Unsupported(Unsupported),
    /// Well-formed, and no key: an even modulus, a point that is not on its curve. Nothing verifies under it.
    #[error("not a key: {0}")]
    Impossible(&'static str),
}

/// The kinds of key in the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum KeyKind {
    /// RSA.
    Rsa,
    /// An elliptic-curve key on P-256.
    P256,
    /// A GOST key on this curve.
    Gost(GostCurve),
}

/// What a policy wants to know of a key (threat 8).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyFacts {
    /// An RSA key.
    Rsa {
        /// Bits of the modulus.
        bits: u32,
        /// The modulus is odd, as any product of odd primes.
        odd_modulus: bool,
        /// The public exponent.
        exponent: u64,
    },
    /// A key on P-256.
    P256,
    /// A GOST key on this curve.
    Gost(GostCurve),
}

impl KeyFacts {
    /// Which kind of key it is.
    pub const fn kind(&self) -> KeyKind {
        match self {
            Self::Rsa { .. } => KeyKind::Rsa,
            Self::P256 => KeyKind::P256,
            Self::Gost(curve) => KeyKind::Gost(*curve),
        }
    }

    /// Bits of the modulus, or of the curve's field.
    pub const fn bits(&self) -> u32 {
        match self {
            Self::Rsa { bits, .. } => *bits,
            Self::P256 => 256,
            Self::Gost(curve) => curve.bits(),
        }
    }
}

/// A SubjectPublicKeyInfo of a known kind. A provider makes its own key of it.
///
/// ```
/// use kz_eds::crypto::{KeyError, PublicKeyInfo};
/// let ed25519 = [&[0x30, 42, 0x30, 5, 6, 3, 0x2B, 0x65, 0x70, 3, 33, 0][..], &[7; 32]].concat();
/// let Err(KeyError::Unsupported(unsupported)) = PublicKeyInfo::from_der(&ed25519) else { panic!() };
/// assert_eq!(unsupported.to_string(), "1.3.101.112 (Ed25519): unknown kind of key");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PublicKeyInfo<'a> {
    /// An RSA key.
    Rsa {
        /// The modulus, big-endian, without leading zeros; at most [`MAX_MODULUS_BITS`].
        modulus: &'a [u8],
        /// The public exponent, at most [`MAX_PUBLIC_EXPONENT`].
        exponent: u64,
    },
    /// A key on P-256.
    P256 {
        /// The uncompressed point: 04, x, y. That it lies on the curve is for the provider to check.
        point: &'a [u8; 65],
    },
    /// A GOST key, whether or not the feature `gost` is on.
    Gost {
        /// The curve.
        curve: GostCurve,
        /// x and y, little-endian, each as long as the field. That the point lies on the curve is for the provider
        /// to check.
        point: &'a [u8],
    },
}

impl<'a> PublicKeyInfo<'a> {
    /// From the whole element.
    ///
    /// ```text
    /// SubjectPublicKeyInfo ::= SEQUENCE {        -- RFC 5280 4.1
    ///     algorithm         AlgorithmIdentifier,
    ///     subjectPublicKey  BIT STRING }
    /// ```
    ///
    /// # Errors
    /// [`KeyError::Malformed`] or [`KeyError::Unsupported`], the latter with the curve's identifier where the
    /// curve is what is unknown.
    pub fn from_der(spki: &'a [u8]) -> Result<Self, KeyError> {
        const WHAT: &str = "SubjectPublicKeyInfo";
        let mut reader = Reader::new(whole(spki, Tag::SEQUENCE, WHAT)?.value, WHAT);
        let algorithm = AlgorithmIdentifier::from_der(reader.element(Tag::SEQUENCE)?.raw)?;
        let key = bit_string(reader.value(Tag::BIT_STRING)?)?;
        reader.finish()?;
        match algorithm.oid() {
            oid::RSA_ENCRYPTION => rsa(&algorithm, key.whole_octets()?),
            oid::EC_PUBLIC_KEY => p256(&algorithm, key.whole_octets()?),
            _ => gost::key_info(&algorithm, key.whole_octets()?)
                .unwrap_or(Err(unsupported(algorithm.oid(), "unknown kind of key"))),
        }
    }

    /// What a policy wants to know of it.
    pub fn facts(&self) -> KeyFacts {
        match self {
            Self::Rsa { modulus, exponent } => KeyFacts::Rsa {
                bits: bits(modulus),
                odd_modulus: modulus.last().is_some_and(|octet| octet & 1 == 1),
                exponent: *exponent,
            },
            Self::P256 { .. } => KeyFacts::P256,
            Self::Gost { curve, .. } => KeyFacts::Gost(*curve),
        }
    }
}

const fn unsupported(oid: ObjectIdentifier, why: &'static str) -> KeyError {
    KeyError::Unsupported(Unsupported::new(oid, why))
}

/// ```text
/// RSAPublicKey ::= SEQUENCE { modulus INTEGER, publicExponent INTEGER }      -- RFC 3279 2.3.1
/// ```
/// "The parameters field MUST have ASN.1 type NULL for this algorithm identifier."
fn rsa<'a>(algorithm: &AlgorithmIdentifier<'_>, key: &'a [u8]) -> Result<PublicKeyInfo<'a>, KeyError> {
    const WHAT: &str = "RSAPublicKey";
    if !algorithm.has_null() {
        return Err(unsupported(algorithm.oid(), "parameters not in the table"));
    }
    let mut reader = Reader::new(whole(key, Tag::SEQUENCE, WHAT)?.value, WHAT);
    let modulus = positive(reader.value(Tag::INTEGER)?)?;
    let exponent = positive(reader.value(Tag::INTEGER)?)?;
    reader.finish()?;
    if modulus.len() > MAX_MODULUS_BITS as usize / 8 {
        return Err(unsupported(algorithm.oid(), "modulus over 8192 bits"));
    }
    let exponent = exponent_within_bound(exponent)
        .ok_or(unsupported(algorithm.oid(), "public exponent over 33 bits"))?;
    Ok(PublicKeyInfo::Rsa { modulus, exponent })
}

/// The magnitude of an INTEGER above zero.
fn positive(value: &[u8]) -> Result<&[u8]> {
    match integer(value)? {
        [0x00, magnitude @ ..] if !magnitude.is_empty() => Ok(magnitude),
        magnitude @ [0x01..=0x7F, ..] => Ok(magnitude),
        _ => Err(Error::new(ErrorKind::Malformed, "RSAPublicKey")),
    }
}

fn exponent_within_bound(magnitude: &[u8]) -> Option<u64> {
    let octets = Some(magnitude).filter(|octets| octets.len() <= 8)?;
    let exponent = octets.iter().fold(0u64, |sum, &octet| (sum << 8) | u64::from(octet));
    (exponent <= MAX_PUBLIC_EXPONENT).then_some(exponent)
}

fn bits(magnitude: &[u8]) -> u32 {
    let octets = u32::try_from(magnitude.len()).unwrap_or(u32::MAX);
    octets.saturating_mul(8).saturating_sub(magnitude.first().map_or(0, |octet| octet.leading_zeros()))
}

/// The curve by name (RFC 5480 2.1.1: "implicitCurve and specifiedCurve MUST NOT be used"; threat 11), the point
/// uncompressed: the one form that everybody must support (RFC 5480 2.2) and the only one that is issued.
fn p256<'a>(algorithm: &AlgorithmIdentifier<'_>, key: &'a [u8]) -> Result<PublicKeyInfo<'a>, KeyError> {
    let curve = match algorithm.parameters {
        Some(curve) if curve.tag == Tag::OBJECT_IDENTIFIER => object_identifier(curve.value)?,
        _ => return Err(unsupported(algorithm.oid(), "curve not given by name")),
    };
    if curve != oid::P256 {
        return Err(unsupported(curve, "unknown curve"));
    }
    match key {
        [0x04, ..] => key
            .try_into()
            .map(|point| PublicKeyInfo::P256 { point })
            .map_err(|_| KeyError::Impossible("a point of the wrong length")),
        [0x02 | 0x03, ..] => Err(unsupported(algorithm.oid(), "compressed point")),
        _ => Err(KeyError::Impossible("no point")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{NULL, algorithm, p256_spki, rsa_spki, sequence, spki, tlv};
    use super::*;

    fn facts(spki: &[u8]) -> KeyFacts {
        PublicKeyInfo::from_der(spki).unwrap().facts()
    }

    fn why(spki: &[u8]) -> (ObjectIdentifier, &'static str) {
        match PublicKeyInfo::from_der(spki) {
            Err(KeyError::Unsupported(unsupported)) => (unsupported.oid(), unsupported.why()),
            other => panic!("{other:?}"),
        }
    }

    fn kind(spki: &[u8]) -> ErrorKind {
        match PublicKeyInfo::from_der(spki) {
            Err(KeyError::Malformed(error)) => error.kind(),
            other => panic!("{other:?}"),
        }
    }

    const EXPONENT: [u8; 3] = [1, 0, 1];

    #[test]
    fn rsa_facts() {
        let rsa = |bits, odd_modulus, exponent| KeyFacts::Rsa { bits, odd_modulus, exponent };
        let long = [&[0, 0x80][..], &[0; 127]].concat();
        assert_eq!(facts(&rsa_spki(&long, &[3])), rsa(1024, false, 3));
        assert_eq!(facts(&rsa_spki(&[1, 1], &EXPONENT)), rsa(9, true, 65_537));
        assert_eq!(facts(&rsa_spki(&[0x7F], &[2])), rsa(7, true, 2));
        assert_eq!(facts(&rsa_spki(&[0x7F], &[2])).bits(), 7);
    }

    #[test]
    fn rsa_sizes_are_bounded() {
        let modulus = |octets: usize| [&[0][..], &vec![0xFF; octets]].concat();
        assert_eq!(facts(&rsa_spki(&modulus(1024), &EXPONENT)).bits(), MAX_MODULUS_BITS);
        assert_eq!(
            why(&rsa_spki(&modulus(1025), &EXPONENT)),
            (oid::RSA_ENCRYPTION, "modulus over 8192 bits")
        );

        let largest = facts(&rsa_spki(&[0x7F], &[1, 0xFF, 0xFF, 0xFF, 0xFF]));
        assert!(matches!(largest, KeyFacts::Rsa { exponent: MAX_PUBLIC_EXPONENT, .. }));
        for over in [&[2, 0, 0, 0, 0][..], &[1, 0, 0, 0, 0, 0, 0, 0, 1]] {
            assert_eq!(why(&rsa_spki(&[0x7F], over)), (oid::RSA_ENCRYPTION, "public exponent over 33 bits"));
        }
    }

    #[test]
    fn rsa_numbers_are_positive_and_shortest() {
        for bad in [&[][..], &[0], &[0x80], &[0xFF, 1], &[0, 1]] {
            assert_eq!(kind(&rsa_spki(bad, &EXPONENT)), ErrorKind::Malformed, "{bad:?}");
            assert_eq!(kind(&rsa_spki(&[0x7F], bad)), ErrorKind::Malformed, "{bad:?}");
        }
    }

    #[test]
    fn rsa_has_null_and_two_numbers() {
        let key = sequence(&[&[2, 1, 0x7F], &[2, 1, 3]]);
        for parameters in [&[][..], &[5, 1, 0], &[4, 0]] {
            let odd = spki(&algorithm(oid::RSA_ENCRYPTION, parameters), &key);
            assert_eq!(why(&odd), (oid::RSA_ENCRYPTION, "parameters not in the table"));
        }
        let rsa = |key: &[u8]| spki(&algorithm(oid::RSA_ENCRYPTION, &NULL), key);
        assert!(PublicKeyInfo::from_der(&rsa(&key)).is_ok());
        assert_eq!(kind(&rsa(&[&key[..], &[0]].concat())), ErrorKind::TrailingData);
        assert_eq!(kind(&rsa(&sequence(&[&[2, 1, 0x7F], &[2, 1, 3], &[2, 1, 3]]))), ErrorKind::TrailingData);
        assert_eq!(kind(&rsa(&sequence(&[&[2, 1, 0x7F]]))), ErrorKind::Malformed);
        assert_eq!(kind(&rsa(&tlv(0x31, &[&[2, 1, 0x7F], &[2, 1, 3]]))), ErrorKind::Malformed);
    }

    #[test]
    fn curves_have_names() {
        let point = [&[4][..], &[7; 64]].concat();
        assert_eq!(facts(&p256_spki(&point)), KeyFacts::P256);
        let on = |parameters: &[u8]| spki(&algorithm(oid::EC_PUBLIC_KEY, parameters), &point);
        for curve in [oid::P384, oid::P521] {
            assert_eq!(why(&on(&tlv(6, &[curve.as_bytes()]))), (curve, "unknown curve"));
        }
        // Explicit, implicit and no parameters (threat 11). The octets inside are P-256's name, which is no excuse.
        for odd in [sequence(&[&tlv(6, &[oid::P256.as_bytes()])]), NULL.to_vec(), vec![]] {
            assert_eq!(why(&on(&odd)), (oid::EC_PUBLIC_KEY, "curve not given by name"));
        }
    }

    #[test]
    fn points_are_uncompressed() {
        let impossible =
            |point: &[u8]| matches!(PublicKeyInfo::from_der(&p256_spki(point)), Err(KeyError::Impossible(_)));
        let body = [7; 65];
        for start in [2, 3] {
            let compressed = [&[start][..], &body[..32]].concat();
            assert_eq!(why(&p256_spki(&compressed)), (oid::EC_PUBLIC_KEY, "compressed point"));
        }
        for length in [0, 63, 65] {
            assert!(impossible(&[&[4][..], &body[..length]].concat()), "{length}");
        }
        // Infinity, hybrid form, nothing.
        assert!(impossible(&[0]) && impossible(&[&[6][..], &body[..64]].concat()) && impossible(&[]));
    }

    #[test]
    fn the_wrapper_is_strict() {
        let good = rsa_spki(&[0x7F], &[3]);
        assert_eq!(kind(&[&good[..], &[0]].concat()), ErrorKind::TrailingData);
        let identifier = algorithm(oid::RSA_ENCRYPTION, &NULL);
        let key = tlv(3, &[&[0], &sequence(&[&[2, 1, 0x7F], &[2, 1, 3]])]);
        assert_eq!(sequence(&[&identifier, &key]), good);
        assert_eq!(kind(&sequence(&[&identifier, &key, &NULL])), ErrorKind::TrailingData);
        assert_eq!(kind(&sequence(&[&identifier, &tlv(4, &[&key])])), ErrorKind::Malformed);
        assert_eq!(kind(&sequence(&[&identifier, &[3, 2, 1, 0]])), ErrorKind::Malformed);
        assert_eq!(kind(&sequence(&[&key])), ErrorKind::Malformed);
        // Seven bits and not eight at the end, where DER allows that of a BIT STRING, but a key has octets.
        let seven = |key: &[u8]| tlv(3, &[&[1], key]);
        let even_exponent = sequence(&[&[2, 1, 0x7F], &[2, 1, 2]]);
        assert_eq!(kind(&sequence(&[&identifier, &seven(&even_exponent)])), ErrorKind::Malformed);
        let curve = algorithm(oid::EC_PUBLIC_KEY, &tlv(6, &[oid::P256.as_bytes()]));
        let point = [&[4][..], &[8; 64]].concat();
        assert_eq!(kind(&sequence(&[&curve, &seven(&point)])), ErrorKind::Malformed);
        assert_eq!(why(&spki(&algorithm(oid::DSA, &NULL), &[])), (oid::DSA, "unknown kind of key"));
    }
}
