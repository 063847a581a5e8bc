//! Every line of `testdata/archive/manifest.jsonl`: verdict and reasons as written there by hand.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use chrono::{DateTime, Utc};
use common::archive::{bytes, manifest, path};
use common::counting::Counting;
use common::lines::{Expected, Ledger};
use kz_eds::crypto::{Digest, DigestAlgorithm, Hasher, KeyError, Provider, PublicKey, RustCrypto};
use kz_eds::{
    AllowedList, Bin, Certificate, Claim, Document, IdentityRule, Iin, Indication, Limits, Moment, Policy,
    Reason, Role, SignedRequest, TrustAnchor, TrustStore, Validator,
};

#[test]
fn every_request_gives_what_its_line_says() {
    let mut ledger = Ledger::default();
    for line in &manifest() {
        let request = line.request();
        let verdict = request.verdict();
        // Without the feature nothing that the GOST authorities issue can be judged.
        if line.id.starts_with("gost-") && !cfg!(feature = "gost") {
            let unsupported = verdict.reasons().contains(&Reason::AlgorithmUnsupported);
            assert!(unsupported && verdict.accept().is_err(), "{}", line.id);
            continue;
        }
        let expected =
            Expected { id: &line.id, indication: &line.indication, reasons: &line.reasons, note: &line.note };
        ledger.hold(&expected, verdict.indication().code(), &verdict.reasons());
        assert_eq!(verdict.accept().is_ok(), line.indication == "total-passed", "{}", line.id);
    }
    ledger.close(150);
}

/// Policies that demand signingCertificate or no attributes at all are not among the presets of the manifest.
#[test]
fn attributes_are_demanded_by_policy() {
    let ask = |file: &str, signed_attributes, signing_certificate| {
        let policy = Policy { signed_attributes, signing_certificate, ..Policy::applicant() };
        let validator = Validator::new(common::trust(&[path("../trust")], &[]), policy)
            .with_evidence(common::evidence(&[path("../evidence")]));
        let message = bytes(&format!("messages/{file}.cms"));
        let request = SignedRequest::attached(&message).allowing_other_signers();
        validator.verify_request(&request, "2026-06-01T12:00:00Z".parse::<DateTime<Utc>>().unwrap()).reasons()
    };
    use kz_eds::Demand::{Optional, Required};
    use kz_eds::SigningCertificate as Named;
    assert_eq!(ask("without_signing_certificate", Required, Named::Optional), []);
    assert_eq!(
        ask("without_signing_certificate", Required, Named::Required),
        [Reason::SigningCertificateMissing]
    );
    assert_eq!(ask("person", Required, Named::RequiredV2), []);
    assert_eq!(ask("signing_certificate_v1", Required, Named::Required), []);
    assert_eq!(
        ask("signing_certificate_v1", Required, Named::RequiredV2),
        [Reason::SigningCertificateMissing]
    );
    assert_eq!(ask("without_attributes", Optional, Named::Optional), []);
    assert_eq!(ask("without_attributes", Required, Named::Optional), [Reason::SignedAttributesMissing]);
    assert_eq!(
        ask("without_attributes_content_changed", Optional, Named::Optional),
        [Reason::SignatureInvalid]
    );
}

/// A request that expects nobody refuses everybody, unless others are allowed.
#[test]
fn nobody_expected_is_nobody_accepted() {
    let line = manifest().into_iter().find(|line| line.indication == "total-passed").unwrap();
    let mut request = line.request();
    request.claims.clear();
    assert_eq!(request.verdict().reasons(), [Reason::UnexpectedSigner]);
    let asked = request.asked().allowing_other_signers();
    assert!(request.validator().verify_request(&asked, request.moment).accept().is_ok());
}

