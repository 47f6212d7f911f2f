//! Names that are taken for the right one: made of the same words in another way, such as `BEDROCK_AWS_REGION`.

use super::super::rules::table;

/// What a variable is about, told by any of these words in its name, and the variable that the client reads for it. The
/// second half says whether the name has to speak of Bedrock: an address or a switch may be that of anything else.
const SUBJECTS: [(&[&str], &str, bool); 5] = [
    (&["REGION"], "AWS_REGION", false),
    (&["PROFILE"], "AWS_PROFILE", false),
    (&["USE", "ENABLE", "ENABLED"], "CLAUDE_CODE_USE_BEDROCK", true),
    (&["URL", "ENDPOINT"], "ANTHROPIC_BEDROCK_BASE_URL", true),
    (&["KEY", "TOKEN", "BEARER"], "AWS_BEARER_TOKEN_BEDROCK", true),
];

/// The words such names are made of beside their subject. A name with another word is about something else.
const WORDS: [&str; 12] =
    ["AWS", "ANTHROPIC", "BEDROCK", "CLAUDE", "CODE", "AMAZON", "DEFAULT", "NAME", "ID", "BASE", "API", "RUNTIME"];

/// Names made of these words that the client or the SDK under it does read.
const READ: [&str; 10] = [
    "AWS_REGION",
    "AWS_DEFAULT_REGION",
    "AWS_PROFILE",
    "CLAUDE_CODE_USE_BEDROCK",
    "ANTHROPIC_BEDROCK_REGION_PREFIX",
    "ANTHROPIC_BEDROCK_BASE_URL",
    "AWS_BEARER_TOKEN_BEDROCK",
    "AWS_ENDPOINT_URL",
    "AWS_ENDPOINT_URL_BEDROCK",
    "AWS_ENDPOINT_URL_BEDROCK_RUNTIME",
];

/// The variable that a name was taken for.
pub(super) fn look_alike(name: &str) -> Option<&'static str> {
    if READ.contains(&name) || table().variables.contains_key(name) {
        return None;
    }
    let parts: Vec<&str> = name.split('_').collect();
    let (_, right, _) = SUBJECTS.iter().find(|(subject, _, of_bedrock)| {
        parts.iter().any(|part| subject.contains(part)) && (!of_bedrock || parts.contains(&"BEDROCK"))
    })?;
    let is_subject = |part: &&str| SUBJECTS.iter().any(|(subject, ..)| subject.contains(part));
    parts.iter().all(|part| WORDS.contains(part) || is_subject(part)).then_some(*right)
}

#[cfg(test)]
mod tests {
    use super::look_alike;

    #[test]
    fn a_name_of_the_same_words_leads_to_the_right_one() {
        let table = [
            ("AWS_REGION_NAME", "AWS_REGION"),
            ("BEDROCK_REGION", "AWS_REGION"),
            ("AWS_PROFILE_NAME", "AWS_PROFILE"),
            ("CLAUDE_CODE_ENABLE_BEDROCK", "CLAUDE_CODE_USE_BEDROCK"),
            ("CLAUDE_CODE_USE_AWS_BEDROCK", "CLAUDE_CODE_USE_BEDROCK"),
            ("BEDROCK_ENABLED", "CLAUDE_CODE_USE_BEDROCK"),
            ("CLAUDE_CODE_BEDROCK_BASE_URL", "ANTHROPIC_BEDROCK_BASE_URL"),
            ("BEDROCK_ENDPOINT_URL", "ANTHROPIC_BEDROCK_BASE_URL"),
            ("AWS_BEDROCK_API_KEY", "AWS_BEARER_TOKEN_BEDROCK"),
            ("BEDROCK_BEARER_TOKEN", "AWS_BEARER_TOKEN_BEDROCK"),
        ];
        for (wrong, right) in table {
            assert_eq!(look_alike(wrong), Some(right), "{wrong}");
        }
    }

    #[test]
    fn what_is_read_or_about_something_else_is_left_alone() {
        for name in [
            "AWS_REGION",
            "AWS_DEFAULT_REGION",
            "AWS_ENDPOINT_URL",
            "AWS_ENDPOINT_URL_STS",
            "AWS_USE_FIPS_ENDPOINT",
            "AWS_ACCESS_KEY_ID",
            "ANTHROPIC_API_KEY",
            "ANTHROPIC_BASE_URL",
            "CLAUDE_CODE_USE_VERTEX",
            "CLAUDE_CODE_SKIP_BEDROCK_AUTH",
            "CLAUDE_CODE_MAX_OUTPUT_TOKENS",
            "AWS_SESSION_TOKEN",
            "BEDROCK_LOG_LEVEL",
        ] {
            assert_eq!(look_alike(name), None, "{name}");
        }
    }
}
