//! What a message may look like.

use super::*;

#[test]
fn a_message_in_every_dress() {
    let message = Message::new().signed_by(&p256());
    let der = message.der();
    let text = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, &der);
    let pem = format!("-----BEGIN CMS-----\n{text}\n-----END CMS-----\n");
    for dress in [&der[..], &message.ber(), text.as_bytes(), pem.as_bytes()] {
        assert_eq!(parse(dress).content().unwrap().to_bytes(), CONTENT);
        assert_eq!(faults_over(dress, Key::P256, None), []);
    }
    let two = [pem.as_bytes(), pem.as_bytes()].concat();
    assert_eq!(kind(&two), Some(ErrorKind::TrailingData));
}

#[test]
fn der_and_ber_are_read_in_place() {
    for bytes in [Message::new().signed_by(&p256()).der(), Message::new().signed_by(&p256()).ber()] {
        let message = parse(&bytes);
        assert!(bytes.as_ptr_range().contains(&message.as_bytes().as_ptr()));
        let content = message.content().unwrap().to_bytes();
        assert!(matches!(content, Cow::Borrowed(_)) && bytes.as_ptr_range().contains(&content.as_ptr()));
    }
}

#[test]
fn content_in_pieces_is_one_content() {
    let (first, second) = CONTENT.split_at(4);
    let pieces = tlv(0x24, &[&tlv(4, &[first]), &tlv(0x24, &[&tlv(4, &[second]), &[4, 0]])]);
    let streamed = [&[0x24, 0x80][..], &tlv(4, &[first]), &tlv(4, &[second]), &[0, 0]].concat();
    for content in [pieces, streamed] {
        let message = Message { content: Some(content), ..Message::new() };
        for signer in [p256(), p256().bare()] {
            let bytes = message.clone().signed_by(&signer).ber();
            assert_eq!(parse(&bytes).content().unwrap().to_bytes(), CONTENT);
            assert_eq!(faults_over(&bytes, Key::P256, None), []);
        }
    }
}

#[test]
fn nothing_follows_but_one_nul() {
    for bytes in [p256().message(), Message::new().signed_by(&p256()).ber()] {
        assert!(!parse(&bytes).has_trailing_nul());
        let nul = [&bytes[..], &[0]].concat();
        assert!(parse(&nul).has_trailing_nul());
        for tail in [&[0, 0][..], &[1], b"\n", &[0, 1], &[5, 0]] {
            assert_eq!(kind(&[&bytes, tail].concat()), Some(ErrorKind::TrailingData), "{tail:?}");
        }
    }
}

#[test]
fn the_structure_is_held_to() {
    let signer = p256().der(CONTENT);
    let message = Message { signers: vec![signer.clone()], ..Message::new() };
    let malformed = Some(ErrorKind::Malformed);
    for (bad, expected) in [
        (Message { outer_type: id(oid::DATA), ..message.clone() }, malformed),
        (Message { version: vec![2, 1, 2], ..message.clone() }, Some(ErrorKind::UnsupportedVersion)),
        (Message { version: vec![2, 1, 0], ..message.clone() }, Some(ErrorKind::UnsupportedVersion)),
        (Message { content: Some(sequence(&[])), ..message.clone() }, malformed),
        (Message { content: Some(vec![]), ..message.clone() }, malformed),
        (
            Message { content: Some([tlv(4, &[b"a"]), tlv(4, &[b"b"])].concat()), ..message.clone() },
            Some(ErrorKind::TrailingData),
        ),
        (Message { certificates: tlv(4, &[]), ..message.clone() }, malformed),
        (Message { evidence: tlv(4, &[]), ..message.clone() }, malformed),
        (Message { signers: vec![NULL.to_vec()], ..message.clone() }, malformed),
        (Message { after: NULL.to_vec(), ..message.clone() }, Some(ErrorKind::TrailingData)),
        (Message { signers: vec![signer.clone(); limits::SIGNERS], ..message.clone() }, None),
        (
            Message { signers: vec![signer; limits::SIGNERS + 1], ..message.clone() },
            Some(ErrorKind::LimitExceeded),
        ),
    ] {
        assert_eq!(kind(&bad.der()), expected);
        assert_eq!(kind(&bad.ber()), expected);
    }
    // 1 whatever is inside, or what the contents ask for.
    let other_type = Message { content_type: id(oid::SIGNED_DATA), ..message.clone() };
    let by_key_id = Message {
        signers: vec![Signer { version: 3, identifier: tlv(0x80, &[KEY_ID]), ..p256() }.der(CONTENT)],
        ..message.clone()
    };
    let with = |evidence: &[&[u8]]| Message { evidence: tlv(0xA1, evidence), ..message.clone() };
    let with_other = with(&[&id(oid::DATA), &NULL]);
    let with_response = with(&[&id(oid::OCSP_RESPONSE), &sequence(&[&[10, 1, 6]])]);
    let with_attributes = Message { certificates: tlv(0xA2, &[]), ..message.clone() };
    for (message, taken) in [
        (&message, &[1][..]),
        (&other_type, &[1, 3]),
        (&by_key_id, &[1, 3]),
        (&with_other, &[1, 3, 4, 5]),
        (&with_response, &[1, 3, 4, 5]),
        (&with_attributes, &[1, 3, 4, 5]),
    ] {
        for version in 0..7 {
            let bytes = Message { version: vec![2, 1, version], ..message.clone() }.der();
            let found = SignedMessage::parse(&bytes).map(|message| message.version());
            let expected =
                if taken.contains(&version) { Ok(version) } else { Err(ErrorKind::UnsupportedVersion) };
            assert_eq!(found.map_err(|error| error.kind()), expected);
        }
    }
}

