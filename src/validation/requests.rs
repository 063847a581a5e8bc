//! A signed request as a whole: its form, its claims, its documents.

use chrono::{DateTime, Utc};

use crate::certificate::Certificate;
use crate::finding::{Fact, Finding, Reason};
use crate::identity::SubjectIdentity;
use crate::path::Budget;
use crate::policy::{Indication, Policy};
use crate::report::{
    About, ClaimRecord, DocumentRecord, JudgementRecord, RequestReport, SCHEMA, SignerRecord, changes,
};

use super::accepted::{RequestVerdict, Verified};
use super::assignment::assign;
use super::message::{JudgedMessage, JudgedSigner};
use super::request::SignedRequest;
use super::{Moment, Validator, documents};

impl Validator {
    /// Verifies what was submitted: every signature, every signer's certificate, every claim, every document (SIG-1 to
    /// SIG-8, C3-7). The signed bytes and the proven identities are to be had through
    /// [`RequestVerdict::accept`] alone.
    ///
    /// ```
    /// # use kz_eds::*;
    /// # let read = |name: &str| std::fs::read(format!("testdata/{name}"));
    /// # let trust = TrustStore::new().with_anchor(read("trust/root_rsa.cer")?)?.with_intermediate(read("trust/nca_rsa.cer")?)?;
    /// # let evidence = Evidence::new().with_crl(Crl::parse(&read("evidence/nca_rsa.crl")?)?).with_crl(Crl::parse(&read("evidence/root_rsa.crl")?)?);
    /// # let validator = Validator::new(trust, Policy::applicant()).with_evidence(evidence);
    /// # let now: chrono::DateTime<chrono::Utc> = "2026-06-01T12:00:00Z".parse()?;
    /// let message = read("archive/messages/person.cms")?;
    /// let request = SignedRequest::attached(&message).expects(Claim::applicant(Iin::parse("010101100018")?));
    /// match validator.verify_request(&request, now).accept() {
    ///     Ok(verified) => println!("{} octets by {} signers", verified.content().unwrap().len(), verified.signers().len()),
    ///     Err(refusal) => println!("{} {:?}", refusal.message(Language::Kazakh), refusal.reasons()),
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn verify_request<'a>(
        &self,
        request: &SignedRequest<'a>,
        moment: impl Into<Moment>,
    ) -> RequestVerdict<'a> {
        let moment = moment.into();
        let Some(message) = request.message else {
            return self.without_message(Reason::UnsignedByProcedure, moment);
        };
        let budget = Budget::new(self.policy.limits);
        let (form, budget) = self.judge_message(message, request.content, moment, budget);
        let Some(mut form) = form else { return self.without_message(Reason::FormatUnreadable, moment) };
        let answers = self.judge_claims(request, &mut form);
        let principal = principal(&form, &answers);
        let mut documents = documents::judge(self, request, &mut form, principal.as_ref(), moment, budget);
        let report = self.request_report(&mut form, &answers, request, &mut documents, moment);
        RequestVerdict::new(report, |report| Verified::new(report, form, answers, documents))
    }

    fn without_message<'a>(&self, reason: Reason, moment: Moment) -> RequestVerdict<'a> {
        let report =
            self.empty_report(vec![JudgementRecord::new(About::Whole, reason.into(), &self.policy)], moment);
        RequestVerdict::refused(report)
    }

    fn empty_report(&self, judgements: Vec<JudgementRecord>, moment: Moment) -> RequestReport {
        RequestReport {
            schema: SCHEMA,
            library: env!("CARGO_PKG_VERSION"),
            indication: weight(&judgements),
            sub_indication: judgements
                .iter()
                .max_by_key(|found| found.indication)
                .and_then(|found| found.sub_indication),
            judgements,
            signers: Vec::new(),
            documents: Vec::new(),
            policy: self.policy_record.clone(),
            validation_time: moment.validation(),
            judged_time: moment.taken_by(self.policy.proofs).judged(),
        }
    }

    /// The signer of each claim, and findings on claims and signers that have no partner. With one claim and one
    /// signer it is said what is wrong between the two.
    fn judge_claims(&self, request: &SignedRequest<'_>, form: &mut JudgedMessage<'_>) -> Vec<Option<usize>> {
        let answers = if let ([claim], [signer]) = (request.claims.as_slice(), form.signers.as_mut_slice()) {
            if let Some(certificate) = &signer.certificate {
                let against = claim.judge(certificate.identity());
                signer.judged.findings.extend(against.into_iter().map(|finding| (About::Claim, finding)));
            }
            vec![Some(0)]
        } else {
            let answers = assign(&request.claims, &identities(&form.signers));
            lonely(request, form, &answers);
            answers
        };
        checked_as(request, form, &answers);
        answers
    }

    fn request_report(
        &self,
        form: &mut JudgedMessage<'_>,
        answers: &[Option<usize>],
        request: &SignedRequest<'_>,
        documents: &mut [documents::JudgedDocument<'_>],
        moment: Moment,
    ) -> RequestReport {
        let policy = &self.policy;
        let findings = std::mem::take(&mut form.findings).into_iter();
        let judgements = judgements(findings.map(|finding| (About::Whole, finding)), policy);
        let claim_of = |signer: usize| {
            let claim = answers.iter().position(|answer| *answer == Some(signer))?;
            request.claims.get(claim).map(ClaimRecord::from)
        };
        let at = moment.validation();
        let each = form.signers.iter_mut().enumerate();
        let signers = each.map(|(place, signer)| record(signer, claim_of(place), at, policy)).collect();
        let documents: Vec<DocumentRecord> =
            documents.iter_mut().map(|document| document.record(at, policy)).collect();
        let mut report = RequestReport { signers, documents, ..self.empty_report(judgements, moment) };
        // Every signer has a path to an anchor or a judgement against it; a form without signers has one of its own.
        let heaviest = report.all_judgements().max_by_key(|judgement| judgement.indication);
        let outcome = heaviest.map(|judgement| (judgement.indication, judgement.sub_indication));
        (report.indication, report.sub_indication) = match outcome {
            Some(outcome) => outcome,
            None if report.signers.is_empty() => (Indication::TotalFailed, None),
            None => (Indication::TotalPassed, None),
        };
        report
    }
}

