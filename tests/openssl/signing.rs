//! What `openssl cms -sign` makes, in every way that it makes it, verifies here.

use std::fs;
use std::path::{Path, PathBuf};

use kz_eds::{
    AllowedList, Bin, Claim, Demand, IdentityRule, Iin, Policy, Reason, Role, SignedMessage, SignedRequest,
    SignerIdentifier, SigningCertificate, Validator,
};

use crate::common;
use crate::licences;
use crate::tool::{AT, bundle, folder, openssl, pem};

/// Who signs: certificate and key.
const PERSON: (&str, &str) = ("person", "leaf_rsa");
const PERSON_EC: (&str, &str) = ("person_ec", "leaf_ec");
const OPERATOR: (&str, &str) = ("head_other_company", "leaf_rsa");

/// A way of signing. Each is made attached and detached, in DER and in PEM; streams only attached: `openssl`
/// puts the content into them whatever it is told.
struct Variant {
    name: &'static str,
    signers: &'static [(&'static str, &'static str)],
    arguments: &'static [&'static str],
}

const fn variant(
    name: &'static str,
    signers: &'static [(&'static str, &'static str)],
    arguments: &'static [&'static str],
) -> Variant {
    Variant { name, signers, arguments }
}

const PSS: &[&str] = &["-keyopt", "rsa_padding_mode:pss", "-keyopt", "rsa_pss_saltlen:digest"];
const PSS_SHA512: &[&str] =
    &["-md", "sha512", "-keyopt", "rsa_padding_mode:pss", "-keyopt", "rsa_pss_saltlen:digest"];

const SIGNING_CERTIFICATE_V2: &str = "1.2.840.113549.1.9.16.2.47";
const SMIME_CAPABILITIES: &str = "1.2.840.113549.1.9.15";
/// The contents of its identifier, 1.2.840.113549.1.1.10.
const RSASSA_PSS: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, 10];

const VARIANTS: &[Variant] = &[
    variant("plain", &[PERSON], &[]),
    variant("stream", &[PERSON], &["-stream"]),
    variant("keyid", &[PERSON], &["-keyid"]),
    variant("keyid-stream", &[PERSON_EC], &["-keyid", "-stream"]),
    variant("nosmimecap", &[PERSON], &["-nosmimecap"]),
    variant("sha384", &[PERSON], &["-md", "sha384"]),
    variant("sha512", &[PERSON], &["-md", "sha512"]),
    variant("pss", &[PERSON], PSS),
    variant("pss-sha512", &[PERSON], PSS_SHA512),
    variant("p256", &[PERSON_EC], &[]),
    variant("p256-sha384", &[PERSON_EC], &["-md", "sha384"]),
    variant("p256-sha512", &[PERSON_EC], &["-md", "sha512"]),
    variant("two-signers", &[PERSON_EC, OPERATOR], &[]),
    variant("two-signers-stream", &[PERSON_EC, OPERATOR], &["-stream", "-md", "sha512"]),
    variant("cades", &[PERSON], &["-cades"]),
    variant("cades-sha512", &[PERSON_EC], &["-cades", "-md", "sha512"]),
    variant("cades-two-signers", &[PERSON_EC, OPERATOR], &["-cades", "-md", "sha384"]),
    variant("cades-stream", &[PERSON], &["-cades", "-stream"]),
    variant("noattr", &[PERSON], &["-noattr"]),
    variant("noattr-stream", &[PERSON_EC], &["-noattr", "-stream"]),
];

/// More than one chunk of a stream.
fn content() -> Vec<u8> {
    (0u32..2_000).flat_map(|number| format!("{number:08x} ").into_bytes()).collect()
}

/// A message, and where its content lies beside it, that too.
#[derive(Clone)]
struct Signed {
    message: Vec<u8>,
    content: Option<Vec<u8>>,
}

impl Variant {
    fn has(&self, argument: &str) -> bool {
        self.arguments.contains(&argument)
    }

