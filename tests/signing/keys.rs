//! Key files: every form opens, and what does not says why.

use der::Decode;
use der::asn1::AnyRef;
use kz_eds::crypto::KeyKind;
use kz_eds::{Certificate, ErrorKind, KeyFile, KeyFileError, Password, Signer};

use super::{PASSWORD, head, head_ec, now, read, validator};

fn open(name: &str, password: Option<&str>) -> Result<KeyFile, KeyFileError> {
    KeyFile::open(&read(&format!("keys/{name}")), password.map(Password::new).as_ref())
}

#[test]
fn every_form_opens() {
    for (name, kind, certificates, own) in [
        ("head_legacy.p12", KeyKind::Rsa, 2, Some("head")),
        ("head_modern.p12", KeyKind::Rsa, 2, Some("head")),
        ("head_ec_legacy.p12", KeyKind::P256, 1, Some("head_ec")),
        ("head_ec_modern.p12", KeyKind::P256, 1, Some("head_ec")),
        ("other_certificate.p12", KeyKind::P256, 1, None),
        ("head.pem", KeyKind::Rsa, 0, None),
        ("head_ec.pem", KeyKind::P256, 0, None),
        ("head_encrypted.pem", KeyKind::Rsa, 0, None),
        ("head_ec_encrypted.der", KeyKind::P256, 0, None),
    ] {
        let file = open(name, Some(PASSWORD)).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!((file.key().kind(), file.certificates().len()), (kind, certificates), "{name}");
        assert_eq!(file.certificate(), own.map(super::certificate).as_ref(), "{name}");
    }
    // A plain file needs no password.
    assert!(open("head.pem", None).is_ok());
}

#[test]
fn a_pem_file_may_hold_the_certificate_as_well() {
    let employee = String::from_utf8(read("certificates/employee.pem")).unwrap();
    let both = String::from_utf8(read("keys/head.pem")).unwrap() + &employee;
    let file = KeyFile::open(both.as_bytes(), None).unwrap();
    assert_eq!(file.certificate(), Some(&Certificate::parse(employee.as_bytes()).unwrap()));
}

#[test]
fn what_does_not_open_says_why() {
    let gost = "1.2.398.3.10.1.1.2.2";
    for name in ["head_legacy.p12", "head_modern.p12", "head_encrypted.pem", "head_ec_encrypted.der"] {
        for wrong in ["test-1234", "", "Test-12345", "Тест-1234"] {
            assert_eq!(open(name, Some(wrong)).unwrap_err(), KeyFileError::WrongPassword, "{name} {wrong}");
        }
        assert_eq!(open(name, None).unwrap_err(), KeyFileError::PasswordNeeded, "{name}");
    }
    assert_eq!(open("without_key.p12", Some(PASSWORD)).unwrap_err(), KeyFileError::KeyMissing);
    assert_eq!(open("two_keys.p12", Some(PASSWORD)).unwrap_err(), KeyFileError::SeveralKeys);
    for (name, oid) in [("gost.p12", gost), ("p384.pem", "1.3.132.0.34")] {
        match open(name, Some(PASSWORD)) {
            Err(KeyFileError::Unsupported(unsupported)) => assert_eq!(unsupported.oid().to_string(), oid),
            other => panic!("{name}: {other:?}"),
        }
    }
    let certificate = KeyFile::open(&read("certificates/head.cer"), None);
    assert_eq!(certificate.unwrap_err(), KeyFileError::KeyMissing);
}

/// One wrong password in 256 gives a padding that is none the worse for it, and nonsense before it.
#[test]
fn nonsense_from_a_wrong_password_is_a_wrong_password() {
    let file = read("keys/head_ec_encrypted.der");
    for number in 0..1_500 {
        let opened = KeyFile::open(&file, Some(&Password::new(format!("wrong {number}"))));
        assert_eq!(opened.unwrap_err(), KeyFileError::WrongPassword, "{number}");
    }
}

/// The MAC says nothing here, as there is none: nonsense in bags and in a key is the password's fault as well.
#[test]
fn nonsense_without_a_mac_is_a_wrong_password() {
    let file = read("keys/head_ec_modern.p12");
    let (mut rest, mut parts) = (AnyRef::from_der(&file).unwrap().value(), Vec::new());
    while !rest.is_empty() {
        let (_, after) = AnyRef::from_der_partial(rest).unwrap();
        parts.push(&rest[..rest.len() - after.len()]);
        rest = after;
    }
    assert_eq!(parts.len(), 3, "version, content, MAC");
    let file = kz_eds_testdata::der::sequence(&parts[..2]);
    assert!(KeyFile::open(&file, Some(&Password::new(PASSWORD))).is_ok());
    for number in 0..1_500 {
        let opened = KeyFile::open(&file, Some(&Password::new(format!("wrong {number}"))));
        assert_eq!(opened.unwrap_err(), KeyFileError::WrongPassword, "{number}");
    }
}

