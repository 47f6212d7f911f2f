//! Every refusal text that is known to have been seen, in every dress it comes in.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use bedcheck::refusal::{Cause, Gate, RawRefusal, Refusal, classify, from_text, known_texts, read_paste};

const ACCESS: &str = "AccessDeniedException";
const INVALID: &str = "ValidationException";
const MISSING: &str = "ResourceNotFoundException";
const THROTTLE: &str = "ThrottlingException";

/// What Bedrock and its neighbours said, word for word, with account ids replaced: cause, status, type, text.
/// In the texts, `{denied}` stands for the beginning that all IAM denials of one call share.
const SEEN: &str = include_str!("data/refusals.tsv");

const DENIED: &str = "User: arn:aws:sts::111122223333:assumed-role/Dev/x is not authorized to perform: bedrock:InvokeModel \
                      on resource: arn:aws:bedrock:us-west-2::foundation-model/anthropic.claude-sonnet-5";

struct Seen {
    cause: Cause,
    status: u16,
    kind: &'static str,
    text: String,
}

fn seen() -> Vec<Seen> {
    let rows = SEEN.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let read = |line: &'static str| {
        let [cause, status, kind, text] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let text = text.replace("{denied}", DENIED);
        Seen { cause: cause.parse().unwrap(), status: status.parse().unwrap(), kind, text }
    };
    rows.map(read).collect()
}

fn raw(status: Option<u16>, kind: &str, text: &str) -> RawRefusal {
    RawRefusal { status, kind: kind.to_owned(), text: text.to_owned() }
}

/// The same refusal as other accounts, other days, and other programs show it.
fn dresses(Seen { status, kind, text, .. }: &Seen) -> Vec<Refusal> {
    let quoted = text.replace('"', "\\\"");
    let other = text
        .replace("111122223333", "999988887777")
        .replace("us-west-2", "ap-southeast-7")
        .replace("15 minutes", "2 minutes")
        .replace("30 days", "15 days")
        .replace("sonnet-5", "haiku-4-5-20251001-v1:0");
    let apostrophes = if text.contains('’') { text.replace('’', "'") } else { text.replace('\'', "’") };
    let troubleshoot = format!("{text} Troubleshoot: https://console.aws.amazon.com/iam/home#/access-troubleshooter");
    let answered = |text: &str| classify(&raw(Some(*status), kind, text));
    vec![
        classify(&raw(Some(*status), &format!("{kind}:http://internal.amazon.com/coral/com.amazon.bedrock/"), text)),
        answered(&other),
        answered(&apostrophes),
        answered(&text.to_uppercase().replace(' ', "  ")),
        answered(&format!("The model returned the following errors: {text}")),
        answered(&format!("{{\"message\":\"{quoted}\"}}")),
        answered(&troubleshoot),
        from_text(text),
        from_text(&format!("{{\"Message\": \"{quoted}\"}}\n")),
        from_text(&format!("{{\"__type\":\"{kind}\",\"message\":\"{quoted}\"}}")),
        from_text(&format!("API Error: {status} {text}")),
        from_text(&format!("  ⎿  API Error (us.anthropic.claude-opus-5-5): {status} {{\"message\":\"{quoted}\"}}")),
        from_text(&format!(
            "AWS authentication failed · enable this model for your account and region in the Amazon Bedrock console, \
             or run --model to pick another model · API Error: {status} {text}"
        )),
        from_text(&format!("An error occurred ({kind}) when calling the InvokeModel operation: {text}")),
        from_text(&format!("Error: {kind}: {text}")),
    ]
}

