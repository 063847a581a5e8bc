//! PKCS #8 (RFC 5958): the private key itself, plain or encrypted.

use super::error::KeyFileError;
use super::key::SigningKey;
use super::password::Password;
use super::pbes2;
use super::work::Work;
use crate::asn1::{Reader, Tag, oid, whole};
use crate::crypto::{AlgorithmIdentifier, Unsupported};
use crate::error::{Error, ErrorKind};
use crate::limits;

pub(super) const WHAT: &str = "private key";

/// ```text
/// PrivateKeyInfo ::= SEQUENCE {
///     version              INTEGER,
///     privateKeyAlgorithm  AlgorithmIdentifier,
///     privateKey           OCTET STRING, … }
/// ```
pub(super) fn plain(der: &[u8]) -> Result<SigningKey, KeyFileError> {
    if der.len() > limits::PRIVATE_KEY_BYTES {
        return Err(Error::new(ErrorKind::LimitExceeded, WHAT).into());
    }
    let mut reader = Reader::new(whole(der, Tag::SEQUENCE, WHAT)?.value, WHAT);
    reader.value(Tag::INTEGER)?;
    let algorithm = AlgorithmIdentifier::from_der(reader.element(Tag::SEQUENCE)?.raw)?;
    reader.value(Tag::OCTET_STRING)?;
    SigningKey::from_pkcs8(&algorithm, der)
}

/// ```text
/// EncryptedPrivateKeyInfo ::= SEQUENCE {
///     encryptionAlgorithm  AlgorithmIdentifier,
///     encryptedData        OCTET STRING }
/// ```
fn parts(der: &[u8]) -> Result<(&[u8], &[u8]), Error> {
    let mut reader = Reader::new(whole(der, Tag::SEQUENCE, WHAT)?.value, WHAT);
    let algorithm = reader.element(Tag::SEQUENCE)?.raw;
    let encrypted = reader.value(Tag::OCTET_STRING)?;
    reader.finish()?;
    Ok((algorithm, encrypted))
}

/// The two forms are told apart by what comes first: a version, or an algorithm. A damaged certificate is neither.
pub(super) fn is_encrypted(der: &[u8]) -> bool {
    parts(der).is_ok()
}

/// What a wrong password makes of a key or of bags: octets without form. So their want of form is the password's
/// fault, where nothing vouches for the password.
pub(super) fn nonsense(error: KeyFileError) -> KeyFileError {
    match error {
        KeyFileError::Damaged(error) if error.kind() != ErrorKind::LimitExceeded => {
            KeyFileError::WrongPassword
        }
        other => other,
    }
}

/// Opens an EncryptedPrivateKeyInfo of a file of its own. Nothing but the padding and the form of what comes out tells
/// whether the password was right.
pub(super) fn encrypted(
    der: &[u8],
    password: &Password,
    work: &mut Work,
) -> Result<SigningKey, KeyFileError> {
    let (algorithm, encrypted) = parts(der)?;
    let found = AlgorithmIdentifier::from_der(algorithm)?;
    if found.oid() != oid::PBES2 {
        return Err(KeyFileError::Unsupported(Unsupported::new(found.oid(), "unknown encryption of a key")));
    }
    plain(&pbes2::decrypt(&found, encrypted, password, work)?).map_err(nonsense)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A bound that was met is no sign of a wrong password: another would not help.
    #[test]
    fn bounds_are_not_the_passwords_fault() {
        let damaged = |kind| KeyFileError::Damaged(Error::new(kind, WHAT));
        assert_eq!(nonsense(damaged(ErrorKind::Malformed)), KeyFileError::WrongPassword);
        assert_eq!(nonsense(damaged(ErrorKind::LimitExceeded)), damaged(ErrorKind::LimitExceeded));
    }
}
