#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| kz_eds_fuzz::pkcs12(data));
