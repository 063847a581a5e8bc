//! What this library signs, before `openssl cms -verify -cades`; key files that `openssl` writes, before this library.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use chrono::{DateTime, Utc};
use kz_eds::crypto::KeyKind;
use kz_eds::{
    Certificate, KeyFile, KeyFileError, LicenceSigner, Password, Placement, Policy, SigningKey,
    SigningOptions, Validator,
};

use crate::common;
use crate::tool::{AT, bundle, folder, openssl, seconds};

const LICENCE: &[u8] = b"%PDF-1.7\r\n a licence, not text\n\x00\xFF";
const PASSWORD: &str = "Test-1234";

fn testdata(name: &str) -> Vec<u8> {
    fs::read(common::testdata(name)).unwrap()
}

fn now() -> DateTime<Utc> {
    AT.parse().unwrap()
}

fn validator() -> Validator {
    Validator::new(common::trust(&[common::testdata("trust")], &[]), Policy::licence())
        .with_evidence(common::evidence(&[common::testdata("evidence")]))
}

fn signer(name: &str, options: SigningOptions) -> LicenceSigner<SigningKey> {
    // All holders with RSA keys have the same.
    let key = if name == "head_ec" { name } else { "head" };
    let key = KeyFile::open(&testdata(&format!("keys/{key}.pem")), None).unwrap().into_key();
    let certificate = Certificate::parse(&testdata(&format!("certificates/{name}.cer"))).unwrap();
    LicenceSigner::new(key, certificate).with_options(options)
}

fn apart() -> SigningOptions {
    SigningOptions { placement: Placement::Detached, ..SigningOptions::default() }
}

/// A message by its name, and the content where it lies beside it.
type Signed = (&'static str, Vec<u8>, Option<&'static [u8]>);

fn messages() -> Vec<Signed> {
    let (validator, at) = (validator(), now());
    let sign = |name, options| signer(name, options).sign(LICENCE, &validator, at).unwrap();
    let cosign = |name, message: &[u8], content| {
        signer(name, SigningOptions::default()).cosign(message, content, &validator, at).unwrap()
    };
    let chain = vec![Certificate::parse(&testdata("trust/nca_rsa.cer")).unwrap()];
    let (rsa, ec) = (sign("head", SigningOptions::default()), sign("head_ec", SigningOptions::default()));
    let (rsa_apart, ec_apart) = (sign("head", apart()), sign("head_ec", apart()));
    let empty = signer("head_ec", SigningOptions::default()).sign(b"", &validator, at).unwrap();
    let three = cosign("right_to_sign", &cosign("head_ec", &rsa, None), None);
    let three_apart = cosign("right_to_sign", &cosign("head", &ec_apart, Some(LICENCE)), Some(LICENCE));
    let streamed = testdata("archive/messages/ber_chunked.cms");
    vec![
        ("three", three, None),
        ("three-apart", three_apart, Some(LICENCE)),
        ("empty", empty, None),
        ("both", cosign("head_ec", &rsa, None), None),
        ("both-apart", cosign("head", &ec_apart, Some(LICENCE)), Some(LICENCE)),
        ("beside-streamed", cosign("head", &streamed, None), None),
        ("chain", sign("head", SigningOptions { chain, ..SigningOptions::default() }), None),
        ("rsa", rsa, None),
        ("ec", ec, None),
        ("rsa-apart", rsa_apart, Some(LICENCE)),
        ("ec-apart", ec_apart, Some(LICENCE)),
    ]
}

/// Beside those who signed it.
pub fn cosigned(message: &[u8], content: Option<&[u8]>) -> Vec<u8> {
    let signer = signer("head_ec", SigningOptions::default());
    signer.cosign(message, content, &validator(), now()).unwrap()
}

/// The authorities of the test material, in one file in this folder.
fn authorities(folder: &Path) -> PathBuf {
    let path = folder.join("authorities.pem");
    fs::write(&path, bundle(&common::files(&common::testdata("trust")), "CERTIFICATE")).unwrap();
    path
}

/// What the command says, and what content it hands out.
pub fn accepted(
    folder: &Path,
    name: &str,
    message: &[u8],
    content: Option<&[u8]>,
) -> Result<Vec<u8>, String> {
    let path = |end: &str| folder.join(format!("{name}.{end}"));
    fs::write(path("cms"), message).unwrap();
    let mut command = openssl("cms");
    command.args(["-verify", "-cades", "-binary", "-inform", "DER", "-purpose", "any"]);
    command.arg("-in").arg(path("cms")).arg("-out").arg(path("out"));
    command.arg("-CAfile").arg(authorities(folder));
    command.args(["-attime", &seconds(now())]);
    if let Some(content) = content {
        fs::write(path("content"), content).unwrap();
        command.arg("-content").arg(path("content"));
    }
    let output = command.output().unwrap();
    match output.status.success() {
        true => Ok(fs::read(path("out")).unwrap()),
        false => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
    }
}

pub fn are_accepted() {
    let folder = folder("openssl-licences");
    for (name, message, content) in messages() {
        let signed = match name {
            "beside-streamed" => testdata("archive/contents/form.json"),
            "empty" => vec![],
            _ => LICENCE.to_vec(),
        };
        assert_eq!(accepted(&folder, name, &message, content), Ok(signed), "{name}");
        // The command does look: the last octet is a signature's.
        let mut changed = message;
        *changed.last_mut().unwrap() ^= 1;
        assert!(accepted(&folder, name, &changed, content).is_err(), "{name}");
    }
}

