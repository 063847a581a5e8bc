//! Revocation by lists (RFC 5280 6.3.3): which list speaks, who signed it, and what follows.

use std::cmp::Reverse;
use std::sync::Arc;

use crate::certificate::{Certificate, KeyUsage};
use crate::crl::{Crl, Entry, RevocationReason};
use crate::crypto::{Outcome, PublicKey, SignatureAlgorithm};
use crate::finding::{Fact, Finding, Reason};
use crate::path::{Link, Path, Purpose, TrustAnchor};
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
    /// As a part of the path, or as an anchor.
    is_judged: bool,
}

/// One certificate of a path, whose status is asked for.
#[derive(Clone, Copy)]
struct Target<'a> {
    path: &'a Path,
    place: usize,
    link: &'a Link,
}

impl Target<'_> {
    /// The certificate is the anchor, another anchor of its name, or an issuer above the target: what is to be
    /// judged of it has been.
    fn is_above(&self, signer: &Certificate, is_anchor: bool) -> bool {
        let anchor = self.path.anchor.certificate();
        (is_anchor && signer.subject().matches(anchor.subject()))
            || self.path.links.iter().skip(self.place).any(|link| link.issuer == *signer)
    }
}

impl Judge<'_> {
    /// The status of the certificate at this place of a path.
    pub(super) fn revocation_status(&mut self, path: &Path, place: usize) -> Status {
        let Some(link) = path.links.get(place) else { return Status::default() };
        let policy = &self.validator.policy;
        let rule = if place > 0 { policy.ca_evidence } else { policy.evidence };
        if rule == EvidenceRule::NotChecked {
            return Status::default();
        }
        let evidence = self.validator.evidence.clone();
        let lists = evidence.lists_by(link.certificate.issuer());
        let (deltas, mut complete): (Vec<_>, Vec<_>) = lists.partition(|list| list.base_number().is_some());
        if complete.is_empty() && deltas.is_empty() {
            return Status::unknown(missing(rule, link));
        }
        // The newest list wins (threat 18); of two of one moment, the one with the higher number.
        complete.sort_by_key(|list| Reverse((list.this_update(), list.number())));
        let target = Target { path, place, link };
        let mut nearest = deltas.first().map(|delta| named(Reason::RevocationDeltaOnly, delta));
        for list in complete {
            match self.speaks(list, target) {
                Ok(status) if status.finding.is_some() => return status,
                Ok(status) => return self.revoked_by(&deltas, target).unwrap_or(status),
                Err(finding) => nearest = Some(nearer(nearest, finding)),
            }
        }
        Status { finding: nearest, list: None }
    }

    /// A delta list can only add to what a complete one says; here it adds revocations, and never clears one
    /// (threat 19).
    fn revoked_by(&mut self, deltas: &[&Crl], target: Target<'_>) -> Option<Status> {
        let revokes = |list: &&&Crl| {
            let entry = revocation::entry(list, &target.link.certificate);
            entry.is_some_and(|entry| entry.reason() != Some(RevocationReason::RemoveFromCrl))
        };
        let revoking = deltas.iter().filter(revokes);
        revoking.filter_map(|list| self.speaks(list, target).ok()).find(|status| status.finding.is_some())
    }

    /// What one list says, or why it says nothing.
    fn speaks(&mut self, list: &Crl, target: Target<'_>) -> Result<Status, Finding> {
        let certificate = &target.link.certificate;
        if let Some(finding) = revocation::obstacle(list, certificate) {
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
            Freshness::Fresh | Freshness::Stale => self.signed(list, target)?,
        }
        // Whoever was revoked stays so, however old the list; who was not may be by now.
        let status = |finding| Ok(Status { finding, list: Some(list.clone()) });
        match revocation::entry(list, certificate) {
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
    fn signed(&mut self, list: &Crl, target: Target<'_>) -> Result<(), Finding> {
        let mut nearest = None;
        for signer in self.signers(list, target) {
            match self.signed_by(list, &signer, &target.path.anchor) {
                Ok(()) => return Ok(()),
                Err(finding) => nearest = Some(nearer(nearest, finding)),
            }
        }
        Err(nearest.unwrap_or_else(|| named(Reason::RevocationForeign, list)))
    }

    /// The issuer of the certificate itself first: it nearly always is the one.
    fn signers(&self, list: &Crl, target: Target<'_>) -> Vec<Signer> {
        let (trust, link) = (&self.validator.trust, target.link);
        let issuer =
            Signer { certificate: link.issuer.clone(), key: Arc::clone(&link.issuer_key), is_judged: true };
        let anchors = trust.anchors_named(list.issuer()).map(|anchor| (anchor.certificate(), true));
        let others = trust.intermediates_named(list.issuer()).map(|other| (other, false));
        let others = anchors.chain(others).filter_map(|(other, is_anchor)| {
            if other.public_key_info() == link.issuer.public_key_info() {
                return None;
            }
            let key = self.validator.provider.public_key(other.public_key_info()).ok()?;
            Some(Signer { certificate: other.clone(), key, is_judged: target.is_above(other, is_anchor) })
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
        if signer.is_judged { Ok(()) } else { self.authorised(list, signer, anchor) }
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
    let issuer = Fact::issuer(&link.certificate.issuer());
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
