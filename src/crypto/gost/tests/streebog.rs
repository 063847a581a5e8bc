//! GOST R 34.11-2015: an example of the standard, and the crate `streebog` as an oracle.

use num_bigint::BigUint;
use proptest::prelude::*;
use sha2::Digest as _;

use super::super::{Streebog, Streebog256, Streebog512};

fn hash<const BITS: usize>(pieces: &[&[u8]]) -> Vec<u8> {
    let mut hash = Streebog::<BITS>::new();
    pieces.iter().for_each(|piece| hash.update(piece));
    hash.finish().as_ref().to_vec()
}

/// Against the crate, both sizes.
fn same(pieces: &[&[u8]]) {
    let message = pieces.concat();
    assert_eq!(hash::<512>(pieces), streebog::Streebog512::digest(&message).to_vec(), "{}", message.len());
    assert_eq!(hash::<256>(pieces), streebog::Streebog256::digest(&message).to_vec(), "{}", message.len());
}

/// As the standard writes numbers: the highest octet first.
fn number(octets: &[u8]) -> String {
    BigUint::from_bytes_le(octets).to_str_radix(16)
}

/// RFC 6986 10.2. The first message, 10.1, is among the examples of the other standards.
#[test]
fn rfc_6986_second_message() {
    let message = "fbe2e5f0eee3c820fbeafaebef20fffbf0e1e0f0f520e0ed20e8ece0ebe5f0f2\
                  f120fff0eeec20f120faf2fee5e2202ce8f6f3ede220e8e6eee1e8f0f2d1202c\
                  e8f0f2e5e220e5d1";
    let message = BigUint::parse_bytes(message.as_bytes(), 16).unwrap().to_bytes_le();
    assert_eq!(
        number(&hash::<512>(&[&message])),
        "28fbc9bada033b1460642bdcddb90c3fb3e56c497ccd0f62b8a2ad4935e85f03\
         7613966de4ee00531ae60f3b5a47f8dae06915d5f2f194996fcabf2622e6881e"
    );
    assert_eq!(
        number(&hash::<256>(&[&message])),
        "508f7e553c06501d749a66fc28c6cac0b005746d97537fa85d9e40904efed29d"
    );
}

/// Every length about the edges of a block, and each of them in two pieces, cut everywhere.
#[test]
fn every_length_and_every_cut() {
    let message: Vec<u8> = (0..=255).cycle().take(200).collect();
    for length in 0..message.len() {
        same(&[&message[..length]]);
    }
    for length in [1, 63, 64, 65, 127, 128, 129, 192, 193] {
        for cut in 0..=length {
            same(&[&message[..cut], &message[cut..length]]);
        }
    }
}

/// The sum of blocks and the count of bits carry through all their words.
#[test]
fn sums_carry() {
    same(&[&[0xFF; 64 * 5]]);
    same(&[&[&[0xFF; 64][..], &[1], &[0; 63], &[0xFF; 70]].concat()]);
    same(&[&[0xA5; 100_000]]);
}

/// One state is not the other's.
#[test]
fn a_copy_goes_its_own_way() {
    let (mut one, mut other) = (Streebog512::new(), Streebog256::new());
    one.update(b"message");
    other.update(b"message");
    let copy = one.clone();
    one.update(b" and more");
    assert_eq!(copy.finish().as_ref(), hash::<512>(&[b"message"]));
    assert_eq!(one.finish().as_ref(), hash::<512>(&[b"message and more"]));
    assert_eq!(other.finish().as_ref().len(), 32);
}

proptest! {
    #[test]
    fn the_crate_says_the_same(pieces: Vec<Vec<u8>>) {
        same(&pieces.iter().map(Vec::as_slice).collect::<Vec<_>>());
    }
}
