//! Target `gost_verify`: signatures by small keys and nonces, changed in a few places, against a second reading of
//! RFC 7091 6.2 with big integers and affine points. Keys may be points outside the group, which must be refused.

use kz_eds::crypto::{Digest, Outcome, Provider, RustCrypto, SignatureAlgorithm};
use num_bigint::BigUint;

use super::der::{sequence, tlv};

/// A point; nothing at infinity.
type Point = Option<(BigUint, BigUint)>;

struct Curve {
    octets: usize,
    p: BigUint,
    a: BigUint,
    q: BigUint,
    base: Point,
    /// A point of order m / q, where that is not 1.
    torsion: Point,
    /// Contents of the identifiers of a key, its curve and its digest.
    names: [&'static [u8]; 3],
    signature: &'static [u8],
}

fn hex(digits: &str) -> BigUint {
    BigUint::parse_bytes(digits.as_bytes(), 16).expect("hexadecimal digits")
}

fn number(octets: &[u8]) -> BigUint {
    BigUint::from_bytes_le(octets)
}

impl Curve {
    fn of_512_bits() -> Self {
        let p = (BigUint::from(1u8) << 512) - 569u32;
        let y = "7503CFE87A836AE3A61B8816E25450E6CE5E1C93ACF1ABC1778064FDCBEFA921\
                 DF1626BE4FD036E93D75E6A50E3A41E98028FE5FC235F5B889A589CB5215F2A4";
        let q = "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF\
                 27E69532F48D89116FF22B8D4E0560609B4B38ABFAD2B85DCACDB1411F10B275";
        Self {
            octets: 64,
            a: &p - 3u32,
            p,
            q: hex(q),
            base: Some((BigUint::from(3u8), hex(y))),
            torsion: None,
            names: [
                b"\x2A\x83\x0E\x03\x0A\x01\x01\x02\x02",
                b"\x2A\x83\x0E\x03\x0A\x01\x01\x02\x02\x01",
                b"\x2A\x83\x0E\x03\x0A\x01\x03\x03",
            ],
            signature: b"\x2A\x83\x0E\x03\x0A\x01\x01\x02\x03\x02",
        }
    }

    fn of_256_bits() -> Self {
        let x = "91E38443A5E82C0D880923425712B2BB658B9196932E02C78B2582FE742DAA28";
        let y = "32879423AB1A0375895786C4BB46E9565FDE0B5344766740AF268ADB32322E5C";
        Self {
            octets: 32,
            p: (BigUint::from(1u8) << 256) - 617u32,
            a: hex("C2173F1513981673AF4892C23035A27CE25E2013BF95AA33B22C656F277E7335"),
            q: hex("400000000000000000000000000000000FD8CDDFC87B6635C115AF556C360C67"),
            base: Some((hex(x), hex(y))),
            torsion: Some((
                hex("7F7F80C60535007538B45A5D95C39353BC5D80D1F36A9DC0ACE7C5118C2F5977"),
                hex("7E7E82520F9F015FAA1D0F18C14AB9FB35188275DA3FD94206B74F34A48E0ECD"),
            )),
            names: [
                b"\x2A\x83\x0E\x03\x0A\x01\x01\x02\x01",
                b"\x2A\x83\x0E\x03\x0A\x01\x01\x02\x01\x01",
                b"\x2A\x83\x0E\x03\x0A\x01\x03\x02",
            ],
            signature: b"\x2A\x83\x0E\x03\x0A\x01\x01\x02\x03\x01",
        }
    }

    fn of_2004() -> Self {
        let p = (BigUint::from(1u8) << 256) - 617u32;
        let y = "8D91E471E0989CDA27DF505A453F2B7635294F2DDF23E3B122ACC99C9E9F1E14";
        Self {
            octets: 32,
            a: &p - 3u32,
            p,
            q: hex("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF6C611070995AD10045841B09B761B893"),
            base: Some((BigUint::from(1u8), hex(y))),
            torsion: None,
            names: [
                b"\x2A\x83\x0E\x03\x0A\x01\x01\x01\x01",
                b"\x2A\x83\x0E\x03\x0A\x01\x01\x01\x01\x01",
                b"\x2A\x83\x0E\x03\x0A\x01\x03\x01\x01\x00",
            ],
            signature: b"\x2A\x83\x0E\x03\x0A\x01\x01\x01\x02",
        }
    }

    fn minus(&self, left: &BigUint, right: &BigUint) -> BigUint {
        (left + &self.p - right % &self.p) % &self.p
    }

