//! What a policy asks of single certificates, keys and anchors.

use chrono::{DateTime, Utc};

use crate::asn1::{ObjectIdentifier, oid};
use crate::cache::CertifiedKey;
use crate::certificate::{Certificate, KeyUsage};
use crate::crypto::{KeyError, KeyFacts, SignatureAlgorithm};
use crate::finding::{Fact, Finding, Reason};
use crate::identity;
use crate::path::{Purpose, TrustAnchor};
use crate::policy::{Policy, UsageRule};

/// The judged certificate itself: its use, and its own key.
pub(super) fn check(
    certificate: &Certificate,
    key: &Result<CertifiedKey<'_>, KeyError>,
    purpose: Purpose,
    policy: &Policy,
) -> Vec<Finding> {
    let usage = match purpose {
        Purpose::EndEntity => end_entity(certificate, policy.usage),
        Purpose::CrlIssuer => key_usage(certificate, KeyUsage::CRL_SIGN).into_iter().collect(),
        Purpose::OcspResponder => ocsp_responder(certificate),
        Purpose::TimeStamping => time_stamping(certificate),
    };
    usage.into_iter().chain(own_key(key, policy)).collect()
}

fn end_entity(certificate: &Certificate, rule: UsageRule) -> Vec<Finding> {
    match rule {
        UsageRule::Any => Vec::new(),
        UsageRule::Purpose(wanted) => not_a_ca(certificate)
            .into_iter()
            .chain(extended_key_usage(certificate, |found| {
                found == wanted || found == oid::ANY_EXTENDED_KEY_USAGE
            }))
            .collect(),
        UsageRule::NationalSigning => not_a_ca(certificate)
            .into_iter()
            .chain(national_key_usage(certificate))
            .chain(national_extended_key_usage(certificate))
            .collect(),
    }
}

/// Made for signing answers, and says so by name: anyExtendedKeyUsage is not enough (RFC 6960 4.2.2.2).
fn ocsp_responder(certificate: &Certificate) -> Vec<Finding> {
    let is_responder = certificate.extended_key_usage().contains(&oid::OCSP_SIGNING);
    let purpose = (!is_responder).then(|| extended_key_usage_not_allowed(certificate));
    purpose.into_iter().chain(signs_data(certificate)).collect()
}

/// Made for time stamps and for nothing else, and bound to say so (RFC 3161 2.3, threat 27).
fn time_stamping(certificate: &Certificate) -> Vec<Finding> {
    let is_authority = certificate.extended_key_usage() == [oid::TIME_STAMPING]
        && certificate.is_extended_key_usage_critical();
    let purpose = (!is_authority).then(|| extended_key_usage_not_allowed(certificate));
    not_a_ca(certificate).into_iter().chain(purpose).chain(signs_data(certificate)).collect()
}

/// Where there is a key usage, it has one of the two under which data are signed (RFC 5280 4.2.1.3, 4.2.1.12).
fn signs_data(certificate: &Certificate) -> Option<Finding> {
    let signs = certificate.key_usage().is_none_or(|usage| {
        usage.contains(KeyUsage::DIGITAL_SIGNATURE) || usage.contains(KeyUsage::CONTENT_COMMITMENT)
    });
    (!signs).then(|| Reason::KeyUsageNotAllowed.into())
}

/// Threat 24.
fn not_a_ca(certificate: &Certificate) -> Option<Finding> {
    let is_ca = certificate.basic_constraints().is_some_and(|constraints| constraints.ca);
    is_ca.then(|| Reason::EndEntityIsCa.into())
}

/// Key usage, where present, allows this.
fn key_usage(certificate: &Certificate, wanted: KeyUsage) -> Option<Finding> {
    let found = certificate.key_usage()?;
    (!found.contains(wanted))
        .then(|| Finding::new(Reason::KeyUsageNotAllowed, [Fact::KeyUsage(found.to_string())]))
}

/// Both digitalSignature and nonRepudiation, as every national signing certificate since 2015 has; key usage
/// must be there. Before, digitalSignature alone (threat 33).
fn national_key_usage(certificate: &Certificate) -> Option<Finding> {
    let wanted = if certificate.is_2011_profile() {
        KeyUsage::DIGITAL_SIGNATURE
    } else {
        KeyUsage::DIGITAL_SIGNATURE.and(KeyUsage::CONTENT_COMMITMENT)
    };
    match certificate.key_usage() {
        Some(_) => key_usage(certificate, wanted),
        None => Some(Reason::KeyUsageNotAllowed.into()),
    }
}

