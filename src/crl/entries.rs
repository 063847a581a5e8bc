//! The entries of a list: all checked once, then walked or looked up (RFC 5280 5.1.2.6).

use crate::asn1::{ObjectIdentifier, Reader, Tag, object_identifier};
use crate::error::{ErrorKind, Result};
use crate::limits::UNKNOWN_IN_ENTRIES;

use super::entry::{Entry, Version, serial};
use super::extension::INVALID;
use super::index::{Builder, Candidates, Index};
use super::plain::plain;

const WHAT: &str = "revocation list entry";

/// What one pass over `revokedCertificates` leaves.
pub(super) struct Table {
    index: Index,
    /// Offsets of the entries that put another certificate issuer in force, ascending.
    issuers: Vec<u32>,
    unknown_critical: Vec<ObjectIdentifier>,
}

impl Table {
    /// Checks every entry of `revoked`, the contents of the SEQUENCE, and indexes it.
    pub(super) fn build(revoked: &[u8], version: Version) -> Result<Self> {
        let (mut builder, mut notes) = (Builder::new(), Notes::default());
        let mut reader = Reader::new(revoked, WHAT);
        while !reader.is_empty() {
            let offset = reader.position();
            let serial = match plain(&mut reader, version) {
                Some(serial) => serial,
                None => notes.read(&mut reader, version)?,
            };
            builder.add(serial, offset)?;
        }
        let Notes { mut issuers, unknown_critical, .. } = notes;
        issuers.shrink_to_fit();
        Ok(Self { index: builder.finish(), issuers, unknown_critical })
    }

    pub(super) fn len(&self) -> usize {
        self.index.len()
    }

    pub(super) fn heap_bytes(&self) -> usize {
        self.index.heap_bytes() + size_of_val(&*self.issuers)
    }

    pub(super) fn has_certificate_issuer(&self) -> bool {
        !self.issuers.is_empty()
    }

    pub(super) fn unknown_critical(&self) -> &[ObjectIdentifier] {
        &self.unknown_critical
    }

    /// The entries of `revoked` with exactly this serial.
    pub(super) fn lookup<'a>(&'a self, revoked: &'a [u8], serial: &'a [u8]) -> Hits<'a> {
        Hits { table: self, revoked, serial, candidates: self.index.candidates(serial) }
    }

    /// The certificate issuer that an entry before `offset` put in force.
    fn issuer_before<'a>(&self, revoked: &'a [u8], offset: usize) -> Option<&'a [u8]> {
        let offset = u32::try_from(offset).ok()?;
        let nearest = self.issuers.partition_point(|&found| found < offset).checked_sub(1)?;
        let nearest = usize::try_from(*self.issuers.get(nearest)?).ok()?;
        entry_at(revoked, nearest)?.certificate_issuer()
    }
}

/// What entries say beside their serials.
#[derive(Default)]
struct Notes<'a> {
    /// The certificate issuer in force.
    issuer: Option<&'a [u8]>,
    issuers: Vec<u32>,
    unknown_critical: Vec<ObjectIdentifier>,
}

impl<'a> Notes<'a> {
    /// The serial of an entry that has not the usual shape.
    #[cold]
    fn read(&mut self, reader: &mut Reader<'a>, version: Version) -> Result<&'a [u8]> {
        let offset = u32::try_from(reader.position()).map_err(|_| reader.error(ErrorKind::LimitExceeded))?;
        let entry = Entry::read(reader, version)?;
        if entry.certificate_issuer().is_some_and(|own| self.issuer.replace(own) != Some(own)) {
            self.issuers.push(offset);
        }
        if let Some(id) = entry.unknown_critical() {
            self.remember(id)?;
        }
        Ok(entry.serial())
    }

    fn remember(&mut self, id: &[u8]) -> Result<()> {
        let unknown = &mut self.unknown_critical;
        if unknown.len() < UNKNOWN_IN_ENTRIES && unknown.iter().all(|known| known.as_bytes() != id) {
            unknown.push(object_identifier(id).map_err(|_| INVALID)?);
        }
        Ok(())
    }
}

/// An entry that was read once before; its list's version has been seen to then.
fn entry_at(revoked: &[u8], offset: usize) -> Option<Entry<'_>> {
    Entry::read(&mut Reader::new(revoked.get(offset..)?, WHAT), Version::V2).ok()
}

