//! One opaque error type for everything that can be *wrong with the input's form*.
//!
//! What is wrong with a signature or a certificate as such is not an error but a verdict
//! ([`crate::Verdict`]). An [`Error`] never carries content, names or numbers of a person: only what was
//! being read, what kind of trouble it was, and where.

use std::fmt;

/// Why bytes or text could not be taken. See [`Error::kind`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The bytes are not the DER that the structure asks for (X.690).
    #[error("not well-formed DER")]
    Malformed,
    /// Bytes follow the end of the structure.
    #[error("bytes follow the end")]
    TrailingData,
    /// A bound on size or number was met; they are far above what is issued.
    #[error("too large or too many parts")]
    LimitExceeded,
    /// A version number that the structure's standard does not have.
    #[error("unknown version")]
    UnsupportedVersion,
    /// A time that is not in the one allowed form, or not in the calendar (RFC 5280 4.1.2.5).
    #[error("not a valid time")]
    InvalidTime,
    /// A serial number that is negative, zero, not minimal or over 20 octets (RFC 5280 4.1.2.2).
    #[error("not a valid serial number")]
    InvalidSerial,
    /// An extension occurs twice (RFC 5280 4.2).
    #[error("an extension occurs twice")]
    DuplicateExtension,
    /// A recognised extension cannot be decoded.
    #[error("an extension cannot be decoded")]
    InvalidExtension,
    /// The signature algorithm inside the signed part differs from the one outside (RFC 5280 4.1.1.2).
    #[error("inner and outer signature algorithm differ")]
    AlgorithmMismatch,
    /// Text that is neither DER, PEM nor base64.
    #[error("neither DER, PEM nor base64")]
    Encoding,
    /// Not exactly 12 ASCII digits.
    #[error("not exactly 12 digits")]
    IdentityNumber,
}

/// Something could not be read. Opaque: match on [`Error::kind`].
///
/// ```
/// let error = kz_eds::Iin::parse("not a number").unwrap_err();
/// assert_eq!(error.kind(), kz_eds::ErrorKind::IdentityNumber);
/// assert!(!error.to_string().contains("not a number"), "an error repeats no input");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Error {
    kind: ErrorKind,
    what: &'static str,
    offset: Option<usize>,
}

/// Shorthand for results of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// An error about `what`, a static name of the structure being read.
    pub(crate) const fn new(kind: ErrorKind, what: &'static str) -> Self {
        Self { kind, what, offset: None }
    }

    /// The same with the byte offset where reading stopped.
    pub(crate) const fn at(kind: ErrorKind, what: &'static str, offset: usize) -> Self {
        Self { kind, what, offset: Some(offset) }
    }

    /// What kind of trouble it is.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// Which structure was being read, e.g. `"certificate"`.
    pub fn what(&self) -> &'static str {
        self.what
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.what, self.kind)?;
        match self.offset {
            Some(offset) => write!(f, " (at byte {offset})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Error {}
