//! One line of the output: what was found of one record.

use std::borrow::Cow;

use kz_eds::{Indication, RequestReport};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::Failure;
use crate::record::Head;

/// The verdict on one record, or why there is none. It is written, and read back by `--resume` and `--diff`.
#[derive(Serialize, Deserialize)]
#[serde(expecting = "an answer")]
pub(crate) struct Answer {
    pub(crate) id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) indication: Option<Outcome>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) reasons: Option<Vec<Cow<'static, str>>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) error: Option<Failure>,
    /// Whether it is what the record expects, if it expects anything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) as_expected: Option<bool>,
    #[serde(skip_deserializing, skip_serializing_if = "Option::is_none")]
    pub(crate) report: Option<Box<RequestReport>>,
}

/// [`Indication`] as it stands in JSON.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Outcome {
    TotalPassed,
    TotalFailed,
    Indeterminate,
}

impl From<Indication> for Outcome {
    fn from(indication: Indication) -> Self {
        match indication {
            Indication::TotalPassed => Self::TotalPassed,
            Indication::TotalFailed => Self::TotalFailed,
            Indication::Indeterminate => Self::Indeterminate,
        }
    }
}

impl Answer {
    /// There is no verdict, whatever was expected.
    pub(crate) fn unjudged(head: &Head, why: Failure) -> Self {
        let as_expected = head.expects_anything.then_some(false);
        Self {
            id: head.id.clone(),
            indication: None,
            reasons: None,
            error: Some(why),
            as_expected,
            report: None,
        }
    }

    /// A line that a run has written.
    pub(crate) fn parse(line: &[u8]) -> Result<Self, Failure> {
        let answer: Self = serde_json::from_slice(line).map_err(|error| error.to_string())?;
        match (&answer.indication, &answer.reasons, &answer.error) {
            (Some(_), Some(_), None) | (None, None, Some(_)) => Ok(answer),
            _ => Err("neither a verdict nor an error".into()),
        }
    }

    /// One line of JSON.
    pub(crate) fn line(&self) -> String {
        // Nothing in it cannot be JSON; if it were so, there would be no verdict.
        serde_json::to_string(self)
            .unwrap_or_else(|error| json!({"id": self.id, "error": error.to_string()}).to_string())
    }

    /// Whether another run came to the same verdict for the same reasons. Why there was none is not compared.
    pub(crate) fn agrees(&self, other: &Self) -> bool {
        (self.indication, &self.reasons) == (other.indication, &other.reasons)
    }

    /// What was found, without what it is about.
    pub(crate) fn found(&self) -> serde_json::Value {
        match (&self.error, self.indication) {
            (None, Some(indication)) => json!({"indication": indication, "reasons": self.reasons}),
            (error, _) => json!({"error": error}),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outcomes_have_the_codes_of_indications() {
        for indication in [Indication::TotalPassed, Indication::TotalFailed, Indication::Indeterminate] {
            assert_eq!(json!(Outcome::from(indication)), indication.code());
        }
    }

    #[test]
    fn only_an_answer_is_one() {
        assert!(Answer::parse(br#"{"id":"1","indication":"total-passed","reasons":[]}"#).is_ok());
        assert!(Answer::parse(br#"{"id":null,"error":"line 3: no JSON"}"#).is_ok());
        for line in [
            &br#"{"id":"1"}"#[..],
            br#"{"id":"1","indication":"total-passed"}"#,
            br#"{"id":"1","indication":"total-passed","reasons":[],"error":"x"}"#,
            br#"{"id":"1","indication":"passed","reasons":[]}"#,
            b"",
        ] {
            assert!(Answer::parse(line).is_err(), "{}", String::from_utf8_lossy(line));
        }
    }
}
