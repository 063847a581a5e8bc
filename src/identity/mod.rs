//! Whose certificate it is, and whether that is whose it should be: the identity half of condition 3.
//!
//! Facts first: [`Iin`] and [`Bin`] are numbers, [`SubjectIdentity`] is what a certificate says of its holder,
//! [`HolderKind`] what the holder may act as. Then judgement: a [`Claim`] says who is expected, and one table
//! (in `matching`) says which kind of holder answers which claim.

mod claim;
mod holder;
mod matching;
mod number;
mod subject;

pub use claim::{AllowedList, Claim, IdentityRule, Number, Role};
pub use holder::HolderKind;
pub(crate) use holder::is_role;
pub use number::{Bin, Iin};
pub use subject::{IdentityError, SubjectIdentity};
