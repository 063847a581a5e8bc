//! What revocation lists say of a certificate: facts, each depending on a signer that is still to be judged.

mod evidence;
mod lists;

pub use evidence::Evidence;
pub(crate) use lists::{Freshness, forgets, freshness, obstacle, revoking_entry};
