//! One record of an archive: what it names, what it is judged by, what comes of it.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use kz_eds::{
    AllowedList, Bin, Certificate, Claim, Document, EvidenceRule, IdentityRule, Iin, Indication, Number,
    Policy, RequestVerdict, Role, SignedRequest, Validator,
};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::args::{ReverifyArguments, SharedArguments};
use crate::{Failure, check, input};

/// A record; paths start from the manifest's folder. What is left out is as the command line says.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Record {
    id: Option<String>,
    message: Option<PathBuf>,
    content: Option<PathBuf>,
    #[serde(default)]
    documents: Vec<RecordDocument>,
    expected_documents: Option<Vec<String>>,
    claims: Option<Vec<RecordClaim>>,
    checked_as: Option<PathBuf>,
    #[serde(default)]
    unsigned_by_procedure: bool,
    at: Option<String>,
    policy: Option<String>,
    ca_evidence: Option<String>,
    trust: Option<Vec<PathBuf>>,
    evidence: Option<Vec<PathBuf>>,
    /// What must come out, for archives that are tests.
    indication: Option<String>,
    reasons: Option<Vec<String>>,
    #[allow(dead_code)] // for people
    note: Option<Value>,
    #[serde(skip)]
    folder: PathBuf,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RecordDocument {
    name: String,
    message: PathBuf,
    content: Option<PathBuf>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RecordClaim {
    role: String,
    iin: Option<String>,
    bin: Option<String>,
    rule: Option<String>,
    #[serde(default)]
    allowed_iins: Vec<String>,
    #[serde(default)]
    allowed_bins: Vec<String>,
}

/// What holds for every record that says nothing else, and the validators made so far.
pub(crate) struct Usual {
    shared: SharedArguments,
    claim: Option<Claim>,
    now: DateTime<Utc>,
    validators: HashMap<Key, Result<Validator, Failure>>,
}

/// What makes one validator different from another.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Key {
    trust: Option<Vec<PathBuf>>,
    evidence: Option<Vec<PathBuf>>,
    policy: Option<String>,
    ca_evidence: Option<String>,
}

impl Usual {
    /// Trust and evidence of the command line are read at once: if they are unusable, nothing is judged.
    pub(crate) fn new(arguments: &ReverifyArguments) -> Result<Self, Failure> {
        let shared = arguments.shared.clone();
        let mut validators = HashMap::new();
        if !shared.trust.is_empty() || !shared.anchor.is_empty() {
            let key = Key { trust: None, evidence: None, policy: None, ca_evidence: None };
            validators.insert(key, Ok(check::validator(&shared)?));
        }
        let claim = check::claim(&arguments.identity)?;
        Ok(Self { now: shared.at.unwrap_or_else(Utc::now), shared, claim, validators })
    }

    fn validator(&mut self, record: &Record) -> Result<Validator, Failure> {
        let key = record.key();
        if !self.validators.contains_key(&key) {
            let made = self.make(&key);
            self.validators.insert(key.clone(), made);
        }
        self.validators.get(&key).cloned().unwrap_or_else(|| Err("no validator".into()))
    }

    fn make(&self, key: &Key) -> Result<Validator, Failure> {
        let mut shared = self.shared.clone();
        if let Some(trust) = &key.trust {
            (shared.trust, shared.anchor) = (trust.clone(), Vec::new());
        }
        if let Some(evidence) = &key.evidence {
            shared.evidence.clone_from(evidence);
        }
        if let Some(name) = &key.policy {
            shared.policy = Policy::by_name(name).ok_or_else(|| format!("unknown policy {name}"))?;
        }
        let rule = match key.ca_evidence.as_deref() {
            None => shared.ca_evidence.into(),
            Some("required") => EvidenceRule::Required,
            Some("if-given") => EvidenceRule::IfGiven,
            Some(other) => return Err(format!("unknown ca_evidence {other}")),
        };
        check::validator_by(&shared, rule)
    }
}

/// The verdict on one record, or why there is none.
pub(crate) struct Answer {
    id: Value,
    pub(crate) indication: Option<Indication>,
    reasons: Vec<&'static str>,
    error: Option<Failure>,
    report: Option<Value>,
    /// Whether it is what the record expects, if it expects anything.
    pub(crate) is_expected: Option<bool>,
}

impl Answer {
    pub(crate) fn unreadable(id: Option<&str>, why: Failure) -> Self {
        let id = json!(id);
        Self { id, indication: None, reasons: Vec::new(), error: Some(why), report: None, is_expected: None }
    }

    /// One line of JSON.
    pub(crate) fn line(&self) -> String {
        let mut line = serde_json::Map::from_iter([("id".to_owned(), self.id.clone())]);
        let mut say = |name: &str, value: Value| line.insert(name.to_owned(), value);
        if let Some(indication) = self.indication {
            say("indication", indication.code().into());
            say("reasons", self.reasons.clone().into());
        }
        if let Some(error) = &self.error {
            say("error", error.clone().into());
        }
        if let Some(expected) = self.is_expected {
            say("as_expected", expected.into());
        }
        if let Some(report) = &self.report {
            say("report", report.clone());
        }
        Value::Object(line).to_string()
    }
}

impl Record {
    /// A request with nothing said beside it: the message in this file, with its content inside.
    pub(crate) fn of_file(file: PathBuf) -> Self {
        let id = file.file_name().map(|name| name.to_string_lossy().into_owned());
        Self { id, message: Some(file), ..Self::default() }
    }

    /// One line of a manifest that lies in `folder`.
    pub(crate) fn parse(line: &str, folder: &Path) -> Result<Self, Failure> {
        let record: Self = serde_json::from_str(line).map_err(|error| error.to_string())?;
        Ok(Self { folder: folder.to_owned(), ..record })
    }

