//! Every Wycheproof vector for RSA PKCS #1 v1.5, RSASSA-PSS and ECDSA signatures, through the public face and under each
//! provider of the build.
//!
//! Each file of the three families is read, so a file that is added later changes a total below and is noticed.
//! A vector is *inside* if its key and its AlgorithmIdentifier are in the table of `kz_eds::crypto`; each of those
//! must come out as Wycheproof says. One *outside* must be `Unsupported` and name what is unknown; those
//! are counted apart. Which is which stands in this file (`in_table`), independent of the library.
//!
//! Decisions on what Wycheproof leaves open ("acceptable"), per flag:
//!
//! - `MissingNull` (a DigestInfo of PKCS #1 v1.5 whose NULL is left out): **invalid**. RFC 8017 9.2 note 1 asks
//!   signers for the NULL, and comparing the whole encoding leaves no room for a second form (threat 9).
//! - There is no other acceptable vector; one with another flag fails the test.
//!
//! Two families are outside for their wrapping and not for their algorithm: P1363 files hold `r || s` instead
//! of DER, so nothing of theirs may verify; "params" files of RSASSA-PSS hold id-RSASSA-PSS keys, which are
//! unsupported as they stand, and are judged again under the key as rsaEncryption with the parameters that the
//! file gives.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use der::asn1::{Any, ObjectIdentifier};
use der::{Decode, Encode, Reader, SliceReader, Tag};
use kz_eds::crypto::{KeyError, Outcome, Provider, PublicKey, verify};
use wycheproof::{HashFunction as Hash, Mgf, TestResult, ecdsa, rsa_pkcs1_verify, rsa_pss_verify};

/// How many vectors came out how.
#[derive(Debug, Default, PartialEq, Eq)]
struct Tally {
    files: usize,
    /// Inside the table, and rightly valid.
    valid: usize,
    /// Inside the table, and rightly invalid.
    invalid: usize,
    /// Acceptable to Wycheproof, invalid by the decisions above.
    decided: usize,
    /// Outside: the key's kind or curve.
    foreign_key: usize,
    /// Outside: the algorithm or its parameters.
    foreign_algorithm: usize,
    /// Outside: (r, s) that are not DER.
    not_der: usize,
}

impl Tally {
    /// Of a vector inside the table.
    fn inside(&mut self, expected: TestResult, may_be_acceptable: bool, outcome: Outcome, vector: &str) {
        let (wanted, count) = match expected {
            TestResult::Valid => (Outcome::Valid, &mut self.valid),
            TestResult::Invalid => (Outcome::Invalid, &mut self.invalid),
            TestResult::Acceptable if may_be_acceptable => (Outcome::Invalid, &mut self.decided),
            TestResult::Acceptable => panic!("{vector}: acceptable, and nothing is decided"),
        };
        assert_eq!(outcome, wanted, "{vector}");
        *count += 1;
    }

    /// Of a vector whose algorithm is outside.
    fn foreign_algorithm(&mut self, oid: &str, outcome: Outcome, vector: &str) {
        assert_eq!(named(outcome).as_deref(), Some(oid), "{vector}");
        self.foreign_algorithm += 1;
    }
}

/// The identifier that an `Unsupported` names.
fn named(outcome: Outcome) -> Option<String> {
    match outcome {
        Outcome::Unsupported(unsupported) => Some(unsupported.oid().to_string()),
        _ => None,
    }
}

fn tlv(tag: Tag, parts: &[&[u8]]) -> Vec<u8> {
    Any::new(tag, parts.concat()).unwrap().to_der().unwrap()
}

fn context(number: u32, content: &[u8]) -> Vec<u8> {
    let number = der::TagNumber(number);
    tlv(Tag::ContextSpecific { constructed: true, number }, &[content])
}

fn algorithm(oid: &str, parameters: &[u8]) -> Vec<u8> {
    tlv(Tag::Sequence, &[&ObjectIdentifier::new_unwrap(oid).to_der().unwrap(), parameters])
}

const NULL: [u8; 2] = [5, 0];
const RSA_ENCRYPTION: &str = "1.2.840.113549.1.1.1";
const RSASSA_PSS: &str = "1.2.840.113549.1.1.10";
const EC_PUBLIC_KEY: &str = "1.2.840.10045.2.1";

/// The digests that the table has for each of the three schemes, told again. It has SHA-1 for two of them, where
/// Wycheproof has no vectors.
fn in_table(hash: Hash) -> bool {
    matches!(hash, Hash::Sha2_256 | Hash::Sha2_384 | Hash::Sha2_512)
}

fn digest_oid(hash: Hash) -> &'static str {
    match hash {
        Hash::Sha1 => "1.3.14.3.2.26",
        Hash::Sha2_256 => "2.16.840.1.101.3.4.2.1",
        Hash::Sha2_384 => "2.16.840.1.101.3.4.2.2",
        Hash::Sha2_512 => "2.16.840.1.101.3.4.2.3",
        Hash::Sha2_224 => "2.16.840.1.101.3.4.2.4",
        Hash::Sha2_512_224 => "2.16.840.1.101.3.4.2.5",
        Hash::Sha2_512_256 => "2.16.840.1.101.3.4.2.6",
        other => panic!("{other:?} has no identifier here"),
    }
}

