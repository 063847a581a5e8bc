//! A root, its CA, certificates and lists of theirs, and the question that is asked of all of them.

use chrono::{DateTime, Utc};
use kz_eds::{
    Certificate, Crl, Evidence, EvidenceRule, Moment, OcspResponse, Policy, TrustStore, UsageRule, Validator,
    Verdict,
};
use kz_eds_testdata::authority::{Authority, Draft};
use kz_eds_testdata::extension::{self, Extension};
use kz_eds_testdata::keys::Key;
use kz_eds_testdata::lists::{Entry, List};
use kz_eds_testdata::name::Name;
use kz_eds_testdata::template::{Template, serial};
use kz_eds_testdata::{der, oids};

pub const NOW: &str = "2026-06-01T12:00:00Z";

pub struct World {
    pub root: Authority,
    pub ca: Authority,
}

impl World {
    pub fn new() -> Self {
        let root = Draft::with_key("root", Key::of_word("root"), &name("Root"))
            .edit(|template| template.with(extension::basic_constraints(None)))
            .self_signed();
        let ca = Draft::with_key("ca", Key::of_word("ca"), &name("CA")).issued_by(&root);
        Self { root, ca }
    }

    /// The certificate `leaf` by the CA, without distribution points unless these are given.
    pub fn leaf(&self, points: &[Vec<u8>]) -> Certificate {
        self.leaf_with(points, |template| template)
    }

    pub fn leaf_with(&self, points: &[Vec<u8>], edit: impl FnOnce(Template) -> Template) -> Certificate {
        let mut template = Template {
            version: Some(2),
            serial: serial("leaf"),
            scheme: self.ca.key.usual_scheme(),
            outer_scheme: None,
            issuer: self.ca.name.clone(),
            not_before: der::utc_time("260115060000Z"),
            not_after: der::utc_time("270115060000Z"),
            subject: name("Leaf").der(),
            public_key: Key::of_word("leaf").public(),
            extensions: vec![extension::authority_key_identifier(&self.ca.key_id)],
        };
        if !points.is_empty() {
            template = template.with(distribution_points(points));
        }
        Certificate::from_der(&edit(template).sign(&self.ca)).unwrap()
    }

    /// A complete list of the CA with number 152, from 1 June 04:00 to 2 June 07:00, with entries of others.
    pub fn list(&self) -> List {
        List::of(&self.ca, 152, vec![Entry::new("another", "260501000000Z")])
    }

    /// Whether the leaf is good by these lists, and if not, why: asked by the standard's rules.
    pub fn judge(&self, leaf: &Certificate, lists: &[Vec<u8>]) -> String {
        self.question().judge(leaf, lists)
    }

    pub fn question(&self) -> Question<'_> {
        let policy = Policy {
            evidence: EvidenceRule::Required,
            ca_evidence: EvidenceRule::NotChecked,
            usage: UsageRule::Any,
            ..Policy::rfc5280()
        };
        let (known, anchors, responses) = (Vec::new(), Vec::new(), Vec::new());
        Question { world: self, policy, known, anchors, responses, at: Moment::at(time(NOW)) }
    }

    /// Somebody else whom the root has issued; `edit` makes it what it is.
    pub fn other(&self, file: &'static str, edit: impl FnOnce(Template) -> Template) -> Authority {
        Draft::with_key(file, Key::of_word(file), &name(file)).edit(edit).issued_by(&self.root)
    }
}

/// The world, a policy, and who else is known.
pub struct Question<'w> {
    world: &'w World,
    policy: Policy,
    known: Vec<Vec<u8>>,
    anchors: Vec<Vec<u8>>,
    responses: Vec<Vec<u8>>,
    at: Moment,
}

