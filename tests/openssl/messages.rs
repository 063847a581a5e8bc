//! `openssl cms -verify` beside this library, on every message of `testdata/archive`, asked the same way: whether the
//! signatures hold and the signers' certificates are good. Who should have signed, and for what purpose a certificate
//! is, neither is asked.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use kz_eds::{Policy, SignedRequest, Validator};
use serde::Deserialize;

use crate::common;
use crate::ledger::{Ledger, Rows};
use crate::tool::{bundle, folder, is_root, openssl, seconds};

/// Messages that `openssl cms -verify` accepts and this library does not, and why.
const WE_REFUSE: Rows = &[
    ("content-confused-same", "content inside and beside (threat 5); openssl does not mind the one inside"),
    ("attributes-as-content", "content that reads as signed attributes (threat 4); openssl does not look"),
    (
        "other-content-type-without-attributes",
        "RFC 5652 5.3: signed attributes must be there where the content is not id-data",
    ),
    (
        "content-type-other",
        "RFC 5652 11.1: contentType is that of the content; openssl only wants one to be there",
    ),
    ("content-type-of-data", "the same, the other way round"),
    ("attributes-unsorted", "RFC 5652 5.3: DER, which sorts a SET OF; openssl takes the order as it comes"),
    (
        "attributes-indefinite-signed-as-der",
        "RFC 5652 5.3: DER; openssl encodes the attributes again before it hashes them",
    ),
    ("ambiguous-key-id", "two certificates fit and neither is named; openssl takes the first"),
    ("ambiguous-serial", "the same by issuer and serial number"),
    (
        "certificate-substituted",
        "RFC 5035 5.4: signingCertificate is binding; openssl compares it with -cades alone",
    ),
    ("signing-certificate-other", "the same"),
    ("signing-certificate-other-serial", "the same"),
    ("signing-certificate-second", "the same"),
    ("signing-certificate-v1-other", "the same"),
    ("signing-certificates-differ", "the same"),
    (
        "protection-other-digest",
        "RFC 6211 3: the algorithms are those protected; openssl does not know the attribute",
    ),
    ("protection-other-signature", "the same"),
    ("protection-twice", "RFC 6211 2: one instance"),
    ("rsa-by-ec-key", "an RSA algorithm with a P-256 key (threat 7); openssl goes by the key and the digest"),
    ("md5", "MD5 is in no table: not known here, never good"),
    ("p384", "P-384 is in no table: not known here"),
    ("trailing-byte", "a byte follows the message; openssl reads the first object of a file"),
    ("trailing-nuls", "the same: one NUL is known, two are not"),
    ("trailing-message", "the same: a second message"),
];

/// Messages that this library accepts and `openssl cms -verify` does not, and why.
const THEY_REFUSE: Rows = if cfg!(feature = "gost") { WITH_GOST } else { &[RESPONSE, VALUES] };

const VALUES: (&str, &str) = (
    "stamped-revocation-values",
    "EN 319 122-1 A.1.2.2: evidence in an unsigned attribute; openssl does not read it",
);

const RESPONSE: (&str, &str) =
    ("with-response", "RFC 5940: an OCSP response among the lists is evidence; openssl wants a list");

/// Without its engine OpenSSL has no GOST; with it, it does not know the national identifiers.
const WITH_GOST: Rows = &[
    RESPONSE,
    VALUES,
    ("gost-person", "GOST R 34.10-2015"),
    ("gost-person-detached", "the same"),
    ("gost-key-name", "the same"),
    ("gost-2004-head", "GOST 34.310-2004"),
    ("gost-and-rsa", "one signature of two by GOST R 34.10-2015"),
    ("gost-and-gost-2004", "both"),
];

/// What a line of the manifest says of messages; claims and verdicts are for others to read.
#[derive(Deserialize)]
struct Line {
    id: String,
    message: Option<String>,
    content: Option<String>,
    #[serde(default)]
    documents: Vec<Attached>,
    at: DateTime<Utc>,
    trust: Option<Vec<String>>,
    evidence: Option<Vec<String>>,
}

#[derive(Deserialize)]
struct Attached {
    name: String,
    message: String,
    content: Option<String>,
}

/// One message to be judged by both.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Question {
    message: String,
    content: Option<String>,
    at: DateTime<Utc>,
    trust: Vec<String>,
    evidence: Vec<String>,
}

fn path(name: &str) -> PathBuf {
    common::testdata("archive").join(name)
}

fn bytes(name: &str) -> Vec<u8> {
    fs::read(path(name)).unwrap()
}

fn all_files(names: &[String]) -> Vec<PathBuf> {
    names.iter().flat_map(|name| common::files(&path(name))).collect()
}

