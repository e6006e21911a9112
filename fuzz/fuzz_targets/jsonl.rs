//! Any bytes as lines of JSON: every line is a fact or refused with its reason, and none is lost.

#![no_main]

use kopru_server::intake::read_jsonl;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let mut told = 0;
    let counts = read_jsonl(bytes, &mut |_, _| told += 1);
    assert!(counts.is_ok(), "a slice cannot fail to be read");
    assert!(told <= bytes.len() + 1);
});
