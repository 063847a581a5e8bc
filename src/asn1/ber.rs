//! A cursor over BER, for the outer wrappers of messages alone (threat 12): what is inside them is DER.
//!
//! Streaming signers do not know the length of what they wrap, so they write `30 80 … 00 00`, and the content as an
//! OCTET STRING in pieces (X.690 8.1.3.6, 8.7.3). The cursor goes over each octet once, holds a stack of what is
//! open in place of recursing, and copies nothing: content is a list of slices.

use super::reader::{Element, Reader, Tag};
use crate::error::{Error, ErrorKind, Result};

/// How deep wrappers and strings may nest.
const DEPTH: usize = 32;

/// How deep those of messages in one piece do.
const USUAL_DEPTH: usize = 6;

/// Pieces of one string at the most. Writers' pieces have 1000 octets and more.
const PIECES: usize = 1 << 20;

/// `24`: an OCTET STRING made of OCTET STRINGs.
const CONSTRUCTED_OCTET_STRING: Tag = Tag(0x24);

/// What was entered and not left.
#[derive(Clone, Copy, Debug)]
struct Open {
    /// Where what holds it ends.
    outer_end: usize,
    indefinite: bool,
}

/// Goes in and out of wrappers. Lengths may be indefinite or longer than they need be.
#[derive(Debug)]
pub(crate) struct BerReader<'a> {
    whole: &'a [u8],
    at: usize,
    /// Where the innermost open element ends, or for an indefinite length, where what holds it ends.
    end: usize,
    open: Vec<Open>,
    what: &'static str,
    /// Headers read, which is the work done.
    #[cfg(test)]
    headers: usize,
}

impl<'a> BerReader<'a> {
    /// A reader over something called `what` in errors.
    pub(crate) fn new(whole: &'a [u8], what: &'static str) -> Self {
        Self {
            whole,
            at: 0,
            end: whole.len(),
            open: Vec::new(),
            what,
            #[cfg(test)]
            headers: 0,
        }
    }

    /// An error here.
    pub(crate) fn error(&self, kind: ErrorKind) -> Error {
        Error::at(kind, self.what, self.at)
    }

    fn malformed(&self) -> Error {
        self.error(ErrorKind::Malformed)
    }

    /// What is left of the innermost open element; of an indefinite one, with what follows it.
    pub(crate) fn rest(&self) -> &'a [u8] {
        self.whole.get(self.at..self.end).unwrap_or_default()
    }

    /// The tag of the next element, if there is one.
    pub(crate) fn peek(&self) -> Option<Tag> {
        if self.at_end() { None } else { self.rest().first().copied().map(Tag) }
    }

    /// Nothing is left in the innermost open element.
    pub(crate) fn at_end(&self) -> bool {
        match self.open.last() {
            Some(Open { indefinite: true, .. }) => self.rest().starts_with(&[0, 0]),
            _ => self.rest().is_empty(),
        }
    }

    /// Goes into the next element, which must have this constructed tag.
    pub(crate) fn enter(&mut self, tag: Tag) -> Result<()> {
        match self.header()? {
            (found, length) if found == tag => self.push(length),
            _ => Err(self.malformed()),
        }
    }

    /// Goes out of the innermost open element, of which nothing may be left.
    pub(crate) fn leave(&mut self) -> Result<()> {
        if !self.at_end() {
            return Err(self.error(ErrorKind::TrailingData));
        }
        if let Some(open) = self.open.pop() {
            self.end = open.outer_end;
            self.at += if open.indefinite { 2 } else { 0 };
        }
        Ok(())
    }

    /// The next element, which must have this tag and a header in DER.
    pub(crate) fn der(&mut self, tag: Tag) -> Result<Element<'a>> {
        let element = Reader::new(self.rest(), self.what).element(tag).map_err(|_| self.malformed())?;
        self.at += element.raw.len();
        Ok(element)
    }

    /// The next element whatever it is, as received. Not looked into further than it takes to find its end.
    pub(crate) fn any(&mut self) -> Result<&'a [u8]> {
        let (start, depth) = (self.at, self.open.len());
        loop {
            match self.header()? {
                (_, Some(length)) => self.at += length,
                (_, None) => self.push(None)?,
            }
            if self.close_down_to(depth)? {
                return self.whole.get(start..self.at).ok_or_else(|| self.malformed());
            }
        }
    }

    /// The contents of the next element, an OCTET STRING in one piece or in many, in order.
    pub(crate) fn octet_string(&mut self) -> Result<Vec<&'a [u8]>> {
        let depth = self.open.len();
        let mut pieces = Vec::new();
        loop {
            match self.header()? {
                (Tag::OCTET_STRING, Some(length)) => pieces.push(self.take(length)?),
                (CONSTRUCTED_OCTET_STRING, length) => self.push(length)?,
                _ => return Err(self.malformed()),
            }
            if pieces.len() > PIECES {
                return Err(self.error(ErrorKind::LimitExceeded));
            }
            if self.close_down_to(depth)? {
                return Ok(pieces);
            }
        }
    }

    /// Leaves what is at its end, and says whether no more than `depth` elements are open now.
    fn close_down_to(&mut self, depth: usize) -> Result<bool> {
        while self.open.len() > depth && self.at_end() {
            self.leave()?;
        }
        Ok(self.open.len() <= depth)
    }

    fn push(&mut self, length: Option<usize>) -> Result<()> {
        if self.open.len() == DEPTH {
            return Err(self.error(ErrorKind::LimitExceeded));
        }
        if self.open.is_empty() {
            // For all of them at once; most cursors go into nothing, and need none.
            self.open.reserve(USUAL_DEPTH);
        }
        self.open.push(Open { outer_end: self.end, indefinite: length.is_none() });
        self.end = length.map_or(self.end, |length| self.at + length);
        Ok(())
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8]> {
        let taken = self.rest().get(..length).ok_or_else(|| self.malformed())?;
        self.at += length;
        Ok(taken)
    }

    /// Tag and length of the next element, `None` for an indefinite one. A definite one fits what is open.
    fn header(&mut self) -> Result<(Tag, Option<usize>)> {
        #[cfg(test)]
        {
            self.headers += 1;
        }
        let rest = self.rest();
        let (tag, octets, length) = header(rest).ok_or_else(|| self.malformed())?;
        let left = rest.len().saturating_sub(octets);
        if length.is_some_and(|length| length > left) {
            return Err(self.malformed());
        }
        self.at += octets;
        Ok((tag, length))
    }
}

