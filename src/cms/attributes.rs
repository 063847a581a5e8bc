//! Attributes of a signer (RFC 5652 5.3, 11), walked in place.

use std::{fmt, iter};

use crate::asn1::oid::{self, octets};
use crate::asn1::{BerReader, Element, ObjectIdentifier, Reader, Span, Tag, object_identifier};
use crate::error::{ErrorKind, Result};
use crate::limits;

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

/// The signed attributes that mean something here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Known {
    ContentType,
    MessageDigest,
    SigningTime,
    SigningCertificate,
    SigningCertificateV2,
    AlgorithmProtection,
}

impl Known {
    /// How many there are.
    const COUNT: usize = 6;

    /// By the contents of its identifier.
    fn named(oid: &[u8]) -> Option<Self> {
        Some(match oid {
            octets::CONTENT_TYPE => Self::ContentType,
            octets::MESSAGE_DIGEST => Self::MessageDigest,
            octets::SIGNING_TIME => Self::SigningTime,
            octets::SIGNING_CERTIFICATE => Self::SigningCertificate,
            octets::SIGNING_CERTIFICATE_V2 => Self::SigningCertificateV2,
            octets::ALGORITHM_PROTECTION => Self::AlgorithmProtection,
            _ => return None,
        })
    }

    pub(super) const fn oid(self) -> ObjectIdentifier {
        match self {
            Self::ContentType => oid::CONTENT_TYPE,
            Self::MessageDigest => oid::MESSAGE_DIGEST,
            Self::SigningTime => oid::SIGNING_TIME,
            Self::SigningCertificate => oid::SIGNING_CERTIFICATE,
            Self::SigningCertificateV2 => oid::SIGNING_CERTIFICATE_V2,
            Self::AlgorithmProtection => oid::ALGORITHM_PROTECTION,
        }
    }
}

/// Where one of them stands.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) attribute: Known,
    /// The contents of the SET: of a single value, all of it.
    pub(super) values: Span,
    pub(super) is_single: bool,
}

impl<'m> Attributes<'m> {
    /// The contents of a SET OF Attribute, at least one (RFC 5652 5.3), of which the form was checked.
    pub(super) const fn from_checked(contents: &'m [u8]) -> Self {
        Self { contents }
    }

    /// Whether every attribute and the framing of every value can be read, and there are not too many.
    pub(super) fn check(contents: &[u8]) -> Result<()> {
        Self::walk(contents, |_, _| Ok(()))
    }

    /// The same, and where those stand that are known.
    pub(super) fn places(contents: &[u8], span: impl Fn(&[u8]) -> Result<Span>) -> Result<Vec<Place>> {
        // More only if some are repeated.
        let mut places = Vec::with_capacity(Known::COUNT);
        Self::walk(contents, |parts, values| {
            if let Some(attribute) = Known::named(parts.oid) {
                places.push(Place { attribute, values: span(parts.values)?, is_single: values == 1 });
            }
            Ok(())
        })?;
        Ok(places)
    }

    /// Each attribute, with the number of its values.
    fn walk<'c>(contents: &'c [u8], mut each: impl FnMut(Parts<'c>, usize) -> Result<()>) -> Result<()> {
        let mut reader = Reader::new(contents, WHAT);
        let mut count = 0;
        while count == 0 || !reader.is_empty() {
            // With its type, though it is not kept here: `iter` reads each, and must come to the end.
            let parts = Parts::of(reader.element(Tag::SEQUENCE)?)?;
            ObjectIdentifier::check(parts.oid)?;
            let value_count = values(parts.values)?;
            count += 1;
            if count.max(value_count) > limits::ATTRIBUTES {
                return Err(reader.error(ErrorKind::LimitExceeded));
            }
            each(parts, value_count)?;
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
}

impl<'m> Attribute<'m> {
    /// What kind of attribute it is.
    pub const fn oid(&self) -> ObjectIdentifier {
        self.oid
    }

    /// Each value, a whole element as received.
    pub fn values(&self) -> impl Iterator<Item = &'m [u8]> + use<'m> {
        let mut reader = BerReader::new(self.values, WHAT);
        iter::from_fn(move || reader.any().ok())
    }

    fn new(parts: Parts<'m>) -> Result<Self> {
        Ok(Self { oid: object_identifier(parts.oid)?, values: parts.values })
    }
}

/// How many there are, whatever their encoding; each has an end.
fn values(contents: &[u8]) -> Result<usize> {
    let mut values = BerReader::new(contents, WHAT);
    let mut count = 0;
    while !values.at_end() {
        values.any()?;
        count += 1;
    }
    Ok(count)
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
