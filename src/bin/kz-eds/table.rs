//! What a person sees.

use std::fmt::Write as _;
use std::io::{self, Write as _};

use kz_eds::{Indication, JudgementRecord, Language, Report, Verdict, advice, explain};

use crate::Failure;

/// Writes to standard output. A reader that has gone away (`| head`) is no failure.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    match io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(format!("standard output: {error}")),
        _ => Ok(()),
    }
}

/// The verdict in one line, each judgement in two, and what it rests on.
pub(crate) fn verdict(verdict: &Verdict, language: Language) -> String {
    let report = verdict.report();
    let mut text = format!("{}  {}\n", verdict.indication().code(), verdict.message(language));
    for judgement in &report.judgements {
        text.push_str(&line(judgement, language));
    }
    text.push_str(&basis(report));
    text
}

fn line(judgement: &JudgementRecord, language: Language) -> String {
    let mark = match judgement.indication {
        Indication::TotalFailed => "failed",
        Indication::Indeterminate => "open",
        Indication::TotalPassed => "note",
    };
    let mut text = format!(
        "  {mark:<7}{:<12} {:<32} {}\n",
        judgement.about.code(),
        judgement.reason.code(),
        explain(judgement.reason, language)
    );
    for fact in &judgement.facts {
        let _ = writeln!(text, "{:21} {}: {}", "", fact.name(), fact.value());
    }
    if judgement.indication != Indication::TotalPassed {
        let _ = writeln!(text, "{:21} → {}", "", advice(judgement.reason, language));
    }
    text
}

/// Time, policy, path and evidence; and, where there is no path, what was tried.
fn basis(report: &Report) -> String {
    let mut text = String::new();
    let time = |time: chrono::DateTime<chrono::Utc>| time.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    let _ = writeln!(text, "  at      {}, policy {}", time(report.judged_time), report.policy.name);
    if report.claim.is_none() {
        let _ = writeln!(text, "  claim   none: nothing is said about condition 3");
    }
    for record in &report.path {
        let _ = writeln!(
            text,
            "  path    {} serial {} until {}",
            record.fingerprint,
            record.serial_number,
            time(record.not_after)
        );
    }
    for record in &report.evidence {
        let next = record.next_update.map_or_else(|| "-".to_owned(), time);
        let about = record.about.code();
        let _ = writeln!(
            text,
            "  list    {} for {about}, {} to {next}",
            record.fingerprint,
            time(record.this_update)
        );
    }
    for attempt in &report.attempts {
        let candidate = attempt.candidate.map_or_else(|| "nobody".to_owned(), |found| found.to_string());
        let _ = writeln!(text, "  tried   {candidate} for {}: {}", attempt.certificate, attempt.reason);
    }
    text
}
