//! RFC 5280 7.1: when two names are the same name.

use std::cmp::Ordering;

use super::{Attribute, Name, Rdn, WHAT, Within};
use crate::asn1::{Reader, Tag};

pub(super) fn same(one: Name<'_>, other: Name<'_>) -> bool {
    same_parts((one, None), (other, None))
}

/// Names of which each may go on with one RDN more, given from inside its SET. What is alike octet by octet is the same.
pub(super) fn same_parts(one: (Name<'_>, Option<&[u8]>), other: (Name<'_>, Option<&[u8]>)) -> bool {
    if (one.0.raw, one.1) == (other.0.raw, other.1) {
        return true;
    }
    if one.1.is_none() && other.1.is_none() && differ_in_types(one.0, other.0) {
        return false;
    }
    let (mut ones, mut others) = (parts(one), parts(other));
    loop {
        match (ones.next(), others.next()) {
            (None, None) => return true,
            (Some(one), Some(other)) => {
                if !same_rdn(one, other) {
                    return false;
                }
            }
            _ => return false,
        }
    }
}

fn parts<'a>((name, last): (Name<'a>, Option<&'a [u8]>)) -> impl Iterator<Item = Rdn<'a>> {
    name.rdns().chain(last.map(|set| Rdn::new(Reader::new(set, WHAT))))
}

/// RDN by RDN as far as `base` goes. A string of a type that is not decoded may say the same in other octets.
pub(super) fn within(name: Name<'_>, base: Name<'_>) -> Within {
    let mut rdns = name.rdns();
    let mut found = Within::Inside;
    for wanted in base.rdns() {
        let Some(rdn) = rdns.next() else { return Within::Outside };
        if same_rdn(rdn.clone(), wanted.clone()) {
            continue;
        }
        if types(&rdn) != types(&wanted) || !(is_unclear(&rdn) || is_unclear(&wanted)) {
            return Within::Outside;
        }
        found = Within::Unclear;
    }
    found
}

/// A string that is not decoded, or that has characters which RFC 4518 2 would change before it compares: it may be the
/// same as another in other octets.
fn is_unclear(rdn: &Rdn<'_>) -> bool {
    rdn.clone().any(|attribute| attribute.text().is_none_or(|text| !text.chars().all(is_plain)))
}

/// Characters that no preparation changes but for their case: ASCII, the letters of Latin-1, those of Cyrillic, and the
/// quotation marks that names here have.
const fn is_plain(letter: char) -> bool {
    matches!(letter, ' '..='~' | '«' | '»' | 'À'..='ÿ' | '\u{0400}'..='\u{0482}' | '\u{048A}'..='\u{052F}')
}

/// Each RDN as its attributes in order, each as its kind, its type and its value, and an end. No two names have one form:
/// every part has a length before it or, being UTF-8, an octet after it that UTF-8 does not have.
pub(super) fn normal_form(name: Name<'_>) -> Vec<u8> {
    let mut octets = Vec::with_capacity(name.raw.len());
    for rdn in name.rdns() {
        if rdn.alone {
            rdn.for_each(|attribute| write(&attribute, &mut octets));
        } else {
            sorted(rdn).iter().for_each(|attribute| write(attribute, &mut octets));
        }
        octets.push(END);
    }
    octets
}

/// Not in UTF-8, and no kind of attribute.
const END: u8 = 0xFF;

fn write(attribute: &Attribute<'_>, octets: &mut Vec<u8>) {
    let text = attribute.text();
    octets.push(u8::from(text.is_some()));
    counted(attribute.oid, octets);
    match text {
        Some(text) => {
            write_folded(text, octets);
            octets.push(END);
        }
        None => counted(attribute.value.raw, octets),
    }
}

/// [`folded`] in UTF-8: octet by octet where it is ASCII, and the letters of Russian but Ё without a look into Unicode's
/// tables.
fn write_folded(text: &str, octets: &mut Vec<u8>) {
    if text.is_ascii() {
        let words = text.as_bytes().split(|&octet| char::from(octet).is_whitespace());
        for word in words.filter(|word| !word.is_empty()) {
            octets.push(b' ');
            octets.extend(word.iter().map(u8::to_ascii_lowercase));
        }
        return;
    }
    for word in text.split_whitespace() {
        octets.push(b' ');
        word.chars().for_each(|letter| write_small(letter, octets));
    }
}

