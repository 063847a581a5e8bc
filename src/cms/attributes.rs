//! Attributes of a signer (RFC 5652 5.3, 11), walked in place.

use std::{fmt, iter};

use crate::asn1::{BerReader, Element, ObjectIdentifier, Reader, Tag, object_identifier};
use crate::error::{ErrorKind, Result};
use crate::limits;

use super::fault::SignerFault;

const WHAT: &str = "attributes";

/// The signed or the unsigned attributes of a signer, in the order in which they were received.
///
/// ```
/// # let bytes = std::fs::read("src/cms/sample.pem")?;
/// let message = kz_eds::SignedMessage::parse(&bytes)?;
/// let signer = message.signers().next().unwrap();
/// let names: Vec<_> = signer.signed_attributes().unwrap().iter().map(|each| each.oid().to_string()).collect();
/// assert!(names.contains(&"1.2.840.113549.1.9.4".to_owned()), "messageDigest");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct Attributes<'m> {
    contents: &'m [u8],
}

/// ```text
/// Attribute ::= SEQUENCE { attrType OBJECT IDENTIFIER, attrValues SET OF AttributeValue }
/// ```
///
/// No value is shown by `Debug`: attributes may hold names.
#[derive(Clone, Copy)]
pub struct Attribute<'m> {
    oid: ObjectIdentifier,
    /// The contents of the SET.
    values: &'m [u8],
}

impl<'m> Attributes<'m> {
    /// The contents of a SET OF Attribute, at least one (RFC 5652 5.3), of which the form was checked.
    pub(super) const fn from_checked(contents: &'m [u8]) -> Self {
        Self { contents }
    }

    /// Whether every attribute and the framing of every value can be read, and there are not too many.
    pub(super) fn check(contents: &[u8]) -> Result<()> {
        let mut reader = Reader::new(contents, WHAT);
        let mut count = 0;
        while count == 0 || !reader.is_empty() {
            // With its type, though nobody asks for it here: who looks for an attribute compares octets, and who walks
            // over all of them reads each type; both must find the same.
            let attribute = Attribute::new(Parts::of(reader.element(Tag::SEQUENCE)?)?)?;
            let mut values = BerReader::new(attribute.values, WHAT);
            let mut value_count = 0;
            while !values.at_end() {
                values.any()?;
                value_count += 1;
            }
            count += 1;
            if count.max(value_count) > limits::ATTRIBUTES {
                return Err(reader.error(ErrorKind::LimitExceeded));
            }
        }
        Ok(())
    }

    /// Each attribute.
    pub fn iter(&self) -> impl Iterator<Item = Attribute<'m>> + use<'m> {
        self.each().map_while(|attribute| Attribute::new(Parts::of(attribute).ok()?).ok())
    }

    fn each(&self) -> impl Iterator<Item = Element<'m>> + use<'m> {
        let mut reader = Reader::new(self.contents, WHAT);
        iter::from_fn(move || reader.element(Tag::SEQUENCE).ok())
    }

    /// In the order of their encodings, as DER wants a SET OF (X.690 11.6).
    pub(super) fn are_sorted(&self) -> bool {
        self.each().map(|attribute| attribute.raw).is_sorted()
    }

    /// The value of the attribute with this identifier, which occurs once at the most and has one value (RFC 5652
    /// 11: "MUST NOT include multiple instances", "MUST have a single attribute value").
    pub(crate) fn single(&self, oid: &ObjectIdentifier) -> Result<Option<&'m [u8]>, SignerFault> {
        let mut found = self.each().filter(|attribute| is_named(attribute, oid));
        let Some(attribute) = found.next() else { return Ok(None) };
        if found.next().is_some() {
            return Err(SignerFault::Repeated(*oid));
        }
        let parts = Parts::of(attribute).map_err(|_| SignerFault::Malformed(*oid))?;
        let mut values = values(parts.values);
        match (values.next(), values.next()) {
            (Some(value), None) => Ok(Some(value)),
            _ => Err(SignerFault::NotSingle(*oid)),
        }
    }

    /// The same of an attribute that must be there.
    pub(crate) fn required(&self, oid: &ObjectIdentifier) -> Result<&'m [u8], SignerFault> {
        self.single(oid)?.ok_or(SignerFault::Missing(*oid))
    }
}

impl<'m> Attribute<'m> {
    /// What kind of attribute it is.
    pub const fn oid(&self) -> ObjectIdentifier {
        self.oid
    }

    /// Each value, a whole element as received.
    pub fn values(&self) -> impl Iterator<Item = &'m [u8]> + use<'m> {
        values(self.values)
    }

    fn new(parts: Parts<'m>) -> Result<Self> {
        Ok(Self { oid: object_identifier(parts.oid)?, values: parts.values })
    }
}

fn values(contents: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut reader = BerReader::new(contents, WHAT);
    iter::from_fn(move || reader.any().ok())
}

/// Looks at the octets of the type alone: `06`, a length of one octet, and the contents, of which the last differ most.
fn is_named(attribute: &Element<'_>, oid: &ObjectIdentifier) -> bool {
    let oid = oid.as_bytes();
    let contents = match attribute.value {
        [tag, length, rest @ ..] if *tag == Tag::OBJECT_IDENTIFIER.0 && usize::from(*length) == oid.len() => {
            rest.get(..oid.len())
        }
        _ => None,
    };
    contents.is_some_and(|contents| contents.last() == oid.last() && contents == oid)
}

/// An attribute whose type nobody has read yet.
struct Parts<'m> {
    /// The contents of the identifier.
    oid: &'m [u8],
    values: &'m [u8],
}

impl<'m> Parts<'m> {
    fn of(attribute: Element<'m>) -> Result<Self> {
        let mut parts = Reader::new(attribute.value, WHAT);
        let oid = parts.value(Tag::OBJECT_IDENTIFIER)?;
        let values = parts.value(Tag::SET)?;
        parts.finish()?;
        Ok(Self { oid, values })
    }
}

impl fmt::Debug for Attributes<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl fmt::Debug for Attribute<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Attribute({}, {} values)", self.oid, self.values().count())
    }
}
