//! `--diff`: what has changed since an earlier run over the same records.

use std::collections::VecDeque;
use std::fmt;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use serde_json::json;

use super::answer::Answer;
use super::lines::{Lines, Text};
use crate::Failure;

/// Records that may have come or gone in one place. Further than that nobody looks, so that memory stays bounded.
const REACH: usize = 1024;

/// The earlier answers, read beside the records: the same order is taken for granted, and missed where it is not.
pub(super) struct Diff {
    lines: Lines<BufReader<File>>,
    name: String,
    /// Earlier answers that were read and not met yet.
    ahead: VecDeque<Answer>,
    /// The last that were on one side only.
    new: Recent,
    missing: Recent,
    new_in_a_row: usize,
    counts: Counts,
}

#[derive(Clone, Copy, Default)]
pub(super) struct Counts {
    changed: u64,
    same: u64,
    new: u64,
    missing: u64,
}

/// The last ids, a bounded number of them.
#[derive(Default)]
struct Recent(VecDeque<String>);

impl Diff {
    pub(super) fn open(path: &Path) -> Result<Self, Failure> {
        let name = path.display().to_string();
        let file = File::open(path).map_err(|error| format!("{name}: {error}"))?;
        Ok(Self {
            lines: Lines::new(BufReader::new(file)),
            name,
            ahead: VecDeque::new(),
            new: Recent::default(),
            missing: Recent::default(),
            new_in_a_row: 0,
            counts: Counts::default(),
        })
    }

    /// A line that shows both, if the verdict or its reasons are others than before.
    pub(super) fn compare(&mut self, now: &Answer) -> Result<Option<String>, Failure> {
        let Some(before) = self.find(now.id.as_deref())? else {
            self.is_new(now.id.as_deref())?;
            return Ok(None);
        };
        self.new_in_a_row = 0;
        if before.agrees(now) {
            self.counts.same += 1;
            return Ok(None);
        }
        self.counts.changed += 1;
        Ok(Some(json!({"id": now.id, "earlier": before.found(), "now": now.found()}).to_string()))
    }

    /// The earlier answer to this record; those before it are missing now. A record without a name is met in its
    /// place or not at all.
    fn find(&mut self, id: Option<&str>) -> Result<Option<Answer>, Failure> {
        let reach = if id.is_some() { REACH } else { 0 };
        for place in 0..=reach {
            if place == self.ahead.len() {
                let Some(answer) = self.read()? else { return Ok(None) };
                self.ahead.push_back(answer);
            }
            if self.ahead.get(place).is_some_and(|answer| answer.id.as_deref() == id) {
                let passed: Vec<_> = self.ahead.drain(..place).collect();
                passed.iter().try_for_each(|answer| self.is_missing(answer))?;
                return Ok(self.ahead.pop_front());
            }
        }
        Ok(None)
    }

    fn read(&mut self) -> Result<Option<Answer>, Failure> {
        let line = self.lines.next().map_err(|error| format!("{}: {error}", self.name))?;
        let Some(line) = line else { return Ok(None) };
        let answer = match line.text {
            Text::Whole(text) | Text::Unended(text) => Answer::parse(&text),
            Text::TooLong => Err("no answer of this command".to_owned()),
        };
        answer.map(Some).map_err(|why| format!("{}, line {}: {why}", self.name, line.number))
    }

    fn is_new(&mut self, id: Option<&str>) -> Result<(), Failure> {
        self.counts.new += 1;
        self.new_in_a_row += 1;
        let is_lost = self.new_in_a_row > REACH && !self.ahead.is_empty();
        if is_lost || self.missing.has(id) {
            return Err(self.another_order(id));
        }
        self.new.add(id);
        Ok(())
    }

    fn is_missing(&mut self, answer: &Answer) -> Result<(), Failure> {
        self.counts.missing += 1;
        if self.new.has(answer.id.as_deref()) {
            return Err(self.another_order(answer.id.as_deref()));
        }
        self.missing.add(answer.id.as_deref());
        Ok(())
    }

    fn another_order(&self, id: Option<&str>) -> Failure {
        let id = id.unwrap_or("without a name");
        format!("{}: not in the order of these records, seen at record {id}", self.name)
    }

    /// The rest of the earlier answers are missing now.
    pub(super) fn finish(&mut self) -> Result<Counts, Failure> {
        while let Some(answer) = self.ahead.pop_front() {
            self.is_missing(&answer)?;
        }
        while let Some(answer) = self.read()? {
            self.is_missing(&answer)?;
        }
        Ok(self.counts)
    }
}

impl Recent {
    fn has(&self, id: Option<&str>) -> bool {
        id.is_some_and(|id| self.0.iter().any(|known| known == id))
    }

    fn add(&mut self, id: Option<&str>) {
        if self.0.len() >= REACH {
            self.0.pop_front();
        }
        self.0.extend(id.map(str::to_owned));
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { changed, same, new, missing } = self;
        write!(f, "against the earlier run: {changed} changed, {same} same, {new} new, {missing} missing")
    }
}
