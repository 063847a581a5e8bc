//! Passwords of PKCS #12 (RFC 7292): the key derivation of Appendix B, the two old ciphers that the national authority
//! still uses, and the MAC. Files of today have PBES2, of which `pbes2` knows.

use cbc::Decryptor;
use cbc::cipher::block_padding::Pkcs7;
use cbc::cipher::{BlockCipherDecrypt, BlockModeDecrypt, InnerIvInit, KeyIvInit};
use des::TdesEde3;
use hmac::{Hmac, KeyInit, Mac};
use rc2::Rc2;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};
use zeroize::{Zeroize, Zeroizing};

use super::error::KeyFileError;
use super::password::Password;
use super::pbes2;
use super::work::Work;
use crate::asn1::{Reader, Tag, oid, small_unsigned, whole};
use crate::crypto::{AlgorithmIdentifier, DigestAlgorithm, Unsupported};
use crate::error::{Error, ErrorKind};

pub(super) type Secret = Zeroizing<Vec<u8>>;

const ENCRYPTED: Error = Error::new(ErrorKind::Malformed, "encrypted part");

/// What a derived octet string is for: the ID of RFC 7292 B.3.
#[derive(Clone, Copy)]
enum Use {
    Key = 1,
    Iv = 2,
    Mac = 3,
}

/// Salt and iterations, with the password as B.1 wants it.
struct Derivation<'a> {
    password: Secret,
    salt: &'a [u8],
    iterations: u32,
}

impl<'a> Derivation<'a> {
    fn new(password: &Password, salt: &'a [u8], iterations: u32, work: &mut Work) -> Result<Self, Error> {
        if iterations == 0 {
            return Err(Error::new(ErrorKind::Malformed, "key derivation"));
        }
        work.iterate(iterations.into())?;
        Ok(Self { password: password.bmp(), salt, iterations })
    }

    /// ```text
    /// pkcs-12PbeParams ::= SEQUENCE { salt OCTET STRING, iterations INTEGER }
    /// ```
    fn read(
        password: &Password,
        algorithm: &AlgorithmIdentifier<'a>,
        work: &mut Work,
    ) -> Result<Self, Error> {
        const WHAT: &str = "pkcs-12PbeParams";
        let parameters = algorithm.parameters.ok_or(Error::new(ErrorKind::Malformed, WHAT))?;
        let mut reader = Reader::new(whole(parameters.raw, Tag::SEQUENCE, WHAT)?.value, WHAT);
        let salt = reader.value(Tag::OCTET_STRING)?;
        let iterations = small_unsigned(reader.value(Tag::INTEGER)?)?;
        reader.finish()?;
        Self::new(password, salt, iterations, work)
    }

    /// RFC 7292 B.2; `block` is the hash function's *v*, in octets. The letters are those of the RFC.
    fn derive<H: Digest>(&self, block: usize, purpose: Use, length: usize) -> Secret {
        let fill = |part: &'a [u8]| part.iter().copied().cycle().take(part.len().div_ceil(block) * block);
        let padded = self.password.len().div_ceil(block) * block;
        let mut i = Zeroizing::new(Vec::with_capacity(self.salt.len() + block + padded));
        i.extend(fill(self.salt));
        i.extend(self.password.iter().copied().cycle().take(padded));
        let mut out = Zeroizing::new(Vec::with_capacity(length + 64));
        while out.len() < length {
            let mut a = H::new().chain_update(vec![purpose as u8; block]).chain_update(&*i).finalize();
            for _ in 1..self.iterations {
                a = H::digest(&a);
            }
            out.extend_from_slice(&a);
            let b: Secret = Zeroizing::new(a.iter().copied().cycle().take(block).collect());
            i.chunks_mut(block).for_each(|block| add_and_one(block, &b));
            a.as_mut_slice().zeroize();
        }
        out.truncate(length);
        out
    }
}

/// *I_j* = (*I_j* + *B* + 1) mod 2^*v*, big-endian.
fn add_and_one(block: &mut [u8], b: &[u8]) {
    let mut sum = 1u16;
    for (to, from) in block.iter_mut().zip(b).rev() {
        sum += u16::from(*to) + u16::from(*from);
        let [carry, octet] = sum.to_be_bytes();
        *to = octet;
        sum = carry.into();
    }
}

/// Decrypts by whichever way `algorithm`, a whole AlgorithmIdentifier, says.
pub(super) fn decrypt(
    algorithm: &[u8],
    encrypted: &[u8],
    password: &Password,
    work: &mut Work,
) -> Result<Secret, KeyFileError> {
    let found = AlgorithmIdentifier::from_der(algorithm)?;
    match found.oid() {
        oid::PBES2 => pbes2::decrypt(&found, encrypted, password, work),
        oid::PBE_SHA1_3DES => triple_des(&Derivation::read(password, &found, work)?, encrypted),
        oid::PBE_SHA1_RC2_40 => rc2_40(&Derivation::read(password, &found, work)?, encrypted),
        other => Err(KeyFileError::Unsupported(Unsupported::new(other, "unknown encryption of a key file"))),
    }
}

fn triple_des(derivation: &Derivation<'_>, encrypted: &[u8]) -> Result<Secret, KeyFileError> {
    let key = derivation.derive::<Sha1>(64, Use::Key, 24);
    let iv = derivation.derive::<Sha1>(64, Use::Iv, 8);
    cbc::<TdesEde3>(&key, &iv, encrypted)
}

