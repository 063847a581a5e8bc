//! `Extensions`, of lists and of entries alike (RFC 5280 4.1.2.9, 5.1.2.7, 5.3).

use crate::asn1::{ObjectIdentifier, Reader, Tag, boolean, object_identifier};
use crate::error::{Error, ErrorKind, Result};

/// Whether a reader that does not know an extension may pass over it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Criticality {
    /// Who does not process it must not use what carries it (RFC 5280 4.2).
    Critical,
    /// May be passed over.
    NonCritical,
}

/// One `Extension`, its identifier as received.
#[derive(Clone, Copy, Debug)]
pub(super) struct Extension<'a> {
    pub(super) id: &'a [u8],
    pub(super) criticality: Criticality,
    pub(super) value: &'a [u8],
}

impl<'a> Extension<'a> {
    fn read(list: &mut Reader<'a>) -> Result<Self> {
        let mut parts = list.nested(Tag::SEQUENCE)?;
        let id = identifier(&mut parts)?;
        let criticality = match parts.optional(Tag::BOOLEAN)?.map(boolean).transpose()? {
            None => Criticality::NonCritical,
            Some(true) => Criticality::Critical,
            // A DEFAULT value is not encoded (X.690 11.5).
            Some(false) => return Err(parts.error(ErrorKind::Malformed)),
        };
        let value = parts.value(Tag::OCTET_STRING)?;
        parts.finish()?;
        Ok(Self { id, criticality, value })
    }

    pub(super) fn is(&self, oid: &ObjectIdentifier) -> bool {
        self.id == oid.as_bytes()
    }

    pub(super) fn is_critical(&self) -> bool {
        self.criticality == Criticality::Critical
    }

    /// The identifier for a report. One that does not fit this library's type cannot be processed either.
    pub(super) fn oid(&self) -> Result<ObjectIdentifier> {
        object_identifier(self.id).map_err(|_| INVALID)
    }

    /// Reads the whole value with `decode`.
    pub(super) fn decode<T>(&self, decode: impl FnOnce(&mut Reader<'a>) -> Result<T>) -> Result<T> {
        let mut reader = Reader::new(self.value, "extension");
        let decoded = decode(&mut reader).map_err(|_| INVALID)?;
        if reader.is_empty() { Ok(decoded) } else { Err(INVALID) }
    }
}

pub(super) const INVALID: Error = Error::new(ErrorKind::InvalidExtension, "extension");

/// The extensions of a list or entry: at least one, none twice (RFC 5280 4.2), no more than a bound.
pub(super) struct Extensions<'a> {
    all: Reader<'a>,
    rest: Reader<'a>,
    taken: usize,
    limit: usize,
}

impl<'a> Extensions<'a> {
    /// From inside the SEQUENCE, which must not be empty (SIZE (1..MAX)).
    pub(super) fn new(list: Reader<'a>, limit: usize) -> Result<Self> {
        if list.is_empty() {
            return Err(list.error(ErrorKind::Malformed));
        }
        Ok(Self { all: list.clone(), rest: list, taken: 0, limit })
    }

    fn read(&mut self) -> Result<Extension<'a>> {
        if self.taken == self.limit {
            return Err(self.rest.error(ErrorKind::LimitExceeded));
        }
        let extension = Extension::read(&mut self.rest)?;
        // Read again rather than remembered: nearly every entry has one extension, and nothing is allocated.
        let mut earlier = self.all.clone();
        for _ in 0..self.taken {
            if Extension::read(&mut earlier)?.id == extension.id {
                return Err(self.rest.error(ErrorKind::DuplicateExtension));
            }
        }
        self.taken += 1;
        Ok(extension)
    }
}

impl<'a> Iterator for Extensions<'a> {
    type Item = Result<Extension<'a>>;

    fn next(&mut self) -> Option<Self::Item> {
        (!self.rest.is_empty()).then(|| self.read())
    }
}

/// The contents of an OBJECT IDENTIFIER, in shortest form (X.690 8.19.2).
pub(super) fn identifier<'a>(reader: &mut Reader<'a>) -> Result<&'a [u8]> {
    let value = reader.value(Tag::OBJECT_IDENTIFIER)?;
    let mut starts = true;
    for &octet in value {
        if starts && octet == 0x80 {
            return Err(reader.error(ErrorKind::Malformed));
        }
        starts = octet < 0x80;
    }
    if starts && !value.is_empty() { Ok(value) } else { Err(reader.error(ErrorKind::Malformed)) }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{extension, tlv};
    use super::*;
    use crate::asn1::oid;

    fn walk(list: &[&[u8]], limit: usize) -> Result<Vec<(Vec<u8>, bool)>> {
        let bytes = list.concat();
        Extensions::new(Reader::new(&bytes, "test"), limit)?
            .map(|item| item.map(|extension| (extension.value.to_vec(), extension.is_critical())))
            .collect()
    }

    fn kind(list: &[&[u8]]) -> ErrorKind {
        walk(list, 3).unwrap_err().kind()
    }

    #[test]
    fn read_in_order() {
        let one = extension(&oid::CRL_NUMBER, true, &[2, 1, 5]);
        let two = extension(&oid::REASON_CODE, false, &[]);
        assert_eq!(walk(&[&one, &two], 2).unwrap(), [(vec![2, 1, 5], true), (vec![], false)]);
    }

    #[test]
    fn none_twice_bounded_not_empty() {
        let one = extension(&oid::CRL_NUMBER, true, &[]);
        let again = extension(&oid::CRL_NUMBER, false, &[1]);
        let others =
            [oid::REASON_CODE, oid::FRESHEST_CRL, oid::KEY_USAGE].map(|id| extension(&id, false, &[]));
        assert_eq!(kind(&[&one, &again]), ErrorKind::DuplicateExtension);
        assert_eq!(kind(&[&one, &others[0], &again]), ErrorKind::DuplicateExtension);
        assert_eq!(kind(&[&others[0], &one, &again]), ErrorKind::DuplicateExtension);
        assert_eq!(kind(&[&one, &others.concat()]), ErrorKind::LimitExceeded);
        assert_eq!(kind(&[]), ErrorKind::Malformed);
    }

    #[test]
    fn other_shapes_are_refused() {
        let id = [6, 1, 42];
        for bad in [
            tlv(0x30, &[&id, &[1, 1, 0], &[4, 0]]),
            tlv(0x30, &[&id, &[1, 1, 1], &[4, 0]]),
            tlv(0x30, &[&id]),
            tlv(0x30, &[&id, &[5, 0]]),
            tlv(0x30, &[&[6, 0], &[4, 0]]),
            tlv(0x30, &[&[6, 2, 42, 0x81], &[4, 0]]),
            tlv(0x30, &[&[6, 3, 42, 0x80, 1], &[4, 0]]),
            tlv(0x31, &[&id, &[4, 0]]),
        ] {
            assert_eq!(kind(&[&bad]), ErrorKind::Malformed, "{bad:02x?}");
        }
        assert_eq!(kind(&[&tlv(0x30, &[&id, &[4, 0], &[4, 0]])]), ErrorKind::TrailingData);
    }
}
