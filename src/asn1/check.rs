//! Is this DER all the way down?

use super::reader::{Tag, split};
use crate::error::{Error, ErrorKind, Result};

/// How deep elements may nest.
const DEPTH: usize = 23;

/// Every element inside `bytes`, however deep, has a definite, shortest length and fits its parent, and
/// strings are primitive (X.690 10.1, 10.2). One pass, no recursion. Contents are left to their readers.
pub(crate) fn check_der(bytes: &[u8], what: &'static str) -> Result<()> {
    let malformed = |rest: &[u8]| {
        let offset = rest.as_ptr().addr().saturating_sub(bytes.as_ptr().addr());
        Error::at(ErrorKind::Malformed, what, offset)
    };
    // What is still to come in each element that is open, outermost first, but for the innermost one.
    let mut above: [&[u8]; DEPTH] = [&[]; DEPTH];
    let mut depth: usize = 0;
    let mut rest = bytes;
    loop {
        if rest.is_empty() {
            let Some(up) = depth.checked_sub(1) else { return Ok(()) };
            (depth, rest) = (up, above.get(up).copied().unwrap_or_default());
            continue;
        }
        let (element, next) =
            split(rest).filter(|(element, _)| form_is_allowed(element.tag)).ok_or_else(|| malformed(rest))?;
        rest = next;
        if element.tag.0 & 0x20 != 0 {
            let Some(place) = above.get_mut(depth) else {
                return Err(Error::new(ErrorKind::LimitExceeded, what));
            };
            (*place, depth, rest) = (rest, depth + 1, element.value);
        }
    }
}

/// Of the universal tags only SEQUENCE and SET are constructed, and they always are; tag 0 is no element.
const fn form_is_allowed(tag: Tag) -> bool {
    matches!(tag.0, 0x01..0x10 | 0x12..0x20 | 0x30 | 0x31 | 0x40..)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks_into_every_element() {
        assert!(check_der(&[0x30, 4, 0xA0, 2, 5, 0], "test").is_ok());
        let bad: [&[u8]; 6] = [
            &[0x30, 5, 0xA0, 3, 4, 0x81, 0], // length not shortest, two levels down
            &[0x30, 4, 0xA0, 3, 5, 0],       // child larger than its parent
            &[0x30, 0x80, 0, 0],             // indefinite
            &[0x30, 4, 0x24, 2, 4, 0],       // constructed OCTET STRING
            &[0x30, 2, 0x10, 0],             // primitive SEQUENCE
            &[0x30, 2, 0, 0],                // end-of-contents
        ];
        for bytes in bad {
            assert_eq!(check_der(bytes, "test").unwrap_err().kind(), ErrorKind::Malformed, "{bytes:?}");
        }
    }

    /// Of the universal tags SEQUENCE and SET are constructed, no other is, and 0 is none; 31 starts a long tag.
    #[test]
    fn tags_have_their_form() {
        for tag in 0u8..=255 {
            let (class, constructed, number) = (tag >> 6, tag >> 5 & 1 == 1, tag & 0x1F);
            let universal = tag != 0 && constructed == [0x10, 0x11].contains(&number);
            let expected = number != 0x1F && (class != 0 || universal);
            assert_eq!(check_der(&[tag, 0], "test").is_ok(), expected, "{tag:#x}");
        }
    }

    #[test]
    fn an_error_says_where() {
        let error = check_der(&[0x30, 7, 5, 0, 0xA0, 3, 4, 0x81, 0], "test").unwrap_err();
        assert_eq!(error.to_string(), Error::at(ErrorKind::Malformed, "test", 6).to_string());
    }

    #[test]
    fn depth_is_bounded() {
        let nested = |depth: u8| {
            (0..depth).fold(Vec::new(), |inner: Vec<u8>, level| [vec![0x30, 2 * level], inner].concat())
        };
        assert!(check_der(&nested(23), "test").is_ok());
        for deep in [24, 40] {
            assert_eq!(check_der(&nested(deep), "test").unwrap_err().kind(), ErrorKind::LimitExceeded);
        }
    }
}
