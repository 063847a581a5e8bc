//! Certificate revocation lists (RFC 5280 5): read strictly, indexed once, never judged here.

mod entries;
mod entry;
mod extension;
mod facts;
mod index;
mod names;
mod number;
mod parse;
mod plain;
mod scope;
mod signature;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::{Arc, OnceLock};

use chrono::{DateTime, Utc};

use crate::asn1::{ObjectIdentifier, Span, armour};
pub use crate::certificate::{ReasonFlags, RevocationReason};
use crate::crypto::{AlgorithmError, SignatureAlgorithm};
use crate::error::{Error, ErrorKind, Result};
use crate::finding::Fingerprint;
use crate::limits::LIST_BYTES;
use crate::name::Name;

use self::entries::Table;
use self::facts::Facts;
use self::parse::{Fields, Parts};
use self::signature::Signatures;

pub use self::entries::{Entries, Hits};
pub use self::entry::Entry;
pub use self::extension::Criticality;
pub use self::number::CrlNumber;
pub use self::scope::{Only, Scope};

/// A revocation list (RFC 5280 5), complete or delta: its bytes, its facts and an index of its entries.
///
/// Reading it checks every entry; nothing about its signature, its dates or its issuer's right to it is
/// judged. A list of half a million entries takes about five bytes an entry beside its own bytes, and clones
/// share them.
///
/// ```
/// let list = kz_eds::Crl::parse(
///     b"MIGmMIGTAgEBMAoGCCqGSM49BAMCMA0xCzAJBgNVBAMMAkNBFw0yNjA2MDEwMDAwMDBaFw0yNjA2\
///       MDIwMzAwMDBaMCMwIQICEgcXDTI2MDUwMTA4MDAwMFowDDAKBgNVHRUEAwoBAaAwMC4wCgYDVR0U\
///       BAMCAQMwIAYDVR0cAQH/BBYwFKAPoA2GC2h0dHA6Ly9jYS9sgQH/MAoGCCqGSM49BAMCAwIAqg==",
/// )?;
/// assert_eq!((list.len(), list.number().map(|number| number.to_string())), (1, Some("3".to_owned())));
///
/// let revoked = list.lookup(&[0x12, 0x07]).next().expect("is on the list");
/// assert_eq!(revoked.revoked_at().to_rfc3339(), "2026-05-01T08:00:00+00:00");
/// assert!(list.lookup(&[0x12, 0x08]).next().is_none());
/// # Ok::<(), kz_eds::Error>(())
/// ```
///
/// # Replacing a list while requests are verified
/// A validator with its evidence is a snapshot. Whoever has one keeps it until its verdict is given; the next one takes
/// its place at once, when it has been loaded and has verified its lists, which happens without any lock.
///
/// ```
/// use std::sync::{Arc, PoisonError, RwLock};
/// # use kz_eds::{Certificate, Crl, Evidence, Policy, TrustStore, Validator};
/// # let read = |name: &str| std::fs::read(format!("testdata/{name}"));
/// # let trust = TrustStore::new()
/// #     .with_anchor(read("trust/root_rsa.cer")?)?
/// #     .with_intermediate(read("trust/nca_rsa.cer")?)?;
/// # let of_root = Crl::parse(&read("evidence/root_rsa.crl")?)?;
/// # let yesterday = Crl::parse(&read("lists/stale.crl")?)?;
/// # let certificate = Certificate::parse(&read("certificates/person.cer")?)?;
/// # let noon: chrono::DateTime<chrono::Utc> = "2026-06-01T12:00:00Z".parse()?;
/// # let evidence = Evidence::new().with_crl(of_root.clone()).with_crl(yesterday);
/// # let validator = Validator::new(trust, Policy::applicant()).with_evidence(evidence);
/// let current = RwLock::new(Arc::new(validator));
/// // For each request, on any thread: the lock is held while a pointer is copied.
/// let snapshot = || Arc::clone(&current.read().unwrap_or_else(PoisonError::into_inner));
/// assert!(!snapshot().validate_certificate(&certificate, noon).is_passed());
///
/// // Once a day, on a thread of its own.
/// let today = Crl::parse(&read("evidence/nca_rsa.crl")?)?;
/// let evidence = Evidence::new().with_crl(of_root).with_crl(today);
/// let next = Validator::clone(&snapshot()).with_evidence(evidence);
/// // The first verdict verifies the lists that it rests on: on this thread, so that no request waits for it.
/// next.validate_certificate(&certificate, noon);
/// *current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(next);
/// assert!(snapshot().validate_certificate(&certificate, noon).is_passed());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Crl(Arc<Inner>);

