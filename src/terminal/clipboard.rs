//! The clipboard by escape sequence (OSC 52): reaches the user's own machine over SSH as well.

use crate::catalog::printable;

/// The bytes that put a text into the clipboard. In tmux they are sent twice: plain, for a tmux that serves its own
/// clipboard, and wrapped, for one that lets sequences through.
#[must_use]
pub(super) fn sequence(text: &str, tmux: bool) -> Vec<u8> {
    let clean: Vec<_> = text.lines().map(printable).collect();
    let plain = format!("\u{1b}]52;c;{}\u{7}", base64(clean.join("\n").as_bytes()));
    let wrapped = if tmux { through_tmux(&plain) } else { String::new() };
    (plain + &wrapped).into_bytes()
}

/// What to say of a text that some terminals will not take: the least limit known is 100 000 bytes of base64.
#[must_use]
pub(super) fn warning(text: &str) -> Option<String> {
    const LEAST_LIMIT: usize = 74_994;
    (text.len() > LEAST_LIMIT).then(|| format!(", {} kB: some terminals take no more than 75", text.len() / 1000))
}

/// A sequence of one escape, wrapped so that tmux hands it to the terminal around it.
#[must_use]
pub(super) fn through_tmux(sequence: &str) -> String {
    format!("\u{1b}Ptmux;\u{1b}{sequence}\u{1b}\\")
}

/// RFC 4648 base64 with padding.
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let letter = |bits: u32| char::from(ALPHABET.get(usize::try_from(bits & 63).unwrap_or(0)).copied().unwrap_or(b'A'));
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let byte = |index: usize| u32::from(chunk.get(index).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for (index, shift) in [18, 12, 6, 0].into_iter().enumerate() {
            text.push(if index <= chunk.len() { letter(bits >> shift) } else { '=' });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_that_of_the_rfc() {
        let cases =
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("foobar", "Zm9vYmFy")];
        for (text, expected) in cases {
            assert_eq!(base64(text.as_bytes()), expected);
        }
        assert_eq!(base64(&[0xff, 0xfe, 0xfd]), "//79");
    }

    #[test]
    fn control_characters_never_reach_the_clipboard() {
        let bytes = sequence("a\u{1b}]0;x\u{7}\nb\u{202e}", false);
        assert_eq!(bytes, format!("\u{1b}]52;c;{}\u{7}", base64(b"a]0;x\nb")).into_bytes());
        assert!(sequence("x", true).starts_with(b"\x1b]52;c;eA==\x07\x1bPtmux;\x1b\x1b]52;c;eA==\x07\x1b\\"));
    }
}
