//! The GOST hierarchies: that of today (512 bits) and that of 2004, with certificates, lists and messages.

use crate::archive::Contents;
use crate::attribute;
use crate::authority::{Authority, Draft};
use crate::cms::{Message, Signer, ordinary};
use crate::digest::Digest;
use crate::extension;
use crate::holder::Holder;
use crate::keys::Key;
use crate::lists::{Entry, KEY_COMPROMISE, List, fillers};
use crate::numbers::Numbers;
use crate::ocsp::{self, Answer, Response};
use crate::output::Output;
use crate::profile::Profiles;
use crate::responses::issued_by;
use crate::signature::Scheme;
use crate::template::Template;
use crate::{name, oids};

/// A root and the authority under it.
pub struct Hierarchy {
    pub root: Authority,
    pub nca: Authority,
}

impl Hierarchy {
    /// GOST R 34.10-2015, 512 bits.
    pub fn of_today() -> Hierarchy {
        Hierarchy::new(
            ["root_gost", "nca_gost"],
            ["gost512_root", "gost512_nca"],
            ["СЫНАҚ НЕГІЗГІ ОРТАЛЫҚ (GOST) TEST 2022", "СЫНАҚ ҰЛТТЫҚ ОРТАЛЫҚ (GOST) TEST 2022"],
        )
    }

    /// GOST 34.310-2004.
    pub fn of_2004() -> Hierarchy {
        Hierarchy::new(
            ["root_gost_2004", "nca_gost_2004"],
            ["gost2004_root", "gost2004_nca"],
            ["СЫНАҚ НЕГІЗГІ ОРТАЛЫҚ (GOST) TEST", "СЫНАҚ ҰЛТТЫҚ ОРТАЛЫҚ (GOST) TEST"],
        )
    }

