//! Condition 3 as a whole: validity, path, revocation and identity of a certificate, on the test material.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::cast_possible_truncation)]

mod common;

use std::time::Duration;

use chrono::{DateTime, Utc};
use common::{Bench, testdata};
use kz_eds::{Certificate, Claim, Condition3, Crl, Evidence, Iin, Policy, TrustStore, Validator};

fn main() {
    let mut bench = Bench::new(30, Duration::from_secs(3));
    let rsa = ["trust/root_rsa.cer", "trust/nca_rsa.cer", "evidence/root_rsa.crl", "evidence/nca_rsa.crl"];
    let ec = ["trust/root_ec.pem", "trust/nca_ec.cer", "evidence/root_ec.crl", "evidence/nca_ec.pem"];
    chain(&mut bench, "RSA", "certificates/person.cer", rsa.map(testdata));
    chain(&mut bench, "P-256", "certificates/person_ec.cer", ec.map(testdata));
    bench.finish();
}

/// One issuing authority below a root, a list of each.
fn chain(bench: &mut Bench, kind: &str, name: &str, material: [Vec<u8>; 4]) {
    let bytes = testdata(name);
    let warm = validator(&material);
    let certificate = Certificate::parse(&bytes).unwrap();
    let claim = Claim::applicant(Iin::parse("010101100018").unwrap());
    let noon: DateTime<Utc> = "2026-06-01T12:00:00Z".parse().unwrap();
    let holds = |validator: &Validator| {
        let verdict = validator.check_certificate(&certificate, &claim, noon);
        assert_eq!(verdict.condition_3(), Condition3::Holds);
        verdict
    };
    bench.slow(&format!("{kind}, cold: lists unverified"), || validator(&material), |cold| holds(&cold));
    bench.quick(&format!("{kind}, lists verified before"), || holds(&warm));
    bench.quick(&format!("{kind}, the same from bytes"), || {
        let verdict = warm.check_encoded(&bytes, Some(&claim), noon);
        assert_eq!(verdict.condition_3(), Condition3::Holds);
        verdict
    });
}

/// A validator to which everything is new.
fn validator([root, authority, root_list, list]: &[Vec<u8>; 4]) -> Validator {
    let trust = TrustStore::new().with_anchor(root).unwrap().with_intermediate(authority).unwrap();
    let evidence =
        [root_list, list].iter().fold(Evidence::new(), |all, list| all.with_crl(Crl::parse(list).unwrap()));
    Validator::new(trust, Policy::applicant()).with_evidence(evidence)
}
