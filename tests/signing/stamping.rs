//! Time stamps and evidence for signatures that are there, verified before they are handed out.

use kz_eds::{
    Augmentation, Certificate, Evidence, Indeterminate, Policy, SignedMessage, SignedRequest,
    TimeStampRequest, TimeStampResponse, TimeStampToken, Validator,
};
use kz_eds_testdata::authority::Authorities;
use kz_eds_testdata::keys::Key;
use kz_eds_testdata::timestamp::{Info, Response, Stamper, token};

use super::{LICENCE, common, head, head_ec, now, read, refusal, validator};

/// As the authority of `certificates/tsa.cer` answers.
fn answer(request: &TimeStampRequest) -> Vec<u8> {
    let stamper = Stamper::new(&Authorities::new().nca_rsa, "tsa", Key::load("tsa"));
    assert_eq!(stamper.certificate, read("certificates/tsa.cer"));
    let info = Info::over(b"").with_nonce(request.nonce().unwrap());
    let info = info.edit(|info| info.imprint = request.imprint().as_ref().to_vec());
    Response::granted(token(&stamper.holder(), &info).encode()).der()
}

fn evidence() -> Evidence {
    common::evidence(&[common::testdata("evidence/nca_rsa.crl"), common::testdata("evidence/root_rsa.crl")])
}

/// The whole way of a portal: sign, ask, attach with the evidence of the day, verify with what is inside alone.
#[test]
fn a_licence_is_stamped_and_lives_on_its_own() {
    let signed = head().sign(LICENCE, &validator(), now()).unwrap();
    let message = SignedMessage::parse(&signed).unwrap();
    let request =
        TimeStampRequest::for_signer(&message.signers().next().unwrap()).with_nonce(&[7; 8]).unwrap();
    let kept = request.to_der();
    let reply = answer(&request);

    let response = TimeStampResponse::parse(&reply).unwrap();
    let token = response.token_for(&TimeStampRequest::parse(&kept).unwrap()).unwrap();
    let issuer = Certificate::parse(&read("trust/nca_rsa.cer")).unwrap();
    let long_lived = Augmentation::of(&message)
        .with_time_stamp(0, &token)
        .unwrap()
        .with_certificate(&issuer)
        .with_evidence(&evidence())
        .verified(None, Indeterminate::Refuse, &validator(), now())
        .unwrap();
    let root_alone =
        Validator::new(common::trust(&[common::testdata("trust/root_rsa.cer")], &[]), Policy::licence());
    let request = SignedRequest::attached(&long_lived).allowing_other_signers();
    let verdict = root_alone.verify_request(&request, now());
    assert!(verdict.reasons().is_empty(), "{:?}", verdict.reasons());
}

fn stamped(
    message: &[u8],
    number: usize,
    content: Option<&[u8]>,
    validator: &Validator,
) -> Result<Vec<u8>, String> {
    let message = SignedMessage::parse(message).unwrap();
    let request = TimeStampRequest::for_signer(&message.signers().nth(number).unwrap());
    let request = request.with_nonce(&[7]).unwrap();
    let reply = answer(&request);
    let response = TimeStampResponse::parse(&reply).unwrap();
    let token = response.token_for(&request).unwrap();
    let augmentation = Augmentation::of(&message).with_time_stamp(number, &token).unwrap();
    let verified = augmentation.verified(content, Indeterminate::Refuse, validator, now());
    verified.map_err(|error| refusal::<()>(Err(error)))
}

/// Threat 35: the stamped signer is judged, and with it the message.
#[test]
fn nothing_comes_out_that_does_not_verify() {
    let one = head().sign(LICENCE, &validator(), now()).unwrap();
    assert!(stamped(&one, 0, None, &validator()).is_ok());
    let mut changed = one.clone();
    *changed.last_mut().unwrap() ^= 1;
    assert_eq!(stamped(&changed, 0, None, &validator()), Err("not-verified signature-invalid".to_owned()));
    let without_lists = Validator::new(common::trust(&[common::testdata("trust")], &[]), Policy::licence());
    let open = stamped(&one, 0, None, &without_lists);
    assert!(open.clone().is_err_and(|codes| codes.contains("revocation-missing")), "{open:?}");
    let confused = stamped(&one, 0, Some(LICENCE), &validator());
    assert!(confused.is_err_and(|codes| codes.starts_with("not-verified")));
}

#[test]
fn what_is_not_known_can_be_left_open() {
    let one = head().sign(LICENCE, &validator(), now()).unwrap();
    let message = SignedMessage::parse(&one).unwrap();
    let bytes =
        answer(&TimeStampRequest::for_signer(&message.signers().next().unwrap()).with_nonce(&[7]).unwrap());
    let response = TimeStampResponse::parse(&bytes).unwrap();
    let token = TimeStampToken::parse(response.token().unwrap()).unwrap();
    let augmentation = Augmentation::of(&message).with_time_stamp(0, &token).unwrap();
    let without_lists = Validator::new(common::trust(&[common::testdata("trust")], &[]), Policy::licence());
    assert!(augmentation.verified(None, Indeterminate::Sign, &without_lists, now()).is_ok());
    assert!(augmentation.verified(None, Indeterminate::Refuse, &without_lists, now()).is_err());
}

/// A co-signer of long ago keeps nobody from stamping a signature beside it; where nobody is stamped, all count.
#[test]
fn others_need_not_be_good() {
    let old = read("archive/messages/expired.cms");
    let both = head().cosign(&old, None, &validator(), now()).unwrap();
    let message = SignedMessage::parse(&both).unwrap();
    let ours = message.signers().position(|signer| {
        let head = super::certificate("head");
        signer.names(&head)
    });
    let ours = ours.unwrap();
    assert!(stamped(&both, ours, None, &validator()).is_ok());
    let evidence = Augmentation::of(&message).with_evidence(&evidence());
    let all = refusal(evidence.verified(None, Indeterminate::Refuse, &validator(), now()));
    assert!(all.contains("certificate-expired"), "{all}");
}

#[test]
fn detached_messages_are_stamped_over_their_content() {
    let options = kz_eds::SigningOptions { placement: kz_eds::Placement::Detached, ..Default::default() };
    let apart = head_ec().with_options(options).sign(LICENCE, &validator(), now()).unwrap();
    let after = stamped(&apart, 0, Some(LICENCE), &validator()).unwrap();
    let parsed = SignedMessage::parse(&after).unwrap();
    assert!(!parsed.is_attached() && parsed.signers().next().unwrap().time_stamps().count() == 1);
    assert!(
        stamped(&apart, 0, Some(b"another"), &validator()).is_err_and(|why| why.contains("content-digest"))
    );
    assert!(stamped(&apart, 0, None, &validator()).is_err_and(|why| why.contains("content-missing")));
}
