//! Revocation by lists (RFC 5280 6.3.3): which list speaks, who signed it, and what follows.

use std::cmp::Reverse;
use std::sync::Arc;

use crate::certificate::{Certificate, KeyUsage};
use crate::crl::{Crl, Entry, RevocationReason};
use crate::crypto::{Outcome, PublicKey, SignatureAlgorithm};
use crate::finding::{Fact, Finding, Reason};
use crate::path::{Link, Purpose, TrustAnchor};
use crate::policy::EvidenceRule;
use crate::revocation::{self, Freshness};

use super::judge::Judge;
use super::subject;

/// What is known of one certificate's revocation.
#[derive(Default)]
pub(super) struct Status {
    /// `None`: on no list, and the list that says so is good.
    pub(super) finding: Option<Finding>,
    /// The list that was relied on.
    pub(super) list: Option<Crl>,
}

impl Status {
    fn unknown(finding: Finding) -> Self {
        Self { finding: Some(finding), list: None }
    }
}

/// Somebody who may have signed a list: a certificate with the list issuer's name.
struct Signer {
    certificate: Certificate,
    key: Arc<dyn PublicKey>,
    /// Its status is being judged as part of the path itself, or it is the anchor.
    is_on_path: bool,
}

impl Judge<'_> {
    /// The status of one certificate of a path that ends at `anchor`.
    pub(super) fn revocation_status(&mut self, link: &Link, anchor: &TrustAnchor, is_ca: bool) -> Status {
        let policy = &self.validator.policy;
        let rule = if is_ca { policy.ca_evidence } else { policy.evidence };
        if rule == EvidenceRule::NotChecked {
            return Status::default();
        }
        let evidence = self.validator.evidence.clone();
        let mut lists: Vec<_> = evidence.lists_by(link.certificate.issuer()).collect();
        if lists.is_empty() {
            return Status::unknown(missing(rule, link));
        }
        // The newest list wins (threat 18); of two of one moment, the one with the higher number.
        lists.sort_by_key(|list| Reverse((list.this_update(), list.number())));
        let mut nearest: Option<Finding> = None;
        for list in lists {
            match self.speaks(list, link, anchor) {
                Ok(status) => return status,
                Err(finding) => nearest = Some(nearer(nearest, finding)),
            }
        }
        Status { finding: nearest, list: None }
    }

    /// What one list says, or why it says nothing.
    fn speaks(&mut self, list: &Crl, link: &Link, anchor: &TrustAnchor) -> Result<Status, Finding> {
        if let Some(finding) = revocation::obstacle(list, &link.certificate) {
            return Err(finding);
        }
        let policy = &self.validator.policy;
        let freshness = revocation::freshness(
            list,
            self.moment.validation(),
            policy.clock_skew,
            policy.list_age,
            policy.list_age_without_next_update,
        );
        match freshness {
            Freshness::Future => return Err(dated(Reason::RevocationFuture, list)),
            Freshness::Endless => return Err(dated(Reason::RevocationListUnusable, list)),
            Freshness::Fresh | Freshness::Stale => self.signed(list, link, anchor)?,
        }
        // Whoever was revoked stays so, however old the list; who was not may be by now.
        let status = |finding| Ok(Status { finding, list: Some(list.clone()) });
        match revocation::entry(list, &link.certificate) {
            Some(entry) => status(Some(self.revoked(&entry, list))),
            None if freshness == Freshness::Stale => Err(dated(Reason::RevocationStale, list)),
            None => status(None),
        }
    }

    /// A revocation counts from its date on. One after the proven time of the signature is only told when its
    /// reason says that the key was the holder's until then (threat 26).
    fn revoked(&self, entry: &Entry<'_>, list: &Crl) -> Finding {
        let code = entry.reason().map_or("unspecified", |reason| reason.code());
        let facts = [
            Fact::RevokedAt(entry.revoked_at()),
            Fact::RevocationReason(code),
            Fact::List(list.fingerprint()),
        ];
        let is_hold = entry.reason().is_some_and(|reason| reason.is_hold());
        let benign = entry.reason().is_some_and(is_benign);
        let reason = if is_hold {
            Reason::CertificateOnHold
        } else if benign && self.moment.is_proven() && self.moment.judged() < entry.revoked_at() {
            Reason::RevokedLater
        } else {
            Reason::CertificateRevoked
        };
        Finding::new(reason, facts)
    }

    /// RFC 5280 6.3.3 (f), (g): a certificate of the issuer's name, allowed to sign lists, whose key verifies
    /// this one, and whose own path ends at the same anchor.
    fn signed(&mut self, list: &Crl, link: &Link, anchor: &TrustAnchor) -> Result<(), Finding> {
        let mut nearest = None;
        for signer in self.signers(list, link, anchor) {
            match self.signed_by(list, &signer, anchor) {
                Ok(()) => return Ok(()),
                Err(finding) => nearest = Some(nearer(nearest, finding)),
            }
        }
        Err(nearest.unwrap_or_else(|| named(Reason::RevocationForeign, list)))
    }

    /// The issuer of the certificate itself first: it nearly always is the one.
    fn signers(&self, list: &Crl, link: &Link, anchor: &TrustAnchor) -> Vec<Signer> {
        let trust = &self.validator.trust;
        let issuer =
            Signer { certificate: link.issuer.clone(), key: Arc::clone(&link.issuer_key), is_on_path: true };
        let others = trust
            .anchors_named(list.issuer())
            .map(TrustAnchor::certificate)
            .chain(trust.intermediates_named(list.issuer()))
            .filter(|other| other.public_key_info() != link.issuer.public_key_info());
        let others = others.filter_map(|other| {
            let key = self.validator.provider.public_key(other.public_key_info()).ok()?;
            let is_on_path = other == anchor.certificate();
            Some(Signer { certificate: other.clone(), key, is_on_path })
        });
        [issuer].into_iter().chain(others).collect()
    }

    fn signed_by(&mut self, list: &Crl, signer: &Signer, anchor: &TrustAnchor) -> Result<(), Finding> {
        let key_id_differs = matches!(
            (list.authority_key_id(), signer.certificate.subject_key_id()),
            (Some(wanted), Some(found)) if wanted != found
        );
        self.budget.signature()?;
        match list.verify(&*self.validator.provider, &*signer.key, signer.certificate.public_key_info()) {
            Outcome::Valid => {}
            Outcome::Invalid if key_id_differs => return Err(named(Reason::RevocationForeign, list)),
            Outcome::Invalid => return Err(named(Reason::RevocationSignatureInvalid, list)),
            Outcome::Unsupported(unsupported) => return Err(unsupported.into()),
        }
        self.digest_allowed(list)?;
        let usage = signer.certificate.key_usage();
        if usage.is_some_and(|usage| !usage.contains(KeyUsage::CRL_SIGN)) {
            return Err(named(Reason::RevocationListUnusable, list));
        }
        if signer.is_on_path { Ok(()) } else { self.authorised(list, signer, anchor) }
    }

    /// A list that may not be relied on is not evidence, hence open and not failed.
    fn digest_allowed(&self, list: &Crl) -> Result<(), Finding> {
        let Ok(algorithm) = SignatureAlgorithm::from_der(list.signature_algorithm()) else {
            return Err(named(Reason::RevocationListUnusable, list));
        };
        match subject::digest(algorithm, &self.validator.policy, self.moment.judged()) {
            Some(_) => Err(Finding::new(
                Reason::RevocationListUnusable,
                [Fact::List(list.fingerprint()), Fact::Algorithm(algorithm.oid())],
            )),
            None => Ok(()),
        }
    }

    /// Another key of that name is a subject of its own (threat 17).
    fn authorised(&mut self, list: &Crl, signer: &Signer, anchor: &TrustAnchor) -> Result<(), Finding> {
        let judged = self.judge(&signer.certificate, Purpose::CrlIssuer);
        let same_anchor =
            judged.anchor.as_ref().is_some_and(|other| other.certificate() == anchor.certificate());
        let circular = judged.findings.iter().any(|(_, found)| found.reason == Reason::RevocationCircular);
        if judged.is_passed() && same_anchor {
            Ok(())
        } else if circular {
            Err(named(Reason::RevocationCircular, list))
        } else {
            Err(named(Reason::RevocationListUnusable, list))
        }
    }
}

