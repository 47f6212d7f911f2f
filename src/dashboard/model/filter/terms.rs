//! The language of the filter: `haiku region:eu- -verdict:open role:main|subagent "us west"`.
//!
//! Terms are separated by blanks, and all of them must hold. A term is one value or several with `|` between them, any
//! of which will do; before them may stand a key with a colon, and before all `-` or `!` for "not". Quotes make a
//! phrase of whatever is between them. Pure text: what a term means for a screen is decided in the file above.

use std::fmt;

use strum::IntoEnumIterator as _;

use crate::{claude_code::Role, refusal::Gate, words::VERDICTS};

/// What a term can be about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::Display, strum::EnumString, strum::EnumIter)]
#[strum(serialize_all = "lowercase")]
pub enum Key {
    /// The model's name: `4.5`.
    Model,
    /// Its family.
    Family,
    /// Its id, or the id Claude Code calls it by.
    Id,
    /// The region, its place or its geography.
    Region,
    /// The role that calls it.
    Role,
    /// Whether Claude Code calls it: `yes` or `no`.
    Used,
    /// The verdict.
    Verdict,
    /// The gate that is shut.
    Gate,
    /// Where the model stands in its life.
    Life,
}

/// Stands for every verdict that says a call would be refused, where the model is offered.
pub(super) const REFUSED: &str = "refused";

impl Key {
    /// The values there are, where they are known beforehand. The beginning of one will do.
    #[must_use]
    pub fn values(self) -> Vec<String> {
        let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        match self {
            Self::Family => owned(&["opus", "sonnet", "haiku", "fable", "mythos", "other"]),
            Self::Role => Role::iter().map(|role| role.to_string()).collect(),
            Self::Used => owned(&["yes", "no"]),
            Self::Verdict => {
                let verdicts = VERDICTS.iter().map(|(_, words)| words.word);
                verdicts.chain([REFUSED]).map(str::to_owned).collect()
            }
            Self::Gate => Gate::iter().map(|gate| gate.to_string()).collect(),
            Self::Life => owned(&["active", "legacy", "ended"]),
            Self::Model | Self::Id | Self::Region => Vec::new(),
        }
    }
}

/// One condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// Whether it must not hold.
    pub negated: bool,
    /// What it is about; `None` for a plain word.
    pub key: Option<Key>,
    /// In lower case; one of them must fit. Never empty.
    pub values: Vec<String>,
}

/// A filter as it is written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Terms(pub Vec<Term>);

impl Terms {
    /// Reads a filter. A term with a mistake is left out, and the first mistake is told in a sentence.
    #[must_use]
    pub fn read(text: &str) -> (Self, Option<String>) {
        let mut terms = Vec::new();
        let mut mistake = None;
        for letters in split(&quoted(text), char::is_whitespace) {
            match term(&letters) {
                Ok(term) => terms.extend(term),
                Err(wrong) => mistake = mistake.or(Some(wrong)),
            }
        }
        (Self(terms), mistake)
    }
}

/// Written so that reading gives the same terms.
impl fmt::Display for Terms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let terms: Vec<String> = self.0.iter().map(ToString::to_string).collect();
        f.write_str(&terms.join(" "))
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let special = |value: &str| {
            value.starts_with(['-', '!']) || value.contains(|c: char| c.is_whitespace() || c == '|' || c == ':')
        };
        let quote = |value: &String| if special(value) { format!("\"{value}\"") } else { value.clone() };
        let values: Vec<String> = self.values.iter().map(quote).collect();
        f.write_str(if self.negated { "-" } else { "" })?;
        if let Some(key) = self.key {
            write!(f, "{key}:")?;
        }
        f.write_str(&values.join("|"))
    }
}

/// A letter, and whether it stands in quotes, where nothing has a special meaning.
type Letter = (char, bool);

/// The letters without the quotes. One that is never closed goes to the end: it is still being typed.
fn quoted(text: &str) -> Vec<Letter> {
    let mut inside = false;
    let mut letters = Vec::new();
    for c in text.chars() {
        if c == '"' {
            inside = !inside;
        } else {
            letters.push((c, inside));
        }
    }
    letters
}

fn split(letters: &[Letter], at: impl Fn(char) -> bool) -> Vec<Vec<Letter>> {
    letters.split(|(c, inside)| !inside && at(*c)).filter(|part| !part.is_empty()).map(<[Letter]>::to_vec).collect()
}

/// `None` while there is no value yet.
fn term(letters: &[Letter]) -> Result<Option<Term>, String> {
    let negated = matches!(letters.first(), Some(('-' | '!', false)));
    let letters = letters.get(usize::from(negated)..).unwrap_or_default();
    let (key, letters) = key(letters)?;
    let text = |part: Vec<Letter>| part.into_iter().map(|(c, _)| c).collect::<String>().to_lowercase();
    let values: Vec<String> = split(letters, |c| c == '|').into_iter().map(text).collect();
    if let Some(key) = key {
        let known = key.values();
        let strange = |value: &&String| !known.is_empty() && !known.iter().any(|word| word.starts_with(value.as_str()));
        if let Some(value) = values.iter().find(strange) {
            return Err(format!("{key}: knows no {value:?}; it is one of {}.", known.join(", ")));
        }
    }
    Ok((!values.is_empty()).then_some(Term { negated, key, values }))
}

