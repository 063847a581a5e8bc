//! Who signed a list, and whether it may (RFC 5280 6.3.3 (f), (g)).

use std::borrow::Cow;
use std::iter;

use crate::cache::CertifiedKey;
use crate::certificate::{Certificate, KeyUsage};
use crate::crl::Crl;
use crate::crypto::Outcome;
use crate::finding::{Fact, Finding, Reason};
use crate::name::{NameKey, NormalForm};
use crate::path::{Purpose, TrustAnchor};
use crate::policy::ListKeys;
use crate::revocation::is_named_issuer;

use super::Validator;
use super::judge::Judge;
use super::lists::Target;
use super::speech::{named, nearer};
use super::subject;

/// What a signer's word is worth for a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Authority {
    /// The key that issued the certificate, or the issuer of lists that the certificate itself names.
    Decides,
    /// Another key of the issuer's name: it can revoke, and clears only where nobody else speaks.
    Assists,
}

/// Somebody who may have signed a list: a certificate with the list issuer's name.
struct Signer<'a> {
    certificate: &'a Certificate,
    key: Cow<'a, CertifiedKey<'a>>,
    standing: Standing<'a>,
}

/// What is known of a signer before its signature is looked at.
enum Standing<'a> {
    /// The issuer of the certificate itself.
    Issuer,
    /// A part of the path at or above the certificate, judged with it.
    OnPath,
    /// The very certificate whose status is asked for: its points say that it makes the list that it is on.
    Itself,
    /// Another anchor of that name.
    Anchor(&'a TrustAnchor),
    /// A subject of its own.
    Other,
}

impl Standing<'_> {
    const fn is_issuer(&self) -> bool {
        matches!(self, Self::Issuer)
    }
}

impl Target<'_> {
    /// The list bears the name of the certificate's own issuer; every other list is there because a point names it.
    fn is_own_issuer(&self, list: &Crl) -> bool {
        list.issuer().matches(self.link.certificate.issuer())
    }

    fn standing<'a>(&self, signer: &Certificate, anchor: Option<&'a TrustAnchor>) -> Standing<'a> {
        let above = self.path.links.iter().skip(self.place).any(|link| link.issuer == signer);
        match anchor {
            _ if signer == self.link.certificate && is_named_issuer(signer.subject(), signer) => {
                Standing::Itself
            }
            _ if above || signer == self.path.anchor.certificate() => Standing::OnPath,
            Some(anchor) => Standing::Anchor(anchor),
            None => Standing::Other,
        }
    }
}

impl<'v> Judge<'v> {
    /// Whether an authorised key signed the list, and what its word is worth.
    pub(super) fn signed(&mut self, list: &Crl, target: Target<'_>) -> Result<Authority, Finding> {
        let mut nearest = None;
        for signer in self.signers(list, target) {
            match self.signed_by(list, &signer, target) {
                Ok(()) if signer.standing.is_issuer() || !target.is_own_issuer(list) => {
                    return Ok(Authority::Decides);
                }
                Ok(()) => return Ok(Authority::Assists),
                Err(finding) => nearest = Some(nearer(nearest, finding)),
            }
        }
        Err(nearest.unwrap_or_else(|| named(Reason::RevocationForeign, list)))
    }

    /// The issuer of the certificate itself first: it nearly always is the one, and the others are not looked for.
    fn signers<'a>(&self, list: &'a Crl, target: Target<'a>) -> impl Iterator<Item = Signer<'a>> + use<'a, 'v>
    where
        'v: 'a,
    {
        let link = target.link;
        let is_own = target.is_own_issuer(list);
        let issuer = is_own.then(|| Signer {
            certificate: link.issuer,
            key: Cow::Borrowed(&link.issuer_key),
            standing: Standing::Issuer,
        });
        let validator = self.validator;
        let others = move || others(validator, list, target, is_own);
        issuer.into_iter().chain(iter::once_with(others).flatten())
    }

    fn signed_by(&mut self, list: &Crl, signer: &Signer<'_>, target: Target<'_>) -> Result<(), Finding> {
        let key_id_differs = matches!(
            (list.authority_key_id(), signer.certificate.subject_key_id()),
            (Some(wanted), Some(found)) if wanted != found
        );
        self.budget.signature()?;
        match list.verify(self.validator.provider(), &**signer.key, signer.certificate.public_key_info()) {
            Outcome::Valid => {}
            Outcome::Invalid if key_id_differs => return Err(named(Reason::RevocationForeign, list)),
            Outcome::Invalid => return Err(named(Reason::RevocationSignatureInvalid, list)),
            Outcome::Unsupported(unsupported) => return Err(unsupported.into()),
        }
        self.of_its_time(list, signer)?;
        let usage = signer.certificate.key_usage();
        if usage.is_some_and(|usage| !usage.contains(KeyUsage::CRL_SIGN)) {
            return Err(named(Reason::RevocationListUnusable, list));
        }
        self.authorised(list, signer, target)
    }