/// E-mail protection or a national role, and no log-in. Certificates of 2011 said clientAuth and nothing else.
fn national_extended_key_usage(certificate: &Certificate) -> Option<Finding> {
    if certificate.is_2011_profile() {
        return None;
    }
    let found = certificate.extended_key_usage();
    let is_log_in = found.contains(&oid::CLIENT_AUTH);
    let signs = found.iter().any(|usage| *usage == oid::EMAIL_PROTECTION || identity::is_role(usage));
    (is_log_in || !signs).then(|| extended_key_usage_not_allowed(certificate))
}

/// Extended key usage, where present, has one that is allowed (RFC 5280 4.2.1.12).
fn extended_key_usage(
    certificate: &Certificate,
    allowed: impl Fn(ObjectIdentifier) -> bool,
) -> Option<Finding> {
    let found = certificate.extended_key_usage();
    let fits = found.is_empty() || found.iter().any(|&usage| allowed(usage));
    (!fits).then(|| extended_key_usage_not_allowed(certificate))
}

fn extended_key_usage_not_allowed(certificate: &Certificate) -> Finding {
    let found = certificate.extended_key_usage().to_vec();
    Finding::new(Reason::ExtendedKeyUsageNotAllowed, [Fact::ExtendedKeyUsage(found)])
}

/// The certificate's own key: nobody signs with a key that is unknown, too weak, or none (threat 8).
pub(super) fn own_key(key: &Result<CertifiedKey<'_>, KeyError>, policy: &Policy) -> Option<Finding> {
    match key {
        Ok(key) => key_strength(key.facts(), policy),
        Err(KeyError::Unsupported(unsupported)) => {
            Some(Finding::new(Reason::AlgorithmUnsupported, [Fact::Algorithm(unsupported.oid())]))
        }
        Err(_) => Some(Reason::KeyTooWeak.into()),
    }
}

pub(super) fn key_strength(facts: &KeyFacts, policy: &Policy) -> Option<Finding> {
    let strong = match *facts {
        KeyFacts::Rsa { bits, odd_modulus, exponent } => {
            bits >= policy.rsa_bits && odd_modulus && exponent >= policy.rsa_exponent && exponent % 2 == 1
        }
        _ => true,
    };
    (!strong).then(|| Finding::new(Reason::KeyTooWeak, [Fact::KeyBits(facts.bits())]))
}

/// SHA-1 only where a policy allows the past, and only for the past (threat 29).
pub(super) fn digest(algorithm: SignatureAlgorithm, policy: &Policy, time: DateTime<Utc>) -> Option<Finding> {
    let allowed = !algorithm.is_sha1() || policy.sha1_before.is_some_and(|end| time < end);
    (!allowed).then(|| Finding::new(Reason::AlgorithmNotAllowed, [Fact::Algorithm(algorithm.oid())]))
}

/// The anchor's own time, if the policy asks for it, and its sunset.
pub(super) fn anchor(anchor: &TrustAnchor, policy: &Policy, time: DateTime<Utc>) -> Option<Finding> {
    let certificate = anchor.certificate();
    let own = certificate.not_before() <= time && time <= certificate.not_after();
    let over = anchor.sunset().is_some_and(|sunset| time > sunset);
    ((policy.anchor_validity && !own) || over).then(|| {
        let end = anchor.sunset().unwrap_or(certificate.not_after());
        Finding::new(Reason::AnchorOutOfTime, [Fact::NotAfter(end)])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Threat 8: what the policy asks of RSA keys; curves are the table's business.
    #[test]
    fn keys_have_floors() {
        let policy = Policy::applicant();
        let strong = |bits, odd_modulus, exponent| {
            key_strength(&KeyFacts::Rsa { bits, odd_modulus, exponent }, &policy).is_none()
        };
        assert!(strong(2048, true, 65_537) && strong(4096, true, 65_539));
        for (bits, odd_modulus, exponent) in
            [(2047, true, 65_537), (2048, false, 65_537), (2048, true, 65_535), (2048, true, 65_538)]
        {
            assert!(!strong(bits, odd_modulus, exponent), "{bits} {odd_modulus} {exponent}");
        }
        let low = Policy { rsa_exponent: 3, rsa_bits: 1024, ..policy };
        assert!(key_strength(&KeyFacts::Rsa { bits: 1024, odd_modulus: true, exponent: 3 }, &low).is_none());
    }

    /// Threat 29: before the cut-off, not at it.
    #[test]
    fn sha_1_has_an_end() {
        let sha1 = b"\x30\x0D\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x01\x05\x05\x00";
        let sha1 = SignatureAlgorithm::from_der(sha1).unwrap();
        let (end, second) =
            (DateTime::from_timestamp(1_483_228_800, 0).unwrap(), chrono::TimeDelta::seconds(1));
        let allowed = |policy: &Policy, time| digest(sha1, policy, time).is_none();
        assert!(allowed(&Policy::archive(), end - second) && !allowed(&Policy::archive(), end));
        assert!(!allowed(&Policy::applicant(), end - second));
    }
}
