//! One run over an archive, as its threads see it.

use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use super::queue::{Queue, Ready};
use super::{ArchiveRecord, Lost};

/// Records that one thread reads for all, so that they seldom wait for each other.
const READ_AT_ONCE: usize = 16;

/// No lock is held while a record is judged, and none but its own while one is read or answers are written.
pub(super) struct Run<I, F, K, R, A, B> {
    records: Mutex<Option<I>>,
    answer: Mutex<F>,
    queue: Mutex<Queue<K, R, A>>,
    /// Told when answers were written, or the run was stopped.
    room: Condvar,
    end: Mutex<Option<B>>,
    window: usize,
    bytes: usize,
}

impl<I, F, K, R, A, B> Run<I, F, K, R, A, B>
where
    I: Iterator<Item = ArchiveRecord<K, R>>,
    F: FnMut(K, Result<A, Lost>) -> ControlFlow<B>,
{
    pub(super) const fn new(records: I, answer: F, window: usize, bytes: usize) -> Self {
        Self {
            records: Mutex::new(Some(records)),
            answer: Mutex::new(answer),
            queue: Mutex::new(Queue::new()),
            room: Condvar::new(),
            end: Mutex::new(None),
            window,
            bytes,
        }
    }

    /// What one thread does until nothing is left to read.
    pub(super) fn work(&self, judge: &impl Fn(&mut K, R) -> A) {
        let _guard = StopOnPanic(self);
        while let Some((place, record)) = self.next() {
            let ArchiveRecord { mut key, material, .. } = record;
            let answer = catch_unwind(AssertUnwindSafe(|| judge(&mut key, material))).map_err(|_| Lost);
            let mut queue = lock(&self.queue);
            queue.fill(place, (key, answer));
            self.write(queue);
        }
    }

    /// The next record, and its place.
    fn next(&self) -> Option<(u64, ArchiveRecord<K, R>)> {
        loop {
            let waiting = lock(&self.queue).next_waiting();
            if waiting.is_some() {
                return waiting;
            }
            self.read()?;
        }
    }

    /// Reads a record, once there is room for it, and more while there is, they come without waiting, and all other threads
    /// are at work: what has been read is there for each of them.
    fn read(&self) -> Option<()> {
        let mut records = lock(&self.records);
        let mut queue = lock(&self.queue);
        queue.wakes();
        // Another thread may have read while this one waited for the lock.
        if queue.has_waiting() {
            return Some(());
        }
        drop(queue);
        self.wait_for_room()?;
        // What has ended once is not asked again, nor what has panicked.
        let mut open = records.take()?;
        // The others judge and write while this one reads.
        let record = open.next()?;
        lock(&self.queue).enter(record);
        for _ in 1..READ_AT_ONCE {
            let (at_hand, _) = open.size_hint();
            if at_hand == 0 || !lock(&self.queue).reads_on(self.window, self.bytes) {
                break;
            }
            let Some(record) = open.next() else { return Some(()) };
            lock(&self.queue).enter(record);
        }
        *records = Some(open);
        Some(())
    }

    fn wait_for_room(&self) -> Option<()> {
        let is_full = |queue: &mut Queue<K, R, A>| queue.awaits_room(self.window, self.bytes);
        let queue = self.room.wait_while(lock(&self.queue), is_full).unwrap_or_else(PoisonError::into_inner);
        (!queue.is_stopped()).then_some(())
    }

    /// Writes what is ready, unless another thread does: that one writes on until nothing is.
    fn write<'s>(&'s self, mut queue: MutexGuard<'s, Queue<K, R, A>>) {
        while let Some(ready) = queue.take_ready() {
            drop(queue);
            let (records, bytes) = ready.size();
            let outcome = self.hand_over(ready);
            queue = lock(&self.queue);
            queue.written(records, bytes);
            if let ControlFlow::Break(end) = outcome {
                queue.stop();
                *lock(&self.end) = Some(end);
            }
            // Waking nobody costs a call of the system, too.
            if queue.is_awaited() {
                self.room.notify_all();
            }
        }
    }

    fn hand_over(&self, ready: Ready<K, A>) -> ControlFlow<B> {
        let mut answer = lock(&self.answer);
        ready.answers.into_iter().try_for_each(|(key, answered)| answer(key, answered))
    }

    /// How it ended, once every thread is done.
    pub(super) fn end(self) -> ControlFlow<B> {
        let end = self.end.into_inner().unwrap_or_else(PoisonError::into_inner);
        end.map_or(ControlFlow::Continue(()), ControlFlow::Break)
    }
}

/// A thread that panics while it reads or writes lets the others go.
struct StopOnPanic<'r, I, F, K, R, A, B>(&'r Run<I, F, K, R, A, B>);

impl<I, F, K, R, A, B> Drop for StopOnPanic<'_, I, F, K, R, A, B> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            lock(&self.0.queue).stop();
            self.0.room.notify_all();
        }
    }
}

/// What a panic left behind is whole: nobody panics between two changes that belong together.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
