//! Looking names up by RFC 5280's comparison. Nearly every name is spelled as its holder spells it, octet by octet: only
//! where it is not, its normal form is made.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::{Name, comparison};

/// The place of a name's normal form, which is made once, when it is first needed.
pub(crate) type NormalForm = OnceLock<Box<[u8]>>;

/// A name that is looked up, with the place of its normal form.
#[derive(Clone, Copy)]
pub(crate) struct NameKey<'a> {
    name: Name<'a>,
    form: &'a NormalForm,
}

impl<'a> NameKey<'a> {
    /// `form` is this name's, and no other's.
    pub(crate) const fn new(name: Name<'a>, form: &'a NormalForm) -> Self {
        Self { name, form }
    }

    /// The same as [`Name::matches`].
    pub(crate) fn matches(self, other: NameKey<'_>) -> bool {
        self.name.raw == other.name.raw
            || (!comparison::differ_in_types(self.name, other.name) && self.form() == other.form())
    }

    fn form(self) -> &'a [u8] {
        self.form.get_or_init(|| comparison::normal_form(self.name).into())
    }
}

/// Things by the name that they belong to.
#[derive(Clone)]
pub(crate) struct NameIndex<T> {
    things: Vec<T>,
    /// Their places, by every spelling that was added.
    by_spelling: BTreeMap<Box<[u8]>, usize>,
    /// The same by normal form, of which names that match have one.
    by_form: BTreeMap<Box<[u8]>, usize>,
}

impl<T> Default for NameIndex<T> {
    fn default() -> Self {
        Self { things: Vec::new(), by_spelling: BTreeMap::new(), by_form: BTreeMap::new() }
    }
}

impl<T> NameIndex<T> {
    /// What belongs to the name that this one matches.
    pub(crate) fn get(&self, name: NameKey<'_>) -> Option<&T> {
        let place = self.by_spelling.get(name.name.raw).or_else(|| self.by_form.get(name.form()));
        self.things.get(*place?)
    }

    /// Changes what belongs to this name; where nothing did, the default of it.
    pub(crate) fn change(&mut self, name: NameKey<'_>, change: impl FnOnce(&mut T))
    where
        T: Default,
    {
        let new = self.things.len();
        let place = *self.by_form.entry(name.form().into()).or_insert(new);
        self.by_spelling.entry(name.name.raw.into()).or_insert(place);
        if place == new {
            self.things.push(T::default());
        }
        if let Some(thing) = self.things.get_mut(place) {
            change(thing);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{ava, name, rdn};
    use super::*;
    use crate::asn1::{Tag, oid};
    use proptest::prelude::*;

    fn of(parts: &[(bool, &str)]) -> Vec<u8> {
        let part = |(is_organization, text): &(bool, &str)| {
            let oid = if *is_organization { oid::ORGANIZATION } else { oid::COMMON_NAME };
            rdn(&[ava(oid, Tag::UTF8_STRING, text.as_bytes())])
        };
        name(&parts.iter().map(part).collect::<Vec<_>>())
    }

    proptest! {
        /// Keys match as names do, and a name is found under whatever spelling its things were added.
        #[test]
        fn keys_are_names(names in proptest::collection::vec(proptest::collection::vec((any::<bool>(), "[aAбБ ]{0,3}|[a-c]{60,70}"), 0..3), 1..6)) {
            let names: Vec<_> = names
                .iter()
                .map(|parts| of(&parts.iter().map(|(kind, text)| (*kind, text.as_str())).collect::<Vec<_>>()))
                .collect();
            let names: Vec<_> = names.iter().map(|raw| Name::parse(raw).unwrap()).collect();
            let mut index = NameIndex::<Vec<usize>>::default();
            for (place, name) in names.iter().enumerate() {
                let before: Vec<_> = (0..place).filter(|&other| names[other].matches(*name)).collect();
                let found = index.get(NameKey::new(*name, &NormalForm::new())).cloned().unwrap_or_default();
                prop_assert_eq!(&found, &before);
                index.change(NameKey::new(*name, &NormalForm::new()), |places| places.push(place));
                for other in &names {
                    let forms = [NormalForm::new(), NormalForm::new()];
                    let matches = NameKey::new(*name, &forms[0]).matches(NameKey::new(*other, &forms[1]));
                    prop_assert_eq!(matches, name.matches(*other));
                }
            }
        }
    }
}
