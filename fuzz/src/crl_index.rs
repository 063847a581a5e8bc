//! Target `crl_index_vs_linear`: a list built from a recipe, whose index must find what a plain walk finds.

use std::collections::HashMap;

use arbitrary::{Arbitrary, Unstructured};
use kz_eds::{Crl, Entry, RevocationReason};

use super::crl::neighbours;
use super::der::{ALGORITHM, common_name, dummy_signature, extension, sequence, tlv};

/// Entries of one list at the most: enough for hundreds of buckets.
const ENTRIES: usize = 3_000;
/// Octets of a listed serial at the most.
const SERIAL: usize = 127;

#[derive(Arbitrary, Debug)]
struct Recipe {
    listed: Vec<Listed>,
    wanted: Vec<Serial>,
}

/// What to put on the list.
#[derive(Arbitrary, Debug)]
enum Listed {
    One(Serial, Extras),
    /// Serials that follow one another.
    Run {
        first: Serial,
        count: u8,
    },
    /// The serial of an earlier entry again.
    Again(u16, Extras),
}

/// How a serial comes about: short ones, ones that share all but a few octets, anything.
#[derive(Arbitrary, Clone, Debug)]
enum Serial {
    Short(u16),
    SharedStart { family: u8, number: u32 },
    SharedEnd { family: u8, number: u32 },
    Octets(Vec<u8>),
}

#[derive(Arbitrary, Clone, Copy, Debug, Default)]
struct Extras {
    reason: bool,
    invalidity: bool,
    issuer: Option<bool>,
    generalized: bool,
}

/// An entry as it was put on the list, the issuer in force included.
#[derive(Debug)]
struct Line {
    serial: Vec<u8>,
    extras: Extras,
    issuer: Option<bool>,
}

/// The body of the target.
pub fn crl_index_vs_linear(data: &[u8]) {
    let Ok(recipe) = Recipe::arbitrary_take_rest(Unstructured::new(data)) else { return };
    let lines = lines(&recipe.listed);
    let list = Crl::from_der(der(&lines)).expect("a list by the book");
    assert_eq!(list.len(), lines.len());
    assert_eq!(list.entries().count(), lines.len());
    for (entry, line) in list.entries().zip(&lines) {
        line.compare(&entry);
    }
    look_ups_agree(&list, &lines, &recipe.wanted);
}

/// The oracle is a walk over the entries, grouped by serial.
fn look_ups_agree(list: &Crl, lines: &[Line], wanted: &[Serial]) {
    let mut walked = HashMap::<&[u8], Vec<Entry<'_>>>::new();
    for entry in list.entries() {
        walked.entry(entry.serial()).or_default().push(entry);
    }
    let listed = lines.iter().map(|line| line.serial.clone());
    let near = lines.iter().take(200).flat_map(|line| neighbours(&line.serial));
    for serial in listed.chain(near).chain(wanted.iter().map(Serial::octets)) {
        let expected = walked.get(serial.as_slice()).map(Vec::as_slice).unwrap_or_default();
        let hits: Vec<_> = list.lookup(&serial).collect();
        assert_eq!(hits, expected, "{serial:02x?}");
    }
}

fn lines(listed: &[Listed]) -> Vec<Line> {
    let mut lines = Vec::<Line>::new();
    let mut issuer = None;
    for (serial, extras) in listed.iter().flat_map(Listed::serials) {
        let again =
            |place: u16| lines.get(usize::from(place) % lines.len().max(1)).map(|line| line.serial.clone());
        let serial = match serial {
            Ok(serial) => serial,
            Err(place) => again(place).unwrap_or_else(|| vec![1]),
        };
        issuer = extras.issuer.or(issuer);
        lines.push(Line { serial, extras, issuer });
        if lines.len() == ENTRIES {
            break;
        }
    }
    lines
}

