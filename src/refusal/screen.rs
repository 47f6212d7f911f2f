//! A pasted terminal screen, taken apart: colours, frames and prompts go, and lines that belong together stay together.

use std::sync::LazyLock;

use regex_lite::Regex;

/// What a program drew at the beginning of something new.
const MARKS: [char; 16] = ['⎿', '●', '⏺', '•', '>', '❯', '›', '$', '✻', '✽', '✶', '✘', '✗', '⚠', '*', '-'];

/// Words that begin an error, whatever stands in the line above. In lower case.
const OPENINGS: [&str; 6] =
    ["api error", "an error occurred (", "aws authentication failed", "warning: ", "traceback (", "{\"message"];

/// A block is cut here, in bytes, so that all of a long log is read and not only its head.
const LONGEST_BLOCK: usize = 8_192;

/// Lines narrower than this were not cut by the edge of a terminal.
const NARROWEST: usize = 40;

/// One thing that was said, in the lines of the screen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Block {
    lines: Vec<Line>,
    /// Bytes in them.
    length: usize,
}

/// One line of it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Line {
    content: String,
    /// Columns up to its last character, as it stood on the screen.
    width: usize,
    /// Whether a space came first.
    indented: bool,
}

/// The text without what a terminal takes for a command: colours, cursor movements, titles and links.
pub(super) fn without_sequences(text: &str) -> String {
    if !text.contains(['\x1b', '^']) {
        return text.to_owned();
    }
    static SEQUENCES: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"(?:\x1b|\^\[)\[[0-9;:?]*[A-Za-z]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[@-Z\\^_]").ok()
    });
    SEQUENCES.as_ref().map_or_else(|| text.to_owned(), |sequences| sequences.replace_all(text, "").into_owned())
}

/// What was said, from top to bottom. Empty when nothing but frames and spaces is there.
pub(super) fn blocks(text: &str) -> Vec<Block> {
    let plain = without_sequences(text).replace("\r\n", "\n").replace('\r', "\n");
    let mut blocks = vec![Block::default()];
    for line in plain.lines() {
        let inner = line.trim_end_matches(is_edge).trim_start_matches(is_edge);
        let content = without_marks(inner);
        let marked = content.len() < inner.len() && !content.is_empty();
        let lower = content.to_lowercase();
        let begins = marked || OPENINGS.iter().any(|opening| lower.starts_with(opening));
        let is_full = blocks.last().is_some_and(|block| block.length > LONGEST_BLOCK);
        if content.is_empty() || begins || is_full {
            blocks.push(Block::default());
        }
        if let Some(block) = blocks.last_mut().filter(|_| !content.is_empty()) {
            block.length += content.len();
            block.lines.push(Line {
                content: content.to_owned(),
                width: line.trim_end_matches(is_edge).chars().count(),
                indented: line.starts_with(' '),
            });
        }
    }
    blocks.retain(|block| !block.lines.is_empty());
    blocks
}

/// A mark stands alone: `--model` begins with none.
fn without_marks(mut text: &str) -> &str {
    while let Some(rest) = text.strip_prefix(MARKS).filter(|rest| rest.is_empty() || rest.starts_with(is_edge)) {
        text = rest.trim_start_matches(is_edge);
    }
    text
}

impl Block {
    /// Whether it has more characters than that.
    pub(super) fn is_longer_than(&self, most: usize) -> bool {
        self.length > most && self.lines.iter().map(|line| line.content.chars().count()).sum::<usize>() > most
    }

    /// The lines as one text: broken between words, as programs do.
    pub(super) fn spaced(&self) -> String {
        let lines: Vec<&str> = self.lines.iter().map(|line| line.content.as_str()).collect();
        lines.join(" ")
    }

    /// The lines as one text: cut anywhere by the edge of the terminal, where a space may have got lost. `None` when
    /// they were not.
    pub(super) fn glued(&self) -> Option<String> {
        let (last, full) = self.lines.split_last()?;
        let edge = full.iter().map(|line| line.width).max()?;
        if edge < NARROWEST || full.iter().any(|line| line.width + 1 < edge) {
            return None;
        }
        let mut text = String::new();
        for line in full.iter().chain([last]) {
            let space = if line.indented && !text.is_empty() && !text.ends_with(' ') { " " } else { "" };
            let lost = if line.width + 1 == edge { " " } else { "" };
            text += &format!("{space}{}{lost}", line.content);
        }
        Some(text.trim_end().to_owned())
    }
}

/// Spaces, and what frames are drawn with.
fn is_edge(c: char) -> bool {
    c.is_whitespace() || c == '|' || ('\u{2500}'..='\u{259f}').contains(&c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Vec<String> {
        blocks(text).iter().map(Block::spaced).collect()
    }

    #[test]
    fn a_screen_falls_into_what_was_said() {
        let screen = "\x1b[2J╭──────╮\r\n│ > hi │\r\n╰──────╯\r\n\r\n  ⎿  \x1b[31mAPI Error:\x1b[0m 403 You\r\n     may not.\r\n\
                      An error occurred (X) when\r\n  calling\r\n\x1b]0;title\x07? for shortcuts\r\n";
        assert_eq!(
            said(screen),
            ["hi", "API Error: 403 You may not.", "An error occurred (X) when calling ? for shortcuts"]
        );
        for nothing in ["", " \n\t\n", "╭──╮\n│  │\n╰──╯", "\x1b[0m\x1b[1m", "|  |"] {
            assert_eq!(said(nothing), [""; 0], "{nothing:?}");
        }
    }

    #[test]
    fn what_the_edge_cut_can_be_glued() {
        let cut = |text: &str, at: usize| {
            let chars: Vec<char> = text.chars().collect();
            chars.chunks(at).map(|line| line.iter().collect::<String>()).collect::<Vec<_>>().join("\n")
        };
        let text = "User: arn:aws:iam::111122223333:user/dev is not authorized to perform: bedrock:InvokeModel";
        assert_eq!([41, 43, 44, 46].map(|at| blocks(&cut(text, at))[0].glued().unwrap()), [text; 4]);
        assert_eq!(blocks("short\nlines\nhere")[0].glued(), None, "too narrow for a terminal");
        assert_eq!(blocks("one line")[0].glued(), None);
    }
}
