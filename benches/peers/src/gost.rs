//! GOST signatures, against OpenSSL's engine (Debian: `libengine-gost-openssl`).
//!
//! The engine comes into OpenSSL through its configuration, before anything else is asked of it, and would then be asked
//! along with everything. So this part runs in a process of its own, which has the variable `OPENSSL_CONF`.

use std::env;
use std::path::Path;
use std::process::Command;

use kz_eds::crypto::{Outcome, PublicKey, SignatureAlgorithm};
use kz_eds_testdata::authority::{Authority, Draft};
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
    let of_2004 = authority("gost2004_root", "gost2004_nca");
    let mut table = Table::new("GOST signatures over a digest");
    for (authority, size) in [(&today, Size::Of512), (&of_2004, Size::Of256)] {
        match Pair::new(authority, size) {
            Some(pair) => pair.measure(&mut table, effort),
            None => eprintln!("OpenSSL has no GOST engine here: {} bits are passed over", size.bits()),
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
enum Size {
    /// GOST R 34.10-2012 over id-tc26-gost-3410-12-512-paramSetA.
    Of512,
    /// GOST R 34.10-2001, which is GOST 34.310-2004, over CryptoPro-A.
    Of256,
}

impl Size {
    fn bits(self) -> usize {
        match self {
            Self::Of512 => 512,
            Self::Of256 => 256,
        }
    }

    fn row(self) -> SignatureAlgorithm {
        match self {
            Self::Of512 => SignatureAlgorithm::Gost512,
            Self::Of256 => SignatureAlgorithm::Gost2004,
        }
    }

    /// Key, curve and digest as the engine calls them (RFC 9215, RFC 4491).
    fn names(self) -> [&'static str; 3] {
        match self {
            Self::Of512 => ["1.2.643.7.1.1.1.2", "1.2.643.7.1.2.1.2.1", "1.2.643.7.1.1.2.3"],
            Self::Of256 => ["1.2.643.2.2.19", "1.2.643.2.2.35.1", "1.2.643.2.2.30.1"],
        }
    }
}

/// One key and one signature in the forms of both.
struct Pair {
    size: Size,
    national_key: Vec<u8>,
    engine_key: Vec<u8>,
    digest: Vec<u8>,
    national: Vec<u8>,
    engine: Vec<u8>,
}

impl Pair {
    /// None where the engine is missing.
    fn new(authority: &Authority, size: Size) -> Option<Self> {
        let octets = size.bits() / 8;
        let kz_eds_testdata::keys::Key::Gost(key) = &authority.key else { panic!("a GOST key") };
        let digest: Vec<u8> = (0..octets).map(|place| (place * 37 + 11) as u8).collect();
        let national = key.sign(&digest);
        let national_key = key.public();
        let point = der::octets(&national_key[national_key.len() - 2 * octets..]);
        let [name, curve, hash] = size.names().map(der::oid);
        let algorithm = der::sequence(&[name, der::sequence(&[curve, hash])]);
        let pair = Self {
            size,
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
        let row = self.size.row();
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
        let work = |what: &str| format!("{} bits, {what}", self.size.bits());
        let (of_fresh, of_cached) = match self.size {
            Size::Of512 => (Target::AtMost(0.6), Target::AtMost(0.3)),
            Size::Of256 => (Target::AtMost(0.8), Target::None),
        };
        table.line(work("a fresh key"), fresh, "the engine, a fresh key", engine, of_fresh);
        table.line(work("a key met again"), cached, "the engine, a kept key", engine_kept, of_cached);
    }
}
