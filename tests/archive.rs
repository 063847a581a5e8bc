//! The archive's threads: order, window, weight, panics, ends.

#![cfg(feature = "archive")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::convert::Infallible;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use kz_eds::{Archive, ArchiveRecord, Lost};
use proptest::collection::vec;
use proptest::prelude::*;

fn with(threads: usize, window: usize) -> Archive {
    let some = |number| NonZeroUsize::new(number).unwrap();
    Archive::new().with_threads(some(threads)).with_window(some(window))
}

fn numbers(count: usize) -> impl Iterator<Item = ArchiveRecord<usize, usize>> + Send {
    (0..count).map(|number| ArchiveRecord::new(number, number))
}

/// All answers, in the order in which they came.
fn all<R: Send, A: Send>(
    archive: &Archive,
    records: impl Iterator<Item = ArchiveRecord<usize, R>> + Send,
    judge: impl Fn(&mut usize, R) -> A + Sync,
) -> Vec<(usize, Result<A, Lost>)> {
    let mut answers = Vec::new();
    let end = archive.run(records, judge, |key, answer| {
        answers.push((key, answer));
        ControlFlow::<Infallible>::Continue(())
    });
    assert!(end.is_continue());
    answers
}

/// Waits for something that other threads do, and not for ever.
fn until(what: impl Fn() -> bool) {
    let begun = Instant::now();
    while !what() {
        assert!(begun.elapsed() < Duration::from_secs(30), "waited in vain");
        std::thread::yield_now();
    }
}

#[test]
fn answers_come_in_the_order_of_the_records() {
    let uneven = |_: &mut usize, number: usize| {
        std::thread::sleep(Duration::from_micros(u64::try_from(number * 7919 % 300).unwrap()));
        number * 2
    };
    for threads in [1, 2, 8] {
        for window in [1, 3, 1000] {
            let answers = all(&with(threads, window), numbers(300), uneven);
            let expected: Vec<_> = (0..300).map(|number| (number, Ok(number * 2))).collect();
            assert_eq!(answers, expected, "{threads} threads, window {window}");
        }
    }
    assert_eq!(all(&with(4, 4), numbers(0), |_, _| ()), []);
}

#[test]
fn no_more_are_under_way_than_the_window_holds() {
    for (threads, window) in [(1, 5), (4, 5), (8, 2), (8, 1)] {
        let (read, written, most) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicUsize::new(0));
        let records = numbers(500).inspect(|_| {
            let under_way = read.fetch_add(1, Ordering::SeqCst) + 1 - written.load(Ordering::SeqCst);
            most.fetch_max(under_way, Ordering::SeqCst);
        });
        let end = with(threads, window).run(
            records,
            |_, number| std::thread::sleep(Duration::from_micros(u64::try_from(number % 50).unwrap())),
            |_, _| {
                written.fetch_add(1, Ordering::SeqCst);
                ControlFlow::<Infallible>::Continue(())
            },
        );
        assert!(end.is_continue());
        let most = most.into_inner();
        assert!(most <= window, "{most} of {window}");
        assert!(threads == 1 || window == 1 || most > 1, "nothing was done side by side");
    }
}

/// The first record is not done before the whole window behind it is, and not one more.
#[test]
fn a_slow_record_stops_the_others_only_when_the_window_is_full() {
    let (judged, read) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let records = numbers(100).inspect(|_| {
        read.fetch_add(1, Ordering::SeqCst);
    });
    let answers = all(&with(2, 10), records, |_, number| {
        if number == 0 {
            until(|| judged.load(Ordering::SeqCst) == 9);
            std::thread::sleep(Duration::from_millis(50));
            assert_eq!(read.load(Ordering::SeqCst), 10);
        }
        judged.fetch_add(1, Ordering::SeqCst);
    });
    assert!(answers.iter().all(|(_, answer)| answer.is_ok()) && answers.len() == 100);
}

/// Whoever sends a record only when the last one is answered gets all answered: none is kept back while another is waited for.
#[test]
fn no_record_waits_for_one_that_is_not_there() {
    for threads in [1, 3] {
        let (asked, sent, answered) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicUsize::new(0));
        let records = std::iter::from_fn(|| {
            asked.fetch_add(1, Ordering::SeqCst);
            until(|| answered.load(Ordering::SeqCst) == sent.load(Ordering::SeqCst));
            let number = sent.fetch_add(1, Ordering::SeqCst);
            (number < 20).then(|| ArchiveRecord::new(number, number))
        });
        let end = with(threads, 10).run(
            records,
            // Of several threads another one is waiting for the next record by now.
            |_, number| until(|| threads == 1 || asked.load(Ordering::SeqCst) > number + 1),
            |_, _| {
                answered.fetch_add(1, Ordering::SeqCst);
                ControlFlow::<Infallible>::Continue(())
            },
        );
        assert!(end.is_continue());
        assert_eq!(answered.into_inner(), 20);
    }
}

