//! Rows of `docs/timelines.md`, and the world that they are played in.

use chrono::{DateTime, Datelike, TimeDelta, Utc};
use kz_eds::{
    Crl, Evidence, Moment, OcspResponse, Policy, RequestVerdict, SignedRequest, TrustStore, Validator,
};
use kz_eds_testdata::attribute;
use kz_eds_testdata::authority::{Authority, Draft};
use kz_eds_testdata::cms::{Message, Signer};
use kz_eds_testdata::digest::Digest;
use kz_eds_testdata::extension::{
    self, CRL_SIGN, DIGITAL_SIGNATURE, Extension, KEY_ENCIPHERMENT, NON_REPUDIATION,
};
use kz_eds_testdata::holder::Holder;
use kz_eds_testdata::keys::Key;
use kz_eds_testdata::lists::{Entry, List};
use kz_eds_testdata::name;
use kz_eds_testdata::ocsp;
use kz_eds_testdata::signature::Scheme;
use kz_eds_testdata::template::{Template, serial};
use kz_eds_testdata::timestamp::{self, Info, Stamper, accuracy, signature_time_stamp, token_by};
use kz_eds_testdata::{der, oids};

const CONTENT: &[u8] = b"a request";

/// A root and a stranger's root, for as long as any row needs.
pub struct World {
    root: Authority,
    stranger: Authority,
}

/// One row.
#[derive(Clone)]
pub struct Row {
    pub case: String,
    certificate: String,
    proofs: Vec<String>,
    revoked: Option<Revoked>,
    evidence: Vec<String>,
    asked_at: DateTime<Utc>,
    policy: Policy,
    pub outcome: String,
    pub judged_at: DateTime<Utc>,
    pub source: String,
}

#[derive(Clone)]
struct Revoked {
    at: DateTime<Utc>,
    reason: Option<u8>,
    lost: Option<DateTime<Utc>>,
}

/// Noon of a day, or the time that is written out.
fn time(text: &str) -> DateTime<Utc> {
    let exact = if text.contains('T') { text.to_owned() } else { format!("{text}T12:00:00Z") };
    exact.parse().unwrap_or_else(|_| panic!("a day or a time: {text}"))
}

fn start(day: &str) -> DateTime<Utc> {
    time(day) - TimeDelta::hours(12)
}

/// The start of a day, or the time that is written out.
fn end(text: &str) -> DateTime<Utc> {
    if text.contains('T') { time(text) } else { start(text) }
}

fn utc(time: DateTime<Utc>) -> String {
    time.format("%y%m%d%H%M%SZ").to_string()
}

fn generalized(time: DateTime<Utc>) -> String {
    time.format("%Y%m%d%H%M%SZ").to_string()
}

/// What stands between the words `after` and the next space.
fn word_after<'a>(text: &'a str, after: &str) -> Option<&'a str> {
    text.split_once(after)?.1.split(' ').next()
}

impl Revoked {
    /// `2020-07-01 superseded lost 2020-05-01`
    fn read(text: &str) -> Self {
        let (at, rest) = text.split_once(' ').unwrap_or((text, ""));
        let reason = match rest.split(' ').next().unwrap() {
            "" => None,
            "unspecified" => Some(0),
            "keyCompromise" => Some(1),
            "cACompromise" => Some(2),
            "affiliationChanged" => Some(3),
            "superseded" => Some(4),
            "cessationOfOperation" => Some(5),
            "certificateHold" => Some(6),
            "privilegeWithdrawn" => Some(9),
            "aACompromise" => Some(10),
            other => panic!("no reason: {other}"),
        };
        Self { at: time(at), reason, lost: word_after(text, " lost ").map(time) }
    }

    fn entry(&self, serial: &[u8]) -> Entry {
        let entry = Entry::of_serial(serial, &utc(self.at));
        let entry = self.reason.map_or(entry.clone(), |reason| entry.because(reason));
        match self.lost {
            Some(lost) => {
                entry.with(Extension::new(oids::INVALIDITY_DATE, der::generalized_time(&generalized(lost))))
            }
            None => entry,
        }
    }
}

impl World {
    pub fn new() -> Self {
        let root = |file| {
            Draft::with_key(file, Key::of_word(file), &name::authority(file))
                .edit(|template| {
                    template.valid("150101000000Z", "460101000000Z").with(extension::basic_constraints(None))
                })
                .self_signed()
        };
        Self { root: root("Root"), stranger: root("Stranger") }
    }