fn write_small(letter: char, octets: &mut Vec<u8>) {
    let mut write = |letter: char| octets.extend(letter.encode_utf8(&mut [0; 4]).as_bytes());
    match letter {
        'А'..='Я' => write(char::from_u32(u32::from(letter) + 0x20).unwrap_or(letter)),
        'а'..='я' => write(letter),
        _ => letter.to_lowercase().for_each(write),
    }
}

fn counted(part: &[u8], octets: &mut Vec<u8>) {
    octets.extend(part.len().to_be_bytes());
    octets.extend(part);
}

/// Two sets are equal when they are equal sorted. Sorting also bounds the work: no trying of all pairs, and none at
/// all where the types alone differ.
fn same_rdn(mut one: Rdn<'_>, mut other: Rdn<'_>) -> bool {
    if one.alone && other.alone {
        let both = one.next().zip(other.next());
        return both.is_some_and(|(one, other)| order(&one, &other) == Ordering::Equal);
    }
    if types(&one) != types(&other) {
        return false;
    }
    let (one, other) = (sorted(one), sorted(other));
    one.len() == other.len()
        && one.iter().zip(&other).all(|(one, other)| order(one, other) == Ordering::Equal)
}

/// Told from the types of the attributes, without a look at any value: these names are not the same. An RDN of several
/// attributes, which come in any order, tells nothing.
pub(super) fn differ_in_types(one: Name<'_>, other: Name<'_>) -> bool {
    let (mut ones, mut others) = (one.sets(), other.sets());
    loop {
        match (ones.next(), others.next()) {
            (None, None) => return false,
            (Some(one), Some(other)) => {
                let both = only_type(one).zip(only_type(other));
                if both.is_some_and(|(one, other)| one != other) {
                    return true;
                }
            }
            _ => return true,
        }
    }
}

/// The octets of the type of an RDN's only attribute.
fn only_type(mut set: Reader<'_>) -> Option<&[u8]> {
    let mut attribute = set.nested(Tag::SEQUENCE).ok()?;
    let oid = attribute.value(Tag::OBJECT_IDENTIFIER).ok()?;
    set.is_empty().then_some(oid)
}

fn types<'a>(rdn: &Rdn<'a>) -> Vec<&'a [u8]> {
    let mut types: Vec<_> = rdn.clone().map(|attribute| attribute.oid).collect();
    types.sort_unstable();
    types
}

