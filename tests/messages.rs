//! Every kind of message: recognised, led to its gate, and answered first with what mends it.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "messages/any.rs"]
mod any;
#[path = "messages/changed.rs"]
mod changed;
#[path = "messages/page.rs"]
mod page;

use std::collections::BTreeMap;

use bedcheck::{
    access::remedy::{Moment, Reader, Remedy, by_text},
    catalog::{ModelRef, RegionName},
    refusal::{Cause, Refusal, read_paste},
};
use jiff::{Timestamp, tz::TimeZone};

/// Kind, cause, a part of the first remedy, and the text.
const MESSAGES: &str = include_str!("data/messages.tsv");

struct Message {
    kind: &'static str,
    cause: Cause,
    first: &'static str,
    text: String,
}

fn messages() -> Vec<Message> {
    let rows = MESSAGES.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let read = |line: &'static str| {
        let [kind, cause, first, text] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
        Message { kind, cause: cause.parse().unwrap(), first, text: text.replace("\\n", "\n") }
    };
    rows.map(read).collect()
}

fn explained(text: &str) -> (Refusal, Vec<Remedy>) {
    let refusal = read_paste(text).unwrap().best;
    let remedies = answered(&refusal);
    (refusal, remedies)
}

fn answered(refusal: &Refusal) -> Vec<Remedy> {
    let focus: RegionName = "us-east-1".parse().unwrap();
    let now = Moment { at: Timestamp::UNIX_EPOCH, zone: &TimeZone::UTC };
    let invoked = refusal.captures.get("model_id").map(|id| ModelRef::parse(id));
    let reader = Reader { chosen: None, focus: &focus, aws_profile: None, account: None, instead: None, now };
    by_text(refusal, invoked.as_ref(), reader)
}

fn whole(remedy: &Remedy) -> String {
    format!("{}\n{}\n{}", remedy.title, remedy.text, remedy.url.as_deref().unwrap_or_default())
}

#[test]
fn every_kind_is_recognised_led_to_its_gate_and_answered() {
    let mut figures: BTreeMap<&str, [usize; 4]> = BTreeMap::new();
    let mut wrong = Vec::new();
    for message in messages() {
        let (refusal, remedies) = explained(&message.text);
        let first = remedies.first().map(whole).unwrap_or_default();
        let right_gate = refusal.recognised && refusal.gate == message.cause.gate();
        let right_first = right_gate && refusal.cause == message.cause && first.contains(message.first);
        let figure = figures.entry(message.kind).or_default();
        let counted = [true, refusal.recognised, right_gate, right_first];
        figure.iter_mut().zip(counted).for_each(|(count, right)| *count += usize::from(right));
        if !right_first {
            wrong.push(format!(
                "{}: {} read as {}, first {first:?}\n  {}",
                message.kind, message.cause, refusal.cause, message.text
            ));
        }
    }
    for (kind, [all, recognised, gate, first]) in &figures {
        println!("{kind:>10}: of {all} recognised {recognised}, right gate {gate}, right first remedy {first}");
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(figures.len() > 15, "the table is read");
}

/// What is pasted from a screen has colours and frames, and what an SDK printed has a stack below it.
#[test]
fn what_stands_around_a_message_does_not_hide_it() {
    for message in messages().iter().filter(|message| !message.text.contains('\n')) {
        let text = &message.text;
        let dresses = [
            format!("\u{1b}[31m  ⎿  {text}\u{1b}[39m\n\n> \n"),
            format!("Traceback (most recent call last):\n  File \"app.py\", line 3, in <module>\n\n{text}\n"),
            format!("│ {text} │\n"),
        ];
        for dress in dresses {
            assert_eq!(explained(&dress).0.cause, message.cause, "{dress}");
        }
    }
}

/// A remedy is one sentence and one thing to do.
#[test]
fn a_step_of_a_text_is_one_sentence() {
    for known in bedcheck::refusal::known_texts() {
        assert!(!known.means.ends_with('.'), "{}", known.means);
        for step in &known.first {
            assert!(!step.title.contains(". ") && !step.title.ends_with('.'), "{}", step.title);
            assert!(step.title.chars().count() < 180 && !step.text.is_empty(), "{}", step.title);
            assert!(["cli", "settings", "support"].contains(&step.kind.as_str()), "{}", step.kind);
        }
    }
}

/// The region of the call is the one of the address called; the account is the caller's.
#[test]
fn what_the_text_says_counts() {
    let all = |text: &str| explained(text).1.iter().map(whole).collect::<Vec<_>>().join("\n");
    let endpoint = all(
        "POST \"https://bedrock-runtime.eu-central-1.amazonaws.com/v1/messages\": 400 The provided model identifier is invalid.",
    );
    assert!(endpoint.contains("--region eu-central-1") && !endpoint.contains("us-east-1"), "{endpoint}");
    let denied = |user: &str| {
        all(&format!(
            "User: {user} is not authorized to perform: bedrock:InvokeModel on resource: \
             arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-sonnet-5 because no identity-based policy allows it"
        ))
    };
    let named = denied("arn:aws:sts::111122223333:assumed-role/Dev/x");
    assert!(
        named.contains("the role Dev") && named.contains("roles/details/Dev") && named.contains("111122223333"),
        "{named}"
    );
    for user in [
        "arn:aws:sts::111122223333:assumed-role/",
        "arn:aws:sts::1:assumed-role/XXXX/me",
        "arn:aws:iam::***:user/<redacted>",
    ] {
        let nameless = denied(user);
        assert!(!nameless.contains("details/") && nameless.contains("your role or user"), "{nameless}");
    }
    let request = all(
        "ThrottlingException: Too many tokens per day, please wait before trying again. RequestId: 0a1b2c3d-1111-2222-3333-444455556666",
    );
    assert!(request.contains("0a1b2c3d-1111-2222-3333-444455556666"), "{request}");
}
