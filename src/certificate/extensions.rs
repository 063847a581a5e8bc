//! The extension table: which extensions are decoded, which of them are processed when critical.

use super::points::{self, DistributionPoint};
use super::policies::{self, PolicyConstraints, PolicyMapping};
use super::{CERTIFICATE, KeyUsage, name_constraints};
use crate::asn1::oid::octets as id;
use crate::asn1::{
    ObjectIdentifier, Reader, Span, Tag, bit_string, boolean, object_identifier, small_unsigned, whole,
};
use crate::error::{Error, ErrorKind, Result};
use crate::limits;
use crate::name::GeneralName;
use crate::name::Name;

/// basicConstraints (RFC 5280 4.2.1.9).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BasicConstraints {
    /// The subject is a CA.
    pub ca: bool,
    /// CAs that may follow below it, self-issued ones not counted; `None` for any number.
    pub path_length: Option<u32>,
}

/// The extensions in use, decoded. An absent list is empty: present ones cannot be.
#[derive(Default)]
pub(crate) struct Extensions {
    pub(super) basic_constraints: Option<BasicConstraints>,
    pub(super) key_usage: Option<KeyUsage>,
    pub(super) extended_key_usage: Vec<ObjectIdentifier>,
    pub(super) policies: Vec<ObjectIdentifier>,
    pub(super) policy_mappings: Vec<PolicyMapping>,
    pub(super) policy_constraints: PolicyConstraints,
    pub(super) inhibit_any_policy: Option<u32>,
    pub(super) name_constraints: Option<name_constraints::Spans>,
    /// The GeneralNames of subjectAltName, from inside their tag.
    pub(super) alternative_names: Option<Span>,
    pub(super) subject_key_id: Option<Span>,
    pub(super) authority_key_id: Option<Span>,
    pub(super) distribution_points: Vec<DistributionPoint<Span>>,
    pub(super) ocsp_no_check: bool,
    pub(super) unknown_critical: Vec<ObjectIdentifier>,
    pub(super) critical_extended_key_usage: bool,
    critical_alternative_names: bool,
}

/// One extension, its parts as received.
struct Extension<'a> {
    id: &'a [u8],
    critical: bool,
    value: &'a [u8],
}

impl<'a> Extension<'a> {
    /// `Extension ::= SEQUENCE { extnID OBJECT IDENTIFIER, critical BOOLEAN DEFAULT FALSE, extnValue OCTET STRING }`: in
    /// this order and nothing else, the default not written (X.690 11.5).
    fn read(mut parts: Reader<'a>) -> Result<Self> {
        let id = parts.value(Tag::OBJECT_IDENTIFIER)?;
        let critical = parts.optional(Tag::BOOLEAN)?.map(boolean).transpose()?;
        if critical == Some(false) {
            return Err(parts.error(ErrorKind::Malformed));
        }
        let value = parts.value(Tag::OCTET_STRING)?;
        parts.finish()?;
        Ok(Self { id, critical: critical.is_some(), value })
    }
}

/// The identifiers of the extensions read so far.
#[derive(Default)]
struct Seen<'a> {
    count: usize,
    /// The last arcs below id-ce, 2.5.29, where they are less than 64: a bit for each.
    standard: u64,
    others: Vec<&'a [u8]>,
}

impl<'a> Seen<'a> {
    /// Whether this one was there before; it is from now on.
    fn before(&mut self, id: &'a [u8]) -> bool {
        match *id {
            [0x55, 0x1D, arc @ 0..64] => {
                let before = self.standard;
                self.standard |= 1 << arc;
                self.standard == before
            }
            _ if self.others.contains(&id) => true,
            _ => {
                self.others.push(id);
                false
            }
        }
    }
}

impl Extensions {
    /// `Extensions ::= SEQUENCE SIZE (1..MAX) OF Extension`, from inside its tag. A duplicate, or a known one that
    /// cannot be decoded, spoils the certificate (threat 14).
    pub(super) fn read(mut explicit: Reader<'_>, span: impl Fn(&[u8]) -> Result<Span>) -> Result<Self> {
        let mut all = explicit.nested(Tag::SEQUENCE)?;
        explicit.finish()?;
        let mut found = Self::default();
        let mut seen = Seen::default();
        // At least once.
        loop {
            let extension = Extension::read(all.nested(Tag::SEQUENCE)?)?;
            seen.count += 1;
            if seen.count > limits::EXTENSIONS {
                return Err(Error::new(ErrorKind::LimitExceeded, CERTIFICATE));
            }
            if seen.before(extension.id) {
                return Err(Error::new(ErrorKind::DuplicateExtension, CERTIFICATE));
            }
            found.take(&extension, &span)?;
            if all.is_empty() {
                return Ok(found);
            }
        }
    }

