//! Trust anchors and the intermediates that a caller knows.

use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::certificate::Certificate;
use crate::error::Result;
use crate::name::{NameIndex, NameKey};

/// A trust anchor: a name and a key that the caller trusts (RFC 5280 6.1.1 (d)). It comes from configuration
/// alone, never from a message (threat 25).
#[derive(Clone, Debug)]
pub struct TrustAnchor {
    certificate: Certificate,
    sunset: Option<DateTime<Utc>>,
    constraints: Constraints,
}

/// Whether an anchor is a name and a key alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Constraints {
    /// RFC 5280 6.1: what else its certificate says binds nobody.
    Ignored,
    Own,
}

impl TrustAnchor {
    /// The subject and key of this certificate, self-signed or not. It is the only use of a version 1
    /// certificate as a CA (threat 24).
    ///
    /// A path has at least one certificate below the anchor (RFC 5280 6.1): an anchor that is itself judged needs to be
    /// self-signed, and is then judged like any certificate that the anchor has issued.
    pub fn new(certificate: Certificate) -> Self {
        Self { certificate, sunset: None, constraints: Constraints::Ignored }
    }

    /// Trusted for judged times up to this one, inclusive, UTC.
    #[must_use]
    pub fn with_sunset(mut self, sunset: DateTime<Utc>) -> Self {
        self.sunset = Some(sunset);
        self
    }

    /// Holds what is below to what the anchor's own certificate says, as if it were the first of the path (in the spirit
    /// of RFC 5937): cA and keyCertSign, path length, constraints on names, certificate policies where it names any,
    /// their constraints and mappings, critical extensions. RFC 5280 6.1 alone takes an anchor for a name and a key.
    ///
    /// ```
    /// use kz_eds::{Certificate, TrustAnchor, TrustStore};
    /// let root = Certificate::parse(&std::fs::read("testdata/trust/root_rsa.cer")?)?;
    /// let trust = TrustStore::new().with_trust_anchor(TrustAnchor::new(root).with_own_constraints());
    /// assert_eq!(trust.anchors().len(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_own_constraints(mut self) -> Self {
        self.constraints = Constraints::Own;
        self
    }

    /// Equal only for the same certificate on the same terms.
    fn order(&self, other: &Self) -> Ordering {
        let terms = |anchor: &Self| (anchor.constraints, anchor.sunset);
        let by_certificate = self.certificate.as_der().cmp(other.certificate.as_der());
        by_certificate.then_with(|| terms(self).cmp(&terms(other)))
    }

    /// The certificate that binds what is below, if it does.
    pub(super) fn own_constraints(&self) -> Option<&Certificate> {
        (self.constraints == Constraints::Own).then_some(&self.certificate)
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
#[derive(Clone, Default)]
pub struct TrustStore {
    base: Arc<Base>,
    /// Intermediates for one question, over all the others, which stay as they are.
    candidates: Vec<Certificate>,
}

/// What clones share.
#[derive(Clone, Default)]
struct Base {
    anchors: Vec<TrustAnchor>,
    intermediates: Vec<Certificate>,
    by_subject: NameIndex<Named>,
}

/// Who bears one name: each once, in an order that does not depend on the order in which they were added.
#[derive(Clone, Default)]
struct Named {
    anchors: Vec<TrustAnchor>,
    intermediates: Vec<Certificate>,
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
        let base = Arc::make_mut(&mut self.base);
        base.by_subject.change(anchor.certificate.subject_key(), |named| {
            insert(&mut named.anchors, anchor.clone(), TrustAnchor::order);
        });
        base.anchors.push(anchor);
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
        let base = Arc::make_mut(&mut self.base);
        base.by_subject.change(certificate.subject_key(), |named| {
            insert(&mut named.intermediates, certificate.clone(), by_octets);
        });
        base.intermediates.push(certificate);
        self
    }

    /// The anchors, in the order in which they were added.
    pub fn anchors(&self) -> &[TrustAnchor] {
        &self.base.anchors
    }

    /// The intermediates, in the order in which they were added.
    pub fn intermediates(&self) -> &[Certificate] {
        &self.base.intermediates
    }

    /// One more intermediate, in this clone alone: nothing that clones share is copied or changed.
    pub(crate) fn add_candidate(&mut self, certificate: Certificate) {
        self.candidates.push(certificate);
    }

    /// The intermediates, then the candidates, in the order in which they were added.
    pub(crate) fn all_intermediates(&self) -> impl Iterator<Item = &Certificate> {
        self.base.intermediates.iter().chain(&self.candidates)
    }

    /// Every certificate of the store, the candidates included.
    pub(crate) fn known_certificates(&self) -> impl Iterator<Item = &Certificate> {
        self.all_intermediates().chain(self.base.anchors.iter().map(TrustAnchor::certificate))
    }

    /// The anchors of this name, each once, always in the same order.
    pub(crate) fn anchors_named<'a>(
        &'a self,
        name: NameKey<'_>,
    ) -> impl Iterator<Item = &'a TrustAnchor> + use<'a> {
        self.base.by_subject.get(name).into_iter().flat_map(|named| &named.anchors)
    }

    /// The intermediates and candidates of this name, each once, always in the same order.
    pub(crate) fn intermediates_named<'a>(
        &'a self,
        name: NameKey<'_>,
    ) -> impl Iterator<Item = &'a Certificate> + use<'a> {
        let mut found: Vec<_> =
            self.base.by_subject.get(name).into_iter().flat_map(|named| &named.intermediates).collect();
        for candidate in self.candidates.iter().filter(|candidate| candidate.subject_key().matches(name)) {
            insert(&mut found, candidate, |one, other| by_octets(one, other));
        }
        found.into_iter()
    }
}

/// Names stay out of it: an intermediate may be a person's (NFR-1).
impl fmt::Debug for TrustStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TrustStore")
            .field("anchors", &self.base.anchors)
            .field("intermediates", &self.base.intermediates)
            .finish_non_exhaustive()
    }
}

fn by_octets(one: &Certificate, other: &Certificate) -> Ordering {
    one.as_der().cmp(other.as_der())
}

/// Adds to a sorted list what is not in it.
fn insert<T>(list: &mut Vec<T>, item: T, order: impl Fn(&T, &T) -> Ordering) {
    if let Err(place) = list.binary_search_by(|other| order(other, &item)) {
        list.insert(place, item);
    }
}
