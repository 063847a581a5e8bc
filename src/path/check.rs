//! RFC 5280 6.1.3 and 6.1.4 on one path, a function for each clause. All findings, not only the first.

use chrono::{DateTime, Utc};

use super::search::Path;
use crate::certificate::{Certificate, KeyUsage};
use crate::finding::{Fact, Finding, Reason};

impl Path {
    /// What is wrong with each certificate of the path at `time`; positions as in [`Path::links`].
    pub(crate) fn check(&self, time: DateTime<Utc>) -> Vec<(usize, Finding)> {
        let mut findings = Vec::new();
        let mut cas_below = 0;
        for (position, link) in self.links.iter().enumerate() {
            let certificate = &link.certificate;
            let mut found: Vec<Finding> = validity(certificate, time).into_iter().collect();
            found.extend(critical_extensions(certificate));
            if position > 0 {
                found.extend(ca(certificate));
                found.extend(key_cert_sign(certificate));
                found.extend(path_length(certificate, cas_below));
                cas_below += usize::from(!certificate.is_self_issued());
            }
            findings.extend(found.into_iter().map(|finding| (position, finding)));
        }
        findings
    }
}

/// 6.1.3 (a)(2): both ends belong to the period (RFC 5280 4.1.2.5).
pub(crate) fn validity(certificate: &Certificate, time: DateTime<Utc>) -> Option<Finding> {
    if time < certificate.not_before() {
        return Some(Finding::new(
            Reason::CertificateNotYetValid,
            [Fact::NotBefore(certificate.not_before())],
        ));
    }
    (time > certificate.not_after())
        .then(|| Finding::new(Reason::CertificateExpired, [Fact::NotAfter(certificate.not_after())]))
}

/// 6.1.4 (o), 6.1.5 (f): a critical extension that is not processed.
pub(crate) fn critical_extensions(certificate: &Certificate) -> Option<Finding> {
    let unknown = certificate.unknown_critical_extensions();
    (!unknown.is_empty()).then(|| {
        let facts: Vec<_> = unknown.iter().copied().map(Fact::Extension).collect();
        Finding::new(Reason::CriticalExtensionUnknown, facts)
    })
}

/// 6.1.4 (k): an issuer is a version 3 certificate whose basicConstraints say cA.
fn ca(certificate: &Certificate) -> Option<Finding> {
    let is_ca = certificate.basic_constraints().is_some_and(|constraints| constraints.ca);
    (!is_ca).then(|| Reason::CaNotAuthorised.into())
}

/// 6.1.4 (n): if key usage is present, it has keyCertSign.
fn key_cert_sign(certificate: &Certificate) -> Option<Finding> {
    let usage = certificate.key_usage()?;
    (!usage.contains(KeyUsage::KEY_CERT_SIGN))
        .then(|| Finding::new(Reason::KeyCertSignMissing, [Fact::KeyUsage(usage.to_string())]))
}

/// 6.1.4 (l), (m): no more CAs below than pathLenConstraint says, self-issued ones not counted.
fn path_length(certificate: &Certificate, cas_below: usize) -> Option<Finding> {
    let most = certificate.basic_constraints()?.path_length?;
    (usize::try_from(most).is_ok_and(|most| cas_below > most)).then(|| Reason::PathLengthExceeded.into())
}
