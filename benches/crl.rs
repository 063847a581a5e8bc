//! Revocation lists at the size of the national ones: loading and looking up, beside `x509-parser`.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::cast_possible_truncation)]

mod common;

use std::time::Duration;

use common::Bench;
use common::lists::{list, serial};
use kz_eds::Crl;
use x509_parser::prelude::{CertificateRevocationList, FromDer};

fn main() {
    let mut bench = Bench::new(10, Duration::from_secs(3));
    for (count, size) in [(10_000, "10 k"), (500_000, "500 k")] {
        let der = list(count);
        load(&mut bench, &der, size);
        look_up(&mut bench, &der, count, size);
    }
    bench.finish();
}

/// The bytes are there already, as after a download. `x509-parser` borrows them, `Crl` keeps them.
fn load(bench: &mut Bench, der: &[u8], size: &str) {
    let peer = format!("load {size}, x509-parser");
    bench.slow(&peer, || (), |()| CertificateRevocationList::from_der(der).unwrap());
    bench.slow(&format!("load {size}"), || der.to_vec(), |der| Crl::from_der(der).unwrap());
    bench.against(&peer);
}

/// Another serial each time, all over the list, and more of them than a cache holds: a portal's work is like that.
fn look_up(bench: &mut Bench, der: &[u8], count: u64, size: &str) {
    let list = Crl::from_der(der).unwrap();
    let (_, peers) = CertificateRevocationList::from_der(der).unwrap();
    let listed: Vec<_> = (0..1 << 16).map(|place| serial(place * 7919 % count)).collect();
    let others: Vec<_> = (0..1 << 16).map(|place| serial(count + place)).collect();
    for (kind, serials, expected) in [("hit", &listed, true), ("miss", &others, false)] {
        let mut next = serials.iter().cycle();
        let peer = format!("{kind} in {size}, x509-parser");
        bench.quick(&peer, || {
            let serial = next.next().unwrap();
            let found = peers.iter_revoked_certificates().any(|entry| entry.raw_serial() == serial);
            assert_eq!(found, expected);
        });
        bench.quick(&format!("{kind} in {size}"), || {
            assert_eq!(list.lookup(next.next().unwrap()).next().is_some(), expected);
        });
        bench.against(&peer);
    }
}
