//! Time stamps (RFC 3161, RFC 5816): tokens read in place, and what is in them. Facts, no judgement.
//!
//! # The map
//!
//! | file | what is there |
//! |---|---|
//! | `token` | the token: a signed message around a TSTInfo |
//! | `info` | TSTInfo, strict DER: what the authority says |
//! | `request` | what is asked of an authority |
//! | `response`, `status` | what it answers, held against what was asked |
//!
//! Who signed a token, whether it may, and what the time proves is the judge's business. What is held here is the form:
//! one signer, attached content of the right type, version 1.

mod info;
mod request;
mod response;
mod status;
#[cfg(test)]
mod tests;
mod token;

pub use request::{CertificateWish, TimeStampRequest};
pub use response::{TimeStampRefusal, TimeStampResponse};
pub use status::{TimeStampFailure, TimeStampStatus};
pub use token::TimeStampToken;
