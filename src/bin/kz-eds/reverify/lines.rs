//! Lines of bounded length.

use std::io::{self, BufRead, BufReader, Read};

/// Octets of one line at the most, without its end.
pub(super) const LONGEST: usize = 1 << 26;

/// Lines of a reader, counted from 1.
pub(super) struct Lines<R> {
    reader: R,
    number: u64,
    /// Octets read so far.
    end: u64,
    /// Octets of the last line: the next will be about as long.
    usual: usize,
}

pub(super) struct Line {
    pub(super) number: u64,
    /// Octets up to its end, from the beginning of all.
    pub(super) end: u64,
    pub(super) text: Text,
}

pub(super) enum Text {
    /// Without its end.
    Whole(Vec<u8>),
    /// The last line, which has no end.
    Unended(Vec<u8>),
    /// Longer than allowed; it was passed over, and nothing of it kept.
    TooLong,
}

impl<R: BufRead> Lines<R> {
    pub(super) const fn new(reader: R) -> Self {
        Self { reader, number: 0, end: 0, usual: 0 }
    }

    pub(super) fn next(&mut self) -> io::Result<Option<Line>> {
        let bound = u64::try_from(LONGEST).unwrap_or(u64::MAX).saturating_add(1);
        let mut text = Vec::with_capacity(self.usual);
        let read = self.reader.by_ref().take(bound).read_until(b'\n', &mut text)?;
        if read == 0 {
            return Ok(None);
        }
        self.number += 1;
        self.end += u64::try_from(read).unwrap_or(u64::MAX);
        let text = if text.pop_if(|last| *last == b'\n').is_some() {
            self.usual = read.min(1 << 16);
            Text::Whole(text)
        } else if text.len() > LONGEST {
            drop(text);
            self.end += u64::try_from(self.reader.skip_until(b'\n')?).unwrap_or(u64::MAX);
            Text::TooLong
        } else {
            Text::Unended(text)
        };
        Ok(Some(Line { number: self.number, end: self.end, text }))
    }
}

impl<R: Read> Lines<BufReader<R>> {
    /// 1 if the next line is in the buffer with its end, and has anything in it.
    pub(super) fn at_hand(&self) -> usize {
        let buffer = self.reader.buffer();
        let begins = buffer.iter().find(|&&octet| octet == b'\n' || !octet.is_ascii_whitespace());
        usize::from(begins.is_some_and(|&octet| octet != b'\n') && buffer.contains(&b'\n'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_are_counted_and_taken_off() {
        let mut lines = Lines::new(&b"one\n\nthree"[..]);
        let mut next = || lines.next().unwrap().map(|line| (line.number, line.end, line.text));
        assert!(matches!(next(), Some((1, 4, Text::Whole(text))) if text == b"one"));
        assert!(matches!(next(), Some((2, 5, Text::Whole(text))) if text.is_empty()));
        assert!(matches!(next(), Some((3, 10, Text::Unended(text))) if text == b"three"));
        assert!(next().is_none());
    }

    /// What is not told is read no sooner than it is needed.
    #[test]
    fn whole_lines_in_the_buffer_are_at_hand() {
        let mut lines = Lines::new(BufReader::with_capacity(12, &b"one\ntwo\n \nthree"[..]));
        let mut found = Vec::new();
        loop {
            let at_hand = lines.at_hand();
            let Some(line) = lines.next().unwrap() else { break };
            let (Text::Whole(text) | Text::Unended(text)) = line.text else { panic!() };
            found.push((at_hand, String::from_utf8(text).unwrap()));
        }
        let expected = [(0, "one"), (1, "two"), (0, " "), (0, "three")];
        assert_eq!(found, expected.map(|(at_hand, text)| (at_hand, text.to_owned())));
    }

    #[test]
    fn the_longest_line_is_read_and_a_longer_one_passed_over() {
        let of = |length: u64| io::repeat(b'x').take(length);
        let bound = u64::try_from(LONGEST).unwrap();
        let reader = of(bound).chain(&b"\n"[..]).chain(of(bound + 1)).chain(&b"\nlast\n"[..]);
        let mut lines = Lines::new(io::BufReader::new(reader));
        assert!(matches!(lines.next().unwrap().unwrap().text, Text::Whole(text) if text.len() == LONGEST));
        assert!(matches!(lines.next().unwrap().unwrap().text, Text::TooLong));
        let last = lines.next().unwrap().unwrap();
        assert_eq!((last.number, last.end), (3, 2 * bound + 8));
        assert!(matches!(last.text, Text::Whole(text) if text == b"last"));
    }
}
