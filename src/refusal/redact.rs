//! A text that can be shown to strangers: who called, whose account and every secret taken out, what was said kept.

use std::{borrow::Cow, sync::LazyLock};

use regex_lite::{Captures, Regex};

/// What stands where an account id was, as in AWS's own examples.
const ACCOUNT: &str = "111122223333";

/// Hosts that name nobody: AWS's, Anthropic's and this machine's own.
const PUBLIC: [&str; 9] = [
    "amazonaws.com",
    "amazonaws.com.cn",
    "amazonaws.eu",
    "api.aws",
    "aws.amazon.com",
    "anthropic.com",
    "claude.com",
    "github.com",
    "localhost",
];

/// What is replaced by the same words wherever it stands. The order counts: what holds a secret goes first.
const PLAIN: [(&str, &str); 13] = [
    (r"-----BEGIN [A-Z ]+-----(?s:.*?)(?:-----END [A-Z ]+-----|$)", "SECRET"),
    (r"://[^/\s@]+@", "://"),
    (r"(?i)(https?://[^\s?]+)\?[^\s]+", "$1"),
    (r"\bA(?:KIA|SIA|BIA|CCA|ROA|IDA|GPA|NPA)[A-Z0-9]{8,}\b", "KEY-ID"),
    (r"(?i)\b(?:absk|bedrock-api-key-|sk-|gh[pousr]_|xox[a-z]-)[\w+/=.-]{6,}", "SECRET"),
    (r"\beyJ[\w+/=.-]{8,}", "SECRET"),
    (r"(?i)\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b", "ID"),
    (r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", "NAME@example.com"),
    (r"(?i)((?:/users/|/home/|\\users\\))[^/\\\s\x22']+", "${1}NAME"),
    (
        r"(?i)(--profile[ =]|aws_profile=|\[profile |(?:profile|role|user|account) ?[=:]? ?[\x22'`(])[\w.@/+ -]+",
        "${1}NAME",
    ),
    (r"(?i)\b(vpce|eni|vpc|d|o|ou|p)-[0-9a-z]*\d[0-9a-z]{4,}(?:-[0-9a-z]+)?", "$1-ID"),
    (r"\b\d{4}[- ]?\d{4}[- ]?\d{4}\b", ACCOUNT),
    (
        r"(?i)(enotfound|eai_again|lookup|getaddrinfo|host(?:name)?:?|proxy:?) [a-z0-9.-]+\.(?:corp|lan|internal|local|intra|example|net|com|io|org|cloud)\b",
        "$1 HOST",
    ),
];

/// An ARN: partition, service, region, account, resource.
const ARN: &str = r#"arn:(aws[\w-]*):([\w-]*):([\w-]*):([^:\s"']*):([^\s"'`,;)\]}]*)"#;
/// A name and its value; the name tells that the value is a secret.
const NAMED: &str = r#"(?i)((?:secret|token|password|passwd|api[_-]?key|access[_-]?key|authorization|signature|credential)\w*["']?(?:=| ?: ?)["']?|\b(?:bearer|basic) )([^\s"',;&}<]{6,})"#;
/// A run of letters and digits as keys and tokens are.
const RUN: &str = r"[A-Za-z0-9+/=_-]{20,}";
/// The host of an address.
const HOST: &str = r#"(?i)(https?://)([^/\s"'<>:)]+)"#;
/// An address in numbers.
const NUMBERS: &str = r"\b\d{1,3}(?:\.\d{1,3}){3}\b";

/// What stands in the place of what a pattern found.
type By = fn(&Captures<'_>) -> String;

struct Rules {
    plain: Vec<(Regex, &'static str)>,
    shaped: Vec<(Regex, By)>,
}

static RULES: LazyLock<Rules> = LazyLock::new(|| {
    let shaped: [(&str, By); 5] = [(ARN, arn), (NAMED, named), (HOST, host), (NUMBERS, numbers), (RUN, run)];
    Rules {
        plain: PLAIN.iter().filter_map(|(pattern, by)| Some((Regex::new(pattern).ok()?, *by))).collect(),
        shaped: shaped.into_iter().filter_map(|(pattern, by)| Some((Regex::new(pattern).ok()?, by))).collect(),
    }
});

/// The text without account ids, names of people, roles and hosts, request ids, keys, tokens and passwords. Model ids,
/// regions, actions and everything else that says what happened stay.
#[must_use]
pub fn redacted(text: &str) -> String {
    let mut text = Cow::Borrowed(text);
    let (arns, others) = RULES.shaped.split_at(1.min(RULES.shaped.len()));
    for (pattern, by) in arns {
        text = Cow::Owned(pattern.replace_all(&text, *by).into_owned());
    }
    for (pattern, by) in &RULES.plain {
        text = Cow::Owned(pattern.replace_all(&text, *by).into_owned());
    }
    for (pattern, by) in others {
        text = Cow::Owned(pattern.replace_all(&text, *by).into_owned());
    }
    text.into_owned()
}

fn part<'a>(found: &'a Captures<'_>, at: usize) -> &'a str {
    found.get(at).map_or("", |part| part.as_str())
}

/// Service, region and kind of resource stay, and the id of a model: those are everybody's.
fn arn(found: &Captures<'_>) -> String {
    let [partition, service, region, account, resource] = [1, 2, 3, 4, 5].map(|at| part(found, at));
    let stop = if resource.ends_with('.') { "." } else { "" };
    let kind = resource.split(['/', ':']).next().unwrap_or_default();
    let resource = match resource.trim_end_matches('.') {
        model if service == "bedrock" && model.contains("anthropic.") => model.to_owned(),
        whole if whole.len() > kind.len() => format!("{kind}/NAME"),
        "*" => "*".to_owned(),
        _ => "NAME".to_owned(),
    };
    let account = if account.is_empty() || account == "aws" { account } else { ACCOUNT };
    format!("arn:{partition}:{service}:{region}:{account}:{resource}{stop}")
}

/// In prose a colon follows such a name, too: a word in small letters is no secret there.
fn named(found: &Captures<'_>) -> String {
    let [name, value] = [1, 2].map(|at| part(found, at));
    let prose = name.ends_with(' ') && value.chars().all(|c| c.is_ascii_alphabetic() || c == '.');
    let hidden = value == "SECRET" || value == "KEY-ID";
    format!("{name}{}", if prose || hidden { value } else { "SECRET" })
}

fn host(found: &Captures<'_>) -> String {
    let [scheme, host] = [1, 2].map(|at| part(found, at));
    let lower = host.to_ascii_lowercase();
    let below = |public: &&str| lower.strip_suffix(*public).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    let public = PUBLIC.iter().any(below) || host == "127.0.0.1";
    format!("{scheme}{}", if public { host } else { "HOST" })
}

/// The machine itself, and the address that every instance has for its metadata.
fn numbers(found: &Captures<'_>) -> String {
    let address = part(found, 0);
    if matches!(address, "127.0.0.1" | "0.0.0.0" | "169.254.169.254" | "169.254.170.2") {
        address.to_owned()
    } else {
        "192.0.2.1".to_owned()
    }
}

/// Ids of models and names in code are of one letter case or have no digits.
fn run(found: &Captures<'_>) -> String {
    let run = part(found, 0);
    let has = |wanted: fn(&char) -> bool| run.chars().any(|c| wanted(&c));
    let hex = run.len() >= 32 && run.chars().all(|c| c.is_ascii_hexdigit());
    let mixed = has(char::is_ascii_digit) && has(char::is_ascii_uppercase) && has(char::is_ascii_lowercase);
    if hex || mixed { "SECRET".to_owned() } else { run.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_compiles() {
        assert_eq!((RULES.plain.len(), RULES.shaped.len()), (PLAIN.len(), 5));
    }

    #[test]
    fn nobody_is_named_and_no_secret_is_left() {
        let secrets = [
            "444455556666",
            "4444-5555-6666",
            "Developer",
            "jane.doe",
            "AKIAIOSFODNN7EXAMPLE",
            "ASIA0123456789ABCDEF",
            "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            "ABSKQmVkcm9ja0FQSUtleS0xMjM0",
            "bedrock-api-key-YmVkcm9jay5h",
            "sk-ant-api03-abcdefgh",
            "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0",
            "hunter2hunter2",
            "acme-gateway",
            "10.20.30.40",
            "d-9067012345",
            "0a1b2c3d-1111-2222-3333-444455556666",
            "vpce-0a1b2c3d4e5f",
        ];
        let text = "User: arn:aws:sts::444455556666:assumed-role/Developer/jane.doe is not authorized (account 444455556666, \
            4444-5555-6666) AKIAIOSFODNN7EXAMPLE aws_secret_access_key=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY \
            ASIA0123456789ABCDEF ABSKQmVkcm9ja0FQSUtleS0xMjM0 bedrock-api-key-YmVkcm9jay5h key sk-ant-api03-abcdefgh \
            Authorization: Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0 https://jane.doe:hunter2hunter2@acme-gateway.corp/v1?t=1 \
            password: hunter2hunter2 jane.doe@corp.example 10.20.30.40 https://d-9067012345.awsapps.com/start \
            /Users/jane.doe/.aws/config profile \"Developer\" --profile Developer getaddrinfo ENOTFOUND acme-gateway.corp \
            RequestId: 0a1b2c3d-1111-2222-3333-444455556666 https://vpce-0a1b2c3d4e5f.bedrock-runtime.us-east-1.vpce.amazonaws.com \
            arn:aws:bedrock:us-east-1:444455556666:application-inference-profile/abc123def456 C:\\Users\\jane.doe\\x";
        let shown = redacted(text);
        for secret in secrets {
            assert!(!shown.contains(secret), "{secret} is left in\n{shown}");
        }
        assert!(!shown.contains("abc123def456"), "{shown}");
    }

    #[test]
    fn what_happened_stays() {
        for text in [
            "API Error: 403 You don't have access to the model with the specified model ID.",
            "Invocation of model ID anthropic.claude-haiku-4-5-20251001-v1:0 with on-demand throughput isn't supported.",
            "The security token included in the request is expired",
            "Bearer Token has expired",
            "Could not connect to the endpoint URL: \"https://bedrock.us-west-2.amazonaws.com/foundation-models\"",
            "400 tools.11.custom.defer_loading: Extra inputs are not permitted",
            "botocore.errorfactory.AccessDeniedException: An error occurred (AccessDeniedException) when calling InvokeModel",
            "connect ECONNREFUSED 127.0.0.1:4000",
            "Invalid API Key format: Must start with pre-defined prefix",
        ] {
            assert_eq!(redacted(text), text);
        }
        let denied = "not authorized to perform: bedrock:InvokeModel on resource: \
            arn:aws:bedrock:us-east-1:444455556666:inference-profile/us.anthropic.claude-sonnet-5";
        assert!(
            redacted(denied)
                .ends_with("arn:aws:bedrock:us-east-1:111122223333:inference-profile/us.anthropic.claude-sonnet-5")
        );
    }

    /// What is known before is known after: a report that no longer says what happened is of no use.
    #[test]
    fn a_redacted_text_is_read_as_before() {
        for known in crate::refusal::known_texts() {
            let [before, after] =
                [known.example.clone(), redacted(&known.example)].map(|text| crate::refusal::from_text(&text));
            assert_eq!(before.cause, after.cause, "{} became {}", before.text, after.text);
        }
    }
}
