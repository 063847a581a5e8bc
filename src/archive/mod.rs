//! Archives: records in, answers out in the same order, over several threads, in memory that does not grow with the
//! archive.
//!
//! The threads are equals: whoever has little left reads some records, judges them, and writes what has become ready.
//! None is set apart for reading or writing, so that two threads keep two cores busy, and one thread needs no other.

mod hands;
mod queue;
mod run;

use std::fmt;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;

use run::Run;

/// Records that are read and whose answers are not written yet, at the most, unless the caller says otherwise.
const WINDOW: NonZeroUsize = NonZeroUsize::MIN.saturating_add(1023);
/// Octets of them at the most.
const BYTES: usize = 1 << 28;

/// Verifies an archive again: many records, each judged on its own, answered in the order in which they came.
///
/// What a record is, how it is opened and what is kept of its verdict are the caller's: the library has no disk.
/// Opening and judging happen on the worker threads, one record on one thread.
///
/// ```
/// use std::ops::ControlFlow;
/// use kz_eds::*;
/// # let read = |name: &str| std::fs::read(format!("testdata/{name}"));
/// # let trust = TrustStore::new().with_anchor(read("trust/root_rsa.cer")?)?.with_intermediate(read("trust/nca_rsa.cer")?)?;
/// # let evidence = Evidence::new().with_crl(Crl::parse(&read("evidence/nca_rsa.crl")?)?).with_crl(Crl::parse(&read("evidence/root_rsa.crl")?)?);
/// let validator = Validator::new(trust, Policy::archive()).with_evidence(evidence);
/// let now: chrono::DateTime<chrono::Utc> = "2026-06-01T12:00:00Z".parse()?;
///
/// let names = ["person", "no-such-file", "head", "signature_invalid"];
/// let records = names.into_iter().map(|name| ArchiveRecord::new(name, format!("testdata/archive/messages/{name}.cms")));
/// let judge = |_: &mut &str, file: String| {
///     let message = std::fs::read(file)?;
///     let request = SignedRequest::attached(&message).allowing_other_signers();
///     Ok::<_, std::io::Error>(validator.verify_request(&request, now).report().clone())
/// };
/// let mut passed = Vec::new();
/// let end = Archive::new().with_threads(4.try_into()?).run(records, judge, |name, answer| {
///     match answer {
///         Ok(Ok(report)) if report.indication == Indication::TotalPassed => passed.push(name),
///         Ok(Ok(report)) => println!("{name}: {:?}", report.adverse()),
///         Ok(Err(error)) => println!("{name}: not judged, {error}"),
///         Err(lost) => println!("{name}: not judged, {lost}"),
///     }
///     ControlFlow::<()>::Continue(())
/// });
/// assert!(end.is_continue());
/// assert_eq!(passed, ["person", "head"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Archive {
    threads: NonZeroUsize,
    window: NonZeroUsize,
    bytes: usize,
}

impl Default for Archive {
    fn default() -> Self {
        Self::new()
    }
}

impl Archive {
    /// On the caller's thread alone; 1,024 records or 256 MiB of them under way at the most.
    pub const fn new() -> Self {
        Self { threads: NonZeroUsize::MIN, window: WINDOW, bytes: BYTES }
    }

    /// With this many threads, the caller's among them.
    #[must_use]
    pub const fn with_threads(mut self, threads: NonZeroUsize) -> Self {
        self.threads = threads;
        self
    }

    /// With this many records under way at the most: read, and their answers not written. A record that takes long
    /// holds the others up only once the window behind it is full.
    #[must_use]
    pub const fn with_window(mut self, records: NonZeroUsize) -> Self {
        self.window = records;
        self
    }

    /// Reads no further while records of this many octets are under way, by what they say they weigh: nothing is read
    /// beside a record that is heavier. With 0 they go one by one.
    #[must_use]
    pub const fn with_bytes(mut self, bytes: usize) -> Self {
        self.bytes = bytes;
        self
    }

    /// Takes every record, has it judged, and hands each answer over in the order of the records, whatever the number
    /// of threads. `answer` may end the run with [`ControlFlow::Break`]; records that were read by then are dropped.
    ///
    /// Records of which the iterator's `size_hint` says that they are at hand may be read before they are needed; of others
    /// each is waited for only when a thread has nothing else to do.
    ///
    /// A panic in `judge` costs the one record, which is answered by [`Lost`]; one in `records` or `answer` ends the
    /// run and is passed on.
    pub fn run<K, R, A, B>(
        &self,
        records: impl IntoIterator<Item = ArchiveRecord<K, R>, IntoIter: Send>,
        judge: impl Fn(&mut K, R) -> A + Sync,
        answer: impl FnMut(K, Result<A, Lost>) -> ControlFlow<B> + Send,
    ) -> ControlFlow<B>
    where
        K: Send,
        R: Send,
        A: Send,
        B: Send,
    {
        // More could never be at work.
        let threads = self.threads.min(self.window).get();
        let run = Run::new(records.into_iter(), answer, threads, self.window.get(), self.bytes);
        std::thread::scope(|scope| {
            let work = |thread| run.work(thread, &judge);
            for thread in 1..threads {
                // A system that has no thread to give slows the run down, and does not end it.
                let _ = std::thread::Builder::new().spawn_scoped(scope, move || work(thread));
            }
            work(0);
        });
        run.end()
    }
}

/// One record: what its answer is known by, and what is judged.
#[derive(Clone)]
pub struct ArchiveRecord<K, R> {
    key: K,
    material: R,
    bytes: usize,
}

impl<K, R> ArchiveRecord<K, R> {
    /// A record that weighs nothing: a path, say. The key comes back with the answer.
    pub const fn new(key: K, material: R) -> Self {
        Self { key, material, bytes: 0 }
    }

    /// The octets that this record and its answer keep in memory, for [`Archive::with_bytes`].
    #[must_use]
    pub const fn weighing(mut self, bytes: usize) -> Self {
        self.bytes = bytes;
        self
    }
}

/// Shows nothing of what was submitted (NFR-1).
impl<K, R> fmt::Debug for ArchiveRecord<K, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ArchiveRecord").field("bytes", &self.bytes).finish_non_exhaustive()
    }
}

/// The answer to a record whose judgement did not come to its end: there is no verdict, so nothing is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lost;

impl fmt::Display for Lost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the judgement did not come to its end")
    }
}

impl std::error::Error for Lost {}
