//! The extensions of a list that are understood here (RFC 5280 5.2).

use chrono::{DateTime, Utc};

use crate::asn1::{ObjectIdentifier, Reader, Tag, integer, oid};
use crate::error::Result;
use crate::limits::EXTENSIONS;
use crate::name::check_general_names;

use super::entry::generalized_time;
use super::extension::{Criticality, Extension, Extensions, INVALID};
use super::number::CrlNumber;
use super::scope::{Scope, distribution_points};

/// What the extensions say. Whether one *should* be there, or be critical, is for the judge.
#[derive(Debug, Default)]
pub(super) struct Facts {
    pub(super) number: Option<(CrlNumber, Criticality)>,
    pub(super) authority_key_id: Option<Box<[u8]>>,
    pub(super) base_number: Option<CrlNumber>,
    pub(super) scope: Option<Scope>,
    pub(super) freshest: Option<Criticality>,
    pub(super) expired_since: Option<DateTime<Utc>>,
    pub(super) unknown_critical: Vec<ObjectIdentifier>,
}

impl Facts {
    /// From inside `Extensions`.
    pub(super) fn read(list: Reader<'_>) -> Result<Self> {
        let mut facts = Self::default();
        for extension in Extensions::new(list, EXTENSIONS)? {
            facts.add(&extension?)?;
        }
        Ok(facts)
    }

    fn add(&mut self, extension: &Extension<'_>) -> Result<()> {
        if extension.is(&oid::CRL_NUMBER) {
            self.number = Some((extension.decode(number)?, extension.criticality));
        } else if extension.is(&oid::AUTHORITY_KEY_IDENTIFIER) {
            self.authority_key_id = extension.decode(key_identifier)?.map(Into::into);
        } else if extension.is(&oid::DELTA_CRL_INDICATOR) {
            self.base_number = Some(extension.decode(number)?);
        } else if extension.is(&oid::ISSUING_DISTRIBUTION_POINT) {
            self.scope = Some(extension.decode(Scope::read)?);
        } else if extension.is(&oid::FRESHEST_CRL) {
            extension.decode(distribution_points)?;
            self.freshest = Some(extension.criticality);
        } else if extension.is(&oid::EXPIRED_CERTS_ON_CRL) {
            self.expired_since = Some(extension.decode(generalized_time)?);
        } else if extension.is_critical() {
            self.unknown_critical.push(extension.oid()?);
        }
        Ok(())
    }
}

/// `CRLNumber` and `BaseCRLNumber` (RFC 5280 5.2.3, 5.2.4).
fn number(reader: &mut Reader<'_>) -> Result<CrlNumber> {
    CrlNumber::from_integer(reader.value(Tag::INTEGER)?).ok_or(INVALID)
}

/// `AuthorityKeyIdentifier` (RFC 5280 4.2.1.1): only its first part is used, the rest must have its shape.
fn key_identifier<'a>(reader: &mut Reader<'a>) -> Result<Option<&'a [u8]>> {
    let mut parts = reader.nested(Tag::SEQUENCE)?;
    let identifier = parts.optional(Tag::context(0))?;
    parts.optional_nested(Tag::context_constructed(1))?.map(check_general_names).transpose()?;
    parts.optional(Tag::context(2))?.map(integer).transpose()?;
    parts.finish()?;
    Ok(identifier)
}
