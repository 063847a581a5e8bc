//! Who signs the messages of `archive/`.

use crate::authority::Authorities;
use crate::broken::unknown_public_key;
use crate::extension;
use crate::holder::Holder;
use crate::numbers::Numbers;
use crate::profile::Profiles;
use crate::template::{Template, key_identifier};
use crate::{der, name};

/// The profiles, one for each issuer and key.
pub struct Issuers<'a> {
    rsa: Profiles<'a>,
    /// By the same issuer, for holders with another key.
    other: Profiles<'a>,
    pub ec: Profiles<'a>,
    old: Profiles<'a>,
    foreign: Profiles<'a>,
    weak: Profiles<'a>,
    p384: Profiles<'a>,
}

impl<'a> Issuers<'a> {
    pub fn new(authorities: &'a Authorities, numbers: &'a Numbers) -> Issuers<'a> {
        Issuers {
            rsa: Profiles::new(&authorities.nca_rsa, numbers, "leaf_rsa"),
            other: Profiles::new(&authorities.nca_rsa, numbers, "leaf_other"),
            ec: Profiles::new(&authorities.nca_ec, numbers, "leaf_ec"),
            old: Profiles::new(&authorities.nca_2011, numbers, "leaf_rsa"),
            foreign: Profiles::new(&authorities.foreign_ca, numbers, "leaf_ec"),
            weak: Profiles::new(&authorities.nca_rsa, numbers, "weak"),
            p384: Profiles::new(&authorities.nca_rsa, numbers, "leaf_p384"),
        }
    }
}

/// The holders. Those up to `weak` have the certificates of `certificates/` and `broken/`.
pub struct People<'a> {
    pub person: Holder<'a>,
    pub person_2022: Holder<'a>,
    pub person_ec: Holder<'a>,
    pub person_2011: Holder<'a>,
    pub person_foreign: Holder<'a>,
    pub head: Holder<'a>,
    pub head_ec: Holder<'a>,
    pub head_other_company: Holder<'a>,
    pub right_to_sign: Holder<'a>,
    pub employee: Holder<'a>,
    pub log_in: Holder<'a>,
    pub expired: Holder<'a>,
    pub not_yet_valid: Holder<'a>,
    pub revoked: Holder<'a>,
    pub on_hold: Holder<'a>,
    pub weak: Holder<'a>,
    pub stranger: Holder<'a>,
    /// An employee of the other company, which runs the centre where people apply.
    pub operator: Holder<'a>,
    /// The stranger's name under the person's issuer, serial number and key.
    pub same_serial: Holder<'a>,
    /// The person's second certificate, with the key identifier of the first.
    pub same_key_id: Holder<'a>,
    /// With a key of an algorithm that nobody knows.
    pub unknown: Holder<'a>,
    pub unknown_right_to_sign: Holder<'a>,
    pub dsa: Holder<'a>,
    pub p384: Holder<'a>,
}

impl<'a> People<'a> {
    pub fn new(issuers: &'a Issuers<'a>) -> People<'a> {
        let Issuers { rsa, other, ec, old, foreign, weak, p384 } = issuers;
        let numbers = rsa.numbers;
        let of_rsa = |template| Holder::new(rsa, template);
        let timed = |file, from, to| of_rsa(rsa.person(file).valid(from, to));
        let stranger = name::person(&numbers.stranger);
        let operator = name::member(&numbers.stranger, &numbers.other_company);
        let other_head = name::member(&numbers.head, &numbers.other_company);
        let keyed = |template, public_key| of_rsa(Template { public_key, ..template });
        let person = of_rsa(rsa.person("person"));
        let key_id = extension::subject_key_identifier(&key_identifier(&person.template.serial));
        People {
            person_2022: of_rsa(rsa.person_2022("person_2022")),
            person_ec: Holder::new(ec, ec.person("person_ec")),
            person_2011: Holder::new(old, old.person_2011("person_2011")),
            person_foreign: Holder::new(foreign, foreign.person("person_foreign")),
            head: of_rsa(rsa.head("head")),
            head_ec: Holder::new(ec, ec.head("head_ec")),
            head_other_company: of_rsa(rsa.head_named("head_other_company", &other_head)),
            right_to_sign: of_rsa(rsa.right_to_sign("right_to_sign")),
            employee: of_rsa(rsa.employee("employee")),
            log_in: of_rsa(rsa.log_in("log_in")),
            expired: timed("expired", "250601060000Z", "260601060000Z"),
            not_yet_valid: timed("not_yet_valid", "260701060000Z", "270701060000Z"),
            revoked: of_rsa(rsa.person("revoked")),
            on_hold: of_rsa(rsa.person("on_hold")),
            weak: Holder::new(weak, weak.person("weak_key")),
            stranger: Holder::new(other, other.person_named("stranger", &stranger)),
            operator: Holder::new(other, other.employee_named("operator", &operator)),
            // The serial number follows the file's name.
            same_serial: of_rsa(rsa.person_named("person", &stranger)),
            same_key_id: of_rsa(rsa.person("same_key_id").with(key_id)),
            unknown: keyed(rsa.person("unknown_holder"), unknown_public_key()),
            unknown_right_to_sign: keyed(rsa.right_to_sign("unknown_right_to_sign"), unknown_public_key()),
            dsa: keyed(rsa.person("dsa_holder"), dsa_public_key()),
            p384: Holder::new(p384, p384.person("p384_holder")),
            person,
        }
    }
}

/// A DSA key of 2048 bits that is only octets.
fn dsa_public_key() -> Vec<u8> {
    let number = |first: u8, length| der::integer_raw(&[&[first][..], &vec![0xC5; length]].concat());
    let domain = der::sequence(&[number(0, 256), number(0, 32), number(0x35, 255)]);
    let algorithm = der::sequence(&[der::oid("1.2.840.10040.4.1"), domain]);
    der::sequence(&[algorithm, der::bits(&number(0x15, 255))])
}
