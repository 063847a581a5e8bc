//! What a person sees.

use std::fmt::Write as _;
use std::io::{self, Write as _};

use chrono::{DateTime, Utc};
use kz_eds::{
    AttemptRecord, CertificateRecord, ChangeRecord, EvidenceRecord, Indication, JudgementRecord, Language,
    ProofSource, RequestReport, SignerRecord, TimeStampRecord, Verdict, advice, explain, refusal,
};

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
    let identity = if report.claim.is_none() { " (identity not asked)" } else { "" };
    let mut text = format!("{}{identity}  {}\n", verdict.indication().code(), verdict.message(language));
    for judgement in &report.judgements {
        text.push_str(&line(judgement, language));
    }
    text.push_str(&judged_by(report.judged_time, report.policy.name));
    text.push_str(&proven(report.judged_time, report.time_source));
    if report.claim.is_none() {
        text.push_str("  claim   none: nothing is said about condition 3\n");
    }
    text.push_str(&basis(&report.path, &report.evidence, &report.attempts));
    report.changes.iter().for_each(|found| text.push_str(&change(found, language)));
    text
}

/// The same for a request: the whole, each signer, each document.
pub(crate) fn request(report: &RequestReport, language: Language) -> String {
    let is_passed = report.indication == Indication::TotalPassed;
    let sentence = if is_passed { report.message(language) } else { refusal(language) };
    let mut text = format!("{}  {sentence}\n", report.indication.code());
    report.judgements.iter().for_each(|judgement| text.push_str(&line(judgement, language)));
    text.push_str(&judged_by(report.validation_time, report.policy.name));
    for (place, found) in report.signers.iter().enumerate() {
        text.push_str(&signer(place, found, language));
    }
    for document in &report.documents {
        let _ = writeln!(text, "document {}: {}", escaped(&document.name), document.indication.code());
        document.judgements.iter().for_each(|judgement| text.push_str(&line(judgement, language)));
        for (place, found) in document.signers.iter().enumerate() {
            text.push_str(&signer(place, found, language));
        }
    }
    text
}

fn signer(place: usize, found: &SignerRecord, language: Language) -> String {
    let claim = found.claim.map_or_else(|| "no claim".to_owned(), |claim| claim.role.to_owned());
    let mut text = format!("signer {}: {}, {claim}", place + 1, found.indication.code());
    if let Some(claimed) = found.claimed_signing_time {
        let _ = write!(text, ", says it signed at {}", time(claimed));
    }
    text.push('\n');
    text.push_str(&proven(found.time.judged, found.time.source));
    found.judgements.iter().for_each(|judgement| text.push_str(&line(judgement, language)));
    text.push_str(&basis(&found.path, &found.evidence, &found.attempts));
    found.time_stamps.iter().for_each(|found| text.push_str(&stamp(found, language)));
    found.changes.iter().for_each(|found| text.push_str(&change(found, language)));
    text
}

/// By when the signature is proven to have existed, if it is.
fn proven(judged: DateTime<Utc>, source: ProofSource) -> String {
    match source {
        ProofSource::Validation => String::new(),
        _ => format!("  proven  {} by {}\n", time(judged), source.code()),
    }
}

fn stamp(found: &TimeStampRecord, language: Language) -> String {
    let at = found.gen_time.map_or_else(|| "-".to_owned(), time);
    let mut text = format!("  stamp   {} of {at}: {}\n", found.fingerprint, found.indication.code());
    let adverse = found.judgements.iter().filter(|found| found.indication != Indication::TotalPassed);
    for judgement in adverse {
        let (about, reason) = (judgement.about.code(), judgement.reason);
        let _ = writeln!(text, "          {about:<12} {:<32} {}", reason.code(), explain(reason, language));
    }
    text
}

fn change(found: &ChangeRecord, language: Language) -> String {
    format!("  change  {}: {} {}\n", found.reason, found.change.words(language), time(found.time))
}

/// A caller's name on one line and in one direction, whatever is in it (threat 31).
pub(crate) fn escaped(name: &str) -> String {
    name.chars()
        .map(|letter| if letter.is_control() || turns(letter) { '\u{FFFD}' } else { letter })
        .collect()
}

/// What changes the direction of a text, breaks its line, or is not seen in it.
const fn turns(letter: char) -> bool {
    matches!(
        letter,
        '\u{61C}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}'
    )
}

fn time(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}

fn judged_by(at: DateTime<Utc>, policy: &str) -> String {
    format!("  at      {}, policy {policy}\n", time(at))
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

/// Path and evidence; and, where there is no path, what was tried.
fn basis(path: &[CertificateRecord], evidence: &[EvidenceRecord], attempts: &[AttemptRecord]) -> String {
    let mut text = String::new();
    for record in path {
        let (fingerprint, serial) = (record.fingerprint, record.serial_number);
        let _ = writeln!(text, "  path    {fingerprint} serial {serial} until {}", time(record.not_after));
    }
    for record in evidence {
        let next = record.next_update.map_or_else(|| "-".to_owned(), time);
        let about = record.about.code();
        let from = time(record.this_update);
        let _ = writeln!(text, "  list    {} for {about}, {from} to {next}", record.fingerprint);
    }
    for attempt in attempts {
        let candidate = attempt.candidate.map_or_else(|| "nobody".to_owned(), |found| found.to_string());
        let _ = writeln!(text, "  tried   {candidate} for {}: {}", attempt.certificate, attempt.reason);
    }
    text
}
