//! Documents that are attached to a request, each signed on its own.

use super::{Contents, Files};
use crate::cms::{Message, Signer, ordinary};
use crate::holder::Holder;
use crate::people::People;

pub fn messages(people: &People<'_>, contents: &Contents) -> Files {
    let Contents { plan, scheme, .. } = contents;
    let person = &people.person;
    let mut broken = attached(person, plan);
    *broken.last_mut().expect("octets") ^= 1;
    vec![
        ("document_plan", attached(person, plan)),
        ("document_scheme", attached(person, scheme)),
        ("document_plan_detached", detached(person, plan)),
        ("document_scheme_detached", detached(person, scheme)),
        ("document_plan_broken", broken),
        ("document_plan_by_stranger", attached(&people.stranger, plan)),
        // The same person, the same key, another certificate.
        ("document_plan_by_other_certificate", attached(&people.person_2022, plan)),
    ]
}

fn attached(holder: &Holder<'_>, content: &[u8]) -> Vec<u8> {
    ordinary(holder, content, Signer::new(holder, content)).encode()
}

fn detached(holder: &Holder<'_>, content: &[u8]) -> Vec<u8> {
    let signer = Signer::new(holder, content);
    Message::detached().certificate(&holder.certificate).signer(signer).encode()
}
