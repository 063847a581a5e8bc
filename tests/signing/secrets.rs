//! Nothing that is shown or said has a secret in it (NFR-1).

use kz_eds::{KeyFile, Password, SigningKey};

use super::{PASSWORD, head, now, open, read, validator};

fn shown(key: &SigningKey) -> String {
    format!("{key:?} {key:#?}")
}

#[test]
fn nothing_shows_a_key_or_a_password() {
    let password = Password::new(PASSWORD);
    let file = open("head_legacy.p12");
    let signer = head().expects(super::licensor(super::BIN));
    let prepared = signer.prepare(b"secret content", &validator(), now()).unwrap();
    let texts = [
        format!("{password:?} {password:#?}"),
        format!("{file:?} {file:#?} {signer:?} {prepared:?} {prepared:#?}"),
        shown(&open("head_ec.pem").into_key()),
    ]
    .concat();
    assert!(texts.contains("Password") && texts.contains("SigningKey(Rsa)"), "{texts}");
    let holder = String::from_utf8_lossy(&read("certificates/head.cer")).contains("260140000015");
    assert!(holder && !texts.contains("260140000015"));
    for secret in [PASSWORD, "secret content"] {
        assert!(!texts.contains(secret), "{texts}");
    }
    // No run of digits as long as part of a key, in whatever base.
    let digits = texts.split(|letter: char| !letter.is_ascii_hexdigit()).map(str::len).max().unwrap();
    assert!(digits <= 64, "nothing longer than a certificate's fingerprint: {texts}");
    assert!(!texts.contains(", 1") && !texts.contains("[0") && !texts.contains("[1"), "no octets: {texts}");
}

#[test]
fn errors_repeat_nothing() {
    let wrong = Password::new("not the pass-phrase");
    for name in ["head_legacy.p12", "head_modern.p12", "head_encrypted.pem", "without_key.p12", "gost.p12"] {
        let error = KeyFile::open(&read(&format!("keys/{name}")), Some(&wrong)).unwrap_err();
        let text = format!("{error} {error:?}");
        assert!(!text.contains("pass-phrase") && !text.contains(PASSWORD), "{text}");
    }
    let other = super::LicenceSigner::new(super::ec(), super::certificate("revoked"));
    let error = other.sign(b"secret content", &validator(), now()).unwrap_err();
    let text = format!("{error} {error:?}");
    assert!(text.contains("certificate-revoked") && !text.contains("secret content"), "{text}");
}
