//! Lists as a whole: each check has a list that only it refuses.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::testing::{ALGORITHM, GENERAL, List, UTC, common_name, entry, extension, tlv};
use super::*;
use crate::asn1::oid;
use crate::limits::EXTENSIONS;

fn hold() -> Vec<u8> {
    extension(&oid::REASON_CODE, false, &[10, 1, 6])
}

/// The reason why a list with one field changed is refused.
fn with(change: impl FnOnce(&mut List)) -> Option<ErrorKind> {
    let mut list = List::new();
    change(&mut list);
    list.refusal()
}

fn with_extension(id: &ObjectIdentifier, value: &[u8]) -> Option<ErrorKind> {
    List::new().extensions(&[&extension(id, false, value)]).refusal()
}

#[test]
fn parts_are_what_was_received() {
    let list = List::new().entries(&[entry(&[5], &[])]);
    let der = list.der();
    let crl = Crl::from_der(der.clone()).unwrap();
    assert_eq!(crl.as_der(), der);
    assert_eq!(crl.issuer().as_der(), common_name("CA"));
    assert_eq!(crl.signature_algorithm(), ALGORITHM);
    assert_eq!(crl.signature(), [0xAA]);
    assert_eq!(tlv(0x30, &[crl.tbs(), &ALGORITHM, &[3, 2, 0, 0xAA]]), der);
    assert_eq!(crl.next_update(), Some(crl.this_update()));
    assert_eq!((crl.len(), crl.is_empty()), (1, false));
    assert!(format!("{crl:?}").contains("entries: 1"));
}

#[test]
fn what_is_optional_may_be_absent() {
    let bare = List { times: GENERAL.to_vec(), version: vec![], ..List::new() }.read().unwrap();
    assert_eq!((bare.next_update(), bare.number(), bare.base_number()), (None, None, None));
    assert_eq!((bare.authority_key_id(), bare.scope(), bare.freshest_crl()), (None, None, None));
    assert_eq!((bare.expired_certs_on_crl(), bare.len(), bare.entries().count()), (None, 0, 0));
    assert!(bare.is_empty() && bare.lookup(&[5]).next().is_none());
    assert!(bare.unknown_critical().is_empty() && bare.unknown_critical_in_entries().is_empty());
}

#[test]
fn three_forms_of_one_list() {
    let der = List::new().der();
    let text = STANDARD.encode(&der);
    let pem = format!("-----BEGIN X509 CRL-----\n{text}\n-----END X509 CRL-----\n");
    for form in [&der[..], text.as_bytes(), pem.as_bytes()] {
        assert_eq!(Crl::parse(form).unwrap().as_der(), der);
    }
    assert_eq!(Crl::parse(b"?").unwrap_err().kind(), ErrorKind::Encoding);
    let two = format!("{pem}{pem}");
    assert_eq!(Crl::parse(two.as_bytes()).unwrap_err().kind(), ErrorKind::TrailingData);
}

#[test]
fn nothing_may_follow() {
    let mut der = List::new().der();
    der.push(0);
    assert_eq!(Crl::from_der(der).unwrap_err().kind(), ErrorKind::TrailingData);
    assert_eq!(with(|list| list.after = vec![5, 0]), Some(ErrorKind::TrailingData));
    assert_eq!(with(|list| list.signature.extend([5, 0])), Some(ErrorKind::TrailingData));
}

#[test]
fn versions() {
    assert_eq!(with(|list| list.version = vec![]), None);
    assert_eq!(with(|list| list.version = vec![2, 1, 0]), Some(ErrorKind::UnsupportedVersion));
    assert_eq!(with(|list| list.version = vec![2, 1, 2]), Some(ErrorKind::UnsupportedVersion));
    let number = extension(&oid::CRL_NUMBER, false, &[2, 1, 1]);
    for mut later in [List::new().extensions(&[&number]), List::new().entries(&[entry(&[5], &[&hold()])])] {
        assert_eq!(later.refusal(), None);
        later.version = vec![];
        assert_eq!(later.refusal(), Some(ErrorKind::TrailingData), "version 1 has no extensions");
    }
    assert_eq!(List { version: vec![], ..List::new() }.entries(&[entry(&[5], &[])]).refusal(), None);
}

