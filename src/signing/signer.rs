//! Who holds the private key: this process, a token, an HSM, a service.

use p256::ecdsa::Signature as P256Signature;

use super::error::SignerFailure;
use super::prepared::Prepared;
use crate::crypto::SignatureAlgorithm;

/// A signature, and in which form it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Signature {
    /// As messages carry it: the octets of an RSA signature, the DER of an ECDSA one (RFC 3279 2.2.3).
    Encoded(Vec<u8>),
    /// r ‖ s of an ECDSA signature, 32 octets each for P-256, as PKCS #11 tokens and JOSE services give it.
    Raw(Vec<u8>),
}

impl Signature {
    /// As messages carry it. Nothing for r ‖ s that is none, or where the algorithm has no such form.
    pub(super) fn encoded(&self, algorithm: SignatureAlgorithm) -> Option<Vec<u8>> {
        match (self, algorithm) {
            (Self::Encoded(octets), _) => Some(octets.clone()),
            (Self::Raw(octets), SignatureAlgorithm::EcdsaP256Sha256) => {
                let signature = P256Signature::from_slice(octets).ok()?;
                Some(signature.to_der().as_bytes().to_vec())
            }
            (Self::Raw(_), _) => None,
        }
    }
}

/// Signs what was prepared: a key in this process ([`SigningKey`](super::SigningKey)), or whatever the caller reaches
/// one through. What it gives back is verified before anybody sees it, so it needs no trust.
///
/// ```
/// use kz_eds::{Prepared, Signature, Signer, SignerFailure};
///
/// /// A token, by whatever library its maker gives.
/// struct Token;
/// # impl Token { fn sign_sha256(&self, _: &[u8]) -> Result<Vec<u8>, std::io::Error> { Err(std::io::ErrorKind::NotConnected.into()) } }
///
/// impl Signer for Token {
///     fn sign(&self, prepared: &Prepared) -> Result<Signature, SignerFailure> {
///         Ok(Signature::Raw(self.sign_sha256(prepared.digest().as_ref())?))
///     }
/// }
/// ```
pub trait Signer {
    /// The signature by [`Prepared::algorithm`] over [`Prepared::octets`], of which [`Prepared::digest`] is the digest.
    ///
    /// # Errors
    /// Whatever keeps it from signing.
    fn sign(&self, prepared: &Prepared) -> Result<Signature, SignerFailure>;

    /// The public key, a SubjectPublicKeyInfo in DER, where the signer knows it: so that a key that is not the
    /// certificate's is told before it signs, and as such.
    fn public_key_info(&self) -> Option<Vec<u8>> {
        None
    }
}
