//! Taking the wrappers off a refusal: what clients and SDKs put around AWS's words.

use std::sync::LazyLock;

use regex_lite::{Regex, RegexBuilder};
use serde_json::Value;

use super::{required::Filter, screen};
use crate::catalog::printable;

/// As much of a pasted text as is looked at, in characters. AWS's own refusals stay far below.
pub(super) const LONGEST: usize = 16_384;
/// As many wrappers as are taken off. Three were seen: Claude Code, its SDK, JSON.
const DEEPEST: usize = 8;

/// What was inside the wrappers, and what they said about it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Opened {
    /// HTTP status, if a wrapper named it.
    pub(super) status: Option<u16>,
    /// Error type, if a wrapper named it; the innermost wins.
    pub(super) kind: Option<String>,
    /// The id of the request, if a wrapper named it.
    pub(super) request: Option<String>,
    /// Model id, if a wrapper named it.
    pub(super) model: Option<String>,
    /// The innermost text, folded.
    pub(super) text: String,
}

/// Any SDK that prints the error type first: "botocore.errorfactory.AccessDeniedException: …". Its capitals tell a type from
/// a word.
const TYPED: &str = r"(?:^|[\s.$#:(])(?P<kind>[A-Z]\w*(?:Exception|Fault|Failure|Error))(?:\)?: | - )(?P<text>.+)$";

/// Wrappers as regular expressions with the groups `text` (what is inside), `status`, `kind`, `request` and `model`; tried in any letter case,
/// but for [`TYPED`].
const LAYERS: [&str; 13] = [
    // Claude Code, before it tries again: "API Error (403 …) · Retrying in 4 seconds… (attempt 3/10)"
    r"API Error \((?:(?P<status>[1-5]\d\d) )?(?P<text>.+)\) · Retrying in .*$",
    // Claude Code: "AWS authentication failed · … · API Error (us.anthropic.…): 403 {…}"
    r"API Error(?: \((?P<model>[^)]*)\))?: (?:(?P<status>[1-5]\d\d) )?(?P<text>.+)$",
    // Claude Code's log: "API error (attempt 1/11): 403 403 {…}"
    r"API error \(attempt \d+/\d+\): (?:(?P<status>[1-5]\d\d) )?(?P<text>.+)$",
    // who runs Claude Code as a process: its action, its SDK, editors
    r"Claude Code process exited with code \d+: (?P<text>.+)$",
    // the Anthropic SDK for Python: "Error code: 400 - {'message': …}"
    r"Error code: (?P<status>[1-5]\d\d) - (?P<text>.+)$",
    // the AWS CLI and botocore
    r"An error occurred \((?P<kind>\w+)\) when calling the \w+ operation(?: \(reached max retries: \d+\))?: (?P<text>.+)$",
    // the AWS SDK for Go
    r"https response error StatusCode: (?P<status>\d{3}), RequestID: (?P<request>[\w-]*), (?:api error )?(?P<text>.+)$",
    // the AWS SDK for Java
    r"^(?P<text>.+) \(Service: [\w ]+, Status Code: (?P<status>\d{3})(?:, Request ID: (?P<request>[\w-]+))?[^)]*\)",
    // the model layer of Bedrock
    r"^The model returned the following errors: (?P<text>.+)$",
    TYPED,
    // the Anthropic SDK: "403 You don't have access …"
    r"^(?:Error: )?(?P<status>[45]\d\d) (?P<text>.+)$",
    // an object as Python writes it
    r#"'(?:message|Message)': '(?P<text>[^']+)'"#,
    r#"'(?:message|Message)': "(?P<text>[^"]+)""#,
];

/// As much of a text as is looked at.
pub(super) fn head(text: &str) -> &str {
    text.char_indices().nth(LONGEST).map_or(text, |(end, _)| &text[..end])
}

/// Takes off wrapper after wrapper, until nothing more is known to be one.
pub(super) fn open(text: &str) -> Opened {
    let mut opened = Opened { text: fold(text), ..Opened::default() };
    for _ in 0..DEEPEST {
        let Some(inner) = peel(&opened.text) else { break };
        opened = Opened {
            status: inner.status.or(opened.status),
            kind: inner.kind.or(opened.kind),
            request: inner.request.or(opened.request),
            model: inner.model.or(opened.model),
            text: fold(&inner.text),
        };
    }
    opened
}

/// Straight apostrophes, single spaces, nothing invisible, no bullet or frame in front.
fn fold(text: &str) -> String {
    let plain = screen::without_sequences(head(text));
    let straight: String =
        printable(&plain).chars().map(|c| if matches!(c, '’' | '‘' | 'ʼ' | '′') { '\'' } else { c }).collect();
    let words: Vec<&str> = straight.split_whitespace().collect();
    words.join(" ").trim_start_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '{' | '<' | '\'')).to_owned()
}

