//! When a list or an answer may be relied on: the same rules for both (threats 18, 20).

use chrono::{DateTime, TimeDelta, Utc};

/// thisUpdate and nextUpdate of a list or of one answer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Window {
    pub(crate) this_update: DateTime<Utc>,
    pub(crate) next_update: Option<DateTime<Utc>>,
}

/// What a policy asks of the window, at a time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Terms {
    /// The time of validation: nothing is taken that was issued later.
    pub(crate) at: DateTime<Utc>,
    /// The time at which it must have been in force, or after which it must have been issued: that of validation, or
    /// an earlier one.
    pub(crate) in_force: DateTime<Utc>,
    /// How far clocks may differ.
    pub(crate) skew: TimeDelta,
    /// Oldest evidence that is taken.
    pub(crate) age: Option<TimeDelta>,
    /// The same where there is no nextUpdate.
    pub(crate) age_without_next_update: Option<TimeDelta>,
    /// Evidence from before this time says nothing of it (ETSI EN 319 102-1 5.2.5).
    pub(crate) issued_from: Option<DateTime<Utc>>,
}

/// Whether evidence may be relied on at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Freshness {
    Fresh,
    Stale,
    Future,
    /// No nextUpdate, and no maximum age to judge it by.
    Endless,
}

impl Window {
    /// From thisUpdate, with the skew of clocks, to nextUpdate, both inclusive.
    pub(crate) fn freshness(&self, terms: &Terms) -> Freshness {
        if terms.at.checked_add_signed(terms.skew).is_none_or(|latest| self.this_update > latest) {
            return Freshness::Future;
        }
        let end_has_passed = match (self.next_update, terms.age_without_next_update) {
            (Some(next_update), _) => next_update < terms.in_force,
            (None, Some(age)) => self.is_older(age, terms.in_force),
            (None, None) => return Freshness::Endless,
        };
        let too_old = terms.age.is_some_and(|age| self.is_older(age, terms.in_force));
        let too_early = terms.issued_from.is_some_and(|from| self.this_update < from);
        if end_has_passed || too_old || too_early { Freshness::Stale } else { Freshness::Fresh }
    }

    fn is_older(&self, age: TimeDelta, at: DateTime<Utc>) -> bool {
        self.this_update.checked_add_signed(age).is_none_or(|end| end < at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hour(number: u32) -> DateTime<Utc> {
        DateTime::from_timestamp(i64::from(number) * 3600, 0).unwrap()
    }

    /// Issued at 10 and due at 20, judged at this hour on these terms.
    fn judged(at: u32, next_update: Option<u32>, change: impl Fn(&mut Terms)) -> Freshness {
        let mut terms = Terms {
            at: hour(at),
            in_force: hour(at),
            skew: TimeDelta::hours(1),
            age: None,
            age_without_next_update: None,
            issued_from: None,
        };
        change(&mut terms);
        Window { this_update: hour(10), next_update: next_update.map(hour) }.freshness(&terms)
    }

    #[test]
    fn both_ends_belong_to_the_window() {
        let at = |at| judged(at, Some(20), |_| ());
        assert_eq!(
            [8, 9, 10, 20, 21].map(at),
            [Freshness::Future, Freshness::Fresh, Freshness::Fresh, Freshness::Fresh, Freshness::Stale]
        );
    }

    #[test]
    fn a_greatest_age_is_inclusive_and_ends_the_window_early() {
        let at = |at| judged(at, Some(20), |terms| terms.age = Some(TimeDelta::hours(5)));
        assert_eq!([15, 16].map(at), [Freshness::Fresh, Freshness::Stale]);
        let long = |at| judged(at, Some(20), |terms| terms.age = Some(TimeDelta::hours(50)));
        assert_eq!([20, 21].map(long), [Freshness::Fresh, Freshness::Stale]);
    }

    #[test]
    fn without_an_end_an_age_is_needed() {
        assert_eq!(judged(11, None, |_| ()), Freshness::Endless);
        assert_eq!(judged(11, None, |terms| terms.age = Some(TimeDelta::hours(5))), Freshness::Endless);
        let aged = |at| judged(at, None, |terms| terms.age_without_next_update = Some(TimeDelta::hours(5)));
        assert_eq!([15, 16].map(aged), [Freshness::Fresh, Freshness::Stale]);
        let due = judged(20, Some(20), |terms| terms.age_without_next_update = Some(TimeDelta::hours(5)));
        assert_eq!(due, Freshness::Fresh);
    }

    /// What was in force at an earlier time, or was issued since, is; and nothing that is not yet out.
    #[test]
    fn an_earlier_time_can_be_asked_about() {
        let then = |hours: u32| judged(50, Some(20), |terms| terms.in_force = hour(hours));
        assert_eq!([5, 20, 21].map(then), [Freshness::Fresh, Freshness::Fresh, Freshness::Stale]);
        let aged = |then: u32, next_update| {
            judged(50, next_update, |terms| {
                terms.in_force = hour(then);
                let age = Some(TimeDelta::hours(5));
                (terms.age, terms.age_without_next_update) =
                    if next_update.is_some() { (age, None) } else { (None, age) };
            })
        };
        assert_eq!([15, 16].map(|then| aged(then, Some(20))), [Freshness::Fresh, Freshness::Stale]);
        assert_eq!([15, 16].map(|then| aged(then, None)), [Freshness::Fresh, Freshness::Stale]);
        let early = judged(8, Some(20), |terms| terms.in_force = hour(5));
        assert_eq!(early, Freshness::Future);
    }

    #[test]
    fn evidence_from_before_the_signature_can_be_refused() {
        let from = |from| judged(15, Some(20), |terms| terms.issued_from = Some(hour(from)));
        assert_eq!([10, 11].map(from), [Freshness::Fresh, Freshness::Stale]);
    }
}
