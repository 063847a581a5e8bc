//! How the parts of a report look as serde values: codes as strings, times in RFC 3339, facts as name and value.

use std::fmt::Display;

use chrono::{DateTime, Utc};
use serde::ser::{SerializeSeq, Serializer};

use super::record::About;
use super::time::{Change, ProofSource};
use crate::asn1::ObjectIdentifier;
use crate::finding::{Fact, Fingerprint, Reason};
use crate::policy::{Indication, SubIndication};
use crate::time::rfc3339;

pub(super) fn text<S: Serializer>(value: &impl Display, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(value)
}

fn optional<S: Serializer>(value: Option<impl Display>, to: S) -> Result<S::Ok, S::Error> {
    match value {
        Some(value) => to.collect_str(&value),
        None => to.serialize_none(),
    }
}

pub(super) fn optional_text<S: Serializer>(value: &Option<Fingerprint>, to: S) -> Result<S::Ok, S::Error> {
    optional(value.as_ref(), to)
}

pub(super) fn texts<S: Serializer>(values: &[impl Display], to: S) -> Result<S::Ok, S::Error> {
    to.collect_seq(values.iter().map(ToString::to_string))
}

pub(super) fn time<S: Serializer>(time: &DateTime<Utc>, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&rfc3339(*time))
}

pub(super) fn optional_time<S: Serializer>(time: &Option<DateTime<Utc>>, to: S) -> Result<S::Ok, S::Error> {
    optional(time.map(rfc3339), to)
}

pub(super) fn optional_oid<S: Serializer>(oid: &Option<ObjectIdentifier>, to: S) -> Result<S::Ok, S::Error> {
    optional(oid.as_ref(), to)
}

/// The kind of proof, and of which stamp.
pub(super) fn proof<S: Serializer>(source: &ProofSource, to: S) -> Result<S::Ok, S::Error> {
    match source.time_stamp() {
        Some(stamp) => to.collect_str(&format_args!("{}:{stamp}", source.code())),
        None => to.serialize_str(source.code()),
    }
}

pub(super) fn change<S: Serializer>(change: &Change, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(change.code())
}

pub(super) fn about<S: Serializer>(about: &About, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&about.code())
}

pub(super) fn reason<S: Serializer>(reason: &Reason, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(reason.code())
}

pub(super) fn indication<S: Serializer>(indication: &Indication, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(indication.code())
}

pub(super) fn sub_indication<S: Serializer>(sub: &Option<SubIndication>, to: S) -> Result<S::Ok, S::Error> {
    optional(sub.map(SubIndication::code), to)
}

pub(super) fn facts<S: Serializer>(facts: &[Fact], to: S) -> Result<S::Ok, S::Error> {
    #[derive(serde::Serialize)]
    struct NameValue {
        name: &'static str,
        value: String,
    }
    let mut list = to.serialize_seq(Some(facts.len()))?;
    for fact in facts {
        list.serialize_element(&NameValue { name: fact.name(), value: fact.value() })?;
    }
    list.end()
}
