//! The lists that a caller has, as a snapshot.

use std::sync::Arc;

use crate::crl::Crl;
use crate::name::Name;

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

    /// The lists that bear this issuer's name.
    pub(crate) fn lists_by<'a>(&'a self, issuer: Name<'a>) -> impl Iterator<Item = &'a Crl> {
        self.lists.iter().filter(move |list| list.issuer().matches(issuer))
    }
}