    /// The issuing authority of a row; until 2040 unless the row says otherwise.
    fn authority(&self, row: &Row) -> Authority {
        let end = word_after(&row.certificate, "under a CA until ")
            .map_or("400101000000Z".to_owned(), |day| utc(start(day)));
        let by_sha1 = row.evidence.iter().any(|each| each.contains("by SHA-1"));
        let key = if by_sha1 { Key::load("nca_rsa") } else { Key::of_word("CA") };
        Draft::with_key("CA", key, &name::authority("CA"))
            .edit(|template| template.valid("150101000000Z", &end))
            .issued_by(&self.root)
    }

    /// Who signs the lists of the issuing authority, and nothing else: `by a signer of lists until 2020-07-15`.
    fn list_signer(&self, list: &str) -> Option<Authority> {
        let end = word_after(list, "by a signer of lists until ").map(end)?;
        let draft = Draft::with_key("Signer", Key::of_word("list signer"), &name::authority("CA"));
        let draft = draft.edit(|template| {
            let template = template.valid("150101000000Z", &utc(end)).without(oids::BASIC_CONSTRAINTS);
            template.with(extension::key_usage(CRL_SIGN))
        });
        Some(draft.issued_by(&self.root))
    }

    /// A list of the root in January of each year, up to the time of the question.
    fn root_lists(&self, until: DateTime<Utc>, revoked: &[(Vec<u8>, Revoked)]) -> Vec<Vec<u8>> {
        let years = 2015..=until.year();
        years
            .map(|year| {
                let (issued, due) = (start(&format!("{year}-01-02")), start(&format!("{}-01-03", year + 1)));
                let known = revoked.iter().filter(|(_, revoked)| revoked.at <= issued);
                let entries = known.map(|(serial, revoked)| revoked.entry(serial)).collect();
                let number = u64::try_from(year).unwrap();
                List::of(&self.root, number, entries).between(&utc(issued), &utc(due)).sign(&self.root)
            })
            .filter(|list| Crl::from_der(list.clone()).unwrap().this_update() <= until)
            .collect()
    }
}

impl Row {
    pub fn read(line: &str) -> Self {
        let cells: Vec<_> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [case, certificate, proof, revoked, evidence, asked, outcome, judged] = cells[..] else {
            panic!("eight cells: {line}")
        };
        let each = |cell: &str| {
            let parts = cell.split(", ").filter(|part| *part != "-");
            parts.map(str::to_owned).collect::<Vec<_>>()
        };
        let (asked_at, policy) = asked.split_once(' ').unwrap();
        let (judged_at, source) = judged.split_once(' ').unwrap();
        Self {
            case: case.to_owned(),
            certificate: certificate.to_owned(),
            proofs: each(proof),
            revoked: (revoked != "-").then(|| Revoked::read(revoked)),
            evidence: each(evidence),
            asked_at: time(asked_at),
            policy: Policy::by_name(policy).unwrap_or_else(|| panic!("no policy: {policy}")),
            outcome: outcome.to_owned(),
            judged_at: time(judged_at),
            source: source.to_owned(),
        }
    }

