//! Time stamps (RFC 3161): requests, tokens and responses with every field open, and who makes them.

use crate::attribute::{self, Attribute};
use crate::authority::Authority;
use crate::cms::{Message, Signer, ordinary};
use crate::digest::Digest;
use crate::extension::{self, DIGITAL_SIGNATURE, Extension, NON_REPUDIATION};
use crate::holder::Holder;
use crate::keys::Key;
use crate::profile::{NOT_AFTER, NOT_BEFORE};
use crate::signature::Scheme;
use crate::template::{Template, key_identifier, serial};
use crate::{der, name, oids};

/// A minute after the messages of `archive/` say that they were signed.
pub const STAMPED_AT: &str = "20260601114600Z";

/// Who stamps: a certificate and its key.
pub struct Stamper {
    pub key: Key,
    pub template: Template,
    pub certificate: Vec<u8>,
}

impl Stamper {
    /// With the profile of the national authority: a critical extKeyUsage of timeStamping alone. `file` decides the serial
    /// number.
    pub fn new(issuer: &Authority, file: &str, key: Key) -> Stamper {
        Stamper::by(issuer, file, key, |template| template)
    }

    /// The same with a template that was changed.
    pub fn by(
        issuer: &Authority,
        file: &str,
        key: Key,
        change: impl FnOnce(Template) -> Template,
    ) -> Stamper {
        let template = change(profile(issuer, file, &key));
        let certificate = template.sign(issuer);
        Stamper { key, template, certificate }
    }

    pub fn holder(&self) -> Holder<'_> {
        Holder { key: &self.key, template: self.template.clone(), certificate: self.certificate.clone() }
    }

    /// An ordinary token over these octets: SHA-256, a second of accuracy, with the certificate inside, DER.
    pub fn stamp(&self, octets: &[u8]) -> Vec<u8> {
        token(&self.holder(), &Info::over(octets)).encode()
    }
}

fn profile(issuer: &Authority, file: &str, key: &Key) -> Template {
    let serial = serial(file);
    Template {
        version: Some(2),
        scheme: issuer.key.usual_scheme(),
        outer_scheme: None,
        issuer: issuer.name.clone(),
        not_before: der::utc_time(NOT_BEFORE),
        not_after: der::utc_time(NOT_AFTER),
        subject: name::authority("УАҚЫТ БЕЛГІСІ ҚЫЗМЕТІ TEST").der(),
        public_key: key.public(),
        extensions: vec![
            extension::certificate_policy(oids::POLICY_CURRENT),
            extension::authority_information_access(issuer.file),
            extension::crl_distribution_points(issuer.file),
            extension::extended_key_usage(&[oids::TIME_STAMPING]).critical(),
            extension::key_usage(DIGITAL_SIGNATURE | NON_REPUDIATION),
            extension::subject_key_identifier(&key_identifier(&serial)),
            extension::authority_key_identifier(&issuer.key_id),
        ],
        serial,
    }
}

/// `TSTInfo` before it is encoded.
#[derive(Clone)]
pub struct Info {
    pub version: u64,
    pub policy: &'static str,
    /// AlgorithmIdentifier.
    pub imprint_algorithm: Vec<u8>,
    pub imprint: Vec<u8>,
    /// Content octets of the serial number.
    pub serial: Vec<u8>,
    pub time: String,
    /// `Accuracy`, encoded; `ordering` likewise.
    pub accuracy: Option<Vec<u8>>,
    pub ordering: Option<Vec<u8>>,
    /// Content octets of the nonce.
    pub nonce: Option<Vec<u8>>,
    /// `GeneralName`, encoded.
    pub tsa: Option<Vec<u8>>,
    pub extensions: Vec<Extension>,
}

impl Info {
    /// What is ordinarily said of these octets.
    pub fn over(octets: &[u8]) -> Info {
        Info::by(Digest::Sha256, octets)
    }

