//! Commands of the AWS CLI, quoted for a POSIX shell.

use std::fmt;

use super::{Remedy, RemedyKind, Situation};
use crate::catalog::printable;

/// One command.
#[derive(Clone, Debug)]
pub(super) struct Command(String);

impl Command {
    /// `aws bedrock list-inference-profiles`; the words are not quoted.
    pub(super) fn aws(words: &str) -> Self {
        Self(format!("aws {words}"))
    }

    /// No command yet: for options that go behind another.
    pub(super) fn empty() -> Self {
        Self(String::new())
    }

    /// An option and its value, quoted where the shell needs it.
    pub(super) fn with(self, option: &str, value: &str) -> Self {
        Self(format!("{} {option} {}", self.0, quoted(value)))
    }

    /// Words for the shell to read as they are.
    pub(super) fn raw(self, words: &str) -> Self {
        Self(format!("{} {words}", self.0))
    }

    /// The AWS profile in use, if it has a name.
    pub(super) fn by_caller(self, situation: &Situation<'_>) -> Self {
        match situation.aws_profile {
            Some(profile) => self.with("--profile", profile),
            None => self,
        }
    }

    /// The region and the AWS profile of the call.
    pub(super) fn at(self, situation: &Situation<'_>) -> Self {
        self.with("--region", situation.region.as_str()).by_caller(situation)
    }

    /// As a remedy.
    pub(super) fn remedy(self, title: impl Into<String>) -> Remedy {
        Remedy::of(RemedyKind::Cli, title, self.0)
    }
}

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The text as one word of a POSIX shell.
pub(super) fn quoted(text: &str) -> String {
    let text = printable(text);
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._/:@%+=,".contains(&b);
    if !text.is_empty() && text.bytes().all(plain) {
        text.into_owned()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_quoted_where_the_shell_needs_it() {
        let table = [
            ("work", "work"),
            ("anthropic.claude-3-haiku-20240307-v1:0", "anthropic.claude-3-haiku-20240307-v1:0"),
            ("my profile", "'my profile'"),
            ("it's; rm -rf $HOME", r"'it'\''s; rm -rf $HOME'"),
            ("<account-id>", "'<account-id>'"),
            ("", "''"),
        ];
        for (text, word) in table {
            assert_eq!(quoted(text), word);
        }
    }
}
