//! Signing for a licensor: may this certificate, sign, and verify what came of it (LIC-1 to LIC-4, LIC-6).

use chrono::{DateTime, Utc};

use super::attributes::{self, Statement, sha256};
use super::bytes::Bytes;
use super::error::SigningError;
use super::options::{Indeterminate, Placement, SigningOptions};
use super::prepared::{Algorithm, Prepared, Target};
use super::signer::{Signature, Signer};
use super::{file, options, verified};
use crate::asn1::{ObjectIdentifier, oid};
use crate::certificate::Certificate;
use crate::cms::SignedMessage;
use crate::crypto::{Digest, KeyError, SignatureAlgorithm};
use crate::identity::Claim;
use crate::policy::Indication;
use crate::validation::{SignedRequest, Validator};

/// Signs licences, and equally re-issued ones, duplicates, annexes and refusals (LIC-1, LIC-2): any bytes. CAdES
/// baseline signatures of level B-B (EN 319 122-1), in DER.
///
/// Before anything is signed the validator says whether this certificate may: validity, revocation, usage and, with
/// [`LicenceSigner::expects`], whose it is. Afterwards the result is verified before it is handed out (LIC-4). The time
/// of signing is an argument, as everywhere; it is written into the signature as a claim. With a deterministic key, as
/// [`SigningKey`](super::SigningKey) is, the same input gives the same octets.
///
/// ```
/// # use kz_eds::*;
/// # let read = |name: &str| std::fs::read(format!("testdata/{name}"));
/// # let trust = TrustStore::new().with_anchor(read("trust/root_rsa.cer")?)?.with_intermediate(read("trust/nca_rsa.cer")?)?;
/// # let evidence = Evidence::new().with_crl(Crl::parse(&read("evidence/nca_rsa.crl")?)?).with_crl(Crl::parse(&read("evidence/root_rsa.crl")?)?);
/// # let validator = Validator::new(trust, Policy::licence()).with_evidence(evidence);
/// # let now: chrono::DateTime<chrono::Utc> = "2026-06-01T12:00:00Z".parse()?;
/// let file = KeyFile::open(&read("keys/head_legacy.p12")?, Some(&Password::new("Test-1234")))?;
/// let certificate = file.certificate().cloned().ok_or("no certificate in the file")?;
/// let licensor: AllowedList = [Bin::parse("260140000015")?].into_iter().collect();
/// let signer = LicenceSigner::new(file.into_key(), certificate)
///     .expects(Claim::new(Role::AuthorisedPerson, IdentityRule::Allowed(licensor)));
///
/// let message = signer.sign(b"the licence", &validator, now)?;
/// # assert_eq!(message, signer.sign(b"the licence", &validator, now)?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct LicenceSigner<S> {
    signer: S,
    certificate: Certificate,
    options: SigningOptions,
}

/// In place of a [`Signer`], where the signature comes from elsewhere: see [`LicenceSigner::remote`].
#[derive(Clone, Copy, Debug)]
pub struct Elsewhere;

impl LicenceSigner<Elsewhere> {
    /// Prepares for a signer that answers later: [`LicenceSigner::prepare`], then [`LicenceSigner::attach`].
    pub fn remote(certificate: Certificate) -> Self {
        Self::new(Elsewhere, certificate)
    }
}

impl<S> LicenceSigner<S> {
    /// Signs with `signer`, whose certificate this is.
    pub fn new(signer: S, certificate: Certificate) -> Self {
        Self { signer, certificate, options: SigningOptions::default() }
    }

    /// With these options in place of the default ones. A claim that was given before holds unless they have another.
    #[must_use]
    pub fn with_options(mut self, options: SigningOptions) -> Self {
        let claim = options.claim.or(self.options.claim);
        self.options = SigningOptions { claim, ..options };
        self
    }

    /// The certificate must answer this claim, such as the licensor's BIN or a list of those allowed (LIC-3). Without
    /// one, whose certificate it is is not asked.
    #[must_use]
    pub fn expects(mut self, claim: Claim) -> Self {
        self.options.claim = Some(claim);
        self
    }

