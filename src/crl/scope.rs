//! What a list covers: `IssuingDistributionPoint` (RFC 5280 5.2.5).

use crate::asn1::{Reader, Tag, boolean};
use crate::certificate::{DistributionPoint, PointName, ReasonFlags, reason_flags};
use crate::error::{ErrorKind, Result};

/// The one kind of certificate that a list may be limited to (RFC 5280 5.2.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Only {
    /// Not limited.
    Everything,
    /// `onlyContainsUserCerts`.
    UserCertificates,
    /// `onlyContainsCACerts`.
    CaCertificates,
    /// `onlyContainsAttributeCerts`.
    AttributeCertificates,
}

/// `IssuingDistributionPoint`: which certificates and reasons a list covers (RFC 5280 5.2.5).
///
/// ```
/// # let list = kz_eds::Crl::parse(
/// #     b"MIGmMIGTAgEBMAoGCCqGSM49BAMCMA0xCzAJBgNVBAMMAkNBFw0yNjA2MDEwMDAwMDBaFw0yNjA2\
/// #       MDIwMzAwMDBaMCMwIQICEgcXDTI2MDUwMTA4MDAwMFowDDAKBgNVHRUEAwoBAaAwMC4wCgYDVR0U\
/// #       BAMCAQMwIAYDVR0cAQH/BBYwFKAPoA2GC2h0dHA6Ly9jYS9sgQH/MAoGCCqGSM49BAMCAwIAqg==",
/// # )?;
/// let scope = list.scope().expect("is limited");
/// assert_eq!(scope.only(), kz_eds::Only::UserCertificates);
/// assert_eq!(scope.uris().collect::<Vec<_>>(), ["http://ca/l"]);
/// # Ok::<(), kz_eds::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    point: Option<PointName<Box<[u8]>>>,
    only: Only,
    reasons: Option<ReasonFlags>,
    indirect: bool,
}

impl Scope {
    /// The kind of certificate that the list is limited to.
    #[must_use]
    pub const fn only(&self) -> Only {
        self.only
    }

    /// `onlySomeReasons`: the reasons that the list is limited to; `None` where it is not limited.
    #[must_use]
    pub const fn reasons(&self) -> Option<ReasonFlags> {
        self.reasons
    }

    /// `indirectCRL`: whether entries may be of other issuers than the list's.
    #[must_use]
    pub const fn is_indirect(&self) -> bool {
        self.indirect
    }

    /// Whether a `distributionPoint` is named at all, in either form.
    #[must_use]
    pub const fn has_point(&self) -> bool {
        self.point.is_some()
    }

    /// The URIs among the distribution point's names.
    pub fn uris(&self) -> impl Iterator<Item = &str> {
        let mut names = match self.point() {
            Some(PointName::Full(names)) => Reader::new(names, "name"),
            _ => Reader::new(&[], "name"),
        };
        std::iter::from_fn(move || names.any().ok())
            .filter(|name| name.tag == Tag::context(6))
            .filter_map(|uri| std::str::from_utf8(uri.value).ok())
    }

    /// What a certificate's distribution points are compared with (RFC 5280 6.3.3 (b)(2)(i)).
    pub(crate) fn point(&self) -> Option<PointName<&[u8]>> {
        match self.point.as_ref()? {
            PointName::Full(names) => Some(PointName::Full(names)),
            PointName::Relative(attributes) => Some(PointName::Relative(attributes)),
        }
    }

    /// Reads the extension's value. An empty SEQUENCE is refused: it must not be issued, and it would mean
    /// nothing (RFC 5280 5.2.5).
    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self> {
        let mut parts = reader.nested(Tag::SEQUENCE)?;
        if parts.is_empty() {
            return Err(parts.error(ErrorKind::Malformed));
        }
        let point = parts.optional_nested(Tag::context_constructed(0))?.map(PointName::read).transpose()?;
        let users = flag(&mut parts, 1)?;
        let cas = flag(&mut parts, 2)?;
        let reasons = parts.optional(Tag::context(3))?.map(reason_flags).transpose()?;
        let indirect = flag(&mut parts, 4)?;
        let attributes = flag(&mut parts, 5)?;
        parts.finish()?;
        let only = match (users, cas, attributes) {
            (false, false, false) => Only::Everything,
            (true, false, false) => Only::UserCertificates,
            (false, true, false) => Only::CaCertificates,
            (false, false, true) => Only::AttributeCertificates,
            _ => return Err(parts.error(ErrorKind::Malformed)),
        };
        Ok(Self { point: point.map(|name| name.map(Into::into)), only, reasons, indirect })
    }
}

/// `[number] BOOLEAN DEFAULT FALSE`, where FALSE is not encoded (X.690 11.5).
fn flag(parts: &mut Reader<'_>, number: u8) -> Result<bool> {
    match parts.optional(Tag::context(number))?.map(boolean).transpose()? {
        Some(false) => Err(parts.error(ErrorKind::Malformed)),
        found => Ok(found.is_some()),
    }
}

