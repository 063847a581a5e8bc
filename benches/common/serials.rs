//! Serial numbers for lists of any size.

/// The serial number of entry `number`: random to the eye, the same on every run.
pub fn serial(number: u64) -> [u8; 20] {
    let mut serial = [0; 20];
    for (place, octets) in (0..).zip(serial.chunks_mut(8)) {
        let random = scramble(number.wrapping_mul(3).wrapping_add(place)).to_be_bytes();
        octets.copy_from_slice(&random[..octets.len()]);
    }
    // Positive and shortest.
    serial[0] = serial[0] & 0x3F | 0x40;
    serial
}

/// The mixing function of SplitMix64: no two numbers give the same.
fn scramble(number: u64) -> u64 {
    let mixed = number.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let mixed = (mixed ^ mixed >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ mixed >> 31
}
