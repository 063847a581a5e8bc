//! The examples of the standards.

use crypto_bigint::modular::ConstMontyForm;
use crypto_bigint::{U256, U512, Uint, const_monty_params};
use std::ops::{Add, Mul, Sub};

use super::super::curve::{Affine, CoefficientA, Curve, Point};
use super::super::field::Field;
use super::super::jacobian::Jacobian;
use super::super::multiply::{OddMultiples, SplitTables, Tables};
use super::super::samples::multiply;
use super::super::verify::{Signature, is_public_key, is_valid};
use crate::crypto::{DigestAlgorithm, Provider, RustCrypto};

const_monty_params!(Modulus256, U256, "8000000000000000000000000000000000000000000000000000000000000431");
const_monty_params!(
    Modulus512,
    U512,
    "4531ACD1FE0023C7550D267B6B2FEE80922B14B2FFB90F04D4EB7C09B5D2D15D\
     F1D852741AF4704A0458047E80E4546D35B8336FAC224DD81664BBF528BE6373"
);

/// A field of any modulus: the examples have curves of their own.
macro_rules! example_field {
    ($name:ident, $modulus:ident, $uint:ty) => {
        #[derive(Clone, Copy, Debug, PartialEq)]
        struct $name(ConstMontyForm<$modulus, { <$uint>::LIMBS }>);

        impl $name {
            const fn new(hex: &str) -> Self {
                Self(ConstMontyForm::new(&<$uint>::from_be_hex(hex)))
            }
        }

        impl Add for $name {
            type Output = Self;
            fn add(self, other: Self) -> Self {
                Self(self.0 + other.0)
            }
        }

        impl Sub for $name {
            type Output = Self;
            fn sub(self, other: Self) -> Self {
                Self(self.0 - other.0)
            }
        }

        impl Mul for $name {
            type Output = Self;
            fn mul(self, other: Self) -> Self {
                Self(self.0 * other.0)
            }
        }

        impl Field for $name {
            const ZERO: Self = Self(ConstMontyForm::ZERO);
            const ONE: Self = Self(ConstMontyForm::ONE);

            fn from_le(octets: &[u8]) -> Option<Self> {
                let number = <$uint>::from_le_slice(octets);
                let residue = Self(ConstMontyForm::new(&number));
                (residue.0.retrieve() == number).then_some(residue)
            }

            fn to_le(self) -> Vec<u8> {
                self.0.retrieve().to_le_bytes().as_ref().to_vec()
            }

            fn times(self, factor: u64) -> Self {
                (0..factor).fold(Self::ZERO, |sum, _| sum + self)
            }

            fn invert(self) -> Self {
                Option::from(self.0.invert()).map_or(Self::ZERO, Self)
            }
        }
    };
}

example_field!(Example256, Modulus256, U256);
example_field!(Example512, Modulus512, U512);

/// RFC 7091 7.1.
#[derive(Clone, Copy, Debug)]
struct Curve256;

const SEVEN_256: &str = "0000000000000000000000000000000000000000000000000000000000000007";

impl Curve for Curve256 {
    type Field = Example256;
    type Scalar = U256;
    type Point = Jacobian<Self>;
    const A: CoefficientA<Example256> = CoefficientA::Other(Example256::new(SEVEN_256));
    const B: Example256 = Example256::new("5FBFF498AA938CE739B8E022FBAFEF40563F6E6A3472FC2A514C0CE9DAE23B7E");
    const BASE: Affine<Self> = Affine {
        x: Example256::new("0000000000000000000000000000000000000000000000000000000000000002"),
        y: Example256::new("08E2A8A0E65147D4BD6316030E16D19C85C97F0A9CA267122B96ABBCEA7E8FC8"),
    };
    const ORDER: U256 = U256::from_be_hex("8000000000000000000000000000000150FE8A1892976154C59CFC193ACCF5B3");
    const OCTETS: usize = 32;

