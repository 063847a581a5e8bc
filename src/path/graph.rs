//! The valid policy graph (RFC 9618 5): RFC 5280's tree with one node a policy at each depth, so that nothing grows
//! beyond the policies that are there.

use std::collections::BTreeSet;

use super::budget::{Budget, Exhausted};
use crate::asn1::{ObjectIdentifier, oid};
use crate::certificate::PolicyMapping;

pub(super) type Policies = BTreeSet<ObjectIdentifier>;

/// Levels of most paths, the anchor's included.
const USUAL_DEPTH: usize = 4;

const ANY_POLICY: &ObjectIdentifier = &oid::ANY_POLICY;

/// The nodes of one depth. Qualifiers are not kept. Nor are parents: a node's are those above that expect it, or where none
/// does, anyPolicy. These are always the same: nodes that have children stay, and what a mapping adds under anyPolicy nobody
/// above expects, as (d)(2) has made all those nodes where anyPolicy is.
#[derive(Default)]
struct Level<'a> {
    /// valid_policy of each node, in order.
    policies: Vec<&'a ObjectIdentifier>,
    /// The nodes whose expected_policy_set is not their own policy, and what it is.
    mapped: Vec<(&'a ObjectIdentifier, Vec<&'a ObjectIdentifier>)>,
}

/// Nodes by depth, that of the anchor first. Without levels it is the standard's NULL.
pub(super) struct PolicyGraph<'a> {
    levels: Vec<Level<'a>>,
}

/// Whether anyPolicy of the certificate at hand stands for the policies expected of it, 6.1.3 (d)(2).
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum AnyPolicy {
    Counts,
    Inhibited,
}

impl<'a> PolicyGraph<'a> {
    /// 6.1.2 (a): one node, anyPolicy.
    pub(super) fn new() -> Self {
        let mut levels = Vec::with_capacity(USUAL_DEPTH);
        levels.push(Level { policies: vec![ANY_POLICY], mapped: Vec::new() });
        Self { levels }
    }

    pub(super) fn is_null(&self) -> bool {
        self.levels.is_empty()
    }

    /// 6.1.3 (d): the policies of the next certificate.
    pub(super) fn descend(
        &mut self,
        policies: &'a [ObjectIdentifier],
        any: AnyPolicy,
        budget: &mut Budget,
    ) -> Result<(), Exhausted> {
        let Some(above) = self.levels.last() else { return Ok(()) };
        let mut level = Level::default();
        // (d)(1): policies that are expected, (i), or that anyPolicy above stands for, (ii).
        let named = policies.iter().filter(|policy| *policy != ANY_POLICY);
        for policy in named.filter(|policy| above.expects(policy) || above.has(ANY_POLICY)) {
            budget.policy_node()?;
            level.insert(policy);
        }
        // (d)(2): what is expected and not named.
        if any == AnyPolicy::Counts && policies.contains(ANY_POLICY) {
            for policy in above.expected() {
                if !level.has(policy) {
                    budget.policy_node()?;
                    level.insert(policy);
                }
            }
        }
        self.levels.push(level);
        self.prune();
        Ok(())
    }

    /// 6.1.4 (b)(1): what is expected below instead. A policy that anyPolicy stood for gets a node of its own.
    pub(super) fn map(
        &mut self,
        mappings: &'a [PolicyMapping],
        budget: &mut Budget,
    ) -> Result<(), Exhausted> {
        let Some(level) = self.levels.last_mut() else { return Ok(()) };
        for mapping in mappings {
            if !level.has(&mapping.issuer_domain) {
                if !level.has(ANY_POLICY) {
                    continue;
                }
                budget.policy_node()?;
                level.insert(&mapping.issuer_domain);
            }
            level.map(&mapping.issuer_domain, &mapping.subject_domain);
        }
        Ok(())
    }

    /// 6.1.4 (b)(2): policies that are mapped while mapping is inhibited go.
    pub(super) fn remove_mapped(&mut self, mappings: &[PolicyMapping]) {
        let Some(level) = self.levels.last_mut() else { return };
        level.retain(|policy| mappings.iter().all(|mapping| mapping.issuer_domain != *policy));
        self.prune();
    }

