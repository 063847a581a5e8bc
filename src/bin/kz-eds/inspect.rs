//! `kz-eds inspect`: facts, no judgement.

mod stamp;

use std::process::ExitCode;

use kz_eds::{
    Answer, Certificate, CertificateStatus, Crl, OcspResponse, ResponderId, RevocationValues, SignedMessage,
    SignerIdentifier, SignerInfo, describe_oid,
};
use serde_json::{Map, Value, json};

use crate::args::InspectArguments;
use crate::input::{self, Object};
use crate::{Failure, table};

pub(crate) fn run(arguments: &InspectArguments) -> Result<ExitCode, Failure> {
    let objects = input::objects(&arguments.file)?;
    let described: Vec<Value> = objects
        .iter()
        .map(|object| match object {
            Object::Certificate(found) => Ok(certificate(found)),
            Object::List(found) => Ok(list(found, arguments.entries)),
            Object::Response(found) => Ok(response(found)),
            Object::Message(bytes) => message(bytes),
            Object::Stamp(bytes) => Ok(stamp::token(bytes)),
            Object::StampResponse(found) => Ok(stamp::response(found)),
            Object::StampRequest(found) => Ok(stamp::request(found)),
        })
        .collect::<Result<_, Failure>>()?;
    if arguments.json {
        let json = serde_json::to_string_pretty(&described).map_err(|error| error.to_string())?;
        table::print(&format!("{json}\n"))?;
    } else {
        let texts: Vec<_> = described.iter().map(|value| lines(value, 0)).collect();
        table::print(&texts.join("\n"))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}

fn time(time: chrono::DateTime<chrono::Utc>) -> String {
    time.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}

fn oids<'a>(found: impl IntoIterator<Item = &'a kz_eds::ObjectIdentifier>) -> Value {
    found.into_iter().map(|oid| Value::from(describe_oid(oid))).collect()
}

/// An object without the entries that are null: absent is absent.
fn object<const N: usize>(fields: [(&str, Value); N]) -> Value {
    let present = fields.into_iter().filter(|(_, value)| !value.is_null() && *value != json!([]));
    Value::Object(present.map(|(name, value)| (name.to_owned(), value)).collect::<Map<_, _>>())
}

fn certificate(found: &Certificate) -> Value {
    let ca = found.basic_constraints().map(|constraints| {
        object([("ca", constraints.ca.into()), ("path length", json!(constraints.path_length))])
    });
    object([
        ("kind", "certificate".into()),
        ("sha-256", found.fingerprint().to_string().into()),
        ("version", found.version().into()),
        ("serial number", hex(found.serial_number()).into()),
        ("subject", found.subject().to_string().into()),
        ("issuer", found.issuer().to_string().into()),
        ("not before", time(found.not_before()).into()),
        ("not after", time(found.not_after()).into()),
        ("signature algorithm", algorithm(found.signature_algorithm())),
        ("public key", key(found)),
        ("identity", identity(found)),
        ("key usage", json!(found.key_usage().map(|usage| usage.to_string()))),
        ("extended key usage", oids(found.extended_key_usage())),
        ("policies", oids(found.policies())),
        ("basic constraints", json!(ca)),
        ("subject key id", json!(found.subject_key_id().map(hex))),
        ("authority key id", json!(found.authority_key_id().map(hex))),
        ("unknown critical extensions", oids(found.unknown_critical_extensions())),
    ])
}

fn algorithm(der: &[u8]) -> Value {
    use kz_eds::crypto::{AlgorithmError, SignatureAlgorithm};
    match SignatureAlgorithm::from_der(der) {
        Ok(row) => describe_oid(&row.oid()).into(),
        Err(AlgorithmError::Unsupported(unsupported)) => unsupported.to_string().into(),
        Err(error) => error.to_string().into(),
    }
}

fn key(found: &Certificate) -> Value {
    use kz_eds::crypto::{KeyFacts, PublicKeyInfo};
    match PublicKeyInfo::from_der(found.public_key_info()).map(|key| key.facts()) {
        Ok(KeyFacts::Rsa { bits, exponent, .. }) => format!("RSA {bits}, exponent {exponent}").into(),
        Ok(KeyFacts::Gost(curve)) => format!("GOST, {} bits ({curve})", curve.bits()).into(),
        Ok(facts) => format!("{:?}", facts.kind()).into(),
        Err(error) => error.to_string().into(),
    }
}