    fn sum(&self, left: &Point, right: &Point) -> Point {
        let ((x1, y1), (x2, y2)) = match (left, right) {
            (Some(left), Some(right)) => (left, right),
            (None, other) | (other, None) => return other.clone(),
        };
        let slope = if x1 != x2 {
            self.minus(y2, y1) * self.minus(x2, x1).modinv(&self.p)?
        } else if y1 == y2 {
            (x1 * x1 * 3u8 + &self.a) * (y1 * 2u8).modinv(&self.p)?
        } else {
            return None;
        };
        let slope = slope % &self.p;
        let x = self.minus(&(&slope * &slope % &self.p), &(x1 + x2));
        let y = self.minus(&(slope * self.minus(x1, &x) % &self.p), y1);
        Some((x, y))
    }

    fn multiply(&self, factor: &BigUint, point: &Point) -> Point {
        (0..factor.bits()).rev().fold(None, |sum, bit| {
            let sum = self.sum(&sum, &sum);
            if factor.bit(bit) { self.sum(&sum, point) } else { sum }
        })
    }

    fn little_endian(&self, number: &BigUint) -> Vec<u8> {
        let mut octets = number.to_bytes_le();
        octets.resize(self.octets, 0);
        octets
    }

    fn e(&self, digest: &[u8]) -> BigUint {
        let e = number(digest) % &self.q;
        if e == BigUint::ZERO { BigUint::from(1u8) } else { e }
    }

    /// r ‖ s (RFC 7091 6.1).
    fn sign(&self, private: &BigUint, nonce: &BigUint, digest: &[u8]) -> Vec<u8> {
        let r = self.multiply(nonce, &self.base).map_or(BigUint::ZERO, |(x, _)| x % &self.q);
        let s = (&r * private + nonce * self.e(digest)) % &self.q;
        [self.little_endian(&r), self.little_endian(&s)].concat()
    }

    /// RFC 7091 6.2.
    fn verify(&self, key: &Point, digest: &[u8], signature: &[u8]) -> bool {
        let (r, s) = signature.split_at(self.octets);
        let (r, s, q) = (number(r), number(s), &self.q);
        if r == BigUint::ZERO || s == BigUint::ZERO || r >= *q || s >= *q {
            return false;
        }
        let v = self.e(digest).modinv(q).expect("q is a prime");
        let z1 = self.multiply(&(&s * &v % q), &self.base);
        let z2 = self.multiply(&((q - &r) * &v % q), key);
        self.sum(&z1, &z2).is_some_and(|(x, _)| x % q == r)
    }

    fn spki(&self, key: &Point) -> Option<Vec<u8>> {
        let (x, y) = key.as_ref()?;
        let point = [self.little_endian(x), self.little_endian(y)].concat();
        let [key, curve, digest] = self.names.map(|name| tlv(6, &[name]));
        let algorithm = sequence(&[&key, &sequence(&[&curve, &digest])]);
        Some(sequence(&[&algorithm, &tlv(3, &[&[0], &tlv(4, &[&point])])]))
    }
}

/// The body of the target: curve and what is added to the key, key, nonce, digest, and then pairs of a place and what is
/// changed there.
pub fn gost_verify(data: &[u8]) {
    let Some((&[choice], data)) = data.split_first_chunk() else { return };
    let Some((private, data)) = data.split_first_chunk::<8>() else { return };
    let Some((nonce, data)) = data.split_first_chunk::<8>() else { return };
    let Some((digest, changes)) = data.split_first_chunk::<64>() else { return };
    let curve = match choice % 3 {
        0 => Curve::of_512_bits(),
        1 => Curve::of_256_bits(),
        _ => Curve::of_2004(),
    };
    // Without the feature there is nothing to compare.
    let identifier = sequence(&[&tlv(6, &[curve.signature]), &[5, 0]]);
    let Ok(row) = SignatureAlgorithm::from_der(&identifier) else { return };
    let mut digest = digest.get(..curve.octets).unwrap_or(digest).to_vec();
    let private = number(private);
    let multiple = curve.multiply(&private, &curve.base);
    let key = curve.sum(&multiple, &curve.multiply(&BigUint::from(choice / 3 % 4), &curve.torsion));
    let Some(spki) = curve.spki(&key) else { return };
    let parsed = RustCrypto.public_key(&spki);
    assert_eq!(
        parsed.is_ok(),
        curve.multiply(&curve.q, &key).is_none(),
        "a point of the group, and no other"
    );
    let Ok(parsed) = parsed else { return };
    let mut signature = curve.sign(&private, &number(nonce), &digest);
    for change in changes.chunks_exact(2).take(8) {
        let (place, mask) = (usize::from(change[0]), change[1]);
        let whole = signature.iter_mut().chain(&mut digest);
        whole.skip(place % (3 * curve.octets)).take(1).for_each(|octet| *octet ^= mask);
    }
    let expected = curve.verify(&key, &digest, &signature);
    let digest = Digest::new(row.digest(), &digest).expect("a digest of its length");
    // The third time by other tables than the first.
    for turn in 0..3 {
        let outcome = parsed.verify_digest(row, &digest, &signature);
        assert_eq!(outcome == Outcome::Valid, expected, "use {turn} of a key");
    }
}
