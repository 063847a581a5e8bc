//! Tokens.

use std::sync::LazyLock;

use kz_eds_testdata::authority::{Authority, Draft};
use kz_eds_testdata::cms::Message;
use kz_eds_testdata::digest::Digest;
use kz_eds_testdata::extension::Extension;
use kz_eds_testdata::keys::Key;
use kz_eds_testdata::timestamp::{self, Info, Stamper, accuracy, directory_name};
use kz_eds_testdata::{der, name, oids};

use super::*;
use crate::crypto::{AlgorithmError, DigestAlgorithm, RustCrypto};
use crate::finding::Fingerprint;
use crate::limits;

const OCTETS: &[u8] = b"a signature";

static STAMPER: LazyLock<Stamper> = LazyLock::new(|| {
    let ca: Authority = Draft::with_key("ca", Key::of_word("ca"), &name::authority("CA")).self_signed();
    Stamper::new(&ca, "tsa", Key::of_word("tsa"))
});

fn good() -> Info {
    Info::over(OCTETS)
}

fn of(info: &Info) -> Vec<u8> {
    timestamp::token(&STAMPER.holder(), info).encode()
}

/// A token around these octets in the place of TSTInfo.
fn around(info: &[u8]) -> Vec<u8> {
    let holder = STAMPER.holder();
    timestamp::token_by(&holder, info, timestamp::signer(&holder, info)).encode()
}

fn refusal(bytes: &[u8]) -> Option<ErrorKind> {
    TimeStampToken::parse(bytes).err().map(|error| error.kind())
}

fn with(change: impl FnOnce(&mut Info)) -> Option<ErrorKind> {
    refusal(&of(&good().edit(change)))
}

fn extension(critical: bool) -> Extension {
    Extension { oid: oids::UNKNOWN, critical, value: der::null() }
}

#[test]
fn every_field_is_read() {
    let bytes = testdata("every_field.tst");
    let token = TimeStampToken::parse(&bytes).unwrap();
    assert_eq!(token.policy().to_string(), oids::POLICY_STAMPS);
    assert_eq!(token.serial_number().len(), 20);
    assert_eq!(token.nonce(), Some(&[0x01, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF][..]));
    assert!(token.ordering() && token.unknown_critical().is_empty());
    assert_eq!(token.tsa_name().unwrap().to_string(), "C=KZ,CN=УАҚЫТ БЕЛГІСІ ҚЫЗМЕТІ TEST");
    assert_eq!(token.accuracy().unwrap().num_microseconds(), Some(1_500_250));
    assert_eq!(token.message().certificates().len(), 1);
    assert_eq!(token.signer().signature(), token.message().signers().next().unwrap().signature());
    assert_eq!(token.fingerprint(), Fingerprint::of(&bytes));
    assert!(!format!("{token:?}").contains("УАҚЫТ"));
}

#[test]
fn what_is_left_out_is_absent() {
    let bytes = of(&good().edit(|info| info.accuracy = None));
    let token = TimeStampToken::parse(&bytes).unwrap();
    assert_eq!((token.accuracy(), token.nonce(), token.tsa()), (None, None, None));
    assert!(!token.ordering() && token.tsa_name().is_none());
    assert_eq!(token.latest_time(), token.gen_time());
}

#[test]
fn a_token_is_der_or_text_and_nothing_follows() {
    use base64::Engine;
    let bytes = of(&good());
    let text = base64::engine::general_purpose::STANDARD.encode(&bytes);
    let pem = format!("-----BEGIN CMS-----\n{text}\n-----END CMS-----\n");
    let known = TimeStampToken::parse(&bytes).unwrap().fingerprint();
    for dressed in [text.as_bytes(), pem.as_bytes()] {
        assert_eq!(TimeStampToken::parse(dressed).unwrap().fingerprint(), known);
    }
    // Messages may have one NUL after them.
    for longer in [[&bytes[..], &[0]].concat(), [&bytes[..], &[0, 0]].concat()] {
        assert_eq!(refusal(&longer), Some(ErrorKind::TrailingData));
    }
    assert_eq!(refusal(&vec![0x30; 2 * limits::TOKEN_BYTES + 2]), Some(ErrorKind::LimitExceeded));
}

/// RFC 3161 2.4.2: the type, the content inside, one signer, version 1.
#[test]
fn the_form_is_that_of_a_token() {
    for (file, kind) in [
        ("of_data", ErrorKind::Malformed),
        ("detached", ErrorKind::Malformed),
        ("two_signers", ErrorKind::Malformed),
        ("version_2", ErrorKind::UnsupportedVersion),
    ] {
        assert_eq!(refusal(&testdata(&format!("{file}.tst"))), Some(kind), "{file}");
    }
    let unsigned = Message { signers: vec![], ..timestamp::token(&STAMPER.holder(), &good()) };
    assert_eq!(refusal(&unsigned.encode()), Some(ErrorKind::Malformed));
    assert_eq!(with(|info| info.version = 0), Some(ErrorKind::UnsupportedVersion));
}

