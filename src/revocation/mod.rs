//! What revocation lists and OCSP answers say of a certificate: facts, each depending on a signer that is still to be
//! judged.

mod coverage;
mod evidence;
mod lists;
mod responses;
mod window;

pub(crate) use coverage::is_named_issuer;
pub use evidence::Evidence;
pub(crate) use lists::{OnList, forgets};
pub(crate) use responses::{answer_forgets, response_obstacle};
pub(crate) use window::{Freshness, Terms, Window};
