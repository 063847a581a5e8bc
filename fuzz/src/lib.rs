//! What the fuzz targets assert, as plain functions over bytes. The library's own tests replay the committed corpora
//! through the same functions (`tests/fuzz_replay.rs` includes this file), so nothing here may name the crate that it
//! is compiled in: modules refer to one another by `super`.

mod certificate;
mod cms;
mod crl;
mod crl_index;
mod der;
mod gost;
mod identity;
mod material;
mod name_constraints;
mod ocsp;
mod path_build;
mod pkcs12;
mod pki;
mod second_reader;
mod sign_then_verify;
mod subject;
mod timestamp;

pub use self::certificate::{certificate, reads_alike};
pub use self::cms::cms;
pub use self::crl::crl;
pub use self::crl_index::crl_index_vs_linear;
pub use self::gost::gost_verify;
pub use self::identity::identity;
pub use self::name_constraints::name_constraints;
pub use self::ocsp::ocsp_response;
pub use self::path_build::path_build;
pub use self::pkcs12::pkcs12;
pub use self::sign_then_verify::sign_then_verify;
pub use self::timestamp::timestamp;

/// `part` stands somewhere in `whole`.
fn contains(whole: &[u8], part: &[u8]) -> bool {
    whole.windows(part.len()).any(|window| window == part)
}

/// The PEM form of an object, in lines of 64 characters (RFC 7468).
fn pem(label: &str, der: &[u8]) -> String {
    use base64::Engine;

    let digits = base64::engine::general_purpose::STANDARD.encode(der);
    let lines: Vec<&str> =
        digits.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap_or_default()).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
}

/// `der` with one octet more, for a few octets that parsers have overlooked.
fn with_one_more(der: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    [0x00, 0x0A, 0x30, 0xFF].into_iter().map(move |octet| [der, &[octet]].concat())
}
