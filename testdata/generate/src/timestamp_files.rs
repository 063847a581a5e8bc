//! Time stamps and stamped messages: `timestamps/`, and files in `certificates/` and `archive/messages/`.

use crate::archive::Contents;
use crate::attribute;
use crate::authority::Authorities;
use crate::cms::{Message, Signer, ordinary};
use crate::digest::Digest;
use crate::evidence::{list_of_nca_rsa, list_of_root_rsa};
use crate::extension::{self, Extension};
use crate::holder::Holder;
use crate::keys::Key;
use crate::numbers::Numbers;
use crate::output::Output;
use crate::people::{Issuers, People};
use crate::profile::NOT_AFTER;
use crate::responses::person_good;
use crate::template::Template;
use crate::timestamp::{
    Info, Request, Response, STAMPED_AT, Stamper, accuracy, certificate_values, directory_name,
    revocation_values, signature_time_stamp, signer, stamped, token, token_by,
};
use crate::{der, oids};

type Files = Vec<(&'static str, Vec<u8>)>;

/// The nonce of the committed request: content octets of an INTEGER.
const NONCE: [u8; 8] = [0x01, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF];

/// Writes `timestamps/`, and what is stamped.
pub fn write(authorities: &Authorities, numbers: &Numbers, out: &mut Output) {
    let issuers = Issuers::new(authorities, numbers);
    let people = People::new(&issuers);
    let form = Contents::new(numbers).form;
    let maker = Maker {
        authorities,
        people: &people,
        tsa: Stamper::new(&authorities.nca_rsa, "tsa", Key::load("tsa")),
        tsa_ec: Stamper::new(&authorities.nca_ec, "tsa_ec", Key::of_word("tsa_ec")),
        form: &form,
        signature: Signer::new(&people.person, &form).signature(),
    };
    out.add("certificates/tsa.cer", &*maker.tsa.certificate);
    out.add("certificates/tsa_ec.cer", &*maker.tsa_ec.certificate);
    out.add("timestamps/person.tsq", maker.request().der());
    for files in [maker.good(), maker.fields(), maker.signers(), maker.authorities()] {
        for (file, token) in files {
            out.add(format!("timestamps/{file}.tst"), token);
        }
    }
    for (file, response) in maker.responses() {
        out.add(format!("timestamps/{file}.tsr"), response.der());
    }
    for (file, message) in [maker.messages(), maker.odd_messages()].concat() {
        out.add(format!("archive/messages/{file}.cms"), message);
    }
}

struct Maker<'a> {
    authorities: &'a Authorities,
    people: &'a People<'a>,
    tsa: Stamper,
    tsa_ec: Stamper,
    form: &'a [u8],
    /// The signature of `archive/messages/person.cms`, which every token here is over unless it says otherwise.
    signature: Vec<u8>,
}

impl<'a> Maker<'a> {
    fn request(&self) -> Request {
        Request { nonce: Some(NONCE.to_vec()), ..Request::over(&self.signature) }
    }

    fn info(&self) -> Info {
        Info::over(&self.signature)
    }

    fn of(&self, info: &Info) -> Vec<u8> {
        token(&self.tsa.holder(), info).encode()
    }

    fn good(&self) -> Files {
        let everything = self.info().with_nonce(&NONCE).edit(|info| {
            info.time = "20260601114600.25Z".to_owned();
            info.accuracy = Some(accuracy(Some(1), Some(500), Some(250)));
            info.ordering = Some(der::boolean_true());
            info.tsa = Some(directory_name(&self.tsa.template.subject));
            info.extensions = vec![Extension::new(oids::UNKNOWN, der::null())];
        });
        let by = |digest| self.of(&Info::by(digest, &self.signature));
        vec![
            ("person", self.of(&self.info().with_nonce(&NONCE))),
            ("person_by_ec", self.tsa_ec.stamp(&self.signature)),
            ("every_field", self.of(&everything)),
            ("without_accuracy", self.of(&self.info().edit(|info| info.accuracy = None))),
            ("sha1_imprint", by(Digest::Sha1)),
            ("sha512_imprint", by(Digest::Sha512)),
            ("streebog_imprint", by(Digest::Streebog512)),
            ("gost94_imprint", by(Digest::Gost94)),
            ("unknown_imprint", by(Digest::Unknown)),
        ]
    }

