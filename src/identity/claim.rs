//! Who is expected: a role and a rule of identity, both parameters of the call. The same service has different
//! rules in two acts, so nothing here knows of services or acts.

use super::holder::HolderKind;
use super::number::{Bin, Iin};

/// Whose signature it is in the procedure (SIG-5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Role {
    /// Who asks for the service. A legal entity's head or a holder of the right to sign may, a representative
    /// may not (SIG-7).
    Applicant,
    /// Operator of a public service centre.
    Operator,
    /// Employee of the service provider.
    Employee,
    /// Who signs the licence or the reasoned refusal for the provider (LIC-1, LIC-3).
    AuthorisedPerson,
}

impl Role {
    /// Every role.
    pub const ALL: &'static [Self] =
        &[Self::Applicant, Self::Operator, Self::Employee, Self::AuthorisedPerson];

    /// The code that reports and the command line carry, e.g. `"authorised-person"`. Never renamed.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Applicant => "applicant",
            Self::Operator => "operator",
            Self::Employee => "employee",
            Self::AuthorisedPerson => "authorised-person",
        }
    }

    /// The role with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|role| role.code() == code)
    }
}

/// A number that a request carries.
///
/// ```
/// use kz_eds::{Bin, Iin, Number};
/// assert_eq!(Number::from(Iin::parse("123456789011")?), Number::Iin(Iin::parse("123456789011")?));
/// assert_ne!(Number::from(Iin::parse("123456789011")?), Number::from(Bin::parse("123456789011")?));
/// # Ok::<(), kz_eds::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Number {
    /// Of a natural person.
    Iin(Iin),
    /// Of a legal entity.
    Bin(Bin),
}

impl From<Iin> for Number {
    fn from(iin: Iin) -> Self {
        Self::Iin(iin)
    }
}

impl From<Bin> for Number {
    fn from(bin: Bin) -> Self {
        Self::Bin(bin)
    }
}

/// Which number of the request must be the certificate's. `None` is a request that carries no such number: it is
/// refused with [`Reason::ClaimNumberAbsent`](crate::Reason::ClaimNumberAbsent), never matched with a certificate
/// that carries none either (ID-4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IdentityRule {
    /// The request's IIN, as for clinic attachment. A person may use the certificate of his own office as well:
    /// the rule asks who he is, not for whom he acts.
    IinOnly(Option<Iin>),
    /// The request's BIN, as for cotton, narcotics and scrap.
    BinOnly(Option<Bin>),
    /// Whichever the request carries, as for medical, archaeological, pharmaceutical and pesticide licences and the
    /// six industry and export-control services. The number says who applies: an IIN a person, a BIN an entity.
    IinOrBin(Option<Number>),
    /// Any of the caller's list, as for operators, employees and authorised persons (SIG-6, LIC-3).
    Allowed(AllowedList),
}

impl IdentityRule {
    /// The code that reports carry: `"iin"`, `"bin"`, `"iin-or-bin"` or `"allowed"`.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::IinOnly(_) => "iin",
            Self::BinOnly(_) => "bin",
            Self::IinOrBin(_) => "iin-or-bin",
            Self::Allowed(_) => "allowed",
        }
    }

    /// The IINs of which the certificate must carry one, in order. None: an IIN is of no use.
    pub(super) fn iins(&self) -> &[Iin] {
        match self {
            Self::IinOnly(Some(iin)) | Self::IinOrBin(Some(Number::Iin(iin))) => std::slice::from_ref(iin),
            Self::Allowed(list) => &list.iins,
            Self::IinOnly(None) | Self::BinOnly(_) | Self::IinOrBin(_) => &[],
        }
    }

    /// The same for BINs.
    pub(super) fn bins(&self) -> &[Bin] {
        match self {
            Self::BinOnly(Some(bin)) | Self::IinOrBin(Some(Number::Bin(bin))) => std::slice::from_ref(bin),
            Self::Allowed(list) => &list.bins,
            Self::BinOnly(None) | Self::IinOnly(_) | Self::IinOrBin(_) => &[],
        }
    }
}

/// The numbers that a caller allows. An empty list allows nobody.
///
/// ```
/// use kz_eds::{AllowedList, Bin};
/// let licensors: AllowedList = [Bin::parse("930540000147")?, Bin::parse("191240019852")?].into_iter().collect();
/// assert_eq!(licensors.len(), 2);
/// # Ok::<(), kz_eds::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AllowedList {
    // In order and each once, so that a list of thousands is looked up quickly.
    iins: Vec<Iin>,
    bins: Vec<Bin>,
}

impl AllowedList {
    /// How many numbers are allowed.
    pub fn len(&self) -> usize {
        self.iins.len() + self.bins.len()
    }

    /// Whether nobody is allowed.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl<N: Into<Number>> FromIterator<N> for AllowedList {
    fn from_iter<I: IntoIterator<Item = N>>(numbers: I) -> Self {
        let mut list = Self::default();
        for number in numbers {
            match number.into() {
                Number::Iin(iin) => list.iins.push(iin),
                Number::Bin(bin) => list.bins.push(bin),
            }
        }
        list.iins.sort_unstable();
        list.iins.dedup();
        list.bins.sort_unstable();
        list.bins.dedup();
        list
    }
}

