//! The valid policy graph (RFC 9618 5): RFC 5280's tree with one node a policy at each depth, so that nothing grows
//! beyond the policies that are there.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use super::budget::{Budget, Exhausted};
use crate::asn1::{ObjectIdentifier, oid};
use crate::certificate::PolicyMapping;

pub(super) type Policies = BTreeSet<ObjectIdentifier>;

/// A node, by its valid_policy. Qualifiers are not kept. Of both lists each member is there once, in order.
struct Node {
    /// valid_policy of each parent.
    parents: Vec<ObjectIdentifier>,
    /// expected_policy_set.
    expected: Vec<ObjectIdentifier>,
}

type Level = BTreeMap<ObjectIdentifier, Node>;

/// Nodes by depth, that of the anchor first. Without levels it is the standard's NULL.
pub(super) struct PolicyGraph {
    levels: Vec<Level>,
}

/// Whether anyPolicy of the certificate at hand stands for the policies expected of it, 6.1.3 (d)(2).
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum AnyPolicy {
    Counts,
    Inhibited,
}

impl PolicyGraph {
    /// 6.1.2 (a): one node, anyPolicy.
    pub(super) fn new() -> Self {
        let node = Node { parents: Vec::new(), expected: vec![oid::ANY_POLICY] };
        Self { levels: vec![Level::from([(oid::ANY_POLICY, node)])] }
    }

    pub(super) fn is_null(&self) -> bool {
        self.levels.is_empty()
    }

    /// 6.1.3 (d): the policies of the next certificate.
    pub(super) fn descend(
        &mut self,
        policies: &[ObjectIdentifier],
        any: AnyPolicy,
        budget: &mut Budget,
    ) -> Result<(), Exhausted> {
        let Some(above) = self.levels.last() else { return Ok(()) };
        let expecting = expecting(above);
        let mut level = named(policies, above, &expecting, budget)?;
        if any == AnyPolicy::Counts && policies.contains(&oid::ANY_POLICY) {
            stand_for_expected(expecting, &mut level, budget)?;
        }
        self.levels.push(level);
        self.prune();
        Ok(())
    }

    /// 6.1.4 (b)(1): what is expected below instead. A policy that anyPolicy stood for gets a node of its own.
    pub(super) fn map(&mut self, mappings: &[PolicyMapping], budget: &mut Budget) -> Result<(), Exhausted> {
        let Some(level) = self.levels.last_mut() else { return Ok(()) };
        for (policy, expected) in by_issuer_domain(mappings) {
            if let Some(node) = level.get_mut(&policy) {
                node.expected = expected;
            } else if level.contains_key(&oid::ANY_POLICY) {
                budget.policy_node()?;
                level.insert(policy, Node { parents: vec![oid::ANY_POLICY], expected });
            }
        }
        Ok(())
    }

    /// 6.1.4 (b)(2): policies that are mapped while mapping is inhibited go.
    pub(super) fn remove_mapped(&mut self, mappings: &[PolicyMapping]) {
        let Some(level) = self.levels.last_mut() else { return };
        for mapping in mappings {
            level.remove(&mapping.issuer_domain);
        }
        self.prune();
    }

    /// 6.1.3 (d)(3), 6.1.4 (b)(2)(ii): nodes without children go, from the last depth up, as far as that takes children
    /// from others.
    fn prune(&mut self) {
        for depth in (1..self.levels.len()).rev() {
            let (above, below) = self.levels.split_at_mut(depth);
            let (Some(level), Some(below)) = (above.last_mut(), below.first()) else { break };
            let kept: BTreeSet<_> = below.values().flat_map(|node| &node.parents).collect();
            let before = level.len();
            level.retain(|policy, _| kept.contains(policy));
            if level.len() == before {
                break;
            }
        }
        if self.levels.first().is_none_or(Level::is_empty) {
            self.levels.clear();
        }
    }

    /// The authority-constrained policy set (RFC 9618 5.6 (g)(2) to (4)): policies in the words of the anchor.
    fn authority_constrained(&self) -> Policies {
        let below = || self.levels.iter().skip(1);
        let first_named = below()
            .flatten()
            .filter(|(policy, node)| **policy != oid::ANY_POLICY && node.parents == [oid::ANY_POLICY]);
        let last_any = below().last().filter(|level| level.contains_key(&oid::ANY_POLICY));
        first_named.map(|(policy, _)| *policy).chain(last_any.map(|_| oid::ANY_POLICY)).collect()
    }

    /// The user-constrained policy set (RFC 9618 5.6 (g)(5), (6)).
    pub(super) fn user_constrained(&self, acceptable: &Policies) -> Policies {
        let found = self.authority_constrained();
        if acceptable.contains(&oid::ANY_POLICY) {
            found
        } else if found.contains(&oid::ANY_POLICY) {
            acceptable.clone()
        } else {
            found.intersection(acceptable).copied().collect()
        }
    }
}

/// For each policy that nodes expect, those nodes, in order.
type Expecting<'l> = BTreeMap<&'l ObjectIdentifier, Vec<ObjectIdentifier>>;

fn expecting(level: &Level) -> Expecting<'_> {
    let mut expecting = Expecting::new();
    for (policy, node) in level {
        for expected in &node.expected {
            expecting.entry(expected).or_default().push(*policy);
        }
    }
    expecting
}

/// 6.1.3 (d)(1): policies that are expected, (i), or that anyPolicy above stands for, (ii).
fn named(
    policies: &[ObjectIdentifier],
    above: &Level,
    expecting: &Expecting<'_>,
    budget: &mut Budget,
) -> Result<Level, Exhausted> {
    let mut level = Level::new();
    for policy in policies.iter().filter(|policy| **policy != oid::ANY_POLICY) {
        let parents = match expecting.get(policy) {
            Some(parents) => parents.clone(),
            None if above.contains_key(&oid::ANY_POLICY) => vec![oid::ANY_POLICY],
            None => continue,
        };
        budget.policy_node()?;
        level.insert(*policy, Node { parents, expected: vec![*policy] });
    }
    Ok(level)
}

/// 6.1.3 (d)(2): what is expected and not named.
fn stand_for_expected(
    expecting: Expecting<'_>,
    level: &mut Level,
    budget: &mut Budget,
) -> Result<(), Exhausted> {
    for (policy, parents) in expecting {
        if let Entry::Vacant(place) = level.entry(*policy) {
            budget.policy_node()?;
            place.insert(Node { parents, expected: vec![*policy] });
        }
    }
    Ok(())
}

/// What each policy is mapped to.
fn by_issuer_domain(mappings: &[PolicyMapping]) -> BTreeMap<ObjectIdentifier, Vec<ObjectIdentifier>> {
    let mut found: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for mapping in mappings {
        found.entry(mapping.issuer_domain).or_default().push(mapping.subject_domain);
    }
    for expected in found.values_mut() {
        expected.sort_unstable();
        expected.dedup();
    }
    found
}
