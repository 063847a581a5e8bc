//! One record of an archive: what it names, what it is judged by, what comes of it.

mod claim;
mod parts;

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use kz_eds::{Certificate, Claim, Document, Moment, RequestVerdict, SignedRequest};
use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::Failure;
use crate::reverify::{Answer, Basis, Usual};
use claim::RecordClaim;
use parts::{Content, Inline, Named, Part, Room};

/// A record; paths start from the manifest's folder. What is left out is as the command line says.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub(crate) struct Record {
    id: Option<String>,
    message: Option<PathBuf>,
    message_base64: Option<Inline>,
    content: Option<PathBuf>,
    content_base64: Option<Inline>,
    #[serde(default)]
    documents: Vec<RecordDocument>,
    expected_documents: Option<Vec<String>>,
    claims: Option<Vec<RecordClaim>>,
    checked_as: Option<PathBuf>,
    checked_as_base64: Option<Inline>,
    #[serde(default)]
    unsigned_by_procedure: bool,
    at: Option<String>,
    received_at: Option<String>,
    policy: Option<String>,
    ca_evidence: Option<String>,
    trust: Option<Vec<PathBuf>>,
    evidence: Option<Vec<PathBuf>>,
    /// What must come out, for archives that are tests.
    indication: Option<String>,
    reasons: Option<Vec<String>>,
    #[allow(dead_code)] // for people
    note: Option<IgnoredAny>,
    #[serde(skip)]
    folder: PathBuf,
}

/// What an answer is known by, and whether anything must come out.
#[derive(Default)]
pub(crate) struct Head {
    pub(crate) id: Option<String>,
    pub(crate) expects_anything: bool,
}

impl Head {
    /// Of a line of which nothing else may be readable.
    pub(crate) fn of(line: &[u8]) -> Self {
        #[derive(Deserialize)]
        struct Told {
            id: Option<String>,
            indication: Option<IgnoredAny>,
            reasons: Option<IgnoredAny>,
        }
        object::<Told>(line).map_or_else(
            |_| Self::default(),
            |Told { id, indication, reasons }| Self {
                id,
                expects_anything: indication.or(reasons).is_some(),
            },
        )
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object")]
struct RecordDocument {
    name: String,
    message: Option<PathBuf>,
    message_base64: Option<Inline>,
    content: Option<PathBuf>,
    content_base64: Option<Inline>,
}

/// What the record names, in memory.
struct Parts<'r> {
    form: Option<Part<'r>>,
    documents: Vec<(&'r str, Part<'r>)>,
    checked_as: Option<Cow<'r, [u8]>>,
}

impl Record {
    /// A request with nothing said beside it: the message in this file, with its content inside.
    pub(crate) fn of_file(file: PathBuf) -> Self {
        Self { id: Self::name_of(&file), message: Some(file), ..Self::default() }
    }

    /// One line of a manifest that lies in `folder`.
    pub(crate) fn parse(line: &[u8], folder: &Path) -> Result<Self, Failure> {
        let record: Self = object(line)?;
        Ok(Self { folder: folder.to_owned(), ..record })
    }

    pub(crate) fn name_of(file: &Path) -> Option<String> {
        Some(file.file_name()?.to_string_lossy().into_owned())
    }

    pub(crate) fn head(&self) -> Head {
        Head { id: self.id.clone(), expects_anything: self.expects_anything() }
    }

    fn basis(&self) -> Basis {
        let paths = |names: &Option<Vec<PathBuf>>| {
            names.as_ref().map(|names| names.iter().map(|name| self.folder.join(name)).collect())
        };
        Basis {
            trust: paths(&self.trust),
            evidence: paths(&self.evidence),
            policy: self.policy.clone(),
            ca_evidence: self.ca_evidence.clone(),
        }
    }

    /// Judges it.
    pub(crate) fn judge(&self, usual: &Usual) -> Result<Answer, Failure> {
        let validator = usual.validator(self.basis())?;
        let moment = self.moment(usual)?;
        let parts = self.parts()?;
        let request = self.request(&parts, usual.claim.as_ref())?;
        Ok(self.answer(&validator.verify_request(&request, moment), usual.with_report()))
    }

    fn moment(&self, usual: &Usual) -> Result<Moment, Failure> {
        let at = self.at.as_deref().map(|text| time("at", text)).transpose()?;
        let received = self.received_at.as_deref().map(|text| time("received_at", text)).transpose()?;
        let moment = Moment::at(at.unwrap_or(usual.now));
        Ok(received.or(usual.received).map_or(moment, |received| moment.proven_by(received)))
    }

    /// Whether anything must come out of it.
    const fn expects_anything(&self) -> bool {
        self.indication.is_some() || self.reasons.is_some()
    }

