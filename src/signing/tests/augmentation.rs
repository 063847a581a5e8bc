//! A stamp and evidence leave everything else octet for octet, on every message of the test material that can be read.

use std::sync::LazyLock;

use kz_eds_testdata::authority::Authorities;
use kz_eds_testdata::digest::Digest;
use kz_eds_testdata::keys::Key;
use kz_eds_testdata::timestamp::{self, Info, Stamper};

use super::{keeps, messages, testdata};
use crate::cms::SignedMessage;
use crate::crl::Crl;
use crate::ocsp::OcspResponse;
use crate::revocation::Evidence;
use crate::signing::{Augmentation, SigningError};
use crate::timestamp::TimeStampToken;

static STAMPER: LazyLock<Stamper> =
    LazyLock::new(|| Stamper::new(&Authorities::new().nca_ec, "tsa_ec", Key::of_word("tsa_ec")));

/// Of a minute that no stamp of the test material is of.
fn stamp(octets: &[u8]) -> Vec<u8> {
    timestamp::token(&STAMPER.holder(), &Info::over(octets).at("20260601115900Z")).encode()
}

fn signature(message: &SignedMessage<'_>, number: usize) -> Vec<u8> {
    message.signers().nth(number).unwrap().signature().to_vec()
}

/// The last signer gets a stamp.
fn stamped(message: &[u8]) -> Vec<u8> {
    let parsed = SignedMessage::parse(message).unwrap();
    let last = parsed.signers().len() - 1;
    let token = stamp(&signature(&parsed, last));
    let token = TimeStampToken::parse(&token).unwrap();
    Augmentation::of(&parsed).with_time_stamp(last, &token).unwrap().to_der().unwrap()
}

/// Contents of a SignerInfo without the unsigned attributes, and those, each whole.
fn taken_apart(info: &[u8]) -> (Vec<u8>, Vec<Vec<u8>>) {
    use crate::asn1::{Reader, Tag};
    let mut fields = Reader::new(info, "test").nested(Tag::SEQUENCE).unwrap();
    let (mut kept, mut unsigned) = (Vec::new(), Vec::new());
    while !fields.is_empty() {
        let field = fields.any().unwrap();
        if field.tag == Tag::context_constructed(1) {
            let mut list = Reader::new(field.value, "test");
            while !list.is_empty() {
                unsigned.push(list.any().unwrap().raw.to_vec());
            }
        } else {
            kept.extend_from_slice(field.raw);
        }
    }
    (kept, unsigned)
}

fn unchanged(name: &str, message: &[u8]) {
    let after = stamped(message);
    let (old, new) = (SignedMessage::parse(message).unwrap(), SignedMessage::parse(&after).unwrap());
    keeps(old.received_certificates(), new.received_certificates(), 0, name);
    keeps(old.received_evidence(), new.received_evidence(), 0, name);
    let last = old.received_signers().last().unwrap();
    let others = || old.received_signers().take(old.signers().len() - 1);
    keeps(others(), new.received_signers(), 1, name);
    let (kept, unsigned) = taken_apart(last);
    let stamp = new
        .received_signers()
        .map(taken_apart)
        .find(|(found, more)| *found == kept && more.len() == unsigned.len() + 1)
        .unwrap_or_else(|| panic!("{name}: no stamped signer"));
    assert!(stamp.1.starts_with(&unsigned), "{name}");
    let content =
        |message: &SignedMessage<'_>| message.content().map(|content| content.to_bytes().into_owned());
    assert_eq!(content(&old), content(&new), "{name}");
    assert_eq!((old.version(), old.content_type()), (new.version(), new.content_type()), "{name}");
    assert!(
        old.digest_algorithms().eq(new.digest_algorithms()) || old.digest_algorithms().len() > 1,
        "{name}"
    );
}

#[test]
fn a_stamp_leaves_everything_else_octet_for_octet() {
    let mut tried = 0;
    for (name, message) in messages() {
        if SignedMessage::parse(&message).unwrap().signers().len() > 0 {
            unchanged(&name, &message);
            tried += 1;
        }
    }
    assert!(tried > 100, "{tried}");
}

/// Others may have counted on the order of what was there.
#[test]
fn stamps_stand_behind_what_was_there() {
    let message = testdata("archive/messages/unsigned_attribute.cms");
    let (once, twice) = (stamped(&message), {
        let once = stamped(&message);
        let parsed = SignedMessage::parse(&once).unwrap();
        let later = Info::over(&signature(&parsed, 0)).at("20260601114700Z");
        let later = timestamp::token(&STAMPER.holder(), &later).encode();
        let token = TimeStampToken::parse(&later).unwrap();
        Augmentation::of(&parsed).with_time_stamp(0, &token).unwrap().to_der().unwrap()
    });
    let unsigned = |message: &[u8]| {
        taken_apart(SignedMessage::parse(message).unwrap().received_signers().next().unwrap()).1
    };
    assert_eq!((unsigned(&message).len(), unsigned(&once).len(), unsigned(&twice).len()), (1, 2, 3));
    assert!(
        unsigned(&twice).starts_with(&unsigned(&once)) && unsigned(&once).starts_with(&unsigned(&message))
    );
    // The same once more is nothing new.
    assert_eq!(stamped(&once), once);
}

