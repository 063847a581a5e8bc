//! Target `crl`: whatever is taken as a list is one, its index finds what a walk finds, and it clears a certificate
//! only if the right authority signed it.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Datelike, Utc};
use kz_eds::{Crl, Entry};

use super::der::tlv;
use super::{contains, material, pem, second_reader, with_one_more};

/// The body of the target.
pub fn crl(data: &[u8]) {
    let direct = Crl::from_der(data);
    let Ok(list) = Crl::parse(data) else {
        assert!(direct.is_err(), "DER is taken in every way of reading, or in none");
        return;
    };
    if let Ok(direct) = direct {
        assert_eq!(direct.as_der(), data);
        assert_eq!(direct.as_der(), list.as_der());
    }
    is_the_sum_of_its_parts(&list);
    reads_the_same_again(&list);
    entries_are_found(&list);
    unlisted_are_not_found(&list);
    dates_are_sane(&list);
    second_reader::list_agrees(&list);
    nothing_may_follow(list.as_der());
    clears_only_if_good(&list);
}

/// Signed part, algorithm and signature, and nothing beside them.
fn is_the_sum_of_its_parts(list: &Crl) {
    let signature = tlv(3, &[&[0], list.signature()]);
    assert_eq!(tlv(0x30, &[list.tbs(), list.signature_algorithm(), &signature]), list.as_der());
}

fn reads_the_same_again(list: &Crl) {
    let again = Crl::from_der(list.as_der()).expect("what was taken once");
    let armoured = Crl::parse(pem("X509 CRL", list.as_der()).as_bytes()).expect("its PEM form");
    for again in [&again, &armoured] {
        assert_eq!(again.as_der(), list.as_der());
        assert_eq!(format!("{again:?}"), format!("{list:?}"));
        assert_eq!(again.fingerprint(), list.fingerprint());
        assert_eq!(facts(again), facts(list));
        assert!(again.entries().eq(list.entries()));
    }
}

/// Everything that a list says of itself, as text.
fn facts(list: &Crl) -> String {
    let parts = (list.tbs(), list.signature_algorithm(), list.signature(), list.issuer().as_der());
    let numbers = (list.number(), list.base_number(), list.authority_key_id(), list.freshest_crl());
    let times = (list.this_update(), list.next_update(), list.expired_certs_on_crl());
    let obstacles =
        (list.unknown_critical(), list.unknown_critical_in_entries(), list.has_certificate_issuer());
    format!("{parts:?} {numbers:?} {times:?} {:?} {obstacles:?}", list.scope())
}

/// The look-up of every listed serial gives its entries, all of them, in order, and no other.
fn entries_are_found(list: &Crl) {
    assert_eq!(list.entries().count(), list.len());
    assert_eq!(list.is_empty(), list.entries().next().is_none());
    let mut by_serial = HashMap::<&[u8], Vec<Entry<'_>>>::new();
    for entry in list.entries() {
        by_serial.entry(entry.serial()).or_default().push(entry);
    }
    for (serial, entries) in by_serial {
        let hits: Vec<_> = list.lookup(serial).collect();
        assert!(hits.iter().all(|hit| hit.serial() == serial));
        assert_eq!(hits, entries);
    }
}

/// Serials near the listed ones, and some that tend to be special.
fn unlisted_are_not_found(list: &Crl) {
    let listed: HashSet<&[u8]> = list.entries().map(|entry| entry.serial()).collect();
    let near = listed.iter().take(64).flat_map(|serial| neighbours(serial));
    for serial in near.chain([vec![], vec![0], vec![0x7F; 20], vec![0xFF; 21]]) {
        if !listed.contains(serial.as_slice()) {
            assert_eq!(list.lookup(&serial).count(), 0, "{serial:02x?}");
        }
    }
}

/// One bit more, an octet more in front and behind, an octet less.
pub(crate) fn neighbours(serial: &[u8]) -> Vec<Vec<u8>> {
    let (last, start) = serial.split_last().map_or((0, &[][..]), |(last, start)| (*last, start));
    vec![
        [start, &[last ^ 1]].concat(),
        [&[0], serial].concat(),
        [serial, &[0]].concat(),
        start.to_vec(),
        serial.iter().skip(1).copied().collect(),
    ]
}

/// A time is one that stands in the list, in one of its two forms.
fn dates_are_sane(list: &Crl) {
    let of_entries = list.entries().flat_map(|entry| [Some(entry.revoked_at()), entry.invalidity_date()]);
    let own = [Some(list.this_update()), list.next_update(), list.expired_certs_on_crl()];
    let times: HashSet<DateTime<Utc>> = own.into_iter().chain(of_entries).flatten().collect();
    for time in times {
        assert!((0..=9999).contains(&time.year()), "{time}");
        let forms = ["%y%m%d%H%M%SZ", "%Y%m%d%H%M%SZ"].map(|form| time.format(form).to_string());
        assert!(forms.iter().any(|form| contains(list.tbs(), form.as_bytes())), "{time} from nowhere");
    }
}

fn nothing_may_follow(der: &[u8]) {
    for longer in with_one_more(der) {
        assert!(Crl::from_der(longer.as_slice()).is_err(), "an octet follows");
        assert!(Crl::parse(&longer).is_err());
    }
    let shorter = der.split_last().map(|(_, rest)| rest).unwrap_or_default();
    assert!(Crl::from_der(shorter).is_err(), "an octet is missing");
}

/// No list but those that the authority signed makes a certificate good (threats 17 to 19).
fn clears_only_if_good(list: &Crl) {
    let person = material::person();
    if list.issuer().matches(person.issuer()) {
        let verdict = material::validator_with(list.clone()).validate_certificate(person, material::noon());
        assert!(!verdict.is_passed() || material::is_good_list(list.as_der()), "a forged list is believed");
    }
}
