//! SignedData (RFC 5652): every field open, in DER and in BER.

use crate::attribute::{self, Attribute};
use crate::holder::Holder;
use crate::keys::Key;
use crate::signature::Scheme;
use crate::{der, oids};

/// The signed attributes, as they are signed and as they are shown.
#[derive(Clone)]
pub enum Signed {
    /// None: the signature is over the content.
    Absent,
    /// Sorted as DER wants.
    Sorted(Vec<Attribute>),
    /// Signed and shown in this order.
    InOrder(Vec<Attribute>),
    /// Two encodings of the `[0]` field: what is signed with its tag replaced, and what stands in the message.
    Encoded { signed: Vec<u8>, shown: Vec<u8> },
}

/// A SignerInfo before it is signed.
#[derive(Clone)]
pub struct Signer<'a> {
    pub key: &'a Key,
    pub scheme: Scheme,
    pub version: u64,
    pub identifier: Vec<u8>,
    pub digest_algorithm: Vec<u8>,
    pub signature_algorithm: Vec<u8>,
    pub signed: Signed,
    pub unsigned: Vec<Attribute>,
    /// What is done to the signature value.
    pub reshape: fn(Vec<u8>) -> Vec<u8>,
    content: Vec<u8>,
}

impl<'a> Signer<'a> {
    /// The attributes that the national tools write, and the usual algorithm of the key.
    pub fn new(holder: &Holder<'a>, content: &[u8]) -> Signer<'a> {
        Signer::by(holder, holder.key.usual_scheme(), content)
    }

    /// The same with an algorithm.
    pub fn by(holder: &Holder<'a>, scheme: Scheme, content: &[u8]) -> Signer<'a> {
        let digest = scheme.digest();
        Signer {
            key: holder.key,
            scheme,
            version: 1,
            identifier: holder.issuer_and_serial(),
            digest_algorithm: digest.identifier(),
            signature_algorithm: scheme.identifier(),
            signed: Signed::Sorted(vec![
                attribute::content_type(oids::DATA),
                attribute::signing_time("260601114500Z"),
                attribute::message_digest(&digest.of(content)),
                attribute::signing_certificate_v2(holder),
            ]),
            unsigned: Vec::new(),
            reshape: |signature| signature,
            content: content.to_vec(),
        }
    }

    /// Names the certificate by its key identifier.
    pub fn by_key_identifier(mut self, holder: &Holder<'_>) -> Signer<'a> {
        self.version = 3;
        self.identifier = holder.key_identifier();
        self
    }

    /// Without signed attributes.
    pub fn bare(mut self) -> Signer<'a> {
        self.signed = Signed::Absent;
        self
    }

    /// Replaces the signed attribute of the same kind, or adds it.
    pub fn with(self, attribute: Attribute) -> Signer<'a> {
        let oid = attribute.oid;
        self.without(oid).and(attribute)
    }

    /// Adds a signed attribute, also where one of its kind is present.
    pub fn and(mut self, attribute: Attribute) -> Signer<'a> {
        self.attributes().push(attribute);
        self
    }

    /// Leaves the signed attributes of a kind out.
    pub fn without(mut self, oid: &str) -> Signer<'a> {
        self.attributes().retain(|attribute| attribute.oid != oid);
        self
    }

    /// Changes any field.
    pub fn edit(mut self, change: impl FnOnce(&mut Signer<'a>)) -> Signer<'a> {
        change(&mut self);
        self
    }

    /// The signed attributes, as long as nobody asked for an odd form of them.
    pub fn attributes(&mut self) -> &mut Vec<Attribute> {
        match &mut self.signed {
            Signed::Sorted(attributes) | Signed::InOrder(attributes) => attributes,
            _ => panic!("no list of attributes"),
        }
    }

    /// What is signed, and how it is shown.
    fn signed_and_shown(&self) -> (Vec<u8>, Vec<u8>) {
        match &self.signed {
            Signed::Absent => (self.content.clone(), Vec::new()),
            Signed::Sorted(attributes) => same(der::set(&encoded(attributes))),
            Signed::InOrder(attributes) => same(der::tlv(0x31, &encoded(attributes).concat())),
            Signed::Encoded { signed, shown } => (tagged(0x31, signed), shown.clone()),
        }
    }

    /// The octets of the signature: what a time stamp is over.
    pub fn signature(&self) -> Vec<u8> {
        (self.reshape)(self.scheme.sign(self.key, &self.signed_and_shown().0))
    }

    pub fn der(&self) -> Vec<u8> {
        let unsigned = match self.unsigned.is_empty() {
            true => Vec::new(),
            false => tagged(0xA1, &der::set(&encoded(&self.unsigned))),
        };
        der::sequence(&[
            der::integer(self.version),
            self.identifier.clone(),
            self.digest_algorithm.clone(),
            self.signed_and_shown().1,
            self.signature_algorithm.clone(),
            der::octets(&self.signature()),
            unsigned,
        ])
    }

    /// Adds an unsigned attribute.
    pub fn unsigned(mut self, attribute: Attribute) -> Signer<'a> {
        self.unsigned.push(attribute);
        self
    }
}

/// Attributes, each encoded.
pub fn encoded(attributes: &[Attribute]) -> Vec<Vec<u8>> {
    attributes.iter().map(Attribute::der).collect()
}

