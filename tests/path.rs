//! The search for paths and the state along them, on made-up hierarchies: what each rule refuses, what work costs, and
//! that nothing depends on the order of inputs.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, dead_code)]

#[path = "../fuzz/src/der.rs"]
mod der;
#[path = "../fuzz/src/name_constraints.rs"]
mod name_constraints;
#[path = "../fuzz/src/path_build.rs"]
mod path_build;
#[path = "../fuzz/src/pki.rs"]
mod pki;

use std::sync::Arc;

use der::{common_name, tlv};
use kz_eds::{
    About, Certificate, EvidenceRule, Indication, Indicator, Limits, ObjectIdentifier, PathInputs, Policy,
    Reason, TrustAnchor, TrustStore, Validator, Verdict,
};
use pki::{Draft, Nominal};

/// A question to the judge: anchors, candidates, policy, and the work that the answer took.
#[derive(Clone)]
struct Question {
    anchors: Vec<TrustAnchor>,
    others: Vec<Certificate>,
    policy: Policy,
}

impl Question {
    fn new(anchor: Draft, others: impl IntoIterator<Item = Draft>) -> Self {
        let policy = Policy {
            evidence: EvidenceRule::NotChecked,
            ca_evidence: EvidenceRule::NotChecked,
            ..Policy::rfc5280()
        };
        let others = others.into_iter().map(|draft| draft.certificate().unwrap()).collect();
        Self { anchors: vec![TrustAnchor::new(anchor.certificate().unwrap())], others, policy }
    }

    fn limits(mut self, limits: Limits) -> Self {
        self.policy.limits = limits;
        self
    }

    fn path(mut self, path: PathInputs) -> Self {
        self.policy.path = path;
        self
    }

    fn own_constraints(mut self) -> Self {
        self.anchors = self.anchors.into_iter().map(TrustAnchor::with_own_constraints).collect();
        self
    }

    /// The verdict and the signatures that were looked at.
    fn ask(&self, leaf: &Draft) -> (Verdict, usize) {
        let provider = Arc::new(Nominal::default());
        let trust = self.anchors.iter().cloned().fold(TrustStore::new(), TrustStore::with_trust_anchor);
        let trust = self.others.iter().cloned().fold(trust, TrustStore::with_intermediate_certificate);
        let validator = Validator::new(trust, self.policy.clone()).with_provider(provider.clone());
        // Each signature that is paid for is counted.
        let validator = validator.with_cache(kz_eds::CacheSize::NONE);
        let noon: chrono::DateTime<chrono::Utc> = "2026-06-01T12:00:00Z".parse().unwrap();
        let verdict = validator.validate_certificate(&leaf.certificate().unwrap(), noon);
        (verdict, provider.count())
    }

    fn reasons(&self, leaf: &Draft) -> Vec<Reason> {
        self.ask(leaf).0.reasons()
    }
}

/// `subject` below `issuer`, each with the key of its number.
fn below(subject: &str, key: u8, issuer: &str, signed_by: u8) -> Draft {
    Draft::new(&common_name(subject), key, &common_name(issuer), signed_by)
}

fn root() -> Draft {
    below("Root", 1, "Root", 1).ca(None)
}

fn ca() -> Draft {
    below("CA", 2, "Root", 1).ca(None)
}

fn leaf() -> Draft {
    below("Leaf", 3, "CA", 2)
}

fn bounds(verdict: &Verdict) -> Vec<String> {
    let facts = verdict.report().attempts.iter().flat_map(|attempt| &attempt.facts);
    facts.filter(|fact| fact.name() == "bound").map(|fact| fact.value()).collect()
}

#[test]
fn a_plain_path_passes() {
    let question = Question::new(root(), [ca()]);
    let (verdict, signatures) = question.ask(&leaf());
    assert!(verdict.is_passed() && verdict.report().path.len() == 3);
    assert_eq!(signatures, 2);
    // A certificate by the anchor itself, and the anchor itself as one of those.
    assert!(question.ask(&below("Leaf", 3, "Root", 1)).0.is_passed());
    assert!(question.ask(&root()).0.is_passed());
    // An anchor that somebody else signed is nobody's child here.
    let anchored = Question::new(ca(), []);
    assert!(anchored.ask(&leaf()).0.is_passed());
    assert_eq!(anchored.reasons(&ca()), [Reason::PathNotFound]);
}

