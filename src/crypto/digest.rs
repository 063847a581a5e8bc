//! Digest algorithms, and digests that remember which of them made them.

use std::fmt;

use super::identifier::{AlgorithmError, AlgorithmIdentifier, Unsupported};
use crate::asn1::{ObjectIdentifier, oid};

/// A digest algorithm of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DigestAlgorithm {
    /// SHA-1: for what is old (threat 29).
    Sha1,
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
    /// GOST 34.311-95, which is GOST R 34.11-94 with its test parameters.
    #[cfg(feature = "gost")]
    Gost94,
    /// GOST R 34.11-2015 ("Streebog", RFC 6986), 256 bits.
    #[cfg(feature = "gost")]
    Streebog256,
    /// The same, 512 bits.
    #[cfg(feature = "gost")]
    Streebog512,
}

impl DigestAlgorithm {
    /// Every digest algorithm.
    pub const ALL: &'static [Self] = &[
        Self::Sha1,
        Self::Sha256,
        Self::Sha384,
        Self::Sha512,
        #[cfg(feature = "gost")]
        Self::Gost94,
        #[cfg(feature = "gost")]
        Self::Streebog256,
        #[cfg(feature = "gost")]
        Self::Streebog512,
    ];

    /// From a whole AlgorithmIdentifier. NULL and absent parameters mean the same (RFC 3370 2.1, RFC 5754 2).
    ///
    /// ```
    /// use kz_eds::crypto::DigestAlgorithm;
    /// let sha256 = [0x30, 11, 6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1];
    /// assert_eq!(DigestAlgorithm::from_der(&sha256), Ok(DigestAlgorithm::Sha256));
    /// ```
    ///
    /// # Errors
    /// [`AlgorithmError::Unsupported`] for another digest or other parameters.
    pub fn from_der(der: &[u8]) -> Result<Self, AlgorithmError> {
        Self::identified(&AlgorithmIdentifier::from_der(der)?)
    }

    pub(super) fn identified(found: &AlgorithmIdentifier<'_>) -> Result<Self, AlgorithmError> {
        let unsupported = |why| AlgorithmError::Unsupported(Unsupported::new(found.oid(), why));
        let digest = Self::named(found).ok_or_else(|| unsupported("unknown digest"))?;
        if found.has_null_or_nothing() { Ok(digest) } else { Err(unsupported("parameters not in the table")) }
    }

    /// By any of its identifiers.
    pub(super) fn named(found: &AlgorithmIdentifier<'_>) -> Option<Self> {
        let is = |row: &Self| found.is(&row.oid()) || row.tc26_oid().is_some_and(|oid| found.is(&oid));
        Self::ALL.iter().copied().find(is)
    }

    /// Its other identifier: a GOST digest has a national one and that of RFC 9215.
    const fn tc26_oid(self) -> Option<ObjectIdentifier> {
        match self {
            #[cfg(feature = "gost")]
            Self::Streebog256 => Some(oid::TC26_STREEBOG_256),
            #[cfg(feature = "gost")]
            Self::Streebog512 => Some(oid::TC26_STREEBOG_512),
            _ => None,
        }
    }

    /// The identifier; of several, the national one.
    pub const fn oid(self) -> ObjectIdentifier {
        match self {
            Self::Sha1 => oid::SHA1,
            Self::Sha256 => oid::SHA256,
            Self::Sha384 => oid::SHA384,
            Self::Sha512 => oid::SHA512,
            #[cfg(feature = "gost")]
            Self::Gost94 => oid::GOST_94,
            #[cfg(feature = "gost")]
            Self::Streebog256 => oid::STREEBOG_256,
            #[cfg(feature = "gost")]
            Self::Streebog512 => oid::STREEBOG_512,
        }
    }

    /// Octets of a digest.
    pub const fn output_len(self) -> usize {
        match self {
            Self::Sha1 => 20,
            Self::Sha256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
            #[cfg(feature = "gost")]
            Self::Gost94 | Self::Streebog256 => 32,
            #[cfg(feature = "gost")]
            Self::Streebog512 => 64,
        }
    }
}

/// The octets of a digest and the algorithm that made them, kept together so that neither is taken for another.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Digest {
    algorithm: DigestAlgorithm,
    /// As many as the algorithm gives; zeros after them.
    octets: [u8; 64],
}

impl Digest {
    /// A digest that was made elsewhere; `None` if it has not the algorithm's length.
    ///
    /// ```
    /// use kz_eds::crypto::{Digest, DigestAlgorithm};
    /// assert!(Digest::new(DigestAlgorithm::Sha256, &[0; 32]).is_some());
    /// assert!(Digest::new(DigestAlgorithm::Sha256, &[0; 20]).is_none());
    /// ```
    pub fn new(algorithm: DigestAlgorithm, digest: &[u8]) -> Option<Self> {
        (digest.len() == algorithm.output_len()).then(|| Self::of(algorithm, digest))
    }

    /// A digest that has its length by construction.
    pub(super) fn of(algorithm: DigestAlgorithm, digest: &[u8]) -> Self {
        let mut octets = [0; 64];
        octets.iter_mut().zip(digest).for_each(|(to, from)| *to = *from);
        Self { algorithm, octets }
    }

    /// The algorithm that made it.
    pub const fn algorithm(&self) -> DigestAlgorithm {
        self.algorithm
    }
}

impl AsRef<[u8]> for Digest {
    fn as_ref(&self) -> &[u8] {
        self.octets.get(..self.algorithm.output_len()).unwrap_or(&self.octets)
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}:", self.algorithm)?;
        self.as_ref().iter().try_for_each(|octet| write!(f, "{octet:02x}"))
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{NULL, algorithm};
    use super::super::{Provider, RustCrypto};
    use super::*;

    #[test]
    fn digests_are_read_and_named() {
        for &digest in DigestAlgorithm::ALL {
            for form in [algorithm(digest.oid(), &NULL), algorithm(digest.oid(), &[])] {
                assert_eq!(DigestAlgorithm::from_der(&form), Ok(digest));
            }
            let odd = DigestAlgorithm::from_der(&algorithm(digest.oid(), &[4, 0]));
            let unsupported = Unsupported::new(digest.oid(), "parameters not in the table");
            assert_eq!(odd, Err(AlgorithmError::Unsupported(unsupported)));
        }
        let made_up = ObjectIdentifier::new("1.2.398.3.10.1.3.99");
        let unsupported = Unsupported::new(made_up, "unknown digest");
        assert_eq!(
            DigestAlgorithm::from_der(&algorithm(made_up, &NULL)),
            Err(AlgorithmError::Unsupported(unsupported))
        );
    }

    #[test]
    fn digests_have_their_length() {
        for &algorithm in DigestAlgorithm::ALL {
            let digest = RustCrypto.digest(algorithm, b"message");
            let octets = digest.as_ref();
            assert_eq!((octets.len(), digest.algorithm()), (algorithm.output_len(), algorithm));
            assert_eq!(Digest::new(algorithm, octets), Some(digest));
            assert_eq!(Digest::new(algorithm, &octets[1..]), None);
            assert_eq!(Digest::new(algorithm, &[octets, &[0]].concat()), None);
        }
    }
}
