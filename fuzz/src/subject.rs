//! Subjects made from a recipe, and the certificate around one.

use arbitrary::Arbitrary;

use super::der::{ALGORITHM, common_name, dummy_signature, extension, sequence, tlv};

/// Attributes of one name at the most (the library takes 64).
const ATTRIBUTES: usize = 48;

#[derive(Arbitrary, Debug)]
pub(crate) struct Recipe {
    pub(crate) subject: Vec<Vec<Part>>,
    pub(crate) roles: Vec<u8>,
    pub(crate) claimed: [u8; 12],
}

/// One attribute.
#[derive(Arbitrary, Debug)]
pub(crate) struct Part {
    pub(crate) kind: Kind,
    pub(crate) string: StringType,
    value: Value,
}

#[derive(Arbitrary, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    SerialNumber,
    OrganizationalUnit,
    OrganizationIdentifier,
    CommonName,
    Organization,
    UserId,
}

#[derive(Arbitrary, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StringType {
    Utf8,
    Printable,
    Ia5,
    Teletex,
    Bmp,
    Octets,
}

#[derive(Arbitrary, Debug)]
enum Value {
    /// A number by the book.
    Plain(Prefix, Digits),
    /// With something put in at a place.
    With(Prefix, Digits, u8, Disturbance),
    /// With something in place of a character.
    Instead(Prefix, Digits, u8, Disturbance),
    /// Of another length.
    Length(Prefix, Vec<u8>),
    /// As 16-bit characters.
    Wide(Prefix, Digits),
    Text(String),
    Octets(Vec<u8>),
}

/// Few numbers, so that two attributes often carry the same.
#[derive(Arbitrary, Debug)]
enum Digits {
    One,
    Other,
    Drawn([u8; 12]),
}

#[derive(Arbitrary, Clone, Copy, Debug)]
enum Prefix {
    Iin,
    Bin,
    Lower,
    None,
}

#[derive(Arbitrary, Clone, Copy, Debug)]
enum Disturbance {
    Space,
    Nul,
    Sign,
    ZeroWidth,
    ArabicDigit,
    Cyrillic,
    Letter,
    Any(char),
}

impl Kind {
    const fn oid(self) -> &'static [u8] {
        match self {
            Self::SerialNumber => &[0x55, 4, 5],
            Self::OrganizationalUnit => &[0x55, 4, 11],
            Self::OrganizationIdentifier => &[0x55, 4, 97],
            Self::CommonName => &[0x55, 4, 3],
            Self::Organization => &[0x55, 4, 10],
            Self::UserId => &[0x09, 0x92, 0x26, 0x89, 0x93, 0xF2, 0x2C, 0x64, 1, 1],
        }
    }
}

impl StringType {
    const fn tag(self) -> u8 {
        match self {
            Self::Utf8 => 0x0C,
            Self::Printable => 0x13,
            Self::Ia5 => 0x16,
            Self::Teletex => 0x14,
            Self::Bmp => 0x1E,
            Self::Octets => 0x04,
        }
    }
}

impl Prefix {
    const fn text(self) -> &'static str {
        match self {
            Self::Iin => "IIN",
            Self::Bin => "BIN",
            Self::Lower => "iin",
            Self::None => "",
        }
    }
}

impl Disturbance {
    const fn character(self) -> char {
        match self {
            Self::Space => ' ',
            Self::Nul => '\0',
            Self::Sign => '-',
            Self::ZeroWidth => '\u{200B}',
            Self::ArabicDigit => '\u{661}',
            Self::Cyrillic => 'І',
            Self::Letter => 'O',
            Self::Any(character) => character,
        }
    }
}

impl Digits {
    fn text(&self) -> String {
        match self {
            Self::One => "010101100018".to_owned(),
            Self::Other => "260140000015".to_owned(),
            Self::Drawn(octets) => digits(octets),
        }
    }
}

