//! Any text as a job title: reading it never panics and gives the same role each time.

#![no_main]

use kopru_engine::role::read_title;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|title: &str| {
    let reading = read_title(title);
    assert_eq!(format!("{reading:?}"), format!("{:?}", read_title(title)));
});
