//! Every bound on input and work, in one place.

/// Bounds on what is read and on how hard a path is looked for. The defaults are far above anything that
/// the national PKI issues and far below what would hurt a portal.
///
/// ```
/// let limits = kz_eds::Limits { path_depth: 4, ..kz_eds::Limits::default() };
/// assert!(limits.signatures > 0);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Certificates between the judged one and the anchor, both excluded.
    pub path_depth: usize,
    /// Signatures verified for one verdict, over messages, certificates, evidence and time stamps together.
    pub signatures: usize,
    /// Candidate issuers looked at for one verdict.
    pub steps: usize,
    /// Names compared for one verdict: candidates of the name that is looked for, names with constraints.
    pub name_comparisons: usize,
    /// Nodes of policy graphs made for one verdict.
    pub policy_nodes: usize,
    /// Failed paths kept for the report.
    pub attempts: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            path_depth: 10,
            signatures: 250,
            steps: 1_000,
            name_comparisons: 250_000,
            policy_nodes: 10_000,
            attempts: 16,
        }
    }
}

/// Octets of one certificate at the most.
pub(crate) const CERTIFICATE_BYTES: usize = 1 << 16;
/// Octets of one revocation list at the most: offsets are 32 bits wide.
pub(crate) const LIST_BYTES: usize = 1 << 30;
/// Extensions of one certificate or list at the most, and elements of a list inside one.
pub(crate) const EXTENSIONS: usize = 64;
/// Relative distinguished names of one name at the most, and attributes of one RDN.
pub(crate) const NAME_PARTS: usize = 64;
/// Octets of the issuer's name of one list at the most: what a whole certificate may have.
pub(crate) const NAME_BYTES: usize = CERTIFICATE_BYTES;
/// Names of one distribution point or one certificateIssuer at the most.
pub(crate) const GENERAL_NAMES: usize = 16;
/// Octets of a serial number (RFC 5280 4.1.2.2).
pub(crate) const SERIAL_BYTES: usize = 20;
/// Octets of a serial number on a list: lists name what others issued, so longer, negative and zero ones are
/// taken and simply meet no certificate of ours.
pub(crate) const LISTED_SERIAL_BYTES: usize = 127;
/// Extensions of one entry of a list at the most: RFC 5280 5.3 knows three.
pub(crate) const ENTRY_EXTENSIONS: usize = 8;
/// Unknown critical extensions of entries that are remembered by name; one makes the list unusable.
pub(crate) const UNKNOWN_IN_ENTRIES: usize = 4;
/// Octets of one signed message at the most, attached content included: offsets are 32 bits wide.
pub(crate) const MESSAGE_BYTES: usize = 1 << 30;
/// Signers of one message at the most.
pub(crate) const SIGNERS: usize = 256;
/// Certificates, and lists and responses, embedded in one message at the most.
pub(crate) const EMBEDDED: usize = 256;
/// Attributes of one signer at the most, signed and unsigned each, and values of one.
pub(crate) const ATTRIBUTES: usize = 64;
/// Octets of one OCSP response at the most.
pub(crate) const RESPONSE_BYTES: usize = 1 << 20;
/// Answers in one OCSP response at the most, and certificates in one request.
pub(crate) const ANSWERS: usize = 256;
/// Certificates embedded in one OCSP response at the most: its responder's is the only one of use.
pub(crate) const RESPONSE_CERTIFICATES: usize = 16;
/// Octets of one time-stamp token or response at the most: it may embed the lists that it is judged by.
pub(crate) const TOKEN_BYTES: usize = 1 << 24;
/// Octets of one private key at the most: an RSA key of 8192 bits has fewer than 5,000.
pub(crate) const PRIVATE_KEY_BYTES: usize = 6_000;
/// Octets of one key file at the most, certificates included.
pub(crate) const KEY_FILE_BYTES: usize = 1 << 20;
/// Parts of a PKCS #12 file at the most, and bags of one part.
pub(crate) const KEY_FILE_PARTS: usize = 64;
/// Rounds of key derivation for one file at the most: issued files ask for some thousands, careful ones for 600,000
/// each for the key, the certificates and the MAC.
pub(crate) const KEY_DERIVATION: u64 = 4_000_000;
/// Cost times block size of scrypt at the most: 128 MiB.
pub(crate) const SCRYPT_ROWS: u64 = 1 << 20;
