//! `kz-eds verify`.

use std::iter;
use std::path::PathBuf;
use std::process::ExitCode;

use kz_eds::{Certificate, Document, RequestVerdict, SignedRequest};

use crate::args::VerifyArguments;
use crate::{Failure, check, input, output, table};

pub(crate) fn run(arguments: &VerifyArguments) -> Result<ExitCode, Failure> {
    let documents = arguments.document.iter().map(|text| Named::read(text)).collect::<Result<Vec<_>, _>>()?;
    apart(arguments, &documents)?;
    let validator = check::validator(&arguments.shared)?;
    let files = Files::read(arguments, documents)?;
    let request = files.request(arguments)?;
    let verdict = validator.verify_request(&request, arguments.shared.moment());
    print(&verdict, arguments)?;
    let code = check::exit_code(verdict.indication());
    if let Some(out) = &arguments.out {
        write_content(verdict, out)?;
    }
    Ok(code)
}

fn apart(arguments: &VerifyArguments, documents: &[Named]) -> Result<(), Failure> {
    let VerifyArguments { message, content, checked_as, out, shared, .. } = arguments;
    let named = [Some(message), content.as_ref(), checked_as.as_ref()].into_iter().flatten();
    let attached =
        documents.iter().flat_map(|document| iter::once(&document.message).chain(&document.content));
    output::apart(out.as_deref(), named.chain(attached).map(PathBuf::as_path).chain(shared.inputs()))
}

/// What the arguments name, in memory.
struct Files {
    message: Vec<u8>,
    content: Option<Vec<u8>>,
    documents: Vec<DocumentFiles>,
}

/// Name, message, and content where that lies beside the message.
type DocumentFiles = (String, Vec<u8>, Option<Vec<u8>>);

impl Files {
    fn read(arguments: &VerifyArguments, documents: Vec<Named>) -> Result<Self, Failure> {
        let content = arguments.content.as_deref().map(input::read).transpose()?;
        let documents = documents.into_iter().map(Named::files).collect::<Result<_, _>>()?;
        Ok(Self { message: input::read(&arguments.message)?, content, documents })
    }

    fn request<'a>(&'a self, arguments: &VerifyArguments) -> Result<SignedRequest<'a>, Failure> {
        let mut request = match &self.content {
            Some(content) => SignedRequest::detached(&self.message, content),
            None => SignedRequest::attached(&self.message),
        };
        request = match check::claim(&arguments.identity)? {
            Some(claim) => request.expects(claim),
            None => request.allowing_other_signers(),
        };
        if let Some(path) = &arguments.checked_as {
            let certificate = Certificate::parse(&input::read(path)?)
                .map_err(|error| format!("{}: {error}", path.display()))?;
            request = request.checked_as(certificate.fingerprint());
        }
        for (name, message, content) in &self.documents {
            request = request.with_document(match content {
                Some(content) => Document::detached(name, message, content),
                None => Document::attached(name, message),
            });
        }
        Ok(request)
    }
}

/// `NAME=CMS` or `NAME=CMS,FILE`.
struct Named {
    name: String,
    message: PathBuf,
    content: Option<PathBuf>,
}

impl Named {
    fn read(text: &str) -> Result<Self, Failure> {
        let (name, files) = text
            .split_once('=')
            .ok_or_else(|| format!("--document {text}: not of the form NAME=CMS or NAME=CMS,FILE"))?;
        let (message, content) = match files.split_once(',') {
            Some((message, content)) => (message, Some(content.into())),
            None => (files, None),
        };
        Ok(Self { name: name.to_owned(), message: message.into(), content })
    }

    fn files(self) -> Result<DocumentFiles, Failure> {
        let content = self.content.as_deref().map(input::read).transpose()?;
        Ok((self.name, input::read(&self.message)?, content))
    }
}

fn print(verdict: &RequestVerdict<'_>, arguments: &VerifyArguments) -> Result<(), Failure> {
    let shown = &arguments.shared.output;
    if shown.json {
        let json = serde_json::to_string_pretty(verdict.report()).map_err(|error| error.to_string())?;
        return table::print(&format!("{json}\n"));
    }
    table::print(&table::request(verdict.report(), shown.lang))
}

/// The signed bytes, and only those of an accepted request.
fn write_content(verdict: RequestVerdict<'_>, out: &std::path::Path) -> Result<(), Failure> {
    let Ok(verified) = verdict.accept() else { return Ok(()) };
    output::write(out, &verified.content().unwrap_or_default())
}
