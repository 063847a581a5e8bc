//! Time stamps over a signature (RFC 3161, EN 319 122-1 5.3): which of them prove that it existed, and by when.
//!
//! A stamp holds if its token is over this very signature, its own signature holds and names its certificate, and that
//! certificate is a time-stamping authority's, good as a subject of its own at genTime. A stamp that does not hold proves
//! nothing and weighs nothing: the signature is judged as if it were not there (threats 27, 30).

use chrono::{DateTime, Utc};

use crate::asn1::Reader;
use crate::certificate::Certificate;
use crate::cms::SignerInfo;
use crate::crypto::{AlgorithmError, DigestAlgorithm};
use crate::finding::{Fact, Finding, Fingerprint, Reason};
use crate::name::GeneralName;
use crate::path::Purpose;
use crate::policy::{Indication, Proofs, SigningCertificate};
use crate::report::{About, TimeStampRecord};
use crate::timestamp::TimeStampToken;

use super::Moment;
use super::judge::{Judge, Judged};
use super::requests::judgements;

/// The stamps over one signature, each read once. What cannot be read is kept as its fingerprint.
pub(super) type Stamps<'m> = Vec<Result<TimeStampToken<'m>, Fingerprint>>;

pub(super) fn read<'m>(signer: &SignerInfo<'m>) -> Stamps<'m> {
    let token = |octets| TimeStampToken::parse(octets).map_err(|_| Fingerprint::of(octets));
    signer.time_stamps().map(token).collect()
}

impl Judge<'_> {
    /// Best-signature-time (ETSI EN 319 102-1 5.6.2): the earliest that a stamp or the caller's record proves, where the
    /// policy takes them; and every stamp, judged.
    pub(super) fn proven_time(
        &mut self,
        signer: &SignerInfo<'_>,
        stamps: &Stamps<'_>,
    ) -> (Moment, Vec<TimeStampRecord>) {
        let mut moment = self.moment;
        let mut records = Vec::new();
        for stamp in stamps {
            let record = self.judge_stamp(signer, stamp);
            let proven = record.latest_time.filter(|_| record.indication == Indication::TotalPassed);
            if let (Some(proven), true) = (proven, self.validator.policy.proofs != Proofs::Record) {
                moment = moment.or_stamped(proven, record.fingerprint);
            }
            records.push(record);
        }
        (moment, records)
    }

    fn judge_stamp(
        &mut self,
        signer: &SignerInfo<'_>,
        stamp: &Result<TimeStampToken<'_>, Fingerprint>,
    ) -> TimeStampRecord {
        // Anybody can add stamps, and as many as a message holds: each costs something, even one that is soon done with.
        if let Err(exhausted) = self.budget.step() {
            let fingerprint =
                stamp.as_ref().map_or_else(|unreadable| *unreadable, TimeStampToken::fingerprint);
            let judged = Judged::of(About::TimeStamp, exhausted.into());
            return self.stamp_record(fingerprint, stamp.as_ref().ok(), judged);
        }
        match stamp {
            Ok(token) => {
                let mut judged = self.judge_authority(token);
                let own = self.token(token, signer.signature());
                judged.findings.extend(own.into_iter().map(|finding| (About::TimeStamp, finding)));
                self.stamp_record(token.fingerprint(), Some(token), judged)
            }
            Err(fingerprint) => {
                let unreadable = Judged::of(About::TimeStamp, Reason::TimeStampUnreadable.into());
                self.stamp_record(*fingerprint, None, unreadable)
            }
        }
    }

    /// The token's signature, and its authority as a subject at genTime.
    fn judge_authority(&mut self, token: &TimeStampToken<'_>) -> Judged {
        let signer = token.signer();
        let certificate = match self.certificate_of(&signer) {
            Ok(certificate) => certificate,
            Err(finding) => return Judged::of(About::Signature, finding),
        };
        let asked = self.moment;
        let then = Moment::at(asked.validation()).proven_by(token.gen_time());
        self.moment = then;
        let digests = token.message().attached_digests(self.validator.provider());
        // RFC 3161 2.4.2: "The ESSCertID or ESSCertIDv2 identifier of the TSA certificate MUST be included".
        let (key, rule) = (self.validator.cache.key_of(&certificate), SigningCertificate::Required);
        let signature = self.signature(&signer, &certificate, &key, digests.as_ref(), rule);
        self.moment = asked;
        let mut judged = self.judge_with(&certificate, &key, Purpose::TimeStamping, then);
        judged.findings.extend(signature.into_iter().map(|finding| (About::Signature, finding)));
        let named = is_named(token, &certificate);
        judged.findings.extend((!named).then(|| (About::Certificate, Reason::TimeStampUnusable.into())));
        judged
    }

    /// What the token itself must keep to.
    fn token(&self, token: &TimeStampToken<'_>, signature: &[u8]) -> Vec<Finding> {
        [self.imprint(token, signature), unknown_extensions(token), self.in_future(token.gen_time())]
            .into_iter()
            .flatten()
            .collect()
    }

    /// It is this signature that was stamped (RFC 3161 2.4.2, threat 27).
    fn imprint(&self, token: &TimeStampToken<'_>, signature: &[u8]) -> Option<Finding> {
        let algorithm = match token.imprint_digest() {
            Ok(algorithm) => algorithm,
            Err(AlgorithmError::Unsupported(unsupported)) => return Some(unsupported.into()),
            Err(AlgorithmError::Malformed(_)) => return Some(Reason::TimeStampUnreadable.into()),
        };
        if token.imprint_of(self.validator.provider(), signature) != Ok(true) {
            return Some(Reason::TimeStampImprintMismatch.into());
        }
        let end = self.validator.policy.sha1_imprints_before;
        let allowed = algorithm != DigestAlgorithm::Sha1 || end.is_some_and(|end| token.latest_time() < end);
        (!allowed).then(|| {
            let algorithm = Fact::Algorithm(algorithm.oid());
            Finding::new(Reason::TimeStampImprintNotAllowed, [algorithm, Fact::GenTime(token.gen_time())])
        })
    }

    fn in_future(&self, gen_time: DateTime<Utc>) -> Option<Finding> {
        let latest = self.moment.validation().checked_add_signed(self.validator.policy.clock_skew);
        latest
            .is_none_or(|latest| gen_time > latest)
            .then(|| Finding::new(Reason::TimeStampInFuture, [Fact::GenTime(gen_time)]))
    }

    fn stamp_record(
        &self,
        fingerprint: Fingerprint,
        token: Option<&TimeStampToken<'_>>,
        judged: Judged,
    ) -> TimeStampRecord {
        let judgements = judgements(judged.findings.into_iter(), &self.validator.policy);
        let heaviest = judgements.first();
        TimeStampRecord {
            fingerprint,
            // Without a path to an anchor there is a judgement that says so (threat 1).
            indication: heaviest.map_or(Indication::TotalPassed, |heaviest| heaviest.indication),
            sub_indication: heaviest.and_then(|heaviest| heaviest.sub_indication),
            gen_time: token.map(TimeStampToken::gen_time),
            latest_time: token.map(TimeStampToken::latest_time),
            policy: token.map(TimeStampToken::policy),
            path: judged.path,
            evidence: judged.evidence,
            judgements,
        }
    }
}

