//! Key files, whatever they are: told apart by what is in them.

use std::fmt;

use zeroize::Zeroizing;

use super::error::KeyFileError;
use super::key::SigningKey;
use super::password::Password;
use super::signer::Signer;
use super::work::Work;
use super::{pkcs8, pkcs12};
use crate::asn1::armour;
use crate::certificate::Certificate;
use crate::crypto::PublicKeyInfo;
use crate::error::{Error, ErrorKind};
use crate::limits;

/// A private key and the certificates that lie beside it.
///
/// - PKCS #12 (RFC 7292) as the national authority issues it (BER, PBE-SHA1-3DES, RC2-40, MAC with SHA-1), and modern
///   (PBES2, MAC with SHA-2).
/// - PKCS #8 (RFC 5958), plain or encrypted by PBES2, in DER or PEM; certificates may stand in the same PEM file.
///
/// RSA and P-256. Of another key, a GOST key for one, the error names the algorithm.
///
/// ```
/// use kz_eds::{KeyFile, KeyFileError, Password};
/// let file = std::fs::read("testdata/keys/head_legacy.p12")?;
/// let opened = KeyFile::open(&file, Some(&Password::new("Test-1234")))?;
/// assert!(opened.certificate().is_some());
/// let wrong = KeyFile::open(&file, Some(&Password::new("test-1234")));
/// assert_eq!(wrong.unwrap_err(), KeyFileError::WrongPassword);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct KeyFile {
    key: SigningKey,
    certificates: Vec<Certificate>,
}

impl KeyFile {
    /// Opens a file. Work is bounded: a file that asks for more rounds of key derivation, or more memory, than any that
    /// is issued, is refused.
    ///
    /// # Errors
    /// [`KeyFileError`].
    pub fn open(input: &[u8], password: Option<&Password>) -> Result<Self, KeyFileError> {
        if input.len() > limits::KEY_FILE_BYTES {
            return Err(Error::new(ErrorKind::LimitExceeded, "key file").into());
        }
        let mut contents = pkcs12::Contents::default();
        let mut work = Work::new();
        // Each is wiped, whichever of them is the last to be read.
        let objects = armour::objects(input)?.into_iter().map(|object| Zeroizing::new(object.into_owned()));
        for object in objects.collect::<Vec<_>>() {
            add(&object, password, &mut work, &mut contents)?;
        }
        let pkcs12::Contents { key, certificates } = contents;
        Ok(Self { key: key.ok_or(KeyFileError::KeyMissing)?, certificates })
    }

    /// The private key.
    pub fn key(&self) -> &SigningKey {
        &self.key
    }

    /// The same, taken out.
    pub fn into_key(self) -> SigningKey {
        self.key
    }

    /// Every certificate that could be read, in the order of the file.
    pub fn certificates(&self) -> &[Certificate] {
        &self.certificates
    }

    /// The first certificate that has this key.
    pub fn certificate(&self) -> Option<&Certificate> {
        self.certificates.iter().find(|certificate| is_of(&self.key, certificate))
    }
}

/// Whether the certificate has the public key that the signer says is its own; `true` of one that says nothing.
pub(super) fn is_of(signer: &(impl Signer + ?Sized), certificate: &Certificate) -> bool {
    let Some(own) = signer.public_key_info() else { return true };
    let own = PublicKeyInfo::from_der(&own);
    own.is_ok() && own == PublicKeyInfo::from_der(certificate.public_key_info())
}

/// One object of a file: a PEM file may have several.
fn add(
    object: &[u8],
    password: Option<&Password>,
    work: &mut Work,
    contents: &mut pkcs12::Contents,
) -> Result<(), KeyFileError> {
    let password = password.ok_or(KeyFileError::PasswordNeeded);
    if pkcs12::is_pkcs12(object) {
        pkcs12::read(object, password?, work, contents)?;
    } else if let Ok(certificate) = Certificate::from_der(object) {
        contents.certificates.push(certificate);
    } else if pkcs8::is_encrypted(object) {
        contents.add(pkcs8::encrypted(object, password?, work)?)?;
    } else {
        contents.add(pkcs8::plain(object)?)?;
    }
    Ok(())
}

/// Shows the kind of the key and how many certificates there are.
impl fmt::Debug for KeyFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyFile")
            .field("key", &self.key)
            .field("certificates", &self.certificates.len())
            .finish()
    }
}