#[test]
fn the_empty_name_issues_nothing() {
    let nobody: &[u8] = &[0x30, 0];
    assert!(Draft::new(&common_name("Leaf"), 3, nobody, 2).certificate().is_none());
    let named = |critical: bool| {
        let mut names = pki::alternative_names(&[tlv(0x82, &[b"a.kz"])]);
        if !critical {
            names = der::extension(&[0x55, 0x1D, 0x11], false, &der::sequence(&[&tlv(0x82, &[b"a.kz"])]));
        }
        Draft::new(nobody, 3, &common_name("CA"), 2).with(names).certificate()
    };
    assert!(named(true).is_some());
    assert!(named(false).is_none(), "RFC 5280 4.1.2.6");
    assert!(Draft::new(nobody, 3, &common_name("CA"), 2).certificate().is_none());
}

/// Threat 14: an extension that is known and cannot be read spoils the certificate, critical or not; one that is not
/// known and not critical says nothing.
#[test]
fn known_extensions_can_be_read() {
    let known: [&[u8]; 13] = [
        &[0x55, 0x1D, 14],
        &[0x55, 0x1D, 15],
        &[0x55, 0x1D, 17],
        &[0x55, 0x1D, 19],
        &[0x55, 0x1D, 30],
        &[0x55, 0x1D, 31],
        &[0x55, 0x1D, 32],
        &[0x55, 0x1D, 33],
        &[0x55, 0x1D, 35],
        &[0x55, 0x1D, 36],
        &[0x55, 0x1D, 37],
        &[0x55, 0x1D, 54],
        b"\x2B\x06\x01\x05\x05\x07\x30\x01\x05",
    ];
    for critical in [true, false] {
        for id in known {
            let extension = der::extension(id, critical, &[0x13, 1, b'?']);
            assert!(leaf().with(extension).certificate().is_none(), "{id:02x?}");
        }
        assert!(leaf().with(der::extension(&[0x2A, 9], critical, &[0x13, 1, b'?'])).certificate().is_some());
    }
}

/// None twice, and not too many.
#[test]
fn extensions_are_unique_and_bounded() {
    let one = |number: u8| der::extension(&[0x2A, number], false, &[5, 0]);
    let with = |numbers: &mut dyn Iterator<Item = u8>| {
        numbers.fold(leaf(), |leaf, n| leaf.with(one(n))).certificate()
    };
    assert!(with(&mut (0..64)).is_some());
    assert!(with(&mut (0..65)).is_none());
    assert!(with(&mut [1, 2, 1].into_iter()).is_none());
}

/// RFC 5280 4.2.1.10: for CAs alone.
#[test]
fn only_a_ca_constrains_names() {
    let constraints = pki::name_constraints(&[tlv(0x82, &[b"kz"])], &[]);
    assert!(leaf().with(constraints.clone()).certificate().is_none());
    assert!(ca().with(constraints).certificate().is_some());
}

/// Two CAs that certify one another: each is met once on a way up.
#[test]
fn loops_are_cut() {
    let question = Question::new(
        below("Elsewhere", 9, "Elsewhere", 9).ca(None),
        [below("CA", 2, "Other", 4).ca(None), below("Other", 4, "CA", 2).ca(None)],
    );
    let (verdict, signatures) = question.ask(&leaf());
    assert_eq!(verdict.reasons(), [Reason::PathNotFound]);
    assert_eq!(bounds(&verdict), ["loop"]);
    assert_eq!(signatures, 2);
    // One key under two names is no loop.
    let question = Question::new(root(), [ca(), below("Sub", 2, "CA", 2).ca(None)]);
    assert_eq!(question.reasons(&below("Leaf", 3, "Sub", 2)), []);
}

fn chain(length: u8) -> Vec<Draft> {
    let name = |number: u8| if number == 0 { "Root".to_owned() } else { format!("CA{number}") };
    (1..=length)
        .map(|number| {
            let key = |number: u8| if number == 0 { 1 } else { number + 10 };
            below(&name(number), key(number), &name(number - 1), key(number - 1)).ca(None)
        })
        .collect()
}

#[test]
fn depth_counts_what_is_between() {
    for length in [1, 3, 10] {
        let leaf = below("Leaf", 3, &format!("CA{length}"), length + 10);
        for (less, passes) in [(0, true), (1, false)] {
            let limits = Limits { path_depth: usize::from(length) - less, ..Limits::default() };
            let (verdict, _) = Question::new(root(), chain(length)).limits(limits).ask(&leaf);
            assert_eq!(verdict.is_passed(), passes, "{length} {less}");
            assert_eq!(bounds(&verdict), if passes { vec![] } else { vec!["path-depth"] });
        }
    }
}

/// Many CAs of the right name with keys that did not sign.
fn flood(count: u8) -> impl Iterator<Item = Draft> {
    (0..count).map(|number| below("CA", 100 + number, "Root", 1).ca(None))
}

