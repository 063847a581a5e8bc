//! The search over candidate paths: from the judged certificate up, issuer by issuer, lazily, without
//! recursion, under the budget (threat 21).

use super::budget::{Budget, Exhausted};
use super::trust::{TrustAnchor, TrustStore};
use crate::cache::{Cache, CertifiedKey};
use crate::certificate::Certificate;
use crate::crypto::{KeyError, Outcome, SignatureAlgorithm};
use crate::finding::{Fact, Finding, Fingerprint, Reason};

/// One certificate of a path, with the key that its signature was verified under.
#[derive(Clone, Debug)]
pub(crate) struct Link<'a> {
    pub(crate) certificate: &'a Certificate,
    pub(crate) issuer: &'a Certificate,
    pub(crate) issuer_key: CertifiedKey<'a>,
    pub(crate) algorithm: SignatureAlgorithm,
}

/// A path whose signatures all hold. The judged certificate is first, the anchor signed the last.
#[derive(Clone, Debug)]
pub(crate) struct Path<'a> {
    pub(crate) links: Vec<Link<'a>>,
    pub(crate) anchor: &'a TrustAnchor,
}

/// A way that did not lead to an anchor: from this certificate, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Attempt {
    /// The certificate whose issuer was looked for.
    pub(crate) certificate: Fingerprint,
    /// The candidate that was tried, if there was one.
    pub(crate) candidate: Option<Fingerprint>,
    pub(crate) finding: Finding,
    /// The key identifiers do not speak against the candidate.
    pub(crate) key_id_fits: bool,
}

/// Whether the child's authority key identifier is the candidate's subject key identifier. It orders the
/// candidates and never excludes one: real ones are wrong at times.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum KeyIdFit {
    Same,
    NotSaid,
    Different,
}

#[derive(Clone, Copy)]
struct Candidate<'a> {
    certificate: &'a Certificate,
    anchor: Option<&'a TrustAnchor>,
    fit: KeyIdFit,
}

/// A certificate on the way up, the issuers left to try, and the one that was taken.
struct Level<'a> {
    certificate: &'a Certificate,
    untried: std::vec::IntoIter<Candidate<'a>>,
    link: Option<Link<'a>>,
}

/// Yields paths one after another; what failed on the way is kept in [`Search::attempts`].
pub(crate) struct Search<'a> {
    trust: &'a TrustStore,
    cache: &'a Cache,
    levels: Vec<Level<'a>>,
    attempts: Vec<Attempt>,
    exhausted: Option<Exhausted>,
}

