//! Which certificates, and which reasons for their revocation, a list speaks of (RFC 5280 6.3.3 (b), (d)).

use crate::certificate::{Certificate, DistributionPoint, ReasonFlags};
use crate::crl::{Crl, Only, Scope};
use crate::name::{Name, directory_names};

/// The reasons for which this list speaks of this certificate; none if it does not.
///
/// On the safe side (threat 17): a version 1 leaf is covered by no "users only" list; a certificate that has points
/// is covered by an indirect list only through one that names its issuer; where a point names an issuer of lists,
/// nothing is covered without a point.
pub(crate) fn covered_reasons(list: &Crl, certificate: &Certificate) -> ReasonFlags {
    if list.scope().is_some_and(|scope| !is_of_its_kind(scope, certificate)) {
        return ReasonFlags::NONE;
    }
    let by_points = if covers_without_point(list, certificate) {
        ReasonFlags::ALL
    } else {
        let serving = certificate.distribution_points().filter(|point| serves(list, certificate, point));
        serving.fold(ReasonFlags::NONE, |reasons, point| reasons.union(point.reasons))
    };
    by_points.intersection(list.scope().and_then(Scope::reasons).unwrap_or(ReasonFlags::ALL))
}

/// Whether a point of the certificate says that this issuer makes its list.
pub(crate) fn is_named_issuer(list_issuer: Name<'_>, certificate: &Certificate) -> bool {
    named_issuers(certificate).any(|name| name.matches(list_issuer))
}

/// Who makes the certificate's lists, as its points say.
pub(super) fn named_issuers(certificate: &Certificate) -> impl Iterator<Item = Name<'_>> {
    certificate.distribution_points().filter_map(|point| point.crl_issuer).flat_map(directory_names)
}

fn names_issuer(point: &DistributionPoint<&[u8]>, list_issuer: Name<'_>) -> bool {
    point.crl_issuer.is_some_and(|names| directory_names(names).any(|name| name.matches(list_issuer)))
}

/// 6.3.3 (b)(2)(ii) to (iv).
fn is_of_its_kind(scope: &Scope, certificate: &Certificate) -> bool {
    let is_ca = certificate.basic_constraints().map(|constraints| constraints.ca);
    match scope.only() {
        Only::Everything => true,
        Only::UserCertificates => certificate.version() == 3 && is_ca != Some(true),
        Only::CaCertificates => is_ca == Some(true),
        Only::AttributeCertificates => false,
    }
}

/// The last step of 6.3.3: the point that every certificate is taken to have, named like its issuer.
fn covers_without_point(list: &Crl, certificate: &Certificate) -> bool {
    let mut points = certificate.distribution_points();
    let is_indirect = list.scope().is_some_and(Scope::is_indirect);
    if !list.issuer().matches(certificate.issuer())
        || (is_indirect && points.len() > 0)
        || points.any(|point| point.crl_issuer.is_some())
    {
        return false;
    }
    let Some(point) = list.scope().and_then(Scope::point) else { return true };
    point.holds(list.issuer(), certificate.issuer())
}

/// 6.3.3 (b)(1), (b)(2)(i): the list is of the issuer that the point means, and has a name of the point's.
fn serves(list: &Crl, certificate: &Certificate, point: &DistributionPoint<&[u8]>) -> bool {
    let is_indirect = list.scope().is_some_and(Scope::is_indirect);
    let by_whom = match point.crl_issuer {
        Some(_) => is_indirect && names_issuer(point, list.issuer()),
        None => !is_indirect && point.name.is_some() && list.issuer().matches(certificate.issuer()),
    };
    by_whom && has_its_name(list, certificate, point)
}

fn has_its_name(list: &Crl, certificate: &Certificate, point: &DistributionPoint<&[u8]>) -> bool {
    let Some(own) = list.scope().and_then(Scope::point) else { return true };
    let base = || point.crl_issuer.map_or(Some(certificate.issuer()), sole_name);
    match (point.name, point.crl_issuer) {
        (Some(name), _) => base().is_some_and(|base| name.meets(base, own, list.issuer())),
        (None, Some(names)) => directory_names(names).any(|name| own.holds(list.issuer(), name)),
        (None, None) => false,
    }
}

/// What a relative name is relative to, where cRLIssuer is there: it must then have one name (RFC 5280 4.2.1.13).
fn sole_name(crl_issuer: &[u8]) -> Option<Name<'_>> {
    let mut names = directory_names(crl_issuer);
    names.next().filter(|_| names.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str) -> Vec<u8> {
        std::fs::read(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata").join(path)).unwrap()
    }

    #[test]
    fn a_list_speaks_of_its_own_issuers_certificates() {
        let person = Certificate::parse(&file("certificates/person.cer")).unwrap();
        let covered = |path: &str| covered_reasons(&Crl::parse(&file(path)).unwrap(), &person);
        assert_eq!(covered("evidence/nca_rsa.crl"), ReasonFlags::ALL);
        assert_eq!(covered("evidence/root_rsa.crl"), ReasonFlags::NONE);
    }
}
