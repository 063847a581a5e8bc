//! Revocation by OCSP (RFC 6960 3.2): which answers are about a certificate, and what follows.

use std::cmp::Reverse;

use chrono::{DateTime, Utc};

use crate::finding::{Fact, Finding, Reason};
use crate::ocsp::{Answer, CertificateStatus, Identified, OcspResponse};
use crate::policy::Issued;
use crate::revocation::{self, Freshness, Terms, Window};

use super::judge::Judge;
use super::lists::Target;
use super::revoked::Revocation;
use super::status::Opinion;

/// What an answer in force says.
struct Said<'e> {
    response: &'e OcspResponse,
    answer: Answer<'e>,
    /// Nothing if the certificate is good.
    finding: Option<Finding>,
}

impl Said<'_> {
    /// Of several answers the worst counts, then the newest (threat 20).
    fn gravity(&self) -> (u8, DateTime<Utc>) {
        let rank = match self.finding.as_ref().map(|finding| finding.reason) {
            Some(Reason::CertificateRevoked) => 5,
            Some(Reason::CertificateOnHold) => 4,
            Some(Reason::CertificateNotIssued) => 3,
            Some(Reason::OcspUnknown) => 2,
            Some(_) => 1,
            None => 0,
        };
        (rank, self.answer.this_update())
    }

    fn is_against(&self) -> bool {
        self.gravity().0 >= 3
    }

    fn is_unknown_or_against(&self) -> bool {
        self.gravity().0 >= 2
    }
}

fn worst<'e>(said: Vec<Said<'e>>) -> Option<Said<'e>> {
    said.into_iter().min_by_key(|said| Reverse(said.gravity()))
}

impl Judge<'_> {
    /// What the responses at hand say of a certificate; nothing if none is about it.
    pub(super) fn by_responses(&mut self, target: Target<'_>) -> Option<Opinion> {
        let evidence = &self.validator.evidence;
        let link = target.link;
        let mut responses = evidence.responses_on(link.certificate.serial_number()).peekable();
        responses.peek()?;
        let identified = Identified::new(link.certificate, link.issuer, self.validator.provider())?;
        let (mut said, mut doubt, mut open, mut nearest) = (Vec::new(), None, None, None);
        for response in responses {
            let answers = response.answers_about(&identified);
            if answers.is_empty() {
                continue;
            }
            match self.says(response, &answers, target) {
                Ok(found) => said.push(found),
                Err(finding) if could_revoke(&finding, &answers) => doubt = Some(nearer(doubt, finding)),
                Err(finding) if could_be_unknown(&finding, &answers) => open = Some(nearer(open, finding)),
                Err(finding) => nearest = Some(nearer(nearest, finding)),
            }
        }
        let counts = |said: &Said<'_>| match (&doubt, &open) {
            (Some(_), _) => said.is_against(),
            (None, Some(_)) => said.is_unknown_or_against(),
            (None, None) => true,
        };
        match (worst(said).filter(counts), doubt) {
            (Some(said), _) => Some(Opinion::of_answer(said.finding, target, said.response, &said.answer)),
            (None, Some(finding)) => Some(Opinion::doubtful(finding)),
            (None, None) => open.or(nearest).map(Opinion::open),
        }
    }

    /// What one response says by these of its answers, or why it says nothing. Its signature is looked at last.
    fn says<'e>(
        &mut self,
        response: &'e OcspResponse,
        answers: &[Answer<'e>],
        target: Target<'_>,
    ) -> Result<Said<'e>, Finding> {
        self.budget.step()?;
        if let Some(finding) = revocation::response_obstacle(response, answers) {
            return Err(finding);
        }
        let (mut said, mut nearest) = (Vec::new(), None);
        for answer in answers {
            match self.in_force(response, answer, target) {
                Ok(finding) => said.push(Said { response, answer: *answer, finding }),
                Err(finding) => nearest = Some(nearer(nearest, finding)),
            }
        }
        match (worst(said), nearest) {
            (Some(said), _) => self.authentic(response, target).map(|()| said),
            (None, Some(finding)) => Err(finding),
            (None, None) => Err(dated(Reason::OcspAnswerUnusable, response, None)),
        }
    }

    /// What one answer says if its response is authentic, or why it is not in force.
    fn in_force(
        &self,
        response: &OcspResponse,
        answer: &Answer<'_>,
        target: Target<'_>,
    ) -> Result<Option<Finding>, Finding> {
        let told = |reason| dated(reason, response, Some(answer));
        let window = Window { this_update: answer.this_update(), next_update: answer.next_update() };
        self.produced_in_order(response, answer)?;
        let stale = match window.freshness(&self.response_terms(target)) {
            Freshness::Future => return Err(told(Reason::RevocationFuture)),
            Freshness::Endless => return Err(told(Reason::OcspAnswerUnusable)),
            Freshness::Fresh => None,
            Freshness::Stale => Some(told(Reason::RevocationStale)),
        };
        let finding = match (answer.status(), stale) {
            (status, stale) if status.is_not_issued() => Some(stale.unwrap_or_else(|| {
                let since = Fact::RevokedAt(DateTime::UNIX_EPOCH);
                Finding::new(Reason::CertificateNotIssued, [since, Fact::Response(response.fingerprint())])
            })),
            (CertificateStatus::Revoked { at, reason }, stale) => {
                let invalidity_date = answer.invalidity_date();
                let revocation = Revocation { revoked_at: at, reason, invalidity_date };
                Some(revocation.judge(self.moment, Fact::Response(response.fingerprint()), stale))
            }
            (_, Some(stale)) => Some(stale),
            (CertificateStatus::Unknown, None) => Some(told(Reason::OcspUnknown)),
            (CertificateStatus::Good, None) => {
                let forgets = revocation::answer_forgets(answer, target.link.certificate);
                forgets.then(|| told(Reason::RevocationAfterExpiry))
            }
        };
        match finding {
            Some(finding) if is_out_of_force(finding.reason) => Err(finding),
            finding => Ok(finding),
        }
    }

    /// producedAt is when the response was signed (RFC 6960 2.4): not in the future, and not before what it says was
    /// known. Clocks may differ.
    fn produced_in_order(&self, response: &OcspResponse, answer: &Answer<'_>) -> Result<(), Finding> {
        let skew = self.validator.policy.clock_skew;
        let told = |reason| Err(dated(reason, response, Some(answer)));
        let Some(produced) = response.produced_at() else { return told(Reason::OcspAnswerUnusable) };
        let is_after = |later: DateTime<Utc>, earlier: DateTime<Utc>| {
            earlier.checked_add_signed(skew).is_none_or(|latest| later > latest)
        };
        if is_after(produced, self.moment.validation()) {
            return told(Reason::RevocationFuture);
        }
        if is_after(answer.this_update(), produced) {
            return told(Reason::OcspAnswerUnusable);
        }
        Ok(())
    }

    /// What the policy asks of the dates of an answer about this certificate.
    fn response_terms(&self, target: Target<'_>) -> Terms {
        let policy = &self.validator.policy;
        let rule = if target.place > 0 { policy.ca_freshness } else { policy.freshness };
        let after_signature = rule.issued == Issued::AfterSignature && self.is_asked_about();
        Terms {
            at: self.moment.validation(),
            in_force: self.in_force_at(target),
            skew: policy.clock_skew,
            age: rule.response_age,
            age_without_next_update: rule.response_age_without_next_update,
            issued_from: after_signature.then(|| self.moment.judged()),
        }
    }
}