    /// 6.1.3 (d)(3), 6.1.4 (b)(2)(ii): nodes without children go, from the last depth up, as far as that takes children
    /// from others.
    fn prune(&mut self) {
        for depth in (1..self.levels.len()).rev() {
            let (above, below) = self.levels.split_at_mut(depth);
            let (Some(level), Some(below)) = (above.last_mut(), below.first()) else { break };
            let before = level.policies.len();
            if !below.policies.is_empty() && before == 1 {
                // Whoever is below has a parent.
                break;
            }
            let parents = level.parents(below);
            level.retain(|policy| parents.contains(policy));
            if level.policies.len() == before {
                break;
            }
        }
        if self.levels.first().is_none_or(|level| level.policies.is_empty()) {
            self.levels.clear();
        }
    }

    /// The authority-constrained policy set (RFC 9618 5.6 (g)(2) to (4)): policies in the words of the anchor.
    fn authority_constrained(&self) -> Vec<ObjectIdentifier> {
        let below = self.levels.iter().skip(1);
        let last_any = below.clone().last().filter(|level| level.has(ANY_POLICY)).map(|_| ANY_POLICY);
        let first_named = self.levels.iter().zip(below).flat_map(|(above, level)| {
            let policies = level.policies.iter().copied();
            policies.filter(|policy| *policy != ANY_POLICY && !above.expects(policy))
        });
        first_named.chain(last_any).copied().collect()
    }

    /// The user-constrained policy set (RFC 9618 5.6 (g)(5), (6)), in order, each once.
    pub(super) fn user_constrained(&self, acceptable: &Policies) -> Vec<ObjectIdentifier> {
        let mut found = self.authority_constrained();
        if !acceptable.contains(ANY_POLICY) {
            if found.contains(ANY_POLICY) {
                return acceptable.iter().copied().collect();
            }
            found.retain(|policy| acceptable.contains(policy));
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

impl<'a> Level<'a> {
    fn has(&self, policy: &ObjectIdentifier) -> bool {
        self.policies.binary_search(&policy).is_ok()
    }

    /// Where it is not there yet.
    fn insert(&mut self, policy: &'a ObjectIdentifier) {
        if let Err(place) = self.policies.binary_search(&policy) {
            self.policies.insert(place, policy);
        }
    }

    fn retain(&mut self, keep: impl Fn(&ObjectIdentifier) -> bool) {
        self.policies.retain(|policy| keep(policy));
        self.mapped.retain(|(policy, _)| keep(policy));
    }

    /// The node of `policy` expects `expected`, and no longer itself.
    fn map(&mut self, policy: &'a ObjectIdentifier, expected: &'a ObjectIdentifier) {
        match self.mapped.iter_mut().find(|(mapped, _)| *mapped == policy) {
            Some((_, all)) if all.contains(&expected) => {}
            Some((_, all)) => all.push(expected),
            None => self.mapped.push((policy, vec![expected])),
        }
    }

    fn expects_itself(&self, policy: &ObjectIdentifier) -> bool {
        self.has(policy) && self.mapped.iter().all(|(mapped, _)| *mapped != policy)
    }

    /// The nodes that are mapped to this policy.
    fn mapped_to(&self, policy: &ObjectIdentifier) -> impl Iterator<Item = &'a ObjectIdentifier> {
        let mapped = self.mapped.iter().filter(move |(_, expected)| expected.contains(&policy));
        mapped.map(|(policy, _)| *policy)
    }

    /// It is in an expected_policy_set.
    fn expects(&self, policy: &ObjectIdentifier) -> bool {
        self.expects_itself(policy) || self.mapped_to(policy).next().is_some()
    }

    /// All expected_policy_sets, one after another.
    fn expected(&self) -> impl Iterator<Item = &'a ObjectIdentifier> {
        let own = self.policies.iter().copied().filter(|policy| self.expects_itself(policy));
        own.chain(self.mapped.iter().flat_map(|(_, expected)| expected.iter().copied()))
    }

    /// Those here that have children among the nodes below.
    fn parents(&self, below: &Self) -> BTreeSet<&'a ObjectIdentifier> {
        let mut parents = BTreeSet::new();
        for &policy in &below.policies {
            parents.extend(self.mapped_to(policy));
            parents.extend(self.expects_itself(policy).then_some(policy));
            parents.extend((!self.expects(policy)).then_some(ANY_POLICY));
        }
        parents
    }
}

