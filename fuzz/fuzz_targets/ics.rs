//! Any text as a calendar file or a holiday table: reading it never panics.

#![no_main]

use kopru_engine::calendar::TimeOfDay;
use kopru_server::intake::holiday_csv::HolidayCsv;
use kopru_server::intake::ics::read_ics;
use kopru_server::intake::list::{read_holidays, read_list};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let noon = TimeOfDay::from_minutes(13 * 60);
    let _ = read_ics(text, None);
    let _ = read_ics(text, noon);
    let _ = HolidayCsv { half_day_until: noon, only: vec![("country".into(), "TR".into())], one_place: true }.read(text);
    let _ = HolidayCsv::default().read(text);
    let _ = read_list(text);
    let _ = read_holidays(text);
});
