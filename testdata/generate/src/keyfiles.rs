//! Key files: `keys/`. The password of all is `Test-1234`.

use hmac::{Hmac, KeyInit, Mac};
use p256::pkcs8::EncodePrivateKey;
use pkcs8::pkcs5::pbes2;
use sha1::Sha1;
use sha2::{Digest, Sha256};

use crate::authority::Authorities;
use crate::der;
use crate::keys::Key;
use crate::numbers::Numbers;
use crate::output::Output;
use crate::people::{Issuers, People};
use cipher::{old_3des, old_rc2_40};

pub mod cipher;

pub const PASSWORD: &str = "Test-1234";
const ITERATIONS: u32 = 1024;

/// How the parts of a file are protected.
#[derive(Clone, Copy, PartialEq)]
enum Age {
    /// As the national authority hands it out: indefinite lengths inside, 3DES, RC2-40, SHA-1.
    Legacy,
    /// PBES2 with AES-256 and PBKDF2, a MAC with SHA-256.
    Modern,
}

/// Writes `keys/`.
pub fn write(authorities: &Authorities, numbers: &Numbers, out: &mut Output) {
    let issuers = Issuers::new(authorities, numbers);
    let people = People::new(&issuers);
    let (rsa, ec) = (private(&Key::load("leaf_rsa")), private(&Key::load("leaf_ec")));
    let (head, head_ec) = (people.head.certificate.as_slice(), people.head_ec.certificate.as_slice());
    let chain = [head, &authorities.nca_rsa.certificate];
    let mut add = |name: &str, age, keys: &[&[u8]], certificates: &[&[u8]]| {
        out.add(format!("keys/{name}.p12"), file(age, name, keys, certificates));
    };
    add("head_legacy", Age::Legacy, &[&rsa], &chain);
    add("head_modern", Age::Modern, &[&rsa], &chain);
    add("head_ec_legacy", Age::Legacy, &[&ec], &[head_ec]);
    add("head_ec_modern", Age::Modern, &[&ec], &[head_ec]);
    add("other_certificate", Age::Modern, &[&ec], &[head]);
    add("without_key", Age::Legacy, &[], &chain);
    add("two_keys", Age::Modern, &[&rsa, &ec], &chain);
    add("gost", Age::Legacy, &[&gost()], &[&people.unknown.certificate]);
    out.add_pem("keys/head.pem", "PRIVATE KEY", &rsa);
    out.add_pem("keys/head_ec.pem", "PRIVATE KEY", &ec);
    out.add_pem("keys/head_encrypted.pem", "ENCRYPTED PRIVATE KEY", &shrouded_modern("head", &rsa));
    out.add("keys/head_ec_encrypted.der", shrouded_modern("head_ec", &ec));
    out.add_pem("keys/p384.pem", "PRIVATE KEY", &private(&Key::load("leaf_p384")));
}

/// PrivateKeyInfo.
fn private(key: &Key) -> Vec<u8> {
    let document = match key {
        Key::Rsa(key) => key.to_pkcs8_der(),
        Key::P256(key) => key.to_pkcs8_der(),
        Key::P384(key) => key.to_pkcs8_der(),
        Key::Gost(_) => panic!("no key file of these keys is written"),
    };
    document.expect("a private key").as_bytes().to_vec()
}

/// A key of the national algorithm that is only octets.
fn gost() -> Vec<u8> {
    let parameters = [der::oid("1.2.398.3.10.1.1.2.2.1"), der::oid("1.2.398.3.10.1.3.3")];
    let algorithm = der::sequence(&[der::oid("1.2.398.3.10.1.1.2.2"), der::sequence(&parameters)]);
    der::sequence(&[der::integer(0), algorithm, der::octets(&der::octets(&[0x3C; 64]))])
}

/// The same salt for the same word.
fn salt(word: &str, length: usize) -> Vec<u8> {
    Sha256::digest(format!("kz-eds salt {word}"))[..length].to_vec()
}

/// PFX (RFC 7292 4).
fn file(age: Age, word: &str, keys: &[&[u8]], certificates: &[&[u8]]) -> Vec<u8> {
    let keys: Vec<_> = keys.iter().map(|key| key_bag(age, word, key)).collect();
    let certificates: Vec<_> = certificates.iter().map(|der| certificate_bag(der)).collect();
    let plain = data(age, &der::sequence(&keys));
    let safe = age.wrap(0x30, &[plain, encrypted(age, word, &der::sequence(&certificates))].concat());
    let content = der::sequence(&[der::oid("1.2.840.113549.1.7.1"), der::context(0, &[der::octets(&safe)])]);
    der::sequence(&[der::integer(3), content, mac(age, word, &safe)])
}

impl Age {
    fn wrap(self, tag: u8, content: &[u8]) -> Vec<u8> {
        match self {
            Age::Legacy => [&[tag, 0x80], content, &[0, 0]].concat(),
            Age::Modern => der::tlv(tag, content),
        }
    }
}

