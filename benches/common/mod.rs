//! What the benches share: measuring under criterion, and a table of the figures at the end.

#![allow(dead_code, missing_docs)]

pub mod lists;

use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use criterion::Criterion;

/// A file of the repository's test material.
pub fn testdata(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata").join(name)).unwrap()
}

/// Criterion prints each figure; the table puts those that belong together on one line.
pub struct Bench {
    criterion: Criterion,
    rows: Vec<Row>,
}

struct Row {
    name: String,
    median: Duration,
    /// Of the measurement that this one is compared with, and what it is called.
    peer: Option<(String, Duration)>,
}

/// Batches of one measurement: how long each took and how many runs it had.
type Batches = Vec<(Duration, u64)>;

impl Bench {
    pub fn new(samples: usize, time: Duration) -> Self {
        let criterion = Criterion::default()
            .sample_size(samples)
            .measurement_time(time)
            .warm_up_time(Duration::from_millis(500))
            .configure_from_args();
        Self { criterion, rows: Vec::new() }
    }

    /// Many runs a batch: for what takes microseconds or less. Dropping the result counts.
    pub fn quick<T>(&mut self, name: &str, mut routine: impl FnMut() -> T) {
        let batches = &mut Batches::new();
        self.criterion.bench_function(name, |bencher| {
            bencher.iter_custom(|runs| {
                let start = Instant::now();
                (0..runs).for_each(|_| drop(black_box(routine())));
                record(batches, start.elapsed(), runs)
            });
        });
        self.keep(name, batches);
    }

    /// Each run on its own: what goes in is made before, what comes out dropped after the clock has stopped.
    pub fn slow<I, T>(&mut self, name: &str, mut input: impl FnMut() -> I, mut routine: impl FnMut(I) -> T) {
        let batches = &mut Batches::new();
        self.criterion.bench_function(name, |bencher| {
            bencher.iter_custom(|runs| {
                let run = |_| {
                    let input = input();
                    let start = Instant::now();
                    let output = black_box(routine(input));
                    let taken = start.elapsed();
                    drop(output);
                    taken
                };
                record(batches, (0..runs).map(run).sum(), runs)
            });
        });
        self.keep(name, batches);
    }

    /// The last measurement is compared with the one called `peer`.
    pub fn against(&mut self, peer: &str) {
        let other = self.rows.iter().find(|row| row.name == peer).map(|row| (row.name.clone(), row.median));
        if let Some(row) = self.rows.last_mut() {
            row.peer = other;
        }
    }

    fn keep(&mut self, name: &str, batches: &mut Batches) {
        // None where a filter of the command line left it out.
        if let Some(median) = median(batches) {
            self.rows.push(Row { name: name.to_owned(), median, peer: None });
        }
    }

    /// The table. Run as a test, each routine ran once and the figures mean nothing.
    pub fn finish(self) {
        self.criterion.final_summary();
        if std::env::args().all(|argument| argument != "--bench") || std::env::args().any(|a| a == "--test") {
            return;
        }
        println!("\n{:<44}{:>14}   times as fast as", "median of one run", "");
        for Row { name, median, peer } in &self.rows {
            let ratio = peer
                .as_ref()
                .map(|(peer, other)| format!("{:>8.1} × {peer}", other.as_secs_f64() / median.as_secs_f64()));
            println!("{name:<44}{:>14}   {}", shown(*median), ratio.unwrap_or_default());
        }
    }
}

fn record(batches: &mut Batches, taken: Duration, runs: u64) -> Duration {
    batches.push((taken, runs));
    taken
}

/// The median over all runs, where each run of a batch took the batch's mean.
fn median(batches: &mut Batches) -> Option<Duration> {
    let mean = |&(taken, runs): &(Duration, u64)| taken.as_secs_f64() / runs as f64;
    batches.sort_by(|one, other| mean(one).total_cmp(&mean(other)));
    let half = batches.iter().map(|(_, runs)| runs).sum::<u64>().div_ceil(2);
    let mut seen = 0;
    let middle = batches.iter().find(|(_, runs)| {
        seen += runs;
        seen >= half
    });
    middle.map(|batch| Duration::from_secs_f64(mean(batch)))
}

fn shown(time: Duration) -> String {
    match time.as_secs_f64() {
        seconds if seconds < 1e-6 => format!("{:.0} ns", seconds * 1e9),
        seconds if seconds < 1e-3 => format!("{:.2} µs", seconds * 1e6),
        seconds => format!("{:.2} ms", seconds * 1e3),
    }
}
