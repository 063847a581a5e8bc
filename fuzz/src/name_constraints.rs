//! Target `name_constraints`: one name below a CA with a few constraints, against the plain reading of the standard.

use std::sync::Arc;

use arbitrary::{Arbitrary, Unstructured};
use chrono::DateTime;
use kz_eds::{EvidenceRule, Policy, Reason, TrustAnchor, TrustStore, Validator};

use super::der::{common_name, tlv};
use super::pki::{self, Draft, Nominal};

#[derive(Arbitrary, Debug)]
struct Recipe {
    name: Value,
    permitted: Vec<Value>,
    excluded: Vec<Value>,
}

#[derive(Arbitrary, Debug)]
enum Value {
    Dns(Text),
    Mail(Text),
    Uri(Text),
    Ip([u8; 4], u8),
    Registered(u8),
}

/// A text of words that mean something here.
#[derive(Arbitrary, Debug)]
struct Text(Vec<u8>);

const WORDS: [&str; 12] = ["a", "B", "kz", ".", ".", "@", "*", "://", "/", "1", ":", "x"];

impl Text {
    fn text(&self) -> String {
        self.0.iter().take(8).map(|&number| WORDS[usize::from(number) % WORDS.len()]).collect()
    }
}

impl Value {
    /// The GeneralName that the leaf has.
    fn name(&self) -> Vec<u8> {
        match self {
            Self::Dns(text) => tlv(0x82, &[text.text().as_bytes()]),
            Self::Mail(text) => tlv(0x81, &[text.text().as_bytes()]),
            Self::Uri(text) => tlv(0x86, &[text.text().as_bytes()]),
            Self::Ip(address, _) => tlv(0x87, &[&address.map(|octet| octet % 4)]),
            Self::Registered(number) => tlv(0x88, &[&[0x2A, number % 0x80]]),
        }
    }

    /// The GeneralName that a CA constrains.
    fn base(&self) -> Vec<u8> {
        match self {
            Self::Ip(address, bits) => {
                let mask = u32::MAX.checked_shl(32 - u32::from(bits % 33)).unwrap_or(0);
                tlv(0x87, &[&address.map(|octet| octet % 4), &mask.to_be_bytes()])
            }
            _ => self.name(),
        }
    }
}

/// Inside, outside, or nobody can say.
type Plain = Option<bool>;

fn labels(host: &str) -> Option<Vec<String>> {
    let labels: Vec<_> = host.split('.').map(str::to_lowercase).collect();
    let sound =
        |label: &String| !label.is_empty() && label.chars().all(|letter| letter.is_ascii_alphanumeric());
    labels.iter().all(sound).then_some(labels)
}

/// `host` is the domain, or stands `more` or more labels below it.
fn ends_with(host: &[String], domain: &str, more: usize) -> bool {
    let domain: Vec<_> = domain.split('.').filter(|label| !label.is_empty()).map(str::to_lowercase).collect();
    host.len() >= domain.len() + more && host[host.len() - domain.len()..] == domain
}

fn host_in(host: &[String], base: &str) -> bool {
    match base.strip_prefix('.') {
        Some(domain) => ends_with(host, domain, 1),
        None => base.is_empty() || host.join(".") == base.to_lowercase(),
    }
}

/// The plain reading of 4.2.1.10; a wildcard stands for any one label.
fn dns(name: &str, base: &str) -> Plain {
    let Some(rest) = name.strip_prefix("*.") else {
        return Some(ends_with(&labels(name)?, base, 0));
    };
    let rest = labels(rest)?;
    let any = |label: &str| {
        let host: Vec<_> = [label.to_owned()].into_iter().chain(rest.clone()).collect();
        ends_with(&host, base, 0)
    };
    let tried = ["a", "b", "kz", "1", "x", "another"].map(any);
    // Words run together, too: the first label of the base itself.
    let own = any(&base.split('.').next().unwrap_or_default().to_lowercase());
    if tried.iter().all(|inside| *inside) && own {
        Some(true)
    } else if tried.iter().any(|inside| *inside) || own {
        None
    } else {
        Some(false)
    }
}

