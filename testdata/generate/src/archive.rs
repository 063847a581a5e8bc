//! Signed requests: `archive/messages/` and `archive/contents/`. What they must give stands in `archive/manifest.jsonl`.

mod algorithms;
mod attributes;
mod certificates;
mod checks;
mod documents;
mod encodings;
mod good;
mod signatures;

use crate::authority::Authorities;
use crate::numbers::Numbers;
use crate::output::Output;
use crate::people::{Issuers, People};

/// What is signed.
pub struct Contents {
    /// The request itself.
    pub form: Vec<u8>,
    /// An attached document that is text.
    pub plan: Vec<u8>,
    /// An attached document that is not.
    pub scheme: Vec<u8>,
}

/// Files of `messages/`, without their extension.
type Files = Vec<(&'static str, Vec<u8>)>;

/// Writes `archive/`.
pub fn write(authorities: &Authorities, numbers: &Numbers, out: &mut Output) {
    let issuers = Issuers::new(authorities, numbers);
    let people = People::new(&issuers);
    let contents = Contents::new(numbers);
    contents.write(out);
    for files in [
        good::messages(&people, &contents, authorities),
        documents::messages(&people, &contents),
        signatures::messages(&people, &contents),
        attributes::messages(&people, &contents),
        certificates::messages(&people, &contents, authorities),
        algorithms::messages(&people, &contents),
        encodings::messages(&people, &contents),
        checks::messages(&people, &issuers, &contents),
    ] {
        for (file, message) in files {
            out.add(format!("archive/messages/{file}.cms"), message);
        }
    }
    good::armoured(&people, &contents, out);
}

impl Contents {
    pub fn new(numbers: &Numbers) -> Contents {
        Contents {
            form: form(&numbers.person).into_bytes(),
            plan: PLAN.as_bytes().to_vec(),
            scheme: octets(1024),
        }
    }

    fn write(&self, out: &mut Output) {
        let mut add = |file: &str, content: &[u8]| out.add(format!("archive/contents/{file}"), content);
        add("form.json", &self.form);
        add("form_changed.json", &changed(&self.form));
        add("plan.txt", &self.plan);
        add("plan_changed.txt", &changed(&self.plan));
        add("scheme.bin", &self.scheme);
        add("empty.bin", &[]);
    }
}

fn form(iin: &str) -> String {
    format!(
        r#"{{
  "өтініш": "Лицензияға өтініш / Заявление на лицензию (сынақ)",
  "number": "TEST-0001",
  "iin": "{iin}",
  "activity": "сынақ қызметі / тестовая деятельность",
  "documents": ["plan", "scheme"]
}}
"#
    )
}

const PLAN: &str = "Жоспар / План TEST-0001\n\n1. Сынау.\n2. Проверить.\n3. Verify.\n";

/// Octets that are no text: the beginning holds a NUL, both line ends, and what a DER reader would take for a SEQUENCE.
fn octets(length: usize) -> Vec<u8> {
    let mut state = 0x9E37_79B9_u32;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state as u8
    };
    let mut out = vec![0x30, 0x82, 0x00, b'\r', b'\n', b'\n'];
    out.resize_with(length, &mut next);
    out
}

/// One digit of the text is another.
fn changed(content: &[u8]) -> Vec<u8> {
    replace(content, b"TEST-0001", b"TEST-0007")
}

/// Exchanges the first occurrence of some octets for others of the same length.
fn replace(octets: &[u8], old: &[u8], new: &[u8]) -> Vec<u8> {
    let mut octets = octets.to_vec();
    let place = octets.windows(old.len()).position(|window| window == old).expect("the octets");
    octets[place..place + old.len()].copy_from_slice(new);
    octets
}
