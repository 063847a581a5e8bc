//! The row behind a signature of a message, whose digest, signature algorithm and key are named apart.

use super::algorithm::SignatureAlgorithm;
use super::digest::DigestAlgorithm;
use super::identifier::{AlgorithmError, AlgorithmIdentifier, Unsupported};
use super::key::KeyFacts;
use crate::error::Error;

/// Why a digest algorithm, a signature algorithm and a key are no row of the table (threat 7).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CombinationError {
    /// The bytes are no AlgorithmIdentifier.
    #[error(transparent)]
    Malformed(#[from] Error),
    /// One of them is outside the table.
    #[error("{0}")]
    Unsupported(Unsupported),
    /// All are known, and they do not belong together.
    #[error("digest, signature algorithm and key do not belong together")]
    Mismatch,
}

impl From<AlgorithmError> for CombinationError {
    fn from(error: AlgorithmError) -> Self {
        match error {
            AlgorithmError::Malformed(error) => Self::Malformed(error),
            AlgorithmError::Unsupported(unsupported) => Self::Unsupported(unsupported),
        }
    }
}

impl SignatureAlgorithm {
    /// The one row that has this digest, this signature algorithm and this kind of key: the two whole
    /// AlgorithmIdentifiers of a SignerInfo (RFC 5652 5.3) and its signer's key.
    ///
    /// A signature algorithm that names a digest must name this one. rsaEncryption, which names none, means
    /// PKCS #1 v1.5 with the digest that stands beside it (RFC 3370 3.2), and so with the names of GOST keys.
    ///
    /// ```
    /// use kz_eds::crypto::{CombinationError, KeyFacts, SignatureAlgorithm};
    /// let sha256 = [0x30, 11, 6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1];
    /// let sha512 = [0x30, 11, 6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 3];
    /// let rsa = [0x30, 13, 6, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, 1, 5, 0];
    /// let ecdsa_sha256 = [0x30, 10, 6, 8, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 4, 3, 2];
    /// let row = SignatureAlgorithm::for_signer(&sha256, &ecdsa_sha256, &KeyFacts::P256);
    /// assert_eq!(row, Ok(SignatureAlgorithm::EcdsaP256Sha256));
    /// for (digest, algorithm) in [(sha512, &ecdsa_sha256[..]), (sha256, &rsa)] {
    ///     let row = SignatureAlgorithm::for_signer(&digest, algorithm, &KeyFacts::P256);
    ///     assert_eq!(row, Err(CombinationError::Mismatch));
    /// }
    /// ```
    ///
    /// # Errors
    /// [`CombinationError`].
    pub fn for_signer(
        digest_algorithm: &[u8],
        signature_algorithm: &[u8],
        key: &KeyFacts,
    ) -> Result<Self, CombinationError> {
        let signature = AlgorithmIdentifier::from_der(signature_algorithm)?;
        let row = match Self::identified(&signature) {
            Ok(row) => {
                same_digest(row, digest_algorithm)?;
                row
            }
            // No identifier is both a signature's and a key's.
            Err(_) if Self::ALL.iter().any(|row| row.has_key_oid(&signature.oid())) => {
                by_key_name(DigestAlgorithm::from_der(digest_algorithm)?, &signature)?
            }
            Err(unsupported) => return Err(CombinationError::Unsupported(unsupported)),
        };
        if row.takes(key) { Ok(row) } else { Err(CombinationError::Mismatch) }
    }
}

/// The row that goes by the name of its keys and has this digest.
fn by_key_name(
    digest: DigestAlgorithm,
    signature: &AlgorithmIdentifier<'_>,
) -> Result<SignatureAlgorithm, CombinationError> {
    if !signature.has_null_or_nothing() {
        let unsupported = Unsupported::new(signature.oid(), "parameters not in the table");
        return Err(CombinationError::Unsupported(unsupported));
    }
    let mut rows = SignatureAlgorithm::ALL.iter().copied();
    rows.find(|row| row.has_key_oid(&signature.oid()) && row.digest() == digest)
        .ok_or(CombinationError::Mismatch)
}

