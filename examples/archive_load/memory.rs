//! Peak memory by the number of records.

use std::fs;
use std::io::{BufRead, BufReader, BufWriter};
use std::path::Path;
use std::process::Stdio;

use crate::pool::Pool;
use crate::{Plan, reverify};

pub fn measure(plan: &Plan, pool: &Pool) {
    let [small, large] = [plan.small, plan.large].map(|records| {
        let peak = peak(pool, records);
        println!("{records} records from a pipe: {peak} KiB at the most");
        peak
    });
    println!(
        "memory, {} records over {}: {:.3}",
        plan.large,
        plan.small,
        f64::from(large) / f64::from(small)
    );
}

/// VmHWM in KiB, once every record is answered and before the pipe is closed.
fn peak(pool: &Pool, records: usize) -> u32 {
    let mut command = reverify(Path::new("-"));
    command.args(["--jobs", "2"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let answers = BufReader::new(child.stdout.take().unwrap());
    let peak = std::thread::scope(|scope| {
        // Open until the answers are counted.
        let stdin = &mut stdin;
        scope.spawn(move || pool.write(records, BufWriter::new(stdin)).unwrap());
        let passed =
            answers.lines().take(records).filter(|line| line.as_ref().unwrap().contains("total-passed"));
        assert_eq!(passed.count(), records);
        let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        line.trim_end_matches("kB").trim().parse().unwrap()
    });
    drop(stdin);
    assert!(child.wait().unwrap().success());
    peak
}
