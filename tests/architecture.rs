//! The arrows between rooms point one way: every `use crate::` (and every path through `crate::`) is held against
//! the table.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

const GROUND: [&str; 4] = ["error", "limits", "time", "asn1"];

/// Room and the rooms that it may import; what those may import, it may too.
const TABLE: &[(&str, &[&str])] = &[
    ("finding", &[]),
    ("name", &["finding"]),
    ("identity", &["finding", "name"]),
    ("crypto", &[]),
    ("certificate", &["name", "identity", "crypto"]),
    ("cache", &["certificate"]),
    ("crl", &["certificate"]),
    ("ocsp", &["certificate"]),
    ("cms", &["certificate"]),
    ("timestamp", &["cms"]),
    ("path", &["cache", "policy"]),
    ("revocation", &["crl", "ocsp"]),
    ("policy", &["finding", "identity"]),
    ("report", &["finding", "identity", "policy", "certificate", "crl", "ocsp"]),
    ("validation", &["path", "revocation", "timestamp", "policy", "report"]),
    ("signing", &["cms", "validation"]),
    ("archive", &["validation"]),
];

fn allowed(room: &str) -> BTreeSet<&str> {
    let mut open = vec![room];
    let mut found = BTreeSet::new();
    while let Some(room) = open.pop() {
        for &(_, imports) in TABLE.iter().filter(|(name, _)| *name == room) {
            open.extend(imports.iter().filter(|import| found.insert(**import)));
        }
    }
    found.extend(GROUND);
    found
}

fn rust_files(folder: &Path, found: &mut Vec<std::path::PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// Rooms named after `crate::` in code, comments and documentation links left out.
fn imports(source: &str) -> BTreeSet<String> {
    let code =
        source.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    let starts = |part: &str| -> String {
        part.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect()
    };
    assert!(!code.contains("crate::{"), "one `use crate::` a room, so that each arrow is seen");
    code.split("crate::").skip(1).map(starts).filter(|room| !room.is_empty()).collect()
}

fn arrows() -> BTreeMap<String, BTreeSet<String>> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    rust_files(&source, &mut files);
    let mut arrows = BTreeMap::<String, BTreeSet<String>>::new();
    for file in files {
        let inside = file.strip_prefix(&source).unwrap();
        let room = inside.components().next().unwrap().as_os_str().to_str().unwrap().trim_end_matches(".rs");
        if room != "bin" && room != "lib" {
            arrows.entry(room.to_owned()).or_default().extend(imports(&fs::read_to_string(&file).unwrap()));
        }
    }
    arrows
}

#[test]
fn arrows_point_one_way() {
    for (room, imports) in arrows() {
        let mut allowed = allowed(&room);
        // The ground floor knows itself alone; `asn1` types its times and errors, `time` reads DER.
        allowed.insert(&room);
        for import in &imports {
            assert!(allowed.contains(import.as_str()), "`{room}` may not import `{import}`");
        }
    }
}

#[test]
fn every_room_is_in_the_table_and_sees_what_it_may() {
    let arrows = arrows();
    let table: BTreeSet<_> = TABLE.iter().map(|(room, _)| *room).chain(GROUND).collect();
    assert_eq!(table, arrows.keys().map(String::as_str).collect());
    // The scan sees arrows at all.
    assert!(arrows["validation"].contains("path") && arrows["crl"].contains("asn1"));
    assert!(!allowed("crl").contains("policy") && !allowed("path").contains("revocation"));
}
