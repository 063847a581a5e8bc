//! AlgorithmIdentifier as it stands in the bytes, and what is said of one that no table has.

use std::fmt;

use crate::asn1::{Element, ObjectIdentifier, Reader, Tag, oid, whole};
use crate::error::{Error, Result};

/// Outside this library's table: which algorithm, and in what way.
///
/// ```
/// use kz_eds::crypto::{AlgorithmError, DigestAlgorithm};
/// let md5 = [0x30, 12, 6, 8, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 2, 5, 5, 0];
/// let Err(AlgorithmError::Unsupported(unsupported)) = DigestAlgorithm::from_der(&md5) else { panic!() };
/// assert_eq!(unsupported.oid().to_string(), "1.2.840.113549.2.5");
/// assert_eq!(unsupported.why(), "unknown digest");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unsupported {
    oid: ObjectIdentifier,
    why: &'static str,
}

impl Unsupported {
    /// For a [`Provider`](super::Provider) that lacks a row of the table or a kind of key.
    pub const fn new(oid: ObjectIdentifier, why: &'static str) -> Self {
        Self { oid, why }
    }

    /// The identifier of the algorithm, of the key's algorithm, or of the curve.
    pub const fn oid(&self) -> ObjectIdentifier {
        self.oid
    }

    /// What about it is not supported, e.g. `"unknown curve"`.
    pub const fn why(&self) -> &'static str {
        self.why
    }
}

impl fmt::Display for Unsupported {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", oid::describe(&self.oid), self.why)
    }
}

/// Why an AlgorithmIdentifier is no row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AlgorithmError {
    /// The bytes are no AlgorithmIdentifier at all.
    #[error(transparent)]
    Malformed(#[from] Error),
    /// An algorithm, or parameters of one, that the table does not have.
    #[error("{0}")]
    Unsupported(Unsupported),
}

const WHAT: &str = "AlgorithmIdentifier";

/// ```text
/// AlgorithmIdentifier ::= SEQUENCE {            -- RFC 5280 4.1.1.2
///     algorithm   OBJECT IDENTIFIER,
///     parameters  ANY DEFINED BY algorithm OPTIONAL }
/// ```
#[derive(Clone, Copy, Debug)]
pub(crate) struct AlgorithmIdentifier<'a> {
    /// The contents of the identifier.
    oid: &'a [u8],
    pub(crate) parameters: Option<Element<'a>>,
}

impl<'a> AlgorithmIdentifier<'a> {
    /// From the whole element, tag and length included.
    pub(crate) fn from_der(der: &'a [u8]) -> Result<Self> {
        Self::from_contents(whole(der, Tag::SEQUENCE, WHAT)?.value)
    }

    /// From the contents, as they stand under another tag.
    pub(crate) fn from_contents(contents: &'a [u8]) -> Result<Self> {
        let mut reader = Reader::new(contents, WHAT);
        let oid = reader.value(Tag::OBJECT_IDENTIFIER)?;
        ObjectIdentifier::check(oid)?;
        let parameters = if reader.is_empty() { None } else { Some(reader.any()?) };
        reader.finish()?;
        Ok(Self { oid, parameters })
    }

    /// Which algorithm it is.
    pub(crate) fn oid(&self) -> ObjectIdentifier {
        ObjectIdentifier::from_checked(self.oid)
    }

    /// Whether it is this algorithm.
    pub(crate) fn is(&self, oid: &ObjectIdentifier) -> bool {
        oid.is(self.oid)
    }

    /// The same algorithm with the same parameters, where absent ones and NULL mean the same.
    pub(crate) fn matches(&self, other: &AlgorithmIdentifier<'_>) -> bool {
        let same = self.parameters.map(|own| own.raw) == other.parameters.map(|other| other.raw)
            || (self.has_null_or_nothing() && other.has_null_or_nothing());
        self.oid == other.oid && same
    }

    /// The parameters are present and NULL.
    pub(super) fn has_null(&self) -> bool {
        self.parameters.is_some_and(|parameters| parameters.raw == [Tag::NULL.0, 0])
    }

    /// Absent or NULL, for the algorithms where the two mean the same.
    pub(crate) fn has_null_or_nothing(&self) -> bool {
        self.parameters.is_none() || self.has_null()
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{NULL, algorithm, sequence, tlv};
    use super::*;
    use crate::error::ErrorKind;

    #[test]
    fn an_identifier_is_two_parts_at_the_most() {
        let rsa = algorithm(oid::SHA256_WITH_RSA, &NULL);
        let identifier = tlv(6, &[oid::SHA256_WITH_RSA.as_bytes()]);
        for (bad, kind) in [
            ([&rsa[..], &[0]].concat(), ErrorKind::TrailingData),
            (sequence(&[&identifier, &NULL, &NULL]), ErrorKind::TrailingData),
            (sequence(&[]), ErrorKind::Malformed),
            (sequence(&[&NULL]), ErrorKind::Malformed),
            (sequence(&[&tlv(6, &[&[0x2A, 0x86]]), &NULL]), ErrorKind::Malformed),
            (sequence(&[&identifier, &[5]]), ErrorKind::Malformed),
            (tlv(0x31, &[&identifier, &NULL]), ErrorKind::Malformed),
        ] {
            let error = AlgorithmIdentifier::from_der(&bad).unwrap_err();
            assert_eq!(error.kind(), kind, "{bad:02x?}");
        }
    }
}