#[test]
fn attempts_are_kept_up_to_the_cap() {
    for (cap, kept) in [(5, 5), (100, 40), (0, 0)] {
        let question = Question::new(root(), flood(40));
        let limits = Limits { attempts: cap, ..Limits::default() };
        let (verdict, _) = question.limits(limits).ask(&leaf());
        assert_eq!(verdict.report().attempts.len(), kept);
        let reasons = verdict.report().attempts.iter().map(|attempt| attempt.reason);
        assert!(reasons.into_iter().all(|reason| reason == Reason::CertificateSignatureInvalid));
    }
}

/// Whichever certificate comes first in any other order, that of the right key identifier is tried first.
#[test]
fn key_identifiers_order_candidates_and_exclude_none() {
    for key in [2, 200] {
        let right = below("CA", key, "Root", 1).ca(None).with(pki::subject_key_id(&[7]));
        let wrong = below("CA", 50, "Root", 1).ca(None).with(pki::subject_key_id(&[8]));
        let silent = below("CA", 60, "Root", 1).ca(None);
        let leaf = below("Leaf", 3, "CA", key).with(pki::authority_key_id(&[7]));
        let (verdict, signatures) = Question::new(root(), [wrong, silent.clone(), right]).ask(&leaf);
        assert!(verdict.is_passed());
        assert_eq!(signatures, 2, "two links, nobody else was tried");
        // The identifier may be wrong: it is tried all the same, after who has none.
        let misnamed = below("CA", key, "Root", 1).ca(None).with(pki::subject_key_id(&[9]));
        let (verdict, signatures) = Question::new(root(), [misnamed, silent]).ask(&leaf);
        assert!(verdict.is_passed());
        assert_eq!(signatures, 3);
    }
}

#[test]
fn a_missing_issuer_is_named() {
    let child = leaf().with(pki::authority_key_id(&[0xAB, 0xCD]));
    let (verdict, _) = Question::new(root(), []).ask(&child);
    let report = verdict.report();
    assert_eq!((report.attempts.len(), report.attempts[0].candidate), (1, None));
    assert_eq!(report.attempts[0].certificate, child.certificate().unwrap().fingerprint());
    let facts: Vec<_> = report.attempts[0].facts.iter().map(|fact| (fact.name(), fact.value())).collect();
    assert_eq!(facts, [("issuer", "CN=CA".to_owned()), ("key-id", "abcd".to_owned())]);
    assert_eq!(report.judgements[0].facts, report.attempts[0].facts);
    // Two steps up, it is the CA's issuer.
    let (verdict, _) = Question::new(below("Elsewhere", 9, "Elsewhere", 9).ca(None), [ca()]).ask(&leaf());
    assert_eq!(verdict.report().attempts[0].facts[0].value(), "CN=Root");
}

#[test]
fn nothing_verifies_under_a_bad_key() {
    let bad = below("CA", pki::BAD_KEY, "Root", 1).ca(None);
    let (verdict, signatures) = Question::new(root(), [bad]).ask(&leaf());
    assert_eq!(verdict.reasons(), [Reason::CertificateSignatureInvalid]);
    assert_eq!(signatures, 0);
}

#[test]
fn the_first_path_that_passes_is_taken() {
    // Both anchors have signed the CA: one path is enough.
    let second = below("CA", 2, "Second", 5).ca(None);
    let mut question = Question::new(root(), [ca(), second]);
    question.anchors.push(TrustAnchor::new(below("Second", 5, "Second", 5).ca(None).certificate().unwrap()));
    let (verdict, signatures) = question.ask(&leaf());
    assert!(verdict.is_passed());
    assert_eq!(signatures, 2);
    // One way up has expired: the other is found.
    let mut expired = ca();
    expired.expired = true;
    question.others[0] = expired.certificate().unwrap();
    let (verdict, _) = question.ask(&leaf());
    assert!(verdict.is_passed());
    assert_eq!(
        verdict.report().path[2].fingerprint,
        question.anchors[1].certificate().fingerprint(),
        "by the second anchor"
    );
}

#[test]
fn of_failing_paths_the_one_with_least_against_it() {
    for (first, second) in [(1, 2), (2, 1)] {
        let expired = |serial| Draft { serial, expired: true, ..below("CA", 2, "Root", 1) };
        let worse = expired(first);
        let better = expired(second).ca(None);
        let question = Question::new(root(), [worse, better]);
        assert_eq!(question.reasons(&leaf()), [Reason::CertificateExpired], "not that it is no CA as well");
    }
}

/// What was not looked at may have passed: a search that was cut short fails nobody.
#[test]
fn a_search_that_was_cut_short_is_open() {
    let expired = Draft { expired: true, ..below("CA", 2, "Root", 1) };
    let expired = expired.ca(None).with(pki::subject_key_id(&[7]));
    let leaf = leaf().with(pki::authority_key_id(&[7]));
    for (signatures, reason) in [(100, Reason::CertificateExpired), (10, Reason::BudgetExceeded)] {
        let question = Question::new(root(), flood(40).chain([expired.clone()]));
        let question = question.limits(Limits { signatures, ..Limits::default() });
        assert_eq!(question.reasons(&leaf), [reason]);
    }
}

