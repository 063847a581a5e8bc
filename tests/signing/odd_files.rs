//! Key files that nobody issues, made octet by octet: what bounds them, and what is said of what is not known.

use kz_eds::{ErrorKind, KeyFile, KeyFileError, Password};
use kz_eds_testdata::der;

use super::read;

const DATA: &str = "1.2.840.113549.1.7.1";
const KEY_BAG: &str = "1.2.840.113549.1.12.10.1.1";
const SHROUDED: &str = "1.2.840.113549.1.12.10.1.2";

fn content_info(kind: &str, content: &[u8]) -> Vec<u8> {
    der::sequence(&[der::oid(kind), der::context(0, &[content])])
}

fn data(octets: &[u8]) -> Vec<u8> {
    content_info(DATA, &der::octets(octets))
}

/// A PFX without a MAC around these ContentInfos.
fn pfx(safes: &[Vec<u8>]) -> Vec<u8> {
    der::sequence(&[der::integer(3), data(&der::sequence(safes))])
}

fn bag(kind: &str, value: &[u8]) -> Vec<u8> {
    der::sequence(&[der::oid(kind), der::context(0, &[value])])
}

/// One part with these bags.
fn bags(bags: &[Vec<u8>]) -> Vec<u8> {
    pfx(&[data(&der::sequence(bags))])
}

fn key() -> Vec<u8> {
    kz_eds::decode(&read("keys/head_ec.pem")).unwrap().remove(0)
}

fn algorithm(dotted: &str, parameters: &[u8]) -> Vec<u8> {
    der::sequence(&[der::oid(dotted), parameters.to_vec()])
}

fn said(file: &[u8]) -> String {
    match KeyFile::open(file, Some(&Password::new("x"))) {
        Ok(file) => format!("{:?}", file.key().kind()),
        Err(KeyFileError::Damaged(error)) => format!("{:?}", error.kind()),
        Err(KeyFileError::Unsupported(unsupported)) => unsupported.oid().to_string(),
        Err(other) => format!("{other:?}"),
    }
}

#[test]
fn a_file_without_a_mac_opens() {
    assert_eq!(said(&bags(&[bag(KEY_BAG, &key())])), "P256");
    assert_eq!(said(&pfx(&[])), "KeyMissing");
}

#[test]
fn what_is_not_known_is_named() {
    let signed =
        der::sequence(&[der::integer(3), content_info("1.2.840.113549.1.7.2", &der::sequence(&[key()]))]);
    assert_eq!(said(&signed), "1.2.840.113549.1.7.2");
    assert_eq!(said(&pfx(&[content_info("1.2.840.113549.1.7.3", &der::null())])), "1.2.840.113549.1.7.3");

    let rc4 = algorithm("1.2.840.113549.1.12.1.1", &der::null());
    let shrouded = der::sequence(&[rc4, der::octets(&[7; 16])]);
    assert_eq!(said(&bags(&[bag(SHROUDED, &shrouded)])), "1.2.840.113549.1.12.1.1");
    // In a file of its own only PBES2 is known.
    let old = algorithm("1.2.840.113549.1.12.1.3", &der::null());
    assert_eq!(said(&der::sequence(&[old, der::octets(&[7; 16])])), "1.2.840.113549.1.12.1.3");

    let pbmac1 = der::sequence(&[algorithm("1.2.840.113549.1.5.14", &der::null()), der::octets(&[7; 20])]);
    let mac = der::sequence(&[pbmac1, der::octets(&[7; 8])]);
    let file = der::sequence(&[der::integer(3), data(&der::sequence::<Vec<u8>>(&[])), mac]);
    assert_eq!(said(&file), "1.2.840.113549.1.5.14");
}

/// Bags of other kinds, attributes and certificates of other forms are passed over.
#[test]
fn what_is_not_asked_for_is_passed_over() {
    let secret = bag("1.2.840.113549.1.12.10.1.5", &der::sequence(&[der::octets(b"secret")]));
    let sdsi =
        der::sequence(&[der::oid("1.2.840.113549.1.9.22.2"), der::context(0, &[der::octets(b"SDSI")])]);
    let sdsi = bag("1.2.840.113549.1.12.10.1.3", &sdsi);
    assert_eq!(said(&bags(&[secret, sdsi, bag(KEY_BAG, &key())])), "P256");
}

const PBES2: &str = "1.2.840.113549.1.5.13";
const PBKDF2: &str = "1.2.840.113549.1.5.12";
const SCRYPT: &str = "1.3.6.1.4.1.11591.4.11";
const AES_256: &str = "2.16.840.1.101.3.4.1.42";