/// The text as a terminal shows it, broken between words or cut at the edge, with what a program draws around it.
fn screens(Seen { status, kind, text, .. }: &Seen) -> Vec<String> {
    let said = format!("API Error: {status} {text}");
    let sdk = format!("An error occurred ({kind}) when calling the InvokeModel operation: {text}");
    let cut = |text: &str, width: usize| {
        let chars: Vec<char> = text.chars().collect();
        chars.chunks(width).map(|line| line.iter().collect::<String>()).collect::<Vec<_>>().join("\r\n")
    };
    let wrapped = |text: &str, width: usize, before: &str| {
        let mut lines = vec![String::new()];
        for word in text.split_whitespace() {
            let line = lines.last_mut().unwrap();
            if line.len() + word.len() >= width && !line.is_empty() {
                lines.push(word.to_owned());
            } else {
                *line += &format!("{}{word}", if line.is_empty() { "" } else { " " });
            }
        }
        lines.join(&format!("\n{before}"))
    };
    let box_bottom = "\n╭──────────────────────────╮\n│ > \u{1b}[7m \u{1b}[0m                     │\n╰──────────────────────────╯\n  ? for shortcuts\n";
    vec![
        format!(
            "╭────╮\n│ ✻ Welcome to Claude Code! │\n╰────╯\n\n> fix the tests\n  ⎿  \u{1b}[31m{}\u{1b}[39m\n{box_bottom}",
            wrapped(&said, 72, "     ")
        ),
        format!(
            "$ claude -p hi\n{}\n$ ",
            wrapped(
                &format!(
                    "AWS authentication failed · enable this model for your account and region in the Amazon Bedrock console, or run --model to pick another model · {said}"
                ),
                60,
                ""
            )
        ),
        format!("$ aws bedrock-runtime invoke-model --model-id x out.json\r\n\r\n{}\r\n$ \r\n", cut(&sdk, 79)),
        format!("│ {} │\n│                                    │\n", wrapped(&said, 50, "│ ").replace('\n', "   │\n")),
        format!("● {said} · Retrying in 4 seconds… (attempt 3/10)"),
        format!("  ⎿  API Error ({status} {text}) · Retrying in 1 seconds… (attempt 1/10)\n"),
        format!(
            "[ERROR] AnthropicError {{\n  \"status\": {status},\n  \"error\": {{\n    \"__type\": \"{kind}\",\n    \"message\": \"{}\"\n  }}\n}}",
            text.replace('"', "\\\"")
        ),
    ]
}

#[test]
fn every_seen_text_is_found_on_a_whole_screen() {
    for row in seen() {
        for screen in screens(&row) {
            let pasted = read_paste(&screen).unwrap();
            assert_eq!(pasted.best.cause, row.cause, "{screen}\n{:?}", pasted.best);
            assert_eq!(pasted.others, [], "{screen}");
            let plain = from_text(&row.text).captures;
            for name in ["action", "resource", "resource_region", "policy_type", "policy_arn", "model_id"] {
                assert_eq!(pasted.best.captures.get(name), plain.get(name), "{name} in {screen}");
            }
        }
    }
}

#[test]
fn a_dress_hides_no_part_of_a_denial() {
    let policy = "arn:aws:organizations::111122223333:policy/o-1/service_control_policy/p-1";
    let said = format!("{DENIED} with an explicit deny in a service control policy: {policy}");
    let plain = from_text(&said).captures;
    assert_eq!(plain.len(), 6, "{plain:?}");
    for end in [
        ". Authorization ID: 1a2b-3c. Troubleshoot: https://console.aws.amazon.com/iam/home#/access-troubleshooter?id=1a2b-3c",
        " (Service: BedrockRuntime, Status Code: 403, Request ID: 0a-1b)",
        ", see https://console.aws.amazon.com/iam/home#/access-troubleshooter",
        ".",
    ] {
        assert_eq!(from_text(&format!("{said}{end}")).captures, plain, "{end}");
    }
    let request = from_text(&format!("{said} (Service: BedrockRuntime, Status Code: 403, Request ID: 0a-1b)"));
    assert_eq!((request.status, request.request_id.as_deref()), (Some(403), Some("0a-1b")));
}

