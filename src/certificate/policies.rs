//! certificatePolicies, policyMappings, policyConstraints and inhibitAnyPolicy (RFC 5280 4.2.1.4, 4.2.1.5, 4.2.1.11,
//! 4.2.1.14). Read the same whether marked critical or not.

use super::CERTIFICATE;
use super::extensions::{bounded, present, sequence};
use crate::asn1::{ObjectIdentifier, Tag, integer, object_identifier, small_unsigned, whole};
use crate::error::{Error, ErrorKind, Result};

/// One pair of policyMappings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PolicyMapping {
    pub(crate) issuer_domain: ObjectIdentifier,
    pub(crate) subject_domain: ObjectIdentifier,
}

/// policyConstraints: after how many more certificates each takes effect; all absent where the extension is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct PolicyConstraints {
    pub(crate) require_explicit_policy: Option<u32>,
    pub(crate) inhibit_policy_mapping: Option<u32>,
}

/// `SEQUENCE SIZE (1..MAX) OF SEQUENCE { policyIdentifier, policyQualifiers OPTIONAL }`; qualifiers are not
/// read, real ones are in broken character sets. A policy occurs once (RFC 5280 4.2.1.4).
pub(super) fn certificate_policies(value: &[u8]) -> Result<Vec<ObjectIdentifier>> {
    let mut fields = sequence(value)?;
    let mut policies = Vec::new();
    while !fields.is_empty() {
        let mut information = fields.nested(Tag::SEQUENCE)?;
        let policy = object_identifier(information.value(Tag::OBJECT_IDENTIFIER)?)?;
        information.optional(Tag::SEQUENCE)?;
        information.finish()?;
        bounded(policies.len())?;
        let repeated = policies.contains(&policy);
        policies.push(present(policy, repeated)?);
    }
    let empty = policies.is_empty();
    present(policies, empty)
}

/// `SEQUENCE SIZE (1..MAX) OF SEQUENCE { issuerDomainPolicy, subjectDomainPolicy }`
pub(super) fn policy_mappings(value: &[u8]) -> Result<Vec<PolicyMapping>> {
    let mut fields = sequence(value)?;
    let mut mappings = Vec::new();
    while !fields.is_empty() {
        let mut pair = fields.nested(Tag::SEQUENCE)?;
        let issuer_domain = object_identifier(pair.value(Tag::OBJECT_IDENTIFIER)?)?;
        let subject_domain = object_identifier(pair.value(Tag::OBJECT_IDENTIFIER)?)?;
        pair.finish()?;
        bounded(mappings.len())?;
        mappings.push(PolicyMapping { issuer_domain, subject_domain });
    }
    let empty = mappings.is_empty();
    present(mappings, empty)
}

/// `SEQUENCE { requireExplicitPolicy [0] SkipCerts OPTIONAL, inhibitPolicyMapping [1] SkipCerts OPTIONAL }`, not both
/// absent.
pub(super) fn policy_constraints(value: &[u8]) -> Result<PolicyConstraints> {
    let mut fields = sequence(value)?;
    let require_explicit_policy = fields.optional(Tag::context(0))?.map(skip_certs).transpose()?;
    let inhibit_policy_mapping = fields.optional(Tag::context(1))?.map(skip_certs).transpose()?;
    fields.finish()?;
    let empty = require_explicit_policy.or(inhibit_policy_mapping).is_none();
    present(PolicyConstraints { require_explicit_policy, inhibit_policy_mapping }, empty)
}

/// `InhibitAnyPolicy ::= SkipCerts`
pub(super) fn inhibit_any_policy(value: &[u8]) -> Result<u32> {
    skip_certs(whole(value, Tag::INTEGER, CERTIFICATE)?.value)
}

