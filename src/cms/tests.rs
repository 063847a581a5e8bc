//! Each rule on a message that breaks it and nothing else, with a good signature over what is broken where that
//! can be.

use super::content::ContentShape;
use super::ess::Binding;
use super::fault::SignerFault;
use super::testing::*;
use super::*;
use crate::asn1::oid;
use crate::certificate::Certificate;
use crate::crypto::{Digest, Outcome, RustCrypto, Unsupported};
use crate::finding::{Fact, Reason};

fn parse(bytes: &[u8]) -> SignedMessage<'_> {
    SignedMessage::parse(bytes).unwrap()
}

fn kind(bytes: &[u8]) -> Option<ErrorKind> {
    SignedMessage::parse(bytes).err().map(|error| error.kind())
}

/// The faults of the first signer, over this content or the attached one.
fn faults_over(bytes: &[u8], key: Key, content: Option<&[u8]>) -> Vec<SignerFault> {
    let message = parse(bytes);
    let mut hasher = message.hasher(&RustCrypto);
    hasher.update(content.unwrap_or_default());
    let content = match content {
        Some(_) => hasher.finish(),
        None => message.attached_digests(&RustCrypto).unwrap(),
    };
    let certificate = certificate("CA", &[7], key);
    let public = RustCrypto.public_key(certificate.public_key_info()).unwrap();
    message.signers().next().unwrap().check(&RustCrypto, &certificate, &*public, &content).faults
}

fn faults(signer: &Signer) -> Vec<SignerFault> {
    faults_over(&signer.message(), signer.key, None)
}

fn p256() -> Signer {
    Signer::new(Key::P256)
}

