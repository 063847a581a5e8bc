//! The serial number of a certificate as reports carry it: twenty octets at the most, written out only where it is shown.

use std::fmt;

use crate::certificate::Certificate;
use crate::limits::SERIAL_BYTES;

/// A certificate's serial number (RFC 5280 4.1.2.2), shown in hexadecimal, two digits for each octet.
///
/// ```
/// use kz_eds::{Certificate, SerialNumber};
/// let certificate = Certificate::from_der(&std::fs::read("testdata/certificates/person.cer")?)?;
/// let serial = SerialNumber::from(&certificate);
/// assert_eq!(serial.as_bytes(), certificate.serial_number());
/// assert_eq!(serial.to_string().len(), 2 * serial.as_bytes().len());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct SerialNumber {
    /// Zeros after the octets in use.
    octets: [u8; SERIAL_BYTES],
    length: usize,
}

impl SerialNumber {
    /// Its octets: big-endian, shortest form.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.octets.get(..self.length).unwrap_or_default()
    }
}

impl From<&Certificate> for SerialNumber {
    fn from(certificate: &Certificate) -> Self {
        // Certificates with longer ones are not read.
        let serial = certificate.serial_number();
        let mut octets = [0; SERIAL_BYTES];
        octets.iter_mut().zip(serial).for_each(|(place, octet)| *place = *octet);
        Self { octets, length: serial.len() }
    }
}

impl fmt::Display for SerialNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_bytes().iter().try_for_each(|octet| write!(f, "{octet:02x}"))
    }
}

impl fmt::Debug for SerialNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_octet_has_two_digits() {
        let shown = |serial: &[u8]| {
            let mut octets = [0; SERIAL_BYTES];
            octets[..serial.len()].copy_from_slice(serial);
            SerialNumber { octets, length: serial.len() }.to_string()
        };
        assert_eq!(shown(&[0x0A]), "0a");
        assert_eq!(shown(&[0x7F, 0x00, 0xB1]), "7f00b1");
        assert_eq!(shown(&[1; SERIAL_BYTES]), "01".repeat(SERIAL_BYTES));
    }
}
