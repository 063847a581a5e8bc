//! Real published material and independent suites, which are not part of the repository. Without them every test
//! here shows as ignored; `KZ_EDS_REQUIRE=shared` makes that a failure.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[allow(dead_code, missing_docs)]
#[path = "../examples/conformance/cases.rs"]
mod cases;
mod common;

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use kz_eds::crypto::{
    self, Digest, DigestAlgorithm, Hasher, KeyError, KeyFacts, Outcome, Provider, PublicKey, RustCrypto,
    SignatureAlgorithm,
};
use kz_eds::{
    Bin, Certificate, CertificateStatus, Claim, Crl, Evidence, EvidenceRule, IdentityRule, Iin,
    Indeterminate, Indication, KeyFile, KeyFileError, LicenceSigner, OcspResponse, Password, Policy,
    ProofSource, Reason, RevocationReason, Role, SignedMessage, SignedRequest, SigningError, SigningOptions,
    TimeStampResponse, TimeStampToken, TrustStore, Validator, Verdict,
};
use libtest_mimic::{Arguments, Trial};

/// Whether GOST signatures can be checked.
const GOST: bool = cfg!(feature = "gost");

/// The reason, or that nothing could be said.
const fn unsupported_or(reason: &'static str) -> &'static str {
    if GOST { reason } else { "algorithm-unsupported" }
}

type Check = fn(&Path);

const CHECKS: &[(&str, Check)] = &[
    ("certificates_of_every_generation_parse", certificates_of_every_generation_parse),
    ("holders_are_read_from_real_certificates", holders_are_read_from_real_certificates),
    ("lists_give_every_serial_back", lists_give_every_serial_back),
    ("condition_3_on_real_certificates", condition_3_on_real_certificates),
    ("authorities_chain", authorities_chain),
    ("condition_3_on_gost_certificates", condition_3_on_gost_certificates),
    ("gost_messages_lack_only_a_list_of_their_day", gost_messages_lack_only_a_list_of_their_day),
    ("production_stamps_hold", production_stamps_hold),
    ("no_flipped_bit_of_gost_passes", no_flipped_bit_of_gost_passes),
    ("no_flipped_bit_passes", no_flipped_bit_passes),
    ("certificate_seeds_never_panic", certificate_seeds_never_panic),
    ("list_seeds_never_panic", list_seeds_never_panic),
    ("pkits_is_pinned", |shared| pinned(shared, "pkits")),
    ("pkits_smime_is_pinned", |shared| pinned(shared, "pkits-smime")),
    ("pkits_smime_signatures_all_hold", pkits_smime_signatures_all_hold),
    ("published_lists_are_signed", published_lists_are_signed),
    ("published_messages", published_messages),
    ("no_flipped_bit_of_a_message_passes", no_flipped_bit_of_a_message_passes),
    ("message_seeds_never_panic", message_seeds_never_panic),
    ("published_keys_open_and_sign", published_keys_open_and_sign),
    ("published_keys_damaged_anywhere_do_not_open", published_keys_damaged_anywhere_do_not_open),
    ("boringssl_crl_is_pinned", |shared| pinned(shared, "boringssl-crl")),
    ("boringssl_ocsp_is_pinned", |shared| pinned(shared, "boringssl-ocsp")),
    ("published_responses", published_responses),
    ("a_published_answer_clears_what_it_is_about", a_published_answer_clears_what_it_is_about),
    ("response_seeds_never_panic", response_seeds_never_panic),
    ("published_stamps_are_over_what_they_stamp", published_stamps_are_over_what_they_stamp),
    ("a_published_answer_of_a_time_stamping_authority", a_published_answer_of_a_time_stamping_authority),
    ("no_flipped_bit_of_a_stamp_passes_for_another", no_flipped_bit_of_a_stamp_passes_for_another),
];

fn main() -> ExitCode {
    let shared = common::shared();
    assert!(shared.is_some() || !common::required("shared"), "the shared material is required and not there");
    let trial = |&(name, check): &(&'static str, Check)| {
        let folder = shared.clone();
        let ignored = folder.is_none();
        Trial::test(name, move || {
            check(&folder.expect("a test that is not ignored has the folder"));
            Ok(())
        })
        .with_ignored_flag(ignored)
    };
    libtest_mimic::run(&Arguments::from_args(), CHECKS.iter().map(trial).collect()).exit_code()
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn certificate(path: &Path) -> Certificate {
    Certificate::parse(&fs::read(path).unwrap()).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn certificates_of_every_generation_parse(shared: &Path) {
    let folders = ["ca-production", "ca-test", "certificates"].map(|name| shared.join("kz").join(name));
    let read: Vec<_> =
        folders.iter().flat_map(|folder| common::files(folder)).map(|file| certificate(&file)).collect();
    assert_eq!(read.len(), 32);
}

/// Kind of holder, IIN and BIN of each published certificate, as the index of the material describes them.
fn holders_are_read_from_real_certificates(shared: &Path) {
    let (person, other, entity) = (Some("123456789011"), Some("123456789012"), Some("123456789021"));
    for (file, kind, iin, bin) in [
        ("person_sign_rsa_2018_production_ca.pem", "person", person, None),
        ("person_sign_rsa_2020.cer", "person", person, None),
        ("person_sign_rsa_2022.cer", "person", person, None),
        ("person_auth_rsa_2022.cer", "person", person, None),
        ("head_sign_gost2004_2022.cer", "head", person, entity),
        ("person_gost2015_2026.b64", "person", person, None),
        ("right_to_sign_gost2015_2026_critical_eku.pem", "right-to-sign", other, entity),
        ("treasury_client_gost2015_2026.pem", "treasury", other, entity),
    ] {
        let certificate = certificate(&shared.join("kz/certificates").join(file));
        let identity = certificate.identity();
        assert_eq!(identity.holder_kind().code(), kind, "{file}");
        assert_eq!(identity.iin().unwrap().map(Iin::as_str), iin, "{file}");
        assert_eq!(identity.bin().unwrap().map(Bin::as_str), bin, "{file}");
    }
}

fn lists_give_every_serial_back(shared: &Path) {
    let mut counts = BTreeMap::new();
    for file in common::files(&shared.join("kz/crl")) {
        let list = Crl::parse(&fs::read(&file).unwrap()).unwrap();
        for entry in list.entries() {
            let hits: Vec<_> = list.lookup(entry.serial()).collect();
            assert_eq!(hits, [entry], "{}", file.display());
        }
        counts.insert(file.file_stem().unwrap().to_str().unwrap().to_owned(), list.len());
    }
    let expected = [
        ("nca_gost_test_2019_base7", 31),
        ("nca_gost_test_2022_base14", 54),
        ("nca_gost_test_2022_base4", 6),
        ("nca_gost_test_2022_delta10_of_base14", 0),
        ("nca_rsa_test_2019_base9", 126),
        ("nca_rsa_test_2023_base1", 9),
        ("nca_rsa_test_2023_delta1", 0),
    ];
    assert_eq!(counts, expected.map(|(name, count)| (name.to_owned(), count)).into());
}

/// What is asked of one certificate.
struct Question<'a> {
    anchors: &'a [&'a str],
    trust: &'a [&'a str],
    evidence: &'a [&'a str],
    at: &'a str,
    ca_evidence: EvidenceRule,
}

