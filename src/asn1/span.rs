//! Where a part stands in the bytes it was read from, for objects that own their bytes.

/// A range of an owned buffer; lists and certificates are below 4 GiB ([`crate::limits`]).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Span {
    start: u32,
    end: u32,
}

impl Span {
    /// The place of `part`, a slice of `whole`; `None` when it is not one.
    pub(crate) fn of(part: &[u8], whole: &[u8]) -> Option<Self> {
        let start = part.as_ptr().addr().checked_sub(whole.as_ptr().addr())?;
        let end = start.checked_add(part.len()).filter(|&end| end <= whole.len())?;
        Some(Self { start: u32::try_from(start).ok()?, end: u32::try_from(end).ok()? })
    }

    /// Octets of the part.
    pub(crate) fn len(self) -> usize {
        usize::try_from(self.end.saturating_sub(self.start)).unwrap_or(usize::MAX)
    }

    /// The part again, from the bytes that the span was made for.
    #[inline]
    pub(crate) fn in_bytes(self, whole: &[u8]) -> &[u8] {
        let range = usize::try_from(self.start).ok().zip(usize::try_from(self.end).ok());
        range.and_then(|(start, end)| whole.get(start..end)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_found_again() {
        let whole = [1u8, 2, 3, 4, 5];
        for part in [&whole[1..3], &whole[5..], &whole[..]] {
            assert_eq!(Span::of(part, &whole).unwrap().in_bytes(&whole), part);
        }
        assert_eq!(Span::of(&whole[1..4], &whole[..3]), None);
        assert_eq!(Span::of(&whole[..2], &whole[1..]), None);
    }
}