    fn is_multiple_of_base(_: &Affine<Self>) -> bool {
        true
    }
}

/// RFC 7091 7.2.
#[derive(Clone, Copy, Debug)]
struct Curve512;

impl Curve for Curve512 {
    type Field = Example512;
    type Scalar = U512;
    type Point = Jacobian<Self>;
    const A: CoefficientA<Example512> =
        CoefficientA::Other(Example512(ConstMontyForm::new(&Uint::from_u8(7))));
    const B: Example512 = Example512::new(
        "1CFF0806A31116DA29D8CFA54E57EB748BC5F377E49400FDD788B649ECA1AC43\
         61834013B2AD7322480A89CA58E0CF74BC9E540C2ADD6897FAD0A3084F302ADC",
    );
    const BASE: Affine<Self> = Affine {
        x: Example512::new(
            "24D19CC64572EE30F396BF6EBBFD7A6C5213B3B3D7057CC825F91093A68CD762\
             FD60611262CD838DC6B60AA7EEE804E28BC849977FAC33B4B530F1B120248A9A",
        ),
        y: Example512::new(
            "2BB312A43BD2CE6E0D020613C857ACDDCFBF061E91E5F2C3F32447C259F39B2C\
             83AB156D77F1496BF7EB3351E1EE4E43DC1A18B91B24640B6DBB92CB1ADD371E",
        ),
    };
    const ORDER: U512 = U512::from_be_hex(
        "4531ACD1FE0023C7550D267B6B2FEE80922B14B2FFB90F04D4EB7C09B5D2D15D\
         A82F2D7ECB1DBAC719905C5EECC423F1D86E25EDBE23C595D644AAF187E6E6DF",
    );
    const OCTETS: usize = 64;

    fn is_multiple_of_base(_: &Affine<Self>) -> bool {
        true
    }
}

struct Example<C: Curve> {
    private_key: C::Scalar,
    public_key: Affine<C>,
    /// The digest, big-endian as it is printed.
    digest: &'static str,
    r: C::Scalar,
    s: C::Scalar,
}

impl<C: Curve> Example<C> {
    fn check(&self) {
        let Self { public_key, r, s, .. } = *self;
        assert!(C::BASE.is_on_curve() && is_public_key(&public_key));
        assert!(multiply(C::ORDER, C::BASE).is_infinity());
        let computed = multiply(self.private_key, C::BASE);
        assert!(
            computed.has_x(public_key.x) && computed.y == public_key.y * computed.z.square() * computed.z
        );
        let (base, key) = (SplitTables::new(C::BASE, 8), OddMultiples::new(public_key, 5));
        let split = SplitTables::new(public_key, 7);
        let mut digest = hex(self.digest);
        digest.reverse();
        for tables in [Tables::Whole(&key), Tables::Split(&split)] {
            assert!(is_valid(&base, tables, &digest, &Signature { r, s }));
            assert!(!is_valid(&base, tables, &digest, &Signature { r: s, s: r }));
            let mut other = digest.clone();
            other[0] ^= 1;
            assert!(!is_valid(&base, tables, &other, &Signature { r, s }));
        }
    }
}

fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<_> = text.bytes().filter(|digit| digit.is_ascii_hexdigit()).collect();
    let octet = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
    digits.chunks(2).map(octet).collect()
}

#[test]
fn rfc_7091_256_bits() {
    Example::<Curve256> {
        private_key: U256::from_be_hex("7A929ADE789BB9BE10ED359DD39A72C11B60961F49397EEE1D19CE9891EC3B28"),
        public_key: Affine {
            x: Example256::new("7F2B49E270DB6D90D8595BEC458B50C58585BA1D4E9B788F6689DBD8E56FD80B"),
            y: Example256::new("26F1B489D6701DD185C8413A977B3CBBAF64D1C593D26627DFFB101A87FF77DA"),
        },
        digest: "2DFBC1B372D89A1188C09C52E0EEC61FCE52032AB1022E8E67ECE6672B043EE5",
        r: U256::from_be_hex("41AA28D2F1AB148280CD9ED56FEDA41974053554A42767B83AD043FD39DC0493"),
        s: U256::from_be_hex("01456C64BA4642A1653C235A98A60249BCD6D3F746B631DF928014F6C5BF9C40"),
    }
    .check();
}