/// Names may be a person's (NFR-1).
#[test]
fn a_store_shows_no_names() {
    let store = TrustStore::new().with_intermediate_certificate(leaf().certificate().unwrap());
    let shown = format!("{store:?}").to_lowercase();
    assert!(shown.contains("intermediates") && !shown.contains("leaf"));
    // "leaf", octet by octet.
    assert!(!shown.contains("108, 101, 97, 102"));
}

#[test]
fn path_length_leaves_self_issued_certificates_out() {
    let reasons = |most, middle: &[Draft], leaf: &Draft| {
        let top = below("CA", 2, "Root", 1).ca(Some(most));
        Question::new(root(), middle.iter().cloned().chain([top])).reasons(leaf)
    };
    let sub = below("Sub", 4, "CA", 2).ca(None);
    let under_sub = below("Leaf", 3, "Sub", 4);
    assert_eq!(reasons(0, &[], &leaf()), []);
    assert_eq!(reasons(0, std::slice::from_ref(&sub), &under_sub), [Reason::PathLengthExceeded]);
    assert_eq!(reasons(1, std::slice::from_ref(&sub), &under_sub), []);
    // Each CA takes one, and nobody gives more than was given.
    for most in [None, Some(5)] {
        let middle = [below("Sub", 4, "CA", 2).ca(most), below("Low", 6, "Sub", 4).ca(None)];
        let under_low = below("Leaf", 3, "Low", 6);
        assert_eq!(reasons(1, &middle, &under_low), [Reason::PathLengthExceeded]);
        assert_eq!(reasons(2, &middle, &under_low), []);
    }
    // The CA's new key, signed by its old one.
    let rolled = below("CA", 5, "CA", 2).ca(None);
    assert_eq!(reasons(0, &[rolled], &below("Leaf", 3, "CA", 5)), []);
}

/// One certificate on several terms is several anchors, in whatever order they were added.
#[test]
fn an_anchor_has_terms() {
    let anchor = TrustAnchor::new(root().certificate().unwrap());
    let past = anchor.clone().with_sunset("2020-01-01T00:00:00Z".parse().unwrap());
    for anchors in [vec![past.clone(), anchor.clone()], vec![anchor.clone(), past.clone()]] {
        assert_eq!(Question { anchors, ..Question::new(root(), [ca()]) }.reasons(&leaf()), []);
    }
    let ended = Question { anchors: vec![past], ..Question::new(root(), [ca()]) };
    assert_eq!(ended.reasons(&leaf()), [Reason::AnchorOutOfTime]);
}

/// 6.1.4 (k): basicConstraints without cA are an end entity's.
#[test]
fn an_issuer_says_that_it_is_a_ca() {
    let bare = below("CA", 2, "Root", 1);
    let not = bare.clone().with(der::extension(&[0x55, 0x1D, 0x13], true, &[0x30, 0]));
    for issuer in [bare, not] {
        assert_eq!(Question::new(root(), [issuer]).reasons(&leaf()), [Reason::CaNotAuthorised]);
    }
}

fn oid(text: &str) -> ObjectIdentifier {
    ObjectIdentifier::parse(text).unwrap()
}

/// 6.1.1 (c), (e), (f), (g), each on a path that passes without it.
#[test]
fn the_standards_inputs() {
    let explicit = PathInputs { initial_explicit_policy: Indicator::Set, ..PathInputs::default() };
    let only =
        |number: &str| PathInputs { user_initial_policy_set: [oid(number)].into(), ..explicit.clone() };
    let with = |ca_policies: &[u8], leaf_policies: &[u8]| {
        (
            Question::new(root(), [ca().with(pki::policies(ca_policies))]),
            leaf().with(pki::policies(leaf_policies)),
        )
    };
    let refused = [Reason::PolicyNotAcceptable];
    let policies = |question: &Question, leaf: &Draft| question.ask(leaf).0.report().policies.clone();

    let bare = Question::new(root(), [ca()]);
    assert_eq!(bare.reasons(&leaf()), []);
    assert_eq!(bare.path(explicit.clone()).reasons(&leaf()), refused);

    let (question, leaf) = with(&[1, 2], &[1]);
    assert_eq!(policies(&question, &leaf), [oid("1.2.1")]);
    assert_eq!(question.clone().path(only("1.2.1")).reasons(&leaf), []);
    assert_eq!(question.clone().path(only("1.2.2")).reasons(&leaf), refused);
    let none = PathInputs { user_initial_policy_set: [].into(), ..explicit.clone() };
    assert_eq!(question.path(none).reasons(&leaf), refused);

    let (question, leaf) = with(&[0], &[1]);
    let inhibited = PathInputs { initial_any_policy_inhibit: Indicator::Set, ..explicit.clone() };
    assert_eq!(question.clone().path(only("1.2.1")).reasons(&leaf), []);
    assert_eq!(question.path(inhibited).reasons(&leaf), refused);

    let mapping = ca().with(pki::policies(&[1])).with(pki::policy_mappings(&[(1, 2)]));
    let question = Question::new(root(), [mapping]);
    let leaf = self::leaf().with(pki::policies(&[2]));
    let inhibited = PathInputs { initial_policy_mapping_inhibit: Indicator::Set, ..explicit.clone() };
    assert_eq!(policies(&question.clone().path(explicit), &leaf), [oid("1.2.1")], "in the anchor's words");
    assert_eq!(question.path(inhibited).reasons(&leaf), refused);
}