impl Line {
    /// The message of the line and those of its documents, each with a name.
    fn questions(&self) -> Vec<(String, Question)> {
        let question = |message: &str, content: &Option<String>| Question {
            message: message.to_owned(),
            content: content.clone(),
            at: self.at,
            trust: self.trust.clone().unwrap_or_else(|| vec!["../trust".to_owned()]),
            evidence: self.evidence.clone().unwrap_or_else(|| vec!["../evidence".to_owned()]),
        };
        let form = self.message.iter().map(|message| (self.id.clone(), question(message, &self.content)));
        let documents = self.documents.iter().map(|document| {
            let name = format!("{}/{}", self.id, document.name);
            (name, question(&document.message, &document.content))
        });
        form.chain(documents).collect()
    }
}

/// Every question of the manifest once, under the name of the first line that asks it.
fn questions() -> Vec<(String, Question)> {
    let manifest = fs::read_to_string(path("manifest.jsonl")).unwrap();
    let mut first = BTreeMap::new();
    for line in manifest.lines() {
        let line: Line = serde_json::from_str(line).unwrap();
        line.questions().into_iter().for_each(|(name, question)| {
            first.entry(question).or_insert(name);
        });
    }
    first.into_iter().map(|(question, name)| (name, question)).collect()
}

impl Question {
    /// RFC 5280 and RFC 5652, and no opinion on what is strong enough: the command has none either unless it is asked.
    fn validator(&self) -> Validator {
        let policy =
            Policy { sha1_before: Some(DateTime::<Utc>::MAX_UTC), rsa_bits: 1024, ..Policy::rfc5280() };
        let paths = |names: &[String]| names.iter().map(|name| path(name)).collect::<Vec<_>>();
        Validator::new(common::trust(&paths(&self.trust), &[]), policy)
            .with_evidence(common::evidence(&paths(&self.evidence)))
    }

    /// The content, if this library accepts the message; what it says if not.
    fn ours(&self) -> Result<Vec<u8>, String> {
        let message = bytes(&self.message);
        let content = self.content.as_deref().map(bytes);
        let request = match &content {
            Some(content) => SignedRequest::detached(&message, content),
            None => SignedRequest::attached(&message),
        };
        let verdict = self.validator().verify_request(&request.allowing_other_signers(), self.at);
        let said = format!("{verdict:?}");
        verdict.accept().map(|verified| verified.content().unwrap().into_owned()).map_err(|_| said)
    }

    /// The same of the command. It reads PEM and DER; bare base64 is taken off for it.
    fn theirs(&self, folder: &Path) -> Result<Vec<u8>, String> {
        let write = |name: &str, bytes: &[u8]| {
            fs::write(folder.join(name), bytes).unwrap();
            folder.join(name)
        };
        let message = bytes(&self.message);
        let is_pem = message.starts_with(b"-----BEGIN ");
        let text: Vec<u8> = message.iter().copied().filter(|octet| !octet.is_ascii_whitespace()).collect();
        let message = STANDARD.decode(text).unwrap_or(message);
        let trust = all_files(&self.trust);
        let others = trust.iter().filter(|file| !is_root(file));
        // Chains and lists come from the store alone, where only what is self-signed is an anchor; `-certfile` is
        // where a signer's certificate is looked for.
        let store = bundle(&trust, "CERTIFICATE") + &bundle(&all_files(&self.evidence), "X509 CRL");
        let out = folder.join("out");
        let _ = fs::remove_file(&out);
        let mut command = openssl("cms");
        command.args([
            "-verify",
            "-binary",
            "-purpose",
            "any",
            "-crl_check_all",
            "-no-CApath",
            "-no-CAstore",
        ]);
        command.args(["-attime", &seconds(self.at), "-inform", if is_pem { "PEM" } else { "DER" }]);
        command.arg("-in").arg(write("message", &message)).arg("-out").arg(&out);
        command.arg("-CAfile").arg(write("store.pem", store.as_bytes()));
        let others = bundle(others, "CERTIFICATE");
        if !others.is_empty() {
            command.arg("-certfile").arg(write("others.pem", others.as_bytes()));
        }
        if let Some(content) = &self.content {
            command.arg("-content").arg(path(content));
        }
        let output = command.output().unwrap();
        match output.status.success() {
            true => Ok(fs::read(&out).unwrap()),
            false => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
        }
    }
}

pub fn agree() {
    let folder = folder("openssl-messages");
    let questions = questions();
    let mut ledger = Ledger::new(WE_REFUSE, THEY_REFUSE);
    for (name, question) in &questions {
        let (ours, theirs) = (question.ours(), question.theirs(&folder));
        ledger.compare(name, ours.is_ok(), theirs.is_ok(), &(ours.as_ref().err(), theirs.as_ref().err()));
        if let (Ok(ours), Ok(theirs)) = (ours, theirs) {
            assert!(ours == theirs, "{name}: the content that each gives back");
        }
    }
    let asked: BTreeSet<PathBuf> = questions.iter().map(|(_, question)| path(&question.message)).collect();
    let there: BTreeSet<PathBuf> = common::files(&path("messages")).into_iter().collect();
    assert!(asked == there, "every message is asked about: {:?}", there.difference(&asked));
    ledger.close(55);
}