/// The serial alone of the entry at `offset`.
fn serial_at(revoked: &[u8], offset: usize) -> Option<&[u8]> {
    let mut list = Reader::new(revoked.get(offset..)?, WHAT);
    serial(&mut list.nested(Tag::SEQUENCE).ok()?).ok()
}

/// The entries that have one serial number, in the order of the list. From [`crate::Crl::lookup`].
#[derive(Clone)]
pub struct Hits<'a> {
    table: &'a Table,
    revoked: &'a [u8],
    serial: &'a [u8],
    candidates: Candidates<'a>,
}

impl<'a> Iterator for Hits<'a> {
    type Item = Entry<'a>;

    fn next(&mut self) -> Option<Entry<'a>> {
        let (revoked, serial) = (self.revoked, self.serial);
        let offset = self.candidates.find(|&offset| serial_at(revoked, offset) == Some(serial))?;
        let entry = entry_at(revoked, offset)?;
        Some(entry.under(self.table.issuer_before(revoked, offset)))
    }
}

/// All entries, in the order of the list. From [`crate::Crl::entries`].
#[derive(Clone, Debug)]
pub struct Entries<'a> {
    rest: Reader<'a>,
    issuer: Option<&'a [u8]>,
}

impl<'a> Entries<'a> {
    pub(super) fn new(revoked: &'a [u8]) -> Self {
        Self { rest: Reader::new(revoked, WHAT), issuer: None }
    }
}

impl<'a> Iterator for Entries<'a> {
    type Item = Entry<'a>;

    fn next(&mut self) -> Option<Entry<'a>> {
        let entry = Entry::read(&mut self.rest, Version::V2).ok()?.under(self.issuer);
        self.issuer = entry.certificate_issuer();
        Some(entry)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{List, entry, extension, tlv};
    use super::super::{Crl, RevocationReason};
    use super::*;
    use crate::asn1::oid;
    use proptest::prelude::*;

