//! The form of responses, octet by octet. What they mean is judged in `tests/ocsp.rs` and by `testdata/cases.jsonl`.

use super::*;
use crate::asn1::{Reader, Tag, oid, tlv};
use crate::limits::{ANSWERS, EXTENSIONS, LISTED_SERIAL_BYTES, RESPONSE_CERTIFICATES};
use crate::time::rfc3339;

const TIME: &[u8] = b"\x18\x0f20260601113000Z";
const LATER: &[u8] = b"\x18\x0f20260602113000Z";
const UTC: &[u8] = b"\x17\x0d260601113000Z";
const FRACTION: &[u8] = b"\x18\x1120260601113000.5Z";
const NULL: [u8; 2] = [5, 0];

fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    tlv(Tag::SEQUENCE, parts)
}

fn explicit(number: u8, parts: &[&[u8]]) -> Vec<u8> {
    tlv(Tag::context_constructed(number), parts)
}

fn octets(value: &[u8]) -> Vec<u8> {
    tlv(Tag::OCTET_STRING, &[value])
}

fn algorithm(id: &ObjectIdentifier) -> Vec<u8> {
    sequence(&[&tlv(Tag::OBJECT_IDENTIFIER, &[id.as_bytes()]), &NULL])
}

fn extension(id: &ObjectIdentifier, critical: &[u8], value: &[u8]) -> Vec<u8> {
    sequence(&[&tlv(Tag::OBJECT_IDENTIFIER, &[id.as_bytes()]), critical, &octets(value)])
}

const CRITICAL: &[u8] = &[1, 1, 0xFF];

fn extensions(list: &[&[u8]]) -> Vec<u8> {
    explicit(1, &[&sequence(list)])
}

/// One answer in the making: every field is the raw element, replaceable by a wrong one.
#[derive(Clone)]
struct One {
    id: Vec<u8>,
    status: Vec<u8>,
    times: Vec<u8>,
    extensions: Vec<u8>,
}

fn cert_id(hash: &[u8], serial: &[u8]) -> Vec<u8> {
    sequence(&[hash, &octets(&[1; 32]), &octets(&[2; 32]), &tlv(Tag::INTEGER, &[serial])])
}

impl One {
    fn new() -> Self {
        let id = cert_id(&algorithm(&oid::SHA256), &[0x12, 0x34]);
        Self { id, status: vec![0x80, 0], times: TIME.to_vec(), extensions: vec![] }
    }

    fn der(&self) -> Vec<u8> {
        sequence(&[&self.id, &self.status, &self.times, &self.extensions])
    }
}

/// A response in the making.
#[derive(Clone)]
struct Draft {
    status: Vec<u8>,
    kind: Vec<u8>,
    version: Vec<u8>,
    responder: Vec<u8>,
    produced: Vec<u8>,
    answers: Vec<u8>,
    extensions: Vec<u8>,
    signature: Vec<u8>,
    certificates: Vec<u8>,
}

impl Draft {
    fn new() -> Self {
        Self {
            status: vec![10, 1, 0],
            kind: tlv(Tag::OBJECT_IDENTIFIER, &[oid::OCSP_BASIC.as_bytes()]),
            version: vec![],
            responder: explicit(2, &[&octets(&[3; 20])]),
            produced: TIME.to_vec(),
            answers: sequence(&[&One::new().der()]),
            extensions: vec![],
            signature: vec![3, 2, 0, 0xAA],
            certificates: vec![],
        }
    }

    fn of(one: &One) -> Self {
        Self { answers: sequence(&[&one.der()]), ..Self::new() }
    }

    fn data(&self) -> Vec<u8> {
        let fields = [&self.version, &self.responder, &self.produced, &self.answers, &self.extensions];
        sequence(&fields.map(Vec::as_slice))
    }

    fn basic(&self) -> Vec<u8> {
        let algorithm = algorithm(&oid::SHA256_WITH_RSA);
        sequence(&[&self.data(), &algorithm, &self.signature, &self.certificates])
    }

    fn der(&self) -> Vec<u8> {
        let bytes = sequence(&[&self.kind, &octets(&self.basic())]);
        sequence(&[&self.status, &explicit(0, &[&bytes])])
    }

