//! What can be wrong with a signer, found without any trust.

use crate::asn1::ObjectIdentifier;
use crate::crypto::{CombinationError, Unsupported};
use crate::finding::{Fact, Finding, Reason};

/// A fault of a signer. What it means for the verdict is for the judge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SignerFault {
    /// There are no signed attributes, and the content is no id-data (RFC 5652 5.3).
    NoAttributes,
    /// The signed attributes are not in DER's order (RFC 5652 5.3, X.690 11.6).
    Unsorted,
    /// A mandatory attribute is missing.
    Missing(ObjectIdentifier),
    /// An attribute occurs more than once.
    Repeated(ObjectIdentifier),
    /// An attribute has not exactly one value.
    NotSingle(ObjectIdentifier),
    /// The value of an attribute cannot be decoded.
    Malformed(ObjectIdentifier),
    /// contentType is not eContentType (RFC 5652 11.1).
    ContentTypeDiffers,
    /// messageDigest is not the digest of the content (RFC 5652 11.2).
    DigestDiffers,
    /// No content was there to be hashed.
    ContentMissing,
    /// No attributes are signed, and the content has their form (threat 4).
    ContentIsAttributes,
    /// The attribute names another certificate (RFC 5035 5.4).
    CertificateDiffers(ObjectIdentifier),
    /// The attribute protects other algorithms (RFC 6211 2).
    ProtectedAlgorithmsDiffer,
    /// Digest, signature algorithm and key are known and do not belong together (threat 7).
    AlgorithmsDiffer,
    /// The signature does not verify.
    SignatureInvalid,
    /// Something needed is outside the table (threat 34).
    Unsupported(Unsupported),
}

impl SignerFault {
    /// The reason that reports give.
    pub(crate) const fn reason(&self) -> Reason {
        match self {
            Self::NoAttributes => Reason::SignedAttributesMissing,
            Self::Unsorted
            | Self::Missing(_)
            | Self::Repeated(_)
            | Self::NotSingle(_)
            | Self::Malformed(_)
            | Self::ContentTypeDiffers => Reason::SignedAttributesInvalid,
            Self::DigestDiffers => Reason::ContentDigestMismatch,
            Self::ContentMissing => Reason::ContentMissing,
            Self::ContentIsAttributes => Reason::ContentIsAttributes,
            Self::CertificateDiffers(_) => Reason::SigningCertificateMismatch,
            Self::ProtectedAlgorithmsDiffer => Reason::AlgorithmProtectionMismatch,
            Self::AlgorithmsDiffer => Reason::AlgorithmMismatch,
            Self::SignatureInvalid => Reason::SignatureInvalid,
            Self::Unsupported(_) => Reason::AlgorithmUnsupported,
        }
    }

    /// The reason with the facts behind it.
    pub(crate) fn finding(&self) -> Finding {
        let fact = match *self {
            Self::Missing(oid)
            | Self::Repeated(oid)
            | Self::NotSingle(oid)
            | Self::Malformed(oid)
            | Self::CertificateDiffers(oid) => Some(Fact::Attribute(oid)),
            Self::Unsupported(unsupported) => Some(Fact::Algorithm(unsupported.oid())),
            _ => None,
        };
        Finding::new(self.reason(), fact.into_iter().collect::<Vec<_>>())
    }
}

impl From<CombinationError> for SignerFault {
    fn from(error: CombinationError) -> Self {
        match error {
            CombinationError::Unsupported(unsupported) => Self::Unsupported(unsupported),
            CombinationError::Mismatch | CombinationError::Malformed(_) => Self::AlgorithmsDiffer,
        }
    }
}