fn pkcs1_oid(hash: Hash) -> &'static str {
    match hash {
        Hash::Sha1 => "1.2.840.113549.1.1.5",
        Hash::Sha2_256 => "1.2.840.113549.1.1.11",
        Hash::Sha2_384 => "1.2.840.113549.1.1.12",
        Hash::Sha2_512 => "1.2.840.113549.1.1.13",
        Hash::Sha2_224 => "1.2.840.113549.1.1.14",
        Hash::Sha2_512_224 => "1.2.840.113549.1.1.15",
        Hash::Sha2_512_256 => "1.2.840.113549.1.1.16",
        Hash::Sha3_224 => "2.16.840.1.101.3.4.3.13",
        Hash::Sha3_256 => "2.16.840.1.101.3.4.3.14",
        Hash::Sha3_384 => "2.16.840.1.101.3.4.3.15",
        Hash::Sha3_512 => "2.16.840.1.101.3.4.3.16",
        other => panic!("{other:?} has no identifier here"),
    }
}

fn ecdsa_oid(hash: Hash) -> &'static str {
    match hash {
        Hash::Sha2_224 => "1.2.840.10045.4.3.1",
        Hash::Sha2_256 => "1.2.840.10045.4.3.2",
        Hash::Sha2_384 => "1.2.840.10045.4.3.3",
        Hash::Sha2_512 => "1.2.840.10045.4.3.4",
        Hash::Sha3_224 => "2.16.840.1.101.3.4.3.9",
        Hash::Sha3_256 => "2.16.840.1.101.3.4.3.10",
        Hash::Sha3_384 => "2.16.840.1.101.3.4.3.11",
        Hash::Sha3_512 => "2.16.840.1.101.3.4.3.12",
        Hash::Shake128 => "1.3.6.1.5.5.7.6.32",
        Hash::Shake256 => "1.3.6.1.5.5.7.6.33",
        other => panic!("{other:?} has no identifier here"),
    }
}

/// Runs one signature through the face.
fn run(
    provider: &dyn Provider,
    key: &dyn PublicKey,
    algorithm: &[u8],
    message: &[u8],
    signature: &[u8],
) -> Outcome {
    verify(provider, key, algorithm, message, signature)
}

fn rsa_pkcs1(provider: &dyn Provider) {
    let mut tally = Tally::default();
    for name in rsa_pkcs1_verify::TestName::all() {
        tally.files += 1;
        for group in rsa_pkcs1_verify::TestSet::load(name).unwrap().test_groups {
            let key = provider.public_key(&group.der).unwrap();
            assert_eq!(key.facts().bits() as usize, group.key_size);
            let oid = pkcs1_oid(group.hash);
            for test in &group.tests {
                let vector = format!("{name:?} {}", test.tc_id);
                let outcome = run(provider, &*key, &algorithm(oid, &NULL), &test.msg, &test.sig);
                if in_table(group.hash) {
                    let decided = test.flags == [rsa_pkcs1_verify::TestFlag::MissingNull];
                    tally.inside(test.result, decided, outcome, &vector);
                } else {
                    tally.foreign_algorithm(oid, outcome, &vector);
                }
            }
        }
    }
    let inside = Tally { files: 24, valid: 89, invalid: 3005, decided: 12, ..Tally::default() };
    assert_eq!(tally, Tally { foreign_algorithm: 3096, ..inside });
}

/// RSASSA-PSS-params of a group, defaults left out as DER asks (SHAKE has an identifier of its own instead).
fn pss_algorithm(group: &rsa_pss_verify::TestGroup) -> (&'static str, Vec<u8>) {
    let mask_hash = match group.mgf {
        Mgf::Mgf1 => group.mgf_hash.unwrap(),
        Mgf::Shake128 => return ("1.3.6.1.5.5.7.6.30", algorithm("1.3.6.1.5.5.7.6.30", &[])),
        Mgf::Shake256 => return ("1.3.6.1.5.5.7.6.31", algorithm("1.3.6.1.5.5.7.6.31", &[])),
    };
    let given = |is_default: bool, part: Vec<u8>| if is_default { vec![] } else { part };
    let digest = |hash| algorithm(digest_oid(hash), &NULL);
    let hash = given(group.hash == Hash::Sha1, context(0, &digest(group.hash)));
    let mask = algorithm("1.2.840.113549.1.1.8", &digest(mask_hash));
    let mask = given(mask_hash == Hash::Sha1, context(1, &mask));
    let salt =
        given(group.salt_size == 20, context(2, &u8::try_from(group.salt_size).unwrap().to_der().unwrap()));
    (RSASSA_PSS, algorithm(RSASSA_PSS, &tlv(Tag::Sequence, &[&hash, &mask, &salt])))
}

