//! GeneralName: a name in one of nine forms (RFC 5280 4.2.1.6). Read in place; what a name means is for those who
//! compare it.

use super::{Name, WHAT, attribute};
use crate::asn1::Reader;
use crate::error::{ErrorKind, Result};
use crate::limits::{GENERAL_NAMES, NAME_PARTS};

/// The forms, with the standard's names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NameForm {
    Other,
    Rfc822,
    Dns,
    X400,
    Directory,
    EdiParty,
    Uri,
    Ip,
    RegisteredId,
}

impl NameForm {
    /// The standard's spelling.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Other => "otherName",
            Self::Rfc822 => "rfc822Name",
            Self::Dns => "dNSName",
            Self::X400 => "x400Address",
            Self::Directory => "directoryName",
            Self::EdiParty => "ediPartyName",
            Self::Uri => "uniformResourceIdentifier",
            Self::Ip => "iPAddress",
            Self::RegisteredId => "registeredID",
        }
    }
}

/// One name. No `Debug`: it may be a person's (NFR-1).
#[derive(Clone, Copy)]
pub(crate) struct GeneralName<'a> {
    pub(crate) form: NameForm,
    /// What stands inside the tag; for a directory name the whole Name.
    pub(crate) value: &'a [u8],
}

/// id-on-SmtpUTF8Mailbox (RFC 9598 3).
const SMTP_UTF8_MAILBOX: &[u8] = b"\x06\x08\x2B\x06\x01\x05\x05\x07\x08\x09";

impl<'a> GeneralName<'a> {
    pub(crate) fn read(names: &mut Reader<'a>) -> Result<Self> {
        let element = names.any()?;
        let form = match element.tag.0 {
            0xA0 => NameForm::Other,
            0x81 => NameForm::Rfc822,
            0x82 => NameForm::Dns,
            0xA3 => NameForm::X400,
            0xA4 => NameForm::Directory,
            0xA5 => NameForm::EdiParty,
            0x86 => NameForm::Uri,
            0x87 => NameForm::Ip,
            0x88 => NameForm::RegisteredId,
            _ => return Err(names.error(ErrorKind::Malformed)),
        };
        if form == NameForm::Directory {
            Name::parse(element.value)?;
        }
        Ok(Self { form, value: element.value })
    }

    /// The name of an entry in the directory, if it is one.
    pub(crate) fn directory(&self) -> Option<Name<'a>> {
        (self.form == NameForm::Directory).then(|| Name::from_checked(self.value))
    }

    /// Directory names by RFC 5280 7.1, all others octet by octet.
    pub(crate) fn matches(&self, other: &GeneralName<'_>) -> bool {
        match (self.directory(), other.directory()) {
            (Some(one), Some(other)) => one.matches(other),
            _ => self.form == other.form && self.value == other.value,
        }
    }

    /// A mailbox in letters beyond ASCII, which constraints on mailboxes bind as well (RFC 9598 6).
    pub(crate) fn is_international_mailbox(&self) -> bool {
        self.form == NameForm::Other && self.value.starts_with(SMTP_UTF8_MAILBOX)
    }
}

/// Each name of checked `GeneralNames`, given from inside their tag.
pub(crate) fn each(names: &[u8]) -> impl Iterator<Item = GeneralName<'_>> {
    let mut reader = Reader::new(names, WHAT);
    std::iter::from_fn(move || GeneralName::read(&mut reader).ok())
}

/// The directory names among them.
pub(crate) fn directory_names(names: &[u8]) -> impl Iterator<Item = Name<'_>> {
    each(names).filter_map(|name| name.directory())
}

/// `GeneralNames ::= SEQUENCE SIZE (1..MAX) OF GeneralName`, from inside its tag; text is ASCII. Bounded, since every one
/// may be compared for every entry of a list.
pub(crate) fn check_general_names(mut names: Reader<'_>) -> Result<()> {
    for _ in 0..GENERAL_NAMES {
        let name = GeneralName::read(&mut names)?;
        let sound = match name.form {
            NameForm::Rfc822 | NameForm::Dns | NameForm::Uri => name.value.is_ascii(),
            _ => !name.value.is_empty(),
        };
        if !sound {
            return Err(names.error(ErrorKind::Malformed));
        }
        if names.is_empty() {
            return Ok(());
        }
    }
    Err(names.error(ErrorKind::LimitExceeded))
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
    use super::super::testing::{ava, der, rdn, subject};
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
            assert!(general(&[bad]).is_some(), "{bad:02x?}");
        }
    }

    #[test]
    fn general_names_are_bounded() {
        let names = |count: usize| general(&[&b"\x86\x03a:b".repeat(count)]);
        assert_eq!(names(GENERAL_NAMES), None);
        assert_eq!(names(GENERAL_NAMES + 1), Some(ErrorKind::LimitExceeded));
    }

    #[test]
    fn relative_names_have_attributes_and_a_bound() {
        let check = |bytes: &[u8]| check_relative_name(Reader::new(bytes, "test"));
        let one = ava(oid::COMMON_NAME, Tag::UTF8_STRING, b"x");
        assert!(check(&one.repeat(NAME_PARTS)).is_ok());
        assert_eq!(check(&one.repeat(NAME_PARTS + 1)).unwrap_err().kind(), ErrorKind::LimitExceeded);
        assert!(check(&[]).is_err() && check(&rdn(&[one])).is_err());
        let type_of_half_an_arc = [der(Tag::OBJECT_IDENTIFIER, &[0x55, 0x84]), der(Tag::NULL, b"")].concat();
        assert!(check(&der(Tag::SEQUENCE, &type_of_half_an_arc)).is_err());
    }

    #[test]
    fn names_match_by_form_and_value() {
        let read = |bytes: &'static [u8]| GeneralName::read(&mut Reader::new(bytes, "test")).unwrap();
        let (uri, upper, dns) = (read(b"\x86\x03a:b"), read(b"\x86\x03A:b"), read(b"\x82\x03a:b"));
        assert!(uri.matches(&uri) && !uri.matches(&upper) && !uri.matches(&dns));
        let (one, other) = (directory("CA"), directory("ca "));
        let (one, other) = (&mut Reader::new(&one, "test"), &mut Reader::new(&other, "test"));
        let (one, other) = (GeneralName::read(one).unwrap(), GeneralName::read(other).unwrap());
        assert!(one.matches(&other) && !one.matches(&uri));
    }

    #[test]
    fn names_come_in_order() {
        let names = [&directory("CA")[..], b"\x86\x03a:b", &directory("CB")].concat();
        let found: Vec<_> = directory_names(&names).map(|name| name.to_string()).collect();
        assert_eq!(found, ["CN=CA", "CN=CB"]);
        assert_eq!(each(&names).count(), 3);
    }
}
