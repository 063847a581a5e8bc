//! A bounded store, in shards that are locked one by one.
//!
//! Ours: of the crates for it `moka` reads the clock, `dashmap` has no bound, `lru` no shards, and `quick_cache` rests on
//! unchecked invariants and gives up for good after a panic of another thread. Here a wrong entry would be a
//! wrong verdict.

use std::collections::{HashMap, VecDeque};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::num::NonZeroU64;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::size::CacheSize;

const SHARDS: usize = 16;
/// Octets of each part of a question that are hashed, from its end.
const HASHED: usize = 64;
/// No entry takes more of its shard than this part of it, so that no single question empties the store.
const SHARE: usize = 32;

/// Something that is kept.
pub(super) trait Entry {
    /// What it is found by.
    type Question<'q>: Copy;
    /// What it gives.
    type Answer;

    /// The bytes of the question.
    fn parts<'q>(question: Self::Question<'q>) -> [&'q [u8]; 2];

    /// Whether it answers this very question, by every octet of it.
    fn is_about(&self, question: Self::Question<'_>) -> bool;

    fn answer(&self) -> Self::Answer;

    /// How much memory it takes, on the safe side.
    fn octets(&self) -> usize;
}

/// Entries by a keyed hash. The key is random for each store, so that nobody who writes certificates can foresee it; of two
/// questions with one hash the later takes the other's place, and a comparison of all octets decides whose answer it is.
///
/// Hashed are the last octets: of a certificate they are its signature's, of a key the key's own. Questions that agree in
/// them for once are forged, and only push each other out.
pub(super) struct Store<E> {
    size: CacheSize,
    hasher: RandomState,
    shards: Vec<Mutex<Shard<E>>>,
}

impl<E: Entry> Store<E> {
    pub(super) fn new(size: CacheSize) -> Self {
        let shards = (0..SHARDS.min(size.entries)).map(|_| Mutex::new(Shard::default())).collect();
        Self { size, hasher: RandomState::new(), shards }
    }

    pub(super) const fn size(&self) -> CacheSize {
        self.size
    }

    /// What is kept for this question, or what `work` gives: the answer, and what makes of it the entry that will give it
    /// again, if there is room for any.
    pub(super) fn answer<F: FnOnce(&E::Answer) -> Option<E>>(
        &self,
        question: E::Question<'_>,
        work: impl FnOnce() -> (E::Answer, F),
    ) -> E::Answer {
        let Some((hash, shard)) = self.place(question) else { return work().0 };
        if let Some(answer) = lock(shard).find(hash, question) {
            return answer;
        }
        let (answer, entry) = work();
        let dropped = entry(&answer).map(|entry| lock(shard).insert(hash, entry, self.share()));
        drop(dropped);
        answer
    }

    /// How many entries there are.
    pub(super) fn len(&self) -> usize {
        self.shards.iter().map(|shard| lock(shard).places.len()).sum()
    }

    fn hash(&self, question: E::Question<'_>) -> u64 {
        let mut hasher = self.hasher.build_hasher();
        for part in E::parts(question) {
            hasher.write_usize(part.len());
            hasher.write(part.last_chunk::<HASHED>().map_or(part, |end| end.as_slice()));
        }
        hasher.finish()
    }

    /// The hash of a question and its shard. Where nothing is kept, nothing is hashed.
    fn place(&self, question: E::Question<'_>) -> Option<(u64, &Mutex<Shard<E>>)> {
        let count = NonZeroU64::new(u64::try_from(self.shards.len()).ok()?)?;
        let hash = self.hash(question);
        Some((hash, self.shards.get(usize::try_from(hash % count).ok()?)?))
    }

    /// A shard's part of the bounds.
    fn share(&self) -> CacheSize {
        let shards = self.shards.len().max(1);
        CacheSize { entries: self.size.entries / shards, octets: self.size.octets / shards }
    }
}

/// A panic of another thread cannot leave a shard half changed.
fn lock<E>(shard: &Mutex<Shard<E>>) -> MutexGuard<'_, Shard<E>> {
    shard.lock().unwrap_or_else(PoisonError::into_inner)
}

struct Place<E> {
    entry: E,
    octets: usize,
    /// Asked for since it was last looked at.
    is_used: bool,
}

/// Entries, and their hashes in the order in which they are looked at when there is no room: who was asked for since then
/// goes to the end of the queue, who was not is dropped.
struct Shard<E> {
    places: HashMap<u64, Place<E>>,
    queue: VecDeque<u64>,
    octets: usize,
}

impl<E> Default for Shard<E> {
    fn default() -> Self {
        Self { places: HashMap::new(), queue: VecDeque::new(), octets: 0 }
    }
}

impl<E: Entry> Shard<E> {
    fn find(&mut self, hash: u64, question: E::Question<'_>) -> Option<E::Answer> {
        let place = self.places.get_mut(&hash)?;
        if !place.entry.is_about(question) {
            return None;
        }
        place.is_used = true;
        Some(place.entry.answer())
    }

