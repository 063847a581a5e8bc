//! The old ciphers of PKCS #12 and their key derivation (RFC 7292 Appendix B), with numbers in place of carries.

use cbc::Encryptor;
use cbc::cipher::block_padding::Pkcs7;
use cbc::cipher::{BlockModeEncrypt, InnerIvInit, KeyIvInit};
use rsa::BoxedUint;
use sha1::Sha1;
use sha2::Digest;

/// *v* of SHA-1 and SHA-256.
const BLOCK: usize = 64;

/// RFC 7292 B.2: each block of *I* is a number of 512 bits.
pub fn derive<H: Digest>(password: &str, salt: &[u8], iterations: u32, id: u8, length: usize) -> Vec<u8> {
    let password: Vec<u8> = password.encode_utf16().chain([0]).flat_map(u16::to_be_bytes).collect();
    let fill = |part: &[u8]| -> Vec<u8> {
        part.iter().copied().cycle().take(part.len().next_multiple_of(BLOCK)).collect()
    };
    let number = |octets: &[u8]| BoxedUint::from_be_slice(octets, 512).expect("512 bits");
    let mut blocks: Vec<BoxedUint> =
        [fill(salt), fill(&password)].concat().chunks(BLOCK).map(number).collect();
    let mut out = Vec::new();
    while out.len() < length {
        let input: Vec<u8> = blocks.iter().flat_map(|block| block.to_be_bytes().to_vec()).collect();
        let mut hash = H::digest([vec![id; BLOCK], input].concat()).to_vec();
        for _ in 1..iterations {
            hash = H::digest(&hash).to_vec();
        }
        let repeated: Vec<u8> = hash.iter().copied().cycle().take(BLOCK).collect();
        let sum = number(&repeated).wrapping_add(BoxedUint::one_with_precision(512));
        blocks.iter_mut().for_each(|block| *block = block.wrapping_add(&sum));
        out.extend(hash);
    }
    out.truncate(length);
    out
}

fn iv(password: &str, salt: &[u8], iterations: u32) -> Vec<u8> {
    derive::<Sha1>(password, salt, iterations, 2, 8)
}

/// pbeWithSHAAnd3-KeyTripleDES-CBC.
pub fn old_3des(password: &str, salt: &[u8], iterations: u32, octets: &[u8]) -> Vec<u8> {
    let key = derive::<Sha1>(password, salt, iterations, 1, 24);
    let cipher = Encryptor::<des::TdesEde3>::new_from_slices(&key, &iv(password, salt, iterations));
    cipher.expect("key and IV").encrypt_padded_vec::<Pkcs7>(octets)
}

/// pbeWithSHAAnd40BitRC2-CBC.
pub fn old_rc2_40(password: &str, salt: &[u8], iterations: u32, octets: &[u8]) -> Vec<u8> {
    let key = derive::<Sha1>(password, salt, iterations, 1, 5);
    let cipher = rc2::Rc2::new_with_eff_key_len(&key, 40);
    let cipher = Encryptor::inner_iv_slice_init(cipher, &iv(password, salt, iterations)).expect("IV");
    cipher.encrypt_padded_vec::<Pkcs7>(octets)
}
