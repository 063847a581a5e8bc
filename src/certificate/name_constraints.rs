//! nameConstraints: which names may stand below a CA (RFC 5280 4.2.1.10). Read in place, compared in `path`.
//!
//! What the standard leaves open is refused here, with the certificate: a base that is none of its form, a mask
//! with holes (it would be no CIDR range, RFC 4632), a dNSName that starts with a dot or a star, a minimum, a maximum.
//! An empty base of a text form holds every name of the form.

use super::{CERTIFICATE, host};
use crate::asn1::{Reader, Span, Tag, whole};
use crate::error::{Error, ErrorKind, Result};
use crate::name::{GeneralName, NameForm};

/// Where the subtrees stand in the certificate.
#[derive(Clone, Copy)]
pub(crate) struct Spans {
    permitted: Option<Span>,
    excluded: Option<Span>,
}

/// The constraints of one CA.
#[derive(Clone, Copy)]
pub(crate) struct NameConstraints<'a> {
    permitted: &'a [u8],
    excluded: &'a [u8],
}

impl<'a> NameConstraints<'a> {
    pub(super) fn new(spans: Spans, slice: impl Fn(Span) -> &'a [u8]) -> Self {
        let part = |span: Option<Span>| span.map_or(&[][..], &slice);
        Self { permitted: part(spans.permitted), excluded: part(spans.excluded) }
    }

    /// The base of each permitted subtree.
    pub(crate) fn permitted(&self) -> impl Iterator<Item = GeneralName<'a>> + use<'a> {
        each(self.permitted)
    }

    /// The base of each excluded subtree.
    pub(crate) fn excluded(&self) -> impl Iterator<Item = GeneralName<'a>> + use<'a> {
        each(self.excluded)
    }
}

/// ```text
/// NameConstraints ::= SEQUENCE { permittedSubtrees [0] GeneralSubtrees OPTIONAL, excludedSubtrees [1] GeneralSubtrees OPTIONAL }
/// GeneralSubtrees ::= SEQUENCE SIZE (1..MAX) OF GeneralSubtree
/// ```
/// One of the two is there.
pub(super) fn read(value: &[u8], span: &impl Fn(&[u8]) -> Result<Span>) -> Result<Spans> {
    let mut fields = Reader::new(whole(value, Tag::SEQUENCE, CERTIFICATE)?.value, CERTIFICATE);
    let mut part = |number| {
        let found = fields.optional(Tag::context_constructed(number))?;
        found.map(|found| subtrees(found).and_then(|()| span(found))).transpose()
    };
    let spans = Spans { permitted: part(0)?, excluded: part(1)? };
    fields.finish()?;
    if spans.permitted.or(spans.excluded).is_none() { Err(invalid()) } else { Ok(spans) }
}

fn subtrees(value: &[u8]) -> Result<()> {
    let mut reader = Reader::new(value, CERTIFICATE);
    loop {
        let base = subtree(&mut reader)?;
        if !is_base(&base) {
            return Err(invalid());
        }
        if reader.is_empty() {
            return Ok(());
        }
    }
}

/// `SEQUENCE { base GeneralName, minimum [0] DEFAULT 0, maximum [1] OPTIONAL }`: the last two are never written (the
/// standard allows 0 alone, and DER leaves a default out).
fn subtree<'a>(reader: &mut Reader<'a>) -> Result<GeneralName<'a>> {
    let mut fields = reader.nested(Tag::SEQUENCE)?;
    let base = GeneralName::read(&mut fields)?;
    fields.finish()?;
    Ok(base)
}

fn each(subtrees: &[u8]) -> impl Iterator<Item = GeneralName<'_>> {
    let mut reader = Reader::new(subtrees, CERTIFICATE);
    std::iter::from_fn(move || subtree(&mut reader).ok())
}

