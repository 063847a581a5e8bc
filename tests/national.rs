//! Lists at the size of the nation, half a million entries: what they take, and how they are replaced while others verify.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![allow(clippy::cast_possible_truncation)]

mod common;
#[path = "../benches/common/lists.rs"]
mod lists;

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, RwLock};
use std::thread;
use std::time::Duration;

use allocation_counter::{AllocationInfo, measure};
use common::world::{NOW, World, time};
use kz_eds::{Certificate, Crl, Evidence, EvidenceRule, Policy, Reason, TrustStore, UsageRule, Validator};
use kz_eds_testdata::lists::{Entry, KEY_COMPROMISE, List, SUPERSEDED, delta_crl_indicator};

const ENTRIES: u64 = 500_000;

/// Bytes an entry: kept, and at the height of building.
fn per_entry(info: AllocationInfo, entries: usize) -> (f64, f64) {
    let each = |bytes: f64| bytes / entries as f64;
    (each(info.bytes_current as f64), each(info.bytes_max as f64))
}

#[test]
fn a_list_takes_five_bytes_an_entry_beside_its_own() {
    let der = lists::list(ENTRIES);
    let mut loaded = None;
    let info = measure(|| loaded = Some(Crl::from_der(der).unwrap()));
    let list = loaded.unwrap();
    let (kept, building) = per_entry(info, list.len());
    println!("{ENTRIES} entries: {kept:.2} bytes an entry kept, {building:.2} while building");
    assert_eq!(list.len() as u64, ENTRIES);
    // The list says itself what it takes, but for its few facts.
    let told = i64::try_from(list.heap_bytes()).unwrap();
    assert!((told..=told + 1_000).contains(&info.bytes_current));
    assert!(kept <= 5.0 && building <= 16.0);
}

/// Whatever a list says, what is built beside it stays below its own size.
#[test]
fn no_shape_of_entry_takes_more_than_it_is_long() {
    let shortest = b"\x30\x12\x02\x01\x05\x17\x0D260101000000Z";
    let der = list_of(&shortest.repeat(100_000));
    let length = der.len() as u64;
    let mut loaded = None;
    let info = measure(|| loaded = Some(Crl::from_der(der).unwrap()));
    assert_eq!(loaded.unwrap().len(), 100_000);
    assert!(info.bytes_max < length, "{} of {length}", info.bytes_max);
}

/// What is refused is refused before anything is built that its size decides.
#[test]
fn a_length_that_is_a_lie_costs_nothing() {
    let mut der = lists::list(1_000);
    der.truncate(der.len() / 2);
    let info = measure(|| assert!(Crl::from_der(der.clone()).is_err()));
    assert!(info.bytes_max <= der.len() as u64, "{info:?}");
}

#[test]
fn a_look_up_allocates_nothing() {
    let list = Crl::from_der(lists::list(100_000)).unwrap();
    let mut found = 0;
    let info = measure(|| {
        found =
            (0..20_000).filter(|number| list.lookup(&lists::serial(number * 10)).next().is_some()).count();
    });
    assert_eq!((found, info.count_total), (10_000, 0));
}

/// Entries in DER as a whole list of nobody's.
fn list_of(entries: &[u8]) -> Vec<u8> {
    use kz_eds_testdata::{der, name, oids};
    let algorithm = der::sequence(&[der::oid(oids::UNKNOWN)]);
    let day = der::utc_time("260601040000Z");
    let revoked = der::tlv(0x30, entries);
    let issuer = name::authority("CA").der();
    let signed = der::sequence(&[der::integer(1), algorithm.clone(), issuer, day.clone(), day, revoked]);
    der::sequence(&[signed, algorithm, der::bits(&[0xA5; 256])])
}

fn entries(range: std::ops::Range<u64>) -> Vec<Entry> {
    let entry = |number| Entry::of_serial(&lists::serial(number), "260501000000Z").because(SUPERSEDED);
    range.map(entry).collect()
}

fn validator(world: &World, lists: &[Vec<u8>]) -> Validator {
    let policy = Policy {
        evidence: EvidenceRule::Required,
        ca_evidence: EvidenceRule::NotChecked,
        usage: UsageRule::Any,
        ..Policy::rfc5280()
    };
    let trust = TrustStore::new().with_anchor(&world.root.certificate).unwrap();
    let trust = trust.with_intermediate(&world.ca.certificate).unwrap();
    let lists = lists.iter().map(|list| Crl::parse(list).unwrap());
    Validator::new(trust, policy).with_evidence(lists.fold(Evidence::new(), Evidence::with_crl))
}

