//! Certificates that are each bad in one way.

use crate::authority::{Authorities, Authority};
use crate::extension::{self, DIGITAL_SIGNATURE, Extension, KEY_AGREEMENT, NON_REPUDIATION};
use crate::keys::Key;
use crate::numbers::Numbers;
use crate::odd::{Odd, explicit_p256};
use crate::output::Output;
use crate::profile::Profiles;
use crate::signature::Scheme;
use crate::template::Template;
use crate::{der, oids};

/// Writes `broken/`.
pub fn write(authorities: &Authorities, odd: &Odd, numbers: &Numbers, out: &mut Output) {
    let rsa = Profiles::new(&authorities.nca_rsa, numbers, "leaf_rsa");
    for (file, template) in [fields(&rsa), times(&rsa), usages(&rsa), algorithms(&rsa)].concat() {
        out.add(format!("broken/{file}.cer"), template.sign(rsa.issuer));
    }
    for (file, content) in encodings(&rsa) {
        out.add(format!("broken/{file}.cer"), content);
    }
    for authority in odd.all() {
        out.add(format!("broken/{}.cer", authority.file), &*authority.certificate);
        out.add(format!("broken/under_{}.cer", authority.file), leaf_under(authority, numbers));
    }
    out.add("broken/under_person.cer", leaf_under(&person_as_issuer(&rsa), numbers));
}

/// An ordinary person's certificate by an issuer that may not issue it.
fn leaf_under(issuer: &Authority, numbers: &Numbers) -> Vec<u8> {
    let profiles = Profiles::new(issuer, numbers, "leaf_rsa");
    profiles.person(&format!("under_{}", issuer.file)).sign(issuer)
}

/// The holder of `certificates/person.cer` plays the authority.
fn person_as_issuer(rsa: &Profiles<'_>) -> Authority {
    let template = rsa.person("person");
    Authority {
        file: "person",
        name: template.subject.clone(),
        key: Key::load("leaf_rsa"),
        key_id: crate::template::key_identifier(&template.serial),
        certificate: Vec::new(),
    }
}

type Files = Vec<(&'static str, Template)>;

fn fields(rsa: &Profiles<'_>) -> Files {
    let numbered = |file, serial: &[u8]| (file, Template { serial: serial.to_vec(), ..rsa.person(file) });
    let unknown = Extension::new(oids::UNKNOWN, der::null()).critical();
    let mut twice = rsa.person("duplicate_extension");
    twice.extensions.push(extension::key_store());
    let mut version_1 = rsa.person("version_1");
    version_1.version = None;
    let with_extensions =
        Template { serial: crate::template::serial("version_1_with_extensions"), ..version_1.clone() };
    version_1.extensions.clear();
    vec![
        // -3; the issuer's list names 253, which has the same last octet.
        numbered("negative_serial", &[0xFD]),
        numbered("zero_serial", &[0]),
        numbered("long_serial", &[0x41; 21]),
        ("unknown_critical_extension", rsa.person("unknown_critical_extension").with(unknown)),
        ("duplicate_extension", twice),
        ("ca_leaf", rsa.person("ca_leaf").with(extension::basic_constraints(None))),
        ("version_1", version_1),
        ("version_1_with_extensions", with_extensions),
    ]
}

/// Forms of time that RFC 5280 4.1.2.5 rules out.
fn times(rsa: &Profiles<'_>) -> Files {
    let ending = |file, not_after| (file, Template { not_after, ..rsa.person(file) });
    vec![
        ending("time_without_seconds", der::utc_time("2701150600Z")),
        ending("time_with_offset", der::utc_time("270115060000+0600")),
        ending("time_month_13", der::utc_time("271315060000Z")),
        ending("time_with_fraction", der::generalized_time("20270115060000.5Z")),
    ]
}

fn usages(rsa: &Profiles<'_>) -> Files {
    let with = |file, extension| (file, rsa.person(file).with(extension));
    vec![
        with("server_auth_only", extension::extended_key_usage(&[oids::SERVER_AUTH])),
        with("key_agreement_only", extension::key_usage(KEY_AGREEMENT)),
        with("without_non_repudiation", extension::key_usage(DIGITAL_SIGNATURE | KEY_AGREEMENT)),
        with("without_digital_signature", extension::key_usage(NON_REPUDIATION | KEY_AGREEMENT)),
        ("without_key_usage", rsa.person("without_key_usage").without(oids::KEY_USAGE)),
    ]
}

fn algorithms(rsa: &Profiles<'_>) -> Files {
    let signed_with = |file, scheme| (file, Template { scheme, ..rsa.person(file) });
    let keyed = |file, public_key| (file, Template { public_key, ..rsa.person(file) });
    let named_twice = Template { outer_scheme: Some(Scheme::RsaSha384), ..rsa.person("algorithm_mismatch") };
    let (_, unknown) = signed_with("unknown_algorithm", Scheme::Dummy(oids::UNKNOWN_SIGNATURE));
    vec![
        signed_with("sha1", Scheme::RsaSha1),
        signed_with("md5", Scheme::RsaMd5),
        signed_with("dsa", Scheme::Dummy("2.16.840.1.101.3.4.3.2")),
        signed_with("ecdsa_by_rsa_key", Scheme::EcdsaSha256),
        ("algorithm_mismatch", named_twice),
        ("unknown_algorithm", Template { public_key: unknown_public_key(), ..unknown }),
        keyed("explicit_parameters", explicit_p256(&Key::load("leaf_ec").public())),
        keyed("weak_key", Key::load("weak").public()),
    ]
}

/// A key of a made-up algorithm in the form of the national ones, with a point that is only octets.
pub fn unknown_public_key() -> Vec<u8> {
    let parameters = der::sequence(&[der::oid("1.2.398.3.10.1.1.99.2.1"), der::oid("1.2.398.3.10.1.3.99")]);
    let algorithm = der::sequence(&[der::oid("1.2.398.3.10.1.1.99.2"), parameters]);
    der::sequence(&[algorithm, der::bits(&der::octets(&[0x5A; 128]))])
}

/// Damage done after signing.
fn encodings(rsa: &Profiles<'_>) -> Vec<(&'static str, Vec<u8>)> {
    let signed = |file| rsa.person(file).sign(rsa.issuer);
    let mut tampered = signed("tampered_signature");
    *tampered.last_mut().expect("octets") ^= 1;
    let content = replace(signed("tampered_number"), &rsa.numbers.person, &rsa.numbers.stranger);
    let mut truncated = signed("truncated");
    truncated.truncate(truncated.len() / 2);
    let trailing = [signed("trailing_byte"), vec![0]].concat();
    // The outermost header is four octets: 30 82 and the length.
    let body = |file| signed(file).split_off(4);
    let indefinite = [&[0x30, 0x80], &*body("indefinite_length"), &[0, 0]].concat();
    let long_form = long_form(&body("long_form_length"));
    vec![
        ("tampered_signature", tampered),
        ("tampered_number", content),
        ("truncated", truncated),
        ("trailing_byte", trailing),
        ("indefinite_length", indefinite),
        ("long_form_length", long_form),
    ]
}

/// A length in more octets than it needs.
fn long_form(body: &[u8]) -> Vec<u8> {
    [&[0x30, 0x84], &(body.len() as u32).to_be_bytes()[..], body].concat()
}

/// Exchanges one text for another of the same length.
fn replace(mut octets: Vec<u8>, old: &str, new: &str) -> Vec<u8> {
    let place = octets.windows(old.len()).position(|window| window == old.as_bytes()).expect("the text");
    octets[place..place + old.len()].copy_from_slice(new.as_bytes());
    octets
}
