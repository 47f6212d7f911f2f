#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| bedcheck_fuzz::run("ids", bytes));