    /// Octets of heap that the lists take.
    pub(super) fn heap_bytes(&self) -> usize {
        let oids = [&self.extended_key_usage, &self.policies, &self.unknown_critical];
        oids.map(taken).iter().sum::<usize>()
            + taken(&self.policy_mappings)
            + taken(&self.distribution_points)
    }

    fn take(&mut self, extension: &Extension<'_>, span: &impl Fn(&[u8]) -> Result<Span>) -> Result<()> {
        let processed = self
            .decode(extension.id, extension.value, span)
            .map_err(|_| Error::new(ErrorKind::InvalidExtension, CERTIFICATE))?;
        match extension.id {
            id if !processed => {
                let oid = object_identifier(id)?;
                self.unknown_critical.extend(extension.critical.then_some(oid));
            }
            id::EXTENDED_KEY_USAGE => self.critical_extended_key_usage = extension.critical,
            id::SUBJECT_ALT_NAME => self.critical_alternative_names = extension.critical,
            _ => {}
        }
        Ok(())
    }

    /// What extensions say of one another and of the subject: constraints on names are for CAs alone (RFC 5280
    /// 4.2.1.10), and who has no name in the subject has one in a critical subjectAltName (4.1.2.6).
    pub(super) fn agree_with(&self, subject: Name<'_>) -> Result<()> {
        let is_ca = self.basic_constraints.is_some_and(|constraints| constraints.ca);
        let constrains = self.name_constraints.is_some();
        let sound = (is_ca || !constrains) && (!subject.is_empty() || self.critical_alternative_names);
        present((), !sound)
    }

    /// The table. An extension without a row is not processed, so that a critical one is an obstacle (threat 23).
    fn decode(&mut self, id: &[u8], value: &[u8], span: &impl Fn(&[u8]) -> Result<Span>) -> Result<bool> {
        match id {
            id::BASIC_CONSTRAINTS => self.basic_constraints = Some(basic_constraints(value)?),
            id::KEY_USAGE => self.key_usage = Some(key_usage(value)?),
            id::EXTENDED_KEY_USAGE => self.extended_key_usage = extended_key_usage(value)?,
            id::CERTIFICATE_POLICIES => self.policies = policies::certificate_policies(value)?,
            id::POLICY_MAPPINGS => self.policy_mappings = policies::policy_mappings(value)?,
            id::POLICY_CONSTRAINTS => self.policy_constraints = policies::policy_constraints(value)?,
            id::INHIBIT_ANY_POLICY => self.inhibit_any_policy = Some(policies::inhibit_any_policy(value)?),
            id::NAME_CONSTRAINTS => self.name_constraints = Some(name_constraints::read(value, span)?),
            id::SUBJECT_ALT_NAME => self.alternative_names = Some(span(alternative_names(value)?)?),
            id::SUBJECT_KEY_IDENTIFIER => self.subject_key_id = Some(span(subject_key_id(value)?)?),
            id::AUTHORITY_KEY_IDENTIFIER => {
                self.authority_key_id = authority_key_id(value)?.map(span).transpose()?
            }
            id::CRL_DISTRIBUTION_POINTS => self.distribution_points = points::read(value, span)?,
            id::OCSP_NO_CHECK => self.ocsp_no_check = ocsp_no_check(value)?,
            _ => return Ok(false),
        }
        Ok(true)
    }
}

pub(super) fn sequence(value: &[u8]) -> Result<Reader<'_>> {
    Ok(Reader::new(whole(value, Tag::SEQUENCE, CERTIFICATE)?.value, CERTIFICATE))
}

/// No list in an extension is longer than this: some are searched once for each of their elements.
pub(super) fn bounded(length: usize) -> Result<()> {
    if length > limits::EXTENSIONS { Err(Error::new(ErrorKind::LimitExceeded, CERTIFICATE)) } else { Ok(()) }
}

/// A list or set of bits that the standard wants to hold something.
pub(super) fn present<T>(found: T, empty: bool) -> Result<T> {
    if empty { Err(Error::new(ErrorKind::InvalidExtension, CERTIFICATE)) } else { Ok(found) }
}

