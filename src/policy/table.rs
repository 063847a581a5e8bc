//! The one table: reason → indication → sub-indication (ETSI EN 319 102-1). Everything that turns a finding
//! into a verdict is here.

use crate::finding::Reason;

/// The overall outcome, with the names of ETSI EN 319 102-1 5.1.3. The order is by weight: a verdict is the
/// heaviest of its judgements.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Indication {
    /// Everything that was asked for was judged, and is good.
    TotalPassed,
    /// Nothing is known to be wrong, and something is not known to be right.
    Indeterminate,
    /// Something is wrong.
    TotalFailed,
}

impl Indication {
    /// `"total-passed"`, `"indeterminate"` or `"total-failed"`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::TotalPassed => "total-passed",
            Self::Indeterminate => "indeterminate",
            Self::TotalFailed => "total-failed",
        }
    }
}

/// The sub-indications of ETSI EN 319 102-1 table 5 that occur here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)] // the standard's own names
#[non_exhaustive]
pub enum SubIndication {
    FormatFailure,
    HashFailure,
    SigConstraintsFailure,
    ChainConstraintsFailure,
    CryptoConstraintsFailure,
    SigCryptoFailure,
    OutOfBoundsNoPoe,
    NotYetValid,
    Revoked,
    NoSigningCertificateFound,
    SignedDataNotFound,
    NoCertificateChainFound,
    CertificateChainGeneralFailure,
    TryLater,
    TimestampOrderFailure,
    PolicyProcessingError,
}

impl SubIndication {
    /// The standard's spelling, e.g. `"CHAIN_CONSTRAINTS_FAILURE"`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::FormatFailure => "FORMAT_FAILURE",
            Self::HashFailure => "HASH_FAILURE",
            Self::SigConstraintsFailure => "SIG_CONSTRAINTS_FAILURE",
            Self::ChainConstraintsFailure => "CHAIN_CONSTRAINTS_FAILURE",
            Self::CryptoConstraintsFailure => "CRYPTO_CONSTRAINTS_FAILURE",
            Self::SigCryptoFailure => "SIG_CRYPTO_FAILURE",
            Self::OutOfBoundsNoPoe => "OUT_OF_BOUNDS_NO_POE",
            Self::NotYetValid => "NOT_YET_VALID",
            Self::Revoked => "REVOKED",
            Self::NoSigningCertificateFound => "NO_SIGNING_CERTIFICATE_FOUND",
            Self::SignedDataNotFound => "SIGNED_DATA_NOT_FOUND",
            Self::NoCertificateChainFound => "NO_CERTIFICATE_CHAIN_FOUND",
            Self::CertificateChainGeneralFailure => "CERTIFICATE_CHAIN_GENERAL_FAILURE",
            Self::TryLater => "TRY_LATER",
            Self::TimestampOrderFailure => "TIMESTAMP_ORDER_FAILURE",
            Self::PolicyProcessingError => "POLICY_PROCESSING_ERROR",
        }
    }
}

/// What a reason means for the verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judgement {
    /// It fails.
    Failed(SubIndication),
    /// It leaves the matter open.
    Open(SubIndication),
    /// It is told, and changes nothing.
    Told,
}

impl Judgement {
    /// The indication that a verdict has when this is the heaviest of its judgements.
    pub const fn indication(self) -> Indication {
        match self {
            Self::Failed(_) => Indication::TotalFailed,
            Self::Open(_) => Indication::Indeterminate,
            Self::Told => Indication::TotalPassed,
        }
    }

    /// The sub-indication, unless it passes.
    pub const fn sub_indication(self) -> Option<SubIndication> {
        match self {
            Self::Failed(sub) | Self::Open(sub) => Some(sub),
            Self::Told => None,
        }
    }
}

