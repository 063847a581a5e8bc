//! Strict DER, read in place (X.690). Nothing is copied: every value is a slice of the input.
//!
//! `der` is the well-kept library for this. Reading is ours because lists of half a million entries are walked with
//! it, and because the *raw* bytes of every part are needed: what was signed is hashed as it was received. `der` is
//! the oracle in the tests.

pub(crate) mod armour;
mod ber;
mod check;
mod identifier;
pub(crate) mod oid;
mod reader;
mod span;
mod value;
mod write;

use crate::error::Result;

pub(crate) use ber::BerReader;
pub(crate) use check::check_der;
pub use identifier::ObjectIdentifier;
pub(crate) use reader::{Element, Reader, Tag, whole};
pub(crate) use span::Span;
pub(crate) use value::{bit_string, boolean, integer, object_identifier, small_unsigned};
pub(crate) use write::tlv;

/// Each DER object in `input`, in order: one for DER and bare base64, any number for PEM. What the objects are is
/// for their own readers to find out.
///
/// ```
/// let pem = "-----BEGIN X-----\nMAMCAQU=\n-----END X-----\n";
/// assert_eq!(kz_eds::decode(pem.as_bytes())?, [[0x30, 3, 2, 1, 5]]);
/// # Ok::<(), kz_eds::Error>(())
/// ```
///
/// # Errors
/// [`ErrorKind::Encoding`](crate::ErrorKind::Encoding) when the input is none of the three, or damaged.
pub fn decode(input: &[u8]) -> Result<Vec<Vec<u8>>> {
    Ok(armour::objects(input)?.into_iter().map(std::borrow::Cow::into_owned).collect())
}

/// An object identifier and what this library calls it: `1.2.840.10040.4.3 (dsa-with-SHA1)`.
pub fn describe_oid(oid: &ObjectIdentifier) -> String {
    oid::describe(oid)
}