/// 6.1.4 (h), (i), 6.1.5 (a), (b): who counts, and that the last certificate counts, too.
#[test]
fn an_explicit_policy_is_asked_for_in_time() {
    let refused = [Reason::PolicyNotAcceptable];
    let sub = below("Sub", 4, "CA", 2).ca(None);
    let rolled = below("CA", 5, "CA", 2).ca(None);
    for (skip, below_sub, below_rolled) in
        [(0, &refused[..], &refused[..]), (1, &refused, &refused), (2, &refused, &[]), (3, &[], &[])]
    {
        let top = ca().with(pki::policy_constraints(Some(skip), None));
        let question = Question::new(root(), [top, sub.clone(), rolled.clone()]);
        assert_eq!(question.reasons(&below("Leaf", 3, "Sub", 4)), below_sub, "{skip}");
        assert_eq!(question.reasons(&below("Leaf", 3, "CA", 5)), below_rolled, "{skip}");
    }
    let asking = leaf().with(pki::policy_constraints(Some(0), None));
    assert_eq!(Question::new(root(), [ca()]).reasons(&asking), refused);
}

/// 6.1.3 (d)(2): a CA's change of key passes policies on, inhibited or not; the last certificate does not.
#[test]
fn any_policy_of_a_new_key_counts() {
    let top = ca().with(pki::policies(&[1])).with(pki::inhibit_any_policy(0));
    let rolled = below("CA", 5, "CA", 2).ca(None).with(pki::policies(&[0]));
    let explicit = PathInputs { initial_explicit_policy: Indicator::Set, ..PathInputs::default() };
    let question = Question::new(root(), [top, rolled]).path(explicit);
    assert_eq!(question.reasons(&below("Leaf", 3, "CA", 5).with(pki::policies(&[1]))), []);
    for name in ["Leaf", "CA"] {
        let last = below(name, 3, "CA", 5).with(pki::policies(&[0]));
        assert_eq!(question.reasons(&last), [Reason::PolicyNotAcceptable], "{name}");
    }
}

#[test]
fn any_policy_is_not_mapped() {
    for pair in [(0, 1), (1, 0)] {
        let ca = ca().with(pki::policies(&[1])).with(pki::policy_mappings(&[pair]));
        assert_eq!(Question::new(root(), [ca]).reasons(&leaf()), [Reason::PolicyMappingInvalid]);
    }
}

/// An anchor is a name and a key, unless it is held to its certificate.
#[test]
fn anchors_with_constraints() {
    let sub = ca;
    let named = leaf().with(pki::alternative_names(&[tlv(0x82, &[b"a.kz"])])).with(pki::policies(&[1]));
    let bare = below("Root", 1, "Root", 1);
    let other_host = || vec![tlv(0x82, &[b"b.kz".as_slice()])];
    for (anchor, reason, about) in [
        (bare.clone().ca(Some(0)), Reason::PathLengthExceeded, About::Issuer(1)),
        (bare.clone(), Reason::CaNotAuthorised, About::Anchor),
        (
            root().with(pki::name_constraints(&other_host(), &[])),
            Reason::NameNotPermitted,
            About::Certificate,
        ),
        (
            root().with(pki::policies(&[2])).with(pki::policy_constraints(Some(0), None)),
            Reason::PolicyNotAcceptable,
            About::Certificate,
        ),
        (
            root().with(der::extension(&[0x2A, 9], true, &[5, 0])),
            Reason::CriticalExtensionUnknown,
            About::Anchor,
        ),
    ] {
        let sub = sub().with(pki::policies(&[0]));
        let question = Question::new(anchor, [sub]);
        assert!(question.ask(&named).0.is_passed(), "{reason}");
        let (verdict, _) = question.own_constraints().ask(&named);
        assert_eq!(verdict.reasons(), [reason]);
        assert_eq!(verdict.report().judgements[0].about, about);
    }
    let sound = root().with(pki::name_constraints(&[tlv(0x82, &[b"kz"])], &[]));
    assert!(Question::new(sound, [ca()]).own_constraints().ask(&named).0.is_passed());
}