/// Whose each signature is. Who signed twice is one signer, however different the signatures (threat 10): the second
/// answers nothing more.
fn identities(signers: &[JudgedSigner]) -> Vec<Option<&SubjectIdentity>> {
    let certificates: Vec<_> = signers.iter().map(|signer| signer.certificate.as_ref()).collect();
    let is_first = |place: usize| {
        let (earlier, rest) = certificates.split_at(place);
        rest.first().is_some_and(|certificate| !earlier.contains(certificate))
    };
    let each = certificates.iter().enumerate();
    each.map(|(place, certificate)| certificate.filter(|_| is_first(place)).map(Certificate::identity))
        .collect()
}

/// Claims that nobody answers, and signers that answer none.
fn lonely(request: &SignedRequest<'_>, form: &mut JudgedMessage<'_>, answers: &[Option<usize>]) {
    for (claim, answer) in request.claims.iter().zip(answers) {
        if answer.is_none() {
            form.findings.push(Finding::new(Reason::ClaimUnmet, [Fact::Role(claim.role().code())]));
        }
    }
    if request.allows_others {
        return;
    }
    let answering =
        answers.iter().flatten().filter_map(|&place| form.signers.get(place)?.certificate.clone());
    let answering: Vec<_> = answering.collect();
    // Who is unknown has a reason of its own for that, and could be anybody.
    for signer in &mut form.signers {
        if signer.certificate.as_ref().is_some_and(|certificate| !answering.contains(certificate)) {
            signer.judged.findings.push((About::Claim, Reason::UnexpectedSigner.into()));
        }
    }
}

/// SIG-4: the first claim is answered by the certificate that condition 3 saw.
fn checked_as(request: &SignedRequest<'_>, form: &mut JudgedMessage<'_>, answers: &[Option<usize>]) {
    let Some(expected) = request.checked_as else { return };
    let place = answers.first().copied().flatten().unwrap_or(0);
    let Some(signer) = form.signers.get_mut(place) else { return };
    let is_the_one = signer.certificate.as_ref().is_some_and(|found| found.fingerprint() == expected);
    if !is_the_one {
        signer.judged.findings.push((About::Certificate, Reason::CertificateNotTheOneChecked.into()));
    }
}

