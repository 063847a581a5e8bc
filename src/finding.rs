//! What was found: reason codes with the clause each one enforces, and typed facts. No severity here: what a
//! reason *means* is a policy's business.

use std::fmt;

use chrono::{DateTime, Utc};
use sha2::Digest;

use crate::asn1::{ObjectIdentifier, oid};
use crate::time::rfc3339;

macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $clause:literal;)*) => {
        /// A stable reason code. [`Reason::code`] is what reports and manifests carry; codes are never renamed.
        ///
        /// ```
        /// use kz_eds::Reason;
        /// assert_eq!(Reason::CertificateExpired.code(), "certificate-expired");
        /// assert_eq!(Reason::from_code("certificate-expired"), Some(Reason::CertificateExpired));
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Reason { $($(#[$doc])* $name,)* }

        impl Reason {
            /// Every reason, in the order of this documentation.
            pub const ALL: &'static [Reason] = &[$(Reason::$name,)*];

            /// The code, e.g. `"certificate-revoked"`.
            pub const fn code(self) -> &'static str {
                match self { $(Reason::$name => $code,)* }
            }

            /// The clause that the check enforces: an RFC's section, or a requirement's or threat's number.
            pub const fn clause(self) -> &'static str {
                match self { $(Reason::$name => $clause,)* }
            }
        }
    };
}

