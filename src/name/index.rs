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
    use proptest::collection::vec;
    use proptest::prelude::*;

    /// A name of sets, each of attributes by their types and values.
    fn of(sets: &[Vec<(u8, String)>]) -> Vec<u8> {
        let attribute = |(kind, text): &(u8, String)| {
            let (oid, tag) = match kind {
                0 => (oid::ORGANIZATION, Tag::UTF8_STRING),
                1 => (oid::ORGANIZATION, Tag::PRINTABLE_STRING),
                2 => (oid::COMMON_NAME, Tag::UTF8_STRING),
                _ => (oid::COMMON_NAME, Tag::BMP_STRING),
            };
            ava(oid, tag, text.as_bytes())
        };
        let set = |parts: &Vec<_>| rdn(&parts.iter().map(attribute).collect::<Vec<_>>());
        name(&sets.iter().map(set).collect::<Vec<_>>())
    }

    fn sets() -> impl Strategy<Value = Vec<Vec<(u8, String)>>> {
        vec(vec((0u8..4, "[aAбБ ]{0,2}"), 1..3), 0..3)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        /// Keys match as names do, and a name is found under whatever spelling its things were added.
        #[test]
        fn keys_are_names(mut all in vec(sets(), 1..5)) {
            // Sets in another order are the same.
            let turned = |sets: &Vec<Vec<_>>| sets.iter().map(|set| set.iter().rev().cloned().collect()).collect();
            all.extend(all.iter().map(turned).collect::<Vec<_>>());
            let names: Vec<_> = all.iter().map(|sets| of(sets)).collect();
            let names: Vec<_> = names.iter().map(|raw| Name::parse(raw).unwrap()).collect();
            let mut index = NameIndex::<Vec<usize>>::default();
            for (place, name) in names.iter().enumerate() {
                let before: Vec<_> = (0..place).filter(|&other| slow(names[other], *name)).collect();
                let found = index.get(NameKey::new(*name, &NormalForm::new())).cloned().unwrap_or_default();
                prop_assert_eq!(&found, &before);
                index.change(NameKey::new(*name, &NormalForm::new()), |places| places.push(place));
                for other in &names {
                    let forms = [NormalForm::new(), NormalForm::new()];
                    let matches = NameKey::new(*name, &forms[0]).matches(NameKey::new(*other, &forms[1]));
                    prop_assert_eq!(matches, slow(*name, *other));
                    prop_assert_eq!(name.matches(*other), matches);
                }
            }
        }
    }

    /// By normal forms alone.
    fn slow(one: Name<'_>, other: Name<'_>) -> bool {
        comparison::normal_form(one) == comparison::normal_form(other)
    }
}
