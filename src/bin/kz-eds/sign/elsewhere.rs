//! `kz-eds sign --prepare` and `--attach`: the key is elsewhere, and its owner takes minutes.

use std::path::Path;
use std::process::ExitCode;

use kz_eds::{LicenceSigner, Prepared, Signature};

use super::{at, certificate, content, file, options, refused, write, written};
use crate::args::{SignArguments, SignatureForm};
use crate::{Failure, check, input};

/// Writes what was prepared, after the certificate was judged.
pub(super) fn prepare(arguments: &SignArguments, out: &Path) -> Result<ExitCode, Failure> {
    let validator = check::validator(&arguments.shared)?;
    let certificate = certificate(arguments.cert.as_deref().ok_or("no certificate given")?)?;
    let signer = LicenceSigner::remote(certificate).with_options(options(arguments)?);
    let (at, bytes) = (at(arguments), file(arguments)?);
    let prepared = if arguments.cosign {
        signer.prepare_cosign(&bytes, content(arguments)?.as_deref(), &validator, at)
    } else {
        signer.prepare(&bytes, &validator, at)
    };
    let prepared = match prepared {
        Ok(prepared) => prepared,
        Err(error) => return refused(error, &arguments.shared),
    };
    let json = serde_json::to_vec_pretty(&prepared).map_err(|error| error.to_string())?;
    if let Some(path) = &arguments.elsewhere.octets {
        write(Some(path), prepared.octets())?;
    }
    write(Some(out), &json)?;
    Ok(ExitCode::SUCCESS)
}

/// The message, of what was prepared and the signature that came of it.
pub(super) fn attach(arguments: &SignArguments, path: &Path) -> Result<ExitCode, Failure> {
    let validator = check::validator(&arguments.shared)?;
    let unreadable = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    let prepared: Prepared =
        serde_json::from_slice(&input::read(path)?).map_err(|error| unreadable(&error))?;
    let certificate = prepared.certificate().map_err(|error| unreadable(&error))?;
    let octets = input::read(arguments.elsewhere.signature.as_deref().ok_or("no signature given")?)?;
    let signature = match arguments.elsewhere.signature_form {
        SignatureForm::Encoded => Signature::Encoded(octets),
        SignatureForm::Raw => Signature::Raw(octets),
    };
    let signer = LicenceSigner::remote(certificate).with_options(options(arguments)?);
    match signer.attach(&prepared, &signature, &validator, at(arguments)) {
        Ok(message) => written(arguments, &message, prepared.message_before().unwrap_or_default()),
        Err(error) => refused(error, &arguments.shared),
    }
}
