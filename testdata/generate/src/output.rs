//! Writes files, or tells which of them differ.

use std::collections::BTreeMap;
use std::path::Path;

use p256::pkcs8::der::pem::{self, LineEnding};

/// The files to write, by their path below `testdata/`.
#[derive(Default)]
pub struct Output(BTreeMap<String, Vec<u8>>);

impl Output {
    /// Adds a file as it is.
    pub fn add(&mut self, path: impl Into<String>, content: impl Into<Vec<u8>>) {
        let path = path.into();
        let taken = self.0.insert(path.clone(), content.into());
        assert!(taken.is_none(), "{path} is written twice");
    }

    /// Adds a file as PEM.
    pub fn add_pem(&mut self, path: &str, label: &str, content: &[u8]) {
        self.add(path, armour(label, content));
    }

    /// Adds a file as bare base64: PEM without its first and last line.
    pub fn add_base64(&mut self, path: &str, content: &[u8]) {
        let text = armour("CERTIFICATE", content);
        let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with('-')).collect();
        self.add(path, lines.join("\n") + "\n");
    }

    /// Writes everything below `root`.
    pub fn write(&self, root: &Path) -> std::io::Result<()> {
        for (path, content) in &self.0 {
            let path = root.join(path);
            std::fs::create_dir_all(path.parent().expect("a folder"))?;
            std::fs::write(path, content)?;
        }
        Ok(())
    }

    /// The paths whose files below `root` are missing or other than they would be written.
    pub fn differences(&self, root: &Path) -> Vec<&str> {
        let differs =
            |path: &str, content: &Vec<u8>| std::fs::read(root.join(path)).ok().as_ref() != Some(content);
        let different = self.0.iter().filter(|(path, content)| differs(path, content));
        different.map(|(path, _)| path.as_str()).collect()
    }

    pub fn count(&self) -> usize {
        self.0.len()
    }
}

fn armour(label: &str, content: &[u8]) -> String {
    pem::encode_string(label, LineEnding::LF, content).expect("PEM")
}