/// A certificate that cannot be read is no encrypted key, though it begins as one.
#[test]
fn a_damaged_certificate_needs_no_password() {
    let mut der = read("certificates/head.cer");
    let last = der.len() - 300;
    der.truncate(last);
    der[2..4].copy_from_slice(&u16::try_from(last - 4).unwrap().to_be_bytes());
    let opened = KeyFile::open(&der, None);
    assert!(matches!(opened, Err(KeyFileError::Damaged(_))), "{opened:?}");
}

fn damage(bytes: &[u8]) -> ErrorKind {
    match KeyFile::open(bytes, Some(&Password::new(PASSWORD))) {
        Err(KeyFileError::Damaged(error)) => error.kind(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn damaged_files_are_told_from_wrong_passwords() {
    let file = read("keys/head_legacy.p12");
    assert_eq!(damage(b""), ErrorKind::Encoding);
    assert_eq!(damage(b"-----BEGIN PRIVATE KEY-----"), ErrorKind::Encoding);
    assert_eq!(damage(&file[..file.len() - 1]), ErrorKind::Malformed);
    assert_eq!(damage(&[&file[..], &[0]].concat()), ErrorKind::TrailingData);
    let key = read("keys/head_ec.pem");
    let after = |comment: usize| [&vec![b'#'; comment][..], b"\n", &key].concat();
    assert!(KeyFile::open(&after(1 << 19), None).is_ok());
    assert_eq!(damage(&after(1 << 20)), ErrorKind::LimitExceeded);
    assert_eq!(damage(&[0x30, 3, 2, 1, 0]), ErrorKind::Malformed);
}

/// The MAC vouches for everything; what it does not cover is form.
#[test]
fn a_p12_damaged_in_any_octet_does_not_open() {
    for name in ["head_ec_legacy.p12", "head_ec_modern.p12"] {
        let mut file = read(&format!("keys/{name}"));
        for octet in 0..file.len() {
            for change in [1 << (octet % 8), 0xFF] {
                file[octet] ^= change;
                assert!(KeyFile::open(&file, Some(&Password::new(PASSWORD))).is_err(), "{name} {octet}");
                file[octet] ^= change;
            }
            assert!(KeyFile::open(&file[..octet], Some(&Password::new(PASSWORD))).is_err(), "{name} {octet}");
        }
        assert!(KeyFile::open(&file, Some(&Password::new(PASSWORD))).is_ok());
    }
}

/// Nothing vouches for a key in PKCS #8, plain or encrypted, but that its parts fit together. What is not needed may be
/// damaged: the same key comes out, or none.
#[test]
fn a_key_damaged_in_any_octet_opens_as_itself_or_not_at_all() {
    let password = Password::new(PASSWORD);
    for (name, signer, redundant) in [
        ("keys/head.pem", head(), 400),
        ("keys/head_ec.pem", head_ec(), 0),
        ("keys/head_encrypted.pem", head(), 400),
        ("keys/head_ec_encrypted.der", head_ec(), 0),
    ] {
        let prepared = signer.prepare(b"content", &validator(), now()).unwrap();
        let mut der = kz_eds::decode(&read(name)).unwrap().remove(0);
        let whole = KeyFile::open(&der, Some(&password)).unwrap().key().sign(&prepared).unwrap();
        let mut opened = 0;
        for octet in 0..der.len() {
            der[octet] ^= 1 << (octet % 8);
            if let Ok(file) = KeyFile::open(&der, Some(&password)) {
                opened += 1;
                assert_eq!(file.key().sign(&prepared).ok(), Some(whole.clone()), "{name} {octet}");
            }
            der[octet] ^= 1 << (octet % 8);
        }
        assert!(opened <= redundant, "{name}: {opened}");
    }
}

/// Whoever wrote the file does not decide how long the reader works.
#[test]
fn work_is_bounded() {
    let mut file = read("keys/head_legacy.p12");
    // The MAC's iterations, the last element: 1024 becomes 67 million, with the lengths around it.
    assert_eq!(file[file.len() - 4..], [2, 2, 4, 0]);
    file.truncate(file.len() - 4);
    file.extend([2, 4, 4, 0, 0, 0]);
    file[3] += 2;
    let mac = file.len() - 6 - 2 - 20 - 2 - 33 - 2;
    assert_eq!(file[mac..mac + 2], [0x30, 61]);
    file[mac + 1] += 2;
    assert_eq!(damage(&file), ErrorKind::LimitExceeded);

    // PBKDF2's iterations, 2048 as in the file, become three octets in place of two of them and one of the salt's.
    let der = kz_eds::decode(&read("keys/head_encrypted.pem")).unwrap().remove(0);
    let place = der.windows(4).position(|window| window == [2, 2, 8, 0]).unwrap();
    let mut greedy = der.clone();
    // One octet of the salt before goes; its length is two octets before its 16.
    assert_eq!(greedy[place - 18..place - 16], [4, 16]);
    greedy[place - 17] = 14;
    greedy.drain(place - 2..place);
    greedy.splice(place - 2..place + 2, [2, 4, 0x7F, 0, 0, 0]);
    assert_eq!(greedy.len(), der.len());
    assert_eq!(damage(&greedy), ErrorKind::LimitExceeded);
}
