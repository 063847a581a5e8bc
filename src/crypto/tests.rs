//! The table under every provider, and the providers against each other.

#[cfg(feature = "aws-lc")]
mod differential;
pub(super) mod moduli;
mod rows;

use super::{Provider, RustCrypto};

/// Each provider of this build.
fn providers() -> Vec<&'static dyn Provider> {
    vec![
        &RustCrypto,
        #[cfg(feature = "aws-lc")]
        &super::AwsLc,
    ]
}

fn flip(bytes: &mut [u8], bit: usize) {
    let bit = bit % (bytes.len() * 8);
    bytes[bit / 8] ^= 1 << (bit % 8);
}