#[test]
fn every_seen_text_is_understood_in_every_dress() {
    let seen = seen();
    assert!(seen.len() > 70, "the table is read: {}", seen.len());
    for row in &seen {
        for refusal in dresses(row) {
            assert_eq!(refusal.cause, row.cause, "{}", refusal.text);
            assert_eq!(refusal.gate, row.cause.gate());
            assert!(refusal.recognised);
        }
    }
}

#[test]
fn the_type_never_overrules_the_text() {
    for row in seen() {
        for kind in [ACCESS, INVALID, MISSING, THROTTLE, "SomethingNewException", ""] {
            assert_eq!(classify(&raw(Some(400), kind, &row.text)).cause, row.cause, "{kind}: {}", row.text);
        }
    }
}

/// A rejected body is close to good news; a 403 with such words in it is none.
#[test]
fn a_denial_that_mentions_the_body_is_not_taken_for_a_rejected_body() {
    let text = "access to the messages API must not be used by this account";
    let denied = classify(&raw(Some(403), ACCESS, text));
    assert_eq!((denied.cause, denied.recognised), (Cause::Unrecognised, false));
}

#[test]
fn every_known_text_leads_to_its_cause_with_the_type_it_was_seen_with() {
    for known in known_texts() {
        assert_eq!(classify(&raw(known.status, &known.kind, &known.example)).cause, known.cause, "{}", known.example);
        assert_eq!(from_text(&known.example).cause, known.cause, "{}", known.example);
    }
}

#[test]
fn what_claude_code_makes_of_it_is_understood() {
    let table = [
        (
            "The model us.anthropic.claude-sonnet-4-6 is not available on your bedrock deployment. Try --model to switch \
             to us.anthropic.claude-sonnet-4-5-20250929-v1:0, or ask your admin to enable this model.",
            Cause::HiddenByClaudeCode,
            Some("us.anthropic.claude-sonnet-4-6"),
        ),
        (
            "API Error (us.anthropic.claude-haiku-5-5): 400 The provided model identifier is invalid. Try --model to \
             switch to us.anthropic.claude-haiku-4-5-20251001-v1:0",
            Cause::InvalidModelId,
            Some("us.anthropic.claude-haiku-5-5"),
        ),
        (
            "us.anthropic.claude-sonnet-5 is temporarily unavailable, so auto mode cannot determine the safety of Bash.",
            Cause::ClassifierUnavailable,
            Some("us.anthropic.claude-sonnet-5"),
        ),
        (
            "AWS authentication failed · enable this model for your account and region in the Amazon Bedrock console, or \
             run --model to pick another model · API Error: 403 You don't have access to the model with the specified \
             model ID.",
            Cause::NoModelAccess,
            None,
        ),
        (
            "AWS authentication failed · check your credentials and model access · API Error: 403 User: \
             arn:aws:iam::111122223333:user/dev is not authorized to perform: bedrock:InvokeModelWithResponseStream on \
             resource: arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-opus-5-5 because no identity-based \
             policy allows the bedrock:InvokeModelWithResponseStream action",
            Cause::NotAllowed,
            Some("anthropic.claude-opus-5-5"),
        ),
        (
            "Warning: Opus: Opus 5.5 not available — using Opus 5 for this session",
            Cause::HiddenByClaudeCode,
            Some("anthropic.claude-opus-5-5"),
        ),
        (
            "Warning: Opus: Opus 5.5 not available — using Sonnet 4.5. Enable Opus 5.5 in the Bedrock console to upgrade.",
            Cause::HiddenByClaudeCode,
            Some("anthropic.claude-opus-5-5"),
        ),
        ("Fable 5.2    no InvokeModel permission", Cause::HiddenByClaudeCode, Some("anthropic.claude-fable-5-2")),
        (
            "Claude Opus 5 is not available for this account. For additional access options, contact AWS Sales.",
            Cause::ContactSales,
            Some("anthropic.claude-opus-5"),
        ),
        ("API Error: 404 This model version has reached the end of its life.", Cause::EndOfLife, None),
    ];
    for (text, cause, model) in table {
        let refusal = from_text(text);
        assert_eq!(refusal.cause, cause, "{text}");
        assert_eq!(refusal.captures.get("model_id").map(String::as_str), model, "{text}");
        assert!(refusal.recognised);
    }
}

