//! Each rule on a message that breaks it and nothing else, with a good signature over what is broken where that
//! can be.

mod attributes;
mod certificates;
mod content;
mod form;
mod signature;
mod unsigned;

use super::content::ContentShape;
use super::ess::Binding;
use super::fault::SignerFault;
use super::testing::*;
use super::*;
use crate::asn1::oid;
use crate::certificate::Certificate;
use crate::crypto::{Digest, Outcome, RustCrypto, Unsupported};
use crate::finding::{Fact, Reason};

fn parse(bytes: &[u8]) -> SignedMessage<'_> {
    SignedMessage::parse(bytes).unwrap()
}

fn kind(bytes: &[u8]) -> Option<ErrorKind> {
    SignedMessage::parse(bytes).err().map(|error| error.kind())
}

/// The faults of the first signer, over this content or the attached one.
fn faults_over(bytes: &[u8], key: Key, content: Option<&[u8]>) -> Vec<SignerFault> {
    let message = parse(bytes);
    let mut hasher = message.hasher(&RustCrypto);
    hasher.update(content.unwrap_or_default());
    let content = match content {
        Some(_) => hasher.finish(),
        None => message.attached_digests(&RustCrypto).unwrap(),
    };
    let certificate = certificate("CA", &[7], key);
    let public = RustCrypto.public_key(certificate.public_key_info()).unwrap();
    message.signers().next().unwrap().check(&RustCrypto, &certificate, &*public, &content).faults
}

fn faults(signer: &Signer) -> Vec<SignerFault> {
    faults_over(&signer.message(), signer.key, None)
}

fn p256() -> Signer {
    Signer::new(Key::P256)
}
