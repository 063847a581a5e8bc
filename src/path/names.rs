//! Name constraints along a path (RFC 5280 6.1.3 (b), (c), 6.1.4 (g)). The permitted subtrees of several CAs intersect
//! because a name is held against those of each; the excluded ones unite.
//!
//! On the safe side: a form of name that is not compared (otherName, x400Address, ediPartyName, registeredID) and that a
//! CA constrains must not occur below it, whether the extension is critical or not; what cannot be compared (an address
//! that is none, a URI without a host) is neither permitted nor spared by an exclusion.

use super::budget::{Budget, Exhausted};
use super::subtree;
use crate::asn1::oid;
use crate::certificate::{Certificate, NameConstraints};
use crate::finding::{Fact, Finding, Reason};
use crate::name::{GeneralName, NameForm, Within};

/// The constraints of every CA above, the topmost first.
#[derive(Default)]
pub(super) struct ConstraintState<'a> {
    above: Vec<NameConstraints<'a>>,
}

impl<'a> ConstraintState<'a> {
    /// 6.1.4 (g).
    pub(super) fn add(&mut self, certificate: &'a Certificate) {
        self.above.extend(certificate.name_constraints());
    }

    /// 6.1.3 (b), (c): the first name that stands outside.
    pub(super) fn check(
        &self,
        certificate: &Certificate,
        budget: &mut Budget,
    ) -> Result<Option<Finding>, Exhausted> {
        if self.above.is_empty() {
            return Ok(None);
        }
        for name in names(certificate) {
            for constraints in &self.above {
                if let Some(reason) = against(&name, constraints, budget)? {
                    return Ok(Some(Finding::new(reason, [Fact::NameForm(name.form.code())])));
                }
            }
        }
        Ok(None)
    }
}

/// The subject unless it is empty, the alternative names, and, where those have no mailbox, mailboxes in the subject
/// (4.2.1.10).
fn names(certificate: &Certificate) -> impl Iterator<Item = GeneralName<'_>> {
    let subject = certificate.subject();
    let directory = GeneralName { form: NameForm::Directory, value: subject.as_der() };
    let has_mailbox = certificate.alternative_names().any(|name| name.form == NameForm::Rfc822);
    let legacy = subject.attributes().filter(move |part| part.is(&oid::EMAIL_ADDRESS) && !has_mailbox);
    let legacy = legacy.map(|part| GeneralName { form: NameForm::Rfc822, value: part.value.value });
    let directory = (!subject.is_empty()).then_some(directory);
    directory.into_iter().chain(certificate.alternative_names()).chain(legacy)
}

/// What one CA's constraints have against a name.
fn against(
    name: &GeneralName<'_>,
    constraints: &NameConstraints<'_>,
    budget: &mut Budget,
) -> Result<Option<Reason>, Exhausted> {
    for base in constraints.excluded() {
        match relation(name, &base, budget)? {
            Relation::OtherForm | Relation::Compared(Within::Outside) => {}
            Relation::Compared(_) => return Ok(Some(Reason::NameNotPermitted)),
            Relation::NotProcessed => return Ok(Some(Reason::NameFormNotProcessed)),
        }
    }
    let mut refused = None;
    for base in constraints.permitted() {
        match relation(name, &base, budget)? {
            Relation::OtherForm => {}
            Relation::Compared(Within::Inside) => return Ok(None),
            Relation::Compared(_) => refused = Some(Reason::NameNotPermitted),
            Relation::NotProcessed => return Ok(Some(Reason::NameFormNotProcessed)),
        }
    }
    Ok(refused)
}

enum Relation {
    /// The subtree says nothing of names of this form.
    OtherForm,
    Compared(Within),
    NotProcessed,
}

fn relation(
    name: &GeneralName<'_>,
    base: &GeneralName<'_>,
    budget: &mut Budget,
) -> Result<Relation, Exhausted> {
    budget.name_comparisons(1)?;
    let same_form = name.form == base.form;
    Ok(match subtree::within(name, base) {
        Some(within) if same_form => Relation::Compared(within),
        None if same_form => Relation::NotProcessed,
        _ if base.form == NameForm::Rfc822 && name.is_international_mailbox() => Relation::NotProcessed,
        _ => Relation::OtherForm,
    })
}
