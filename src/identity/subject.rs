//! What a certificate says of its holder: the numbers in its subject and the kind of holder.

use super::holder::HolderKind;
use super::number::{Bin, Digits, Iin};
use crate::asn1::{ObjectIdentifier, Tag, oid};
use crate::finding::{Finding, Reason};
use crate::name::{Attribute, Name};

/// Why a number that a certificate seems to carry is not taken. There is never a pick among candidates (threat 16).
///
/// ```
/// use kz_eds::{IdentityError, Reason};
/// assert_eq!(IdentityError::Repeated.reason(), Reason::IdentityAmbiguous);
/// assert_eq!(IdentityError::WrongStringType.reason(), Reason::IdentityMalformed);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum IdentityError {
    /// The attribute occurs twice, be it with the same number.
    #[error("the number occurs more than once")]
    Repeated,
    /// Another attribute stands in the same RDN.
    #[error("the number is not alone in its RDN")]
    MultiValued,
    /// organizationalUnitName and organizationIdentifier carry different numbers.
    #[error("two attributes carry different numbers")]
    Conflicting,
    /// The value starts like a number of this kind and is none: letter case, length, spaces, other digits …
    #[error("the value is not a prefix and twelve digits")]
    Malformed,
    /// The value is neither a PrintableString nor a UTF8String.
    #[error("the value has a string type that such numbers never have")]
    WrongStringType,
    /// A BIN where an IIN belongs (serialNumber), or the reverse. The national authority issues no such certificate.
    #[error("the number stands in an attribute for another one")]
    WrongAttribute,
}

impl IdentityError {
    /// [`Reason::IdentityAmbiguous`] or [`Reason::IdentityMalformed`].
    pub const fn reason(self) -> Reason {
        match self {
            Self::Repeated | Self::MultiValued | Self::Conflicting => Reason::IdentityAmbiguous,
            Self::Malformed | Self::WrongStringType | Self::WrongAttribute => Reason::IdentityMalformed,
        }
    }
}

/// Whose certificate it says it is: IIN, BIN (each optional, both may occur: ID-2, ID-3) and kind of holder.
///
/// | number | attribute | value |
/// |---|---|---|
/// | IIN | serialNumber, the only one of the name | `IIN` and 12 digits |
/// | BIN | organizationalUnitName; others that do not start like a number are departments | `BIN` and 12 digits |
/// | BIN | organizationIdentifier, beside the former only with the same number | `BIN` and 12 digits |
///
/// PrintableString or UTF8String, alone in its RDN, once in the whole name. Never from a CN or other free text
/// (ID-6). What starts like a number and breaks a rule is an [`IdentityError`], not an absent number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubjectIdentity {
    iin: Result<Option<Iin>, IdentityError>,
    bin: Result<Option<Bin>, IdentityError>,
    holder_kind: HolderKind,
}

impl SubjectIdentity {
    /// Reads the identity from a certificate's subject, extended key usages and policies.
    pub(crate) fn read(
        subject: Name<'_>,
        usages: &[ObjectIdentifier],
        policies: &[ObjectIdentifier],
    ) -> Self {
        let attributes: Vec<_> =
            subject.attributes().filter(|attribute| is_one_of(&NUMBERED, attribute)).collect();
        Self {
            iin: iin(&attributes).map(|digits| digits.map(Iin::from_digits)),
            bin: bin(&attributes).map(|digits| digits.map(Bin::from_digits)),
            holder_kind: HolderKind::read(usages, policies),
        }
    }

    /// The IIN, `None` when there is none.
    ///
    /// # Errors
    /// An [`IdentityError`] when there is something like one that cannot be taken.
    pub fn iin(&self) -> Result<Option<&Iin>, IdentityError> {
        self.iin.as_ref().map(Option::as_ref).map_err(|error| *error)
    }

    /// The BIN, `None` when there is none.
    ///
    /// # Errors
    /// An [`IdentityError`] when there is something like one that cannot be taken.
    pub fn bin(&self) -> Result<Option<&Bin>, IdentityError> {
        self.bin.as_ref().map(Option::as_ref).map_err(|error| *error)
    }

