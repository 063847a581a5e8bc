//! `kz-eds sign`.

mod elsewhere;
mod stamp;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use chrono::{DateTime, Utc};
use kz_eds::{
    Certificate, Indeterminate, KeyFile, KeyFileError, LicenceSigner, Password, Placement, SigningError,
    SigningKey, SigningOptions, Verdict,
};

use crate::args::{SharedArguments, SignArguments};
use crate::{Failure, check, input, output, say};

/// Where a password stands if no file has it.
const VARIABLE: &str = "KZ_EDS_PASSWORD";

pub(crate) fn run(arguments: &SignArguments) -> Result<ExitCode, Failure> {
    if arguments.shared.received_at.is_some() {
        return Err(
            "--received-at is about signatures that are there: it goes with check, verify and reverify"
                .into(),
        );
    }
    apart(arguments)?;
    if arguments.stamp.timestamp.is_some() {
        return stamp::attach(arguments);
    }
    if arguments.content.is_some() && !arguments.cosign {
        return Err("--content goes with --cosign or --timestamp".into());
    }
    match (&arguments.elsewhere.prepare, &arguments.elsewhere.attach) {
        (Some(out), _) => elsewhere::prepare(arguments, out),
        (_, Some(prepared)) => elsewhere::attach(arguments, prepared),
        (None, None) => sign(arguments),
    }
}

/// Every output in a place of its own. A message that gets one more signature or a stamp may be written over: it is in the new
/// one.
fn apart(arguments: &SignArguments) -> Result<(), Failure> {
    let SignArguments {
        file,
        key,
        cert,
        password_file,
        content,
        chain,
        out,
        tsq,
        stamp,
        elsewhere,
        shared,
        ..
    } = arguments;
    let outputs =
        || [out, tsq, &elsewhere.prepare, &elsewhere.octets].into_iter().flatten().map(PathBuf::as_path);
    let named = [
        key,
        cert,
        password_file,
        content,
        &stamp.timestamp,
        &stamp.query,
        &elsewhere.attach,
        &elsewhere.signature,
    ];
    let named = named.into_iter().flatten().chain(chain).map(PathBuf::as_path);
    output::apart(outputs(), named.chain(shared.inputs()))?;
    let is_kept = !arguments.cosign && stamp.timestamp.is_none();
    output::apart(outputs().skip(usize::from(!is_kept && out.is_some())), file.as_deref())
}

fn sign(arguments: &SignArguments) -> Result<ExitCode, Failure> {
    let validator = check::validator(&arguments.shared)?;
    let (key, certificate) = key_and_certificate(arguments)?;
    let signer = LicenceSigner::new(key, certificate).with_options(options(arguments)?);
    let (at, bytes) = (at(arguments), file(arguments)?);
    let signed = if arguments.cosign {
        signer.cosign(&bytes, content(arguments)?.as_deref(), &validator, at)
    } else {
        signer.sign(&bytes, &validator, at)
    };
    match signed {
        Ok(message) => written(arguments, &message, if arguments.cosign { &bytes } else { &[] }),
        Err(error) => refused(error, &arguments.shared),
    }
}

/// The message where it was asked for, and with `--tsq` the request for a stamp over what is new in it.
fn written(arguments: &SignArguments, message: &[u8], before: &[u8]) -> Result<ExitCode, Failure> {
    let request =
        arguments.tsq.as_ref().map(|path| Ok::<_, Failure>((path, stamp::request(message, before)?)));
    let request = request.transpose()?;
    // The message last: a message with one more signature invites nobody to sign again.
    if let Some((path, request)) = request {
        write(Some(path), &request.to_der())?;
    }
    write(arguments.out.as_deref(), message)?;
    Ok(ExitCode::SUCCESS)
}

fn write(path: Option<&Path>, bytes: &[u8]) -> Result<(), Failure> {
    let path = path.ok_or("nowhere to write to: give --out")?;
    output::write(path, bytes)
}

fn at(arguments: &SignArguments) -> DateTime<Utc> {
    arguments.shared.at.unwrap_or_else(Utc::now)
}

fn file(arguments: &SignArguments) -> Result<Vec<u8>, Failure> {
    input::read(arguments.file.as_deref().ok_or("no file given")?)
}

fn content(arguments: &SignArguments) -> Result<Option<Vec<u8>>, Failure> {
    arguments.content.as_deref().map(input::read).transpose()
}

fn key_and_certificate(arguments: &SignArguments) -> Result<(SigningKey, Certificate), Failure> {
    let path = arguments.key.as_deref().ok_or("no key given")?;
    let file = key_file(arguments, path)?;
    let certificate = match &arguments.cert {
        Some(path) => certificate(path)?,
        None => file.certificate().cloned().ok_or_else(|| {
            format!("{}: no certificate of this key in the file; name one with --cert", path.display())
        })?,
    };
    Ok((file.into_key(), certificate))
}

fn options(arguments: &SignArguments) -> Result<SigningOptions, Failure> {
    Ok(SigningOptions {
        placement: if arguments.detached { Placement::Detached } else { Placement::Attached },
        claim: check::claim(&arguments.identity)?,
        chain: chain(arguments)?,
        indeterminate: indeterminate(arguments),
    })
}

fn chain(arguments: &SignArguments) -> Result<Vec<Certificate>, Failure> {
    arguments.chain.iter().map(|path| certificate(path)).collect()
}

fn indeterminate(arguments: &SignArguments) -> Indeterminate {
    if arguments.allow_indeterminate { Indeterminate::Sign } else { Indeterminate::Refuse }
}

fn certificate(path: &Path) -> Result<Certificate, Failure> {
    Certificate::parse(&input::read(path)?).map_err(|error| format!("{}: {error}", path.display()))
}

fn key_file(arguments: &SignArguments, path: &Path) -> Result<KeyFile, Failure> {
    let password = password(arguments)?;
    let bytes = zeroize::Zeroizing::new(input::read(path)?);
    KeyFile::open(&bytes, password.as_ref()).map_err(|error| {
        let hint = match error {
            KeyFileError::PasswordNeeded => format!(": give --password-file, or set {VARIABLE}"),
            KeyFileError::Damaged(_) => ", or neither PKCS #8 nor PKCS #12".to_owned(),
            _ => String::new(),
        };
        format!("{}: {error}{hint}", path.display())
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
            say(&"--allow-indeterminate signs all the same");
            Ok(code)
        }
        SigningError::KeyMismatch
        | SigningError::SignatureInvalid
        | SigningError::StampOfAnother
        | SigningError::ContentDiffers => {
            say(&format_args!("nothing was signed: {error}"));
            Ok(ExitCode::from(1))
        }
        SigningError::NotVerified(reasons) => {
            let codes: Vec<_> = reasons.iter().map(|reason| reason.code()).collect();
            say(&format_args!("nothing was signed: {error}: {}", codes.join(", ")));
            Ok(ExitCode::from(1))
        }
        _ => Err(format!("nothing was signed: {error}")),
    }
}

fn told(error: &SigningError, verdict: &Verdict, shared: &SharedArguments) -> Result<ExitCode, Failure> {
    say(&format_args!("nothing was signed: {error}"));
    check::print(verdict, shared)?;
    let is_open = matches!(error, SigningError::CertificateIndeterminate(_));
    Ok(ExitCode::from(if is_open { 2 } else { 1 }))
}
