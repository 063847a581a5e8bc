//! Where on a list a serial number stands: one `u32` an entry, grouped by a hash of the serial.
//!
//! ```text
//! directory  [ 4, 9, 13, … ]           where each bucket ends; about five entries a bucket
//! slots      [ o o o o | o o o o o | … ]   offsets of entries, with two bits of the hash on top
//! ```
//!
//! A look-up hashes the serial, takes one bucket, and compares the serials of those slots whose two bits fit
//! with what the list itself says. So the index only says where to look; what is found is read from the list.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;

use crate::error::{Error, ErrorKind, Result};

/// Entries a bucket: 4 bytes a slot and 4 bytes a bucket make 4.8 bytes an entry.
const PER_BUCKET: usize = 5;
/// Entries a piece of what is collected.
const PIECE: usize = 1 << 14;
/// A list is at most 2^30 octets ([`crate::limits::LIST_BYTES`]), which leaves two bits of an offset free.
const OFFSET_BITS: u32 = 30;
const OFFSET: u32 = (1 << OFFSET_BITS) - 1;

/// Two random words. Whoever writes a list (or gets certificates revoked) must not be able to choose serials
/// that all fall into one bucket and make every look-up a walk (hash flooding), so the hash is not known in
/// advance. What is found never depends on it.
#[derive(Clone, Copy)]
struct Seed(u64, u64);

impl Seed {
    fn random() -> Self {
        let state = RandomState::new();
        Self(state.hash_one(0u8), state.hash_one(1u8) | 1)
    }

    #[inline]
    fn hash(self, serial: &[u8]) -> u32 {
        low(self.mix_of(serial) >> 32)
    }

    /// Multiply and fold, eight octets at a time; the last eight may overlap the ones before.
    #[inline]
    fn mix_of(self, serial: &[u8]) -> u64 {
        let (words, tail) = serial.as_chunks::<8>();
        let start = self.0 ^ u64::try_from(serial.len()).unwrap_or_default();
        let hash = words.iter().fold(start, |hash, word| self.mix(hash ^ u64::from_le_bytes(*word)));
        let last = match serial.last_chunk::<8>() {
            Some(last) => u64::from_le_bytes(*last),
            None => tail.iter().fold(0, |word, &octet| word << 8 | u64::from(octet)),
        };
        self.mix(hash ^ last)
    }

    #[inline]
    fn mix(self, word: u64) -> u64 {
        let product = u128::from(word) * u128::from(self.1);
        let [low, high] = [product, product >> 64].map(|half| half & u128::from(u64::MAX));
        u64::try_from(low ^ high).unwrap_or_default()
    }
}

/// The low half; the callers' words have no other.
#[inline]
fn low(word: u64) -> u32 {
    u32::try_from(word & u64::from(u32::MAX)).unwrap_or_default()
}

#[inline]
fn wide(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// Collects the entries of a list in its order.
pub(super) struct Builder {
    seed: Seed,
    /// Hash of the serial and offset of the entry: 8 bytes an entry, gone when the index stands. In pieces, since
    /// one vector would hold up to three times as much while it grows.
    found: Vec<Vec<(u32, u32)>>,
    len: usize,
}

impl Builder {
    pub(super) fn new() -> Self {
        Self { seed: Seed::random(), found: vec![], len: 0 }
    }

    /// The entry at `offset` has this serial.
    #[inline]
    pub(super) fn add(&mut self, serial: &[u8], offset: usize) -> Result<()> {
        let offset = u32::try_from(offset).ok().filter(|&offset| offset <= OFFSET);
        let offset = offset.ok_or(Error::new(ErrorKind::LimitExceeded, "revocation list"))?;
        let entry = (self.seed.hash(serial), offset);
        self.len += 1;
        match self.found.last_mut() {
            Some(piece) if piece.len() < PIECE => piece.push(entry),
            _ => self.next_piece(entry),
        }
        Ok(())
    }

    /// The first piece grows from nothing, since most lists are small; it is full before there is another.
    #[cold]
    fn next_piece(&mut self, entry: (u32, u32)) {
        let mut piece = Vec::with_capacity(if self.found.is_empty() { 0 } else { PIECE });
        piece.push(entry);
        self.found.push(piece);
    }

    /// A counting sort by bucket. It is stable: a bucket keeps the order of the list.
    pub(super) fn finish(self) -> Index {
        let mut index = Index {
            seed: self.seed,
            directory: vec![0; self.len / PER_BUCKET + 1].into_boxed_slice(),
            slots: vec![0; self.len].into_boxed_slice(),
        };
        for &(hash, _) in self.found.iter().flatten() {
            let bucket = index.bucket(hash);
            if let Some(count) = index.directory.get_mut(bucket) {
                *count += 1;
            }
        }
        let mut start = 0;
        for count in &mut index.directory {
            start += std::mem::replace(count, start);
        }
        // Each start moves to its end while the bucket is filled, which is the next bucket's start.
        for &(hash, offset) in self.found.iter().flatten() {
            let bucket = index.bucket(hash);
            let Some(next) = index.directory.get_mut(bucket) else { continue };
            let Some(slot) = index.slots.get_mut(wide(*next)) else { continue };
            *slot = offset | hash << OFFSET_BITS;
            *next += 1;
        }
        index
    }
}

/// The finished index.
pub(super) struct Index {
    seed: Seed,
    directory: Box<[u32]>,
    slots: Box<[u32]>,
}

impl Index {
    /// Offsets of entries that may have this serial, in the order of the list: all that have it, and few others.
    pub(super) fn candidates(&self, serial: &[u8]) -> Candidates<'_> {
        let hash = self.seed.hash(serial);
        let bucket = self.bucket(hash);
        let end_of = |bucket: usize| self.directory.get(bucket).copied().map(wide);
        let start = bucket.checked_sub(1).and_then(end_of).unwrap_or(0);
        let slots = end_of(bucket).and_then(|end| self.slots.get(start..end)).unwrap_or_default();
        Candidates { slots: slots.iter(), top: hash << OFFSET_BITS }
    }

    /// The hash as a fraction of the number of buckets: its high bits choose, its low two are left for slots.
    #[inline]
    fn bucket(&self, hash: u32) -> usize {
        let buckets = u64::try_from(self.directory.len()).unwrap_or_default();
        wide(low((u64::from(hash) * buckets) >> 32))
    }

    pub(super) fn len(&self) -> usize {
        self.slots.len()
    }

    /// Bytes on the heap.
    pub(super) fn heap_bytes(&self) -> usize {
        size_of_val(&*self.directory) + size_of_val(&*self.slots)
    }
}