/// An encrypted key in a file of its own, by this derivation and this cipher.
fn by_pbes2(derivation: &[u8], cipher: &[u8], encrypted: &[u8]) -> String {
    let parameters = der::sequence(&[derivation, cipher]);
    said(&der::sequence(&[algorithm(PBES2, &parameters), der::octets(encrypted)]))
}

fn aes() -> Vec<u8> {
    algorithm(AES_256, &der::octets(&[7; 16]))
}

fn pbkdf2(fields: &[Vec<u8>]) -> Vec<u8> {
    algorithm(PBKDF2, &der::sequence(&[&[der::octets(&[7; 8])], fields].concat()))
}

fn scrypt(numbers: &[u64]) -> Vec<u8> {
    let numbers: Vec<_> = numbers.iter().map(|number| der::integer(*number)).collect();
    algorithm(SCRYPT, &der::sequence(&[&[der::octets(&[7; 8])], &numbers[..]].concat()))
}

#[test]
fn parameters_of_pbes2_are_read_to_the_end() {
    let one = pbkdf2(&[der::integer(1)]);
    let ask = |derivation: &[u8]| by_pbes2(derivation, &aes(), &[7; 32]);
    // Good parameters, and nonsense encrypted by them.
    assert_eq!(ask(&one), "WrongPassword");
    assert_eq!(ask(&pbkdf2(&[der::integer(1), der::integer(32)])), "WrongPassword");
    assert_eq!(ask(&scrypt(&[2, 1, 1])), "WrongPassword");
    assert_eq!(ask(&scrypt(&[2, 1, 1, 32])), "WrongPassword");
    for bad in [
        pbkdf2(&[]),
        pbkdf2(&[der::integer(0)]),
        pbkdf2(&[der::integer(1), der::integer(16)]),
        pbkdf2(&[der::integer(1), algorithm("1.2.840.113549.2.9", &der::null()), der::null()]),
        algorithm(PBKDF2, &[]),
        scrypt(&[2, 1]),
        scrypt(&[1, 1, 1]),
        scrypt(&[3, 1, 1]),
        scrypt(&[2, 0, 1]),
        scrypt(&[2, 1, 0]),
        scrypt(&[2, 1, 1, 16]),
    ] {
        assert!(["Malformed", "TrailingData"].contains(&ask(&bad).as_str()), "{bad:?}");
    }
    let trailing = der::sequence(&[one.clone(), aes(), der::null()]);
    let file = der::sequence(&[algorithm(PBES2, &trailing), der::octets(&[7; 32])]);
    assert_eq!(said(&file), "TrailingData");
    let odd = algorithm(PBES2, &der::sequence(&[der::null()]));
    assert_eq!(said(&der::sequence(&[odd, der::octets(&[7; 16])])), "Malformed");
    // The initialisation vector is a block.
    for iv in [der::octets(&[7; 8]), der::null(), vec![]] {
        assert_eq!(by_pbes2(&one, &algorithm(AES_256, &iv), &[7; 32]), "Malformed");
    }
}

#[test]
fn what_pbes2_does_not_know_is_named() {
    let argon2 = algorithm("1.3.6.1.4.1.11591.4.12", &der::null());
    assert_eq!(by_pbes2(&argon2, &aes(), &[7; 32]), "1.3.6.1.4.1.11591.4.12");
    let rc5 = algorithm("1.2.840.113549.3.9", &der::null());
    assert_eq!(by_pbes2(&pbkdf2(&[der::integer(1)]), &rc5, &[7; 32]), "1.2.840.113549.3.9");
    let prf = algorithm("1.2.840.113549.2.12", &der::null());
    assert_eq!(by_pbes2(&pbkdf2(&[der::integer(1), prf]), &aes(), &[7; 32]), "1.2.840.113549.2.12");
}

/// No password opens what is not whole blocks: that is damage.
#[test]
fn what_is_cut_short_is_damaged() {
    let old = |kind: &str, encrypted: &[u8]| {
        let parameters = der::sequence(&[der::octets(&[7; 8]), der::integer(1)]);
        let shrouded = der::sequence(&[algorithm(kind, &parameters), der::octets(encrypted)]);
        said(&bags(&[bag(SHROUDED, &shrouded)]))
    };
    for kind in ["1.2.840.113549.1.12.1.3", "1.2.840.113549.1.12.1.6"] {
        assert_eq!(old(kind, &[7; 16]), "WrongPassword");
        assert_eq!((old(kind, &[7; 15]), old(kind, &[])), ("Malformed".into(), "Malformed".into()));
    }
    for cut in [&[7; 31][..], &[]] {
        assert_eq!(by_pbes2(&pbkdf2(&[der::integer(1)]), &aes(), cut), "Malformed");
    }
}

