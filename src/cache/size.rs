//! How much is kept.

/// How much a validator keeps of each of three kinds: certificates that it has read, keys that it has parsed, signatures
/// of issuers that it has verified. What is asked for least goes first.
///
/// The bounds hold for each kind by itself, so that all three together take three times `octets` at the most.
///
/// ```
/// use kz_eds::{CacheSize, Policy, TrustStore, Validator};
/// let validator = Validator::new(TrustStore::new(), Policy::applicant());
/// let small = validator.clone().with_cache(CacheSize { entries: 100, ..CacheSize::default() });
/// let none = validator.with_cache(CacheSize::NONE);
/// # let _ = (small, none);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CacheSize {
    /// Entries of each kind at the most; with 0 nothing is kept.
    pub entries: usize,
    /// Octets of each kind at the most, by an estimate on the safe side that counts what entries share once for each.
    pub octets: usize,
}

impl CacheSize {
    /// Nothing is kept but the keys of the trust store, which every validator has.
    pub const NONE: Self = Self { entries: 0, octets: 0 };
}

/// Room for some 9,000 national certificates and as many RSA keys, or some 2,000 keys of GOST with their tables.
impl Default for CacheSize {
    fn default() -> Self {
        Self { entries: 10_000, octets: 48 << 20 }
    }
}
