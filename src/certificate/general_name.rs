//! GeneralName: a name in one of nine forms (RFC 5280 4.2.1.6). Read in place; what a name means is for those who
//! compare it.

use super::CERTIFICATE;
use crate::asn1::{Reader, Tag, whole};
use crate::error::{Error, ErrorKind, Result};
use crate::name::Name;

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
    pub(super) fn read(names: &mut Reader<'a>) -> Result<Self> {
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

    /// A mailbox in letters beyond ASCII, which constraints on mailboxes bind as well (RFC 9598 6).
    pub(crate) fn is_international_mailbox(&self) -> bool {
        self.form == NameForm::Other && self.value.starts_with(SMTP_UTF8_MAILBOX)
    }
}

/// `GeneralNames ::= SEQUENCE SIZE (1..MAX) OF GeneralName`; returns what is inside.
pub(super) fn read_all(value: &[u8]) -> Result<&[u8]> {
    let names = whole(value, Tag::SEQUENCE, CERTIFICATE)?.value;
    let mut reader = Reader::new(names, CERTIFICATE);
    while !reader.is_empty() {
        GeneralName::read(&mut reader)?;
    }
    if names.is_empty() { Err(Error::new(ErrorKind::InvalidExtension, CERTIFICATE)) } else { Ok(names) }
}

/// Each name of what [`read_all`] has taken.
pub(super) fn each(names: &[u8]) -> impl Iterator<Item = GeneralName<'_>> {
    let mut reader = Reader::new(names, CERTIFICATE);
    std::iter::from_fn(move || GeneralName::read(&mut reader).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_some_and_of_nine_forms() {
        assert!(read_all(&[0x30, 6, 0x82, 1, b'a', 0x86, 1, b'b']).is_ok());
        for bad in
            [&[0x30, 0][..], &[0x30, 2, 0x89, 0], &[0x30, 2, 0x30, 0], &[0x30, 3, 0xA4, 1, 0], &[0x31, 0]]
        {
            assert!(read_all(bad).is_err(), "{bad:02x?}");
        }
    }
}
