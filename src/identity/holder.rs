//! What the holder of a certificate may act as. Roles are extended key usages, so nothing here depends on a name.

use std::fmt;

use crate::asn1::{ObjectIdentifier, oid};

/// The kind of holder, read from the role OIDs among the extended key usages.
///
/// The order is that of precedence: where a certificate carries several roles of one side (person or entity), the
/// first counts. Roles that say *what* acts, a machine or a treasury client, come before those that say *who*
/// acts, and among these the wider right comes first. Roles of both sides, or a role that this library does not
/// know beside the others, give [`HolderKind::Unknown`], which answers no claim.
///
/// ```
/// use kz_eds::HolderKind;
/// assert_eq!(HolderKind::RightToSign.code(), "right-to-sign");
/// assert!(HolderKind::Head < HolderKind::Employee, "a head who is an employee, too, is a head");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum HolderKind {
    /// Information system of a natural person (…4.1.1.1).
    PersonSystem,
    /// Natural person (…4.1.1, or the same role of an accredited authority).
    Person,
    /// Information system of a legal entity (…4.1.2.6 or a system of its own number under it).
    EntitySystem,
    /// Treasury client (1.2.398.5.19.1.2.2.1).
    Treasury,
    /// Head of a legal entity (…4.1.2.1).
    Head,
    /// Has the right to sign for a legal entity (…4.1.2.2).
    RightToSign,
    /// Has the right to sign financial documents for a legal entity (…4.1.2.3).
    FinancialRightToSign,
    /// Human resources of a legal entity (…4.1.2.4).
    Hr,
    /// Employee of a legal entity (…4.1.2.5).
    Employee,
    /// A legal entity and nothing more (…4.1.2 alone), as information systems of 2023–2025 had it.
    LegalEntity,
    /// The profile of 2011–2015: its policy, clientAuth, and no roles at all. A person or a legal entity.
    Unknown2011,
    /// No role, an unknown one, or roles that exclude each other.
    Unknown,
}

/// On whose side a kind stands.
#[derive(PartialEq, Eq)]
enum Side {
    Person,
    Entity,
    Neither,
}

impl HolderKind {
    /// Every kind, in the order of precedence.
    pub const ALL: &'static [Self] = &[
        Self::PersonSystem,
        Self::Person,
        Self::EntitySystem,
        Self::Treasury,
        Self::Head,
        Self::RightToSign,
        Self::FinancialRightToSign,
        Self::Hr,
        Self::Employee,
        Self::LegalEntity,
        Self::Unknown2011,
        Self::Unknown,
    ];

    /// The code that reports carry, e.g. `"right-to-sign"`. Never renamed.
    pub const fn code(self) -> &'static str {
        match self {
            Self::PersonSystem => "person-system",
            Self::Person => "person",
            Self::EntitySystem => "entity-system",
            Self::Treasury => "treasury",
            Self::Head => "head",
            Self::RightToSign => "right-to-sign",
            Self::FinancialRightToSign => "financial-right-to-sign",
            Self::Hr => "hr",
            Self::Employee => "employee",
            Self::LegalEntity => "legal-entity",
            Self::Unknown2011 => "unknown-2011",
            Self::Unknown => "unknown",
        }
    }

    /// The kind that a certificate with these extended key usages and policies speaks of.
    pub(super) fn read(usages: &[ObjectIdentifier], policies: &[ObjectIdentifier]) -> Self {
        let roles = || usages.iter().filter_map(Self::of_role);
        match roles().min() {
            Some(kind) if roles().all(|role| role.side() == kind.side()) => kind,
            None if is_of_2011(usages, policies) => Self::Unknown2011,
            _ => Self::Unknown,
        }
    }

    /// The kind that one extended key usage speaks of, if it is a role.
    fn of_role(usage: &ObjectIdentifier) -> Option<Self> {
        Some(match *usage {
            oid::ROLE_PERSON | oid::ROLE_ACCREDITED_PERSON => Self::Person,
            oid::ROLE_PERSON_SYSTEM => Self::PersonSystem,
            oid::ROLE_ENTITY => Self::LegalEntity,
            oid::ROLE_HEAD => Self::Head,
            oid::ROLE_RIGHT_TO_SIGN => Self::RightToSign,
            oid::ROLE_FINANCIAL => Self::FinancialRightToSign,
            oid::ROLE_HR => Self::Hr,
            oid::ROLE_EMPLOYEE => Self::Employee,
            oid::ROLE_TREASURY => Self::Treasury,
            _ if oid::within(usage, &oid::ROLE_ENTITY_SYSTEM) => Self::EntitySystem,
            // A role to come may narrow the ones beside it, as …4.1.1.1 does with …4.1.1.
            _ if oid::within(usage, &oid::ROLES) => Self::Unknown,
            _ => return None,
        })
    }

    fn side(self) -> Side {
        match self {
            Self::PersonSystem | Self::Person => Side::Person,
            Self::Unknown2011 | Self::Unknown => Side::Neither,
            _ => Side::Entity,
        }
    }
}

impl fmt::Display for HolderKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// Whether an extended key usage is a national role, known or not.
pub(crate) fn is_role(usage: &ObjectIdentifier) -> bool {
    HolderKind::of_role(usage).is_some()
}