    fn new(files: [&'static str; 2], keys: [&str; 2], names: [&str; 2]) -> Hierarchy {
        let root = Draft::new(files[0], keys[0], &name::authority(names[0]))
            .edit(|template| {
                template
                    .valid("200908100000Z", "450908100000Z")
                    .with(extension::basic_constraints(None))
                    .with(extension::certificate_policy(oids::POLICY_ROOT))
            })
            .self_signed();
        let nca = Draft::new(files[1], keys[1], &name::authority(names[1])).issued_by(&root);
        Hierarchy { root, nca }
    }

    fn write(&self, out: &mut Output, revoked: &str) {
        for authority in [&self.root, &self.nca] {
            out.add(format!("trust-gost/{}.cer", authority.file), &*authority.certificate);
        }
        let mut entries = fillers(&self.nca, 5);
        entries.push(Entry::new(revoked, "260310093000Z").because(KEY_COMPROMISE));
        let of_nca = List::of(&self.nca, 152, entries);
        let of_root = List::of(&self.root, 15, fillers(&self.root, 2));
        out.add(format!("evidence-gost/{}.crl", self.nca.file), of_nca.sign(&self.nca));
        out.add(format!("evidence-gost/{}.crl", self.root.file), of_root.sign(&self.root));
    }
}

/// Writes `trust-gost/`, `evidence-gost/`, and GOST files in `certificates/`, `broken/` and `archive/messages/`.
pub fn write(rsa: &Authority, numbers: &Numbers, contents: &Contents, out: &mut Output) {
    let (today, old) = (Hierarchy::of_today(), Hierarchy::of_2004());
    today.write(out, "person_gost_revoked");
    old.write(out, "head_gost_2004_revoked");
    let people = Profiles::new(&today.nca, numbers, "gost512_leaf");
    let heads = Profiles::new(&old.nca, numbers, "gost2004_leaf");
    let of_rsa = Profiles::new(rsa, numbers, "leaf_rsa");
    certificates(&people, &heads, out);
    broken(&people, out);
    for (file, message) in messages(&people, &heads, &of_rsa, &contents.form) {
        out.add(format!("archive/messages/{file}.cms"), message);
    }
    let person = Holder::new(&people, people.person("person_gost"));
    let signer = Signer::new(&person, &contents.plan);
    let detached = Message::detached().certificate(&person.certificate).signer(signer);
    out.add("archive/messages/person_gost_detached.cms", detached.encode());
    out.add("ocsp/person_gost.ocsp", answer(&today.nca, ocsp::good()));
    out.add(
        "ocsp/person_gost_revoked.ocsp",
        answer(&today.nca, ocsp::revoked("20260310093000Z", Some(KEY_COMPROMISE))),
    );
}

/// What the authority of today says of the person, by GOST throughout: digest of the CertID and signature.
fn answer(nca: &Authority, status: Vec<u8>) -> Vec<u8> {
    let about = issued_by(nca, "person_gost");
    let answer = Answer { digest: Digest::Streebog512, ..Answer::new(&about, status) };
    Response::new(ocsp::by_name(&nca.name), &nca.key, vec![answer]).sign()
}

fn certificates(people: &Profiles<'_>, heads: &Profiles<'_>, out: &mut Output) {
    for file in ["person_gost", "person_gost_revoked"] {
        out.add(format!("certificates/{file}.cer"), people.person(file).sign(people.issuer));
    }
    for file in ["head_gost_2004", "head_gost_2004_revoked"] {
        out.add(format!("certificates/{file}.cer"), heads.head(file).sign(heads.issuer));
    }
}

/// Each bad in one way.
fn broken(people: &Profiles<'_>, out: &mut Output) {
    let signed = |file| people.person(file).sign(people.issuer);
    let mut tampered = signed("gost_tampered_signature");
    *tampered.last_mut().expect("octets") ^= 1;
    // s ‖ r, each big-endian, as RFC 9215 has it.
    let mut backwards = signed("gost_signature_backwards");
    let start = backwards.len() - 128;
    backwards[start..].reverse();
    let Key::Gost(key) = &people.holder_key else { panic!("a GOST key") };
    let off_curve =
        Template { public_key: key.public_with(&[0x5A; 128]), ..people.person("gost_key_off_curve") };
    let by_other = Template { scheme: Scheme::Gost2004, ..people.person("gost_other_algorithm") };
    for (file, content) in [
        ("gost_tampered_signature", tampered),
        ("gost_signature_backwards", backwards),
        ("gost_key_off_curve", off_curve.sign(people.issuer)),
        ("gost_other_algorithm", by_other.sign(people.issuer)),
    ] {
        out.add(format!("broken/{file}.cer"), content);
    }
}

type Files = Vec<(&'static str, Vec<u8>)>;

fn messages(people: &Profiles<'_>, heads: &Profiles<'_>, of_rsa: &Profiles<'_>, form: &[u8]) -> Files {
    let person = Holder::new(people, people.person("person_gost"));
    let revoked = Holder::new(people, people.person("person_gost_revoked"));
    let head = Holder::new(heads, heads.head("head_gost_2004"));
    let right_to_sign = Holder::new(of_rsa, of_rsa.right_to_sign("right_to_sign"));
    let alone = |holder: &Holder<'_>, signer| ordinary(holder, form, signer).encode();
    let usual = || Signer::new(&person, form);
    let gost_94 = Scheme::Gost2004.digest();
    // The messageDigest is right by the digest algorithm that is named.
    let other_digest = usual()
        .with(attribute::message_digest(&gost_94.of(form)))
        .edit(|signer| signer.digest_algorithm = gost_94.identifier());
    let backwards = usual().edit(|signer| {
        signer.reshape = |mut signature| {
            signature.reverse();
            signature
        }
    });
    let with_rsa = ordinary(&person, form, usual())
        .certificate(&right_to_sign.certificate)
        .signer(Signer::new(&right_to_sign, form));
    let with_2004 =
        ordinary(&person, form, usual()).certificate(&head.certificate).signer(Signer::new(&head, form));
    let changed: Vec<u8> = form.iter().map(|octet| if *octet == b'1' { b'7' } else { *octet }).collect();
    vec![
        ("person_gost", alone(&person, usual())),
        ("person_gost_key_name", alone(&person, Signer::by(&person, Scheme::Gost512KeyName, form))),
        ("person_gost_revoked", alone(&revoked, Signer::new(&revoked, form))),
        ("head_gost_2004", alone(&head, Signer::new(&head, form))),
        ("gost_and_rsa", with_rsa.encode()),
        ("gost_and_gost_2004", with_2004.encode()),
        ("gost_content_changed", ordinary(&person, &changed, usual()).encode()),
        ("gost_signature_backwards", alone(&person, backwards)),
        ("gost_digest_of_another_algorithm", alone(&person, other_digest)),
    ]
}
