//! cRLDistributionPoints: where the lists that cover a certificate come from (RFC 5280 4.2.1.13). Nothing is
//! fetched; the names are compared with those that a list says of itself.

use super::CERTIFICATE;
use super::extensions::bounded;
use super::reason::{ReasonFlags, reason_flags};
use crate::asn1::{Reader, Span, Tag, whole};
use crate::error::{Error, ErrorKind, Result};
use crate::name::{Name, check_general_names, check_relative_name, directory_names, each_general_name};

/// `DistributionPointName`, of a certificate's point or of a list.
///
/// ```text
/// DistributionPointName ::= CHOICE {
///     fullName                 [0] GeneralNames,
///     nameRelativeToCRLIssuer  [1] RelativeDistinguishedName }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PointName<T> {
    /// The GeneralNames, from inside their tag.
    Full(T),
    /// The attributes of the RDN, from inside its SET.
    Relative(T),
}

impl<'a> PointName<&'a [u8]> {
    /// The tag around the CHOICE is explicit (X.680 31.2.7).
    pub(crate) fn read(mut choice: Reader<'a>) -> Result<Self> {
        let element = choice.any()?;
        choice.finish()?;
        let inside = Reader::new(element.value, "distribution point");
        match element.tag.0 {
            0xA0 => check_general_names(inside).map(|()| Self::Full(element.value)),
            0xA1 => check_relative_name(inside).map(|()| Self::Relative(element.value)),
            _ => Err(choice.error(ErrorKind::Malformed)),
        }
    }

    /// Whether one of these names, relative to `issuer`, is one of the others.
    pub(crate) fn meets(self, issuer: Name<'_>, other: PointName<&[u8]>, others: Name<'_>) -> bool {
        match (self, other) {
            (Self::Full(names), PointName::Full(other)) => each_general_name(names)
                .any(|name| each_general_name(other).any(|other| name.matches(&other))),
            (Self::Full(names), PointName::Relative(last)) => names_hold(names, others, Some(last)),
            (Self::Relative(last), PointName::Full(other)) => names_hold(other, issuer, Some(last)),
            (Self::Relative(last), PointName::Relative(other)) => {
                issuer.matches_with(Some(last), others, Some(other))
            }
        }
    }

    /// Whether one of these names, relative to `issuer`, is this directory name.
    pub(crate) fn holds(self, issuer: Name<'_>, directory: Name<'_>) -> bool {
        match self {
            Self::Full(names) => names_hold(names, directory, None),
            Self::Relative(last) => issuer.matches_with(Some(last), directory, None),
        }
    }
}

/// Whether a directory name among these is that one, with one RDN more where there is one.
fn names_hold(names: &[u8], directory: Name<'_>, last: Option<&[u8]>) -> bool {
    directory_names(names).any(|name| name.matches_with(None, directory, last))
}

impl<T> PointName<T> {
    pub(crate) fn map<U>(self, change: impl FnOnce(T) -> U) -> PointName<U> {
        match self {
            Self::Full(value) => PointName::Full(change(value)),
            Self::Relative(value) => PointName::Relative(change(value)),
        }
    }

    fn inner(self) -> T {
        match self {
            Self::Full(value) | Self::Relative(value) => value,
        }
    }
}

/// One distribution point; `T` is a slice or where it lies.
///
/// ```text
/// DistributionPoint ::= SEQUENCE {
///     distributionPoint  [0] DistributionPointName OPTIONAL,
///     reasons            [1] ReasonFlags OPTIONAL,
///     cRLIssuer          [2] GeneralNames OPTIONAL }
/// ```
#[derive(Clone, Copy, Debug)]
pub(crate) struct DistributionPoint<T> {
    pub(crate) name: Option<PointName<T>>,
    /// All reasons where the point does not say (RFC 5280 6.3.3 (d)(2), (4)).
    pub(crate) reasons: ReasonFlags,
    /// Who else issues the list: GeneralNames, from inside their tag.
    pub(crate) crl_issuer: Option<T>,
}

impl<'a> DistributionPoint<&'a [u8]> {
    pub(crate) fn read(mut point: Reader<'a>) -> Result<Self> {
        let name = point.optional_nested(Tag::context_constructed(0))?.map(PointName::read).transpose()?;
        let reasons = point.optional(Tag::context(1))?.map(reason_flags).transpose()?;
        let crl_issuer = point.optional(Tag::context_constructed(2))?;
        point.finish()?;
        if let Some(names) = crl_issuer {
            check_general_names(Reader::new(names, CERTIFICATE))?;
        }
        Ok(Self { name, reasons: reasons.unwrap_or(ReasonFlags::ALL), crl_issuer })
    }

    fn spans(self, span: &impl Fn(&[u8]) -> Result<Span>) -> Result<DistributionPoint<Span>> {
        let name = match self.name {
            Some(name) => {
                let place = span(name.inner())?;
                Some(name.map(|_| place))
            }
            None => None,
        };
        let crl_issuer = self.crl_issuer.map(span).transpose()?;
        Ok(DistributionPoint { name, reasons: self.reasons, crl_issuer })
    }
}

impl DistributionPoint<Span> {
    /// The same in the certificate's bytes.
    pub(super) fn in_bytes(self, der: &[u8]) -> DistributionPoint<&[u8]> {
        DistributionPoint {
            name: self.name.map(|name| name.map(|span| span.in_bytes(der))),
            reasons: self.reasons,
            crl_issuer: self.crl_issuer.map(|span| span.in_bytes(der)),
        }
    }
}

/// `CRLDistributionPoints ::= SEQUENCE SIZE (1..MAX) OF DistributionPoint`
pub(super) fn read(
    value: &[u8],
    span: &impl Fn(&[u8]) -> Result<Span>,
) -> Result<Vec<DistributionPoint<Span>>> {
    let mut fields = Reader::new(whole(value, Tag::SEQUENCE, CERTIFICATE)?.value, CERTIFICATE);
    let mut points = Vec::new();
    while !fields.is_empty() {
        bounded(points.len())?;
        points.push(DistributionPoint::read(fields.nested(Tag::SEQUENCE)?)?.spans(span)?);
    }
    if points.is_empty() { Err(Error::new(ErrorKind::InvalidExtension, CERTIFICATE)) } else { Ok(points) }
}
