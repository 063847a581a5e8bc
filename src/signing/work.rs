//! How much a key file may ask for: who wrote it is not known.

use crate::error::{Error, ErrorKind, Result};
use crate::limits;

/// What is left of the work that one file may cost.
pub(super) struct Work {
    iterations: u64,
}

const EXCEEDED: Error = Error::new(ErrorKind::LimitExceeded, "key derivation");

impl Work {
    pub(super) const fn new() -> Self {
        Self { iterations: limits::KEY_DERIVATION }
    }

    /// As many rounds of a derivation by iteration.
    pub(super) fn iterate(&mut self, iterations: u64) -> Result<()> {
        self.iterations = self.iterations.checked_sub(iterations).ok_or(EXCEEDED)?;
        Ok(())
    }

    /// A derivation by scrypt, which fills `128 · cost · block` octets (RFC 7914 2), `parallel` times over, out of
    /// `128 · parallel · block` others.
    pub(super) fn mix(&mut self, cost: u64, block: u64, parallel: u64) -> Result<()> {
        let rows = cost.saturating_mul(block);
        if rows.max(parallel.saturating_mul(block)) > limits::SCRYPT_ROWS {
            return Err(EXCEEDED);
        }
        self.iterate(rows.saturating_mul(parallel))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_file_has_one_purse() {
        let mut work = Work::new();
        assert!(work.iterate(limits::KEY_DERIVATION - 1).is_ok() && work.iterate(1).is_ok());
        assert_eq!(work.iterate(1).unwrap_err().kind(), ErrorKind::LimitExceeded);
    }

    #[test]
    fn scrypt_is_bounded_in_memory_and_in_work() {
        assert!(Work::new().mix(1 << 14, 8, 1).is_ok());
        for (cost, block, parallel) in
            [(1 << 20, 8, 1), (2, 1 << 20, 1), (u64::MAX, 8, 1), (1 << 14, 8, 1 << 10), (2, 1, (1 << 20) + 1)]
        {
            assert!(Work::new().mix(cost, block, parallel).is_err(), "{cost} {block} {parallel}");
        }
    }
}