/// ContentInfo of type data. Where lengths are indefinite, the octets come in two pieces.
fn data(age: Age, octets: &[u8]) -> Vec<u8> {
    let (first, rest) = octets.split_at(octets.len() / 2);
    let octets = match age {
        Age::Legacy => age.wrap(0x24, &[der::octets(first), der::octets(rest)].concat()),
        Age::Modern => der::octets(octets),
    };
    age.wrap(0x30, &[der::oid("1.2.840.113549.1.7.1"), age.wrap(0xA0, &octets)].concat())
}

/// ContentInfo of type encryptedData.
fn encrypted(age: Age, word: &str, bags: &[u8]) -> Vec<u8> {
    let salt = salt(word, 20);
    let (algorithm, octets) = match age {
        Age::Legacy => (old("1.2.840.113549.1.12.1.6", &salt), old_rc2_40(PASSWORD, &salt, ITERATIONS, bags)),
        Age::Modern => modern(word, bags),
    };
    let (first, rest) = octets.split_at(octets.len() / 2);
    let implicit = match age {
        Age::Legacy => age.wrap(0xA0, &[der::octets(first), der::octets(rest)].concat()),
        Age::Modern => der::context_primitive(0, &octets),
    };
    let inner = [der::oid("1.2.840.113549.1.7.1"), algorithm, implicit].concat();
    let whole = age.wrap(0x30, &[der::integer(0), age.wrap(0x30, &inner)].concat());
    age.wrap(0x30, &[der::oid("1.2.840.113549.1.7.6"), age.wrap(0xA0, &whole)].concat())
}

fn old(algorithm: &str, salt: &[u8]) -> Vec<u8> {
    let parameters = der::sequence(&[der::octets(salt), der::integer(ITERATIONS.into())]);
    der::sequence(&[der::oid(algorithm), parameters])
}

/// PBES2: its AlgorithmIdentifier and what it makes of the octets.
fn modern(word: &str, octets: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let iv = salt(&format!("{word} iv"), 16).try_into().expect("16 octets");
    let parameters =
        pbes2::Parameters::generate_pbkdf2_sha256_aes256cbc(2048, &salt(word, 16), iv).expect("parameters");
    let encrypted = parameters.encrypt(PASSWORD, octets).expect("encryption");
    let scheme = pkcs8::pkcs5::EncryptionScheme::from(parameters);
    (pkcs8::der::Encode::to_der(&scheme).expect("DER"), encrypted)
}

/// EncryptedPrivateKeyInfo.
fn shrouded_modern(word: &str, key: &[u8]) -> Vec<u8> {
    let (algorithm, octets) = modern(&format!("{word} key"), key);
    der::sequence(&[algorithm, der::octets(&octets)])
}

fn key_bag(age: Age, word: &str, key: &[u8]) -> Vec<u8> {
    let salt = salt(&format!("{word} key"), 20);
    let shrouded = match age {
        Age::Legacy => {
            let octets = old_3des(PASSWORD, &salt, ITERATIONS, key);
            der::sequence(&[old("1.2.840.113549.1.12.1.3", &salt), der::octets(&octets)])
        }
        Age::Modern => shrouded_modern(word, key),
    };
    let name = der::sequence(&[der::oid("1.2.840.113549.1.9.20"), der::set(&[der::bmp("test")])]);
    der::sequence(&[der::oid("1.2.840.113549.1.12.10.1.2"), der::context(0, &[shrouded]), der::set(&[name])])
}

fn certificate_bag(certificate: &[u8]) -> Vec<u8> {
    let value =
        der::sequence(&[der::oid("1.2.840.113549.1.9.22.1"), der::context(0, &[der::octets(certificate)])]);
    der::sequence(&[der::oid("1.2.840.113549.1.12.10.1.3"), der::context(0, &[value])])
}

/// MacData.
fn mac(age: Age, word: &str, content: &[u8]) -> Vec<u8> {
    let salt = salt(&format!("{word} mac"), 20);
    let (algorithm, octets) = match age {
        Age::Legacy => {
            let key = cipher::derive::<Sha1>(PASSWORD, &salt, ITERATIONS, 3, 20);
            let mac = Hmac::<Sha1>::new_from_slice(&key).expect("a key").chain_update(content);
            ("1.3.14.3.2.26", mac.finalize().into_bytes().to_vec())
        }
        Age::Modern => {
            let key = cipher::derive::<Sha256>(PASSWORD, &salt, ITERATIONS, 3, 32);
            let mac = Hmac::<Sha256>::new_from_slice(&key).expect("a key").chain_update(content);
            ("2.16.840.1.101.3.4.2.1", mac.finalize().into_bytes().to_vec())
        }
    };
    let info = der::sequence(&[der::sequence(&[der::oid(algorithm), der::null()]), der::octets(&octets)]);
    der::sequence(&[info, der::octets(&salt), der::integer(ITERATIONS.into())])
}