impl Question<'_> {
    fn ask(&self, shared: &Path, certificate: &str, claim: &Claim) -> Verdict {
        let kz = shared.join("kz");
        let paths = |names: &[&str]| names.iter().map(|name| kz.join(name)).collect::<Vec<PathBuf>>();
        let policy = Policy { ca_evidence: self.ca_evidence, ..Policy::applicant() };
        let trust: TrustStore = common::trust(&paths(self.trust), &paths(self.anchors));
        let evidence: Evidence = common::evidence(&paths(self.evidence));
        let bytes = fs::read(kz.join("certificates").join(certificate)).unwrap();
        Validator::new(trust, policy).with_evidence(evidence).check_encoded(&bytes, Some(claim), at(self.at))
    }
}

fn condition_3_on_real_certificates(shared: &Path) {
    let iin = |text| Claim::applicant(Iin::parse(text).unwrap());
    let right = iin("123456789011");
    let usual = Question {
        anchors: &["ca-test/nca_rsa_test_2019.crt"],
        trust: &[],
        evidence: &["crl/nca_rsa_test_2019_base9.crl"],
        at: "2022-05-01T00:00:00Z",
        ca_evidence: EvidenceRule::Required,
    };
    let whole = Question { anchors: &[], trust: &["ca-test"], ..usual };
    let production =
        Question { trust: &["ca-production"], evidence: &[], at: "2018-12-01T00:00:00Z", ..whole };
    let person = "person_sign_rsa_2022.cer";
    let bin = Claim::applicant(Bin::parse("123456789011").unwrap());
    let only_iin =
        Claim::new(Role::Applicant, IdentityRule::IinOnly(Some(Iin::parse("123456789011").unwrap())));
    for (question, file, claim, expected) in [
        (&usual, person, &right, ("total-passed", "")),
        (&usual, person, &only_iin, ("total-passed", "")),
        (&usual, person, &iin("123456789012"), ("total-failed", "identity-mismatch")),
        (&usual, person, &bin, ("total-failed", "identity-absent")),
        (&Question { evidence: &[], ..usual }, person, &right, ("indeterminate", "revocation-missing")),
        (
            &Question { at: "2023-02-01T00:00:00Z", ..usual },
            person,
            &right,
            ("total-failed", "certificate-expired,revocation-stale"),
        ),
        (&whole, person, &right, ("indeterminate", "revocation-missing")),
        (&Question { ca_evidence: EvidenceRule::IfGiven, ..whole }, person, &right, ("total-passed", "")),
        (
            &usual,
            "person_auth_rsa_2022.cer",
            &right,
            ("total-failed", "extended-key-usage-not-allowed,key-usage-not-allowed"),
        ),
        (
            &production,
            "person_sign_rsa_2018_production_ca.pem",
            &right,
            ("indeterminate", "revocation-missing"),
        ),
        (
            &Question { at: "2026-07-01T00:00:00Z", ..whole },
            "person_gost2015_2026.b64",
            &right,
            ("indeterminate", unsupported_or("revocation-missing")),
        ),
    ] {
        let verdict = question.ask(shared, file, claim);
        let codes: Vec<_> = verdict.reasons().iter().map(|reason| reason.code()).collect();
        assert_eq!((verdict.indication().code(), &*codes.join(",")), expected, "{file} at {}", question.at);
    }
}

