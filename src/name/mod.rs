//! Distinguished names, read in place from DER: attributes by OID, never by position and never from a printed
//! text, which is where other readers have been fooled (threat 16).

mod comparison;
mod general;
mod index;
#[cfg(test)]
pub(crate) mod testing;
mod text;

use std::{fmt, iter};

use crate::asn1::{Element, ObjectIdentifier, Reader, Tag, whole};
use crate::error::{ErrorKind, Result};
use crate::limits::NAME_PARTS;

pub(crate) use general::{
    GeneralName, NameForm, check_general_names, check_relative_name, directory_names,
    each as each_general_name,
};

pub(crate) use index::{NameIndex, NameKey, NormalForm};

const WHAT: &str = "name";

/// A distinguished name: a checked slice of the certificate or list that it stands in.
///
/// ```text
/// Name                      ::= SEQUENCE OF RelativeDistinguishedName
/// RelativeDistinguishedName ::= SET SIZE (1..MAX) OF AttributeTypeAndValue
/// AttributeTypeAndValue     ::= SEQUENCE { type OBJECT IDENTIFIER, value ANY }    -- RFC 5280 4.1.2.4
/// ```
///
/// `Display` prints the name for people (it *is* personal data, so never into a log); `Debug` shows no content.
/// There is no `==`: use [`Name::matches`].
///
/// ```
/// use kz_eds::Name;
///
/// let der = b"\x30\x1C\x31\x0B\x30\x09\x06\x03\x55\x04\x06\x13\x02KZ\x31\x0D\x30\x0B\x06\x03\x55\x04\x03\x0C\x04Test";
/// let name = Name::parse(der)?;
/// assert_eq!(name.to_string(), "CN=Test,C=KZ");
/// assert_eq!(format!("{name:?}"), "Name(2 attributes)");
/// # Ok::<(), kz_eds::Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct Name<'a> {
    raw: &'a [u8],
}

/// Whether a name is in a subtree of names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Within {
    Inside,
    Outside,
    /// The name, or a part of it, cannot be compared: neither permits nor clears.
    Unclear,
}

/// One attribute of a name. No `Debug`: values are personal data (NFR-1).
#[derive(Clone, Copy)]
pub(crate) struct Attribute<'a> {
    /// The contents of the type's identifier.
    oid: &'a [u8],
    pub(crate) value: Element<'a>,
    /// No other attribute stands in the same RDN.
    pub(crate) alone: bool,
}

impl<'a> Name<'a> {
    /// Reads a name that is the whole of `raw`. An empty SEQUENCE is a name, too (RFC 5280 4.1.2.6).
    ///
    /// The order inside an RDN's SET is not checked: real CAs get it wrong, and nothing here depends on it.
    ///
    /// # Errors
    /// [`ErrorKind::Malformed`] for anything but the structure above in strict DER, [`ErrorKind::TrailingData`]
    /// for bytes after any part of it, [`ErrorKind::LimitExceeded`] for more than 64 attributes.
    pub fn parse(raw: &'a [u8]) -> Result<Self> {
        let mut rdns = Reader::new(whole(raw, Tag::SEQUENCE, WHAT)?.value, WHAT);
        let mut attributes = 0;
        while !rdns.is_empty() {
            let mut rdn = rdns.nested(Tag::SET)?;
            // At least once: an RDN has an attribute.
            loop {
                attribute(&mut rdn)?;
                attributes += 1;
                if attributes > NAME_PARTS {
                    return Err(rdns.error(ErrorKind::LimitExceeded));
                }
                if rdn.is_empty() {
                    break;
                }
            }
        }
        Ok(Self { raw })
    }

    /// A name over bytes that [`Name::parse`] has taken before.
    pub(crate) fn from_checked(raw: &'a [u8]) -> Self {
        debug_assert!(Self::parse(raw).is_ok());
        Self { raw }
    }