#[test]
fn every_reason_of_requests_has_a_case() {
    let seen: BTreeSet<String> = manifest().into_iter().flat_map(|line| line.reasons).collect();
    for reason in [
        Reason::SignerMissing,
        Reason::SignerCertificateMissing,
        Reason::SignerCertificateAmbiguous,
        Reason::SignatureInvalid,
        Reason::ContentDigestMismatch,
        Reason::ContentMissing,
        Reason::ContentConfused,
        Reason::ContentIsAttributes,
        Reason::SignedAttributesMissing,
        Reason::SignedAttributesInvalid,
        Reason::SigningCertificateMismatch,
        Reason::AlgorithmMismatch,
        Reason::AlgorithmProtectionMismatch,
        Reason::UnexpectedSigner,
        Reason::ClaimUnmet,
        Reason::CertificateNotTheOneChecked,
        Reason::DocumentMissing,
        Reason::DocumentAdded,
        Reason::DocumentChanged,
        Reason::DocumentSwapped,
        Reason::DocumentSignerDiffers,
        Reason::UnsignedByProcedure,
    ] {
        assert!(seen.contains(reason.code()), "{reason}");
    }
}

fn usual() -> Validator {
    Validator::new(common::trust(&[path("../trust")], &[]), Policy::applicant())
        .with_evidence(common::evidence(&[path("../evidence")]))
}

fn noon() -> DateTime<Utc> {
    "2026-06-01T12:00:00Z".parse().unwrap()
}

fn applicant() -> Claim {
    Claim::applicant(Iin::parse("010101100018").unwrap())
}

fn operator() -> Claim {
    let bins: AllowedList = [Bin::parse("260140000025").unwrap()].into_iter().collect();
    Claim::new(Role::Operator, IdentityRule::Allowed(bins))
}

#[test]
fn oddities_are_told_and_change_nothing() {
    let told = |file: &str| {
        let message = bytes(&format!("messages/{file}.cms"));
        let verdict = usual().verify_request(&SignedRequest::attached(&message).expects(applicant()), noon());
        let told: Vec<_> = verdict.report().all_judgements().map(|found| found.reason).collect();
        assert_eq!(verdict.reasons(), [], "{file}");
        told
    };
    assert_eq!(told("person"), []);
    assert_eq!(told("trailing_nul"), [Reason::TrailingNul]);
    assert_eq!(told("signing_time_in_2027"), [Reason::SigningTimeInFuture]);
}

/// A document is signed by the signer of the form's first claim, and by nobody who has not signed the form.
#[test]
fn documents_are_signed_by_the_signers_of_the_form() {
    let ask = |form: &str, claims: &[Claim], document: &str| {
        let (form, document) =
            (bytes(&format!("messages/{form}.cms")), bytes(&format!("messages/{document}.cms")));
        let request = claims.iter().cloned().fold(SignedRequest::attached(&form), SignedRequest::expects);
        let request = request.allowing_other_signers().with_document(Document::attached("plan", &document));
        usual().verify_request(&request, noon()).reasons()
    };
    let differs = [Reason::DocumentSignerDiffers];
    assert_eq!(ask("person_ec", &[applicant()], "person_ec"), []);
    assert_eq!(ask("four_signers", &[applicant()], "person_ec"), []);
    assert_eq!(
        ask("four_signers", &[applicant()], "employee"),
        differs,
        "signed the form, is not the applicant"
    );
    assert_eq!(
        ask("person_ec", &[applicant()], "applicant_and_operator"),
        differs,
        "the operator is a stranger"
    );
    assert_eq!(
        ask("applicant_and_operator", &[operator()], "person_ec"),
        differs,
        "the first claim is the operator's"
    );
}

#[test]
fn a_document_has_a_name_of_its_own() {
    let (form, plan) = (bytes("messages/person.cms"), bytes("messages/document_plan.cms"));
    let one =
        SignedRequest::attached(&form).expects(applicant()).with_document(Document::attached("plan", &plan));
    let two = one.clone().with_document(Document::attached("plan", &plan));
    assert_eq!(usual().verify_request(&one, noon()).reasons(), []);
    assert_eq!(usual().verify_request(&two, noon()).reasons(), [Reason::DocumentAdded]);
}