/// What is issued today and what was until 2024, with the lists there are: those of 2015 end before the
/// certificates begin, so their signature and their date are all that they can show.
fn condition_3_on_gost_certificates(shared: &Path) {
    let person = Claim::applicant(Iin::parse("123456789011").unwrap());
    let other = Claim::applicant(Iin::parse("123456789012").unwrap());
    let company = Claim::applicant(Bin::parse("123456789021").unwrap());
    let old = Question {
        anchors: &["ca-test/nca_gost_test_2019.crt"],
        trust: &[],
        evidence: &["crl/nca_gost_test_2019_base7.crl"],
        at: "2022-05-01T00:00:00Z",
        ca_evidence: EvidenceRule::Required,
    };
    let today = Question {
        anchors: &["ca-test/nca_gost_test_2022.cer"],
        evidence: &["crl/nca_gost_test_2022_base14.crl", "crl/nca_gost_test_2022_delta10_of_base14.crl"],
        at: "2026-07-01T00:00:00Z",
        ..old
    };
    let in_2025 = Question { at: "2025-06-01T00:00:00Z", ..today };
    let in_2022 =
        Question { evidence: &["crl/nca_gost_test_2022_base4.crl"], at: "2022-09-01T00:00:00Z", ..today };
    let of_another = Question { evidence: today.evidence, ..old };
    let production = Question {
        anchors: &[],
        trust: &["ca-production"],
        evidence: &[],
        at: "2018-12-01T00:00:00Z",
        ..old
    };
    let head = "head_sign_gost2004_2022.cer";
    let today_file = "person_gost2015_2026.b64";
    for (question, file, claim, expected) in [
        (&old, head, &company, ("total-passed", "")),
        (&old, head, &person, ("total-failed", "holder-kind-not-allowed")),
        (&old, head, &other, ("total-failed", "identity-mismatch")),
        (&Question { evidence: &[], ..old }, head, &company, ("indeterminate", "revocation-missing")),
        (&of_another, head, &company, ("indeterminate", "revocation-missing")),
        (
            &production,
            "employee_gost2004_2018_production_ca.pem",
            &company,
            ("total-failed", "holder-kind-not-allowed,revocation-missing"),
        ),
        (&today, today_file, &person, ("indeterminate", "revocation-stale")),
        (&today, today_file, &other, ("total-failed", "identity-mismatch,revocation-stale")),
        (&in_2025, today_file, &person, ("total-failed", "certificate-not-yet-valid")),
        (&in_2022, today_file, &person, ("total-failed", "certificate-not-yet-valid")),
        (
            &today,
            "right_to_sign_gost2015_2026_critical_eku.pem",
            &company,
            ("indeterminate", "revocation-stale"),
        ),
        (
            &today,
            "treasury_client_gost2015_2026.pem",
            &company,
            ("total-failed", "holder-kind-not-allowed,revocation-stale"),
        ),
    ] {
        let verdict = question.ask(shared, file, claim);
        let codes: Vec<_> = verdict.reasons().iter().map(|reason| reason.code()).collect();
        let got = (verdict.indication().code(), &*codes.join(","));
        match GOST {
            true => assert_eq!(got, expected, "{file} at {}", question.at),
            false => {
                assert!(got.0 != "total-passed" && got.1.contains("algorithm-unsupported"), "{file}: {got:?}")
            }
        }
    }
}

/// Every authority verifies under the root that issued it, and a root under itself: RSA, GOST of three generations
/// and the two of 2011. Without the feature, GOST is told to be unsupported.
fn authorities_chain(shared: &Path) {
    let folders = ["ca-production", "ca-test"].map(|name| shared.join("kz").join(name));
    let trust = common::trust(&folders, &[]);
    let policy = Policy {
        evidence: EvidenceRule::NotChecked,
        ca_evidence: EvidenceRule::NotChecked,
        ..Policy { name: "paths", sha1_before: Some(at("2012-06-01T00:00:00Z")), ..Policy::rfc5280() }
    };
    let validator = Validator::new(trust, policy);
    let (mut rsa, mut gost) = (0, 0);
    for file in folders.iter().flat_map(|folder| common::files(folder)) {
        let certificate = certificate(&file);
        let verdict = validator.validate_certificate(&certificate, certificate.not_before());
        let codes: Vec<_> = verdict.reasons().iter().map(|reason| reason.code()).collect();
        let is_rsa = file.file_name().unwrap().to_str().unwrap().contains("rsa");
        let expected: &[&str] = if is_rsa || GOST { &[] } else { &["algorithm-unsupported"] };
        assert_eq!(codes, expected, "{}", file.display());
        rsa += usize::from(is_rsa);
        gost += usize::from(!is_rsa);
    }
    assert_eq!((rsa, gost), (9, 14));
}

/// NFR-2, on the certificate that passes unharmed: one flipped bit in each octet.
fn no_flipped_bit_passes(shared: &Path) {
    let kz = shared.join("kz");
    let trust = common::trust(&[], &[kz.join("ca-test/nca_rsa_test_2019.crt")]);
    let validator = Validator::new(trust, Policy::applicant())
        .with_evidence(common::evidence(&[kz.join("crl/nca_rsa_test_2019_base9.crl")]));
    let claim = Claim::applicant(Iin::parse("123456789011").unwrap());
    let time = at("2022-05-01T00:00:00Z");
    let mut der = certificate(&kz.join("certificates/person_sign_rsa_2022.cer")).as_der().to_vec();
    assert!(validator.check_encoded(&der, Some(&claim), time).is_passed());
    for place in 0..der.len() {
        der[place] ^= 1 << (place % 8);
        assert!(!validator.check_encoded(&der, Some(&claim), time).is_passed(), "octet {place}");
        der[place] ^= 1 << (place % 8);
    }
}

/// Calls `each` with every file of a packed folder of seeds, and returns how many there were.
fn seeds(shared: &Path, name: &str, mut each: impl FnMut(&[u8])) -> usize {
    let packed = fs::File::open(shared.join("suites/fuzz-seeds").join(name)).unwrap();
    let mut archive = tar::Archive::new(ruzstd::decoding::StreamingDecoder::new(packed).unwrap());
    let mut count = 0;
    for entry in archive.entries().unwrap() {
        let mut entry = entry.unwrap();
        if entry.header().entry_type().is_file() {
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).unwrap();
            each(&bytes);
            count += 1;
        }
    }
    count
}

