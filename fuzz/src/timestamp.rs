//! Target `timestamp`: tokens, responses and requests. A second reader finds the same fields in what is taken; a request
//! reads back as it was written; and nobody is believed to have signed before its certificate ended but by the stamp
//! that an authority made.

use arbitrary::{Arbitrary, Unstructured};
use chrono::{DateTime, Utc};
use kz_eds::crypto::{Digest, DigestAlgorithm, Provider, RustCrypto};
use kz_eds::{
    Augmentation, CertificateWish, ObjectIdentifier, SignedMessage, SignedRequest, TimeStampRequest,
    TimeStampResponse, TimeStampToken,
};

use super::ocsp::Edit;
use super::second_reader::{contents, elements};
use super::{material, pem, with_one_more};

/// Edits of one file at the most.
const EDITS: usize = 16;

#[derive(Arbitrary, Debug)]
enum Recipe {
    /// A known token, response or request, changed.
    Edited { base: u8, edits: Vec<Edit> },
    /// The stamp that proves a signature older than the end of its certificate, changed.
    Proof { edits: Vec<Edit> },
    /// A request of this library's own.
    Request { digest: u8, octets: Vec<u8>, nonce: Vec<u8>, policy: [u8; 3], wish: bool },
}

/// The body of the target: the first octet says whether the rest is a file or a recipe for one.
pub fn timestamp(data: &[u8]) {
    match data.split_first() {
        Some((0, file)) => read(file),
        Some((_, recipe)) => made(recipe),
        None => {}
    }
}

fn made(recipe: &[u8]) {
    let Ok(recipe) = Recipe::arbitrary(&mut Unstructured::new(recipe)) else { return };
    match recipe {
        Recipe::Edited { base, edits } => read(&edited(material::stamp_file(base), &edits)),
        Recipe::Proof { edits } => proves(&edited(material::proof(), &edits)),
        Recipe::Request { digest, octets, nonce, policy, wish } => {
            written(digest, &octets, &nonce, policy, wish);
        }
    }
}

fn edited(base: &[u8], edits: &[Edit]) -> Vec<u8> {
    edits.iter().take(EDITS).fold(base.to_vec(), |file, edit| edit.apply(file))
}

fn read(file: &[u8]) {
    if let Ok(token) = TimeStampToken::parse(file) {
        reads_again(file, &token);
    }
    if let Ok(response) = TimeStampResponse::parse(file) {
        answers(&response);
    }
    if let Ok(request) = TimeStampRequest::parse(file) {
        round_trips(&request);
    }
}

fn reads_again(file: &[u8], token: &TimeStampToken<'_>) {
    let der = token.message().as_bytes();
    let text = pem("CMS", der);
    let again = TimeStampToken::parse(text.as_bytes()).expect("its PEM form");
    assert_eq!((again.fingerprint(), again.gen_time()), (token.fingerprint(), token.gen_time()));
    if der == file {
        for longer in with_one_more(file) {
            assert!(TimeStampToken::parse(&longer).is_err(), "an octet follows");
        }
    }
    assert_eq!(token.message().signers().len(), 1);
    assert_eq!(token.latest_time() - token.gen_time(), token.accuracy().unwrap_or_default());
    if let Some(info) = info(der) {
        agrees(info, token).expect("what was taken has these parts");
    }
}

/// The TSTInfo by `der` alone, where it takes the wrappers and the content is in one piece.
fn info(der: &[u8]) -> Option<&[u8]> {
    let signed = contents(elements(contents(der)?)?.get(1)?)?;
    let wrapper = elements(contents(signed)?)?.get(2).copied()?;
    let octets = contents(elements(contents(wrapper)?)?.get(1)?)?;
    if octets.first() == Some(&4) { contents(octets) } else { None }
}