/// SIG-4: the certificate that was checked is that of the first claim's signer, wherever it stands in the message.
#[test]
fn claims_and_the_checked_certificate_belong_to_their_signers() {
    let message = bytes("messages/applicant_and_operator.cms");
    let person = Certificate::parse(&bytes("../certificates/person_ec.cer")).unwrap().fingerprint();
    let request = SignedRequest::attached(&message).expects(operator()).expects(applicant());
    let verified = usual().verify_request(&request, noon()).accept().unwrap();
    let claims: Vec<_> = verified.signers().iter().map(|signer| signer.claim()).collect();
    let place =
        verified.signers().iter().position(|signer| signer.certificate().fingerprint() == person).unwrap();
    assert_eq!((claims[place], claims[1 - place]), (Some(1), Some(0)));
    let other = verified.signers()[1 - place].certificate().fingerprint();
    let checked =
        |fingerprint| usual().verify_request(&request.clone().checked_as(fingerprint), noon()).reasons();
    assert_eq!(checked(other), []);
    assert_eq!(checked(person), [Reason::CertificateNotTheOneChecked]);
}

/// An anchor may itself be the signer, as the self-signed authority of 2011 may.
#[test]
fn an_anchor_may_be_the_signer() {
    let message = bytes("messages/certificate_not_embedded.cms");
    let request = SignedRequest::attached(&message).expects(applicant());
    let person = Certificate::parse(&bytes("../certificates/person.cer")).unwrap();
    let trust = |store: TrustStore| store.with_trust_anchor(TrustAnchor::new(person.clone()));
    let known = Validator::new(trust(common::trust(&[path("../trust")], &[])), Policy::applicant())
        .with_evidence(common::evidence(&[path("../evidence")]));
    assert_eq!(usual().verify_request(&request, noon()).reasons(), [Reason::SignerCertificateMissing]);
    assert_eq!(known.verify_request(&request, noon()).reasons(), []);
}

/// Clocks differ by so much: the same skew as for lists, inclusive.
#[test]
fn a_signing_time_may_be_a_little_early() {
    let message = bytes("messages/person.cms");
    let request = SignedRequest::attached(&message).expects(applicant());
    // It says 11:45:00.
    for (at, told) in
        [("2026-06-01T11:40:00Z", vec![]), ("2026-06-01T11:39:59Z", vec![Reason::SigningTimeInFuture])]
    {
        let verdict = usual().verify_request(&request, at.parse::<DateTime<Utc>>().unwrap());
        assert_eq!(
            verdict.report().all_judgements().map(|found| found.reason).collect::<Vec<_>>(),
            told,
            "{at}"
        );
        assert!(verdict.accept().is_ok());
    }
    // By the clock of validation, whenever the signature is proven to have been there.
    let proven = Moment::at(noon()).proven_by("2026-05-01T00:00:00Z".parse().unwrap());
    let verdict = usual().verify_request(&request, proven);
    assert_eq!(verdict.report().all_judgements().count(), 0);
}

/// The fewest signatures of a budget with which this passes.
fn fewest(passes: impl Fn(Validator) -> bool) -> usize {
    let with = |signatures| {
        let limits = Limits { signatures, ..Limits::default() };
        Validator::new(common::trust(&[path("../trust")], &[]), Policy { limits, ..Policy::applicant() })
            .with_evidence(common::evidence(&[path("../evidence")]))
    };
    (0..100).find(|&signatures| passes(with(signatures))).unwrap()
}

