//! Signed requests, and condition 3 on a certificate alone.

use kz_eds::crypto::{Outcome, PublicKey, SignatureAlgorithm};
use x509_parser::prelude::{FromDer, X509Certificate};

use crate::by_hand::{Borrowed, Owned};
use crate::material::Material;
use crate::measure::{Case, Effort, medians};
use crate::openssl_store::OpenSsl;
use crate::ours::{Ours, provider};
use crate::table::{Table, Target};

/// Each message in turn.
fn turns<'a>(material: &'a Material, effort: Effort, request: impl Fn(&[u8]) + 'a) -> Case<'a> {
    let mut messages = material.messages.iter().cycle();
    Case::batch(effort.batch, move || messages.next().map(|message| request(message)))
}

/// A full verdict, against those who give something like it.
pub fn whole(material: &Material, effort: Effort) -> Table {
    let tiny = &*material.tiny;
    let (cold, warm) = (Ours::no_caches(material, &[tiny]), Ours::warm(material, &[tiny]));
    let (openssl, owned) = (OpenSsl::new(material, tiny), Owned::new(material, tiny));
    let [cold, warm, openssl, owned] = medians(
        effort.rounds,
        [
            turns(material, effort, |message| cold.request(message)),
            turns(material, effort, |message| warm.request(message)),
            turns(material, effort, |message| openssl.request(message)),
            turns(material, effort, |message| owned.request(message)),
        ],
    );
    let mut table = Table::new("A signed request: 1 KiB attached, RSA-2048, two-level chain, tiny lists");
    table.line(
        "full verdict, no caches, lists verified before",
        cold,
        "OpenSSL",
        openssl,
        Target::faster(4.0, 8.0),
    );
    table.line(
        "another message of a known signer, warm caches",
        warm,
        "OpenSSL",
        openssl,
        Target::faster(12.0, 24.0),
    );
    table.line(
        "full verdict, no caches, lists verified before",
        cold,
        "cms, x509-cert, rsa 0.9",
        owned,
        Target::None,
    );
    table
}

/// Condition 3 without a message.
pub fn certificates(material: &Material, effort: Effort) -> Table {
    let (tiny, person) = (&*material.tiny, &*material.person);
    let (cold, openssl) = (Ours::no_caches(material, &[tiny]), OpenSsl::new(material, tiny));
    let borrowed = Borrowed::new(material, tiny);
    let [cold, openssl, borrowed] = medians(
        effort.rounds,
        [
            Case::batch(effort.batch, || cold.certificate(person)),
            Case::batch(effort.batch, || openssl.certificate(person)),
            Case::batch(effort.batch, || borrowed.certificate(person)),
        ],
    );
    let mut table = Table::new("Condition 3 on a certificate: RSA-2048, two-level chain, tiny lists");
    table.line("from bytes, no caches", cold, "OpenSSL", openssl, Target::None);
    table.line("from bytes, no caches", cold, "x509-parser, rsa 0.9", borrowed, Target::None);
    table
}

/// What the size of the list costs a request.
pub fn national(material: &Material, effort: Effort) -> Table {
    let Material { tiny, big, delta, .. } = material;
    let [cold_tiny, cold_big, cold_delta] =
        [&[tiny][..], &[big], &[big, delta]].map(|lists| Ours::no_caches(material, &slices(lists)));
    let [warm_tiny, warm_big] = [tiny, big].map(|list| Ours::warm(material, &[list]));
    let of = |ours| turns(material, effort, move |message| Ours::request(ours, message));
    let [cold_tiny, cold_big, cold_delta, warm_tiny, warm_big] = medians(
        effort.rounds,
        [of(&cold_tiny), of(&cold_big), of(&cold_delta), of(&warm_tiny), of(&warm_big)],
    );
    let openssl = [tiny, big].map(|list| OpenSsl::new(material, list));
    let one = Effort { batch: 1, ..effort };
    let [openssl_tiny, openssl_big] = medians(
        effort.slow_rounds,
        [0, 1].map(|place: usize| {
            let openssl = &openssl[place];
            turns(material, one, move |message| openssl.request(message))
        }),
    );
    let mut table = Table::new("The same request with 500,000 entries loaded");
    let itself = "itself, tiny lists";
    table.line("500,000 entries, no caches", cold_big, itself, cold_tiny, Target::AtMost(1.05));
    table.line("500,000 entries, warm caches", warm_big, itself, warm_tiny, Target::AtMost(1.05));
    table.line("and a delta of 31,250, no caches", cold_delta, itself, cold_tiny, Target::Shown);
    table.line("500,000 entries, no caches", cold_big, "OpenSSL, 500,000 entries", openssl_big, Target::None);
    table.line("tiny lists, no caches", cold_tiny, "OpenSSL, tiny lists", openssl_tiny, Target::None);
    table
}

fn slices<'a>(lists: &[&'a Vec<u8>]) -> Vec<&'a [u8]> {
    lists.iter().map(|list| list.as_slice()).collect()
}

/// A request's cryptography alone, by the same provider.
pub fn bare(material: &Material, effort: Effort) -> Table {
    let cold = Ours::no_caches(material, &[&material.tiny]);
    let bare = Bare::new(material);
    let [cold, bare] = medians(
        effort.rounds,
        [
            turns(material, effort, |message| cold.request(message)),
            turns(material, effort, |message| bare.run(message)),
        ],
    );
    let mut table = Table::new("A cold request over its bare cryptography");
    let work = "full verdict, no caches, lists verified before";
    table.line(work, cold, "3 verifications, 2 key set-ups, 5 hashes", bare, Target::at_most(1.15, 1.3));
    table
}

/// The three signatures are of one kind, so the two of certificates stand for the message's too. What is hashed is read from
/// the message, as the request has to: what is new is in nobody's cache.
struct Bare<'a> {
    root: std::sync::Arc<dyn PublicKey>,
    person: X509Certificate<'a>,
    authority: X509Certificate<'a>,
    whole: usize,
}

impl<'a> Bare<'a> {
    fn new(material: &'a Material) -> Self {
        let parse = |der: &'a [u8]| X509Certificate::from_der(der).expect("a certificate").1;
        let root = parse(&material.root);
        Self {
            root: provider().public_key(root.public_key().raw).expect("a key"),
            person: parse(&material.person),
            authority: parse(&material.authority),
            whole: material.person.len(),
        }
    }

    fn run(&self, message: &[u8]) {
        let (row, provider) = (SignatureAlgorithm::RsaPkcs1Sha256, provider());
        let digest = |bytes: &[u8]| provider.digest(row.digest(), bytes);
        let verify = |key: &dyn PublicKey, digest, signed: &X509Certificate<'_>| {
            assert_eq!(key.verify_digest(row, digest, &signed.signature_value.data), Outcome::Valid);
        };
        let authority = provider.public_key(self.authority.public_key().raw).expect("a key");
        let _person = provider.public_key(self.person.public_key().raw).expect("a key");
        // The content, its signer's attributes (some 250 octets) and the certificate that they name by its hash.
        let (content, rest) = message.split_at(1024);
        let (attributes, rest) = rest.split_at(250);
        let hashes = [content, attributes, &rest[..self.whole]].map(digest);
        let [of_person, of_authority] =
            [&self.person, &self.authority].map(|signed| digest(signed.tbs_certificate.as_ref()));
        verify(&*authority, &of_person, &self.person);
        verify(&*authority, &of_person, &self.person);
        verify(&*self.root, &of_authority, &self.authority);
        std::hint::black_box(hashes);
    }
}
