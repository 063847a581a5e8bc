//! Tells whether an electronic digital signature (EDS, ЭЦҚ) of Kazakhstan's national PKI is good, at a given time,
//! and whose it is. No server, no network, no clock: bytes and a time in, a verdict out.
//!
//! It answers *condition 3* of the licensing regulations on a certificate: it has not expired, it is not on the
//! revocation list, and its IIN or BIN is the one in the request. And it verifies the signed request that follows.
//!
//! ```
//! use kz_eds::{
//!     Certificate, Claim, Condition3, Crl, Evidence, Iin, Language, Policy, SignedRequest, TrustStore, Validator,
//! };
//! # let read = |name: &str| std::fs::read(format!("testdata/{name}"));
//!
//! // Once: whom the portal trusts, and today's lists.
//! let trust = TrustStore::new()
//!     .with_anchor(read("trust/root_rsa.cer")?)?
//!     .with_intermediate(read("trust/nca_rsa.cer")?)?;
//! let evidence = Evidence::new()
//!     .with_crl(Crl::parse(&read("evidence/nca_rsa.crl")?)?)
//!     .with_crl(Crl::parse(&read("evidence/root_rsa.crl")?)?);
//! let validator = Validator::new(trust, Policy::applicant()).with_evidence(evidence);
//!
//! // For each request: the certificate that the applicant chose, and the number in the request.
//! let certificate = Certificate::parse(&read("certificates/person.cer")?)?;
//! let claim = Claim::applicant(Iin::parse("010101100018")?);
//! let now: chrono::DateTime<chrono::Utc> = "2026-06-01T12:00:00Z".parse()?;
//! let verdict = validator.check_certificate(&certificate, &claim, now);
//! match verdict.condition_3() {
//!     Condition3::Holds => println!("go on to signing"),
//!     Condition3::DoesNotHold => println!("{} {:?}", verdict.message(Language::Kazakh), verdict.reasons()),
//! }
//! # assert_eq!(verdict.condition_3(), Condition3::Holds);
//!
//! // At submission: every signature, the same condition on every signer, every attached document.
//! let message = read("archive/messages/person.cms")?;
//! let request = SignedRequest::attached(&message).expects(claim).checked_as(certificate.fingerprint());
//! match validator.verify_request(&request, now).accept() {
//!     Ok(verified) => println!("{} octets", verified.content().unwrap_or_default().len()),
//!     Err(refusal) => println!("{} {:?}", refusal.message(Language::Kazakh), refusal.reasons()),
//! }
//! # assert!(validator.verify_request(&request, now).accept().is_ok());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Where to look
//! - [`Validator`] asks, [`Verdict`] answers, [`Report`] says on what grounds; [`Reason`] lists every ground there is.
//! - [`SignedRequest`] is what was submitted and what is expected of it; [`Verified`] what came of it.
//! - [`Evidence`] is what is known of revocation: lists and OCSP responses; [`OcspRequest`] asks for one, [`Sources`] says
//!   which count.
//! - [`Moment`] is the time of a question; [`Proofs`] says what proves that a signature is older, [`TimeRecord`] and
//!   [`TimeStampRecord`] what did.
//! - [`CacheSize`] bounds what a validator remembers: certificates, keys and who signed whom, never a verdict.
//! - `Archive` (feature `archive`) judges many requests on several threads and answers in their order.
//! - [`LicenceSigner`] signs the licence that follows, with the key of a [`KeyFile`] or any other [`Signer`].
//! - [`TimeStampRequest`] asks for a time stamp, [`TimeStampResponse`] is the answer, [`Augmentation`] puts it beside the
//!   signature, with the evidence of the day.
//! - [`Claim`] is who was expected; its documentation has the table of which kind of holder answers which claim.
//! - [`Policy`] is what is demanded, as data; [`judge`] is the one table from a reason to an outcome.
//! - [`crypto`] has the closed table of algorithms, and the trait behind which another library can stand.
//!
//! # What a verdict is
//! Three values. *Passed*: everything that was asked for was judged, and is good. *Failed*: something is wrong.
//! *Indeterminate*: something is not known to be right, such as revocation without a current list. Nothing is ever
//! good for want of evidence. Input that cannot be read is an [`Error`], or, where a verdict was asked for, a failed
//! one; input cannot make this library panic.

#[cfg(feature = "archive")]
mod archive;
mod asn1;
mod cache;
mod certificate;
mod cms;
mod crl;
pub mod crypto;
mod error;
mod finding;
mod identity;
mod limits;
mod name;
mod ocsp;
mod path;
mod policy;
mod report;
mod revocation;
mod signing;
mod time;
mod timestamp;
mod validation;

#[cfg(feature = "archive")]
pub use archive::{Archive, ArchiveRecord, Lost};
pub use asn1::{ObjectIdentifier, decode, describe_oid};
pub use cache::CacheSize;
pub use certificate::{BasicConstraints, Certificate, KeyUsage};
pub use cms::{
    Attribute, Attributes, ContentDigests, ContentHasher, RevocationValues, SignedMessage, SignerIdentifier,
    SignerInfo,
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
pub use ocsp::{Answer, CertificateStatus, OcspRequest, OcspResponse, ResponderId, ResponseStatus};
pub use path::{TrustAnchor, TrustStore};
pub use policy::{
    DeltaMarks, DeltaNumbers, Demand, EndedEvidence, EvidenceRule, FreshnessRule, Indication, Indicator,
    Issued, Judgement, ListKeys, PathInputs, Policy, Proofs, Responders, SigningCertificate, Sources,
    SubIndication, UsageRule, judge,
};
pub use report::{
    About, AttemptRecord, CertificateRecord, Change, ChangeRecord, ClaimRecord, DocumentRecord,
    EvidenceRecord, JudgementRecord, Language, PolicyRecord, ProofSource, Report, RequestReport,
    SerialNumber, SignerRecord, TimeRecord, TimeStampRecord, advice, explain, refusal,
};
pub use revocation::Evidence;
pub use signing::{
    Augmentation, Elsewhere, Indeterminate, KeyFile, KeyFileError, LicenceSigner, Password, Placement,
    Prepared, Signature, Signer, SignerFailure, SigningError, SigningKey, SigningOptions,
};
pub use timestamp::{
    CertificateWish, TimeStampFailure, TimeStampRefusal, TimeStampRequest, TimeStampResponse,
    TimeStampStatus, TimeStampToken,
};
pub use validation::{
    Condition3, Document, Moment, Refusal, RequestVerdict, SignedRequest, Validator, Verdict, Verified,
    VerifiedSigner,
};

/// Every check with its function, reason code, clause and tests: the page `docs/checks.md`.
#[cfg(doc)]
#[doc = include_str!("../docs/checks.md")]
pub mod checks {}

/// The README's examples are tested like any other.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