#[test]
fn a_delta_of_thirty_thousand_stands_on_half_a_million() {
    let world = World::new();
    let leaf = world.leaf(&[]);
    let base = List::of(&world.ca, 152, entries(0..ENTRIES)).sign(&world.ca);
    let delta = |listed: Vec<Entry>| {
        let list = List::of(&world.ca, 153, listed).with(delta_crl_indicator(152));
        list.between("260601080000Z", "260601140000Z").sign(&world.ca)
    };
    let of_others = entries(ENTRIES..ENTRIES + 30_000);
    let with_leaf = [&of_others[..], &[Entry::new("leaf", "260601070000Z").because(KEY_COMPROMISE)]].concat();
    let reasons =
        |delta| validator(&world, &[base.clone(), delta]).validate_certificate(&leaf, time(NOW)).reasons();
    assert_eq!(reasons(delta(of_others)), []);
    assert_eq!(reasons(delta(with_leaf)), [Reason::CertificateRevoked]);
}

/// A validator with its lists, and what it must say of the leaf.
struct Snapshot {
    validator: Validator,
    list: Crl,
    reasons: Vec<Reason>,
}

impl Snapshot {
    fn load(world: &World, list: &[u8], reasons: &[Reason]) -> Self {
        let validator = validator(world, &[list.to_vec()]);
        Self { list: Crl::parse(list).unwrap(), validator, reasons: reasons.to_vec() }
    }

    /// The verdict is this snapshot's, and no mixture.
    fn ask(&self, leaf: &Certificate) {
        let verdict = self.validator.validate_certificate(leaf, time(NOW));
        assert_eq!(verdict.reasons(), self.reasons);
        let used: Vec<_> = verdict.report().evidence.iter().map(|used| used.fingerprint).collect();
        assert_eq!(used, [self.list.fingerprint()]);
    }
}

/// Two threads verify without end, a third loads and swaps. A load is only over when both of the others have verified
/// while it went on: if they waited for it, this would not come to an end.
#[test]
fn lists_are_replaced_while_others_verify() {
    let world = World::new();
    let leaf = world.leaf(&[]);
    let entries = entries(0..ENTRIES);
    let revoked = Entry::new("leaf", "260501000000Z").because(KEY_COMPROMISE);
    let without = List::of(&world.ca, 152, entries).sign(&world.ca);
    // A newer list of the same day names the leaf.
    let with = List::of(&world.ca, 153, vec![revoked]).sign(&world.ca);
    let lists = [(&with, vec![Reason::CertificateRevoked]), (&without, vec![])];

    let current = RwLock::new(Arc::new(Snapshot::load(&world, &without, &[])));
    let verified = [const { AtomicUsize::new(0) }; 2];
    let over = AtomicBool::new(false);
    let wait_for_both = || {
        let before = verified.each_ref().map(|count| count.load(Ordering::SeqCst));
        // The one under way may have begun earlier.
        while verified.iter().zip(before).any(|(count, before)| count.load(Ordering::SeqCst) < before + 2) {
            assert!(!over.load(Ordering::SeqCst), "a verifying thread has failed");
            thread::sleep(Duration::from_micros(100));
        }
    };
    thread::scope(|scope| {
        for count in &verified {
            scope.spawn(|| {
                let failed = Failed(&over);
                while !over.load(Ordering::SeqCst) {
                    let snapshot = Arc::clone(&current.read().unwrap());
                    snapshot.ask(&leaf);
                    count.fetch_add(1, Ordering::SeqCst);
                }
                drop(failed);
            });
        }
        for (list, reasons) in lists.iter().cycle().take(6) {
            let next = Snapshot::load(&world, list, reasons);
            // The list's own signature is verified before anybody depends on it.
            next.ask(&leaf);
            wait_for_both();
            *current.write().unwrap() = Arc::new(next);
            wait_for_both();
        }
        over.store(true, Ordering::SeqCst);
    });
}

/// Ends the others when its thread panics.
struct Failed<'a>(&'a AtomicBool);

impl Drop for Failed<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}