fn same(set: Vec<u8>) -> (Vec<u8>, Vec<u8>) {
    let shown = tagged(0xA0, &set);
    (set, shown)
}

/// The same value under another tag.
pub fn tagged(tag: u8, value: &[u8]) -> Vec<u8> {
    [&[tag], &value[1..]].concat()
}

/// How the wrappers and the content are written.
#[derive(Clone, Copy)]
pub enum Form {
    Der,
    /// Wrappers of indefinite length, the content in chunks: what a streaming writer makes.
    Indefinite(usize),
    /// Definite lengths, the content in chunks.
    Chunked(usize),
}

impl Form {
    /// A constructed value.
    fn wrap(self, tag: u8, content: &[u8]) -> Vec<u8> {
        match self {
            Form::Indefinite(_) => [&[tag, 0x80], content, &[0, 0]].concat(),
            _ => der::tlv(tag, content),
        }
    }

    fn octets(self, content: &[u8]) -> Vec<u8> {
        match self {
            Form::Der => der::octets(content),
            Form::Indefinite(size) | Form::Chunked(size) => {
                let chunks: Vec<_> = content.chunks(size).map(der::octets).collect();
                self.wrap(0x24, &chunks.concat())
            }
        }
    }
}

/// A SignedData with its ContentInfo.
#[derive(Clone)]
pub struct Message<'a> {
    pub form: Form,
    pub content_type: &'static str,
    /// What eContent holds; `None` is a detached signature.
    pub content: Option<Vec<u8>>,
    pub certificates: Vec<Vec<u8>>,
    pub lists: Vec<Vec<u8>>,
    pub signers: Vec<Signer<'a>>,
}

impl<'a> Message<'a> {
    /// A message with its content, yet unsigned.
    pub fn attached(content: &[u8]) -> Message<'a> {
        Message { content: Some(content.to_vec()), ..Message::detached() }
    }

    /// A message without its content, yet unsigned.
    pub fn detached() -> Message<'a> {
        Message {
            form: Form::Der,
            content_type: oids::DATA,
            content: None,
            certificates: Vec::new(),
            lists: Vec::new(),
            signers: Vec::new(),
        }
    }

    pub fn form(mut self, form: Form) -> Message<'a> {
        self.form = form;
        self
    }

    pub fn signer(mut self, signer: Signer<'a>) -> Message<'a> {
        self.signers.push(signer);
        self
    }

    /// Embeds a certificate.
    pub fn certificate(mut self, certificate: &[u8]) -> Message<'a> {
        self.certificates.push(certificate.to_vec());
        self
    }

    /// Embeds a list.
    pub fn list(mut self, list: &[u8]) -> Message<'a> {
        self.lists.push(list.to_vec());
        self
    }

    /// Embeds an OCSP response, as `[1] OtherRevocationInfoFormat`.
    pub fn response(mut self, response: &[u8]) -> Message<'a> {
        self.lists.push(der::context(1, &[der::oid(oids::OCSP_RESPONSE), response.to_vec()]));
        self
    }

    pub fn encode(&self) -> Vec<u8> {
        let form = self.form;
        let signed_data = form.wrap(0x30, &self.signed_data());
        form.wrap(0x30, &[der::oid(oids::SIGNED_DATA), form.wrap(0xA0, &signed_data)].concat())
    }

    fn signed_data(&self) -> Vec<u8> {
        let mut digests: Vec<_> = self.signers.iter().map(|signer| signer.digest_algorithm.clone()).collect();
        digests.sort();
        digests.dedup();
        let signers: Vec<_> = self.signers.iter().map(Signer::der).collect();
        [
            der::integer(self.version()),
            der::set(&digests),
            self.encapsulated(),
            self.choice_set(0xA0, &self.certificates),
            self.choice_set(0xA1, &self.lists),
            der::set(&signers),
        ]
        .concat()
    }

    /// RFC 5652 5.1.
    fn version(&self) -> u64 {
        if self.lists.iter().any(|list| list.starts_with(&[0xA1])) {
            return 5;
        }
        let newer = self.content_type != oids::DATA || self.signers.iter().any(|signer| signer.version == 3);
        if newer { 3 } else { 1 }
    }

    fn encapsulated(&self) -> Vec<u8> {
        let form = self.form;
        let content = self.content.as_deref().map(|content| form.wrap(0xA0, &form.octets(content)));
        form.wrap(0x30, &[der::oid(self.content_type), content.unwrap_or_default()].concat())
    }

    /// A set that is left out when it is empty.
    fn choice_set(&self, tag: u8, members: &[Vec<u8>]) -> Vec<u8> {
        if members.is_empty() {
            return Vec::new();
        }
        let sorted = der::set(members);
        let header = sorted.len() - members.iter().map(Vec::len).sum::<usize>();
        self.form.wrap(tag, &sorted[header..])
    }
}

/// An attached message of one signer with its certificate: the ordinary case, which most cases change in one place.
pub fn ordinary<'a>(holder: &Holder<'a>, content: &[u8], signer: Signer<'a>) -> Message<'a> {
    Message::attached(content).certificate(&holder.certificate).signer(signer)
}