#[cfg(test)]
mod tests {
    use super::super::budget::Budget;
    use super::*;
    use crate::limits::Limits;
    use proptest::collection::{btree_set, vec};
    use proptest::prelude::*;

    /// RFC 5280's tree as it is written there: a node for every way down.
    #[derive(Default)]
    struct Tree {
        nodes: Vec<TreeNode>,
        depth: usize,
    }

    struct TreeNode {
        depth: usize,
        parent: Option<usize>,
        policy: ObjectIdentifier,
        expected: Policies,
        gone: bool,
    }

    impl Tree {
        fn new() -> Self {
            let mut tree = Self::default();
            tree.add(0, None, oid::ANY_POLICY, Policies::from([oid::ANY_POLICY]));
            tree
        }

        fn add(&mut self, depth: usize, parent: Option<usize>, policy: ObjectIdentifier, expected: Policies) {
            self.nodes.push(TreeNode { depth, parent, policy, expected, gone: false });
        }

        /// The places of the nodes at a depth.
        fn at(&self, depth: usize) -> Vec<usize> {
            (0..self.nodes.len())
                .filter(|&place| self.nodes[place].depth == depth && !self.nodes[place].gone)
                .collect()
        }

        fn children(&self, parent: usize) -> Vec<usize> {
            let is_child =
                |place: &usize| self.nodes[*place].parent == Some(parent) && !self.nodes[*place].gone;
            (0..self.nodes.len()).filter(is_child).collect()
        }

        fn descend(&mut self, policies: &[ObjectIdentifier], any: AnyPolicy) {
            let above = self.at(self.depth);
            self.depth += 1;
            for policy in policies.iter().filter(|policy| **policy != oid::ANY_POLICY) {
                let expecting: Vec<_> = above
                    .iter()
                    .copied()
                    .filter(|&place| self.nodes[place].expected.contains(policy))
                    .collect();
                let any = above.iter().copied().find(|&place| self.nodes[place].policy == oid::ANY_POLICY);
                let parents = if expecting.is_empty() { any.into_iter().collect() } else { expecting };
                for parent in parents {
                    self.add(self.depth, Some(parent), *policy, Policies::from([*policy]));
                }
            }
            if any == AnyPolicy::Counts && policies.contains(&oid::ANY_POLICY) {
                for parent in above {
                    for policy in self.nodes[parent].expected.clone() {
                        if self.children(parent).iter().all(|&child| self.nodes[child].policy != policy) {
                            self.add(self.depth, Some(parent), policy, Policies::from([policy]));
                        }
                    }
                }
            }
            self.prune();
        }

        fn map(&mut self, mappings: &[PolicyMapping]) {
            let issuers: Policies = mappings.iter().map(|mapping| mapping.issuer_domain).collect();
            for issuer in issuers {
                let expected: Policies = mappings
                    .iter()
                    .filter(|mapping| mapping.issuer_domain == issuer)
                    .map(|mapping| mapping.subject_domain)
                    .collect();
                let level = self.at(self.depth);
                let (own, any): (Vec<_>, Vec<_>) =
                    level.iter().copied().partition(|&place| self.nodes[place].policy == issuer);
                own.iter().for_each(|&place| self.nodes[place].expected = expected.clone());
                let any = any.into_iter().find(|&place| self.nodes[place].policy == oid::ANY_POLICY);
                if let (true, Some(any)) = (own.is_empty(), any) {
                    let parent = self.nodes[any].parent;
                    self.add(self.depth, parent, issuer, expected);
                }
            }
        }