/// It speaks of policies where it names some, and counts as one of the path where another has issued it.
#[test]
fn an_anchor_without_policies_takes_none_away() {
    let explicit = PathInputs { initial_explicit_policy: Indicator::Set, ..PathInputs::default() };
    let question = Question::new(root(), [ca().with(pki::policies(&[1]))]).own_constraints();
    assert_eq!(question.path(explicit).reasons(&leaf().with(pki::policies(&[1]))), []);
    assert_eq!(Question::new(ca(), []).own_constraints().reasons(&leaf()), []);
}

/// 6.1.3 (f): the path fails where it stops being valid for any policy, and once.
#[test]
fn the_first_without_a_policy_is_told() {
    let explicit = PathInputs { initial_explicit_policy: Indicator::Set, ..PathInputs::default() };
    let cas = [ca().with(pki::policies(&[1])), below("Sub", 4, "CA", 2).ca(None)];
    let (verdict, _) = Question::new(root(), cas).path(explicit).ask(&below("Leaf", 3, "Sub", 4));
    let refusals =
        verdict.report().judgements.iter().filter(|found| found.reason == Reason::PolicyNotAcceptable);
    assert_eq!(refusals.map(|found| found.about).collect::<Vec<_>>(), [About::Issuer(1)]);
}

/// 6.1.3 (d), 6.1.4 (b), 6.1.5 (g): what is left of each certificate's policies; 0 is anyPolicy.
#[test]
fn policies_go_down_the_path() {
    let explicit = |acceptable: &str| PathInputs {
        user_initial_policy_set: [oid(acceptable)].into(),
        initial_explicit_policy: Indicator::Set,
        ..PathInputs::default()
    };
    let any = "2.5.29.32.0";
    for (above, below, acceptable, left) in [
        (1, 1, any, Some("1.2.1")),
        (1, 2, any, None),
        (0, 1, any, Some("1.2.1")),
        (0, 0, any, Some(any)),
        (0, 0, "1.2.1", Some("1.2.1")),
        (1, 0, any, Some("1.2.1")),
        (1, 0, "1.2.2", None),
    ] {
        let question = Question::new(root(), [ca().with(pki::policies(&[above]))]).path(explicit(acceptable));
        let (verdict, _) = question.ask(&leaf().with(pki::policies(&[below])));
        assert_eq!(verdict.report().policies, left.map(oid).into_iter().collect::<Vec<_>>());
        assert_eq!(verdict.is_passed(), left.is_some());
    }
    // A policy that nobody above has is none, beside one that somebody has.
    let question = Question::new(root(), [ca().with(pki::policies(&[1]))]);
    let (verdict, _) = question.ask(&leaf().with(pki::policies(&[1, 2])));
    assert_eq!(verdict.report().policies, [oid("1.2.1")]);
}

/// 6.1.4 (i), (j): what a CA has asked for, no CA below takes back.
#[test]
fn nobody_takes_back_what_was_asked_for_above() {
    let refused = [Reason::PolicyNotAcceptable];
    let low = below("Leaf", 3, "Sub", 4);
    let sub = || below("Sub", 4, "CA", 2).ca(None);
    let strict = ca().with(pki::policies(&[1])).with(pki::policy_constraints(Some(0), None));
    let lax = sub().with(pki::policies(&[1])).with(pki::policy_constraints(Some(5), None));
    assert_eq!(Question::new(root(), [strict, lax]).reasons(&low), refused);
    // What anyPolicy stood for is mapped, too, and afterwards its old name says nothing any more.
    for (top, name, left) in [(0, 2, Some("1.2.1")), (1, 2, Some("1.2.1")), (1, 1, None)] {
        let mapping = ca().with(pki::policies(&[top])).with(pki::policy_mappings(&[(1, 2)]));
        let (verdict, _) = Question::new(root(), [mapping]).ask(&leaf().with(pki::policies(&[name])));
        assert_eq!(verdict.report().policies, left.map(oid).into_iter().collect::<Vec<_>>());
    }
    // A policy that is mapped where mapping is inhibited is lost under both of its names.
    let explicit = PathInputs { initial_explicit_policy: Indicator::Set, ..PathInputs::default() };
    let mapping = sub().with(pki::policies(&[1])).with(pki::policy_mappings(&[(1, 2)]));
    for (constraints, expected) in [
        (pki::policy_constraints(None, Some(0)), &refused[..]),
        (pki::policy_constraints(None, Some(1)), &[]),
    ] {
        let top = ca().with(pki::policies(&[1])).with(constraints);
        let question = Question::new(root(), [top, mapping.clone()]).path(explicit.clone());
        let names: &[u8] = if expected.is_empty() { &[2] } else { &[1, 2] };
        assert_eq!(question.reasons(&low.clone().with(pki::policies(names))), expected);
    }
}

