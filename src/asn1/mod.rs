//! Strict DER, read in place (X.690). Nothing is copied: every value is a slice of the input.
//!
//! `der` is the well-kept library for this, and writes and types OIDs here; reading is ours because lists of
//! half a million entries are walked with it, and because the *raw* bytes of every part are needed: what was
//! signed is hashed as it was received. `der` is the oracle in the tests.

pub(crate) mod armour;
pub(crate) mod oid;
mod reader;
mod span;
mod value;

pub(crate) use reader::{Element, Reader, Tag, whole};
pub(crate) use span::Span;
pub(crate) use value::{BitString, bit_string, boolean, integer, object_identifier, small_unsigned};
