//! Authorities that may not issue, each for one reason.

use crate::authority::{Authorities, Authority, Draft};
use crate::extension::{self, CRL_SIGN, DIGITAL_SIGNATURE, KEY_CERT_SIGN, NON_REPUDIATION};
use crate::{der, name, oids};

/// The odd authorities. All but `sub_ca` are issued by the RSA or P-256 root, so that no path length is in play.
pub struct Odd {
    pub without_key_cert_sign: Authority,
    pub without_basic_constraints: Authority,
    pub without_crl_sign: Authority,
    pub version_1: Authority,
    /// Below `nca_rsa`, whose path length is zero.
    pub sub_ca: Authority,
    pub weak_key: Authority,
    pub revoked: Authority,
    pub explicit_parameters: Authority,
}

impl Odd {
    pub fn new(good: &Authorities) -> Odd {
        let (rsa, ec) = (&good.root_rsa, &good.root_ec);
        let usage =
            |flags| move |template: crate::template::Template| template.with(extension::key_usage(flags));
        Odd {
            without_key_cert_sign: draft("ca_without_key_cert_sign", "odd_ca")
                .edit(usage(DIGITAL_SIGNATURE | NON_REPUDIATION | CRL_SIGN))
                .issued_by(rsa),
            without_basic_constraints: draft("ca_without_basic_constraints", "odd_ca")
                .edit(|template| template.without(oids::BASIC_CONSTRAINTS))
                .issued_by(rsa),
            without_crl_sign: draft("ca_without_crl_sign", "odd_ca")
                .edit(usage(KEY_CERT_SIGN))
                .issued_by(rsa),
            version_1: version_1().issued_by(rsa),
            sub_ca: draft("sub_ca", "odd_ca").issued_by(&good.nca_rsa),
            weak_key: draft("ca_weak_key", "weak").issued_by(rsa),
            revoked: draft("ca_revoked", "odd_ca").issued_by(rsa),
            explicit_parameters: explicit_parameters().issued_by(ec),
        }
    }

    /// All of them.
    pub fn all(&self) -> [&Authority; 8] {
        [
            &self.without_key_cert_sign,
            &self.without_basic_constraints,
            &self.without_crl_sign,
            &self.version_1,
            &self.sub_ca,
            &self.weak_key,
            &self.revoked,
            &self.explicit_parameters,
        ]
    }
}

fn draft(file: &'static str, key: &str) -> Draft {
    Draft::new(file, key, &name::authority(&format!("СЫНАҚ {file} TEST")))
}

fn version_1() -> Draft {
    draft("ca_version_1", "odd_ca").edit(|mut template| {
        template.version = None;
        template.extensions.clear();
        template
    })
}

fn explicit_parameters() -> Draft {
    draft("ca_explicit_parameters", "leaf_ec").edit(|mut template| {
        template.public_key = explicit_p256(&template.public_key);
        template
    })
}

const P: &str = "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff";
const A: &str = "ffffffff00000001000000000000000000000000fffffffffffffffffffffffc";
const B: &str = "5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b";
const G: &str = "046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296\
                 4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5";
const N: &str = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";

/// The same P-256 key with the curve spelt out (SEC 1 C.2) in place of its name.
///
/// Whoever accepts a spelt-out curve lets the sender choose the generator (CVE-2020-0601).
pub fn explicit_p256(public_key: &[u8]) -> Vec<u8> {
    let positive = |number: &str| der::integer_raw(&[vec![0], hex(number)].concat());
    let field = der::sequence(&[der::oid("1.2.840.10045.1.1"), positive(P)]);
    let curve = der::sequence(&[der::octets(&hex(A)), der::octets(&hex(B))]);
    let domain = [der::integer(1), field, curve, der::octets(&hex(G)), positive(N), der::integer(1)];
    let algorithm = der::sequence(&[der::oid("1.2.840.10045.2.1"), der::sequence(&domain)]);
    // An uncompressed point of 65 octets ends every SubjectPublicKeyInfo of this curve.
    let point = &public_key[public_key.len() - 65..];
    der::sequence(&[algorithm, der::bits(point)])
}

fn hex(text: &str) -> Vec<u8> {
    let digit = |byte: u8| (byte as char).to_digit(16).expect("a hexadecimal digit") as u8;
    text.as_bytes().chunks(2).map(|pair| digit(pair[0]) << 4 | digit(pair[1])).collect()
}
