//! The validators of a run, shared by its threads.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use chrono::{DateTime, Utc};
use kz_eds::{Claim, EvidenceRule, Policy, Validator};

use crate::args::{ReverifyArguments, SharedArguments};
use crate::{Failure, check, input};

/// Validators kept for records that name trust, evidence or policy of their own. Each may hold large lists.
const KEPT: usize = 32;

/// What holds for every record that says nothing else, and the validators made so far.
pub(crate) struct Usual {
    shared: SharedArguments,
    pub(crate) claim: Option<Claim>,
    pub(crate) now: DateTime<Utc>,
    pub(crate) received: Option<DateTime<Utc>>,
    /// By the command line's trust, evidence and policy.
    validator: Option<Validator>,
    /// The others, the one used last at the end.
    others: Mutex<VecDeque<(Basis, Arc<Made>)>>,
}

/// A validator, once the first that needs it has made it, or why there is none.
type Made = OnceLock<Result<Validator, Failure>>;

/// What makes one validator different from another.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct Basis {
    pub(crate) trust: Option<Vec<PathBuf>>,
    pub(crate) evidence: Option<Vec<PathBuf>>,
    pub(crate) policy: Option<String>,
    pub(crate) ca_evidence: Option<String>,
}

impl Usual {
    /// Trust and evidence of the command line are read at once: if they are unusable, nothing is judged.
    pub(crate) fn new(arguments: &ReverifyArguments) -> Result<Self, Failure> {
        let shared = arguments.shared.clone();
        let validator = if shared.trust.is_empty() && shared.anchor.is_empty() {
            input::evidence(&shared.evidence)?;
            None
        } else {
            Some(check::validator(&shared)?)
        };
        Ok(Self {
            validator,
            claim: check::claim(&arguments.identity)?,
            now: shared.at.unwrap_or_else(Utc::now),
            received: shared.received_at,
            others: Mutex::new(VecDeque::new()),
            shared,
        })
    }

    /// Whether answers carry the whole report.
    pub(crate) const fn with_report(&self) -> bool {
        self.shared.output.json
    }

    /// The validator for records with this basis. Whoever comes first makes it; the others wait for that one alone.
    pub(crate) fn validator(&self, basis: Basis) -> Result<Validator, Failure> {
        match &self.validator {
            Some(validator) if basis == Basis::default() => Ok(validator.clone()),
            _ => self.other(&basis).get_or_init(|| self.make(&basis)).clone(),
        }
    }

    fn other(&self, basis: &Basis) -> Arc<Made> {
        let mut others = self.others.lock().unwrap_or_else(PoisonError::into_inner);
        let place = others.iter().position(|(known, _)| known == basis);
        let (basis, made) = place.and_then(|place| others.remove(place)).unwrap_or_else(|| {
            if others.len() >= KEPT {
                others.pop_front();
            }
            (basis.clone(), Arc::default())
        });
        others.push_back((basis, Arc::clone(&made)));
        made
    }

    fn make(&self, basis: &Basis) -> Result<Validator, Failure> {
        let mut shared = self.shared.clone();
        let named = basis.trust.iter().chain(&basis.evidence).flatten();
        named.filter(|path| !path.is_dir()).try_for_each(|path| input::open_regular(path).map(drop))?;
        if let Some(trust) = &basis.trust {
            (shared.trust, shared.anchor) = (trust.clone(), Vec::new());
        }
        if let Some(evidence) = &basis.evidence {
            shared.evidence.clone_from(evidence);
        }
        if let Some(name) = &basis.policy {
            shared.policy = Policy::by_name(name)
                .ok_or("policy: one of applicant, archive, licence, order-500, rfc5280")?;
        }
        let rule = match basis.ca_evidence.as_deref() {
            None => shared.ca_evidence.into(),
            Some("required") => EvidenceRule::Required,
            Some("if-given") => EvidenceRule::IfGiven,
            Some(_) => return Err("ca_evidence: one of required, if-given".into()),
        };
        check::validator_by(&shared, rule)
    }
}
