//! One key with its modifiers, as text and as the terminal reports it.

use std::{fmt, str::FromStr};

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use serde::Deserialize;

/// A key with `ctrl` and `alt`. Shift is part of the character: `G`, not `shift-g`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(try_from = "String")]
pub struct Chord {
    code: KeyCode,
    ctrl: bool,
    alt: bool,
}

/// A text that names no key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a key (expected a character, a name such as page-down, or one of these after ctrl- or alt-)")]
pub struct ChordError(pub String);

const NAMES: [(&str, KeyCode); 15] = [
    ("up", KeyCode::Up),
    ("down", KeyCode::Down),
    ("left", KeyCode::Left),
    ("right", KeyCode::Right),
    ("home", KeyCode::Home),
    ("end", KeyCode::End),
    ("page-up", KeyCode::PageUp),
    ("page-down", KeyCode::PageDown),
    ("enter", KeyCode::Enter),
    ("esc", KeyCode::Esc),
    ("tab", KeyCode::Tab),
    ("shift-tab", KeyCode::BackTab),
    ("backspace", KeyCode::Backspace),
    ("delete", KeyCode::Delete),
    ("space", KeyCode::Char(' ')),
];

impl Chord {
    /// The character, for a key that types one.
    #[must_use]
    pub fn typed(self) -> Option<char> {
        match self.code {
            KeyCode::Char(c) if !self.ctrl && !self.alt => Some(c),
            _ => None,
        }
    }

    /// The key itself, without its modifiers.
    #[must_use]
    pub fn code(self) -> KeyCode {
        self.code
    }
}

impl From<KeyEvent> for Chord {
    fn from(event: KeyEvent) -> Self {
        let has = |modifier| event.modifiers.contains(modifier);
        Self { code: event.code, ctrl: has(KeyModifiers::CONTROL), alt: has(KeyModifiers::ALT) }
    }
}

impl FromStr for Chord {
    type Err = ChordError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (ctrl, rest) = text.strip_prefix("ctrl-").map_or((false, text), |rest| (true, rest));
        let (alt, rest) = rest.strip_prefix("alt-").map_or((false, rest), |rest| (true, rest));
        let named = NAMES.iter().find(|(name, _)| *name == rest).map(|(_, code)| *code);
        let mut chars = rest.chars();
        let single = match (chars.next(), chars.next()) {
            (Some(c), None) if c != ' ' => Some(KeyCode::Char(c)),
            _ => None,
        };
        let code = named.or(single).ok_or_else(|| ChordError(text.to_owned()))?;
        Ok(Self { code, ctrl, alt })
    }
}

impl TryFrom<String> for Chord {
    type Error = ChordError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

/// As on the help page: arrows as arrows, everything else as written in the keymap.
impl fmt::Display for Chord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let prefix = if self.ctrl { "ctrl-" } else { "" };
        let alt = if self.alt { "alt-" } else { "" };
        let named = NAMES.iter().find(|(_, code)| *code == self.code).map(|(name, _)| *name);
        let name = match (self.code, named) {
            (KeyCode::Up, _) => "↑".to_owned(),
            (KeyCode::Down, _) => "↓".to_owned(),
            (KeyCode::Left, _) => "←".to_owned(),
            (KeyCode::Right, _) => "→".to_owned(),
            (_, Some(name)) => name.to_owned(),
            (KeyCode::Char(c), None) => c.to_string(),
            (code, None) => code.to_string().to_lowercase(),
        };
        write!(f, "{prefix}{alt}{name}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_from_text_and_from_events() {
        let event = |code, modifiers| Chord::from(KeyEvent::new(code, modifiers));
        let read = |text: &str| text.parse::<Chord>().unwrap();
        assert_eq!(read("ctrl-c"), event(KeyCode::Char('c'), KeyModifiers::CONTROL));
        assert_eq!(read("G"), event(KeyCode::Char('G'), KeyModifiers::SHIFT));
        assert_eq!(read("shift-tab"), event(KeyCode::BackTab, KeyModifiers::SHIFT));
        assert_eq!(read("page-down"), event(KeyCode::PageDown, KeyModifiers::NONE));
        assert_eq!(read("-"), event(KeyCode::Char('-'), KeyModifiers::NONE));
        assert!("".parse::<Chord>().is_err() && "F99x".parse::<Chord>().is_err());
        assert_eq!((read("up").to_string(), read("ctrl-z").to_string()), ("↑".to_owned(), "ctrl-z".to_owned()));
        assert_eq!((read("q").typed(), read("ctrl-q").typed()), (Some('q'), None));
    }
}
