//! One list and one certificate: can the list speak of it, and what does it say?

use std::iter::Peekable;

use crate::certificate::{Certificate, ReasonFlags, RevocationReason};
use crate::crl::{Crl, Entry, Hits};
use crate::finding::{Fact, Finding, Reason};
use crate::name::{Name, directory_names};

use super::coverage::covered_reasons;

/// A certificate and a list, on which it is looked up once for all that is asked of the two.
pub(crate) struct OnList<'a> {
    list: &'a Crl,
    certificate: &'a Certificate,
    /// At the first entry with its serial number.
    hits: Peekable<Hits<'a>>,
}

impl<'a> OnList<'a> {
    pub(crate) fn of(list: &'a Crl, certificate: &'a Certificate) -> Self {
        let mut hits = list.lookup(certificate.serial_number()).peekable();
        hits.peek();
        Self { list, certificate, hits }
    }

    /// The reasons for which this list can speak of this certificate, whoever signed it, or why it cannot.
    pub(crate) fn reach(&self) -> Result<ReasonFlags, Finding> {
        let list = self.list;
        if is_unprocessed(list) || self.hits().any(|(_, whose)| whose == Whose::NobodysName) {
            return Err(Finding::new(Reason::RevocationListUnusable, unknown_extensions(list)));
        }
        let reasons = covered_reasons(list, self.certificate);
        if reasons.is_empty() {
            return Err(Finding::new(Reason::RevocationScope, [Fact::List(list.fingerprint())]));
        }
        Ok(reasons)
    }

    /// The entry that revokes the certificate. Where a list repeats a serial number, any revocation counts before a hold,
    /// and the earliest before the others; removeFromCRL revokes nothing.
    pub(crate) fn revoking_entry(&self) -> Option<Entry<'a>> {
        self.entries()
            .filter(|entry| entry.reason() != Some(RevocationReason::RemoveFromCrl))
            .min_by_key(|entry| (entry.reason().is_some_and(|reason| reason.is_hold()), entry.revoked_at()))
    }

    /// The list, a delta, takes the certificate off its base (RFC 5280 5.3.1).
    pub(crate) fn removes(&self) -> bool {
        self.entries().any(|entry| entry.reason() == Some(RevocationReason::RemoveFromCrl))
    }

    /// Whether the list has any entry that could be about the certificate, of whatever meaning.
    pub(crate) fn mentions(&self) -> bool {
        self.hits().any(|(_, whose)| whose != Whose::Anothers)
    }

    /// Those that are about the certificate.
    fn entries(&self) -> impl Iterator<Item = Entry<'a>> {
        self.hits().filter(|(_, whose)| *whose == Whose::Ours).map(|(entry, _)| entry)
    }

    /// The entries with the certificate's serial number. Those before the first certificateIssuer are of the list's own
    /// issuer (RFC 5280 5.3.3).
    fn hits(&self) -> impl Iterator<Item = (Entry<'a>, Whose)> {
        let (issuer, own) = (self.certificate.issuer(), self.list.issuer());
        self.hits.clone().map(move |entry| {
            let whose = match entry.certificate_issuer() {
                None if own.matches(issuer) => Whose::Ours,
                None => Whose::Anothers,
                Some(names) => whose(names, issuer),
            };
            (entry, whose)
        })
    }
}

/// A critical extension that is not processed, in the list or in an entry, makes all of it unusable (RFC 5280
/// 5.2, 5.3); so do entries of other issuers on a list that is not said to be indirect (5.3.3).
fn is_unprocessed(list: &Crl) -> bool {
    let is_indirect = list.scope().is_some_and(|scope| scope.is_indirect());
    !list.unknown_critical().is_empty()
        || !list.unknown_critical_in_entries().is_empty()
        || (list.has_certificate_issuer() && !is_indirect)
}

fn unknown_extensions(list: &Crl) -> Vec<Fact> {
    let unknown = list.unknown_critical().iter().chain(list.unknown_critical_in_entries());
    [Fact::List(list.fingerprint())].into_iter().chain(unknown.copied().map(Fact::Extension)).collect()
}

/// Whose certificate an entry with the serial number of ours is about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Whose {
    Ours,
    Anothers,
    /// certificateIssuer holds no directory name, or one that cannot be compared: it could be ours.
    NobodysName,
}

fn whose(certificate_issuer: &[u8], issuer: Name<'_>) -> Whose {
    let mut names = directory_names(certificate_issuer).peekable();
    let nobodys = names.peek().is_none();
    let mut unclear = false;
    for name in names {
        if name.matches(issuer) {
            return Whose::Ours;
        }
        unclear |= name.may_match(issuer);
    }
    if nobodys || unclear { Whose::NobodysName } else { Whose::Anothers }
}

/// Issued after the certificate ended, and not said to keep those that have (threat 18): who is not on it may have
/// been.
pub(crate) fn forgets(list: &Crl, certificate: &Certificate) -> bool {
    let keeps = list.expired_certs_on_crl().is_some_and(|since| since <= certificate.not_after());
    list.this_update() > certificate.not_after() && !keeps
}
