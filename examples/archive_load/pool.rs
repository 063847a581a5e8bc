//! Signed messages of many signers, as records without a name.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use kz_eds_testdata::authority::Authorities;
use kz_eds_testdata::cms::{Message, Signer};
use kz_eds_testdata::holder::Holder;
use kz_eds_testdata::numbers::Numbers;
use kz_eds_testdata::profile::Profiles;

use crate::Plan;

/// Octets of what is signed.
const CONTENT: usize = 1024;

/// Lines of JSON whose first field, the name, is still to be written.
pub struct Pool {
    lines: Vec<String>,
    pub folder: PathBuf,
}

/// Makes the messages, or reads those that were made before.
pub fn load(plan: &Plan) -> Pool {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/archive_load");
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join(format!("{}-{}.jsonl", plan.signers, plan.messages));
    if !file.is_file() {
        eprintln!("making {} messages of {} signers", plan.messages, plan.signers);
        fs::write(&file, make(plan).concat()).unwrap();
    }
    let lines: Vec<_> = fs::read_to_string(&file).unwrap().lines().map(str::to_owned).collect();
    assert_eq!(lines.len(), plan.messages);
    Pool { lines, folder }
}

impl Pool {
    /// So many records, each with a name of its own.
    pub fn write(&self, records: usize, mut out: impl Write) -> io::Result<()> {
        for (number, line) in self.lines.iter().cycle().take(records).enumerate() {
            writeln!(out, "{{\"id\":\"{number}\",{line}")?;
        }
        out.flush()
    }
}

fn make(plan: &Plan) -> Vec<String> {
    let (authorities, numbers) = (Authorities::new(), Numbers::new());
    let profiles = Profiles::new(&authorities.nca_rsa, &numbers, "leaf_rsa");
    let holder = |number| Holder::new(&profiles, profiles.person(&format!("archive signer {number}")));
    let holders = on_all_cores(plan.signers, holder);
    on_all_cores(plan.messages, |number| {
        let holder = holders.get(number % plan.signers).unwrap();
        let mut content = format!("request {number}\n").into_bytes();
        content.resize(CONTENT, b'.');
        let signer = Signer::new(holder, &content);
        let message = Message::attached(&content).signer(signer).certificate(&holder.certificate).encode();
        format!(
            "\"message_base64\":\"{}\",\"claims\":[{{\"role\":\"applicant\",\"iin\":\"{}\"}}]}}\n",
            STANDARD.encode(message),
            numbers.person
        )
    })
}

/// The results for all numbers below `count`, in order.
fn on_all_cores<T: Send>(count: usize, make: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let cores = std::thread::available_parallelism().unwrap().get();
    let (share, make) = (count.div_ceil(cores).max(1), &make);
    std::thread::scope(|scope| {
        let parts: Vec<_> = (0..count)
            .step_by(share)
            .map(|from| scope.spawn(move || (from..count.min(from + share)).map(make).collect::<Vec<_>>()))
            .collect();
        parts.into_iter().flat_map(|part| part.join().unwrap()).collect()
    })
}
