//! Two threads over one.

use std::fs::File;
use std::hint::black_box;
use std::io::BufWriter;
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::time::{Duration, Instant};

use kz_eds::crypto::{DigestAlgorithm, Outcome, Provider, PublicKey, RustCrypto, SignatureAlgorithm};
use kz_eds_testdata::keys::Key;
use kz_eds_testdata::signature::Scheme;

use crate::pool::Pool;
use crate::{Plan, reverify};

const SIGNED: &[u8] = b"what is signed";

pub fn measure(plan: &Plan, pool: &Pool) {
    let file = pool.folder.join("records.jsonl");
    pool.write(plan.records, BufWriter::new(File::create(&file).unwrap())).unwrap();
    let bare = Bare::new(plan.records);
    println!("round  archive 1, 2 threads, ratio    bare 1, 2 threads, ratio    of it");
    let mut shares: Vec<f64> = (1..=plan.rounds)
        .map(|round| {
            let [one, two] = [1, 2].map(|threads| archive(&file, threads));
            let [bare_one, bare_two] = [1, 2].map(|threads| bare.run(threads));
            let (ratio, bare_ratio) = (one.div_duration_f64(two), bare_one.div_duration_f64(bare_two));
            let share = ratio / bare_ratio;
            println!(
                "{round:>5}  {one:>9.2?} {two:>9.2?} {ratio:>6.3}  {bare_one:>9.2?} {bare_two:>9.2?} {bare_ratio:>6.3}  {share:>6.3}"
            );
            share
        })
        .collect();
    shares.sort_by(f64::total_cmp);
    println!("scaling, median of {}: {:.3}", plan.rounds, shares.get(plan.rounds / 2).unwrap());
}

fn archive(file: &Path, threads: usize) -> Duration {
    let mut command = reverify(file);
    command.arg("--strict").arg("--jobs").arg(threads.to_string());
    let begun = Instant::now();
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap();
    let elapsed = begun.elapsed();
    assert!(status.success(), "not every record passed");
    elapsed
}

/// RSA-2048 verifications and nothing else.
struct Bare {
    key: Arc<dyn PublicKey>,
    signature: Vec<u8>,
    count: usize,
}

impl Bare {
    fn new(count: usize) -> Self {
        let key = Key::load("leaf_rsa");
        let signature = Scheme::RsaSha256.sign(&key, SIGNED);
        Self { key: RustCrypto.public_key(&key.public()).unwrap(), signature, count }
    }

    fn run(&self, threads: usize) -> Duration {
        let digest = RustCrypto.digest(DigestAlgorithm::Sha256, SIGNED);
        let begun = Instant::now();
        std::thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(|| {
                    for _ in 0..self.count / threads {
                        let row = SignatureAlgorithm::RsaPkcs1Sha256;
                        let outcome = self.key.verify_digest(row, &digest, black_box(&self.signature));
                        assert_eq!(outcome, Outcome::Valid);
                    }
                });
            }
        });
        begun.elapsed()
    }
}