    /// A list has no proof of existence but itself: its algorithm is judged at validation, and it was not signed after
    /// the signer's own end. One that may not be relied on is not evidence, hence open and not failed.
    fn of_its_time(&self, list: &Crl, signer: &Signer<'_>) -> Result<(), Finding> {
        let policy = &self.validator.policy;
        let unusable = || named(Reason::RevocationListUnusable, list);
        let algorithm = list.algorithm().map_err(|_| unusable())?;
        if subject::digest(algorithm, policy, self.moment.validation()).is_some() {
            let facts = [Fact::List(list.fingerprint()), Fact::Algorithm(algorithm.oid())];
            return Err(Finding::new(Reason::RevocationListUnusable, facts));
        }
        let is_anchor =
            self.validator.trust.anchors().iter().any(|anchor| anchor.certificate() == signer.certificate);
        let ends = !is_anchor || policy.anchor_validity;
        if ends && list.this_update() > signer.certificate.not_after() { Err(unusable()) } else { Ok(()) }
    }

    /// Other keys of the issuer's name as the policy says; an issuer of lists that the certificate names has no other
    /// right than that.
    fn authorised(&mut self, list: &Crl, signer: &Signer<'_>, target: Target<'_>) -> Result<(), Finding> {
        let any_key = self.validator.policy.list_keys == ListKeys::OfTheName;
        match &signer.standing {
            Standing::Issuer | Standing::OnPath | Standing::Itself => Ok(()),
            Standing::Anchor(other) if any_key => self.sound_anchor(list, other),
            Standing::Other
                if any_key || signs_lists_alone(signer.certificate) || !target.is_own_issuer(list) =>
            {
                self.judged_signer(list, signer.certificate, target)
            }
            _ => Err(named(Reason::RevocationForeign, list)),
        }
    }

    fn sound_anchor(&self, list: &Crl, anchor: &TrustAnchor) -> Result<(), Finding> {
        let policy = &self.validator.policy;
        let cache = &self.validator.cache;
        let unsound = subject::anchor(anchor, policy, self.moment.validation())
            .or_else(|| subject::own_key(&cache.key_of(anchor.certificate()), policy));
        unsound.map_or(Ok(()), |_| Err(named(Reason::RevocationListUnusable, list)))
    }

    /// Another key of that name is a subject of its own, and its path ends at the same anchor (threat 17).
    fn judged_signer(&mut self, list: &Crl, signer: &Certificate, target: Target<'_>) -> Result<(), Finding> {
        let moment = self.signers_moment(target, list.this_update());
        let judged = self.judge(signer, Purpose::CrlIssuer, moment);
        let anchor = target.path.anchor.certificate();
        let same_anchor = judged.anchor.as_ref().is_some_and(|other| other.certificate() == anchor);
        if judged.is_passed() && same_anchor {
            return Ok(());
        }
        let telling = [Reason::BudgetExceeded, Reason::AlgorithmUnsupported, Reason::RevocationCircular];
        let reasons = || judged.findings.iter().map(|(_, finding)| finding.reason);
        let reason = telling.into_iter().find(|telling| reasons().any(|reason| reason == *telling));
        Err(named(reason.unwrap_or(Reason::RevocationListUnusable), list))
    }
}

/// Whoever else has the name of the list's issuer, and not the key that was seen already.
fn others<'a>(
    validator: &'a Validator,
    list: &Crl,
    target: Target<'a>,
    is_own: bool,
) -> impl Iterator<Item = Signer<'a>> + use<'a> {
    let (trust, link) = (&validator.trust, target.link);
    let form = NormalForm::new();
    let name = match is_own {
        true => link.certificate.issuer_key(),
        false => NameKey::new(list.issuer(), &form),
    };
    let anchors = trust.anchors_named(name).map(|anchor| (anchor.certificate(), Some(anchor)));
    let others = trust.intermediates_named(name).map(|other| (other, None));
    anchors.chain(others).filter_map(move |(other, anchor)| {
        if is_own && other.public_key_info() == link.issuer.public_key_info() {
            return None;
        }
        let key = Cow::Owned(validator.cache.key_of(other).ok()?);
        Some(Signer { certificate: other, key, standing: target.standing(other, anchor) })
    })
}

/// Made for lists: its key usage, which was seen to allow them, does not allow certificates.
fn signs_lists_alone(certificate: &Certificate) -> bool {
    certificate.key_usage().is_some_and(|usage| !usage.contains(KeyUsage::KEY_CERT_SIGN))
}
