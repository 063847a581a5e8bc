//! PBES2 (RFC 8018 6.2): a key by PBKDF2 or scrypt, and AES or the old 3DES with it.

use aes::{Aes128, Aes192, Aes256};
use des::TdesEde3;
use pbkdf2::pbkdf2_hmac;
use sha1::Sha1;
use sha2::{Sha224, Sha256, Sha384, Sha512};
use zeroize::Zeroizing;

use super::error::KeyFileError;
use super::password::Password;
use super::pbe::{self, Secret};
use super::work::Work;
use crate::asn1::{Reader, Tag, oid, small_unsigned, whole};
use crate::crypto::{AlgorithmIdentifier, Unsupported};
use crate::error::{Error, ErrorKind, Result};

const WHAT: &str = "PBES2 parameters";
const MALFORMED: Error = Error::new(ErrorKind::Malformed, WHAT);

/// The parameters of an algorithm that has a SEQUENCE of them.
fn fields<'a>(algorithm: &AlgorithmIdentifier<'a>) -> Result<Reader<'a>> {
    let parameters = algorithm.parameters.ok_or(MALFORMED)?;
    Ok(Reader::new(whole(parameters.raw, Tag::SEQUENCE, WHAT)?.value, WHAT))
}

fn unknown(algorithm: &AlgorithmIdentifier<'_>, why: &'static str) -> KeyFileError {
    KeyFileError::Unsupported(Unsupported::new(algorithm.oid(), why))
}

/// ```text
/// PBES2-params ::= SEQUENCE {                          -- RFC 8018 A.4
///     keyDerivationFunc  AlgorithmIdentifier,
///     encryptionScheme   AlgorithmIdentifier }
/// ```
pub(super) fn decrypt(
    scheme: &AlgorithmIdentifier<'_>,
    encrypted: &[u8],
    password: &Password,
    work: &mut Work,
) -> Result<Secret, KeyFileError> {
    let mut fields = fields(scheme)?;
    let derivation = AlgorithmIdentifier::from_der(fields.element(Tag::SEQUENCE)?.raw)?;
    let encryption = AlgorithmIdentifier::from_der(fields.element(Tag::SEQUENCE)?.raw)?;
    fields.finish()?;
    let (cipher, octets) = match encryption.oid() {
        oid::AES_128_CBC => (pbe::cbc::<Aes128> as Cipher, 16),
        oid::AES_192_CBC => (pbe::cbc::<Aes192> as Cipher, 24),
        oid::AES_256_CBC => (pbe::cbc::<Aes256> as Cipher, 32),
        oid::DES_EDE3_CBC => (pbe::cbc::<TdesEde3> as Cipher, 24),
        _ => return Err(unknown(&encryption, "unknown cipher of a key file")),
    };
    let parameters = encryption.parameters.ok_or(MALFORMED)?;
    let iv = whole(parameters.raw, Tag::OCTET_STRING, WHAT)?.value;
    let key = derive(&derivation, octets, password, work)?;
    cipher(&key, iv, encrypted)
}

/// Key, initialisation vector and ciphertext in, plaintext out.
type Cipher = fn(&[u8], &[u8], &[u8]) -> Result<Secret, KeyFileError>;

/// A key of this many octets.
fn derive(
    algorithm: &AlgorithmIdentifier<'_>,
    octets: usize,
    password: &Password,
    work: &mut Work,
) -> Result<Secret, KeyFileError> {
    let mut key = Zeroizing::new(vec![0; octets]);
    match algorithm.oid() {
        oid::PBKDF2 => by_pbkdf2(algorithm, password, work, &mut key)?,
        oid::SCRYPT => by_scrypt(algorithm, password, work, &mut key)?,
        _ => return Err(unknown(algorithm, "unknown key derivation")),
    }
    Ok(key)
}

/// A positive count.
fn count(fields: &mut Reader<'_>) -> Result<u32> {
    match small_unsigned(fields.value(Tag::INTEGER)?)? {
        0 => Err(MALFORMED),
        count => Ok(count),
    }
}