/// The key before the first colon, and the rest. An id has colons too, after more than letters.
fn key(letters: &[Letter]) -> Result<(Option<Key>, &[Letter]), String> {
    let Some(colon) = letters.iter().position(|letter| *letter == (':', false)) else { return Ok((None, letters)) };
    let (name, rest) = letters.split_at(colon);
    if name.is_empty() || !name.iter().all(|(c, inside)| !inside && c.is_ascii_alphabetic()) {
        return Ok((None, letters));
    }
    let name: String = name.iter().map(|(c, _)| c.to_ascii_lowercase()).collect();
    match name.parse() {
        Ok(key) => Ok((Some(key), rest.get(1..).unwrap_or_default())),
        Err(_) => {
            let keys: Vec<String> = Key::iter().map(|key| key.to_string()).collect();
            Err(format!("There is no key {name:?}; the keys are {}.", keys.join(", ")))
        }
    }
}

/// The text with its last word completed, where a key or a value begins like that.
#[must_use]
pub fn complete(text: &str) -> Option<String> {
    let start = text.rfind(|c: char| c.is_whitespace() || matches!(c, '|' | ':' | '-' | '!')).map_or(0, |at| at + 1);
    let word_start = text.rfind(char::is_whitespace).map_or(0, |at| at + 1);
    let (_, word) = text.split_at_checked(word_start)?;
    let named = word.trim_start_matches(['-', '!']).split_once(':');
    let (begun, words) = match named {
        Some((key, values)) => {
            let begun = values.rsplit('|').next().unwrap_or_default();
            (begun, key.parse::<Key>().ok()?.values())
        }
        None => (text.get(start..)?, Key::iter().map(|key| format!("{key}:")).collect()),
    };
    let whole = words.into_iter().find(|word| !begun.is_empty() && word.starts_with(begun) && word != begun)?;
    Some(format!("{text}{}", whole.get(begun.len()..)?))
}

#[cfg(test)]
mod tests {
    use proptest::{prelude::*, sample::select};

    use super::*;

    fn one(text: &str) -> Term {
        let (terms, mistake) = Terms::read(text);
        assert_eq!((terms.0.len(), mistake), (1, None), "{text}");
        terms.0.into_iter().next().unwrap()
    }

    #[test]
    fn terms_are_words_keys_negations_and_alternatives() {
        let word = |value: &str| Term { negated: false, key: None, values: vec![value.to_owned()] };
        assert_eq!(one("Haiku"), word("haiku"));
        assert_eq!(one("\"us west\""), word("us west"));
        assert_eq!(one("\"-5"), word("-5"), "a quote still open");
        assert_eq!(one("us.anthropic.claude-haiku-4-5-v1:0"), word("us.anthropic.claude-haiku-4-5-v1:0"));
        let blocked = one("!verdict:blocked|unk");
        assert_eq!((blocked.negated, blocked.key), (true, Some(Key::Verdict)));
        assert_eq!(blocked.values, ["blocked", "unk"]);
        assert_eq!(Terms::read("  - verdict: | \"\" ").0, Terms::default(), "not typed yet");
    }

    #[test]
    fn mistakes_are_told_and_lose_nothing_else() {
        let (terms, mistake) = Terms::read("haiku colour:red");
        assert_eq!(terms.0, [one("haiku")]);
        let mistake = mistake.unwrap();
        assert!(mistake.contains("colour") && mistake.contains("model, family, id, region"), "{mistake}");
        let mistake = Terms::read("verdict:opne").1.unwrap();
        assert!(mistake.contains("opne") && mistake.contains("not-offered"), "{mistake}");
    }

    #[test]
    fn the_last_word_is_completed() {
        assert_eq!(complete("haiku -ver").as_deref(), Some("haiku -verdict:"));
        assert_eq!(complete("verdict:open|bl").as_deref(), Some("verdict:open|blocked"));
        assert_eq!(complete("role:small").as_deref(), Some("role:small-fast"));
        assert_eq!(complete("gate:data-").as_deref(), Some("gate:data-retention"));
        for nothing in ["", "haiku ", "zzz", "verdict:open", "region:eu", "é"] {
            assert_eq!(complete(nothing), None, "{nothing:?}");
        }
    }

    fn terms() -> impl Strategy<Value = Terms> {
        let keys: Vec<Key> = Key::iter().collect();
        let plain = (any::<bool>(), proptest::collection::vec("[^\"]{1,8}", 1..4));
        let plain = plain.prop_map(|(negated, values)| Term { negated, key: None, values });
        let keyed = (any::<bool>(), select(keys), "[^\"]{1,8}", any::<prop::sample::Index>());
        let keyed = keyed.prop_map(|(negated, key, free, index)| {
            let known = key.values();
            let value = if known.is_empty() { free } else { known[index.index(known.len())].clone() };
            Term { negated, key: Some(key), values: vec![value] }
        });
        proptest::collection::vec(prop_oneof![plain, keyed], 0..5).prop_map(|mut terms: Vec<Term>| {
            for value in terms.iter_mut().flat_map(|term| &mut term.values) {
                *value = value.to_lowercase();
            }
            Terms(terms)
        })
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(terms in terms()) {
            let text = terms.to_string();
            prop_assert_eq!(Terms::read(&text), (terms, None), "{}", text);
        }

        #[test]
        fn nothing_panics_and_reading_twice_changes_nothing(text in ".{0,40}") {
            let (terms, _) = Terms::read(&text);
            prop_assert_eq!(Terms::read(&terms.to_string()).0, terms);
            let _ = complete(&text);
        }

        #[test]
        fn anything_of_the_alphabet_is_read(text in "[-!|:\" a-evrdict]{0,30}") {
            let (terms, _) = Terms::read(&text);
            prop_assert_eq!(Terms::read(&terms.to_string()).0, terms);
        }
    }
}
