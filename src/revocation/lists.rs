//! One list and one certificate: does the list speak of it, when, and what does it say?

use crate::certificate::Certificate;
use crate::crl::{Crl, Entry, Only, RevocationReason, Scope};
use crate::finding::{Fact, Finding, Reason};

/// Why this list cannot speak of this certificate, whoever signed it; `None` if it can.
pub(crate) fn obstacle(list: &Crl, certificate: &Certificate) -> Option<Finding> {
    if is_unprocessed(list) {
        return Some(Finding::new(Reason::RevocationListUnusable, unknown_extensions(list)));
    }
    (!covers(list, certificate))
        .then(|| Finding::new(Reason::RevocationScope, [Fact::List(list.fingerprint())]))
}

/// A critical extension that is not processed, in the list or in an entry, makes all of it unusable (RFC 5280
/// 5.2, 5.3); so do indirect lists, whose entries belong to several issuers.
fn is_unprocessed(list: &Crl) -> bool {
    !list.unknown_critical().is_empty()
        || !list.unknown_critical_in_entries().is_empty()
        || list.has_certificate_issuer()
        || list.scope().is_some_and(|scope| scope.is_indirect())
}

fn unknown_extensions(list: &Crl) -> Vec<Fact> {
    let unknown = list.unknown_critical().iter().chain(list.unknown_critical_in_entries());
    [Fact::List(list.fingerprint())].into_iter().chain(unknown.copied().map(Fact::Extension)).collect()
}

/// RFC 5280 6.3.3 (b)(2), on the safe side (threat 17): a version 1 leaf is covered by no "users only" list, a list
/// for some reasons covers nobody, and a certificate whose point names another issuer of its list is covered by no
/// list of its own issuer.
fn covers(list: &Crl, certificate: &Certificate) -> bool {
    if certificate.distribution_points().iter().any(|point| point.has_crl_issuer) {
        return false;
    }
    let Some(scope) = list.scope() else { return true };
    of_its_kind(scope, certificate)
        && scope.reasons().is_none()
        && (!scope.has_point() || from_its_point(scope, certificate))
}

fn of_its_kind(scope: &Scope, certificate: &Certificate) -> bool {
    let is_ca = certificate.basic_constraints().map(|constraints| constraints.ca);
    match scope.only() {
        Only::Everything => true,
        Only::UserCertificates => certificate.version() == 3 && is_ca != Some(true),
        Only::CaCertificates => is_ca == Some(true),
        Only::AttributeCertificates => false,
    }
}

/// One of the list's names is one of the certificate's, octet by octet.
fn from_its_point(scope: &Scope, certificate: &Certificate) -> bool {
    let whole = certificate.distribution_points().iter().filter(|point| !point.has_reasons);
    let mut names = whole.flat_map(|point| certificate.names_of(point));
    names.any(|name| scope.full_names().any(|other| other == name))
}

/// The entry that revokes a certificate. Where a list repeats a serial number, any revocation counts before a hold,
/// and the earliest before the others; removeFromCRL revokes nothing.
pub(crate) fn revoking_entry<'a>(list: &'a Crl, certificate: &'a Certificate) -> Option<Entry<'a>> {
    list.lookup(certificate.serial_number())
        .filter(|entry| entry.reason() != Some(RevocationReason::RemoveFromCrl))
        .min_by_key(|entry| (entry.reason().is_some_and(|reason| reason.is_hold()), entry.revoked_at()))
}

/// Issued after the certificate ended, and not said to keep those that have (threat 18): who is not on it may have
/// been.
pub(crate) fn forgets(list: &Crl, certificate: &Certificate) -> bool {
    let keeps = list.expired_certs_on_crl().is_some_and(|since| since <= certificate.not_after());
    list.this_update() > certificate.not_after() && !keeps
}
