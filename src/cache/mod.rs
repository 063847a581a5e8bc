//! What a validator has read and verified before: certificates, keys, and who signed which certificate.
//!
//! Only what follows from the bytes alone is kept. Time, policy, identity and revocation are judged anew for every
//! question, and what is found here is charged to the budget as if it had been worked out, so that no verdict depends on
//! what was asked before.
//!
//! | kept | by | what answers |
//! |---|---|---|
//! | a certificate | its DER | [`Certificate::from_der`] |
//! | a key, or why it is none | its SubjectPublicKeyInfo | the provider |
//! | whether a key signed a certificate | the key's SubjectPublicKeyInfo, the certificate's DER | [`Certificate::verify`] |
//!
//! The keys of trust anchors and known intermediates are few and asked for by every question. They are set up when the
//! validator is made, and kept for good, whatever the size.
//!
//! An entry is made by the function that answers, from the very bytes that it is found by: nobody can put in anything
//! else. Nothing is held locked while that function works.

mod entries;
mod size;
mod store;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use crate::certificate::Certificate;
use crate::crypto::{KeyError, Outcome, Provider, PublicKey};
use crate::error::Result;

use self::entries::{KeyAnswer, KnownCertificate, KnownKey, KnownSignature};
pub use self::size::CacheSize;
use self::store::Store;

/// The caches over one provider. Another provider has caches of its own: it may see things otherwise.
pub(crate) struct Cache {
    provider: Arc<dyn Provider>,
    /// Those of the trust store, by SubjectPublicKeyInfo.
    trust_keys: BTreeMap<Box<[u8]>, KeyAnswer>,
    certificates: Store<KnownCertificate>,
    keys: Store<KnownKey>,
    signatures: Store<KnownSignature>,
}

/// A certificate and its own key: only the cache puts the two together.
#[derive(Clone, Debug)]
pub(crate) struct CertifiedKey<'a> {
    certificate: &'a Certificate,
    /// Borrowed if it is one of the trust store: threads that count the same uses wait for each other.
    key: Cow<'a, Arc<dyn PublicKey>>,
}

impl CertifiedKey<'_> {
    pub(crate) const fn certificate(&self) -> &Certificate {
        self.certificate
    }
}

impl Deref for CertifiedKey<'_> {
    type Target = dyn PublicKey;

    fn deref(&self) -> &Self::Target {
        &**self.key
    }
}

impl Cache {
    /// For a validator that knows these certificates of authorities.
    pub(crate) fn new<'c>(
        provider: Arc<dyn Provider>,
        size: CacheSize,
        known: impl IntoIterator<Item = &'c Certificate>,
    ) -> Self {
        let infos = known.into_iter().map(Certificate::public_key_info);
        Self {
            trust_keys: infos.map(|info| (info.into(), provider.public_key(info))).collect(),
            provider,
            certificates: Store::new(size),
            keys: Store::new(size),
            signatures: Store::new(size),
        }
    }

    pub(crate) fn provider(&self) -> &dyn Provider {
        &*self.provider
    }

    pub(crate) fn shared_provider(&self) -> Arc<dyn Provider> {
        Arc::clone(&self.provider)
    }

    pub(crate) fn size(&self) -> CacheSize {
        self.certificates.size()
    }

    /// The certificate in these octets of DER.
    ///
    /// # Errors
    /// Those of [`Certificate::from_der`], which are not kept.
    pub(crate) fn certificate(&self, der: &[u8]) -> Result<Certificate> {
        self.certificates.answer(der, || {
            let entry = |read: &Result<Certificate>| read.as_ref().ok().cloned().map(KnownCertificate);
            (Certificate::from_der(der), entry)
        })
    }

    /// The certificate's own key.
    ///
    /// # Errors
    /// Those of [`Provider::public_key`], which are kept as well.
    pub(crate) fn key_of<'a>(
        &'a self,
        certificate: &'a Certificate,
    ) -> std::result::Result<CertifiedKey<'a>, KeyError> {
        let info = certificate.public_key_info();
        let key = match self.trust_keys.get(info) {
            Some(key) => Cow::Borrowed(key.as_ref().map_err(|error| *error)?),
            None => Cow::Owned(self.keys.answer(info, || {
                let entry = |key: &KeyAnswer| Some(KnownKey { info: info.into(), key: key.clone() });
                (self.provider.public_key(info), entry)
            })?),
        };
        Ok(CertifiedKey { certificate, key })
    }

    /// Whether the issuer's key signed the certificate.
    pub(crate) fn issued(&self, certificate: &Certificate, issuer: &CertifiedKey<'_>) -> Outcome {
        self.signatures.answer((certificate, issuer.certificate), || {
            let (outcome, entry) = KnownSignature::verify(certificate, issuer, &*self.provider);
            (outcome, |_: &_| Some(entry()))
        })
    }
}

/// Shows how much is kept, and nothing of it.
impl fmt::Debug for Cache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cache")
            .field("provider", &self.provider)
            .field("size", &self.size())
            .field("certificates", &self.certificates.len())
            .field("keys", &self.keys.len())
            .field("signatures", &self.signatures.len())
            .finish()
    }
}