    fn sign(&self, folder: &Path, attached: bool, form: &str) -> Signed {
        let out =
            folder.join(format!("{}-{}.{form}", self.name, if attached { "attached" } else { "detached" }));
        let input = folder.join("content");
        fs::write(&input, content()).unwrap();
        let mut command = openssl("cms");
        command.args(["-sign", "-binary", "-outform", form]).arg("-in").arg(input).arg("-out").arg(&out);
        for (certificate, key) in self.signers {
            let key = common::testdata("generate/keys").join(format!("{key}.pem"));
            command.arg("-signer").arg(certificate_pem(folder, certificate)).arg("-inkey").arg(key);
        }
        command.args(attached.then_some("-nodetach")).args(self.arguments);
        let output = command.output().unwrap();
        assert!(output.status.success(), "{}: {}", self.name, String::from_utf8_lossy(&output.stderr));
        Signed { message: fs::read(out).unwrap(), content: (!attached).then(content) }
    }

    /// Who is expected, in the order of the signers.
    fn claims(&self) -> Vec<Claim> {
        let applicant = Claim::applicant(Iin::parse("010101100018").unwrap());
        let allowed: AllowedList = [Bin::parse("260140000025").unwrap()].into_iter().collect();
        let operator = Claim::new(Role::Operator, IdentityRule::Allowed(allowed));
        [applicant, operator].into_iter().take(self.signers.len()).collect()
    }

    /// The applicant's, and what this way of signing has and lacks.
    fn policy(&self) -> Policy {
        let attributes = if self.has("-noattr") { Demand::Optional } else { Demand::Required };
        let names_it = self.has("-cades");
        Policy {
            signed_attributes: attributes,
            signing_certificate: if names_it {
                SigningCertificate::Required
            } else {
                SigningCertificate::Optional
            },
            ..Policy::applicant()
        }
    }
}

fn certificate_pem(folder: &Path, name: &str) -> PathBuf {
    let file = common::testdata("certificates").join(format!("{name}.cer"));
    let path = folder.join(format!("{name}.pem"));
    fs::write(&path, bundle([&file], "CERTIFICATE")).unwrap();
    path
}

impl Signed {
    /// The content given back and the number of signers, or what stands against it.
    fn judge(&self, variant: &Variant, policy: Policy) -> Result<(Vec<u8>, usize), Vec<Reason>> {
        let validator = Validator::new(common::trust(&[common::testdata("trust")], &[]), policy)
            .with_evidence(common::evidence(&[common::testdata("evidence")]));
        let request = match &self.content {
            Some(content) => SignedRequest::detached(&self.message, content),
            None => SignedRequest::attached(&self.message),
        };
        let request = variant.claims().into_iter().fold(request, SignedRequest::expects);
        let verdict = validator.verify_request(&request, AT.parse::<chrono::DateTime<_>>().unwrap());
        let reasons = verdict.reasons();
        let verified = verdict.accept().map_err(|_| reasons)?;
        Ok((verified.content().unwrap().into_owned(), verified.signers().len()))
    }

    fn der(&self) -> Vec<u8> {
        kz_eds::decode(&self.message).unwrap().remove(0)
    }

    /// One bit of the content is another, wherever the content is.
    fn flipped(&self, place: usize) -> Self {
        let mut flipped = self.clone();
        if let Some(content) = &mut flipped.content {
            content[place] ^= 1;
            return flipped;
        }
        let mut der = self.der();
        let start = &content()[..32];
        let found = der.windows(start.len()).position(|window| window == start).unwrap();
        der[found + place] ^= 1;
        let is_pem = self.message.starts_with(b"-----BEGIN CMS-----");
        flipped.message = if is_pem { pem(&der, "CMS").into_bytes() } else { der };
        flipped
    }
}