fn certificate_seeds_never_panic(shared: &Path) {
    let mut read = 0;
    let count = seeds(shared, "seeds-x509.tar.zst", |bytes| {
        if let Ok(certificate) = Certificate::from_der(bytes) {
            assert_eq!(certificate.as_der(), bytes);
            read += 1;
        }
    });
    assert!(count > 1_000 && read > 100, "{read} of {count} are certificates");
}

fn list_seeds_never_panic(shared: &Path) {
    let mut read = 0;
    let count = seeds(shared, "seeds-crl.tar.zst", |bytes| {
        if let Ok(list) = Crl::from_der(bytes) {
            assert!(list.entries().all(|entry| list.lookup(entry.serial()).any(|hit| hit == entry)));
            read += 1;
        }
    });
    assert!(count > 1_000 && read > 50, "{read} of {count} are lists");
}

/// Indication and reasons for a published message, with the whole of the test authorities trusted.
fn message(shared: &Path, file: &str, claim: Option<Claim>, more: &Path) -> (&'static str, String) {
    let kz = shared.join("kz");
    let bytes = fs::read(kz.join("cms").join(file)).unwrap();
    let content = more.is_file().then(|| fs::read(more).unwrap());
    let request = match &content {
        Some(content) => SignedRequest::detached(&bytes, content),
        None => SignedRequest::attached(&bytes),
    };
    let request = match claim {
        Some(claim) => request.expects(claim),
        None => request.allowing_other_signers(),
    };
    let validator = Validator::new(common::trust(&[kz.join("ca-test")], &[]), Policy::applicant());
    let time = if file.contains("2015") { "2026-07-21T00:00:00Z" } else { "2020-09-10T00:00:00Z" };
    let verdict = validator.verify_request(&request, at(time));
    let codes: Vec<_> = verdict.reasons().iter().map(|reason| reason.code()).collect();
    (verdict.indication().code(), codes.join(","))
}

fn published_messages(shared: &Path) {
    let iin = || Some(Claim::applicant(Iin::parse("123456789011").unwrap()));
    let bin = Some(Claim::applicant(Bin::parse("123456789021").unwrap()));
    let document = shared.join("kz/cms/person_gost2015_cades_t_document.txt");
    let none = Path::new("none");
    let without_lists = ("indeterminate", unsupported_or("revocation-missing"));
    let without_content = (
        "indeterminate",
        if GOST { "content-missing,revocation-missing" } else { "algorithm-unsupported,content-missing" },
    );
    for (file, claim, content, expected) in [
        ("person_rsa_attached.der", iin(), none, ("indeterminate", "revocation-missing")),
        (
            "person_rsa_auth_certificate_attached.der",
            iin(),
            none,
            ("total-failed", "extended-key-usage-not-allowed,key-usage-not-allowed,revocation-missing"),
        ),
        ("head_gost2004_attached.der", bin, none, ("indeterminate", unsupported_or("revocation-missing"))),
        ("person_gost2015_cades_t_attached.der", iin(), none, without_lists),
        ("person_gost2015_cades_t_detached.der", iin(), &document, without_lists),
        ("person_gost2015_cades_t_detached.der", iin(), none, without_content),
    ] {
        let (indication, codes) = message(shared, file, claim, content);
        assert_eq!((indication, &*codes), expected, "{file}");
    }
}

/// With the lists there are: signature, attributes, identity and chain of each are good, and a list of another time
/// keeps the verdict at indeterminate.
fn gost_messages_lack_only_a_list_of_their_day(shared: &Path) {
    let kz = shared.join("kz");
    let policy = Policy { ca_evidence: EvidenceRule::IfGiven, ..Policy::applicant() };
    let validator = Validator::new(common::trust(&[kz.join("ca-test")], &[]), policy)
        .with_evidence(common::evidence(&[kz.join("crl")]));
    let document = fs::read(kz.join("cms/person_gost2015_cades_t_document.txt")).unwrap();
    let person = || Claim::applicant(Iin::parse("123456789011").unwrap());
    let company = || Claim::applicant(Bin::parse("123456789021").unwrap());
    for (file, content, claim, time, reason) in [
        ("head_gost2004_attached.der", None, company(), "2020-09-10T00:00:00Z", "revocation-future"),
        ("person_gost2015_cades_t_attached.der", None, person(), "2026-07-21T00:00:00Z", "revocation-stale"),
        (
            "person_gost2015_cades_t_detached.der",
            Some(&document),
            person(),
            "2026-07-21T00:00:00Z",
            "revocation-stale",
        ),
    ] {
        let bytes = fs::read(kz.join("cms").join(file)).unwrap();
        let request = match content {
            Some(content) => SignedRequest::detached(&bytes, content),
            None => SignedRequest::attached(&bytes),
        };
        let verdict = validator.verify_request(&request.expects(claim), at(time));
        let codes: Vec<_> = verdict.reasons().iter().map(|reason| reason.code()).collect();
        assert_eq!(
            (verdict.indication().code(), &*codes.join(",")),
            ("indeterminate", unsupported_or(reason)),
            "{file}"
        );
    }
}

