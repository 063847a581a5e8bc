//! One list and one certificate: can the list speak of it, and what does it say?

use crate::certificate::{Certificate, ReasonFlags, RevocationReason};
use crate::crl::{Crl, Entry};
use crate::finding::{Fact, Finding, Reason};
use crate::name::{Name, directory_names};

use super::coverage::covered_reasons;

/// The reasons for which this list can speak of this certificate, whoever signed it, or why it cannot.
pub(crate) fn reach(list: &Crl, certificate: &Certificate) -> Result<ReasonFlags, Finding> {
    if is_unprocessed(list) || hits(list, certificate).any(|(_, whose)| whose == Whose::NobodysName) {
        return Err(Finding::new(Reason::RevocationListUnusable, unknown_extensions(list)));
    }
    let reasons = covered_reasons(list, certificate);
    if reasons.is_empty() {
        return Err(Finding::new(Reason::RevocationScope, [Fact::List(list.fingerprint())]));
    }
    Ok(reasons)
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

/// The entries with the certificate's serial number. Those before the first certificateIssuer are of the list's own
/// issuer (RFC 5280 5.3.3).
fn hits<'a>(list: &'a Crl, certificate: &'a Certificate) -> impl Iterator<Item = (Entry<'a>, Whose)> {
    let issuer = certificate.issuer();
    list.lookup(certificate.serial_number()).map(move |entry| {
        let whose = match entry.certificate_issuer() {
            None if list.issuer().matches(issuer) => Whose::Ours,
            None => Whose::Anothers,
            Some(names) => whose(names, issuer),
        };
        (entry, whose)
    })
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

fn entries_of<'a>(list: &'a Crl, certificate: &'a Certificate) -> impl Iterator<Item = Entry<'a>> {
    hits(list, certificate).filter(|(_, whose)| *whose == Whose::Ours).map(|(entry, _)| entry)
}

/// The entry that revokes a certificate. Where a list repeats a serial number, any revocation counts before a hold,
/// and the earliest before the others; removeFromCRL revokes nothing.
pub(crate) fn revoking_entry<'a>(list: &'a Crl, certificate: &'a Certificate) -> Option<Entry<'a>> {
    entries_of(list, certificate)
        .filter(|entry| entry.reason() != Some(RevocationReason::RemoveFromCrl))
        .min_by_key(|entry| (entry.reason().is_some_and(|reason| reason.is_hold()), entry.revoked_at()))
}

/// A delta takes the certificate off its base (RFC 5280 5.3.1).
pub(crate) fn removes(delta: &Crl, certificate: &Certificate) -> bool {
    entries_of(delta, certificate).any(|entry| entry.reason() == Some(RevocationReason::RemoveFromCrl))
}

/// Whether the list has any entry that could be about the certificate, of whatever meaning.
pub(crate) fn mentions(list: &Crl, certificate: &Certificate) -> bool {
    hits(list, certificate).any(|(_, whose)| whose != Whose::Anothers)
}

/// Issued after the certificate ended, and not said to keep those that have (threat 18): who is not on it may have
/// been.
pub(crate) fn forgets(list: &Crl, certificate: &Certificate) -> bool {
    let keeps = list.expired_certs_on_crl().is_some_and(|since| since <= certificate.not_after());
    list.this_update() > certificate.not_after() && !keeps
}