mod form {
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
        let with_response = Message { evidence: tlv(0xA1, &[&id(oid::DATA), &NULL]), ..message.clone() };
        for (message, taken) in
            [(&message, &[1][..]), (&other_type, &[1, 3]), (&with_response, &[1, 3, 4, 5])]
        {
            for version in 0..7 {
                let found = kind(&Message { version: vec![2, 1, version], ..message.clone() }.der());
                let expected = (!taken.contains(&version)).then_some(ErrorKind::UnsupportedVersion);
                assert_eq!(found, expected, "{version}");
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
            (Signer { attributes: Some(vec![]), ..p256() }, malformed),
            (Signer { unsigned: tlv(0xA1, &[]), ..p256() }, malformed),
            (Signer { unsigned: NULL.to_vec(), ..p256() }, Some(ErrorKind::TrailingData)),
            (Signer { version: 3, ..p256() }, Some(ErrorKind::UnsupportedVersion)),
            (Signer { identifier: tlv(0x80, &[KEY_ID]), ..p256() }, Some(ErrorKind::UnsupportedVersion)),
            (Signer { identifier: issuer_and_serial("CA", &[0, 7]), ..p256() }, malformed),
            (
                Signer { identifier: issuer_and_serial("CA", &[7; 128]), ..p256() },
                Some(ErrorKind::LimitExceeded),
            ),
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
}

mod attributes {
    use super::*;

    #[test]
    fn a_good_signer_has_no_faults() {
        for key in [Key::P256, Key::Rsa] {
            let signer = Signer::new(key);
            assert_eq!(faults(&signer), []);
            assert_eq!(faults(&signer.bare()), []);
        }
    }

    /// Threat 3, each with a good signature over the wrong attributes.
    #[test]
    fn what_must_be_there_is_there_once() {
        use SignerFault::{ContentTypeDiffers, Malformed, Missing, NotSingle, Repeated};
        let data = id(oid::DATA);
        let octets = tlv(4, &[&digest(CONTENT)]);
        for (oid, value) in [(oid::CONTENT_TYPE, &data), (oid::MESSAGE_DIGEST, &octets)] {
            assert_eq!(faults(&p256().without(oid)), [Missing(oid)]);
            // With no content at hand, too.
            let without = p256().without(oid).message();
            let alone = parse(&without).signers().next().unwrap().check_attributes();
            assert_eq!(alone, Err(Missing(oid)));
            assert_eq!(faults(&p256().and(attribute(oid, &[value]))), [Repeated(oid)]);
            assert_eq!(faults(&p256().with(oid, &[value, value])), [NotSingle(oid)]);
            assert_eq!(faults(&p256().with(oid, &[])), [NotSingle(oid)]);
            assert_eq!(faults(&p256().with(oid, &[&NULL])), [Malformed(oid)]);
        }
        let other = id(oid::SIGNED_DATA);
        assert_eq!(faults(&p256().with(oid::CONTENT_TYPE, &[&other])), [ContentTypeDiffers]);
    }

    #[test]
    fn the_digest_is_that_of_the_content() {
        let of = |octets: &[u8]| faults(&p256().with(oid::MESSAGE_DIGEST, &[&tlv(4, &[octets])]));
        assert_eq!(of(&digest(CONTENT)), []);
        for wrong in [&digest(b"another")[..], &digest(CONTENT)[..31], &[]] {
            assert_eq!(of(wrong), [SignerFault::DigestDiffers]);
        }
        let detached = Message { content: None, ..Message::new() }.signed_by(&p256()).der();
        assert_eq!(faults_over(&detached, Key::P256, Some(CONTENT)), []);
        assert_eq!(faults_over(&detached, Key::P256, Some(b"another")), [SignerFault::DigestDiffers]);
        let bare = Message { content: None, ..Message::new() }.signed_by(&p256().bare()).der();
        assert_eq!(faults_over(&bare, Key::P256, Some(CONTENT)), []);
        assert_eq!(faults_over(&bare, Key::P256, Some(b"another")), [SignerFault::SignatureInvalid]);
    }

    #[test]
    fn a_type_other_than_data_needs_attributes() {
        let typed = |signer: &Signer| {
            let message = Message { content_type: id(oid::SIGNED_DATA), ..Message::new() };
            faults_over(&message.signed_by(signer).der(), Key::P256, None)
        };
        assert_eq!(typed(&p256().bare()), [SignerFault::NoAttributes]);
        assert_eq!(typed(&p256()), [SignerFault::ContentTypeDiffers]);
        assert_eq!(typed(&p256().with(oid::CONTENT_TYPE, &[&id(oid::SIGNED_DATA)])), []);
    }

    #[test]
    fn attributes_are_in_order() {
        let mut signer = Signer { sorted: false, ..p256() };
        let attributes = signer.attributes.as_mut().unwrap();
        attributes.sort();
        attributes.reverse();
        assert_eq!(faults(&signer), [SignerFault::Unsorted]);
    }

    /// The octets as received, under another tag: any other octet is another signature.
    #[test]
    fn attributes_are_hashed_as_received() {
        let signer = p256();
        let bytes = signer.message();
        let message = parse(&bytes);
        let [tag, rest] = message.signers().next().unwrap().signed_octets().unwrap();
        assert_eq!([tag, rest].concat(), signer.signed(CONTENT));
        let added = p256().and(attribute(oid::DATA, &[&NULL])).message();
        let place = added.windows(NULL.len()).rposition(|part| part == NULL).unwrap();
        let mut changed = added.clone();
        changed[place] = 4;
        assert_eq!(faults_over(&added, Key::P256, None), []);
        assert_eq!(faults_over(&changed, Key::P256, None), [SignerFault::SignatureInvalid]);
    }

    #[test]
    fn signing_time_is_a_claim_in_form() {
        let time = |signer: &Signer| {
            let bytes = signer.message();
            parse(&bytes).signers().next().unwrap().signing_time().map(|time| time.map(crate::time::rfc3339))
        };
        let with = |values: &[&[u8]]| p256().with(oid::SIGNING_TIME, values);
        let (utc, general) = (b"\x17\x0d260601120000Z", b"\x18\x0f20260601120000Z");
        assert_eq!(time(&p256()), Ok(None));
        for value in [&utc[..], general] {
            assert_eq!(time(&with(&[value])), Ok(Some("2026-06-01T12:00:00Z".to_owned())));
            assert_eq!(faults(&with(&[value])), []);
        }
        let fraction = tlv(0x18, &[b"20260601120000.5Z"]);
        assert_eq!(faults(&with(&[&fraction])), [SignerFault::Malformed(oid::SIGNING_TIME)]);
        assert_eq!(faults(&with(&[utc, general])), [SignerFault::NotSingle(oid::SIGNING_TIME)]);
        let twice = with(&[utc]).and(attribute(oid::SIGNING_TIME, &[general]));
        assert_eq!(faults(&twice), [SignerFault::Repeated(oid::SIGNING_TIME)]);
    }

    #[test]
    fn algorithms_are_those_that_are_protected() {
        let protection = |digest: &[u8], signature: &[u8]| {
            let value = sequence(&[digest, &[&[0xA1], &signature[1..]].concat()]);
            faults(&p256().and(attribute(oid::ALGORITHM_PROTECTION, &[&value])))
        };
        let ecdsa = Key::P256.algorithm();
        assert_eq!(protection(&sha256(), &ecdsa), []);
        assert_eq!(protection(&algorithm(oid::SHA256, &[]), &ecdsa), [], "NULL and nothing are the same");
        let differ = [SignerFault::ProtectedAlgorithmsDiffer];
        assert_eq!(protection(&algorithm(oid::SHA512, &NULL), &ecdsa), differ);
        assert_eq!(protection(&sha256(), &algorithm(oid::ECDSA_WITH_SHA512, &[])), differ);
        assert_eq!(protection(&sha256(), &algorithm(oid::ECDSA_WITH_SHA256, &[4, 0])), differ);
        let malformed = [SignerFault::Malformed(oid::ALGORITHM_PROTECTION)];
        let signature = [&[0xA1], &ecdsa[1..]].concat();
        for value in [
            sequence(&[&sha256()]),
            sequence(&[&sha256(), &signature, &tlv(0xA2, &[&id(oid::DATA)])]),
            NULL.to_vec(),
        ] {
            assert_eq!(faults(&p256().and(attribute(oid::ALGORITHM_PROTECTION, &[&value]))), malformed);
        }
    }
}

mod content {
    use super::*;

    /// Threat 4: the attributes of one signature as the content of another, which then needs no new signing.
    #[test]
    fn attributes_are_no_content() {
        let victim = Signer::new(Key::Rsa);
        let stolen = victim.signed(CONTENT);
        let bare = victim.clone().bare();
        let message =
            Message { content: Some(tlv(4, &[&stolen])), signers: vec![bare.der(&stolen)], ..Message::new() };
        assert_eq!(faults_over(&message.der(), Key::Rsa, None), [SignerFault::ContentIsAttributes]);
        // In pieces of one octet, detached, it is the same.
        let detached = Message { content: None, ..message.clone() }.der();
        let message = parse(&detached);
        let mut hasher = message.hasher(&RustCrypto);
        stolen.chunks(1).for_each(|piece| hasher.update(piece));
        assert_eq!(hasher.finish().shape(), ContentShape::Attributes);
        // Such content is fine where attributes are signed: they cannot be mixed up there.
        let honest = victim.with(oid::MESSAGE_DIGEST, &[&tlv(4, &[&digest(&stolen)])]);
        let message = Message {
            content: Some(tlv(4, &[&stolen])),
            signers: vec![honest.der(&stolen)],
            ..Message::new()
        };
        assert_eq!(faults_over(&message.der(), Key::Rsa, None), []);
    }

    #[test]
    fn what_only_looks_like_attributes_is_content() {
        let bytes = p256().bare().message();
        let shape = |content: &[u8]| {
            let mut hasher = parse(&bytes).hasher(&RustCrypto);
            hasher.update(content);
            hasher.finish().shape()
        };
        let set = p256().signed(CONTENT);
        assert_eq!(shape(&set), ContentShape::Attributes);
        let without_digest = p256().without(oid::MESSAGE_DIGEST).signed(CONTENT);
        let cut = &set[..set.len() - 1];
        let longer = [&set[..], &[0]].concat();
        for other in [b"1 apple", &without_digest[..], cut, &longer, &[], &[0x31, 0], &set[2..]] {
            assert_eq!(shape(other), ContentShape::Other, "{other:02x?}");
        }
        // Nobody's attributes are that long, and no more than this is kept to look at.
        let long = |octets: usize, header: fn(usize) -> Vec<u8>| {
            let around = |tag: u8, inner: &[u8]| [&[tag], &header(inner.len())[..], inner].concat();
            let value = around(0x31, &around(4, &vec![0; octets]));
            let filler = around(0x30, &[id(oid::DATA), value].concat());
            around(0x31, &[filler, attribute(oid::MESSAGE_DIGEST, &[&NULL])].concat())
        };
        let two_octets = |length: usize| [&[0x82], &length.to_be_bytes()[6..]].concat();
        let three_octets = |length: usize| [&[0x83], &length.to_be_bytes()[5..]].concat();
        assert_eq!(shape(&long(65_000, two_octets)), ContentShape::Attributes);
        assert_eq!(shape(&long(65_536, three_octets)), ContentShape::Other);
        // With attributes signed by all, nobody looks, and nothing is kept.
        let bytes = p256().message();
        let mut hasher = parse(&bytes).hasher(&RustCrypto);
        hasher.update(&set);
        assert_eq!(hasher.finish().shape(), ContentShape::Unseen);
    }

    #[test]
    fn missing_content_is_missing_once() {
        for signer in [p256(), p256().bare()] {
            let bytes = Message { content: None, ..Message::new() }.signed_by(&signer).der();
            let message = parse(&bytes);
            assert!(!message.is_attached() && message.attached_digests(&RustCrypto).is_none());
            let certificate = certificate("CA", &[7], Key::P256);
            let key = RustCrypto.public_key(certificate.public_key_info()).unwrap();
            let sha1 = RustCrypto.digest(DigestAlgorithm::Sha1, CONTENT);
            let found =
                message.signers().next().unwrap().check(&RustCrypto, &certificate, &*key, &sha1.into());
            assert_eq!(found.faults, [SignerFault::ContentMissing]);
        }
    }

    #[test]
    fn each_algorithm_is_needed_once() {
        let with = |oid| Signer { digest_algorithm: algorithm(oid, &NULL), ..p256() };
        let message = [oid::SHA256, oid::SHA512, oid::GOST_2015_512_KEY, oid::SHA256]
            .into_iter()
            .fold(Message::new(), |message, oid| message.signed_by(&with(oid)))
            .der();
        let message = parse(&message);
        assert_eq!(message.digests_needed(), [DigestAlgorithm::Sha256, DigestAlgorithm::Sha512]);
        assert!(message.signers().nth(2).unwrap().digest().is_err());
        let digests = message.attached_digests(&RustCrypto).unwrap();
        for &algorithm in DigestAlgorithm::ALL {
            let expected = RustCrypto.digest(algorithm, CONTENT);
            assert_eq!(
                digests.get(algorithm).copied(),
                message.digests_needed().contains(&algorithm).then_some(expected)
            );
        }
        let given = Digest::new(DigestAlgorithm::Sha1, &[0; 20]).unwrap();
        assert_eq!(digests.with(given).get(DigestAlgorithm::Sha1), Some(&given));
    }
}

mod signature {
    use super::*;

    /// The algorithms around a signature that is good by its own (threats 7 and 34).
    #[test]
    fn algorithms_make_one_row() {
        let sha512 = algorithm(oid::SHA512, &NULL);
        let mismatch = SignerFault::AlgorithmsDiffer;
        let sign = |key, digest_algorithm: Vec<u8>, signature_algorithm: Vec<u8>| {
            faults(&Signer { digest_algorithm, signature_algorithm, ..Signer::new(key).bare() })
        };
        assert_eq!(sign(Key::P256, sha512, Key::P256.algorithm()), [mismatch]);
        assert_eq!(sign(Key::P256, sha256(), Key::Rsa.algorithm()), [mismatch]);
        assert_eq!(sign(Key::Rsa, sha256(), Key::P256.algorithm()), [mismatch]);
        assert_eq!(sign(Key::Rsa, sha256(), algorithm(oid::RSA_ENCRYPTION, &NULL)), []);
        let gost = sign(Key::Rsa, sha256(), algorithm(oid::GOST_2015_512_SIGNATURE, &NULL));
        let unsupported = Unsupported::new(oid::GOST_2015_512_SIGNATURE, "unknown signature algorithm");
        assert_eq!(gost, [SignerFault::Unsupported(unsupported)]);
        assert_eq!(gost[0].reason(), Reason::AlgorithmUnsupported);
        assert_eq!(gost[0].finding().facts, [Fact::Algorithm(oid::GOST_2015_512_SIGNATURE)]);
    }

    /// No flipped bit of content, attributes or signature leaves a signer without faults.
    #[test]
    fn one_flipped_bit_is_a_fault() {
        let good = Message::new().signed_by(&p256()).der();
        let message = parse(&good);
        let signer = message.signers().next().unwrap();
        let places = [CONTENT, signer.signed_octets().unwrap()[1], signer.signature()];
        let mut flipped = 0;
        for part in places {
            let start = good.windows(part.len()).position(|window| window == part).unwrap();
            for bit in 0..part.len() * 8 {
                let mut bad = good.clone();
                bad[start + bit / 8] ^= 1 << (bit % 8);
                let passed = kind(&bad).is_none() && faults_over(&bad, Key::P256, None).is_empty();
                assert!(!passed, "bit {bit} of {part:02x?}");
                flipped += 1;
            }
        }
        assert!(flipped > 1000);
    }

    #[test]
    fn without_content_nothing_verifies() {
        let bytes = p256().bare().message();
        let message = parse(&bytes);
        let signer = message.signers().next().unwrap();
        let certificate = certificate("CA", &[7], Key::P256);
        let key = RustCrypto.public_key(certificate.public_key_info()).unwrap();
        let row = signer.signature_row(&*key).unwrap();
        let none = RustCrypto.digest(DigestAlgorithm::Sha1, CONTENT).into();
        assert_eq!(signer.verify(&RustCrypto, &*key, row, &none), Outcome::Invalid);
        let content = message.attached_digests(&RustCrypto).unwrap();
        assert_eq!(signer.verify(&RustCrypto, &*key, row, &content), Outcome::Valid);
    }

    #[test]
    fn signers_are_told_apart() {
        let bytes = Message::new().signed_by(&p256()).signed_by(&Signer::new(Key::Rsa)).der();
        let message = parse(&bytes);
        let content = message.attached_digests(&RustCrypto).unwrap();
        for (index, signs) in [Key::P256, Key::Rsa].into_iter().enumerate() {
            let certificate = certificate("CA", &[7], signs);
            let key = RustCrypto.public_key(certificate.public_key_info()).unwrap();
            let found: Vec<_> = message
                .signers()
                .map(|signer| signer.check(&RustCrypto, &certificate, &*key, &content).faults.is_empty())
                .collect();
            assert_eq!(found, [index == 0, index == 1]);
        }
    }
}

mod certificates {
    use super::*;

    fn candidates<'c>(signer: &Signer, all: &'c [Certificate]) -> Vec<&'c Certificate> {
        parse(&signer.message()).signers().next().unwrap().candidates(all)
    }