/// See [`Index::candidates`].
#[derive(Clone)]
pub(super) struct Candidates<'a> {
    slots: std::slice::Iter<'a, u32>,
    top: u32,
}

impl Iterator for Candidates<'_> {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        let top = self.top;
        self.slots.find(|&&slot| slot & !OFFSET == top).map(|&slot| wide(slot & OFFSET))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index(serials: &[&[u8]]) -> Index {
        let mut builder = Builder::new();
        serials.iter().enumerate().for_each(|(offset, serial)| builder.add(serial, offset).unwrap());
        builder.finish()
    }

    #[test]
    fn every_serial_leads_to_its_offsets_in_order() {
        let serials: Vec<[u8; 4]> = (0..1000u32).map(|number| (number % 700).to_be_bytes()).collect();
        let index = index(&serials.iter().map(<[u8; 4]>::as_slice).collect::<Vec<_>>());
        for (offset, serial) in serials.iter().enumerate() {
            let found: Vec<_> = index.candidates(serial).collect();
            assert!(found.contains(&offset) && found.is_sorted(), "{offset} in {found:?}");
        }
    }

    #[test]
    fn few_candidates_are_others() {
        let serials: Vec<[u8; 20]> = (0..100_000u32)
            .map(|number| {
                let mut serial = [7; 20];
                serial[10..14].copy_from_slice(&number.to_le_bytes());
                serial
            })
            .collect();
        let index = index(&serials.iter().map(<[u8; 20]>::as_slice).collect::<Vec<_>>());
        let candidates: usize = serials.iter().map(|serial| index.candidates(serial).count()).sum();
        // One is the entry itself; of some five others in its bucket a quarter share the two bits.
        assert!((100_000..300_000).contains(&candidates), "{candidates}");
    }

    #[test]
    fn a_list_author_cannot_know_the_buckets() {
        let (one, other) = (Seed::random(), Seed::random());
        assert_ne!((one.0, one.1), (other.0, other.1));
        let differs = (0..64u8).filter(|&octet| one.hash(&[octet; 20]) != other.hash(&[octet; 20])).count();
        assert!(differs > 60, "{differs}");
    }

    #[test]
    fn every_octet_counts() {
        let seed = Seed::random();
        for length in 1..30 {
            let serial = vec![1; length];
            for place in 0..length {
                let mut other = serial.clone();
                other[place] = 2;
                assert_ne!(seed.mix_of(&serial), seed.mix_of(&other), "{place} of {length}");
            }
        }
    }

    #[test]
    fn offsets_have_thirty_bits() {
        let last = usize::try_from(OFFSET).unwrap();
        let mut builder = Builder::new();
        assert_eq!(builder.add(&[1], last + 1).unwrap_err().kind(), ErrorKind::LimitExceeded);
        builder.add(&[1], last).unwrap();
        assert_eq!(builder.finish().candidates(&[1]).collect::<Vec<_>>(), [last]);
    }

    #[test]
    fn nothing_in_nothing_out() {
        assert_eq!(index(&[]).candidates(&[1]).count(), 0);
    }
}
