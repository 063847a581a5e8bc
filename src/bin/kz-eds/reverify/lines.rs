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
    /// What was taken out of the buffer of the next line, to have room for the rest of it.
    begun: Vec<u8>,
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
        Self { reader, number: 0, end: 0, usual: 0, begun: Vec::new() }
    }

    pub(super) fn next(&mut self) -> io::Result<Option<Line>> {
        let mut text = std::mem::take(&mut self.begun);
        text.reserve(self.usual.saturating_sub(text.len()));
        let bound = LONGEST.saturating_add(1).saturating_sub(text.len());
        let bound = u64::try_from(bound).unwrap_or(u64::MAX);
        self.reader.by_ref().take(bound).read_until(b'\n', &mut text)?;
        let read = text.len();
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
    /// 1 if the next line is in the buffer to its end, and has anything in it.
    pub(super) fn at_hand(&self) -> usize {
        let buffer = self.reader.buffer();
        let mut octets = self.begun.iter().chain(buffer);
        let begins = octets.find(|&&octet| octet == b'\n' || !octet.is_ascii_whitespace());
        usize::from(begins.is_some_and(|&octet| octet != b'\n') && buffer.contains(&b'\n'))
    }

    /// Fills the buffer again where it does not hold the whole next line: for readers that keep nobody waiting.
    pub(super) fn read_ahead(&mut self) {
        let buffer = self.reader.buffer();
        if !buffer.contains(&b'\n') {
            self.begun.extend_from_slice(buffer);
            self.reader.consume(buffer.len());
            // What fails now is told by the next line, which reads on.
            let _ = self.reader.fill_buf();
        }
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

    /// The same lines at the same places, wherever the buffer ends; those that have an end and fit the buffer are at hand.
    #[test]
    fn what_is_read_ahead_is_not_lost() {
        let text = "a line that is longer than a buffer\n\none\n  two\n\nthree\nthe end";
        for capacity in 1..=text.len() + 1 {
            let of = || Lines::new(BufReader::with_capacity(capacity, text.as_bytes()));
            let (mut plain, mut ahead) = (of(), of());
            let read = |lines: &mut Lines<BufReader<&[u8]>>| {
                let line = lines.next().unwrap()?;
                let (Text::Whole(text) | Text::Unended(text)) = line.text else { panic!() };
                Some((line.number, line.end, text))
            };
            while let Some(line) = read(&mut plain) {
                assert_eq!(read(&mut ahead), Some(line), "{capacity}");
                ahead.read_ahead();
                if capacity > 6 && (2..6).contains(&ahead.number) {
                    let next_is_blank = ahead.number == 4;
                    assert_eq!(ahead.at_hand(), usize::from(!next_is_blank), "{capacity}, {}", ahead.number);
                }
            }
            assert_eq!((ahead.at_hand(), read(&mut ahead)), (0, None));
        }
    }

    /// After the lines before it.
    #[test]
    fn a_failure_ahead_is_told_in_its_turn() {
        struct Broken;
        impl Read for Broken {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::Error::other("broken"))
            }
        }
        let mut lines = Lines::new(BufReader::with_capacity(4, (&b"one\ntw"[..]).chain(Broken)));
        assert!(matches!(lines.next().unwrap().unwrap().text, Text::Whole(text) if text == b"one"));
        lines.read_ahead();
        lines.read_ahead();
        assert_eq!(lines.next().err().map(|error| error.to_string()).as_deref(), Some("broken"));
    }

    #[test]
    fn the_longest_line_is_read_and_a_longer_one_passed_over() {
        let of = |length: u64| io::repeat(b'x').take(length);
        let bound = u64::try_from(LONGEST).unwrap();
        let reader = of(bound).chain(&b"\n"[..]).chain(of(bound + 1)).chain(&b"\nlast\n"[..]);
        let mut lines = Lines::new(io::BufReader::new(reader));
        let mut next = || {
            let line = lines.next().unwrap().unwrap();
            // Twice, so that the next has begun beside the buffer.
            lines.read_ahead();
            lines.read_ahead();
            line
        };
        assert!(matches!(next().text, Text::Whole(text) if text.len() == LONGEST));
        assert!(matches!(next().text, Text::TooLong));
        let last = next();
        assert_eq!((last.number, last.end), (3, 2 * bound + 8));
        assert!(matches!(last.text, Text::Whole(text) if text == b"last"));
    }
}
