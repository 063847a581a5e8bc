//! The command line's arguments.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use clap::{Args, Parser, Subcommand, ValueEnum};
use kz_eds::{Bin, EvidenceRule, Iin, Language, Moment, Policy, Role};

/// Checks electronic digital signatures of Kazakhstan's national PKI. No network, no hidden trust: everything is
/// given on the command line.
#[derive(Parser)]
#[command(version, after_help = EXIT_STATUS)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

const EXIT_STATUS: &str = "Exit status: 0 passed, 1 failed, 2 indeterminate, \
     3 wrong arguments, unopenable files, unusable trust or evidence.";

const REVERIFY: &str = "Exit status: 0 when every record was judged, whatever the verdicts; 1 with --strict if any \
     did not pass or there was none; 2 if any could not be judged: its answer says why; 3 wrong arguments, unopenable files, \
     unusable trust or evidence, records that could not be read on, answers that could not be written. The records' keys are \
     described in testdata/README.md.";

const SIGN: &str = "The password of the key file is the first line of --password-file, else KZ_EDS_PASSWORD. Exit status: \
     0 signed and verified, 1 refused, 2 not known whether the certificate may sign, 3 wrong arguments, unopenable files, \
     wrong password, unusable trust or evidence.";

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Condition 3 on a certificate: validity, revocation, and the IIN or BIN if one is given.
    #[command(after_help = EXIT_STATUS)]
    Check(Box<CheckArguments>),
    /// A signed request: signatures, signers, documents, and the IIN or BIN if one is given.
    #[command(after_help = EXIT_STATUS)]
    Verify(Box<VerifyArguments>),
    /// Signs a licence or any other file, if the certificate may; stamps what is signed.
    #[command(after_help = SIGN)]
    Sign(Box<SignArguments>),
    /// Many signed requests, from a manifest of JSON Lines, a folder, or standard input (`-`).
    #[command(after_help = REVERIFY)]
    Reverify(Box<ReverifyArguments>),
    /// What is in a certificate, a revocation list, an OCSP response, a signed message or a time stamp.
    Inspect(InspectArguments),
}

#[derive(Args)]
pub(crate) struct CheckArguments {
    /// The certificate: DER, PEM or bare base64.
    pub(crate) certificate: PathBuf,
    #[command(flatten)]
    pub(crate) identity: IdentityArguments,
    #[command(flatten)]
    pub(crate) shared: SharedArguments,
}

#[derive(Args)]
pub(crate) struct VerifyArguments {
    /// The signed message: DER, BER, PEM or bare base64.
    #[arg(value_name = "CMS")]
    pub(crate) message: PathBuf,
    /// The content, where it lies beside the message.
    #[arg(long, value_name = "FILE")]
    pub(crate) content: Option<PathBuf>,
    /// An attached document with a message of its own, and its content where that lies beside it.
    #[arg(long, value_name = "NAME=CMS[,FILE]")]
    pub(crate) document: Vec<String>,
    /// The certificate that condition 3 was checked on: it must be the signer's.
    #[arg(long, value_name = "CERT")]
    pub(crate) checked_as: Option<PathBuf>,
    /// Write the signed content here, if the request is accepted.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) identity: IdentityArguments,
    #[command(flatten)]
    pub(crate) shared: SharedArguments,
}

#[derive(Args)]
pub(crate) struct SignArguments {
    /// What to sign: any bytes. With --cosign and --timestamp, the signed message.
    #[arg(required_unless_present = "attach")]
    pub(crate) file: Option<PathBuf>,
    /// The private key: PKCS #12, or PKCS #8 in DER or PEM.
    #[arg(long, value_name = "P12|PEM", required_unless_present_any = ["prepare", "attach", "timestamp"])]
    pub(crate) key: Option<PathBuf>,
    /// The signer's certificate [default: the one in the key file].
    #[arg(long, value_name = "CERT")]
    pub(crate) cert: Option<PathBuf>,
    /// A file whose first line is the password.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["timestamp", "prepare", "attach"])]
    pub(crate) password_file: Option<PathBuf>,
    /// Leave the content out of the message.
    #[arg(long, conflicts_with = "cosign")]
    pub(crate) detached: bool,
    /// Sign a message beside those who signed it before, and leave them as they are.
    #[arg(long)]
    pub(crate) cosign: bool,
    /// The content of the message to cosign or to stamp, where it lies beside it.
    #[arg(long, value_name = "FILE")]
    pub(crate) content: Option<PathBuf>,
    /// A certificate to embed beside the signer's: one of its chain. Repeatable.
    #[arg(long, value_name = "CERT")]
    pub(crate) chain: Vec<PathBuf>,
    /// Sign although it is not known whether the certificate may, for want of a current revocation list for one.
    #[arg(long)]
    pub(crate) allow_indeterminate: bool,
    /// Where the signed message goes, in DER.
    #[arg(long, value_name = "CMS", required_unless_present = "prepare")]
    pub(crate) out: Option<PathBuf>,
    /// Write a request for a time stamp over the new signature here, to be sent as application/timestamp-query.
    #[arg(long, value_name = "TSQ", conflicts_with_all = ["prepare", "timestamp"])]
    pub(crate) tsq: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) stamp: StampArguments,
    #[command(flatten)]
    pub(crate) elsewhere: ElsewhereArguments,
    #[command(flatten)]
    pub(crate) identity: IdentityArguments,
    #[command(flatten)]
    pub(crate) shared: SharedArguments,
}