    /// A TSTInfo that is not right, or says something else.
    fn fields(&self) -> Files {
        let odd = |change: fn(&mut Info)| self.of(&self.info().edit(change));
        let critical = || Extension::new(oids::UNKNOWN, der::null()).critical();
        vec![
            ("wrong_imprint", self.of(&Info::over(b"another signature"))),
            ("version_2", odd(|info| info.version = 2)),
            ("critical_extension", self.of(&self.info().edit(|info| info.extensions = vec![critical()]))),
            ("future", odd(|info| info.time = "20260601130000Z".to_owned())),
            ("in_march", odd(|info| info.time = "20260301114600Z".to_owned())),
            ("other_tsa_name", {
                let name = directory_name(&self.tsa_ec.template.issuer);
                self.of(&self.info().edit(|info| info.tsa = Some(name)))
            }),
        ]
    }

    /// A SignerInfo, or several, that are not right.
    fn signers(&self) -> Files {
        let (holder, info) = (self.tsa.holder(), self.info().der());
        let by = |signer| token_by(&holder, &info, signer).encode();
        let without = || signer(&holder, &info).without(oids::SIGNING_CERTIFICATE_V2);
        let other = self.tsa_ec.holder();
        let two = token(&holder, &self.info()).certificate(&other.certificate).signer(signer(&other, &info));
        let mut tampered = self.of(&self.info());
        *tampered.last_mut().expect("octets") ^= 1;
        let data = Message { content_type: oids::DATA, ..token(&holder, &self.info()) };
        vec![
            ("ess_v1", by(without().and(attribute::signing_certificate_v1(&holder)))),
            ("ess_in_full", {
                let full = attribute::signing_certificate_v2_in_full(&holder, Digest::Sha512, &holder);
                by(without().and(full))
            }),
            ("without_ess", by(without())),
            ("ess_of_another", by(without().and(attribute::signing_certificate_v2(&other)))),
            ("two_signers", two.encode()),
            ("tampered", tampered),
            ("without_certificate", {
                Message { certificates: Vec::new(), ..token(&holder, &self.info()) }.encode()
            }),
            ("detached", Message { content: None, ..token(&holder, &self.info()) }.encode()),
            ("of_data", data.encode()),
        ]
    }

    /// By the national authority with another certificate.
    fn by(&self, file: &str, change: impl FnOnce(Template) -> Template) -> Vec<u8> {
        Stamper::by(&self.authorities.nca_rsa, file, Key::load("tsa"), change).stamp(&self.signature)
    }

    /// Certificates that may not stamp, or not then, each for one reason.
    fn authorities(&self) -> Files {
        let purposes = |purposes: &[&str]| extension::extended_key_usage(purposes);
        let alone = purposes(&[oids::TIME_STAMPING]);
        let two = purposes(&[oids::TIME_STAMPING, oids::CLIENT_AUTH]).critical();
        let other = purposes(&[oids::OCSP_SIGNING]).critical();
        let foreign = Stamper::new(&self.authorities.foreign_ca, "tsa_8", Key::load("tsa"));
        vec![
            ("purpose_not_critical", self.by("tsa_2", |tsa| tsa.with(alone))),
            ("two_purposes", self.by("tsa_3", |tsa| tsa.with(two))),
            ("without_purpose", self.by("tsa_4", |tsa| tsa.without(oids::EXTENDED_KEY_USAGE))),
            ("other_purpose", self.by("tsa_5", |tsa| tsa.with(other))),
            ("expired_tsa", self.by("tsa_6", |tsa| tsa.valid("250601060000Z", "260601060000Z"))),
            ("not_yet_valid_tsa", self.by("tsa_7", |tsa| tsa.valid("260601120000Z", NOT_AFTER))),
            // Its serial number is on the list of the day.
            ("revoked_tsa", self.by("revoked", |tsa| tsa)),
            ("foreign_tsa", foreign.stamp(&self.signature)),
        ]
    }

