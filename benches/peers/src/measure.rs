//! Medians of thread CPU time, the cases one after another in each round.

use std::hint::black_box;
use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

/// How much is measured.
#[derive(Clone, Copy)]
pub struct Effort {
    /// Rounds of a measurement, over half a second and more, so that a spell in which others have the machine is not all of
    /// it; an odd number has a median.
    pub rounds: usize,
    /// The same where one run takes a good part of a second.
    pub slow_rounds: usize,
    /// Runs of something that takes microseconds, one after another.
    pub batch: u32,
    /// Entries of a national list, and of one by a GOST authority.
    pub entries: u64,
    pub gost_entries: u64,
}

impl Effort {
    pub const FULL: Self =
        Self { rounds: 401, slow_rounds: 11, batch: 25, entries: 500_000, gost_entries: 422_000 };
    /// Whether everything runs; the figures mean nothing.
    pub const TEST: Self = Self { rounds: 1, slow_rounds: 1, batch: 1, entries: 1_000, gost_entries: 1_000 };
}

/// Something to be measured: gives the time of one run.
pub struct Case<'a>(Box<dyn FnMut() -> Duration + 'a>);

impl<'a> Case<'a> {
    /// Many runs under one clock: for what takes microseconds. Dropping what comes out counts.
    pub fn batch<T>(runs: u32, mut work: impl FnMut() -> T + 'a) -> Self {
        Self(Box::new(move || {
            let start = now();
            (0..runs).for_each(|_| drop(black_box(work())));
            (now() - start) / runs
        }))
    }

    /// One run. What goes in is made before the clock starts, what comes out is dropped when it has stopped.
    pub fn once<I, T>(mut input: impl FnMut() -> I + 'a, mut work: impl FnMut(I) -> T + 'a) -> Self {
        Self(Box::new(move || {
            let input = black_box(input());
            let start = now();
            let output = black_box(work(input));
            let taken = now() - start;
            drop(output);
            taken
        }))
    }
}

/// CPU time of this thread.
fn now() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    let (seconds, nanoseconds) = (u64::try_from(time.tv_sec), u32::try_from(time.tv_nsec));
    Duration::new(seconds.expect("since the thread began"), nanoseconds.expect("below a second"))
}

/// The median of each case. Every other round goes backwards, so that nobody always follows the same neighbour, and a
/// first one that does not count warms up.
pub fn medians<const N: usize>(rounds: usize, mut cases: [Case<'_>; N]) -> [Duration; N] {
    let mut times = [const { Vec::new() }; N];
    for round in 0..=rounds {
        for place in 0..N {
            let place = if round % 2 == 0 { place } else { N - 1 - place };
            let time = (cases[place].0)();
            if round > 0 {
                times[place].push(time);
            }
        }
    }
    times.map(|mut times| {
        times.sort_unstable();
        times[times.len() / 2]
    })
}
