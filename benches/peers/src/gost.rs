//! GOST signatures, against OpenSSL's engine (Debian: `libengine-gost-openssl`).
//!
//! The engine comes into OpenSSL through its configuration, before anything else is asked of it, and would then be asked
//! along with everything. So this part runs in a process of its own, which has the variable `OPENSSL_CONF`.

use std::env;
use std::path::Path;
use std::process::Command;

use kz_eds::crypto::{Outcome, PublicKey, SignatureAlgorithm};
use kz_eds_testdata::authority::{Authority, Draft};
use kz_eds_testdata::gost::GostKey;
use kz_eds_testdata::{der, name};
use openssl::pkey::{PKey, Public};
use openssl::pkey_ctx::PkeyCtx;

use crate::lists;
use crate::material::national_list;
use crate::measure::{Case, Effort, medians};
use crate::ours::provider;
use crate::table::{Form, Table, Target};

const CONFIGURATION: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/gost.cnf");

/// Runs this program again, with the engine and the same arguments.
pub fn in_a_process_of_its_own() {
    let this = env::current_exe().expect("a path");
    let arguments = env::args().skip(1).filter(|argument| argument.starts_with("--"));
    let status = Command::new(this).args(arguments).arg("gost").env("OPENSSL_CONF", CONFIGURATION).status();
    assert!(status.expect("a process").success(), "the part `gost` failed");
}

/// Whether this is that process.
pub fn has_configuration() -> bool {
    env::var_os("OPENSSL_CONF").is_some_and(|path| Path::new(&path) == Path::new(CONFIGURATION))
}

pub fn run(effort: Effort, form: Form) {
    let today = authority("gost512_root", "gost512_nca");
    let mut table = Table::new("GOST signatures over a digest");
    for scheme in [Scheme::Of512Bits, Scheme::Of256Bits, Scheme::Of2004] {
        match Pair::new(scheme) {
            Some(pair) => pair.measure(&mut table, effort),
            None => eprintln!("OpenSSL has no GOST engine here: {} is passed over", scheme.name()),
        }
    }
    table.print(form);
    let list = national_list(&today, effort.gost_entries);
    lists::signed_by_gost(&list, &today.certificate, effort).print(form);
}

/// An issuing authority under a root, with keys of these names.
fn authority(root: &str, key: &str) -> Authority {
    let root = Draft::new("root_gost", root, &name::authority("ROOT")).self_signed();
    Draft::new("nca_gost", key, &name::authority("AUTHORITY")).issued_by(&root)
}

#[derive(Clone, Copy)]
enum Scheme {
    /// GOST R 34.10-2012 over id-tc26-gost-3410-12-512-paramSetA.
    Of512Bits,
    /// The same over id-tc26-gost-3410-2012-256-paramSetA.
    Of256Bits,
    /// GOST R 34.10-2001, which is GOST 34.310-2004, over CryptoPro-A.
    Of2004,
}

impl Scheme {
    fn name(self) -> &'static str {
        match self {
            Self::Of512Bits => "512 bits",
            Self::Of256Bits => "256 bits, paramSetA",
            Self::Of2004 => "256 bits, CryptoPro-A",
        }
    }

    const fn octets(self) -> usize {
        match self {
            Self::Of512Bits => 64,
            Self::Of256Bits | Self::Of2004 => 32,
        }
    }

    fn key(self) -> GostKey {
        let name = match self {
            Self::Of512Bits => "gost512_nca",
            Self::Of256Bits => "gost256_nca",
            Self::Of2004 => "gost2004_nca",
        };
        GostKey::of(name).expect("a GOST key")
    }

    fn row(self) -> SignatureAlgorithm {
        match self {
            Self::Of512Bits => SignatureAlgorithm::Gost512,
            Self::Of256Bits => SignatureAlgorithm::Gost256,
            Self::Of2004 => SignatureAlgorithm::Gost2004,
        }
    }

    /// Key, curve and digest as the engine calls them (RFC 9215, RFC 4491).
    fn names(self) -> [&'static str; 3] {
        match self {
            Self::Of512Bits => ["1.2.643.7.1.1.1.2", "1.2.643.7.1.2.1.2.1", "1.2.643.7.1.1.2.3"],
            Self::Of256Bits => ["1.2.643.7.1.1.1.1", "1.2.643.7.1.2.1.1.1", "1.2.643.7.1.1.2.2"],
            Self::Of2004 => ["1.2.643.2.2.19", "1.2.643.2.2.35.1", "1.2.643.2.2.30.1"],
        }
    }

    /// With a key that is met for the first time, and with one that is met again.
    const fn targets(self) -> (Target, Target) {
        match self {
            Self::Of512Bits => (Target::AtMost(0.6), Target::AtMost(0.3)),
            Self::Of256Bits | Self::Of2004 => (Target::AtMost(0.8), Target::None),
        }
    }
}

/// One key and one signature in the forms of both.
struct Pair {
    scheme: Scheme,
    national_key: Vec<u8>,
    engine_key: Vec<u8>,
    digest: Vec<u8>,
    national: Vec<u8>,
    engine: Vec<u8>,
}

impl Pair {
    /// None where the engine is missing.
    fn new(scheme: Scheme) -> Option<Self> {
        let (key, octets) = (scheme.key(), scheme.octets());
        let digest: Vec<u8> = (0..octets).map(|place| (place * 37 + 11) as u8).collect();
        let national = key.sign(&digest);
        let national_key = key.public();
        let point = der::octets(&national_key[national_key.len() - 2 * octets..]);
        let [name, curve, hash] = scheme.names().map(der::oid);
        let algorithm = der::sequence(&[name, der::sequence(&[curve, hash])]);
        let pair = Self {
            scheme,
            engine_key: der::sequence(&[algorithm, der::bits(&point)]),
            national_key,
            digest,
            // s ‖ r, each big-endian: the national form backwards.
            engine: national.iter().rev().copied().collect(),
            national,
        };
        PKey::public_key_from_der(&pair.engine_key).ok()?;
        Some(pair)
    }

    fn ours(&self, key: &dyn PublicKey) {
        let row = self.scheme.row();
        let digest = kz_eds::crypto::Digest::new(row.digest(), &self.digest).expect("a digest");
        assert_eq!(key.verify_digest(row, &digest, &self.national), Outcome::Valid);
    }

    fn engine(&self, key: &PKey<Public>) {
        let mut context = PkeyCtx::new(key).expect("a context");
        context.verify_init().expect("ready");
        assert!(context.verify(&self.digest, &self.engine).expect("an answer"));
    }

    fn measure(&self, table: &mut Table, effort: Effort) {
        let provider = provider();
        let parse = || provider.public_key(&self.national_key).expect("a key");
        let parse_there = || PKey::public_key_from_der(&self.engine_key).expect("a key");
        let (kept, kept_there) = (parse(), parse_there());
        (0..3).for_each(|_| self.ours(&*kept));
        let [fresh, cached, engine, engine_kept] = medians(
            effort.rounds,
            [
                Case::batch(effort.batch, || self.ours(&*parse())),
                Case::batch(effort.batch, || self.ours(&*kept)),
                Case::batch(effort.batch, || self.engine(&parse_there())),
                Case::batch(effort.batch, || self.engine(&kept_there)),
            ],
        );
        let work = |what: &str| format!("{}, {what}", self.scheme.name());
        let (of_fresh, of_cached) = self.scheme.targets();
        table.line(work("a fresh key"), fresh, "the engine, a fresh key", engine, of_fresh);
        table.line(work("a key met again"), cached, "the engine, a kept key", engine_kept, of_cached);
    }
}
