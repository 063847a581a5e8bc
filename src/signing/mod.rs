//! Signing: keys, and CAdES signatures made with them (EN 319 122-1, level B-B), and what is
//! added to them later (levels B-T and B-LT).
//!
//! # The map
//!
//! | file | what is there |
//! |---|---|
//! | `file` | key files, whatever they are |
//! | `pkcs8`, `pkcs12` | their forms |
//! | `pbe`, `pbes2` | how passwords open them |
//! | `work` | how much a file may ask for |
//! | `key`, `password` | the private key in this process, and what opens it |
//! | `signer` | who signs: that key, a token, a service |
//! | `attributes` | what is signed |
//! | `prepared` | a signature in the making; `bytes` is how it is stored |
//! | `message`, `der` | the message around it, new or with others' signatures in it |
//! | `licence`, `options` | the whole way: may it, sign, verify |
//! | `cosign` | the same, beside those who signed before |
//! | `augmentation` | time stamps and evidence for a signature that is there |
//! | `verified` | nothing leaves that does not verify |
//! | `error` | what can go wrong |

mod attributes;
mod augmentation;
mod bytes;
mod cosign;
mod der;
mod error;
mod file;
mod key;
mod licence;
mod message;
mod options;
mod password;
mod pbe;
mod pbes2;
mod pkcs12;
mod pkcs8;
mod prepared;
mod signer;
#[cfg(test)]
mod tests;
mod verified;
mod work;

pub use augmentation::Augmentation;
pub use error::{KeyFileError, SignerFailure, SigningError};
pub use file::KeyFile;
pub use key::SigningKey;
pub use licence::{Elsewhere, LicenceSigner};
pub use options::{Indeterminate, Placement, SigningOptions};
pub use password::Password;
pub use prepared::Prepared;
pub use signer::{Signature, Signer};