        fn remove_mapped(&mut self, mappings: &[PolicyMapping]) {
            for place in self.at(self.depth) {
                let policy = self.nodes[place].policy;
                self.nodes[place].gone = mappings.iter().any(|mapping| mapping.issuer_domain == policy);
            }
            self.prune();
        }

        fn prune(&mut self) {
            for depth in (0..self.depth).rev() {
                for place in self.at(depth) {
                    self.nodes[place].gone = self.children(place).is_empty();
                }
            }
        }

        /// 6.1.5 (g): valid_policy_node_set, and anyPolicy where the last depth has it.
        fn authority_constrained(&self) -> Policies {
            let live = (0..=self.depth).flat_map(|depth| self.at(depth));
            let first = live.filter(|&place| {
                let node = &self.nodes[place];
                let below_any =
                    node.parent.is_some_and(|parent| self.nodes[parent].policy == oid::ANY_POLICY);
                below_any && node.policy != oid::ANY_POLICY
            });
            let last = if self.depth == 0 { Vec::new() } else { self.at(self.depth) };
            let last = last.into_iter().filter(|&place| self.nodes[place].policy == oid::ANY_POLICY);
            first.chain(last).map(|place| self.nodes[place].policy).collect()
        }

        fn user_constrained(&self, acceptable: &Policies) -> Policies {
            let found = self.authority_constrained();
            match [&found, acceptable].map(|policies| policies.contains(&oid::ANY_POLICY)) {
                [_, true] => found,
                [true, false] => acceptable.clone(),
                [false, false] => &found & acceptable,
            }
        }
    }

    #[derive(Clone, Debug)]
    struct Step {
        policies: Vec<ObjectIdentifier>,
        counts: bool,
        mappings: Vec<PolicyMapping>,
        maps: bool,
    }

    fn policy() -> impl Strategy<Value = ObjectIdentifier> {
        (1u8..5).prop_map(|last| ObjectIdentifier::parse(&format!("1.2.398.3.{last}")).unwrap())
    }

    fn any_or_named() -> impl Strategy<Value = ObjectIdentifier> {
        prop_oneof![6 => policy(), 3 => Just(oid::ANY_POLICY)]
    }

    fn step() -> impl Strategy<Value = Step> {
        let mapping = (policy(), policy())
            .prop_map(|(issuer_domain, subject_domain)| PolicyMapping { issuer_domain, subject_domain });
        (vec(any_or_named(), 0..4), any::<bool>(), vec(mapping, 0..4), prop::bool::weighted(0.8)).prop_map(
            |(mut policies, counts, mappings, maps)| {
                // No certificate says a policy twice.
                policies.sort_unstable();
                policies.dedup();
                Step { policies, counts, mappings, maps }
            },
        )
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn the_graph_is_the_tree(steps in vec(step(), 1..5), acceptable in btree_set(any_or_named(), 0..3)) {
            let mut budget = Budget::new(Limits { policy_nodes: usize::MAX, ..Limits::default() });
            let (mut graph, mut tree) = (PolicyGraph::new(), Tree::new());
            for Step { policies, counts, mappings, maps } in &steps {
                let any = if *counts { AnyPolicy::Counts } else { AnyPolicy::Inhibited };
                graph.descend(policies, any, &mut budget).unwrap();
                tree.descend(policies, any);
                prop_assert_eq!(Policies::from_iter(graph.authority_constrained()), tree.authority_constrained());
                if *maps {
                    graph.map(mappings, &mut budget).unwrap();
                    tree.map(mappings);
                } else {
                    graph.remove_mapped(mappings);
                    tree.remove_mapped(mappings);
                }
                prop_assert_eq!(graph.is_null(), tree.at(0).is_empty());
                let wanted = Vec::from_iter(tree.user_constrained(&acceptable));
                prop_assert_eq!(graph.user_constrained(&acceptable), wanted);
                prop_assert_eq!(Policies::from_iter(graph.authority_constrained()), tree.authority_constrained());
            }
        }
    }
}
