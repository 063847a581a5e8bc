//! Passwords.

use std::fmt;

use zeroize::Zeroizing;

/// The password of a key file. Wiped from memory when it is dropped, and never shown.
///
/// ```
/// let password = kz_eds::Password::new("secret");
/// assert_eq!(format!("{password:?}"), "Password");
/// ```
#[derive(Clone)]
pub struct Password(Zeroizing<String>);

impl Password {
    /// Takes the text over; copies that the caller keeps are the caller's to wipe.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// UTF-8, as PBES2 takes it (RFC 8018 3).
    pub(super) fn utf8(&self) -> &[u8] {
        self.0.as_bytes()
    }

    /// A BMPString with a final zero, as RFC 7292 B.1 takes it.
    pub(super) fn bmp(&self) -> Zeroizing<Vec<u8>> {
        // Of its full size at once: growing would leave copies behind.
        let mut octets = Zeroizing::new(Vec::with_capacity(2 * self.0.len() + 2));
        self.0.encode_utf16().chain([0]).for_each(|unit| octets.extend_from_slice(&unit.to_be_bytes()));
        octets
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password")
    }
}