/// `keyLength INTEGER (1..MAX) OPTIONAL`: the one that the cipher has.
fn key_length(fields: &mut Reader<'_>, key: &[u8]) -> Result<()> {
    match fields.optional(Tag::INTEGER)?.map(small_unsigned).transpose()? {
        Some(length) if usize::try_from(length) != Ok(key.len()) => Err(MALFORMED),
        _ => Ok(()),
    }
}

/// ```text
/// PBKDF2-params ::= SEQUENCE {                         -- RFC 8018 A.2
///     salt            CHOICE { specified OCTET STRING, … },
///     iterationCount  INTEGER (1..MAX),
///     keyLength       INTEGER (1..MAX) OPTIONAL,
///     prf             AlgorithmIdentifier DEFAULT algid-hmacWithSHA1 }
/// ```
fn by_pbkdf2(
    algorithm: &AlgorithmIdentifier<'_>,
    password: &Password,
    work: &mut Work,
    key: &mut [u8],
) -> Result<(), KeyFileError> {
    let mut fields = fields(algorithm)?;
    let salt = fields.value(Tag::OCTET_STRING)?;
    let iterations = count(&mut fields)?;
    key_length(&mut fields, key)?;
    let by = prf(&mut fields)?;
    fields.finish()?;
    work.iterate(iterations.into())?;
    by(password.utf8(), salt, iterations, key);
    Ok(())
}

/// PBKDF2 by one pseudorandom function: password, salt and iterations in, key out.
type Pbkdf2 = fn(&[u8], &[u8], u32, &mut [u8]);

/// The functions of RFC 8018 B.1, whose parameters are NULL.
fn prf(fields: &mut Reader<'_>) -> Result<Pbkdf2, KeyFileError> {
    if fields.is_empty() {
        return Ok(pbkdf2_hmac::<Sha1>);
    }
    let found = AlgorithmIdentifier::from_der(fields.element(Tag::SEQUENCE)?.raw)?;
    let by: Pbkdf2 = match found.oid() {
        oid::HMAC_SHA1 => pbkdf2_hmac::<Sha1>,
        oid::HMAC_SHA224 => pbkdf2_hmac::<Sha224>,
        oid::HMAC_SHA256 => pbkdf2_hmac::<Sha256>,
        oid::HMAC_SHA384 => pbkdf2_hmac::<Sha384>,
        oid::HMAC_SHA512 => pbkdf2_hmac::<Sha512>,
        _ => return Err(unknown(&found, "unknown pseudorandom function")),
    };
    if found.has_null_or_nothing() { Ok(by) } else { Err(MALFORMED.into()) }
}

/// ```text
/// scrypt-params ::= SEQUENCE {                         -- RFC 7914 7.1
///     salt                      OCTET STRING,
///     costParameter             INTEGER (1..MAX),
///     blockSize                 INTEGER (1..MAX),
///     parallelizationParameter  INTEGER (1..MAX),
///     keyLength                 INTEGER (1..MAX) OPTIONAL }
/// ```
/// The cost is a power of two greater than one (RFC 7914 2).
fn by_scrypt(
    algorithm: &AlgorithmIdentifier<'_>,
    password: &Password,
    work: &mut Work,
    key: &mut [u8],
) -> Result<(), KeyFileError> {
    let mut fields = fields(algorithm)?;
    let salt = fields.value(Tag::OCTET_STRING)?;
    let (cost, block, parallel) = (count(&mut fields)?, count(&mut fields)?, count(&mut fields)?);
    key_length(&mut fields, key)?;
    fields.finish()?;
    if cost < 2 || !cost.is_power_of_two() {
        return Err(MALFORMED.into());
    }
    work.mix(cost.into(), block.into(), parallel.into())?;
    let log = u8::try_from(cost.trailing_zeros()).map_err(|_| MALFORMED)?;
    let parameters = scrypt::Params::new(log, block, parallel).map_err(|_| MALFORMED)?;
    scrypt::scrypt(password.utf8(), salt, &parameters, key).map_err(|_| MALFORMED)?;
    Ok(())
}
