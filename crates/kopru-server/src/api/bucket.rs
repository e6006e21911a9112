//! How many requests a key or a peer may make: token buckets, refilled with time.

use crate::limits::BUCKETS_MAX;
use kopru_engine::time::Moment;
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};

const MICROS: i64 = 1_000_000;

/// Buckets of one size, one for each key or peer.
#[derive(Debug)]
pub struct Buckets<K> {
    most: i64,
    /// How long it takes until one more request may be made, in microseconds.
    micros_each: i64,
    /// Since when each is full; a moment ahead when it is not.
    full_since: Mutex<HashMap<Option<K>, i64>>,
}

impl<K: Eq + Hash> Buckets<K> {
    /// Buckets of `most` requests, of which one comes back every `micros_each` microseconds.
    pub fn new(most: i64, micros_each: i64) -> Buckets<K> {
        Buckets { most, micros_each, full_since: Mutex::default() }
    }

    /// Takes one request out of a bucket.
    ///
    /// # Errors
    /// When it is empty: the whole seconds until it is not, at least 1.
    pub fn take(&self, key: K, now: Moment) -> Result<(), u64> {
        let now = now.micros();
        let mut full_since = self.full_since.lock().unwrap_or_else(PoisonError::into_inner);
        let mut key = Some(key);
        if !full_since.contains_key(&key) && full_since.len() >= BUCKETS_MAX {
            full_since.retain(|_, since| *since > now);
            if full_since.len() >= BUCKETS_MAX {
                key = None;
            }
        }
        let since = full_since.entry(key).or_insert(now);
        // A clock that was set back does not lock anybody out for longer than an empty bucket does.
        *since = (*since).clamp(now, now + self.most * self.micros_each);
        let full_at = *since + self.micros_each;
        let over = full_at - now - self.most * self.micros_each;
        if over > 0 {
            return Err(u64::try_from((over + MICROS - 1) / MICROS).unwrap_or(1).max(1));
        }
        *since = full_at;
        Ok(())
    }

    /// Whether a bucket has nothing left; takes nothing.
    pub fn is_empty(&self, key: K, now: Moment) -> bool {
        let full_since = self.full_since.lock().unwrap_or_else(PoisonError::into_inner);
        let since = full_since.get(&Some(key)).copied().unwrap_or(i64::MIN);
        since.saturating_sub(now.micros()) > (self.most - 1) * self.micros_each
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_bucket_says_how_long_to_wait_and_fills_with_time() {
        // Three requests, one more every two seconds.
        let buckets = Buckets::new(3, 2 * MICROS);
        let at = |secs: i64| Moment::from_secs(1_000 + secs);
        for _ in 0..3 {
            assert!(!buckets.is_empty("a", at(0)));
            assert_eq!(buckets.take("a", at(0)), Ok(()));
        }
        assert_eq!((buckets.take("a", at(0)), buckets.is_empty("a", at(0))), (Err(2), true));
        assert_eq!(buckets.take("a", at(1)), Err(1));
        assert_eq!((buckets.take("a", at(2)), buckets.take("a", at(2))), (Ok(()), Err(2)));
        assert_eq!(buckets.take("b", at(0)), Ok(()));
        // After a long time it is full, and holds no more than three.
        let later: Vec<bool> = (0..4).map(|_| buckets.take("a", at(9_000)).is_ok()).collect();
        assert_eq!(later, [true, true, true, false]);
    }

    #[test]
    fn beyond_the_limit_strangers_share_one_bucket_and_idle_ones_make_room() {
        let buckets = Buckets::new(2, MICROS);
        let now = Moment::from_secs(0);
        for key in 0..BUCKETS_MAX {
            assert_eq!(buckets.take(key, now), Ok(()));
        }
        assert_eq!(buckets.take(BUCKETS_MAX, now), Ok(()));
        assert_eq!(buckets.take(BUCKETS_MAX + 1, now), Ok(()));
        assert_eq!(buckets.take(BUCKETS_MAX + 2, now), Err(1));
        // Two seconds later all are full, so they are forgotten.
        assert_eq!(buckets.take(BUCKETS_MAX + 2, Moment::from_secs(2)), Ok(()));
    }

    #[test]
    fn a_clock_that_was_set_back_locks_nobody_out() {
        let buckets = Buckets::new(1, MICROS);
        assert_eq!(buckets.take("a", Moment::from_secs(90_000)), Ok(()));
        assert_eq!(buckets.take("a", Moment::from_secs(0)), Err(1));
        assert_eq!(buckets.take("a", Moment::from_secs(1)), Ok(()));
    }
}