    fn read(&self) -> OcspResponse {
        OcspResponse::from_der(self.der()).unwrap()
    }

    fn refusal(&self) -> Option<ErrorKind> {
        kind(&self.der())
    }
}

fn kind(der: &[u8]) -> Option<ErrorKind> {
    OcspResponse::from_der(der).err().map(|error| error.kind())
}

#[test]
fn everything_a_response_says() {
    let one = One {
        times: [TIME, &explicit(0, &[LATER])].concat(),
        extensions: extensions(&[
            &extension(&oid::OCSP_ARCHIVE_CUTOFF, &[], TIME),
            &extension(&oid::KEY_USAGE, CRITICAL, &[]),
        ]),
        ..One::new()
    };
    let draft = Draft {
        version: explicit(0, &[&[2, 1, 0]]),
        extensions: extensions(&[
            &extension(&oid::OCSP_NONCE, &[], &octets(&[9; 4])),
            &extension(&oid::OCSP_EXTENDED_REVOKE, &[], &NULL),
            &extension(&oid::CRL_NUMBER, CRITICAL, &[]),
        ]),
        certificates: explicit(0, &[&sequence(&[&sequence(&[&NULL])])]),
        ..Draft::of(&one)
    };
    let response = draft.read();
    assert_eq!(response.produced_at().map(rfc3339).as_deref(), Some("2026-06-01T11:30:00Z"));
    assert!(matches!(response.responder(), Some(ResponderId::KeyHash(hash)) if hash == [3; 20]));
    assert_eq!((response.nonce(), response.has_extended_revoke()), (Some(&[9; 4][..]), true));
    assert_eq!(response.unknown_critical(), [oid::CRL_NUMBER]);
    assert_eq!(response.certificates().collect::<Vec<_>>(), [[0x30, 2, 5, 0]]);
    assert_eq!((response.tbs(), response.signature()), (&*draft.data(), &[0xAA][..]));
    let answer = response.answers().next().unwrap();
    assert_eq!(
        (answer.hash_algorithm(), answer.serial_number()),
        (Some(DigestAlgorithm::Sha256), &[0x12, 0x34][..])
    );
    assert_eq!((answer.issuer_name_hash(), answer.issuer_key_hash()), (&[1; 32][..], &[2; 32][..]));
    assert_eq!(answer.next_update().map(rfc3339).as_deref(), Some("2026-06-02T11:30:00Z"));
    assert_eq!(answer.archive_cutoff(), response.produced_at());
    assert_eq!(
        (answer.status(), answer.unknown_critical()),
        (CertificateStatus::Good, &[oid::KEY_USAGE][..])
    );
}

#[test]
fn only_a_success_has_something_to_say() {
    for (number, status) in [
        (1, ResponseStatus::MalformedRequest),
        (2, ResponseStatus::InternalError),
        (3, ResponseStatus::TryLater),
        (5, ResponseStatus::SigRequired),
        (6, ResponseStatus::Unauthorized),
    ] {
        let error = sequence(&[&[10, 1, number]]);
        assert_eq!(OcspResponse::from_der(error).unwrap().status(), status);
        let status = vec![10, 1, number];
        assert_eq!(Draft { status, ..Draft::new() }.refusal(), Some(ErrorKind::Malformed), "{number}");
    }
    for bad in [&[10, 1, 0][..], &[10, 1, 4], &[10, 1, 7], &[10, 2, 0, 1], &[2, 1, 3], &[10, 0]] {
        assert_eq!(kind(&sequence(&[bad])), Some(ErrorKind::Malformed), "{bad:02x?}");
    }
    let other = Draft { kind: tlv(Tag::OBJECT_IDENTIFIER, &[&[42, 3]]), ..Draft::new() };
    assert_eq!((other.read().status(), other.read().answers().len()), (ResponseStatus::Successful, 0));
}