/// The stamps of the production authority over the two CAdES-T signatures: imprint, signature, signingCertificate, chain and
/// usage hold, and prove the time. No list of that authority was published, so revocation is asked for only where given. The
/// signer's own list is stale, and nothing else stands against the verdict.
fn production_stamps_hold(shared: &Path) {
    if !GOST {
        return;
    }
    let kz = shared.join("kz");
    let policy = Policy {
        ca_evidence: EvidenceRule::IfGiven,
        stamp_evidence: EvidenceRule::IfGiven,
        ..Policy::archive()
    };
    let trust = common::trust(&[kz.join("ca-test"), kz.join("ca-production")], &[]);
    let validator = Validator::new(trust, policy.clone()).with_evidence(common::evidence(&[kz.join("crl")]));
    let document = fs::read(kz.join("cms/person_gost2015_cades_t_document.txt")).unwrap();
    for file in ["person_gost2015_cades_t_attached.der", "person_gost2015_cades_t_detached.der"] {
        let message = fs::read(kz.join("cms").join(file)).unwrap();
        let ask = |validator: &Validator, message: &[u8]| {
            let request = match file.contains("detached") {
                true => SignedRequest::detached(message, &document),
                false => SignedRequest::attached(message),
            };
            let claim = Claim::applicant(Iin::parse("123456789011").unwrap());
            validator.verify_request(&request.expects(claim), at("2026-09-01T00:00:00Z")).report().clone()
        };
        let report = ask(&validator, &message);
        assert_eq!(report.adverse(), [Reason::RevocationStale], "{file}");
        let signer = &report.signers[0];
        let [stamp] = signer.time_stamps.as_slice() else { panic!("{file}: one stamp") };
        assert_eq!(stamp.indication, Indication::TotalPassed, "{file}: {:?}", stamp.judgements);
        assert_eq!(stamp.path.len(), 3, "{file}: authority, national CA, root");
        assert_eq!(signer.time.source, ProofSource::TimeStamp(stamp.fingerprint));
        assert_eq!(signer.time.judged.format("%F %H:%M").to_string(), "2026-07-20 09:08");
        // Without the production authorities it proves nothing, and stands against nothing.
        let test_alone = Validator::new(common::trust(&[kz.join("ca-test")], &[]), policy.clone())
            .with_evidence(common::evidence(&[kz.join("crl")]));
        let report = ask(&test_alone, &message);
        assert_eq!(report.adverse(), [Reason::RevocationStale], "{file}");
        let stamp = &report.signers[0].time_stamps[0];
        assert_eq!(
            (stamp.indication, report.signers[0].time.source.code()),
            (Indication::Indeterminate, "validation")
        );
        assert!(stamp.judgements.iter().any(|found| found.reason == Reason::PathNotFound));
    }
}

/// NFR-2, on a certificate by GOST 34.310-2004 that passes and on a message by GOST R 34.10-2015 that would if its
/// list were of its day. Octets are taken at a stride: this arithmetic is slow where it is not optimised.
fn no_flipped_bit_of_gost_passes(shared: &Path) {
    if !GOST {
        return;
    }
    let kz = shared.join("kz");
    let without_lists = Policy {
        evidence: EvidenceRule::NotChecked,
        ca_evidence: EvidenceRule::NotChecked,
        ..Policy::applicant()
    };
    let validator = Validator::new(common::trust(&[kz.join("ca-test")], &[]), without_lists);
    let person = Claim::applicant(Iin::parse("123456789011").unwrap());
    let company = Claim::applicant(Bin::parse("123456789021").unwrap());
    let of_certificate =
        |der: &[u8]| validator.check_encoded(der, Some(&company), at("2022-05-01T00:00:00Z")).is_passed();
    let of_message = |der: &[u8]| {
        let request = SignedRequest::attached(der).expects(person.clone());
        validator.verify_request(&request, at("2026-07-21T00:00:00Z")).indication() == Indication::TotalPassed
    };
    let head = certificate(&kz.join("certificates/head_sign_gost2004_2022.cer")).as_der().to_vec();
    let message = fs::read(kz.join("cms/person_gost2015_cades_t_attached.der")).unwrap();
    assert!(of_certificate(&head) && of_message(&message));
    let flipped = |bytes: &[u8], octet: usize| {
        let mut bytes = bytes.to_vec();
        bytes[octet] ^= 1 << (octet % 8);
        bytes
    };
    // The signature, which stands at the end, octet by octet.
    for octet in (0..head.len()).step_by(13).chain(head.len() - 64..head.len()) {
        assert!(!of_certificate(&flipped(&head, octet)), "octet {octet} of the certificate");
    }
    let parsed = SignedMessage::parse(&message).unwrap();
    let signature = parsed.signers().next().unwrap().signature().to_vec();
    let start = message.windows(signature.len()).position(|window| window == signature).unwrap();
    // What follows the signature is not signed: a time stamp.
    for octet in (0..start).step_by(29).chain((start..start + signature.len()).step_by(3)) {
        assert!(!of_message(&flipped(&message, octet)), "octet {octet} of the message");
    }
}

/// NFR-2: no flipped bit passes; one in content, signed attributes or signature fails.
fn no_flipped_bit_of_a_message_passes(shared: &Path) {
    let kz = shared.join("kz");
    let validator = Validator::new(common::trust(&[kz.join("ca-test")], &[]), {
        Policy {
            evidence: EvidenceRule::NotChecked,
            ca_evidence: EvidenceRule::NotChecked,
            ..Policy::applicant()
        }
    });
    let ask = |bytes: &[u8]| {
        let claim = Claim::applicant(Iin::parse("123456789011").unwrap());
        let request = SignedRequest::attached(bytes).expects(claim);
        validator.verify_request(&request, at("2020-09-10T00:00:00Z")).indication()
    };
    let mut bytes = fs::read(kz.join("cms/person_rsa_attached.der")).unwrap();
    assert_eq!(ask(&bytes), Indication::TotalPassed);
    let message = SignedMessage::parse(&bytes).unwrap();
    let signer = message.signers().next().unwrap();
    let place = |part: &[u8]| bytes.windows(part.len()).position(|window| window == part).unwrap();
    let span = |part: &[u8]| place(part)..place(part) + part.len();
    let attributes: Vec<_> =
        signer.signed_attributes().unwrap().iter().flat_map(|one| one.values()).collect();
    let content = validator
        .verify_request(&SignedRequest::attached(&bytes).allowing_other_signers(), at("2020-09-10T00:00:00Z"))
        .accept()
        .unwrap()
        .content()
        .unwrap()
        .into_owned();
    let signed: Vec<_> = attributes.into_iter().chain([signer.signature(), &*content]).map(span).collect();
    assert!(signed.len() > 4, "content, three attributes and the signature");
    for octet in 0..bytes.len() {
        bytes[octet] ^= 1 << (octet % 8);
        let indication = ask(&bytes);
        assert_ne!(indication, Indication::TotalPassed, "octet {octet}");
        if signed.iter().any(|span| span.contains(&octet)) {
            assert_eq!(indication, Indication::TotalFailed, "octet {octet}");
        }
        bytes[octet] ^= 1 << (octet % 8);
    }
}