fn rc2_40(derivation: &Derivation<'_>, encrypted: &[u8]) -> Result<Secret, KeyFileError> {
    let key = derivation.derive::<Sha1>(64, Use::Key, 5);
    let iv = derivation.derive::<Sha1>(64, Use::Iv, 8);
    let cipher = Decryptor::inner_iv_slice_init(Rc2::new_with_eff_key_len(&key, 40), &iv);
    unpadded(cipher.map_err(|_| ENCRYPTED)?, encrypted)
}

/// Decrypts by a cipher in CBC mode, and takes the padding off (RFC 8018 6.1.1).
pub(super) fn cbc<C: BlockCipherDecrypt + KeyInit>(
    key: &[u8],
    iv: &[u8],
    encrypted: &[u8],
) -> Result<Secret, KeyFileError> {
    let cipher = Decryptor::<C>::new_from_slices(key, iv);
    unpadded(cipher.map_err(|_| ENCRYPTED)?, encrypted)
}

fn unpadded<C: BlockModeDecrypt>(cipher: C, encrypted: &[u8]) -> Result<Secret, KeyFileError> {
    // Whole blocks, and one at least: no other password makes up for what is missing.
    if encrypted.is_empty() || !encrypted.len().is_multiple_of(C::block_size()) {
        return Err(ENCRYPTED.into());
    }
    let mut octets = Zeroizing::new(encrypted.to_vec());
    let length = cipher.decrypt_padded::<Pkcs7>(&mut octets).map_err(|_| KeyFileError::WrongPassword)?.len();
    octets.truncate(length);
    Ok(octets)
}

/// The MAC that a file carries (RFC 7292 4).
pub(super) struct MacData<'a> {
    pub(super) digest: DigestAlgorithm,
    pub(super) mac: &'a [u8],
    pub(super) salt: &'a [u8],
    pub(super) iterations: u32,
}

impl MacData<'_> {
    /// HMAC under a key from Appendix B (RFC 7292 5.1 step 6), compared in constant time.
    pub(super) fn check(
        &self,
        content: &[u8],
        password: &Password,
        work: &mut Work,
    ) -> Result<(), KeyFileError> {
        let by = Derivation::new(password, self.salt, self.iterations, work)?;
        let is_right = match self.digest {
            DigestAlgorithm::Sha1 => {
                self.matches::<Hmac<Sha1>>(&by.derive::<Sha1>(64, Use::Mac, 20), content)
            }
            DigestAlgorithm::Sha256 => {
                self.matches::<Hmac<Sha256>>(&by.derive::<Sha256>(64, Use::Mac, 32), content)
            }
            DigestAlgorithm::Sha384 => {
                self.matches::<Hmac<Sha384>>(&by.derive::<Sha384>(128, Use::Mac, 48), content)
            }
            DigestAlgorithm::Sha512 => {
                self.matches::<Hmac<Sha512>>(&by.derive::<Sha512>(128, Use::Mac, 64), content)
            }
            #[cfg(feature = "gost")]
            other => {
                return Err(KeyFileError::Unsupported(Unsupported::new(
                    other.oid(),
                    "unknown digest of a MAC",
                )));
            }
        };
        if is_right { Ok(()) } else { Err(KeyFileError::WrongPassword) }
    }

    fn matches<M: Mac + KeyInit>(&self, key: &[u8], content: &[u8]) -> bool {
        M::new_from_slice(key).is_ok_and(|mac| mac.chain_update(content).verify_slice(self.mac).is_ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn derive(password: &str, salt: &[u8], iterations: u32, purpose: Use, length: usize) -> Secret {
        let by = Derivation::new(&Password::new(password), salt, iterations, &mut Work::new()).unwrap();
        by.derive::<Sha1>(64, purpose, length)
    }

    fn hex(octets: &[u8]) -> String {
        octets.iter().map(|octet| format!("{octet:02x}")).collect()
    }

    /// Vectors that implementations exchange, as BouncyCastle's and Go's tests have them.
    #[test]
    fn derivation_gives_the_known_octets() {
        let key = derive("sesame", &[0xFF; 8], 2048, Use::Key, 24);
        assert_eq!(hex(&key), "7cd9fd3e2b3be7691a44e3bef0f9ea0fb9b897d4e325d9d1");
        let (salt, password) = ([0x0A, 0x58, 0xCF, 0x64, 0x53, 0x0D, 0x82, 0x3F], "smeg");
        let key = derive(password, &salt, 1, Use::Key, 24);
        assert_eq!(hex(&key), "8aaae6297b6cb04642ab5b077851284eb7128f1a2a7fbca3");
        assert_eq!(hex(&derive(password, &salt, 1, Use::Iv, 8)), "79993dfe048d3b76");
    }

    #[test]
    fn no_iterations_is_no_derivation() {
        let none = Derivation::new(&Password::new("x"), &[1], 0, &mut Work::new());
        assert_eq!(none.err().unwrap().kind(), ErrorKind::Malformed);
    }

    #[test]
    fn sums_carry_and_wrap() {
        let mut block = [0, 0xFF, 0xFE];
        add_and_one(&mut block, &[0, 0, 1]);
        assert_eq!(block, [1, 0, 0]);
        let mut block = [0xFF; 3];
        add_and_one(&mut block, &[0xFF; 3]);
        assert_eq!(block, [0xFF; 3]);
    }
}
