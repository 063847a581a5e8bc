//! `SignedData`, part by part (RFC 5652 3 to 5): where each part lies in the bytes.

use crate::asn1::{BerReader, ObjectIdentifier, Reader, Span, Tag, object_identifier, oid, small_unsigned};
use crate::error::{Error, ErrorKind, Result};
use crate::limits;

use super::MESSAGE;
use super::fields::{Fields, Identifier};

/// The parts of a message, as places in its bytes.
#[derive(Clone)]
pub(super) struct Parts {
    pub(super) version: u8,
    pub(super) digest_algorithms: Vec<Span>,
    pub(super) content_type: ObjectIdentifier,
    /// The pieces of the attached content; `None` when it is detached.
    pub(super) content: Option<Vec<Span>>,
    pub(super) certificates: Vec<Span>,
    pub(super) other_certificates: usize,
    pub(super) lists: Vec<Span>,
    pub(super) responses: Vec<Span>,
    pub(super) other_evidence: usize,
    pub(super) signers: Vec<Fields>,
    pub(super) trailing_nul: bool,
    pub(super) received: Received,
}

/// Whole elements as received, in order, whatever they are: for who adds a signer and leaves the rest as it is.
#[derive(Clone, Default)]
pub(super) struct Received {
    pub(super) certificates: Vec<Span>,
    pub(super) evidence: Vec<Span>,
    pub(super) signers: Vec<Span>,
}

impl Parts {
    /// ```text
    /// ContentInfo ::= SEQUENCE { contentType OBJECT IDENTIFIER, content [0] EXPLICIT ANY }
    ///
    /// SignedData ::= SEQUENCE {
    ///     version           CMSVersion,
    ///     digestAlgorithms  SET OF DigestAlgorithmIdentifier,
    ///     encapContentInfo  EncapsulatedContentInfo,
    ///     certificates  [0] IMPLICIT SET OF CertificateChoices OPTIONAL,
    ///     crls          [1] IMPLICIT SET OF RevocationInfoChoice OPTIONAL,
    ///     signerInfos       SET OF SignerInfo }
    /// ```
    pub(super) fn read(bytes: &[u8]) -> Result<Self> {
        let mut walk = Walk { bytes, ber: BerReader::new(bytes, MESSAGE) };
        walk.ber.enter(Tag::SEQUENCE)?;
        if walk.identifier()? != oid::SIGNED_DATA {
            return Err(walk.ber.error(ErrorKind::Malformed));
        }
        walk.ber.enter(Tag::context_constructed(0))?;
        walk.ber.enter(Tag::SEQUENCE)?;
        let mut parts = Self::empty(walk.version()?);
        walk.digest_algorithms(&mut parts)?;
        walk.encapsulated(&mut parts)?;
        walk.certificates(&mut parts)?;
        walk.evidence(&mut parts)?;
        walk.signers(&mut parts)?;
        for _ in 0..3 {
            walk.ber.leave()?;
        }
        parts.trailing_nul = walk.trailing_nul()?;
        if parts.version == 1 || parts.version == parts.version_by_contents() {
            Ok(parts)
        } else {
            Err(Error::new(ErrorKind::UnsupportedVersion, MESSAGE))
        }
    }

    /// The version that the contents ask for (RFC 5652 5.1). Writers often say 1 whatever is inside, which is taken;
    /// any other version must be this one.
    fn version_by_contents(&self) -> u8 {
        if self.other_evidence > 0 || !self.responses.is_empty() || self.other_certificates > 0 {
            // 3, 4 or 5 by their forms; they are not read, so which form they have is not known.
            return self.version;
        }
        let by_key_id = |signer: &Fields| matches!(signer.identifier, Identifier::KeyId(_));
        if self.content_type != oid::DATA || self.signers.iter().any(by_key_id) { 3 } else { 1 }
    }

    fn empty(version: u8) -> Self {
        Self {
            version,
            digest_algorithms: Vec::new(),
            content_type: oid::DATA,
            content: None,
            certificates: Vec::new(),
            other_certificates: 0,
            lists: Vec::new(),
            responses: Vec::new(),
            other_evidence: 0,
            signers: Vec::new(),
            trailing_nul: false,
            received: Received::default(),
        }
    }
}

struct Walk<'a> {
    bytes: &'a [u8],
    ber: BerReader<'a>,
}

impl<'a> Walk<'a> {
    fn span(&self, part: &[u8]) -> Result<Span> {
        Span::of(part, self.bytes).ok_or(Error::new(ErrorKind::LimitExceeded, MESSAGE))
    }

    fn identifier(&mut self) -> Result<ObjectIdentifier> {
        object_identifier(self.ber.der(Tag::OBJECT_IDENTIFIER)?.value)
    }

    /// 1, 3, 4 or 5 (RFC 5652 5.1).
    fn version(&mut self) -> Result<u8> {
        match small_unsigned(self.ber.der(Tag::INTEGER)?.value)? {
            1 => Ok(1),
            3 => Ok(3),
            4 => Ok(4),
            5 => Ok(5),
            _ => Err(self.ber.error(ErrorKind::UnsupportedVersion)),
        }
    }