fn sorted(rdn: Rdn<'_>) -> Vec<Attribute<'_>> {
    let mut attributes: Vec<_> = rdn.collect();
    attributes.sort_unstable_by(order);
    attributes
}

/// A total order in which attributes are equal exactly when RFC 5280 takes them for the same.
fn order(one: &Attribute<'_>, other: &Attribute<'_>) -> Ordering {
    one.oid.cmp(other.oid).then_with(|| match (one.text(), other.text()) {
        (Some(one), Some(other)) => folded(one).cmp(folded(other)),
        (None, None) => one.value.raw.cmp(other.value.raw),
        (Some(_), None) => Ordering::Greater,
        (None, Some(_)) => Ordering::Less,
    })
}

/// The characters that count: words in lower case, each after one space (RFC 4518 2.2, 2.6.1).
fn folded(text: &str) -> impl Iterator<Item = char> + '_ {
    text.split_whitespace()
        .flat_map(|word| std::iter::once(' ').chain(word.chars().flat_map(char::to_lowercase)))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{ava, name, rdn, subject};
    use super::*;
    use crate::asn1::oid;
    use proptest::prelude::*;

    fn matches(one: &[u8], other: &[u8]) -> bool {
        let (one, other) = (Name::parse(one).unwrap(), Name::parse(other).unwrap());
        assert_eq!(one.matches(other), other.matches(one));
        assert_eq!(one.matches(other), normal_form(one) == normal_form(other));
        one.matches(other)
    }

    fn value(tag: Tag, value: &[u8]) -> Vec<u8> {
        name(&[rdn(&[ava(oid::ORGANIZATION, tag, value)])])
    }

    #[test]
    fn text_is_compared_without_case_and_extra_space() {
        let plain = value(Tag::PRINTABLE_STRING, b"Good CA");
        for same in ["Good CA", "good ca", " GOOD   CA ", "Good\u{A0}\tCA"] {
            assert!(matches(&plain, &value(Tag::UTF8_STRING, same.as_bytes())), "{same:?}");
        }
        for another in ["GoodCA", "Good C", "Good CAs", "Good\0CA", "Good CA\u{200B}", ""] {
            assert!(!matches(&plain, &value(Tag::UTF8_STRING, another.as_bytes())), "{another:?}");
        }
        assert!(matches(&plain, &value(Tag::IA5_STRING, b"gooD ca")));
        assert!(matches(
            &value(Tag::UTF8_STRING, "ҰЛТТЫҚ".as_bytes()),
            &value(Tag::UTF8_STRING, "ұлттық".as_bytes())
        ));
    }

    #[test]
    fn look_alikes_are_other_letters() {
        let (latin, cyrillic) =
            (value(Tag::UTF8_STRING, b"TECT"), value(Tag::UTF8_STRING, "ТЕСТ".as_bytes()));
        assert!(!matches(&latin, &cyrillic));
    }

    #[test]
    fn other_types_are_compared_octet_by_octet() {
        for tag in [Tag::TELETEX_STRING, Tag::BMP_STRING, Tag::UNIVERSAL_STRING, Tag::OCTET_STRING] {
            assert!(matches(&value(tag, b"Good CA"), &value(tag, b"Good CA")));
            assert!(!matches(&value(tag, b"Good CA"), &value(tag, b"good CA")));
            assert!(!matches(&value(tag, b"Good CA"), &value(Tag::UTF8_STRING, b"Good CA")));
        }
        // A string that is not in its own encoding is no text either.
        assert!(!matches(&value(Tag::UTF8_STRING, b"A\xFF"), &value(Tag::UTF8_STRING, b"a\xFF")));
        assert!(!matches(&value(Tag::UTF8_STRING, b"A\xFF"), &value(Tag::IA5_STRING, b"A\xFF")));
    }

    #[test]
    fn type_number_and_order_of_rdns_count() {
        let (country, organization) = ((oid::COUNTRY, "KZ"), (oid::ORGANIZATION, "KZ"));
        let both = subject(&[country, organization]);
        assert!(!matches(&subject(&[country]), &subject(&[organization])));
        assert!(!matches(&both, &subject(&[organization, country])));
        assert!(!matches(&both, &subject(&[country])));
        assert!(matches(&subject(&[]), &subject(&[])));
        assert!(!matches(&subject(&[]), &subject(&[country])));
    }

    #[test]
    fn an_rdn_is_a_set() {
        let part = |value: &str| ava(oid::ORGANIZATION, Tag::UTF8_STRING, value.as_bytes());
        let set = |values: &[&str]| name(&[rdn(&values.iter().map(|value| part(value)).collect::<Vec<_>>())]);
        assert!(matches(&set(&["a", "b", "c"]), &set(&["C", "A", "B"])));
        assert!(!matches(&set(&["a", "b"]), &set(&["a", "c"])));
        assert!(!matches(&set(&["a", "a", "b"]), &set(&["a", "b", "b"])));
        assert!(!matches(&set(&["a", "b"]), &set(&["a", "b", "b"])));
        assert!(!matches(&set(&["a", "b"]), &subject(&[(oid::ORGANIZATION, "a"), (oid::ORGANIZATION, "b")])));
    }

    #[test]
    fn a_subtree_holds_what_begins_like_it() {
        let parts = [(oid::COUNTRY, "KZ"), (oid::ORGANIZATION, "Good CA"), (oid::COMMON_NAME, "a")];
        let whole = subject(&parts);
        let whole = Name::parse(&whole).unwrap();
        let within = |base: &[u8]| whole.within(Name::parse(base).unwrap());
        for length in 0..=3 {
            assert_eq!(within(&subject(&parts[..length])), Within::Inside);
        }
        assert_eq!(
            within(&subject(&[(oid::COUNTRY, "kz"), (oid::ORGANIZATION, " good  ca")])),
            Within::Inside
        );
        for other in [
            &[(oid::ORGANIZATION, "Good CA")][..],
            &[(oid::COUNTRY, "KZ"), (oid::ORGANIZATION, "Good")],
            &[(oid::COUNTRY, "KZ"), (oid::COMMON_NAME, "Good CA")],
            &[parts[0], parts[1], parts[2], parts[2]],
        ] {
            assert_eq!(within(&subject(other)), Within::Outside);
        }
        // What is not decoded may be the same text.
        let undecoded = |oid| {
            name(&[
                rdn(&[ava(oid::COUNTRY, Tag::UTF8_STRING, b"KZ")]),
                rdn(&[ava(oid, Tag::BMP_STRING, b"\0G")]),
            ])
        };
        assert_eq!(within(&undecoded(oid::ORGANIZATION)), Within::Unclear);
        assert_eq!(within(&undecoded(oid::COMMON_NAME)), Within::Outside);
    }

    fn slow(value: &str) -> String {
        value
            .split(char::is_whitespace)
            .filter(|word| !word.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
            .to_lowercase()
    }

    /// What RFC 4518 would map, prohibit or normalise may be the same name; a look-alike letter is another.
    #[test]
    fn characters_that_preparation_changes_are_unclear() {
        let of = |text: &str| name(&[rdn(&[ava(oid::ORGANIZATION, Tag::UTF8_STRING, text.as_bytes())])]);
        let base = of("Acme");
        let found = |text: &str| {
            let bytes = of(text);
            let (found, base) = (Name::parse(&bytes).unwrap(), Name::parse(&base).unwrap());
            (found.within(base), found.may_match(base))
        };
        assert_eq!(found("ACME "), (Within::Inside, false));
        for unclear in ["Ac\u{AD}me", "Ac\u{200B}me", "\u{FF21}cme"] {
            assert_eq!(found(unclear), (Within::Unclear, true), "{unclear:?}");
        }
        for other in ["A\u{441}me", "Acm\u{e9}", "\u{49A}\u{430}\u{437}"] {
            assert_eq!(found(other), (Within::Outside, false), "{other:?}");
        }
    }

    /// For each character of ASCII in a word, around it, and beside other letters; and for each character there is.
    #[test]
    fn what_is_written_is_what_is_compared() {
        let form = |text: &str| {
            let mut octets = Vec::new();
            write_folded(text, &mut octets);
            String::from_utf8(octets).unwrap()
        };
        for letter in '\0'..='\x7F' {
            let text = format!("A{letter} {letter}b");
            assert_eq!(form(&text), folded(&text).collect::<String>(), "{letter:?}");
            assert_eq!(form(&format!("{text} я")), form(&text) + " я", "{letter:?}");
        }
        for letter in '\0'..=char::MAX {
            let text = format!("{letter}Я");
            assert_eq!(form(&text), folded(&text).collect::<String>(), "{letter:?}");
        }
    }

    /// What caches count on: the longest forms are those of names whose parts are short, or whose letters have longer
    /// small ones.
    #[test]
    fn a_normal_form_is_at_most_three_times_as_long_as_its_name() {
        let grows = "\u{23A}".repeat(50);
        for text in ["", "a", "a b c", "\u{130}", "ABC", grows.as_str()] {
            for tag in [Tag::UTF8_STRING, Tag::BMP_STRING] {
                let part = ava(oid::COUNTRY, tag, text.as_bytes());
                let several = name(&[rdn(&[part.clone(), part.clone()]), rdn(&[part])]);
                let form = normal_form(Name::parse(&several).unwrap());
                assert!(form.len() <= 3 * several.len(), "{text:?}: {} of {}", form.len(), several.len());
            }
        }
    }

    proptest! {
        /// Against the plain way: both values as whole strings in their canonical form.
        #[test]
        fn agrees_with_strings(one in "[aAbБб \t\u{B}\u{1C}\u{2003}\0]{0,6}", other in "[aAbБб \t\u{B}\u{1C}\u{2003}\0]{0,6}") {
            let found = matches(
                &value(Tag::UTF8_STRING, one.as_bytes()),
                &value(Tag::IA5_STRING, other.as_bytes()),
            );
            prop_assert_eq!(found, slow(&one) == slow(&other));
        }
    }
}