/// Threat 33: before there were roles. The usage and the policy of that profile, and nothing else beside them.
fn is_of_2011(usages: &[ObjectIdentifier], policies: &[ObjectIdentifier]) -> bool {
    policies == [oid::POLICY_2011] && usages == [oid::CLIENT_AUTH]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn kind(roles: &[ObjectIdentifier]) -> HolderKind {
        let usages = [&[oid::EMAIL_PROTECTION], roles].concat();
        HolderKind::read(&usages, &[oid::POLICY_CURRENT])
    }

    fn under(arc: ObjectIdentifier, number: u32) -> ObjectIdentifier {
        ObjectIdentifier::new(&format!("{arc}.{number}"))
    }

    #[test]
    fn as_the_national_authority_issues() {
        use oid::*;
        for (roles, expected) in [
            (&[ROLE_PERSON][..], HolderKind::Person),
            (&[ROLE_ACCREDITED_PERSON], HolderKind::Person),
            (&[ROLE_PERSON, ROLE_PERSON_SYSTEM], HolderKind::PersonSystem),
            (&[ROLE_ENTITY, ROLE_HEAD], HolderKind::Head),
            (&[ROLE_ENTITY, ROLE_RIGHT_TO_SIGN], HolderKind::RightToSign),
            (&[ROLE_ENTITY, ROLE_FINANCIAL], HolderKind::FinancialRightToSign),
            (&[ROLE_ENTITY, ROLE_HR], HolderKind::Hr),
            (&[ROLE_ENTITY, ROLE_EMPLOYEE], HolderKind::Employee),
            (&[ROLE_ENTITY, ROLE_ENTITY_SYSTEM], HolderKind::EntitySystem),
            (&[ROLE_ENTITY, under(ROLE_ENTITY_SYSTEM, 166)], HolderKind::EntitySystem),
            (&[ROLE_ENTITY, ROLE_TREASURY], HolderKind::Treasury),
            (&[ROLE_ENTITY], HolderKind::LegalEntity),
            (&[], HolderKind::Unknown),
        ] {
            assert_eq!(kind(roles), expected, "{roles:?}");
        }
    }

    #[test]
    fn several_roles() {
        use oid::*;
        assert_eq!(kind(&[ROLE_EMPLOYEE, ROLE_RIGHT_TO_SIGN, ROLE_HEAD]), HolderKind::Head);
        assert_eq!(kind(&[ROLE_HEAD, ROLE_ENTITY_SYSTEM]), HolderKind::EntitySystem);
        assert_eq!(kind(&[ROLE_HEAD, ROLE_TREASURY]), HolderKind::Treasury);
        for both_sides in [[ROLE_PERSON, ROLE_ENTITY], [ROLE_HEAD, ROLE_PERSON], [ROLE_TREASURY, ROLE_PERSON]]
        {
            assert_eq!(kind(&both_sides), HolderKind::Unknown);
        }
        for unknown in [under(ROLE_PERSON, 2), under(ROLE_ENTITY, 7), under(ROLE_HEAD, 1), under(ROLES, 3)] {
            assert_eq!(kind(&[ROLE_PERSON, unknown]), HolderKind::Unknown, "{unknown}");
            assert_eq!(kind(&[ROLE_ENTITY, ROLE_HEAD, unknown]), HolderKind::Unknown, "{unknown}");
        }
        // How a person was identified, or that he is a notary, is no role of this kind.
        let remote = ObjectIdentifier::new("1.2.398.3.3.4.3.2");
        let notary = ObjectIdentifier::new("1.2.398.6.1.1.1.1");
        assert_eq!(kind(&[ROLE_PERSON, remote, notary]), HolderKind::Person);
    }

    #[test]
    fn the_profile_of_2011() {
        use oid::*;
        let read = |usages: &[_], policy| HolderKind::read(usages, &[policy]);
        assert_eq!(read(&[CLIENT_AUTH], POLICY_2011), HolderKind::Unknown2011);
        assert_eq!(read(&[CLIENT_AUTH], POLICY_CURRENT), HolderKind::Unknown);
        assert_eq!(read(&[EMAIL_PROTECTION], POLICY_2011), HolderKind::Unknown);
        assert_eq!(read(&[], POLICY_2011), HolderKind::Unknown);
        let accredited = ObjectIdentifier::new("1.2.398.3.17.3.2");
        assert_eq!(read(&[CLIENT_AUTH, accredited], POLICY_2011), HolderKind::Unknown);
        assert_eq!(read(&[CLIENT_AUTH, ROLE_HEAD], POLICY_2011), HolderKind::Head);
    }

    #[test]
    fn all_is_complete_sorted_and_named() {
        assert!(HolderKind::ALL.is_sorted_by(|one, next| one < next && one.code() != next.code()));
        assert_eq!(HolderKind::ALL.last(), Some(&HolderKind::Unknown));
        assert_eq!(HolderKind::ALL.len(), 12);
        assert!(HolderKind::ALL.iter().all(|kind| kind.to_string() == kind.code()));
    }

    proptest! {
        /// The order of the usages in a certificate does not count.
        #[test]
        fn order_is_nothing(mut roles in proptest::sample::subsequence(
            vec![oid::ROLE_PERSON, oid::ROLE_PERSON_SYSTEM, oid::ROLE_ENTITY, oid::ROLE_HEAD, oid::ROLE_TREASURY,
                 oid::ROLE_EMPLOYEE, oid::ROLES, oid::CLIENT_AUTH], 0..=8))
        {
            let one = kind(&roles);
            roles.reverse();
            prop_assert_eq!(kind(&roles), one);
        }
    }
}
