//! Two verdicts side by side, and the table of where they may differ.

use std::collections::BTreeSet;
use std::fmt::Debug;

/// What is judged, and why one side refuses it.
pub type Rows = &'static [(&'static str, &'static str)];

/// Disagreements that are written down, by who refuses, each with its reason. Nothing else may disagree, and each of
/// these must.
pub struct Ledger {
    we_refuse: Rows,
    they_refuse: Rows,
    accepted: usize,
    refused: usize,
    seen: BTreeSet<&'static str>,
    wrong: Vec<String>,
}

impl Ledger {
    pub fn new(we_refuse: Rows, they_refuse: Rows) -> Self {
        Self { we_refuse, they_refuse, accepted: 0, refused: 0, seen: BTreeSet::new(), wrong: Vec::new() }
    }

    /// One thing judged twice; `detail` is what a failure shows of our verdict.
    pub fn compare(&mut self, name: &str, ours: bool, theirs: bool, detail: &dyn Debug) {
        let known = |list: Rows| list.iter().map(|(known, _)| *known).find(|known| *known == name);
        let (we, they) = (known(self.we_refuse), known(self.they_refuse));
        let expected = match (ours, theirs) {
            (true, true) | (false, false) => (false, false),
            (false, true) => (true, false),
            (true, false) => (false, true),
        };
        self.seen.extend(we.into_iter().chain(they));
        self.accepted += usize::from(ours && theirs);
        self.refused += usize::from(!ours && !theirs);
        if (we.is_some(), they.is_some()) != expected {
            self.wrong.push(format!("{name}: ours {detail:?}, openssl passes: {theirs}"));
        }
    }

    /// Fails on a disagreement that is not written down, on one that is and does not happen, and if fewer than
    /// `least` were accepted by both.
    pub fn close(mut self, least: usize) {
        let rows = self.we_refuse.iter().chain(self.they_refuse);
        let unseen = rows.filter(|(name, _)| !self.seen.contains(name));
        self.wrong.extend(unseen.map(|(name, _)| format!("{name}: listed, and nowhere to be found")));
        assert!(self.wrong.is_empty(), "{}", self.wrong.join("\n"));
        let (accepted, refused, rows) = (self.accepted, self.refused, self.seen.len());
        println!("both accept {accepted}, both refuse {refused}, written down {rows}");
        assert!(accepted >= least, "both accept {accepted}");
    }
}