    /// The same with another imprint.
    pub fn by(digest: Digest, octets: &[u8]) -> Info {
        Info {
            version: 1,
            policy: oids::POLICY_STAMPS,
            imprint_algorithm: digest.identifier_with_null(),
            imprint: digest.of(octets),
            serial: serial("stamp"),
            time: STAMPED_AT.to_owned(),
            accuracy: Some(accuracy(Some(1), None, None)),
            ordering: None,
            nonce: None,
            tsa: None,
            extensions: Vec::new(),
        }
    }

    pub fn at(mut self, generalized_time: &str) -> Info {
        self.time = generalized_time.to_owned();
        self
    }

    /// Content octets of the nonce, as they stood in the request.
    pub fn with_nonce(mut self, nonce: &[u8]) -> Info {
        self.nonce = Some(nonce.to_vec());
        self
    }

    /// Changes any field.
    pub fn edit(mut self, change: impl FnOnce(&mut Info)) -> Info {
        change(&mut self);
        self
    }

    pub fn der(&self) -> Vec<u8> {
        let extensions = match self.extensions.is_empty() {
            true => Vec::new(),
            false => implicit(1, &extension::list(&self.extensions)),
        };
        der::sequence(&[
            der::integer(self.version),
            der::oid(self.policy),
            imprint(&self.imprint_algorithm, &self.imprint),
            der::integer_raw(&self.serial),
            der::generalized_time(&self.time),
            self.accuracy.clone().unwrap_or_default(),
            self.ordering.clone().unwrap_or_default(),
            self.nonce.as_deref().map(der::integer_raw).unwrap_or_default(),
            self.tsa.as_ref().map(|name| der::context(0, &[name])).unwrap_or_default(),
            extensions,
        ])
    }
}

/// `MessageImprint`.
fn imprint(algorithm: &[u8], imprint: &[u8]) -> Vec<u8> {
    der::sequence(&[algorithm, &der::octets(imprint)])
}

/// `[number] IMPLICIT` over an encoded SEQUENCE.
fn implicit(number: u8, sequence: &[u8]) -> Vec<u8> {
    [&[0xA0 | number], &sequence[1..]].concat()
}

/// `Accuracy`: seconds, milliseconds, microseconds.
pub fn accuracy(seconds: Option<u64>, millis: Option<u64>, micros: Option<u64>) -> Vec<u8> {
    let part = |number: u8, value: u64| {
        let integer = der::integer(value);
        [&[0x80 | number], &integer[1..]].concat()
    };
    der::sequence(&[
        seconds.map(der::integer).unwrap_or_default(),
        millis.map(|value| part(0, value)).unwrap_or_default(),
        micros.map(|value| part(1, value)).unwrap_or_default(),
    ])
}

/// The GeneralName of an entry in the directory.
pub fn directory_name(name: &[u8]) -> Vec<u8> {
    der::context(4, &[name])
}

/// The signer of a token over this TSTInfo, with signingCertificateV2.
pub fn signer<'a>(holder: &Holder<'a>, info: &[u8]) -> Signer<'a> {
    signer_by(holder, holder.key.usual_scheme(), info)
}

/// The same by another algorithm.
pub fn signer_by<'a>(holder: &Holder<'a>, scheme: Scheme, info: &[u8]) -> Signer<'a> {
    let signer = Signer::by(holder, scheme, info);
    signer.with(attribute::content_type(oids::TST_INFO)).without(oids::SIGNING_TIME)
}

/// A token by `holder`, with its certificate inside; more signers and other fields are for the caller to add.
pub fn token<'a>(holder: &Holder<'a>, info: &Info) -> Message<'a> {
    token_by(holder, &info.der(), signer(holder, &info.der()))
}

/// The same by a signer that was changed.
pub fn token_by<'a>(holder: &Holder<'a>, info: &[u8], signer: Signer<'a>) -> Message<'a> {
    Message { content_type: oids::TST_INFO, ..ordinary(holder, info, signer) }
}

