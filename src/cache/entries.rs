//! The three kinds of entry: what each is found by, and what it weighs.

use std::sync::Arc;

use super::CertifiedKey;
use super::store::Entry;
use crate::certificate::Certificate;
use crate::crypto::{KeyError, KeyFacts, Outcome, Provider, PublicKey};
use crate::error::Result;

/// What a place in a store takes beside the entry.
const PLACE: usize = 200;

/// A certificate that was read before.
pub(super) struct KnownCertificate(pub(super) Certificate);

impl Entry for KnownCertificate {
    type Question<'q> = &'q [u8];
    type Answer = Result<Certificate>;

    fn parts<'q>(der: Self::Question<'q>) -> [&'q [u8]; 2] {
        [der, &[]]
    }

    fn is_about(&self, der: &[u8]) -> bool {
        self.0.as_der() == der
    }

    fn answer(&self) -> Result<Certificate> {
        Ok(self.0.clone())
    }

    fn octets(&self) -> usize {
        PLACE + self.0.heap_bytes()
    }
}

/// A key, or what the provider has against it.
pub(super) type KeyAnswer = std::result::Result<Arc<dyn PublicKey>, KeyError>;

/// A key that was parsed before, or what the provider had against it.
pub(super) struct KnownKey {
    pub(super) info: Box<[u8]>,
    pub(super) key: KeyAnswer,
}

impl Entry for KnownKey {
    type Question<'q> = &'q [u8];
    type Answer = KeyAnswer;

    fn parts<'q>(info: Self::Question<'q>) -> [&'q [u8]; 2] {
        [info, &[]]
    }

    fn is_about(&self, info: &[u8]) -> bool {
        *self.info == *info
    }

    fn answer(&self) -> Self::Answer {
        self.key.clone()
    }

    fn octets(&self) -> usize {
        PLACE + self.info.len() + self.key.as_ref().map_or(0, |key| parsed(key.facts()))
    }
}

/// Octets of a parsed key: an RSA modulus with what its arithmetic needs, tables of multiples for a point of GOST, of
/// either length.
fn parsed(facts: &KeyFacts) -> usize {
    match facts {
        KeyFacts::Gost(_) => 20 << 10,
        _ => facts.bits() as usize,
    }
}

/// Whether a key signed a certificate. The issuer's certificate stands for its key.
pub(super) struct KnownSignature {
    certificate: Certificate,
    issuer: Certificate,
    outcome: Outcome,
}

impl KnownSignature {
    /// What came of it, and the only way to an entry.
    pub(super) fn verify(
        certificate: &Certificate,
        issuer: &CertifiedKey<'_>,
        provider: &dyn Provider,
    ) -> (Outcome, impl FnOnce() -> Self) {
        let outcome = certificate.verify(provider, &**issuer.key);
        (outcome, move || Self {
            certificate: certificate.clone(),
            issuer: issuer.certificate.clone(),
            outcome,
        })
    }
}

impl Entry for KnownSignature {
    /// The certificate, and the issuer's.
    type Question<'q> = (&'q Certificate, &'q Certificate);
    type Answer = Outcome;

    fn parts<'q>((certificate, issuer): Self::Question<'q>) -> [&'q [u8]; 2] {
        [certificate.as_der(), issuer.public_key_info()]
    }

    fn is_about(&self, (certificate, issuer): Self::Question<'_>) -> bool {
        self.certificate == *certificate && self.issuer.public_key_info() == issuer.public_key_info()
    }

    fn answer(&self) -> Outcome {
        self.outcome
    }

    /// Issuers are few, and shared.
    fn octets(&self) -> usize {
        PLACE + self.certificate.heap_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cache::CacheSize;

    /// Signers' certificates as the national authority makes them: the default bounds keep as many as they say.
    #[test]
    fn the_default_has_the_room_that_it_says() {
        let size = CacheSize::default();
        let certificate = |name| {
            Certificate::parse(&std::fs::read(format!("testdata/certificates/{name}")).unwrap()).unwrap()
        };
        for (name, keys) in [("person.cer", 10_000), ("head.cer", 10_000), ("person_gost.cer", 2_000)] {
            let entry = KnownCertificate(certificate(name));
            let info: Box<[u8]> = entry.0.public_key_info().into();
            let key = crate::crypto::RustCrypto.public_key(&info);
            assert!(KnownKey { info, key }.octets() * keys <= size.octets, "{name}");
            assert!(entry.octets() * size.entries <= size.octets, "{name}: {}", entry.octets());
        }
    }
}
