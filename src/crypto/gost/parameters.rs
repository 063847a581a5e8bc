//! The three curves that national certificates use.

use std::sync::LazyLock;

use crypto_bigint::{U256, U512};

use super::curve::{Affine, CoefficientA, Curve};
use super::edwards::{Edwards, Extended};
use super::field::{Field, Field256, Field512, Residue};
use super::jacobian::Jacobian;
use super::multiply::SplitTables;
use super::order::is_of_odd_order;

/// A curve whose base point has its tables.
pub(super) trait StandardCurve: Curve {
    fn base_tables() -> &'static SplitTables<Self>;
}

/// Bits of the digits by which the base point is multiplied: 64 multiples in each of its four tables.
const BASE_WIDTH: u32 = 8;

/// id-tc26-gost-3410-12-512-paramSetA (RFC 7836 A.1): all keys of 512 bits.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tc26A512;

impl Curve for Tc26A512 {
    type Field = Field512;
    type Scalar = U512;
    type Point = Jacobian<Self>;
    const A: CoefficientA<Field512> = CoefficientA::MinusThree;
    const B: Field512 = Residue::from_hex(
        "E8C2505DEDFC86DDC1BD0B2B6667F1DA34B82574761CB0E879BD081CFD0B6265\
         EE3CB090F30D27614CB4574010DA90DD862EF9D4EBEE4761503190785A71C760",
    );
    const BASE: Affine<Self> = Affine {
        x: Residue::from_hex("0000000000000003"),
        y: Residue::from_hex(
            "7503CFE87A836AE3A61B8816E25450E6CE5E1C93ACF1ABC1778064FDCBEFA921\
             DF1626BE4FD036E93D75E6A50E3A41E98028FE5FC235F5B889A589CB5215F2A4",
        ),
    };
    const ORDER: U512 = U512::from_be_hex(
        "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF\
         27E69532F48D89116FF22B8D4E0560609B4B38ABFAD2B85DCACDB1411F10B275",
    );
    const OCTETS: usize = 64;

    fn is_multiple_of_base(_: &Affine<Self>) -> bool {
        true
    }
}

impl StandardCurve for Tc26A512 {
    fn base_tables() -> &'static SplitTables<Self> {
        static TABLES: LazyLock<SplitTables<Tc26A512>> =
            LazyLock::new(|| SplitTables::new(Tc26A512::BASE, BASE_WIDTH));
        &TABLES
    }
}

/// id-tc26-gost-3410-2012-256-paramSetA (RFC 7836 A.2): a twisted Edwards curve, here in its canonical form. It has
/// 4q points, so a point on it is not always a multiple of the base point.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tc26A256;

impl Curve for Tc26A256 {
    type Field = Field256;
    type Scalar = U256;
    type Point = Extended<Self>;
    const A: CoefficientA<Field256> = CoefficientA::Other(Residue::from_hex(
        "C2173F1513981673AF4892C23035A27CE25E2013BF95AA33B22C656F277E7335",
    ));
    const B: Field256 = Residue::from_hex("295F9BAE7428ED9CCC20E7C359A9D41A22FCCD9108E17BF7BA9337A6F8AE9513");
    const BASE: Affine<Self> = Affine {
        x: Residue::from_hex("91E38443A5E82C0D880923425712B2BB658B9196932E02C78B2582FE742DAA28"),
        y: Residue::from_hex("32879423AB1A0375895786C4BB46E9565FDE0B5344766740AF268ADB32322E5C"),
    };
    const ORDER: U256 = U256::from_be_hex("400000000000000000000000000000000FD8CDDFC87B6635C115AF556C360C67");
    const OCTETS: usize = 32;

    fn is_multiple_of_base(point: &Affine<Self>) -> bool {
        is_of_odd_order(point)
    }
}

impl Edwards for Tc26A256 {
    const D: Field256 = Residue::from_hex("0605F6B7C183FA81578BC39CFAD518132B9DF62897009AF7E522C32D6DC7BFFB");
    const THETA: Field256 =
        Residue::from_hex("0100FE73F595FF158E974B44D478D9588744FE5C192AC47EA63075DCE7A14AAA");
    const FOUR: Field256 =
        Residue::from_hex("7E7E82520F9F015FAA1D0F18C14AB9FB35188275DA3FD94206B74F34A48E0ECD");
}

impl StandardCurve for Tc26A256 {
    fn base_tables() -> &'static SplitTables<Self> {
        static TABLES: LazyLock<SplitTables<Tc26A256>> =
            LazyLock::new(|| SplitTables::new(Tc26A256::BASE, BASE_WIDTH));
        &TABLES
    }
}

/// id-GostR3410-2001-CryptoPro-A-ParamSet (RFC 4357 11.4): GOST 34.310-2004.
#[derive(Clone, Copy, Debug)]
pub(super) struct CryptoProA;

impl Curve for CryptoProA {
    type Field = Field256;
    type Scalar = U256;
    type Point = Jacobian<Self>;
    const A: CoefficientA<Field256> = CoefficientA::MinusThree;
    const B: Field256 = Residue::from_hex("00000000000000A6");
    const BASE: Affine<Self> = Affine {
        x: Field256::ONE,
        y: Residue::from_hex("8D91E471E0989CDA27DF505A453F2B7635294F2DDF23E3B122ACC99C9E9F1E14"),
    };
    const ORDER: U256 = U256::from_be_hex("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF6C611070995AD10045841B09B761B893");
    const OCTETS: usize = 32;

    fn is_multiple_of_base(_: &Affine<Self>) -> bool {
        true
    }
}

impl StandardCurve for CryptoProA {
    fn base_tables() -> &'static SplitTables<Self> {
        static TABLES: LazyLock<SplitTables<CryptoProA>> =
            LazyLock::new(|| SplitTables::new(CryptoProA::BASE, BASE_WIDTH));
        &TABLES
    }
}