fn mail(name: &str, base: &str) -> Plain {
    let split = |address: &str| -> Option<(String, Vec<String>)> {
        let (local, host) = address.split_once('@')?;
        let sound = !local.is_empty() && !local.contains([':', '@']);
        Some((sound.then(|| local.to_owned())?, labels(host)?))
    };
    let (local, host) = split(name)?;
    Some(match split(base) {
        Some((wanted, at)) => local == wanted && host == at,
        None => host_in(&host, base),
    })
}

fn uri(name: &str, base: &str) -> Plain {
    let (scheme, rest) = name.split_once(':')?;
    let rest = rest.strip_prefix("//")?;
    let sound = scheme.starts_with(|letter: char| letter.is_ascii_alphabetic())
        && scheme.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '.');
    let authority = rest.split('/').next()?;
    let host = authority.rsplit('@').next()?;
    let (host, port) = host.split_once(':').unwrap_or((host, ""));
    let host = labels(host)?;
    let number = host.last()?.chars().all(|letter| letter.is_ascii_digit());
    (sound && !number && port.chars().all(|letter| letter.is_ascii_digit())).then(|| host_in(&host, base))
}

/// Nothing where the forms differ.
fn compare(name: &Value, base: &Value) -> Option<Plain> {
    match (name, base) {
        (Value::Dns(name), Value::Dns(base)) => Some(dns(&name.text(), &base.text())),
        (Value::Mail(name), Value::Mail(base)) => Some(mail(&name.text(), &base.text())),
        (Value::Uri(name), Value::Uri(base)) => Some(uri(&name.text(), &base.text())),
        (Value::Ip(name, _), Value::Ip(base, bits)) => {
            let number = |address: &[u8; 4]| u32::from_be_bytes(address.map(|octet| octet % 4));
            let bit = |place: u8| (number(name) ^ number(base)) >> (31 - place) & 1;
            Some(Some((0..bits % 33).all(|place| bit(place) == 0)))
        }
        (Value::Registered(_), Value::Registered(_)) => Some(None),
        _ => None,
    }
}

impl Recipe {
    fn allowed(&self) -> bool {
        let of = |bases: &[Value]| -> Vec<Plain> {
            bases.iter().take(4).filter_map(|base| compare(&self.name, base)).collect()
        };
        let (permitted, excluded) = (of(&self.permitted), of(&self.excluded));
        excluded.iter().all(|found| *found == Some(false))
            && (permitted.is_empty() || permitted.contains(&Some(true)))
    }
}

/// The body of the target.
pub fn name_constraints(data: &[u8]) {
    judged(data);
}

/// Whether the name passed, if the octets describe one, after the plain reading has said the same.
pub(crate) fn judged(data: &[u8]) -> Option<bool> {
    let recipe = Recipe::arbitrary_take_rest(Unstructured::new(data)).ok()?;
    let bases = |values: &[Value]| values.iter().take(4).map(Value::base).collect::<Vec<_>>();
    let constraints = pki::name_constraints(&bases(&recipe.permitted), &bases(&recipe.excluded));
    let (root, ca, leaf) = (common_name("Root"), common_name("CA"), common_name("Leaf"));
    let anchor = Draft::new(&root, 1, &root, 1).ca(None).certificate()?;
    // A CA whose constraints are none of their form is refused as a whole.
    let ca_certificate = Draft::new(&ca, 2, &root, 1).ca(None).with(constraints).certificate()?;
    let names = pki::alternative_names(&[recipe.name.name()]);
    let leaf = Draft::new(&leaf, 3, &ca, 2).with(names).certificate()?;
    let trust = TrustStore::new()
        .with_trust_anchor(TrustAnchor::new(anchor))
        .with_intermediate_certificate(ca_certificate);
    let policy = Policy {
        evidence: EvidenceRule::NotChecked,
        ca_evidence: EvidenceRule::NotChecked,
        ..Policy::rfc5280()
    };
    let noon = DateTime::from_timestamp(1_780_315_200, 0).expect("1 June 2026, 12:00");
    let validator = Validator::new(trust, policy).with_provider(Arc::new(Nominal::default()));
    let verdict = validator.validate_certificate(&leaf, noon);
    let known = [Reason::NameNotPermitted, Reason::NameFormNotProcessed];
    assert!(verdict.reasons().iter().all(|reason| known.contains(reason)), "{:?}", verdict.reasons());
    assert_eq!(verdict.is_passed(), recipe.allowed(), "{recipe:?}");
    Some(verdict.is_passed())
}
