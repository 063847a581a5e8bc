//! What each thread has read and not judged yet.
//!
//! A thread judges what it has read itself: the octets are in its processor's cache, and nobody else frees what it has
//! allocated. Only a thread that would wait takes from the others.

use std::collections::VecDeque;
use std::sync::Mutex;

use super::run::lock;

/// One hand for each thread.
pub(super) struct Hands<T>(Vec<Mutex<VecDeque<T>>>);

impl<T> Hands<T> {
    pub(super) fn new(threads: usize) -> Self {
        Self((0..threads).map(|_| Mutex::default()).collect())
    }

    /// What this thread has held longest, and how much is left.
    pub(super) fn take(&self, thread: usize) -> (Option<T>, usize) {
        let Some(hand) = self.0.get(thread) else { return (None, 0) };
        let mut hand = lock(hand);
        (hand.pop_front(), hand.len())
    }

    /// What another would come to last.
    pub(super) fn take_from_others(&self, thread: usize) -> Option<T> {
        let (before, from) = self.0.split_at_checked(thread)?;
        from.iter().skip(1).chain(before).find_map(|hand| lock(hand).pop_back())
    }

    /// Adds what `more` gives to this thread's hand, which nobody takes from meanwhile.
    pub(super) fn add<I: IntoIterator<Item = T>>(&self, thread: usize, more: impl FnOnce() -> I) {
        if let Some(hand) = self.0.get(thread) {
            let mut hand = lock(hand);
            hand.extend(more());
        }
    }

    /// Drops all that is in them.
    pub(super) fn empty(&self) {
        for hand in &self.0 {
            let held = std::mem::take(&mut *lock(hand));
            drop(held);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_records_come_in_order_and_those_of_others_from_their_end() {
        let hands = Hands::new(3);
        hands.add(0, || 0..4);
        hands.add(2, || 20..22);
        assert_eq!(hands.take(0), (Some(0), 3));
        assert_eq!(hands.take(1), (None, 0));
        let of_others: Vec<_> = std::iter::from_fn(|| hands.take_from_others(1)).collect();
        assert_eq!(of_others, [21, 20, 3, 2, 1]);
        hands.add(1, || [10]);
        assert_eq!(hands.take_from_others(1), None, "its own");
        hands.empty();
        assert_eq!(hands.take(1), (None, 0));
    }
}
