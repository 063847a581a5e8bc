//! Verifies electronic digital signatures (EDS, ЭЦҚ) of Kazakhstan's national PKI.

mod asn1;
mod certificate;
// What the judge does not use yet.
#[allow(dead_code)]
mod cms;
mod crl;
pub mod crypto;
mod error;
mod finding;
mod identity;
mod limits;
mod name;
mod path;
mod policy;
mod report;
mod revocation;
mod time;
mod validation;

pub use asn1::{ObjectIdentifier, decode, describe_oid};
pub use certificate::{BasicConstraints, Certificate, KeyUsage};
pub use cms::{
    Attribute, Attributes, ContentDigests, ContentHasher, SignedMessage, SignerIdentifier, SignerInfo,
};
pub use crl::{
    Criticality, Crl, CrlNumber, Entries, Entry, Hits, Only, ReasonFlags, RevocationReason, Scope,
};
pub use error::{Error, ErrorKind, Result};
pub use finding::{Fact, Finding, Fingerprint, Reason};
pub use identity::{
    AllowedList, Bin, Claim, HolderKind, IdentityError, IdentityRule, Iin, Number, Role, SubjectIdentity,
};
pub use limits::Limits;
pub use name::Name;
pub use path::{TrustAnchor, TrustStore};
pub use policy::{EvidenceRule, Indication, Judgement, Policy, SubIndication, UsageRule, judge};
pub use report::{
    About, AttemptRecord, CertificateRecord, ClaimRecord, EvidenceRecord, JudgementRecord, Language,
    PolicyRecord, Report, advice, explain, refusal,
};
pub use revocation::Evidence;
pub use validation::{Condition3, Moment, Validator, Verdict};