    fn parts(&self) -> Result<Parts<'_>, Failure> {
        let mut room = Room::new();
        let form = Part::read(
            Named { what: "message", path: self.message.as_deref(), inline: self.message_base64.as_ref() },
            Named { what: "content", path: self.content.as_deref(), inline: self.content_base64.as_ref() },
            &self.folder,
            &mut room,
        )?;
        let documents = self.documents.iter().map(|document| document.part(&self.folder, &mut room));
        let documents = documents.collect::<Result<_, _>>()?;
        let (path, inline) = (self.checked_as.as_deref(), self.checked_as_base64.as_ref());
        let checked_as = Named { what: "checked_as", path, inline }.read(&self.folder, &mut room)?;
        Ok(Parts { form, documents, checked_as })
    }

    fn request<'a>(&self, parts: &'a Parts<'_>, usual: Option<&Claim>) -> Result<SignedRequest<'a>, Failure> {
        let request = self.expecting(self.form(parts)?, usual)?;
        let mut request = parts
            .documents
            .iter()
            .fold(request, |request, (name, part)| request.with_document(document(name, part)));
        if let Some(names) = &self.expected_documents {
            request = request.expects_documents(names);
        }
        let Some(bytes) = &parts.checked_as else { return Ok(request) };
        let certificate = Certificate::parse(bytes).map_err(|error| format!("checked_as: {error}"))?;
        Ok(request.checked_as(certificate.fingerprint()))
    }

    fn form<'a>(&self, parts: &'a Parts<'_>) -> Result<SignedRequest<'a>, Failure> {
        match &parts.form {
            Some(Part { message, content: None }) => Ok(SignedRequest::attached(message)),
            Some(Part { message, content: Some(Content::Bytes(content)) }) => {
                Ok(SignedRequest::detached(message, content))
            }
            Some(Part { message, content: Some(Content::Digests(digests)) }) => {
                Ok(SignedRequest::hashed(message, digests))
            }
            None if self.unsigned_by_procedure => Ok(SignedRequest::unsigned_by_procedure()),
            None => Err("the record names no message".into()),
        }
    }

    /// With the record's claims, else with the command line's.
    fn expecting<'a>(
        &self,
        request: SignedRequest<'a>,
        usual: Option<&Claim>,
    ) -> Result<SignedRequest<'a>, Failure> {
        match (&self.claims, usual) {
            (Some(claims), _) => {
                let claims = claims.iter().map(RecordClaim::claim).collect::<Result<Vec<_>, _>>()?;
                Ok(claims.into_iter().fold(request, SignedRequest::expects))
            }
            (None, Some(claim)) => Ok(request.expects(claim.clone())),
            (None, None) => Ok(request.allowing_other_signers()),
        }
    }

    fn answer(&self, verdict: &RequestVerdict<'_>, with_report: bool) -> Answer {
        let indication = verdict.indication();
        let reasons: Vec<_> = verdict.reasons().iter().map(|reason| reason.code()).collect();
        let as_expected = self.expects_anything().then(|| {
            self.indication.as_ref().is_none_or(|wanted| wanted == indication.code())
                && self.reasons.as_ref().is_none_or(|wanted| *wanted == reasons)
        });
        Answer {
            id: self.id.clone(),
            indication: Some(indication.into()),
            reasons: Some(reasons.into_iter().map(Into::into).collect()),
            error: None,
            as_expected,
            report: with_report.then(|| Box::new(verdict.report().clone())),
        }
    }
}

impl RecordDocument {
    fn part(&self, folder: &Path, room: &mut Room) -> Result<(&str, Part<'_>), Failure> {
        let part = Part::read(
            Named { what: "message", path: self.message.as_deref(), inline: self.message_base64.as_ref() },
            Named { what: "content", path: self.content.as_deref(), inline: self.content_base64.as_ref() },
            folder,
            room,
        )?;
        Ok((&self.name, part.ok_or("a document names no message")?))
    }
}

/// By the names of its fields: an array of their values would do for serde.
fn object<'a, T: Deserialize<'a>>(line: &'a [u8]) -> Result<T, Failure> {
    if !line.trim_ascii_start().starts_with(b"{") {
        return Err("not a JSON object".into());
    }
    serde_json::from_slice(line).map_err(|error| described(&error))
}

/// Without the value that was found: it may be somebody's number (NFR-1).
fn described(error: &serde_json::Error) -> Failure {
    let text = error.to_string();
    match text.strip_prefix("invalid ").and_then(|found| found.rsplit_once(", expected ")) {
        Some((_, expected)) => format!("expected {expected}"),
        None => text,
    }
}

fn document<'a>(name: &str, part: &'a Part<'_>) -> Document<'a> {
    match &part.content {
        None => Document::attached(name, &part.message),
        Some(Content::Bytes(content)) => Document::detached(name, &part.message, content),
        Some(Content::Digests(digests)) => Document::hashed(name, &part.message, digests),
    }
}

fn time(what: &str, text: &str) -> Result<DateTime<Utc>, Failure> {
    let time = DateTime::parse_from_rfc3339(text).map_err(|error| format!("{what}: {error}"))?;
    Ok(time.to_utc())
}
