//! Sets of slots: which values a condition reads, and which have changed since it was last asked.

use super::{Slot, Space};

/// A set of values that may have changed, or that a condition reads.
///
/// Each value has one of 128 bits, and values may share one. So a set may say that it touches another when it does not,
/// which costs time; it never fails to say so when it does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Slots(u128);

/// Bits of the person's fields, the account's, the lead's derived values, and counts of facts. The last is time's.
const PERSON: u32 = 28;
const ACCOUNT: u32 = 28;
const LEAD: u32 = 52;
const COUNTS: u32 = 19;

impl Slots {
    /// No value.
    pub const NONE: Slots = Slots(0);
    /// Every value.
    pub const ALL: Slots = Slots(u128::MAX);
    /// What changes when time passes and nothing happens: windows of facts and ages of dates. Scores have slots of their own.
    pub const TIME: Slots = Slots(1 << 127);
    /// All fields of the person.
    pub const OF_PERSON: Slots = Slots::run(0, PERSON);
    /// All fields of the account.
    pub const OF_ACCOUNT: Slots = Slots::run(PERSON, ACCOUNT);

    /// One value. The data of facts are in no set.
    pub const fn of(slot: Slot) -> Slots {
        let index = slot.index as u32;
        let bit = match slot.space {
            Space::Person => index % PERSON,
            Space::Account => PERSON + index % ACCOUNT,
            Space::Lead => PERSON + ACCOUNT + index % LEAD,
            Space::Fact => return Slots::NONE,
        };
        Slots(1 << bit)
    }

    /// The derived value of a lead at this place.
    pub const fn of_lead(index: u16) -> Slots {
        Slots::of(Slot { space: Space::Lead, index })
    }

    /// The count of facts of the type at this place.
    pub const fn of_count(kind: u16) -> Slots {
        Slots(1 << (PERSON + ACCOUNT + LEAD + kind as u32 % COUNTS))
    }

    const fn run(first: u32, count: u32) -> Slots {
        Slots(((1 << count) - 1) << first)
    }

    /// The values of both.
    #[must_use]
    pub const fn and(self, other: Slots) -> Slots {
        Slots(self.0 | other.0)
    }

    /// The set as bits.
    pub(crate) const fn bits(self) -> u128 {
        self.0
    }

    /// The set of these bits.
    pub(crate) const fn from_bits(bits: u128) -> Slots {
        Slots(bits)
    }

    /// Whether a value may be in both.
    pub const fn touches(self, other: Slots) -> bool {
        self.0 & other.0 != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slot(space: Space, index: u16) -> Slots {
        Slots::of(Slot { space, index })
    }

    #[test]
    fn a_set_touches_what_is_in_it() {
        for space in [Space::Person, Space::Account, Space::Lead] {
            for index in [0, 1, 27, 51, 127, 128, 999, u16::MAX] {
                let one = slot(space, index);
                assert!(one.touches(one) && one.touches(Slots::ALL) && !one.touches(Slots::NONE));
                assert!(one.and(Slots::TIME).touches(one) && !one.touches(Slots::TIME));
                assert_eq!(one.touches(Slots::OF_PERSON), space == Space::Person);
                assert_eq!(one.touches(Slots::OF_ACCOUNT), space == Space::Account);
                assert!(!one.touches(Slots::of_count(index)));
            }
        }
        assert!(!Slots::of_count(u16::MAX).touches(Slots::TIME));
    }

    #[test]
    fn near_slots_do_not_share_a_bit() {
        for other in 1..28 {
            assert!(!slot(Space::Person, 0).touches(slot(Space::Person, other)));
            assert!(!slot(Space::Account, 0).touches(slot(Space::Account, other)));
            assert!(!slot(Space::Lead, 0).touches(slot(Space::Lead, other)));
        }
    }
}
