//! Reading: a certificate beside `x509-parser`, its identity, and a short list.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::cast_possible_truncation)]

mod common;

use std::time::Duration;

use common::{Bench, testdata};
use kz_eds::{Certificate, Crl};
use x509_parser::certificate::X509CertificateParser;
use x509_parser::nom::Parser;
use x509_parser::prelude::{CertificateRevocationList, FromDer, X509Certificate};

fn main() {
    let mut bench = Bench::new(50, Duration::from_secs(3));
    certificate(&mut bench);
    list(&mut bench);
    bench.finish();
}

fn certificate(bench: &mut Bench) {
    let der = testdata("certificates/person.cer");
    bench.quick("certificate, x509-parser", || X509Certificate::from_der(&der).unwrap());
    bench.quick("certificate, x509-parser, extensions framed", || {
        X509CertificateParser::new().with_deep_parse_extensions(false).parse(&der).unwrap()
    });
    bench.quick("certificate", || Certificate::from_der(&der).unwrap());
    bench.against("certificate, x509-parser");
    bench.quick("certificate and identity", || {
        let certificate = Certificate::from_der(&der).unwrap();
        certificate.identity().iin().unwrap().copied()
    });
    bench.against("certificate, x509-parser");
}

/// What `kz-eds inspect` does with a list: read it, tell its facts, walk its entries.
fn list(bench: &mut Bench) {
    let der = testdata("evidence/nca_rsa.crl");
    bench.quick("inspect a short list, x509-parser", || {
        let (_, list) = CertificateRevocationList::from_der(&der).unwrap();
        let entries = list.iter_revoked_certificates().filter(|entry| entry.reason_code().is_some()).count();
        (list.issuer().to_string(), list.last_update(), entries)
    });
    bench.quick("inspect a short list", || {
        let list = Crl::from_der(der.as_slice()).unwrap();
        let entries = list.entries().filter(|entry| entry.reason().is_some()).count();
        (list.issuer().to_string(), list.this_update(), entries)
    });
    bench.against("inspect a short list, x509-parser");
}
