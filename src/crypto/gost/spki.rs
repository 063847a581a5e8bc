//! GOST keys as they stand in a SubjectPublicKeyInfo.

use super::super::identifier::{AlgorithmIdentifier, Unsupported};
use super::super::key::{KeyError, PublicKeyInfo};
use super::GostCurve;
use crate::asn1::{ObjectIdentifier, Reader, Tag, object_identifier, oid, whole};
use crate::error::Result;

/// What stands after a key's identifier.
#[derive(Clone, Copy)]
enum Parameters {
    /// The curve and the digest, both by name.
    Named { curve: ObjectIdentifier, digest: ObjectIdentifier },
    /// The same, and the digest may be left out (RFC 9215 4).
    NamedCurve { curve: ObjectIdentifier, digest: ObjectIdentifier },
    /// NULL; what there is to say stands in a blob before the point.
    Blob,
}

/// One identifier of keys, with the one curve that it is taken with.
struct Form {
    key: ObjectIdentifier,
    curve: GostCurve,
    parameters: Parameters,
}

const FORMS: &[Form] = &[
    Form {
        key: oid::GOST_2015_512_KEY,
        curve: GostCurve::Tc26A512,
        parameters: Parameters::Named { curve: oid::GOST_2015_512_A, digest: oid::STREEBOG_512 },
    },
    Form {
        key: oid::GOST_2015_256_KEY,
        curve: GostCurve::Tc26A256,
        parameters: Parameters::Named { curve: oid::GOST_2015_256_A, digest: oid::STREEBOG_256 },
    },
    Form {
        key: oid::GOST_2004_KEY,
        curve: GostCurve::CryptoProA,
        parameters: Parameters::Named { curve: oid::GOST_2004_A, digest: oid::GOST_94_TEST },
    },
    Form { key: oid::GAMMA_KEY, curve: GostCurve::CryptoProA, parameters: Parameters::Blob },
    Form {
        key: oid::TC26_512_KEY,
        curve: GostCurve::Tc26A512,
        parameters: Parameters::NamedCurve { curve: oid::TC26_512_A, digest: oid::TC26_STREEBOG_512 },
    },
    Form {
        key: oid::TC26_256_KEY,
        curve: GostCurve::Tc26A256,
        parameters: Parameters::NamedCurve { curve: oid::TC26_256_A, digest: oid::TC26_STREEBOG_256 },
    },
];

/// The header of a key of 2011: a public-key blob (06, version 2) of algorithm 0000AA3A, with the magic number EC1
/// and 512 bits of coordinates.
const BLOB: &[u8] = b"\x06\x02\x00\x00\x3A\xAA\x00\x00\x00EC1\x00\x02\x00\x00";

const WHAT: &str = "GOST public key";

/// The key, if its algorithm is a GOST one.
pub(in crate::crypto) fn key_info<'a>(
    algorithm: &AlgorithmIdentifier<'_>,
    key: &'a [u8],
) -> Option<Result<PublicKeyInfo<'a>, KeyError>> {
    let form = FORMS.iter().find(|form| form.key == algorithm.oid())?;
    Some(form.read(algorithm, key))
}

impl Form {
    fn read<'a>(
        &self,
        algorithm: &AlgorithmIdentifier<'_>,
        key: &'a [u8],
    ) -> Result<PublicKeyInfo<'a>, KeyError> {
        self.check_parameters(algorithm)?;
        let point = match self.parameters {
            Parameters::Blob => {
                key.strip_prefix(BLOB).ok_or(KeyError::Impossible("no blob of a GOST key"))?
            }
            // GostR3410-2012-PublicKey ::= OCTET STRING (SIZE (64 | 128))      -- RFC 9215 4
            _ => whole(key, Tag::OCTET_STRING, WHAT)?.value,
        };
        match point.len() == self.curve.point_len() {
            true => Ok(PublicKeyInfo::Gost { curve: self.curve, point }),
            false => Err(KeyError::Impossible("a point of the wrong length")),
        }
    }

    fn check_parameters(&self, algorithm: &AlgorithmIdentifier<'_>) -> Result<(), KeyError> {
        let odd = |oid, why| Err(KeyError::Unsupported(Unsupported::new(oid, why)));
        let found = match self.parameters {
            Parameters::Blob if algorithm.has_null() => return Ok(()),
            Parameters::Blob => return odd(self.key, "parameters not in the table"),
            _ => named_parameters(algorithm)?,
        };
        match (self.parameters, found) {
            (_, None) => odd(self.key, "curve not given by name"),
            (Parameters::Named { curve, .. } | Parameters::NamedCurve { curve, .. }, Some((found, _)))
                if curve != found =>
            {
                odd(found, "unknown curve")
            }
            (Parameters::NamedCurve { .. }, Some((_, None))) => Ok(()),
            (
                Parameters::Named { digest, .. } | Parameters::NamedCurve { digest, .. },
                Some((_, Some(found))),
            ) if digest == found => Ok(()),
            _ => odd(self.key, "parameters not in the table"),
        }
    }
}

/// ```text
/// GostR3410-2012-PublicKeyParameters ::= SEQUENCE {      -- RFC 9215 4
///     publicKeyParamSet   OBJECT IDENTIFIER,
///     digestParamSet      OBJECT IDENTIFIER OPTIONAL }
/// ```
fn named_parameters(
    algorithm: &AlgorithmIdentifier<'_>,
) -> Result<Option<(ObjectIdentifier, Option<ObjectIdentifier>)>> {
    let Some(sequence) = algorithm.parameters.filter(|found| found.tag == Tag::SEQUENCE) else {
        return Ok(None);
    };
    let mut reader = Reader::new(sequence.value, WHAT);
    let curve = object_identifier(reader.value(Tag::OBJECT_IDENTIFIER)?)?;
    let digest = reader.optional(Tag::OBJECT_IDENTIFIER)?.map(object_identifier).transpose()?;
    reader.finish()?;
    Ok(Some((curve, digest)))
}
