//! The content of a message, attached or not, and its digests: each algorithm once, however many signers need it.

use std::borrow::Cow;
use std::fmt;

use crate::asn1::{Span, Tag, oid, whole};
use crate::crypto::{Digest, DigestAlgorithm, Hasher, Provider};

use super::attributes::Attributes;

/// Octets of content that may be somebody's signed attributes: those of real signers have a few hundred.
const ATTRIBUTE_BYTES: usize = 1 << 16;

/// Attached content, in place. Handed out only through an accepted verdict.
#[derive(Clone, Copy)]
pub(crate) struct Content<'m> {
    pub(super) bytes: &'m [u8],
    pub(super) pieces: &'m [Span],
}

impl<'m> Content<'m> {
    /// The pieces in order; one, unless the writer streamed.
    pub(crate) fn pieces(&self) -> impl Iterator<Item = &'m [u8]> + use<'m> {
        let bytes = self.bytes;
        self.pieces.iter().map(move |piece| piece.in_bytes(bytes))
    }

    /// The whole of it: borrowed if it is in one piece.
    pub(crate) fn to_bytes(self) -> Cow<'m, [u8]> {
        match self.pieces {
            [] => Cow::Borrowed(&[]),
            [piece] => Cow::Borrowed(piece.in_bytes(self.bytes)),
            _ => Cow::Owned(self.pieces().collect::<Vec<_>>().concat()),
        }
    }
}

/// Whether the content could be the signed attributes of some other signature (threat 4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ContentShape {
    /// It is a SET OF Attribute with a messageDigest.
    Attributes,
    /// It is not.
    Other,
    /// Nobody looked: only a digest was given, or all signers have signed attributes of their own.
    Unseen,
}

/// Digests of a message's content. They stand for the content wherever a message is verified.
///
/// ```
/// use kz_eds::ContentDigests;
/// use kz_eds::crypto::{Digest, DigestAlgorithm, Provider, RustCrypto};
/// let digest = RustCrypto.digest(DigestAlgorithm::Sha256, b"a document that was hashed elsewhere");
/// let digests = ContentDigests::from(digest);
/// assert_eq!(digests.get(DigestAlgorithm::Sha256), Some(&digest));
/// assert_eq!(digests.get(DigestAlgorithm::Sha512), None);
/// ```
#[derive(Clone, Debug)]
pub struct ContentDigests {
    digests: Vec<Digest>,
    shape: ContentShape,
}

impl ContentDigests {
    /// The digest by this algorithm, if it was made.
    pub fn get(&self, algorithm: DigestAlgorithm) -> Option<&Digest> {
        self.digests.iter().find(|digest| digest.algorithm() == algorithm)
    }

    /// The same with one more, for messages whose signers use several algorithms.
    #[must_use]
    pub fn with(mut self, digest: Digest) -> Self {
        self.digests.push(digest);
        self
    }

    /// Every digest that was made.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Digest> {
        self.digests.iter()
    }

    /// What the content looks like.
    pub(crate) fn shape(&self) -> ContentShape {
        self.shape
    }
}

/// A digest that was made elsewhere, by one who had the content.
impl From<Digest> for ContentDigests {
    fn from(digest: Digest) -> Self {
        Self { digests: vec![digest], shape: ContentShape::Unseen }
    }
}

/// Takes content piece by piece, and hashes it by every algorithm that a message needs. Made by
/// [`SignedMessage::hasher`](super::SignedMessage::hasher).
///
/// ```
/// # let bytes = std::fs::read("src/cms/sample.pem")?;
/// use kz_eds::crypto::{DigestAlgorithm, RustCrypto};
/// let mut hasher = kz_eds::SignedMessage::parse(&bytes)?.hasher(&RustCrypto);
/// hasher.update(b"a detached document, ");
/// hasher.update(b"piece by piece");
/// assert!(hasher.finish().get(DigestAlgorithm::Sha256).is_some());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use = "feed it and finish it"]
pub struct ContentHasher {
    hashers: Vec<Box<dyn Hasher>>,
    watch: Watch,
}

/// What of the content is kept to see its shape.
enum Watch {
    Off,
    /// All of it, as long as it is short.
    Keeping(Vec<u8>),
    /// Too long.
    Other,
}

impl ContentHasher {
    /// `watches`: some signer signs nothing but the content, so its shape matters.
    pub(super) fn new(provider: &dyn Provider, algorithms: &[DigestAlgorithm], watches: bool) -> Self {
        Self {
            hashers: algorithms.iter().map(|&algorithm| provider.hasher(algorithm)).collect(),
            watch: if watches { Watch::Keeping(Vec::new()) } else { Watch::Off },
        }
    }

    /// More of the content.
    pub fn update(&mut self, bytes: &[u8]) {
        self.hashers.iter_mut().for_each(|hasher| hasher.update(bytes));
        if let Watch::Keeping(kept) = &mut self.watch {
            if kept.len() + bytes.len() > ATTRIBUTE_BYTES {
                self.watch = Watch::Other;
            } else {
                kept.extend_from_slice(bytes);
            }
        }
    }

    /// The digests of all of it.
    pub fn finish(self) -> ContentDigests {
        ContentDigests {
            digests: self.hashers.into_iter().map(|hasher| hasher.finish()).collect(),
            shape: match self.watch {
                Watch::Off => ContentShape::Unseen,
                Watch::Keeping(kept) if are_signed_attributes(&kept) => ContentShape::Attributes,
                Watch::Keeping(_) | Watch::Other => ContentShape::Other,
            },
        }
    }
}

impl fmt::Debug for ContentHasher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ContentHasher({} algorithms)", self.hashers.len())
    }
}

/// The very octets that are signed where attributes are: a SET OF Attribute with a messageDigest.
fn are_signed_attributes(content: &[u8]) -> bool {
    const WHAT: &str = "content";
    let Ok(set) = whole(content, Tag::SET, WHAT) else { return false };
    let has_digest = |attributes: Attributes<'_>| {
        attributes.iter().any(|attribute| attribute.oid() == oid::MESSAGE_DIGEST)
    };
    Attributes::check(set.value).is_ok() && has_digest(Attributes::from_checked(set.value))
}