    /// Walks a SET in place (threat 13), taking no more than `most` elements.
    fn each(&mut self, set: Tag, most: usize, mut take: impl FnMut(&mut Self) -> Result<()>) -> Result<()> {
        self.ber.enter(set)?;
        let mut count = 0;
        while !self.ber.at_end() {
            count += 1;
            if count > most {
                return Err(self.ber.error(ErrorKind::LimitExceeded));
            }
            take(self)?;
        }
        self.ber.leave()
    }

    fn digest_algorithms(&mut self, parts: &mut Parts) -> Result<()> {
        self.each(Tag::SET, limits::SIGNERS, |walk| {
            let algorithm = walk.ber.der(Tag::SEQUENCE)?.raw;
            parts.digest_algorithms.push(walk.span(algorithm)?);
            Ok(())
        })
    }

    /// ```text
    /// EncapsulatedContentInfo ::= SEQUENCE {        -- RFC 5652 5.2
    ///     eContentType      OBJECT IDENTIFIER,
    ///     eContent      [0] EXPLICIT OCTET STRING OPTIONAL }
    /// ```
    fn encapsulated(&mut self, parts: &mut Parts) -> Result<()> {
        self.ber.enter(Tag::SEQUENCE)?;
        parts.content_type = self.identifier()?;
        if !self.ber.at_end() {
            self.ber.enter(Tag::context_constructed(0))?;
            let pieces = self.ber.octet_string()?;
            self.ber.leave()?;
            parts.content = Some(pieces.into_iter().map(|piece| self.span(piece)).collect::<Result<_>>()?);
        }
        self.ber.leave()
    }

    /// CertificateChoices (RFC 5652 10.2.2): a certificate, or one of four forms that nobody is judged by.
    fn certificates(&mut self, parts: &mut Parts) -> Result<()> {
        const SET: Tag = Tag::context_constructed(0);
        if self.ber.peek() != Some(SET) {
            return Ok(());
        }
        self.each(SET, limits::EMBEDDED, |walk| {
            let raw = walk.ber.any()?;
            parts.received.certificates.push(walk.span(raw)?);
            match raw.first() {
                Some(0x30) => parts.certificates.push(walk.span(raw)?),
                Some(0xA0..=0xA3) => parts.other_certificates += 1,
                _ => return Err(walk.ber.error(ErrorKind::Malformed)),
            }
            Ok(())
        })
    }

    /// RevocationInfoChoice (RFC 5652 10.2.1): a list, or `[1] OtherRevocationInfoFormat`.
    fn evidence(&mut self, parts: &mut Parts) -> Result<()> {
        const SET: Tag = Tag::context_constructed(1);
        if self.ber.peek() != Some(SET) {
            return Ok(());
        }
        self.each(SET, limits::EMBEDDED, |walk| {
            let raw = walk.ber.any()?;
            parts.received.evidence.push(walk.span(raw)?);
            match raw.first() {
                Some(0x30) => parts.lists.push(walk.span(raw)?),
                Some(0xA1) => match response(raw) {
                    Some(response) => parts.responses.push(walk.span(response)?),
                    None => parts.other_evidence += 1,
                },
                _ => return Err(walk.ber.error(ErrorKind::Malformed)),
            }
            Ok(())
        })
    }

    fn signers(&mut self, parts: &mut Parts) -> Result<()> {
        self.each(Tag::SET, limits::SIGNERS, |walk| {
            let info = walk.ber.der(Tag::SEQUENCE)?;
            let bytes = walk.bytes;
            parts.received.signers.push(walk.span(info.raw)?);
            let fields = Fields::read(info.value, |part| {
                Span::of(part, bytes).ok_or(Error::new(ErrorKind::LimitExceeded, MESSAGE))
            })?;
            parts.signers.push(fields);
            Ok(())
        })
    }

    /// Nothing follows, or the one NUL that a national library appends to its strings (threat 12).
    fn trailing_nul(&self) -> Result<bool> {
        match self.ber.rest() {
            [] => Ok(false),
            [0] => Ok(true),
            _ => Err(self.ber.error(ErrorKind::TrailingData)),
        }
    }
}

/// The OCSPResponse in `[1] IMPLICIT SEQUENCE { otherRevInfoFormat OBJECT IDENTIFIER, otherRevInfo ANY }`
/// (RFC 5940 2.1); anything else in there is not for us.
fn response(raw: &[u8]) -> Option<&[u8]> {
    let mut outer = Reader::new(raw, MESSAGE);
    let mut format = outer.nested(Tag::context_constructed(1)).ok()?;
    let name = object_identifier(format.value(Tag::OBJECT_IDENTIFIER).ok()?).ok()?;
    let response = format.element(Tag::SEQUENCE).ok()?;
    format.finish().ok()?;
    (name == oid::OCSP_RESPONSE).then_some(response.raw)
}