/// Threat 21: one budget for a request, its form, every signer and every document.
#[test]
fn the_budget_is_one_for_all_of_a_request() {
    let (form, plan, scheme) = (
        bytes("messages/person.cms"),
        bytes("messages/document_plan.cms"),
        bytes("messages/document_scheme.cms"),
    );
    let certificate = Certificate::parse(&bytes("../certificates/person.cer")).unwrap();
    let alone = fewest(|with| with.check_certificate(&certificate, &applicant(), noon()).is_passed());
    let request = |message| SignedRequest::attached(message).expects(applicant());
    let cost = |request: &SignedRequest<'_>| {
        fewest(|with| {
            let verdict = with.verify_request(request, noon());
            let (reasons, passes) = (verdict.reasons(), verdict.accept().is_ok());
            assert!(passes || reasons == [Reason::BudgetExceeded], "{reasons:?}");
            passes
        })
    };
    assert_eq!(cost(&request(&form)), alone + 1, "the certificate, and the signature itself");
    let both = request(&form)
        .with_document(Document::attached("plan", &plan))
        .with_document(Document::attached("scheme", &scheme));
    assert_eq!(cost(&both), 3 * (alone + 1));
    let heads = bytes("messages/two_heads.cms");
    let heads = SignedRequest::attached(&heads).allowing_other_signers();
    assert_eq!(cost(&heads), 2 * (alone + 1));
}

/// Without a budget nothing is verified: of all digests only the content's is made.
#[test]
fn no_budget_is_no_verification() {
    let message = bytes("messages/person.cms");
    let made = |signatures| {
        let limits = Limits { signatures, ..Limits::default() };
        let provider = Arc::new(Counting::default());
        let policy = Policy { limits, ..Policy::applicant() };
        let validator = Validator::new(common::trust(&[path("../trust")], &[]), policy);
        let request = SignedRequest::attached(&message).expects(applicant());
        let verdict = validator.with_provider(provider.clone()).verify_request(&request, noon());
        let exceeded = verdict.reasons().contains(&Reason::BudgetExceeded);
        (exceeded, provider.0.load(Ordering::Relaxed))
    };
    assert_eq!(made(0), (true, 1));
    assert_eq!(made(1), (true, 2), "and the attributes'");
}

/// SIG-8: an unsigned request is told from one with a bad signature.
#[test]
fn unsigned_by_procedure_is_not_badly_signed() {
    let broken = bytes("messages/signature_flipped.cms");
    let unsigned = |request: SignedRequest<'_>| {
        usual().verify_request(&request, noon()).accept().unwrap_err().is_unsigned_by_procedure()
    };
    assert!(unsigned(SignedRequest::unsigned_by_procedure()));
    assert!(!unsigned(SignedRequest::attached(&broken).expects(applicant())));
    assert!(!unsigned(SignedRequest::attached(b"").expects(applicant())));
}

/// What the caller hashed the caller has: only what the library saw is handed out.
#[test]
fn hashed_content_is_not_handed_out() {
    let (form, plan) = (bytes("messages/person_detached.cms"), bytes("messages/document_plan_detached.cms"));
    let digests = |message: &[u8], content: &str| {
        let mut hasher = usual().hasher(message).unwrap();
        hasher.update(&bytes(content));
        hasher.finish()
    };
    let (of_form, of_plan) = (digests(&form, "contents/form.json"), digests(&plan, "contents/plan.txt"));
    let beside = bytes("contents/plan.txt");
    let request = SignedRequest::hashed(&form, &of_form)
        .expects(applicant())
        .with_document(Document::hashed("hashed", &plan, &of_plan))
        .with_document(Document::detached("beside", &plan, &beside));
    let verified = usual().verify_request(&request, noon()).accept().unwrap();
    assert_eq!((verified.content(), verified.document("hashed")), (None, None));
    assert_eq!(verified.document("beside").as_deref(), Some(&beside[..]));
    let other = SignedRequest::hashed(&form, &of_plan).expects(applicant());
    assert_eq!(usual().verify_request(&other, noon()).reasons(), [Reason::ContentDigestMismatch]);
}

