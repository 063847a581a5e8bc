//! The profiles of end-entity certificates.

use crate::authority::Authority;
use crate::extension::{self, DIGITAL_SIGNATURE, KEY_AGREEMENT, KEY_ENCIPHERMENT, NON_REPUDIATION};
use crate::keys::Key;
use crate::name::Name;
use crate::numbers::Numbers;
use crate::signature::Scheme;
use crate::template::{Template, key_identifier, serial};
use crate::{der, name, oids};

/// First moment of every certificate that is not about time.
pub const NOT_BEFORE: &str = "260115060000Z";
/// Last moment of the same.
pub const NOT_AFTER: &str = "270115060000Z";

const PERSON: &[&str] = &[oids::EMAIL_PROTECTION, oids::PERSON];
const HEAD: &[&str] = &[oids::EMAIL_PROTECTION, oids::LEGAL_ENTITY, oids::HEAD];
const RIGHT_TO_SIGN: &[&str] = &[oids::EMAIL_PROTECTION, oids::LEGAL_ENTITY, oids::RIGHT_TO_SIGN];
const EMPLOYEE: &[&str] = &[oids::EMAIL_PROTECTION, oids::LEGAL_ENTITY, oids::EMPLOYEE];
const HR: &[&str] = &[oids::EMAIL_PROTECTION, oids::LEGAL_ENTITY, oids::HR];
const TREASURY: &[&str] = &[oids::EMAIL_PROTECTION, oids::LEGAL_ENTITY, oids::TREASURY];

/// Makes templates of one issuer.
pub struct Profiles<'a> {
    pub issuer: &'a Authority,
    pub numbers: &'a Numbers,
    /// The key that the holder has.
    pub holder_key: Key,
}

impl<'a> Profiles<'a> {
    pub fn new(issuer: &'a Authority, numbers: &'a Numbers, holder_key: &str) -> Profiles<'a> {
        Profiles { issuer, numbers, holder_key: Key::load(holder_key) }
    }

    /// A signing certificate of today for any subject and roles; `file` decides the serial number.
    pub fn signing(&self, file: &str, subject: &Name, purposes: &[&str]) -> Template {
        let serial = serial(file);
        let issuer = self.issuer;
        let extensions = vec![
            extension::certificate_policy(oids::POLICY_CURRENT),
            extension::authority_information_access(issuer.file),
            extension::crl_distribution_points(issuer.file),
            extension::freshest_crl(&issuer.file.replacen("nca_", "nca_d_", 1)),
            extension::extended_key_usage(purposes),
            extension::key_usage(DIGITAL_SIGNATURE | NON_REPUDIATION | KEY_AGREEMENT),
            extension::subject_key_identifier(&key_identifier(&serial)),
            extension::authority_key_identifier(&issuer.key_id),
            extension::key_store(),
        ];
        Template {
            version: Some(2),
            serial,
            scheme: issuer.key.usual_scheme(),
            outer_scheme: None,
            issuer: issuer.name.clone(),
            not_before: der::utc_time(NOT_BEFORE),
            not_after: der::utc_time(NOT_AFTER),
            subject: subject.der(),
            public_key: self.holder_key.public(),
            extensions,
        }
    }

    pub fn person(&self, file: &str) -> Template {
        self.person_named(file, &name::person(&self.numbers.person))
    }

    /// A natural person's certificate over any name.
    pub fn person_named(&self, file: &str, subject: &Name) -> Template {
        self.signing(file, subject, PERSON)
    }

    pub fn head(&self, file: &str) -> Template {
        self.head_named(file, &name::member(&self.numbers.head, &self.numbers.company))
    }

    /// A head's certificate over any name.
    pub fn head_named(&self, file: &str, subject: &Name) -> Template {
        self.signing(file, subject, HEAD)
    }

    pub fn right_to_sign(&self, file: &str) -> Template {
        self.signing(file, &name::member(&self.numbers.signatory, &self.numbers.company), RIGHT_TO_SIGN)
    }

    /// Right-to-sign as issued for a time: keyUsage not critical, extKeyUsage critical.
    pub fn right_to_sign_swapped(&self, file: &str) -> Template {
        let mut template = self.right_to_sign(file);
        for extension in &mut template.extensions {
            match extension.oid {
                oids::KEY_USAGE => extension.critical = false,
                oids::EXTENDED_KEY_USAGE => extension.critical = true,
                _ => {}
            }
        }
        template
    }

    pub fn employee(&self, file: &str) -> Template {
        self.employee_named(file, &name::member(&self.numbers.employee, &self.numbers.company))
    }

    /// An employee's certificate over any name.
    pub fn employee_named(&self, file: &str, subject: &Name) -> Template {
        self.signing(file, subject, EMPLOYEE)
    }

    pub fn hr(&self, file: &str) -> Template {
        self.signing(file, &name::member(&self.numbers.employee, &self.numbers.company), HR)
    }

    pub fn treasury(&self, file: &str) -> Template {
        self.signing(file, &name::treasury_client(&self.numbers.employee, &self.numbers.company), TREASURY)
    }

    /// An information system: roles only, no e-mail protection, three years.
    pub fn information_system(&self, file: &str) -> Template {
        let purposes = &[oids::LEGAL_ENTITY, oids::INFORMATION_SYSTEM];
        let subject = name::information_system(&self.numbers.company);
        self.signing(file, &subject, purposes).valid(NOT_BEFORE, "290115060000Z")
    }

    /// A natural person by the role of an accredited authority.
    pub fn accredited_person(&self, file: &str) -> Template {
        let purposes = &[oids::EMAIL_PROTECTION, oids::ACCREDITED_PERSON];
        self.signing(file, &name::person(&self.numbers.person), purposes)
    }

    /// A log-in certificate: it proves who came, not who signed.
    pub fn log_in(&self, file: &str) -> Template {
        let purposes = &[oids::CLIENT_AUTH, oids::PERSON];
        let template = self.signing(file, &name::person(&self.numbers.person), purposes);
        template.with(extension::key_usage(DIGITAL_SIGNATURE | KEY_ENCIPHERMENT))
    }

    /// One certificate for log-in and signing, as in 2022 and 2023.
    pub fn person_2022(&self, file: &str) -> Template {
        let template = self.person(file).with(extension::mail_address("synaq@mail.example"));
        template.with(extension::key_usage(DIGITAL_SIGNATURE | NON_REPUDIATION | KEY_ENCIPHERMENT))
    }

    /// The profile of 2011: one purpose, no roles, nothing critical, SHA-1.
    pub fn person_2011(&self, file: &str) -> Template {
        let mut usage = extension::key_usage(DIGITAL_SIGNATURE | KEY_ENCIPHERMENT);
        usage.critical = false;
        let subject = name::person(&self.numbers.person);
        let mut template =
            self.signing(file, &subject, &[oids::CLIENT_AUTH]).valid("120115060000Z", "130115060000Z");
        template.scheme = Scheme::RsaSha1;
        template
            .with(usage)
            .with(extension::certificate_policy(oids::POLICY_2011))
            .without(oids::FRESHEST_CRL)
            .without(oids::KEY_STORE)
    }
}
