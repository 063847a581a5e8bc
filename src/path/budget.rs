//! One bound on the work of one verdict, shared by everything that happens for it (threat 21).

use crate::finding::{Fact, Finding, Reason};
use crate::limits::Limits;

/// What is left of [`Limits`]. Spent work never comes back.
#[derive(Debug)]
pub(crate) struct Budget {
    signatures: usize,
    steps: usize,
    name_comparisons: usize,
    policy_nodes: usize,
    exhausted: Option<Exhausted>,
    pub(crate) limits: Limits,
}

/// The bound that was met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Exhausted(&'static str);

impl From<Exhausted> for Finding {
    fn from(Exhausted(bound): Exhausted) -> Self {
        Finding::new(Reason::BudgetExceeded, [Fact::Bound(bound)])
    }
}

impl Budget {
    pub(crate) fn new(limits: Limits) -> Self {
        Self {
            signatures: limits.signatures,
            steps: limits.steps,
            name_comparisons: limits.name_comparisons,
            policy_nodes: limits.policy_nodes,
            exhausted: None,
            limits,
        }
    }

    /// Pays for the verification of one signature.
    pub(crate) fn signature(&mut self) -> Result<(), Exhausted> {
        let paid = pay(&mut self.signatures, 1, "signatures");
        self.remember(paid)
    }

    /// Pays for looking at one candidate.
    pub(crate) fn step(&mut self) -> Result<(), Exhausted> {
        let paid = pay(&mut self.steps, 1, "steps");
        self.remember(paid)
    }

    /// Pays for comparing names: certificates with the name that is looked for, names with constraints.
    pub(crate) fn name_comparisons(&mut self, count: usize) -> Result<(), Exhausted> {
        let paid = pay(&mut self.name_comparisons, count, "name-comparisons");
        self.remember(paid)
    }

    /// Pays for one node of a policy graph.
    pub(crate) fn policy_node(&mut self) -> Result<(), Exhausted> {
        let paid = pay(&mut self.policy_nodes, 1, "policy-nodes");
        self.remember(paid)
    }

    /// The first bound that was met. Nobody knows what the work that was left undone would have shown.
    pub(crate) fn exhausted(&self) -> Option<Exhausted> {
        self.exhausted
    }

    fn remember(&mut self, paid: Result<(), Exhausted>) -> Result<(), Exhausted> {
        self.exhausted = self.exhausted.or(paid.err());
        paid
    }
}

fn pay(left: &mut usize, price: usize, bound: &'static str) -> Result<(), Exhausted> {
    *left = left.checked_sub(price).ok_or(Exhausted(bound))?;
    Ok(())
}