    /// Judges the certificate, and says what is to be signed.
    ///
    /// # Errors
    /// [`SigningError::CertificateRefused`] or [`SigningError::CertificateIndeterminate`] for a certificate that may not
    /// sign, [`SigningError::Unsupported`] for the kind of its key.
    pub fn prepare(
        &self,
        content: &[u8],
        validator: &Validator,
        at: DateTime<Utc>,
    ) -> Result<Prepared, SigningError> {
        let target = match self.options.placement {
            Placement::Attached => Target::Attached(Bytes(content.to_vec())),
            Placement::Detached => Target::Detached,
        };
        self.prepared(target, oid::DATA, sha256(content), validator, at)
    }

    /// The same for a document that was hashed as it streamed by: `digest` is its SHA-256. The signature is detached,
    /// whatever the options say.
    ///
    /// # Errors
    /// As [`LicenceSigner::prepare`]; [`SigningError::ContentMissing`] for a digest by another algorithm.
    pub fn prepare_hashed(
        &self,
        digest: Digest,
        validator: &Validator,
        at: DateTime<Utc>,
    ) -> Result<Prepared, SigningError> {
        if digest.algorithm() != SignatureAlgorithm::RsaPkcs1Sha256.digest() {
            return Err(SigningError::ContentMissing);
        }
        self.prepared(Target::Detached, oid::DATA, digest, validator, at)
    }

    pub(super) fn prepared(
        &self,
        target: Target,
        content_type: ObjectIdentifier,
        content: Digest,
        validator: &Validator,
        at: DateTime<Utc>,
    ) -> Result<Prepared, SigningError> {
        self.may_sign(validator, at)?;
        let certificate = &self.certificate;
        let algorithm = attributes::algorithm_of(certificate).map_err(|error| match error {
            KeyError::Unsupported(unsupported) => SigningError::Unsupported(unsupported),
            _ => SigningError::KeyMismatch,
        })?;
        let statement = Statement { certificate, algorithm, content_type, content, signing_time: at };
        let der = |certificate: &Certificate| Bytes(certificate.as_der().to_vec());
        Ok(Prepared {
            algorithm: match algorithm {
                SignatureAlgorithm::RsaPkcs1Sha256 => Algorithm::RsaPkcs1Sha256,
                _ => Algorithm::EcdsaP256Sha256,
            },
            attributes: Bytes(statement.der()),
            certificate: der(certificate),
            chain: self.options.chain.iter().map(der).collect(),
            digest: Bytes(content.as_ref().to_vec()),
            target,
        })
    }

    /// What the validator says of the certificate before anything is signed (LIC-3, LIC-4). A policy that does not look
    /// at revocation leaves that open.
    fn may_sign(&self, validator: &Validator, at: DateTime<Utc>) -> Result<(), SigningError> {
        let verdict = match &self.options.claim {
            Some(claim) => validator.check_certificate(&self.certificate, claim, at),
            None => validator.validate_certificate(&self.certificate, at),
        };
        match (verdict.indication(), self.options.indeterminate) {
            (Indication::TotalFailed, _) => Err(SigningError::CertificateRefused(verdict)),
            (_, Indeterminate::Sign) => Ok(()),
            (Indication::TotalPassed, _) if options::is_checked(&verdict) => Ok(()),
            _ => Err(SigningError::CertificateIndeterminate(verdict)),
        }
    }

    /// The message with the signature in it, verified as a stranger would (threat 35): the signature first, then the
    /// signer by the validator. What was prepared may have waited, and been stored: so the certificate is asked again
    /// whether it may sign.
    ///
    /// # Errors
    /// Those of [`LicenceSigner::prepare`] and of [`Prepared::attach`]; [`SigningError::KeyMismatch`] for what was
    /// prepared for another certificate; [`SigningError::NotVerified`].
    pub fn attach(
        &self,
        prepared: &Prepared,
        signature: &Signature,
        validator: &Validator,
        at: DateTime<Utc>,
    ) -> Result<Vec<u8>, SigningError> {
        if prepared.certificate.0 != self.certificate.as_der() {
            return Err(SigningError::KeyMismatch);
        }
        self.may_sign(validator, at)?;
        self.attach_verified(prepared, signature, validator, at)
    }