#[test]
fn nothing_may_follow_any_part() {
    let draft = Draft::new();
    let bytes = |inside: &[u8]| sequence(&[&draft.kind, &octets(&draft.basic()), inside]);
    let whole = |outside: &[u8], after: &[u8], inside: &[u8]| {
        sequence(&[&draft.status, &explicit(0, &[&bytes(inside), after]), outside])
    };
    assert_eq!(kind(&whole(&[], &[], &[])), None);
    let with = |edit: fn(&mut Draft)| {
        let mut draft = Draft::new();
        edit(&mut draft);
        draft.der()
    };
    for bad in [
        [draft.der(), NULL.to_vec()].concat(),
        whole(&NULL, &[], &[]),
        whole(&[], &NULL, &[]),
        whole(&[], &[], &NULL),
        with(|draft| draft.certificates = NULL.to_vec()),
        with(|draft| draft.extensions = NULL.to_vec()),
        with(|draft| draft.version = explicit(0, &[&[2, 1, 0], &NULL])),
        with(|draft| draft.responder = explicit(2, &[&octets(&[3; 20]), &NULL])),
        with(|draft| draft.certificates = explicit(0, &[&sequence(&[]), &NULL])),
        Draft::of(&One { extensions: NULL.to_vec(), ..One::new() }).der(),
        with(|draft| {
            let long = sequence(&[&extension(&oid::OCSP_NONCE, &[], &octets(&[1]))]);
            draft.extensions = explicit(1, &[&long, &NULL]);
        }),
        with(|draft| {
            let id = tlv(Tag::OBJECT_IDENTIFIER, &[oid::OCSP_NONCE.as_bytes()]);
            draft.extensions = extensions(&[&sequence(&[&id, &octets(&octets(&[1])), &NULL])]);
        }),
        {
            let parts = [octets(&[1; 32]), octets(&[2; 32]), tlv(Tag::INTEGER, &[&[1]]), NULL.to_vec()];
            let id = sequence(&[&algorithm(&oid::SHA256), &parts.concat()]);
            Draft::of(&One { id, ..One::new() }).der()
        },
        Draft::of(&One { times: [TIME, &explicit(0, &[LATER, &NULL])].concat(), ..One::new() }).der(),
        Draft::of(&One { status: explicit(1, &[TIME, &NULL]), ..One::new() }).der(),
        Draft::of(&One { status: explicit(1, &[TIME, &explicit(0, &[&[10, 1, 1], &NULL])]), ..One::new() })
            .der(),
    ] {
        assert_eq!(kind(&bad), Some(ErrorKind::TrailingData), "{bad:02x?}");
    }
}

#[test]
fn other_shapes_are_refused() {
    let with = |edit: fn(&mut Draft)| {
        let mut draft = Draft::new();
        edit(&mut draft);
        draft.refusal()
    };
    for (edit, expected) in [
        (
            (|draft| draft.version = explicit(0, &[&[2, 1, 1]])) as fn(&mut Draft),
            ErrorKind::UnsupportedVersion,
        ),
        (|draft| draft.produced = UTC.to_vec(), ErrorKind::Malformed),
        (|draft| draft.produced = FRACTION.to_vec(), ErrorKind::InvalidTime),
        (|draft| draft.responder = vec![0xA3, 0], ErrorKind::Malformed),
        (|draft| draft.responder = vec![0xA1, 0], ErrorKind::Malformed),
        (|draft| draft.responder = vec![0xA2, 0], ErrorKind::Malformed),
        (|draft| draft.signature = vec![3, 2, 1, 0xAA], ErrorKind::Malformed),
        (|draft| draft.certificates = explicit(0, &[&sequence(&[&NULL])]), ErrorKind::Malformed),
        (
            |draft| {
                let empty = sequence(&[]);
                let list = sequence(&vec![&empty[..]; RESPONSE_CERTIFICATES + 1]);
                draft.certificates = explicit(0, &[&list]);
            },
            ErrorKind::LimitExceeded,
        ),
        (
            |draft| draft.answers = sequence(&vec![&One::new().der()[..]; ANSWERS + 1]),
            ErrorKind::LimitExceeded,
        ),
    ] {
        assert_eq!(with(edit), Some(expected));
    }
    assert_eq!(with(|draft| draft.answers = sequence(&vec![&One::new().der()[..]; ANSWERS])), None);
    assert_eq!(with(|draft| draft.answers = sequence(&[])), None, "nothing is an answer to nothing");
    assert_eq!(kind(&vec![0; RESPONSE_BYTES + 1]), Some(ErrorKind::LimitExceeded));
    let large = OcspResponse::parse(&vec![b'A'; 2 * RESPONSE_BYTES + 2]);
    assert_eq!(large.err().map(|error| error.kind()), Some(ErrorKind::LimitExceeded));
}

