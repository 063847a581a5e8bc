//! Revocation lists, whole (RFC 5280 5.2, 6.3.3; threats 17 to 19): small hierarchies, made for each question.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![allow(clippy::cloned_ref_to_slice_refs)] // reads better beside longer arrays

#[path = "../common/mod.rs"]
mod common;
mod deltas;
mod entries;
mod indirect;
mod order;
mod points;
mod signers;

use common::world;
