//! Each rule on octets that break it and nothing else.

mod exchange;
mod token;

use super::*;
use crate::error::ErrorKind;

fn testdata(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/testdata/timestamps/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}
