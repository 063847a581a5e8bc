//! This library.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use kz_eds::crypto::{Provider, default_provider};
use kz_eds::{
    CacheSize, Certificate, Claim, Condition3, Crl, Evidence, Iin, Policy, SignedRequest, TrustStore,
    Validator,
};

use crate::material::{Material, NOON};

/// The provider of this build.
pub fn provider() -> Arc<dyn Provider> {
    default_provider()
}

/// A validator that has verified its lists, and what it is asked.
pub struct Ours {
    validator: Validator,
    claim: Claim,
    noon: DateTime<Utc>,
}

impl Ours {
    /// Remembers nothing between requests but its lists.
    pub fn no_caches(material: &Material, lists: &[&[u8]]) -> Self {
        let mut ours = Self::warm(material, lists);
        ours.validator = ours.validator.with_cache(CacheSize::NONE);
        ours
    }

    /// Has met the signer before.
    pub fn warm(material: &Material, lists: &[&[u8]]) -> Self {
        Self::met(material, lists.iter().map(|list| Crl::from_der(*list).expect("a list")))
    }

    /// A validator over these lists and the root's, after its first request.
    pub fn met(material: &Material, lists: impl IntoIterator<Item = Crl>) -> Self {
        let trust = TrustStore::new().with_anchor(&material.root);
        let trust = trust.and_then(|trust| trust.with_intermediate(&material.authority));
        let of_root = Crl::from_der(&*material.root_list).expect("a list");
        let evidence = lists.into_iter().fold(Evidence::new().with_crl(of_root), Evidence::with_crl);
        let validator = Validator::new(trust.expect("certificates"), Policy::applicant())
            .with_evidence(evidence)
            .with_provider(provider());
        let claim = Claim::applicant(Iin::parse("010101100018").expect("a number"));
        let noon = DateTime::from_timestamp(NOON, 0).expect("a time");
        let ours = Self { validator, claim, noon };
        ours.request(&material.messages[0]);
        ours
    }

    /// The full verdict on a request: message, signature, chain, lists, identity.
    pub fn request(&self, message: &[u8]) {
        let request = SignedRequest::attached(message).expects(self.claim.clone());
        self.validator.verify_request(&request, self.noon).accept().expect("a good request");
    }

    /// Condition 3 on a certificate in DER.
    pub fn certificate(&self, der: &[u8]) {
        let certificate = Certificate::from_der(der).expect("a certificate");
        let verdict = self.validator.check_certificate(&certificate, &self.claim, self.noon);
        assert_eq!(verdict.condition_3(), Condition3::Holds);
    }
}
