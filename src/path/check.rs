//! RFC 5280 6.1.2 to 6.1.5 on one path: the state from the anchor down, a function for each clause. All findings, not
//! only the first.

use chrono::{DateTime, Utc};

use super::budget::{Budget, Exhausted};
use super::names::ConstraintState;
use super::policies::{Place, PolicyState};
use super::search::Path;
use crate::asn1::ObjectIdentifier;
use crate::certificate::{Certificate, KeyUsage};
use crate::finding::{Fact, Finding, Reason};
use crate::policy::PathInputs;

/// What came of a path.
#[derive(Debug, Default)]
pub(crate) struct Checked {
    /// What is wrong, by the place of the certificate in [`Path::links`]; the anchor's is one past the last.
    pub(crate) findings: Vec<(usize, Finding)>,
    /// The user-constrained policy set (6.1.6, RFC 9618): empty if the path is valid for no policy.
    pub(crate) policies: Vec<ObjectIdentifier>,
}

impl Path<'_> {
    /// Checks the whole path at `time`. Where the budget ends before, that is the last finding.
    pub(crate) fn check(&self, time: DateTime<Utc>, inputs: &PathInputs, budget: &mut Budget) -> Checked {
        let mut checked = Checked::default();
        let anchor = self.anchor.own_constraints();
        let mut state = State::new(inputs, self.links.len() + usize::from(anchor.is_some()));
        let mut place = self.links.len();
        if let Some(anchor) = anchor {
            let found = state.anchor(anchor, budget);
            if !checked.add(place, found) {
                return checked;
            }
        }
        for link in self.links.iter().rev() {
            place = place.saturating_sub(1);
            let found = state.certificate(link.certificate, place, time, budget);
            if !checked.add(place, found) {
                return checked;
            }
        }
        if let Some(last) = self.links.first() {
            // 6.1.5 (a), (b), (g)
            let (policies, finding) =
                state.policies.wrap_up(last.certificate, &inputs.user_initial_policy_set);
            checked.policies = policies;
            checked.add(0, Ok(finding.into_iter().collect()));
        }
        checked
    }
}

impl Checked {
    /// Whether there is budget for more.
    fn add(&mut self, place: usize, found: Result<Vec<Finding>, Exhausted>) -> bool {
        let goes_on = found.is_ok();
        let found = found.unwrap_or_else(|exhausted| vec![exhausted.into()]);
        self.findings.extend(found.into_iter().map(|finding| (place, finding)));
        goes_on
    }
}

/// The state variables of 6.1.2.
struct State<'a> {
    policies: PolicyState<'a>,
    constraints: ConstraintState<'a>,
    max_path_length: usize,
}

impl<'a> State<'a> {
    fn new(inputs: &PathInputs, length: usize) -> Self {
        Self {
            policies: PolicyState::new(inputs, length),
            constraints: ConstraintState::default(),
            max_path_length: length,
        }
    }

    /// An anchor that is held to its own certificate (in the spirit of RFC 5937): as if this were the first of the
    /// path, but for its time, and for policies where it names none.
    fn anchor(
        &mut self,
        certificate: &'a Certificate,
        budget: &mut Budget,
    ) -> Result<Vec<Finding>, Exhausted> {
        let mut found: Vec<_> = critical_extensions(certificate).into_iter().collect();
        if !certificate.policies().is_empty() {
            self.policies.take(certificate, Place::Intermediate, budget)?;
            found.extend(self.policies.acceptable());
        }
        self.prepare(certificate, &mut found, budget)?;
        Ok(found)
    }

    /// 6.1.3 on each certificate, and 6.1.4 on each but the final one, which has the place 0.
    fn certificate(
        &mut self,
        certificate: &'a Certificate,
        place: usize,
        time: DateTime<Utc>,
        budget: &mut Budget,
    ) -> Result<Vec<Finding>, Exhausted> {
        let place = if place == 0 { Place::Final } else { Place::Intermediate };
        // (a)(1) and (a)(4) hold for every path; (a)(3) is for those who know lists.
        let mut found: Vec<_> = validity(certificate, time).into_iter().collect();
        found.extend(critical_extensions(certificate));
        // (b), (c): a self-issued certificate of a CA is a change of its key, and no name below it.
        if place == Place::Final || !certificate.is_self_issued() {
            found.extend(self.constraints.check(certificate, budget)?);
        }
        // (d), (e), (f)
        self.policies.take(certificate, place, budget)?;
        found.extend(self.policies.acceptable());
        if place == Place::Intermediate {
            self.prepare(certificate, &mut found, budget)?;
        }
        Ok(found)
    }

    /// 6.1.4: from one certificate to the next.
    fn prepare(
        &mut self,
        certificate: &'a Certificate,
        found: &mut Vec<Finding>,
        budget: &mut Budget,
    ) -> Result<(), Exhausted> {
        found.extend(self.policies.map(certificate, budget)?); // (a), (b)
        self.constraints.add(certificate); // (g)
        self.policies.count(certificate); // (h)
        self.policies.constrain(certificate); // (i), (j)
        found.extend(ca(certificate)); // (k)
        found.extend(self.path_length(certificate)); // (l), (m)
        found.extend(key_cert_sign(certificate)); // (n)
        Ok(())
    }

    /// 6.1.4 (l), (m): self-issued certificates are not counted.
    fn path_length(&mut self, certificate: &Certificate) -> Option<Finding> {
        let exceeds = !certificate.is_self_issued() && self.max_path_length == 0;
        if !certificate.is_self_issued() {
            self.max_path_length = self.max_path_length.saturating_sub(1);
        }
        let own = certificate.basic_constraints().and_then(|constraints| constraints.path_length);
        let own = own.and_then(|most| usize::try_from(most).ok());
        self.max_path_length = own.map_or(self.max_path_length, |most| most.min(self.max_path_length));
        exceeds.then(|| Reason::PathLengthExceeded.into())
    }
}

/// 6.1.3 (a)(2): both ends belong to the period (RFC 5280 4.1.2.5).
pub(crate) fn validity(certificate: &Certificate, time: DateTime<Utc>) -> Option<Finding> {
    if time < certificate.not_before() {
        return Some(Finding::new(
            Reason::CertificateNotYetValid,
            [Fact::NotBefore(certificate.not_before())],
        ));
    }
    (time > certificate.not_after())
        .then(|| Finding::new(Reason::CertificateExpired, [Fact::NotAfter(certificate.not_after())]))
}

/// 6.1.4 (o), 6.1.5 (f): a critical extension that is not processed.
pub(crate) fn critical_extensions(certificate: &Certificate) -> Option<Finding> {
    let unknown = certificate.unknown_critical_extensions();
    (!unknown.is_empty()).then(|| {
        let facts: Vec<_> = unknown.iter().copied().map(Fact::Extension).collect();
        Finding::new(Reason::CriticalExtensionUnknown, facts)
    })
}

/// 6.1.4 (k): an issuer is a version 3 certificate whose basicConstraints say cA.
fn ca(certificate: &Certificate) -> Option<Finding> {
    let is_ca = certificate.basic_constraints().is_some_and(|constraints| constraints.ca);
    (!is_ca).then(|| Reason::CaNotAuthorised.into())
}

/// 6.1.4 (n): if key usage is present, it has keyCertSign.
fn key_cert_sign(certificate: &Certificate) -> Option<Finding> {
    let usage = certificate.key_usage()?;
    (!usage.contains(KeyUsage::KEY_CERT_SIGN))
        .then(|| Finding::new(Reason::KeyCertSignMissing, [Fact::KeyUsage(usage.to_string())]))
}
