//! Signing by GOST R 34.10-2012 and GOST 34.310-2004 (RFC 7091 6.1), plainly: affine points and big integers.

use num_bigint::BigUint;
use sha2::{Digest as _, Sha512};

use crate::der;
use crate::signature::Scheme;

/// A curve with its national names.
pub struct Curve {
    octets: usize,
    p: BigUint,
    a: BigUint,
    q: BigUint,
    base: Point,
    key: &'static str,
    parameters: &'static str,
    digest: &'static str,
    scheme: Scheme,
}

/// A point that is not at infinity.
type Point = (BigUint, BigUint);

impl Curve {
    /// id-tc26-gost-3410-12-512-paramSetA (RFC 7836 A.1).
    fn of_512_bits() -> Curve {
        let p = power_of_two(512) - 569u32;
        Curve {
            octets: 64,
            a: &p - 3u32,
            p,
            q: hex("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF\
                 27E69532F48D89116FF22B8D4E0560609B4B38ABFAD2B85DCACDB1411F10B275"),
            base: (
                BigUint::from(3u32),
                hex("7503CFE87A836AE3A61B8816E25450E6CE5E1C93ACF1ABC1778064FDCBEFA921\
                     DF1626BE4FD036E93D75E6A50E3A41E98028FE5FC235F5B889A589CB5215F2A4"),
            ),
            key: "1.2.398.3.10.1.1.2.2",
            parameters: "1.2.398.3.10.1.1.2.2.1",
            digest: "1.2.398.3.10.1.3.3",
            scheme: Scheme::Gost512,
        }
    }

    /// id-tc26-gost-3410-2012-256-paramSetA (RFC 7836 A.2).
    fn of_256_bits() -> Curve {
        Curve {
            octets: 32,
            p: power_of_two(256) - 617u32,
            a: hex("C2173F1513981673AF4892C23035A27CE25E2013BF95AA33B22C656F277E7335"),
            q: hex("400000000000000000000000000000000FD8CDDFC87B6635C115AF556C360C67"),
            base: (
                hex("91E38443A5E82C0D880923425712B2BB658B9196932E02C78B2582FE742DAA28"),
                hex("32879423AB1A0375895786C4BB46E9565FDE0B5344766740AF268ADB32322E5C"),
            ),
            key: "1.2.398.3.10.1.1.2.1",
            parameters: "1.2.398.3.10.1.1.2.1.1",
            digest: "1.2.398.3.10.1.3.2",
            scheme: Scheme::Gost256,
        }
    }

    /// id-GostR3410-2001-CryptoPro-A-ParamSet (RFC 4357 11.4).
    fn of_2004() -> Curve {
        let p = power_of_two(256) - 617u32;
        Curve {
            octets: 32,
            a: &p - 3u32,
            p,
            q: hex("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF6C611070995AD10045841B09B761B893"),
            base: (
                BigUint::from(1u32),
                hex("8D91E471E0989CDA27DF505A453F2B7635294F2DDF23E3B122ACC99C9E9F1E14"),
            ),
            key: "1.2.398.3.10.1.1.1.1",
            parameters: "1.2.398.3.10.1.1.1.1.1",
            digest: "1.2.398.3.10.1.3.1.1.0",
            scheme: Scheme::Gost2004,
        }
    }

    fn modulo_p(&self, left: BigUint, minus: &BigUint) -> BigUint {
        (left + &self.p * 2u32 - minus) % &self.p
    }

    fn double(&self, (x, y): &Point) -> Point {
        let slope = (x * x * 3u32 + &self.a) * (y * 2u32).modinv(&self.p).expect("y is not zero");
        self.third(&slope, x, x, y)
    }

    fn add(&self, (x, y): &Point, (other_x, other_y): &Point) -> Point {
        let run = self.modulo_p(other_x.clone(), x).modinv(&self.p).expect("the points differ");
        self.third(&(self.modulo_p(other_y.clone(), y) * run), x, other_x, y)
    }

    /// The sum, from the slope of the line through the two.
    fn third(&self, slope: &BigUint, x: &BigUint, other_x: &BigUint, y: &BigUint) -> Point {
        let slope = slope % &self.p;
        let sum_x = self.modulo_p(&slope * &slope, &(x + other_x));
        let sum_y = self.modulo_p(slope * self.modulo_p(x.clone(), &sum_x), y);
        (sum_x, sum_y)
    }

    /// factor · P, for a factor from 1 to q − 1.
    fn multiply(&self, factor: &BigUint) -> Point {
        let lower = (0..factor.bits() - 1).rev();
        lower.fold(self.base.clone(), |sum, bit| {
            let sum = self.double(&sum);
            if factor.bit(bit) { self.add(&sum, &self.base) } else { sum }
        })
    }

    fn little_endian(&self, number: &BigUint) -> Vec<u8> {
        let mut octets = number.to_bytes_le();
        octets.resize(self.octets, 0);
        octets
    }

    /// A number from 1 to q − 1 that follows from some octets.
    fn number_from(&self, octets: &[u8]) -> BigUint {
        BigUint::from_bytes_le(&Sha512::digest(octets)) % (&self.q - 1u32) + 1u32
    }
}

/// A private key that follows from its name.
pub struct GostKey {
    curve: Curve,
    d: BigUint,
}

impl GostKey {
    /// `gost512_…`, `gost256_…` or `gost2004_…`; nothing for another name.
    pub fn of(name: &str) -> Option<GostKey> {
        let (kind, _) = name.split_once('_')?;
        let curve = match kind {
            "gost512" => Curve::of_512_bits(),
            "gost256" => Curve::of_256_bits(),
            "gost2004" => Curve::of_2004(),
            _ => return None,
        };
        let d = curve.number_from(format!("kz-eds testdata {name}").as_bytes());
        Some(GostKey { curve, d })
    }

    pub fn usual_scheme(&self) -> Scheme {
        self.curve.scheme
    }

    /// The SubjectPublicKeyInfo in the national form: x ‖ y, little-endian, in an OCTET STRING.
    pub fn public(&self) -> Vec<u8> {
        let (x, y) = self.curve.multiply(&self.d);
        self.public_with(&[self.curve.little_endian(&x), self.curve.little_endian(&y)].concat())
    }

    /// The same over any point.
    pub fn public_with(&self, point: &[u8]) -> Vec<u8> {
        let parameters = der::sequence(&[der::oid(self.curve.parameters), der::oid(self.curve.digest)]);
        let algorithm = der::sequence(&[der::oid(self.curve.key), parameters]);
        der::sequence(&[algorithm, der::bits(&der::octets(point))])
    }

    /// r ‖ s, little-endian. The nonce follows from key and digest, so the same input gives the same octets.
    pub fn sign(&self, digest: &[u8]) -> Vec<u8> {
        let Curve { q, .. } = &self.curve;
        let e = BigUint::from_bytes_le(digest) % q;
        let e = if e == BigUint::ZERO { BigUint::from(1u32) } else { e };
        let k = self.curve.number_from(&[&self.d.to_bytes_le()[..], digest].concat());
        let r = self.curve.multiply(&k).0 % q;
        let s = (&r * &self.d + k * e) % q;
        [self.curve.little_endian(&r), self.curve.little_endian(&s)].concat()
    }
}

fn power_of_two(bits: u32) -> BigUint {
    BigUint::from(1u32) << bits
}

fn hex(digits: &str) -> BigUint {
    BigUint::parse_bytes(digits.as_bytes(), 16).expect("hexadecimal digits")
}
