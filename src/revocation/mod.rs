//! What revocation lists say of a certificate: facts, each depending on a signer that is still to be judged.

mod evidence;
mod lists;
mod window;

pub use evidence::Evidence;
pub(crate) use lists::{forgets, obstacle, revoking_entry};
pub(crate) use window::{Freshness, Terms, Window};