/// `SEQUENCE { cA BOOLEAN DEFAULT FALSE, pathLenConstraint INTEGER (0..MAX) OPTIONAL }`
fn basic_constraints(value: &[u8]) -> Result<BasicConstraints> {
    let mut fields = sequence(value)?;
    let ca = fields.optional(Tag::BOOLEAN)?.map_or(Ok(false), boolean)?;
    let path_length = fields.optional(Tag::INTEGER)?.map(small_unsigned).transpose()?;
    fields.finish()?;
    Ok(BasicConstraints { ca, path_length })
}

/// `BIT STRING`, at least one bit set.
fn key_usage(value: &[u8]) -> Result<KeyUsage> {
    let bits = bit_string(whole(value, Tag::BIT_STRING, CERTIFICATE)?.value)?;
    let usage = KeyUsage::from_bits(|number| bits.bit(number));
    present(usage, usage.is_empty())
}

/// `SEQUENCE SIZE (1..MAX) OF OBJECT IDENTIFIER`
fn extended_key_usage(value: &[u8]) -> Result<Vec<ObjectIdentifier>> {
    let mut fields = sequence(value)?;
    let mut usages = Vec::new();
    while !fields.is_empty() {
        usages.push(object_identifier(fields.value(Tag::OBJECT_IDENTIFIER)?)?);
        bounded(usages.len())?;
    }
    let empty = usages.is_empty();
    present(usages, empty)
}

/// `SubjectAltName ::= GeneralNames`; returns what is inside. Names that cannot be compared are for those who compare.
fn alternative_names(value: &[u8]) -> Result<&[u8]> {
    let mut names = sequence(value)?;
    let (inside, empty) = (names.rest(), names.is_empty());
    while !names.is_empty() {
        GeneralName::read(&mut names)?;
    }
    present(inside, empty)
}

/// `NULL` (RFC 6960 4.2.2.2.1), or nothing at all, as the national responders of 2022 wrote it.
fn ocsp_no_check(value: &[u8]) -> Result<bool> {
    present(true, !value.is_empty() && !whole(value, Tag::NULL, CERTIFICATE)?.value.is_empty())
}

/// `OCTET STRING`
fn subject_key_id(value: &[u8]) -> Result<&[u8]> {
    whole(value, Tag::OCTET_STRING, CERTIFICATE).map(|element| element.value)
}

/// `SEQUENCE { keyIdentifier [0] OPTIONAL, authorityCertIssuer [1] OPTIONAL, serial [2] OPTIONAL }`. Only the
/// first is kept: the directory names of the 2015 generation are incomplete.
fn authority_key_id(value: &[u8]) -> Result<Option<&[u8]>> {
    let mut fields = sequence(value)?;
    let key_id = fields.optional(Tag::context(0))?;
    fields.optional(Tag::context_constructed(1))?;
    fields.optional(Tag::context(2))?;
    fields.finish()?;
    Ok(key_id)
}

