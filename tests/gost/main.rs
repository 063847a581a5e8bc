//! OpenSSL's GOST engine beside this library: on signatures by random keys, good ones and damaged ones, and on the
//! certificates and messages that it makes. Shows as ignored without the engine (Debian: `libengine-gost-openssl`);
//! `KZ_EDS_REQUIRE=gost-engine` makes that a failure.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "../common/mod.rs"]
mod common;
mod engine;
mod signatures;
mod structures;

use std::process::ExitCode;

use libtest_mimic::{Arguments, Trial};

fn main() -> ExitCode {
    let is_there = engine::is_there();
    assert!(is_there || !common::required("gost-engine"), "the GOST engine is required and not there");
    let tests: [(&str, fn()); 2] =
        [("signatures_agree", signatures::agree), ("certificates_and_messages_verify", structures::verify)];
    let trials = tests.map(|(name, test)| {
        let run = move || {
            test();
            Ok(())
        };
        Trial::test(name, run).with_ignored_flag(!is_there)
    });
    libtest_mimic::run(&Arguments::from_args(), trials.into()).exit_code()
}