struct Inner {
    der: Vec<u8>,
    tbs: Span,
    algorithm: Span,
    row: Result<SignatureAlgorithm, AlgorithmError>,
    signature: Span,
    issuer: Span,
    revoked: Span,
    this_update: DateTime<Utc>,
    next_update: Option<DateTime<Utc>>,
    facts: Facts,
    table: Table,
    signatures: Signatures,
    fingerprint: OnceLock<Fingerprint>,
}

const TOO_LARGE: Error = Error::new(ErrorKind::LimitExceeded, "revocation list");

impl Crl {
    /// Reads and indexes a list in DER. The bytes are kept, not copied.
    ///
    /// # Errors
    /// Of [`Error::kind`]: [`ErrorKind::LimitExceeded`] over 2^30 octets or with too many parts,
    /// [`ErrorKind::TrailingData`], [`ErrorKind::UnsupportedVersion`], [`ErrorKind::AlgorithmMismatch`],
    /// [`ErrorKind::InvalidTime`], [`ErrorKind::InvalidSerial`] for one that is not minimal,
    /// [`ErrorKind::DuplicateExtension`], [`ErrorKind::InvalidExtension`], and [`ErrorKind::Malformed`] for
    /// everything else that is not a list in DER.
    pub fn from_der(der: impl Into<Vec<u8>>) -> Result<Self> {
        let der = der.into();
        if der.len() > LIST_BYTES {
            return Err(TOO_LARGE);
        }
        let Parts { tbs, algorithm, signature, fields } = Parts::read(&der)?;
        let Fields { version, issuer, this_update, next_update, revoked, facts } = fields;
        let table = Table::build(revoked, version)?;
        let span = |part| Span::of(part, &der).ok_or(TOO_LARGE);
        let (tbs, algorithm, signature) = (span(tbs)?, span(algorithm)?, span(signature)?);
        let (issuer, revoked) =
            (span(issuer)?, if revoked.is_empty() { Span::default() } else { span(revoked)? });
        Ok(Self(Arc::new(Inner {
            tbs,
            row: SignatureAlgorithm::from_der(algorithm.in_bytes(&der)),
            algorithm,
            signature,
            issuer,
            revoked,
            this_update,
            next_update,
            facts,
            table,
            der,
            signatures: Signatures::default(),
            fingerprint: OnceLock::new(),
        })))
    }

    /// Reads one list in DER, PEM or bare base64.
    ///
    /// # Errors
    /// As [`Crl::from_der`]; [`ErrorKind::Encoding`] when the input has none of the three forms, and
    /// [`ErrorKind::TrailingData`] when it holds more than one object.
    pub fn parse(input: &[u8]) -> Result<Self> {
        // Base64 with line ends stays below twice its content.
        if input.len() / 2 > LIST_BYTES {
            return Err(TOO_LARGE);
        }
        Self::from_der(armour::only(input, "revocation list")?)
    }

    /// The list as received.
    #[must_use]
    pub fn as_der(&self) -> &[u8] {
        &self.0.der
    }

    /// `tbsCertList`: the bytes that are signed.
    #[must_use]
    pub fn tbs(&self) -> &[u8] {
        self.0.tbs.in_bytes(&self.0.der)
    }

    /// The `AlgorithmIdentifier` of the signature in DER; the one inside the signed part is the same.
    #[must_use]
    pub fn signature_algorithm(&self) -> &[u8] {
        self.0.algorithm.in_bytes(&self.0.der)
    }

    /// The same by the table.
    pub(crate) fn algorithm(&self) -> Result<SignatureAlgorithm, AlgorithmError> {
        self.0.row
    }

    /// The octets of the signature.
    #[must_use]
    pub fn signature(&self) -> &[u8] {
        self.0.signature.in_bytes(&self.0.der)
    }

