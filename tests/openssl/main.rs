//! The `openssl` command beside this library: on every certificate and every message of `testdata/`, on messages
//! that it signs and on requests that it answers for the purpose. Where the two disagree, the reason is written down here, as OpenSSL 3.0 behaves.
//! Shows as ignored without the command; `KZ_EDS_REQUIRE=openssl` makes that a failure.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod certificates;
#[path = "../common/mod.rs"]
mod common;
mod ledger;
mod licences;
mod messages;
mod ocsp;
mod signing;
mod stamps;
mod tool;

use std::process::ExitCode;

use libtest_mimic::{Arguments, Trial};

fn main() -> ExitCode {
    let is_there = tool::is_there();
    assert!(is_there || !common::required("openssl"), "openssl is required and not there");
    let tests: [(&str, fn()); 14] = [
        ("verdicts_agree_with_openssl_verify", certificates::agree),
        ("messages_agree_with_openssl_cms_verify", messages::agree),
        ("what_openssl_signs_verifies", signing::verifies),
        ("requests_are_those_of_openssl_ocsp", ocsp::requests_are_the_same),
        ("responses_agree_with_openssl_ocsp", ocsp::responses_agree),
        ("what_openssl_answers_verifies", ocsp::its_answers_verify),
        ("openssl_accepts_what_is_signed_here", licences::are_accepted),
        ("openssl_accepts_who_signs_beside_it", signing::is_cosigned),
        ("key_files_of_openssl_open", licences::keys_open),
        ("passwords_that_are_not_ascii_open", licences::national_passwords_open),
        ("requests_for_stamps_are_understood_by_openssl_ts", stamps::requests_are_understood),
        ("what_openssl_stamps_is_attached", stamps::its_stamps_are_attached),
        ("tokens_of_openssl_read", stamps::its_tokens_read),
        ("tokens_agree_with_openssl_ts_verify", stamps::tokens_agree),
    ];
    let trials = tests.map(|(name, test)| {
        let run = move || {
            test();
            Ok(())
        };
        Trial::test(name, run).with_ignored_flag(!is_there)
    });
    libtest_mimic::run(&Arguments::from_args(), trials.into()).exit_code()
}
