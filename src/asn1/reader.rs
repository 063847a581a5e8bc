//! A cursor over DER elements.

use crate::error::{Error, ErrorKind, Result};

/// An identifier octet. Tag numbers above 30 occur nowhere in this field and are refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Tag(pub(crate) u8);

impl Tag {
    pub(crate) const BOOLEAN: Self = Self(0x01);
    pub(crate) const INTEGER: Self = Self(0x02);
    pub(crate) const BIT_STRING: Self = Self(0x03);
    pub(crate) const OCTET_STRING: Self = Self(0x04);
    pub(crate) const NULL: Self = Self(0x05);
    pub(crate) const OBJECT_IDENTIFIER: Self = Self(0x06);
    pub(crate) const ENUMERATED: Self = Self(0x0A);
    pub(crate) const UTF8_STRING: Self = Self(0x0C);
    pub(crate) const PRINTABLE_STRING: Self = Self(0x13);
    #[cfg(test)]
    pub(crate) const TELETEX_STRING: Self = Self(0x14);
    pub(crate) const IA5_STRING: Self = Self(0x16);
    pub(crate) const UTC_TIME: Self = Self(0x17);
    pub(crate) const GENERALIZED_TIME: Self = Self(0x18);
    #[cfg(test)]
    pub(crate) const UNIVERSAL_STRING: Self = Self(0x1C);
    #[cfg(test)]
    pub(crate) const BMP_STRING: Self = Self(0x1E);
    pub(crate) const SEQUENCE: Self = Self(0x30);
    pub(crate) const SET: Self = Self(0x31);

    /// `[number]`, primitive: an implicitly tagged string, for instance.
    pub(crate) const fn context(number: u8) -> Self {
        Self(0x80 | number)
    }

    /// `[number]`, constructed: an explicit tag, or an implicit one on a SEQUENCE.
    pub(crate) const fn context_constructed(number: u8) -> Self {
        Self(0xA0 | number)
    }
}

/// One element: its tag, its contents, and the whole of it as received.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Element<'a> {
    pub(crate) tag: Tag,
    pub(crate) value: &'a [u8],
    pub(crate) raw: &'a [u8],
}

/// Reads element after element; never looks past its slice, never recurses.
#[derive(Clone, Debug)]
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
    what: &'static str,
    /// Octets already taken, so that an error can say where.
    taken: usize,
}

impl<'a> Reader<'a> {
    /// A reader over the contents of something called `what` in errors.
    pub(crate) const fn new(bytes: &'a [u8], what: &'static str) -> Self {
        Self { rest: bytes, what, taken: 0 }
    }

    pub(crate) fn error(&self, kind: ErrorKind) -> Error {
        Error::at(kind, self.what, self.taken)
    }

    fn malformed(&self) -> Error {
        self.error(ErrorKind::Malformed)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// Octets taken so far.
    pub(crate) fn position(&self) -> usize {
        self.taken
    }

    /// What is left, for a reader that knows a shape by heart; [`Reader::skip`] then takes it.
    pub(crate) fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// Takes `octets` of what is left, if there are as many.
    #[inline]
    pub(crate) fn skip(&mut self, octets: usize) {
        if let Some(rest) = self.rest.get(octets..) {
            self.rest = rest;
            self.taken += octets;
        }
    }

    /// The tag of the next element, if there is one.
    pub(crate) fn peek(&self) -> Option<Tag> {
        self.rest.first().copied().map(Tag)
    }

    /// The next element, whatever it is.
    #[inline]
    pub(crate) fn any(&mut self) -> Result<Element<'a>> {
        let (element, rest) = split(self.rest).ok_or_else(|| self.malformed())?;
        self.rest = rest;
        self.taken += element.raw.len();
        Ok(element)
    }

    /// The next element, which must have this tag.
    #[inline]
    pub(crate) fn element(&mut self, tag: Tag) -> Result<Element<'a>> {
        match self.peek() {
            Some(found) if found == tag => self.any(),
            _ => Err(self.malformed()),
        }
    }

    /// The contents of the next element, which must have this tag.
    #[inline]
    pub(crate) fn value(&mut self, tag: Tag) -> Result<&'a [u8]> {
        self.element(tag).map(|element| element.value)
    }

    /// The contents of the next element if it has this tag.
    pub(crate) fn optional(&mut self, tag: Tag) -> Result<Option<&'a [u8]>> {
        if self.peek() == Some(tag) { self.value(tag).map(Some) } else { Ok(None) }
    }

    /// A reader over the contents of the next element, which must have this tag.
    pub(crate) fn nested(&mut self, tag: Tag) -> Result<Reader<'a>> {
        self.value(tag).map(|value| Reader::new(value, self.what))
    }

    /// The same when the element is optional.
    pub(crate) fn optional_nested(&mut self, tag: Tag) -> Result<Option<Reader<'a>>> {
        Ok(self.optional(tag)?.map(|value| Reader::new(value, self.what)))
    }

    /// Nothing may be left.
    pub(crate) fn finish(&self) -> Result<()> {
        if self.rest.is_empty() { Ok(()) } else { Err(self.error(ErrorKind::TrailingData)) }
    }
}

