//! The lists that a caller has, as a snapshot.

use std::sync::Arc;

use crate::certificate::Certificate;
use crate::crl::Crl;

use super::coverage::is_named_issuer;

/// Revocation evidence: a snapshot, cheap to clone. A new daily list is a new `Evidence`, swapped in.
///
/// Lists are found by their issuer's name, never by place or file name (threat 37).
///
/// ```
/// let list = std::fs::read("testdata/evidence/nca_rsa.crl")?;
/// let evidence = kz_eds::Evidence::new().with_crl(kz_eds::Crl::parse(&list)?);
/// assert_eq!(evidence.crls().len(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    lists: Arc<Vec<Crl>>,
}

impl Evidence {
    /// No evidence at all.
    pub fn new() -> Self {
        Self::default()
    }

    /// This evidence and one more list.
    #[must_use]
    pub fn with_crl(mut self, list: Crl) -> Self {
        Arc::make_mut(&mut self.lists).push(list);
        self
    }

    /// Every list, in the order in which they were added.
    pub fn crls(&self) -> &[Crl] {
        &self.lists
    }

    /// The lists by the certificate's issuer, and by those whom its distribution points name (RFC 5280 6.3.3 (b)(1)).
    pub(crate) fn lists_for<'a>(&'a self, certificate: &'a Certificate) -> impl Iterator<Item = &'a Crl> {
        self.lists.iter().filter(move |list| {
            list.issuer().matches(certificate.issuer()) || is_named_issuer(list.issuer(), certificate)
        })
    }
}
