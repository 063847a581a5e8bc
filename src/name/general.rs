//! GeneralNames: checked for their shape, and compared where lists and certificates name the same point or issuer
//! (RFC 5280 4.2.1.6, 4.2.1.13).

use std::iter;

use super::{Name, WHAT, attribute, comparison};
use crate::asn1::Reader;
use crate::error::{ErrorKind, Result};
use crate::limits::NAME_PARTS;

/// One `GeneralName`, as far as it is compared here.
#[derive(Clone, Copy)]
pub(crate) enum GeneralName<'a> {
    Directory(Name<'a>),
    /// `nameRelativeToCRLIssuer`: the issuer's name and one RDN more, from inside its SET.
    Relative(Name<'a>, &'a [u8]),
    /// Every other form, the whole element.
    Other(&'a [u8]),
}

impl GeneralName<'_> {
    /// Directory names by RFC 5280 7.1, relative ones as the names that they stand for, all others octet by octet.
    pub(crate) fn matches(self, other: GeneralName<'_>) -> bool {
        match (self.directory(), other.directory()) {
            (Some(one), Some(other)) => comparison::same_parts(one, other),
            (None, None) => self.other() == other.other(),
            _ => false,
        }
    }

    fn directory(&self) -> Option<(Name<'_>, Option<&[u8]>)> {
        match *self {
            Self::Directory(name) => Some((name, None)),
            Self::Relative(name, rdn) => Some((name, Some(rdn))),
            Self::Other(_) => None,
        }
    }

    const fn other(&self) -> Option<&[u8]> {
        match self {
            Self::Other(raw) => Some(raw),
            _ => None,
        }
    }
}

/// Each name of checked `GeneralNames`, given from inside their tag.
pub(crate) fn each(names: &[u8]) -> impl Iterator<Item = GeneralName<'_>> + Clone {
    let mut reader = Reader::new(names, WHAT);
    iter::repeat_with(move || reader.any().ok()).map_while(|element| element).map(|element| {
        match element.tag.0 {
            0xA4 => GeneralName::Directory(Name::from_checked(element.value)),
            _ => GeneralName::Other(element.raw),
        }
    })
}

/// The directory names among them.
pub(crate) fn directory_names(names: &[u8]) -> impl Iterator<Item = Name<'_>> {
    each(names).filter_map(|name| match name {
        GeneralName::Directory(name) => Some(name),
        _ => None,
    })
}

/// `GeneralNames ::= SEQUENCE SIZE (1..MAX) OF GeneralName`, from inside its tag.
pub(crate) fn check_general_names(mut names: Reader<'_>) -> Result<()> {
    loop {
        check_general_name(&mut names)?;
        if names.is_empty() {
            return Ok(());
        }
    }
}

/// One of the nine forms of `GeneralName`; text is ASCII (RFC 5280 4.2.1.6).
fn check_general_name(names: &mut Reader<'_>) -> Result<()> {
    let element = names.any()?;
    let sound = match element.tag.0 {
        0x81 | 0x82 | 0x86 => element.value.is_ascii(),
        0xA4 => Name::parse(element.value).is_ok(),
        0x87 | 0x88 | 0xA0 | 0xA3 | 0xA5 => !element.value.is_empty(),
        _ => false,
    };
    if sound { Ok(()) } else { Err(names.error(ErrorKind::Malformed)) }
}

/// `RelativeDistinguishedName ::= SET SIZE (1..MAX) OF AttributeTypeAndValue`, from inside its tag.
pub(crate) fn check_relative_name(mut attributes: Reader<'_>) -> Result<()> {
    for _ in 0..NAME_PARTS {
        attribute(&mut attributes)?;
        if attributes.is_empty() {
            return Ok(());
        }
    }
    Err(attributes.error(ErrorKind::LimitExceeded))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{ava, der, name, rdn, subject};
    use super::*;
    use crate::asn1::{Tag, oid};

    fn general(parts: &[&[u8]]) -> Option<ErrorKind> {
        check_general_names(Reader::new(&parts.concat(), "test")).err().map(|error| error.kind())
    }

    fn directory(text: &str) -> Vec<u8> {
        der(Tag(0xA4), &subject(&[(oid::COMMON_NAME, text)]))
    }

    #[test]
    fn general_names_have_nine_forms() {
        let ca = directory("CA");
        assert_eq!(general(&[b"\x86\x03a:b", &ca, b"\x87\x04\0\0\0\0"]), None);
        let two = der(Tag(0xA4), &subject(&[(oid::COMMON_NAME, "CA")]).repeat(2));
        let cases: &[&[u8]] = &[b"", b"\x86\x01\xFF", b"\xA6\x00", b"\x89\x01x", b"\x87\x00", &two];
        for bad in cases {
            assert_eq!(general(&[bad]), Some(ErrorKind::Malformed), "{bad:02x?}");
        }
    }

    #[test]
    fn relative_names_have_attributes_and_a_bound() {
        let check = |bytes: &[u8]| check_relative_name(Reader::new(bytes, "test"));
        let one = ava(oid::COMMON_NAME, Tag::UTF8_STRING, b"x");
        assert!(check(&one.repeat(NAME_PARTS)).is_ok());
        assert_eq!(check(&one.repeat(NAME_PARTS + 1)).unwrap_err().kind(), ErrorKind::LimitExceeded);
        assert!(check(&[]).is_err() && check(&rdn(&[one])).is_err());
    }

    /// A relative name is the name that it makes; letter case and white space do not count in either.
    #[test]
    fn names_match_by_what_they_stand_for() {
        let issuer = subject(&[(oid::COMMON_NAME, "CA")]);
        let issuer = Name::parse(&issuer).unwrap();
        let last = ava(oid::ORGANIZATION, Tag::UTF8_STRING, b"List 1");
        let relative = GeneralName::Relative(issuer, &last);
        let whole =
            [rdn(&[ava(oid::COMMON_NAME, Tag::PRINTABLE_STRING, b"ca")]), rdn(std::slice::from_ref(&last))];
        let whole = name(&whole);
        let whole = GeneralName::Directory(Name::parse(&whole).unwrap());
        assert!(relative.matches(whole) && whole.matches(relative) && relative.matches(relative));
        assert!(!relative.matches(GeneralName::Directory(issuer)));
        let other = ava(oid::ORGANIZATION, Tag::UTF8_STRING, b"List 2");
        assert!(!relative.matches(GeneralName::Relative(issuer, &other)));
        let (uri, upper) = (GeneralName::Other(b"\x86\x03a:b"), GeneralName::Other(b"\x86\x03A:b"));
        assert!(uri.matches(uri) && !uri.matches(upper) && !uri.matches(whole) && !whole.matches(uri));
    }

    #[test]
    fn names_come_in_order() {
        let names = [&directory("CA")[..], b"\x86\x03a:b", &directory("CB")].concat();
        let found: Vec<_> = directory_names(&names).map(|name| name.to_string()).collect();
        assert_eq!(found, ["CN=CA", "CN=CB"]);
        assert_eq!(each(&names).count(), 3);
    }
}