    #[test]
    fn the_identifier_selects() {
        let all = [
            certificate("CA", &[7], Key::P256),
            certificate("CA", &[8], Key::P256),
            certificate("Other CA", &[7], Key::P256),
            certificate("ca", &[7], Key::Rsa),
            certificate("CA", &[7], Key::P256),
        ];
        assert_eq!(candidates(&p256(), &all), [&all[0]], "each once, the issuer octet by octet");
        assert!(candidates(&p256(), &all[1..3]).is_empty());
        let by_key = |id: &[u8]| Signer { version: 3, identifier: tlv(0x80, &[id]), ..p256() };
        assert_eq!(candidates(&by_key(KEY_ID), &all).len(), 4);
        assert!(candidates(&by_key(b"other"), &all).is_empty());
        assert_eq!(faults(&by_key(KEY_ID)), []);
    }

    fn sha1(bytes: &[u8]) -> Vec<u8> {
        RustCrypto.digest(DigestAlgorithm::Sha1, bytes).as_ref().to_vec()
    }

    /// The value of either attribute with these certificates named.
    fn names(references: &[&[&[u8]]]) -> Vec<u8> {
        let references: Vec<_> = references.iter().map(|parts| sequence(parts)).collect();
        sequence(&[&sequence(&references.iter().map(Vec::as_slice).collect::<Vec<_>>())])
    }

