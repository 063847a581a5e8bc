//! Names as text for people: RFC 4514, with everything escaped that could deceive a reader (threat 31).

use std::fmt::{self, Write};

use super::{Attribute, Name};
use crate::asn1::ObjectIdentifier;
use crate::asn1::oid::{self, octets};

/// Characters of a printed name at the most.
const LONGEST: usize = 1000;

pub(super) fn write(name: Name<'_>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut rdns: Vec<String> =
        name.rdns().map(|rdn| rdn.map(|part| assertion(&part)).collect::<Vec<_>>().join("+")).collect();
    rdns.reverse();
    let text = rdns.join(",");
    let mut characters = text.chars();
    characters.by_ref().take(LONGEST).try_for_each(|character| f.write_char(character))?;
    if characters.next().is_some() { f.write_char('…') } else { Ok(()) }
}

/// RFC 4514 2.3 and 2.4: an unknown type, or a value that is no text, in hexadecimal.
fn assertion(attribute: &Attribute<'_>) -> String {
    let value = match (keyword(attribute.oid), attribute.text()) {
        (Some(_), Some(text)) => escaped(text),
        _ => {
            format!("#{}", attribute.value.raw.iter().map(|octet| format!("{octet:02x}")).collect::<String>())
        }
    };
    match keyword(attribute.oid) {
        Some(keyword) => format!("{keyword}={value}"),
        None => format!("{}={value}", ObjectIdentifier::from_checked(attribute.oid)),
    }
}

/// Descriptors of RFC 4514 3 and, for the rest, of the registry that it refers to.
fn keyword(oid: &[u8]) -> Option<&'static str> {
    Some(match oid {
        octets::COMMON_NAME => "CN",
        octets::SURNAME => "SN",
        octets::COUNTRY => "C",
        octets::LOCALITY => "L",
        octets::STATE => "ST",
        octets::ORGANIZATION => "O",
        octets::ORGANIZATIONAL_UNIT => "OU",
        octets::GIVEN_NAME => "GN",
        octets::USER_ID => "UID",
        octets::DOMAIN_COMPONENT => "DC",
        octets::SERIAL_NUMBER
        | octets::BUSINESS_CATEGORY
        | octets::ORGANIZATION_IDENTIFIER
        | octets::EMAIL_ADDRESS => oid::words(oid)?,
        _ => return None,
    })
}

fn escaped(text: &str) -> String {
    let last = text.chars().count().saturating_sub(1);
    let mut escaped = String::with_capacity(text.len());
    for (index, character) in text.chars().enumerate() {
        let at_an_end = (index == 0 && matches!(character, ' ' | '#')) || (index == last && character == ' ');
        match character {
            '"' | '+' | ',' | ';' | '<' | '>' | '\\' => escaped.extend(['\\', character]),
            _ if at_an_end => escaped.extend(['\\', character]),
            _ if deceives(character) => hexadecimal(character, &mut escaped),
            _ => escaped.push(character),
        }
    }
    escaped
}

/// `\XX` for each octet of the character's UTF-8.
fn hexadecimal(character: char, text: &mut String) {
    for octet in character.encode_utf8(&mut [0; 4]).bytes() {
        // Writing to a String cannot fail.
        let _ = write!(text, "\\{octet:02x}");
    }
}

/// Characters that move the cursor, turn the direction of writing, or cannot be seen.
fn deceives(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}'
            | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}'
            | '\u{E0000}'..='\u{E0FFF}')
}

#[cfg(test)]
mod tests {
    use super::super::testing::{ava, name, rdn, subject};
    use super::*;
    use crate::asn1::Tag;

    fn shown(raw: &[u8]) -> String {
        Name::parse(raw).unwrap().to_string()
    }

    fn organization(value: &str) -> String {
        shown(&subject(&[(oid::ORGANIZATION, value)]))
    }

    #[test]
    fn last_rdn_first_and_known_types_by_name() {
        let raw = name(&[
            rdn(&[ava(oid::SERIAL_NUMBER, Tag::PRINTABLE_STRING, b"IIN123456789011")]),
            rdn(&[
                ava(oid::SURNAME, Tag::UTF8_STRING, "Б".as_bytes()),
                ava(oid::GIVEN_NAME, Tag::UTF8_STRING, b"c"),
            ]),
            rdn(&[ava(oid::COUNTRY, Tag::PRINTABLE_STRING, b"KZ")]),
        ]);
        assert_eq!(shown(&raw), "C=KZ,SN=Б+GN=c,serialNumber=IIN123456789011");
        assert_eq!(shown(&subject(&[])), "");
    }

    #[test]
    fn what_is_no_text_is_shown_in_hexadecimal() {
        let part = |oid, tag, value| shown(&name(&[rdn(&[ava(oid, tag, value)])]));
        assert_eq!(part(oid::ORGANIZATION, Tag::BMP_STRING, b"\0A"), "O=#1e020041");
        assert_eq!(part(oid::ORGANIZATION, Tag::UTF8_STRING, b"\xFF"), "O=#0c01ff");
        assert_eq!(part(oid::KEY_STORE, Tag::UTF8_STRING, b"A"), "1.2.398.3.3.5=#0c0141");
    }

    #[test]
    fn special_characters_are_escaped() {
        assert_eq!(organization(r#"АО "ТЕСТ", a+b;<c>\d=e"#), r#"O=АО \"ТЕСТ\"\, a\+b\;\<c\>\\d=e"#);
        assert_eq!(organization("  a # b  "), "O=\\  a # b \\ ");
        assert_eq!(organization("#a"), "O=\\#a");
        assert_eq!(organization(" "), "O=\\ ");
        assert_eq!(organization("x,OU=BIN123456789021"), "O=x\\,OU=BIN123456789021");
    }

    #[test]
    fn characters_that_deceive_are_escaped() {
        assert_eq!(organization("a\0b\nc\u{7F}\u{85}"), "O=a\\00b\\0ac\\7f\\c2\\85");
        assert_eq!(organization("a\u{202E}b"), "O=a\\e2\\80\\aeb");
        for hidden in
            ['\u{61C}', '\u{200B}', '\u{200F}', '\u{2028}', '\u{2066}', '\u{2069}', '\u{FEFF}', '\u{E0041}']
        {
            let text = organization(&format!("a{hidden}"));
            assert!(text.starts_with("O=a\\") && text.is_ascii(), "{text}");
        }
    }

    #[test]
    fn long_names_are_cut() {
        let long = organization(&"я".repeat(2000));
        assert_eq!(long.chars().count(), LONGEST + 1);
        assert!(long.ends_with("я…"));
        assert_eq!(organization(&"я".repeat(LONGEST - 2)).chars().last(), Some('я'));
    }
}