/// A document's own indication is that of its message, its signers and its place in the request together.
#[test]
fn a_document_has_an_indication_of_its_own() {
    let (form, broken, good) = (
        bytes("messages/person.cms"),
        bytes("messages/document_plan_broken.cms"),
        bytes("messages/document_scheme.cms"),
    );
    let request = SignedRequest::attached(&form)
        .expects(applicant())
        .with_document(Document::attached("plan", &broken))
        .with_document(Document::attached("scheme", &good))
        .with_document(Document::attached("other", &good))
        .expects_documents(["plan", "scheme"]);
    let verdict = usual().verify_request(&request, noon());
    assert_eq!(verdict.reasons(), [Reason::DocumentAdded, Reason::SignatureInvalid]);
    let indications: Vec<_> = verdict.report().documents.iter().map(|each| each.indication).collect();
    assert_eq!(indications, [Indication::TotalFailed, Indication::TotalPassed, Indication::TotalFailed]);
}

/// Gives one digest, whatever it is asked for: the day on which two certificates have the same.
#[derive(Debug)]
struct Colliding(Digest);

impl Hasher for Colliding {
    fn update(&mut self, _: &[u8]) {}

    fn finish(self: Box<Self>) -> Digest {
        self.0
    }
}

impl Provider for Colliding {
    fn name(&self) -> &'static str {
        "colliding"
    }

    fn public_key(&self, spki: &[u8]) -> Result<Arc<dyn PublicKey>, KeyError> {
        RustCrypto.public_key(spki)
    }

    fn hasher(&self, _: DigestAlgorithm) -> Box<dyn Hasher> {
        Box::new(Self(self.0))
    }
}

/// Threat 6: of two certificates that a signed attribute names alike none is taken.
#[test]
fn two_certificates_of_one_digest_are_two() {
    let mut message = bytes("messages/key_id_of_two.cms");
    let reasons = |message: &[u8], validator: Validator| {
        let request = SignedRequest::attached(message).expects(applicant());
        validator.verify_request(&request, noon()).reasons()
    };
    let person = Certificate::parse(&bytes("../certificates/person.cer")).unwrap();
    let digest = RustCrypto.digest(DigestAlgorithm::Sha256, person.as_der());
    let colliding = || usual().with_provider(Arc::new(Colliding(digest)));
    assert_eq!(reasons(&message, usual()), []);
    // Where a certificate has a fingerprint already nobody is asked for another.
    assert!(!reasons(&message, colliding()).contains(&Reason::SignerCertificateAmbiguous));
    // signingCertificateV2 becomes signingCertificate, whose digest is SHA-1.
    let version_2 = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 9, 16, 2, 47];
    let place = message.windows(11).position(|octets| octets == version_2).unwrap();
    message[place + 10] = 12;
    assert_eq!(reasons(&message, colliding()), [Reason::SignerCertificateAmbiguous]);
}

/// What is said of the only signer is said under the only claim, answered or not.
#[test]
fn the_only_signer_answers_for_the_only_claim() {
    let message = bytes("messages/person.cms");
    let other = Claim::applicant(Iin::parse("010101100058").unwrap());
    let verdict = usual().verify_request(&SignedRequest::attached(&message).expects(other), noon());
    assert_eq!(verdict.reasons(), [Reason::IdentityMismatch]);
    let signers = &verdict.report().signers;
    assert_eq!(signers.iter().map(|signer| signer.claim.is_some()).collect::<Vec<_>>(), [true]);
}

/// Threat 29: an old signature is judged by the algorithms of its proven time.
#[test]
fn sha_1_holds_where_the_time_is_proven() {
    let message = bytes("messages/archive_2012_sha1.cms");
    let request = SignedRequest::attached(&message).allowing_other_signers();
    let trust = common::trust(&[path("../trust-2011")], &[]);
    let validator = Validator::new(trust, Policy::archive());
    let now = Moment::at("2018-06-01T12:00:00Z".parse().unwrap());
    let refused =
        |moment| validator.verify_request(&request, moment).reasons().contains(&Reason::AlgorithmNotAllowed);
    assert!(refused(now) && !refused(now.proven_by("2012-06-01T12:00:00Z".parse().unwrap())));
}