/// RFC 3161 2.4.2: a critical extension that is not understood makes the token useless.
fn unknown_extensions(token: &TimeStampToken<'_>) -> Option<Finding> {
    let unknown: Vec<_> = token.unknown_critical().iter().copied().map(Fact::Extension).collect();
    (!unknown.is_empty()).then(|| Finding::new(Reason::TimeStampUnusable, unknown))
}

/// RFC 3161 2.4.2: `tsa`, where it is, is one of the subject names in the authority's certificate.
fn is_named(token: &TimeStampToken<'_>, certificate: &Certificate) -> bool {
    let Some(tsa) = token.tsa() else { return true };
    let Ok(name) = GeneralName::read(&mut Reader::new(tsa, "TSTInfo")) else { return false };
    let is_subject = name.directory().is_some_and(|name| name.matches(certificate.subject()));
    is_subject || certificate.alternative_names().any(|other| other.matches(&name))
}

/// What is told of stamps that do not hold, beside the signature that they were to prove.
pub(super) fn told(records: &[TimeStampRecord]) -> impl Iterator<Item = Finding> {
    let failed = records.iter().filter(|record| record.indication != Indication::TotalPassed);
    failed.map(|record| {
        let because = record.judgements.first().map(|heaviest| Fact::Because(heaviest.reason.code()));
        let facts = [Some(Fact::TimeStamp(record.fingerprint)), because].into_iter().flatten();
        Finding::new(Reason::TimeStampProvesNothing, facts.collect::<Vec<_>>())
    })
}