/// Who is expected to have signed: a [`Role`], an [`IdentityRule`] and, beyond the role's own, the kinds of holder
/// that may act. Which kind answers which claim stands in [one table](Claim#who-answers-a-claim).
///
/// ```
/// use kz_eds::{Bin, Claim, HolderKind, IdentityRule, Iin, Role};
///
/// // Whichever number the request carries:
/// let claim = Claim::applicant(Iin::parse("123456789011")?);
/// assert_eq!(claim.role(), Role::Applicant);
///
/// // A service whose rule is "BIN only", and a request in which the BIN may be missing:
/// let bin = Some(Bin::parse("930540000147")?);
/// let claim = Claim::new(Role::Applicant, IdentityRule::BinOnly(bin));
///
/// // The licence, signed by any employee of the licensor:
/// let claim = Claim::new(Role::AuthorisedPerson, IdentityRule::BinOnly(bin)).allowing(HolderKind::Employee);
///
/// assert!(!format!("{claim:?}").contains("930540000147"), "no numbers in logs (NFR-1)");
/// # Ok::<(), kz_eds::Error>(())
/// ```
///
/// # Who answers a claim
/// The number must fit, and the kind of holder must be one that may act with it:
///
/// | kind of holder | BIN | IIN under [`IinOrBin`](IdentityRule::IinOrBin) | IIN under the other rules |
/// |---|---|---|---|
/// | person | never | yes | yes |
/// | information system of a person | never | if allowed | if allowed |
/// | head, right to sign | yes | never | yes |
/// | employee of a legal entity | role operator or employee, or if allowed | never | as for the BIN |
/// | financial, HR, entity's system, treasury, bare legal entity | if allowed | never | if allowed |
/// | profile of 2011, with a BIN | role applicant, or if allowed | never | yes |
/// | profile of 2011, without one | – | yes | yes |
/// | unknown | never | never | never |
///
/// A request with an IIN under `IinOrBin` is a person's own; the certificate of an office speaks for the entity,
/// also where it names the same person. Certificates of 2011–2015 do not say what their holder is, and archives
/// of those years must verify: one that carries a BIN is taken for the entity's, one without for the person's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    role: Role,
    rule: IdentityRule,
    allowed: Vec<HolderKind>,
}

impl Claim {
    /// A claim with every part given.
    pub const fn new(role: Role, rule: IdentityRule) -> Self {
        Self { role, rule, allowed: Vec::new() }
    }

    /// The applicant, by whichever number the request carries: `Claim::new(Role::Applicant, IdentityRule::IinOrBin(…))`.
    pub fn applicant(number: impl Into<Number>) -> Self {
        Self::new(Role::Applicant, IdentityRule::IinOrBin(Some(number.into())))
    }

    /// Lets this kind of holder act, too, where the table says "if allowed". It changes no "never".
    #[must_use]
    pub fn allowing(mut self, kind: HolderKind) -> Self {
        self.allowed.push(kind);
        self
    }

    /// The role.
    pub const fn role(&self) -> Role {
        self.role
    }

    /// The rule of identity.
    pub const fn rule(&self) -> &IdentityRule {
        &self.rule
    }

    /// Whether the caller let this kind act.
    pub(super) fn allows(&self, kind: HolderKind) -> bool {
        self.allowed.contains(&kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted_and_hold_each_number_once() {
        let iin = |text| Number::Iin(Iin::parse(text).unwrap());
        let bin = |text| Number::Bin(Bin::parse(text).unwrap());
        let numbers = ["000000000003", "000000000001", "000000000003"];
        let list: AllowedList = numbers.map(iin).into_iter().chain(numbers.map(bin)).collect();
        let rule = IdentityRule::Allowed(list.clone());
        assert!(rule.iins().iter().map(Iin::as_str).eq(["000000000001", "000000000003"]));
        assert!(rule.bins().iter().map(Bin::as_str).eq(["000000000001", "000000000003"]));
        assert!(list.len() == 4 && !list.is_empty() && AllowedList::default().is_empty());
    }

    #[test]
    fn a_rule_asks_for_its_own_number_only() {
        let (iin, bin) = (Iin::parse("123456789011").unwrap(), Bin::parse("123456789021").unwrap());
        for (rule, iins, bins) in [
            (IdentityRule::IinOnly(Some(iin)), 1, 0),
            (IdentityRule::BinOnly(Some(bin)), 0, 1),
            (IdentityRule::IinOrBin(Some(iin.into())), 1, 0),
            (IdentityRule::IinOrBin(Some(bin.into())), 0, 1),
            (IdentityRule::IinOnly(None), 0, 0),
            (IdentityRule::BinOnly(None), 0, 0),
            (IdentityRule::IinOrBin(None), 0, 0),
            (IdentityRule::Allowed(AllowedList::default()), 0, 0),
        ] {
            assert_eq!((rule.iins().len(), rule.bins().len()), (iins, bins), "{rule:?}");
        }
    }
}
