//! Verifies electronic digital signatures (EDS, ЭЦҚ) of Kazakhstan's national PKI.

mod asn1;
pub mod crypto;
mod crl;
mod error;
mod finding;
mod identity;
mod limits;
mod name;
mod time;

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
