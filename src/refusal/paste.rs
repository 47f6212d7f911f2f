//! A paste with any number of errors in it, and the one that tells most.

use std::cmp::Reverse;

use super::{
    Cause, Refusal, from_text,
    screen::{self, Block},
};

/// What a pasted text says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pasted {
    /// The refusal that tells most about access: a lasting reason before a passing one, AWS's words before those of a
    /// client, and of two alike the later.
    pub best: Refusal,
    /// The other refusals that were recognised, in the order of the text, each once.
    pub others: Vec<Refusal>,
}

/// Reads a line, a log or a whole terminal screen. `None` when there is nothing to read but frames and spaces.
#[must_use]
pub fn read_paste(text: &str) -> Option<Pasted> {
    let blocks = screen::blocks(text);
    if blocks.is_empty() {
        return None;
    }
    let whole = blocks.iter().map(Block::spaced).collect::<Vec<_>>().join(" ");
    let mut found: Vec<Refusal> = blocks.iter().map(read).collect();
    if !found.iter().any(|refusal| refusal.recognised) {
        // The whole may be one text that was taken apart wrongly; and what is not understood is kept in full.
        let whole = from_text(&whole);
        if whole.recognised || found.len() == 1 {
            found = vec![whole];
        } else {
            found.push(whole);
        }
    }
    let told = |(at, refusal): &(usize, &Refusal)| (rank(refusal), Reverse(refusal.captures.len()), Reverse(*at));
    let (at, _) = found.iter().enumerate().min_by_key(told)?;
    let best = found.remove(at);
    let mut others: Vec<Refusal> = Vec::new();
    for refusal in found.into_iter().filter(|refusal| refusal.recognised) {
        let same = |other: &Refusal| other.cause == refusal.cause && other.captures == refusal.captures;
        if !same(&best) && !others.iter().any(same) {
            others.push(refusal);
        }
    }
    Some(Pasted { best, others })
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