impl Listed {
    /// Serials, or the place of the earlier entry to repeat.
    fn serials(&self) -> Vec<(Result<Vec<u8>, u16>, Extras)> {
        match self {
            Self::One(serial, extras) => vec![(Ok(serial.octets()), *extras)],
            Self::Again(place, extras) => vec![(Err(*place), *extras)],
            Self::Run { first, count } => (0..=*count)
                .map(|step| (Ok(first.plus(u32::from(step)).octets()), Extras::default()))
                .collect(),
        }
    }
}

impl Serial {
    fn plus(&self, step: u32) -> Self {
        match self.clone() {
            Self::Short(number) => Self::Short(number.wrapping_add(u16::try_from(step).unwrap_or(u16::MAX))),
            Self::SharedStart { family, number } => {
                Self::SharedStart { family, number: number.wrapping_add(step) }
            }
            Self::SharedEnd { family, number } => {
                Self::SharedEnd { family, number: number.wrapping_add(step) }
            }
            Self::Octets(octets) => Self::Octets([octets, step.to_be_bytes().to_vec()].concat()),
        }
    }

    /// The contents of an INTEGER, the shortest that mean this number.
    fn octets(&self) -> Vec<u8> {
        let octets = match self {
            Self::Short(number) => number.to_be_bytes().to_vec(),
            Self::SharedStart { family, number } => {
                [&[family % 3 + 1; 16][..], &number.to_be_bytes()].concat()
            }
            Self::SharedEnd { family, number } => [&number.to_be_bytes()[..], &[family % 3; 15]].concat(),
            Self::Octets(octets) => octets.iter().rev().take(SERIAL).rev().copied().collect(),
        };
        minimal(&octets)
    }
}

/// Two's complement without octets that say nothing (X.690 8.3.2).
fn minimal(mut octets: &[u8]) -> Vec<u8> {
    while let [0x00, 0..=0x7F, ..] | [0xFF, 0x80..=0xFF, ..] = octets {
        octets = octets.get(1..).unwrap_or_default();
    }
    if octets.is_empty() { vec![0] } else { octets.to_vec() }
}

impl Extras {
    fn der(self) -> Vec<u8> {
        let mut list = Vec::new();
        if self.reason {
            list.extend(extension(&[0x55, 0x1D, 0x15], false, &[10, 1, 6]));
        }
        if self.invalidity {
            list.extend(extension(&[0x55, 0x1D, 0x18], false, b"\x18\x0F20260101000000Z"));
        }
        if let Some(issuer) = self.issuer {
            list.extend(extension(&[0x55, 0x1D, 0x1D], true, &sequence(&[&general_name(issuer)])));
        }
        if list.is_empty() { list } else { sequence(&[&list]) }
    }
}

/// One of two certificate issuers.
fn general_name(issuer: bool) -> Vec<u8> {
    tlv(0xA4, &[&common_name(if issuer { "A" } else { "B" })])
}

impl Line {
    fn der(&self) -> Vec<u8> {
        let time: &[u8] =
            if self.extras.generalized { b"\x18\x0F20260101000000Z" } else { b"\x17\x0D260101000000Z" };
        sequence(&[&tlv(2, &[&self.serial]), time, &self.extras.der()])
    }

    fn compare(&self, entry: &Entry<'_>) {
        assert_eq!(entry.serial(), self.serial);
        assert_eq!(entry.revoked_at().timestamp(), 1_767_225_600);
        assert_eq!(entry.reason(), self.extras.reason.then_some(RevocationReason::CertificateHold));
        assert_eq!(entry.invalidity_date().is_some(), self.extras.invalidity);
        assert_eq!(entry.certificate_issuer(), self.issuer.map(general_name).as_deref());
    }
}

fn der(lines: &[Line]) -> Vec<u8> {
    let entries = lines.iter().flat_map(Line::der).collect::<Vec<_>>();
    let revoked = if entries.is_empty() { entries } else { sequence(&[&entries]) };
    let signed = sequence(&[
        &[2, 1, 1],
        ALGORITHM,
        &common_name("CA"),
        b"\x17\x0D260601040000Z",
        b"\x17\x0D260602070000Z",
        &revoked,
    ]);
    sequence(&[&signed, ALGORITHM, &dummy_signature()])
}
