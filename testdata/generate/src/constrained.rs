//! Authorities that constrain what may stand below them, and certificates that do not keep to it.

use crate::authority::{Authorities, Authority, Draft};
use crate::extension::{self, Extension};
use crate::numbers::Numbers;
use crate::output::Output;
use crate::profile::Profiles;
use crate::{der, name, oids};

/// Writes `constrained/`.
pub fn write(authorities: &Authorities, numbers: &Numbers, out: &mut Output) {
    let host = der::context_primitive(1, b"office.example");
    let other = der::context(0, &[der::oid("2.999.3"), der::context(0, &[der::null()])]);
    let other_names = Extension::new(oids::SUBJECT_ALT_NAME, der::sequence(std::slice::from_ref(&other)));
    let another_policy = extension::certificate_policy(oids::POLICY_2011);
    for (file, constraint, change) in [
        ("ca_permits_mail", name_constraints(0, host), None),
        ("ca_excludes_other_names", name_constraints(1, other), Some(other_names)),
        ("ca_requires_policy", requires_explicit_policy(), Some(another_policy)),
        ("ca_maps_any_policy", maps_any_policy(), None),
    ] {
        let authority = draft(file, constraint).issued_by(&authorities.root_rsa);
        let person = Profiles::new(&authority, numbers, "leaf_rsa").person_2022(&format!("under_{file}"));
        let person = change.into_iter().fold(person, |person, extension| person.with(extension));
        out.add(format!("constrained/under_{file}.cer"), person.sign(&authority));
        add(&authority, out);
    }
}

fn add(authority: &Authority, out: &mut Output) {
    out.add(format!("constrained/{}.cer", authority.file), &*authority.certificate);
}

fn draft(file: &'static str, constraint: Extension) -> Draft {
    let name = name::authority(&format!("СЫНАҚ {file} TEST"));
    Draft::new(file, "odd_ca", &name).edit(|template| template.with(constraint))
}

/// One subtree: permitted (0) or excluded (1).
fn name_constraints(kind: u8, base: Vec<u8>) -> Extension {
    let subtree = der::sequence(&[base]);
    Extension::new(oids::NAME_CONSTRAINTS, der::sequence(&[der::context(kind, &[subtree])])).critical()
}

fn requires_explicit_policy() -> Extension {
    let at_once = der::context_primitive(0, &[0]);
    Extension::new(oids::POLICY_CONSTRAINTS, der::sequence(&[at_once])).critical()
}

fn maps_any_policy() -> Extension {
    let pair = der::sequence(&[der::oid(oids::POLICY_CURRENT), der::oid(oids::ANY_POLICY)]);
    Extension::new(oids::POLICY_MAPPINGS, der::sequence(&[pair])).critical()
}
