//! Target `identity`: whose a certificate is, against the rule told again as slowly and plainly as can be.

use std::sync::LazyLock;

use arbitrary::{Arbitrary, Unstructured};
use kz_eds::{
    AllowedList, Bin, Certificate, Claim, IdentityRule, Iin, Number, Policy, Reason, Role, TrustStore,
    Validator,
};

use super::material;
use super::subject::{Kind, Part, Recipe, StringType, certificate, digits, rdns};

/// A number, none, or something that may not be taken for one.
type Found = Result<Option<String>, ()>;

/// The body of the target.
pub fn identity(data: &[u8]) {
    let Ok(recipe) = Recipe::arbitrary_take_rest(Unstructured::new(data)) else { return };
    let rdns = rdns(&recipe);
    let certificate = Certificate::from_der(&certificate(&rdns, &recipe.roles));
    // A subject without a name must be named elsewhere, and is not (RFC 5280 4.1.2.6).
    if rdns.is_empty() {
        assert!(certificate.is_err(), "a certificate of nobody");
        return;
    }
    let certificate = certificate.expect("a certificate by the book");
    let (iin, bin) = (expected_iin(&rdns), expected_bin(&rdns));
    let identity = certificate.identity();
    assert_eq!(identity.iin().map(|found| found.map(|iin| iin.as_str().to_owned())).map_err(drop), iin);
    assert_eq!(identity.bin().map(|found| found.map(|bin| bin.as_str().to_owned())).map_err(drop), bin);
    for digits in [&iin, &bin].into_iter().flatten().flatten() {
        assert!(!format!("{identity:?} {certificate:?}").contains(digits.as_str()), "a log shows a number");
    }
    claims_agree(&certificate, &iin, &bin, &digits(&recipe.claimed));
}

/// An attribute and the number of attributes in its RDN.
type Place<'a> = (&'a Part, usize);

fn of_kind<'a>(rdns: &[&'a [Part]], kind: Kind) -> Vec<Place<'a>> {
    let mut found = Vec::new();
    for rdn in rdns {
        for part in rdn.iter().filter(|part| part.kind == kind) {
            found.push((part, rdn.len()));
        }
    }
    found
}

/// A reader would take the value for such a number: letters and digits alone, in capitals, start with the prefix.
fn looks_like(part: &Part, prefix: &str) -> bool {
    let octets = part.octets();
    let text = String::from_utf8_lossy(&octets);
    let visible: String = text.chars().filter(|character| character.is_alphanumeric()).collect();
    visible.to_ascii_uppercase().starts_with(prefix)
}

/// The digits, if the attribute is a number in every respect.
fn number((part, company): Place<'_>, prefix: &str) -> Found {
    let octets = part.octets();
    let value = std::str::from_utf8(&octets).unwrap_or_default();
    let digits = value.strip_prefix(prefix).unwrap_or_default();
    let is_number = digits.len() == 12 && digits.bytes().all(|digit| digit.is_ascii_digit());
    let is_text = matches!(part.string, StringType::Utf8 | StringType::Printable);
    if is_number && is_text && company == 1 { Ok(Some(digits.to_owned())) } else { Err(()) }
}

/// The number of the only attribute of a kind that looks like one.
fn only(places: &[Place<'_>], prefix: &str) -> Found {
    let alike: Vec<_> = places.iter().filter(|(part, _)| looks_like(part, prefix)).collect();
    match alike.as_slice() {
        [] => Ok(None),
        [place] => number(**place, prefix),
        _ => Err(()),
    }
}

/// Exactly one serialNumber in the name, and nothing like an IIN where BINs stand.
fn expected_iin(rdns: &[&[Part]]) -> Found {
    let serial_numbers = of_kind(rdns, Kind::SerialNumber);
    let elsewhere = [Kind::OrganizationalUnit, Kind::OrganizationIdentifier].map(|kind| of_kind(rdns, kind));
    if elsewhere.iter().flatten().any(|(part, _)| looks_like(part, "IIN")) {
        return Err(());
    }
    match (only(&serial_numbers, "IIN")?, serial_numbers.len()) {
        (Some(_), 2..) => Err(()),
        (found, _) => Ok(found),
    }
}

/// One organizationalUnitName or one organizationIdentifier or both alike, and nothing like a BIN where IINs stand.
fn expected_bin(rdns: &[&[Part]]) -> Found {
    if of_kind(rdns, Kind::SerialNumber).iter().any(|(part, _)| looks_like(part, "BIN")) {
        return Err(());
    }
    let unit = only(&of_kind(rdns, Kind::OrganizationalUnit), "BIN")?;
    let organization = only(&of_kind(rdns, Kind::OrganizationIdentifier), "BIN")?;
    match (unit, organization) {
        (Some(unit), Some(organization)) if unit != organization => Err(()),
        (unit, organization) => Ok(unit.or(organization)),
    }
}

/// Every claim that a certificate answers is a claim of the very number that it carries.
fn claims_agree(certificate: &Certificate, iin: &Found, bin: &Found, drawn: &str) {
    let own = [iin, bin].into_iter().flatten().flatten().cloned();
    let near = own.clone().map(|digits| one_off(&digits));
    for digits in own.chain(near).chain([drawn.to_owned()]) {
        let (as_iin, as_bin) = (Iin::parse(&digits).expect("digits"), Bin::parse(&digits).expect("digits"));
        let (has_iin, has_bin) = (has(iin, &digits), has(bin, &digits));
        judge(certificate, IdentityRule::IinOnly(Some(as_iin)), has_iin);
        judge(certificate, IdentityRule::BinOnly(Some(as_bin)), has_bin);
        judge(certificate, IdentityRule::IinOrBin(Some(as_iin.into())), has_iin);
        judge(certificate, IdentityRule::IinOrBin(Some(as_bin.into())), has_bin);
        let both: AllowedList = [Number::from(as_iin), Number::from(as_bin)].into_iter().collect();
        judge(certificate, IdentityRule::Allowed(both), has_iin || has_bin);
    }
    judge(certificate, IdentityRule::IinOrBin(None), false);
    judge(certificate, IdentityRule::Allowed(AllowedList::default()), false);
}

fn has(found: &Found, digits: &str) -> bool {
    matches!(found, Ok(Some(own)) if own == digits)
}

/// Another last digit.
fn one_off(digits: &str) -> String {
    let (start, last) = digits.split_at(11);
    format!("{start}{}", if last == "0" { '1' } else { '0' })
}

/// The claim is judged beside the path; there is no path here, so the verdict never passes.
fn judge(certificate: &Certificate, rule: IdentityRule, number_fits: bool) {
    const NUMBER: [Reason; 5] = [
        Reason::IdentityMismatch,
        Reason::IdentityAbsent,
        Reason::IdentityAmbiguous,
        Reason::IdentityMalformed,
        Reason::ClaimNumberAbsent,
    ];
    static VALIDATOR: LazyLock<Validator> =
        LazyLock::new(|| Validator::new(TrustStore::new(), Policy::applicant()));
    let verdict =
        VALIDATOR.check_certificate(certificate, &Claim::new(Role::Applicant, rule), material::noon());
    assert!(!verdict.is_passed());
    let reasons = verdict.reasons();
    let refused = reasons.iter().any(|reason| NUMBER.contains(reason));
    let kind_refused = reasons.contains(&Reason::HolderKindNotAllowed);
    assert!(number_fits || refused, "another number answers the claim");
    assert!(!number_fits || !refused || kind_refused, "its own number is refused");
}
