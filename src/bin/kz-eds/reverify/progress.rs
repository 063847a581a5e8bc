//! Progress on a terminal.

use std::io::{IsTerminal, stderr, stdout};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

/// How often what is shown changes.
const PAUSE: Duration = Duration::from_millis(200);

/// A bar with the rate and the time left, or nothing where nobody looks.
pub(super) struct Progress {
    bar: Option<ProgressBar>,
    records: u64,
    begun: Instant,
    shown: Instant,
}

impl Progress {
    /// `extent` is what the ends of records grow up to, if that is known; `is_alone`: standard output has no lines.
    pub(super) fn new(extent: Option<u64>, is_alone: bool) -> Self {
        let is_seen = stderr().is_terminal() && (is_alone || !stdout().is_terminal());
        let now = Instant::now();
        Self { bar: is_seen.then(|| bar(extent)), records: 0, begun: now, shown: now }
    }

    /// One more record, which ends here.
    pub(super) fn advance(&mut self, end: u64) {
        self.records += 1;
        let Some(bar) = &self.bar else { return };
        if self.shown.elapsed() >= PAUSE {
            self.shown = Instant::now();
            let records = u32::try_from(self.records).map_or(f64::INFINITY, f64::from);
            let rate = records / self.begun.elapsed().as_secs_f64();
            bar.set_message(format!("{} records, {rate:.0} a second", self.records));
            bar.set_position(end);
        }
    }

    pub(super) fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

fn bar(extent: Option<u64>) -> ProgressBar {
    let (bar, template) = match extent {
        Some(extent) => (ProgressBar::new(extent), "{bar:30} {percent:>3} %  {msg}, {eta} left"),
        None => (ProgressBar::new_spinner(), "{spinner} {msg}, {elapsed}"),
    };
    match ProgressStyle::with_template(template) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
