//! What becomes of each answer: written, counted, compared, shown as progress.

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
        extent: Option<u64>,
    ) -> Result<Self, Failure> {
        let diff = arguments.diff.as_deref().map(Diff::open).transpose()?;
        // Lines and a bar on one terminal would write over each other.
        let progress = Progress::new(extent, arguments.out.is_some());
        Ok(Self { outlet, summary: Summary::default(), diff, progress })
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

    /// Writes what is still held, and says on standard error what there was.
    pub(super) fn finish(mut self) -> Result<Summary, Failure> {
        self.progress.finish();
        let flushed = self.outlet.flush();
        let compared = self.diff.as_mut().map(Diff::finish).transpose();
        eprint!("{}", self.summary.reasons());
        if let Some(counts) = compared? {
            eprintln!("{counts}");
        }
        eprintln!("{}", self.summary.total());
        flushed.map(|()| self.summary)
    }
}
