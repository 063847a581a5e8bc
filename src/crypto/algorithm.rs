//! The one closed table of algorithms (threat 7).

use std::fmt;

use super::digest::DigestAlgorithm;
use super::gost::{GostCurve, GostForm};
use super::identifier::{AlgorithmError, AlgorithmIdentifier, Unsupported};
use super::key::{KeyFacts, KeyKind};
use crate::asn1::{ObjectIdentifier, Reader, Tag, oid, small_unsigned, whole};

/// How a signature is made and checked, apart from the digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Scheme {
    /// RSASSA-PKCS1-v1_5 (RFC 8017 8.2).
    RsaPkcs1,
    /// RSASSA-PSS (RFC 8017 8.1): MGF1 with the signature's digest, the salt as long as the digest.
    RsaPss,
    /// ECDSA on P-256, the signature as DER of (r, s) (RFC 3279 2.2.3).
    EcdsaP256,
    /// GOST R 34.10-2012 and GOST 34.310-2004 (RFC 7091).
    Gost {
        /// The curve of its keys.
        curve: GostCurve,
        /// How the signature is written.
        form: GostForm,
    },
}

impl Scheme {
    /// The only kind of key that this scheme works with.
    pub const fn key_kind(self) -> KeyKind {
        match self {
            Self::RsaPkcs1 | Self::RsaPss => KeyKind::Rsa,
            Self::EcdsaP256 => KeyKind::P256,
            Self::Gost { curve, .. } => KeyKind::Gost(curve),
        }
    }
}

/// What a row allows after its identifier.
#[derive(Clone, Copy, Debug)]
enum Parameters {
    /// Nothing, not even NULL (RFC 3279 2.2.3, RFC 5758 3.2).
    Absent,
    /// NULL: so stand the national identifiers in all that is issued.
    #[cfg(feature = "gost")]
    Null,
    /// "The parameters MUST be NULL. Implementations MUST accept the parameters being absent as well" (RFC 4055 5).
    NullOrAbsent,
    /// RSASSA-PSS-params in a fixed form.
    Pss,
}