/// `TimeStampReq` before it is encoded.
#[derive(Clone)]
pub struct Request {
    pub version: u64,
    pub imprint_algorithm: Vec<u8>,
    pub imprint: Vec<u8>,
    pub policy: Option<&'static str>,
    pub nonce: Option<Vec<u8>>,
    pub certificate_wanted: bool,
}

impl Request {
    /// For a SHA-256 stamp over these octets, with the authority's certificate inside.
    pub fn over(octets: &[u8]) -> Request {
        Request {
            version: 1,
            imprint_algorithm: Digest::Sha256.identifier(),
            imprint: Digest::Sha256.of(octets),
            policy: None,
            nonce: None,
            certificate_wanted: true,
        }
    }

    pub fn der(&self) -> Vec<u8> {
        der::sequence(&[
            der::integer(self.version),
            imprint(&self.imprint_algorithm, &self.imprint),
            self.policy.map(der::oid).unwrap_or_default(),
            self.nonce.as_deref().map(der::integer_raw).unwrap_or_default(),
            if self.certificate_wanted { der::boolean_true() } else { Vec::new() },
        ])
    }
}

/// `TimeStampResp` before it is encoded.
#[derive(Clone, Default)]
pub struct Response {
    /// `PKIStatus`: 0 is granted, 2 is rejection.
    pub status: u64,
    pub texts: Vec<&'static str>,
    /// `PKIFailureInfo`: the numbers of its bits.
    pub failures: Vec<u8>,
    pub token: Option<Vec<u8>>,
}

impl Response {
    pub fn granted(token: Vec<u8>) -> Response {
        Response { token: Some(token), ..Response::default() }
    }

    /// A refusal for the reasons with these numbers.
    pub fn rejected(failures: &[u8]) -> Response {
        Response { status: 2, failures: failures.to_vec(), ..Response::default() }
    }

    pub fn der(&self) -> Vec<u8> {
        let texts: Vec<_> = self.texts.iter().map(|text| der::utf8(text)).collect();
        let status = der::sequence(&[
            der::integer(self.status),
            if texts.is_empty() { Vec::new() } else { der::sequence(&texts) },
            if self.failures.is_empty() { Vec::new() } else { named_bits(&self.failures) },
        ]);
        der::sequence(&[status, self.token.clone().unwrap_or_default()])
    }
}

/// BIT STRING with these named bits, no more octets than it takes (X.690 11.2.2).
fn named_bits(numbers: &[u8]) -> Vec<u8> {
    let last = numbers.iter().max().copied().expect("a bit");
    let mut octets = vec![0u8; usize::from(last / 8) + 1];
    for number in numbers {
        octets[usize::from(number / 8)] |= 0x80 >> (number % 8);
    }
    der::tlv(0x03, &[&[7 - last % 8], &*octets].concat())
}

/// A token as an unsigned attribute of the signature that it is over.
pub fn signature_time_stamp(token: &[u8]) -> Attribute {
    Attribute::new(oids::SIGNATURE_TIME_STAMP, token.to_vec())
}

/// The signer, and a stamp over its signature beside it.
pub fn stamped<'a>(signer: Signer<'a>, by: &Stamper) -> Signer<'a> {
    let token = by.stamp(&signer.signature());
    signer.unsigned(signature_time_stamp(&token))
}

/// `RevocationValues`: lists, and basic responses without what is usually around them.
pub fn revocation_values(lists: &[Vec<u8>], basic_responses: &[Vec<u8>]) -> Attribute {
    let values = |number, members: &[Vec<u8>]| match members {
        [] => Vec::new(),
        _ => der::context(number, &[der::sequence(members)]),
    };
    let value = der::sequence(&[values(0, lists), values(1, basic_responses)]);
    Attribute::new(oids::REVOCATION_VALUES, value)
}

/// `CertificateValues`.
pub fn certificate_values(certificates: &[Vec<u8>]) -> Attribute {
    Attribute::new(oids::CERTIFICATE_VALUES, der::sequence(certificates))
}
