//! Digest algorithms: the identifier and the digest itself.

use sha2::Digest as _;

use crate::der;

#[derive(Clone, Copy, PartialEq)]
pub enum Digest {
    Md5,
    Sha1,
    Sha256,
    Sha384,
    Sha512,
    /// GOST 34.311-95.
    Gost94,
    /// GOST R 34.11-2015, 256 bits.
    Streebog256,
    /// GOST R 34.11-2015, 512 bits.
    Streebog512,
    /// Made up, in the national arc: nobody can compute it.
    Unknown,
}

impl Digest {
    /// AlgorithmIdentifier; RFC 5754 2 wants no parameters and RFC 1321's OID wants NULL.
    pub fn identifier(self) -> Vec<u8> {
        match self {
            Digest::Md5 | Digest::Gost94 | Digest::Streebog256 | Digest::Streebog512 | Digest::Unknown => {
                self.identifier_with_null()
            }
            _ => der::sequence(&[self.oid()]),
        }
    }

    /// The same with NULL, which readers must take as well.
    pub fn identifier_with_null(self) -> Vec<u8> {
        der::sequence(&[self.oid(), der::null()])
    }

    /// The digest; octets in its place where it cannot be computed.
    pub fn of(self, content: &[u8]) -> Vec<u8> {
        match self {
            Digest::Md5 => md5::Md5::digest(content).to_vec(),
            Digest::Sha1 => sha1::Sha1::digest(content).to_vec(),
            Digest::Sha256 => sha2::Sha256::digest(content).to_vec(),
            Digest::Sha384 => sha2::Sha384::digest(content).to_vec(),
            Digest::Sha512 => sha2::Sha512::digest(content).to_vec(),
            Digest::Gost94 => gost94::Gost94Test::digest(content).to_vec(),
            Digest::Streebog256 => streebog::Streebog256::digest(content).to_vec(),
            Digest::Streebog512 => streebog::Streebog512::digest(content).to_vec(),
            Digest::Unknown => vec![0x5A; 64],
        }
    }

    fn oid(self) -> Vec<u8> {
        der::oid(match self {
            Digest::Md5 => "1.2.840.113549.2.5",
            Digest::Sha1 => "1.3.14.3.2.26",
            Digest::Sha256 => "2.16.840.1.101.3.4.2.1",
            Digest::Sha384 => "2.16.840.1.101.3.4.2.2",
            Digest::Sha512 => "2.16.840.1.101.3.4.2.3",
            Digest::Gost94 => "1.2.398.3.10.1.3.1",
            Digest::Streebog256 => "1.2.398.3.10.1.3.2",
            Digest::Streebog512 => "1.2.398.3.10.1.3.3",
            Digest::Unknown => "1.2.398.3.10.1.3.99",
        })
    }
}
