//! The judgement: does this certificate's identity answer that claim? (C3-3, ID-1…5, SIG-5…7)

use super::claim::{Claim, IdentityRule, Role};
use super::holder::HolderKind::{
    self, Employee, Head, Person, PersonSystem, RightToSign, Unknown, Unknown2011,
};
use super::subject::{IdentityError, SubjectIdentity};
use crate::finding::{Fact, Finding, Reason};

/// Which number is judged.
#[derive(Clone, Copy)]
enum Kind {
    Iin,
    Bin,
}

impl Claim {
    /// What speaks against the claim; nothing when the certificate answers it. Of an allowed list, one number is
    /// enough; when none fits, the findings on IINs and on BINs are both told.
    pub(crate) fn judge(&self, subject: &SubjectIdentity) -> Vec<Finding> {
        let iin = compared(subject.iin(), self.rule().iins()).map(|fits| (Kind::Iin, fits));
        let bin = compared(subject.bin(), self.rule().bins()).map(|fits| (Kind::Bin, fits));
        let mut against = Vec::new();
        for (kind, fits) in iin.into_iter().chain(bin) {
            match fits.map_err(Finding::from).and_then(|()| self.may_act(kind, subject)) {
                Ok(()) => return Vec::new(),
                Err(finding) => against.push(finding),
            }
        }
        against.dedup();
        if against.is_empty() { vec![Reason::ClaimNumberAbsent.into()] } else { against }
    }

    fn may_act(&self, number: Kind, subject: &SubjectIdentity) -> Result<(), Finding> {
        if self.permits(number, subject) {
            return Ok(());
        }
        let kind = Fact::HolderKind(subject.holder_kind().code());
        Err(Finding::new(Reason::HolderKindNotAllowed, [kind]))
    }

    /// The table in the documentation of [`Claim`].
    fn permits(&self, number: Kind, subject: &SubjectIdentity) -> bool {
        let as_a_person = matches!(self.rule(), IdentityRule::IinOrBin(_));
        match (subject.holder_kind(), number) {
            (Unknown, _) => false,
            (Person, Kind::Iin) => true,
            (PersonSystem, Kind::Iin) => self.allows(PersonSystem),
            (Person | PersonSystem, Kind::Bin) => false,
            // Fail closed: a BIN that cannot be read is one, too.
            (Unknown2011, Kind::Iin) => !as_a_person || subject.bin() == Ok(None),
            (Unknown2011, Kind::Bin) => self.role() == Role::Applicant || self.allows(Unknown2011),
            (kind, Kind::Iin) => !as_a_person && self.speaks_for_its_entity(kind),
            (kind, Kind::Bin) => self.speaks_for_its_entity(kind),
        }
    }

    fn speaks_for_its_entity(&self, kind: HolderKind) -> bool {
        let by_role = match self.role() {
            Role::Applicant | Role::AuthorisedPerson => matches!(kind, Head | RightToSign),
            Role::Operator | Role::Employee => matches!(kind, Head | RightToSign | Employee),
        };
        by_role || self.allows(kind)
    }
}

/// How the number found stands to those asked for (in order); `None` when none is asked for. One type of number at
/// a time, so that an IIN is never compared with a BIN.
fn compared<N: Ord>(found: Result<Option<&N>, IdentityError>, asked: &[N]) -> Option<Result<(), Reason>> {
    if asked.is_empty() {
        return None;
    }
    Some(match found {
        Err(error) => Err(error.reason()),
        Ok(None) => Err(Reason::IdentityAbsent),
        Ok(Some(number)) if asked.binary_search(number).is_ok() => Ok(()),
        Ok(Some(_)) => Err(Reason::IdentityMismatch),
    })
}

#[cfg(test)]
mod tests {
    use crate::asn1::ObjectIdentifier;

    use super::*;
    use crate::asn1::oid::*;
    use crate::identity::{AllowedList, Bin, Iin, Number};
    use crate::name::Name;
    use crate::name::testing::subject;

    const IIN: &str = "123456789011";
    const BIN: &str = "123456789021";
    const ROLES: [Role; 4] = [Role::Applicant, Role::Operator, Role::Employee, Role::AuthorisedPerson];

    fn iin(text: &str) -> Iin {
        Iin::parse(text).unwrap()
    }

    fn bin(text: &str) -> Bin {
        Bin::parse(text).unwrap()
    }

    fn list(numbers: &[Number]) -> IdentityRule {
        IdentityRule::Allowed(numbers.iter().copied().collect())
    }

    fn identity(units: &[(ObjectIdentifier, &str)], kind: HolderKind) -> SubjectIdentity {
        let (usages, policy) = match kind {
            Unknown2011 => (vec![CLIENT_AUTH], POLICY_2011),
            Unknown => (vec![CLIENT_AUTH], POLICY_CURRENT),
            kind => (vec![role(kind)], POLICY_CURRENT),
        };
        let raw = subject(units);
        let identity = SubjectIdentity::read(Name::parse(&raw).unwrap(), &usages, &[policy]);
        assert_eq!(identity.holder_kind(), kind);
        identity
    }

