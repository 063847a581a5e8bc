//! The test PKI of `kz-eds`: a look-alike of the national one. What makes certificates, lists and messages here, for the
//! files of `testdata/` and for tests that need odd ones. Nothing here imports `kz-eds`: the judge must not make the
//! evidence.

pub mod archive;
pub mod attribute;
pub mod authority;
pub mod broken;
pub mod cms;
pub mod constrained;
pub mod der;
pub mod digest;
pub mod evidence;
pub mod extension;
pub mod good;
pub mod gost;
pub mod gost_files;
pub mod holder;
pub mod keyfiles;
pub mod keys;
pub mod lists;
pub mod name;
pub mod numbers;
pub mod ocsp;
pub mod odd;
pub mod oids;
pub mod output;
pub mod people;
pub mod profile;
pub mod responses;
pub mod signature;
pub mod spoofed;
pub mod template;
pub mod timestamp;
pub mod timestamp_files;

use authority::Authorities;
use numbers::Numbers;
use odd::Odd;
use output::Output;

/// Every file below `testdata/` that is not written by hand.
pub fn everything() -> Output {
    let numbers = Numbers::new();
    let authorities = Authorities::new();
    let odd = Odd::new(&authorities);
    let mut files = Output::default();
    good::write(&authorities, &numbers, &mut files);
    broken::write(&authorities, &odd, &numbers, &mut files);
    constrained::write(&authorities, &numbers, &mut files);
    spoofed::write(&authorities, &numbers, &mut files);
    evidence::write(&authorities, &odd, &mut files);
    responses::write(&authorities, &mut files);
    archive::write(&authorities, &numbers, &mut files);
    gost_files::write(&authorities.nca_rsa, &numbers, &archive::Contents::new(&numbers), &mut files);
    timestamp_files::write(&authorities, &numbers, &mut files);
    keyfiles::write(&authorities, &numbers, &mut files);
    files
}
