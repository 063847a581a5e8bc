//! Target `ocsp_response`: whatever is taken as a response is one, a second reader finds the same answers in it, and
//! it tells something of a certificate only if an authorised responder signed just that.

use arbitrary::{Arbitrary, Unstructured};
use kz_eds::{Answer, OcspResponse, Reason, ResponseStatus};

use super::second_reader::{contents, elements, time_agrees};
use super::{material, pem, with_one_more};

/// Edits of one response at the most.
const EDITS: usize = 16;

#[derive(Arbitrary, Debug)]
struct Recipe {
    base: u8,
    edits: Vec<Edit>,
}

/// One change to the octets of a response. Places are taken modulo its length.
#[derive(Arbitrary, Debug)]
pub(super) enum Edit {
    Flip { at: u16, bit: u8 },
    Set { at: u16, octet: u8 },
    Insert { at: u16, octets: [u8; 3], count: u8 },
    Remove { at: u16, count: u8 },
}

/// The body of the target: the first octet says whether the rest is a response or a recipe for one.
pub fn ocsp_response(data: &[u8]) {
    match data.split_first() {
        Some((0, response)) => read(response),
        Some((_, recipe)) => edited(recipe),
        None => {}
    }
}

fn edited(recipe: &[u8]) {
    let Ok(recipe) = Recipe::arbitrary(&mut Unstructured::new(recipe)) else { return };
    let base = material::response(recipe.base).to_vec();
    read(&recipe.edits.iter().take(EDITS).fold(base, |response, edit| edit.apply(response)));
}

impl Edit {
    pub(super) fn apply(&self, mut response: Vec<u8>) -> Vec<u8> {
        let length = response.len().max(1);
        let place = |at: u16| usize::from(at) % length;
        match *self {
            Self::Flip { at, bit } => {
                response.get_mut(place(at)).into_iter().for_each(|octet| *octet ^= 1 << (bit % 8));
            }
            Self::Set { at, octet } => {
                response.get_mut(place(at)).into_iter().for_each(|found| *found = octet);
            }
            Self::Insert { at, octets, count } => {
                let inserted = octets.into_iter().take(usize::from(count % 4));
                response.splice(place(at)..place(at), inserted).for_each(drop);
            }
            Self::Remove { at, count } => {
                let end = (place(at) + usize::from(count)).min(response.len());
                response.drain(place(at).min(end)..end).for_each(drop);
            }
        }
        response
    }
}

fn read(data: &[u8]) {
    let Ok(response) = OcspResponse::from_der(data) else { return };
    assert_eq!(response.as_der(), data);
    let armoured = OcspResponse::parse(pem("OCSP RESPONSE", data).as_bytes()).expect("its PEM form");
    assert_eq!(armoured, response);
    assert_eq!(format!("{armoured:?}"), format!("{response:?}"));
    for longer in with_one_more(data) {
        assert!(OcspResponse::from_der(longer).is_err(), "an octet follows");
    }
    if response.status() != ResponseStatus::Successful {
        assert_eq!((response.answers().len(), response.tbs()), (0, &[][..]));
    }
    if !response.tbs().is_empty() {
        agrees(&response).expect("what was taken has these parts");
    }
    tells_only_what_was_signed(&response);
}

/// The parts of a basic response, taken apart by `der` alone: every answer and each of its times.
fn agrees(response: &OcspResponse) -> Option<()> {
    let outer = elements(contents(response.as_der())?)?;
    let bytes = elements(contents(contents(outer.get(1)?)?)?)?;
    let basic = elements(contents(contents(bytes.get(1)?)?)?)?;
    assert_eq!((basic.first()?, basic.get(1)?), (&response.tbs(), &response.signature_algorithm()));
    assert_eq!(contents(basic.get(2)?)?.split_first()?, (&0, response.signature()));
    let certificates = basic.get(3).and_then(|found| elements(contents(contents(found)?)?));
    assert!(certificates.unwrap_or_default().into_iter().eq(response.certificates()));
    let fields = elements(contents(basic.first()?)?)?;
    let [_responder, produced, answers, ..] =
        fields.split_at(usize::from(*fields.first()?.first()? == 0xA0)).1
    else {
        return None;
    };
    time_agrees(produced, response.produced_at()?);
    let answers = elements(contents(answers)?)?;
    assert_eq!(answers.len(), response.answers().len());
    answers.iter().zip(response.answers()).try_for_each(|(theirs, ours)| answer_agrees(theirs, &ours))
}

fn answer_agrees(theirs: &[u8], ours: &Answer<'_>) -> Option<()> {
    let fields = elements(contents(theirs)?)?;
    let id = elements(contents(fields.first()?)?)?;
    let id: Vec<_> = id.into_iter().skip(1).filter_map(contents).collect();
    assert_eq!(id, [ours.issuer_name_hash(), ours.issuer_key_hash(), ours.serial_number()]);
    let status = match fields.get(1)?.first()? {
        0x80 => "good",
        0xA1 => "revoked",
        _ => "unknown",
    };
    assert_eq!(status, ours.status().code());
    time_agrees(fields.get(2)?, ours.this_update());
    let next = fields.get(3).filter(|field| field.first() == Some(&0xA0));
    assert_eq!(next.is_some(), ours.next_update().is_some());
    if let (Some(theirs), Some(ours)) = (next, ours.next_update()) {
        time_agrees(contents(theirs)?, ours);
    }
    Some(())
}

/// Good, revoked, on hold, never issued and unknown are told by what was signed, and by nothing else (threat 20).
fn tells_only_what_was_signed(response: &OcspResponse) {
    const TELLING: [Reason; 4] = [
        Reason::CertificateRevoked,
        Reason::CertificateOnHold,
        Reason::CertificateNotIssued,
        Reason::OcspUnknown,
    ];
    let verdict = material::validator_by_responses(response.clone())
        .validate_certificate(material::person(), material::noon());
    if verdict.is_passed() || verdict.reasons().iter().any(|reason| TELLING.contains(reason)) {
        let codes: Vec<_> = verdict.reasons().iter().map(|reason| reason.code()).collect();
        assert_eq!(material::signed_status(response.tbs()), Some(codes), "a forged answer is believed");
    }
}