/// Who must have signed the documents: the signer of the first claim, or the first signer where there is no claim.
fn principal(form: &JudgedMessage<'_>, answers: &[Option<usize>]) -> Option<Certificate> {
    let place = answers.first().map_or(Some(0), |answer| *answer)?;
    form.signers.get(place)?.certificate.clone()
}

fn weight(judgements: &[JudgementRecord]) -> Indication {
    judgements.iter().map(|judgement| judgement.indication).max().unwrap_or(Indication::TotalFailed)
}

/// Heaviest first, what is only told last; what two checks found alike is said once.
pub(super) fn sort(judgements: &mut Vec<JudgementRecord>) {
    judgements.sort_by_key(|judgement| (std::cmp::Reverse(judgement.indication), judgement.about));
    for judgement in std::mem::take(judgements) {
        if !judgements.contains(&judgement) {
            judgements.push(judgement);
        }
    }
}

pub(super) fn judgements(
    findings: impl Iterator<Item = (About, Finding)>,
    policy: &Policy,
) -> Vec<JudgementRecord> {
    let mut records: Vec<_> =
        findings.map(|(about, finding)| JudgementRecord::new(about, finding, policy)).collect();
    sort(&mut records);
    records
}

/// All that was judged goes into the record: nobody asks for it again.
pub(super) fn record(
    signer: &mut JudgedSigner,
    claim: Option<ClaimRecord>,
    validation: DateTime<Utc>,
    policy: &Policy,
) -> SignerRecord {
    let judged = std::mem::take(&mut signer.judged);
    let judgements = judgements(judged.findings.into_iter(), policy);
    SignerRecord {
        changes: changes(&judgements, &judged.path, signer.time, validation, policy),
        time: signer.time,
        time_stamps: std::mem::take(&mut signer.time_stamps),
        indication: judgements.first().map_or(Indication::TotalPassed, |heaviest| heaviest.indication),
        claim,
        judgements,
        claimed_signing_time: signer.claimed_signing_time,
        path: judged.path,
        policies: judged.policies,
        evidence: judged.evidence,
        attempts: judged.attempts,
    }
}

#[cfg(test)]
mod tests {
    use super::super::request::Content;
    use super::*;
    use crate::path::TrustStore;

    /// Nobody signed, and nobody said so: nothing was judged, and nothing passed (threat 1).
    #[test]
    fn a_form_of_which_nothing_is_known_has_failed() {
        let bytes = std::fs::read("testdata/archive/messages/no_signer.cms").unwrap();
        let validator = Validator::new(TrustStore::new(), Policy::applicant());
        let moment = Moment::at("2026-06-01T12:00:00Z".parse().unwrap());
        let budget = Budget::new(validator.policy.limits);
        let (form, _) = validator.judge_message(&bytes, Content::Attached, moment, budget);
        let mut form = form.unwrap();
        assert_eq!(form.findings, [Reason::SignerMissing.into()]);
        form.findings.clear();
        let report =
            validator.request_report(&mut form, &[], &SignedRequest::attached(&bytes), &mut [], moment);
        assert_eq!((report.indication, report.adverse()), (Indication::TotalFailed, vec![]));
        assert_eq!(validator.empty_report(vec![], moment).indication, Indication::TotalFailed);
    }

    #[test]
    fn the_heaviest_comes_first_and_what_is_alike_once() {
        let policy = Policy::applicant();
        let record = |reason: Reason| JudgementRecord::new(About::Signature, reason.into(), &policy);
        let (told, failed) = (record(Reason::SigningTimeInFuture), record(Reason::SignatureInvalid));
        let open = record(Reason::AlgorithmUnsupported);
        let mut all = vec![told.clone(), open.clone(), failed.clone(), told.clone(), failed.clone()];
        sort(&mut all);
        assert_eq!(all, [failed, open, told]);
    }
}