    /// Asks the validator about this row.
    pub fn ask<T>(&self, world: &World, answer: impl FnOnce(&RequestVerdict<'_>) -> T) -> T {
        Self::ask_together(std::slice::from_ref(self), world, answer)
    }

    /// Asks about one message with a signer of each row, by the question of the first; under one authority.
    pub fn ask_together<T>(rows: &[Self], world: &World, answer: impl FnOnce(&RequestVerdict<'_>) -> T) -> T {
        let authority = world.authority(&rows[0]);
        let keys: Vec<_> = rows.iter().map(Self::key).collect();
        let mut message = Message::attached(CONTENT);
        let mut stampers = Vec::new();
        let (mut lists, mut answers) = (Vec::new(), Vec::new());
        for (row, key) in rows.iter().zip(&keys) {
            let holder = row.holder(&authority, key);
            let mut signer = row.signer(&holder);
            for stamp in row.proofs.iter().filter_map(|proof| proof.strip_prefix("stamp ")) {
                let stamper = row.stamper(stamp, world, &mut stampers);
                let token = row.token(stamp, &stamper, &signer);
                signer = signer.unsigned(signature_time_stamp(&token));
            }
            message = message.certificate(&holder.certificate).signer(signer);
            lists.extend(row.lists(&authority, world));
            answers.extend(row.answers(&authority));
        }
        let first = &rows[0];
        lists.extend(world.root_lists(first.asked_at, &stampers));
        let trust = TrustStore::new()
            .with_anchor(&world.root.certificate)
            .and_then(|trust| trust.with_intermediate(&authority.certificate))
            .unwrap();
        let signers = rows.iter().flat_map(|row| &row.evidence).filter_map(|list| world.list_signer(list));
        let trust =
            signers.fold(trust, |trust, signer| trust.with_intermediate(&signer.certificate).unwrap());
        let lists = lists.into_iter().map(|list| Crl::from_der(list).unwrap());
        let evidence = lists.fold(Evidence::new(), Evidence::with_crl);
        let answers = answers.into_iter().map(|answer| OcspResponse::from_der(answer).unwrap());
        let evidence = answers.fold(evidence, Evidence::with_ocsp);
        let validator = Validator::new(trust, first.policy.clone()).with_evidence(evidence);
        let message = message.encode();
        let request = SignedRequest::attached(&message).allowing_other_signers();
        let record = rows.iter().find_map(Self::record);
        let moment = Moment::at(first.asked_at);
        let moment = record.map_or(moment, |record| moment.proven_by(record));
        answer(&validator.verify_request(&request, moment))
    }

    fn record(&self) -> Option<DateTime<Utc>> {
        self.proofs.iter().find_map(|proof| proof.strip_prefix("record ").map(time))
    }

    fn period(&self) -> (DateTime<Utc>, DateTime<Utc>) {
        let (from, rest) = self.certificate.split_once("..").unwrap();
        (start(from), start(rest.split(' ').next().unwrap()))
    }

    fn key(&self) -> Key {
        if self.certificate.contains("SHA-1") { Key::load("leaf_rsa") } else { Key::of_word(&self.case) }
    }

    /// A signing certificate as the national authority makes them.
    fn holder<'k>(&self, authority: &Authority, key: &'k Key) -> Holder<'k> {
        let (from, to) = self.period();
        let template = Template {
            version: Some(2),
            serial: serial(&self.case),
            scheme: authority.key.usual_scheme(),
            outer_scheme: None,
            issuer: authority.name.clone(),
            not_before: der::utc_time(&utc(from)),
            not_after: der::utc_time(&utc(to)),
            subject: name::authority("Holder").der(),
            public_key: key.public(),
            extensions: vec![
                extension::key_usage(DIGITAL_SIGNATURE | NON_REPUDIATION),
                extension::extended_key_usage(&[oids::EMAIL_PROTECTION]),
                extension::authority_key_identifier(&authority.key_id),
            ],
        };
        let certificate = template.sign(authority);
        Holder { key, template, certificate }
    }