/// `CRLDistributionPoints`, the form of `freshestCRL` (RFC 5280 5.2.6): only its shape.
pub(super) fn distribution_points(reader: &mut Reader<'_>) -> Result<()> {
    let mut points = reader.nested(Tag::SEQUENCE)?;
    loop {
        DistributionPoint::read(points.nested(Tag::SEQUENCE)?)?;
        if points.is_empty() {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{common_name, tlv};
    use super::*;
    use crate::certificate::RevocationReason;

    const USERS: [u8; 3] = [0x81, 1, 0xFF];
    const CAS: [u8; 3] = [0x82, 1, 0xFF];
    const INDIRECT: [u8; 3] = [0x84, 1, 0xFF];
    const ATTRIBUTES: [u8; 3] = [0x85, 1, 0xFF];

    fn scope(parts: &[&[u8]]) -> Result<Scope> {
        let bytes = tlv(0x30, parts);
        let mut reader = Reader::new(&bytes, "test");
        let scope = Scope::read(&mut reader)?;
        reader.finish()?;
        Ok(scope)
    }

    #[test]
    fn the_whole_structure() {
        let directory = tlv(0xA4, &[&common_name("CA")]);
        let point = tlv(0xA0, &[&tlv(0xA0, &[b"\x86\x03a:b", &directory, b"\x86\x03c:d"])]);
        let full = scope(&[&point, &USERS, &[0x83, 2, 4, 0x70], &INDIRECT]).unwrap();
        assert_eq!(full.only(), Only::UserCertificates);
        assert!(full.is_indirect() && full.has_point());
        assert_eq!(full.uris().collect::<Vec<_>>(), ["a:b", "c:d"]);
        let reasons = full.reasons().unwrap();
        assert!(reasons.contains(RevocationReason::KeyCompromise));
        assert!(!reasons.contains(RevocationReason::Superseded));
    }

    #[test]
    fn one_kind_at_most() {
        assert_eq!(scope(&[&CAS]).unwrap().only(), Only::CaCertificates);
        assert_eq!(scope(&[&ATTRIBUTES]).unwrap().only(), Only::AttributeCertificates);
        assert_eq!(scope(&[&INDIRECT]).unwrap().only(), Only::Everything);
        for two in [[USERS, CAS], [USERS, ATTRIBUTES], [CAS, ATTRIBUTES]] {
            assert!(scope(&[&two.concat()]).is_err(), "{two:02x?}");
        }
    }

    #[test]
    fn a_relative_name_is_a_point_without_full_names() {
        let attribute = tlv(0x30, &[&[6, 3, 0x55, 4, 3], &[0x0C, 1, b'x']]);
        let relative = scope(&[&tlv(0xA0, &[&tlv(0xA1, &[&attribute])])]).unwrap();
        assert_eq!(relative.point(), Some(PointName::Relative(&attribute[..])));
        assert_eq!((relative.uris().count(), relative.has_point()), (0, true));
        assert!(scope(&[&tlv(0xA0, &[&[0xA1, 0]])]).is_err());
    }

    #[test]
    fn other_forms_are_refused() {
        let names = tlv(0xA0, &[b"\x86\x01a"]);
        let cases: &[&[&[u8]]] = &[
            &[],
            &[&[0x81, 1, 0]],
            &[&[0x81, 1, 1]],
            &[&CAS, &USERS],
            &[&USERS, &USERS],
            &[&[0x86, 1, 0xFF]],
            &[&[0x83, 2, 0, 0x40]],
            &[&tlv(0xA0, &[])],
            &[&tlv(0xA0, &[&names, &names])],
            &[&tlv(0xA0, &[&[0xA0, 0]])],
            &[&tlv(0xA0, &[b"\x86\x01a"])],
        ];
        for bad in cases {
            assert!(scope(bad).is_err(), "{bad:02x?}");
        }
    }

    #[test]
    fn distribution_points_have_a_shape() {
        let read = |bytes: &[u8]| distribution_points(&mut Reader::new(bytes, "test")).is_ok();
        let point = tlv(0xA0, &[&tlv(0xA0, &[b"\x86\x03a:b"])]);
        let issuer = tlv(0xA2, &[&tlv(0xA4, &[&common_name("CA")])]);
        assert!(read(&tlv(0x30, &[&tlv(0x30, &[&point, &[0x81, 2, 6, 0x40], &issuer])])));
        let cases: &[&[&[u8]]] = &[
            &[],
            &[&tlv(0x30, &[&tlv(0xA0, &[])])],
            &[&tlv(0x30, &[&[0x81, 1, 1]])],
            &[&tlv(0x30, &[&[0xA2, 0]])],
            &[&tlv(0x30, &[&issuer, &point])],
            &[&point],
        ];
        for bad in cases {
            assert!(!read(&tlv(0x30, bad)), "{bad:02x?}");
        }
    }
}