reasons! {
    // Form.
    /// The certificate or message cannot be decoded at all.
    FormatUnreadable = "format-unreadable", "CERT-1";

    // Identity (condition 3).
    /// The certificate carries such a number, and it is another one.
    IdentityMismatch = "identity-mismatch", "C3-3, ID-5";
    /// The certificate carries no number of the kind that is asked for.
    IdentityAbsent = "identity-absent", "C3-5, ID-4";
    /// The request carries no number of the kind that the rule asks for.
    ClaimNumberAbsent = "claim-number-absent", "ID-4";
    /// The number occurs twice, stands in a multi-valued RDN, or two sources disagree.
    IdentityAmbiguous = "identity-ambiguous", "ID-5";
    /// A value that starts like an IIN or BIN is not one, or has the wrong string type.
    IdentityMalformed = "identity-malformed", "ID-6";
    /// The number fits, but this kind of holder may not act under this claim.
    HolderKindNotAllowed = "holder-kind-not-allowed", "SIG-5, SIG-7";
    /// The check digit of a number is wrong. Told, never judged.
    NumberCheckDigit = "number-check-digit", "ID-6";
    /// The date or registration part of a number is impossible. Told, never judged.
    NumberDate = "number-date", "ID-6";

    // The certificate itself.
    /// The judged time is after notAfter.
    CertificateExpired = "certificate-expired", "C3-1, RFC 5280 6.1.3 (a)(2)";
    /// The judged time is before notBefore.
    CertificateNotYetValid = "certificate-not-yet-valid", "C3-1, RFC 5280 6.1.3 (a)(2)";
    /// The key usage does not allow what the purpose needs.
    KeyUsageNotAllowed = "key-usage-not-allowed", "CERT-3, RFC 5280 4.2.1.3";
    /// The extended key usage does not allow what the purpose needs (a log-in certificate, for instance).
    ExtendedKeyUsageNotAllowed = "extended-key-usage-not-allowed", "CERT-3, RFC 5280 4.2.1.12";
    /// A critical extension that this library does not process.
    CriticalExtensionUnknown = "critical-extension-unknown", "RFC 5280 6.1.4 (o), 6.1.5 (f)";
    /// The judged certificate says that it is a CA.
    EndEntityIsCa = "end-entity-is-ca", "RFC 5280 4.2.1.9";

    // Algorithms and keys.
    /// The signature does not verify under the key of the issuer that the certificate names.
    CertificateSignatureInvalid = "certificate-signature-invalid", "RFC 5280 6.1.3 (a)(1)";
    /// The algorithm, its parameters or the kind of key are outside this library's table.
    AlgorithmUnsupported = "algorithm-unsupported", "RFC 5280 4.1.1.2";
    /// The algorithm is known, and the policy does not allow it at the judged time.
    AlgorithmNotAllowed = "algorithm-not-allowed", "ETSI EN 319 102-1 5.2.8";
    /// The key is smaller or odder than the policy allows.
    KeyTooWeak = "key-too-weak", "ETSI EN 319 102-1 5.2.8";

    // The path.
    /// No chain of issuers leads to a trust anchor.
    PathNotFound = "path-not-found", "RFC 5280 6.1";
    /// An issuer's certificate does not say that it is a CA.
    CaNotAuthorised = "ca-not-authorised", "RFC 5280 6.1.4 (k)";
    /// An issuer's key usage does not allow signing certificates.
    KeyCertSignMissing = "key-cert-sign-missing", "RFC 5280 6.1.4 (n)";
    /// More CAs below an issuer than its path length allows.
    PathLengthExceeded = "path-length-exceeded", "RFC 5280 6.1.4 (l), (m)";
    /// The path is valid for no policy that is acceptable, where one is asked for.
    PolicyNotAcceptable = "policy-not-acceptable", "RFC 5280 6.1.3 (f), 6.1.5 (g)";
    /// A CA maps anyPolicy to another policy, or another to it.
    PolicyMappingInvalid = "policy-mapping-invalid", "RFC 5280 6.1.4 (a)";
    /// A name outside those that a CA above permits, or inside those that it excludes.
    NameNotPermitted = "name-not-permitted", "RFC 5280 6.1.3 (b), (c)";
    /// A name of a form that a CA above constrains and that this library does not compare.
    NameFormNotProcessed = "name-form-not-processed", "RFC 5280 4.2.1.10";
    /// The anchor's own validity, or the sunset that was configured for it, is over or has not begun.
    AnchorOutOfTime = "anchor-out-of-time", "RFC 5280 6.1.1 (d)";
    /// The bound on work was met before the search ended.
    BudgetExceeded = "budget-exceeded", "NFR-3";

    // Revocation.
    /// On the list of its issuer, or revoked by its responder's answer, and not merely after a time at which its signature is proven.
    CertificateRevoked = "certificate-revoked", "C3-2, RFC 5280 6.3.3";
    /// On hold by the list of its issuer or by its responder's answer.
    CertificateOnHold = "certificate-on-hold", "C3-2, RFC 5280 5.3.1";
    /// The responder says that the issuer never issued this certificate: on hold since 1970.
    CertificateNotIssued = "certificate-not-issued", "RFC 6960 2.2, 4.4.8, threat 20";
    /// Neither a list by this issuer nor an answer about this certificate was given.
    RevocationMissing = "revocation-missing", "C3-9";
    /// nextUpdate of the newest list or of the answer has passed, or it is older than the policy takes.
    RevocationStale = "revocation-stale", "C3-9, RFC 5280 5.1.2.5";
    /// thisUpdate of the list or answer, or when the answer was produced, lies in the future.
    RevocationFuture = "revocation-future", "C3-9, RFC 5280 5.1.2.4";
    /// The list or answer names the key that should have signed it, and the signature does not verify.
    RevocationSignatureInvalid = "revocation-signature-invalid", "C3-9, RFC 5280 6.3.3 (g)";
    /// The list names the issuer but another key: another CA or another generation of it.
    RevocationForeign = "revocation-foreign", "C3-9, RFC 5280 6.3.3 (f)";
    /// The list's scope does not hold this certificate (RFC 5280 5.2.5).
    RevocationScope = "revocation-scope", "RFC 5280 6.3.3 (b)";
    /// The lists that were given leave out some of the reasons for which a certificate can be revoked.
    RevocationReasonsMissing = "revocation-reasons-missing", "RFC 5280 6.3.3 (d), (l)";
    /// Only a delta list was given; alone it proves nothing.
    RevocationDeltaOnly = "revocation-delta-only", "RFC 5280 5.2.4";
    /// The list has a critical extension or a form that is not processed, no nextUpdate, or a signer
    /// that may not sign lists.
    RevocationListUnusable = "revocation-list-unusable", "RFC 5280 5.2, 6.3.3 (f)";
    /// The list or answer is from after the certificate's end, when it need not tell of it any more.
    RevocationAfterExpiry = "revocation-after-expiry", "RFC 5280 3.3, threat 18";
    /// The signer of the evidence needs the evidence to be judged itself.
    RevocationCircular = "revocation-circular", "RFC 5280 6.3.3";
    /// Nothing is known of a CA's revocation, and the caller asked only for what is given. Told, not judged.
    RevocationNotChecked = "revocation-not-checked", "C3-9";
    /// Revoked, but only after the judged time. Told, not judged.
    RevokedLater = "revoked-later", "C3-10";
    /// The responder does not know the certificate.
    OcspUnknown = "ocsp-unknown", "RFC 6960 2.2, threat 20";
    /// The answer is signed neither by the issuing key nor by a good certificate that this key issued for signing
    /// answers.
    OcspResponderNotAuthorised = "ocsp-responder-not-authorised", "RFC 6960 3.2, 4.2.2.2, threat 20";
    /// The response has not the nonce of the request that it is said to answer.
    OcspNonceMismatch = "ocsp-nonce-mismatch", "RFC 6960 4.4.1, RFC 8954 2";
    /// The answer has a critical extension that is not processed, an algorithm that the policy does not allow, no end,
    /// or dates that contradict each other.
    OcspAnswerUnusable = "ocsp-answer-unusable", "RFC 6960 4.2.2.1, 4.4, threat 20";

    // The message and its signers.
    /// The message has no signer.
    SignerMissing = "signer-missing", "SIG-1, RFC 5652 5.1, threat 1";
    /// The signer's certificate is neither in the message nor supplied.
    SignerCertificateMissing = "signer-certificate-missing", "RFC 5652 5.3, threat 1";
    /// The signer names no certificate of its own, and several answer to its identifier.
    SignerCertificateAmbiguous = "signer-certificate-ambiguous", "RFC 5652 5.3, threat 6";
    /// The signature does not verify under the key of the signer's certificate.
    SignatureInvalid = "signature-invalid", "SIG-1, RFC 5652 5.6";
    /// The content is not what was signed.
    ContentDigestMismatch = "content-digest-mismatch", "SIG-1, RFC 5652 5.4, 5.6";
    /// The content is not in the message, and none was supplied.
    ContentMissing = "content-missing", "RFC 5652 5.2";
    /// The content is in the message, and one was supplied beside it.
    ContentConfused = "content-confused", "RFC 5652 5.2, threat 5";
    /// The content has the form of signed attributes, and no attributes are signed.
    ContentIsAttributes = "content-is-attributes", "RFC 5652 5.3, threat 4";
    /// The policy demands signed attributes, or the type of the content does, and there are none.
    SignedAttributesMissing = "signed-attributes-missing", "RFC 5652 5.3, threats 3, 4";
    /// A signed attribute is missing, repeated, malformed or contradicts the message.
    SignedAttributesInvalid = "signed-attributes-invalid", "RFC 5652 5.3, 11, threat 3";
    /// The certificate is not the one that the signed attribute names.
    SigningCertificateMismatch = "signing-certificate-mismatch", "RFC 5035 5.4, threat 6";
    /// The policy demands that the certificate is named in a signed attribute, and it is not.
    SigningCertificateMissing = "signing-certificate-missing", "ETSI EN 319 122-1 5.2.2, threat 6";
    /// Digest, signature algorithm and key do not belong together.
    AlgorithmMismatch = "algorithm-mismatch", "RFC 5652 5.3, threat 7";
    /// The algorithms are not those of the signed attribute that protects them.
    AlgorithmProtectionMismatch = "algorithm-protection-mismatch", "RFC 6211 2, threat 7";
    /// The claimed time of signing lies in the future. Told, not judged: it is a claim.
    SigningTimeInFuture = "signing-time-in-future", "RFC 5652 11.3, threat 26";
    /// One NUL follows the message, as one national library writes it. Told, not judged.
    TrailingNul = "trailing-nul", "threat 12";

    // Time stamps.
    /// A time stamp that cannot be read: no token of RFC 3161, or one of several signers.
    TimeStampUnreadable = "time-stamp-unreadable", "RFC 3161 2.4.2, threat 27";
    /// The time stamp is over something else.
    TimeStampImprintMismatch = "time-stamp-imprint-mismatch", "RFC 3161 2.4.2, threat 27";
    /// The imprint's digest algorithm is known, and the policy does not allow it at the stamp's time.
    TimeStampImprintNotAllowed = "time-stamp-imprint-not-allowed", "ETSI EN 319 102-1 5.2.8, threat 29";
    /// The token has a critical extension that is not processed, or an authority's name that its certificate has not.
    TimeStampUnusable = "time-stamp-unusable", "RFC 3161 2.4.2";
    /// The time stamp is from a later time than that of validation.
    TimeStampInFuture = "time-stamp-in-future", "RFC 3161 2.4.2, threat 27";
    /// A time stamp over the signature does not hold, and proves nothing. Told, not judged.
    TimeStampProvesNothing = "time-stamp-proves-nothing", "ETSI EN 319 102-1 5.6.2, threat 27";

    // The request: who had to sign, and what.
    /// A signer whom no claim expects.
    UnexpectedSigner = "unexpected-signer", "SIG-5, threat 2";
    /// No signer meets an expected claim.
    ClaimUnmet = "claim-unmet", "SIG-5, C3-3";
    /// The certificate that signed is not the one that condition 3 was checked on.
    CertificateNotTheOneChecked = "certificate-not-the-one-checked", "SIG-4";
    /// An attached document is missing.
    DocumentMissing = "document-missing", "SIG-1 to SIG-3";
    /// A document is attached that the request does not have.
    DocumentAdded = "document-added", "SIG-1 to SIG-3";
    /// An attached document was changed.
    DocumentChanged = "document-changed", "SIG-1 to SIG-3";
    /// An attached document stands in the place of another.
    DocumentSwapped = "document-swapped", "SIG-1 to SIG-3";
    /// An attached document was signed with another certificate than the form.
    DocumentSignerDiffers = "document-signer-differs", "SIG-1 to SIG-3";
    /// The procedure has no signature here: said so by the caller, and neither good nor bad.
    UnsignedByProcedure = "unsigned-by-procedure", "SIG-8";

    // The verdict as a whole.
    /// Nothing was judged, so nothing can be good.
    NothingJudged = "nothing-judged", "threat 1";
}