/// The fixed forms: one digest of the table for all, the salt as long as it.
fn pss_in_table(group: &rsa_pss_verify::TestGroup) -> bool {
    let salt = match group.hash {
        Hash::Sha2_256 => 32,
        Hash::Sha2_384 => 48,
        Hash::Sha2_512 => 64,
        _ => return false,
    };
    group.mgf == Mgf::Mgf1 && group.mgf_hash == Some(group.hash) && group.salt_size == salt
}

fn rsa_pss(provider: &dyn Provider) {
    let (mut tally, mut pss_keys) = (Tally::default(), 0);
    for name in rsa_pss_verify::TestName::all() {
        tally.files += 1;
        for group in rsa_pss_verify::TestSet::load(name).unwrap().test_groups {
            let (oid, algorithm_der) = pss_algorithm(&group);
            if group.test_type == rsa_pss_verify::TestGroupTypeId::RsaPssVerifyWithParam {
                pss_keys += 1;
                assert_eq!(foreign_key(provider, &group.der), Some(RSASSA_PSS.to_owned()));
                assert_eq!(first_part(&group.der), algorithm_der, "the file's own encoding is ours");
            }
            let bits = tlv(Tag::BitString, &[&[0], &group.asn_key]);
            let spki = tlv(Tag::Sequence, &[&algorithm(RSA_ENCRYPTION, &NULL), &bits]);
            let key = provider.public_key(&spki).unwrap();
            for test in &group.tests {
                let vector = format!("{name:?} {}", test.tc_id);
                let outcome = run(provider, &*key, &algorithm_der, &test.msg, &test.sig);
                if pss_in_table(&group) {
                    tally.inside(test.result, false, outcome, &vector);
                } else {
                    tally.foreign_algorithm(oid, outcome, &vector);
                }
            }
        }
    }
    let inside = Tally { files: 26, valid: 775, invalid: 411, ..Tally::default() };
    assert_eq!(tally, Tally { foreign_algorithm: 2311, ..inside });
    assert_eq!(pss_keys, 157);
}

/// The first element inside a SEQUENCE, whole.
fn first_part(der: &[u8]) -> Vec<u8> {
    let outer = Any::from_der(der).unwrap();
    SliceReader::new(outer.value()).unwrap().tlv_bytes().unwrap().to_vec()
}

/// The identifier that an unsupported key names, `None` for a key of the table.
fn foreign_key(provider: &dyn Provider, spki: &[u8]) -> Option<String> {
    match provider.public_key(spki) {
        Ok(_) => None,
        Err(KeyError::Unsupported(unsupported)) => Some(unsupported.oid().to_string()),
        Err(error) => panic!("{error}"),
    }
}

fn ecdsa_p256(provider: &dyn Provider) {
    let mut tally = Tally::default();
    for name in ecdsa::TestName::all() {
        tally.files += 1;
        for group in ecdsa::TestSet::load(name).unwrap().test_groups {
            let is_p256 = group.key.curve == wycheproof::EllipticCurve::Secp256r1;
            if let Some(oid) = foreign_key(provider, &group.der) {
                assert!(!is_p256 && oid != EC_PUBLIC_KEY, "{name:?}: the curve is what is named");
                tally.foreign_key += group.tests.len();
                continue;
            }
            assert!(is_p256, "{name:?}");
            let (oid, key) = (ecdsa_oid(group.hash), provider.public_key(&group.der).unwrap());
            for test in &group.tests {
                let vector = format!("{name:?} {}", test.tc_id);
                let outcome = run(provider, &*key, &algorithm(oid, &[]), &test.msg, &test.sig);
                if !in_table(group.hash) {
                    tally.foreign_algorithm(oid, outcome, &vector);
                } else if group.test_type == ecdsa::TestGroupTypeId::EcdsaP1363 {
                    assert_eq!(outcome, Outcome::Invalid, "{vector}");
                    tally.not_der += 1;
                } else {
                    tally.inside(test.result, false, outcome, &vector);
                }
            }
        }
    }
    let inside = Tally { files: 73, valid: 417, invalid: 621, ..Tally::default() };
    assert_eq!(tally, Tally { foreign_key: 26_503, foreign_algorithm: 1768, not_der: 594, ..inside });
}

macro_rules! under {
    ($name:ident, $provider:expr) => {
        mod $name {
            #[test]
            fn rsa_pkcs1() {
                super::rsa_pkcs1(&$provider);
            }

            #[test]
            fn rsa_pss() {
                super::rsa_pss(&$provider);
            }

            #[test]
            fn ecdsa_p256() {
                super::ecdsa_p256(&$provider);
            }
        }
    };
}

under!(rust_crypto, kz_eds::crypto::RustCrypto);
#[cfg(feature = "aws-lc")]
under!(aws_lc, kz_eds::crypto::AwsLc);
