//! Whether a name is in a subtree of its form (RFC 5280 4.2.1.10).

use crate::certificate::{is_host, mailbox};
use crate::name::{GeneralName, Name, NameForm, Within};

/// `name` against `base`, which is of the same form; nothing for forms that are not compared.
pub(super) fn within(name: &GeneralName<'_>, base: &GeneralName<'_>) -> Option<Within> {
    let (value, base) = (name.value, base.value);
    match name.form {
        NameForm::Directory => Some(directory(value, base)),
        NameForm::Dns => Some(dns(value, base)),
        NameForm::Rfc822 => Some(mail(value, base)),
        NameForm::Uri => Some(uri(value, base)),
        NameForm::Ip => Some(ip(value, base)),
        NameForm::Other | NameForm::X400 | NameForm::EdiParty | NameForm::RegisteredId => None,
    }
}

const fn decided(inside: bool) -> Within {
    if inside { Within::Inside } else { Within::Outside }
}

fn directory(name: &[u8], base: &[u8]) -> Within {
    match (Name::parse(name), Name::parse(base)) {
        (Ok(name), Ok(base)) => name.within(base),
        _ => Within::Unclear,
    }
}

/// The base and all that ends with it, label by label. `*.example.kz` is inside what holds all of `example.kz`; it may
/// stand for a base one label below, so that it is not clear of an exclusion of that.
fn dns(name: &[u8], base: &[u8]) -> Within {
    let host = name.strip_prefix(b"*.").unwrap_or(name);
    if !is_host(host) {
        return Within::Unclear;
    }
    let label_above = base.iter().position(|&octet| octet == b'.').and_then(|dot| base.get(dot + 1..));
    let covers = host.len() < name.len() && label_above.is_some_and(|rest| rest.eq_ignore_ascii_case(host));
    if covers { Within::Unclear } else { decided(base.eq_ignore_ascii_case(host) || below(host, base)) }
}

/// `host` has labels before those of `domain`; every host is below the empty one.
fn below(host: &[u8], domain: &[u8]) -> bool {
    let cut = host.len().checked_sub(domain.len() + 1).and_then(|cut| host.split_at_checked(cut));
    domain.is_empty()
        || cut.is_some_and(|(_, end)| {
            end.split_first().is_some_and(|(dot, end)| *dot == b'.' && end.eq_ignore_ascii_case(domain))
        })
}

/// A host, or with a dot before it all hosts below it; an empty base is every host.
fn host_or_domain(host: &[u8], base: &[u8]) -> Within {
    decided(match base.strip_prefix(b".") {
        Some(domain) => below(host, domain),
        None => base.is_empty() || host.eq_ignore_ascii_case(base),
    })
}

/// A mailbox (its local part to the letter, 7.5), all of a host, or all of the hosts of a domain.
fn mail(name: &[u8], base: &[u8]) -> Within {
    let Some((local, host)) = mailbox(name) else { return Within::Unclear };
    match mailbox(base) {
        Some((wanted, at)) => decided(local == wanted && host.eq_ignore_ascii_case(at)),
        None => host_or_domain(host, base),
    }
}

/// By its host alone. One without a host name must be refused wherever URIs are constrained.
fn uri(name: &[u8], base: &[u8]) -> Within {
    uri_host(name).map_or(Within::Unclear, |host| host_or_domain(host, base))
}

/// `scheme "://" [ userinfo "@" ] host [ ":" port ] ...` (RFC 3986 3.2), the host a name and no address.
fn uri_host(uri: &[u8]) -> Option<&[u8]> {
    let colon = uri.iter().position(|&octet| octet == b':')?;
    let (scheme, rest) = uri.split_at_checked(colon)?;
    let rest = rest.strip_prefix(b"://").filter(|_| is_scheme(scheme))?;
    let authority = rest.split(|octet| b"/?#".contains(octet)).next()?;
    if authority.iter().any(|octet| !octet.is_ascii_graphic() || *octet == b'\\') {
        return None; // read in several ways
    }
    let host = authority.rsplit(|&octet| octet == b'@').next()?;
    let (host, port) = match host.iter().position(|&octet| octet == b':') {
        Some(colon) => (host.get(..colon)?, host.get(colon + 1..)?),
        None => (host, &[][..]),
    };
    (port.iter().all(u8::is_ascii_digit) && is_host(host) && !is_address(host)).then_some(host)
}

fn is_scheme(scheme: &[u8]) -> bool {
    scheme.first().is_some_and(u8::is_ascii_alphabetic)
        && scheme.iter().all(|octet| octet.is_ascii_alphanumeric() || b"+-.".contains(octet))
}

/// No top-level domain is a number; what ends with one is read as an address by some.
fn is_address(host: &[u8]) -> bool {
    let last = host.rsplit(|&octet| octet == b'.').next().unwrap_or_default();
    last.iter().all(u8::is_ascii_digit) || last.starts_with(b"0x") || last.starts_with(b"0X")
}