    /// The whole SEQUENCE, as received.
    pub fn as_der(&self) -> &'a [u8] {
        self.raw
    }

    /// Whether the name has no attributes, as a subject may that is named by its alternative names only.
    pub fn is_empty(&self) -> bool {
        self.rdns().next().is_none()
    }

    /// Whether both name the same entity: the comparison of RFC 5280 7.1, for chaining certificates and lists.
    ///
    /// As many RDNs in the same order, each the same *set* of attributes. PrintableString, UTF8String and
    /// IA5String are one kind of text, compared without regard to letter case, to white space around it and to
    /// the amount of white space inside it; every other type is compared octet by octet.
    ///
    /// Deviations (fewer names match): letters are folded with Unicode's lower case, and there is no normalisation to
    /// NFKC. Where a match counts against somebody, names that may be the same are treated as unclear. **Never for
    /// telling whose certificate it is**: names mix Latin and Cyrillic look-alikes (ID-7).
    pub fn matches(&self, other: Name<'_>) -> bool {
        comparison::same(*self, other)
    }

    /// Not the same as far as this library can tell, and perhaps all the same: where a match counts against somebody.
    pub(crate) fn may_match(&self, other: Name<'_>) -> bool {
        self.rdns().count() == other.rdns().count() && self.within(other) == Within::Unclear
    }

    /// Whether the name stands in the subtree below `base`: whether its first RDNs are those of `base` (RFC 5280
    /// 4.2.1.10).
    pub(crate) fn within(&self, base: Name<'_>) -> Within {
        comparison::within(*self, base)
    }

    /// The same for names of which each may go on with one RDN more, given from inside its SET.
    pub(crate) fn matches_with(
        &self,
        last: Option<&[u8]>,
        other: Name<'_>,
        others_last: Option<&[u8]>,
    ) -> bool {
        comparison::same_parts((*self, last), (other, others_last))
    }

    /// Every attribute, in encoded order.
    pub(crate) fn attributes(&self) -> impl Iterator<Item = Attribute<'a>> + use<'a> {
        self.rdns().flatten()
    }

    /// Every RDN in encoded order, as the attributes of its SET.
    fn rdns(&self) -> impl Iterator<Item = Rdn<'a>> + use<'a> {
        self.sets().map(Rdn::new)
    }

    fn sets(&self) -> impl Iterator<Item = Reader<'a>> + use<'a> {
        let contents = whole(self.raw, Tag::SEQUENCE, WHAT).map_or(&[][..], |name| name.value);
        let mut sets = Reader::new(contents, WHAT);
        iter::from_fn(move || sets.nested(Tag::SET).ok())
    }
}

impl fmt::Display for Name<'_> {
    /// The text form of RFC 4514, so **last RDN first**; what could deceive a reader is escaped (threat 31),
    /// and a text of more than 1000 characters is cut.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        text::write(*self, f)
    }
}

impl fmt::Debug for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Name({} attributes)", self.attributes().count())
    }
}

/// The attributes of one RDN.
#[derive(Clone)]
struct Rdn<'a> {
    rest: Reader<'a>,
    alone: bool,
}

impl<'a> Rdn<'a> {
    fn new(set: Reader<'a>) -> Self {
        let mut ahead = set.clone();
        let alone = ahead.any().is_ok() && ahead.is_empty();
        Self { rest: set, alone }
    }
}

impl<'a> Iterator for Rdn<'a> {
    type Item = Attribute<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        let (oid, value) = attribute(&mut self.rest).ok()?;
        Some(Attribute { oid, value, alone: self.alone })
    }
}

/// `AttributeTypeAndValue`: the octets of the type, and the value. That may be of any type; it is not looked into.
fn attribute<'a>(rdn: &mut Reader<'a>) -> Result<(&'a [u8], Element<'a>)> {
    let mut parts = rdn.nested(Tag::SEQUENCE)?;
    let oid = parts.value(Tag::OBJECT_IDENTIFIER)?;
    ObjectIdentifier::check(oid)?;
    let value = parts.any()?;
    parts.finish()?;
    Ok((oid, value))
}

impl<'a> Attribute<'a> {
    /// Whether it is of this type.
    pub(crate) fn is(&self, oid: &ObjectIdentifier) -> bool {
        oid.is(self.oid)
    }

