//! A line of a session record: the fields of it that are held, and reading one line after the other.

use std::io::{self, BufRead, Read as _};

use serde::Deserialize;

use super::super::clean;

/// Letters of the text of an error at most.
const MOST_TEXT: usize = 4000;

/// Whose words a line has.
#[derive(Deserialize)]
pub(super) struct Kind {
    #[serde(rename = "type", default)]
    pub(super) kind: Option<String>,
}

/// An answer, without its content.
#[derive(Deserialize)]
pub(super) struct Answer {
    pub(super) timestamp: String,
    #[serde(default)]
    pub(super) version: Option<String>,
    /// Only to count an answer once.
    #[serde(rename = "requestId", default)]
    pub(super) request: Option<String>,
    #[serde(rename = "isSidechain", default)]
    pub(super) sidechain: bool,
    #[serde(rename = "isApiErrorMessage", default)]
    pub(super) failed: bool,
    #[serde(default)]
    pub(super) message: Option<Named>,
}

#[derive(Deserialize)]
pub(super) struct Named {
    #[serde(default)]
    pub(super) model: Option<String>,
}

/// The text of an error; read of no other line.
#[derive(Deserialize)]
struct Failed {
    message: Spoken,
}

#[derive(Deserialize)]
struct Spoken {
    content: Vec<Part>,
}

#[derive(Deserialize)]
struct Part {
    #[serde(default)]
    text: Option<String>,
}

/// What Claude Code showed; empty where it does not stand where it is known to.
pub(super) fn error_text(line: &[u8]) -> String {
    let Ok(failed) = serde_json::from_slice::<Failed>(line) else { return String::new() };
    let texts = failed.message.content.iter().filter_map(|part| part.text.as_deref());
    let text: String = texts.collect::<Vec<_>>().join(" ").chars().take(MOST_TEXT).collect();
    clean(&text.replace(['\n', '\r', '\t'], " "))
}

/// A line, or that there was one too long to be taken.
#[derive(Clone, Copy)]
pub(super) enum Taken<'a> {
    Line {
        text: &'a [u8],
        /// Whether it has come to its end.
        whole: bool,
    },
    TooLong,
}

/// Hands over line after line, and of a line that is too long only that it was there.
pub(super) fn each_line(from: &mut impl BufRead, most: u64, take: &mut dyn FnMut(Taken<'_>)) -> io::Result<()> {
    let mut line = Vec::new();
    loop {
        line.clear();
        if from.by_ref().take(most).read_until(b'\n', &mut line)? == 0 {
            return Ok(());
        }
        let whole = line.ends_with(b"\n");
        if !whole && line.len() as u64 >= most {
            pass_over(from)?;
            take(Taken::TooLong);
        } else {
            take(Taken::Line { text: &line, whole });
        }
    }
}

/// Goes on behind the end of the line.
fn pass_over(from: &mut impl BufRead) -> io::Result<()> {
    loop {
        let bytes = from.fill_buf()?;
        if bytes.is_empty() {
            return Ok(());
        }
        let end = bytes.iter().position(|byte| *byte == b'\n');
        let used = end.map_or(bytes.len(), |end| end + 1);
        from.consume(used);
        if end.is_some() {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_is_passed_over_and_the_next_one_read() {
        let mut seen = Vec::new();
        let text = b"one\n0123456789\n\ntwo\nthree";
        each_line(&mut io::BufReader::with_capacity(3, &text[..]), 6, &mut |line| {
            seen.push(match line {
                Taken::Line { text, whole } => format!("{:?} {whole}", String::from_utf8_lossy(text)),
                Taken::TooLong => "too long".to_owned(),
            });
        })
        .unwrap();
        assert_eq!(seen, ["\"one\\n\" true", "too long", "\"\\n\" true", "\"two\\n\" true", "\"three\" false"]);
    }
}
