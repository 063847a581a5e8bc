//! What becomes of each answer: written, counted, compared, shown as progress.

use std::io::{self, Write};
use std::ops::ControlFlow;

use super::Judged;
use super::answer::Answer;
use super::diff::Diff;
use super::outlet::Outlet;
use super::progress::Progress;
use super::source::Key;
use super::summary::Summary;
use crate::Failure;
use crate::args::ReverifyArguments;

pub(super) struct Reporter<'o> {
    outlet: &'o Outlet,
    summary: Summary,
    diff: Option<Diff>,
    progress: Progress,
}

impl<'o> Reporter<'o> {
    pub(super) fn new(
        arguments: &ReverifyArguments,
        outlet: &'o Outlet,
        diff: Option<Diff>,
        extent: Option<u64>,
    ) -> Self {
        // Lines and a bar on one terminal would write over each other.
        let progress = Progress::new(extent, arguments.out.is_some() && diff.is_none());
        Self { outlet, summary: Summary::default(), diff, progress }
    }

    pub(super) fn take(&mut self, key: &Key, judged: &Judged) -> ControlFlow<Failure> {
        match self.try_take(key, judged) {
            Ok(()) => ControlFlow::Continue(()),
            Err(failure) => ControlFlow::Break(failure),
        }
    }

    fn try_take(&mut self, key: &Key, judged: &Judged) -> Result<(), Failure> {
        self.outlet.answer(&judged.line)?;
        self.recall(key, &judged.answer);
        let difference = self.diff.as_mut().map(|diff| diff.compare(&judged.answer)).transpose()?;
        difference.flatten().map_or(Ok(()), |line| self.outlet.difference(&line))
    }

    /// Counts an answer that is written already.
    pub(super) fn recall(&mut self, key: &Key, answer: &Answer) {
        self.summary.count(answer);
        self.progress.advance(key.end);
    }

    /// Writes what is still held, and says on standard error what there was. What an earlier run has beyond this one is known
    /// only where this one came to its end.
    pub(super) fn finish(mut self, is_whole: bool) -> Result<Summary, Failure> {
        self.progress.finish();
        let flushed = self.outlet.flush();
        let compared = self.diff.as_mut().filter(|_| is_whole).map(Diff::finish).transpose();
        let counts = compared
            .as_ref()
            .ok()
            .copied()
            .flatten()
            .map_or_else(String::new, |counts| format!("{counts}\n"));
        // Where it cannot be written nobody reads it; the answers and the exit status say the same.
        let _ = writeln!(io::stderr().lock(), "{}{counts}{}", self.summary.reasons(), self.summary.total());
        compared.and(flushed).map(|()| self.summary)
    }
}
