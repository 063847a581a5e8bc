//! What RFC 5280 6.1.1 asks of whoever starts path validation, beside the path, the time and the anchors.

use std::collections::BTreeSet;

use crate::asn1::{ObjectIdentifier, oid};

/// Whether one of the three indicators of RFC 5280 6.1.1 is set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Indicator {
    /// It takes effect where a certificate of the path says so.
    #[default]
    NotSet,
    /// It is in effect from the start.
    Set,
}

/// The inputs of path validation that concern certificate policies, with the standard's names. Initial constraints on
/// names belong to anchors: [`TrustAnchor::with_own_constraints`](crate::TrustAnchor::with_own_constraints).
///
/// ```
/// use kz_eds::{Indicator, ObjectIdentifier, PathInputs, Policy};
/// let inputs = PathInputs {
///     user_initial_policy_set: [ObjectIdentifier::parse("1.2.398.3.3.2")?].into(),
///     initial_explicit_policy: Indicator::Set,
///     ..PathInputs::default()
/// };
/// let policy = Policy { path: inputs, ..Policy::rfc5280() };
/// assert_ne!(policy.digest(), Policy::rfc5280().digest());
/// # Ok::<(), kz_eds::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathInputs {
    /// user-initial-policy-set, 6.1.1 (c): the policies that are acceptable. With [`PathInputs::ANY_POLICY`] among
    /// them all are; an empty set accepts none.
    pub user_initial_policy_set: BTreeSet<ObjectIdentifier>,
    /// initial-policy-mapping-inhibit, 6.1.1 (e): no CA of the path may map policies.
    pub initial_policy_mapping_inhibit: Indicator,
    /// initial-explicit-policy, 6.1.1 (f): the path must be valid for an acceptable policy.
    pub initial_explicit_policy: Indicator,
    /// initial-any-policy-inhibit, 6.1.1 (g): anyPolicy in a certificate stands for nothing.
    pub initial_any_policy_inhibit: Indicator,
}

impl PathInputs {
    /// anyPolicy, which in a set of policies stands for all of them.
    pub const ANY_POLICY: ObjectIdentifier = oid::ANY_POLICY;
}

/// Any policy, and no indicator set.
impl Default for PathInputs {
    fn default() -> Self {
        Self {
            user_initial_policy_set: [Self::ANY_POLICY].into(),
            initial_policy_mapping_inhibit: Indicator::NotSet,
            initial_explicit_policy: Indicator::NotSet,
            initial_any_policy_inhibit: Indicator::NotSet,
        }
    }
}