#[test]
fn answers_have_one_form() {
    let sha256 = algorithm(&oid::SHA256);
    let id = |hash: &[u8], serial: &[u8]| Draft::of(&One { id: cert_id(hash, serial), ..One::new() });
    // Any sign, but one form.
    for serial in [&[0][..], &[0x80], &[1; LISTED_SERIAL_BYTES]] {
        assert_eq!(id(&sha256, serial).read().answers().next().unwrap().serial_number(), serial);
    }
    for serial in [&[][..], &[0, 1], &[0xFF, 0x80]] {
        assert_eq!(id(&sha256, serial).refusal(), Some(ErrorKind::InvalidSerial), "{serial:02x?}");
    }
    assert_eq!(id(&sha256, &[1; LISTED_SERIAL_BYTES + 1]).refusal(), Some(ErrorKind::LimitExceeded));
    // A digest that nobody knows is about nobody; what is no AlgorithmIdentifier is refused.
    assert_eq!(
        id(&algorithm(&oid::MD5_WITH_RSA), &[1]).read().answers().next().unwrap().hash_algorithm(),
        None
    );
    assert_eq!(id(&sequence(&[]), &[1]).refusal(), Some(ErrorKind::Malformed));
    for status in [&[0x80, 1, 0][..], &[0x81, 0], &[0x82, 1, 0], &[0x83, 0], &[0xA0, 0], &[0xA2, 0], &[5, 0]]
    {
        let one = One { status: status.to_vec(), ..One::new() };
        assert_eq!(Draft::of(&one).refusal(), Some(ErrorKind::Malformed), "{status:02x?}");
    }
    for (times, expected) in [
        (UTC.to_vec(), ErrorKind::Malformed),
        (FRACTION.to_vec(), ErrorKind::InvalidTime),
        ([TIME, &explicit(0, &[UTC])].concat(), ErrorKind::Malformed),
    ] {
        assert_eq!(Draft::of(&One { times, ..One::new() }).refusal(), Some(expected));
    }
}

#[test]
fn revocations_have_a_time_and_perhaps_a_reason() {
    let of = |parts: &[&[u8]]| Draft::of(&One { status: explicit(1, parts), ..One::new() });
    let status = |draft: &Draft| draft.read().answers().next().unwrap().status();
    let at = Draft::new().read().produced_at().unwrap();
    assert_eq!(status(&of(&[TIME])), CertificateStatus::Revoked { at, reason: None });
    let hold = explicit(0, &[&[10, 1, 6]]);
    let held = CertificateStatus::Revoked {
        at,
        reason: Some(crate::certificate::RevocationReason::CertificateHold),
    };
    assert_eq!(status(&of(&[TIME, &hold])), held);
    assert!(!held.is_not_issued());
    let epoch = b"\x18\x0f19700101000000Z";
    assert!(status(&of(&[epoch, &hold])).is_not_issued());
    assert!(!status(&of(&[epoch])).is_not_issued(), "revoked, on whatever day");
    for reason in [&[10, 1, 7][..], &[10, 1, 11], &[10, 2, 0, 1], &[2, 1, 1]] {
        assert_eq!(
            of(&[TIME, &explicit(0, &[reason])]).refusal(),
            Some(ErrorKind::Malformed),
            "{reason:02x?}"
        );
    }
    assert_eq!(of(&[UTC]).refusal(), Some(ErrorKind::Malformed));
    assert_eq!(of(&[]).refusal(), Some(ErrorKind::Malformed));
}

/// The extension of a list's entry must say what the answer says.
#[test]
fn a_reason_beside_the_answer_is_the_same() {
    let beside = |status: Vec<u8>, reason: &[u8]| {
        let extensions = extensions(&[&extension(&oid::REASON_CODE, &[], reason)]);
        Draft::of(&One { status, extensions, ..One::new() })
    };
    let superseded = explicit(1, &[TIME, &explicit(0, &[&[10, 1, 4]])]);
    let bare = explicit(1, &[TIME]);
    assert_eq!(beside(superseded.clone(), &[10, 1, 4]).refusal(), None);
    let CertificateStatus::Revoked { reason, .. } =
        beside(bare, &[10, 1, 1]).read().answers().next().unwrap().status()
    else {
        panic!("revoked")
    };
    assert_eq!(reason.map(|reason| reason.code()), Some("keyCompromise"));
    assert_eq!(beside(superseded, &[10, 1, 1]).refusal(), Some(ErrorKind::InvalidExtension));
    assert_eq!(beside(vec![0x80, 0], &[10, 1, 1]).refusal(), Some(ErrorKind::InvalidExtension));
}

