//! The lists: those of the day, and the odd ones.

use crate::authority::{Authorities, Authority};
use crate::extension::{self, Extension};
use crate::lists::*;
use crate::odd::Odd;
use crate::output::Output;
use crate::signature::Scheme;
use crate::{der, oids};

/// CRLNumber of the list of 1 June 2026.
const TODAY: u64 = 152;

/// Writes `evidence/`, `evidence-2012/` and `lists/`.
pub fn write(authorities: &Authorities, odd: &Odd, out: &mut Output) {
    current(authorities, out);
    out.add("evidence-2012/nca_2011.crl", list_of_2012(&authorities.nca_2011));
    let nca = &authorities.nca_rsa;
    let today = list_of_nca_rsa(nca);
    for (file, list) in [dated(&today), marked(&today), scoped(&today), deltas(&today)].concat() {
        out.add(format!("lists/{file}.crl"), list.sign(nca));
    }
    for (file, content) in
        [damaged(&today, nca), of_others(&today, authorities, odd), of_roots(authorities)].concat()
    {
        out.add(format!("lists/{file}.crl"), content);
    }
}

fn current(authorities: &Authorities, out: &mut Output) {
    let Authorities { nca_rsa, nca_ec, root_rsa, root_ec, .. } = authorities;
    let of_root_ec = List::of(root_ec, 14, fillers(root_ec, 3));
    let mut entries = fillers(nca_ec, 7);
    entries.push(Entry::new("person_ec_revoked", "260310093000Z").because(KEY_COMPROMISE));
    let of_nca_ec = List::of(nca_ec, TODAY, entries);
    out.add("evidence/nca_rsa.crl", list_of_nca_rsa(nca_rsa).sign(nca_rsa));
    out.add("evidence/root_rsa.crl", list_of_root_rsa(root_rsa).sign(root_rsa));
    out.add("evidence/root_ec.crl", of_root_ec.sign(root_ec));
    out.add_pem("evidence/nca_ec.pem", "X509 CRL", &of_nca_ec.sign(nca_ec));
}

/// The list of the day.
pub fn list_of_nca_rsa(nca: &Authority) -> List {
    let compromised_since = Extension::new(oids::INVALIDITY_DATE, der::generalized_time("20260309000000Z"));
    let mut entries = vec![
        Entry::new("revoked", "260310093000Z").because(KEY_COMPROMISE).with(compromised_since),
        Entry::new("revoked_without_reason", "260411114500Z"),
        Entry::new("on_hold", "260520080000Z").because(CERTIFICATE_HOLD),
        Entry::new("affiliation_changed", "260521080000Z").because(AFFILIATION_CHANGED),
        // After thisUpdate: an authority may announce a revocation.
        Entry::new("revoked_later", "260601100000Z").because(SUPERSEDED),
        // 253; a certificate with serial number -3 is another one.
        Entry::of_serial(&[0x00, 0xFD], "260201080000Z").because(SUPERSEDED),
    ];
    entries.extend(fillers(nca, 4));
    List::of(nca, TODAY, entries)
}

pub fn list_of_root_rsa(root: &Authority) -> List {
    let mut entries = fillers(root, 3);
    entries.push(Entry::new("ca_revoked", "260401080000Z").because(KEY_COMPROMISE));
    List::of(root, 15, entries)
}

fn list_of_2012(nca: &Authority) -> Vec<u8> {
    let revoked = Entry::new("person_2011_revoked", "120310093000Z").because(KEY_COMPROMISE);
    let old = Entry::new("nca_2011 filler", "120405053000Z");
    let mut list = List::of(nca, 21, vec![revoked, old]).between("120601040000Z", "120602070000Z");
    list.scheme = Scheme::RsaSha1;
    list.sign(nca)
}