/// The table; what a policy makes of it is [`Policy::judge`](crate::Policy::judge). The clause behind each reason is
/// [`Reason::clause`]; what to do about it, in three languages, is [`crate::advice`].
///
/// ETSI leaves expiry and revocation without proof of existence indeterminate; a portal must answer now, and
/// both the regulations' condition 3 and common sense refuse, so here they fail.
pub const fn judge(reason: Reason) -> Judgement {
    use Judgement::{Failed, Open, Told};
    use SubIndication as Sub;
    match reason {
        Reason::FormatUnreadable => Failed(Sub::FormatFailure),

        Reason::IdentityMismatch
        | Reason::IdentityAbsent
        | Reason::ClaimNumberAbsent
        | Reason::IdentityAmbiguous
        | Reason::IdentityMalformed
        | Reason::HolderKindNotAllowed => Failed(Sub::SigConstraintsFailure),
        Reason::NumberCheckDigit | Reason::NumberDate => Told,

        Reason::CertificateExpired => Failed(Sub::OutOfBoundsNoPoe),
        Reason::CertificateNotYetValid => Failed(Sub::NotYetValid),
        Reason::KeyUsageNotAllowed
        | Reason::ExtendedKeyUsageNotAllowed
        | Reason::CriticalExtensionUnknown
        | Reason::EndEntityIsCa
        | Reason::CaNotAuthorised
        | Reason::KeyCertSignMissing
        | Reason::PathLengthExceeded
        | Reason::PolicyNotAcceptable
        | Reason::PolicyMappingInvalid
        | Reason::NameNotPermitted
        | Reason::NameFormNotProcessed => Failed(Sub::ChainConstraintsFailure),

        Reason::CertificateSignatureInvalid => Failed(Sub::SigCryptoFailure),
        Reason::AlgorithmNotAllowed | Reason::KeyTooWeak => Failed(Sub::CryptoConstraintsFailure),
        Reason::AlgorithmUnsupported => Open(Sub::CryptoConstraintsFailure),

        Reason::PathNotFound | Reason::AnchorOutOfTime => Open(Sub::NoCertificateChainFound),
        Reason::BudgetExceeded => Open(Sub::PolicyProcessingError),

        Reason::CertificateRevoked | Reason::CertificateOnHold | Reason::CertificateNotIssued => {
            Failed(Sub::Revoked)
        }
        Reason::RevocationMissing
        | Reason::RevocationStale
        | Reason::RevocationFuture
        | Reason::RevocationSignatureInvalid
        | Reason::RevocationForeign
        | Reason::RevocationScope
        | Reason::RevocationReasonsMissing
        | Reason::RevocationDeltaOnly
        | Reason::RevocationListUnusable
        | Reason::RevocationAfterExpiry
        | Reason::RevocationCircular
        | Reason::OcspUnknown
        | Reason::OcspResponderNotAuthorised
        | Reason::OcspNonceMismatch
        | Reason::OcspAnswerUnusable => Open(Sub::TryLater),
        Reason::RevocationNotChecked | Reason::RevokedLater => Told,

        Reason::SignerMissing | Reason::ContentConfused | Reason::ContentIsAttributes => {
            Failed(Sub::FormatFailure)
        }
        Reason::SignatureInvalid => Failed(Sub::SigCryptoFailure),
        Reason::ContentDigestMismatch => Failed(Sub::HashFailure),
        Reason::AlgorithmMismatch | Reason::AlgorithmProtectionMismatch => {
            Failed(Sub::CryptoConstraintsFailure)
        }
        Reason::SignedAttributesMissing
        | Reason::SignedAttributesInvalid
        | Reason::SignerCertificateAmbiguous
        | Reason::SigningCertificateMismatch
        | Reason::SigningCertificateMissing => Failed(Sub::SigConstraintsFailure),
        Reason::SignerCertificateMissing => Open(Sub::NoSigningCertificateFound),
        Reason::ContentMissing => Open(Sub::SignedDataNotFound),
        Reason::TrailingNul | Reason::SigningTimeInFuture => Told,

        // A stamp that does not hold leaves the signature without its proof, and weighs no more than that.
        Reason::TimeStampUnreadable => Failed(Sub::FormatFailure),
        Reason::TimeStampImprintMismatch => Failed(Sub::HashFailure),
        Reason::TimeStampImprintNotAllowed => Failed(Sub::CryptoConstraintsFailure),
        Reason::TimeStampUnusable => Failed(Sub::SigConstraintsFailure),
        Reason::TimeStampInFuture => Open(Sub::TimestampOrderFailure),
        Reason::TimeStampProvesNothing => Told,

        Reason::UnexpectedSigner
        | Reason::ClaimUnmet
        | Reason::CertificateNotTheOneChecked
        | Reason::DocumentMissing
        | Reason::DocumentAdded
        | Reason::DocumentChanged
        | Reason::DocumentSwapped
        | Reason::DocumentSignerDiffers => Failed(Sub::SigConstraintsFailure),
        Reason::UnsignedByProcedure => Open(Sub::PolicyProcessingError),

        Reason::NothingJudged => Failed(Sub::PolicyProcessingError),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Missing, stale or unreadable evidence is never good (C3-9).
    #[test]
    fn only_seven_reasons_leave_a_verdict_passed() {
        let told: Vec<_> =
            Reason::ALL.iter().copied().filter(|&reason| judge(reason) == Judgement::Told).collect();
        assert_eq!(
            told,
            [
                Reason::NumberCheckDigit,
                Reason::NumberDate,
                Reason::RevocationNotChecked,
                Reason::RevokedLater,
                Reason::SigningTimeInFuture,
                Reason::TrailingNul,
                Reason::TimeStampProvesNothing
            ]
        );
    }

    #[test]
    fn the_heaviest_judgement_decides() {
        assert!(Indication::TotalFailed > Indication::Indeterminate);
        assert!(Indication::Indeterminate > Indication::TotalPassed);
    }
}
