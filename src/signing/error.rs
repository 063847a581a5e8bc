//! What can go wrong with a key file, and with signing. Neither repeats a password, a key or content (NFR-1).

use crate::crypto::Unsupported;
use crate::error::Error;
use crate::finding::Reason;
use crate::validation::Verdict;

/// Why no key came out of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyFileError {
    /// It is not the PKCS #8 or PKCS #12 that it should be, or is larger, or asks for more work, than any that is
    /// issued.
    #[error("the key file is damaged: {0}")]
    Damaged(#[from] Error),
    /// The password does not open it. Where the file has nothing to tell the two apart by, such as a MAC that does not
    /// match, it may be damaged as well.
    #[error("the password does not open the key file")]
    WrongPassword,
    /// It is encrypted, and no password was given.
    #[error("the key file needs a password")]
    PasswordNeeded,
    /// It holds no private key.
    #[error("there is no private key in the file")]
    KeyMissing,
    /// It holds several private keys, and nothing says which.
    #[error("there are several private keys in the file")]
    SeveralKeys,
    /// The key, or the way in which it is encrypted, is none that this library has.
    #[error("not supported: {0}")]
    Unsupported(Unsupported),
}

/// What a [`Signer`](super::Signer) says when it does not sign.
pub type SignerFailure = Box<dyn std::error::Error + Send + Sync>;

/// Why nothing was signed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SigningError {
    /// The certificate may not sign: expired, revoked, of another usage or another holder (LIC-3, LIC-4).
    #[error("the certificate may not sign: {}", codes(.0))]
    CertificateRefused(Verdict),
    /// Whether the certificate may sign is not known; see [`Indeterminate`](super::Indeterminate).
    #[error("whether the certificate may sign is not known: {}", codes(.0))]
    CertificateIndeterminate(Verdict),
    /// The key is not the certificate's (LIC-4).
    #[error("the key does not belong to the certificate")]
    KeyMismatch,
    /// The certificate's key is of a kind that nothing here signs with, or a time stamp's digest none that is known.
    #[error("not supported: {0}")]
    Unsupported(Unsupported),
    /// The signer did not sign.
    #[error("the signer failed: {0}")]
    Signer(SignerFailure),
    /// What the signer gave is not the signature of the certificate's key over what was prepared.
    #[error("the signature does not verify")]
    SignatureInvalid,
    /// What was signed does not verify as a whole, for these reasons (threat 35).
    #[error("the signed message does not verify")]
    NotVerified(Vec<Reason>),
    /// The message to sign, or what was prepared, cannot be read.
    #[error(transparent)]
    Unreadable(#[from] Error),
    /// The message has its content elsewhere, and it was not given.
    #[error("the content of the message was not given")]
    ContentMissing,
    /// The message has its content inside, and other content was given.
    #[error("the content was given both inside the message and beside it")]
    ContentConfused,
    /// The message has no signer of this number.
    #[error("the message has no such signer")]
    SignerUnknown,
    /// The time stamp is over something else than this signature.
    #[error("the time stamp is not over this signature")]
    StampOfAnother,
    /// The content is not what those signed who signed before.
    #[error("the content is not what the other signers signed")]
    ContentDiffers,
}

fn codes(verdict: &Verdict) -> String {
    let reasons = verdict.reasons();
    let codes: Vec<_> = reasons.iter().map(|reason| reason.code()).collect();
    if codes.is_empty() { Reason::RevocationNotChecked.code().to_owned() } else { codes.join(", ") }
}
