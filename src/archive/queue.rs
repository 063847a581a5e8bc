//! What is under way, in the order of the records.

use std::collections::VecDeque;

use super::Lost;

/// An answer and what it is known by.
pub(super) type Answered<K, A> = (K, Result<A, Lost>);

/// The reorder window.
pub(super) struct Queue<K, A> {
    /// From the first record whose answer is not on its way out; those that are being judged are empty.
    slots: VecDeque<Slot<K, A>>,
    /// The place of the first slot.
    first: u64,
    /// Read and not written, and their octets.
    records: usize,
    bytes: usize,
    /// Somebody writes, and will write what becomes ready meanwhile.
    is_written: bool,
    is_stopped: bool,
    /// Who reads waits for room.
    is_awaited: bool,
}

struct Slot<K, A> {
    bytes: usize,
    answered: Option<Answered<K, A>>,
}

/// Answers on their way out.
pub(super) struct Ready<K, A> {
    pub(super) answers: Vec<Answered<K, A>>,
    bytes: usize,
}

impl<K, A> Queue<K, A> {
    pub(super) const fn new() -> Self {
        Self {
            slots: VecDeque::new(),
            first: 0,
            records: 0,
            bytes: 0,
            is_written: false,
            is_stopped: false,
            is_awaited: false,
        }
    }

    pub(super) const fn is_stopped(&self) -> bool {
        self.is_stopped
    }

    pub(super) const fn stop(&mut self) {
        self.is_stopped = true;
    }

    /// How many records, and octets, may still come in. One record may always be alone, however heavy.
    pub(super) const fn room(&self, window: usize, bytes: usize) -> (usize, usize) {
        if self.records == 0 {
            return if bytes == 0 { (1, 1) } else { (window, bytes) };
        }
        (window.saturating_sub(self.records), bytes.saturating_sub(self.bytes))
    }

    pub(super) const fn has_room(&self, window: usize, bytes: usize) -> bool {
        !matches!(self.room(window, bytes), (0, _) | (_, 0))
    }

    /// Whether who wants to read must wait.
    pub(super) const fn awaits_room(&mut self, window: usize, bytes: usize) -> bool {
        self.is_awaited = !self.is_stopped && !self.has_room(window, bytes);
        self.is_awaited
    }

    /// Whether somebody waits for room.
    pub(super) const fn is_awaited(&self) -> bool {
        self.is_awaited
    }

    /// Takes in a record of so many octets that was just read, and gives its place.
    pub(super) fn enter(&mut self, bytes: usize) -> u64 {
        let place = self.first.wrapping_add(u64::try_from(self.slots.len()).unwrap_or(u64::MAX));
        self.slots.push_back(Slot { bytes, answered: None });
        self.records += 1;
        self.bytes = self.bytes.saturating_add(bytes);
        place
    }

    /// Puts an answer into its place.
    pub(super) fn fill(&mut self, place: u64, answered: Answered<K, A>) {
        let slot = usize::try_from(place.wrapping_sub(self.first)).ok();
        if let Some(slot) = slot.and_then(|slot| self.slots.get_mut(slot)) {
            slot.answered = Some(answered);
        }
    }

    /// The answers that are next, for one thread at a time to write.
    pub(super) fn take_ready(&mut self) -> Option<Ready<K, A>> {
        if self.is_written || self.is_stopped {
            return None;
        }
        let mut ready = Ready { answers: Vec::new(), bytes: 0 };
        while let Some(answered) = self.slots.front_mut().and_then(|slot| slot.answered.take()) {
            let slot = self.slots.pop_front();
            ready.bytes = ready.bytes.saturating_add(slot.map_or(0, |slot| slot.bytes));
            ready.answers.push(answered);
            self.first = self.first.wrapping_add(1);
        }
        self.is_written = !ready.answers.is_empty();
        self.is_written.then_some(ready)
    }

    /// They are written.
    pub(super) const fn written(&mut self, records: usize, bytes: usize) {
        self.is_written = false;
        self.records = self.records.saturating_sub(records);
        self.bytes = self.bytes.saturating_sub(bytes);
    }
}

impl<K, A> Ready<K, A> {
    /// How many, and their octets.
    pub(super) fn size(&self) -> (usize, usize) {
        (self.answers.len(), self.bytes)
    }
}
