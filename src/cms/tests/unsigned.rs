//! What others have added to a signature.

use super::*;

/// The signer with these unsigned attributes, in this order.
fn with(attributes: &[Vec<u8>]) -> Vec<u8> {
    let parts: Vec<_> = attributes.iter().map(Vec::as_slice).collect();
    Signer { unsigned: tlv(0xA1, &parts), ..p256() }.message()
}

fn stamps(bytes: &[u8]) -> Vec<Vec<u8>> {
    parse(bytes).signers().next().unwrap().time_stamps().map(<[u8]>::to_vec).collect()
}

fn evidence(bytes: &[u8]) -> Result<(usize, usize, usize)> {
    let message = parse(bytes);
    let values = message.signers().next().unwrap().revocation_values()?;
    Ok((values.lists.len(), values.basic_responses.len(), values.others))
}

fn certificates(bytes: &[u8]) -> Result<usize> {
    Ok(parse(bytes).signers().next().unwrap().certificate_values()?.len())
}

const STAMP: ObjectIdentifier = oid::SIGNATURE_TIME_STAMP;

#[test]
fn every_value_of_every_attribute_is_a_stamp() {
    assert!(stamps(&p256().message()).is_empty());
    let value = |number| sequence(&[&[2, 1, number]]);
    let (one, two, three) = (value(1), value(2), value(3));
    let others = attribute(oid::CERTIFICATE_VALUES, &[&sequence(&[])]);
    let bytes = with(&[attribute(STAMP, &[&one, &two]), others, attribute(STAMP, &[&three])]);
    assert_eq!(stamps(&bytes), [one, two, three]);
    // A stamp among the signed attributes is none.
    assert!(stamps(&p256().and(attribute(STAMP, &[&sequence(&[])])).message()).is_empty());
}

#[test]
fn stamps_may_be_ber() {
    let value = [0x30, 0x80, 2, 1, 7, 0, 0];
    assert_eq!(stamps(&with(&[attribute(STAMP, &[&value])])), [value]);
}

#[test]
fn evidence_is_sorted_by_its_tag() {
    let two = sequence(&[&sequence(&[]), &sequence(&[&NULL])]);
    let values = |parts: &[&[u8]]| with(&[attribute(oid::REVOCATION_VALUES, &[&sequence(parts)])]);
    let tagged = |number: u8| tlv(0xA0 | number, &[&two]);
    assert_eq!(evidence(&p256().message()), Ok((0, 0, 0)));
    assert_eq!(evidence(&values(&[])), Ok((0, 0, 0)));
    assert_eq!(evidence(&values(&[&tagged(0), &tagged(1), &tagged(2)])), Ok((2, 2, 1)));
    assert_eq!(evidence(&values(&[&tagged(1)])), Ok((0, 2, 0)));
    let twice = sequence(&[&tagged(0)]);
    assert_eq!(evidence(&with(&[attribute(oid::REVOCATION_VALUES, &[&twice, &twice])])), Ok((4, 0, 0)));
    for bad in [
        values(&[&tagged(1), &tagged(0)]),
        values(&[&tagged(3)]),
        values(&[&tlv(0xA0, &[&two, &NULL])]),
        values(&[&tlv(0xA0, &[&sequence(&[&NULL])])]),
        with(&[attribute(oid::REVOCATION_VALUES, &[&NULL])]),
    ] {
        assert!(evidence(&bad).is_err());
    }
}

#[test]
fn certificates_are_a_sequence() {
    let of = |value: &[u8]| certificates(&with(&[attribute(oid::CERTIFICATE_VALUES, &[value])]));
    assert_eq!(of(&sequence(&[&sequence(&[]), &sequence(&[])])), Ok(2));
    assert_eq!(of(&[0x30, 0x80, 0x30, 0, 0, 0]), Ok(1));
    assert!(of(&sequence(&[&NULL])).is_err() && of(&NULL).is_err());
}

#[test]
fn what_is_embedded_is_bounded() {
    let many = |count: usize| sequence(&vec![&sequence(&[])[..]; count]);
    let of = |value: &[u8]| certificates(&with(&[attribute(oid::CERTIFICATE_VALUES, &[value])]));
    assert_eq!(of(&many(limits::EMBEDDED)), Ok(limits::EMBEDDED));
    assert_eq!(of(&many(limits::EMBEDDED + 1)).unwrap_err().kind(), ErrorKind::LimitExceeded);
    let lists = |count: usize| sequence(&[&tlv(0xA0, &[&many(count)])]);
    let of = |value: &[u8]| evidence(&with(&[attribute(oid::REVOCATION_VALUES, &[value])]));
    assert_eq!(of(&lists(limits::EMBEDDED)), Ok((limits::EMBEDDED, 0, 0)));
    assert_eq!(of(&lists(limits::EMBEDDED + 1)).unwrap_err().kind(), ErrorKind::LimitExceeded);
}