/// One element that is the whole of `bytes`.
pub(crate) fn whole<'a>(bytes: &'a [u8], tag: Tag, what: &'static str) -> Result<Element<'a>> {
    let mut reader = Reader::new(bytes, what);
    let element = reader.element(tag)?;
    reader.finish()?;
    Ok(element)
}

/// The first element, and what follows it.
#[inline]
pub(super) fn split(bytes: &[u8]) -> Option<(Element<'_>, &[u8])> {
    let (tag, header, length) = header(bytes)?;
    let (raw, rest) = bytes.split_at_checked(header.checked_add(length)?)?;
    Some((Element { tag, value: raw.get(header..)?, raw }, rest))
}

/// Tag, octets of the header and octets of the contents. Definite, minimal lengths only (X.690 10.1).
#[inline]
fn header(bytes: &[u8]) -> Option<(Tag, usize, usize)> {
    let [tag, first, rest @ ..] = bytes else { return None };
    if tag & 0x1F == 0x1F {
        return None;
    }
    if *first < 0x80 {
        return Some((Tag(*tag), 2, usize::from(*first)));
    }
    let count = usize::from(first & 0x7F);
    Some((Tag(*tag), 2 + count, long_length(rest.get(..count)?)?))
}

/// A length that does not fit into seven bits, in as few octets as will do.
#[inline]
fn long_length(octets: &[u8]) -> Option<usize> {
    let (length, least) = match *octets {
        [low] => (u32::from(low), 0x80),
        [high, low] => (u32::from_be_bytes([0, 0, high, low]), 1 << 8),
        [high, middle, low] => (u32::from_be_bytes([0, high, middle, low]), 1 << 16),
        [first, second, third, low] => (u32::from_be_bytes([first, second, third, low]), 1 << 24),
        _ => return None,
    };
    if length < least { None } else { usize::try_from(length).ok() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use der::Decode;
    use proptest::prelude::*;

    fn ours(bytes: &[u8]) -> Option<(u8, Vec<u8>)> {
        let mut reader = Reader::new(bytes, "test");
        let element = reader.any().ok()?;
        reader.finish().ok()?;
        Some((element.tag.0, element.value.to_vec()))
    }

    #[test]
    fn lengths_must_be_definite_and_minimal() {
        assert_eq!(ours(&[4, 1, 7]), Some((4, vec![7])));
        for bad in [
            &[4, 0x80, 0, 0][..],
            &[4, 0x81, 1, 7],
            &[4, 0x82, 0, 1, 7],
            &[0x1F, 1, 7],
            &[4, 2, 7],
            &[4],
            &[],
        ] {
            assert_eq!(ours(bad), None, "{bad:?}");
        }
        assert_eq!(ours(&[4, 0x85, 0, 0, 0, 0, 1, 7]), None);
    }

    /// The first length of each size, and the last of the size before it, written as if it were of that size.
    #[test]
    fn long_lengths_are_as_short_as_can_be() {
        let takes = |octets: &[u8], length: usize| ours(&[&[4], octets, &vec![7; length]].concat()).is_some();
        for (least, octets) in [
            (1 << 7, &[0x81, 0x80][..]),
            (1 << 8, &[0x82, 1, 0]),
            (1 << 16, &[0x83, 1, 0, 0]),
            (1 << 24, &[0x84, 1, 0, 0, 0]),
        ] {
            assert!(takes(octets, least), "{least}");
        }
        for (length, octets) in [
            (0x7F, &[0x81, 0x7F][..]),
            (0xFF, &[0x82, 0, 0xFF]),
            (0xFFFF, &[0x83, 0, 0xFF, 0xFF]),
            (0xFF_FFFF, &[0x84, 0, 0xFF, 0xFF, 0xFF]),
        ] {
            assert!(!takes(octets, length), "{length}");
        }
    }

    #[test]
    fn nothing_may_follow() {
        let mut reader = Reader::new(&[5, 0, 5, 0], "test");
        reader.value(Tag::NULL).unwrap();
        assert_eq!(reader.finish().unwrap_err().kind(), ErrorKind::TrailingData);
        assert_eq!(reader.position(), 2);
    }

    proptest! {
        /// What we take as one element, `der` takes with the same tag and contents.
        #[test]
        fn agrees_with_der(tag in 0u8..=255, length in proptest::collection::vec(any::<u8>(), 0..4), body in proptest::collection::vec(any::<u8>(), 0..300)) {
            let mut bytes = vec![tag];
            bytes.extend(&length);
            bytes.extend(&body);
            if let Some((tag, value)) = ours(&bytes)
                && let Ok(theirs) = der::asn1::AnyRef::from_der(&bytes)
            {
                prop_assert_eq!(bytes.first(), Some(&tag));
                prop_assert_eq!(theirs.value(), &value[..]);
                prop_assert_eq!(der::Encode::to_der(&theirs).unwrap(), bytes);
            }
        }
    }
}