/// Subject, alternative names, and the mailbox that old certificates have in the subject.
#[test]
fn which_names_are_constrained() {
    let constrained = |permitted: &[Vec<u8>], excluded: &[Vec<u8>], leaf: &Draft| {
        Question::new(root(), [ca().with(pki::name_constraints(permitted, excluded))]).reasons(leaf)
    };
    let directory = |name: &str| tlv(0xA4, &[&common_name(name)]);
    let refused = [Reason::NameNotPermitted];
    assert_eq!(constrained(&[directory("Leaf")], &[], &leaf()), []);
    assert_eq!(constrained(&[directory("Other")], &[], &leaf()), refused);
    assert_eq!(constrained(&[], &[directory("LEAF")], &leaf()), refused);
    // Below several permissions one suffices; another form permits nothing of this one.
    assert_eq!(constrained(&[directory("Other"), directory("Leaf")], &[], &leaf()), []);
    assert_eq!(constrained(&[tlv(0x82, &[b"kz"])], &[], &leaf()), []);

    let mailbox = der::sequence(&[b"\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x09\x01", &tlv(0x16, &[b"a@b.kz"])]);
    let subject = der::sequence(&[&tlv(0x31, &[&mailbox])]);
    let legacy = Draft { subject, ..leaf() };
    let (inside, outside) = ([tlv(0x81, &[b"b.kz"])], [tlv(0x81, &[b"c.kz"])]);
    assert_eq!(constrained(&inside, &[], &legacy), []);
    assert_eq!(constrained(&outside, &[], &legacy), refused);
    // An empty subject is no name.
    let nobody = Draft { subject: vec![0x30, 0], ..leaf() };
    let nobody = nobody.with(pki::alternative_names(&[tlv(0x82, &[b"a.kz"])]));
    assert_eq!(constrained(&[directory("Leaf")], &[], &nobody), []);
    // With a mailbox among the alternative names the subject's is not looked at.
    let both = legacy.with(pki::alternative_names(&[tlv(0x81, &[b"a@c.kz"])]));
    assert_eq!(constrained(&outside, &[], &both), []);

    // Forms that are not compared.
    for form in [0xA0, 0xA3, 0xA5, 0x88] {
        let name = tlv(form, &[b"\x06\x01\x2A"]);
        let leaf = leaf().with(pki::alternative_names(std::slice::from_ref(&name)));
        assert_eq!(constrained(&[], std::slice::from_ref(&name), &leaf), [Reason::NameFormNotProcessed]);
        assert_eq!(constrained(&[name], &[], &leaf), [Reason::NameFormNotProcessed]);
        assert_eq!(constrained(&inside, &[], &leaf), []);
    }
    let international = tlv(0xA0, &[b"\x06\x08\x2B\x06\x01\x05\x05\x07\x08\x09\xA0\x03\x0C\x01x"]);
    let leaf = leaf().with(pki::alternative_names(&[international]));
    assert_eq!(constrained(&inside, &[], &leaf), [Reason::NameFormNotProcessed]);
}

/// 6.1.3 (b), (c): a self-issued certificate is exempt unless it is the final one; constraints of several CAs add up.
#[test]
fn constraints_along_the_path() {
    let directory = |name: &str| tlv(0xA4, &[&common_name(name)]);
    let top = ca().with(pki::name_constraints(&[directory("Leaf")], &[]));
    let rolled = below("CA", 5, "CA", 2).ca(None);
    let question = Question::new(root(), [top.clone(), rolled.clone()]);
    assert_eq!(question.reasons(&below("Leaf", 3, "CA", 5)), []);
    assert_eq!(question.reasons(&below("CA", 6, "CA", 5)), [Reason::NameNotPermitted]);
    let sub = below("Leaf", 7, "CA", 2).ca(None).with(pki::name_constraints(&[], &[directory("Leaf")]));
    let question = Question::new(root(), [top, sub]);
    // Self-issued and final: held to both.
    assert_eq!(question.reasons(&below("Leaf", 3, "Leaf", 7)), [Reason::NameNotPermitted]);
    // A CA of another name is held to them as well.
    let top = ca().with(pki::name_constraints(&[directory("Leaf")], &[]));
    let question = Question::new(root(), [top, below("Sub", 4, "CA", 2).ca(None)]);
    assert_eq!(question.reasons(&below("Leaf", 3, "Sub", 4)), [Reason::NameNotPermitted]);
}

