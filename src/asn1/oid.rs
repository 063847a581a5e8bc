//! Object identifiers by name. National ones are from the national registry of object identifiers.

use super::ObjectIdentifier;

macro_rules! oids {
    ($($(#[$doc:meta])* $name:ident = $dotted:literal, $words:literal;)*) => {
        $($(#[$doc])* pub(crate) const $name: ObjectIdentifier = ObjectIdentifier::new($dotted);)*

        /// The same as contents of the DER element. Patterns made of them compare the octets in use, where those made of
        /// whole identifiers compare all that there is room for.
        pub(crate) mod octets {
            $(pub(crate) const $name: &[u8] = super::$name.as_bytes();)*
        }

        /// Every constant, with the dotted form that it was made from.
        #[cfg(test)]
        const ALL: &[(ObjectIdentifier, &str)] = &[$(($name, $dotted),)*];

        /// What the identifier of these octets is called, where this library knows it.
        pub(crate) fn words(oid: &[u8]) -> Option<&'static str> {
            match oid {
                $(octets::$name => Some($words),)*
                _ => None,
            }
        }
    };
}

oids! {
    // Attributes of names.
    COMMON_NAME = "2.5.4.3", "commonName";
    SURNAME = "2.5.4.4", "surname";
    SERIAL_NUMBER = "2.5.4.5", "serialNumber";
    COUNTRY = "2.5.4.6", "countryName";
    LOCALITY = "2.5.4.7", "localityName";
    STATE = "2.5.4.8", "stateOrProvinceName";
    ORGANIZATION = "2.5.4.10", "organizationName";
    ORGANIZATIONAL_UNIT = "2.5.4.11", "organizationalUnitName";
    BUSINESS_CATEGORY = "2.5.4.15", "businessCategory";
    GIVEN_NAME = "2.5.4.42", "givenName";
    ORGANIZATION_IDENTIFIER = "2.5.4.97", "organizationIdentifier";
    EMAIL_ADDRESS = "1.2.840.113549.1.9.1", "emailAddress";
    USER_ID = "0.9.2342.19200300.100.1.1", "userId";
    DOMAIN_COMPONENT = "0.9.2342.19200300.100.1.25", "domainComponent";

    // Extensions of certificates, lists and entries (RFC 5280 4.2, 5.2, 5.3).
    SUBJECT_KEY_IDENTIFIER = "2.5.29.14", "subjectKeyIdentifier";
    KEY_USAGE = "2.5.29.15", "keyUsage";
    SUBJECT_ALT_NAME = "2.5.29.17", "subjectAltName";
    ISSUER_ALT_NAME = "2.5.29.18", "issuerAltName";
    BASIC_CONSTRAINTS = "2.5.29.19", "basicConstraints";
    CRL_NUMBER = "2.5.29.20", "cRLNumber";
    REASON_CODE = "2.5.29.21", "reasonCode";
    INVALIDITY_DATE = "2.5.29.24", "invalidityDate";
    DELTA_CRL_INDICATOR = "2.5.29.27", "deltaCRLIndicator";
    ISSUING_DISTRIBUTION_POINT = "2.5.29.28", "issuingDistributionPoint";
    CERTIFICATE_ISSUER = "2.5.29.29", "certificateIssuer";
    NAME_CONSTRAINTS = "2.5.29.30", "nameConstraints";
    CRL_DISTRIBUTION_POINTS = "2.5.29.31", "cRLDistributionPoints";
    CERTIFICATE_POLICIES = "2.5.29.32", "certificatePolicies";
    POLICY_MAPPINGS = "2.5.29.33", "policyMappings";
    AUTHORITY_KEY_IDENTIFIER = "2.5.29.35", "authorityKeyIdentifier";
    POLICY_CONSTRAINTS = "2.5.29.36", "policyConstraints";
    EXTENDED_KEY_USAGE = "2.5.29.37", "extKeyUsage";
    FRESHEST_CRL = "2.5.29.46", "freshestCRL";
    INHIBIT_ANY_POLICY = "2.5.29.54", "inhibitAnyPolicy";
    EXPIRED_CERTS_ON_CRL = "2.5.29.60", "expiredCertsOnCRL";
    AUTHORITY_INFO_ACCESS = "1.3.6.1.5.5.7.1.1", "authorityInfoAccess";
    /// The national extension that names the key store.
    KEY_STORE = "1.2.398.3.3.5", "key store";

    // OCSP (RFC 6960 4.2.1, 4.4; RFC 6962 3.3).
    OCSP_BASIC = "1.3.6.1.5.5.7.48.1.1", "id-pkix-ocsp-basic";
    OCSP_NONCE = "1.3.6.1.5.5.7.48.1.2", "OCSP nonce";
    OCSP_NO_CHECK = "1.3.6.1.5.5.7.48.1.5", "OCSP no check";
    OCSP_ARCHIVE_CUTOFF = "1.3.6.1.5.5.7.48.1.6", "OCSP archive cutoff";
    OCSP_EXTENDED_REVOKE = "1.3.6.1.5.5.7.48.1.9", "OCSP extended revoke";
    SIGNED_CERTIFICATE_TIMESTAMPS = "1.3.6.1.4.1.11129.2.4.5", "signed certificate timestamps";

    // Extended key usages.
    ANY_EXTENDED_KEY_USAGE = "2.5.29.37.0", "anyExtendedKeyUsage";
    SERVER_AUTH = "1.3.6.1.5.5.7.3.1", "serverAuth";
    CLIENT_AUTH = "1.3.6.1.5.5.7.3.2", "clientAuth";
    CODE_SIGNING = "1.3.6.1.5.5.7.3.3", "codeSigning";
    EMAIL_PROTECTION = "1.3.6.1.5.5.7.3.4", "emailProtection";
    TIME_STAMPING = "1.3.6.1.5.5.7.3.8", "timeStamping";
    OCSP_SIGNING = "1.3.6.1.5.5.7.3.9", "OCSPSigning";

    // National roles, as extended key usages.
    ROLE_PERSON = "1.2.398.3.3.4.1.1", "natural person";
    ROLE_PERSON_SYSTEM = "1.2.398.3.3.4.1.1.1", "information system of a natural person";
    ROLE_ENTITY = "1.2.398.3.3.4.1.2", "legal entity";
    ROLE_HEAD = "1.2.398.3.3.4.1.2.1", "head of a legal entity";
    ROLE_RIGHT_TO_SIGN = "1.2.398.3.3.4.1.2.2", "right to sign";
    ROLE_FINANCIAL = "1.2.398.3.3.4.1.2.3", "right to sign financial documents";
    ROLE_HR = "1.2.398.3.3.4.1.2.4", "human resources";
    ROLE_EMPLOYEE = "1.2.398.3.3.4.1.2.5", "employee of a legal entity";
    ROLE_ENTITY_SYSTEM = "1.2.398.3.3.4.1.2.6", "information system of a legal entity";
    ROLE_TREASURY = "1.2.398.5.19.1.2.2.1", "treasury client";
    /// Roles of persons and legal entities stand under this arc.
    ROLES = "1.2.398.3.3.4.1", "role";
    /// Everything national.
    KAZAKHSTAN = "1.2.398", "Kazakhstan";
    /// The arc has seven roles; only this first one is known for sure, so the others name no holder kind.
    ROLE_ACCREDITED_PERSON = "1.2.398.3.17.3.1", "natural person (accredited authority)";

    // Certificate policies, the general one and the national ones.
    ANY_POLICY = "2.5.29.32.0", "anyPolicy";
    POLICY_2011 = "1.2.398.3.3.1.1", "national rules of 2011";
    POLICY_CURRENT = "1.2.398.3.3.2", "national rules, current";

    // Keys and signatures.
    RSA_ENCRYPTION = "1.2.840.113549.1.1.1", "rsaEncryption";
    MD5_WITH_RSA = "1.2.840.113549.1.1.4", "md5WithRSAEncryption";
    SHA1_WITH_RSA = "1.2.840.113549.1.1.5", "sha1WithRSAEncryption";
    MGF1 = "1.2.840.113549.1.1.8", "mgf1";
    RSASSA_PSS = "1.2.840.113549.1.1.10", "RSASSA-PSS";
    SHA256_WITH_RSA = "1.2.840.113549.1.1.11", "sha256WithRSAEncryption";
    SHA384_WITH_RSA = "1.2.840.113549.1.1.12", "sha384WithRSAEncryption";
    SHA512_WITH_RSA = "1.2.840.113549.1.1.13", "sha512WithRSAEncryption";
    EC_PUBLIC_KEY = "1.2.840.10045.2.1", "id-ecPublicKey";
    P256 = "1.2.840.10045.3.1.7", "P-256";
    P384 = "1.3.132.0.34", "P-384";
    P521 = "1.3.132.0.35", "P-521";
    ECDSA_WITH_SHA1 = "1.2.840.10045.4.1", "ecdsa-with-SHA1";
    ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2", "ecdsa-with-SHA256";
    ECDSA_WITH_SHA384 = "1.2.840.10045.4.3.3", "ecdsa-with-SHA384";
    ECDSA_WITH_SHA512 = "1.2.840.10045.4.3.4", "ecdsa-with-SHA512";
    DSA = "1.2.840.10040.4.1", "DSA";
    DSA_WITH_SHA1 = "1.2.840.10040.4.3", "dsa-with-SHA1";
    ED25519 = "1.3.101.112", "Ed25519";
    GOST_2004_KEY = "1.2.398.3.10.1.1.1.1", "GOST 34.310-2004 key";
    GOST_2004_SIGNATURE = "1.2.398.3.10.1.1.1.2", "GOST 34.310-2004 with GOST 34.311-95";
    GOST_2015_256_KEY = "1.2.398.3.10.1.1.2.1", "GOST R 34.10-2015 key, 256 bit";
    GOST_2015_512_KEY = "1.2.398.3.10.1.1.2.2", "GOST R 34.10-2015 key, 512 bit";
    GOST_2015_256_SIGNATURE = "1.2.398.3.10.1.1.2.3.1", "GOST R 34.10-2015, 256 bit";
    GOST_2015_512_SIGNATURE = "1.2.398.3.10.1.1.2.3.2", "GOST R 34.10-2015, 512 bit";
    GOST_2004_A = "1.2.398.3.10.1.1.1.1.1", "GOST 34.310-2004, parameters A";
    GOST_2015_256_A = "1.2.398.3.10.1.1.2.1.1", "GOST R 34.10-2015, parameters A of 256 bit";
    GOST_2015_512_A = "1.2.398.3.10.1.1.2.2.1", "GOST R 34.10-2015, parameters A of 512 bit";
    GAMMA_KEY = "1.3.6.1.4.1.6801.1.5.8", "GOST key of 2011 (Gamma)";
    GAMMA_SIGNATURE = "1.3.6.1.4.1.6801.1.2.2", "GOST signature of 2011 (Gamma)";
    TC26_256_KEY = "1.2.643.7.1.1.1.1", "id-tc26-gost3410-12-256";
    TC26_512_KEY = "1.2.643.7.1.1.1.2", "id-tc26-gost3410-12-512";
    TC26_256_SIGNATURE = "1.2.643.7.1.1.3.2", "id-tc26-signwithdigest-gost3410-12-256";
    TC26_512_SIGNATURE = "1.2.643.7.1.1.3.3", "id-tc26-signwithdigest-gost3410-12-512";
    TC26_256_A = "1.2.643.7.1.2.1.1.1", "id-tc26-gost-3410-2012-256-paramSetA";
    TC26_512_A = "1.2.643.7.1.2.1.2.1", "id-tc26-gost-3410-12-512-paramSetA";

    // Content types and attributes of messages (RFC 5652 4, 5.1, 11; RFC 3161; RFC 5035; RFC 5126;
    // RFC 5940; RFC 6211).
    DATA = "1.2.840.113549.1.7.1", "data";
    SIGNED_DATA = "1.2.840.113549.1.7.2", "signedData";
    CONTENT_TYPE = "1.2.840.113549.1.9.3", "contentType";
    MESSAGE_DIGEST = "1.2.840.113549.1.9.4", "messageDigest";
    SIGNING_TIME = "1.2.840.113549.1.9.5", "signingTime";
    SIGNING_CERTIFICATE = "1.2.840.113549.1.9.16.2.12", "signingCertificate";
    SIGNING_CERTIFICATE_V2 = "1.2.840.113549.1.9.16.2.47", "signingCertificateV2";
    TST_INFO = "1.2.840.113549.1.9.16.1.4", "TSTInfo";
    SIGNATURE_TIME_STAMP = "1.2.840.113549.1.9.16.2.14", "signatureTimeStampToken";
    CERTIFICATE_VALUES = "1.2.840.113549.1.9.16.2.23", "certificateValues";
    REVOCATION_VALUES = "1.2.840.113549.1.9.16.2.24", "revocationValues";
    ALGORITHM_PROTECTION = "1.2.840.113549.1.9.52", "cmsAlgorithmProtection";
    OCSP_RESPONSE = "1.3.6.1.5.5.7.16.2", "OCSP response";

    // Key files (RFC 7292, RFC 8018).
    ENCRYPTED_DATA = "1.2.840.113549.1.7.6", "encryptedData";
    X509_CERTIFICATE = "1.2.840.113549.1.9.22.1", "x509Certificate";
    KEY_BAG = "1.2.840.113549.1.12.10.1.1", "keyBag";
    SHROUDED_KEY_BAG = "1.2.840.113549.1.12.10.1.2", "pkcs8ShroudedKeyBag";
    CERTIFICATE_BAG = "1.2.840.113549.1.12.10.1.3", "certBag";
    PBE_SHA1_3DES = "1.2.840.113549.1.12.1.3", "pbeWithSHAAnd3-KeyTripleDES-CBC";
    PBE_SHA1_RC2_40 = "1.2.840.113549.1.12.1.6", "pbeWithSHAAnd40BitRC2-CBC";
    PBES2 = "1.2.840.113549.1.5.13", "PBES2";
    PBMAC1 = "1.2.840.113549.1.5.14", "PBMAC1";
    PBKDF2 = "1.2.840.113549.1.5.12", "PBKDF2";
    SCRYPT = "1.3.6.1.4.1.11591.4.11", "scrypt";
    HMAC_SHA1 = "1.2.840.113549.2.7", "hmacWithSHA1";
    HMAC_SHA224 = "1.2.840.113549.2.8", "hmacWithSHA224";
    HMAC_SHA256 = "1.2.840.113549.2.9", "hmacWithSHA256";
    HMAC_SHA384 = "1.2.840.113549.2.10", "hmacWithSHA384";
    HMAC_SHA512 = "1.2.840.113549.2.11", "hmacWithSHA512";
    AES_128_CBC = "2.16.840.1.101.3.4.1.2", "AES-128-CBC";
    AES_192_CBC = "2.16.840.1.101.3.4.1.22", "AES-192-CBC";
    AES_256_CBC = "2.16.840.1.101.3.4.1.42", "AES-256-CBC";
    DES_EDE3_CBC = "1.2.840.113549.3.7", "DES-EDE3-CBC";

    // Digests.
    SHA1 = "1.3.14.3.2.26", "SHA-1";
    SHA256 = "2.16.840.1.101.3.4.2.1", "SHA-256";
    SHA384 = "2.16.840.1.101.3.4.2.2", "SHA-384";
    SHA512 = "2.16.840.1.101.3.4.2.3", "SHA-512";
    GOST_94 = "1.2.398.3.10.1.3.1", "GOST 34.311-95";
    GOST_94_TEST = "1.2.398.3.10.1.3.1.1.0", "GOST 34.311-95, test parameters";
    STREEBOG_256 = "1.2.398.3.10.1.3.2", "GOST R 34.11-2015, 256 bit";
    STREEBOG_512 = "1.2.398.3.10.1.3.3", "GOST R 34.11-2015, 512 bit";
    TC26_STREEBOG_256 = "1.2.643.7.1.1.2.2", "id-tc26-gost3411-12-256";
    TC26_STREEBOG_512 = "1.2.643.7.1.1.2.3", "id-tc26-gost3411-12-512";
}

/// Whether `oid` is `arc` or stands under it.
pub(crate) fn within(oid: &ObjectIdentifier, arc: &ObjectIdentifier) -> bool {
    // Every number of an identifier ends with an octet below 0x80, so a prefix in octets is one in numbers.
    oid.as_bytes().starts_with(arc.as_bytes())
}

/// `1.2.840.10040.4.3 (dsa-with-SHA1)`, or the bare number where there is no name for it.
pub(crate) fn describe(oid: &ObjectIdentifier) -> String {
    words(oid.as_bytes()).map_or_else(|| oid.to_string(), |words| format!("{oid} ({words})"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constants_read_back() {
        for (oid, dotted) in ALL {
            assert_eq!(oid.to_string(), *dotted);
        }
    }

    #[test]
    fn an_arc_holds_itself_and_what_is_under_it() {
        assert!(within(&ROLE_PERSON, &ROLE_PERSON) && within(&ROLE_PERSON_SYSTEM, &ROLE_PERSON));
        assert!(!within(&ROLE_PERSON, &ROLE_PERSON_SYSTEM) && !within(&ROLE_PERSON, &ROLE_ENTITY));
        assert!(!within(&ObjectIdentifier::new("1.2.398.3.3.4.1.200"), &ROLE_PERSON));
    }
}
