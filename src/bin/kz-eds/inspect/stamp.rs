//! Time stamps: requests, responses, tokens, alone and beside the signatures that they are over.

use chrono::{DateTime, SecondsFormat, Utc};
use kz_eds::crypto::RustCrypto;
use kz_eds::{
    CertificateWish, SignerInfo, TimeStampRequest, TimeStampResponse, TimeStampToken, describe_oid,
};
use serde_json::{Value, json};

use super::{certificates, digest, hex, object, oids, signer};

/// With the fraction of a second, where there is one.
fn precise(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

pub(super) fn token(bytes: &[u8]) -> Value {
    read(bytes, |found| shown(found, Value::Null))
}

/// One that stands beside a signature: whether it is over it.
pub(super) fn beside(bytes: &[u8], signer: &SignerInfo<'_>) -> Value {
    read(bytes, |found| {
        let fits = match found.imprint_of(&RustCrypto, signer.signature()) {
            Ok(true) => "this signature".to_owned(),
            Ok(false) => "something else".to_owned(),
            Err(error) => error.to_string(),
        };
        shown(found, fits.into())
    })
}

fn read(bytes: &[u8], show: impl FnOnce(&TimeStampToken<'_>) -> Value) -> Value {
    match TimeStampToken::parse(bytes) {
        Ok(found) => show(&found),
        Err(error) => error.to_string().into(),
    }
}

fn shown(found: &TimeStampToken<'_>, over: Value) -> Value {
    object([
        ("kind", "time-stamp token".into()),
        ("sha-256", found.fingerprint().to_string().into()),
        ("time", precise(found.gen_time()).into()),
        ("latest time", precise(found.latest_time()).into()),
        ("over", over),
        ("imprint algorithm", digest(found.imprint_digest())),
        ("imprint", hex(found.imprint()).into()),
        ("policy", describe_oid(&found.policy()).into()),
        ("serial number", hex(found.serial_number()).into()),
        ("nonce", json!(found.nonce().map(hex))),
        ("ordering", if found.ordering() { true.into() } else { Value::Null }),
        ("authority", json!(found.tsa_name().map(|name| name.to_string()))),
        ("unknown critical extensions", oids(found.unknown_critical())),
        ("signer", signer(&found.signer())),
        ("certificates", certificates(found.message().certificates())),
    ])
}

pub(super) fn response(found: &TimeStampResponse) -> Value {
    object([
        ("kind", "time-stamp response".into()),
        ("status", found.status().code().into()),
        ("failures", found.failures().iter().map(|failure| Value::from(failure.code())).collect()),
        ("texts", found.texts().iter().map(|text| Value::from(text.escape_debug().to_string())).collect()),
        ("token", found.token().map_or(Value::Null, token)),
    ])
}

pub(super) fn request(found: &TimeStampRequest) -> Value {
    object([
        ("kind", "time-stamp request".into()),
        ("imprint algorithm", describe_oid(&found.imprint().algorithm().oid()).into()),
        ("imprint", hex(found.imprint().as_ref()).into()),
        ("policy", json!(found.policy().map(|policy| describe_oid(&policy)))),
        ("nonce", json!(found.nonce().map(hex))),
        (
            "certificate",
            if found.certificate() == CertificateWish::Wanted { "wanted" } else { "unwanted" }.into(),
        ),
    ])
}
