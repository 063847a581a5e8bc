//! The lists and responses that a caller has, as a snapshot.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use crate::certificate::Certificate;
use crate::crl::Crl;
use crate::name::{NameIndex, NameKey, NormalForm};
use crate::ocsp::{OcspResponse, ResponseStatus};

use super::coverage::named_issuers;

/// Revocation evidence: a snapshot, cheap to clone. A new daily list is a new `Evidence`, swapped in.
///
/// Lists are found by their issuer's name, answers by the issuer's name and key and the serial number that they are
/// about; never by place or file name (threat 37).
///
/// ```
/// let list = std::fs::read("testdata/evidence/nca_rsa.crl")?;
/// let response = std::fs::read("testdata/ocsp/person_good.ocsp")?;
/// let evidence = kz_eds::Evidence::new()
///     .with_crl(kz_eds::Crl::parse(&list)?)
///     .with_ocsp(kz_eds::OcspResponse::parse(&response)?);
/// assert_eq!((evidence.crls().len(), evidence.ocsp_responses().len()), (1, 1));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    base: Arc<Base>,
    /// Lists and responses for one question, over all the others, which stay as they are.
    more: Option<Arc<Evidence>>,
}

/// What clones share.
#[derive(Clone, Debug, Default)]
struct Base {
    lists: Lists,
    responses: Responses,
}

/// Lists, and where those of an issuer are.
#[derive(Clone, Default)]
struct Lists {
    all: Vec<Crl>,
    by_issuer: NameIndex<Vec<usize>>,
}

/// Responses, and where the answers for a serial number are.
#[derive(Clone, Default)]
struct Responses {
    all: Vec<OcspResponse>,
    by_serial: BTreeMap<Box<[u8]>, Vec<usize>>,
}

impl Evidence {
    /// No evidence at all.
    pub fn new() -> Self {
        Self::default()
    }

    /// This evidence and one more list.
    #[must_use]
    pub fn with_crl(mut self, list: Crl) -> Self {
        Arc::make_mut(&mut self.base).lists.push(list);
        self
    }

    /// This evidence and one more OCSP response. One that is an error proves nothing; the report tells of it.
    #[must_use]
    pub fn with_ocsp(mut self, response: OcspResponse) -> Self {
        Arc::make_mut(&mut self.base).responses.push(response);
        self
    }

    /// Every list, in the order in which they were added.
    pub fn crls(&self) -> &[Crl] {
        &self.base.lists.all
    }

    /// Every OCSP response, in the order in which they were added.
    pub fn ocsp_responses(&self) -> &[OcspResponse] {
        &self.base.responses.all
    }

    /// One more list, in this clone alone: nothing that clones share is copied or changed.
    pub(crate) fn add_list(&mut self, list: Crl) {
        self.add(|more| more.with_crl(list));
    }

    /// The same of a response.
    pub(crate) fn add_response(&mut self, response: OcspResponse) {
        self.add(|more| more.with_ocsp(response));
    }

    fn add(&mut self, change: impl FnOnce(Self) -> Self) {
        let more = self.more.take().map(Arc::unwrap_or_clone).unwrap_or_default();
        self.more = Some(Arc::new(change(more)));
    }

    fn layers(&self) -> impl Iterator<Item = &Self> {
        std::iter::once(self).chain(self.more.as_deref())
    }

    /// The lists by the certificate's issuer, and by those whom its distribution points name (RFC 5280 6.3.3 (b)(1)).
    pub(crate) fn lists_for(&self, certificate: &Certificate) -> impl Iterator<Item = &Crl> {
        self.layers().flat_map(|layer| layer.base.lists.on(certificate))
    }

    /// The responses with an answer about this serial number, be it of this issuer or of another.
    pub(crate) fn responses_on(&self, serial: &[u8]) -> impl Iterator<Item = &OcspResponse> {
        self.layers().flat_map(|layer| layer.base.responses.on(serial))
    }

    /// What responders said in place of answers.
    pub(crate) fn response_errors(&self) -> impl Iterator<Item = ResponseStatus> {
        let responses = self.layers().flat_map(|layer| &layer.base.responses.all);
        responses.map(OcspResponse::status).filter(|status| *status != ResponseStatus::Successful)
    }
}

