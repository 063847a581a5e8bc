//! One case: what it asks, what this library answers.

use std::collections::BTreeSet;
use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, TimeDelta, Utc};
use kz_eds::{
    Certificate, Crl, Demand, Evidence, EvidenceRule, FreshnessRule, Indication, Indicator, Limits,
    ObjectIdentifier, OcspResponse, PathInputs, Policy, Reason, SignedRequest, Sources, TrustAnchor,
    TrustStore, UsageRule, Validator, Verdict,
};
use serde::Deserialize;

/// The answer to a case beside the one that was expected.
#[derive(Debug)]
pub struct CaseResult {
    pub id: String,
    pub expected: String,
    pub got: &'static str,
    /// Our reason codes, sorted, or why the case could not be asked.
    pub reasons: String,
}

impl CaseResult {
    pub fn is_right(&self) -> bool {
        self.expected == self.got
    }
}

impl fmt::Display for CaseResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { id, expected, got, reasons } = self;
        write!(f, "{id}\t{expected}\t{got}\t{}\t{reasons}", if self.is_right() { "ok" } else { "WRONG" })
    }
}

/// The keys that are read, of every kind of case.
#[derive(Deserialize)]
struct Case {
    id: String,
    #[serde(default)]
    expected: String,
    expected_status: Option<String>,
    #[serde(default)]
    leaf: String,
    issuer: Option<String>,
    roots: Option<Vec<String>>,
    #[serde(default)]
    intermediates: Vec<String>,
    #[serde(default)]
    extra_certs: Vec<String>,
    #[serde(default)]
    crls: Vec<String>,
    #[serde(default = "yes")]
    check_revocation: bool,
    time: DateTime<Utc>,
    max_age_seconds: Option<i64>,
    purpose: Option<String>,
    #[serde(default)]
    policy: PolicyInputs,
    peer_name: Option<serde_json::Value>,
    max_chain_depth: Option<usize>,
    #[serde(default)]
    extended_key_usage: Vec<String>,
    ocsp_response: Option<String>,
    cms: Option<String>,
    content: Option<String>,
    #[serde(default)]
    detached: bool,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct PolicyInputs {
    initial_policy_set: Option<Vec<String>>,
    explicit_policy: bool,
    inhibit_policy_mapping: bool,
    inhibit_any_policy: bool,
    expected_user_constrained_policy_set: Option<BTreeSet<String>>,
}

impl PolicyInputs {
    /// RFC 5280 6.1.1 (c), (e), (f), (g). What is no identifier is a policy that nobody has.
    fn path(&self) -> PathInputs {
        let indicator = |set| if set { Indicator::Set } else { Indicator::NotSet };
        let standard = PathInputs::default();
        let oids = |texts: &Vec<String>| {
            texts.iter().filter_map(|text| ObjectIdentifier::parse(text).ok()).collect()
        };
        PathInputs {
            user_initial_policy_set: self
                .initial_policy_set
                .as_ref()
                .map_or(standard.user_initial_policy_set, oids),
            initial_policy_mapping_inhibit: indicator(self.inhibit_policy_mapping),
            initial_explicit_policy: indicator(self.explicit_policy),
            initial_any_policy_inhibit: indicator(self.inhibit_any_policy),
        }
    }

    /// The policies that the path is valid for, where the case knows them and this library found others.
    fn contradiction(&self, found: &[ObjectIdentifier]) -> Option<String> {
        let found: BTreeSet<_> = found.iter().map(ToString::to_string).collect();
        let expected = self.expected_user_constrained_policy_set.as_ref()?;
        (*expected != found).then(|| format!("valid for the policies {found:?} and not {expected:?}"))
    }
}

const fn yes() -> bool {
    true
}

/// Runs the case in one line of JSON.
pub fn run(line: &str) -> CaseResult {
    let case: Case = match serde_json::from_str(line) {
        Ok(case) => case,
        Err(error) => {
            return CaseResult {
                id: "?".into(),
                expected: "a case".into(),
                got: "unreadable",
                reasons: error.to_string(),
            };
        }
    };
    if let Some(response) = &case.ocsp_response {
        response_case(&case, &decode(response))
    } else if let Some(cms) = &case.cms {
        message_case(&case, &decode(cms))
    } else if case.issuer.is_some() {
        list_case(&case)
    } else {
        path_case(&case)
    }
}

impl Case {
    fn answer(&self, got: &'static str, reasons: String) -> CaseResult {
        let expected = self.expected_status.clone().unwrap_or_else(|| self.expected.clone());
        CaseResult { id: self.id.clone(), expected, got, reasons }
    }