    fn signer<'k>(&self, holder: &Holder<'k>) -> Signer<'k> {
        let scheme =
            if self.certificate.contains("SHA-1") { Scheme::RsaSha1 } else { holder.key.usual_scheme() };
        let claimed = self.period().0 + TimeDelta::days(3);
        Signer::by(holder, scheme, CONTENT).with(attribute::signing_time(&utc(claimed)))
    }

    /// Who made a stamp: `by one until 2020-03-15`, `by one revoked 2020-03-15 superseded`, `by a stranger` …
    fn stamper(&self, stamp: &str, world: &World, revoked: &mut Vec<(Vec<u8>, Revoked)>) -> Stamper {
        let issuer = if stamp.contains("stranger") { &world.stranger } else { &world.root };
        let end =
            word_after(stamp, "by one until ").map_or("300101000000Z".to_owned(), |day| utc(start(day)));
        let key = if stamp.contains("signed by SHA-1") { Key::load("tsa") } else { Key::of_word("stamper") };
        let stamper = Stamper::by(issuer, "stamper", key, |template| {
            let template = template.valid("150101000000Z", &end);
            if stamp.contains("not critical") {
                return template.with(extension::extended_key_usage(&[oids::TIME_STAMPING]));
            }
            if stamp.contains("signs mail") {
                let both = [oids::TIME_STAMPING, oids::EMAIL_PROTECTION];
                return template.with(extension::extended_key_usage(&both).critical());
            }
            if stamp.contains("is a CA") {
                return template.with(extension::basic_constraints(None));
            }
            let usages = [
                ("whose key enciphers", KEY_ENCIPHERMENT),
                ("whose key has digitalSignature alone", DIGITAL_SIGNATURE),
                ("whose key has nonRepudiation alone", NON_REPUDIATION),
            ];
            match usages.iter().find(|(words, _)| stamp.contains(words)) {
                Some((_, usage)) => template.with(extension::key_usage(*usage)),
                None => template,
            }
        });
        if let Some((_, when)) = stamp.split_once("by one revoked ") {
            revoked.push((stamper.template.serial.clone(), Revoked::read(when)));
        }
        stamper
    }

    fn token(&self, stamp: &str, stamper: &Stamper, signer: &Signer<'_>) -> Vec<u8> {
        let another = stamp.contains("over another signature");
        let signature = if another { b"another".to_vec() } else { signer.signature() };
        let digest = if stamp.contains("imprint by SHA-1") { Digest::Sha1 } else { Digest::Sha256 };
        let gen_time = time(stamp.split(' ').next().unwrap());
        let seconds = word_after(stamp, "give or take ").map(|seconds| seconds.parse().unwrap());
        let info = Info::by(digest, &signature)
            .at(&generalized(gen_time))
            .edit(|info| info.accuracy = seconds.map(|seconds| accuracy(Some(seconds), None, None)));
        let (holder, info) = (stamper.holder(), info.der());
        let by_sha1 = stamp.contains("signed by SHA-1");
        let scheme = if by_sha1 { Scheme::RsaSha1 } else { holder.key.usual_scheme() };
        token_by(&holder, &info, timestamp::signer_by(&holder, scheme, &info)).encode()
    }

    /// `list 2020-06-01`, `list 2022-06-01 keeping`, `list 2016-06-01 by SHA-1`
    fn lists(&self, authority: &Authority, world: &World) -> Vec<Vec<u8>> {
        let lists = self.evidence.iter().filter_map(|each| each.strip_prefix("list "));
        lists
            .map(|text| match world.list_signer(text) {
                Some(signer) => self.list(text, &signer),
                None => self.list(text, authority),
            })
            .collect()
    }

    fn list(&self, text: &str, authority: &Authority) -> Vec<u8> {
        let issued = start(text.split(' ').next().unwrap());
        let (from, end) = self.period();
        let keeps = text.ends_with(" keeping");
        let is_on_it = |revoked: &&Revoked| revoked.at <= issued && (keeps || issued <= end);
        let entry = self.revoked.as_ref().filter(is_on_it).map(|revoked| revoked.entry(&serial(&self.case)));
        let number = u64::try_from(issued.timestamp() / 86_400).unwrap();
        let list = List::of(authority, number, entry.into_iter().collect());
        let mut list = list.between(&utc(issued), &utc(issued + TimeDelta::days(2)));
        if text.ends_with("by SHA-1") {
            list.scheme = Scheme::RsaSha1;
        }
        let since = Extension::new(oids::EXPIRED_CERTS_ON_CRL, der::generalized_time(&generalized(from)));
        if keeps { list.with(since).sign(authority) } else { list.sign(authority) }
    }

    /// `answer good 2020-06-01`, `answer unknown 2020-06-01`, `answer good 2020-06-01 by a responder until 2020-07-15`
    fn answers(&self, authority: &Authority) -> Vec<Vec<u8>> {
        let answers = self.evidence.iter().filter_map(|each| each.strip_prefix("answer "));
        answers.map(|text| self.answer(text, authority)).collect()
    }

    fn answer(&self, text: &str, authority: &Authority) -> Vec<u8> {
        let (status, day) = text.split_once(' ').unwrap();
        let status = if status == "good" { ocsp::good() } else { ocsp::unknown() };
        let about = ocsp::About {
            issuer_name: authority.name.clone(),
            issuer_key: authority.key.public(),
            serial: serial(&self.case),
        };
        let since = generalized(start(day.split(' ').next().unwrap()) + TimeDelta::hours(8));
        let answers = vec![ocsp::Answer::new(&about, status).since(&since)];
        if let Some(end) = word_after(text, "by a responder until ").map(end) {
            let (key, certificate) = responder(authority, end);
            let name = ocsp::by_name(&name::authority("Responder").der());
            return ocsp::Response::new(name, &key, answers).certificate(&certificate).sign();
        }
        let mut response = ocsp::Response::new(ocsp::by_name(&authority.name), &authority.key, answers);
        if text.ends_with("by SHA-1") {
            response.scheme = Scheme::RsaSha1;
        }
        response.sign()
    }
}

/// A responder of this authority, whose own revocation need not be asked for.
fn responder(authority: &Authority, end: DateTime<Utc>) -> (Key, Vec<u8>) {
    let key = Key::of_word("responder");
    let template = Template {
        version: Some(2),
        serial: serial("responder"),
        scheme: authority.key.usual_scheme(),
        outer_scheme: None,
        issuer: authority.name.clone(),
        not_before: der::utc_time("150101000000Z"),
        not_after: der::utc_time(&utc(end)),
        subject: name::authority("Responder").der(),
        public_key: key.public(),
        extensions: vec![
            extension::key_usage(DIGITAL_SIGNATURE),
            extension::extended_key_usage(&[oids::OCSP_SIGNING]),
            extension::authority_key_identifier(&authority.key_id),
            Extension::new(oids::OCSP_NO_CHECK, der::null()),
        ],
    };
    let certificate = template.sign(authority);
    (key, certificate)
}
