//! The few things about URLs that are needed to make links.

use std::fmt::Write as _;

use crate::catalog::Partition;

/// Percent-encoded, but for the unreserved characters of RFC 3986 (section 2.3).
pub(super) fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// The access portal without a trailing slash or fragment: `https://x.awsapps.com/start/#/` is `https://x.awsapps.com/start`.
/// `None` for anything but an https URL of plain characters.
pub(super) fn portal(start_url: &str) -> Option<&str> {
    let plain = |text: &str| text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~:/#?=&%".contains(&b));
    let rest =
        start_url.strip_prefix("https://").filter(|rest| !rest.starts_with(['/', '#', '?']) && !rest.is_empty())?;
    let page = start_url.split(['#', '?']).next()?.trim_end_matches('/');
    plain(rest).then_some(page)
}

/// The partition whose AWS Management Console the page is in; `None` for any other page.
pub(super) fn console_of(url: &str) -> Option<Partition> {
    let host = url.strip_prefix("https://")?.split('/').next()?;
    let consoles = [("console.aws.amazon.com", Partition::Aws), ("console.amazonaws-us-gov.com", Partition::AwsUsGov)];
    let is = |console| host.strip_suffix(console).is_some_and(|head| head.is_empty() || head.ends_with('.'));
    consoles.into_iter().find(|(console, _)| is(*console)).map(|(_, partition)| partition)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_unreserved_characters_stay() {
        assert_eq!(encoded("AZaz09-._~"), "AZaz09-._~");
        assert_eq!(encoded("a:b/c?d=e&f#g h%é"), "a%3Ab%2Fc%3Fd%3De%26f%23g%20h%25%C3%A9");
    }

    #[test]
    fn portals_are_told_from_other_texts() {
        for good in ["https://x.awsapps.com/start", "https://x.awsapps.com/start/", "https://x.awsapps.com/start/#/"] {
            assert_eq!(portal(good), Some("https://x.awsapps.com/start"));
        }
        for bad in [
            "",
            "http://x.awsapps.com/start",
            "https://",
            "https:///start",
            "https://x y",
            "javascript:1",
            "https://x\u{1b}",
        ] {
            assert_eq!(portal(bad), None, "{bad}");
        }
        assert_eq!(console_of("https://us-west-2.console.aws.amazon.com/bedrock/home"), Some(Partition::Aws));
        assert_eq!(console_of("https://console.amazonaws-us-gov.com/iam/home"), Some(Partition::AwsUsGov));
        assert_eq!(console_of("https://evil-console.aws.amazon.com/"), None, "only whole labels count");
        assert_eq!(console_of("https://docs.aws.amazon.com/bedrock/"), None);
    }
}
