//! The inputs that everybody gets: made from the test PKI, the same on every run.

use std::ops::Range;

use kz_eds_testdata::authority::{Authorities, Authority};
use kz_eds_testdata::cms::{Signer, ordinary};
use kz_eds_testdata::holder::Holder;
use kz_eds_testdata::lists::{Entry, List, SUPERSEDED, delta_crl_indicator, fillers};
use kz_eds_testdata::numbers::Numbers;
use kz_eds_testdata::profile::Profiles;

use crate::serials::serial;

/// 2026-06-01, noon: when everything is judged.
pub const NOON: i64 = 1_780_315_200;
/// Messages by the one signer, each with other content.
const MESSAGES: usize = 64;
const KIB: usize = 1024;

/// A hierarchy of two levels with RSA-2048 throughout, its lists, and what a person signed.
pub struct Material {
    pub root: Vec<u8>,
    pub authority: Vec<u8>,
    pub person: Vec<u8>,
    /// SignedData with 1 KiB of content and the signer's certificate inside.
    pub messages: Vec<Vec<u8>>,
    pub root_list: Vec<u8>,
    /// The authority's list with some entries.
    pub tiny: Vec<u8>,
    /// The same at the size of the nation.
    pub big: Vec<u8>,
    /// What a day may bring on top, a sixteenth as large.
    pub delta: Vec<u8>,
}

impl Material {
    pub fn new(entries: u64) -> Self {
        let (authorities, numbers) = (Authorities::new(), Numbers::new());
        let Authorities { root_rsa: root, nca_rsa: authority, .. } = &authorities;
        let profiles = Profiles::new(authority, &numbers, "leaf_rsa");
        let person = Holder::new(&profiles, profiles.person("person"));
        Self {
            messages: (0..MESSAGES).map(|number| message(&person, number)).collect(),
            root_list: List::of(root, 15, fillers(root, 3)).sign(root),
            tiny: List::of(authority, 152, fillers(authority, 8)).sign(authority),
            big: national_list(authority, entries),
            delta: delta(authority, entries),
            root: root.certificate.clone(),
            authority: authority.certificate.clone(),
            person: person.certificate,
        }
    }
}

fn message(person: &Holder<'_>, number: usize) -> Vec<u8> {
    let content: Vec<u8> = (0..KIB).map(|place| (place * 31 + number * 7 + place / 256) as u8).collect();
    ordinary(person, &content, Signer::new(person, &content)).encode()
}

/// A complete list.
pub fn national_list(authority: &Authority, count: u64) -> Vec<u8> {
    List::of(authority, 152, entries(0..count)).sign(authority)
}

fn delta(authority: &Authority, count: u64) -> Vec<u8> {
    let list = List::of(authority, 153, entries(count..count + count / 16)).with(delta_crl_indicator(152));
    list.between("260601080000Z", "260601140000Z").sign(authority)
}

/// Serials of 20 octets, half of the entries with a reason, revoked over the year before.
fn entries(numbers: Range<u64>) -> Vec<Entry> {
    let entry = |number: u64| {
        let (month, day) = (1 + number / 28 % 12, 1 + number % 28);
        let (hour, minute, second) = (number % 24, number % 60, number / 60 % 60);
        let date = format!("25{month:02}{day:02}{hour:02}{minute:02}{second:02}Z");
        let entry = Entry::of_serial(&serial(number), &date);
        if number.is_multiple_of(2) { entry.because(SUPERSEDED) } else { entry }
    };
    numbers.map(entry).collect()
}
