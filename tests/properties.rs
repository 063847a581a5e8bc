//! Threat 30 over the archive's requests: whatever is taken away, a verdict that did not pass does not come to pass;
//! and nothing hangs on the order in which things are given.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use chrono::TimeDelta;
use common::archive::{Line, Request, Signed, manifest};
use common::lines::codes;
use common::parts;
use kz_eds::{Moment, Policy, Reason, SignedMessage};

/// Every way to take one thing away, by name. Claims that nobody answers and documents that nobody expects are not
/// among them: they are themselves what is wrong, and who leaves them out asks for less.
fn less(request: &Request) -> Vec<(String, Request)> {
    let mut less = Vec::new();
    let mut take = |what: &str, place: usize, change: &dyn Fn(&mut Request)| {
        let mut changed = request.clone();
        change(&mut changed);
        less.push((format!("{what} {place}"), changed));
    };
    for place in 0..request.anchors.len() {
        take("anchor", place, &|request| drop(request.anchors.remove(place)));
    }
    for place in 0..request.intermediates.len() {
        take("intermediate", place, &|request| drop(request.intermediates.remove(place)));
    }
    for place in 0..request.lists.len() {
        take("list", place, &|request| drop(request.lists.remove(place)));
    }
    let expected = request.expected_documents.clone().unwrap_or_default();
    for (place, (name, _)) in request.documents.iter().enumerate() {
        if expected.contains(name) {
            take("document", place, &|request| drop(request.documents.remove(place)));
        }
    }
    if request.verdict().reasons().iter().all(|reason| *reason != Reason::ClaimUnmet) {
        for place in 0..request.claims.len() {
            take("claim", place, &|request| drop(request.claims.remove(place)));
        }
    }
    take("all claims", 0, &|request| request.claims.clear());
    // A proof from before the certificate began speaks against the signature (ETSI EN 319 102-1 5.5.4).
    if !request.verdict().reasons().contains(&Reason::CertificateNotYetValid) {
        take("proof", 0, &|request| request.moment = Moment::at(request.moment.validation()));
    }
    less
}

/// As asked, and with proof that the signature is a month older: certificates were valid then, too.
fn moments(line: &Line) -> Vec<Request> {
    let request = line.request();
    let at = request.moment.validation();
    let proven = Moment::at(at).proven_by(at - TimeDelta::days(30));
    [request.moment, proven].into_iter().map(|moment| Request { moment, ..request.clone() }).collect()
}

#[test]
fn taking_anything_away_never_helps() {
    let (mut accepted, mut refused, mut asked, mut still) = (0, 0, 0, 0);
    for line in manifest() {
        for request in moments(&line) {
            let passes = request.passes();
            *(if passes { &mut accepted } else { &mut refused }) += 1;
            for (what, changed) in less(&request) {
                let helped = changed.passes();
                assert!(passes || !helped, "{} without {what}", line.id);
                asked += 1;
                still += usize::from(helped);
            }
        }
    }
    println!("{accepted} accepted and {refused} refused; {asked} with less, {still} of them accepted");
    assert!(accepted > 80 && refused > 200 && asked > 3000, "{accepted}, {refused}, {asked}");
    assert!(still > 100, "{still}: most of what is taken away is needed by somebody else");
}

/// The same for what a message itself has without signing it: certificates, lists and answers, stamps, unsigned attributes,
/// and what is in those.
#[test]
fn taking_unsigned_parts_away_never_helps() {
    let (mut accepted, mut asked, mut still) = (0, 0, 0);
    for line in manifest() {
        let own = line.request();
        let archived = Policy { ca_evidence: own.policy.ca_evidence, ..Policy::archive() };
        let Some(form) = own.form.clone() else { continue };
        for request in [own.clone(), Request { policy: archived, ..own }] {
            let reasons = request.verdict().reasons();
            let passes = request.passes();
            accepted += usize::from(passes);
            // A stamp from before the certificate began speaks against the signature (ETSI EN 319 102-1 5.5.4); and of two
            // certificates that fit, each makes the other doubtful.
            let exceptions = [Reason::CertificateNotYetValid, Reason::SignerCertificateAmbiguous];
            if reasons.iter().any(|reason| exceptions.contains(reason)) {
                continue;
            }
            for (place, message) in parts::with_one_less(&form.message).into_iter().enumerate() {
                let changed = Request { form: Some(Signed { message, ..form.clone() }), ..request.clone() };
                let helped = changed.passes();
                assert!(passes || !helped, "{} without part {place}, {}", line.id, request.policy.name);
                asked += 1;
                still += usize::from(helped);
            }
        }
    }
    println!("{accepted} accepted; {asked} with less, {still} of them accepted");
    assert!(accepted > 50 && asked > 300 && still > 30, "{accepted}, {asked}, {still}");
}

/// What passed and no longer does for the want of one thing does not pass for the want of two.
#[test]
fn taking_two_things_away_never_helps() {
    let (mut accepted, mut asked) = (0, 0);
    for line in manifest() {
        let request = line.request();
        let rich = request.documents.len() + request.claims.len() > 1;
        if !rich || !request.passes() {
            continue;
        }
        accepted += 1;
        for (first, changed) in less(&request) {
            if changed.passes() {
                continue;
            }
            for (second, changed) in less(&changed) {
                assert!(!changed.passes(), "{} without {first} and {second}", line.id);
                asked += 1;
            }
        }
    }
    println!("{accepted} accepted; {asked} with less by two");
    assert!(accepted >= 6 && asked > 200, "{accepted}, {asked}");
}

/// The same octets with the embedded certificates the other way round: a SET has no order.
fn certificates_turned(message: &[u8]) -> Option<Vec<u8>> {
    let parsed = SignedMessage::parse(message).ok()?;
    let mut certificates: Vec<_> = parsed.certificates().collect();
    if certificates.len() < 2 {
        return None;
    }
    let bytes = parsed.as_bytes();
    let forward = certificates.concat();
    let start = bytes.windows(forward.len()).position(|window| window == forward)?;
    certificates.reverse();
    Some([&bytes[..start], &certificates.concat(), &bytes[start + forward.len()..]].concat())
}

#[test]
fn order_changes_nothing() {
    let (mut accepted, mut refused, mut turned) = (0, 0, 0);
    for line in manifest() {
        let request = line.request();
        let mut other = request.clone();
        other.anchors.reverse();
        other.intermediates.reverse();
        other.lists.reverse();
        other.responses.reverse();
        other.documents.reverse();
        // The first claim is the one that documents and the checked certificate belong to.
        if other.documents.is_empty() && other.checked_as.is_none() {
            other.claims.reverse();
        }
        let messages = other.form.iter_mut().chain(other.documents.iter_mut().map(|(_, signed)| signed));
        for signed in messages {
            if let Some(message) = certificates_turned(&signed.message) {
                signed.message = message;
                turned += 1;
            }
        }
        let (first, second) = (request.verdict(), other.verdict());
        let answer = (first.indication(), codes(&first.reasons()));
        assert_eq!((second.indication(), codes(&second.reasons())), answer, "{}", line.id);
        *(if first.accept().is_ok() { &mut accepted } else { &mut refused }) += 1;
    }
    println!("{accepted} accepted and {refused} refused, {turned} messages turned round");
    assert!(accepted > 45 && refused > 100 && turned >= 8, "{accepted}, {refused}, {turned}");
}
