//! Trust, evidence and certificates of the repository's own test material, compiled in.

use std::collections::HashSet;
use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use kz_eds::{
    Certificate, Crl, Evidence, EvidenceRule, OcspResponse, Policy, SignedMessage, SignedRequest, Sources,
    TrustStore, Validator,
};

macro_rules! files {
    ($($path:literal),* $(,)?) => { &[$(include_bytes!(concat!("../../testdata/", $path))),*] };
}

const ANCHORS: &[&[u8]] = files!["trust/root_rsa.cer", "trust/root_ec.pem"];
const INTERMEDIATES: &[&[u8]] = files!["trust/nca_rsa.cer", "trust/nca_ec.cer"];
const ROOT_LIST: &[u8] = include_bytes!("../../testdata/evidence/root_rsa.crl");
const EVIDENCE: &[&[u8]] =
    files!["evidence/nca_rsa.crl", "evidence/nca_ec.pem", "evidence/root_rsa.crl", "evidence/root_ec.crl"];
const PERSON: &[u8] = include_bytes!("../../testdata/certificates/person.cer");

/// The certificates that are good at noon of 1 June 2026, whoever they belong to.
const GOOD: &[&[u8]] = files![
    "certificates/accredited_person.cer",
    "certificates/employee.pem",
    "certificates/ends_at_noon.cer",
    "certificates/generalized_time.cer",
    "certificates/head.cer",
    "certificates/head_branch.cer",
    "certificates/head_ec.cer",
    "certificates/head_other_company.cer",
    "certificates/head_wrong_check_digit.cer",
    "certificates/hr.cer",
    "certificates/information_system.cer",
    "certificates/person.cer",
    "certificates/person_2022.cer",
    "certificates/person_ec.cer",
    "certificates/person_impossible_date.cer",
    "certificates/person_pss.cer",
    "certificates/person_second_row.cer",
    "certificates/person_sha384.cer",
    "certificates/person_sha512.cer",
    "certificates/person_wrong_check_digit.cer",
    "certificates/right_to_sign.cer",
    "certificates/right_to_sign_critical_eku.cer",
    "certificates/starts_at_noon.cer",
    "certificates/treasury.b64",
    // Odd subjects that deceive nobody.
    "spoofed/department_and_bin.cer",
    "spoofed/bin_in_organization_identifier.cer",
    "spoofed/same_bin_twice.cer",
];

/// Issued like those, with subjects that try to be read as somebody else: they may pass, and answer no claim.
const SPOOFED: &[&[u8]] = files![
    "spoofed/bin_11_digits.cer",
    "spoofed/bin_bmp.cer",
    "spoofed/bin_in_organization.cer",
    "spoofed/bin_without_prefix.cer",
    "spoofed/bins_differ.cer",
    "spoofed/iin_11_digits.cer",
    "spoofed/iin_13_digits.cer",
    "spoofed/iin_and_name_in_one_rdn.cer",
    "spoofed/iin_arabic_digits.cer",
    "spoofed/iin_bmp.cer",
    "spoofed/iin_empty.cer",
    "spoofed/iin_in_common_name.cer",
    "spoofed/iin_leading_space.cer",
    "spoofed/iin_lower_case.cer",
    "spoofed/iin_nul.cer",
    "spoofed/iin_trailing_space.cer",
    "spoofed/iin_without_prefix.cer",
    "spoofed/same_iin_twice.cer",
    "spoofed/two_bins.cer",
    "spoofed/two_iins.cer",
    "spoofed/two_iins_in_one_rdn.cer",
];

/// The lists that may clear a certificate: fresh, signed by the right key, and about it.
const LISTS: &[&[u8]] = files![
    "evidence/nca_rsa.crl",
    "lists/duplicate_entry.crl",
    "lists/empty.crl",
    "lists/only_user_certificates.crl",
    "lists/this_distribution_point.crl",
    "lists/unknown_extension.crl",
];

/// The usual moment of judgement.
pub(crate) fn noon() -> DateTime<Utc> {
    DateTime::from_timestamp(1_780_315_200, 0).expect("1 June 2026, 12:00")
}

fn trust() -> TrustStore {
    let anchored =
        ANCHORS.iter().fold(TrustStore::new(), |trust, file| trust.with_anchor(file).expect("an anchor"));
    INTERMEDIATES.iter().fold(anchored, |trust, file| trust.with_intermediate(file).expect("an intermediate"))
}

fn list(file: &[u8]) -> Crl {
    Crl::parse(file).expect("a list")
}

fn validator_by(policy: Policy) -> Validator {
    let evidence = EVIDENCE.iter().fold(Evidence::new(), |evidence, file| evidence.with_crl(list(file)));
    Validator::new(trust(), policy).with_evidence(evidence)
}