/// One wrong password in 256 gives a padding that is none the worse for it: what it gives are no bags.
#[test]
fn nonsense_in_place_of_bags_is_a_wrong_password() {
    let cipher = algorithm(PBES2, &der::sequence(&[pbkdf2(&[der::integer(1)]), aes()]));
    for number in 0..1_500u16 {
        let encrypted = der::context_primitive(0, &number.to_be_bytes().repeat(8));
        let encrypted = der::sequence(&[der::oid(DATA), cipher.clone(), encrypted]);
        let encrypted = der::sequence(&[der::integer(0), encrypted]);
        let file = pfx(&[content_info("1.2.840.113549.1.7.6", &encrypted)]);
        assert_eq!(said(&file), "WrongPassword", "{number}");
    }
}

/// One derivation may not take more memory than another.
#[test]
fn scrypt_is_bounded() {
    for greedy in [[1 << 20, 8, 1], [2, 1, 1 << 21], [1 << 14, 8, 1 << 10], [1 << 31, 1, 1]] {
        assert_eq!(by_pbes2(&scrypt(&greedy), &aes(), &[7; 32]), "LimitExceeded", "{greedy:?}");
    }
    assert_eq!(by_pbes2(&pbkdf2(&[der::integer(4_000_001)]), &aes(), &[7; 32]), "LimitExceeded");
}

/// Nobody reads on after a second key, however many there are.
#[test]
fn a_second_key_is_the_last_that_is_read() {
    let broken = bag(KEY_BAG, &der::sequence(&[der::integer(0)]));
    let (one, other) = (bag(KEY_BAG, &key()), bag(KEY_BAG, &key()));
    assert_eq!(said(&bags(&[one.clone(), broken.clone()])), "Malformed");
    assert_eq!(said(&bags(&[one.clone(), other, broken])), "SeveralKeys");
    assert_eq!(
        said(&pfx(&[data(&der::sequence(std::slice::from_ref(&one))), data(&der::sequence(&[one]))])),
        "SeveralKeys"
    );
}

#[test]
fn size_and_number_are_bounded() {
    let secret = bag("1.2.840.113549.1.12.10.1.5", &der::null());
    let many = |count| {
        let mut all = vec![secret.clone(); count];
        all.push(bag(KEY_BAG, &key()));
        all
    };
    assert_eq!(said(&bags(&many(63))), "P256");
    assert_eq!(said(&bags(&many(64))), "LimitExceeded");
    let empty = data(&der::sequence::<Vec<u8>>(&[]));
    assert_eq!(said(&pfx(&vec![empty.clone(); 64])), "KeyMissing");
    assert_eq!(said(&pfx(&vec![empty; 65])), "LimitExceeded");

    let padded = |octets: usize| {
        let algorithm = algorithm("1.2.840.113549.1.1.1", &der::null());
        der::sequence(&[der::integer(0), algorithm, der::octets(&vec![0; octets])])
    };
    assert_eq!(padded(6_000 - 26).len(), 6_000);
    assert_eq!(said(&padded(6_000 - 26)), "Malformed");
    assert_eq!(said(&padded(6_000 - 25)), "LimitExceeded");
}

#[test]
fn nothing_follows_and_nothing_is_left_out() {
    let good = bags(&[bag(KEY_BAG, &key())]);
    assert_eq!(said(&[&good[..], &[5, 0]].concat()), "TrailingData");
    let inside = der::sequence(&[data(&[der::sequence(&[bag(KEY_BAG, &key())]), der::null()].concat())]);
    assert_eq!(said(&der::sequence(&[der::integer(3), data(&inside)])), "TrailingData");
    assert_eq!(
        said(&der::sequence(&[der::integer(2), data(&inside)])),
        format!("{:?}", ErrorKind::Malformed)
    );
}

/// Whoever wrote the file does not decide how long the reader works.
#[test]
fn iterations_are_bounded_and_not_none() {
    let greedy = |iterations| {
        let parameters = der::sequence(&[der::octets(&[7; 8]), der::integer(iterations)]);
        let old = algorithm("1.2.840.113549.1.12.1.3", &parameters);
        bag(SHROUDED, &der::sequence(&[old, der::octets(&[7; 16])]))
    };
    assert_eq!(said(&bags(&[greedy(4_000_001)])), "LimitExceeded");
    assert_eq!(said(&bags(&[greedy(0)])), "Malformed");
    assert_eq!(said(&bags(&[greedy(2)])), "WrongPassword");
}
