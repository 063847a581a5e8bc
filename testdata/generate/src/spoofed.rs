//! Subjects that try to be read as somebody else, and two that only look odd.

use crate::authority::Authorities;
use crate::name::{self, Name};
use crate::numbers::Numbers;
use crate::output::Output;
use crate::profile::Profiles;
use crate::{der, oids};

/// Writes `spoofed/`. All are issued and signed as they should be: only the name is odd.
pub fn write(authorities: &Authorities, numbers: &Numbers, out: &mut Output) {
    let rsa = Profiles::new(&authorities.nca_rsa, numbers, "leaf_rsa");
    for (file, subject) in [repeated(numbers), malformed(numbers), elsewhere(numbers)].concat() {
        out.add(format!("spoofed/{file}.cer"), rsa.person_named(file, &subject).sign(rsa.issuer));
    }
    for (file, subject) in [units(numbers), identifiers(numbers)].concat() {
        out.add(format!("spoofed/{file}.cer"), rsa.head_named(file, &subject).sign(rsa.issuer));
    }
}

type Names = Vec<(&'static str, Name)>;

fn prefixed(iin: &str) -> Vec<u8> {
    der::printable(&format!("IIN{iin}"))
}

/// More than one number, or one that shares its relative name.
fn repeated(numbers: &Numbers) -> Names {
    let (own, other) = (&numbers.person, &numbers.stranger);
    let shared = vec![(oids::SERIAL_NUMBER, prefixed(own)), (oids::COMMON_NAME, der::utf8("СЫНАҚБАЕВ ТЕСТ"))];
    let pair = vec![(oids::SERIAL_NUMBER, prefixed(own)), (oids::SERIAL_NUMBER, prefixed(other))];
    let nameless = name::person(own).without(oids::SERIAL_NUMBER);
    vec![
        ("two_iins", name::person(own).with(oids::SERIAL_NUMBER, prefixed(other))),
        ("same_iin_twice", name::person(own).with(oids::SERIAL_NUMBER, prefixed(own))),
        ("two_iins_in_one_rdn", nameless.clone().with_together(pair)),
        ("iin_and_name_in_one_rdn", nameless.without(oids::COMMON_NAME).with_together(shared)),
    ]
}

/// One serialNumber in a form that a tolerant reader would repair.
fn malformed(numbers: &Numbers) -> Names {
    let iin = &numbers.person;
    let arabic: String = iin.bytes().map(|byte| ARABIC_INDIC[usize::from(byte - b'0')]).collect();
    let person = |file, value| (file, name::person_with(value));
    vec![
        person("iin_trailing_space", prefixed(&format!("{iin} "))),
        person("iin_leading_space", prefixed(&format!(" {iin}"))),
        person("iin_nul", der::utf8(&format!("IIN{iin}\0"))),
        person("iin_arabic_digits", der::utf8(&format!("IIN{arabic}"))),
        person("iin_bmp", der::bmp(&format!("IIN{iin}"))),
        person("iin_11_digits", prefixed(&iin[..11])),
        person("iin_13_digits", prefixed(&format!("{iin}0"))),
        person("iin_empty", prefixed("")),
    ]
}

const ARABIC_INDIC: [char; 10] = ['٠', '١', '٢', '٣', '٤', '٥', '٦', '٧', '٨', '٩'];

/// The digits are there, the number is not.
fn elsewhere(numbers: &Numbers) -> Names {
    let iin = &numbers.person;
    let text = der::utf8(&format!("СЫНАҚБАЕВ ТЕСТ, SERIALNUMBER=IIN{iin}"));
    let plain = name::person(iin).without(oids::SERIAL_NUMBER);
    vec![
        ("iin_lower_case", name::person_with(der::printable(&format!("iin{iin}")))),
        ("iin_without_prefix", name::person_with(der::printable(iin))),
        ("iin_in_common_name", plain.without(oids::COMMON_NAME).with(oids::COMMON_NAME, text)),
    ]
}

/// Organisational units: the first is an ordinary certificate of a large company.
fn units(numbers: &Numbers) -> Names {
    let (head, own, other) = (&numbers.head, &numbers.company, &numbers.other_company);
    let member = name::member(head, own);
    let text = der::utf8(&format!("ТОО \"СЫНАҚ\", OU=BIN{own}"));
    let quoted = member.clone().without(oids::ORGANIZATIONAL_UNIT).without(oids::ORGANIZATION);
    vec![
        (
            "department_and_bin",
            member.clone().with(oids::ORGANIZATIONAL_UNIT, der::utf8("Отдел тестирования")),
        ),
        ("bin_without_prefix", name::member_with(head, der::utf8(own))),
        ("two_bins", member.with(oids::ORGANIZATIONAL_UNIT, der::utf8(&format!("BIN{other}")))),
        ("bin_in_organization", quoted.with(oids::ORGANIZATION, text)),
        ("bin_11_digits", name::member_with(head, der::utf8(&format!("BIN{}", &own[..11])))),
        ("bin_bmp", name::member_with(head, der::bmp(&format!("BIN{own}")))),
    ]
}

/// The BIN in organizationIdentifier: the first is how some other authorities write it.
fn identifiers(numbers: &Numbers) -> Names {
    let (head, own, other) = (&numbers.head, &numbers.company, &numbers.other_company);
    let identifier = |bin: &str| der::utf8(&format!("BIN{bin}"));
    let alone = name::member(head, own).without(oids::ORGANIZATIONAL_UNIT);
    let beside = |bin| name::member(head, own).with(oids::ORGANIZATION_IDENTIFIER, identifier(bin));
    vec![
        ("bin_in_organization_identifier", alone.with(oids::ORGANIZATION_IDENTIFIER, identifier(own))),
        ("bins_differ", beside(other)),
        ("same_bin_twice", beside(own)),
    ]
}
