//! Distinguished names, made so that a case can take one attribute out and put an odd one in.

use crate::{der, oids};

/// One attribute: its OID and the encoded value.
type Attribute = (&'static str, Vec<u8>);

/// A name as a list of relative names, each a list of attributes.
#[derive(Clone, Default)]
pub struct Name(Vec<Vec<Attribute>>);

impl Name {
    /// Appends a relative name of one attribute.
    pub fn with(mut self, oid: &'static str, value: Vec<u8>) -> Name {
        self.0.push(vec![(oid, value)]);
        self
    }

    /// Appends a relative name of several attributes.
    pub fn with_together(mut self, attributes: Vec<Attribute>) -> Name {
        self.0.push(attributes);
        self
    }

    /// Removes every relative name that holds `oid`.
    pub fn without(mut self, oid: &str) -> Name {
        self.0.retain(|attributes| attributes.iter().all(|(present, _)| *present != oid));
        self
    }

    pub fn der(&self) -> Vec<u8> {
        let relative = |attributes: &Vec<Attribute>| {
            let encoded = attributes.iter().map(|(oid, value)| der::sequence(&[&der::oid(oid), value]));
            der::set(&encoded.collect::<Vec<_>>())
        };
        der::sequence(&self.0.iter().map(relative).collect::<Vec<_>>())
    }
}

/// The short name of today's authorities: CN and C.
pub fn authority(common_name: &str) -> Name {
    Name::default().with(oids::COMMON_NAME, der::utf8(common_name)).with(oids::COUNTRY, der::printable("KZ"))
}

/// The long name of the authority of 2011.
pub fn authority_2011() -> Name {
    Name::default()
        .with(oids::COMMON_NAME, der::utf8("СЫНАҚ ОРТАЛЫҒЫ (RSA) TEST 2011"))
        .with(oids::ORGANIZATIONAL_UNIT, der::utf8("Инфраструктура открытых ключей (тест)"))
        .with(oids::ORGANIZATION, der::utf8("Вымышленный удостоверяющий центр"))
        .with(oids::LOCALITY, der::utf8("Сынаққала"))
        .with(oids::STATE, der::utf8("Сынаққала"))
        .with(oids::COUNTRY, der::printable("KZ"))
}

/// A natural person: CN, SN, serialNumber, C, GN.
pub fn person(iin: &str) -> Name {
    person_with(der::printable(&format!("IIN{iin}")))
}

/// A natural person whose serialNumber is any encoded value.
pub fn person_with(serial_number: Vec<u8>) -> Name {
    nobody(oids::SERIAL_NUMBER, serial_number)
}

/// A natural person with any one attribute in the place of serialNumber.
pub fn nobody(oid: &'static str, value: Vec<u8>) -> Name {
    Name::default()
        .with(oids::COMMON_NAME, der::utf8("СЫНАҚБАЕВ ТЕСТ"))
        .with(oids::SURNAME, der::utf8("СЫНАҚБАЕВ"))
        .with(oid, value)
        .with(oids::COUNTRY, der::printable("KZ"))
        .with(oids::GIVEN_NAME, der::utf8("ТЕСТҰЛЫ"))
}

/// Somebody in an organisation: the person, O with its quotes, OU with the BIN.
pub fn member(iin: &str, bin: &str) -> Name {
    member_with(iin, der::utf8(&format!("BIN{bin}")))
}

/// Somebody in an organisation whose OU is any encoded value.
pub fn member_with(iin: &str, unit: Vec<u8>) -> Name {
    person(iin)
        .without(oids::GIVEN_NAME)
        .with(oids::ORGANIZATION, der::utf8("ТОО \"СЫНАҚ\""))
        .with(oids::ORGANIZATIONAL_UNIT, unit)
        .with(oids::GIVEN_NAME, der::utf8("ТЕСТҰЛЫ"))
}

/// An information system: no person, the system's OID in UID.
pub fn information_system(bin: &str) -> Name {
    Name::default()
        .with(oids::COMMON_NAME, der::utf8("ИС \"Сынақ\""))
        .with(oids::COUNTRY, der::printable("KZ"))
        .with(oids::ORGANIZATION, der::utf8("ТОО \"СЫНАҚ\""))
        .with(oids::ORGANIZATIONAL_UNIT, der::utf8(&format!("BIN{bin}")))
        .with(oids::USER_ID, der::utf8("1.2.398.6.999.1.1"))
}

/// A client of the treasury: its role first, its code after the BIN.
pub fn treasury_client(iin: &str, bin: &str) -> Name {
    let mut name = Name::default().with(oids::DOMAIN_COMPONENT, der::ia5("ROLE02"));
    name.0.extend(member(iin, bin).0);
    name.with(oids::BUSINESS_CATEGORY, der::utf8("KS01234"))
}