/// Address and mask; ranges of the other version hold nothing of this one.
fn ip(name: &[u8], base: &[u8]) -> Within {
    if !matches!(name.len(), 4 | 16) {
        return Within::Unclear;
    }
    let (address, mask) = base.split_at(base.len() / 2);
    let same = |((name, address), mask): ((&u8, &u8), &u8)| name & mask == address & mask;
    decided(name.len() == address.len() && name.iter().zip(address).zip(mask).all(same))
}

#[cfg(test)]
mod tests {
    use super::*;
    use Within::{Inside, Outside, Unclear};

    fn all(compare: impl Fn(&[u8], &[u8]) -> Within, rows: &[(&str, &str, Within)]) {
        for (name, base, expected) in rows {
            assert_eq!(compare(name.as_bytes(), base.as_bytes()), *expected, "{name} in {base}");
        }
    }

    #[test]
    fn hosts() {
        all(
            dns,
            &[
                ("example.kz", "example.kz", Inside),
                ("EXAMPLE.kz", "example.KZ", Inside),
                ("a.b.example.kz", "example.kz", Inside),
                ("badexample.kz", "example.kz", Outside),
                ("kz", "example.kz", Outside),
                ("example.kz", "a.example.kz", Outside),
                ("anything", "", Inside),
                ("*.example.kz", "example.kz", Inside),
                ("*.example.kz", "kz", Inside),
                ("*.example.kz", "a.example.kz", Unclear),
                ("*.example.kz", "b.a.example.kz", Outside),
                ("example.kz", "b.example.kz", Outside),
                ("", "", Unclear),
                ("*", "", Unclear),
                ("a.*.kz", "kz", Unclear),
                ("example.kz.", "kz", Unclear),
                (".example.kz", "kz", Unclear),
                ("a b.kz", "kz", Unclear),
            ],
        );
    }

    #[test]
    fn mailboxes() {
        all(
            mail,
            &[
                ("a@example.kz", "a@example.kz", Inside),
                ("a@EXAMPLE.kz", "a@example.kz", Inside),
                ("A@example.kz", "a@example.kz", Outside),
                ("a@example.kz", "example.kz", Inside),
                ("a@b.example.kz", "example.kz", Outside),
                ("a@b.example.kz", ".example.kz", Inside),
                ("a@example.kz", ".example.kz", Outside),
                ("a@badexample.kz", ".example.kz", Outside),
                ("a@example.kz", "", Inside),
                ("example.kz", "example.kz", Unclear),
                ("a@b@example.kz", "example.kz", Unclear),
                ("\"a\"@example.kz", "other.kz", Unclear),
            ],
        );
    }

    #[test]
    fn uris() {
        all(
            uri,
            &[
                ("http://example.kz/a", "example.kz", Inside),
                ("ldap://u:p@Example.kz:389/?x", "example.kz", Inside),
                ("http://a.example.kz", "example.kz", Outside),
                ("http://a.example.kz#f", ".example.kz", Inside),
                ("http://example.kz", ".example.kz", Outside),
                ("http://bad.kz/@example.kz", "example.kz", Outside),
                ("http://example.kz@bad.kz", "example.kz", Outside),
                ("http://example.kz", "", Inside),
                ("http://10.0.0.1/", "example.kz", Unclear),
                ("http://10.0.1", "example.kz", Unclear),
                ("http://0x7f.0X1", "example.kz", Unclear),
                ("http://[::1]/", "example.kz", Unclear),
                ("http:///a", "example.kz", Unclear),
                ("http://bad.kz\\@example.kz", "example.kz", Unclear),
                ("http://bad.kz\\.example.kz", ".example.kz", Unclear),
                ("http://example.kz:8o/", "example.kz", Unclear),
                ("urn:example.kz", "example.kz", Unclear),
                ("example.kz", "example.kz", Unclear),
                ("1http://example.kz", "example.kz", Unclear),
                ("://example.kz", "example.kz", Unclear),
                ("ht_tp://example.kz", "example.kz", Unclear),
                ("http://a b@example.kz", "example.kz", Unclear),
                ("http://a..example.kz", ".example.kz", Unclear),
            ],
        );
    }

    #[test]
    fn addresses() {
        let range = [10, 1, 2, 3, 255, 255, 254, 0];
        assert_eq!(ip(&[10, 1, 3, 200], &range), Inside);
        assert_eq!(ip(&[10, 1, 4, 1], &range), Outside);
        assert_eq!(ip(&[0; 16], &range), Outside);
        assert_eq!(ip(&[0; 16], &[0; 8]), Outside);
        assert_eq!(ip(&[0; 16], &[0; 32]), Inside);
        assert_eq!(ip(&[10, 1, 3], &range), Unclear);
    }
}