    fn responses(&self) -> Vec<(&'static str, Response)> {
        let good = || self.of(&self.info().with_nonce(&NONCE));
        vec![
            ("person", Response::granted(good())),
            ("with_modifications", Response { status: 1, ..Response::granted(good()) }),
            ("rejected", Response { texts: vec!["кейінірек / позже"], ..Response::rejected(&[14]) }),
            ("rejected_with_token", Response { token: Some(good()), ..Response::rejected(&[2, 25]) }),
            ("granted_without_token", Response::default()),
            ("other_nonce", Response::granted(self.of(&self.info().with_nonce(&[7])))),
            ("without_nonce", Response::granted(self.of(&self.info()))),
            ("wrong_imprint", {
                Response::granted(self.of(&Info::over(b"another signature").with_nonce(&NONCE)))
            }),
        ]
    }

    /// The ordinary message of a holder, with a stamp.
    fn stamped(&self, holder: &Holder<'a>, by: &Stamper) -> Message<'a> {
        ordinary(holder, self.form, stamped(Signer::new(holder, self.form), by))
    }

    fn messages(&self) -> Files {
        let People { person, person_ec, head, operator, .. } = self.people;
        let Authorities { nca_rsa, root_rsa, .. } = self.authorities;
        let two = ordinary(person_ec, self.form, Signer::new(person_ec, self.form))
            .certificate(&operator.certificate)
            .signer(stamped(Signer::new(operator, self.form), &self.tsa));
        let lists = [list_of_nca_rsa(nca_rsa).sign(nca_rsa), list_of_root_rsa(root_rsa).sign(root_rsa)];
        let values = revocation_values(&lists, &[person_good(self.authorities).basic()]);
        let chain = certificate_values(&[nca_rsa.certificate.clone(), root_rsa.certificate.clone()]);
        let long = stamped(Signer::new(person, self.form), &self.tsa).unsigned(values).unsigned(chain);
        let in_message = self.stamped(person, &self.tsa).certificate(&nca_rsa.certificate);
        let in_message = lists.iter().fold(in_message, |message, list| message.list(list));
        vec![
            ("stamped", self.stamped(person, &self.tsa).encode()),
            ("stamped_ec", self.stamped(person_ec, &self.tsa_ec).encode()),
            ("stamped_head", self.stamped(head, &self.tsa_ec).encode()),
            ("stamped_one_of_two", two.encode()),
            ("stamped_revocation_values", ordinary(person, self.form, long).encode()),
            ("stamped_evidence", in_message.response(&person_good(self.authorities).sign()).encode()),
        ]
    }

    /// Stamps that prove nothing of the signature that they stand beside, or much.
    fn odd_messages(&self) -> Files {
        let People { person, expired, revoked, .. } = self.people;
        let signer = || Signer::new(person, self.form);
        let with = |tokens: &[Vec<u8>]| {
            let attribute = signature_time_stamp(&tokens[0]);
            let attribute = tokens[1..].iter().cloned().fold(attribute, attribute::Attribute::and);
            ordinary(person, self.form, signer().unsigned(attribute)).encode()
        };
        let of = |info: &Info| self.of(info);
        let later = of(&self.info().at("20260601114700Z"));
        let at = |holder: &Holder<'a>, time: &str| {
            let signer = Signer::new(holder, self.form);
            let token = of(&Info::over(&signer.signature()).at(time));
            ordinary(holder, self.form, signer.unsigned(signature_time_stamp(&token))).encode()
        };
        vec![
            ("stamped_wrong_imprint", with(&[of(&Info::over(b"another signature"))])),
            ("stamped_garbage", with(&[der::sequence(&[der::null()])])),
            ("stamped_twice", with(&[of(&self.info()), later])),
            ("stamped_before_the_end", at(expired, "20260520114600Z")),
            ("stamped_after_the_end", at(expired, STAMPED_AT)),
            ("stamped_before_revocation", at(revoked, "20260301114600Z")),
            ("stamped_after_revocation", at(revoked, STAMPED_AT)),
        ]
    }
}
