//! Requests, for the portal to send (RFC 6960 4.1, RFC 5019 2.1.1).

use std::fmt;

use crate::asn1::{Tag, oid, tlv};
use crate::certificate::Certificate;
use crate::crypto::{DigestAlgorithm, RustCrypto};
use crate::error::{Error, ErrorKind, Result};
use crate::limits::ANSWERS;

use super::cert_id;

const WHAT: &str = "OCSP request";

/// Octets of a nonce at the most (RFC 8954 2.1).
const NONCE_BYTES: usize = 32;

/// A request in the making: unsigned, of version 1, the same octets for the same questions. The HTTP part is the
/// caller's.
///
/// ```text
/// OCSPRequest ::= SEQUENCE { tbsRequest SEQUENCE {
///     requestList            SEQUENCE OF SEQUENCE { reqCert CertID },
///     requestExtensions  [2] EXPLICIT Extensions OPTIONAL } }
/// ```
///
/// ```
/// use kz_eds::crypto::DigestAlgorithm;
/// use kz_eds::{Certificate, OcspRequest};
/// # let read = |name: &str| std::fs::read(format!("testdata/{name}"));
/// let certificate = Certificate::parse(&read("certificates/person.cer")?)?;
/// let issuer = Certificate::parse(&read("trust/nca_rsa.cer")?)?;
/// let nonce = [7; 16]; // from a random generator
/// let request = OcspRequest::new(DigestAlgorithm::Sha256)
///     .about(&certificate, &issuer)?
///     .with_nonce(&nonce)?
///     .to_der();
/// // POST it as application/ocsp-request; then:
/// // Evidence::new().with_ocsp(OcspResponse::from_der(reply)?.expecting_nonce(&nonce))
/// # assert_eq!(request[0], 0x30);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct OcspRequest {
    algorithm: DigestAlgorithm,
    questions: Vec<Vec<u8>>,
    nonce: Option<Vec<u8>>,
}

impl OcspRequest {
    /// A request that asks nothing yet. The digest is what certificates are named by: SHA-1 is what every responder
    /// knows (RFC 5019 2.1.1) and is no weakness here, SHA-256 what the national ones answer with.
    #[must_use]
    pub const fn new(algorithm: DigestAlgorithm) -> Self {
        Self { algorithm, questions: Vec::new(), nonce: None }
    }

    /// Asks about one more certificate; `issuer` has the key that signed it.
    ///
    /// # Errors
    /// [`ErrorKind::LimitExceeded`] for more than 256 questions; [`ErrorKind::Malformed`] for an issuer whose key is
    /// not a whole number of octets.
    pub fn about(mut self, certificate: &Certificate, issuer: &Certificate) -> Result<Self> {
        if self.questions.len() == ANSWERS {
            return Err(Error::new(ErrorKind::LimitExceeded, WHAT));
        }
        let id = cert_id::encode(certificate, issuer, self.algorithm, &RustCrypto)?;
        self.questions.push(tlv(Tag::SEQUENCE, &[&id]));
        Ok(self)
    }

    /// Asks for an answer made for this request. The octets are the caller's, from a random generator; what comes
    /// back is compared by [`OcspResponse::expecting_nonce`](crate::OcspResponse::expecting_nonce).
    ///
    /// # Errors
    /// [`ErrorKind::LimitExceeded`] for none or more than 32 octets (RFC 8954 2.1).
    pub fn with_nonce(mut self, nonce: &[u8]) -> Result<Self> {
        if nonce.is_empty() || nonce.len() > NONCE_BYTES {
            return Err(Error::new(ErrorKind::LimitExceeded, "nonce"));
        }
        self.nonce = Some(nonce.to_vec());
        Ok(self)
    }

    /// The request in DER.
    #[must_use]
    pub fn to_der(&self) -> Vec<u8> {
        let questions: Vec<&[u8]> = self.questions.iter().map(Vec::as_slice).collect();
        let list = tlv(Tag::SEQUENCE, &questions);
        let extensions = self.nonce.as_deref().map(nonce_extension).unwrap_or_default();
        tlv(Tag::SEQUENCE, &[&tlv(Tag::SEQUENCE, &[&list, &extensions])])
    }
}

/// Without whom it asks about.
impl fmt::Debug for OcspRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OcspRequest")
            .field("algorithm", &self.algorithm)
            .field("questions", &self.questions.len())
            .finish_non_exhaustive()
    }
}

/// `[2] EXPLICIT Extensions` with the nonce alone.
fn nonce_extension(nonce: &[u8]) -> Vec<u8> {
    let value = tlv(Tag::OCTET_STRING, &[&tlv(Tag::OCTET_STRING, &[nonce])]);
    let id = tlv(Tag::OBJECT_IDENTIFIER, &[oid::OCSP_NONCE.as_bytes()]);
    let extensions = tlv(Tag::SEQUENCE, &[&tlv(Tag::SEQUENCE, &[&id, &value])]);
    tlv(Tag::context_constructed(2), &[&extensions])
}