#[test]
fn extensions_are_bounded_unique_and_decoded() {
    let with = |list: &[&[u8]]| Draft { extensions: extensions(list), ..Draft::new() }.refusal();
    let nonce = |value: &[u8]| extension(&oid::OCSP_NONCE, &[], value);
    let one = nonce(&octets(&[1]));
    assert_eq!(with(&[&one]), None);
    assert_eq!(with(&[&one, &one]), Some(ErrorKind::DuplicateExtension));
    assert_eq!(with(&[]), Some(ErrorKind::Malformed));
    assert_eq!(with(&[&extension(&oid::OCSP_NONCE, &[1, 1, 0], &[4, 0])]), Some(ErrorKind::Malformed));
    for bad in [&[][..], &[1], &[5, 0], &[4, 0, 0]] {
        assert_eq!(with(&[&nonce(bad)]), Some(ErrorKind::InvalidExtension), "{bad:02x?}");
    }
    let many: Vec<Vec<u8>> = (0..=EXTENSIONS)
        .map(|number| {
            let id = ObjectIdentifier::parse(&format!("2.999.{number}")).unwrap();
            extension(&id, &[], &[])
        })
        .collect();
    let many: Vec<&[u8]> = many.iter().map(Vec::as_slice).collect();
    assert_eq!(with(&many[..EXTENSIONS]), None);
    assert_eq!(with(&many), Some(ErrorKind::LimitExceeded));
    for id in [oid::OCSP_ARCHIVE_CUTOFF, oid::INVALIDITY_DATE] {
        let extensions = extensions(&[&extension(&id, &[], UTC)]);
        let draft = Draft::of(&One { extensions, ..One::new() });
        assert_eq!(draft.refusal(), Some(ErrorKind::InvalidExtension), "{id}");
    }
}

#[test]
fn requests_are_bounded() {
    let certificate = |path: &str| Certificate::parse(&std::fs::read(path).unwrap()).unwrap();
    let (person, issuer) =
        (certificate("testdata/certificates/person.cer"), certificate("testdata/trust/nca_rsa.cer"));
    let request = || OcspRequest::new(DigestAlgorithm::Sha1);
    for (length, refused) in [(0, true), (1, false), (32, false), (33, true)] {
        let outcome = request().with_nonce(&vec![1; length]).err().map(|error| error.kind());
        assert_eq!(outcome, refused.then_some(ErrorKind::LimitExceeded), "{length}");
    }
    let full = (0..ANSWERS).fold(request(), |request, _| request.about(&person, &issuer).unwrap());
    assert_eq!(full.about(&person, &issuer).unwrap_err().kind(), ErrorKind::LimitExceeded);
}

#[test]
fn a_basic_response_is_that_of_the_whole() {
    let whole = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/ocsp/delegated.ocsp")).unwrap();
    let basic = {
        let mut outer = Reader::new(&whole, "test").nested(Tag::SEQUENCE).unwrap();
        outer.value(Tag::ENUMERATED).unwrap();
        let mut bytes = outer.nested(Tag::context_constructed(0)).unwrap().nested(Tag::SEQUENCE).unwrap();
        bytes.value(Tag::OBJECT_IDENTIFIER).unwrap();
        bytes.value(Tag::OCTET_STRING).unwrap()
    };
    let alone = OcspResponse::from_basic_der(basic).unwrap();
    assert_eq!(alone, OcspResponse::from_der(&*whole).unwrap());
    assert_eq!(alone.fingerprint(), Fingerprint::of(&whole));
    for bad in [&whole[..], &basic[..basic.len() - 1], &[]] {
        assert!(OcspResponse::from_basic_der(bad).is_err());
    }
}
