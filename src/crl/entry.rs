//! One entry of a list (RFC 5280 5.1.2.6, 5.3).

use chrono::{DateTime, Utc};

use crate::asn1::{Reader, Tag, integer, oid};
use crate::certificate::RevocationReason;
use crate::error::{ErrorKind, Result};
use crate::limits::{ENTRY_EXTENSIONS, LISTED_SERIAL_BYTES};
use crate::name::check_general_names;
use crate::time;

use super::extension::{Extension, Extensions, INVALID};

/// The version of a list: entries of the first have no extensions (RFC 5280 5.1.2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Version {
    V1,
    V2,
}

/// One revoked certificate on a list (RFC 5280 5.1.2.6).
///
/// ```
/// # let list = kz_eds::Crl::parse(
/// #     b"MIGmMIGTAgEBMAoGCCqGSM49BAMCMA0xCzAJBgNVBAMMAkNBFw0yNjA2MDEwMDAwMDBaFw0yNjA2\
/// #       MDIwMzAwMDBaMCMwIQICEgcXDTI2MDUwMTA4MDAwMFowDDAKBgNVHRUEAwoBAaAwMC4wCgYDVR0U\
/// #       BAMCAQMwIAYDVR0cAQH/BBYwFKAPoA2GC2h0dHA6Ly9jYS9sgQH/MAoGCCqGSM49BAMCAwIAqg==",
/// # )?;
/// for entry in list.entries() {
///     assert_eq!(entry.serial(), [0x12, 0x07]);
///     assert_eq!(entry.reason(), Some(kz_eds::RevocationReason::KeyCompromise));
/// }
/// # Ok::<(), kz_eds::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry<'a> {
    serial: &'a [u8],
    revoked_at: DateTime<Utc>,
    reason: Option<RevocationReason>,
    invalidity_date: Option<DateTime<Utc>>,
    certificate_issuer: Option<&'a [u8]>,
    unknown_critical: Option<&'a [u8]>,
}

impl<'a> Entry<'a> {
    /// The serial number: the octets of the INTEGER as received, sign included.
    #[must_use]
    pub const fn serial(&self) -> &'a [u8] {
        self.serial
    }

    /// `revocationDate`, UTC.
    #[must_use]
    pub const fn revoked_at(&self) -> DateTime<Utc> {
        self.revoked_at
    }

    /// `reasonCode` (RFC 5280 5.3.1), if the entry has one.
    #[must_use]
    pub const fn reason(&self) -> Option<RevocationReason> {
        self.reason
    }

    /// `invalidityDate` (RFC 5280 5.3.2): since when the key is suspected, if the entry says so.
    #[must_use]
    pub const fn invalidity_date(&self) -> Option<DateTime<Utc>> {
        self.invalidity_date
    }

    /// `certificateIssuer` in force for this entry: its own, or the one of the nearest entry before it that
    /// has one (RFC 5280 5.3.3). The `GeneralNames` as received, from inside the SEQUENCE; `None` means that
    /// the certificate's issuer is the list's.
    #[must_use]
    pub const fn certificate_issuer(&self) -> Option<&'a [u8]> {
        self.certificate_issuer
    }

    /// The identifier of the first critical extension that is not processed here.
    pub(super) const fn unknown_critical(&self) -> Option<&'a [u8]> {
        self.unknown_critical
    }

    /// The same with the issuer that an earlier entry put in force.
    pub(super) fn under(self, issuer: Option<&'a [u8]>) -> Self {
        Self { certificate_issuer: self.certificate_issuer.or(issuer), ..self }
    }

    /// Reads an entry and checks all of it.
    pub(super) fn read(list: &mut Reader<'a>, version: Version) -> Result<Self> {
        let mut parts = list.nested(Tag::SEQUENCE)?;
        let serial = serial(&mut parts)?;
        let revoked_at = time::read(&mut parts, "revocation date")?;
        let mut entry = Self {
            serial,
            revoked_at,
            reason: None,
            invalidity_date: None,
            certificate_issuer: None,
            unknown_critical: None,
        };
        if version == Version::V2
            && let Some(extensions) = parts.optional_nested(Tag::SEQUENCE)?
        {
            for extension in Extensions::new(extensions, ENTRY_EXTENSIONS)? {
                entry.extend(&extension?)?;
            }
        }
        parts.finish()?;
        Ok(entry)
    }

    fn extend(&mut self, extension: &Extension<'a>) -> Result<()> {
        if extension.is(&oid::REASON_CODE) {
            self.reason = Some(extension.decode(reason)?);
        } else if extension.is(&oid::INVALIDITY_DATE) {
            self.invalidity_date = Some(extension.decode(generalized_time)?);
        } else if extension.is(&oid::CERTIFICATE_ISSUER) {
            self.certificate_issuer = Some(extension.decode(issuer)?);
        } else if extension.is_critical() {
            self.unknown_critical = self.unknown_critical.or(Some(extension.id));
        }
        Ok(())
    }
}

