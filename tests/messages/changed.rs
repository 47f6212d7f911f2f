//! Every known message as other programs and versions may show it: a word less, other letter case, wrapped lines, JSON in
//! JSON. The table is not made for its own texts only.

use serde_json::json;

use super::{Message, explained, messages, whole};

/// What a change did to the messages: how many there are, are recognised, have the right gate, the right first remedy.
type Figures = [usize; 4];

fn figures(changed: impl Fn(&str) -> Vec<String>) -> Figures {
    let mut figures = [0; 4];
    for message in &messages() {
        for text in changed(&message.text) {
            let counted = judged(message, &text);
            figures.iter_mut().zip(counted).for_each(|(figure, right)| *figure += usize::from(right));
        }
    }
    figures
}

fn judged(message: &Message, text: &str) -> [bool; 4] {
    let (refusal, remedies) = explained(text);
    let gate = refusal.recognised && refusal.gate == message.cause.gate();
    let first = remedies.first().map(whole).unwrap_or_default().to_lowercase();
    [true, refusal.recognised, gate, gate && first.contains(&message.first.to_lowercase())]
}

/// Each text without one of its words: four places of it.
fn a_word_less(text: &str) -> Vec<String> {
    let words: Vec<&str> = text.split(' ').collect();
    if words.len() < 6 {
        return Vec::new();
    }
    let without = |at: usize| [&words[..at], &words[at + 1..]].concat().join(" ");
    [1, 2, 3, 4].map(|part| without(part * (words.len() - 1) / 5)).into()
}

fn wrapped(text: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        if lines.last().is_some_and(|line| line.len() + word.len() > 60) {
            lines.push("     ".to_owned());
        }
        let line = lines.last_mut().unwrap();
        if !line.trim().is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    vec![lines.join("\n")]
}

fn json_in_json(text: &str) -> Vec<String> {
    let inner = json!({ "message": text }).to_string();
    vec![format!("API Error: 400 {}", json!({ "error": { "message": inner, "code": "400" } }))]
}

/// The least of each hundred that must be recognised, have the right gate, and the right first remedy.
#[test]
fn a_changed_message_is_still_known() {
    let upper = |text: &str| vec![text.to_uppercase()];
    let lower = |text: &str| vec![text.to_lowercase()];
    let table: [(&str, Figures, [usize; 3]); 5] = [
        ("a word less", figures(a_word_less), [77, 76, 74]),
        ("capitals", figures(upper), [99, 99, 98]),
        ("small letters", figures(lower), [99, 99, 98]),
        ("wrapped lines", figures(wrapped), [100, 100, 100]),
        ("JSON in JSON", figures(json_in_json), [100, 100, 100]),
    ];
    let mut weak = Vec::new();
    for (name, [all, counted @ ..], least) in table {
        println!(
            "{name:>14}: of {all} recognised {}, right gate {}, right first remedy {}",
            counted[0], counted[1], counted[2]
        );
        if counted.iter().zip(least).any(|(count, least)| count * 100 < least * all) {
            weak.push(format!("{name}: {counted:?} of {all}, and of a hundred at least {least:?} are wanted"));
        }
    }
    assert!(weak.is_empty(), "{}", weak.join("\n"));
}