#[test]
fn quadratic_constraints_end_early() {
    let names =
        |count: u8| -> Vec<_> { (0..count).map(|n| tlv(0x82, &[format!("n{n}.kz").as_bytes()])).collect() };
    let ca = ca().with(pki::name_constraints(&[], &names(200)));
    let leaf = leaf().with(pki::alternative_names(&vec![tlv(0x82, &[b"other.kz"]); 200]));
    let question = Question::new(root(), [ca]);
    // The subject, too, is held against each; two candidates were found by name.
    for (bound, passes) in [(201 * 200 + 2, true), (201 * 200 + 1, false)] {
        let limits = Limits { name_comparisons: bound, ..Limits::default() };
        let (verdict, _) = question.clone().limits(limits).ask(&leaf);
        assert_eq!(verdict.is_passed(), passes, "{bound}");
        if !passes {
            assert_eq!(verdict.indication(), Indication::Indeterminate);
            assert_eq!(verdict.reasons(), [Reason::BudgetExceeded]);
            assert_eq!(verdict.report().judgements[0].facts[0].value(), "name-comparisons");
        }
    }
}

/// Every policy mapped to every other, on each of ten levels: a tree would have 8^10 leaves.
#[test]
fn policies_do_not_explode() {
    let all: Vec<u8> = (1..=8).collect();
    let pairs: Vec<_> = all.iter().flat_map(|&one| all.iter().map(move |&other| (one, other))).collect();
    let mapping = |draft: Draft| draft.with(pki::policies(&all)).with(pki::policy_mappings(&pairs));
    let question = Question::new(root(), chain(10).into_iter().map(mapping));
    let leaf = below("Leaf", 3, "CA10", 20).with(pki::policies(&all));
    for (bound, passes) in [(8 * 11, true), (8 * 11 - 1, false)] {
        let limits = Limits { policy_nodes: bound, ..Limits::default() };
        let (verdict, _) = question.clone().limits(limits).ask(&leaf);
        assert_eq!(verdict.is_passed(), passes, "{bound}");
        if !passes {
            assert_eq!(verdict.reasons(), [Reason::BudgetExceeded]);
            assert_eq!(verdict.report().judgements[0].facts[0].value(), "policy-nodes");
        } else {
            assert_eq!(verdict.report().policies.len(), 8);
        }
    }
}

/// CAs that have all certified one another: the ways through them are many more than the budget.
#[test]
fn a_mesh_ends_with_the_budget() {
    let name = |number: u8| format!("Mesh{number}");
    let pairs = (0..8u8).flat_map(|one| (0..8u8).map(move |other| (one, other)));
    let mesh = pairs
        .filter(|(one, other)| one != other)
        .map(|(one, other)| below(&name(one), 10 + one, &name(other), 10 + other).ca(None));
    let question = Question::new(root(), mesh);
    let leaf = below("Leaf", 3, "Mesh0", 10);
    let (verdict, signatures) = question.clone().ask(&leaf);
    assert_eq!(verdict.reasons(), [Reason::BudgetExceeded]);
    assert!(signatures < Limits::default().signatures, "{signatures}: steps end first");
    let few = Limits { signatures: 100, ..Limits::default() };
    let (verdict, signatures) = question.limits(few).ask(&leaf);
    assert_eq!((verdict.reasons(), signatures), (vec![Reason::BudgetExceeded], 100));
}

/// Octets that mean nothing, the same on each run.
fn noise(seed: u64, length: usize) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_be_bytes()[3]
    };
    (0..length).map(|_| next()).collect()
}

/// Stores in both orders, anchors left out one by one: the properties of the fuzz target on a few thousand hierarchies.
#[test]
fn order_changes_nothing_and_less_trust_never_helps() {
    let (mut passed, mut paths, mut asked) = (0, 0, 0);
    for seed in 0..2000 {
        let Some(verdict) = path_build::judged(&noise(seed, 400)) else { continue };
        asked += 1;
        passed += usize::from(verdict.is_passed());
        paths += usize::from(verdict.report().path.len() > 1);
    }
    println!("{passed} of {asked} pass, {paths} have a path");
    assert!(passed > 300 && paths > 500, "{passed} of {asked} pass, {paths} have a path");
}

/// The plain reading of RFC 5280 4.2.1.10 against ours, on random names and constraints.
#[test]
fn constraints_are_those_of_the_plain_reading() {
    let judged: Vec<_> = (0..8_000).filter_map(|seed| name_constraints::judged(&noise(seed, 60))).collect();
    let passed = judged.iter().filter(|passed| **passed).count();
    println!("{passed} of {} pass", judged.len());
    assert!(passed > 500 && judged.len() - passed > 500, "{passed} of {}", judged.len());
}