/// The serial number of an entry: any minimal INTEGER, whatever its sign. A list names what its issuer once
/// issued; what no certificate of today may carry meets none.
pub(super) fn serial<'a>(parts: &mut Reader<'a>) -> Result<&'a [u8]> {
    let value = parts.value(Tag::INTEGER)?;
    if value.len() > LISTED_SERIAL_BYTES {
        return Err(parts.error(ErrorKind::LimitExceeded));
    }
    integer(value).map_err(|_| parts.error(ErrorKind::InvalidSerial))
}

/// `CRLReason ::= ENUMERATED` (RFC 5280 5.3.1).
fn reason(reader: &mut Reader<'_>) -> Result<RevocationReason> {
    match reader.value(Tag::ENUMERATED)? {
        &[number] => RevocationReason::from_number(number).ok_or(INVALID),
        _ => Err(INVALID),
    }
}

/// `GeneralizedTime`, the only form of these dates (RFC 5280 5.3.2, X.509 9.5.2.8).
pub(super) fn generalized_time(reader: &mut Reader<'_>) -> Result<DateTime<Utc>> {
    time::parse(Tag::GENERALIZED_TIME, reader.value(Tag::GENERALIZED_TIME)?).ok_or(INVALID)
}

/// `CertificateIssuer ::= GeneralNames` (RFC 5280 5.3.3).
fn issuer<'a>(reader: &mut Reader<'a>) -> Result<&'a [u8]> {
    let names = reader.value(Tag::SEQUENCE)?;
    check_general_names(Reader::new(names, "certificate issuer"))?;
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{GENERAL, UTC, common_name, entry, extension, tlv};
    use super::*;
    use crate::time::rfc3339;

    fn read(bytes: &[u8]) -> Result<Entry<'_>> {
        Entry::read(&mut Reader::new(bytes, "test"), Version::V2)
    }

    fn kind(bytes: &[u8]) -> Option<ErrorKind> {
        read(bytes).err().map(|error| error.kind())
    }

    fn with(id: &crate::asn1::ObjectIdentifier, value: &[u8]) -> Option<ErrorKind> {
        kind(&entry(&[5], &[&extension(id, false, value)]))
    }

    #[test]
    fn everything_an_entry_can_say() {
        let names = tlv(0xA4, &[&common_name("other")]);
        let bytes = entry(
            &[0xFF, 0x7F],
            &[
                &extension(&oid::REASON_CODE, false, &[10, 1, 1]),
                &extension(&oid::INVALIDITY_DATE, false, b"\x18\x0f20250101000000Z"),
                &extension(&oid::CERTIFICATE_ISSUER, true, &tlv(0x30, &[&names])),
                &extension(&oid::KEY_USAGE, false, &[]),
            ],
        );
        let entry = read(&bytes).unwrap();
        assert_eq!(entry.serial(), [0xFF, 0x7F]);
        assert_eq!(rfc3339(entry.revoked_at()), "2026-01-01T00:00:00Z");
        assert_eq!(entry.reason(), Some(RevocationReason::KeyCompromise));
        assert_eq!(entry.invalidity_date().map(rfc3339).as_deref(), Some("2025-01-01T00:00:00Z"));
        assert_eq!(entry.certificate_issuer(), Some(&names[..]));
        assert_eq!(entry.unknown_critical(), None);
    }

    #[test]
    fn serials_of_any_sign_but_one_form() {
        for good in [&[0][..], &[0x80], &[1; LISTED_SERIAL_BYTES]] {
            assert_eq!(read(&entry(good, &[])).unwrap().serial(), good);
        }
        for bad in [&[][..], &[0, 1], &[0xFF, 0x80]] {
            assert_eq!(kind(&entry(bad, &[])), Some(ErrorKind::InvalidSerial), "{bad:02x?}");
        }
        assert_eq!(kind(&entry(&[1; LISTED_SERIAL_BYTES + 1], &[])), Some(ErrorKind::LimitExceeded));
    }

    #[test]
    fn extensions_that_cannot_be_decoded() {
        let time = b"\x18\x0f20250101000000Z";
        for (id, values) in [
            (
                oid::REASON_CODE,
                &[&[10, 1, 7][..], &[10, 1, 11], &[10, 2, 0, 1], &[2, 1, 1], &[10, 1, 1, 0]][..],
            ),
            (oid::INVALIDITY_DATE, &[UTC, b"\x18\x0c2601010000Z ", &[time, UTC].concat(), &[]]),
            (oid::CERTIFICATE_ISSUER, &[&[0x30, 0], &[0x30, 2, 0x86, 1], &[4, 0], &[]]),
        ] {
            for value in values {
                assert_eq!(with(&id, value), Some(ErrorKind::InvalidExtension), "{id} {value:02x?}");
            }
        }
    }

    #[test]
    fn extensions_are_bounded_unique_and_not_empty() {
        let hold = extension(&oid::REASON_CODE, false, &[10, 1, 6]);
        let many =
            |count: u8| (0..count).map(|n| tlv(0x30, &[&[6, 1, n], &[4, 0]])).collect::<Vec<_>>().concat();
        let limit = u8::try_from(ENTRY_EXTENSIONS).unwrap();
        assert_eq!(kind(&entry(&[5], &[&many(limit)])), None);
        assert_eq!(kind(&entry(&[5], &[&many(limit + 1)])), Some(ErrorKind::LimitExceeded));
        assert_eq!(kind(&entry(&[5], &[&hold, &hold])), Some(ErrorKind::DuplicateExtension));
        assert_eq!(kind(&entry(&[5], &[&[]])), Some(ErrorKind::Malformed));
    }

    #[test]
    fn other_shapes_are_refused() {
        let serial = [2, 1, 5];
        for (parts, expected) in [
            (&[&serial[..]][..], ErrorKind::Malformed),
            (&[UTC, &serial], ErrorKind::Malformed),
            (&[&serial, b"\x17\x0b2601010000Z"], ErrorKind::InvalidTime),
            (&[&serial, b"\x18\x1120260101000000.5Z"], ErrorKind::InvalidTime),
            (&[&serial, UTC, &[5, 0]], ErrorKind::TrailingData),
            (&[&serial, UTC, &[0x30, 0]], ErrorKind::Malformed),
        ] {
            assert_eq!(kind(&tlv(0x30, parts)), Some(expected), "{parts:02x?}");
        }
        assert_eq!(kind(&tlv(0x30, &[&serial, GENERAL])), None);
        assert_eq!(kind(&tlv(0x31, &[&serial, UTC])), Some(ErrorKind::Malformed));
    }

    #[test]
    fn the_first_unknown_critical_extension_is_told() {
        let one = extension(&oid::KEY_USAGE, true, &[]);
        let two = extension(&oid::NAME_CONSTRAINTS, true, &[]);
        let bytes = entry(&[5], &[&one, &two]);
        assert_eq!(read(&bytes).unwrap().unknown_critical(), Some(oid::KEY_USAGE.as_bytes()));
    }
}