#[test]
fn algorithms_agree_and_have_a_shape() {
    let with_null = vec![0x30, 6, 6, 2, 42, 3, 5, 0];
    assert_eq!(with(|list| list.inner = with_null.clone()), Some(ErrorKind::AlgorithmMismatch));
    let both = |bytes: &[u8]| with(|list| (list.inner, list.outer) = (bytes.to_vec(), bytes.to_vec()));
    assert_eq!(both(&with_null), None);
    assert_eq!(both(&[0x30, 0]), Some(ErrorKind::Malformed));
    assert_eq!(both(&[0x30, 2, 6, 0]), Some(ErrorKind::Malformed));
    assert_eq!(both(&[0x30, 7, 6, 1, 42, 5, 0, 5, 0]), Some(ErrorKind::TrailingData));
}

#[test]
fn other_fields_have_a_shape() {
    assert_eq!(with(|list| list.issuer = vec![0x30, 0]), Some(ErrorKind::Malformed), "an empty name");
    assert_eq!(with(|list| list.issuer = vec![0x30, 2, 0x31, 0]), Some(ErrorKind::Malformed));
    assert_eq!(with(|list| list.times = vec![]), Some(ErrorKind::Malformed));
    assert_eq!(with(|list| list.times = [UTC, GENERAL, UTC].concat()), Some(ErrorKind::TrailingData));
    assert_eq!(with(|list| list.times = b"\x17\x0b2601010000Z".to_vec()), Some(ErrorKind::InvalidTime));
    let wrong_next = [UTC, b"\x18\x0c2601010000Z "].concat();
    assert_eq!(with(|list| list.times = wrong_next), Some(ErrorKind::InvalidTime));
    assert_eq!(with(|list| list.signature = vec![3, 2, 1, 0xAA]), Some(ErrorKind::Malformed));
    assert_eq!(with(|list| list.signature = vec![4, 1, 0xAA]), Some(ErrorKind::Malformed));
    assert_eq!(with(|list| list.revoked = vec![0x30, 0]), Some(ErrorKind::Malformed), "RFC 5280 5.1.2.6");
    assert_eq!(with(|list| list.extensions = vec![0xA0, 0]), Some(ErrorKind::Malformed));
    assert_eq!(with(|list| list.extensions = vec![0xA0, 2, 0x30, 0]), Some(ErrorKind::Malformed));
    let number = tlv(0x30, &[&extension(&oid::CRL_NUMBER, false, &[2, 1, 1])]);
    let twice = tlv(0xA0, &[&number, &number]);
    assert_eq!(with(|list| list.extensions = twice), Some(ErrorKind::TrailingData));
}

#[test]
fn extensions_are_decoded() {
    let point = tlv(0x30, &[&tlv(0xA0, &[&tlv(0xA0, &[b"\x86\x03a:b"])]), &[0x82, 1, 0xFF]]);
    let freshest = tlv(0x30, &[&tlv(0x30, &[&tlv(0xA0, &[&tlv(0xA0, &[b"\x86\x03a:b"])])])]);
    let serial = tlv(0x30, &[&[0x80, 2, 7, 8], &tlv(0xA1, &[b"\x86\x01a"]), &[0x82, 1, 9]]);
    let crl = List::new()
        .extensions(&[
            &extension(&oid::CRL_NUMBER, false, &[2, 2, 5, 0x42]),
            &extension(&oid::AUTHORITY_KEY_IDENTIFIER, false, &serial),
            &extension(&oid::DELTA_CRL_INDICATOR, true, &[2, 1, 4]),
            &extension(&oid::ISSUING_DISTRIBUTION_POINT, true, &point),
            &extension(&oid::FRESHEST_CRL, true, &freshest),
            &extension(&oid::EXPIRED_CERTS_ON_CRL, false, GENERAL),
        ])
        .read()
        .unwrap();
    assert_eq!(crl.number().unwrap().to_string(), "1346");
    assert_eq!(crl.authority_key_id(), Some(&[7, 8][..]));
    assert_eq!(crl.base_number().unwrap().to_string(), "4");
    assert_eq!(crl.scope().unwrap().only(), Only::CaCertificates);
    assert_eq!(crl.freshest_crl(), Some(Criticality::Critical));
    assert_eq!(crl.expired_certs_on_crl(), Some(crl.this_update()));
    assert!(crl.unknown_critical().is_empty());
}