#[test]
fn what_is_in_it_is_der() {
    let info = good().der();
    let long_form = [&[0x30, 0x81], &info[1..]].concat();
    for (bad, kind) in [
        (long_form, ErrorKind::Malformed),
        ([&info[..], &[0]].concat(), ErrorKind::Malformed),
        ([&info[..], &[5, 0]].concat(), ErrorKind::TrailingData),
        (info[..info.len() - 1].to_vec(), ErrorKind::Malformed),
        (vec![], ErrorKind::Malformed),
    ] {
        assert_eq!(refusal(&around(&bad)), Some(kind), "{bad:02x?}");
    }
    // Its wrappers may be BER, and the octets in pieces.
    let form = kz_eds_testdata::cms::Form::Indefinite(7);
    let pieces = timestamp::token(&STAMPER.holder(), &good()).form(form).encode();
    assert_eq!(TimeStampToken::parse(&pieces).unwrap().imprint_of(&RustCrypto, OCTETS), Ok(true));
}

#[test]
fn deep_inside_is_der_as_well() {
    // A parameter of the digest algorithm with a length that is not the shortest.
    let algorithm = der::sequence(&[der::oid("2.16.840.1.101.3.4.2.1"), vec![0x30, 3, 4, 0x81, 0]]);
    assert_eq!(with(|info| info.imprint_algorithm = algorithm), Some(ErrorKind::Malformed));
}

#[test]
fn times_have_their_one_form() {
    let at = |time: &str| TimeStampToken::parse(&of(&good().at(time))).map(|token| token.gen_time());
    assert_eq!(at("20260601114600.25Z").unwrap().to_rfc3339(), "2026-06-01T11:46:00.250+00:00");
    for bad in ["20260601114600.50Z", "20260601114600", "20260601174600+0600", "20260631114600Z"] {
        assert_eq!(at(bad).unwrap_err().kind(), ErrorKind::InvalidTime, "{bad}");
    }
    let utc = [&[0x17, 0x0D], &b"260601114600Z"[..]].concat();
    let info = good().der();
    let place = info.windows(2).position(|window| window == [0x18, 0x0F]).unwrap();
    let changed = [&info[2..place], &utc, &info[place + 17..]].concat();
    assert_eq!(refusal(&around(&der::tlv(0x30, &changed))), Some(ErrorKind::Malformed));
}

#[test]
fn accuracy_adds_up() {
    let micros = |accuracy: Vec<u8>| {
        let bytes = of(&good().edit(|info| info.accuracy = Some(accuracy)));
        let token = TimeStampToken::parse(&bytes)?;
        assert_eq!(token.latest_time() - token.gen_time(), token.accuracy().unwrap());
        Ok::<_, crate::error::Error>(token.accuracy().unwrap().num_microseconds().unwrap())
    };
    for (accuracy, expected) in [
        (accuracy(None, None, None), 0),
        (accuracy(Some(0), None, None), 0),
        (accuracy(Some(2), None, None), 2_000_000),
        (accuracy(None, Some(1), None), 1_000),
        (accuracy(None, None, Some(999)), 999),
        (accuracy(Some(1), Some(999), Some(1)), 1_999_001),
        (accuracy(Some(u32::MAX.into()), None, None), 4_294_967_295_000_000),
    ] {
        assert_eq!(micros(accuracy).unwrap(), expected);
    }
    let backwards = [vec![0x81, 1, 1], vec![0x80, 1, 1]];
    for bad in [
        accuracy(None, Some(0), None),
        accuracy(None, Some(1000), None),
        accuracy(None, None, Some(0)),
        accuracy(None, None, Some(1000)),
        accuracy(Some(u64::from(u32::MAX) + 1), None, None),
        der::sequence(&[der::integer_raw(&[0xFF])]),
        der::sequence(&[vec![0x80, 1, 0xFF]]),
        der::sequence(&backwards),
    ] {
        assert!(micros(bad.clone()).is_err(), "{bad:02x?}");
    }
}

#[test]
fn default_values_are_not_written() {
    assert_eq!(with(|info| info.ordering = Some(vec![1, 1, 0])), Some(ErrorKind::Malformed));
    let list = |critical: &[u8]| {
        let extension =
            der::sequence(&[der::oid(oids::UNKNOWN), critical.to_vec(), der::octets(&der::null())]);
        let info = good().der();
        around(&der::tlv(0x30, &[&info[2..], &der::context(1, &[extension])].concat()))
    };
    assert_eq!(refusal(&list(&[])), None);
    assert_eq!(refusal(&list(&[1, 1, 0xFF])), None);
    assert_eq!(refusal(&list(&[1, 1, 0])), Some(ErrorKind::Malformed));
}

