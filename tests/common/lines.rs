//! The lines of `testdata/cases.jsonl` and `testdata/archive/manifest.jsonl`, and how answers are held against them.

use std::path::Path;

use kz_eds::{AllowedList, Bin, Claim, EvidenceRule, IdentityRule, Iin, Number, Reason, Role};
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// One JSON object a line.
pub fn read<T: DeserializeOwned>(file: &Path) -> Vec<T> {
    let text = std::fs::read_to_string(file).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")))
        .collect()
}

/// Who is asked for.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClaimLine {
    pub role: String,
    pub iin: Option<String>,
    pub bin: Option<String>,
    pub rule: Option<String>,
    pub allowed_bins: Option<Vec<String>>,
}

impl ClaimLine {
    pub fn claim(&self) -> Claim {
        let iin = self.iin.as_deref().map(|text| Iin::parse(text).unwrap());
        let bin = self.bin.as_deref().map(|text| Bin::parse(text).unwrap());
        let rule = match (self.rule.as_deref(), &self.allowed_bins) {
            (_, Some(bins)) => {
                let bins: AllowedList = bins.iter().map(|text| Bin::parse(text).unwrap()).collect();
                IdentityRule::Allowed(bins)
            }
            (Some("iin"), _) => IdentityRule::IinOnly(iin),
            (Some("bin"), _) => IdentityRule::BinOnly(bin),
            (None, _) => IdentityRule::IinOrBin(iin.map(Number::from).or(bin.map(Number::from))),
            (Some(other), _) => panic!("unknown rule {other}"),
        };
        Claim::new(Role::from_code(&self.role).unwrap(), rule)
    }
}

/// What a line says of revocation evidence for authorities.
pub fn ca_evidence(word: &str) -> EvidenceRule {
    match word {
        "required" => EvidenceRule::Required,
        "if-given" => EvidenceRule::IfGiven,
        other => panic!("unknown ca_evidence {other}"),
    }
}

/// Codes as lines have them.
pub fn codes(reasons: &[Reason]) -> Vec<&'static str> {
    reasons.iter().map(|reason| reason.code()).collect()
}

/// What a line wants to come out, and why.
pub struct Expected<'a> {
    pub id: &'a str,
    pub indication: &'a str,
    pub reasons: &'a [String],
    pub note: &'a str,
}

/// What came out wrong, all of it at once.
#[derive(Default)]
pub struct Ledger {
    asked: usize,
    wrong: Vec<String>,
}

impl Ledger {
    pub fn hold(&mut self, expected: &Expected<'_>, indication: &str, reasons: &[Reason]) {
        let Expected { id, indication: wanted, reasons: codes_wanted, note } = expected;
        let found = codes(reasons);
        self.asked += 1;
        if indication != *wanted || found != **codes_wanted {
            self.wrong.push(format!(
                "{id}: expected {wanted} {codes_wanted:?}, got {indication} {found:?} ({note})"
            ));
        }
    }

    /// No fewer lines than these, and none of them wrong.
    pub fn close(self, at_least: usize) {
        assert!(self.asked >= at_least, "{} of {at_least} lines are there", self.asked);
        assert!(
            self.wrong.is_empty(),
            "{} of {} wrong:\n{}",
            self.wrong.len(),
            self.asked,
            self.wrong.join("\n")
        );
    }
}