#[test]
fn what_is_embedded_is_told_apart() {
    let certificate = certificate("CA", &[7], Key::P256);
    let response = sequence(&[&[10, 1, 6]]);
    let other = |name, info: &[u8]| tlv(0xA1, &[&id(name), info]);
    let message = Message {
        certificates: [certificate.as_der(), &tlv(0xA2, &[]), certificate.as_der()].concat(),
        evidence: [
            sequence(&[&[2, 1, 1]]),
            other(oid::OCSP_RESPONSE, &response),
            other(oid::DATA, &response),
            other(oid::OCSP_RESPONSE, &[&response[..], &NULL].concat()),
        ]
        .concat(),
        ..Message::new()
    };
    for bytes in [message.der(), message.ber()] {
        let message = parse(&bytes);
        assert_eq!(message.certificates().collect::<Vec<_>>(), [certificate.as_der(); 2]);
        assert_eq!((message.other_certificates(), message.other_evidence()), (1, 2));
        assert_eq!(message.lists().collect::<Vec<_>>(), [[0x30, 3, 2, 1, 1]]);
        assert_eq!(message.responses().collect::<Vec<_>>(), [&response]);
        assert_eq!(message.digest_algorithms().collect::<Vec<_>>(), [sha256()]);
        assert_eq!(message.signers().len(), 0);
    }
    let many = |count: usize| sequence(&[]).repeat(count);
    for (count, expected) in
        [(limits::EMBEDDED, None), (limits::EMBEDDED + 1, Some(ErrorKind::LimitExceeded))]
    {
        assert_eq!(kind(&Message { certificates: many(count), ..Message::new() }.der()), expected);
        assert_eq!(kind(&Message { evidence: many(count), ..Message::new() }.der()), expected);
    }
}

/// Zeros that nobody has written cost nothing: they are refused by their number, before anybody looks.
#[test]
fn a_message_has_a_size() {
    let mut bytes = vec![0; limits::MESSAGE_BYTES + 1];
    bytes[..2].copy_from_slice(&[0x30, 0x84]);
    assert_eq!(kind(&bytes[..limits::MESSAGE_BYTES]), Some(ErrorKind::Malformed));
    assert_eq!(kind(&bytes), Some(ErrorKind::LimitExceeded));
}