    /// Returns what has to go, to be dropped when nothing is locked any more.
    fn insert(&mut self, hash: u64, entry: E, bound: CacheSize) -> Vec<Place<E>> {
        let octets = entry.octets();
        let place = Place { entry, octets, is_used: false };
        if octets > bound.octets / SHARE {
            return vec![place];
        }
        self.octets += octets;
        let mut dropped = Vec::new();
        match self.places.insert(hash, place) {
            Some(replaced) => {
                self.octets -= replaced.octets;
                dropped.push(replaced);
            }
            None => self.queue.push_back(hash),
        }
        while self.octets > bound.octets || self.places.len() > bound.entries {
            let Some(next) = self.queue.pop_front() else { break };
            dropped.extend(self.look_at(next));
        }
        dropped
    }

    fn look_at(&mut self, hash: u64) -> Option<Place<E>> {
        let place = self.places.get_mut(&hash)?;
        if std::mem::take(&mut place.is_used) {
            self.queue.push_back(hash);
            return None;
        }
        self.octets -= place.octets;
        self.places.remove(&hash)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    /// A text of some weight that gives itself.
    struct Kept(Vec<u8>, usize);

    impl Entry for Kept {
        type Question<'q> = &'q [u8];
        type Answer = Vec<u8>;

        fn parts<'q>(question: Self::Question<'q>) -> [&'q [u8]; 2] {
            [question, &[]]
        }

        fn is_about(&self, question: &[u8]) -> bool {
            self.0 == question
        }

        fn answer(&self) -> Vec<u8> {
            self.0.clone()
        }

        fn octets(&self) -> usize {
            self.1
        }
    }

    struct Counted {
        store: Store<Kept>,
        worked: Cell<usize>,
    }

    impl Counted {
        fn new(entries: usize, octets: usize) -> Self {
            Self { store: Store::new(CacheSize { entries, octets }), worked: Cell::new(0) }
        }

        /// Whether it was worked out anew.
        fn works(&self, question: &[u8], weight: usize) -> bool {
            let before = self.worked.get();
            let answer = self.store.answer(question, || {
                self.worked.set(before + 1);
                (question.to_vec(), |_: &_| Some(Kept(question.to_vec(), weight)))
            });
            assert_eq!(answer, question);
            self.worked.get() > before
        }

        fn octets(&self) -> usize {
            self.store.shards.iter().map(|shard| lock(shard).octets).sum()
        }
    }

    #[test]
    fn what_was_worked_out_is_kept() {
        let counted = Counted::new(100, 1 << 20);
        assert_eq!([(); 3].map(|()| counted.works(b"question", 1)), [true, false, false]);
        let none = Counted::new(0, 0);
        assert_eq!([(); 3].map(|()| none.works(b"question", 1)), [true; 3]);
    }

    /// With one hash they take each other's place, and never each other's answer.
    #[test]
    fn questions_with_one_end_are_two() {
        let counted = Counted::new(100, 1 << 20);
        let [one, other] = [b'a', b'b'].map(|first| [vec![first], vec![0; HASHED]].concat());
        assert_eq!(counted.store.hash(&one), counted.store.hash(&other));
        for question in [&one, &other, &one] {
            assert!(counted.works(question, 10) && !counted.works(question, 10));
            assert_eq!((counted.store.len(), counted.octets()), (1, 10));
        }
    }

    #[test]
    fn entries_and_octets_are_bounded() {
        for (entries, octets) in [(1, 1 << 20), (64, 1 << 20), (10_000, SHARDS * 1_000)] {
            let counted = Counted::new(entries, octets);
            for number in 0..2_000_u32 {
                counted.works(&number.to_be_bytes(), 25);
                assert!(counted.store.len() <= entries && counted.octets() <= octets);
            }
            assert!(counted.store.len() * 2 > entries.min(octets / 25), "{entries} {octets}");
            for shard in &counted.store.shards {
                let shard = lock(shard);
                assert_eq!(shard.queue.len(), shard.places.len());
                assert_eq!(shard.octets, 25 * shard.places.len());
            }
        }
    }

    #[test]
    fn what_is_asked_for_stays() {
        let counted = Counted::new(64, 1 << 20);
        counted.works(b"often", 1);
        for number in 0..2_000_u32 {
            assert!(!counted.works(b"often", 1), "{number}");
            counted.works(&number.to_be_bytes(), 1);
        }
    }

    #[test]
    fn nothing_takes_a_shard_for_itself() {
        let counted = Counted::new(SHARDS, SHARDS * SHARE * 100);
        assert!(counted.works(b"large", 101) && counted.works(b"large", 101));
        assert!(counted.works(b"fits", 100) && !counted.works(b"fits", 100));
    }

    #[test]
    fn a_panic_leaves_it_whole() {
        let counted = Counted::new(1, 1 << 20);
        let failed = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            counted.store.answer::<fn(&_) -> Option<Kept>>(b"question", || panic!("of the provider"));
        }));
        assert!(failed.is_err());
        assert!(counted.works(b"question", 1) && !counted.works(b"question", 1));
    }
}
