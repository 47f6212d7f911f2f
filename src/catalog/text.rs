//! Text from outside, made fit for a terminal.

use std::borrow::Cow;

/// The text without anything that could move the cursor, hide, or reorder what is shown: control characters,
/// bidirectional overrides, and invisible format characters go; line breaks and tabs become a space.
#[must_use]
pub fn printable(text: &str) -> Cow<'_, str> {
    if text.chars().all(|c| !is_line_space(c) && !is_unprintable(c)) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().filter(|c| !is_unprintable(*c)).map(|c| if is_line_space(c) { ' ' } else { c }).collect())
}

fn is_line_space(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{2028}' | '\u{2029}')
}

/// Whether a character could move the cursor, hide, or reorder what is shown, or breaks no line and shows nothing.
#[must_use]
pub fn is_unprintable(c: char) -> bool {
    (c.is_control() && !is_line_space(c))
        || matches!(
            c,
            '\u{061c}' // Arabic letter mark
                | '\u{200b}' // zero-width space
                | '\u{200e}'..='\u{200f}' // direction marks
                | '\u{202a}'..='\u{202e}' // embeddings and overrides
                | '\u{2060}'..='\u{206f}' // word joiner, isolates, deprecated format characters
                | '\u{feff}' // byte-order mark
                | '\u{e0000}'..='\u{e007f}' // tags
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_mislead_a_terminal_is_gone() {
        let table = [
            ("plain – text, isn’t it?", "plain – text, isn’t it?"),
            ("a\x1b[31mred\x1b[0m\x07", "a[31mred[0m"),
            ("one\ntwo\tthree\r", "one two three "),
            ("c1 \u{9b}31m", "c1 31m"),
            ("evil\u{202e}txt.exe\u{2066}x\u{2069}", "eviltxt.exex"),
            ("zero\u{200b}width\u{feff}", "zerowidth"),
        ];
        for (text, shown) in table {
            assert_eq!(printable(text), shown);
        }
        assert!(matches!(printable("plain"), Cow::Borrowed(_)), "nothing is copied without need");
    }
}
