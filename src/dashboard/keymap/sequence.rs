//! Keys pressed one after the other: `g g`.

use std::{fmt, str::FromStr};

use serde::Deserialize;

use super::{Chord, ChordError};

/// One chord or more, pressed one after the other. Written with spaces between them.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(try_from = "String")]
pub struct Sequence(Vec<Chord>);

impl Sequence {
    /// The chords, in order; at least one.
    #[must_use]
    pub fn chords(&self) -> &[Chord] {
        &self.0
    }

    /// Whether one of the two begins with the other, so that both cannot be told apart while typing.
    #[must_use]
    pub fn collides(&self, other: &Self) -> bool {
        self.0.starts_with(&other.0) || other.0.starts_with(&self.0)
    }
}

impl FromStr for Sequence {
    type Err = ChordError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let chords: Vec<Chord> = text.split_whitespace().map(str::parse).collect::<Result<_, _>>()?;
        if chords.is_empty() { Err(ChordError(text.to_owned())) } else { Ok(Self(chords)) }
    }
}

impl TryFrom<String> for Sequence {
    type Error = ChordError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl fmt::Display for Sequence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, chord) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str(" ")?;
            }
            chord.fmt(f)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sequences_are_read_and_collide_when_one_begins_the_other() {
        let read = |text: &str| text.parse::<Sequence>().unwrap();
        assert_eq!(read("g g").chords().len(), 2);
        assert_eq!(read(" ctrl-x  up ").to_string(), "ctrl-x ↑");
        assert!(read("g").collides(&read("g g")) && read("g g").collides(&read("g")));
        assert!(!read("g g").collides(&read("g h")) && !read("g").collides(&read("G")));
        assert!(" ".parse::<Sequence>().is_err() && "g nokey".parse::<Sequence>().is_err());
    }
}
