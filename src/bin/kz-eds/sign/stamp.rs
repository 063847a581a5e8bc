//! `kz-eds sign --tsq` and `--timestamp`: what is sent to a time-stamping authority, and what comes back.

use std::path::Path;
use std::process::ExitCode;

use kz_eds::crypto::RustCrypto;
use kz_eds::{
    Augmentation, SignedMessage, TimeStampRefusal, TimeStampRequest, TimeStampResponse, TimeStampToken,
};

use super::{at, chain, content, file, indeterminate, refused, written};
use crate::args::SignArguments;
use crate::{Failure, check, input, output, say};

/// For a stamp over the signature that `message` has and `before` has not.
pub(super) fn request(message: &[u8], before: &[u8]) -> Result<TimeStampRequest, Failure> {
    let parsed = SignedMessage::parse(message).map_err(|error| error.to_string())?;
    let old = SignedMessage::parse(before).ok();
    let is_old = |signature: &[u8]| {
        old.as_ref().is_some_and(|old| old.signers().any(|signer| signer.signature() == signature))
    };
    let new = parsed.signers().find(|signer| !is_old(signer.signature()));
    let new = new.ok_or("there is no new signature in the message")?;
    let nonce = output::unforeseen().to_be_bytes();
    TimeStampRequest::for_signer(&new).with_nonce(&nonce).map_err(|error| error.to_string())
}

pub(super) fn attach(arguments: &SignArguments) -> Result<ExitCode, Failure> {
    let validator = check::validator(&arguments.shared)?;
    let bytes = file(arguments)?;
    let message = SignedMessage::parse(&bytes).map_err(|error| named(arguments.file.as_deref(), &error))?;
    let token = match token(arguments)? {
        Ok(token) => token,
        Err(refusal) => {
            say(&format_args!("nothing was attached: {refusal}"));
            return Ok(ExitCode::from(1));
        }
    };
    let token =
        TimeStampToken::parse(&token).map_err(|error| named(arguments.stamp.timestamp.as_deref(), &error))?;
    let (content, chain) = (content(arguments)?, chain(arguments)?);
    let mut all = chain.iter().fold(Augmentation::of(&message), Augmentation::with_certificate);
    if arguments.stamp.embed_evidence {
        all = all.with_evidence(&input::evidence(&arguments.shared.evidence)?);
    }
    let attached = all.with_time_stamp(place(arguments, &message, &token), &token).and_then(|all| {
        all.verified(content.as_deref(), indeterminate(arguments), &validator, at(arguments))
    });
    match attached {
        Ok(message) => written(arguments, &message, &[]),
        Err(error) => refused(error, &arguments.shared),
    }
}

fn named(path: Option<&Path>, error: &dyn std::fmt::Display) -> Failure {
    format!("{}: {error}", path.unwrap_or(Path::new("")).display())
}

/// The token of the answer, if it answers the request; or the file itself, if it is a token.
fn token(arguments: &SignArguments) -> Result<Result<Vec<u8>, TimeStampRefusal>, Failure> {
    let path = arguments.stamp.timestamp.as_deref();
    let bytes = input::read(path.ok_or("no time stamp given")?)?;
    if TimeStampToken::parse(&bytes).is_ok() && arguments.stamp.query.is_none() {
        return Ok(Ok(bytes));
    }
    let response = TimeStampResponse::parse(&bytes).map_err(|error| named(path, &error))?;
    let Some(query) = &arguments.stamp.query else {
        let token = response.token().filter(|_| response.status().is_granted()).map(<[u8]>::to_vec);
        let failures = response.failures().to_vec();
        return Ok(token.ok_or(TimeStampRefusal::Refused { status: response.status(), failures }));
    };
    let request =
        TimeStampRequest::parse(&input::read(query)?).map_err(|error| named(Some(query), &error))?;
    let answers = response.token_for(&request).map(|_| ());
    Ok(answers.and_then(|()| response.token().map(<[u8]>::to_vec).ok_or(TimeStampRefusal::TokenMissing)))
}

/// The signer that was named, or the one whose signature was stamped; where there is none, the first, of whom the library
/// then says what is wrong.
fn place(arguments: &SignArguments, message: &SignedMessage<'_>, token: &TimeStampToken<'_>) -> usize {
    if let Some(number) = arguments.stamp.signer {
        return number.get() - 1;
    }
    let is_over = |signature| token.imprint_of(&RustCrypto, signature) == Ok(true);
    message.signers().position(|signer| is_over(signer.signature())).unwrap_or_default()
}
