//! Host names as certificates write them: ASCII, labels between dots (RFC 5280 4.2.1.6, RFC 1034 3.5).

/// Octets of the longest host name (RFC 1034 3.1).
const LONGEST_NAME: usize = 253;
/// Octets of its longest label.
const LONGEST_LABEL: usize = 63;

/// Labels of letters, digits, hyphens and the underscores that some systems have; no dot at either end.
pub(crate) fn is_host(name: &[u8]) -> bool {
    let is_label = |label: &[u8]| {
        (1..=LONGEST_LABEL).contains(&label.len())
            && label.iter().all(|octet| octet.is_ascii_alphanumeric() || matches!(octet, b'-' | b'_'))
    };
    name.len() <= LONGEST_NAME && name.split(|&octet| octet == b'.').all(is_label)
}

/// Local part and host of a mailbox; nothing for a quoted local part, an address literal or what is no mailbox.
pub(crate) fn mailbox(address: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = address.iter().position(|&octet| octet == b'@')?;
    let (local, host) = (address.get(..at)?, address.get(at + 1..)?);
    let is_atom = |octet: &u8| octet.is_ascii_alphanumeric() || b".!#$%&'*+-/=?^_`{|}~".contains(octet);
    (!local.is_empty() && local.iter().all(is_atom) && is_host(host)).then_some((local, host))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_labels_between_dots() {
        for good in ["a", "example.com", "xn--e1afmkfd.kz", "_srv.A-1.b"] {
            assert!(is_host(good.as_bytes()), "{good}");
        }
        let (long_label, long_name) = ("a".repeat(64), ["a"; 128].join("."));
        for bad in
            ["", ".", "a.", ".a", "a..b", "*.a", "a b", "а.kz", "a\0", "[::1]", &long_label, &long_name]
        {
            assert!(!is_host(bad.as_bytes()), "{bad:?}");
        }
    }

    #[test]
    fn mailboxes_have_one_plain_local_part() {
        assert_eq!(mailbox(b"a.b+c@Example.kz"), Some((&b"a.b+c"[..], &b"Example.kz"[..])));
        for bad in ["", "@", "a@", "@b", "a", "a@b@c", "\"a\"@b", "a b@c", "a@[10.0.0.1]", "a@.b", "а@b"] {
            assert_eq!(mailbox(bad.as_bytes()), None, "{bad:?}");
        }
    }
}