fn agrees(info: &[u8], token: &TimeStampToken<'_>) -> Option<()> {
    let fields = elements(contents(info)?)?;
    let [version, policy, imprint, serial, time, ..] = fields.get(..)? else { return None };
    assert_eq!(contents(version)?, [1]);
    assert_eq!(contents(policy)?, token.policy().as_bytes());
    let imprint = elements(contents(imprint)?)?;
    assert_eq!((*imprint.first()?, contents(imprint.get(1)?)?), (token.imprint_algorithm(), token.imprint()));
    assert_eq!(contents(serial)?, token.serial_number());
    assert_eq!(contents(time)?, digits(token.gen_time()).as_bytes());
    let nonce = fields.get(5..)?.iter().find(|field| field.first() == Some(&2));
    assert_eq!(nonce.and_then(|nonce| contents(nonce)), token.nonce());
    Some(())
}

/// The one way in which DER writes a time with its fraction.
fn digits(time: DateTime<Utc>) -> String {
    let fraction = format!("{:09}", time.timestamp_subsec_nanos());
    let fraction = fraction.trim_end_matches('0');
    let dot = if fraction.is_empty() { "" } else { "." };
    format!("{}{dot}{fraction}Z", time.format("%Y%m%d%H%M%S"))
}

/// What is taken as the answer to the known request is over what it sent, with its nonce, and granted.
fn answers(response: &TimeStampResponse) {
    let request = TimeStampRequest::parse(material::stamp_request()).expect("the request");
    if let Ok(token) = response.token_for(&request) {
        assert!(response.status().is_granted());
        assert_eq!((token.imprint(), token.nonce()), (request.imprint().as_ref(), request.nonce()));
    }
}

fn round_trips(request: &TimeStampRequest) {
    let der = request.to_der();
    assert_eq!(TimeStampRequest::parse(&der).as_ref(), Ok(request));
    assert_eq!(TimeStampRequest::parse(pem("TSQ", &der).as_bytes()).as_ref(), Ok(request));
}

fn written(digest: u8, octets: &[u8], nonce: &[u8], policy: [u8; 3], wish: bool) {
    let all = DigestAlgorithm::ALL;
    let digest: Digest = RustCrypto.digest(all[usize::from(digest) % all.len()], octets);
    let [first, second, third] = policy;
    let mut request = TimeStampRequest::new(digest);
    if first > 127 {
        let dotted = format!("1.2.{second}.{third}");
        request = request.with_policy(ObjectIdentifier::parse(&dotted).expect("an identifier"));
    }
    if !wish {
        request = request.with_certificate(CertificateWish::Unwanted);
    }
    let with_nonce = request.clone().with_nonce(nonce);
    assert_eq!(with_nonce.is_ok(), (1..=32).contains(&nonce.len()));
    for request in [Ok(request), with_nonce].into_iter().flatten() {
        round_trips(&request);
        let der = request.to_der();
        let fields = elements(contents(&der).expect("a sequence")).expect("fields");
        let imprint = elements(contents(fields[1]).expect("an imprint")).expect("two parts");
        assert_eq!(contents(imprint[1]), Some(digest.as_ref()));
        assert_eq!(fields.last() == Some(&&[1, 1, 0xFF][..]), wish);
    }
}

/// Threats 26 and 27: a signature whose certificate has ended since passes by the authority's own stamp alone.
fn proves(file: &[u8]) {
    read(file);
    let Ok(token) = TimeStampToken::parse(file) else { return };
    let message = SignedMessage::parse(material::ended()).expect("a message");
    let Ok(stamped) = Augmentation::of(&message).with_time_stamp(0, &token) else { return };
    let Ok(stamped) = stamped.to_der() else { return };
    let request = SignedRequest::attached(&stamped).allowing_other_signers();
    let passes = material::archivist().verify_request(&request, material::noon()).accept().is_ok();
    assert!(passes || file != material::proof(), "the authority's own stamp is believed");
    if passes {
        let genuine = TimeStampToken::parse(material::proof()).expect("the stamp");
        assert_eq!(token.signer().signature(), genuine.signer().signature(), "a stamp that nobody made");
        let said = |token: &TimeStampToken<'_>| {
            (token.latest_time(), token.imprint().to_vec(), token.serial_number().to_vec())
        };
        assert_eq!(said(&token), said(&genuine));
    }
}