type Lists = Vec<(&'static str, List)>;

/// The same list of another day.
fn dated(today: &List) -> Lists {
    let mut open_ended = today.clone();
    open_ended.next_update = None;
    let mut may = today.clone().between("260510040000Z", "260511070000Z");
    may.extensions[0] = Extension::new(oids::CRL_NUMBER, der::integer(TODAY - 22));
    // What happened later is not in it.
    may.entries.retain(|entry| entry.date() < "260510");
    vec![
        ("stale", today.clone().between("260530040000Z", "260531070000Z")),
        ("future", today.clone().between("260603040000Z", "260604070000Z")),
        ("without_next_update", open_ended),
        ("nca_rsa_may", may),
    ]
}

/// Lists with something that a reader must notice.
fn marked(today: &List) -> Lists {
    let unknown = || Extension::new(oids::UNKNOWN, der::null());
    let filler = || Entry::new("critical entry", "260401080000Z").because(SUPERSEDED);
    let again = Entry::new("revoked", "260309093000Z").because(CERTIFICATE_HOLD);
    let mut empty = today.clone();
    empty.entries.clear();
    vec![
        ("delta", today.clone().with(delta_crl_indicator(TODAY))),
        ("unknown_critical_extension", today.clone().with(unknown().critical())),
        ("unknown_extension", today.clone().with(unknown())),
        ("unknown_critical_entry_extension", today.clone().with_entry(filler().with(unknown().critical()))),
        ("duplicate_entry", today.clone().with_entry(again)),
        ("empty", empty),
    ]
}

/// Lists that speak of some certificates only.
fn scoped(today: &List) -> Lists {
    let scope = |file, field| (file, today.clone().with(issuing_distribution_point(&[field])));
    let at = |host, file| extension::distribution_point_name(&[extension::list_address(host, file)]);
    vec![
        scope("only_user_certificates", der::context_primitive(1, &[0xFF])),
        scope("only_ca_certificates", der::context_primitive(2, &[0xFF])),
        scope("only_some_reasons", der::context_primitive(3, &[0x06, 0x40])),
        scope("indirect", der::context_primitive(4, &[0xFF])),
        scope("only_attribute_certificates", der::context_primitive(5, &[0xFF])),
        // The second of the two mirrors that certificates name.
        scope("this_distribution_point", at("crl1", "nca_rsa")),
        scope("other_distribution_point", at("crl", "elsewhere")),
    ]
}

/// Deltas on top of today's list, by either of the two marks.
fn deltas(today: &List) -> Lists {
    let delta = |entries: Vec<Entry>| {
        let mut list =
            today.clone().between("260601080000Z", "260601140000Z").with(delta_crl_indicator(TODAY));
        list.entries = entries;
        list
    };
    let person = |date| Entry::new("person", date);
    let mut by_freshest = today.clone().between("260601080000Z", "260601140000Z");
    by_freshest.entries.clear();
    let removed = vec![
        person("260601050000Z").because(REMOVE_FROM_CRL),
        person("260601060000Z").because(KEY_COMPROMISE),
    ];
    let old = vec![person("260401050000Z").because(CERTIFICATE_HOLD)];
    vec![
        ("delta_by_freshest", by_freshest.with(extension::freshest_crl("nca_d_rsa").critical())),
        ("delta_revokes", delta(vec![person("260601050000Z").because(KEY_COMPROMISE)])),
        ("delta_removed_and_revoked", delta(removed)),
        ("delta_of_april", delta(old).between("260401060000Z", "260701060000Z")),
    ]
}

type Files = Vec<(&'static str, Vec<u8>)>;

fn damaged(today: &List, nca: &Authority) -> Files {
    let signed = today.sign(nca);
    let mut tampered = signed.clone();
    *tampered.last_mut().expect("octets") ^= 1;
    vec![("tampered_signature", tampered), ("trailing_byte", [&*signed, &[0]].concat())]
}

/// Lists by somebody else, some in the name of `nca_rsa`.
fn of_others(today: &List, authorities: &Authorities, odd: &Odd) -> Files {
    let Authorities { nca_rsa_other, list_signer, foreign_ca, .. } = authorities;
    let of_other_generation = List::of(nca_rsa_other, 3, fillers(nca_rsa_other, 8));
    let of_list_signer = List::of(list_signer, TODAY + 1, fillers(list_signer, 8));
    let newer = of_other_generation.clone().between("260601080000Z", "260602110000Z");
    let of_foreigner = List::of(foreign_ca, 7, fillers(foreign_ca, 8));
    let without_crl_sign = &odd.without_crl_sign;
    let unauthorised = List::of(without_crl_sign, 1, fillers(without_crl_sign, 2));
    vec![
        ("other_generation", of_other_generation.sign(nca_rsa_other)),
        ("other_generation_newer", newer.sign(nca_rsa_other)),
        ("list_signer", of_list_signer.sign(list_signer)),
        ("wrong_key", today.sign(nca_rsa_other)),
        ("foreign", of_foreigner.sign(foreign_ca)),
        ("ca_without_crl_sign", unauthorised.sign(without_crl_sign)),
    ]
}

/// Lists of the root whose scope covers an issuing authority, or does not.
fn of_roots(authorities: &Authorities) -> Files {
    let root = &authorities.root_rsa;
    let scope = |number| {
        let field = der::context_primitive(number, &[0xFF]);
        list_of_root_rsa(root).with(issuing_distribution_point(&[field])).sign(root)
    };
    vec![("root_only_user_certificates", scope(1)), ("root_only_ca_certificates", scope(2))]
}