fn identity(found: &Certificate) -> Value {
    let identity = found.identity();
    let notes: Value = identity.notes().iter().map(|note| Value::from(note.reason.code())).collect();
    object([
        ("holder kind", identity.holder_kind().code().into()),
        ("iin", or_error(identity.iin().map(|iin| iin.map(|iin| iin.as_str().to_owned())))),
        ("bin", or_error(identity.bin().map(|bin| bin.map(|bin| bin.as_str().to_owned())))),
        ("notes", notes),
    ])
}

fn or_error(found: Result<Option<String>, impl std::fmt::Display>) -> Value {
    match found {
        Ok(found) => json!(found),
        Err(error) => error.to_string().into(),
    }
}

fn list(found: &Crl, entries: bool) -> Value {
    let entries: Vec<Value> =
        if entries { found.entries().map(|entry| entry_of(&entry)).collect() } else { vec![] };
    object([
        ("kind", if found.is_delta() { "delta revocation list" } else { "revocation list" }.into()),
        ("sha-256", found.fingerprint().to_string().into()),
        ("issuer", found.issuer().to_string().into()),
        ("this update", time(found.this_update()).into()),
        ("next update", json!(found.next_update().map(time))),
        ("signature algorithm", algorithm(found.signature_algorithm())),
        ("number", json!(found.number().map(|number| number.to_string()))),
        ("base number", json!(found.base_number().map(|number| number.to_string()))),
        ("authority key id", json!(found.authority_key_id().map(hex))),
        ("revoked", found.len().into()),
        ("unknown critical extensions", oids(found.unknown_critical())),
        ("entries", entries.into()),
    ])
}

fn entry_of(entry: &kz_eds::Entry<'_>) -> Value {
    object([
        ("serial number", hex(entry.serial()).into()),
        ("revoked at", time(entry.revoked_at()).into()),
        ("reason", json!(entry.reason().map(|reason| reason.code()))),
    ])
}

fn response(found: &OcspResponse) -> Value {
    let responder = found.responder().map(|id| match id {
        ResponderId::Name(name) => object([("name", name.to_string().into())]),
        ResponderId::KeyHash(hash) => object([("key hash", hex(hash).into())]),
    });
    let signed = (!found.signature_algorithm().is_empty()).then(|| algorithm(found.signature_algorithm()));
    let certificates = found.certificates().map(|der| match Certificate::from_der(der) {
        Ok(read) => certificate(&read),
        Err(error) => error.to_string().into(),
    });
    object([
        ("kind", "OCSP response".into()),
        ("sha-256", found.fingerprint().to_string().into()),
        ("status", found.status().code().into()),
        ("responder", json!(responder)),
        ("produced at", json!(found.produced_at().map(time))),
        ("signature algorithm", json!(signed)),
        ("nonce", json!(found.nonce().map(hex))),
        ("answers", found.answers().map(|found| answer(&found)).collect()),
        ("certificates", certificates.collect()),
        ("unknown critical extensions", oids(found.unknown_critical())),
    ])
}

fn answer(found: &Answer<'_>) -> Value {
    let (revoked_at, reason) = match found.status() {
        CertificateStatus::Revoked { at, reason } => (Some(time(at)), reason.map(|reason| reason.code())),
        _ => (None, None),
    };
    object([
        ("serial number", hex(found.serial_number()).into()),
        ("issuer key hash", hex(found.issuer_key_hash()).into()),
        ("hash algorithm", json!(found.hash_algorithm().map(|digest| describe_oid(&digest.oid())))),
        ("status", found.status().code().into()),
        ("revoked at", json!(revoked_at)),
        ("reason", json!(reason)),
        ("this update", time(found.this_update()).into()),
        ("next update", json!(found.next_update().map(time))),
        ("archive cutoff", json!(found.archive_cutoff().map(time))),
        ("unknown critical extensions", oids(found.unknown_critical())),
    ])
}