    fn role(kind: HolderKind) -> ObjectIdentifier {
        match kind {
            Person => ROLE_PERSON,
            PersonSystem => ROLE_PERSON_SYSTEM,
            Head => ROLE_HEAD,
            RightToSign => ROLE_RIGHT_TO_SIGN,
            HolderKind::FinancialRightToSign => ROLE_FINANCIAL,
            HolderKind::Hr => ROLE_HR,
            Employee => ROLE_EMPLOYEE,
            HolderKind::EntitySystem => ROLE_ENTITY_SYSTEM,
            HolderKind::Treasury => ROLE_TREASURY,
            HolderKind::LegalEntity => ROLE_ENTITY,
            Unknown2011 | Unknown => unreachable!("no role"),
        }
    }

    /// Both numbers, for every kind: what is judged is the kind alone.
    fn both(kind: HolderKind) -> SubjectIdentity {
        identity(&[(SERIAL_NUMBER, "IIN123456789011"), (ORGANIZATIONAL_UNIT, "BIN123456789021")], kind)
    }

    fn person_of_2011() -> SubjectIdentity {
        identity(&[(SERIAL_NUMBER, "IIN123456789011")], Unknown2011)
    }

    fn reasons(claim: &Claim, subject: &SubjectIdentity) -> Vec<&'static str> {
        claim.judge(subject).iter().map(|finding| finding.reason.code()).collect()
    }

    /// `y` answered, `-` the number fits and the kind may not act, `0` no such number.
    fn sign(claim: &Claim, subject: &SubjectIdentity) -> char {
        match reasons(claim, subject).as_slice() {
            [] => 'y',
            ["holder-kind-not-allowed"] => '-',
            ["identity-absent"] => '0',
            other => panic!("{other:?}"),
        }
    }

    /// For one role: IIN alone, IIN of "IIN or BIN", IIN of a list, then the same for the BIN.
    fn row(role: Role, subject: &SubjectIdentity, allowed: Option<HolderKind>) -> String {
        let rules = [
            IdentityRule::IinOnly(Some(iin(IIN))),
            IdentityRule::IinOrBin(Some(iin(IIN).into())),
            list(&[iin("000000000000").into(), iin(IIN).into()]),
            IdentityRule::BinOnly(Some(bin(BIN))),
            IdentityRule::IinOrBin(Some(bin(BIN).into())),
            list(&[bin(BIN).into(), bin("999999999999").into()]),
        ];
        let claim = |rule| match allowed {
            Some(kind) => Claim::new(role, rule).allowing(kind),
            None => Claim::new(role, rule),
        };
        rules.into_iter().map(|rule| sign(&claim(rule), subject)).collect()
    }

    /// The whole table: every kind, role and rule, as a claim has it by itself and with that very kind allowed.
    #[test]
    #[rustfmt::skip]
    fn who_answers_which_claim() {
        use HolderKind::*;
        let grid = [
            //                      applicant  operator  employee  authorised  kind allowed, any role
            (Person,               ["yyy---", "yyy---", "yyy---", "yyy---"], "yyy---"),
            (PersonSystem,         ["------", "------", "------", "------"], "yyy---"),
            (Head,                 ["y-yyyy", "y-yyyy", "y-yyyy", "y-yyyy"], "y-yyyy"),
            (RightToSign,          ["y-yyyy", "y-yyyy", "y-yyyy", "y-yyyy"], "y-yyyy"),
            (FinancialRightToSign, ["------", "------", "------", "------"], "y-yyyy"),
            (Hr,                   ["------", "------", "------", "------"], "y-yyyy"),
            (Employee,             ["------", "y-yyyy", "y-yyyy", "------"], "y-yyyy"),
            (EntitySystem,         ["------", "------", "------", "------"], "y-yyyy"),
            (Treasury,             ["------", "------", "------", "------"], "y-yyyy"),
            (LegalEntity,          ["------", "------", "------", "------"], "y-yyyy"),
            (Unknown2011,          ["y-yyyy", "y-y---", "y-y---", "y-y---"], "y-yyyy"),
            (Unknown,              ["------", "------", "------", "------"], "------"),
        ];
        assert!(HolderKind::ALL.iter().all(|kind| grid.iter().any(|(row, ..)| row == kind)), "a row for each");
        for (kind, expected, with_kind_allowed) in grid {
            let subject = both(kind);
            assert_eq!(ROLES.map(|role| row(role, &subject, None)), expected, "{kind}");
            for role in ROLES {
                assert_eq!(row(role, &subject, Some(kind)), with_kind_allowed, "{kind} allowed, {role:?}");
            }
        }
    }

    #[test]
    fn a_person_of_2011_is_known_by_having_no_bin() {
        for role in ROLES {
            assert_eq!(row(role, &person_of_2011(), None), "yyy000");
        }
        let unreadable = identity(
            &[(SERIAL_NUMBER, "IIN123456789011"), (ORGANIZATIONAL_UNIT, "BIN12345678902")],
            Unknown2011,
        );
        assert_eq!(reasons(&Claim::applicant(iin(IIN)), &unreadable), ["holder-kind-not-allowed"]);
    }

    #[test]
    fn allowing_one_kind_allows_no_other() {
        for allowed in HolderKind::ALL {
            for kind in HolderKind::ALL.iter().filter(|kind| *kind != allowed) {
                for role in ROLES {
                    let subject = both(*kind);
                    assert_eq!(
                        row(role, &subject, Some(*allowed)),
                        row(role, &subject, None),
                        "{kind} {allowed}"
                    );
                }
            }
        }
    }

    #[test]
    fn another_number_is_a_mismatch() {
        // One digit, and the numbers crosswise: an IIN is never compared with a BIN.
        for other in ["123456789012", "223456789011", BIN] {
            assert_eq!(reasons(&Claim::applicant(iin(other)), &both(Person)), ["identity-mismatch"]);
        }
        for other in ["123456789022", IIN] {
            assert_eq!(reasons(&Claim::applicant(bin(other)), &both(Head)), ["identity-mismatch"]);
        }
    }

    #[test]
    fn a_number_that_the_certificate_lacks_is_absent() {
        let person = identity(&[(SERIAL_NUMBER, "IIN123456789011")], Person);
        let system = identity(&[(ORGANIZATIONAL_UNIT, "BIN123456789021")], HolderKind::EntitySystem);
        assert_eq!(reasons(&Claim::applicant(bin(BIN)), &person), ["identity-absent"]);
        assert_eq!(reasons(&Claim::applicant(bin(IIN)), &person), ["identity-absent"]);
        assert_eq!(reasons(&Claim::applicant(iin(IIN)), &system), ["identity-absent"]);
    }

    #[test]
    fn a_number_that_the_request_lacks_is_another_reason() {
        let nobody = identity(&[], Person);
        for rule in [
            IdentityRule::IinOnly(None),
            IdentityRule::BinOnly(None),
            IdentityRule::IinOrBin(None),
            IdentityRule::Allowed(AllowedList::default()),
        ] {
            for subject in [&nobody, &both(Person), &both(Head)] {
                let claim = Claim::new(Role::Applicant, rule.clone());
                assert_eq!(reasons(&claim, subject), ["claim-number-absent"], "{rule:?}");
            }
        }
    }

    #[test]
    fn a_number_that_cannot_be_taken_keeps_its_reason() {
        let twice = [(SERIAL_NUMBER, "IIN123456789011"); 2];
        let short = [(SERIAL_NUMBER, "IIN123456789011"), (ORGANIZATIONAL_UNIT, "BIN12345678902")];
        assert_eq!(reasons(&Claim::applicant(iin(IIN)), &identity(&twice, Person)), ["identity-ambiguous"]);
        assert_eq!(reasons(&Claim::applicant(bin(BIN)), &identity(&short, Head)), ["identity-malformed"]);
    }

    #[test]
    fn one_of_a_list_is_enough_and_all_is_told_otherwise() {
        let claim = |numbers: &[Number]| Claim::new(Role::Operator, list(numbers));
        let (other_iin, other_bin) = (iin("000000000001").into(), bin("000000000002").into());
        let (own_iin, own_bin) = (iin(IIN).into(), bin(BIN).into());
        let employee = both(Employee);
        assert_eq!(reasons(&claim(&[own_iin, other_bin]), &employee), [""; 0]);
        assert_eq!(reasons(&claim(&[other_iin, own_bin]), &employee), [""; 0]);
        assert_eq!(reasons(&claim(&[other_iin, other_bin]), &employee), ["identity-mismatch"]);
        let person = identity(&[(SERIAL_NUMBER, "IIN123456789011")], Person);
        assert_eq!(
            reasons(&claim(&[other_iin, other_bin]), &person),
            ["identity-mismatch", "identity-absent"]
        );
        assert_eq!(reasons(&claim(&[own_bin, own_iin]), &person), [""; 0]);
    }

    #[test]
    fn the_finding_names_the_kind() {
        let findings = Claim::applicant(bin(BIN)).judge(&both(Employee));
        assert_eq!(findings, [Finding::new(Reason::HolderKindNotAllowed, [Fact::HolderKind("employee")])]);
    }

    #[test]
    fn debug_shows_no_number() {
        let claims = [
            Claim::applicant(iin(IIN)),
            Claim::new(Role::Operator, list(&[iin(IIN).into(), bin(BIN).into()])).allowing(Head),
        ];
        let shown =
            format!("{claims:?} {:?} {:?}", both(Head), claims.each_ref().map(|c| c.judge(&both(Head))));
        assert!(!shown.contains("123") && !shown.contains("456"), "{shown}");
    }
}