    /// What the holder may act as.
    pub fn holder_kind(&self) -> HolderKind {
        self.holder_kind
    }

    /// What is odd about the numbers. Told, never judged (ID-6); each reason once.
    pub fn notes(&self) -> Vec<Finding> {
        let iin = self.iin.ok().flatten().into_iter().flat_map(|iin| iin.findings());
        let bin = self.bin.ok().flatten().into_iter().flat_map(|bin| bin.findings());
        let mut reasons: Vec<Reason> = iin.chain(bin).collect();
        reasons.sort_unstable();
        reasons.dedup();
        reasons.into_iter().map(Finding::from).collect()
    }
}

const IIN: &str = "IIN";
const BIN: &str = "BIN";

/// The attributes that carry numbers. No other is looked at.
const NUMBERED: [ObjectIdentifier; 3] =
    [oid::SERIAL_NUMBER, oid::ORGANIZATIONAL_UNIT, oid::ORGANIZATION_IDENTIFIER];

fn is_one_of(types: &[ObjectIdentifier], attribute: &Attribute<'_>) -> bool {
    types.iter().any(|oid| attribute.is(oid))
}

fn iin(attributes: &[Attribute<'_>]) -> Result<Option<Digits>, IdentityError> {
    nowhere_but(&[oid::SERIAL_NUMBER], attributes, IIN)?;
    let iin = the_one(oid::SERIAL_NUMBER, attributes, IIN)?;
    let serial_numbers = attributes.iter().filter(|attribute| attribute.is(&oid::SERIAL_NUMBER)).count();
    if iin.is_some() && serial_numbers > 1 { Err(IdentityError::Repeated) } else { Ok(iin) }
}

fn bin(attributes: &[Attribute<'_>]) -> Result<Option<Digits>, IdentityError> {
    nowhere_but(&[oid::ORGANIZATIONAL_UNIT, oid::ORGANIZATION_IDENTIFIER], attributes, BIN)?;
    let unit = the_one(oid::ORGANIZATIONAL_UNIT, attributes, BIN)?;
    let organization = the_one(oid::ORGANIZATION_IDENTIFIER, attributes, BIN)?;
    match (unit, organization) {
        (Some(unit), Some(organization)) if unit != organization => Err(IdentityError::Conflicting),
        _ => Ok(unit.or(organization)),
    }
}

/// A value that starts like this number stands in no attribute but those of `homes`.
fn nowhere_but(
    homes: &[ObjectIdentifier],
    attributes: &[Attribute<'_>],
    prefix: &str,
) -> Result<(), IdentityError> {
    let strays = |attribute: &Attribute<'_>| !is_one_of(homes, attribute) && means(attribute, prefix);
    if attributes.iter().any(strays) { Err(IdentityError::WrongAttribute) } else { Ok(()) }
}

/// The digits of the one value of type `home` that starts like this number.
fn the_one(
    home: ObjectIdentifier,
    attributes: &[Attribute<'_>],
    prefix: &str,
) -> Result<Option<Digits>, IdentityError> {
    let mut candidates =
        attributes.iter().filter(|attribute| attribute.is(&home) && means(attribute, prefix));
    let Some(candidate) = candidates.next() else { return Ok(None) };
    if candidates.next().is_some() {
        return Err(IdentityError::Repeated);
    }
    if !candidate.alone {
        return Err(IdentityError::MultiValued);
    }
    digits(candidate, prefix).map(Some)
}

/// Exactly the prefix and twelve ASCII digits, in one of the two string types in use.
fn digits(attribute: &Attribute<'_>, prefix: &str) -> Result<Digits, IdentityError> {
    if !matches!(attribute.value.tag, Tag::PRINTABLE_STRING | Tag::UTF8_STRING) {
        return Err(IdentityError::WrongStringType);
    }
    let after = attribute.value.value.strip_prefix(prefix.as_bytes());
    after.and_then(Digits::read).ok_or(IdentityError::Malformed)
}

/// Whether a reader would take the value for such a number: its first three letters or digits are the prefix in
/// any case, whatever stands between them. NUL counts as nothing, so the octets of a BMPString or UniversalString
/// are seen through as well.
fn means(attribute: &Attribute<'_>, prefix: &str) -> bool {
    let characters = attribute.value.value.utf8_chunks().flat_map(|chunk| chunk.valid().chars());
    let visible = characters.filter(|character| character.is_alphanumeric());
    visible.map(|character| character.to_ascii_uppercase()).take(prefix.len()).eq(prefix.chars())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::name::testing::{ava, name, rdn, subject};
    use proptest::prelude::*;

    const IIN_VALUE: (ObjectIdentifier, &str) = (oid::SERIAL_NUMBER, "IIN123456789011");
    const BIN_VALUE: (ObjectIdentifier, &str) = (oid::ORGANIZATIONAL_UNIT, "BIN123456789021");

    fn of(raw: &[u8]) -> SubjectIdentity {
        SubjectIdentity::read(Name::parse(raw).unwrap(), &[oid::ROLE_PERSON], &[])
    }

    fn iin_of(attributes: &[(ObjectIdentifier, &str)]) -> Result<Option<String>, IdentityError> {
        of(&subject(attributes)).iin().map(|iin| iin.map(|iin| iin.as_str().to_owned()))
    }

    fn bin_of(attributes: &[(ObjectIdentifier, &str)]) -> Result<Option<String>, IdentityError> {
        of(&subject(attributes)).bin().map(|bin| bin.map(|bin| bin.as_str().to_owned()))
    }

    #[test]
    fn numbers_are_read_by_type_wherever_they_stand() {
        let common_name = (oid::COMMON_NAME, "ТЕСТОВ ТЕСТ");
        for attributes in [[common_name, IIN_VALUE, BIN_VALUE], [BIN_VALUE, IIN_VALUE, common_name]] {
            assert_eq!(iin_of(&attributes), Ok(Some("123456789011".to_owned())));
            assert_eq!(bin_of(&attributes), Ok(Some("123456789021".to_owned())));
        }
        assert_eq!(of(&subject(&[IIN_VALUE])).holder_kind(), HolderKind::Person);
    }

    #[test]
    fn no_number_is_taken_from_anything_else() {
        for oid in [oid::COMMON_NAME, oid::ORGANIZATION, oid::USER_ID, oid::GIVEN_NAME] {
            let attributes =
                [(oid, "IIN123456789011"), (oid, "BIN123456789021"), (oid, "x,OU=BIN123456789021")];
            assert_eq!((iin_of(&attributes), bin_of(&attributes)), (Ok(None), Ok(None)));
        }
        let free_text = [
            (oid::SERIAL_NUMBER, "123456789011"),
            (oid::ORGANIZATIONAL_UNIT, "123456789021"),
            (oid::ORGANIZATIONAL_UNIT, "OU=BIN123456789021"),
            (oid::ORGANIZATION_IDENTIFIER, "VATKZ-123456789021"),
        ];
        assert_eq!((iin_of(&free_text), bin_of(&free_text)), (Ok(None), Ok(None)));
    }

    #[test]
    fn near_misses_are_malformed_never_absent() {
        for near in [
            "IIN",
            "IIN12345678901",
            "IIN1234567890111",
            "iin123456789011",
            "Iin123456789011",
            " IIN123456789011",
            "IIN 123456789011",
            "IIN123456789011 ",
            "IIN:123456789011",
            "I I N123456789011",
            "\0IIN123456789011",
            "IIN123456789011\0",
            "\u{200B}I\u{200B}IN123456789011",
            "IIN\u{661}23456789011",
            "IIN\u{661}\u{662}\u{663}\u{664}\u{665}\u{666}",
            "IINIIN123456789011",
        ] {
            assert_eq!(iin_of(&[(oid::SERIAL_NUMBER, near)]), Err(IdentityError::Malformed), "{near:?}");
            let near = near.replacen(['I', 'i'], "B", 1);
            for home in [oid::ORGANIZATIONAL_UNIT, oid::ORGANIZATION_IDENTIFIER] {
                assert_eq!(bin_of(&[(home, &near)]), Err(IdentityError::Malformed), "{near:?}");
                assert_eq!(
                    bin_of(&[BIN_VALUE, (home, &near)]).unwrap_err().reason(),
                    match home {
                        oid::ORGANIZATIONAL_UNIT => Reason::IdentityAmbiguous,
                        _ => Reason::IdentityMalformed,
                    }
                );
            }
        }
    }

    #[test]
    fn two_string_types_and_no_other() {
        let typed = |tag, value: &[u8]| of(&name(&[rdn(&[ava(oid::SERIAL_NUMBER, tag, value)])])).iin;
        let taken = Ok(Some(Iin::parse("123456789011").unwrap()));
        assert_eq!(typed(Tag::PRINTABLE_STRING, b"IIN123456789011"), taken);
        assert_eq!(typed(Tag::UTF8_STRING, b"IIN123456789011"), taken);
        let wide: Vec<u8> = b"IIN123456789011".iter().flat_map(|octet| [0, *octet]).collect();
        let wider: Vec<u8> = b"IIN123456789011".iter().flat_map(|octet| [0, 0, 0, *octet]).collect();
        for (tag, value) in [
            (Tag::IA5_STRING, &b"IIN123456789011"[..]),
            (Tag::TELETEX_STRING, b"IIN123456789011"),
            (Tag::OCTET_STRING, b"IIN123456789011"),
            (Tag::BMP_STRING, &wide),
            (Tag::UNIVERSAL_STRING, &wider),
        ] {
            assert_eq!(typed(tag, value), Err(IdentityError::WrongStringType), "{tag:?}");
        }
        assert_eq!(typed(Tag::UTF8_STRING, &wide), Err(IdentityError::Malformed));
        assert_eq!(typed(Tag::UTF8_STRING, b"\xFFIIN123456789011"), Err(IdentityError::Malformed));
    }

    #[test]
    fn once_in_the_whole_name() {
        for second in ["IIN123456789011", "IIN123456789012", "IIN", "12345", ""] {
            for attributes in [
                [IIN_VALUE, BIN_VALUE, (oid::SERIAL_NUMBER, second)],
                [(oid::SERIAL_NUMBER, second), BIN_VALUE, IIN_VALUE],
            ] {
                assert_eq!(iin_of(&attributes), Err(IdentityError::Repeated), "{second}");
                assert!(bin_of(&attributes).is_ok(), "the other number is not touched");
            }
        }
        for second in ["BIN123456789021", "BIN123456789022", "bin"] {
            let again = [BIN_VALUE, (oid::ORGANIZATIONAL_UNIT, second)];
            assert_eq!(bin_of(&again), Err(IdentityError::Repeated), "{second}");
        }
        let both = [(oid::ORGANIZATION_IDENTIFIER, "BIN123456789021"); 2];
        assert_eq!(bin_of(&both), Err(IdentityError::Repeated));
    }

    #[test]
    fn a_department_is_no_number() {
        let department = (oid::ORGANIZATIONAL_UNIT, "Бухгалтерия");
        assert_eq!(bin_of(&[department, BIN_VALUE, department]), Ok(Some("123456789021".to_owned())));
        assert_eq!(bin_of(&[department]), Ok(None));
    }

    #[test]
    fn two_homes_of_a_bin_must_agree() {
        let organization = |value| (oid::ORGANIZATION_IDENTIFIER, value);
        let taken = Ok(Some("123456789021".to_owned()));
        assert_eq!(bin_of(&[organization("BIN123456789021")]), taken);
        assert_eq!(bin_of(&[organization("BIN123456789021"), BIN_VALUE]), taken);
        assert_eq!(bin_of(&[organization("VATKZ-1"), BIN_VALUE]), taken);
        assert_eq!(bin_of(&[BIN_VALUE, organization("BIN123456789022")]), Err(IdentityError::Conflicting));
    }

    #[test]
    fn a_number_in_the_wrong_attribute_is_an_error() {
        let stray = |oid, value| [IIN_VALUE, BIN_VALUE, (oid, value)];
        assert_eq!(bin_of(&stray(oid::SERIAL_NUMBER, "BIN123456789021")), Err(IdentityError::WrongAttribute));
        for unit in [oid::ORGANIZATIONAL_UNIT, oid::ORGANIZATION_IDENTIFIER] {
            assert_eq!(iin_of(&stray(unit, "IIN123456789011")), Err(IdentityError::WrongAttribute));
        }
    }

    #[test]
    fn alone_in_its_rdn() {
        let part = |(oid, value): (ObjectIdentifier, &str)| ava(oid, Tag::UTF8_STRING, value.as_bytes());
        let common_name = (oid::COMMON_NAME, "ТЕСТ");
        for company in [common_name, (oid::SERIAL_NUMBER, "1")] {
            for pair in [[IIN_VALUE, company], [company, IIN_VALUE]] {
                let raw = name(&[rdn(&pair.map(part)), rdn(&[part(BIN_VALUE)])]);
                assert_eq!(of(&raw).iin(), Err(IdentityError::MultiValued));
                assert!(of(&raw).bin().unwrap().is_some());
            }
        }
        let raw = name(&[rdn(&[part(BIN_VALUE), part(common_name)])]);
        assert_eq!(of(&raw).bin(), Err(IdentityError::MultiValued));
    }

    #[test]
    fn notes_are_told_once_and_beside_the_numbers() {
        let both = of(&subject(&[IIN_VALUE, BIN_VALUE]));
        assert_eq!(both.notes(), [Reason::NumberCheckDigit.into(), Reason::NumberDate.into()]);
        assert!(both.iin().unwrap().is_some());
        let fine = of(&subject(&[(oid::ORGANIZATIONAL_UNIT, "BIN930540000147")]));
        assert_eq!(fine.notes(), []);
        assert_eq!(of(&subject(&[])).notes(), []);
    }

    #[test]
    fn debug_shows_no_number() {
        let shown = format!("{:?}", of(&subject(&[IIN_VALUE, BIN_VALUE])));
        assert!(!shown.contains(|character: char| character.is_ascii_digit()), "{shown}");
    }

    /// What an attribute of a random name is made of.
    type Part = (ObjectIdentifier, Tag, String);

    fn part() -> impl Strategy<Value = Part> {
        (
            proptest::sample::select(vec![
                oid::SERIAL_NUMBER,
                oid::SERIAL_NUMBER,
                oid::ORGANIZATIONAL_UNIT,
                oid::ORGANIZATION_IDENTIFIER,
                oid::COMMON_NAME,
            ]),
            proptest::sample::select(vec![Tag::UTF8_STRING, Tag::PRINTABLE_STRING, Tag::BMP_STRING]),
            "(IIN|IIN|BIN|iin| IIN|)[0-9]{11,13}|.{0,8}",
        )
    }

    /// The rule again, as slowly and plainly as can be: all of the name's serialNumbers are one, which is alone.
    fn expected(rdns: &[Vec<Part>]) -> Option<String> {
        let mut serial_numbers = Vec::new();
        for rdn in rdns {
            for (oid, tag, value) in rdn {
                if *oid == oid::SERIAL_NUMBER {
                    serial_numbers.push((rdn.len(), *tag, value.clone()));
                }
            }
        }
        match serial_numbers.as_slice() {
            [(1, Tag::UTF8_STRING | Tag::PRINTABLE_STRING, value)] => {
                let digits = value.strip_prefix("IIN")?;
                let plain = digits.len() == 12 && digits.bytes().all(|byte| byte.is_ascii_digit());
                plain.then(|| digits.to_owned())
            }
            _ => None,
        }
    }

    proptest! {
        /// An IIN comes only from exactly one well-formed serialNumber, and from that always unless another
        /// attribute pretends to be one.
        #[test]
        fn agrees_with_the_plain_rule(rdns in proptest::collection::vec(proptest::collection::vec(part(), 1..3), 0..5)) {
            let set = |parts: &Vec<Part>| {
                rdn(&parts.iter().map(|(oid, tag, value)| ava(*oid, *tag, value.as_bytes())).collect::<Vec<_>>())
            };
            let raw = name(&rdns.iter().map(set).collect::<Vec<_>>());
            let identity = of(&raw);
            match identity.iin() {
                Ok(found) => prop_assert_eq!(found.map(|iin| iin.as_str().to_owned()), expected(&rdns)),
                Err(IdentityError::WrongAttribute) => {}
                Err(_) => prop_assert_eq!(expected(&rdns), None),
            }
        }
    }
}