/// Whatever the path comes to, no signature of these messages is bad.
fn pkits_smime_signatures_all_hold(shared: &Path) {
    let suite = fs::read_to_string(shared.join("suites/pkits-smime.jsonl")).unwrap();
    let bad = ["signature-invalid", "content-digest-mismatch", "signed-attributes-invalid", "signer-missing"];
    for result in suite.lines().map(cases::run) {
        let found = bad.iter().find(|code| result.reasons.split(',').any(|reason| reason == **code));
        assert_eq!(found, None, "{result}");
    }
}

/// The password that is published with them.
fn published_password() -> Password {
    Password::new("Qwerty12")
}

/// As the national authority hands them out. The RSA key signs at a time of which no list is published; of the GOST key
/// the algorithm is told.
fn published_keys_open_and_sign(shared: &Path) {
    let read = |name: &str| fs::read(shared.join("kz/p12").join(name)).unwrap();
    let rsa = read("person_sign_rsa_2020.p12");
    let wrong = KeyFile::open(&rsa, Some(&Password::new("qwerty12")));
    assert_eq!(wrong.unwrap_err(), KeyFileError::WrongPassword);
    let file = KeyFile::open(&rsa, Some(&published_password())).unwrap();
    let person = file.certificate().unwrap().clone();
    assert_eq!(person, certificate(&shared.join("kz/certificates/person_sign_rsa_2020.cer")));
    match KeyFile::open(&read("person_sign_gost2015_2026.p12"), Some(&published_password())) {
        Err(KeyFileError::Unsupported(key)) => assert_eq!(key.oid().to_string(), "1.2.398.3.10.1.1.2.2"),
        other => panic!("{other:?}"),
    }

    let time = at("2020-06-01T00:00:00Z");
    let trust = common::trust(&[shared.join("kz/ca-test")], &[]);
    let validator = Validator::new(trust.clone(), Policy::licence());
    let signer = LicenceSigner::new(file.into_key(), person);
    let refused = signer.sign(b"a licence", &validator, time);
    assert!(matches!(refused, Err(SigningError::CertificateIndeterminate(_))), "{refused:?}");
    let options = SigningOptions { indeterminate: Indeterminate::Sign, ..SigningOptions::default() };
    let message = signer.with_options(options).sign(b"a licence", &validator, time).unwrap();
    let request = SignedRequest::attached(&message).allowing_other_signers();
    let verdict = validator.verify_request(&request, time);
    assert_eq!(verdict.indication(), Indication::Indeterminate);
    assert_eq!(verdict.reasons(), [Reason::RevocationMissing]);
    // The only list of this authority is of 2022, and of the root none is published.
    let with_lists = validator.with_evidence(common::evidence(&[shared.join("kz/crl")]));
    let verdict = with_lists.verify_request(&request, time);
    assert_eq!(verdict.indication(), Indication::Indeterminate);
    assert_eq!(verdict.reasons(), [Reason::RevocationFuture, Reason::RevocationMissing]);
    let rule = EvidenceRule::NotChecked;
    let policy = Policy { evidence: rule, ca_evidence: rule, ..Policy::licence() };
    let verified = Validator::new(trust, policy).verify_request(&request, time).accept().unwrap();
    assert_eq!(verified.content().unwrap(), &b"a licence"[..]);
}

fn published_keys_damaged_anywhere_do_not_open(shared: &Path) {
    for file in common::files(&shared.join("kz/p12")) {
        let mut bytes = fs::read(&file).unwrap();
        for octet in 0..bytes.len() {
            bytes[octet] ^= 1 << (octet % 8);
            let opened = KeyFile::open(&bytes, Some(&published_password()));
            assert!(opened.is_err(), "{} {octet}", file.display());
            bytes[octet] ^= 1 << (octet % 8);
        }
    }
}

fn message_seeds_never_panic(shared: &Path) {
    let validator = Validator::new(TrustStore::new(), Policy::applicant());
    let count = seeds(shared, "seeds-cms.tar.zst", |bytes| {
        let verdict = validator.verify_request(&SignedRequest::attached(bytes), at("2020-01-01T00:00:00Z"));
        assert!(verdict.accept().is_err());
    });
    assert!(count > 1_000, "{count} seeds");
}