    fn key(&self) -> Key {
        let paths = |names: &Option<Vec<PathBuf>>| {
            names.as_ref().map(|names| names.iter().map(|name| self.folder.join(name)).collect())
        };
        Key {
            trust: paths(&self.trust),
            evidence: paths(&self.evidence),
            policy: self.policy.clone(),
            ca_evidence: self.ca_evidence.clone(),
        }
    }

    /// Judges it. What cannot be opened or understood is an answer without a verdict, and stops nothing.
    pub(crate) fn judge(&self, usual: &mut Usual) -> Answer {
        let with_report = usual.shared.output.json;
        match self.try_judge(usual, |verdict| self.answer(verdict, with_report)) {
            Ok(answer) => answer,
            Err(why) => Answer::unreadable(self.id.as_deref(), why),
        }
    }

    fn try_judge<T>(
        &self,
        usual: &mut Usual,
        finish: impl FnOnce(&RequestVerdict<'_>) -> T,
    ) -> Result<T, Failure> {
        let validator = usual.validator(self)?;
        let at = match &self.at {
            Some(text) => {
                DateTime::parse_from_rfc3339(text).map_err(|error| format!("at: {error}"))?.to_utc()
            }
            None => usual.now,
        };
        let files = self.files()?;
        let request = self.request(&files, usual.claim.as_ref())?;
        Ok(finish(&validator.verify_request(&request, at)))
    }

    fn read(&self, path: &Path) -> Result<Vec<u8>, Failure> {
        input::read(&self.folder.join(path))
    }

    fn files(&self) -> Result<Files, Failure> {
        let read = |path: &Option<PathBuf>| path.as_deref().map(|path| self.read(path)).transpose();
        let documents = self.documents.iter();
        Ok(Files {
            message: read(&self.message)?,
            content: read(&self.content)?,
            documents: documents
                .map(|document| Ok((self.read(&document.message)?, read(&document.content)?)))
                .collect::<Result<_, Failure>>()?,
        })
    }

    fn request<'a>(&self, files: &'a Files, usual: Option<&Claim>) -> Result<SignedRequest<'a>, Failure> {
        let mut request = match (&files.message, &files.content) {
            (Some(message), Some(content)) => SignedRequest::detached(message, content),
            (Some(message), None) => SignedRequest::attached(message),
            (None, _) if self.unsigned_by_procedure => SignedRequest::unsigned_by_procedure(),
            (None, _) => return Err("the record names no message".into()),
        };
        request = match (&self.claims, usual) {
            (Some(claims), _) => {
                let claims = claims.iter().map(RecordClaim::claim).collect::<Result<Vec<_>, _>>()?;
                claims.into_iter().fold(request, SignedRequest::expects)
            }
            (None, Some(claim)) => request.expects(claim.clone()),
            (None, None) => request.allowing_other_signers(),
        };
        for (document, (message, content)) in self.documents.iter().zip(&files.documents) {
            request = request.with_document(match content {
                Some(content) => Document::detached(&document.name, message, content),
                None => Document::attached(&document.name, message),
            });
        }
        if let Some(names) = &self.expected_documents {
            request = request.expects_documents(names);
        }
        if let Some(path) = &self.checked_as {
            let certificate = Certificate::parse(&self.read(path)?).map_err(|error| format!("{error}"))?;
            request = request.checked_as(certificate.fingerprint());
        }
        Ok(request)
    }

    fn answer(&self, verdict: &RequestVerdict<'_>, with_report: bool) -> Answer {
        let reasons: Vec<_> = verdict.reasons().iter().map(|reason| reason.code()).collect();
        let is_expected = self.indication.as_ref().map(|indication| {
            indication == verdict.indication().code()
                && self.reasons.as_ref().is_none_or(|wanted| *wanted == reasons)
        });
        let report = with_report.then(|| json!(verdict.report()));
        let (id, indication) = (json!(self.id), Some(verdict.indication()));
        Answer { id, indication, reasons, error: None, report, is_expected }
    }
}

/// What a record names, in memory.
struct Files {
    message: Option<Vec<u8>>,
    content: Option<Vec<u8>>,
    documents: Vec<(Vec<u8>, Option<Vec<u8>>)>,
}

impl RecordClaim {
    fn claim(&self) -> Result<Claim, Failure> {
        let iin = |text: &String| Iin::parse(text).map_err(|error| format!("IIN: {error}"));
        let bin = |text: &String| Bin::parse(text).map_err(|error| format!("BIN: {error}"));
        let role = Role::from_code(&self.role).ok_or_else(|| format!("unknown role {}", self.role))?;
        let (own_iin, own_bin) =
            (self.iin.as_ref().map(iin).transpose()?, self.bin.as_ref().map(bin).transpose()?);
        let allowed: Vec<Number> = self
            .allowed_iins
            .iter()
            .map(|text| iin(text).map(Number::from))
            .chain(self.allowed_bins.iter().map(|text| bin(text).map(Number::from)))
            .collect::<Result<_, _>>()?;
        if own_iin.is_some() && own_bin.is_some() {
            return Err("a claim carries an IIN or a BIN, not both".into());
        }
        let rule = match (self.rule.as_deref(), allowed.is_empty()) {
            (None, false) => IdentityRule::Allowed(allowed.into_iter().collect::<AllowedList>()),
            (Some("iin"), true) => IdentityRule::IinOnly(own_iin),
            (Some("bin"), true) => IdentityRule::BinOnly(own_bin),
            (None | Some("iin-or-bin"), true) => {
                IdentityRule::IinOrBin(own_iin.map(Number::from).or(own_bin.map(Number::from)))
            }
            (Some(other), _) => return Err(format!("unknown rule {other}, or one beside a list")),
        };
        Ok(Claim::new(role, rule))
    }
}
