//! `Extensions` of a response and of each answer in it (RFC 6960 4.4).

use crate::asn1::{ObjectIdentifier, Reader, Tag, boolean, object_identifier};
use crate::error::{Error, ErrorKind, Result};
use crate::limits::EXTENSIONS;

/// One `Extension`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Extension<'a> {
    pub(super) oid: ObjectIdentifier,
    pub(super) critical: bool,
    value: &'a [u8],
}

const INVALID: Error = Error::new(ErrorKind::InvalidExtension, super::WHAT);

impl<'a> Extension<'a> {
    fn read(list: &mut Reader<'a>) -> Result<Self> {
        let mut parts = list.nested(Tag::SEQUENCE)?;
        let oid = object_identifier(parts.value(Tag::OBJECT_IDENTIFIER)?)?;
        let critical = match parts.optional(Tag::BOOLEAN)?.map(boolean).transpose()? {
            None => false,
            Some(true) => true,
            // A DEFAULT value is not encoded (X.690 11.5).
            Some(false) => return Err(parts.error(ErrorKind::Malformed)),
        };
        let value = parts.value(Tag::OCTET_STRING)?;
        parts.finish()?;
        Ok(Self { oid, critical, value })
    }

    /// Reads the whole value with `decode`.
    pub(super) fn decode<T>(&self, decode: impl FnOnce(&mut Reader<'a>) -> Result<T>) -> Result<T> {
        let mut reader = Reader::new(self.value, super::WHAT);
        let decoded = decode(&mut reader).map_err(|_| INVALID)?;
        if reader.is_empty() { Ok(decoded) } else { Err(INVALID) }
    }
}

/// `[tag] EXPLICIT Extensions OPTIONAL`: where present at least one, none twice, no more than a bound.
pub(super) fn optional<'a>(parts: &mut Reader<'a>, tag: u8) -> Result<Vec<Extension<'a>>> {
    let Some(mut explicit) = parts.optional_nested(Tag::context_constructed(tag))? else {
        return Ok(Vec::new());
    };
    let mut list = explicit.nested(Tag::SEQUENCE)?;
    explicit.finish()?;
    let mut found: Vec<Extension<'a>> = Vec::new();
    loop {
        let extension = Extension::read(&mut list)?;
        if found.iter().any(|earlier| earlier.oid == extension.oid) {
            return Err(list.error(ErrorKind::DuplicateExtension));
        }
        found.push(extension);
        if list.is_empty() {
            return Ok(found);
        }
        if found.len() == EXTENSIONS {
            return Err(list.error(ErrorKind::LimitExceeded));
        }
    }
}
