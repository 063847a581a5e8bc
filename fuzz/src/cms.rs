//! Target `cms`: signed messages through the whole verification. Good messages of the test material are edited by a
//! recipe; one that still passes must have kept its content, its signers and what they signed.

use arbitrary::{Arbitrary, Unstructured};
use kz_eds::{SignedMessage, SignedRequest, SignerInfo};

use super::material;

/// Edits of one message at the most.
const EDITS: usize = 16;

#[derive(Arbitrary, Debug)]
struct Recipe {
    base: u8,
    edits: Vec<Edit>,
}

/// One change to the octets of a message. Places are taken modulo its length.
#[derive(Arbitrary, Debug)]
enum Edit {
    Flip {
        at: u16,
        bit: u8,
    },
    Set {
        at: u16,
        octet: u8,
    },
    Insert {
        at: u16,
        octets: [u8; 3],
        count: u8,
    },
    Remove {
        at: u16,
        count: u8,
    },
    /// A stretch of another good message.
    Splice {
        at: u16,
        other: u8,
        from: u16,
        count: u8,
    },
}

/// The body of the target: the first octet says whether the rest is a message or a recipe for one.
pub fn cms(data: &[u8]) {
    match data.split_first() {
        Some((0, message)) => judged(message, None),
        Some((_, recipe)) => edited(recipe),
        None => {}
    }
}

fn edited(recipe: &[u8]) {
    let Ok(recipe) = Recipe::arbitrary(&mut Unstructured::new(recipe)) else { return };
    let base = material::message(recipe.base);
    let message = recipe.edits.iter().take(EDITS).fold(base.to_vec(), |message, edit| edit.apply(message));
    judged(&message, Some(base));
}

impl Edit {
    fn apply(&self, mut message: Vec<u8>) -> Vec<u8> {
        let length = message.len().max(1);
        let place = |at: u16| usize::from(at) % length;
        match *self {
            Self::Flip { at, bit } => {
                message.get_mut(place(at)).into_iter().for_each(|octet| *octet ^= 1 << (bit % 8));
            }
            Self::Set { at, octet } => {
                message.get_mut(place(at)).into_iter().for_each(|found| *found = octet);
            }
            Self::Insert { at, octets, count } => {
                let inserted = octets.into_iter().take(usize::from(count % 4));
                message.splice(place(at)..place(at), inserted).for_each(drop);
            }
            Self::Remove { at, count } => {
                let end = (place(at) + usize::from(count)).min(message.len());
                message.drain(place(at).min(end)..end).for_each(drop);
            }
            Self::Splice { at, other, from, count } => {
                let other = material::message(other);
                let from = usize::from(from) % other.len();
                let stretch: Vec<u8> = other.iter().skip(from).take(usize::from(count)).copied().collect();
                let end = (place(at) + stretch.len()).min(message.len());
                message.splice(place(at).min(end)..end, stretch).for_each(drop);
            }
        }
        message
    }
}

/// Whoever passes has signed what is handed out: content, certificates and attributes are those of the message that
/// was edited, or for one from nowhere, of one of the good messages.
fn judged(message: &[u8], base: Option<&'static [u8]>) {
    let request = SignedRequest::attached(message).allowing_other_signers();
    let verdict = material::validator().verify_request(&request, material::noon());
    assert_eq!(verdict.reasons().is_empty(), verdict.indication() == kz_eds::Indication::TotalPassed);
    let Ok(verified) = verdict.accept() else { return };
    let content = verified.content().expect("attached content");
    let signed = signatures(message);
    let is_from = |base: &[u8]| {
        let (genuine, certificates) = material::accepted(base);
        let originals = signatures(base);
        *content == *genuine
            && signed.iter().all(|signer| originals.contains(signer))
            && verified.signers().iter().all(|signer| certificates.contains(signer.certificate()))
    };
    // A splice may carry whole signers over from another message with the same content.
    let known = base.into_iter().chain(material::messages());
    assert!(known.into_iter().any(is_from), "a message that nobody signed passes");
}

/// Signature and signed attributes of each signer.
fn signatures(message: &[u8]) -> Vec<(Vec<u8>, Vec<Vec<u8>>)> {
    let message = SignedMessage::parse(message).expect("what passes reads");
    let attributes = |signer: &SignerInfo<'_>| -> Vec<Vec<u8>> {
        let all = signer.signed_attributes().into_iter().flat_map(|all| all.iter());
        all.map(|one| [one.oid().as_bytes(), &one.values().collect::<Vec<_>>().concat()].concat()).collect()
    };
    message.signers().map(|signer| (signer.signature().to_vec(), attributes(&signer))).collect()
}