/// The key was the holder's until the revocation: what was signed and proven before stays good (`order 500` and the
/// practice of the national authority). Every other reason, or none, speaks against the time before as well.
const fn is_benign(reason: RevocationReason) -> bool {
    matches!(
        reason,
        RevocationReason::Superseded
            | RevocationReason::AffiliationChanged
            | RevocationReason::CessationOfOperation
            | RevocationReason::PrivilegeWithdrawn
    )
}

/// No list by this issuer at all: what that means is for the caller's rule.
fn missing(rule: EvidenceRule, link: &Link) -> Finding {
    let reason = match rule {
        EvidenceRule::IfGiven => Reason::RevocationNotChecked,
        _ => Reason::RevocationMissing,
    };
    let key_id = link.certificate.authority_key_id().map(|octets| Fact::KeyId(octets.to_vec()));
    let issuer = Fact::Issuer(link.certificate.issuer().to_string());
    Finding::new(reason, [issuer].into_iter().chain(key_id).collect::<Vec<_>>())
}

fn named(reason: Reason, list: &Crl) -> Finding {
    Finding::new(reason, [Fact::List(list.fingerprint())])
}

fn dated(reason: Reason, list: &Crl) -> Finding {
    let next_update = list.next_update().map(Fact::NextUpdate);
    let facts = [Fact::List(list.fingerprint()), Fact::ThisUpdate(list.this_update())];
    Finding::new(reason, facts.into_iter().chain(next_update).collect::<Vec<_>>())
}

/// Of several lists or signers that are no good, the one that came nearest to being good is told.
fn nearer(before: Option<Finding>, finding: Finding) -> Finding {
    const NEAREST_FIRST: [Reason; 10] = [
        Reason::BudgetExceeded,
        Reason::RevocationStale,
        Reason::AlgorithmUnsupported,
        Reason::RevocationFuture,
        Reason::RevocationCircular,
        Reason::RevocationListUnusable,
        Reason::RevocationSignatureInvalid,
        Reason::RevocationScope,
        Reason::RevocationDeltaOnly,
        Reason::RevocationForeign,
    ];
    let rank = |finding: &Finding| NEAREST_FIRST.iter().position(|reason| *reason == finding.reason);
    match before {
        Some(before) if rank(&before) <= rank(&finding) => before,
        _ => finding,
    }
}
