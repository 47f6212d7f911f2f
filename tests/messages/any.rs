//! Whatever is pasted: no panic, bounded answers, and work that grows with the text and no faster.

use bedcheck::refusal::{Cause, MOST_READ, by_shape, nearest, read_paste, redacted};
use proptest::prelude::*;

use super::messages;

/// A denial with a number in it, so that no two of them are alike.
fn denied(at: usize) -> String {
    format!("● API Error: 403 You don't have access to the model with the specified model ID. (call {at})\n")
}

/// What every answer holds to, whatever the text.
fn explained(text: &str) {
    let Some(pasted) = read_paste(text) else { return };
    let said = std::iter::once(&pasted.best).chain(&pasted.others);
    for refusal in said {
        assert!(refusal.text.chars().count() <= 20_000, "{}", refusal.text.len());
        assert!(!refusal.text.chars().any(char::is_control), "{:?}", refusal.text);
    }
    assert!(pasted.others.iter().all(|other| other.recognised));
    let _ = (nearest(&pasted.best), by_shape(&pasted.best), redacted(&pasted.best.text));
}

proptest! {
    // PROPTEST_CASES=1000000 for a night's worth.
    #[test]
    fn any_text_is_answered(text in any::<String>(), more in "\\PC{0,200}") {
        explained(&text);
        explained(&format!("{more}\n{text}"));
    }

    /// Two known messages, cut and joined anywhere, with anything between them.
    #[test]
    fn any_mixture_of_messages_is_answered(
        one in any::<prop::sample::Index>(),
        other in any::<prop::sample::Index>(),
        cut in any::<prop::sample::Index>(),
        between in "[\\x00-\\x7f\u{2019}\u{1f600}│⎿ \n]{0,12}",
    ) {
        let all = messages();
        let (one, other) = (&one.get(&all).text, &other.get(&all).text);
        let ends: Vec<usize> = one.char_indices().map(|(at, _)| at).collect();
        let (head, tail) = one.split_at(*cut.get(&ends));
        explained(&format!("{head}{between}{other}{between}{tail}"));
        explained(&format!("{{\"message\":\"{head}{between}\",\"error\":{{\"message\":\"{other}\"}}}}"));
    }
}

#[test]
fn a_log_of_megabytes_is_read_and_what_was_not_is_said() {
    let one = denied(1);
    let same = one.repeat(MOST_READ / one.len());
    let pasted = read_paste(&same).unwrap();
    assert_eq!((pasted.best.cause, pasted.cut), (Cause::NoModelAccess, None), "one message, however often");

    let pasted = read_paste(&(same + &one + &one)).unwrap();
    assert_eq!(pasted.cut.as_deref(), Some("Only the first 5 MB of the text were read."));

    let many: String = (0..20_000).map(denied).collect();
    let last = "● API Error: 404 This model version has reached the end of its life.\n";
    let pasted = read_paste(&format!("{many}{last}")).unwrap();
    assert_eq!(pasted.best.cause, Cause::EndOfLife, "of a long log the end counts");
    let cut = pasted.cut.unwrap();
    assert!(cut.contains("the last 2000 different messages") && cut.contains("18001 more"), "{cut}");

    // A log without marks or empty lines, the error at its end.
    let lines: String = (0..50_000).map(|at| format!("{at} all is well here\n")).collect();
    assert_eq!(read_paste(&format!("{lines}{last}")).unwrap().best.cause, Cause::EndOfLife);

    let pasted = read_paste(&format!("{}{last}", "x".repeat(60_000))).unwrap();
    assert_eq!(pasted.cut.as_deref(), Some("A line was read up to its character 16384."));
}
