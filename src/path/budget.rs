//! One bound on the work of one verdict, shared by everything that happens for it (threat 21).

use crate::finding::{Fact, Finding, Reason};
use crate::limits::Limits;

/// What is left of [`Limits`]. Spent work never comes back.
#[derive(Debug)]
pub(crate) struct Budget {
    signatures: usize,
    steps: usize,
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
        Self { signatures: limits.signatures, steps: limits.steps, limits }
    }

    /// Pays for the verification of one signature.
    pub(crate) fn signature(&mut self) -> Result<(), Exhausted> {
        pay(&mut self.signatures, "signatures")
    }

    /// Pays for looking at one candidate.
    pub(crate) fn step(&mut self) -> Result<(), Exhausted> {
        pay(&mut self.steps, "steps")
    }
}

fn pay(left: &mut usize, bound: &'static str) -> Result<(), Exhausted> {
    *left = left.checked_sub(1).ok_or(Exhausted(bound))?;
    Ok(())
}
