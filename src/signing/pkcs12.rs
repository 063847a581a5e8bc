//! PKCS #12 (RFC 7292): what the national authority hands out. The wrappers may be BER, as its software writes them.

use zeroize::Zeroizing;

use super::error::KeyFileError;
use super::key::SigningKey;
use super::password::Password;
use super::pbe::{self, MacData};
use super::pkcs8;
use super::work::Work;
use crate::asn1::{BerReader, ObjectIdentifier, Tag, object_identifier, oid, small_unsigned};
use crate::certificate::Certificate;
use crate::crypto::{AlgorithmError, AlgorithmIdentifier, DigestAlgorithm, Unsupported};
use crate::error::{Error, ErrorKind, Result};
use crate::limits;

const WHAT: &str = "PKCS #12";
const EXPLICIT: Tag = Tag::context_constructed(0);

/// What is in a file.
#[derive(Default)]
pub(super) struct Contents {
    pub(super) key: Option<SigningKey>,
    pub(super) certificates: Vec<Certificate>,
}

impl Contents {
    /// Nobody reads on after a second key: which one is meant is not said.
    pub(super) fn add(&mut self, key: SigningKey) -> Result<(), KeyFileError> {
        match self.key.replace(key) {
            None => Ok(()),
            Some(_) => Err(KeyFileError::SeveralKeys),
        }
    }
}

/// A SEQUENCE that starts with its version, 3, and goes on as no private key does.
pub(super) fn is_pkcs12(bytes: &[u8]) -> bool {
    let mut ber = BerReader::new(bytes, WHAT);
    ber.enter(Tag::SEQUENCE).is_ok() && ber.der(Tag::INTEGER).is_ok_and(|version| version.value == [3])
}

/// ```text
/// PFX ::= SEQUENCE { version INTEGER {v3(3)}, authSafe ContentInfo, macData MacData OPTIONAL }
/// ```
pub(super) fn read(
    bytes: &[u8],
    password: &Password,
    work: &mut Work,
    contents: &mut Contents,
) -> Result<(), KeyFileError> {
    let mut ber = BerReader::new(bytes, WHAT);
    ber.enter(Tag::SEQUENCE)?;
    ber.der(Tag::INTEGER)?;
    let safe = match content_info(&mut ber)? {
        oid::DATA => Zeroizing::new(data(&mut ber)?),
        other => return Err(unsupported(other, "unknown protection of a key file")),
    };
    let mac = if ber.at_end() { None } else { Some(mac_data(&mut ber)?) };
    ber.leave()?;
    if !ber.rest().is_empty() {
        return Err(ber.error(ErrorKind::TrailingData).into());
    }
    let Some(mac) = mac else { return authenticated_safe(&safe, password, work, contents) };
    mac.check(&safe, password, work)?;
    // The password is right: what it does not open was not encrypted with it.
    authenticated_safe(&safe, password, work, contents).map_err(|error| match error {
        KeyFileError::WrongPassword => Error::new(ErrorKind::Malformed, WHAT).into(),
        other => other,
    })
}

const fn unsupported(oid: ObjectIdentifier, why: &'static str) -> KeyFileError {
    KeyFileError::Unsupported(Unsupported::new(oid, why))
}

fn identifier(ber: &mut BerReader<'_>) -> Result<ObjectIdentifier> {
    object_identifier(ber.der(Tag::OBJECT_IDENTIFIER)?.value)
}

/// Goes into `ContentInfo ::= SEQUENCE { contentType OBJECT IDENTIFIER, content [0] EXPLICIT ANY }`, up to the content.
fn content_info(ber: &mut BerReader<'_>) -> Result<ObjectIdentifier> {
    ber.enter(Tag::SEQUENCE)?;
    let name = identifier(ber)?;
    ber.enter(EXPLICIT)?;
    Ok(name)
}

/// The octets of the content, and out of the ContentInfo.
fn data(ber: &mut BerReader<'_>) -> Result<Vec<u8>> {
    let octets = ber.octet_string()?.concat();
    ber.leave()?;
    ber.leave()?;
    Ok(octets)
}

/// ```text
/// MacData ::= SEQUENCE { mac DigestInfo, macSalt OCTET STRING, iterations INTEGER DEFAULT 1 }
/// DigestInfo ::= SEQUENCE { digestAlgorithm AlgorithmIdentifier, digest OCTET STRING }
/// ```
fn mac_data<'a>(ber: &mut BerReader<'a>) -> Result<MacData<'a>, KeyFileError> {
    ber.enter(Tag::SEQUENCE)?;
    ber.enter(Tag::SEQUENCE)?;
    let digest = ber.der(Tag::SEQUENCE)?.raw;
    let mac = ber.der(Tag::OCTET_STRING)?.value;
    ber.leave()?;
    let salt = ber.der(Tag::OCTET_STRING)?.value;
    let iterations = if ber.at_end() { 1 } else { small_unsigned(ber.der(Tag::INTEGER)?.value)? };
    ber.leave()?;
    let digest = match DigestAlgorithm::from_der(digest) {
        Ok(digest) => digest,
        Err(AlgorithmError::Malformed(error)) => return Err(error.into()),
        Err(AlgorithmError::Unsupported(found)) => return Err(unsupported(found.oid(), "unknown MAC")),
    };
    Ok(MacData { digest, mac, salt, iterations })
}