#[test]
fn a_policy_that_spoke_is_named() {
    let said = |end: &str| from_text(&format!("{DENIED} {end}"));
    let table = [
        ("because no identity-based policy allows the action", Cause::NotAllowed, "identity-based policy"),
        ("because no session policy allows the action", Cause::NotAllowed, "session policy"),
        ("because no permissions boundary allows the action", Cause::NotAllowed, "permissions boundary"),
        ("because no VPC endpoint policy allows the action", Cause::NotAllowed, "VPC endpoint policy"),
        ("with an explicit deny in a VPC endpoint policy", Cause::ExplicitDeny, "VPC endpoint policy"),
        ("with an explicit deny in a session policy: arn:aws:iam::1:policy/x", Cause::ExplicitDeny, "session policy"),
        ("with an explicit deny in a resource control policy", Cause::DeniedByOrganization, "resource control policy"),
        ("because no service control policy allows it", Cause::DeniedByOrganization, "service control policy"),
    ];
    for (end, cause, policy_type) in table {
        let refusal = said(end);
        assert_eq!(refusal.cause, cause, "{end}");
        assert_eq!(refusal.captures["policy_type"], policy_type);
        assert_eq!(refusal.captures["action"], "bedrock:InvokeModel");
        assert_eq!(refusal.captures["resource_region"], "us-west-2");
        assert_eq!(refusal.captures["model_id"], "anthropic.claude-sonnet-5");
        assert_eq!(refusal.in_short(), "denied: needs bedrock:InvokeModel");
    }
    let everywhere = from_text(&DENIED.replace("bedrock:us-west-2::", "bedrock:::"));
    assert!(!everywhere.captures.contains_key("resource_region"), "the model ARN of a global profile has no region");
}

#[test]
fn an_unknown_text_stays_visible_and_is_filed_by_type() {
    let words = "Something AWS made up this morning.";
    for (kind, gate) in [
        (ACCESS, Some(Gate::Permission)),
        ("NotAuthorized", Some(Gate::Permission)),
        (MISSING, Some(Gate::Offer)),
        ("ExpiredTokenException", Some(Gate::Credentials)),
        (INVALID, None),
        ("SomethingNewException", None),
    ] {
        let refusal = classify(&raw(Some(400), kind, words));
        assert_eq!((refusal.gate, refusal.text.as_str()), (gate, words), "{kind}");
        assert_eq!(refusal.recognised, kind == "ExpiredTokenException");
    }
    let pasted =
        from_text(&format!("An error occurred (AccessDeniedException) when calling the Converse operation: {words}"));
    assert_eq!((pasted.gate, pasted.recognised), (Some(Gate::Permission), false));
    assert!(pasted.text.contains(words));
}

#[test]
fn ordinary_words_are_not_mistaken_for_a_refusal() {
    for text in ["", "hello", "The build failed: 3 errors", "Please test the user's model access page.", "404"] {
        assert!(!from_text(text).recognised, "{text}");
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]

    /// Any text at all is taken in, and comes out fit for a terminal.
    #[test]
    fn nothing_breaks_it(text in r#"(API Error: |403 |[{}"':(]|message|\PC|\u{1b}\[|\u{202e}|\n){0,40}"#, kind in ".{0,12}") {
        let refusal = classify(&raw(None, &kind, &text));
        for shown in [&refusal.text, &refusal.kind].into_iter().chain(refusal.captures.values()) {
            proptest::prop_assert!(!shown.chars().any(|c| c.is_control() || c == '\u{202e}'), "{shown:?}");
        }
    }
}