impl Lists {
    fn on(&self, certificate: &Certificate) -> impl Iterator<Item = &Crl> + use<'_> {
        let on = |name: NameKey<'_>| self.by_issuer.get(name).map_or(&[][..], Vec::as_slice);
        let mut places = Cow::Borrowed(on(certificate.issuer_key()));
        for name in named_issuers(certificate) {
            places.to_mut().extend(on(NameKey::new(name, &NormalForm::new())));
        }
        // Each once, in the order in which they were added.
        if let Cow::Owned(places) = &mut places {
            places.sort_unstable();
            places.dedup();
        }
        (0..places.len()).filter_map(move |number| self.all.get(*places.get(number)?))
    }

    fn push(&mut self, list: Crl) {
        let place = self.all.len();
        self.by_issuer.change(NameKey::new(list.issuer(), &NormalForm::new()), |places| places.push(place));
        self.all.push(list);
    }
}

impl fmt::Debug for Lists {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.all).finish()
    }
}

impl Responses {
    fn on(&self, serial: &[u8]) -> impl Iterator<Item = &OcspResponse> + use<'_> {
        let places = self.by_serial.get(serial).into_iter().flatten();
        places.filter_map(|&place| self.all.get(place))
    }

    fn push(&mut self, response: OcspResponse) {
        let place = self.all.len();
        for answer in response.answers() {
            let places = self.by_serial.entry(answer.serial_number().into()).or_default();
            if places.last() != Some(&place) {
                places.push(place);
            }
        }
        self.all.push(response);
    }
}

/// Without the serial numbers, each of which is somebody's.
impl fmt::Debug for Responses {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.all).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kz_eds_testdata::authority::{Authorities, Authority};
    use kz_eds_testdata::extension::Extension;
    use kz_eds_testdata::lists::List;
    use kz_eds_testdata::numbers::Numbers;
    use kz_eds_testdata::profile::Profiles;
    use kz_eds_testdata::{der, oids};

    fn common_name(value: Vec<u8>) -> Vec<u8> {
        let attribute = der::sequence(&[der::oid("2.5.4.3"), value]);
        der::sequence(&[der::set(&[attribute])])
    }

    /// Of this issuer, and with points that name these as issuers of its list.
    fn certificate(authority: &Authority, issuer: Vec<u8>, makers: &[Vec<u8>]) -> Certificate {
        let numbers = Numbers::new();
        let mut template = Profiles::new(authority, &numbers, "leaf_rsa").person("listed");
        template.issuer = issuer;
        let name = |name: &Vec<u8>| der::context(4, &[name]);
        let point = |maker| der::sequence(&[der::context(2, &[name(maker)])]);
        let points: Vec<_> = makers.iter().map(point).collect();
        let template = template.without(oids::CRL_DISTRIBUTION_POINTS);
        let points = Extension::new(oids::CRL_DISTRIBUTION_POINTS, der::sequence(&points));
        let template = if makers.is_empty() { template } else { template.with(points) };
        Certificate::from_der(&template.sign(authority)).unwrap()
    }

    /// Each once, in the order in which they were added, however often and in whichever spelling a name is named.
    #[test]
    fn lists_are_found_by_the_names_of_their_issuers() {
        let authority = Authorities::new().nca_rsa;
        let list = |number, name: &Vec<u8>| {
            let list = List { issuer: name.clone(), ..List::of(&authority, number, vec![]) };
            Crl::from_der(list.sign(&authority)).unwrap()
        };
        let ca = [der::printable("ca"), der::utf8(" CA ")].map(common_name);
        let [maker, other] = [der::utf8("Maker"), der::utf8("Other")].map(common_name);
        let evidence = [list(1, &maker), list(2, &ca[0]), list(3, &other), list(4, &ca[1])]
            .into_iter()
            .fold(Evidence::new(), Evidence::with_crl);
        let mut evidence = evidence;
        evidence.add_list(list(5, &maker));
        let found = |makers: &[Vec<u8>]| {
            let certificate = certificate(&authority, common_name(der::utf8("Ca")), makers);
            let numbers = evidence.lists_for(&certificate).map(|list| list.number().unwrap().to_string());
            numbers.collect::<Vec<_>>().join(" ")
        };
        assert_eq!(found(&[]), "2 4");
        assert_eq!(found(&ca), "2 4");
        assert_eq!(found(std::slice::from_ref(&maker)), "1 2 4 5");
        assert_eq!(found(&[maker.clone(), ca[0].clone(), maker.clone()]), "1 2 4 5");
    }
}
