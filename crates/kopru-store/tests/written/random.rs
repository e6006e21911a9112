//! Odd things at random.

use kopru_engine::time::Moment;
use proptest::prelude::*;

/// Texts with what breaks careless writers: quotes, backslashes, control characters, letters of many bytes.
pub fn text() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z]{0,8}", "[\u{0}-\u{1f}\"\\\\/\u{7f}İıŞşçğ€😀👩‍🚀\u{2028}\u{feff}a-c]{0,12}", any::<String>(),]
}

/// Any moment that Köprü accepts, to the microsecond.
pub fn moment() -> impl Strategy<Value = Moment> {
    let any =
        (Moment::MIN.micros()..=Moment::MAX.micros()).prop_map(|micros| Moment::from_micros(micros).expect("inside"));
    prop_oneof![Just(Moment::MIN), Just(Moment::MAX), any]
}