/// What the index of the material says of the two.
fn published_responses(shared: &Path) {
    let kz = shared.join("kz");
    let read = |name: &str| OcspResponse::parse(&fs::read(kz.join("ocsp").join(name)).unwrap()).unwrap();
    let authority = |name: &str| certificate(&kz.join("ca-test").join(name));
    let rsa = read("rsa_good.der");
    assert_eq!(rsa.produced_at(), Some(at("2022-09-02T16:53:59Z")));
    assert_eq!((rsa.answers().len(), rsa.nonce().map(<[u8]>::len)), (1, Some(8)));
    let answer = rsa.answers().next().unwrap();
    assert_eq!(answer.status(), CertificateStatus::Good);
    assert_eq!((answer.next_update(), rsa.has_extended_revoke()), (None, true));
    let serial: String = answer.serial_number().iter().map(|octet| format!("{octet:02x}")).collect();
    assert_eq!(serial, "4279390a141f5353a62947b61ed65e81741467d1");
    // nocheck with an empty value, by the authority that is asked about.
    let responder = Certificate::from_der(rsa.certificates().next().unwrap()).unwrap();
    assert!(responder.has_ocsp_no_check());
    let issuer = authority("nca_rsa_test_2019.crt");
    assert!(responder.issuer().matches(issuer.subject()));
    let hash = RustCrypto.digest(DigestAlgorithm::Sha256, responder.issuer().as_der());
    assert_eq!(answer.issuer_name_hash(), hash.as_ref());

    let gost = read("gost2015_revoked_hold.der");
    let answer = gost.answers().next().unwrap();
    let (held, since) = (Some(RevocationReason::CertificateHold), at("2022-07-27T10:25:30Z"));
    assert_eq!(answer.status(), CertificateStatus::Revoked { at: since, reason: held });
    // By the authority that is asked about, or by whom it sends along.
    let issuer = authority("nca_gost_test_2022.cer");
    let sent = gost.certificates().map(|der| Certificate::from_der(der).unwrap());
    let verified = sent.chain([issuer]).any(|signer| {
        let Ok(key) = RustCrypto.public_key(signer.public_key_info()) else { return false };
        let outcome =
            crypto::verify(&RustCrypto, &*key, gost.signature_algorithm(), gost.tbs(), gost.signature());
        outcome == Outcome::Valid
    });
    assert_eq!(verified, GOST);
}

/// Every published list, complete or delta, is signed by the authority whose name it bears.
fn published_lists_are_signed(shared: &Path) {
    let kz = shared.join("kz");
    let files = |folder: &str| common::files(&kz.join(folder));
    let authorities: Vec<_> = files("ca-test").iter().map(|file| certificate(file)).collect();
    let mut deltas = Vec::new();
    for file in files("crl") {
        let list = Crl::parse(&fs::read(&file).unwrap()).unwrap();
        let verified = authorities.iter().any(|authority| {
            let Ok(key) = RustCrypto.public_key(authority.public_key_info()) else { return false };
            let (algorithm, signed) = (list.signature_algorithm(), list.tbs());
            let outcome = crypto::verify(&RustCrypto, &*key, algorithm, signed, list.signature());
            list.issuer().matches(authority.subject()) && outcome == Outcome::Valid
        });
        let is_gost = file.to_string_lossy().contains("gost");
        assert_eq!(verified, GOST || !is_gost, "{}", file.display());
        deltas.extend(list.base_number().map(|base| (list.number().unwrap().to_string(), base.to_string())));
    }
    // The national deltas number on their own.
    deltas.sort();
    assert_eq!(deltas, [("1", "1"), ("10", "14")].map(|(own, base)| (own.to_owned(), base.to_owned())));
}

/// Takes one digest for signed and leaves every other to [`RustCrypto`].
#[derive(Clone, Debug)]
struct Forgiving(Digest);

#[derive(Debug)]
struct ForgivingKey(Arc<dyn PublicKey>, Digest);

impl Provider for Forgiving {
    fn name(&self) -> &'static str {
        "forgiving"
    }

    fn public_key(&self, spki: &[u8]) -> Result<Arc<dyn PublicKey>, KeyError> {
        Ok(Arc::new(ForgivingKey(RustCrypto.public_key(spki)?, self.0)))
    }

    fn hasher(&self, algorithm: DigestAlgorithm) -> Box<dyn Hasher> {
        RustCrypto.hasher(algorithm)
    }
}

impl PublicKey for ForgivingKey {
    fn facts(&self) -> &KeyFacts {
        self.0.facts()
    }

    fn verify_prehash(&self, algorithm: SignatureAlgorithm, digest: &Digest, signature: &[u8]) -> Outcome {
        if *digest == self.1 { Outcome::Valid } else { self.0.verify_digest(algorithm, digest, signature) }
    }
}

/// The certificate that the real answer is about was never published. A stand-in: another of that authority with the
/// serial number of the answer, whose own signature alone is taken on trust. Everything about the answer is real: its
/// signature, its responder with the empty nocheck, its lack of a nextUpdate.
fn a_published_answer_clears_what_it_is_about(shared: &Path) {
    let kz = shared.join("kz");
    let response = OcspResponse::parse(&fs::read(kz.join("ocsp/rsa_good.der")).unwrap()).unwrap();
    let original = certificate(&kz.join("certificates/person_sign_rsa_2022.cer"));
    let mut der = original.as_der().to_vec();
    let serial = original.serial_number();
    let place = der.windows(serial.len()).position(|window| window == serial).unwrap();
    der[place..place + serial.len()].copy_from_slice(response.answers().next().unwrap().serial_number());
    let signed = 4 + 4 + usize::from(u16::from_be_bytes([der[6], der[7]]));
    let digest = RustCrypto.digest(DigestAlgorithm::Sha256, &der[4..signed]);
    let stand_in = Certificate::from_der(&der).unwrap();
    let trust = common::trust(&[], &[kz.join("ca-test/nca_rsa_test_2019.crt")]);
    let validator = Validator::new(trust, Policy::applicant())
        .with_provider(Arc::new(Forgiving(digest)))
        .with_evidence(Evidence::new().with_ocsp(response));
    let asked = |certificate: &Certificate, time| {
        let verdict = validator.validate_certificate(certificate, at(time));
        let codes: Vec<_> = verdict.reasons().iter().map(|reason| reason.code()).collect();
        (verdict.indication().code(), codes.join(","))
    };
    assert_eq!(asked(&stand_in, "2022-09-02T17:00:00Z"), ("total-passed", String::new()));
    let told = |code: &str| ("indeterminate", code.to_owned());
    assert_eq!(asked(&stand_in, "2022-09-03T17:00:00Z"), told("revocation-stale"));
    assert_eq!(asked(&stand_in, "2022-09-02T16:00:00Z"), told("revocation-future"));
    assert_eq!(asked(&original, "2022-09-02T17:00:00Z"), told("revocation-missing"));
}

