//! The same bytes read by others: `x509-parser` and `der`. Where they take them, they must find the same.

use chrono::{DateTime, Utc};
use der::asn1::{AnyRef, GeneralizedTime, UtcTime};
use der::{Decode, Reader, SliceReader};
use kz_eds::{Certificate, Crl, KeyUsage};
use x509_parser::certificate::X509CertificateParser;
use x509_parser::nom::Parser;
use x509_parser::prelude::{CertificateRevocationList, FromDer, X509Certificate};

/// Serial number, issuer, subject, validity, and the extensions that give power.
pub(crate) fn certificate_agrees(certificate: &Certificate) {
    Fields::read(certificate.as_der())
        .expect("three parts, of which the first has its fields")
        .compare(certificate);
    let mut framed = X509CertificateParser::new().with_deep_parse_extensions(false);
    framed.parse(certificate.as_der()).expect("what is taken here is taken by the lenient reader");
    if let Ok((rest, theirs)) = X509Certificate::from_der(certificate.as_der()) {
        assert_eq!(rest, []);
        assert_eq!(theirs.raw_serial(), certificate.serial_number());
        assert_eq!(theirs.issuer().as_raw(), certificate.issuer().as_der());
        assert_eq!(theirs.subject().as_raw(), certificate.subject().as_der());
        assert_eq!(theirs.validity().not_before.timestamp(), certificate.not_before().timestamp());
        assert_eq!(theirs.validity().not_after.timestamp(), certificate.not_after().timestamp());
        assert_eq!(theirs.public_key().raw, certificate.public_key_info());
        powers_agree(&theirs, certificate);
    }
}

/// What a certificate may do; a reader that cannot decode an extension has no say.
fn powers_agree(theirs: &X509Certificate<'_>, ours: &Certificate) {
    if let Ok(found) = theirs.basic_constraints() {
        let found = found.map(|extension| (extension.value.ca, extension.value.path_len_constraint));
        assert_eq!(
            found,
            ours.basic_constraints().map(|constraints| (constraints.ca, constraints.path_length))
        );
    }
    if let Ok(found) = theirs.key_usage() {
        let found = found.map(|extension| {
            let usage = extension.value;
            [usage.digital_signature(), usage.non_repudiation(), usage.key_cert_sign(), usage.crl_sign()]
        });
        let wanted = [
            KeyUsage::DIGITAL_SIGNATURE,
            KeyUsage::CONTENT_COMMITMENT,
            KeyUsage::KEY_CERT_SIGN,
            KeyUsage::CRL_SIGN,
        ];
        assert_eq!(found, ours.key_usage().map(|usage| wanted.map(|bit| usage.contains(bit))));
    }
}

/// The first fields of a certificate, taken apart by `der` alone.
struct Fields<'a> {
    serial: &'a [u8],
    algorithms: [&'a [u8]; 2],
    issuer: &'a [u8],
    validity: Vec<&'a [u8]>,
    subject: &'a [u8],
}

impl<'a> Fields<'a> {
    fn read(der: &'a [u8]) -> Option<Self> {
        let outer = elements(contents(der)?)?;
        let [signed, algorithm, _signature] = outer.try_into().ok()?;
        let fields = elements(contents(signed)?)?;
        let after_version = fields.iter().skip_while(|field| field.first() == Some(&0xA0)).copied();
        let [serial, inner, issuer, validity, subject] =
            after_version.take(5).collect::<Vec<_>>().try_into().ok()?;
        let (serial, validity) = (contents(serial)?, elements(contents(validity)?)?);
        Some(Self { serial, algorithms: [inner, algorithm], issuer, validity, subject })
    }

    fn compare(&self, certificate: &Certificate) {
        assert_eq!(self.serial, certificate.serial_number());
        assert_eq!(self.algorithms, [certificate.signature_algorithm(); 2]);
        assert_eq!(self.issuer, certificate.issuer().as_der());
        assert_eq!(self.subject, certificate.subject().as_der());
        let times = [certificate.not_before(), certificate.not_after()];
        assert_eq!(self.validity.len(), times.len());
        for (theirs, ours) in self.validity.iter().zip(times) {
            time_agrees(theirs, ours);
        }
    }
}

/// The elements of some contents.
pub(crate) fn elements(contents: &[u8]) -> Option<Vec<&[u8]>> {
    let mut reader = SliceReader::new(contents).ok()?;
    let mut found = Vec::new();
    while !reader.is_finished() {
        found.push(reader.tlv_bytes().ok()?);
    }
    Some(found)
}

/// The contents of one element.
pub(crate) fn contents(element: &[u8]) -> Option<&[u8]> {
    AnyRef::from_der(element).ok().map(|any| any.value())
}

/// `der` has no years before 1970.
pub(crate) fn time_agrees(theirs: &[u8], ours: DateTime<Utc>) {
    let utc = UtcTime::from_der(theirs).map(|time| time.to_unix_duration());
    let general = GeneralizedTime::from_der(theirs).map(|time| time.to_unix_duration());
    if let Ok(found) = utc.or(general) {
        assert_eq!(i64::try_from(found.as_secs()), Ok(ours.timestamp()));
    }
}

/// Issuer, times and every entry.
pub(crate) fn list_agrees(list: &Crl) {
    let Ok((rest, theirs)) = CertificateRevocationList::from_der(list.as_der()) else { return };
    assert_eq!(rest, []);
    assert_eq!(theirs.issuer().as_raw(), list.issuer().as_der());
    assert_eq!(theirs.last_update().timestamp(), list.this_update().timestamp());
    assert_eq!(
        theirs.next_update().map(|time| time.timestamp()),
        list.next_update().map(|time| time.timestamp())
    );
    assert_eq!(theirs.iter_revoked_certificates().count(), list.len());
    for (theirs, ours) in theirs.iter_revoked_certificates().zip(list.entries()) {
        assert_eq!(theirs.raw_serial(), ours.serial());
        assert_eq!(theirs.revocation_date.timestamp(), ours.revoked_at().timestamp());
    }
}