/// Another digest beside a row that has its own is a contradiction, be it known here or not.
fn same_digest(row: SignatureAlgorithm, digest_algorithm: &[u8]) -> Result<(), CombinationError> {
    let beside = AlgorithmIdentifier::from_der(digest_algorithm)?;
    if DigestAlgorithm::named(&beside) != Some(row.digest()) {
        return Err(CombinationError::Mismatch);
    }
    DigestAlgorithm::identified(&beside)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::samples::{NULL, algorithm, pss};
    use super::*;
    use crate::asn1::{ObjectIdentifier, oid};
    use crate::crypto::{GostCurve, GostForm, Scheme};

    const RSA: KeyFacts = KeyFacts::Rsa { bits: 2048, odd_modulus: true, exponent: 65_537 };
    const GOST: [KeyFacts; 3] = [
        KeyFacts::Gost(GostCurve::Tc26A512),
        KeyFacts::Gost(GostCurve::Tc26A256),
        KeyFacts::Gost(GostCurve::CryptoProA),
    ];

    fn digest(digest: DigestAlgorithm) -> Vec<u8> {
        algorithm(digest.oid(), &NULL)
    }

    fn whole(row: SignatureAlgorithm) -> Vec<u8> {
        let length = u8::try_from(row.digest().output_len()).unwrap();
        match row.scheme() {
            Scheme::RsaPkcs1 => algorithm(row.oid(), &NULL),
            Scheme::RsaPss => pss(&digest(row.digest()), &digest(row.digest()), &[length], None),
            Scheme::EcdsaP256 => algorithm(row.oid(), &[]),
            Scheme::Gost { form: GostForm::National, .. } => algorithm(row.oid(), &NULL),
            Scheme::Gost { form: GostForm::Tc26, .. } => algorithm(row.oid(), &[]),
        }
    }

    /// Every row with every digest and every key: one combination of each row is good.
    #[test]
    fn digest_algorithm_and_key_are_one_row() {
        for &row in SignatureAlgorithm::ALL {
            for &beside in DigestAlgorithm::ALL {
                for key in [RSA, KeyFacts::P256].into_iter().chain(GOST) {
                    let found = SignatureAlgorithm::for_signer(&digest(beside), &whole(row), &key);
                    let fits = beside == row.digest() && key.kind() == row.scheme().key_kind();
                    assert_eq!(found, if fits { Ok(row) } else { Err(CombinationError::Mismatch) });
                }
            }
        }
    }

    #[test]
    fn bare_rsa_takes_the_digest_beside_it() {
        for parameters in [&NULL[..], &[]] {
            let rsa = algorithm(oid::RSA_ENCRYPTION, parameters);
            for &beside in DigestAlgorithm::ALL {
                match SignatureAlgorithm::for_signer(&digest(beside), &rsa, &RSA) {
                    Ok(row) => assert_eq!((row.scheme(), row.digest()), (Scheme::RsaPkcs1, beside)),
                    error => {
                        assert_eq!(error, Err(CombinationError::Mismatch));
                        assert!(!format!("{beside:?}").starts_with("Sha"), "{beside:?}");
                    }
                }
            }
            let with_ec =
                SignatureAlgorithm::for_signer(&digest(DigestAlgorithm::Sha256), &rsa, &KeyFacts::P256);
            assert_eq!(with_ec, Err(CombinationError::Mismatch));
        }
    }

    /// The name of a GOST key in place of a signature's, as national tools write it.
    #[cfg(feature = "gost")]
    #[test]
    fn the_name_of_a_gost_key_is_its_signature() {
        use SignatureAlgorithm::{Gost256, Gost512, Gost2004, Gost2011, Tc26Gost256, Tc26Gost512};
        for (name, row) in [
            (oid::GOST_2015_512_KEY, Gost512),
            (oid::GOST_2015_256_KEY, Gost256),
            (oid::GOST_2004_KEY, Gost2004),
            (oid::GAMMA_KEY, Gost2011),
            (oid::TC26_512_KEY, Tc26Gost512),
            (oid::TC26_256_KEY, Tc26Gost256),
        ] {
            for key in GOST {
                for &beside in DigestAlgorithm::ALL {
                    for parameters in [&NULL[..], &[]] {
                        let signature = algorithm(name, parameters);
                        let found = SignatureAlgorithm::for_signer(&digest(beside), &signature, &key);
                        let fits = beside == row.digest() && row.takes(&key);
                        assert_eq!(found, if fits { Ok(row) } else { Err(CombinationError::Mismatch) });
                    }
                }
            }
            let odd = algorithm(name, &[4, 0]);
            assert!(matches!(
                SignatureAlgorithm::for_signer(&digest(row.digest()), &odd, &GOST[0]),
                Err(CombinationError::Unsupported(_))
            ));
        }
    }

    /// A digest has two identifiers, and it is one digest.
    #[cfg(feature = "gost")]
    #[test]
    fn either_name_of_a_digest_is_right() {
        for row in [SignatureAlgorithm::Gost512, SignatureAlgorithm::Tc26Gost512] {
            for digest in [oid::STREEBOG_512, oid::TC26_STREEBOG_512] {
                let found = SignatureAlgorithm::for_signer(&algorithm(digest, &[]), &whole(row), &GOST[0]);
                assert_eq!(found, Ok(row));
            }
            let other = algorithm(oid::TC26_STREEBOG_256, &[]);
            let found = SignatureAlgorithm::for_signer(&other, &whole(row), &GOST[0]);
            assert_eq!(found, Err(CombinationError::Mismatch));
        }
    }

    #[test]
    fn what_is_unknown_is_named() {
        let why =
            |digest: &[u8], signature: &[u8]| match SignatureAlgorithm::for_signer(digest, signature, &RSA) {
                Err(CombinationError::Unsupported(unsupported)) => unsupported.oid(),
                other => panic!("{other:?}"),
            };
        let made_up = ObjectIdentifier::new("1.2.398.3.10.1.3.99");
        let sha256 = digest(DigestAlgorithm::Sha256);
        let dsa = algorithm(oid::DSA_WITH_SHA1, &[]);
        assert_eq!(why(&algorithm(made_up, &NULL), &dsa), oid::DSA_WITH_SHA1);
        assert_eq!(why(&sha256, &algorithm(oid::DSA, &NULL)), oid::DSA);
        assert_eq!(why(&algorithm(made_up, &NULL), &algorithm(oid::RSA_ENCRYPTION, &NULL)), made_up);
        assert_eq!(why(&sha256, &algorithm(oid::RSA_ENCRYPTION, &[4, 0])), oid::RSA_ENCRYPTION);
        let odd = algorithm(oid::SHA256, &[4, 0]);
        assert_eq!(why(&odd, &algorithm(oid::SHA256_WITH_RSA, &NULL)), oid::SHA256);
        let named = SignatureAlgorithm::for_signer(
            &algorithm(made_up, &NULL),
            &algorithm(oid::SHA256_WITH_RSA, &NULL),
            &RSA,
        );
        assert_eq!(named, Err(CombinationError::Mismatch));
        assert!(matches!(
            SignatureAlgorithm::for_signer(&NULL, &algorithm(oid::SHA256_WITH_RSA, &NULL), &RSA),
            Err(CombinationError::Malformed(_))
        ));
    }
}
