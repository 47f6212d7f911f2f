//! A paste with any number of errors in it, and the one that tells most.

use std::{
    cmp::Reverse,
    collections::{BTreeSet, HashSet},
};

use super::{
    Cause, Refusal, from_text,
    known::may_be_known,
    screen::{self, Block},
    wrapping,
};

/// As much of a paste as is read, in bytes: more than a terminal keeps.
pub const MOST_READ: usize = 5 << 20;
/// As many different messages as are looked into; a log of more is read from its end.
const MOST_MESSAGES: usize = 2_000;
/// What an error has in it, whatever its wording.
const SIGNS: [&str; 9] = ["error", "exception", "fault", "fail", "denied", "status", "http", "refused", "\u{2019}"];

/// What a pasted text says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pasted {
    /// The refusal that tells most about access: a lasting reason before a passing one, AWS's words before those of a
    /// client, and of two alike the later.
    pub best: Refusal,
    /// The other refusals that were recognised, in the order of the text, each once.
    pub others: Vec<Refusal>,
    /// What was not read, as a sentence; `None` where everything was.
    pub cut: Option<String>,
}

/// Reads a line, a log or a whole terminal screen. `None` when there is nothing to read but frames and spaces. Each
/// different message is looked at once, so that the work grows with the text and no faster.
#[must_use]
pub fn read_paste(text: &str) -> Option<Pasted> {
    let (text, is_long) = upto(text, MOST_READ);
    let blocks = screen::blocks(text);
    if blocks.is_empty() {
        return None;
    }
    let (messages, left_out) = messages(&blocks);
    let mut found: Vec<Refusal> = messages.into_iter().map(read).collect();
    if !found.iter().any(|refusal| refusal.recognised) {
        // The whole may be one text that was taken apart wrongly; and what is not understood is kept in full.
        let whole = from_text(&whole(&blocks));
        if whole.recognised || blocks.len() == 1 {
            found = vec![whole];
        } else {
            found.push(whole);
        }
    }
    let told = |(at, refusal): &(usize, &Refusal)| (rank(refusal), Reverse(refusal.captures.len()), Reverse(*at));
    let (at, _) = found.iter().enumerate().min_by_key(told)?;
    let best = found.remove(at);
    let mut seen = BTreeSet::from([(best.cause, best.captures.clone())]);
    found.retain(|refusal| refusal.recognised && seen.insert((refusal.cause, refusal.captures.clone())));
    let cut = if is_long {
        Some(format!("Only the first {} MB of the text were read.", MOST_READ >> 20))
    } else if left_out > 0 {
        Some(format!("Only the last {MOST_MESSAGES} different messages in the text were read; it has {left_out} more."))
    } else {
        blocks
            .iter()
            .any(|block| block.is_longer_than(wrapping::LONGEST))
            .then(|| format!("A line was read up to its character {}.", wrapping::LONGEST))
    };
    Some(Pasted { best, others: found, cut })
}

/// As much of the text as fits, cut between letters, and whether that is not all.
fn upto(text: &str, most: usize) -> (&str, bool) {
    let end = (0..=most.min(text.len())).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
    (&text[..end], end < text.len())
}

/// The last different blocks that may be a message, in the order of the text, and how many more there are.
fn messages(blocks: &[Block]) -> (Vec<&Block>, usize) {
    let mut seen = HashSet::new();
    let told = |block: &&Block| {
        let text = block.spaced();
        let lower = text.to_lowercase();
        let telling = SIGNS.iter().any(|sign| lower.contains(sign))
            || text.starts_with(['4', '5'])
            || may_be_known(&lower)
            || block.glued().is_some_and(|text| may_be_known(&text));
        telling && seen.insert(text)
    };
    let mut all: Vec<&Block> = blocks.iter().rev().filter(told).collect();
    let left_out = all.len().saturating_sub(MOST_MESSAGES);
    all.truncate(MOST_MESSAGES);
    all.reverse();
    (all, left_out)
}

/// The head of all blocks as one text.
fn whole(blocks: &[Block]) -> String {
    let mut text = String::new();
    for block in blocks {
        text += &block.spaced();
        text.push(' ');
        if text.len() > 4 * wrapping::LONGEST {
            break;
        }
    }
    text.truncate(text.trim_end().len());
    text
}

/// Programs break lines between words, terminals anywhere; the reading that understands more is the right one.
fn read(block: &Block) -> Refusal {
    let spaced = from_text(&block.spaced());
    let Some(glued) = block.glued().map(|text| from_text(&text)) else { return spaced };
    let understood = |refusal: &Refusal| {
        let wrapper = usize::from(refusal.status.is_some()) + usize::from(!refusal.kind.is_empty());
        let captured: usize = refusal.captures.values().map(String::len).sum();
        (refusal.recognised, wrapper, Reverse(rank(refusal)), refusal.captures.len(), captured)
    };
    if understood(&glued) > understood(&spaced) { glued } else { spaced }
}

/// How much a refusal tells; smaller is more.
fn rank(refusal: &Refusal) -> u8 {
    match (refusal.recognised, refusal.gate) {
        (true, Some(_)) if !refusal.cause.is_lasting() => 2,
        // AWS itself names no reason there.
        (true, Some(_)) if refusal.cause == Cause::NoModelAccess => 1,
        (true, Some(_)) => 0,
        (true, None) if refusal.cause.is_words_of_claude_code() => 3,
        (true, None) => 4,
        (false, gate) if gate.is_some() || refusal.status.is_some() || !refusal.kind.is_empty() => 5,
        (false, _) => 7,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_telling_one_wins_and_the_others_are_named() {
        let screen = "● Bash(aws bedrock list-foundation-models)\n  ⎿  An error occurred (ThrottlingException) when calling the \
                      X operation: Too many requests, please wait before trying again.\n\n> hi\n  ⎿  API Error: 403 You don't \
                      have access to the model with the specified model ID.\n  ⎿  API Error: 404 This model version has \
                      reached the end of its life.\n  ⎿  API Error: 404 This model version has reached the end of its life.\n";
        let pasted = read_paste(screen).unwrap();
        assert_eq!(pasted.best.cause, Cause::EndOfLife);
        let others: Vec<Cause> = pasted.others.iter().map(|refusal| refusal.cause).collect();
        assert_eq!(others, [Cause::Throttled, Cause::NoModelAccess]);
    }

    #[test]
    fn what_is_not_understood_is_kept_in_full() {
        let pasted = read_paste("The printer\nis on fire.\n\nAll of it.").unwrap();
        assert!(!pasted.best.recognised && pasted.others.is_empty());
        assert_eq!(pasted.best.text, "The printer is on fire. All of it.");
        let pasted =
            read_paste("$ aws x\n\nAn error occurred (AccessDeniedException) when calling the X operation: new\nwords")
                .unwrap();
        assert_eq!(pasted.best.kind, "AccessDeniedException");
        assert!(pasted.best.text.ends_with("new words") && !pasted.best.recognised);
        assert_eq!(read_paste("\x1b[1m \n│ │\n"), None);
    }
}
