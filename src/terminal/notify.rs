//! Telling the terminal something while the user looks elsewhere: OSC 9 and the bell.

use crate::catalog::printable;
use crate::terminal::clipboard::through_tmux;

/// Characters of a notification; terminals show no more than a line.
const LONGEST: usize = 200;

/// The bytes that make the terminal notify. In tmux the sequence is wrapped, and the bell is not: tmux marks its
/// window by it.
#[must_use]
pub(super) fn sequence(text: &str, tmux: bool) -> Vec<u8> {
    let text: String = printable(text).chars().take(LONGEST).collect();
    let plain = format!("\u{1b}]9;{text}\u{7}");
    let plain = if tmux { through_tmux(&plain) } else { plain };
    format!("{plain}\u{7}").into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_but_the_text_reaches_the_terminal() {
        let sent = |text: &str, tmux| String::from_utf8(sequence(text, tmux)).unwrap();
        assert_eq!(sent("open\u{7}\u{1b}]52;c;x\u{7}: a", false), "\u{1b}]9;open]52;c;x: a\u{7}\u{7}");
        assert_eq!(sent("a", true), "\u{1b}Ptmux;\u{1b}\u{1b}]9;a\u{7}\u{1b}\\\u{7}");
        assert_eq!(sent(&"x".repeat(999), false).len(), 200 + 6);
    }
}