/// Judges by the committed trust and the lists of the day.
pub(crate) fn validator() -> &'static Validator {
    static VALIDATOR: LazyLock<Validator> = LazyLock::new(|| validator_by(Policy::applicant()));
    &VALIDATOR
}

/// Judges licences by the same.
pub(crate) fn licence_validator() -> &'static Validator {
    static VALIDATOR: LazyLock<Validator> = LazyLock::new(|| validator_by(Policy::licence()));
    &VALIDATOR
}

/// The authority of the RSA chain.
pub(crate) fn authority() -> &'static Certificate {
    static CERTIFICATE: LazyLock<Certificate> =
        LazyLock::new(|| Certificate::parse(INTERMEDIATES[0]).expect("a certificate"));
    &CERTIFICATE
}

/// Judges by the committed trust, the root's list, and this one in place of the issuing authority's.
pub(crate) fn validator_with(list: Crl) -> Validator {
    static ROOT: LazyLock<Evidence> = LazyLock::new(|| Evidence::new().with_crl(self::list(ROOT_LIST)));
    static TRUST: LazyLock<TrustStore> = LazyLock::new(trust);
    Validator::new(TRUST.clone(), Policy::applicant()).with_evidence(ROOT.clone().with_crl(list))
}

/// A good certificate of the RSA chain.
pub(crate) fn person() -> &'static Certificate {
    static CERTIFICATE: LazyLock<Certificate> =
        LazyLock::new(|| Certificate::parse(PERSON).expect("a certificate"));
    &CERTIFICATE
}

fn der_of(files: &[&[u8]]) -> HashSet<Vec<u8>> {
    files.iter().map(|file| Certificate::parse(file).expect("a certificate").as_der().to_vec()).collect()
}

/// The certificate may answer a claim at noon.
pub(crate) fn is_good(der: &[u8]) -> bool {
    static KNOWN: LazyLock<HashSet<Vec<u8>>> = LazyLock::new(|| der_of(GOOD));
    KNOWN.contains(der)
}

/// The certificate may pass at noon while nobody asks whose it is.
pub(crate) fn is_issued(der: &[u8]) -> bool {
    static KNOWN: LazyLock<HashSet<Vec<u8>>> = LazyLock::new(|| der_of(SPOOFED));
    is_good(der) || KNOWN.contains(der)
}

/// The list may clear [`person`].
pub(crate) fn is_good_list(der: &[u8]) -> bool {
    static KNOWN: LazyLock<HashSet<Vec<u8>>> =
        LazyLock::new(|| LISTS.iter().map(|file| list(file).as_der().to_vec()).collect());
    KNOWN.contains(der)
}

/// Messages that pass at noon, with their content inside.
const MESSAGES: &[&[u8]] = files![
    "archive/messages/person.cms",
    "archive/messages/head.cms",
    "archive/messages/key_id.cms",
    "archive/messages/algorithm_protection.cms",
    "archive/messages/ber_chunked.cms",
    "archive/messages/ber_indefinite.cms",
    "archive/messages/applicant_and_operator.cms",
    "archive/messages/four_signers.cms",
    "archive/messages/empty_content.cms",
];

/// One of the good messages; any number names one.
pub(crate) fn message(number: u8) -> &'static [u8] {
    MESSAGES[usize::from(number) % MESSAGES.len()]
}

/// All of them.
pub(crate) fn messages() -> impl Iterator<Item = &'static [u8]> {
    MESSAGES.iter().copied()
}

/// The content of a message that passes, and its signers.
pub(crate) fn accepted(message: &[u8]) -> (Vec<u8>, Vec<Certificate>) {
    let request = SignedRequest::attached(message).allowing_other_signers();
    let verified = validator().verify_request(&request, noon()).accept().expect("a good message");
    let signers = verified.signers().iter().map(|signer| signer.certificate().clone());
    (verified.content().expect("attached").into_owned(), signers.collect())
}