/// What was not looked at might have told of a revocation; and what tells of one is not passed over because of who says it.
fn could_revoke(finding: &Finding, answers: &[Answer<'_>]) -> bool {
    let tells = answers.iter().any(|answer| matches!(answer.status(), CertificateStatus::Revoked { .. }));
    finding.reason == Reason::BudgetExceeded || (tells && is_perhaps_authentic(finding))
}

/// By itself it would stand against a good answer.
fn could_be_unknown(finding: &Finding, answers: &[Answer<'_>]) -> bool {
    answers.iter().any(|answer| answer.status() == CertificateStatus::Unknown)
        && is_perhaps_authentic(finding)
}

/// What it means is not known, or whose word it is: the certificate by which it would count may only be missing, or another have
/// been put in its place (threat 30).
const fn is_perhaps_authentic(finding: &Finding) -> bool {
    matches!(
        finding.reason,
        Reason::AlgorithmUnsupported
            | Reason::RevocationCircular
            | Reason::RevocationSignatureInvalid
            | Reason::OcspResponderNotAuthorised
            | Reason::OcspAnswerUnusable
    )
}

fn is_out_of_force(reason: Reason) -> bool {
    matches!(reason, Reason::RevocationStale | Reason::RevocationAfterExpiry)
}

/// The response, when it was signed, and the window of an answer.
pub(super) fn dated(reason: Reason, response: &OcspResponse, answer: Option<&Answer<'_>>) -> Finding {
    let produced = response.produced_at().map(Fact::ProducedAt);
    let this_update = answer.map(|answer| Fact::ThisUpdate(answer.this_update()));
    let next_update = answer.and_then(Answer::next_update).map(Fact::NextUpdate);
    let times = [produced, this_update, next_update].into_iter().flatten();
    Finding::new(
        reason,
        [Fact::Response(response.fingerprint())].into_iter().chain(times).collect::<Vec<_>>(),
    )
}

/// Of several responses or responders that are no good, the one that came nearest to being good is told.
pub(super) fn nearer(before: Option<Finding>, finding: Finding) -> Finding {
    const NEAREST_FIRST: [Reason; 9] = [
        Reason::BudgetExceeded,
        Reason::AlgorithmUnsupported,
        Reason::RevocationFuture,
        Reason::RevocationStale,
        Reason::RevocationAfterExpiry,
        Reason::RevocationCircular,
        Reason::OcspNonceMismatch,
        Reason::OcspAnswerUnusable,
        Reason::RevocationSignatureInvalid,
    ];
    let place = |finding: &Finding| NEAREST_FIRST.iter().position(|reason| *reason == finding.reason);
    let rank = |finding: &Finding| place(finding).unwrap_or(NEAREST_FIRST.len());
    match before {
        Some(before) if rank(&before) <= rank(&finding) => before,
        _ => finding,
    }
}
