//! One run over an archive, as its threads see it.

use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError, TryLockError};

use super::hands::Hands;
use super::queue::{Queue, Ready};
use super::{ArchiveRecord, Lost};

/// Records that one thread reads at once, at the most, so that threads seldom wait for each other.
const READ_AT_ONCE: usize = 16;

/// Records in hand below which more are read, so that a thread that finds another one reading has work meanwhile.
const LOW: usize = 4;

/// A record, and its place in the order of answers.
type Placed<K, R> = (u64, ArchiveRecord<K, R>);

/// No lock is held while a record is judged, and none but its own while one is read or answers are written.
pub(super) struct Run<I, F, K, R, A, B> {
    records: Mutex<Option<I>>,
    hands: Hands<Placed<K, R>>,
    answer: Mutex<F>,
    queue: Mutex<Queue<K, A>>,
    /// Told when answers were written, or the run was stopped.
    room: Condvar,
    /// Threads that have nothing to do but wait for who reads.
    idle: AtomicUsize,
    end: Mutex<Option<B>>,
    window: usize,
    bytes: usize,
}

impl<I, F, K, R, A, B> Run<I, F, K, R, A, B>
where
    I: Iterator<Item = ArchiveRecord<K, R>>,
    F: FnMut(K, Result<A, Lost>) -> ControlFlow<B>,
{
    pub(super) fn new(records: I, answer: F, threads: usize, window: usize, bytes: usize) -> Self {
        Self {
            records: Mutex::new(Some(records)),
            hands: Hands::new(threads),
            answer: Mutex::new(answer),
            queue: Mutex::new(Queue::new()),
            room: Condvar::new(),
            idle: AtomicUsize::new(0),
            end: Mutex::new(None),
            window,
            bytes,
        }
    }

    /// What one thread does until nothing is left to read.
    pub(super) fn work(&self, thread: usize, judge: &impl Fn(&mut K, R) -> A) {
        let _guard = StopOnPanic(self);
        while let Some((place, record)) = self.next(thread) {
            let ArchiveRecord { mut key, material, .. } = record;
            let answer = catch_unwind(AssertUnwindSafe(|| judge(&mut key, material))).map_err(|_| Lost);
            let mut queue = lock(&self.queue);
            queue.fill(place, (key, answer));
            self.write(queue);
        }
    }

    /// The next record in hand, or from the source, or from another thread.
    fn next(&self, thread: usize) -> Option<Placed<K, R>> {
        loop {
            let (record, left) = self.hands.take(thread);
            if record.is_some() {
                if left < LOW {
                    self.read_ahead(thread);
                }
                return record;
            }
            match self.source(thread) {
                ControlFlow::Continue(mut records) => self.read(thread, &mut records)?,
                ControlFlow::Break(record) => return Some(record),
            }
        }
    }

    /// More into this thread's hand, if that keeps nobody waiting.
    fn read_ahead(&self, thread: usize) {
        if !self.is_one_idle()
            && let Ok(mut records) = self.records.try_lock()
            && self.are_at_hand(&records)
        {
            // Where nothing is left, this thread finds that once its hand is empty.
            let _ = self.read(thread, &mut records);
        }
    }

    /// The source, for this thread to read. Where that means waiting, a record that another thread has in hand.
    fn source(&self, thread: usize) -> ControlFlow<Placed<K, R>, MutexGuard<'_, Option<I>>> {
        let from_others =
            || self.hands.take_from_others(thread).map_or(ControlFlow::Continue(()), ControlFlow::Break);
        let records = match self.records.try_lock() {
            Ok(records) => records,
            Err(TryLockError::Poisoned(records)) => given_up(records),
            Err(TryLockError::WouldBlock) => {
                from_others()?;
                self.wait_for_records()
            }
        };
        if !self.are_at_hand(&records) {
            from_others()?;
        }
        ControlFlow::Continue(records)
    }

    /// Some thread has nothing to do but wait for who reads.
    fn is_one_idle(&self) -> bool {
        self.idle.load(Ordering::Relaxed) > 0
    }

    fn are_at_hand(&self, records: &Option<I>) -> bool {
        at_hand(records) && lock(&self.queue).has_room(self.window, self.bytes)
    }

    fn wait_for_records(&self) -> MutexGuard<'_, Option<I>> {
        self.idle.fetch_add(1, Ordering::Relaxed);
        let records = self.records.lock().unwrap_or_else(given_up);
        self.idle.fetch_sub(1, Ordering::Relaxed);
        records
    }

    /// Reads a record into this thread's hand, once there is room for it, and as many more as come without waiting, as long
    /// as all other threads are at work.
    fn read(&self, thread: usize, records: &mut Option<I>) -> Option<()> {
        let (room, bytes) = self.wait_for_room()?;
        let first = pull(records)?;
        let mut weight = first.bytes;
        let mut batch = Vec::with_capacity(READ_AT_ONCE);
        batch.push(first);
        while batch.len() < room.min(READ_AT_ONCE)
            && weight < bytes
            && !self.is_one_idle()
            && at_hand(records)
        {
            let record = pull(records);
            weight = weight.saturating_add(record.as_ref().map_or(0, |record| record.bytes));
            batch.extend(record);
        }
        self.hands.add(thread, || {
            let mut queue = lock(&self.queue);
            // Who stops later empties the hand when this is done.
            let wanted = if queue.is_stopped() { 0 } else { batch.len() };
            batch.drain(..wanted).map(|record| (queue.enter(record.bytes), record)).collect::<Vec<_>>()
        });
        Some(())
    }

    fn wait_for_room(&self) -> Option<(usize, usize)> {
        let is_full = |queue: &mut Queue<K, A>| queue.awaits_room(self.window, self.bytes);
        let queue = self.room.wait_while(lock(&self.queue), is_full).unwrap_or_else(PoisonError::into_inner);
        (!queue.is_stopped()).then(|| queue.room(self.window, self.bytes))
    }

    /// Writes what is ready, unless another thread does: that one writes on until nothing is.
    fn write<'s>(&'s self, mut queue: MutexGuard<'s, Queue<K, A>>) {
        while let Some(ready) = queue.take_ready() {
            drop(queue);
            let (records, bytes) = ready.size();
            let outcome = self.hand_over(ready);
            queue = lock(&self.queue);
            queue.written(records, bytes);
            if let ControlFlow::Break(end) = outcome {
                // Before another thread can write what comes next.
                queue.stop();
                *lock(&self.end) = Some(end);
                drop(queue);
                return self.let_go();
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

impl<I, F, K, R, A, B> Run<I, F, K, R, A, B> {
    /// No more is written or taken in hand, and nobody waits.
    fn stop(&self) {
        lock(&self.queue).stop();
        self.let_go();
    }

    /// Once the queue is stopped: what is in hand goes, and who waits.
    fn let_go(&self) {
        self.hands.empty();
        self.room.notify_all();
    }
}

/// A thread that panics while it reads or writes lets the others go.
struct StopOnPanic<'r, I, F, K, R, A, B>(&'r Run<I, F, K, R, A, B>);

impl<I, F, K, R, A, B> Drop for StopOnPanic<'_, I, F, K, R, A, B> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.stop();
        }
    }
}

/// Whether a record comes without waiting.
fn at_hand<I: Iterator>(records: &Option<I>) -> bool {
    records.as_ref().is_some_and(|records| records.size_hint().0 > 0)
}

/// A source that has panicked is not asked again.
fn given_up<I>(records: PoisonError<MutexGuard<'_, Option<I>>>) -> MutexGuard<'_, Option<I>> {
    let mut records = records.into_inner();
    *records = None;
    records
}

/// The next record. What has ended once is not asked again, nor what has panicked.
fn pull<I: Iterator>(records: &mut Option<I>) -> Option<I::Item> {
    let mut open = records.take()?;
    let record = open.next()?;
    *records = Some(open);
    Some(record)
}

/// What a panic left behind is whole: nobody panics between two changes that belong together.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
