//! Verifies electronic digital signatures (EDS, ЭЦҚ) of Kazakhstan's national PKI.

mod asn1;
mod crl;
mod error;
mod finding;
mod limits;
mod time;

pub use crl::{
    Criticality, Crl, CrlNumber, Entries, Entry, Hits, Only, ReasonFlags, RevocationReason, Scope,
};
pub use error::{Error, ErrorKind, Result};
pub use finding::{Fact, Finding, Fingerprint, Reason};
pub use limits::Limits;