/// `AuthenticatedSafe ::= SEQUENCE OF ContentInfo`, each plain or encrypted.
fn authenticated_safe(
    bytes: &[u8],
    password: &Password,
    work: &mut Work,
    contents: &mut Contents,
) -> Result<(), KeyFileError> {
    each(bytes, |ber| match content_info(ber)? {
        oid::DATA => {
            let bags = Zeroizing::new(data(ber)?);
            each(&bags, |ber| bag(ber, password, work, contents))
        }
        oid::ENCRYPTED_DATA => {
            let bags = encrypted_data(ber, password, work)?;
            each(&bags, |ber| bag(ber, password, work, contents)).map_err(pkcs8::nonsense)
        }
        other => Err(unsupported(other, "unknown protection of a key file")),
    })
}

/// The elements of a SEQUENCE that is the whole of `bytes`.
fn each(
    bytes: &[u8],
    mut take: impl FnMut(&mut BerReader<'_>) -> Result<(), KeyFileError>,
) -> Result<(), KeyFileError> {
    let mut ber = BerReader::new(bytes, WHAT);
    ber.enter(Tag::SEQUENCE)?;
    let mut count = 0;
    while !ber.at_end() {
        count += 1;
        if count > limits::KEY_FILE_PARTS {
            return Err(ber.error(ErrorKind::LimitExceeded).into());
        }
        take(&mut ber)?;
    }
    ber.leave()?;
    if ber.rest().is_empty() { Ok(()) } else { Err(ber.error(ErrorKind::TrailingData).into()) }
}

/// ```text
/// EncryptedData ::= SEQUENCE { version INTEGER, encryptedContentInfo SEQUENCE {
///     contentType                 OBJECT IDENTIFIER,
///     contentEncryptionAlgorithm  AlgorithmIdentifier,
///     encryptedContent        [0] IMPLICIT OCTET STRING } }
/// ```
fn encrypted_data(
    ber: &mut BerReader<'_>,
    password: &Password,
    work: &mut Work,
) -> Result<Zeroizing<Vec<u8>>, KeyFileError> {
    ber.enter(Tag::SEQUENCE)?;
    ber.der(Tag::INTEGER)?;
    ber.enter(Tag::SEQUENCE)?;
    identifier(ber)?;
    let algorithm = ber.der(Tag::SEQUENCE)?.raw;
    let encrypted = implicit_octets(ber)?;
    for _ in 0..4 {
        ber.leave()?;
    }
    pbe::decrypt(algorithm, &encrypted, password, work)
}

/// `[0] IMPLICIT OCTET STRING`, in one piece or in several.
fn implicit_octets(ber: &mut BerReader<'_>) -> Result<Vec<u8>> {
    if ber.peek() != Some(EXPLICIT) {
        return Ok(ber.der(Tag::context(0))?.value.to_vec());
    }
    ber.enter(EXPLICIT)?;
    let mut octets = Vec::new();
    while !ber.at_end() {
        ber.octet_string()?.iter().for_each(|piece| octets.extend_from_slice(piece));
    }
    ber.leave()?;
    Ok(octets)
}

/// ```text
/// SafeBag ::= SEQUENCE {
///     bagId          OBJECT IDENTIFIER,
///     bagValue       [0] EXPLICIT ANY,
///     bagAttributes  SET OF PKCS12Attribute OPTIONAL }
/// ```
/// Lists and secrets of other kinds are passed over, and so are names and key identifiers.
fn bag(
    ber: &mut BerReader<'_>,
    password: &Password,
    work: &mut Work,
    contents: &mut Contents,
) -> Result<(), KeyFileError> {
    ber.enter(Tag::SEQUENCE)?;
    let kind = identifier(ber)?;
    ber.enter(EXPLICIT)?;
    match kind {
        oid::KEY_BAG => contents.add(pkcs8::plain(ber.der(Tag::SEQUENCE)?.raw)?)?,
        oid::SHROUDED_KEY_BAG => contents.add(shrouded(ber, password, work)?)?,
        oid::CERTIFICATE_BAG => contents.certificates.extend(certificate(ber)?),
        _ => {
            ber.any()?;
        }
    }
    ber.leave()?;
    while !ber.at_end() {
        ber.any()?;
    }
    Ok(ber.leave()?)
}

/// An EncryptedPrivateKeyInfo, as in `pkcs8`, but perhaps BER.
fn shrouded(
    ber: &mut BerReader<'_>,
    password: &Password,
    work: &mut Work,
) -> Result<SigningKey, KeyFileError> {
    ber.enter(Tag::SEQUENCE)?;
    let algorithm = ber.der(Tag::SEQUENCE)?.raw;
    AlgorithmIdentifier::from_der(algorithm)?;
    let encrypted = ber.octet_string()?.concat();
    ber.leave()?;
    pkcs8::plain(&pbe::decrypt(algorithm, &encrypted, password, work)?).map_err(pkcs8::nonsense)
}

/// `CertBag ::= SEQUENCE { certId OBJECT IDENTIFIER, certValue [0] EXPLICIT OCTET STRING }`. One that cannot be read is
/// no certificate of this key.
fn certificate(ber: &mut BerReader<'_>) -> Result<Option<Certificate>> {
    ber.enter(Tag::SEQUENCE)?;
    let kind = identifier(ber)?;
    ber.enter(EXPLICIT)?;
    let octets = ber.octet_string()?.concat();
    ber.leave()?;
    ber.leave()?;
    Ok(if kind == oid::X509_CERTIFICATE { Certificate::from_der(&octets).ok() } else { None })
}