#[test]
fn critical_extensions_are_told() {
    let bytes = of(&good().edit(|info| info.extensions = vec![extension(true)]));
    let token = TimeStampToken::parse(&bytes).unwrap();
    assert_eq!(token.unknown_critical().iter().map(ToString::to_string).collect::<Vec<_>>(), [oids::UNKNOWN]);
    assert_eq!(with(|info| info.extensions = vec![extension(false)]), None);
    let twice = vec![extension(false), extension(true)];
    assert_eq!(with(|info| info.extensions = twice), Some(ErrorKind::DuplicateExtension));
    let info = good().der();
    let empty = der::tlv(0x30, &[&info[2..], &[0xA1, 0]].concat());
    assert_eq!(refusal(&around(&empty)), Some(ErrorKind::Malformed));
}

#[test]
fn extensions_are_bounded() {
    let list = |count: usize| {
        let extension = |number| der::sequence(&[der::oid(&format!("2.999.{number}")), der::octets(&[])]);
        let list: Vec<_> = (0..count).map(extension).collect();
        let info = good().edit(|info| info.accuracy = None).der();
        refusal(&around(&der::tlv(0x30, &[&info[2..], &der::context(1, &list)].concat())))
    };
    assert_eq!(list(limits::EXTENSIONS), None);
    assert_eq!(list(limits::EXTENSIONS + 1), Some(ErrorKind::LimitExceeded));
}

#[test]
fn numbers_are_shortest_and_bounded() {
    let long = |length| [&[1][..], &vec![7; length - 1]].concat();
    for (number, kind) in [
        (long(20), None),
        (long(limits::LISTED_SERIAL_BYTES), None),
        (long(limits::LISTED_SERIAL_BYTES + 1), Some(ErrorKind::LimitExceeded)),
        (vec![0, 1], Some(ErrorKind::Malformed)),
        (vec![], Some(ErrorKind::Malformed)),
    ] {
        assert_eq!(with(|info| info.serial = number.clone()), kind, "{number:02x?}");
        assert_eq!(with(|info| info.nonce = Some(number.clone())), kind, "{number:02x?}");
    }
}

#[test]
fn the_authority_has_a_name_or_none() {
    assert_eq!(with(|info| info.tsa = Some(b"\x82\x05x.net".to_vec())), None);
    assert_eq!(with(|info| info.tsa = Some(directory_name(&[4, 0]))), Some(ErrorKind::Malformed));
    assert_eq!(with(|info| info.tsa = Some(der::null())), Some(ErrorKind::Malformed));
    let two = b"\x82\x01x\x82\x01y".to_vec();
    assert_eq!(with(|info| info.tsa = Some(two)), Some(ErrorKind::TrailingData));
}

/// Threat 27.
#[test]
fn an_imprint_is_of_the_octets_that_it_is_of() {
    let digests = [
        (Digest::Sha1, DigestAlgorithm::Sha1),
        (Digest::Sha256, DigestAlgorithm::Sha256),
        (Digest::Sha384, DigestAlgorithm::Sha384),
        (Digest::Sha512, DigestAlgorithm::Sha512),
        #[cfg(feature = "gost")]
        (Digest::Gost94, DigestAlgorithm::Gost94),
        #[cfg(feature = "gost")]
        (Digest::Streebog512, DigestAlgorithm::Streebog512),
    ];
    for (theirs, ours) in digests {
        let bytes = of(&Info::by(theirs, OCTETS));
        let token = TimeStampToken::parse(&bytes).unwrap();
        assert_eq!(token.imprint_digest(), Ok(ours));
        assert_eq!(token.imprint_of(&RustCrypto, OCTETS), Ok(true), "{ours:?}");
        assert_eq!(token.imprint_of(&RustCrypto, b"another signature"), Ok(false), "{ours:?}");
    }
    let short = of(&good().edit(|info| info.imprint.truncate(20)));
    assert_eq!(TimeStampToken::parse(&short).unwrap().imprint_of(&RustCrypto, OCTETS), Ok(false));
    for unknown in [Digest::Unknown, Digest::Md5] {
        let bytes = of(&Info::by(unknown, OCTETS));
        let found = TimeStampToken::parse(&bytes).unwrap().imprint_of(&RustCrypto, OCTETS);
        assert!(matches!(found, Err(AlgorithmError::Unsupported(_))), "{found:?}");
    }
}
