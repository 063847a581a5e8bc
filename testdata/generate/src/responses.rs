//! The responders and their answers: `ocsp/` and `trust-responder/`.

use crate::authority::{Authorities, Authority};
use crate::digest::Digest;
use crate::extension::{self, DIGITAL_SIGNATURE, Extension, KEY_ENCIPHERMENT};
use crate::keys::Key;
use crate::lists::{CERTIFICATE_HOLD, KEY_COMPROMISE, SUPERSEDED};
use crate::ocsp::{self, About, Answer, Response, by_key, by_name};
use crate::output::Output;
use crate::profile::{NOT_AFTER, NOT_BEFORE};
use crate::signature::Scheme;
use crate::template::{Template, key_identifier, serial};
use crate::{der, name, oids};

type Files = Vec<(&'static str, Vec<u8>)>;

/// Writes `ocsp/` and `trust-responder/`.
pub fn write(authorities: &Authorities, out: &mut Output) {
    let key = Key::load("responder");
    let maker = Maker { authorities, key: &key };
    for files in [
        maker.statuses(),
        maker.dates(),
        maker.forms(),
        maker.marked(),
        maker.delegated(),
        maker.odd_delegates(),
    ] {
        for (file, content) in files {
            out.add(format!("ocsp/{file}.ocsp"), content);
        }
    }
    out.add("trust-renamed/nca_rsa_renamed.cer", &*authorities.nca_rsa_renamed.certificate);
    out.add("trust-responder/responder.cer", maker.responder("responder").sign(&authorities.nca_rsa));
}

/// The ordinary answer of today about the person, by the issuing key.
pub fn person_good(authorities: &Authorities) -> Response<'_> {
    let nca = &authorities.nca_rsa;
    let answer = Answer::new(&issued_by(nca, "person"), ocsp::good());
    Response::new(by_name(&nca.name), &nca.key, vec![answer])
}

struct Maker<'a> {
    authorities: &'a Authorities,
    key: &'a Key,
}

/// On the list of the day, and the other way round.
const REVOKED_AT: &str = "20260310093000Z";