/// A key file, and how `openssl` made it.
struct Made {
    name: String,
    bytes: Vec<u8>,
    kind: KeyKind,
    certificates: usize,
}

fn run(command: &mut Command, out: &Path) -> Vec<u8> {
    let output = command.arg("-out").arg(out).output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    fs::read(out).unwrap()
}

/// `openssl pkcs12 -export`, the ways that matter.
const EXPORTS: &[&[&str]] = &[
    &[],
    &["-legacy"],
    &["-legacy", "-iter", "1024"],
    &["-legacy", "-certpbe", "PBE-SHA1-RC2-40", "-keypbe", "PBE-SHA1-3DES", "-iter", "1", "-noiter"],
    &["-legacy", "-descert"],
    &["-keypbe", "AES-128-CBC", "-certpbe", "AES-192-CBC", "-macalg", "sha384"],
    &["-keypbe", "AES-256-CBC", "-certpbe", "NONE", "-macalg", "sha512"],
    &["-keypbe", "NONE", "-certpbe", "NONE"],
    &["-nomac"],
];

/// `openssl pkcs8 -topk8`, the ways that matter.
const TO_PKCS8: &[&[&str]] = &[
    &["-nocrypt"],
    &["-v2", "aes-256-cbc"],
    &["-v2", "aes-128-cbc", "-v2prf", "hmacWithSHA1"],
    &["-v2", "aes-192-cbc", "-v2prf", "hmacWithSHA224"],
    &["-v2", "aes-256-cbc", "-v2prf", "hmacWithSHA384"],
    &["-v2", "aes-256-cbc", "-v2prf", "hmacWithSHA512", "-outform", "DER"],
    &["-v2", "des3"],
    &["-scrypt"],
];

fn made(folder: &Path) -> Vec<Made> {
    let mut made = Vec::new();
    for (name, kind) in [("head", KeyKind::Rsa), ("head_ec", KeyKind::P256)] {
        let key = common::testdata(&format!("keys/{name}.pem"));
        let certificate = folder.join(format!("{name}.cert.pem"));
        let file: PathBuf = common::testdata(&format!("certificates/{name}.cer"));
        fs::write(&certificate, bundle([&file], "CERTIFICATE")).unwrap();
        let mut add = |command: &mut Command, label: String, certificates| {
            let bytes = run(command, &folder.join(format!("{}-{}", made.len(), name)));
            made.push(Made { name: label, bytes, kind, certificates });
        };
        for arguments in EXPORTS {
            let mut command = openssl("pkcs12");
            command.arg("-export").arg("-inkey").arg(&key).arg("-in").arg(&certificate);
            command.args(["-passout", &format!("pass:{PASSWORD}")]).args(*arguments);
            add(&mut command, format!("{name} pkcs12 {arguments:?}"), 1);
        }
        for arguments in TO_PKCS8 {
            let mut command = openssl("pkcs8");
            command.arg("-topk8").arg("-in").arg(&key);
            command.args(["-passout", &format!("pass:{PASSWORD}")]).args(*arguments);
            add(&mut command, format!("{name} pkcs8 {arguments:?}"), 0);
        }
    }
    made
}

pub fn keys_open() {
    let folder = folder("openssl-keys");
    let all = made(&folder);
    assert_eq!(all.len(), 2 * (EXPORTS.len() + TO_PKCS8.len()));
    for Made { name, bytes, kind, certificates } in &all {
        let file = KeyFile::open(bytes, Some(&Password::new(PASSWORD)));
        let file = file.unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!((file.key().kind(), file.certificates().len()), (*kind, *certificates), "{name}");
        assert_eq!(file.certificate().is_some(), *certificates == 1, "{name}");
        let wrong = KeyFile::open(bytes, Some(&Password::new("another")));
        let expected = if name.contains("nocrypt") { None } else { Some(KeyFileError::WrongPassword) };
        assert_eq!(wrong.err(), expected, "{name}");
    }
}

/// Passwords in Cyrillic are BMPStrings in one place of a file and UTF-8 in another.
pub fn national_passwords_open() {
    let folder = folder("openssl-passwords");
    let (key, certificate) = (common::testdata("keys/head_ec.pem"), folder.join("head_ec.pem"));
    fs::write(&certificate, bundle([&common::testdata("certificates/head_ec.cer")], "CERTIFICATE")).unwrap();
    for (place, arguments) in [&[][..], &["-legacy"]].into_iter().enumerate() {
        for password in ["Құпия-1234", ""] {
            let mut command = openssl("pkcs12");
            command
                .env("LC_ALL", "C.UTF-8")
                .arg("-export")
                .arg("-inkey")
                .arg(&key)
                .arg("-in")
                .arg(&certificate);
            command.args(["-passout", &format!("pass:{password}")]).args(arguments);
            let bytes = run(&mut command, &folder.join(format!("{place}.p12")));
            let file = KeyFile::open(&bytes, Some(&Password::new(password)));
            assert!(file.is_ok_and(|file| file.certificate().is_some()), "{password} {arguments:?}");
        }
    }
}