/// The base can be one of its form. Forms that are not processed are taken as they are.
fn is_base(base: &GeneralName<'_>) -> bool {
    let value = base.value;
    let domain = || value.is_empty() || host::is_host(value.strip_prefix(b".").unwrap_or(value));
    match base.form {
        NameForm::Dns => value.is_empty() || host::is_host(value),
        NameForm::Rfc822 => domain() || host::mailbox(value).is_some(),
        NameForm::Uri => domain(),
        NameForm::Ip => is_range(value),
        _ => true,
    }
}

/// Address and mask of IPv4 or IPv6, the mask all ones and then all zeros.
fn is_range(value: &[u8]) -> bool {
    let (_, mask) = value.split_at(value.len() / 2);
    let ones: u32 = mask.iter().map(|octet| octet.count_ones()).sum();
    let full: u32 = mask.iter().take_while(|&&octet| octet == 0xFF).map(|_| 8).sum();
    let partial = mask.iter().find(|&&octet| octet != 0xFF).map_or(0, |octet| octet.leading_ones());
    matches!(value.len(), 8 | 32) && full + partial == ones
}

fn invalid() -> Error {
    Error::new(ErrorKind::InvalidExtension, CERTIFICATE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::name::testing::der;

    fn kind(extension: &[u8]) -> Option<ErrorKind> {
        read(extension, &|_| Ok(Span::default())).err().map(|error| error.kind())
    }

    fn base(form: u8, value: &[u8]) -> Vec<u8> {
        der(Tag::SEQUENCE, &der(Tag(form), value))
    }

    fn permitted(subtrees: &[Vec<u8>]) -> Vec<u8> {
        der(Tag::SEQUENCE, &der(Tag::context_constructed(0), &subtrees.concat()))
    }

    #[test]
    fn bases_are_of_their_form() {
        let v6 = |mask: [u8; 16]| [[0; 16], mask].concat();
        for good in [
            base(0x82, b""),
            base(0x82, b"example.kz"),
            base(0x81, b""),
            base(0x81, b"a@example.kz"),
            base(0x81, b".example.kz"),
            base(0x86, b"example.kz"),
            base(0x87, &[10, 0, 0, 9, 255, 255, 254, 0]),
            base(0x87, &[10, 0, 0, 0, 0, 0, 0, 0]),
            base(0x87, &v6([0xFF; 16])),
            base(0xA4, &[0x30, 0]),
            base(0xA0, b"anything"),
        ] {
            assert_eq!(kind(&permitted(&[good])), None);
        }
        for bad in [
            base(0x82, b".example.kz"),
            base(0x82, b"*.example.kz"),
            base(0x82, b"example.kz."),
            base(0x82, b"ex ample"),
            base(0x81, b"a@"),
            base(0x81, b"..example.kz"),
            base(0x86, b"http://example.kz"),
            base(0x87, &[10, 0, 0, 0]),
            base(0x87, &[10, 0, 0, 0, 255, 0, 255, 0]),
            base(0x87, &[10, 0, 0, 0, 255, 255, 0xFD, 0]),
            base(0x87, &[10, 0, 0, 0, 0, 255, 255, 255]),
            base(0x87, &v6([0xFF; 16])[..31]),
        ] {
            assert_eq!(
                kind(&permitted(std::slice::from_ref(&bad))),
                Some(ErrorKind::InvalidExtension),
                "{bad:02x?}"
            );
        }
    }

    #[test]
    fn the_structure_is_held_to() {
        let host = base(0x82, b"a");
        let with = |more: &[u8]| der(Tag::SEQUENCE, &[&der(Tag(0x82), b"a"), more].concat());
        for bad in [
            der(Tag::SEQUENCE, b""),
            permitted(&[]),
            permitted(&[with(&[0x80, 1, 0])]),
            permitted(&[with(&[0x80, 1, 1])]),
            permitted(&[with(&[0x81, 1, 9])]),
            permitted(&[base(0x89, b"")]),
            permitted(&[base(0xA4, b"x")]),
            [permitted(std::slice::from_ref(&host)), vec![0]].concat(),
            der(Tag::SEQUENCE, &der(Tag::context_constructed(2), &host)),
        ] {
            assert!(kind(&bad).is_some(), "{bad:02x?}");
        }
    }
}