    /// SHA-256 over [`Crl::as_der`], computed once; how reports name a list.
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        *self.0.fingerprint.get_or_init(|| Fingerprint::of(self.as_der()))
    }

    /// Who issued it.
    #[must_use]
    pub fn issuer(&self) -> Name<'_> {
        Name::from_checked(self.0.issuer.in_bytes(&self.0.der))
    }

    /// `thisUpdate`, UTC (RFC 5280 5.1.2.4).
    #[must_use]
    pub fn this_update(&self) -> DateTime<Utc> {
        self.0.this_update
    }

    /// `nextUpdate`, UTC (RFC 5280 5.1.2.5).
    #[must_use]
    pub fn next_update(&self) -> Option<DateTime<Utc>> {
        self.0.next_update
    }

    /// `cRLNumber` (RFC 5280 5.2.3).
    #[must_use]
    pub fn number(&self) -> Option<CrlNumber> {
        self.0.facts.number.map(|(number, _)| number)
    }

    /// Whether the list has `cRLNumber`, and how; RFC 5280 5.2.3 wants it, and not critical.
    #[must_use]
    pub fn number_criticality(&self) -> Option<Criticality> {
        self.0.facts.number.map(|(_, criticality)| criticality)
    }

    /// The key identifier in `authorityKeyIdentifier` (RFC 5280 5.2.1).
    #[must_use]
    pub fn authority_key_id(&self) -> Option<&[u8]> {
        self.0.facts.authority_key_id.as_deref()
    }

    /// `deltaCRLIndicator`: the number of the complete list that this delta starts from (RFC 5280 5.2.4). A list
    /// that has one is a delta, whether it says so critically, as it must, or not.
    #[must_use]
    pub fn base_number(&self) -> Option<CrlNumber> {
        self.0.facts.base_number
    }

    /// `issuingDistributionPoint`: what the list covers; `None` means everything of its issuer (RFC 5280 5.2.5).
    #[must_use]
    pub fn scope(&self) -> Option<&Scope> {
        self.0.facts.scope.as_ref()
    }

    /// A list on top of another: it has deltaCRLIndicator (RFC 5280 5.2.4). For the other mark of the national
    /// profile see [`Crl::freshest_crl`].
    #[must_use]
    pub fn is_delta(&self) -> bool {
        self.base_number().is_some()
    }

    /// Whether the list has `freshestCRL`, and how (RFC 5280 5.2.6). The national profile of 2026 marks its deltas by
    /// a critical one.
    #[must_use]
    pub fn freshest_crl(&self) -> Option<Criticality> {
        self.0.facts.freshest
    }

    /// `expiredCertsOnCRL`: certificates that expired since then are still listed (X.509 9.5.2.8).
    #[must_use]
    pub fn expired_certs_on_crl(&self) -> Option<DateTime<Utc>> {
        self.0.facts.expired_since
    }

    /// Critical extensions of the list that are not processed here: with one, the list must not be used
    /// (RFC 5280 5.2).
    #[must_use]
    pub fn unknown_critical(&self) -> &[ObjectIdentifier] {
        &self.0.facts.unknown_critical
    }

    /// The first few critical extensions of *entries* that are not processed here: with one, the list must not
    /// be used (RFC 5280 5.3).
    #[must_use]
    pub fn unknown_critical_in_entries(&self) -> &[ObjectIdentifier] {
        self.0.table.unknown_critical()
    }

    /// Whether any entry has `certificateIssuer`, which only an indirect list may (RFC 5280 5.3.3).
    #[must_use]
    pub fn has_certificate_issuer(&self) -> bool {
        self.0.table.has_certificate_issuer()
    }

    /// How many entries the list has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.table.len()
    }

    /// Whether the list has no entries.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The entries whose serial number has exactly these octets (of the INTEGER's contents), in the order of
    /// the list. Only they are decoded, and nothing is allocated.
    pub fn lookup<'a>(&'a self, serial: &'a [u8]) -> Hits<'a> {
        self.0.table.lookup(self.revoked(), serial)
    }

    /// All entries, in the order of the list.
    pub fn entries(&self) -> Entries<'_> {
        Entries::new(self.revoked())
    }

    fn revoked(&self) -> &[u8] {
        self.0.revoked.in_bytes(&self.0.der)
    }

    /// Octets of heap that the index takes beside the list's own bytes.
    #[must_use]
    pub fn heap_bytes(&self) -> usize {
        self.0.table.heap_bytes()
    }
}

impl fmt::Debug for Crl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Crl")
            .field("this_update", &self.this_update())
            .field("number", &self.number())
            .field("base_number", &self.base_number())
            .field("entries", &self.len())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Hits<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.clone()).finish()
    }
}