    fn with(oid: ObjectIdentifier, value: &[u8]) -> Signer {
        p256().and(attribute(oid, &[value]))
    }

    fn binding(signer: &Signer) -> std::result::Result<Binding, SignerFault> {
        let bytes = signer.message();
        let own = certificate("CA", &[7], Key::P256);
        parse(&bytes).signers().next().unwrap().check_signing_certificate(&RustCrypto, &own)
    }

    const V1: ObjectIdentifier = oid::SIGNING_CERTIFICATE;
    const V2: ObjectIdentifier = oid::SIGNING_CERTIFICATE_V2;

    /// Threat 6.
    #[test]
    fn the_first_certificate_named_is_the_signers() {
        let own = certificate("CA", &[7], Key::P256);
        let (old, new) = (tlv(4, &[&sha1(own.as_der())]), tlv(4, &[&digest(own.as_der())]));
        let (wrong_old, wrong_new) = (tlv(4, &[&sha1(b"")]), tlv(4, &[&digest(b"")]));
        assert_eq!(binding(&p256()), Ok(Binding::Unbound));
        for (oid, good, bad) in [(V1, &old, &wrong_old), (V2, &new, &wrong_new)] {
            let differs = Err(SignerFault::CertificateDiffers(oid));
            assert_eq!(binding(&with(oid, &names(&[&[good]]))), Ok(Binding::Bound));
            assert_eq!(binding(&with(oid, &names(&[&[good], &[bad]]))), Ok(Binding::Bound));
            assert_eq!(binding(&with(oid, &names(&[&[bad]]))), differs);
            assert_eq!(binding(&with(oid, &names(&[&[bad], &[good]]))), differs);
            assert_eq!(faults(&with(oid, &names(&[&[bad]]))), [SignerFault::CertificateDiffers(oid)]);
        }
        // Both must hold where both are.
        let both = |old: &[u8], new: &[u8]| {
            binding(&with(V1, &names(&[&[old]])).and(attribute(V2, &[&names(&[&[new]])])))
        };
        assert_eq!(both(&old, &new), Ok(Binding::Bound));
        assert_eq!(both(&wrong_old, &new), Err(SignerFault::CertificateDiffers(V1)));
        assert_eq!(both(&old, &wrong_new), Err(SignerFault::CertificateDiffers(V2)));
    }

