//! IAM policy documents, as far as the policies of this product use them: allow and deny, actions and resources with `*`,
//! and conditions that compare texts. Anything else in a document is refused where it stands.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{pattern::glob, required_access::Access};

/// One document, attached to the caller.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct Document(Vec<Statement>);

/// What a document says of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Effect {
    Allow,
    Deny,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
struct Written {
    #[serde(rename = "Version")]
    _version: Version,
    statement: Vec<Statement>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
enum Version {
    #[serde(rename = "2012-10-17")]
    Current,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
struct Statement {
    #[serde(rename = "Sid")]
    _sid: Option<String>,
    effect: Word,
    action: OneOrMore,
    resource: OneOrMore,
    #[serde(default)]
    condition: BTreeMap<Operator, BTreeMap<String, OneOrMore>>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
enum Word {
    Allow,
    Deny,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
enum Operator {
    StringEquals,
    StringNotEquals,
    StringLike,
    StringNotLike,
    ArnLike,
    ArnNotLike,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum OneOrMore {
    One(String),
    More(Vec<String>),
}

impl OneOrMore {
    fn any(&self, holds: impl Fn(&str) -> bool) -> bool {
        match self {
            Self::One(text) => holds(text),
            Self::More(texts) => texts.iter().any(|text| holds(text)),
        }
    }
}

impl TryFrom<String> for Document {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let written: Written =
            serde_json::from_str(&text).map_err(|error| format!("not a policy document known here: {error}"))?;
        Ok(Self(written.statement))
    }
}

impl Document {
    /// What the statements that match come down to: a deny outweighs every allow.
    pub(super) fn says(&self, access: &Access<'_>) -> Option<Effect> {
        let matching = self.0.iter().filter(|statement| statement.matches(access));
        let effect = |statement: &Statement| match statement.effect {
            Word::Allow => Effect::Allow,
            Word::Deny => Effect::Deny,
        };
        matching.map(effect).max()
    }
}

impl Statement {
    fn matches(&self, access: &Access<'_>) -> bool {
        // Actions are the same in capitals; an action on no resource is one on all of them.
        let action = access.action.to_lowercase();
        let resource = access.resource.as_deref().unwrap_or("*");
        self.action.any(|pattern| glob(&pattern.to_lowercase(), &action))
            && self.resource.any(|pattern| glob(pattern, resource))
            && self.condition.iter().all(|(operator, keys)| {
                keys.iter().all(|(key, wanted)| operator.holds(access.condition_key(key), wanted))
            })
    }
}

impl Operator {
    /// A key that the request does not have meets negated conditions only (IAM user guide, condition operators).
    fn holds(self, value: Option<&str>, wanted: &OneOrMore) -> bool {
        let equal = |value: &str| wanted.any(|text| text == value);
        let like = |value: &str| wanted.any(|pattern| glob(pattern, value));
        match self {
            Self::StringEquals => value.is_some_and(equal),
            Self::StringNotEquals => !value.is_some_and(equal),
            Self::StringLike | Self::ArnLike => value.is_some_and(like),
            Self::StringNotLike | Self::ArnNotLike => !value.is_some_and(like),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(statements: &str) -> Result<Document, String> {
        Document::try_from(format!("{{\"Version\": \"2012-10-17\", \"Statement\": [{statements}]}}"))
    }

    fn says(statements: &str, action: &str, resource: &str, region: &str, profile: Option<&str>) -> Option<Effect> {
        let more: Vec<(&str, &str)> = profile.map(|arn| ("bedrock:InferenceProfileArn", arn)).into_iter().collect();
        let access = Access { action, resource: Some(resource.to_owned()), region, model: None, more: &more };
        document(statements).unwrap().says(&access)
    }

    const ALLOW: &str = r#"{"Effect": "Allow", "Action": ["bedrock:InvokeModel*"], "Resource": "arn:aws:bedrock:*::foundation-model/a",
                           "Condition": {"StringEquals": {"aws:RequestedRegion": ["eu-west-1", "unspecified"]}}}"#;

    #[test]
    fn action_resource_and_condition_all_count() {
        let arn = "arn:aws:bedrock:eu-west-1::foundation-model/a";
        let table = [
            ("bedrock:InvokeModel", arn, "eu-west-1", Some(Effect::Allow)),
            ("Bedrock:invokemodelwithresponsestream", arn, "unspecified", Some(Effect::Allow)),
            ("bedrock:CountTokens", arn, "eu-west-1", None),
            ("bedrock:InvokeModel", "arn:aws:bedrock:eu-west-1::foundation-model/ab", "eu-west-1", None),
            ("bedrock:InvokeModel", arn, "eu-west-2", None),
        ];
        for (action, resource, region, effect) in table {
            assert_eq!(says(ALLOW, action, resource, region, None), effect, "{action} on {resource} in {region}");
        }
    }

    #[test]
    fn a_deny_outweighs_and_a_missing_key_meets_negated_conditions_only() {
        let deny = r#"{"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {"ArnNotLike": {"bedrock:InferenceProfileArn": "*/us.a"}}}"#;
        let both = format!("{ALLOW}, {deny}");
        let arn = "arn:aws:bedrock:eu-west-1::foundation-model/a";
        let said = |profile| says(&both, "bedrock:InvokeModel", arn, "eu-west-1", profile);
        assert_eq!(said(Some("x/us.a")), Some(Effect::Allow));
        assert_eq!(said(Some("x/eu.a")), Some(Effect::Deny));
        assert_eq!(said(None), Some(Effect::Deny));
    }

    #[test]
    fn what_is_not_known_is_refused() {
        for statement in [
            r#"{"Effect": "Allow", "NotAction": "*", "Resource": "*"}"#,
            r#"{"Effect": "Perhaps", "Action": "*", "Resource": "*"}"#,
            r#"{"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"IpAddress": {"aws:SourceIp": "::1"}}}"#,
        ] {
            assert!(document(statement).unwrap_err().starts_with("not a policy document known here"), "{statement}");
        }
    }
}