/// Who has nothing to do gets the first record that is read, although more are at hand.
#[test]
fn reading_ahead_keeps_nobody_waiting() {
    let (read, judged) = (AtomicUsize::new(0), AtomicUsize::new(0));
    // All threads have come before the first record is read; the third is read when one of the others has been judged.
    let records = numbers(10).inspect(|_| match read.fetch_add(1, Ordering::SeqCst) {
        0 => std::thread::sleep(Duration::from_millis(50)),
        2 => until(|| judged.load(Ordering::SeqCst) > 0),
        _ => {}
    });
    let answers = all(&with(3, 10), records, |_, _| judged.fetch_add(1, Ordering::SeqCst));
    assert_eq!(answers.len(), 10);
}

#[test]
fn heavy_records_go_alone() {
    let under_way = Mutex::new(Vec::new());
    let weigh = |number: usize| if number.is_multiple_of(10) { 1000 } else { 10 };
    let records = (0..200).map(|number| {
        under_way.lock().unwrap().push(number);
        ArchiveRecord::new(number, number).weighing(weigh(number))
    });
    let end = with(4, 1000).with_bytes(100).run(
        records,
        |_, _| (),
        |key, _| {
            let mut under_way = under_way.lock().unwrap();
            let bytes: usize = under_way.iter().map(|number| weigh(*number)).sum();
            assert!(bytes < 100 + 1000, "{under_way:?}");
            under_way.retain(|number| *number != key);
            ControlFlow::<Infallible>::Continue(())
        },
    );
    assert!(end.is_continue());
}

/// One by one, and none is waited for in vain.
#[test]
fn no_octets_at_all_are_one_record() {
    for (threads, weight) in [(1, 0), (3, 0), (1, 5), (3, 5)] {
        let (read, written) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let records = (0..100).map(|number| {
            assert_eq!(read.fetch_add(1, Ordering::SeqCst), written.load(Ordering::SeqCst), "{weight}");
            ArchiveRecord::new(number, number).weighing(weight)
        });
        let end = with(threads, 64).with_bytes(0).run(
            records,
            |_, _| (),
            |_, _| {
                written.fetch_add(1, Ordering::SeqCst);
                ControlFlow::<Infallible>::Continue(())
            },
        );
        assert!(end.is_continue());
        assert_eq!(written.into_inner(), 100);
    }
}

/// Records of these weights, some of them at hand, that look at the bounds whenever one is read.
struct Bounded<'a> {
    weights: std::iter::Enumerate<std::slice::Iter<'a, usize>>,
    at_hand: &'a [bool],
    window: usize,
    bytes: usize,
    /// Records under way, and their octets.
    under_way: &'a Mutex<(usize, usize)>,
}

impl Iterator for Bounded<'_> {
    type Item = ArchiveRecord<usize, usize>;

    fn next(&mut self) -> Option<Self::Item> {
        let (number, &weight) = self.weights.next()?;
        let mut under_way = self.under_way.lock().unwrap();
        let (records, bytes) = *under_way;
        assert!(records == 0 || (records < self.window && bytes < self.bytes), "{under_way:?}");
        *under_way = (records + 1, bytes + weight);
        Some(ArchiveRecord::new(number, weight).weighing(weight))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.weights.len();
        (usize::from(left > 0 && self.at_hand[left % self.at_hand.len()]), None)
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    /// Each once, in order, and within the bounds, whatever these are.
    #[test]
    fn order_and_bounds_hold_whatever_is_set(
        threads in 1..7_usize,
        window in 1..24_usize,
        bytes in 0..60_usize,
        weights in vec(0..30_usize, 0..150),
        at_hand in vec(any::<bool>(), 1..6),
    ) {
        let under_way = Mutex::new((0, 0));
        let weights_left = weights.iter().enumerate();
        let records =
            Bounded { weights: weights_left, at_hand: &at_hand, window, bytes, under_way: &under_way };
        let mut answered = Vec::new();
        let end = with(threads, window).with_bytes(bytes).run(
            records,
            |_, weight| {
                (0..weight % 4).for_each(|_| std::thread::yield_now());
                weight
            },
            |number, weight| {
                let weight = weight.unwrap();
                let mut under_way = under_way.lock().unwrap();
                *under_way = (under_way.0 - 1, under_way.1 - weight);
                answered.push((number, weight));
                ControlFlow::<Infallible>::Continue(())
            },
        );
        prop_assert!(end.is_continue());
        prop_assert_eq!(answered, weights.into_iter().enumerate().collect::<Vec<_>>());
    }
}

/// Fail closed: no verdict, and the name that the judge had given is still there.
#[test]
fn a_panic_costs_one_record() {
    for threads in [1, 3] {
        let answers = all(&with(threads, 8), numbers(50), |key, number| {
            *key += 1000;
            assert!(number % 10 != 7, "a panic that this test wants");
            number
        });
        assert_eq!(answers.len(), 50);
        for (number, (key, answer)) in answers.into_iter().enumerate() {
            let expected = if number % 10 == 7 { Err(Lost) } else { Ok(number) };
            assert_eq!((key, answer), (number + 1000, expected));
        }
    }
}