/// Threat 27: nobody attaches what is over something else.
#[test]
fn a_stamp_is_over_the_signature_that_it_stands_beside() {
    let message = testdata("archive/messages/applicant_and_operator.cms");
    let message = SignedMessage::parse(&message).unwrap();
    let of_first = stamp(&signature(&message, 0));
    let of_first = TimeStampToken::parse(&of_first).unwrap();
    assert!(Augmentation::of(&message).with_time_stamp(0, &of_first).is_ok());
    for (number, expected) in
        [(1, "the time stamp is not over this signature"), (2, "the message has no such signer")]
    {
        let refused = Augmentation::of(&message).with_time_stamp(number, &of_first).err();
        assert_eq!(refused.map(|error| error.to_string()).as_deref(), Some(expected));
    }
    let unknown = Info::by(Digest::Unknown, &signature(&message, 0));
    let unknown = timestamp::token(&STAMPER.holder(), &unknown).encode();
    let refused =
        Augmentation::of(&message).with_time_stamp(0, &TimeStampToken::parse(&unknown).unwrap()).err();
    assert!(matches!(refused, Some(SigningError::Unsupported(_))), "{refused:?}");
}

/// Each signer gets its own, by the numbers of the message as it was.
#[test]
fn several_are_stamped_at_once() {
    let message = testdata("archive/messages/four_signers.cms");
    let message = SignedMessage::parse(&message).unwrap();
    let tokens: Vec<_> = (0..4).map(|number| stamp(&signature(&message, number))).collect();
    let all = tokens.iter().enumerate().fold(Augmentation::of(&message), |all, (number, token)| {
        all.with_time_stamp(number, &TimeStampToken::parse(token).unwrap()).unwrap()
    });
    let after = all.to_der().unwrap();
    for signer in SignedMessage::parse(&after).unwrap().signers() {
        let found: Vec<_> = signer.time_stamps().collect();
        assert_eq!(found, [stamp(signer.signature())]);
    }
}

#[test]
fn evidence_goes_into_the_message_once() {
    let bytes = testdata("archive/messages/person.cms");
    let message = SignedMessage::parse(&bytes).unwrap();
    let list = || Crl::parse(&testdata("evidence/nca_rsa.crl")).unwrap();
    let response = |name: &str| OcspResponse::parse(&testdata(&format!("ocsp/{name}.ocsp"))).unwrap();
    let lists = Evidence::new().with_crl(list()).with_crl(list());
    let after = Augmentation::of(&message).with_evidence(&lists).to_der().unwrap();
    let parsed = SignedMessage::parse(&after).unwrap();
    assert_eq!((parsed.version(), parsed.lists().len(), parsed.other_evidence()), (1, 1, 0));

    let (good, error) = (response("person_good"), response("try_later"));
    let both = lists.with_ocsp(good.clone()).with_ocsp(good.clone()).with_ocsp(error);
    let after = Augmentation::of(&parsed).with_evidence(&both).to_der().unwrap();
    let parsed = SignedMessage::parse(&after).unwrap();
    assert_eq!((parsed.version(), parsed.lists().len(), parsed.other_evidence()), (5, 1, 0));
    assert!(parsed.responses().eq([good.as_der()]));
    assert!(parsed.received_signers().eq(message.received_signers()));
    assert_eq!(Augmentation::of(&parsed).with_evidence(&both).to_der().unwrap(), after);
    // What another writer makes of the same is the same.
    assert_eq!(after.len(), {
        let other = kz_eds_testdata::cms::Message::detached().response(good.as_der());
        after.len() + other.lists[0].len() - parsed.received_evidence().map(<[u8]>::len).min().unwrap()
    });
}

#[test]
fn what_could_not_be_read_again_is_not_written() {
    let bytes = testdata("archive/messages/person.cms");
    let message = SignedMessage::parse(&bytes).unwrap();
    let authority = &Authorities::new().nca_ec;
    let list = |number: u64| {
        Crl::from_der(kz_eds_testdata::lists::List::of(authority, number, vec![]).sign(authority)).unwrap()
    };
    let evidence = |count: u64| (0..count).fold(Evidence::new(), |all, number| all.with_crl(list(number)));
    let most = crate::limits::EMBEDDED as u64;
    assert!(Augmentation::of(&message).with_evidence(&evidence(most)).to_der().is_ok());
    let error = Augmentation::of(&message).with_evidence(&evidence(most + 1)).to_der().unwrap_err();
    assert_eq!(error.kind(), crate::error::ErrorKind::LimitExceeded);
}
