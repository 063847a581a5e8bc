//! Target `path_build`: small hierarchies with cross-certificates, loops, constraints and policies. Work stays within
//! the budget, the order of inputs changes nothing, and an anchor less never helps.

use std::sync::Arc;

use arbitrary::{Arbitrary, Unstructured};
use chrono::DateTime;
use kz_eds::{
    Certificate, EvidenceRule, Indicator, Limits, PathInputs, Policy, Reason, TrustAnchor, TrustStore,
    Validator, Verdict,
};

use super::der::{common_name, tlv};
use super::pki::{self, Draft, Nominal};

/// A hierarchy and how it is asked about; numbers are taken modulo what there is.
#[derive(Arbitrary, Debug)]
struct Recipe {
    count: u8,
    certificates: [Line; 10],
    anchors: u8,
    held_to_constraints: bool,
    signatures: u8,
    name_comparisons: u8,
    policy_nodes: u8,
    explicit: u8,
    inhibit_any: bool,
    inhibit_mapping: bool,
    acceptable: u8,
}

#[derive(Arbitrary, Debug)]
struct Line {
    subject: u8,
    key: u8,
    issuer: u8,
    signed_by: u8,
    expired: bool,
    path_length: Option<u8>,
    key_ids: Option<(u8, u8)>,
    names: Option<(bool, u8)>,
    alternative: Option<u8>,
    policies: Option<u8>,
    mapping: Option<(u8, u8)>,
    constraints: Option<(u8, u8)>,
    inhibit_any: Option<u8>,
}

const NAMES: [&str; 5] = ["Leaf", "A", "B", "C", "Root"];
const HOSTS: [&str; 4] = ["kz", "a.kz", "b.a.kz", "b.kz"];

fn host(number: u8) -> Vec<u8> {
    tlv(0x82, &[HOSTS[usize::from(number) % HOSTS.len()].as_bytes()])
}

impl Line {
    /// Of the first the subject is `Leaf`; the others are CAs.
    fn draft(&self, serial: usize) -> Draft {
        let name = |number: u8| common_name(NAMES[1 + usize::from(number) % (NAMES.len() - 1)]);
        let subject = if serial == 0 { common_name(NAMES[0]) } else { name(self.subject) };
        // A certificate that names an issuer is mostly signed by the key of the same number.
        let signed_by = if self.signed_by < 0xC0 { self.issuer % 4 } else { self.signed_by % 4 };
        let key = if self.key < 0xC0 { self.subject % 4 } else { self.key % 4 };
        let mut draft = Draft::new(&subject, key, &name(self.issuer), signed_by);
        draft.serial = u8::try_from(serial + 1).unwrap_or(1);
        draft.expired = self.expired && self.subject > 0xC0;
        draft.extensions = self.extensions();
        if serial == 0 {
            return draft;
        }
        let constrained = self.names.filter(|(_, base)| *base < 0x60).map(|(permits, base)| {
            let base = [host(base)];
            if permits { pki::name_constraints(&base, &[]) } else { pki::name_constraints(&[], &base) }
        });
        draft.extensions.extend(constrained);
        draft.ca(self.path_length.filter(|most| *most < 0x60).map(|most| most % 4))
    }

