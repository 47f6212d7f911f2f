//! What nothing shows: keys, tokens and headers, and the variables that hold them.

use std::fmt;

/// A key or token. Nothing shows it: it has no `Display`, and its `Debug` says only that it is there.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Keeps a text secret.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The text itself, for whoever signs with it.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// The text, if it is only a reference to a variable that somebody expected to be replaced: `${AWS_ACCESS_KEY_ID}`.
    #[must_use]
    pub fn reference(&self) -> Option<&str> {
        let name = self.0.strip_prefix('$')?;
        let name = name.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).unwrap_or(name);
        let plain = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        plain.then_some(self.0.as_str())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

/// The variables that hold credentials, or may.
pub(super) const CREDENTIALS: [&str; 5] = [API_KEY, KEY_ID, SECRET_KEY, "AWS_SESSION_TOKEN", HEADERS];
/// More headers of each call, one a line.
pub(super) const HEADERS: &str = "ANTHROPIC_CUSTOM_HEADERS";
pub(super) const API_KEY: &str = "AWS_BEARER_TOKEN_BEDROCK";
pub(super) const KEY_ID: &str = "AWS_ACCESS_KEY_ID";
pub(super) const SECRET_KEY: &str = "AWS_SECRET_ACCESS_KEY";
