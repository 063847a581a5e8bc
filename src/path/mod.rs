//! Certification paths (RFC 5280 section 6): trust anchors, the search over candidate paths, and the checks of
//! 6.1 on each. No revocation and no judgement: what is found here are facts.

mod budget;
mod check;
mod graph;
mod names;
mod policies;
mod search;
mod subtree;
mod trust;

use crate::crypto::Unsupported;
use crate::finding::{Fact, Finding, Reason};

pub(crate) use budget::Budget;
pub(crate) use check::{critical_extensions, validity};
pub(crate) use search::{Attempt, Link, Path, Search};
pub use trust::{TrustAnchor, TrustStore};

/// What a certificate is judged as (`DESIGN`: the subjects of the one recursion).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Purpose {
    /// It signs requests or licences.
    EndEntity,
    /// It signs revocation lists.
    CrlIssuer,
    /// It signs answers about certificates of the one who issued it.
    OcspResponder,
    /// It signs time stamps.
    TimeStamping,
}

/// An algorithm that nobody here knows leaves the matter open (threat 34).
impl From<Unsupported> for Finding {
    fn from(unsupported: Unsupported) -> Self {
        Finding::new(Reason::AlgorithmUnsupported, [Fact::Algorithm(unsupported.oid())])
    }
}