#[test]
fn rfc_7091_512_bits() {
    Example::<Curve512> {
        private_key: U512::from_be_hex(
            "0BA6048AADAE241BA40936D47756D7C93091A0E8514669700EE7508E508B1020\
             72E8123B2200A0563322DAD2827E2714A2636B7BFD18AADFC62967821FA18DD4",
        ),
        public_key: Affine {
            x: Example512::new(
                "115DC5BC96760C7B48598D8AB9E740D4C4A85A65BE33C1815B5C320C854621DD\
                 5A515856D13314AF69BC5B924C8B4DDFF75C45415C1D9DD9DD33612CD530EFE1",
            ),
            y: Example512::new(
                "37C7C90CD40B0F5621DC3AC1B751CFA0E2634FA0503B3D52639F5D7FB72AFD61\
                 EA199441D943FFE7F0C70A2759A3CDB84C114E1F9339FDF27F35ECA93677BEEC",
            ),
        },
        digest: "3754F3CFACC9E0615C4F4A7C4D8DAB531B09B6F9C170C533A71D147035B0C591\
                 7184EE536593F4414339976C647C5D5A407ADEDB1D560C4FC6777D2972075B8C",
        r: U512::from_be_hex(
            "2F86FA60A081091A23DD795E1E3C689EE512A3C82EE0DCC2643C78EEA8FCACD3\
             5492558486B20F1C9EC197C90699850260C93BCBCD9C5C3317E19344E173AE36",
        ),
        s: U512::from_be_hex(
            "1081B394696FFE8E6585E7A9362D26B6325F56778AADBC081C0BFBE933D52FF5\
             823CE288E8C4F362526080DF7F70CE406A6EEB1F56919CB92A9853BDE73E5B4A",
        ),
    }
    .check();
}

/// The first message of RFC 6986 10.1, whose digests are printed there as numbers: backwards.
#[test]
fn rfc_6986_first_message() {
    let message = b"012345678901234567890123456789012345678901234567890123456789012";
    let number = |algorithm| {
        let mut digest = RustCrypto.digest(algorithm, message).as_ref().to_vec();
        digest.reverse();
        digest
    };
    assert_eq!(
        number(DigestAlgorithm::Streebog512),
        hex("486f64c1917879417fef082b3381a4e211c324f074654c38823a7b76f830ad00\
             fa1fbae42b1285c0352f227524bc9ab16254288dd6863dccd5b9f54a1ad0541b")
    );
    assert_eq!(
        number(DigestAlgorithm::Streebog256),
        hex("00557be5e584fd52a449b16b0251d05d27f94ab76cbaa6da890b59d8ef1e159d")
    );
}

/// RFC 5831 7.3.1 and 7.3.2, which have the test parameters and print the digests as numbers, too.
#[test]
fn rfc_5831_messages() {
    for (message, expected) in [
        (
            "This is message, length=32 bytes",
            "FAFF37A615A816691CFF3EF8B68CA247E09525F39F8119832EB81975D366C4B1",
        ),
        (
            "Suppose the original message has length = 50 bytes",
            "0852F5623B89DD57AEB4781FE54DF14EEAFBC1350613763A0D770AA657BA1A47",
        ),
    ] {
        let mut digest = RustCrypto.digest(DigestAlgorithm::Gost94, message.as_bytes()).as_ref().to_vec();
        digest.reverse();
        assert_eq!(digest, hex(expected), "{message}");
    }
}
