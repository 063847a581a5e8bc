//! Lists at the size of the nation: loading, and looking up.

use der::Decode;
use kz_eds::Crl;
use kz_eds::crypto::{DigestAlgorithm, Outcome, verify};
use openssl::asn1::Asn1Integer;
use openssl::bn::BigNum;
use openssl::x509::{CrlStatus, X509Crl};
use webpki::{CertRevocationList, OwnedCertRevocationList};
use x509_cert::crl::CertificateList;
use x509_parser::prelude::{CertificateRevocationList, FromDer, X509Certificate};

use crate::material::Material;
use crate::measure::{Case, Effort, medians};
use crate::ours::{Ours, provider};
use crate::serials::serial;
use crate::table::{Table, Target};

/// The bytes are there already. Whoever keeps them is given a copy before the clock starts.
fn ours(der: &[u8]) -> Case<'_> {
    Case::once(|| der.to_vec(), |der| Crl::from_der(der).expect("a list"))
}

/// The entries are read; the signature is not.
pub fn load(material: &Material, effort: Effort) -> Table {
    let der = &*material.big;
    let [ours, webpki, openssl, x509_parser, x509_cert] = medians(
        effort.slow_rounds,
        [
            ours(der),
            Case::once(|| (), |()| OwnedCertRevocationList::from_der(der).expect("a list")),
            Case::once(|| (), |()| X509Crl::from_der(der).expect("a list")),
            Case::once(|| (), |()| CertificateRevocationList::from_der(der).expect("a list")),
            Case::once(|| (), |()| CertificateList::from_der(der).expect("a list")),
        ],
    );
    let mut table = Table::new("Loading a list of 500,000 entries without its signature");
    let work = "read, checked and indexed";
    table.line(work, ours, "rustls-webpki, owned", webpki, Target::Faster(28.0));
    table.line(work, ours, "OpenSSL", openssl, Target::Faster(25.0));
    table.line(work, ours, "x509-parser", x509_parser, Target::Faster(12.0));
    table.line(work, ours, "x509-cert", x509_cert, Target::None);
    table
}

/// The whole load, signature included, over one hash of the bytes.
pub fn signed(material: &Material, effort: Effort) -> Table {
    let der = &*material.big;
    let (whole, hash) = over_hash(der, &material.authority, DigestAlgorithm::Sha256);
    let first = Case::once(|| der.to_vec(), |der| Ours::met(material, [Crl::from_der(der).expect("a list")]));
    let [whole, first, hash] = medians(effort.slow_rounds, [whole, first, hash]);
    let mut table = Table::new("Loading a list of 500,000 entries with its signature");
    let one = "SHA-256 of its bytes";
    table.line("read, indexed, verified", whole, one, hash, Target::at_most(1.2, 1.35));
    table.line("and its first verdict, which names it by its SHA-256", first, one, hash, Target::Shown);
    table
}

/// A GOST authority's list, likewise over its digest.
pub fn signed_by_gost(der: &[u8], authority: &[u8], effort: Effort) -> Table {
    let (whole, hash) = over_hash(der, authority, DigestAlgorithm::Streebog512);
    let [whole, hash] = medians(effort.slow_rounds, [whole, hash]);
    let mut table = Table::new("Loading a list of 422,000 entries with a GOST signature");
    let one = "GOST R 34.11-2015 of its bytes";
    table.line("read, indexed, verified", whole, one, hash, Target::AtMost(1.15));
    table
}

/// Reading, indexing and verifying; and a hash of all bytes.
fn over_hash<'a>(der: &'a [u8], authority: &[u8], digest: DigestAlgorithm) -> (Case<'a>, Case<'a>) {
    let (provider, authority) = (provider(), X509Certificate::from_der(authority).expect("a certificate").1);
    let (hasher, key) = (provider.clone(), provider.public_key(authority.public_key().raw).expect("a key"));
    let load = move |der: Vec<u8>| {
        let list = Crl::from_der(der).expect("a list");
        let outcome = verify(&*provider, &*key, list.signature_algorithm(), list.tbs(), list.signature());
        assert_eq!(outcome, Outcome::Valid);
        list
    };
    (Case::once(|| der.to_vec(), load), Case::once(|| (), move |()| hasher.digest(digest, der)))
}

/// Serials all over the list, each new, the next depending on what was found of the last.
struct Walk {
    number: u64,
    entries: u64,
}

impl Walk {
    fn next(&mut self, found: u64) -> [u8; 20] {
        self.number = (self.number + 7919 + (found & 1) * 2) % self.entries;
        serial(self.number)
    }
}

/// Looking up: of nothing but time, since the promise is a time.
pub fn look_up(material: &Material, effort: Effort) -> Table {
    let der = &*material.big;
    let crl = Crl::from_der(der).expect("a list");
    let webpki = CertRevocationList::from(OwnedCertRevocationList::from_der(der).expect("a list"));
    let openssl = X509Crl::from_der(der).expect("a list");
    let runs = effort.batch * 400;
    let walk = || Walk { number: 1, entries: effort.entries };
    let (mut first, mut second, mut third, mut absent) = (walk(), walk(), walk(), walk());
    let (mut last, mut last_webpki, mut last_openssl, mut none) = (0, 0, 0, 0);
    let times = medians(
        effort.slow_rounds,
        [
            Case::batch(runs, || {
                let serial = first.next(last);
                last = u64::from(crl.lookup(&serial).next().expect("listed").serial()[19]);
            }),
            Case::batch(runs, || {
                let mut serial = absent.next(none);
                serial[19] ^= 1;
                none = crl.lookup(&serial).count() as u64;
            }),
            Case::batch(runs, || {
                let serial = second.next(last_webpki);
                let found = webpki.find_serial(&serial).expect("an answer").expect("listed");
                last_webpki = u64::from(found.serial_number[19]);
            }),
            Case::batch(runs, || {
                let serial = third.next(last_openssl);
                let number = BigNum::from_slice(&serial).and_then(|number| Asn1Integer::from_bn(&number));
                let CrlStatus::Revoked(found) = openssl.get_by_serial(&number.expect("a number")) else {
                    panic!("listed")
                };
                last_openssl = u64::from(found.serial_number().to_bn().is_ok());
            }),
        ],
    );
    table_of_look_ups(times)
}

fn table_of_look_ups([hit, miss, webpki, openssl]: [std::time::Duration; 4]) -> Table {
    let microsecond = std::time::Duration::from_micros(1);
    let mut table = Table::new("Looking up one serial of 500,000, each new, the next depending on the last");
    table.line("listed", hit, "a microsecond", microsecond, Target::AtMost(1.0));
    table.line("not listed", miss, "a microsecond", microsecond, Target::AtMost(1.0));
    table.line("listed", hit, "rustls-webpki, owned", webpki, Target::None);
    table.line("listed", hit, "OpenSSL, sorted before", openssl, Target::None);
    table
}