    /// The value's text, if it has one of the types that are ASCII or UTF-8 and keeps to it. TeletexString,
    /// BMPString and UniversalString are not decoded: no issuer of this PKI has used them in a name.
    fn text(&self) -> Option<&'a str> {
        match self.value.tag {
            Tag::UTF8_STRING | Tag::PRINTABLE_STRING | Tag::IA5_STRING => {
                std::str::from_utf8(self.value.value).ok()
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::testing::{ava, der, name, rdn, subject};
    use super::*;
    use crate::asn1::oid;
    use proptest::prelude::*;

    fn kind(raw: &[u8]) -> Option<ErrorKind> {
        Name::parse(raw).err().map(|error| error.kind())
    }

    #[test]
    fn attributes_come_with_their_type_and_company() {
        let raw = name(&[
            rdn(&[ava(oid::COUNTRY, Tag::PRINTABLE_STRING, b"KZ")]),
            rdn(&[
                ava(oid::COMMON_NAME, Tag::UTF8_STRING, "Тест".as_bytes()),
                ava(oid::SURNAME, Tag::NULL, b""),
            ]),
        ]);
        let parsed = Name::parse(&raw).unwrap();
        let found: Vec<_> = parsed
            .attributes()
            .map(|part| (part.oid, part.value.tag, part.value.value, part.alone))
            .collect();
        assert_eq!(
            found,
            [
                (oid::octets::COUNTRY, Tag::PRINTABLE_STRING, &b"KZ"[..], true),
                (oid::octets::COMMON_NAME, Tag::UTF8_STRING, "Тест".as_bytes(), false),
                (oid::octets::SURNAME, Tag::NULL, b"", false),
            ]
        );
        assert!(!parsed.is_empty() && parsed.as_der() == raw);
        assert!(Name::from_checked(&[0x30, 0]).is_empty());
    }

    #[test]
    fn the_structure_is_held_to() {
        let good = ava(oid::COUNTRY, Tag::PRINTABLE_STRING, b"KZ");
        let followed = {
            let mut parts = der(Tag::OBJECT_IDENTIFIER, oid::COUNTRY.as_bytes());
            parts.extend(der(Tag::NULL, b""));
            parts.extend(der(Tag::NULL, b""));
            der(Tag::SEQUENCE, &parts)
        };
        let no_value = der(Tag::SEQUENCE, &der(Tag::OBJECT_IDENTIFIER, oid::COUNTRY.as_bytes()));
        let no_type = der(Tag::SEQUENCE, &der(Tag::NULL, b""));
        let not_an_oid =
            der(Tag::SEQUENCE, &[der(Tag::OBJECT_IDENTIFIER, &[0x80]), der(Tag::NULL, b"")].concat());
        for (bad, expected) in [
            (name(&[rdn(&[])]), ErrorKind::Malformed),
            (name(&[rdn(&[followed])]), ErrorKind::TrailingData),
            (name(&[rdn(&[good.clone(), no_value])]), ErrorKind::Malformed),
            (name(&[rdn(&[no_type])]), ErrorKind::Malformed),
            (name(&[rdn(&[not_an_oid])]), ErrorKind::Malformed),
            (name(std::slice::from_ref(&good)), ErrorKind::Malformed),
            (rdn(std::slice::from_ref(&good)), ErrorKind::Malformed),
            ([name(&[rdn(std::slice::from_ref(&good))]), vec![0]].concat(), ErrorKind::TrailingData),
            (Vec::new(), ErrorKind::Malformed),
        ] {
            assert_eq!(kind(&bad), Some(expected), "{bad:02x?}");
        }
    }

    #[test]
    fn a_malformed_type_is_told_before_what_follows_it() {
        let null = der(Tag::NULL, b"");
        let told = |after: &[u8]| {
            let bad = [der(Tag::OBJECT_IDENTIFIER, &[0x80]), after.to_vec()].concat();
            Name::parse(&name(&[rdn(&[der(Tag::SEQUENCE, &bad)])])).unwrap_err().to_string()
        };
        let alone = ObjectIdentifier::from_bytes(&[0x80]).unwrap_err().to_string();
        for after in [&null[..], &null.repeat(2), b"", &[5]] {
            assert_eq!(told(after), alone, "{after:?}");
        }
    }

    #[test]
    fn attributes_are_counted() {
        let part = ava(oid::COUNTRY, Tag::PRINTABLE_STRING, b"KZ");
        for (rdns, each, expected) in [
            (NAME_PARTS, 1, None),
            (NAME_PARTS + 1, 1, Some(ErrorKind::LimitExceeded)),
            (1, NAME_PARTS, None),
            (1, NAME_PARTS + 1, Some(ErrorKind::LimitExceeded)),
        ] {
            assert_eq!(kind(&name(&vec![rdn(&vec![part.clone(); each]); rdns])), expected);
        }
    }

    #[test]
    fn debug_shows_nothing() {
        let raw = subject(&[(oid::SERIAL_NUMBER, "IIN123456789011"), (oid::COMMON_NAME, "ТЕСТОВ")]);
        assert_eq!(format!("{:?}", Name::parse(&raw).unwrap()), "Name(2 attributes)");
    }

    proptest! {
        /// Whatever the bytes are: no panic, and what is taken can be walked to its end and printed.
        #[test]
        fn any_bytes(position in 0usize..60, byte in any::<u8>(), noise in proptest::collection::vec(any::<u8>(), 0..40)) {
            let mut raw = subject(&[(oid::COUNTRY, "KZ"), (oid::COMMON_NAME, "Тест"), (oid::ORGANIZATION, "О")]);
            if let Some(place) = raw.get_mut(position) {
                *place = byte;
            }
            for bytes in [&raw, &noise, &der(Tag::SEQUENCE, &noise)] {
                if let Ok(parsed) = Name::parse(bytes) {
                    prop_assert!(parsed.matches(parsed));
                    prop_assert_eq!(parsed.attributes().count() == 0, parsed.is_empty());
                    prop_assert!(parsed.to_string().chars().count() <= 1001);
                }
            }
        }
    }
}