    #[test]
    fn the_digest_of_the_second_version_may_be_named() {
        let own = certificate("CA", &[7], Key::P256);
        let hash = tlv(4, &[&digest(own.as_der())]);
        let old = tlv(4, &[&sha1(own.as_der())]);
        let v2 = |algorithm: &[u8], hash: &[u8]| binding(&with(V2, &names(&[&[algorithm, hash]])));
        assert_eq!(v2(&sha256(), &hash), Ok(Binding::Bound));
        assert_eq!(v2(&algorithm(oid::SHA1, &NULL), &old), Ok(Binding::Bound));
        assert_eq!(v2(&algorithm(oid::SHA512, &NULL), &hash), Err(SignerFault::CertificateDiffers(V2)));
        let unknown = Unsupported::new(oid::GOST_2015_512_KEY, "unknown digest");
        assert_eq!(
            v2(&algorithm(oid::GOST_2015_512_KEY, &NULL), &hash),
            Err(SignerFault::Unsupported(unknown))
        );
        let named_in_v1 = binding(&with(V1, &names(&[&[&algorithm(oid::SHA1, &NULL), &old]])));
        assert_eq!(named_in_v1, Err(SignerFault::Malformed(V1)));
    }

    #[test]
    fn issuer_and_serial_number_count_where_given() {
        let own = certificate("CA", &[7], Key::P256);
        let hash = tlv(4, &[&digest(own.as_der())]);
        let named = |issuer: &[u8], serial: &[u8]| {
            let issuer_serial = sequence(&[&sequence(&[issuer]), &tlv(2, &[serial])]);
            binding(&with(V2, &names(&[&[&hash, &issuer_serial]])))
        };
        let directory = |name: &str| tlv(0xA4, &[&common_name(name)]);
        assert_eq!(named(&directory("CA"), &[7]), Ok(Binding::Bound));
        let differs = Err(SignerFault::CertificateDiffers(V2));
        assert_eq!(named(&directory("CA"), &[8]), differs);
        assert_eq!(named(&directory("Other"), &[7]), differs);
        assert_eq!(named(&[directory("CA"), directory("Other")].concat(), &[7]), differs);
        assert_eq!(named(&tlv(0x82, &[b"CA"]), &[7]), differs);
        assert_eq!(named(&[], &[7]), differs);
    }

    #[test]
    fn the_attributes_have_one_form() {
        let own = certificate("CA", &[7], Key::P256);
        let hash = tlv(4, &[&digest(own.as_der())]);
        let good = names(&[&[&hash]]);
        let policies = sequence(&[&sequence(&[&id(oid::POLICY_CURRENT)])]);
        let list = sequence(&[&sequence(&[&hash])]);
        assert_eq!(binding(&with(V2, &sequence(&[&list, &policies]))), Ok(Binding::Bound));
        for bad in [
            names(&[]),
            NULL.to_vec(),
            sequence(&[&list, &NULL]),
            names(&[&[&hash, &NULL]]),
            names(&[&[]]),
            names(&[&[&hash], &[&NULL]]),
            names(&[&[&hash, &sequence(&[&sequence(&[])])]]),
        ] {
            assert_eq!(binding(&with(V2, &bad)), Err(SignerFault::Malformed(V2)), "{bad:02x?}");
        }
        let twice = with(V2, &good).and(attribute(V2, &[&good]));
        assert_eq!(binding(&twice), Err(SignerFault::Repeated(V2)));
        assert_eq!(binding(&p256().and(attribute(V2, &[&good, &good]))), Err(SignerFault::NotSingle(V2)));
    }
}
