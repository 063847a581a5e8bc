//! Target `pkcs12`: key files of every kind. The good ones of the test material are edited by a recipe; others come
//! from nowhere, or are bags that come from nowhere in a good wrapper.

use std::time::{Duration, Instant};

use arbitrary::{Arbitrary, Unstructured};
use kz_eds::{Certificate, KeyFile, KeyFileError, Password, Signer};

use super::der::{sequence, tlv};

macro_rules! files {
    ($($path:literal),* $(,)?) => { &[$(include_bytes!(concat!("../../testdata/", $path))),*] };
}

/// Key files that open, encrypted ones first; each has the key of the certificate at the same place modulo two.
const FILES: &[&[u8]] = files![
    "keys/head_legacy.p12",
    "keys/head_ec_legacy.p12",
    "keys/head_modern.p12",
    "keys/head_ec_modern.p12",
    "keys/head_encrypted.pem",
    "keys/head_ec_encrypted.der",
    "keys/head.pem",
    "keys/head_ec.pem",
];
const ENCRYPTED: usize = 6;
const CERTIFICATES: &[&[u8]] = files!["certificates/head.cer", "certificates/head_ec.cer"];
/// Files that do not open, for edits to begin with.
const OTHERS: &[&[u8]] =
    files!["keys/two_keys.p12", "keys/without_key.p12", "keys/gost.p12", "keys/p384.pem"];

const PASSWORD: &str = "Test-1234";
/// Edits of one file at the most.
const EDITS: usize = 8;
/// Nothing that the bounds let through takes as long, on the slowest machine and with debug assertions.
const LONG: Duration = Duration::from_secs(120);

#[derive(Arbitrary, Debug)]
struct Recipe {
    base: u8,
    edits: Vec<Edit>,
}

/// One change to the octets of a file. Places are taken modulo its length.
#[derive(Arbitrary, Debug)]
enum Edit {
    Flip {
        at: u16,
        bit: u8,
    },
    Set {
        at: u16,
        octet: u8,
    },
    /// A stretch is replaced by octets of another length.
    Replace {
        at: u16,
        count: u8,
        octets: Vec<u8>,
    },
    /// The octets from here on.
    Truncate {
        at: u16,
    },
}

impl Edit {
    fn apply(&self, mut file: Vec<u8>) -> Vec<u8> {
        let length = file.len();
        let place = |at: u16| usize::from(at) % length.max(1);
        match self {
            Self::Flip { at, bit } => {
                file.get_mut(place(*at)).into_iter().for_each(|octet| *octet ^= 1 << (bit % 8));
            }
            Self::Set { at, octet } => file.get_mut(place(*at)).into_iter().for_each(|found| *found = *octet),
            Self::Replace { at, count, octets } => {
                let start = place(*at).min(length);
                let end = (start + usize::from(count % 32)).min(length);
                file.splice(start..end, octets.iter().take(32).copied()).for_each(drop);
            }
            Self::Truncate { at } => file.truncate(place(*at)),
        }
        file
    }
}

/// The body of the target: the first octet says what the rest is.
pub fn pkcs12(data: &[u8]) {
    match data.split_first() {
        Some((0, file)) => opened(file),
        Some((1, bags)) => opened(&in_a_wrapper(bags)),
        Some((_, recipe)) => edited(recipe),
        None => {}
    }
}

/// A PFX without a MAC and in one part, around these bags (RFC 7292 4).
fn in_a_wrapper(bags: &[u8]) -> Vec<u8> {
    let data = |octets: &[u8]| {
        let name = tlv(6, &[b"\x2A\x86\x48\x86\xF7\x0D\x01\x07\x01"]);
        sequence(&[&name, &tlv(0xA0, &[&tlv(4, &[octets])])])
    };
    sequence(&[&[2, 1, 3], &data(&sequence(&[&data(&sequence(&[bags]))]))])
}

fn edited(recipe: &[u8]) {
    let Ok(recipe) = Recipe::arbitrary(&mut Unstructured::new(recipe)) else { return };
    let all: Vec<&[u8]> = FILES.iter().chain(OTHERS).copied().collect();
    let number = usize::from(recipe.base) % all.len();
    let base = all[number];
    if recipe.edits.is_empty() {
        return untouched(number, base);
    }
    opened(&recipe.edits.iter().take(EDITS).fold(base.to_vec(), |file, edit| edit.apply(file)));
}

/// The good files open, by their password alone.
fn untouched(number: usize, file: &[u8]) {
    let found = KeyFile::open(file, Some(&Password::new(PASSWORD)));
    if number >= FILES.len() {
        return assert!(found.is_err(), "a file without a usable key opens");
    }
    let found = found.expect("a good key file");
    assert_eq!(found.key().public_key_info(), Some(known()[number % 2].clone()));
    let wrong = KeyFile::open(file, Some(&Password::new("test-1234")));
    if number < ENCRYPTED {
        assert_eq!(wrong.err(), Some(KeyFileError::WrongPassword));
        assert_eq!(KeyFile::open(file, None).err(), Some(KeyFileError::PasswordNeeded));
    }
}

fn known() -> [Vec<u8>; 2] {
    [0, 1].map(|place: usize| {
        let certificate = Certificate::parse(CERTIFICATES[place]).expect("a certificate");
        certificate.public_key_info().to_vec()
    })
}

fn key_of(file: &[u8], password: &str) -> Option<Vec<u8>> {
    let start = Instant::now();
    let opened = KeyFile::open(file, Some(&Password::new(password)));
    assert!(start.elapsed() < LONG, "{:?}", start.elapsed());
    opened.ok()?.key().public_key_info()
}

/// What opens by another password opens by any: nothing in it is encrypted. What opens by the right one alone is one of
/// ours, as nobody else encrypted by it.
fn opened(file: &[u8]) {
    let right = key_of(file, PASSWORD);
    let wrong = ["test-1234", ""].map(|password| key_of(file, password));
    assert_eq!(wrong[0], wrong[1], "a wrong password opens");
    match (&right, &wrong[0]) {
        (Some(key), None) => assert!(known().contains(key), "a key that nobody encrypted"),
        (right, wrong) => assert_eq!(right, wrong, "a wrong password opens"),
    }
}
