//! Certificates that are as they should be, or wrong only by the time at which they are judged.

use crate::authority::Authorities;
use crate::numbers::Numbers;
use crate::output::Output;
use crate::profile::{NOT_AFTER, NOT_BEFORE, Profiles};
use crate::signature::Scheme;
use crate::template::Template;
use crate::{der, name};

/// Writes the trust folders and `certificates/`.
pub fn write(authorities: &Authorities, numbers: &Numbers, out: &mut Output) {
    trust(authorities, out);
    let rsa = Profiles::new(&authorities.nca_rsa, numbers, "leaf_rsa");
    put(&rsa, kinds(&rsa), out);
    put(&rsa, numbered(&rsa), out);
    put(&rsa, algorithms(&rsa), out);
    put(&rsa, times(&rsa), out);
    put(&rsa, listed(&rsa), out);
    let ec = Profiles::new(&authorities.nca_ec, numbers, "leaf_ec");
    put(&ec, elliptic(&ec), out);
    let old = Profiles::new(&authorities.nca_2011, numbers, "leaf_rsa");
    let old_files = ["person_2011", "person_2011_revoked"].map(|file| (file, old.person_2011(file)));
    put(&old, old_files.to_vec(), out);
    elsewhere(authorities, numbers, out);
    armoured(&rsa, out);
}

fn trust(authorities: &Authorities, out: &mut Output) {
    out.add("trust/root_rsa.cer", &*authorities.root_rsa.certificate);
    out.add("trust/nca_rsa.cer", &*authorities.nca_rsa.certificate);
    out.add("trust/nca_ec.cer", &*authorities.nca_ec.certificate);
    out.add_pem("trust/root_ec.pem", "CERTIFICATE", &authorities.root_ec.certificate);
    out.add("trust-2011/nca_2011.cer", &*authorities.nca_2011.certificate);
    out.add("trust-generation/nca_rsa_other.cer", &*authorities.nca_rsa_other.certificate);
    out.add("trust-list-signer/nca_rsa_list_signer.cer", &*authorities.list_signer.certificate);
    out.add("trust-foreign/foreign_root.cer", &*authorities.foreign_root.certificate);
    out.add("trust-foreign/foreign_ca.cer", &*authorities.foreign_ca.certificate);
}

type Files = Vec<(&'static str, Template)>;

fn put(profiles: &Profiles<'_>, files: Files, out: &mut Output) {
    for (file, template) in files {
        out.add(format!("certificates/{file}.cer"), template.sign(profiles.issuer));
    }
}

fn kinds(rsa: &Profiles<'_>) -> Files {
    vec![
        ("person", rsa.person("person")),
        ("head", rsa.head("head")),
        ("right_to_sign", rsa.right_to_sign("right_to_sign")),
        ("right_to_sign_critical_eku", rsa.right_to_sign_swapped("right_to_sign_critical_eku")),
        ("hr", rsa.hr("hr")),
        ("information_system", rsa.information_system("information_system")),
        ("accredited_person", rsa.accredited_person("accredited_person")),
        ("log_in", rsa.log_in("log_in")),
        ("person_2022", rsa.person_2022("person_2022")),
    ]
}

/// Numbers whose check digit or date is a matter for a finding, never for the verdict.
fn numbered(rsa: &Profiles<'_>) -> Files {
    let numbers = rsa.numbers;
    let person = |file, iin| (file, rsa.person_named(file, &name::person(iin)));
    let head = |file, bin| (file, rsa.head_named(file, &name::member(&numbers.head, bin)));
    vec![
        person("person_second_row", &numbers.second_row),
        person("person_wrong_check_digit", &numbers.wrong_check_digit),
        person("person_impossible_date", &numbers.impossible_date),
        head("head_other_company", &numbers.other_company),
        head("head_branch", &numbers.branch),
        head("head_wrong_check_digit", &numbers.company_wrong_check_digit),
    ]
}

fn algorithms(rsa: &Profiles<'_>) -> Files {
    let signed_with = |file, scheme| (file, Template { scheme, ..rsa.person(file) });
    vec![
        signed_with("person_sha384", Scheme::RsaSha384),
        signed_with("person_sha512", Scheme::RsaSha512),
        signed_with("person_pss", Scheme::RsaPss),
    ]
}

/// Validity periods, with ends at which the second counts.
///
/// `expired` ended after the list of that day was made: a list need not name certificates that had expired before it.
fn times(rsa: &Profiles<'_>) -> Files {
    let valid = |file, from, to| (file, rsa.person(file).valid(from, to));
    let mut generalized = rsa.person("generalized_time");
    generalized.not_before = der::generalized_time("20260115060000Z");
    generalized.not_after = der::generalized_time("20270115060000Z");
    vec![
        valid("expired", "250601060000Z", "260601060000Z"),
        valid("ended_in_may", "250601060000Z", "260520060000Z"),
        valid("not_yet_valid", "260701060000Z", "270701060000Z"),
        valid("ends_at_noon", NOT_BEFORE, "260601120000Z"),
        valid("starts_at_noon", "260601120000Z", NOT_AFTER),
        ("generalized_time", generalized),
    ]
}

/// Good in themselves; the list of their issuer names them.
fn listed(rsa: &Profiles<'_>) -> Files {
    let files = ["revoked", "revoked_without_reason", "on_hold", "revoked_later", "affiliation_changed"];
    files.map(|file| (file, rsa.person(file))).to_vec()
}

fn elliptic(ec: &Profiles<'_>) -> Files {
    vec![
        ("person_ec", ec.person("person_ec")),
        ("head_ec", ec.head("head_ec")),
        ("person_ec_revoked", ec.person("person_ec_revoked")),
    ]
}

fn elsewhere(authorities: &Authorities, numbers: &Numbers, out: &mut Output) {
    let other = Profiles::new(&authorities.nca_rsa_other, numbers, "leaf_rsa");
    put(&other, vec![("person_other_generation", other.person("person_other_generation"))], out);
    let foreign = Profiles::new(&authorities.foreign_ca, numbers, "leaf_ec");
    put(&foreign, vec![("person_foreign", foreign.person("person_foreign"))], out);
}

/// The two other ways in which a certificate file is written.
fn armoured(rsa: &Profiles<'_>, out: &mut Output) {
    let employee = rsa.employee("employee").sign(rsa.issuer);
    out.add_pem("certificates/employee.pem", "CERTIFICATE", &employee);
    out.add_base64("certificates/treasury.b64", &rsa.treasury("treasury").sign(rsa.issuer));
}
