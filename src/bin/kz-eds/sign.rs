//! `kz-eds sign`.

use std::path::Path;
use std::process::ExitCode;

use chrono::Utc;
use kz_eds::{
    Certificate, Indeterminate, KeyFile, KeyFileError, LicenceSigner, Password, Placement, SigningError,
    SigningKey, SigningOptions, Verdict,
};

use crate::args::{SharedArguments, SignArguments};
use crate::{Failure, check, input};

/// Where a password stands if no file has it.
const VARIABLE: &str = "KZ_EDS_PASSWORD";

pub(crate) fn run(arguments: &SignArguments) -> Result<ExitCode, Failure> {
    let validator = check::validator(&arguments.shared)?;
    let signer = signer(arguments)?;
    let at = arguments.shared.at.unwrap_or_else(Utc::now);
    let bytes = input::read(&arguments.file)?;
    let signed = if arguments.cosign {
        let content = arguments.content.as_deref().map(input::read).transpose()?;
        signer.cosign(&bytes, content.as_deref(), &validator, at)
    } else {
        signer.sign(&bytes, &validator, at)
    };
    match signed {
        Ok(message) => {
            let out = &arguments.out;
            std::fs::write(out, message).map_err(|error| format!("{}: {error}", out.display()))?;
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => refused(error, &arguments.shared),
    }
}

fn signer(arguments: &SignArguments) -> Result<LicenceSigner<SigningKey>, Failure> {
    let file = key_file(arguments)?;
    let certificate = match &arguments.cert {
        Some(path) => certificate(path)?,
        None => file.certificate().cloned().ok_or_else(|| {
            let path = arguments.key.display();
            format!("{path}: no certificate of this key in the file; name one with --cert")
        })?,
    };
    let options = SigningOptions {
        placement: if arguments.detached { Placement::Detached } else { Placement::Attached },
        claim: check::claim(&arguments.identity)?,
        chain: arguments.chain.iter().map(|path| self::certificate(path)).collect::<Result<_, _>>()?,
        indeterminate: match arguments.allow_indeterminate {
            true => Indeterminate::Sign,
            false => Indeterminate::Refuse,
        },
    };
    Ok(LicenceSigner::new(file.into_key(), certificate).with_options(options))
}

fn certificate(path: &Path) -> Result<Certificate, Failure> {
    Certificate::parse(&input::read(path)?).map_err(|error| format!("{}: {error}", path.display()))
}

fn key_file(arguments: &SignArguments) -> Result<KeyFile, Failure> {
    let password = password(arguments)?;
    let bytes = zeroize::Zeroizing::new(input::read(&arguments.key)?);
    KeyFile::open(&bytes, password.as_ref()).map_err(|error| {
        let hint = match error {
            KeyFileError::PasswordNeeded => format!(": give --password-file, or set {VARIABLE}"),
            KeyFileError::Damaged(_) => ", or neither PKCS #8 nor PKCS #12".to_owned(),
            _ => String::new(),
        };
        format!("{}: {error}{hint}", arguments.key.display())
    })
}

/// The first line of the file, or the variable.
fn password(arguments: &SignArguments) -> Result<Option<Password>, Failure> {
    let Some(path) = &arguments.password_file else {
        return match std::env::var(VARIABLE) {
            Ok(password) => Ok(Some(Password::new(password))),
            Err(std::env::VarError::NotPresent) => Ok(None),
            Err(std::env::VarError::NotUnicode(_)) => Err(format!("{VARIABLE} is not UTF-8")),
        };
    };
    let bytes = zeroize::Zeroizing::new(input::read(path)?);
    let text = std::str::from_utf8(&bytes).map_err(|_| format!("{}: not UTF-8", path.display()))?;
    Ok(Some(Password::new(text.lines().next().unwrap_or_default())))
}

/// A certificate that may not sign is a verdict, as for `check`; what cannot be signed at all is a failure.
fn refused(error: SigningError, shared: &SharedArguments) -> Result<ExitCode, Failure> {
    match &error {
        SigningError::CertificateRefused(verdict) => told(&error, verdict, shared),
        SigningError::CertificateIndeterminate(verdict) => {
            let code = told(&error, verdict, shared)?;
            eprintln!("kz-eds: --allow-indeterminate signs all the same");
            Ok(code)
        }
        SigningError::KeyMismatch | SigningError::SignatureInvalid | SigningError::ContentDiffers => {
            eprintln!("kz-eds: nothing was signed: {error}");
            Ok(ExitCode::from(1))
        }
        SigningError::NotVerified(reasons) => {
            let codes: Vec<_> = reasons.iter().map(|reason| reason.code()).collect();
            eprintln!("kz-eds: nothing was signed: {error}: {}", codes.join(", "));
            Ok(ExitCode::from(1))
        }
        _ => Err(format!("nothing was signed: {error}")),
    }
}

fn told(error: &SigningError, verdict: &Verdict, shared: &SharedArguments) -> Result<ExitCode, Failure> {
    eprintln!("kz-eds: nothing was signed: {error}");
    check::print(verdict, shared)?;
    let is_open = matches!(error, SigningError::CertificateIndeterminate(_));
    Ok(ExitCode::from(if is_open { 2 } else { 1 }))
}