/// Responses about [`person`], and what they say of it at noon; nothing stands for good.
const RESPONSES: &[(&[u8], Option<&str>)] = &[
    (include_bytes!("../../testdata/ocsp/person_good.ocsp"), None),
    (include_bytes!("../../testdata/ocsp/person_revoked.ocsp"), Some("certificate-revoked")),
    (include_bytes!("../../testdata/ocsp/person_on_hold.ocsp"), Some("certificate-on-hold")),
    (include_bytes!("../../testdata/ocsp/person_unknown.ocsp"), Some("ocsp-unknown")),
    (include_bytes!("../../testdata/ocsp/person_not_issued.ocsp"), Some("certificate-not-issued")),
    (include_bytes!("../../testdata/ocsp/person_good_and_revoked.ocsp"), Some("certificate-revoked")),
    (include_bytes!("../../testdata/ocsp/person_by_key.ocsp"), None),
    (include_bytes!("../../testdata/ocsp/person_sha1_id.ocsp"), None),
    (include_bytes!("../../testdata/ocsp/person_nonce.ocsp"), None),
    (include_bytes!("../../testdata/ocsp/person_logged.ocsp"), None),
    (include_bytes!("../../testdata/ocsp/person_next_update.ocsp"), None),
    (include_bytes!("../../testdata/ocsp/delegated.ocsp"), None),
    (include_bytes!("../../testdata/ocsp/delegated_by_key.ocsp"), None),
    (include_bytes!("../../testdata/ocsp/delegated_empty_nocheck.ocsp"), None),
    (include_bytes!("../../testdata/ocsp/delegated_revoked.ocsp"), Some("certificate-revoked")),
    (include_bytes!("../../testdata/ocsp/person_invalid_since.ocsp"), Some("certificate-revoked")),
    (include_bytes!("../../testdata/ocsp/person_version.ocsp"), None),
    (include_bytes!("../../testdata/ocsp/person_sha512_id.ocsp"), None),
    (include_bytes!("../../testdata/ocsp/person_revoked_later.ocsp"), Some("certificate-revoked")),
    (include_bytes!("../../testdata/ocsp/person_not_issued_unmarked.ocsp"), Some("certificate-not-issued")),
    (include_bytes!("../../testdata/ocsp/person_stale_revoked.ocsp"), Some("certificate-revoked")),
    (include_bytes!("../../testdata/ocsp/person_good_and_unknown.ocsp"), Some("ocsp-unknown")),
    (include_bytes!("../../testdata/ocsp/person_unknown_and_on_hold.ocsp"), Some("certificate-on-hold")),
    (include_bytes!("../../testdata/ocsp/person_unknown_extension.ocsp"), None),
    (include_bytes!("../../testdata/ocsp/delegated_without_key_usage.ocsp"), None),
];

/// One of these responses; any number names one.
pub(crate) fn response(number: u8) -> &'static [u8] {
    RESPONSES[usize::from(number) % RESPONSES.len()].0
}

/// Judges by the committed trust and this response alone. Of the issuing authority nothing is asked.
pub(crate) fn validator_by_responses(response: OcspResponse) -> Validator {
    static TRUST: LazyLock<TrustStore> = LazyLock::new(trust);
    let (sources, ca_evidence) = (Sources::Responses, EvidenceRule::NotChecked);
    let policy = Policy { sources, ca_evidence, ..Policy::applicant() };
    Validator::new(TRUST.clone(), policy).with_evidence(Evidence::new().with_ocsp(response))
}

/// What the known response with this signed part says: the codes of what stands against the certificate.
pub(crate) fn signed_status(tbs: &[u8]) -> Option<Vec<&'static str>> {
    let known = RESPONSES
        .iter()
        .find(|(der, _)| OcspResponse::from_der(*der).is_ok_and(|response| response.tbs() == tbs));
    known.map(|(_, code)| code.iter().copied().collect())
}

/// Tokens, responses and a request.
const STAMP_FILES: &[&[u8]] = files![
    "timestamps/every_field.tst",
    "timestamps/person.tst",
    "timestamps/person_by_ec.tst",
    "timestamps/ess_v1.tst",
    "timestamps/critical_extension.tst",
    "timestamps/person.tsr",
    "timestamps/rejected.tsr",
    "timestamps/person.tsq",
];

/// One of these files; any number names one.
pub(crate) fn stamp_file(number: u8) -> &'static [u8] {
    STAMP_FILES[usize::from(number) % STAMP_FILES.len()]
}

/// The request that `person.tsr` answers.
pub(crate) fn stamp_request() -> &'static [u8] {
    include_bytes!("../../testdata/timestamps/person.tsq")
}

/// A message whose signer's certificate ended in the morning.
pub(crate) fn ended() -> &'static [u8] {
    include_bytes!("../../testdata/archive/messages/expired.cms")
}

/// The stamp that proves its signature older than that.
pub(crate) fn proof() -> &'static [u8] {
    static PROOF: LazyLock<Vec<u8>> = LazyLock::new(|| {
        let stamped = include_bytes!("../../testdata/archive/messages/stamped_before_the_end.cms");
        let message = SignedMessage::parse(stamped).expect("a message");
        let signer = message.signers().next().expect("a signer");
        signer.time_stamps().next().expect("a stamp").to_vec()
    });
    &PROOF
}

/// Judges as [`validator`] does, at the time that a stamp proves.
pub(crate) fn archivist() -> &'static Validator {
    static VALIDATOR: LazyLock<Validator> = LazyLock::new(|| validator_by(Policy::archive()));
    &VALIDATOR
}