#[test]
fn whoever_takes_the_answers_can_end_the_run() {
    for threads in [1, 4] {
        let read = AtomicUsize::new(0);
        let endless = std::iter::repeat_with(|| {
            let number = read.fetch_add(1, Ordering::SeqCst);
            ArchiveRecord::new(number, number)
        });
        let mut taken = 0;
        let end = with(threads, 16).run(
            endless,
            |_, number| number,
            |_, _| {
                taken += 1;
                if taken == 100 { ControlFlow::Break("enough") } else { ControlFlow::Continue(()) }
            },
        );
        assert_eq!((end, taken), (ControlFlow::Break("enough"), 100));
        assert!(read.into_inner() <= 100 + 16);
    }
}

/// No answer comes after the one that ended the run, whatever other threads have ready.
#[test]
fn the_end_is_the_end() {
    for threads in [2, 3, 6] {
        for _ in 0..300 {
            let mut taken = 0;
            let end = with(threads, 1000).run(
                numbers(10_000),
                |_, _| (),
                |_, _| {
                    taken += 1;
                    if taken == 100 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
                },
            );
            assert_eq!((end, taken), (ControlFlow::Break(()), 100));
        }
    }
}

#[test]
fn what_is_in_hand_at_the_end_is_not_judged() {
    let judged = AtomicUsize::new(0);
    let judge = |_: &mut usize, _| judged.fetch_add(1, Ordering::SeqCst);
    assert!(with(1, 64).run(numbers(64), judge, |_, _| ControlFlow::Break(())).is_break());
    assert_eq!(judged.into_inner(), 1);
}

/// Twenty records, all at hand, and then an end; it counts how often it is asked for one.
struct Source<'a> {
    asked: &'a AtomicUsize,
    end: End,
    has_panicked: AtomicBool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum End {
    None,
    PanicInNext,
    PanicInSizeHint,
}

impl Iterator for Source<'_> {
    type Item = ArchiveRecord<usize, usize>;

    fn next(&mut self) -> Option<Self::Item> {
        let number = self.asked.fetch_add(1, Ordering::SeqCst);
        if number == 20 && self.end == End::PanicInNext {
            panic_while_others_wait();
        }
        (number != 20 || self.end != End::None).then(|| ArchiveRecord::new(number, number))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let is_over = self.asked.load(Ordering::SeqCst) == 20 && self.end == End::PanicInSizeHint;
        if is_over && !self.has_panicked.swap(true, Ordering::SeqCst) {
            panic_while_others_wait();
        }
        (1, None)
    }
}

fn panic_while_others_wait() {
    std::thread::sleep(Duration::from_millis(10));
    panic!("a panic that this test wants");
}

#[test]
fn what_has_ended_or_panicked_is_not_asked_again() {
    for (end, times) in [(End::None, 21), (End::PanicInNext, 21), (End::PanicInSizeHint, 20)] {
        for (threads, _) in [1, 2, 6].into_iter().flat_map(|threads| (0..5).map(move |run| (threads, run))) {
            let asked = AtomicUsize::new(0);
            let source = Source { asked: &asked, end, has_panicked: AtomicBool::new(false) };
            let run = || all(&with(threads, 64), source, |_, number| number).len();
            let outcome = catch_unwind(AssertUnwindSafe(run));
            assert_eq!(outcome.ok(), (end == End::None).then_some(20), "{end:?}");
            assert_eq!(asked.into_inner(), times, "{end:?}, {threads} threads");
        }
    }
}

/// Neither hangs, whatever the other threads wait for.
#[test]
fn panics_of_the_reader_and_of_the_writer_are_passed_on() {
    for threads in [1, 4] {
        let reader = (0..1000).map(|number| {
            assert!(number != 300, "a panic that this test wants");
            ArchiveRecord::new(number, number)
        });
        assert!(catch_unwind(AssertUnwindSafe(|| all(&with(threads, 4), reader, |_, _| ()))).is_err());
        let writer = |key: usize, _| {
            assert!(key != 300, "a panic that this test wants");
            ControlFlow::<Infallible>::Continue(())
        };
        let run = || with(threads, 4).run(numbers(1000), |_, _| (), writer);
        assert!(catch_unwind(AssertUnwindSafe(run)).is_err());
    }
}

/// Reports, octet for octet, by one validator that all threads share.
#[test]
fn verdicts_do_not_depend_on_the_number_of_threads() {
    let requests: Vec<_> = common::archive::manifest().iter().map(common::archive::Line::request).collect();
    let validators: Vec<_> = requests.iter().map(common::archive::Request::validator).collect();
    let records = || (0..2 * requests.len()).map(|key| ArchiveRecord::new(key, key % requests.len()));
    let judge = |_: &mut usize, place: usize| {
        let request = &requests[place];
        let verdict = validators[place].verify_request(&request.asked(), request.moment);
        format!("{:?}", verdict.report())
    };
    let alone = all(&with(1, 1), records(), judge);
    assert_eq!(alone, all(&with(2, 64), records(), judge));
    assert_eq!(alone, all(&with(8, 7), records(), judge));
}

#[test]
fn a_record_shows_nothing_of_what_is_in_it() {
    let record = ArchiveRecord::new("010101100018", "a signed request").weighing(16);
    assert_eq!(format!("{record:?}"), "ArchiveRecord { bytes: 16, .. }");
}
