//! Secrets taken out of texts that others wrote, where such texts enter: AWS repeats the request in the text of a bad
//! signature, the SDK repeats an endpoint with its password, a credential process says on its standard error what it
//! likes.

use std::{borrow::Cow, env, sync::LazyLock};

use regex_lite::{Captures, Regex};

/// What stands in place of a secret.
const HIDDEN: &str = "(not shown)";

/// Variables whose values are secrets of this process.
const SECRET_VARIABLES: [&str; 5] = [
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_SECURITY_TOKEN",
    "AWS_BEARER_TOKEN_BEDROCK",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN",
];

/// Shorter values are no secrets, and taking them out would tear words apart.
const SHORTEST: usize = 8;

/// The text without secrets: those of this process, the session token of a canonical request, the password in an
/// address, and all that follows where a foreign program or the SDK's own memory is printed.
pub(super) fn scrub(text: &str) -> String {
    let secrets = SECRET_VARIABLES.iter().filter_map(|name| env::var(name).ok());
    scrub_of(text, &secrets.collect::<Vec<_>>())
}

fn scrub_of(text: &str, secrets: &[String]) -> String {
    let mut text = Cow::Borrowed(text);
    for secret in secrets.iter().map(|secret| secret.trim()).filter(|secret| secret.len() >= SHORTEST) {
        if text.contains(secret) {
            text = Cow::Owned(text.replace(secret, HIDDEN));
        }
    }
    let text = cut(&text);
    let text = TOKEN.replace_all(text, |found: &Captures<'_>| format!("{}{HIDDEN}", &found["name"]));
    PASSWORD.replace_all(&text, |found: &Captures<'_>| format!("://{}:{HIDDEN}@", &found["user"])).into_owned()
}

/// Only what stands before another program's output, or a dump of memory.
fn cut(text: &str) -> &str {
    const BEGINNINGS: [&str; 4] = ["Stderr:", " to request `", "Request { body", "SdkBody {"];
    let end = BEGINNINGS.iter().filter_map(|word| text.find(word)).min().unwrap_or(text.len());
    text[..end].trim_end_matches([' ', ':', ';', ','])
}

/// A header of a canonical request, as AWS repeats it, or a query parameter of a signed address.
static TOKEN: LazyLock<Regex> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "a constant; every test of this file would fail")]
    Regex::new(r#"(?i)(?<name>x-amz-security-token["']?\s*[:=]\s*["']?)[^\s"'&,;]+"#).expect("a regular expression")
});

/// `scheme://user:password@`. A password that is no part of a URI may hold anything but the end of the address.
static PASSWORD: LazyLock<Regex> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "a constant; every test of this file would fail")]
    Regex::new(r#"://(?<user>[^/\s:@`"']*):[^\n`"]*?@"#).expect("a regular expression")
});

#[cfg(test)]
mod tests {
    use super::*;

    /// Reliability reading of November 2026, kind 6: each of these reached JSON and the survey on disk.
    #[test]
    fn secrets_of_others_texts_are_not_kept() {
        let secrets = ["wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY".to_owned(), "short".to_owned()];
        for (text, shown) in [
            (
                "The Canonical String should have been 'host:x\nx-amz-security-token:FwoGZXIvYXdzEJr//abc=\nend",
                "The Canonical String should have been 'host:x\nx-amz-security-token:(not shown)\nend",
            ),
            ("GET /?X-Amz-Security-Token=FwoG%2F&X-Amz-Date=1", "GET /?X-Amz-Security-Token=(not shown)&X-Amz-Date=1"),
            (
                "external process exited with code 1. Stderr: token=hunter2 for bob",
                "external process exited with code 1.",
            ),
            (
                "failed to apply endpoint `http://u:PW^x y@gw.example/p` to request `Request { body: SdkBody { x",
                "failed to apply endpoint `http://u:(not shown)@gw.example/p`",
            ),
            ("no proxy at http://me:s3cr3t@proxy.example:8080", "no proxy at http://me:(not shown)@proxy.example:8080"),
            ("key wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY is bad, in short", "key (not shown) is bad, in short"),
            ("User: arn:aws:iam::1:user/x is not authorized", "User: arn:aws:iam::1:user/x is not authorized"),
            ("https://bedrock.us-west-2.amazonaws.com:443/x", "https://bedrock.us-west-2.amazonaws.com:443/x"),
        ] {
            assert_eq!(scrub_of(text, &secrets), shown);
        }
    }
}