    /// A path that passed for other policies than it should is no success.
    fn path_answer(&self, passed: bool, policies: &[ObjectIdentifier], reasons: &[Reason]) -> CaseResult {
        match self.policy.contradiction(policies) {
            Some(why) if passed => self.answer("failure", why),
            _ => self.answer(if passed { "success" } else { "failure" }, codes(reasons)),
        }
    }

    /// What the library cannot be asked.
    fn beyond(&self) -> Option<&'static str> {
        self.peer_name.is_some().then_some("peer names are not this library's business")
    }

    /// What the leaf must be good for, each by itself.
    fn usages(&self) -> Vec<UsageRule> {
        let named: Vec<_> =
            self.purpose.iter().chain(&self.extended_key_usage).map(|name| usage(name)).collect();
        if named.is_empty() { vec![UsageRule::Any] } else { named }
    }

    fn policy(&self) -> Policy {
        let evidence = if self.check_revocation { EvidenceRule::Required } else { EvidenceRule::NotChecked };
        let standard = Limits::default();
        Policy {
            usage: self.purpose.as_deref().map_or(UsageRule::Any, usage),
            evidence,
            ca_evidence: evidence,
            path: self.policy.path(),
            limits: Limits { path_depth: self.max_chain_depth.unwrap_or(standard.path_depth), ..standard },
            ..Policy::rfc5280()
        }
    }

    /// Lists that cannot be read are no evidence.
    fn evidence(&self) -> Evidence {
        let lists = self.crls.iter().filter_map(|text| Crl::from_der(decode(text)).ok());
        lists.fold(Evidence::new(), Evidence::with_crl)
    }
}

/// By the words of the suites, with or without underscores and capitals, or by identifier.
fn usage(name: &str) -> UsageRule {
    match &*name.replace('_', "").to_lowercase() {
        "any" | "anyextendedkeyusage" => UsageRule::Any,
        "serverauth" => UsageRule::SERVER_AUTH,
        "clientauth" => UsageRule::CLIENT_AUTH,
        "emailprotection" => UsageRule::EMAIL_PROTECTION,
        "codesigning" => UsageRule::CODE_SIGNING,
        "timestamping" => UsageRule::TIME_STAMPING,
        "ocspsigning" => UsageRule::Purpose(oid("1.3.6.1.5.5.7.3.9")),
        dotted => UsageRule::Purpose(ObjectIdentifier::parse(dotted).unwrap_or(oid("2.999"))),
    }
}

fn oid(dotted: &str) -> ObjectIdentifier {
    ObjectIdentifier::parse(dotted).unwrap_or(PathInputs::ANY_POLICY)
}

fn decode(text: &str) -> Vec<u8> {
    STANDARD.decode(text).unwrap_or_default()
}

/// Certificates that can be read; the others cannot be candidates.
fn certificates(texts: &[String]) -> impl Iterator<Item = Certificate> {
    texts.iter().filter_map(|text| Certificate::from_der(&decode(text)).ok())
}

fn anchors(store: TrustStore, texts: &[String]) -> TrustStore {
    certificates(texts).map(TrustAnchor::new).fold(store, TrustStore::with_trust_anchor)
}

fn codes(reasons: &[Reason]) -> String {
    reasons.iter().map(|reason| reason.code()).collect::<Vec<_>>().join(",")
}

/// Anchors from `roots`, candidates from `known`.
fn validator(case: &Case, known: &[String], policy: Policy) -> Validator {
    let trust = anchors(TrustStore::new(), case.roots.as_deref().unwrap_or_default());
    let trust = certificates(known).fold(trust, TrustStore::with_intermediate_certificate);
    Validator::new(trust, policy).with_evidence(case.evidence())
}