/// A time stamp for a signature that is there.
#[derive(Args)]
pub(crate) struct StampArguments {
    /// Attach this time stamp to the message: the authority's answer, or a bare token.
    #[arg(long, value_name = "TSR|TST", conflicts_with_all = [
        "key", "cert", "cosign", "detached", "prepare", "attach",
        "iin", "bin", "rule", "role", "allow_bin", "allow_iin",
    ])]
    pub(crate) timestamp: Option<PathBuf>,
    /// The request that --timestamp answers: nonce and policy are compared.
    #[arg(long, value_name = "TSQ", requires = "timestamp")]
    pub(crate) query: Option<PathBuf>,
    /// The signer that is stamped, counted from 1 [default: the one whose signature the stamp is over].
    #[arg(long, value_name = "N", requires = "timestamp")]
    pub(crate) signer: Option<NonZeroUsize>,
    /// Embed the lists and responses of --evidence in the message as well, and the certificates of --chain.
    #[arg(long, requires = "timestamp")]
    pub(crate) embed_evidence: bool,
}

/// A key that is not in this process.
#[derive(Args)]
pub(crate) struct ElsewhereArguments {
    /// Sign nothing, and write here what is to be signed elsewhere and how; needs --cert.
    #[arg(long, value_name = "JSON", requires = "cert", conflicts_with_all = ["key", "attach", "out"])]
    pub(crate) prepare: Option<PathBuf>,
    /// Write the very octets to be signed here, too.
    #[arg(long, value_name = "FILE", requires = "prepare")]
    pub(crate) octets: Option<PathBuf>,
    /// What was prepared, to be made a message with the signature of --signature.
    #[arg(long, value_name = "JSON", requires = "signature", conflicts_with_all = ["file", "key", "cert", "chain", "cosign", "detached"])]
    pub(crate) attach: Option<PathBuf>,
    /// The signature that was made elsewhere.
    #[arg(long, value_name = "FILE", requires = "attach")]
    pub(crate) signature: Option<PathBuf>,
    /// How it is written.
    #[arg(long, value_enum, default_value = "encoded", requires = "attach")]
    pub(crate) signature_form: SignatureForm,
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum SignatureForm {
    /// As messages carry it: the octets of an RSA signature, the DER of an ECDSA one.
    Encoded,
    /// r and s of an ECDSA signature, 32 octets each.
    Raw,
}

#[derive(Args)]
pub(crate) struct ReverifyArguments {
    /// A manifest of JSON Lines, a folder (its manifest.jsonl, else every file in it as a request), or `-`.
    #[arg(value_name = "MANIFEST.jsonl|DIR|-")]
    pub(crate) source: PathBuf,
    /// Threads [default: one for each core].
    #[arg(long, value_name = "N")]
    pub(crate) jobs: Option<NonZeroUsize>,
    /// Write the answers here instead of to standard output.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// Go on after the last whole line of --out: the answers there must be those to the first records. Records that
    /// name no time are judged at --at, or else at another time than before.
    #[arg(long, requires = "out")]
    pub(crate) resume: bool,
    /// Print only the records whose verdict or reasons are others than in this earlier output, which must be in the
    /// same order, each with both. All answers go to --out, if it is given.
    #[arg(long, value_name = "EARLIER.jsonl", conflicts_with = "resume")]
    pub(crate) diff: Option<PathBuf>,
    /// Exit with 1 if any record did not pass, or if there was none.
    #[arg(long)]
    pub(crate) strict: bool,
    #[command(flatten)]
    pub(crate) identity: IdentityArguments,
    #[command(flatten)]
    pub(crate) shared: SharedArguments,
}

/// Whose the certificate should be. Without any of these the identity is not judged, and the outcome says
/// nothing about condition 3.
#[derive(Args)]
pub(crate) struct IdentityArguments {
    /// The IIN in the request.
    #[arg(long, value_name = "N", value_parser = iin, conflicts_with = "bin")]
    pub(crate) iin: Option<Iin>,
    /// The BIN in the request.
    #[arg(long, value_name = "N", value_parser = bin)]
    pub(crate) bin: Option<Bin>,
    /// What the regulation of the service allows.
    #[arg(long, value_enum, default_value = "iin-or-bin")]
    pub(crate) rule: Rule,
    /// In what role the holder acts.
    #[arg(long, value_parser = role, default_value = "applicant", value_name = "ROLE")]
    pub(crate) role: Role,
    /// BINs that an operator, employee or authorised person may act for.
    #[arg(long, value_name = "N", value_parser = bin)]
    pub(crate) allow_bin: Vec<Bin>,
    /// IINs that may act as operator, employee or authorised person.
    #[arg(long, value_name = "N", value_parser = iin)]
    pub(crate) allow_iin: Vec<Iin>,
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Rule {
    /// An IIN, nothing else.
    Iin,
    /// A BIN, nothing else.
    Bin,
    /// Whichever the request carries.
    IinOrBin,
}

#[derive(Clone, Args)]
pub(crate) struct SharedArguments {
    /// Certificates of authorities, a file or folder of which every file must read: self-signed ones are anchors, others
    /// intermediates. Repeatable.
    #[arg(long, value_name = "DIR|FILE")]
    pub(crate) trust: Vec<PathBuf>,
    /// A certificate to be an anchor, self-signed or not. Repeatable.
    #[arg(long, value_name = "FILE")]
    pub(crate) anchor: Vec<PathBuf>,
    /// Revocation lists and OCSP responses, a file or folder, of which every file must read. Repeatable.
    #[arg(long, value_name = "DIR|FILE")]
    pub(crate) evidence: Vec<PathBuf>,
    /// The time to judge at, RFC 3339 [default: now].
    #[arg(long, value_name = "RFC3339", value_parser = time)]
    pub(crate) at: Option<DateTime<Utc>>,
    /// When the portal received the signature, RFC 3339, by its own record: proof that it existed then.
    #[arg(long, value_name = "RFC3339", value_parser = time)]
    pub(crate) received_at: Option<DateTime<Utc>>,
    /// applicant, archive, licence, order-500 or rfc5280.
    #[arg(long, value_name = "NAME", value_parser = policy, default_value = "applicant")]
    pub(crate) policy: Policy,
    /// Whether revocation must be known of every authority of the chain, too.
    #[arg(long, value_enum, default_value = "required")]
    pub(crate) ca_evidence: CaEvidence,
    /// Whether revocation must be known of the authorities that made time stamps.
    #[arg(long, value_enum, default_value = "required")]
    pub(crate) stamp_evidence: CaEvidence,
    #[command(flatten)]
    pub(crate) output: OutputArguments,
}

impl SharedArguments {
    /// The files and folders that are read.
    pub(crate) fn inputs(&self) -> impl Iterator<Item = &Path> {
        [&self.trust, &self.anchor, &self.evidence].into_iter().flatten().map(PathBuf::as_path)
    }