enum Step<'a> {
    Rejected(Finding),
    Up(Level<'a>),
    Anchored(Path<'a>),
}

impl<'a> Search<'a> {
    pub(crate) fn new(
        subject: &'a Certificate,
        trust: &'a TrustStore,
        cache: &'a Cache,
        budget: &mut Budget,
    ) -> Self {
        let mut search = Self { trust, cache, levels: Vec::new(), attempts: Vec::new(), exhausted: None };
        match search.level(subject, budget) {
            Ok(first) => search.levels.push(first),
            Err(exhausted) => search.exhausted = Some(exhausted),
        }
        search
    }

    /// The next path whose names chain and whose signatures hold; `None` when there is no more or the budget
    /// is spent.
    pub(crate) fn next(&mut self, budget: &mut Budget) -> Option<Path<'a>> {
        while let Some(level) = self.levels.last_mut() {
            let Some(candidate) = level.untried.next() else {
                self.levels.pop();
                continue;
            };
            let child = level.certificate;
            match self.climb(child, candidate, budget) {
                Ok(Step::Anchored(path)) => return Some(path),
                Ok(Step::Up(level)) => self.levels.push(level),
                Ok(Step::Rejected(finding)) => self.record(child, Some(candidate), finding, budget),
                Err(exhausted) => {
                    self.levels.clear();
                    self.exhausted = Some(exhausted);
                }
            }
        }
        None
    }

    /// Every way that ended without an anchor, up to the cap of [`crate::Limits::attempts`].
    pub(crate) fn attempts(&self) -> &[Attempt] {
        &self.attempts
    }

    /// Set when the search ended because the budget was spent.
    pub(crate) fn exhausted(&self) -> Option<Exhausted> {
        self.exhausted
    }

    fn record(
        &mut self,
        child: &Certificate,
        candidate: Option<Candidate<'_>>,
        finding: Finding,
        budget: &Budget,
    ) {
        if self.attempts.len() < budget.limits.attempts {
            self.attempts.push(Attempt {
                certificate: child.fingerprint(),
                candidate: candidate.map(|candidate| candidate.certificate.fingerprint()),
                finding,
                key_id_fits: candidate.is_none_or(|candidate| candidate.fit != KeyIdFit::Different),
            });
        }
    }

    /// The issuers by name, fitting key identifiers first, anchors before intermediates, each kind in the order of the
    /// store, which no input can change.
    fn level(&mut self, child: &'a Certificate, budget: &mut Budget) -> Result<Level<'a>, Exhausted> {
        let anchors = self.trust.anchors_named(child.issuer_key());
        let anchors = anchors.map(|anchor| (anchor.certificate(), Some(anchor)));
        let others = self.trust.intermediates_named(child.issuer_key()).map(|other| (other, None));
        let mut untried: Vec<_> = anchors
            .chain(others)
            .map(|(certificate, anchor)| Candidate {
                fit: key_id_fit(child, certificate),
                certificate,
                anchor,
            })
            .collect();
        budget.name_comparisons(untried.len())?;
        untried.sort_by_key(|candidate| candidate.fit);
        if untried.is_empty() {
            self.record(child, None, issuer_missing(child), budget);
        }
        Ok(Level { certificate: child, untried: untried.into_iter(), link: None })
    }

    /// Tries one candidate as the issuer of the topmost certificate (RFC 5280 6.1.3 (a)(1), (a)(4)).
    fn climb(
        &mut self,
        child: &'a Certificate,
        candidate: Candidate<'a>,
        budget: &mut Budget,
    ) -> Result<Step<'a>, Exhausted> {
        budget.step()?;
        if candidate.anchor.is_none()
            && let Some(finding) = self.obstacle(candidate, budget)
        {
            return Ok(Step::Rejected(finding));
        }
        let link = match self.verify(child, candidate, budget)? {
            Ok(link) => link,
            Err(finding) => return Ok(Step::Rejected(finding)),
        };
        if let Some(anchor) = candidate.anchor {
            let links = self.levels.iter().filter_map(|level| level.link.clone()).chain([link]).collect();
            return Ok(Step::Anchored(Path { links, anchor }));
        }
        if let Some(level) = self.levels.last_mut() {
            level.link = Some(link);
        }
        Ok(Step::Up(self.level(candidate.certificate, budget)?))
    }

    /// Loops are cut by (subject, key) among the issuers, depth is bounded.
    fn obstacle(&self, candidate: Candidate<'_>, budget: &Budget) -> Option<Finding> {
        let met = |level: &Level<'_>| {
            level.certificate.public_key_info() == candidate.certificate.public_key_info()
                && level.certificate.subject().matches(candidate.certificate.subject())
        };
        if self.levels.iter().skip(1).any(met) {
            return Some(Finding::new(Reason::PathNotFound, [Fact::Bound("loop")]));
        }
        (self.levels.len() > budget.limits.path_depth)
            .then(|| Finding::new(Reason::PathNotFound, [Fact::Bound("path-depth")]))
    }

    /// The signature of `child` under the candidate's key, or why it does not hold.
    fn verify(
        &self,
        child: &'a Certificate,
        candidate: Candidate<'a>,
        budget: &mut Budget,
    ) -> Result<Result<Link<'a>, Finding>, Exhausted> {
        let issuer_key = match self.cache.key_of(candidate.certificate) {
            Ok(key) => key,
            Err(KeyError::Unsupported(unsupported)) => return Ok(Err(unsupported.into())),
            // Nothing verifies under a key that is none.
            Err(_) => return Ok(Err(Reason::CertificateSignatureInvalid.into())),
        };
        budget.signature()?;
        let outcome = self.cache.issued(child, &issuer_key);
        Ok(match (outcome, child.algorithm()) {
            (Outcome::Valid, Ok(algorithm)) => {
                Ok(Link { certificate: child, issuer: candidate.certificate, issuer_key, algorithm })
            }
            (Outcome::Unsupported(unsupported), _) => Err(unsupported.into()),
            _ => Err(Reason::CertificateSignatureInvalid.into()),
        })
    }
}

fn key_id_fit(child: &Certificate, issuer: &Certificate) -> KeyIdFit {
    match (child.authority_key_id(), issuer.subject_key_id()) {
        (Some(wanted), Some(found)) if wanted == found => KeyIdFit::Same,
        (Some(_), Some(_)) => KeyIdFit::Different,
        _ => KeyIdFit::NotSaid,
    }
}

/// Which issuer is missing: its name, and its key identifier where the child says it.
fn issuer_missing(child: &Certificate) -> Finding {
    let name = Fact::issuer(&child.issuer());
    let key_id = child.authority_key_id().map(|octets| Fact::KeyId(octets.to_vec()));
    Finding::new(Reason::PathNotFound, [name].into_iter().chain(key_id).collect::<Vec<_>>())
}
