//! Target `certificate`: whatever is taken as a certificate is one, says what its bytes say, and passes only if the
//! authorities of the test material issued it.

use chrono::Datelike;
use kz_eds::{Bin, Certificate, Claim, ErrorKind, Iin, Reason};

use super::{contains, material, pem, second_reader, with_one_more};

/// The body of the target.
pub fn certificate(data: &[u8]) {
    match Certificate::parse(data) {
        Err(_) => refused(data),
        Ok(certificate) => {
            if let Ok(direct) = Certificate::from_der(data) {
                assert_eq!(direct.as_der(), data);
                assert_eq!(direct, certificate);
            }
            taken(&certificate);
        }
    }
}

/// Other readers find the same in a certificate that is taken.
#[allow(dead_code)] // the library's tests ask
pub fn reads_alike(der: &[u8]) {
    second_reader::certificate_agrees(&Certificate::from_der(der).expect("one that is taken"));
}

/// What cannot be read is a failed verdict, not an error and not a silence.
fn refused(data: &[u8]) {
    assert!(Certificate::from_der(data).is_err(), "DER is taken in every way of reading, or in none");
    let verdict = material::validator().check_encoded(data, None, material::noon());
    assert!(!verdict.is_passed());
    assert_eq!(verdict.reasons(), [Reason::FormatUnreadable]);
}

fn taken(certificate: &Certificate) {
    reads_the_same_again(certificate);
    serial_is_canonical(certificate.serial_number());
    years_have_four_digits(certificate);
    second_reader::certificate_agrees(certificate);
    nothing_may_follow(certificate.as_der());
    identity_is_literal(certificate);
    names_are_printable(certificate);
    passes_only_if_good(certificate);
}

fn reads_the_same_again(certificate: &Certificate) {
    let der = certificate.as_der();
    let armoured = Certificate::parse(pem("CERTIFICATE", der).as_bytes()).expect("its PEM form");
    for again in [Certificate::from_der(der).expect("what was taken once"), armoured] {
        assert_eq!(&again, certificate);
        assert_eq!(again.as_der(), der);
        assert_eq!(format!("{again:?}"), format!("{certificate:?}"));
        assert_eq!(again.fingerprint(), certificate.fingerprint());
        assert_eq!(again.identity(), certificate.identity());
    }
}

/// RFC 5280 4.1.2.2, threat 15.
fn serial_is_canonical(serial: &[u8]) {
    assert!((1..=20).contains(&serial.len()), "{} octets", serial.len());
    match serial {
        [0] => panic!("zero"),
        [0, next, ..] => assert!(*next >= 0x80, "not minimal"),
        [first, ..] => assert!(*first < 0x80, "negative"),
        [] => unreachable!("counted above"),
    }
}

fn years_have_four_digits(certificate: &Certificate) {
    for time in [certificate.not_before(), certificate.not_after()] {
        assert!((0..=9999).contains(&time.year()), "{time}");
    }
}

fn nothing_may_follow(der: &[u8]) {
    for longer in with_one_more(der) {
        let refusal = Certificate::from_der(&longer).expect_err("an octet follows");
        assert!(matches!(
            refusal.kind(),
            ErrorKind::TrailingData | ErrorKind::LimitExceeded | ErrorKind::Malformed
        ));
        assert!(Certificate::parse(&longer).is_err());
    }
    let shorter = der.split_last().map(|(_, rest)| rest).unwrap_or_default();
    assert!(Certificate::from_der(shorter).is_err(), "an octet is missing");
}

/// A number is what the subject literally says, and no log shows it (threat 16, NFR-1).
fn identity_is_literal(certificate: &Certificate) {
    let identity = certificate.identity();
    let iin = identity.iin().ok().flatten().map(|iin| ("IIN", iin.as_str()));
    let bin = identity.bin().ok().flatten().map(|bin| ("BIN", bin.as_str()));
    let shown = format!("{certificate:?} {identity:?} {:?}", certificate.subject());
    for (prefix, digits) in iin.into_iter().chain(bin) {
        let literal = [prefix, digits].concat();
        assert!(contains(certificate.subject().as_der(), literal.as_bytes()), "a number from nowhere");
        assert!(digits.len() == 12 && digits.bytes().all(|digit| digit.is_ascii_digit()));
        assert!(!shown.contains(digits), "a log shows a number");
    }
}

/// Threat 31.
fn names_are_printable(certificate: &Certificate) {
    for name in [certificate.subject(), certificate.issuer()] {
        assert!(name.matches(name));
        let text = name.to_string();
        assert!(text.chars().count() <= 1001 && !text.chars().any(char::is_control), "{text:?}");
    }
}

/// There is no way to a verdict that passed but a certificate that was issued so; and a claim only takes away.
fn passes_only_if_good(certificate: &Certificate) {
    let (validator, noon) = (material::validator(), material::noon());
    let bare = validator.validate_certificate(certificate, noon);
    assert!(!bare.is_passed() || material::is_issued(certificate.as_der()), "a forged pass");
    for claim in claims() {
        let verdict = validator.check_certificate(certificate, &claim, noon);
        assert!(bare.is_passed() || !verdict.is_passed(), "a claim makes it good");
        assert!(!verdict.is_passed() || material::is_good(certificate.as_der()), "a spoofed subject");
        assert!(bare.reasons().iter().all(|reason| verdict.reasons().contains(reason)));
    }
}

/// The person and the company of the test material.
fn claims() -> [Claim; 2] {
    let iin = Iin::parse("010101100018").expect("an IIN");
    let bin = Bin::parse("260140000015").expect("a BIN");
    [Claim::applicant(iin), Claim::applicant(bin)]
}
