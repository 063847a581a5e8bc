//! Object identifiers by name.

// Attributes of a name.
pub const COMMON_NAME: &str = "2.5.4.3";
pub const SURNAME: &str = "2.5.4.4";
pub const SERIAL_NUMBER: &str = "2.5.4.5";
pub const COUNTRY: &str = "2.5.4.6";
pub const LOCALITY: &str = "2.5.4.7";
pub const STATE: &str = "2.5.4.8";
pub const ORGANIZATION: &str = "2.5.4.10";
pub const ORGANIZATIONAL_UNIT: &str = "2.5.4.11";
pub const BUSINESS_CATEGORY: &str = "2.5.4.15";
/// The patronymic, in this country's certificates.
pub const GIVEN_NAME: &str = "2.5.4.42";
pub const ORGANIZATION_IDENTIFIER: &str = "2.5.4.97";
/// The OID of an information system.
pub const USER_ID: &str = "0.9.2342.19200300.100.1.1";
/// A treasury role.
pub const DOMAIN_COMPONENT: &str = "0.9.2342.19200300.100.1.25";

// Extensions.
pub const SUBJECT_KEY_IDENTIFIER: &str = "2.5.29.14";
pub const KEY_USAGE: &str = "2.5.29.15";
pub const SUBJECT_ALT_NAME: &str = "2.5.29.17";
pub const BASIC_CONSTRAINTS: &str = "2.5.29.19";
pub const CRL_NUMBER: &str = "2.5.29.20";
pub const REASON_CODE: &str = "2.5.29.21";
pub const INVALIDITY_DATE: &str = "2.5.29.24";
pub const DELTA_CRL_INDICATOR: &str = "2.5.29.27";
pub const ISSUING_DISTRIBUTION_POINT: &str = "2.5.29.28";
pub const CERTIFICATE_ISSUER: &str = "2.5.29.29";
pub const NAME_CONSTRAINTS: &str = "2.5.29.30";
pub const CRL_DISTRIBUTION_POINTS: &str = "2.5.29.31";
pub const CERTIFICATE_POLICIES: &str = "2.5.29.32";
pub const POLICY_MAPPINGS: &str = "2.5.29.33";
pub const AUTHORITY_KEY_IDENTIFIER: &str = "2.5.29.35";
pub const POLICY_CONSTRAINTS: &str = "2.5.29.36";
pub const EXTENDED_KEY_USAGE: &str = "2.5.29.37";
pub const FRESHEST_CRL: &str = "2.5.29.46";
pub const EXPIRED_CERTS_ON_CRL: &str = "2.5.29.60";
pub const AUTHORITY_INFORMATION_ACCESS: &str = "1.3.6.1.5.5.7.1.1";
pub const OCSP_NO_CHECK: &str = "1.3.6.1.5.5.7.48.1.5";
/// National: the kind of store that the key lives in.
pub const KEY_STORE: &str = "1.2.398.3.3.5";
/// An extension that nobody knows (the arc for examples).
pub const UNKNOWN: &str = "2.999.1";

// OCSP.
pub const OCSP_BASIC: &str = "1.3.6.1.5.5.7.48.1.1";
pub const OCSP_NONCE: &str = "1.3.6.1.5.5.7.48.1.2";
pub const OCSP_ARCHIVE_CUTOFF: &str = "1.3.6.1.5.5.7.48.1.6";
pub const OCSP_EXTENDED_REVOKE: &str = "1.3.6.1.5.5.7.48.1.9";
pub const SIGNED_CERTIFICATE_TIMESTAMPS: &str = "1.3.6.1.4.1.11129.2.4.5";
/// How a response stands among the lists of a message (RFC 5940).
pub const OCSP_RESPONSE: &str = "1.3.6.1.5.5.7.16.2";

// Extended key usages.
pub const SERVER_AUTH: &str = "1.3.6.1.5.5.7.3.1";
pub const CLIENT_AUTH: &str = "1.3.6.1.5.5.7.3.2";
pub const OCSP_SIGNING: &str = "1.3.6.1.5.5.7.3.9";
pub const TIME_STAMPING: &str = "1.3.6.1.5.5.7.3.8";
pub const EMAIL_PROTECTION: &str = "1.3.6.1.5.5.7.3.4";
pub const PERSON: &str = "1.2.398.3.3.4.1.1";
pub const LEGAL_ENTITY: &str = "1.2.398.3.3.4.1.2";
pub const HEAD: &str = "1.2.398.3.3.4.1.2.1";
pub const RIGHT_TO_SIGN: &str = "1.2.398.3.3.4.1.2.2";
pub const HR: &str = "1.2.398.3.3.4.1.2.4";
pub const EMPLOYEE: &str = "1.2.398.3.3.4.1.2.5";
pub const INFORMATION_SYSTEM: &str = "1.2.398.3.3.4.1.2.6";
pub const TREASURY: &str = "1.2.398.5.19.1.2.2.1";
/// A natural person, in the arc of an accredited authority.
pub const ACCREDITED_PERSON: &str = "1.2.398.3.17.3.1";

// Certificate policies.
pub const ANY_POLICY: &str = "2.5.29.32.0";
pub const POLICY_ROOT: &str = "1.2.398.3.1.2";
pub const POLICY_CURRENT: &str = "1.2.398.3.3.2";
pub const POLICY_2011: &str = "1.2.398.3.3.1.1";

/// What the national time-stamping authority goes by.
pub const POLICY_STAMPS: &str = "1.2.398.3.3.2.6.1";

// Content types.
pub const DATA: &str = "1.2.840.113549.1.7.1";
pub const SIGNED_DATA: &str = "1.2.840.113549.1.7.2";
pub const ENVELOPED_DATA: &str = "1.2.840.113549.1.7.3";
/// What a time-stamping authority signs.
pub const TST_INFO: &str = "1.2.840.113549.1.9.16.1.4";
/// A content type that nobody knows (the arc for examples).
pub const OTHER_CONTENT: &str = "2.999.2";

// Attributes of a signer.
pub const CONTENT_TYPE: &str = "1.2.840.113549.1.9.3";
pub const MESSAGE_DIGEST: &str = "1.2.840.113549.1.9.4";
pub const SIGNING_TIME: &str = "1.2.840.113549.1.9.5";
pub const SIGNING_CERTIFICATE: &str = "1.2.840.113549.1.9.16.2.12";
pub const SIGNING_CERTIFICATE_V2: &str = "1.2.840.113549.1.9.16.2.47";
pub const ALGORITHM_PROTECTION: &str = "1.2.840.113549.1.9.52";
pub const SIGNATURE_TIME_STAMP: &str = "1.2.840.113549.1.9.16.2.14";
pub const CERTIFICATE_VALUES: &str = "1.2.840.113549.1.9.16.2.23";
pub const REVOCATION_VALUES: &str = "1.2.840.113549.1.9.16.2.24";
/// An attribute that nobody knows (the arc for examples).
pub const OTHER_ATTRIBUTE: &str = "2.999.3";

/// A signature algorithm in the national arc that there is not.
pub const UNKNOWN_SIGNATURE: &str = "1.2.398.3.10.1.1.99.3.2";