impl Question<'_> {
    pub fn by(mut self, change: impl FnOnce(Policy) -> Policy) -> Self {
        self.policy = change(self.policy);
        self
    }

    /// The demands that a portal makes on lists, without those on usage.
    pub fn by_the_portal(self) -> Self {
        self.by(|policy| Policy {
            usage: UsageRule::Any,
            ca_evidence: policy.ca_evidence,
            ..Policy::applicant()
        })
    }

    pub fn knowing(mut self, authority: &Authority) -> Self {
        self.known.push(authority.certificate.clone());
        self
    }

    pub fn trusting(mut self, authority: &Authority) -> Self {
        self.anchors.push(authority.certificate.clone());
        self
    }

    /// With this OCSP response beside the lists.
    pub fn answered(mut self, response: Vec<u8>) -> Self {
        self.responses.push(response);
        self
    }

    pub fn at(mut self, at: impl Into<Moment>) -> Self {
        self.at = at.into();
        self
    }

    pub fn verdict(&self, leaf: &Certificate, lists: &[Vec<u8>]) -> Verdict {
        let mut trust = TrustStore::new().with_anchor(&self.world.root.certificate).unwrap();
        for certificate in self.known.iter().chain([&self.world.ca.certificate]) {
            trust = trust.with_intermediate(certificate).unwrap();
        }
        for certificate in &self.anchors {
            trust = trust.with_anchor(certificate).unwrap();
        }
        let lists = lists.iter().map(|list| Crl::from_der(list.clone()).unwrap());
        let evidence = lists.fold(Evidence::new(), Evidence::with_crl);
        let responses =
            self.responses.iter().map(|response| OcspResponse::from_der(response.clone()).unwrap());
        let evidence = responses.fold(evidence, Evidence::with_ocsp);
        Validator::new(trust, self.policy.clone()).with_evidence(evidence).validate_certificate(leaf, self.at)
    }

    /// `"good"`, or the reasons against it. The order of the lists never matters.
    pub fn judge(&self, leaf: &Certificate, lists: &[Vec<u8>]) -> String {
        let answer = answer(&self.verdict(leaf, lists));
        let backwards: Vec<_> = lists.iter().rev().cloned().collect();
        assert_eq!(answer, self::answer(&self.verdict(leaf, &backwards)), "by the order of the lists");
        answer
    }
}

fn answer(verdict: &Verdict) -> String {
    let codes: Vec<_> = verdict.reasons().iter().map(|reason| reason.code()).collect();
    assert_eq!(verdict.is_passed(), codes.is_empty());
    if codes.is_empty() { "good".to_owned() } else { codes.join(",") }
}

pub fn time(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

pub fn name(common_name: &str) -> Name {
    kz_eds_testdata::name::authority(common_name)
}

/// The RDN that makes a relative name, from inside its SET.
pub fn relative(text: &str) -> Vec<u8> {
    der::sequence(&[der::oid(oids::ORGANIZATIONAL_UNIT), der::utf8(text)])
}

/// The same as a whole name under another.
pub fn under(parent: &str, text: &str) -> Vec<u8> {
    name(parent).with(oids::ORGANIZATIONAL_UNIT, der::printable(&text.to_uppercase())).der()
}

pub fn uri(text: &str) -> Vec<u8> {
    der::context_primitive(6, text.as_bytes())
}

pub fn directory(name: &[u8]) -> Vec<u8> {
    der::context(4, &[name])
}

/// `distributionPoint [0]` with these names in full.
pub fn full(names: &[Vec<u8>]) -> Vec<u8> {
    der::context(0, &[der::context(0, names)])
}

/// `distributionPoint [0]` with a name relative to the issuer's.
pub fn relative_point(text: &str) -> Vec<u8> {
    der::context(0, &[der::context(1, &[relative(text)])])
}

/// `reasons [1]` of a point, `onlySomeReasons [3]` of a list: two octets of flags, the first bit unused.
pub fn reasons(number: u8, flags: u16) -> Vec<u8> {
    let [high, low] = flags.to_be_bytes();
    let octets: &[u8] = if low == 0 { &[high] } else { &[high, low] };
    let unused = octets.last().unwrap().trailing_zeros();
    der::context_primitive(number, &[&[u8::try_from(unused).unwrap()], octets].concat())
}

pub const KEY: u16 = 0x4000;
pub const NOT_KEY: u16 = 0x3F80;

/// `cRLIssuer [2]`.
pub fn crl_issuer(names: &[Vec<u8>]) -> Vec<u8> {
    der::context(2, &names.iter().map(|name| directory(name)).collect::<Vec<_>>())
}

pub fn point(parts: &[Vec<u8>]) -> Vec<u8> {
    der::sequence(parts)
}

pub fn distribution_points(points: &[Vec<u8>]) -> Extension {
    Extension::new(oids::CRL_DISTRIBUTION_POINTS, der::sequence(points))
}

/// `indirectCRL [4]`.
pub fn indirect() -> Vec<u8> {
    der::context_primitive(4, &[0xFF])
}

pub fn certificate_issuer(names: &[Vec<u8>]) -> Extension {
    Extension::new(oids::CERTIFICATE_ISSUER, der::sequence(names)).critical()
}
