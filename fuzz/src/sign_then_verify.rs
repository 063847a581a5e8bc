//! Target `sign_then_verify`: whatever is signed verifies, and with one bit flipped it does not.
//!
//! Every bit counts, but for those of certificates that the chain option embeds and that the validator knows from
//! elsewhere: nothing signs them here, and nobody needs them. There are no unsigned attributes.

use arbitrary::{Arbitrary, Unstructured};
use kz_eds::{
    AllowedList, Bin, Certificate, Claim, IdentityRule, KeyFile, LicenceSigner, Placement, Role,
    SignedMessage, SignedRequest, SigningKey, SigningOptions,
};

use super::material;

const HEAD: (&[u8], &[u8]) =
    (include_bytes!("../../testdata/keys/head.pem"), include_bytes!("../../testdata/certificates/head.cer"));
const HEAD_EC: (&[u8], &[u8]) = (
    include_bytes!("../../testdata/keys/head_ec.pem"),
    include_bytes!("../../testdata/certificates/head_ec.cer"),
);
const BIN: &str = "260140000015";
/// Bits flipped for one message at the most.
const FLIPS: usize = 16;

#[derive(Arbitrary, Debug)]
struct Recipe {
    options: Options,
    /// Who signs beside the first.
    other: Option<Options>,
    flips: Vec<u32>,
    content: Vec<u8>,
}

#[derive(Arbitrary, Clone, Copy, Debug)]
struct Options {
    by_p256: bool,
    is_detached: bool,
    has_chain: bool,
}

impl Options {
    fn signer(self) -> LicenceSigner<SigningKey> {
        let (key, certificate) = if self.by_p256 { HEAD_EC } else { HEAD };
        let key = KeyFile::open(key, None).expect("a key").into_key();
        let certificate = Certificate::parse(certificate).expect("a certificate");
        LicenceSigner::new(key, certificate).expects(licensor()).with_options(SigningOptions {
            placement: if self.is_detached { Placement::Detached } else { Placement::Attached },
            chain: self.has_chain.then(|| material::authority().clone()).into_iter().collect(),
            ..SigningOptions::default()
        })
    }
}

/// The authorised person of the licensor.
fn licensor() -> Claim {
    let list: AllowedList = [Bin::parse(BIN).expect("a number")].into_iter().collect();
    Claim::new(Role::AuthorisedPerson, IdentityRule::Allowed(list))
}

/// A message, and what it is about where that lies beside it.
struct Signed {
    message: Vec<u8>,
    beside: Vec<u8>,
    is_detached: bool,
}

impl Signed {
    fn passes(&self) -> Option<Vec<u8>> {
        let request = match self.is_detached {
            true => SignedRequest::detached(&self.message, &self.beside),
            false => SignedRequest::attached(&self.message),
        };
        let request = request.expects(licensor()).allowing_other_signers();
        let verdict = material::licence_validator().verify_request(&request, material::noon());
        verdict.accept().ok().map(|verified| verified.content().expect("content").into_owned())
    }

    /// The same with another bit, unless it is one that nobody needs.
    fn flipped(&self, bit: u32) -> Option<Self> {
        let place = usize::try_from(bit / 8).expect("32 bits") % (self.message.len() + self.beside.len());
        let (mut message, mut beside) = (self.message.clone(), self.beside.clone());
        let authority = material::authority().as_der();
        let start = message.windows(authority.len()).position(|window| window == authority);
        if start.is_some_and(|start| (start..start + authority.len()).contains(&place)) {
            return None;
        }
        let octet = message.iter_mut().chain(&mut beside).nth(place).expect("a place in one of the two");
        *octet ^= 1 << (bit % 8);
        Some(Self { message, beside, is_detached: self.is_detached })
    }
}

/// The body of the target.
pub fn sign_then_verify(data: &[u8]) {
    let Ok(recipe) = Recipe::arbitrary_take_rest(Unstructured::new(data)) else { return };
    let Recipe { options, other, flips, content } = recipe;
    let (validator, noon) = (material::licence_validator(), material::noon());
    let mut message = options.signer().sign(&content, validator, noon).expect("the head may sign");
    let again = options.signer().sign(&content, validator, noon);
    assert_eq!(again.as_ref().ok(), Some(&message), "the same input gives the same octets");
    if let Some(other) = other {
        let beside = options.is_detached.then_some(&*content);
        let both = other.signer().cosign(&message, beside, validator, noon).expect("so may the other");
        keeps(&message, &both);
        message = both;
    }
    let beside = if options.is_detached { content.clone() } else { Vec::new() };
    let signed = Signed { message, beside, is_detached: options.is_detached };
    assert_eq!(signed.passes().as_ref(), Some(&content), "what is signed verifies");
    for flip in flips.into_iter().take(FLIPS) {
        let passes = signed.flipped(flip).and_then(|flipped| flipped.passes());
        assert!(passes.is_none(), "bit {flip} is signed by nobody");
    }
}

/// Every signer before is still there, with all that it signed.
fn keeps(before: &[u8], after: &[u8]) {
    let (before, after) = (SignedMessage::parse(before), SignedMessage::parse(after));
    let (before, after) = (before.expect("a message"), after.expect("a message"));
    assert_eq!(after.signers().len(), before.signers().len() + 1);
    for signer in before.signers() {
        assert!(after.signers().any(|found| found.signature() == signer.signature()));
    }
    assert!(before.certificates().all(|certificate| after.certificates().any(|found| found == certificate)));
}