impl Reason {
    /// The reason with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|reason| reason.code() == code)
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// A SHA-256 fingerprint: how reports name certificates and lists.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint(pub(crate) [u8; 32]);

impl Fingerprint {
    pub(crate) fn of(bytes: &[u8]) -> Self {
        Self(sha2::Sha256::digest(bytes).into())
    }

    /// The 32 octets.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|octet| write!(f, "{octet:02x}"))
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A typed fact beside a reason. No fact holds a name, a number or content of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fact {
    /// Start of a certificate's validity, UTC.
    NotBefore(DateTime<Utc>),
    /// End of a certificate's validity (inclusive), UTC.
    NotAfter(DateTime<Utc>),
    /// When a list was issued, UTC.
    ThisUpdate(DateTime<Utc>),
    /// When the next list was due, UTC.
    NextUpdate(DateTime<Utc>),
    /// When the certificate was revoked, UTC.
    RevokedAt(DateTime<Utc>),
    /// The reason code of a revocation, in RFC 5280's words.
    RevocationReason(&'static str),
    /// An algorithm's identifier.
    Algorithm(ObjectIdentifier),
    /// An extension's identifier.
    Extension(ObjectIdentifier),
    /// Size of a key, in bits.
    KeyBits(u32),
    /// The key usages found.
    KeyUsage(String),
    /// The extended key usages found.
    ExtendedKeyUsage(Vec<ObjectIdentifier>),
    /// The holder kind found.
    HolderKind(&'static str),
    /// The key identifier that was looked for or found.
    KeyId(Vec<u8>),
    /// The name of a CA that was looked for, escaped.
    Issuer(String),
    /// The form of a name, in RFC 5280's words.
    NameForm(&'static str),
    /// The list that was looked at.
    List(Fingerprint),
    /// The OCSP response that was looked at.
    Response(Fingerprint),
    /// The certificate of the responder that was looked at.
    Responder(Fingerprint),
    /// The code of what stands against a responder or a time stamp.
    Because(&'static str),
    /// What a responder said in place of an answer, in RFC 6960's words.
    ResponseStatus(&'static str),
    /// When a response was signed, UTC.
    ProducedAt(DateTime<Utc>),
    /// An attribute's identifier.
    Attribute(ObjectIdentifier),
    /// When the signer claims to have signed, UTC.
    SigningTime(DateTime<Utc>),
    /// The bound that was met.
    Bound(&'static str),
    /// The time stamp that was looked at.
    TimeStamp(Fingerprint),
    /// When a time stamp was made, UTC.
    GenTime(DateTime<Utc>),
    /// The role that was asked for.
    Role(&'static str),
    /// The caller's name of a document.
    Document(String),
}

impl Fact {
    /// The name of an issuer, which should be an authority's. A bad certificate may name anybody: a name with a
    /// number like an IIN or BIN in it is withheld (NFR-1).
    pub(crate) fn issuer(name: &impl fmt::Display) -> Self {
        let text = name.to_string();
        let longest =
            text.split(|letter: char| !letter.is_numeric()).map(|digits| digits.chars().count()).max();
        Self::Issuer(if longest >= Some(12) { "withheld: it holds a number".to_owned() } else { text })
    }

    /// The fact's name in reports.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::NotBefore(_) => "not-before",
            Self::NotAfter(_) => "not-after",
            Self::ThisUpdate(_) => "this-update",
            Self::NextUpdate(_) => "next-update",
            Self::RevokedAt(_) => "revoked-at",
            Self::RevocationReason(_) => "revocation-reason",
            Self::Algorithm(_) => "algorithm",
            Self::Extension(_) => "extension",
            Self::KeyBits(_) => "key-bits",
            Self::KeyUsage(_) => "key-usage",
            Self::ExtendedKeyUsage(_) => "extended-key-usage",
            Self::HolderKind(_) => "holder-kind",
            Self::KeyId(_) => "key-id",
            Self::Issuer(_) => "issuer",
            Self::NameForm(_) => "name-form",
            Self::List(_) => "list",
            Self::Response(_) => "response",
            Self::Responder(_) => "responder",
            Self::Because(_) => "because",
            Self::ResponseStatus(_) => "response-status",
            Self::ProducedAt(_) => "produced-at",
            Self::Attribute(_) => "attribute",
            Self::SigningTime(_) => "signing-time",
            Self::Bound(_) => "bound",
            Self::TimeStamp(_) => "time-stamp",
            Self::GenTime(_) => "gen-time",
            Self::Role(_) => "role",
            Self::Document(_) => "document",
        }
    }

    /// The fact's value as text: times in RFC 3339, OIDs with their names, octets in hexadecimal.
    pub fn value(&self) -> String {
        match self {
            Self::NotBefore(time) | Self::NotAfter(time) => rfc3339(*time),
            Self::ThisUpdate(time) | Self::NextUpdate(time) | Self::RevokedAt(time) => rfc3339(*time),
            Self::SigningTime(time) | Self::ProducedAt(time) | Self::GenTime(time) => rfc3339(*time),
            Self::Algorithm(oid) | Self::Extension(oid) | Self::Attribute(oid) => oid::describe(oid),
            Self::KeyBits(bits) => bits.to_string(),
            Self::KeyUsage(text) | Self::Issuer(text) | Self::Document(text) => text.clone(),
            Self::ExtendedKeyUsage(oids) => oids.iter().map(oid::describe).collect::<Vec<_>>().join(", "),
            Self::RevocationReason(word) | Self::HolderKind(word) | Self::Bound(word) | Self::Role(word) => {
                (*word).to_owned()
            }
            Self::Because(word) | Self::ResponseStatus(word) | Self::NameForm(word) => (*word).to_owned(),
            Self::KeyId(octets) => octets.iter().map(|octet| format!("{octet:02x}")).collect(),
            Self::List(fingerprint) | Self::Response(fingerprint) => fingerprint.to_string(),
            Self::Responder(fingerprint) | Self::TimeStamp(fingerprint) => fingerprint.to_string(),
        }
    }
}

/// One finding: a reason and the facts behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Why.
    pub reason: Reason,
    /// The facts, in the order in which they are told.
    pub facts: Vec<Fact>,
}

impl Finding {
    pub(crate) fn new(reason: Reason, facts: impl Into<Vec<Fact>>) -> Self {
        Self { reason, facts: facts.into() }
    }
}

impl From<Reason> for Finding {
    fn from(reason: Reason) -> Self {
        Self { reason, facts: Vec::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_issuer_that_is_a_person_is_not_named() {
        assert_eq!(Fact::issuer(&"CN=CA 2022").value(), "CN=CA 2022");
        assert!(!Fact::issuer(&"CN=X,serialNumber=IIN010101100018").value().contains("0101"));
    }

    #[test]
    fn codes_are_unique_kebab_case_and_found_again() {
        let mut codes: Vec<_> = Reason::ALL.iter().map(|reason| reason.code()).collect();
        assert!(codes.iter().all(|code| code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')));
        assert!(Reason::ALL.iter().all(|&reason| Reason::from_code(reason.code()) == Some(reason)));
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), Reason::ALL.len());
    }
}
