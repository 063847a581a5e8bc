//! cRLDistributionPoints: where the lists that cover a certificate come from (RFC 5280 4.2.1.13). Nothing is
//! fetched; the names are compared with those that a list says of itself.

use super::CERTIFICATE;
use super::extensions::bounded;
use crate::asn1::{Reader, Span, Tag, bit_string, whole};
use crate::error::{Error, ErrorKind, Result};

/// One distribution point.
#[derive(Clone, Copy, Debug)]
pub(crate) struct DistributionPoint {
    /// The GeneralNames of `fullName`, from inside their tag.
    pub(super) full_names: Option<Span>,
    /// The point serves some revocation reasons only.
    pub(crate) has_reasons: bool,
    /// The point names somebody else as the issuer of its list.
    pub(crate) has_crl_issuer: bool,
}

/// ```text
/// CRLDistributionPoints ::= SEQUENCE SIZE (1..MAX) OF DistributionPoint
/// DistributionPoint ::= SEQUENCE {
///     distributionPoint  [0] DistributionPointName OPTIONAL,
///     reasons            [1] ReasonFlags OPTIONAL,
///     cRLIssuer          [2] GeneralNames OPTIONAL }
/// ```
pub(super) fn read(value: &[u8], span: &impl Fn(&[u8]) -> Result<Span>) -> Result<Vec<DistributionPoint>> {
    let mut fields = Reader::new(whole(value, Tag::SEQUENCE, CERTIFICATE)?.value, CERTIFICATE);
    let mut points = Vec::new();
    while !fields.is_empty() {
        let mut point = fields.nested(Tag::SEQUENCE)?;
        let full_names = point.optional_nested(Tag::context_constructed(0))?.map(full_names).transpose()?;
        let reasons = point.optional(Tag::context(1))?.map(bit_string).transpose()?;
        let crl_issuer = point.optional(Tag::context_constructed(2))?;
        point.finish()?;
        bounded(points.len())?;
        points.push(DistributionPoint {
            full_names: full_names.flatten().map(span).transpose()?,
            has_reasons: reasons.is_some(),
            has_crl_issuer: crl_issuer.is_some(),
        });
    }
    if points.is_empty() { Err(Error::new(ErrorKind::InvalidExtension, CERTIFICATE)) } else { Ok(points) }
}

/// `CHOICE { fullName [0] GeneralNames, nameRelativeToCRLIssuer [1] RelativeDistinguishedName }`; nothing for the
/// second, which no list is matched by.
fn full_names(mut choice: Reader<'_>) -> Result<Option<&[u8]>> {
    let element = choice.any()?;
    choice.finish()?;
    match element.tag {
        tag if tag == Tag::context_constructed(0) => Ok(Some(element.value)),
        tag if tag == Tag::context_constructed(1) => Ok(None),
        _ => Err(Error::new(ErrorKind::Malformed, CERTIFICATE)),
    }
}

/// Each GeneralName in `names`, whole.
pub(super) fn each(names: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut reader = Reader::new(names, CERTIFICATE);
    std::iter::from_fn(move || reader.any().ok().map(|element| element.raw))
}
