//! PKCS #8 (RFC 5958): the private key itself, and its encryption by PBES2 (RFC 8018 6.2).

use pkcs8::pkcs5::EncryptionScheme;
use pkcs8::pkcs5::pbes2::Kdf;
use zeroize::Zeroizing;

use super::error::KeyFileError;
use super::key::SigningKey;
use super::password::Password;
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
pub(super) fn parts(der: &[u8]) -> Result<(&[u8], &[u8]), Error> {
    let mut reader = Reader::new(whole(der, Tag::SEQUENCE, WHAT)?.value, WHAT);
    let algorithm = reader.element(Tag::SEQUENCE)?.raw;
    let encrypted = reader.value(Tag::OCTET_STRING)?;
    reader.finish()?;
    Ok((algorithm, encrypted))
}

/// The two forms are told apart by what comes first: a version, or an algorithm.
pub(super) fn is_encrypted(der: &[u8]) -> bool {
    whole(der, Tag::SEQUENCE, WHAT).is_ok_and(|element| element.value.first() == Some(&Tag::SEQUENCE.0))
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
    if found.oid != oid::PBES2 {
        return Err(KeyFileError::Unsupported(Unsupported::new(found.oid, "unknown encryption of a key")));
    }
    let key = pbes2(algorithm, encrypted, password, work)?;
    plain(&key).map_err(|error| match error {
        KeyFileError::Damaged(_) => KeyFileError::WrongPassword,
        other => other,
    })
}

/// Decrypts by PBES2: PBKDF2 or scrypt, and AES or the old 3DES.
pub(super) fn pbes2(
    algorithm: &[u8],
    encrypted: &[u8],
    password: &Password,
    work: &mut Work,
) -> Result<Zeroizing<Vec<u8>>, KeyFileError> {
    let unsupported = KeyFileError::Unsupported(Unsupported::new(oid::PBES2, "parameters not supported"));
    let Ok(EncryptionScheme::Pbes2(parameters)) = EncryptionScheme::try_from(algorithm) else {
        return Err(unsupported);
    };
    match &parameters.kdf {
        Kdf::Pbkdf2(pbkdf2) => work.iterate(pbkdf2.iteration_count.into())?,
        Kdf::Scrypt(scrypt) => {
            work.mix(scrypt.cost_parameter, scrypt.block_size.into(), scrypt.parallelization.into())?
        }
        _ => return Err(unsupported),
    }
    let opened = parameters.decrypt(password.utf8(), encrypted);
    opened.map(Zeroizing::new).map_err(|_| KeyFileError::WrongPassword)
}