/// `SkipCerts ::= INTEGER (0..MAX)`: more than any path is long is as good as the most that is counted.
fn skip_certs(value: &[u8]) -> Result<u32> {
    match integer(value)? {
        [first, ..] if *first >= 0x80 => Err(Error::new(ErrorKind::InvalidExtension, CERTIFICATE)),
        octets => Ok(small_unsigned(octets).unwrap_or(u32::MAX)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::name::testing::der;

    fn oids(pairs: &[&[&[u8]]]) -> Vec<u8> {
        let pair = |oids: &&[&[u8]]| {
            der(
                Tag::SEQUENCE,
                &oids.iter().flat_map(|oid| der(Tag::OBJECT_IDENTIFIER, oid)).collect::<Vec<_>>(),
            )
        };
        der(Tag::SEQUENCE, &pairs.iter().flat_map(pair).collect::<Vec<_>>())
    }

    #[test]
    fn policies_are_some_and_each_is_there_once() {
        let one: &[&[u8]] = &[&[0x2A]];
        assert_eq!(certificate_policies(&oids(&[one, &[&[0x2B]]])).unwrap().len(), 2);
        assert!(
            certificate_policies(&[0x30, 7, 0x30, 5, 6, 1, 42, 0x30, 0]).is_ok(),
            "qualifiers are not read"
        );
        for bad in [oids(&[]), oids(&[one, one]), oids(&[&[&[0x2A], &[0x2B]]])] {
            assert!(certificate_policies(&bad).is_err(), "{bad:02x?}");
        }
        let ids: Vec<[u8; 1]> = (0..66).map(|number| [number]).collect();
        let many: Vec<[&[u8]; 1]> = ids.iter().map(|id| [id.as_slice()]).collect();
        let many: Vec<&[&[u8]]> = many.iter().map(|one| one.as_slice()).collect();
        assert!(certificate_policies(&oids(&many[..64])).is_ok());
        assert!(certificate_policies(&oids(&many)).is_err());
    }

    #[test]
    fn mappings_are_pairs() {
        let found = policy_mappings(&oids(&[&[&[0x2A], &[0x2B]], &[&[0x2A], &[0x2C]]])).unwrap();
        let text: Vec<_> =
            found.iter().map(|one| (one.issuer_domain.to_string(), one.subject_domain.to_string())).collect();
        assert_eq!(text, [("1.2".into(), "1.3".into()), ("1.2".into(), "1.4".into())]);
        for bad in [oids(&[]), oids(&[&[&[0x2A]]]), oids(&[&[&[0x2A], &[0x2B], &[0x2C]]])] {
            assert!(policy_mappings(&bad).is_err(), "{bad:02x?}");
        }
        let pair: &[&[u8]] = &[&[0x2A], &[0x2B]];
        assert!(policy_mappings(&oids(&[pair; 66])).is_err());
    }

    #[test]
    fn constraints_are_numbers() {
        let both = policy_constraints(&[0x30, 6, 0x80, 1, 0, 0x81, 1, 3]).unwrap();
        assert_eq!((both.require_explicit_policy, both.inhibit_policy_mapping), (Some(0), Some(3)));
        assert_eq!(inhibit_any_policy(&[2, 1, 2]).unwrap(), 2);
        assert_eq!(inhibit_any_policy(&[2, 9, 1, 0, 0, 0, 0, 0, 0, 0, 0]).unwrap(), u32::MAX);
        let bad: [&[u8]; 7] = [
            &[0x30, 0],
            &[0x30, 3, 0x80, 1, 0xFF],
            &[0x30, 3, 0x82, 1, 0],
            &[0x30, 6, 0x81, 1, 0, 0x80, 1, 0],
            &[0x30, 4, 0x80, 2, 0, 1],
            &[0x30, 2, 0x80, 0],
            &[0xA0, 3, 0x80, 1, 0],
        ];
        for bad in bad {
            assert!(policy_constraints(bad).is_err(), "{bad:02x?}");
        }
        for bad in [&[2, 1, 0x80][..], &[2, 0], &[2, 1, 0, 0], &[4, 1, 0]] {
            assert!(inhibit_any_policy(bad).is_err(), "{bad:02x?}");
        }
    }
}
