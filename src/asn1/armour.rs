//! The three dresses in which DER arrives: bare, PEM (RFC 7468), or its base64 without the PEM lines.

use std::borrow::Cow;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use crate::error::{Error, ErrorKind, Result};

const ENCODING: Error = Error::new(ErrorKind::Encoding, "input");

/// Each DER object in `input`, in order: one for DER and bare base64, any number for PEM.
///
/// # Errors
/// [`ErrorKind::Encoding`] when the input is empty, in none of the three forms, or damaged in its form.
pub(crate) fn objects(input: &[u8]) -> Result<Vec<Cow<'_, [u8]>>> {
    if is_bare(input) {
        return Ok(vec![Cow::Borrowed(input)]);
    }
    let text = std::str::from_utf8(input).map_err(|_| ENCODING)?.trim_start_matches('\u{FEFF}');
    if text.contains("-----BEGIN ") {
        return pem_blocks(text);
    }
    Ok(vec![Cow::Owned(base64(text)?)])
}

/// The one object in `input`.
///
/// # Errors
/// As [`objects`], and [`ErrorKind::TrailingData`] about `what` when there are several.
pub(crate) fn only<'a>(input: &'a [u8], what: &'static str) -> Result<Cow<'a, [u8]>> {
    if is_bare(input) {
        return Ok(Cow::Borrowed(input));
    }
    let mut objects = objects(input)?;
    match (objects.pop(), objects.is_empty()) {
        (Some(only), true) => Ok(only),
        _ => Err(Error::new(ErrorKind::TrailingData, what)),
    }
}

/// Everything here starts with a SEQUENCE; its identifier is the digit `0`, so DER is told by its length octet, which in
/// text would be a base64 digit: long forms (0x80 and up) are not ASCII.
fn is_bare(input: &[u8]) -> bool {
    matches!(input, [0x30, length, ..] if *length >= 0x80 || usize::from(*length) + 2 == input.len())
}

fn pem_blocks(text: &str) -> Result<Vec<Cow<'_, [u8]>>> {
    // Some may be keys: if a later one is damaged, those before it are wiped.
    let mut blocks = Zeroizing::new(Vec::new());
    let mut rest = text;
    while let Some((_, after)) = rest.split_once("-----BEGIN ") {
        let (label, after) = after.split_once("-----").ok_or(ENCODING)?;
        let (body, after) = after.split_once("-----END ").ok_or(ENCODING)?;
        rest = after.strip_prefix(label).and_then(|after| after.strip_prefix("-----")).ok_or(ENCODING)?;
        blocks.push(base64(body)?);
    }
    Ok(std::mem::take(&mut *blocks).into_iter().map(Cow::Owned).collect())
}

fn base64(text: &str) -> Result<Vec<u8>> {
    // Of its full size at once: growing would leave copies of a key behind.
    let mut digits = Zeroizing::new(Vec::with_capacity(text.len()));
    digits.extend(text.bytes().filter(|byte| !byte.is_ascii_whitespace()));
    if digits.is_empty() {
        return Err(ENCODING);
    }
    STANDARD.decode(&*digits).map_err(|_| ENCODING)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_forms() {
        let der = [0x30, 3, 2, 1, 5];
        let text = STANDARD.encode(der);
        let pem = format!(
            "comment\n-----BEGIN X-----\r\n{text}\n-----END X-----\n-----BEGIN Y-----\n{text}\n-----END Y-----\n"
        );
        assert_eq!(objects(&der).unwrap(), [&der[..]]);
        assert_eq!(objects(format!(" {text}\n").as_bytes()).unwrap(), [&der[..]]);
        assert_eq!(objects(pem.as_bytes()).unwrap(), [&der[..], &der[..]]);
        assert_eq!(only(text.as_bytes(), "test").unwrap(), &der[..]);
        assert_eq!(only(pem.as_bytes(), "test").unwrap_err().kind(), ErrorKind::TrailingData);
    }

    #[test]
    fn anything_else_is_refused() {
        for bad in [
            &b""[..],
            b"  ",
            b"\xFF\xFE",
            b"hello!",
            b"-----BEGIN X-----\nMAMCAQU=",
            b"-----BEGIN X-----\nMAMCAQU=\n-----END Y-----",
        ] {
            assert_eq!(objects(bad).unwrap_err().kind(), ErrorKind::Encoding, "{bad:?}");
        }
    }
}