/// That the message is what its variant is for.
fn is_what_it_says(variant: &Variant, signed: &Signed, label: &str) {
    assert_eq!(
        signed.der()[1] == 0x80,
        variant.has("-stream"),
        "{label}: indefinite lengths are the stream's"
    );
    let message = SignedMessage::parse(&signed.message).unwrap();
    assert_eq!(message.is_attached(), signed.content.is_none(), "{label}");
    for signer in message.signers() {
        let names: Vec<_> = signer.signed_attributes().into_iter().flat_map(|each| each.iter()).collect();
        let has = |oid: &str| names.iter().any(|name| name.oid().to_string() == oid);
        let by_key = matches!(signer.identifier(), SignerIdentifier::KeyId(_));
        let is_pss = signer.signature_algorithm().windows(RSASSA_PSS.len()).any(|part| part == RSASSA_PSS);
        assert_eq!(names.is_empty(), variant.has("-noattr"), "{label}");
        assert_eq!(has(SIGNING_CERTIFICATE_V2), variant.has("-cades"), "{label}");
        assert_eq!(has(SMIME_CAPABILITIES), !variant.has("-nosmimecap") && !names.is_empty(), "{label}");
        assert_eq!(by_key, variant.has("-keyid"), "{label}");
        assert_eq!(is_pss, variant.has("rsa_padding_mode:pss"), "{label}");
    }
}

fn check(variant: &Variant, signed: &Signed, label: &str) {
    is_what_it_says(variant, signed, label);
    let accepted = signed.judge(variant, variant.policy());
    assert_eq!(accepted, Ok((content(), variant.signers.len())), "{label}");

    // What this variant lacks is missed where a policy demands it.
    let strict = Policy { signing_certificate: SigningCertificate::Required, ..Policy::applicant() };
    let missed: &[Reason] = match (variant.has("-noattr"), variant.has("-cades")) {
        (true, _) => &[Reason::SignedAttributesMissing, Reason::SigningCertificateMissing],
        (false, false) => &[Reason::SigningCertificateMissing],
        (false, true) => &[],
    };
    let reasons = signed.judge(variant, strict).err().unwrap_or_default();
    assert_eq!(reasons, missed, "{label}");

    let expected =
        if variant.has("-noattr") { Reason::SignatureInvalid } else { Reason::ContentDigestMismatch };
    for place in [0, 31] {
        let refused = signed.flipped(place).judge(variant, variant.policy());
        assert_eq!(refused, Err(vec![expected]), "{label}, octet {place}");
    }
}

/// What `openssl` signed, and we beside it, `openssl` still accepts, and gives the content back.
pub fn is_cosigned() {
    let folder = folder("openssl-cosigning");
    let mut messages = 0;
    // Without the attribute that names the certificate `-cades` accepts nobody.
    for variant in VARIANTS.iter().filter(|variant| variant.has("-cades")) {
        for attached in [true, false].into_iter().filter(|attached| *attached || !variant.has("-stream")) {
            let signed = variant.sign(&folder, attached, "DER");
            let both = licences::cosigned(&signed.message, signed.content.as_deref());
            let given = licences::accepted(&folder, variant.name, &both, signed.content.as_deref());
            assert_eq!(given, Ok(content()), "{}, attached: {attached}", variant.name);
            assert_eq!(SignedMessage::parse(&both).unwrap().signers().len(), variant.signers.len() + 1);
            messages += 1;
        }
    }
    assert!(messages >= 6, "{messages}");
}

pub fn verifies() {
    let folder = folder("openssl-signing");
    let mut messages = 0;
    for variant in VARIANTS {
        let forms = [(true, "DER"), (true, "PEM"), (false, "DER"), (false, "PEM")];
        for (attached, form) in forms.into_iter().filter(|(attached, _)| *attached || !variant.has("-stream"))
        {
            let label = format!("{}, attached: {attached}, {form}", variant.name);
            check(variant, &variant.sign(&folder, attached, form), &label);
            messages += 1;
        }
    }
    println!("{messages} messages by openssl verified");
    assert!(messages >= 60, "{messages}");
}
