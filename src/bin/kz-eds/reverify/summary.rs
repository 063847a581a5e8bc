//! What a run came to, in numbers.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::answer::{Answer, Outcome};

#[derive(Default)]
pub(super) struct Summary {
    records: u64,
    passed: u64,
    failed: u64,
    indeterminate: u64,
    unjudged: u64,
    /// Records that expected something, and how many of them got it.
    expecting: u64,
    as_expected: u64,
    /// Records by each reason against them; one may have several.
    reasons: BTreeMap<Cow<'static, str>, u64>,
}

impl Summary {
    pub(super) fn count(&mut self, answer: &Answer) {
        self.records += 1;
        let column = match answer.indication {
            Some(Outcome::TotalPassed) => &mut self.passed,
            Some(Outcome::TotalFailed) => &mut self.failed,
            Some(Outcome::Indeterminate) => &mut self.indeterminate,
            None => &mut self.unjudged,
        };
        *column += 1;
        self.expecting += u64::from(answer.as_expected.is_some());
        self.as_expected += u64::from(answer.as_expected == Some(true));
        for reason in answer.reasons.iter().flatten() {
            if let Some(count) = self.reasons.get_mut(reason) {
                *count += 1;
            } else {
                self.reasons.insert(reason.clone(), 1);
            }
        }
    }

    /// 1 if all must pass and do not: where nothing was judged, nothing passed. 2 if any has no verdict.
    pub(super) const fn exit_status(&self, is_strict: bool) -> u8 {
        if is_strict && (self.records == 0 || self.passed < self.records) {
            1
        } else if self.unjudged > 0 {
            2
        } else {
            0
        }
    }

    /// A line for each reason, the most frequent first.
    pub(super) fn reasons(&self) -> String {
        let mut reasons: Vec<_> = self.reasons.iter().collect();
        reasons.sort_by(|(_, one), (_, other)| other.cmp(one));
        reasons.iter().fold(String::new(), |mut text, (reason, count)| {
            let _ = writeln!(text, "{count:>9}  {reason}");
            text
        })
    }

    /// All of it in one line.
    pub(super) fn total(&self) -> String {
        let Self { records, passed, failed, indeterminate, unjudged, expecting, as_expected, .. } = self;
        let mut text = format!(
            "{records} records: {passed} passed, {failed} failed, {indeterminate} indeterminate, {unjudged} not judged"
        );
        if *expecting > 0 {
            let _ = write!(text, "; {as_expected} of {expecting} as the manifest expects");
        }
        text
    }
}