impl<'a> Maker<'a> {
    fn nca(&self) -> &'a Authority {
        &self.authorities.nca_rsa
    }

    /// A certificate of the issuing authority, by the name of its file.
    fn about(&self, file: &str) -> About {
        issued_by(self.nca(), file)
    }

    fn person(&self, status: Vec<u8>) -> Answer {
        Answer::new(&self.about("person"), status)
    }

    /// Signed by the key that issued the certificates, as the national authority does.
    fn by_issuer(&self, answers: Vec<Answer>) -> Response<'a> {
        Response::new(by_name(&self.nca().name), &self.nca().key, answers)
    }

    fn one(&self, answer: Answer) -> Vec<u8> {
        self.by_issuer(vec![answer]).sign()
    }

    fn statuses(&self) -> Files {
        let person = |status| self.person(status);
        let hold = || ocsp::revoked("20260520080000Z", Some(CERTIFICATE_HOLD));
        let compromised = || ocsp::revoked(REVOKED_AT, Some(KEY_COMPROMISE));
        let not_issued = || ocsp::revoked("19700101000000Z", Some(CERTIFICATE_HOLD));
        let extended = Extension::new(oids::OCSP_EXTENDED_REVOKE, der::null());
        let several =
            |statuses: Vec<Vec<u8>>| self.by_issuer(statuses.into_iter().map(person).collect()).sign();
        vec![
            ("person_good", self.one(person(ocsp::good()))),
            ("person_revoked", self.one(person(compromised()))),
            ("person_revoked_later", self.one(person(ocsp::revoked("20260601100000Z", Some(SUPERSEDED))))),
            ("person_on_hold", self.one(person(hold()))),
            ("person_unknown", self.one(person(ocsp::unknown()))),
            ("person_not_issued", self.by_issuer(vec![person(not_issued())]).with(extended).sign()),
            ("person_not_issued_unmarked", self.one(person(not_issued()))),
            ("person_good_and_revoked", several(vec![ocsp::good(), compromised(), ocsp::good()])),
            ("person_good_and_unknown", several(vec![ocsp::good(), ocsp::unknown()])),
            ("person_unknown_and_on_hold", several(vec![hold(), ocsp::unknown()])),
            ("head_good", self.one(Answer::new(&self.about("head"), ocsp::good()))),
            ("person_good_head_revoked", {
                let head = Answer::new(&self.about("head"), compromised());
                self.by_issuer(vec![head, person(ocsp::good())]).sign()
            }),
            ("revoked_good", self.one(Answer::new(&self.about("revoked"), ocsp::good()))),
            ("on_hold_good", self.one(Answer::new(&self.about("on_hold"), ocsp::good()))),
            ("nca_rsa_good", self.nca_rsa(ocsp::good())),
            ("nca_rsa_revoked", self.nca_rsa(compromised())),
        ]
    }

    /// The root about the issuing authority.
    fn nca_rsa(&self, status: Vec<u8>) -> Vec<u8> {
        let root = &self.authorities.root_rsa;
        let answer = Answer::new(&issued_by(root, "nca_rsa"), status);
        Response::new(by_name(&root.name), &root.key, vec![answer]).sign()
    }

    fn dates(&self) -> Files {
        let good = || self.person(ocsp::good());
        let until = |since, next: &str| Answer { next_update: Some(next.to_owned()), ..good().since(since) };
        let old = "20260530113000Z";
        let hold = ocsp::revoked("20260520080000Z", Some(CERTIFICATE_HOLD));
        let compromised = ocsp::revoked(REVOKED_AT, Some(KEY_COMPROMISE));
        let produced = |time: &str, answer| {
            let response = self.by_issuer(vec![answer]);
            Response { produced_at: time.to_owned(), ..response }.sign()
        };
        let produced_at = |time| produced(time, good());
        let ended = || Answer::new(&self.about("ended_in_may"), ocsp::good());
        let cutoff = |time| Extension::new(oids::OCSP_ARCHIVE_CUTOFF, der::generalized_time(time));
        vec![
            ("person_stale", self.one(good().since(old))),
            ("person_stale_revoked", self.one(self.person(compromised).since(old))),
            ("person_stale_on_hold", self.one(self.person(hold).since(old))),
            ("person_next_update", self.one(until("20260529113000Z", "20260602113000Z"))),
            ("person_next_update_passed", self.one(until("20260601080000Z", "20260601110000Z"))),
            ("person_future", self.one(good().since("20260601123000Z"))),
            ("person_produced_in_future", produced_at("20260601123000Z")),
            ("person_produced_before", produced_at("20260601090000Z")),
            // The clocks of those who know and those who sign differ.
            ("person_ahead", produced("20260601113000Z", good().since("20260601113400Z"))),
            ("ended_good", self.one(ended())),
            ("ended_good_archive", self.one(ended().with(cutoff("20250601000000Z")))),
            ("ended_good_short_archive", self.one(ended().with(cutoff("20260525000000Z")))),
        ]
    }

    fn forms(&self) -> Files {
        let good = || self.person(ocsp::good());
        let plain = || self.by_issuer(vec![good()]);
        let nca = self.nca();
        let mut serial_of_two_forms = good();
        serial_of_two_forms.about.serial.insert(0, 0);
        let mut tampered = plain().sign();
        *tampered.last_mut().expect("octets") ^= 1;
        let other = &self.authorities.nca_rsa_other.key;
        let mut of_other_name = good();
        of_other_name.about.issuer_name = self.authorities.nca_ec.name.clone();
        let mut of_other_key = good();
        of_other_key.about.issuer_key = other.public();
        vec![
            ("person_sha1_id", self.one(Answer { digest: Digest::Sha1, ..good() })),
            ("person_sha512_id", self.one(Answer { digest: Digest::Sha512, ..good() })),
            ("person_unknown_digest", self.one(Answer { digest: Digest::Unknown, ..good() })),
            ("person_by_key", Response { responder: by_key(&nca.key.public()), ..plain() }.sign()),
            ("person_version", Response { version: Some(0), ..plain() }.sign()),
            ("person_version_2", Response { version: Some(1), ..plain() }.sign()),
            ("person_long_serial", self.one(serial_of_two_forms)),
            ("person_other_name", self.one(of_other_name)),
            ("person_other_key", self.one(of_other_key)),
            ("person_sha1_signature", Response { scheme: Scheme::RsaSha1, ..plain() }.sign()),
            (
                "person_unknown_algorithm",
                Response { scheme: Scheme::Dummy(oids::UNKNOWN_SIGNATURE), ..plain() }.sign(),
            ),
            ("person_wrong_key", Response { key: other, ..plain() }.sign()),
            ("person_tampered", tampered),
            ("person_trailing_byte", [plain().sign(), vec![0]].concat()),
            ("person_other_type", Response { kind: "2.999.4", ..plain() }.sign()),
            ("try_later", ocsp::error(3)),
            ("unauthorized", ocsp::error(6)),
        ]
    }

    fn marked(&self) -> Files {
        let unknown = || Extension::new(oids::UNKNOWN, der::null());
        let good = || self.person(ocsp::good());
        let plain = || self.by_issuer(vec![good()]);
        let of_list = Extension::new(oids::INVALIDITY_DATE, der::generalized_time("20260101000000Z"));
        let revoked = self.person(ocsp::revoked("20260601100000Z", Some(SUPERSEDED))).with(of_list);
        let logged = Extension::new(oids::SIGNED_CERTIFICATE_TIMESTAMPS, der::octets(&[0, 0])).critical();
        vec![
            ("person_nonce", plain().with(ocsp::nonce(&[7; 16])).sign()),
            ("person_unknown_extension", plain().with(unknown()).sign()),
            ("person_critical", plain().with(unknown().critical()).sign()),
            ("person_critical_answer", self.one(good().with(unknown().critical()))),
            ("person_logged", self.one(good().with(logged))),
            ("person_invalid_since", self.one(revoked)),
        ]
    }

    /// The profile of a responder: `CN=OCSP RESPONDER`, OCSPSigning, nocheck.
    fn responder(&self, file: &str) -> Template {
        let serial = serial(file);
        Template {
            version: Some(2),
            scheme: self.nca().key.usual_scheme(),
            outer_scheme: None,
            issuer: self.nca().name.clone(),
            not_before: der::utc_time(NOT_BEFORE),
            not_after: der::utc_time(NOT_AFTER),
            subject: name::authority("OCSP RESPONDER").der(),
            public_key: self.key.public(),
            extensions: vec![
                extension::certificate_policy(oids::POLICY_CURRENT),
                extension::extended_key_usage(&[oids::OCSP_SIGNING]),
                extension::key_usage(DIGITAL_SIGNATURE),
                Extension::new(oids::OCSP_NO_CHECK, der::null()),
                extension::subject_key_identifier(&key_identifier(&serial)),
                extension::authority_key_identifier(&self.nca().key_id),
            ],
            serial,
        }
    }

    /// Answers about the person by whoever this certificate, issued by the authority, is.
    fn by(&self, template: &Template, issuer: &Authority, answers: Vec<Answer>) -> Response<'a> {
        let response = Response::new(by_name(&template.subject), self.key, answers);
        response.certificate(&template.sign(issuer))
    }

    fn good_by(&self, template: &Template) -> Vec<u8> {
        self.by(template, self.nca(), vec![self.person(ocsp::good())]).sign()
    }

    fn delegated(&self) -> Files {
        let responder = || self.responder("responder");
        let checked = self.responder("responder_checked").without(oids::OCSP_NO_CHECK);
        let empty = responder().with(Extension::new(oids::OCSP_NO_CHECK, Vec::new()));
        let without_key_usage = responder().without(oids::KEY_USAGE);
        let good = || vec![self.person(ocsp::good())];
        let alone = Response { certificates: Vec::new(), ..self.by(&responder(), self.nca(), good()) };
        let by_hash =
            Response { responder: by_key(&self.key.public()), ..self.by(&responder(), self.nca(), good()) };
        // Among its answers is one about itself.
        let of_itself =
            vec![self.person(ocsp::good()), Answer::new(&self.about("responder_checked"), ocsp::good())];
        vec![
            ("delegated", self.good_by(&responder())),
            ("delegated_by_key", by_hash.sign()),
            ("delegated_revoked", {
                let answer = self.person(ocsp::revoked(REVOKED_AT, Some(KEY_COMPROMISE)));
                self.by(&responder(), self.nca(), vec![answer]).sign()
            }),
            ("delegated_empty_nocheck", self.good_by(&empty)),
            ("delegated_without_nocheck", self.good_by(&checked)),
            ("delegated_without_key_usage", self.good_by(&without_key_usage)),
            ("delegated_without_certificate", alone.sign()),
            ("delegated_of_itself", self.by(&checked, self.nca(), of_itself).sign()),
        ]
    }

    /// Certificates of responders that may not answer, each for one reason.
    fn odd_delegates(&self) -> Files {
        let responder = || self.responder("responder");
        let purposes = |purposes: &[&str]| responder().with(extension::extended_key_usage(purposes));
        let odd_nocheck = responder().with(Extension::new(oids::OCSP_NO_CHECK, der::boolean_true()));
        let encipherment = responder().with(extension::key_usage(KEY_ENCIPHERMENT));
        // Its serial number is on the list of the day.
        let revoked = self.responder("revoked").without(oids::OCSP_NO_CHECK);
        let under = |issuer: &Authority| {
            let scheme = issuer.key.usual_scheme();
            let template = Template { issuer: issuer.name.clone(), scheme, ..responder() };
            let template = template.with(extension::authority_key_identifier(&issuer.key_id));
            self.by(&template, issuer, vec![self.person(ocsp::good())]).sign()
        };
        let expired = responder().valid("250601060000Z", "260601060000Z");
        let early = self.person(ocsp::good()).since("20260601050000Z");
        vec![
            ("delegated_to_expired", self.by(&expired, self.nca(), vec![early]).sign()),
            ("delegated_to_ended_before", self.good_by(&expired)),
            ("delegated_to_not_yet_valid", self.good_by(&responder().valid("260701060000Z", NOT_AFTER))),
            ("delegated_to_revoked", self.good_by(&revoked)),
            ("delegated_without_purpose", self.good_by(&responder().without(oids::EXTENDED_KEY_USAGE))),
            ("delegated_any_purpose", self.good_by(&purposes(&["2.5.29.37.0"]))),
            ("delegated_other_purpose", self.good_by(&purposes(&[oids::CLIENT_AUTH]))),
            ("delegated_other_key_usage", self.good_by(&encipherment)),
            ("delegated_odd_nocheck", self.good_by(&odd_nocheck)),
            ("delegated_critical_extension", {
                self.good_by(&responder().with(Extension::new(oids::UNKNOWN, der::null()).critical()))
            }),
            ("delegated_by_other_generation", under(&self.authorities.nca_rsa_other)),
            ("delegated_by_other_name", under(&self.authorities.nca_rsa_renamed)),
            ("delegated_by_root", under(&self.authorities.root_rsa)),
            ("delegated_by_stranger", under(&self.authorities.foreign_ca)),
        ]
    }
}

pub fn issued_by(issuer: &Authority, file: &str) -> About {
    About { issuer_name: issuer.name.clone(), issuer_key: issuer.key.public(), serial: serial(file) }
}