    fn extensions(&self) -> Vec<Vec<u8>> {
        let policies = self.policies.map(|bits| {
            let numbers: Vec<u8> = (0..4).filter(|bit| bits >> bit & 1 == 1).collect();
            pki::policies(if numbers.is_empty() { &[0] } else { &numbers })
        });
        let (ski, aki) = self.key_ids.unzip();
        [
            policies,
            ski.map(|id| pki::subject_key_id(&[id % 4])),
            aki.map(|id| pki::authority_key_id(&[id % 4])),
            self.alternative.map(|number| pki::alternative_names(&[host(number)])),
            self.mapping
                .filter(|(one, _)| *one < 0x80)
                .map(|(one, other)| pki::policy_mappings(&[(one % 4, other % 4)])),
            self.constraints.filter(|(explicit, _)| *explicit < 0x60).map(|(explicit, mapping)| {
                pki::policy_constraints(Some(explicit % 4), (mapping < 0x80).then_some(mapping % 4))
            }),
            self.inhibit_any.map(|skip| pki::inhibit_any_policy(skip % 4)),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

impl Recipe {
    fn policy(&self) -> Policy {
        let indicator = |set| if set { Indicator::Set } else { Indicator::NotSet };
        let acceptable = (0..4).filter(|bit| self.acceptable >> bit & 1 == 1);
        let oid = |number: u8| match number {
            0 => PathInputs::ANY_POLICY,
            _ => kz_eds::ObjectIdentifier::parse(&format!("1.2.{number}")).expect("an identifier"),
        };
        Policy {
            evidence: EvidenceRule::NotChecked,
            ca_evidence: EvidenceRule::NotChecked,
            path: PathInputs {
                user_initial_policy_set: acceptable.map(oid).collect(),
                initial_explicit_policy: indicator(self.explicit < 0x40),
                initial_any_policy_inhibit: indicator(self.inhibit_any),
                initial_policy_mapping_inhibit: indicator(self.inhibit_mapping),
            },
            limits: Limits {
                signatures: usize::from(self.signatures),
                name_comparisons: usize::from(self.name_comparisons),
                policy_nodes: usize::from(self.policy_nodes),
                ..Limits::default()
            },
            ..Policy::rfc5280()
        }
    }

    fn store<'a>(
        &self,
        anchors: impl Iterator<Item = &'a Certificate>,
        others: impl Iterator<Item = &'a Certificate>,
    ) -> TrustStore {
        let anchor = |certificate: &Certificate| {
            let anchor = TrustAnchor::new(certificate.clone());
            if self.held_to_constraints { anchor.with_own_constraints() } else { anchor }
        };
        let store = anchors.map(anchor).fold(TrustStore::new(), TrustStore::with_trust_anchor);
        others.cloned().fold(store, TrustStore::with_intermediate_certificate)
    }

    fn ask(&self, trust: TrustStore, leaf: &Certificate) -> Verdict {
        let provider = Arc::new(Nominal::default());
        let noon = DateTime::from_timestamp(1_780_315_200, 0).expect("1 June 2026, 12:00");
        let validator = Validator::new(trust, self.policy()).with_provider(provider.clone());
        let verdict = validator.validate_certificate(leaf, noon);
        assert!(provider.count() <= usize::from(self.signatures), "more signatures than the budget has");
        assert!(verdict.report().attempts.len() <= Limits::default().attempts);
        verdict
    }
}

/// The body of the target.
pub fn path_build(data: &[u8]) {
    judged(data);
}

/// The verdict on the hierarchy that the octets describe, if they describe one, after it has held in every way.
pub(crate) fn judged(data: &[u8]) -> Option<Verdict> {
    let recipe = Recipe::arbitrary_take_rest(Unstructured::new(data)).ok()?;
    let lines = recipe.certificates.iter().take(2 + usize::from(recipe.count) % 9).enumerate();
    let mut read = lines.filter_map(|(serial, line)| line.draft(serial).certificate());
    let leaf = read.next()?;
    let known: Vec<_> = read.collect();
    let (anchors, others) = known.split_at(known.len().min(usize::from(recipe.anchors % 5)));
    let verdict = recipe.ask(recipe.store(anchors.iter(), others.iter()), &leaf);
    let backwards = recipe.ask(recipe.store(anchors.iter().rev(), others.iter().rev()), &leaf);
    assert_eq!(verdict.report(), backwards.report(), "the order of inputs counts");
    // What is spent on one anchor may be wanting for another: only a search that ended is compared.
    if !verdict.is_passed() && !verdict.reasons().contains(&Reason::BudgetExceeded) {
        for left_out in anchors {
            let fewer = anchors.iter().filter(|anchor| *anchor != left_out);
            let verdict = recipe.ask(recipe.store(fewer, others.iter()), &leaf);
            assert!(!verdict.is_passed(), "an anchor less helps");
        }
    }
    Some(verdict)
}
