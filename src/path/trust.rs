//! Trust anchors and the intermediates that a caller knows.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::certificate::Certificate;
use crate::error::Result;
use crate::name::Name;

/// A trust anchor: a name and a key that the caller trusts (RFC 5280 6.1.1 (d)). It comes from configuration
/// alone, never from a message (threat 25).
#[derive(Clone, Debug)]
pub struct TrustAnchor {
    certificate: Certificate,
    sunset: Option<DateTime<Utc>>,
}

impl TrustAnchor {
    /// The subject and key of this certificate, self-signed or not. It is the only use of a version 1
    /// certificate as a CA (threat 24).
    pub fn new(certificate: Certificate) -> Self {
        Self { certificate, sunset: None }
    }

    /// Trusted for judged times up to this one, inclusive, UTC.
    #[must_use]
    pub fn with_sunset(mut self, sunset: DateTime<Utc>) -> Self {
        self.sunset = Some(sunset);
        self
    }

    /// The certificate it was made of.
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// Until when it is trusted, if there is an end.
    pub fn sunset(&self) -> Option<DateTime<Utc>> {
        self.sunset
    }
}

/// Trust anchors and known intermediates. Intermediates are conveniences, not trust.
///
/// ```
/// use kz_eds::TrustStore;
/// let trust = TrustStore::new()
///     .with_anchor(std::fs::read("testdata/trust/root_rsa.cer")?)?
///     .with_intermediate(std::fs::read("testdata/trust/nca_rsa.cer")?)?;
/// assert_eq!(trust.anchors().len(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct TrustStore {
    anchors: Arc<Vec<TrustAnchor>>,
    intermediates: Arc<Vec<Certificate>>,
}

impl TrustStore {
    /// Trusts nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an anchor from a certificate in DER, PEM or bare base64.
    ///
    /// # Errors
    /// Those of [`Certificate::parse`].
    pub fn with_anchor(self, certificate: impl AsRef<[u8]>) -> Result<Self> {
        Ok(self.with_trust_anchor(TrustAnchor::new(Certificate::parse(certificate.as_ref())?)))
    }

    /// Adds an anchor with terms of its own.
    #[must_use]
    pub fn with_trust_anchor(mut self, anchor: TrustAnchor) -> Self {
        Arc::make_mut(&mut self.anchors).push(anchor);
        self
    }

    /// Adds an intermediate from a certificate in DER, PEM or bare base64.
    ///
    /// # Errors
    /// Those of [`Certificate::parse`].
    pub fn with_intermediate(self, certificate: impl AsRef<[u8]>) -> Result<Self> {
        Ok(self.with_intermediate_certificate(Certificate::parse(certificate.as_ref())?))
    }

    /// Adds an intermediate that is already read.
    #[must_use]
    pub fn with_intermediate_certificate(mut self, certificate: Certificate) -> Self {
        Arc::make_mut(&mut self.intermediates).push(certificate);
        self
    }

    /// The anchors, in the order in which they were added.
    pub fn anchors(&self) -> &[TrustAnchor] {
        &self.anchors
    }

    /// The intermediates, in the order in which they were added.
    pub fn intermediates(&self) -> &[Certificate] {
        &self.intermediates
    }

    pub(crate) fn anchors_named<'a>(&'a self, name: Name<'a>) -> impl Iterator<Item = &'a TrustAnchor> {
        self.anchors.iter().filter(move |anchor| anchor.certificate.subject().matches(name))
    }

    pub(crate) fn intermediates_named<'a>(&'a self, name: Name<'a>) -> impl Iterator<Item = &'a Certificate> {
        self.intermediates.iter().filter(move |certificate| certificate.subject().matches(name))
    }
}
