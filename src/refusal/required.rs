//! Literals that a pattern cannot do without: a text that has none of them need not be tried against it.
//!
//! Trying each pattern on each message costs more than everything else together; one pass of an automaton over all
//! literals tells which of them can match at all.

use aho_corasick::AhoCorasick;

/// Shorter literals are in every text.
const SHORTEST: usize = 3;

/// Which of several patterns may match a text.
#[derive(Debug)]
pub(super) struct Filter {
    automaton: Option<AhoCorasick>,
    /// The pattern of each literal.
    owners: Vec<usize>,
    /// The patterns that have no such literals, and those of which a literal was found, begin from here.
    always: Vec<bool>,
}

impl Filter {
    /// A filter for these patterns, which are tried without regard to letter case.
    pub(super) fn new<'a>(patterns: impl Iterator<Item = &'a str>) -> Self {
        let (mut literals, mut owners, mut always) = (Vec::new(), Vec::new(), Vec::new());
        for (at, pattern) in patterns.enumerate() {
            let required = required(pattern);
            always.push(required.is_none());
            for literal in required.into_iter().flatten() {
                literals.push(literal);
                owners.push(at);
            }
        }
        let automaton = AhoCorasick::builder().ascii_case_insensitive(true).build(&literals).ok();
        // Without an automaton every pattern is tried.
        if automaton.is_none() {
            always.fill(true);
        }
        Self { automaton, owners, always }
    }

    /// For each pattern whether it may match.
    pub(super) fn candidates(&self, text: &str) -> Vec<bool> {
        let mut maybe = self.always.clone();
        for found in self.automaton.iter().flat_map(|automaton| automaton.find_overlapping_iter(text)) {
            if let Some(owner) = self.owners.get(found.pattern().as_usize()).and_then(|owner| maybe.get_mut(*owner)) {
                *owner = true;
            }
        }
        maybe
    }

    /// Whether any pattern may match.
    pub(super) fn finds_any(&self, text: &str) -> bool {
        self.always.contains(&true) || self.automaton.as_ref().is_some_and(|automaton| automaton.is_match(text))
    }
}

/// A set of literals of which every match has at least one; `None` where there is no such set.
fn required(pattern: &str) -> Option<Vec<String>> {
    Reader { rest: pattern }.alternatives()
}

/// One element of a sequence.
enum Part {
    /// This very character.
    Char(char),
    /// A place, which takes no character.
    Place,
    /// Some character.
    Any,
    /// A group, with its literals.
    Group(Option<Vec<String>>),
}

/// Reads as much of the syntax of regular expressions as the patterns use.
struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    fn next(&mut self) -> Option<char> {
        let c = self.rest.chars().next()?;
        self.rest = &self.rest[c.len_utf8()..];
        Some(c)
    }

    fn take(&mut self, word: &str) -> bool {
        self.rest.strip_prefix(word).map(|rest| self.rest = rest).is_some()
    }

    /// Up to the end, or the bracket that closes the group. All alternatives need a literal.
    fn alternatives(&mut self) -> Option<Vec<String>> {
        let mut all = self.sequence();
        while self.take("|") {
            all = all.zip(self.sequence()).map(|(all, more)| [all, more].concat());
        }
        all
    }

    /// The best literals of a sequence: those whose shortest is the longest.
    fn sequence(&mut self) -> Option<Vec<String>> {
        let mut found = vec![];
        let mut run = String::new();
        while let Some(part) = self.part() {
            let least = self.least();
            match part {
                Part::Char(c) if least > 0 => run.push(c.to_ascii_lowercase()),
                Part::Place => continue,
                _ => {}
            }
            // What may be repeated, or is no literal, ends the run.
            if least != 1 || !matches!(part, Part::Char(_)) {
                found.push(Some(vec![std::mem::take(&mut run)]));
            }
            if let (Part::Group(literals), 1..) = (part, least) {
                found.push(literals);
            }
        }
        found.push(Some(vec![run]));
        let shortest = |set: &Vec<String>| set.iter().map(String::len).min().unwrap_or(0);
        found.into_iter().flatten().max_by_key(shortest).filter(|set| shortest(set) >= SHORTEST)
    }

    fn part(&mut self) -> Option<Part> {
        if self.rest.is_empty() || self.rest.starts_with(['|', ')']) {
            return None;
        }
        Some(match self.next()? {
            '.' => Part::Any,
            '^' | '$' => Part::Place,
            '\\' => match self.next()? {
                'b' | 'B' => Part::Place,
                c if c.is_ascii_alphanumeric() => Part::Any,
                c => Part::Char(c),
            },
            '[' => self.class(),
            '(' => {
                if self.take("?P<") {
                    while self.next().is_some_and(|c| c != '>') {}
                } else {
                    self.take("?:");
                }
                let inner = self.alternatives();
                self.take(")");
                Part::Group(inner)
            }
            c => Part::Char(c),
        })
    }

    fn class(&mut self) -> Part {
        self.take("^");
        // A bracket that comes first is a member.
        self.take("]");
        while let Some(c) = self.next() {
            match c {
                '\\' => drop(self.next()),
                ']' => break,
                _ => {}
            }
        }
        Part::Any
    }

    /// How often the part stands there at least; two for more than once.
    fn least(&mut self) -> usize {
        let least = match self.rest.chars().next() {
            Some('?' | '*') => 0,
            Some('+') => 2,
            Some('{') => match self.rest[1..].chars().next() {
                Some('0') => 0,
                _ => 2,
            },
            _ => return 1,
        };
        if self.take("{") {
            while self.next().is_some_and(|c| c != '}') {}
        } else {
            self.next();
        }
        self.take("?");
        least
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_match_has_one_of_the_literals() {
        let table: [(&str, Option<&[&str]>); 12] = [
            ("abcd", Some(&["abcd"])),
            ("abcd|efgh", Some(&["abcd", "efgh"])),
            ("abcd|e", None),
            ("abcd?e|fghi", Some(&["abc", "fghi"])),
            (r"\b(one|three)\b", Some(&["one", "three"])),
            (r"(one|three) four", Some(&[" four"])),
            (r"(?:one )?three(?P<x>\S+) of", Some(&["three"])),
            (r"a[b|)]c+defg", Some(&["defg"])),
            (r"a.{0,40}bcde{2,3}", Some(&["bcde"])),
            (r"\{?.*", None),
            (r"x509:|Y\.Z!", Some(&["x509:", "y.z!"])),
            (r"(a|bcdef)+ghi?", None),
        ];
        for (pattern, literals) in table {
            let literals = literals.map(|all| all.iter().map(ToString::to_string).collect::<Vec<_>>());
            assert_eq!(required(pattern), literals, "{pattern}");
        }
    }

    #[test]
    fn what_cannot_match_is_left_out() {
        let filter = Filter::new(["abcd|efgh", "x", "xyz"].into_iter());
        assert_eq!(filter.candidates("the ABCD"), [true, true, false]);
        assert_eq!(filter.candidates("wxyz"), [false, true, true]);
        assert!(filter.finds_any("the abc"), "one of them has no literal");
        let filter = Filter::new(["abcd|efgh"].into_iter());
        assert!(!filter.finds_any("the abc") && filter.finds_any("EFGHI"));
    }
}
