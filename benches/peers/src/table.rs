//! The tables, in Markdown or as JSON Lines.

use std::time::Duration;

use serde_json::json;

/// What a ratio should be.
#[derive(Clone, Copy)]
pub enum Target {
    /// So many times as fast as the other.
    Faster(f64),
    /// At most so many times the time of the other.
    AtMost(f64),
    /// Shown for comparison: how much faster than the other.
    None,
    /// Shown for comparison: how much of the other's time.
    Shown,
}

impl Target {
    /// One figure for the default build, one for `aws-lc`.
    pub fn faster(by_default: f64, aws_lc: f64) -> Self {
        Self::Faster(if cfg!(feature = "aws-lc") { aws_lc } else { by_default })
    }

    /// The same for a bound.
    pub fn at_most(by_default: f64, aws_lc: f64) -> Self {
        Self::AtMost(if cfg!(feature = "aws-lc") { aws_lc } else { by_default })
    }

    /// The ratio that is compared, and whether it is met.
    fn judge(self, ours: f64, other: f64) -> (f64, Option<bool>) {
        match self {
            Self::Faster(target) => (other / ours, Some(other / ours >= target)),
            Self::AtMost(target) => (ours / other, Some(ours / other <= target)),
            Self::None => (other / ours, None),
            Self::Shown => (ours / other, None),
        }
    }
}

/// One line: something, and what it is held against.
pub struct Line {
    pub work: String,
    pub ours: Duration,
    pub against: &'static str,
    pub other: Duration,
    pub target: Target,
}

/// Lines that belong together.
pub struct Table {
    title: &'static str,
    lines: Vec<Line>,
}

/// How tables are printed.
#[derive(Clone, Copy)]
pub enum Form {
    Markdown,
    Json,
}

impl Table {
    pub fn new(title: &'static str) -> Self {
        Self { title, lines: Vec::new() }
    }

    pub fn line(
        &mut self,
        work: impl Into<String>,
        ours: Duration,
        against: &'static str,
        other: Duration,
        target: Target,
    ) {
        self.lines.push(Line { work: work.into(), ours, against, other, target });
    }

    pub fn print(&self, form: Form) {
        match form {
            Form::Json => self.lines.iter().for_each(|line| println!("{}", line.json(self.title))),
            Form::Markdown => {
                println!("\n### {}\n", self.title);
                println!("| work | kz-eds | held against | | ratio | target | met |");
                println!("|---|---:|---|---:|---:|---|---|");
                self.lines.iter().for_each(|line| println!("{}", line.markdown()));
            }
        }
    }
}

impl Line {
    fn judge(&self) -> (f64, Option<bool>) {
        self.target.judge(self.ours.as_secs_f64(), self.other.as_secs_f64())
    }

    fn markdown(&self) -> String {
        let Self { work, ours, against, other, target } = self;
        let (ratio, met) = self.judge();
        let target = match target {
            Target::Faster(times) => format!("≥ {times}×"),
            Target::AtMost(times) => format!("≤ {times}×"),
            Target::None | Target::Shown => String::new(),
        };
        let met = met.map_or("", |met| if met { "yes" } else { "**no**" });
        let ratio = match self.target {
            Target::Faster(_) | Target::None => format!("{ratio:.2}× as fast"),
            Target::AtMost(_) | Target::Shown => format!("{ratio:.2}× its time"),
        };
        let (ours, other) = (shown(*ours), shown(*other));
        format!("| {work} | {ours} | {against} | {other} | {ratio} | {target} | {met} |")
    }

    fn json(&self, table: &str) -> serde_json::Value {
        let (ratio, met) = self.judge();
        json!({
            "table": table,
            "work": self.work,
            "seconds": self.ours.as_secs_f64(),
            "against": self.against,
            "against_seconds": self.other.as_secs_f64(),
            "ratio": ratio,
            "met": met,
        })
    }
}

fn shown(time: Duration) -> String {
    match time.as_secs_f64() {
        seconds if seconds < 1e-6 => format!("{:.0} ns", seconds * 1e9),
        seconds if seconds < 1e-3 => format!("{:.1} µs", seconds * 1e6),
        seconds => format!("{:.2} ms", seconds * 1e3),
    }
}