/// What a message says of itself. Its content is not shown: nothing here says that anybody signed it.
fn message(bytes: &[u8]) -> Result<Value, Failure> {
    let found = SignedMessage::parse(bytes).map_err(|error| error.to_string())?;
    Ok(object([
        ("kind", "signed message".into()),
        ("version", found.version().into()),
        ("content type", describe_oid(&found.content_type()).into()),
        ("content", if found.is_attached() { "attached" } else { "detached" }.into()),
        ("signers", found.signers().map(|found| signer(&found)).collect()),
        ("certificates", certificates(found.certificates())),
        ("revocation lists", lists(found.lists())),
        ("OCSP responses", responses(found.responses().map(OcspResponse::from_der))),
    ]))
}

fn certificates<'m>(found: impl IntoIterator<Item = &'m [u8]>) -> Value {
    let read = |der: &[u8]| Certificate::from_der(der).map(|read| certificate(&read));
    found.into_iter().map(|der| or_words(read(der))).collect()
}

fn lists<'m>(found: impl IntoIterator<Item = &'m [u8]>) -> Value {
    found.into_iter().map(|der| or_words(Crl::from_der(der).map(|read| list(&read, false)))).collect()
}

fn responses(found: impl IntoIterator<Item = Result<OcspResponse, kz_eds::Error>>) -> Value {
    found.into_iter().map(|read| or_words(read.map(|read| response(&read)))).collect()
}

fn or_words(read: Result<Value, kz_eds::Error>) -> Value {
    read.unwrap_or_else(|error| error.to_string().into())
}

fn digest(found: Result<kz_eds::crypto::DigestAlgorithm, kz_eds::crypto::AlgorithmError>) -> Value {
    match found {
        Ok(digest) => describe_oid(&digest.oid()).into(),
        Err(error) => error.to_string().into(),
    }
}

fn signer(found: &SignerInfo<'_>) -> Value {
    let (issuer, serial, key_id) = match found.identifier() {
        SignerIdentifier::IssuerAndSerial { issuer, serial } => {
            (Some(issuer.to_string()), Some(hex(serial)), None)
        }
        SignerIdentifier::KeyId(id) => (None, None, Some(hex(id))),
    };
    let attributes = |found: Option<kz_eds::Attributes<'_>>| -> Value {
        found
            .into_iter()
            .flat_map(|all| all.iter())
            .map(|one| Value::from(describe_oid(&one.oid())))
            .collect()
    };
    object([
        ("issuer", json!(issuer)),
        ("serial number", json!(serial)),
        ("subject key id", json!(key_id)),
        ("digest algorithm", digest(found.digest())),
        ("signature algorithm", algorithm(found.signature_algorithm())),
        ("signed attributes", attributes(found.signed_attributes())),
        ("unsigned attributes", attributes(found.unsigned_attributes())),
        ("time stamps", found.time_stamps().map(|bytes| stamp::beside(bytes, found)).collect()),
        ("certificate values", found.certificate_values().map_or_else(words, certificates)),
        ("revocation values", found.revocation_values().map_or_else(words, |values| evidence(&values))),
    ])
}

fn words(error: kz_eds::Error) -> Value {
    error.to_string().into()
}

/// The attribute revocationValues; nothing where there is none.
fn evidence(found: &RevocationValues<'_>) -> Value {
    let basic = found.basic_responses.iter().map(|basic| OcspResponse::from_basic_der(basic));
    let shown = object([
        ("revocation lists", lists(found.lists.iter().copied())),
        ("OCSP responses", responses(basic)),
        ("others", if found.others == 0 { Value::Null } else { found.others.into() }),
    ]);
    if shown.as_object().is_some_and(Map::is_empty) { Value::Null } else { shown }
}

/// The same as indented lines of `name: value`.
fn lines(value: &Value, depth: usize) -> String {
    let indent = "  ".repeat(depth);
    let field = |(name, value): (&String, &Value)| match value {
        Value::Object(_) | Value::Array(_) => format!("{indent}{name}:\n{}", lines(value, depth + 1)),
        Value::String(text) => format!("{indent}{name}: {text}\n"),
        other => format!("{indent}{name}: {other}\n"),
    };
    match value {
        Value::Object(fields) => fields.iter().map(field).collect(),
        Value::Array(items) => items.iter().map(|item| lines(item, depth)).collect(),
        Value::String(text) => format!("{indent}{text}\n"),
        other => format!("{indent}{other}\n"),
    }
}