/// Signers are DER inside wrappers of whatever form (threat 12).
#[test]
fn signers_are_der() {
    let malformed = Some(ErrorKind::Malformed);
    let refused = |signer: Signer| kind(&signer.message());
    let long_length = |element: &[u8]| [&[element[0], 0x81][..], &element[1..]].concat();
    let digest_value = tlv(4, &[&digest(CONTENT)]);
    for (bad, expected) in [
        (p256().and(vec![0x30, 0x80, 0, 0]), malformed),
        (p256().with(oid::MESSAGE_DIGEST, &[&long_length(&digest_value)]), malformed),
        (p256().with(oid::MESSAGE_DIGEST, &[&tlv(0x24, &[&digest_value])]), malformed),
        (p256().and(sequence(&[&id(oid::DATA)])), malformed),
        (p256().and(sequence(&[&id(oid::DATA), &tlv(0x31, &[]), &NULL])), Some(ErrorKind::TrailingData)),
        (p256().and(sequence(&[&[6, 1, 0x80], &tlv(0x31, &[&NULL])])), malformed),
        (p256().and(sequence(&[&tlv(6, &[&[0x2A; 48]]), &tlv(0x31, &[&NULL])])), malformed),
        (Signer { attributes: Some(vec![]), ..p256() }, malformed),
        (Signer { unsigned: tlv(0xA1, &[]), ..p256() }, malformed),
        (Signer { unsigned: NULL.to_vec(), ..p256() }, Some(ErrorKind::TrailingData)),
        (Signer { version: 3, ..p256() }, Some(ErrorKind::UnsupportedVersion)),
        (Signer { identifier: tlv(0x80, &[KEY_ID]), ..p256() }, Some(ErrorKind::UnsupportedVersion)),
        (Signer { identifier: issuer_and_serial("CA", &[0, 7]), ..p256() }, malformed),
        (Signer { identifier: issuer_and_serial("CA", &[7; 127]), ..p256() }, None),
        (Signer { identifier: issuer_and_serial("CA", &[7; 128]), ..p256() }, Some(ErrorKind::LimitExceeded)),
        (Signer { identifier: sequence(&[&NULL, &[2, 1, 7]]), ..p256() }, malformed),
        (Signer { identifier: sequence(&[&sequence(&[&NULL]), &[2, 1, 7]]), ..p256() }, malformed),
        (
            Signer { identifier: sequence(&[&common_name("CA"), &[2, 1, 7], &NULL]), ..p256() },
            Some(ErrorKind::TrailingData),
        ),
        (Signer { digest_algorithm: sequence(&[]), ..p256() }, malformed),
        (Signer { signature_algorithm: long_length(&Key::P256.algorithm()), ..p256() }, malformed),
    ] {
        assert_eq!(refused(bad), expected);
    }
}

#[test]
fn attributes_are_counted() {
    let many = |count: usize| vec![attribute(oid::DATA, &[&NULL]); count];
    let values = |count: usize| vec![attribute(oid::DATA, &[&NULL.repeat(count)])];
    for attributes in [many, values] {
        for (count, expected) in
            [(limits::ATTRIBUTES, None), (limits::ATTRIBUTES + 1, Some(ErrorKind::LimitExceeded))]
        {
            let signed = Signer { attributes: Some(attributes(count)), ..p256() };
            let unsigned = Signer { unsigned: tlv(0xA1, &[&attributes(count).concat()]), ..p256() };
            assert_eq!((kind(&signed.message()), kind(&unsigned.message())), (expected, expected));
        }
    }
}

#[test]
fn unsigned_attributes_are_kept_in_any_encoding() {
    let token = [0x30, 0x80, 2, 1, 5, 0, 0];
    let added = attribute(oid::SIGNATURE_TIME_STAMP, &[&token, &NULL]);
    let signer = Signer { unsigned: tlv(0xA1, &[&added]), ..p256() };
    let bytes = signer.message();
    let message = parse(&bytes);
    let found = message.signers().next().unwrap().unsigned_attributes().unwrap().iter().next().unwrap();
    assert_eq!(found.oid(), oid::SIGNATURE_TIME_STAMP);
    assert_eq!(found.values().collect::<Vec<_>>(), [&token[..], &NULL]);
    assert_eq!(faults(&signer), []);
}

#[test]
fn debug_shows_nothing() {
    let bytes = p256().message();
    let message = parse(&bytes);
    let text = format!("{message:?} {:?}", message.signers().next().unwrap());
    assert!(!text.contains("CA") && text.contains("signers: 1") && text.contains("1 values"), "{text}");
}
