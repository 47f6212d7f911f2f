//! Text measured as the terminal will draw it: cutting, padding, wrapping, ages.

use jiff::Timestamp;
use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthStr as _;

use crate::catalog::printable;

/// Columns the text takes on screen.
#[must_use]
pub fn width(text: &str) -> usize {
    text.width()
}

/// What a reader takes for one letter, as the terminal draws it: a letter with its accents, an emoji of several parts.
fn letters(text: &str) -> Vec<&str> {
    text.graphemes(true).filter(|letter| !letter.contains(char::is_control)).collect()
}

/// The text, printable, in at most `columns` columns; what does not fit is replaced by an ellipsis.
#[must_use]
pub fn fit(text: &str, columns: usize) -> String {
    let text = printable(text);
    if width(&text) <= columns {
        return text.into_owned();
    }
    let mut kept = String::new();
    let mut used = 0;
    for letter in letters(&text) {
        let next = used + width(letter);
        if next >= columns {
            break;
        }
        kept.push_str(letter);
        used = next;
    }
    if columns > 0 {
        kept.truncate(kept.trim_end().len());
        kept.push('…');
    }
    kept
}

/// The text in exactly `columns` columns: cut or filled up with spaces.
#[must_use]
pub fn pad(text: &str, columns: usize) -> String {
    let mut text = fit(text, columns);
    let missing = columns.saturating_sub(width(&text));
    text.extend(std::iter::repeat_n(' ', missing));
    text
}

/// The text broken into lines of at most `columns` columns, at spaces where there are any.
#[must_use]
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(1);
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace().map(printable) {
        let gap = usize::from(!line.is_empty());
        if !line.is_empty() && width(&line) + gap + width(&word) > columns {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        for letter in letters(&word) {
            // Measured together: a letter may join the one before it and be wider than both apart.
            let before = line.len();
            line.push_str(letter);
            if before > 0 && width(&line) > columns {
                line.truncate(before);
                lines.push(std::mem::replace(&mut line, letter.to_owned()));
            }
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// A line of a report in as many lines as it needs, the others under its first word. What is made to be pasted stays in
/// one piece, however long: links, commands, assignments, and everything that is indented like them.
#[must_use]
pub fn fold(line: &str, columns: usize) -> Vec<String> {
    let start = line.trim_start();
    let mut indent = line.len() - start.len();
    let pasted = |word: &str| word.contains('=') || word.contains("://");
    if width(line) <= columns
        || indent >= 5
        || start.contains("bedcheck ")
        || start.split(' ').next().is_some_and(pasted)
    {
        return vec![line.to_owned()];
    }
    // The number of a step, the sign of a warning or of a verdict.
    let mark =
        start.find(' ').filter(|at| *at <= 3).map_or(0, |at| start.len() - start.split_at(at).1.trim_start().len());
    let (mark, text) = start.split_at(mark);
    let first = format!("{}{mark}", " ".repeat(indent));
    indent = width(&first);
    let rows = wrap(text, columns.saturating_sub(indent));
    let row = |(at, row): (usize, String)| {
        if at == 0 { format!("{first}{row}") } else { format!("{}{row}", " ".repeat(indent)) }
    };
    rows.into_iter().enumerate().map(row).collect()
}

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// The unit an age of so many seconds is told in: its length in seconds and its name.
fn unit(seconds: i64) -> (i64, &'static str) {
    match seconds {
        ..HOUR => (MINUTE, "min"),
        HOUR..172_800 => (HOUR, "h"),
        _ => (DAY, "d"),
    }
}

/// How old something is, in a few letters: `now`, `4 min`, `3 h`, `2 d`.
#[must_use]
pub fn age(at: Timestamp, now: Timestamp) -> String {
    let seconds = now.as_second().saturating_sub(at.as_second());
    if seconds < MINUTE {
        return "now".to_owned();
    }
    let (length, name) = unit(seconds);
    format!("{} {name}", seconds / length)
}

/// The same as part of a sentence: `just now`, `4 min ago`.
#[must_use]
pub fn ago(at: Timestamp, now: Timestamp) -> String {
    match age(at, now).as_str() {
        "now" => "just now".to_owned(),
        age => format!("{age} ago"),
    }
}

/// When [`age`] will next say something else.
#[must_use]
pub fn age_changes_at(at: Timestamp, now: Timestamp) -> Option<Timestamp> {
    let seconds = now.as_second().saturating_sub(at.as_second()).max(0);
    let (length, _) = unit(seconds);
    let next = (seconds / length).saturating_add(1).saturating_mul(length);
    Timestamp::from_second(at.as_second().saturating_add(next)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_cut_by_columns_not_by_letters() {
        assert_eq!(fit("São Paulo", 9), "São Paulo");
        assert_eq!(fit("São Paulo", 5), "São…");
        assert_eq!(fit("東京リージョン", 5), "東京…");
        assert_eq!(fit("abc", 0), "");
        assert_eq!(pad("東京", 5), "東京 ");
        assert_eq!(fit("a\u{1b}[31mb\u{7}", 20), "a[31mb");
    }

    #[test]
    fn wrapping_keeps_every_letter() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("https://example.test/long", 10), ["https://ex", "ample.test", "/long"]);
        assert_eq!(wrap("", 10), Vec::<String>::new());
    }

    #[test]
    fn ages_are_told_in_one_unit_and_say_when_they_change() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let cases = [(0, "now", 60), (59, "now", 60), (60, "1 min", 120), (3_599, "59 min", 3_600)];
        for (now, text, next) in cases {
            assert_eq!((age(at(0), at(now)).as_str(), age_changes_at(at(0), at(now))), (text, Some(at(next))), "{now}");
        }
        assert_eq!(age(at(0), at(3 * HOUR)), "3 h");
        assert_eq!(age(at(0), at(50 * HOUR)), "2 d");
        assert_eq!(age(at(100), at(0)), "now", "a clock set back does not make negative ages");
    }
}