/// Tag, octets of the header, and length (X.690 8.1.3). Only what is constructed can be indefinite; tag 0 is
/// that of an end without a beginning.
fn header(bytes: &[u8]) -> Option<(Tag, usize, Option<usize>)> {
    let (&tag, rest) = bytes.split_first()?;
    if tag & 0x1F == 0x1F || tag == 0 {
        return None;
    }
    let (&first, rest) = rest.split_first()?;
    match first {
        0..0x80 => Some((Tag(tag), 2, Some(usize::from(first)))),
        0x80 => (tag & 0x20 != 0).then_some((Tag(tag), 2, None)),
        _ => {
            let count = usize::from(first & 0x7F);
            let octets = rest.get(..count).filter(|_| count <= 8)?;
            let length = octets.iter().fold(0u64, |sum, &octet| (sum << 8) | u64::from(octet));
            Some((Tag(tag), 2 + count, Some(usize::try_from(length).ok()?)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn string(bytes: &[u8]) -> Result<Vec<&[u8]>> {
        let mut reader = BerReader::new(bytes, "test");
        let pieces = reader.octet_string()?;
        reader.leave()?;
        Ok(pieces)
    }

    fn kind(bytes: &[u8]) -> ErrorKind {
        string(bytes).unwrap_err().kind()
    }

    #[test]
    fn strings_in_one_piece_and_in_many() {
        let one: [&[u8]; 4] =
            [&[4, 2, 7, 8], &[4, 0x81, 2, 7, 8], &[4, 0x84, 0, 0, 0, 2, 7, 8], &[0x24, 0x81, 4, 4, 2, 7, 8]];
        for bytes in one {
            assert_eq!(string(bytes).unwrap(), [[7, 8]], "{bytes:?}");
        }
        // Indefinite; definite; one inside the other, both ways; empty.
        let parts: [&[u8]; 4] = [
            &[0x24, 0x80, 4, 1, 7, 4, 1, 8, 0, 0],
            &[0x24, 6, 4, 1, 7, 4, 1, 8],
            &[0x24, 0x80, 0x24, 3, 4, 1, 7, 0x24, 0x80, 4, 1, 8, 0, 0, 0, 0],
            &[0x24, 12, 0x24, 0x80, 4, 1, 7, 0, 0, 0x24, 3, 4, 1, 8],
        ];
        for bytes in parts {
            assert_eq!(string(bytes).unwrap(), [[7], [8]], "{bytes:?}");
        }
        assert!(string(&[0x24, 0x80, 0, 0]).unwrap().is_empty() && string(&[0x24, 0]).unwrap().is_empty());
    }

    #[test]
    fn strings_that_are_none() {
        let bad: [&[u8]; 11] = [
            &[],
            &[4],
            &[4, 2, 7],
            &[4, 0x80, 0, 0],                      // a primitive string has a length
            &[0x24, 0x80, 4, 1, 7],                // no end
            &[0x24, 0x80, 4, 1, 7, 0],             // half an end
            &[0x24, 4, 4, 3, 7, 8, 9],             // a piece longer than the whole
            &[0x24, 0x80, 0x0C, 1, 7, 0, 0],       // another string in it
            &[0x24, 3, 0, 0, 0],                   // an end without a beginning
            &[0x24, 5, 0x24, 0x80, 4, 1, 7, 0, 0], // an end outside
            &[4, 0x89, 0, 0, 0, 0, 0, 0, 0, 0, 1, 7],
        ];
        for bytes in bad {
            assert_eq!(kind(bytes), ErrorKind::Malformed, "{bytes:?}");
        }
        assert_eq!(kind(&[4, 1, 7, 0]), ErrorKind::TrailingData);
    }

    #[test]
    fn wrappers_are_entered_and_left() {
        let bytes = [0x30, 0x80, 0xA0, 0x80, 2, 1, 5, 0, 0, 0x31, 0x81, 2, 5, 0, 0, 0, 9];
        let mut reader = BerReader::new(&bytes, "test");
        reader.enter(Tag::SEQUENCE).unwrap();
        assert_eq!(reader.peek(), Some(Tag(0xA0)));
        assert!(reader.enter(Tag::SET).is_err());
        let mut reader = BerReader::new(&bytes, "test");
        reader.enter(Tag::SEQUENCE).unwrap();
        reader.enter(Tag::context_constructed(0)).unwrap();
        assert_eq!(reader.leave().unwrap_err().kind(), ErrorKind::TrailingData);
        assert_eq!(reader.der(Tag::INTEGER).unwrap().value, [5]);
        assert!(reader.peek().is_none() && reader.at_end());
        reader.leave().unwrap();
        assert_eq!(reader.any().unwrap(), [0x31, 0x81, 2, 5, 0]);
        reader.leave().unwrap();
        assert_eq!(reader.rest(), [9]);
    }

    #[test]
    fn anything_is_passed_over_in_place() {
        let bytes = [0x30, 0x80, 0xA0, 0x80, 4, 1, 7, 0, 0, 0x30, 2, 5, 0, 0, 0, 5, 0];
        let mut reader = BerReader::new(&bytes, "test");
        assert_eq!(reader.any().unwrap(), &bytes[..15]);
        assert_eq!(reader.any().unwrap(), [5, 0]);
        // A primitive without a length, and ends without a beginning.
        for bad in [&[][..], &[4, 0x80, 0, 0], &[0, 0], &[0, 1, 7]] {
            assert_eq!(
                BerReader::new(bad, "test").any().unwrap_err().kind(),
                ErrorKind::Malformed,
                "{bad:?}"
            );
        }
    }

    #[test]
    fn what_is_inside_is_der() {
        for bad in [&[2, 0x81, 1, 5][..], &[0x22, 0x80, 0, 0]] {
            assert_eq!(
                BerReader::new(bad, "test").der(Tag(bad[0])).unwrap_err().kind(),
                ErrorKind::Malformed
            );
        }
    }

    #[test]
    fn depth_is_bounded() {
        let nested = |depth: usize| [[0x24, 0x80].repeat(depth), [0, 0].repeat(depth)].concat();
        assert!(string(&nested(DEPTH)).is_ok());
        assert_eq!(kind(&nested(DEPTH + 1)), ErrorKind::LimitExceeded);
        let any = nested(DEPTH + 1);
        assert_eq!(BerReader::new(&any, "test").any().unwrap_err().kind(), ErrorKind::LimitExceeded);
    }

    #[test]
    fn pieces_are_bounded() {
        let pieces = |count: usize| [&[0x24, 0x80][..], &[4, 0].repeat(count), &[0, 0]].concat();
        assert!(string(&pieces(PIECES)).is_ok());
        assert_eq!(kind(&pieces(PIECES + 1)), ErrorKind::LimitExceeded);
    }

    /// 400 KB that make others quadratic: a header is read once, and no more headers than there are.
    #[test]
    fn work_is_linear() {
        let depth = DEPTH - 1;
        let inner = [&[0x24, 0x80].repeat(depth)[..], &[0, 0].repeat(depth)].concat();
        for unit in [&[4, 0][..], &[0x24, 0], &inner, &[0x24, 2, 4, 0]] {
            let count = 400_000 / unit.len();
            for end in [&[0, 0][..], &[]] {
                let bytes = [&[0x24, 0x80], &unit.repeat(count)[..], end].concat();
                for whole_string in [true, false] {
                    let mut reader = BerReader::new(&bytes, "test");
                    let read =
                        if whole_string { reader.octet_string().is_ok() } else { reader.any().is_ok() };
                    assert_eq!(read, !end.is_empty());
                    assert!(reader.headers <= bytes.len() / 2 + 1);
                }
            }
        }
    }

    proptest! {
        /// No bytes make it panic, run past the end or read more headers than there are octets.
        #[test]
        fn any_bytes(bytes in proptest::collection::vec(prop_oneof![Just(0u8), Just(4), Just(0x24), Just(0x80), any::<u8>()], 0..80)) {
            let mut reader = BerReader::new(&bytes, "test");
            if let Ok(pieces) = reader.octet_string() {
                prop_assert!(pieces.concat().len() < bytes.len() && reader.open.is_empty());
            }
            prop_assert!(reader.at <= bytes.len() && reader.headers <= bytes.len() + 1);
            let mut reader = BerReader::new(&bytes, "test");
            while reader.any().is_ok() {}
            prop_assert!(reader.at <= bytes.len() && reader.headers <= bytes.len() + 1);
        }
    }
}