#[test]
fn recognised_and_undecodable_is_refused() {
    for (id, values) in [
        (oid::CRL_NUMBER, &[&[2, 1, 0x80][..], &[2, 2, 0, 1], &[2, 1, 1, 0], &[]][..]),
        (oid::DELTA_CRL_INDICATOR, &[&[2, 1, 0x80], &[4, 1, 1]]),
        (
            oid::AUTHORITY_KEY_IDENTIFIER,
            &[&[0x30, 3, 0x83, 1, 1], &[0x30, 2, 0xA1, 0], &[0x30, 2, 0x82, 0], &[4, 1, 1]],
        ),
        (oid::ISSUING_DISTRIBUTION_POINT, &[&[0x30, 0], &[0x30, 3, 0x81, 1, 0]]),
        (oid::FRESHEST_CRL, &[&[0x30, 0], &[]]),
        (oid::EXPIRED_CERTS_ON_CRL, &[UTC, b"\x18\x0c2601010000Z ", &[]]),
    ] {
        for value in values {
            assert_eq!(with_extension(&id, value), Some(ErrorKind::InvalidExtension), "{id} {value:02x?}");
        }
    }
}

#[test]
fn unknown_critical_extensions_are_told() {
    let known = extension(&oid::CRL_NUMBER, true, &[2, 1, 1]);
    let passed_over = extension(&oid::SUBJECT_KEY_IDENTIFIER, false, &[]);
    let unknown = extension(&oid::ISSUER_ALT_NAME, true, &[]);
    let crl = List::new().extensions(&[&known, &passed_over, &unknown]).read().unwrap();
    assert_eq!(crl.unknown_critical(), [oid::ISSUER_ALT_NAME]);
    let long = tlv(0x30, &[&tlv(6, &[&[0x81; 60], &[1]]), &[1, 1, 0xFF], &[4, 0]]);
    assert_eq!(List::new().extensions(&[&long]).refusal(), Some(ErrorKind::InvalidExtension));
    assert_eq!(List::new().extensions(&[&known, &known]).refusal(), Some(ErrorKind::DuplicateExtension));
}

#[test]
fn extensions_are_counted() {
    let many =
        |count: u8| (0..count).map(|n| tlv(0x30, &[&[6, 2, 42, n], &[4, 0]])).collect::<Vec<_>>().concat();
    let limit = u8::try_from(EXTENSIONS).unwrap();
    assert_eq!(List::new().extensions(&[&many(limit)]).refusal(), None);
    assert_eq!(List::new().extensions(&[&many(limit + 1)]).refusal(), Some(ErrorKind::LimitExceeded));
}

#[test]
fn a_list_has_a_largest_size() {
    assert_eq!(Crl::from_der(vec![0; LIST_BYTES + 1]).unwrap_err().kind(), ErrorKind::LimitExceeded);
}

#[test]
fn lists_are_cheap_to_share() {
    fn shared<T: Clone + Send + Sync>() -> usize {
        size_of::<T>()
    }
    assert_eq!(shared::<Crl>(), size_of::<usize>());
}