    /// The time of the question: `--at`, else what the clock says, and the portal's record.
    pub(crate) fn moment(&self) -> Moment {
        let moment = Moment::at(self.at.unwrap_or_else(Utc::now));
        self.received_at.map_or(moment, |received| moment.proven_by(received))
    }
}

#[derive(Clone, Args)]
pub(crate) struct OutputArguments {
    /// Language of the texts: kk, ru or en.
    #[arg(long, value_parser = language, default_value = "en", value_name = "kk|ru|en")]
    pub(crate) lang: Language,
    /// Print the report as JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args)]
pub(crate) struct InspectArguments {
    /// A certificate, revocation list, OCSP response, signed message, time-stamp token, response or request: DER, PEM or
    /// bare base64.
    pub(crate) file: PathBuf,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
    /// Print every entry of a list.
    #[arg(long)]
    pub(crate) entries: bool,
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum CaEvidence {
    /// No evidence, no pass.
    Required,
    /// Judged where given; the report says where it was not.
    IfGiven,
}

impl From<CaEvidence> for EvidenceRule {
    fn from(rule: CaEvidence) -> Self {
        match rule {
            CaEvidence::Required => Self::Required,
            CaEvidence::IfGiven => Self::IfGiven,
        }
    }
}

fn iin(text: &str) -> Result<Iin, kz_eds::Error> {
    Iin::parse(text)
}

fn bin(text: &str) -> Result<Bin, kz_eds::Error> {
    Bin::parse(text)
}

fn time(text: &str) -> Result<DateTime<Utc>, String> {
    let parsed = DateTime::parse_from_rfc3339(text).map(|time| time.to_utc());
    parsed.map_err(|error| format!("{error}; a time looks like 2026-06-01T12:00:00Z"))
}

fn role(text: &str) -> Result<Role, &'static str> {
    Role::from_code(text).ok_or("one of applicant, operator, employee, authorised-person")
}

fn policy(text: &str) -> Result<Policy, &'static str> {
    Policy::by_name(text).ok_or("one of applicant, archive, licence, order-500, rfc5280")
}

fn language(text: &str) -> Result<Language, &'static str> {
    Language::from_code(text).ok_or("one of kk, ru, en")
}