    /// The oracle: a walk over all entries.
    fn walk<'a>(crl: &'a Crl, serial: &[u8]) -> Vec<Entry<'a>> {
        crl.entries().filter(|entry| entry.serial() == serial).collect()
    }

    fn names(text: &str) -> Vec<u8> {
        tlv(0x86, &[text.as_bytes()])
    }

    fn issued_by(text: &str) -> Vec<u8> {
        extension(&oid::CERTIFICATE_ISSUER, true, &tlv(0x30, &[&names(text)]))
    }

    #[test]
    fn entries_with_one_serial_come_in_the_order_of_the_list() {
        let reason = |number| extension(&oid::REASON_CODE, false, &[10, 1, number]);
        let crl = List::new()
            .entries(&[entry(&[5], &[&reason(6)]), entry(&[6], &[]), entry(&[5], &[&reason(8)])])
            .read()
            .unwrap();
        let reasons: Vec<_> = crl.lookup(&[5]).map(|entry| entry.reason()).collect();
        assert_eq!(reasons, [Some(RevocationReason::CertificateHold), Some(RevocationReason::RemoveFromCrl)]);
    }

    #[test]
    fn octets_decide_not_values() {
        let crl = List::new().entries(&[entry(&[0, 0x80], &[]), entry(&[0], &[])]).read().unwrap();
        assert_eq!(crl.lookup(&[0, 0x80]).count(), 1);
        for other in [&[0x80][..], &[0, 0, 0x80], &[], &[0, 0]] {
            assert_eq!(crl.lookup(other).count(), 0, "{other:02x?}");
        }
    }

    #[test]
    fn a_certificate_issuer_stays_in_force() {
        let entries = [
            entry(&[1], &[]),
            entry(&[2], &[&issued_by("a")]),
            entry(&[3], &[]),
            entry(&[4], &[&issued_by("a")]),
            entry(&[5], &[&issued_by("b")]),
            entry(&[6], &[]),
        ];
        let crl = List::new().entries(&entries).read().unwrap();
        let expected =
            [None, Some("a"), Some("a"), Some("a"), Some("b"), Some("b")].map(|text| text.map(names));
        for (entry, expected) in crl.entries().zip(&expected) {
            assert_eq!(entry.certificate_issuer(), expected.as_deref());
            assert_eq!(crl.lookup(entry.serial()).collect::<Vec<_>>(), [entry]);
        }
        assert!(crl.has_certificate_issuer());
        assert!(!List::new().entries(&entries[..1]).read().unwrap().has_certificate_issuer());
        assert_eq!(crl.heap_bytes(), 4 * (6 + 2) + 4 * 2, "an issuer that is named again takes no room");
    }

    #[test]
    fn unknown_critical_extensions_are_told_a_few_times() {
        let odd =
            |number: u8| entry(&[number + 1], &[&tlv(0x30, &[&[6, 2, 42, number], &[1, 1, 0xFF], &[4, 0]])]);
        let entries: Vec<_> = [0, 0, 1, 2, 3, 4, 5].map(odd).into();
        let crl = List::new().entries(&entries).read().unwrap();
        let told: Vec<_> = crl.unknown_critical_in_entries().iter().map(ToString::to_string).collect();
        assert_eq!(told, ["1.2.0", "1.2.1", "1.2.2", "1.2.3"]);
    }

    #[test]
    fn one_bad_entry_is_enough() {
        let good = entry(&[5], &[]);
        for bad in [&[0x30, 0][..], &[5, 0], &[0x30, 5, 2, 1], &entry(&[0, 1], &[])] {
            let mut list = List::new();
            list.revoked = tlv(0x30, &[&good, bad]);
            assert!(list.refusal().is_some(), "{bad:02x?}");
        }
    }

    /// Half a million entries: long serials that share all but few octets, short ones, some twice.
    #[test]
    fn half_a_million_entries() {
        let serial = |number: u32| match number % 3 {
            0 => [&[7; 16][..], &number.to_be_bytes()].concat(),
            1 => [&[7][..], &number.to_be_bytes(), &[9; 15]].concat(),
            _ => [&[1][..], &(number - number % 10).to_be_bytes()].concat(),
        };
        let count = 500_000;
        let body: Vec<u8> = (0..count).flat_map(|number| entry(&serial(number), &[])).collect();
        let mut list = List::new();
        list.revoked = tlv(0x30, &[&body]);
        let crl = list.read().unwrap();
        assert_eq!(crl.len(), 500_000);
        assert!(crl.heap_bytes() <= 5 * crl.len(), "{}", crl.heap_bytes());

        let mut expected = std::collections::HashMap::<&[u8], Vec<Entry<'_>>>::new();
        crl.entries().for_each(|entry| expected.entry(entry.serial()).or_default().push(entry));
        assert!(expected.values().any(|entries| entries.len() > 2));
        for (serial, entries) in &expected {
            assert_eq!(crl.lookup(serial).collect::<Vec<_>>(), *entries);
        }
        for number in count..count + 10_000 {
            assert_eq!(crl.lookup(&serial(number)).count(), 0);
        }
    }

    proptest! {
        #[test]
        fn a_look_up_finds_what_a_walk_finds(
            listed in proptest::collection::vec((proptest::collection::vec(0u8..3, 1..4), 0u8..4), 1..80),
            wanted in proptest::collection::vec(proptest::collection::vec(0u8..3, 0..4), 20),
        ) {
            let entries: Vec<_> = listed
                .iter()
                .map(|(tail, kind)| {
                    let serial = [&[1][..], tail].concat();
                    let hold = extension(&oid::REASON_CODE, false, &[10, 1, 6]);
                    match kind {
                        0 => entry(&serial, &[]),
                        1 => entry(&serial, &[&hold]),
                        2 => entry(&serial, &[&issued_by("a")]),
                        _ => entry(&serial, &[&hold, &issued_by("b")]),
                    }
                })
                .collect();
            let crl = List::new().entries(&entries).read().unwrap();
            prop_assert_eq!(crl.entries().count(), listed.len());
            for tail in listed.iter().map(|(tail, _)| tail).chain(&wanted) {
                let serial = [&[1][..], tail].concat();
                prop_assert_eq!(crl.lookup(&serial).collect::<Vec<_>>(), walk(&crl, &serial));
            }
        }

        #[test]
        fn any_octets_are_read_or_refused(octets in proptest::collection::vec(any::<u8>(), 0..60), place in any::<prop::sample::Index>()) {
            let mut der = List::new().entries(&[entry(&[5], &[&issued_by("a")]), entry(&[6], &[])]).der();
            let place = place.index(der.len());
            der.splice(place..(place + octets.len()).min(der.len()), octets);
            if let Ok(crl) = Crl::from_der(der) {
                prop_assert_eq!(crl.entries().count(), crl.len());
            }
        }
    }
}