impl Parameters {
    fn allow(self, digest: DigestAlgorithm, found: &AlgorithmIdentifier<'_>) -> bool {
        match self {
            Self::Absent => found.parameters.is_none(),
            #[cfg(feature = "gost")]
            Self::Null => found.has_null(),
            Self::NullOrAbsent => found.has_null_or_nothing(),
            Self::Pss => found.parameters.is_some_and(|parameters| {
                pss_parameters(parameters.raw).is_ok_and(|found| found == PssParameters::of(digest))
            }),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct PssParameters {
    digest: DigestAlgorithm,
    mask_digest: DigestAlgorithm,
    salt_len: usize,
}

impl PssParameters {
    /// The fixed form: one digest for all, the salt as long as the digest.
    const fn of(digest: DigestAlgorithm) -> Self {
        Self { digest, mask_digest: digest, salt_len: digest.output_len() }
    }
}

/// ```text
/// RSASSA-PSS-params ::= SEQUENCE {              -- RFC 4055 3.1
///     hashAlgorithm     [0] HashAlgorithm DEFAULT sha1Identifier,
///     maskGenAlgorithm  [1] MaskGenAlgorithm DEFAULT mgf1SHA1Identifier,
///     saltLength        [2] INTEGER DEFAULT 20,
///     trailerField      [3] INTEGER DEFAULT 1 }
/// ```
/// The first three must be there, as their defaults are SHA-1's. A trailer of 1 may be written out although it is
/// the default: RFC 4055 3.1 asks verifiers to take both.
fn pss_parameters(der: &[u8]) -> Result<PssParameters, AlgorithmError> {
    const WHAT: &str = "RSASSA-PSS parameters";
    let mut reader = Reader::new(whole(der, Tag::SEQUENCE, WHAT)?.value, WHAT);
    let digest = DigestAlgorithm::from_der(reader.value(Tag::context_constructed(0))?)?;
    let mask = AlgorithmIdentifier::from_der(reader.value(Tag::context_constructed(1))?)?;
    let mask_digest = match mask.parameters {
        Some(parameters) if mask.is(&oid::MGF1) => DigestAlgorithm::from_der(parameters.raw)?,
        _ => {
            return Err(AlgorithmError::Unsupported(Unsupported::new(mask.oid(), "unknown mask generation")));
        }
    };
    let integer = |value| small_unsigned(whole(value, Tag::INTEGER, WHAT)?.value);
    let salt_len = integer(reader.value(Tag::context_constructed(2))?)? as usize;
    let trailer = reader.optional(Tag::context_constructed(3))?.map_or(Ok(1), integer)?;
    reader.finish()?;
    match trailer {
        1 => Ok(PssParameters { digest, mask_digest, salt_len }),
        _ => Err(AlgorithmError::Unsupported(Unsupported::new(oid::RSASSA_PSS, "unknown trailer"))),
    }
}

macro_rules! table {
    ($($(#[$feature:meta])? $row:ident = $words:literal, $scheme:expr, $digest:ident, $oid:ident $(or $key:ident)?, $parameters:ident;)*) => {
        /// One row of the table: scheme, digest, curve and parameters together.
        ///
        /// ```
        /// use kz_eds::crypto::{DigestAlgorithm, SignatureAlgorithm};
        /// let ecdsa = [0x30, 10, 6, 8, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 4, 3, 2];
        /// let algorithm = SignatureAlgorithm::from_der(&ecdsa)?;
        /// assert_eq!(algorithm, SignatureAlgorithm::EcdsaP256Sha256);
        /// assert_eq!(algorithm.digest(), DigestAlgorithm::Sha256);
        /// assert_eq!(algorithm.to_string(), "ECDSA on P-256 with SHA-256");
        /// # Ok::<(), kz_eds::crypto::AlgorithmError>(())
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum SignatureAlgorithm { $($(#[$feature])? #[doc = $words] $row,)* }

        impl SignatureAlgorithm {
            /// Every row.
            pub const ALL: &'static [Self] = &[$($(#[$feature])? Self::$row,)*];

            const fn row(self) -> &'static Row {
                match self {
                    $($(#[$feature])? Self::$row => const {
                        &Row {
                            words: $words,
                            scheme: $scheme,
                            digest: DigestAlgorithm::$digest,
                            oid: oid::$oid,
                            key_oid: [$(oid::$key)?].first().copied(),
                            parameters: Parameters::$parameters,
                        }
                    },)*
                }
            }
        }
    };
}

struct Row {
    words: &'static str,
    scheme: Scheme,
    digest: DigestAlgorithm,
    oid: ObjectIdentifier,
    /// The name of the key where a SignerInfo may have it in place of the signature's.
    key_oid: Option<ObjectIdentifier>,
    parameters: Parameters,
}

const RSA: Scheme = Scheme::RsaPkcs1;
const PSS: Scheme = Scheme::RsaPss;
const ECDSA: Scheme = Scheme::EcdsaP256;
#[cfg(feature = "gost")]
const GOST_512: Scheme = Scheme::Gost { curve: GostCurve::Tc26A512, form: GostForm::National };
#[cfg(feature = "gost")]
const GOST_256: Scheme = Scheme::Gost { curve: GostCurve::Tc26A256, form: GostForm::National };
#[cfg(feature = "gost")]
const GOST_2004: Scheme = Scheme::Gost { curve: GostCurve::CryptoProA, form: GostForm::National };
#[cfg(feature = "gost")]
const TC26_512: Scheme = Scheme::Gost { curve: GostCurve::Tc26A512, form: GostForm::Tc26 };
#[cfg(feature = "gost")]
const TC26_256: Scheme = Scheme::Gost { curve: GostCurve::Tc26A256, form: GostForm::Tc26 };

table! {
    RsaPkcs1Sha1 = "RSA PKCS #1 v1.5 with SHA-1", RSA, Sha1, SHA1_WITH_RSA or RSA_ENCRYPTION, NullOrAbsent;
    RsaPkcs1Sha256 = "RSA PKCS #1 v1.5 with SHA-256", RSA, Sha256, SHA256_WITH_RSA or RSA_ENCRYPTION, NullOrAbsent;
    RsaPkcs1Sha384 = "RSA PKCS #1 v1.5 with SHA-384", RSA, Sha384, SHA384_WITH_RSA or RSA_ENCRYPTION, NullOrAbsent;
    RsaPkcs1Sha512 = "RSA PKCS #1 v1.5 with SHA-512", RSA, Sha512, SHA512_WITH_RSA or RSA_ENCRYPTION, NullOrAbsent;
    RsaPssSha256 = "RSASSA-PSS with SHA-256", PSS, Sha256, RSASSA_PSS, Pss;
    RsaPssSha384 = "RSASSA-PSS with SHA-384", PSS, Sha384, RSASSA_PSS, Pss;
    RsaPssSha512 = "RSASSA-PSS with SHA-512", PSS, Sha512, RSASSA_PSS, Pss;
    EcdsaP256Sha1 = "ECDSA on P-256 with SHA-1", ECDSA, Sha1, ECDSA_WITH_SHA1, Absent;
    EcdsaP256Sha256 = "ECDSA on P-256 with SHA-256", ECDSA, Sha256, ECDSA_WITH_SHA256, Absent;
    EcdsaP256Sha384 = "ECDSA on P-256 with SHA-384", ECDSA, Sha384, ECDSA_WITH_SHA384, Absent;
    EcdsaP256Sha512 = "ECDSA on P-256 with SHA-512", ECDSA, Sha512, ECDSA_WITH_SHA512, Absent;
    #[cfg(feature = "gost")]
    Gost512 = "GOST R 34.10-2015, 512 bits", GOST_512, Streebog512, GOST_2015_512_SIGNATURE or GOST_2015_512_KEY, Null;
    #[cfg(feature = "gost")]
    Gost256 = "GOST R 34.10-2015, 256 bits", GOST_256, Streebog256, GOST_2015_256_SIGNATURE or GOST_2015_256_KEY, Null;
    #[cfg(feature = "gost")]
    Gost2004 = "GOST 34.310-2004 with GOST 34.311-95", GOST_2004, Gost94, GOST_2004_SIGNATURE or GOST_2004_KEY, Null;
    #[cfg(feature = "gost")]
    Gost2011 = "GOST 34.310-2004 as of 2011", GOST_2004, Gost94, GAMMA_SIGNATURE or GAMMA_KEY, Null;
    #[cfg(feature = "gost")]
    Tc26Gost512 = "GOST R 34.10-2012, 512 bits (RFC 9215)", TC26_512, Streebog512, TC26_512_SIGNATURE or TC26_512_KEY, NullOrAbsent;
    #[cfg(feature = "gost")]
    Tc26Gost256 = "GOST R 34.10-2012, 256 bits (RFC 9215)", TC26_256, Streebog256, TC26_256_SIGNATURE or TC26_256_KEY, NullOrAbsent;
}

impl SignatureAlgorithm {
    /// From a whole AlgorithmIdentifier, as it stands in a certificate, a list or a SignerInfo.
    ///
    /// # Errors
    /// [`AlgorithmError::Unsupported`] when no row has the identifier, or none of those that have it has the
    /// parameters.
    pub fn from_der(der: &[u8]) -> Result<Self, AlgorithmError> {
        Self::identified(&AlgorithmIdentifier::from_der(der)?).map_err(AlgorithmError::Unsupported)
    }

    pub(super) fn identified(found: &AlgorithmIdentifier<'_>) -> Result<Self, Unsupported> {
        let mut why = "unknown signature algorithm";
        for &row in Self::ALL.iter().filter(|row| found.is(&row.row().oid)) {
            if row.row().parameters.allow(row.digest(), found) {
                return Ok(row);
            }
            why = "parameters not in the table";
        }
        Err(Unsupported::new(found.oid(), why))
    }

    /// The identifier. The rows of RSASSA-PSS share one.
    pub const fn oid(self) -> ObjectIdentifier {
        self.row().oid
    }

    /// This is the identifier of its keys, where a SignerInfo may have that in place of its own: national tools write it so,
    /// and RFC 3370 3.2 and RFC 4490 3.2 let them.
    pub(super) fn has_key_oid(self, oid: &ObjectIdentifier) -> bool {
        self.row().key_oid.as_ref() == Some(oid)
    }

    /// The digest of the message that is signed.
    pub const fn digest(self) -> DigestAlgorithm {
        self.row().digest
    }

    /// Which arithmetic checks it.
    pub const fn scheme(self) -> Scheme {
        self.row().scheme
    }

    /// SHA-1 is in the row, so a policy has a word to say (threat 29).
    pub const fn is_sha1(self) -> bool {
        matches!(self.digest(), DigestAlgorithm::Sha1)
    }

    /// This row works with such a key.
    pub fn takes(self, key: &KeyFacts) -> bool {
        self.scheme().key_kind() == key.kind()
    }
}

impl fmt::Display for SignatureAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.row().words)
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{NULL, algorithm, pss, sequence, tlv};
    use super::*;

    fn why(der: &[u8]) -> (ObjectIdentifier, &'static str) {
        match SignatureAlgorithm::from_der(der) {
            Err(AlgorithmError::Unsupported(unsupported)) => (unsupported.oid(), unsupported.why()),
            other => panic!("{other:?}"),
        }
    }

    /// The fixed form for a row's digest.
    fn fixed_pss(digest: DigestAlgorithm) -> Vec<u8> {
        let identifier = algorithm(digest.oid(), &NULL);
        pss(&identifier, &identifier, &[u8::try_from(digest.output_len()).unwrap()], None)
    }

    #[test]
    fn every_row_is_found_by_its_identifier_and_parameters() {
        for &row in SignatureAlgorithm::ALL {
            let forms = match row.row().parameters {
                Parameters::Absent => vec![algorithm(row.oid(), &[])],
                #[cfg(feature = "gost")]
                Parameters::Null => vec![algorithm(row.oid(), &NULL)],
                Parameters::NullOrAbsent => vec![algorithm(row.oid(), &NULL), algorithm(row.oid(), &[])],
                Parameters::Pss => vec![fixed_pss(row.digest())],
            };
            for form in forms {
                assert_eq!(SignatureAlgorithm::from_der(&form), Ok(row), "{row}");
            }
            let words = row.to_string().replace("SHA-", "Sha");
            let is_gost = matches!(row.scheme(), Scheme::Gost { .. });
            assert!(is_gost || words.ends_with(&format!("{:?}", row.digest())), "{words}");
            assert_eq!(row.is_sha1(), words.contains("Sha1"));
        }
        assert_eq!(SignatureAlgorithm::ALL.len(), if cfg!(feature = "gost") { 17 } else { 11 });
    }

    /// So that it says by itself which of the two it is (see `for_signer`).
    #[test]
    fn no_identifier_is_both_a_signatures_and_a_keys() {
        for row in SignatureAlgorithm::ALL {
            assert!(!SignatureAlgorithm::ALL.iter().any(|other| other.has_key_oid(&row.oid())), "{row}");
        }
    }

    #[test]
    fn parameters_are_those_of_the_row() {
        let parameters = "parameters not in the table";
        for &row in SignatureAlgorithm::ALL {
            for odd in [&[5, 1, 0][..], &[4, 0], &[0x30, 0]] {
                assert_eq!(why(&algorithm(row.oid(), odd)), (row.oid(), parameters), "{row}");
            }
        }
        assert_eq!(why(&algorithm(oid::ECDSA_WITH_SHA256, &NULL)).1, parameters);
        assert_eq!(why(&algorithm(oid::RSASSA_PSS, &NULL)).1, parameters);
        if cfg!(feature = "gost") {
            assert_eq!(why(&algorithm(oid::GOST_2015_512_SIGNATURE, &[])).1, parameters);
        }
        assert_eq!(why(&algorithm(oid::RSASSA_PSS, &[])).1, parameters);
    }

    #[test]
    fn what_the_table_lacks_is_unsupported_and_named() {
        let unknown = "unknown signature algorithm";
        let made_up = ObjectIdentifier::new("1.2.398.3.10.1.1.2.3.99");
        for oid in [oid::MD5_WITH_RSA, oid::ED25519, oid::DSA_WITH_SHA1, made_up] {
            assert_eq!(why(&algorithm(oid, &NULL)), (oid, unknown));
        }
        #[cfg(not(feature = "gost"))]
        for oid in [oid::GOST_2015_512_SIGNATURE, oid::GOST_2004_SIGNATURE, oid::GAMMA_SIGNATURE] {
            assert_eq!(why(&algorithm(oid, &NULL)), (oid, unknown));
        }
        // A key's identifier is no signature's.
        assert_eq!(why(&algorithm(oid::RSA_ENCRYPTION, &NULL)).1, unknown);
    }

    #[test]
    fn pss_has_the_same_digest_thrice() {
        let (sha1, sha256, bare) =
            (algorithm(oid::SHA1, &NULL), algorithm(oid::SHA256, &NULL), algorithm(oid::SHA256, &[]));
        for good in [
            pss(&sha256, &sha256, &[32], None),
            pss(&bare, &sha256, &[32], None),
            pss(&sha256, &bare, &[32], Some(1)),
        ] {
            assert_eq!(SignatureAlgorithm::from_der(&good), Ok(SignatureAlgorithm::RsaPssSha256));
        }
        for bad in [
            pss(&sha256, &sha1, &[32], None),
            pss(&sha1, &sha256, &[32], None),
            pss(&sha1, &sha1, &[20], None),
            pss(&sha256, &algorithm(oid::SHA512, &NULL), &[32], None),
            pss(&sha256, &sha256, &[0], None),
            pss(&sha256, &sha256, &[20], None),
            pss(&sha256, &sha256, &[33], None),
            pss(&sha256, &sha256, &[0, 32], None),
            pss(&sha256, &sha256, &[1, 0, 0, 0, 32], None),
            pss(&sha256, &sha256, &[32], Some(2)),
        ] {
            assert_eq!(why(&bad), (oid::RSASSA_PSS, "parameters not in the table"), "{bad:02x?}");
        }
    }

    /// Each part in turn is left out, doubled, followed by something, or of another kind.
    #[test]
    fn pss_parameters_have_one_shape() {
        let sha256 = algorithm(oid::SHA256, &NULL);
        let digest = tlv(0xA0, &[&sha256]);
        let mask = tlv(0xA1, &[&algorithm(oid::MGF1, &sha256)]);
        let salt = tlv(0xA2, &[&[2, 1, 32]]);
        let with = |parts: &[&[u8]]| algorithm(oid::RSASSA_PSS, &sequence(parts));
        assert!(SignatureAlgorithm::from_der(&with(&[&digest, &mask, &salt])).is_ok());
        for bad in [
            with(&[&mask, &salt]),
            with(&[&digest, &salt]),
            with(&[&digest, &mask]),
            with(&[&mask, &digest, &salt]),
            with(&[&digest, &mask, &salt, &salt]),
            with(&[&digest, &mask, &salt, &NULL]),
            with(&[&digest, &mask, &tlv(0xA2, &[&[2, 1, 32, 5, 0]])]),
            with(&[&digest, &mask, &tlv(0xA2, &[&[4, 1, 32]])]),
            with(&[&tlv(0xA0, &[&sha256, &NULL]), &mask, &salt]),
            with(&[&digest, &tlv(0xA1, &[&algorithm(oid::SHA256, &sha256)]), &salt]),
            with(&[&digest, &tlv(0xA1, &[&algorithm(oid::MGF1, &[])]), &salt]),
            algorithm(oid::RSASSA_PSS, &tlv(0x31, &[&digest, &mask, &salt])),
        ] {
            assert_eq!(why(&bad), (oid::RSASSA_PSS, "parameters not in the table"), "{bad:02x?}");
        }
    }
}
