//! One response and one certificate: can it speak of it, whoever signed it?

use crate::certificate::Certificate;
use crate::finding::{Fact, Finding, Reason};
use crate::ocsp::{Answer, OcspResponse};

/// Why this response must not be used for a certificate that these of its answers are about. One answer with a
/// critical extension that is not processed spoils the others: it might be the one that counts (RFC 6960 4.4).
pub(crate) fn response_obstacle(response: &OcspResponse, answers: &[Answer<'_>]) -> Option<Finding> {
    let named = Fact::Response(response.fingerprint());
    if !response.has_expected_nonce() {
        return Some(Finding::new(Reason::OcspNonceMismatch, [named]));
    }
    let unknown = response.unknown_critical().iter().chain(answers.iter().flat_map(Answer::unknown_critical));
    let unknown: Vec<_> = unknown.copied().map(Fact::Extension).collect();
    (!unknown.is_empty()).then(|| Finding::new(Reason::OcspAnswerUnusable, [vec![named], unknown].concat()))
}

/// Given after the certificate ended, and not said to reach back that far: "good" then only means that nothing is
/// kept (RFC 6960 4.4.4; the national responder answers so for certificates that ended long ago).
pub(crate) fn answer_forgets(answer: &Answer<'_>, certificate: &Certificate) -> bool {
    let keeps = answer.archive_cutoff().is_some_and(|since| since <= certificate.not_after());
    answer.this_update() > certificate.not_after() && !keeps
}
