//! What others add to a signature afterwards, in its unsigned attributes (EN 319 122-1 5.3, 5.4; RFC 5126 6): time stamps,
//! certificates and evidence, each as received, for its own reader. Nothing here is signed by the signer: anybody can
//! have added it, so each of them proves itself or nothing. Their wrappers may be BER, as attributes' values may.

use crate::asn1::{BerReader, ObjectIdentifier, Tag, oid};
use crate::error::{ErrorKind, Result};
use crate::limits;

use super::signer::SignerInfo;

const CERTIFICATES: &str = "certificateValues";
const EVIDENCE: &str = "revocationValues";

/// ```text
/// RevocationValues ::= SEQUENCE {                                    -- RFC 5126 6.3.4, explicit tags
///     crlVals          [0] SEQUENCE OF CertificateList          OPTIONAL,
///     ocspVals         [1] SEQUENCE OF BasicOCSPResponse        OPTIONAL,
///     otherRevVals     [2] OtherRevVals                         OPTIONAL }
/// ```
///
/// ```
/// use kz_eds::{Crl, OcspResponse, SignedMessage};
/// # let bytes = std::fs::read("testdata/archive/messages/stamped_revocation_values.cms")?;
/// let message = SignedMessage::parse(&bytes)?;
/// let signer = message.signers().next().ok_or("no signer")?;
/// let values = signer.revocation_values()?;
/// for list in &values.lists {
///     println!("{}", Crl::from_der(*list)?.issuer());
/// }
/// for basic in &values.basic_responses {
///     println!("{:?}", OcspResponse::from_basic_der(basic)?.produced_at());
/// }
/// # assert_eq!((values.lists.len(), values.basic_responses.len(), values.others), (2, 1, 0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct RevocationValues<'m> {
    /// Lists, for [`Crl::from_der`](crate::Crl::from_der).
    pub lists: Vec<&'m [u8]>,
    /// Basic responses without the OCSPResponse around them, for
    /// [`OcspResponse::from_basic_der`](crate::OcspResponse::from_basic_der).
    pub basic_responses: Vec<&'m [u8]>,
    /// How many have other forms. They are not read.
    pub others: usize,
}

impl<'m> SignerInfo<'m> {
    /// The signature-time-stamp tokens: every value of every such attribute, as received, for
    /// [`TimeStampToken::parse`](crate::TimeStampToken::parse). They are over [`SignerInfo::signature`].
    ///
    /// There are 64 attributes at the most, of 64 values each.
    pub fn time_stamps(&self) -> impl Iterator<Item = &'m [u8]> + use<'m> {
        self.unsigned_values(oid::SIGNATURE_TIME_STAMP)
    }

    /// Certificates of the attribute certificateValues (EN 319 122-1 A.1.1.2, RFC 5126 6.3.3), as received, for
    /// [`Certificate::from_der`](crate::Certificate::from_der).
    ///
    /// # Errors
    /// [`ErrorKind::Malformed`] or [`ErrorKind::TrailingData`] for a value that cannot be read,
    /// [`ErrorKind::LimitExceeded`] for more than 256 certificates.
    pub fn certificate_values(&self) -> Result<Vec<&'m [u8]>> {
        let mut found = Vec::new();
        for value in self.unsigned_values(oid::CERTIFICATE_VALUES) {
            let mut reader = BerReader::new(value, CERTIFICATES);
            sequence(&mut reader, &mut found)?;
            reader.leave()?;
        }
        Ok(found)
    }

    /// Lists and responses of the attribute revocationValues (EN 319 122-1 A.1.2.2), as received.
    ///
    /// # Errors
    /// [`ErrorKind::Malformed`] or [`ErrorKind::TrailingData`] for a value that cannot be read,
    /// [`ErrorKind::LimitExceeded`] for more than 256 lists or responses.
    pub fn revocation_values(&self) -> Result<RevocationValues<'m>> {
        let mut found = RevocationValues::default();
        for value in self.unsigned_values(oid::REVOCATION_VALUES) {
            let mut reader = BerReader::new(value, EVIDENCE);
            reader.enter(Tag::SEQUENCE)?;
            tagged(&mut reader, 0, &mut found.lists)?;
            tagged(&mut reader, 1, &mut found.basic_responses)?;
            if reader.peek() == Some(Tag::context_constructed(2)) {
                reader.any()?;
                found.others += 1;
            }
            reader.leave()?;
            reader.leave()?;
        }
        Ok(found)
    }

    /// Every value of every unsigned attribute of this kind.
    fn unsigned_values(&self, oid: ObjectIdentifier) -> impl Iterator<Item = &'m [u8]> + use<'m> {
        let attributes = self.unsigned_attributes().into_iter().flat_map(|all| all.iter());
        attributes.filter(move |attribute| attribute.oid() == oid).flat_map(|attribute| attribute.values())
    }
}

/// `[number] EXPLICIT SEQUENCE OF`, if it is there.
fn tagged<'m>(reader: &mut BerReader<'m>, number: u8, found: &mut Vec<&'m [u8]>) -> Result<()> {
    let tag = Tag::context_constructed(number);
    if reader.peek() != Some(tag) {
        return Ok(());
    }
    reader.enter(tag)?;
    sequence(reader, found)?;
    reader.leave()
}

/// A SEQUENCE OF structures that are DER themselves.
fn sequence<'m>(reader: &mut BerReader<'m>, found: &mut Vec<&'m [u8]>) -> Result<()> {
    reader.enter(Tag::SEQUENCE)?;
    while !reader.at_end() {
        if found.len() == limits::EMBEDDED {
            return Err(reader.error(ErrorKind::LimitExceeded));
        }
        found.push(reader.der(Tag::SEQUENCE)?.raw);
    }
    reader.leave()
}