fn path_case(case: &Case) -> CaseResult {
    if let Some(why) = case.beyond() {
        return case.answer("failure", why.into());
    }
    let ask = |usage| {
        validator(case, &case.intermediates, Policy { usage, ..case.policy() }).check_encoded(
            &decode(&case.leaf),
            None,
            case.time,
        )
    };
    let verdicts = case.usages().into_iter().map(ask);
    let Some(verdict) = verdicts.max_by_key(|verdict| verdict.indication()) else {
        return case.answer("failure", "nothing was asked".into());
    };
    case.path_answer(verdict.is_passed(), &verdict.report().policies, &verdict.reasons())
}

/// Nobody in particular is expected to have signed.
fn message_case(case: &Case, message: &[u8]) -> CaseResult {
    if let Some(why) = case.beyond() {
        return case.answer("failure", why.into());
    }
    let content = case.content.as_deref().map(decode).unwrap_or_default();
    let request = if case.detached {
        SignedRequest::detached(message, &content)
    } else {
        SignedRequest::attached(message)
    };
    let request = request.allowing_other_signers();
    let verdict = validator(case, &case.extra_certs, case.policy()).verify_request(&request, case.time);
    let policies = verdict.report().signers.first().map_or(&[][..], |signer| &signer.policies);
    case.path_answer(verdict.indication() == Indication::TotalPassed, policies, &verdict.reasons())
}

/// Issuer and further certificates are trusted here; keys of 1024 bits are taken, and lists without a number.
fn list_case(case: &Case) -> CaseResult {
    let trusted: Vec<_> = case.issuer.iter().chain(&case.extra_certs).cloned().collect();
    let age = case.max_age_seconds.and_then(TimeDelta::try_seconds);
    let freshness =
        FreshnessRule { list_age: age, list_age_without_next_update: age, ..FreshnessRule::NEXT_UPDATE };
    let policy = Policy {
        rsa_bits: 1024,
        list_number: Demand::Optional,
        freshness,
        ca_freshness: freshness,
        ..case.policy()
    };
    let validator =
        Validator::new(anchors(TrustStore::new(), &trusted), policy).with_evidence(case.evidence());
    status(case, &validator.check_encoded(&decode(&case.leaf), None, case.time))
}

/// The same with an OCSP response in place of the lists; SHA-1 is taken. An issuer, where the case names one, is
/// trusted; further certificates are only known, as a responder's would be.
fn response_case(case: &Case, response: &[u8]) -> CaseResult {
    let Ok(response) = OcspResponse::from_der(response) else {
        return case.answer("unknown", "the response cannot be read".into());
    };
    let usual = FreshnessRule::NEXT_UPDATE;
    let age = case.max_age_seconds.and_then(TimeDelta::try_seconds);
    let freshness = FreshnessRule {
        response_age: age,
        response_age_without_next_update: age.or(usual.response_age_without_next_update),
        ..usual
    };
    let policy = Policy {
        sources: Sources::Responses,
        ca_evidence: EvidenceRule::IfGiven,
        sha1_before: Some(DateTime::<Utc>::MAX_UTC),
        rsa_bits: 1024,
        freshness,
        ca_freshness: freshness,
        ..case.policy()
    };
    let anchored: Vec<_> = case.issuer.iter().chain(case.roots.iter().flatten()).cloned().collect();
    let known = case.extra_certs.iter().chain(&case.intermediates).cloned().collect::<Vec<_>>();
    let trust = certificates(&known)
        .fold(anchors(TrustStore::new(), &anchored), TrustStore::with_intermediate_certificate);
    let validator = Validator::new(trust, policy).with_evidence(case.evidence().with_ocsp(response));
    status(case, &validator.check_encoded(&decode(&case.leaf), None, case.time))
}

/// In the words that the case uses.
fn status(case: &Case, verdict: &Verdict) -> CaseResult {
    if case.expected_status.is_none() {
        let got = if verdict.is_passed() { "success" } else { "failure" };
        return case.answer(got, codes(&verdict.reasons()));
    }
    let revoked = [Reason::CertificateRevoked, Reason::CertificateOnHold, Reason::CertificateNotIssued];
    let got = match verdict.indication() {
        Indication::TotalPassed => "good",
        _ if verdict.reasons().iter().any(|reason| revoked.contains(reason)) => "revoked",
        _ => "unknown",
    };
    case.answer(got, codes(&verdict.reasons()))
}
