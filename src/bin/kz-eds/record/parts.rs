//! What a record names or holds, in memory.

use std::borrow::Cow;
use std::fmt;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kz_eds::crypto::RustCrypto;
use kz_eds::{ContentDigests, SignedMessage};
use serde::Deserialize;
use serde::de::{Deserializer, Error, Visitor};

use crate::Failure;
use crate::input::{LARGEST, at_most, open_regular};

/// Detached content of more octets is hashed as it is read.
const STREAMED: u64 = 1 << 20;

/// A message and, where the signature is detached, its content.
pub(super) struct Part<'r> {
    pub(super) message: Cow<'r, [u8]>,
    pub(super) content: Option<Content<'r>>,
}

/// What was signed, or its digests.
pub(super) enum Content<'r> {
    Bytes(Cow<'r, [u8]>),
    Digests(ContentDigests),
}

/// A file, or the octets themselves.
#[derive(Clone, Copy)]
pub(super) struct Named<'r> {
    pub(super) path: Option<&'r Path>,
    pub(super) inline: Option<&'r Inline>,
    pub(super) what: &'static str,
}

/// Octets that stand in the record as base64.
pub(super) struct Inline(Vec<u8>);

/// How much the files of one record may still bring into memory, all together. What is hashed as it is read takes none of it.
pub(super) struct Room(u64);

impl Room {
    pub(super) const fn new() -> Self {
        Self(LARGEST)
    }

    fn read(&mut self, path: &Path) -> Result<Vec<u8>, Failure> {
        let (file, length) = open_regular(path)?;
        if length > self.0 {
            return Err(format!("{}: with it the record has more than {LARGEST} octets", path.display()));
        }
        let bytes = at_most(self.0, file, length, path)?;
        self.0 = self.0.saturating_sub(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        Ok(bytes)
    }
}

impl<'r> Part<'r> {
    /// Nothing if there is no message.
    pub(super) fn read(
        message: Named<'r>,
        content: Named<'r>,
        folder: &Path,
        room: &mut Room,
    ) -> Result<Option<Self>, Failure> {
        let Some(message) = message.read(folder, room)? else { return Ok(None) };
        let content = content.read_content(folder, &message, room)?;
        Ok(Some(Self { message, content }))
    }
}

impl<'r> Named<'r> {
    /// All of it.
    pub(super) fn read(self, folder: &Path, room: &mut Room) -> Result<Option<Cow<'r, [u8]>>, Failure> {
        match (self.path, self.inline) {
            (None, None) => Ok(None),
            (None, Some(inline)) => Ok(Some(Cow::Borrowed(&inline.0))),
            (Some(path), None) => room.read(&folder.join(path)).map(|bytes| Some(Cow::Owned(bytes))),
            (Some(_), Some(_)) => Err(format!("{0} and {0}_base64: one of them", self.what)),
        }
    }

    /// The same, but for large files, which this message's hashers take piece by piece.
    fn read_content(
        self,
        folder: &Path,
        message: &[u8],
        room: &mut Room,
    ) -> Result<Option<Content<'r>>, Failure> {
        if let (Some(path), None) = (self.path, self.inline) {
            let path = folder.join(path);
            let (file, length) = open_regular(&path)?;
            if let (true, Ok(message)) = (length > STREAMED, SignedMessage::parse(message)) {
                let hashed = hash(file, &message).map(Some);
                return hashed.map_err(|error| format!("{}: {error}", path.display()));
            }
        }
        self.read(folder, room).map(|bytes| bytes.map(Content::Bytes))
    }
}

fn hash<'r>(mut file: File, message: &SignedMessage<'_>) -> std::io::Result<Content<'r>> {
    let mut hasher = message.hasher(&RustCrypto);
    let mut piece = vec![0; 1 << 16];
    loop {
        match file.read(&mut piece)? {
            0 => return Ok(Content::Digests(hasher.finish())),
            read => hasher.update(piece.get(..read).unwrap_or_default()),
        }
    }
}

impl<'de> Deserialize<'de> for Inline {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        impl Visitor<'_> for Text {
            type Value = Inline;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("base64")
            }

            // Decoded from where it stands: no copy of the text is made.
            fn visit_str<E: Error>(self, text: &str) -> Result<Inline, E> {
                STANDARD.decode(text).map(Inline).map_err(|error| E::custom(format!("base64: {error}")))
            }
        }
        deserializer.deserialize_str(Text)
    }
}
