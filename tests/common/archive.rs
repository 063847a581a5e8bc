//! The requests of `testdata/archive/`, in memory, so that parts of them can be taken away or moved.

use std::fs;
use std::path::PathBuf;

use chrono::{DateTime, Utc};
use kz_eds::{
    Certificate, Claim, Crl, Document, Evidence, Fingerprint, Moment, OcspResponse, Policy, RequestVerdict,
    SignedRequest, TrustAnchor, TrustStore, Validator,
};
use serde::Deserialize;

use super::lines::{self, ClaimLine};

/// A line of the manifest.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    pub id: String,
    message: Option<String>,
    content: Option<String>,
    #[serde(default)]
    documents: Vec<DocumentLine>,
    expected_documents: Option<Vec<String>>,
    #[serde(default)]
    claims: Vec<ClaimLine>,
    checked_as: Option<String>,
    #[serde(default)]
    unsigned_by_procedure: bool,
    at: DateTime<Utc>,
    received_at: Option<DateTime<Utc>>,
    policy: String,
    ca_evidence: Option<String>,
    trust: Option<Vec<String>>,
    evidence: Option<Vec<String>>,
    pub indication: String,
    pub reasons: Vec<String>,
    pub note: String,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct DocumentLine {
    name: String,
    message: String,
    content: Option<String>,
}

/// A message and, where the signature is detached, its content.
#[derive(Clone)]
pub struct Signed {
    pub message: Vec<u8>,
    pub content: Option<Vec<u8>>,
}

/// A request and everything that it is judged by.
#[derive(Clone)]
pub struct Request {
    /// Nothing where the procedure wants no signature.
    pub form: Option<Signed>,
    pub documents: Vec<(String, Signed)>,
    pub expected_documents: Option<Vec<String>>,
    pub claims: Vec<Claim>,
    pub checked_as: Option<Fingerprint>,
    pub anchors: Vec<Certificate>,
    pub intermediates: Vec<Certificate>,
    pub lists: Vec<Crl>,
    pub responses: Vec<OcspResponse>,
    pub policy: Policy,
    pub moment: Moment,
}

/// A file of the archive.
pub fn path(name: &str) -> PathBuf {
    super::testdata("archive").join(name)
}

/// What is in it.
pub fn bytes(name: &str) -> Vec<u8> {
    fs::read(path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Every line, in order.
pub fn manifest() -> Vec<Line> {
    lines::read(&path("manifest.jsonl"))
}

fn contents(names: Option<&Vec<String>>, usual: &str) -> Vec<Vec<u8>> {
    let usual = [usual.to_owned()];
    let names = names.map_or(&usual[..], Vec::as_slice);
    let files = names.iter().flat_map(|name| super::files(&path(name)));
    files.map(|file| fs::read(file).unwrap()).collect()
}

fn signed(message: &str, content: Option<&String>) -> Signed {
    Signed { message: bytes(message), content: content.map(|name| bytes(name)) }
}

impl Line {
    pub fn request(&self) -> Request {
        assert_eq!(self.message.is_none(), self.unsigned_by_procedure, "{}", self.id);
        let trust = contents(self.trust.as_ref(), "../trust");
        let trust = trust.iter().map(|bytes| Certificate::parse(bytes).unwrap());
        let (anchors, intermediates) = trust.partition(Certificate::is_self_signed);
        let evidence = contents(self.evidence.as_ref(), "../evidence");
        let ca_evidence = lines::ca_evidence(self.ca_evidence.as_deref().unwrap_or("required"));
        let documents = self.documents.iter();
        Request {
            form: self.message.as_ref().map(|message| signed(message, self.content.as_ref())),
            documents: documents
                .map(|each| (each.name.clone(), signed(&each.message, each.content.as_ref())))
                .collect(),
            expected_documents: self.expected_documents.clone(),
            claims: self.claims.iter().map(ClaimLine::claim).collect(),
            checked_as: self
                .checked_as
                .as_ref()
                .map(|file| Certificate::parse(&bytes(file)).unwrap().fingerprint()),
            anchors,
            intermediates,
            lists: evidence.iter().filter_map(|bytes| Crl::parse(bytes).ok()).collect(),
            responses: evidence.iter().filter_map(|bytes| OcspResponse::parse(bytes).ok()).collect(),
            policy: Policy { ca_evidence, ..Policy::by_name(&self.policy).unwrap() },
            moment: self
                .received_at
                .map_or(self.at.into(), |received| Moment::at(self.at).proven_by(received)),
        }
    }
}

impl Request {
    pub fn validator(&self) -> Validator {
        let store = self.anchors.iter().fold(TrustStore::new(), |store, anchor| {
            store.with_trust_anchor(TrustAnchor::new(anchor.clone()))
        });
        let store = self
            .intermediates
            .iter()
            .fold(store, |store, other| store.with_intermediate_certificate(other.clone()));
        let evidence = self.lists.iter().cloned().fold(Evidence::new(), Evidence::with_crl);
        let evidence = self.responses.iter().cloned().fold(evidence, Evidence::with_ocsp);
        Validator::new(store, self.policy.clone()).with_evidence(evidence)
    }

    /// What a caller would ask.
    pub fn asked(&self) -> SignedRequest<'_> {
        let mut request = match &self.form {
            Some(Signed { message, content: Some(content) }) => SignedRequest::detached(message, content),
            Some(Signed { message, content: None }) => SignedRequest::attached(message),
            None => SignedRequest::unsigned_by_procedure(),
        };
        request = self.claims.iter().cloned().fold(request, SignedRequest::expects);
        for (name, Signed { message, content }) in &self.documents {
            request = request.with_document(match content {
                Some(content) => Document::detached(name, message, content),
                None => Document::attached(name, message),
            });
        }
        if let Some(names) = &self.expected_documents {
            request = request.expects_documents(names);
        }
        match self.checked_as {
            Some(certificate) => request.checked_as(certificate),
            None => request,
        }
    }

    pub fn verdict(&self) -> RequestVerdict<'_> {
        self.validator().verify_request(&self.asked(), self.moment)
    }

    pub fn passes(&self) -> bool {
        self.verdict().accept().is_ok()
    }
}
