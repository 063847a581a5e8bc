//! Certificate policies along a path: the three counters and the graph (RFC 5280 6.1.2 to 6.1.5 as RFC 9618 has
//! them), a function for each clause.

use super::budget::{Budget, Exhausted};
use super::graph::{AnyPolicy, Policies, PolicyGraph};
use crate::asn1::{ObjectIdentifier, oid};
use crate::certificate::Certificate;
use crate::finding::{Finding, Reason};
use crate::policy::{Indicator, PathInputs};

/// Where a certificate stands in its path.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Others follow below.
    Intermediate,
    /// The judged one.
    Final,
}

/// valid_policy_graph, explicit_policy, inhibit_anyPolicy and policy_mapping (6.1.2).
pub(super) struct PolicyState<'a> {
    graph: PolicyGraph<'a>,
    explicit_policy: usize,
    inhibit_any_policy: usize,
    policy_mapping: usize,
    /// (f) fails once for a path.
    refused: bool,
}

impl<'a> PolicyState<'a> {
    /// 6.1.2 (a), (d), (e), (f) for a path of `length` certificates.
    pub(super) fn new(inputs: &PathInputs, length: usize) -> Self {
        let counter = |indicator| match indicator {
            Indicator::Set => 0,
            Indicator::NotSet => length.saturating_add(1),
        };
        Self {
            graph: PolicyGraph::new(),
            explicit_policy: counter(inputs.initial_explicit_policy),
            inhibit_any_policy: counter(inputs.initial_any_policy_inhibit),
            policy_mapping: counter(inputs.initial_policy_mapping_inhibit),
            refused: false,
        }
    }

    /// 6.1.3 (d), and (e): where a certificate has no policies, none is left.
    pub(super) fn take(
        &mut self,
        certificate: &'a Certificate,
        place: Place,
        budget: &mut Budget,
    ) -> Result<(), Exhausted> {
        let passes_on = place == Place::Intermediate && certificate.is_self_issued();
        let counts = self.inhibit_any_policy > 0 || passes_on;
        let any = if counts { AnyPolicy::Counts } else { AnyPolicy::Inhibited };
        self.graph.descend(certificate.policies(), any, budget)
    }

    /// 6.1.3 (f).
    pub(super) fn acceptable(&mut self) -> Option<Finding> {
        let fails = self.explicit_policy == 0 && self.graph.is_null() && !self.refused;
        self.refused |= fails;
        fails.then(|| Reason::PolicyNotAcceptable.into())
    }

    /// 6.1.4 (a), (b).
    pub(super) fn map(
        &mut self,
        certificate: &'a Certificate,
        budget: &mut Budget,
    ) -> Result<Option<Finding>, Exhausted> {
        let mappings = certificate.policy_mappings();
        let maps_any = mappings.iter().any(|mapping| {
            mapping.issuer_domain == oid::ANY_POLICY || mapping.subject_domain == oid::ANY_POLICY
        });
        if maps_any {
            return Ok(Some(Reason::PolicyMappingInvalid.into()));
        }
        if self.policy_mapping > 0 {
            self.graph.map(mappings, budget)?;
        } else {
            self.graph.remove_mapped(mappings);
        }
        Ok(None)
    }

    /// 6.1.4 (h): self-issued certificates do not count.
    pub(super) fn count(&mut self, certificate: &Certificate) {
        if !certificate.is_self_issued() {
            for counter in [&mut self.explicit_policy, &mut self.policy_mapping, &mut self.inhibit_any_policy]
            {
                *counter = counter.saturating_sub(1);
            }
        }
    }

    /// 6.1.4 (i), (j): what the CA asks for takes effect no later than what was asked for above.
    pub(super) fn constrain(&mut self, certificate: &Certificate) {
        let constraints = certificate.policy_constraints();
        for (counter, skip) in [
            (&mut self.explicit_policy, constraints.require_explicit_policy),
            (&mut self.policy_mapping, constraints.inhibit_policy_mapping),
            (&mut self.inhibit_any_policy, certificate.inhibit_any_policy()),
        ] {
            let skip = skip.and_then(|skip| usize::try_from(skip).ok());
            *counter = skip.map_or(*counter, |skip| skip.min(*counter));
        }
    }

    /// 6.1.5 (a), (b), (g), and the user-constrained policy set of 6.1.6.
    pub(super) fn wrap_up(
        &mut self,
        last: &Certificate,
        acceptable: &Policies,
    ) -> (Vec<ObjectIdentifier>, Option<Finding>) {
        self.explicit_policy = self.explicit_policy.saturating_sub(1);
        if last.policy_constraints().require_explicit_policy == Some(0) {
            self.explicit_policy = 0;
        }
        let found = self.graph.user_constrained(acceptable);
        let fails = self.explicit_policy == 0 && found.is_empty() && !self.refused;
        (found, fails.then(|| Reason::PolicyNotAcceptable.into()))
    }
}