    fn attach_verified(
        &self,
        prepared: &Prepared,
        signature: &Signature,
        validator: &Validator,
        at: DateTime<Utc>,
    ) -> Result<Vec<u8>, SigningError> {
        let (message, place) = prepared.attach_at(signature)?;
        self.verify(&message, place, prepared, validator, at)?;
        Ok(message)
    }

    fn verify(
        &self,
        message: &[u8],
        place: usize,
        prepared: &Prepared,
        validator: &Validator,
        at: DateTime<Utc>,
    ) -> Result<(), SigningError> {
        let digests = prepared.content_digests()?;
        let request = if SignedMessage::parse(message)?.is_attached() {
            SignedRequest::attached(message)
        } else {
            SignedRequest::hashed(message, &digests)
        };
        verified::signers(request, &[place], self.options.indeterminate, validator, at)
    }
}

impl<S: Signer> LicenceSigner<S> {
    /// Signs `content`. The message is DER, with the content inside unless the options say otherwise.
    ///
    /// # Errors
    /// [`SigningError`]. Nothing is signed unless the certificate may, and nothing comes out that does not verify.
    pub fn sign(
        &self,
        content: &[u8],
        validator: &Validator,
        at: DateTime<Utc>,
    ) -> Result<Vec<u8>, SigningError> {
        self.finish(&self.prepare(content, validator, at)?, validator, at)
    }

    /// Signs several documents, each into a message of its own, in the same order. All or none.
    ///
    /// # Errors
    /// As [`LicenceSigner::sign`].
    pub fn sign_all<C: AsRef<[u8]>>(
        &self,
        contents: impl IntoIterator<Item = C>,
        validator: &Validator,
        at: DateTime<Utc>,
    ) -> Result<Vec<Vec<u8>>, SigningError> {
        contents.into_iter().map(|content| self.sign(content.as_ref(), validator, at)).collect()
    }

    /// Signs a document that was hashed as it streamed by, as [`LicenceSigner::prepare_hashed`].
    ///
    /// ```
    /// use kz_eds::crypto::{DigestAlgorithm, Provider, RustCrypto};
    /// # use kz_eds::*;
    /// # let read = |name: &str| std::fs::read(format!("testdata/{name}"));
    /// # let trust = TrustStore::new().with_anchor(read("trust/root_rsa.cer")?)?.with_intermediate(read("trust/nca_rsa.cer")?)?;
    /// # let evidence = Evidence::new().with_crl(Crl::parse(&read("evidence/nca_rsa.crl")?)?).with_crl(Crl::parse(&read("evidence/root_rsa.crl")?)?);
    /// # let validator = Validator::new(trust, Policy::licence()).with_evidence(evidence);
    /// # let now: chrono::DateTime<chrono::Utc> = "2026-06-01T12:00:00Z".parse()?;
    /// # let key = KeyFile::open(&read("keys/head.pem")?, None)?.into_key();
    /// # let signer = LicenceSigner::new(key, Certificate::parse(&read("certificates/head.cer")?)?);
    /// # let pieces = ["a document, ", "piece by piece"];
    /// let mut hasher = RustCrypto.hasher(DigestAlgorithm::Sha256);
    /// for piece in &pieces {
    ///     hasher.update(piece.as_bytes());
    /// }
    /// let message = signer.sign_hashed(hasher.finish(), &validator, now)?;
    /// # assert!(!SignedMessage::parse(&message)?.is_attached());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As [`LicenceSigner::sign`].
    pub fn sign_hashed(
        &self,
        digest: Digest,
        validator: &Validator,
        at: DateTime<Utc>,
    ) -> Result<Vec<u8>, SigningError> {
        self.finish(&self.prepare_hashed(digest, validator, at)?, validator, at)
    }

    pub(super) fn finish(
        &self,
        prepared: &Prepared,
        validator: &Validator,
        at: DateTime<Utc>,
    ) -> Result<Vec<u8>, SigningError> {
        if !file::is_of(&self.signer, &self.certificate) {
            return Err(SigningError::KeyMismatch);
        }
        let signature = self.signer.sign(prepared).map_err(SigningError::Signer)?;
        self.attach_verified(prepared, &signature, validator, at)
    }
}
