//! Verdicts.

use super::{InWords, Words};
use crate::access::{Standing, Verdict, VerdictKind};

/// Every verdict with its words, as a legend has them.
pub const VERDICTS: [(VerdictKind, Words); 7] = [
    (VerdictKind::Verified, VERIFIED),
    (VerdictKind::Open, OPEN),
    (VerdictKind::Pending, PENDING),
    (VerdictKind::Blocked, BLOCKED),
    (VerdictKind::Contradicted, CONTRADICTED),
    (VerdictKind::NotOffered, NOT_OFFERED),
    (VerdictKind::Unknown, UNKNOWN),
];

const VERIFIED: Words = Words {
    word: "verified",
    said: "verified",
    glyph: "✔",
    meaning: "a real call with this id, by this identity, answered",
};
const OPEN: Words =
    Words { word: "open", said: "open", glyph: "●", meaning: "every gate that can be read for free is open" };
const PENDING: Words =
    Words { word: "pending", said: "pending", glyph: "◐", meaning: "an agreement is being set up" };
const BLOCKED: Words = Words {
    word: "blocked",
    said: "blocked",
    glyph: "✖",
    meaning: "a gate is blocked; quiet where the region is not enabled",
};
const CONTRADICTED: Words = Words {
    word: "contradicted",
    said: "contradicted",
    glyph: "▲",
    meaning: "everything reads as open, and a real call was refused",
};
const NOT_OFFERED: Words =
    Words { word: "not-offered", said: "not offered", glyph: "·", meaning: "not in this region, in no form" };
const UNKNOWN: Words = Words {
    word: "unknown",
    said: "unknown",
    glyph: "?",
    meaning: "could not be read, or not yet: throttled, denied, offline",
};

/// Of a cell in a region that is off for the account: about the region and not about the model, so no verdict and not the
/// sign of one.
pub const REGION_OFF: Words =
    Words {
        word: "region-off", said: "region off", glyph: "○", meaning: "the region is not enabled for this account"
    };

impl InWords for VerdictKind {
    fn words(&self) -> &'static Words {
        match self {
            Self::Verified => &VERIFIED,
            Self::Open => &OPEN,
            Self::Pending => &PENDING,
            Self::Blocked => &BLOCKED,
            Self::Contradicted => &CONTRADICTED,
            Self::NotOffered => &NOT_OFFERED,
            Self::Unknown => &UNKNOWN,
        }
    }
}

impl InWords for Verdict {
    fn words(&self) -> &'static Words {
        self.kind().words()
    }
}

/// `blocked: agreement missing`; the word alone when there is no more to say.
#[must_use]
pub fn standing(standing: &Standing) -> String {
    match (standing.verdict.words().word, standing.reason.as_str()) {
        (word, "") => word.to_owned(),
        // When a real call answered is no reason.
        (word, _) if standing.verdict.kind() == VerdictKind::Verified => word.to_owned(),
        (word, reason) => format!("{word}: {reason}"),
    }
}

/// How many there are of each kind, in the order of the legend, without kinds there are none of.
pub fn tally(verdicts: impl Iterator<Item = Verdict>) -> Vec<(VerdictKind, usize)> {
    let mut counts = VERDICTS.map(|(kind, _)| (kind, 0));
    for verdict in verdicts {
        let found = counts.iter_mut().find(|(kind, _)| *kind == verdict.kind());
        found.into_iter().for_each(|(_, count)| *count += 1);
    }
    counts.into_iter().filter(|(_, count)| *count > 0).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use strum::IntoEnumIterator as _;

    use super::*;

    #[test]
    fn every_verdict_is_in_the_legend_once_and_no_two_are_said_alike() {
        let in_legend: Vec<VerdictKind> = VERDICTS.iter().map(|(kind, _)| *kind).collect();
        for kind in VerdictKind::iter() {
            assert_eq!(in_legend.iter().filter(|one| **one == kind).count(), 1, "{kind:?}");
            assert!(VERDICTS.iter().any(|(one, words)| *one == kind && words == kind.words()), "{kind:?}");
        }
        let glyphs: BTreeSet<&str> = VERDICTS.iter().map(|(_, words)| words.glyph).collect();
        let words: BTreeSet<&str> = VERDICTS.iter().map(|(_, words)| words.word).collect();
        assert_eq!((glyphs.len(), words.len()), (VERDICTS.len(), VERDICTS.len()));
    }

    #[test]
    fn a_tally_counts_and_leaves_out_what_is_not_there() {
        let verdicts = [Verdict::Open, Verdict::NotOffered, Verdict::Open];
        assert_eq!(tally(verdicts.into_iter()), [(VerdictKind::Open, 2), (VerdictKind::NotOffered, 1)]);
    }
}