fn response_seeds_never_panic(shared: &Path) {
    let mut read = 0;
    let count = seeds(shared, "seeds-ocsp.tar.zst", |bytes| {
        if let Ok(response) = OcspResponse::from_der(bytes) {
            assert_eq!(response.as_der(), bytes);
            assert!(response.answers().all(|answer| !format!("{answer:?}").is_empty()));
            read += 1;
        }
    });
    assert!(count > 100 && read > 10, "{read} of {count} are responses");
}

/// Answer and reasons of every case are those of `tests/conformance/NAME.tsv`, so that a right answer for a wrong
/// reason shows, and so does any change. `KZ_EDS_WRITE_PINS=1` writes the file anew.
fn pinned(shared: &Path, name: &str) {
    let suite = fs::read_to_string(shared.join("suites").join(name).with_extension("jsonl")).unwrap();
    let pins =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conformance").join(name).with_extension("tsv");
    let results: Vec<_> = suite.lines().map(cases::run).collect();
    let accepted = |answer: &str| matches!(answer, "success" | "good");
    for result in &results {
        assert!(result.is_right() || !accepted(result.got), "wrongly accepted: {result}");
    }
    let right = results.iter().filter(|result| result.is_right()).count();
    let mut text: String = results.iter().map(|result| format!("{result}\n")).collect();
    text += &format!("{right} right of {}\n", results.len());
    if std::env::var_os("KZ_EDS_WRITE_PINS").is_some() {
        fs::write(&pins, &text).unwrap();
    }
    assert_eq!(text, fs::read_to_string(&pins).unwrap(), "{}", pins.display());
}

/// The stamp of each CAdES-T sample, by the production authority: over the signature beside it (threat 27).
fn published_stamps_are_over_what_they_stamp(shared: &Path) {
    for (file, seconds) in [("attached", "2026-07-20T09:08:"), ("detached", "2026-07-20T09:08:")] {
        let file = format!("kz/cms/person_gost2015_cades_t_{file}.der");
        let bytes = fs::read(shared.join(&file)).unwrap();
        let message = SignedMessage::parse(&bytes).unwrap();
        let signer = message.signers().next().unwrap();
        let stamps: Vec<_> = signer.time_stamps().collect();
        assert_eq!(stamps.len(), 1, "{file}");
        let token = TimeStampToken::parse(stamps[0]).unwrap();
        assert!(token.gen_time().to_rfc3339().starts_with(seconds), "{file}: {}", token.gen_time());
        assert!(token.unknown_critical().is_empty() && token.latest_time() >= token.gen_time());
        let known = token.imprint_digest().is_ok();
        assert!(known || !GOST, "{file}");
        assert_eq!(token.imprint_of(&RustCrypto, signer.signature()).ok(), known.then_some(true), "{file}");
        assert_eq!(token.imprint_of(&RustCrypto, b"another").ok(), known.then_some(false), "{file}");
        assert!(signer.revocation_values().unwrap().lists.is_empty());
    }
}

fn a_published_answer_of_a_time_stamping_authority(shared: &Path) {
    let read = |file: &str| fs::read(shared.join("kz/tsp").join(file)).unwrap();
    let bytes = read("gost2004_sha1_imprint_response.der");
    let response = TimeStampResponse::parse(&bytes).unwrap();
    assert!(response.status().is_granted() && response.failures().is_empty());
    assert_eq!(response.token().unwrap(), read("gost2004_sha1_imprint_token.der"));
    let token = TimeStampToken::parse(response.token().unwrap()).unwrap();
    assert_eq!(token.gen_time(), at("2022-09-18T13:20:14Z"));
    assert_eq!((token.latest_time(), token.accuracy()), (token.gen_time(), None));
    assert_eq!(token.policy().to_string(), "1.2.398.3.3.2.6.1");
    assert_eq!(token.imprint_digest(), Ok(DigestAlgorithm::Sha1));
    assert_eq!(token.imprint().len(), 20);
    assert_eq!(token.nonce(), Some(&[0x01, 0x83, 0x50, 0xC0, 0x22, 0xD7][..]));
    assert_eq!((token.ordering(), token.tsa(), token.message().certificates().len()), (false, None, 1));
}

/// What is read from a changed token is either the same or seen to be another by its fingerprint.
fn no_flipped_bit_of_a_stamp_passes_for_another(shared: &Path) {
    let bytes = fs::read(shared.join("kz/tsp/gost2004_sha1_imprint_token.der")).unwrap();
    let known = TimeStampToken::parse(&bytes).unwrap().fingerprint();
    for (place, bit) in (0..bytes.len()).flat_map(|place| (0..8).map(move |bit| (place, bit))) {
        let mut changed = bytes.clone();
        changed[place] ^= 1 << bit;
        if let Ok(token) = TimeStampToken::parse(&changed) {
            assert_ne!(token.fingerprint(), known, "{place}");
        }
    }
}