/// The outermost wrapper goes first: words around a JSON body may say more than the body.
fn peel(text: &str) -> Option<Opened> {
    if text.starts_with('{') { json(text).or_else(|| layer(text)) } else { layer(text).or_else(|| json(text)) }
}

fn layer(text: &str) -> Option<Opened> {
    static COMPILED: LazyLock<Vec<Regex>> = LazyLock::new(|| {
        let compiled = |pattern: &&str| RegexBuilder::new(pattern).case_insensitive(*pattern != TYPED).build().ok();
        LAYERS.iter().filter_map(compiled).collect()
    });
    static FILTER: LazyLock<Filter> = LazyLock::new(|| Filter::new(LAYERS.into_iter()));
    let maybe = FILTER.candidates(text);
    COMPILED.iter().zip(maybe).filter(|(_, maybe)| *maybe).find_map(|(pattern, _)| {
        let found = pattern.captures(text)?;
        let group = |name| found.name(name).map(|part| part.as_str().to_owned());
        Some(Opened {
            status: group("status").and_then(|status| status.parse().ok()),
            kind: group("kind"),
            request: group("request").filter(|id| !id.is_empty()),
            model: group("model"),
            text: group("text")?,
        })
    })
}

/// A JSON body, alone or inside other words: `{"message": …}`, `{"Message": …}`, `{"error": {"type": …, "message": …}}`,
/// `{"detail": …}`.
fn json(text: &str) -> Option<Opened> {
    let body = text.get(text.find('{')?..=text.rfind('}')?)?;
    let value: Value = serde_json::from_str(body).ok()?;
    let error = value.get("error").filter(|error| error.is_object()).unwrap_or(&value);
    let entry = |key: &str| error.as_object()?.iter().find(|(name, _)| name.eq_ignore_ascii_case(key));
    let string = |keys: &[&str]| keys.iter().find_map(|key| entry(key)?.1.as_str().map(str::to_owned));
    Some(Opened {
        kind: string(&["__type", "code", "type"]),
        text: string(&["message", "errorMessage", "error", "detail"])?,
        ..Opened::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wrapper_comes_off() {
        assert!(LAYERS.iter().all(|pattern| Regex::new(pattern).is_ok()));
        let said = "You don't have access to the model with the specified model ID.";
        let table = [
            (said.to_owned(), None, None),
            (format!("  ⎿  API Error: 403 {said}"), Some(403), None),
            (format!("API Error (us.anthropic.claude-opus-5): 403 {said}"), Some(403), None),
            (
                format!("AWS authentication failed · enable this model · API Error: 403 {{\"message\":\"{said}\"}}"),
                Some(403),
                None,
            ),
            (
                format!("{{\"__type\":\"AccessDeniedException\",\"Message\":\"{said}\"}}"),
                None,
                Some("AccessDeniedException"),
            ),
            (
                format!(
                    "API Error: 403 {{\"type\":\"error\",\"error\":{{\"type\":\"permission_error\",\"message\":\"{said}\"}}}}"
                ),
                Some(403),
                Some("permission_error"),
            ),
            (
                format!(
                    "An error occurred (AccessDeniedException) when calling the InvokeModel operation (reached max retries: 4): {said}"
                ),
                None,
                Some("AccessDeniedException"),
            ),
            (
                format!(
                    "botocore.errorfactory.AccessDeniedException: An error occurred (AccessDeniedException) when calling the Converse operation: {said}"
                ),
                None,
                Some("AccessDeniedException"),
            ),
            (
                format!(
                    "operation error Bedrock Runtime: InvokeModel, https response error StatusCode: 403, RequestID: 0a-1b, AccessDeniedException: {said}"
                ),
                Some(403),
                Some("AccessDeniedException"),
            ),
            (format!("{said} (Service: BedrockRuntime, Status Code: 403, Request ID: 0a-1b)"), Some(403), None),
            (format!("\x1b[31mError: 403\x1b[0m\n  {}", said.replace('\'', "’")), Some(403), None),
            (format!("The model returned the following errors: {said}"), None, None),
        ];
        for (text, status, kind) in table {
            let opened = open(&text);
            assert_eq!(opened.text, said, "{text}");
            assert_eq!((opened.status, opened.kind.as_deref()), (status, kind), "{text}");
        }
    }

    #[test]
    fn what_is_no_wrapper_stays() {
        for text in ["", "{", "} {", "{\"a\":1}", "Error 002: no", "é{\"message\":3}é", "Operation not allowed"] {
            assert_eq!(open(text).text, text.trim_start_matches('}').trim_start(), "{text}");
        }
        assert_eq!(open(&"x".repeat(100_000)).text.len(), LONGEST);
    }
}