/// ASCII digits.
pub(crate) fn digits(octets: &[u8]) -> String {
    octets.iter().map(|octet| char::from(b'0' + octet % 10)).collect()
}

impl Part {
    /// The octets of the value.
    pub(crate) fn octets(&self) -> Vec<u8> {
        let number = |prefix: &Prefix, digits: &Digits| [prefix.text(), &digits.text()].concat();
        match &self.value {
            Value::Plain(prefix, digits) => number(prefix, digits).into_bytes(),
            Value::With(prefix, digits, place, disturbance) => {
                let mut text = number(prefix, digits);
                text.insert(usize::from(*place) % (text.len() + 1), disturbance.character());
                text.into_bytes()
            }
            Value::Instead(prefix, digits, place, disturbance) => {
                let text = number(prefix, digits);
                let place = usize::from(*place) % text.len();
                let character = |(index, old)| if index == place { disturbance.character() } else { old };
                text.chars().enumerate().map(character).collect::<String>().into_bytes()
            }
            Value::Length(prefix, octets) => {
                [prefix.text(), &digits(octets.get(..20).unwrap_or(octets))].concat().into_bytes()
            }
            Value::Wide(prefix, digits) => {
                number(prefix, digits).bytes().flat_map(|octet| [0, octet]).collect()
            }
            Value::Text(text) => text.chars().take(24).collect::<String>().into_bytes(),
            Value::Octets(octets) => octets.iter().take(24).copied().collect(),
        }
    }

    fn der(&self) -> Vec<u8> {
        sequence(&[&tlv(6, &[self.kind.oid()]), &tlv(self.string.tag(), &[&self.octets()])])
    }
}

/// The RDNs that go into the name: none is empty, all together are not too many.
pub(crate) fn rdns(recipe: &Recipe) -> Vec<&[Part]> {
    let mut left = ATTRIBUTES;
    let fits = |rdn: &&[Part]| {
        let fits = !rdn.is_empty() && rdn.len() <= left;
        left -= if fits { rdn.len() } else { 0 };
        fits
    };
    recipe.subject.iter().map(Vec::as_slice).filter(fits).collect()
}

/// A certificate with this subject, nobody's signature and no key to speak of.
pub(crate) fn certificate(rdns: &[&[Part]], roles: &[u8]) -> Vec<u8> {
    let set = |rdn: &&[Part]| tlv(0x31, &[&rdn.iter().flat_map(Part::der).collect::<Vec<_>>()]);
    let subject = sequence(&[&rdns.iter().flat_map(set).collect::<Vec<_>>()]);
    let signed = sequence(&[
        &[0xA0, 3, 2, 1, 2],
        &[2, 1, 5],
        ALGORITHM,
        &common_name("CA"),
        &sequence(&[b"\x17\x0D260115060000Z", b"\x17\x0D270115060000Z"]),
        &subject,
        &sequence(&[ALGORITHM, &[3, 2, 0, 0]]),
        &extensions(roles),
    ]);
    sequence(&[&signed, ALGORITHM, &dummy_signature()])
}

/// extKeyUsage with some of the national roles (1.2.398.3.3.4.1…), or no extensions at all.
fn extensions(roles: &[u8]) -> Vec<u8> {
    const ARC: &[u8] = &[0x2A, 0x83, 0x0E, 3, 3, 4, 1];
    let role = |choice: &u8| match choice % 8 {
        0 => tlv(6, &[ARC, &[1]]),
        7 => tlv(6, &[ARC, &[1, 1]]),
        number => tlv(6, &[ARC, &[2, number]]),
    };
    let roles: Vec<u8> = roles.iter().take(3).flat_map(role).collect();
    if roles.is_empty() {
        return roles;
    }
    let usage = extension(&[0x55, 0x1D, 0x25], false, &sequence(&[&roles]));
    tlv(0xA3, &[&sequence(&[&usage])])
}
