//! The README's table of reasons is the code's.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::fs;
use std::path::Path;

use kz_eds::{Judgement, Language, Reason, explain, judge};

fn row(reason: Reason) -> String {
    let verdict = match judge(reason) {
        Judgement::Failed(_) => "failed",
        Judgement::Open(_) => "indeterminate",
        Judgement::Told => "told only",
    };
    format!(
        "| `{}` | {verdict} | {} | {} |",
        reason.code(),
        reason.clause(),
        explain(reason, Language::English)
    )
}

/// With `KZ_EDS_WRITE_PINS=1` the table is printed, to be pasted.
#[test]
fn the_table_of_reasons_is_the_codes() {
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let rows: Vec<_> = Reason::ALL.iter().map(|&reason| row(reason)).collect();
    if std::env::var_os("KZ_EDS_WRITE_PINS").is_some() {
        println!("{}", rows.join("\n"));
    }
    let written: Vec<_> = readme.lines().filter(|line| line.starts_with("| `")).collect();
    assert_eq!(written, rows);
}

#[test]
fn the_conformance_figures_are_those_that_are_pinned() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = fs::read_to_string(folder.join("README.md")).unwrap().replace("\n  ", " ");
    for name in ["boringssl-crl", "boringssl-ocsp", "pkits"] {
        let pins =
            fs::read_to_string(folder.join("tests/conformance").join(name).with_extension("tsv")).unwrap();
        let total = pins.lines().last().unwrap().replace("right of", "of");
        assert!(readme.contains(&total), "{name}: {total}");
    }
}