/// Octets of heap, with the room that nothing has filled.
const fn taken<T>(list: &Vec<T>) -> usize {
    list.capacity() * size_of::<T>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::name::testing::der;

    const ID: &[u8] = &[6, 1, 42];
    const VALUE: &[u8] = &[4, 0];
    const NULL: &[u8] = &[5, 0];

    fn list(octets: &[u8]) -> Option<ErrorKind> {
        let nowhere = |_: &[u8]| Ok(Span::default());
        Extensions::read(Reader::new(octets, CERTIFICATE), nowhere).err().map(|error| error.kind())
    }

    fn extension(parts: &[&[u8]]) -> Option<ErrorKind> {
        list(&der(Tag::SEQUENCE, &der(Tag::SEQUENCE, &parts.concat())))
    }

    #[test]
    fn an_extension_has_three_fields_in_their_order() {
        assert_eq!(extension(&[ID, VALUE]), None);
        assert_eq!(extension(&[ID, &[1, 1, 0xFF], VALUE]), None);
        for bad in [&[ID, &[1, 1, 0], VALUE][..], &[ID, &[1, 1, 1], VALUE], &[ID], &[ID, NULL], &[VALUE]] {
            assert_eq!(extension(bad), Some(ErrorKind::Malformed), "{bad:02x?}");
        }
        assert_eq!(extension(&[ID, VALUE, VALUE]), Some(ErrorKind::TrailingData));
        // Whoever does not process it must still be able to say which it was.
        assert_eq!(extension(&[&[6, 2, 0x80, 1], VALUE]), Some(ErrorKind::Malformed));
        for bad in [&[0x30, 0][..], &[0x30, 7, 0x30, 5, 6, 1, 42, 4, 0, 5, 0]] {
            assert!(list(bad).is_some(), "{bad:02x?}");
        }
    }

    #[test]
    fn extensions_are_counted_and_each_is_there_once() {
        let some = |count: u8| {
            let each = (0..count).map(|number| der(Tag::SEQUENCE, &[&[6, 1, number], VALUE].concat()));
            list(&der(Tag::SEQUENCE, &each.flatten().collect::<Vec<_>>()))
        };
        assert_eq!([1, 64, 65].map(some), [None, None, Some(ErrorKind::LimitExceeded)]);
        // Unknown ones, below id-ce and elsewhere.
        for (one, other) in [(0, 1), (0, 63), (63, 64), (64, 65), (2, 66)] {
            let id = |arc: u8| [&[6, 3, 0x55, 0x1D, arc][..], VALUE].concat();
            let list = |arcs: &[u8]| {
                let each = arcs.iter().map(|&arc| der(Tag::SEQUENCE, &id(arc)));
                list(&der(Tag::SEQUENCE, &each.flatten().collect::<Vec<_>>()))
            };
            assert_eq!(list(&[one, other]), None);
            for twice in [[one, other, one], [one, other, other], [one, one, other]] {
                assert_eq!(list(&twice), Some(ErrorKind::DuplicateExtension), "{twice:?}");
            }
        }
        let twice = der(Tag::SEQUENCE, &[ID, VALUE].concat()).repeat(2);
        assert_eq!(list(&der(Tag::SEQUENCE, &twice)), Some(ErrorKind::DuplicateExtension));
    }

    #[test]
    fn basic_constraints_have_a_number() {
        let read = |value: &[u8]| basic_constraints(value).ok().map(|found| (found.ca, found.path_length));
        assert_eq!(read(&[0x30, 0]), Some((false, None)));
        assert_eq!(read(&[0x30, 6, 1, 1, 0xFF, 2, 1, 3]), Some((true, Some(3))));
        for bad in [
            &[0x30, 6, 1, 1, 0xFF, 2, 1, 0x80][..],
            &[0x30, 7, 1, 1, 0xFF, 2, 2, 0, 3],
            &[0x30, 10, 1, 1, 0xFF, 2, 5, 1, 0, 0, 0, 0],
            &[0x30, 3, 1, 1, 1],
            &[0x30, 5, 1, 1, 0xFF, 5, 0],
            &[0x31, 3, 1, 1, 0xFF],
        ] {
            assert_eq!(read(bad), None, "{bad:02x?}");
        }
    }

    #[test]
    fn usages_say_something() {
        assert!(key_usage(&[3, 2, 7, 0x80]).is_ok());
        for bad in [&[3, 1, 0][..], &[3, 2, 7, 0], &[4, 1, 0x80]] {
            assert!(key_usage(bad).is_err(), "{bad:02x?}");
        }
        assert_eq!(extended_key_usage(&[0x30, 3, 6, 1, 42]).map(|found| found.len()), Ok(1));
        let many = [&[0x30, 0x81, 195][..], &[6, 1, 42].repeat(65)].concat();
        for bad in [&[0x30, 0][..], &[0x30, 2, 5, 0], &many] {
            assert!(extended_key_usage(bad).is_err(), "{bad:02x?}");
        }
    }

    #[test]
    fn key_identifiers_have_a_shape() {
        assert_eq!(authority_key_id(&[0x30, 4, 0x80, 2, 1, 2]), Ok(Some(&[1, 2][..])));
        assert_eq!(authority_key_id(&[0x30, 5, 0xA1, 0, 0x82, 1, 1]), Ok(None));
        for bad in [&[0x30, 2, 0x83, 0][..], &[0x30, 5, 0x82, 1, 1, 0x80, 0], &[0x31, 0]] {
            assert!(authority_key_id(bad).is_err(), "{bad:02x?}");
        }
        assert!(subject_key_id(&[4, 1, 1]).is_ok() && subject_key_id(&[3, 1, 1]).is_err());
    }

    #[test]
    fn names_are_some_and_of_nine_forms() {
        assert!(alternative_names(&[0x30, 6, 0x82, 1, b'a', 0x86, 1, b'b']).is_ok());
        for bad in
            [&[0x30, 0][..], &[0x30, 2, 0x89, 0], &[0x30, 2, 0x30, 0], &[0x30, 3, 0xA4, 1, 0], &[0x31, 0]]
        {
            assert!(alternative_names(bad).is_err(), "{bad:02x?}");
        }
    }
}
