//! Whether the client takes a settings file at all: its schema, as data, against the values of a file.

use std::sync::OnceLock;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::{Version, rules::version};

/// Why a file is not taken, or in managed settings a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    /// The keys down to the value; empty for the file itself.
    pub(super) path: Vec<String>,
    /// What is wrong, with the key in front: `includeCoAuthoredBy must be true or false and is a text`.
    pub(super) what: String,
    /// From this version on it does no harm.
    until: Option<Version>,
}

impl Fault {
    /// Whether a version minds.
    pub(super) fn holds_in(&self, version: Version) -> bool {
        self.until.is_none_or(|until| version < until)
    }
}

#[derive(Deserialize)]
struct Schema {
    byte_order_mark: Rule,
    permission_rules: RulesOfPermission,
    hooks: Hooks,
    key: Vec<Key>,
}

#[derive(Deserialize)]
struct Rule {
    #[serde(deserialize_with = "version")]
    until: Version,
}

#[derive(Deserialize)]
struct RulesOfPermission {
    paths: Vec<String>,
    #[serde(deserialize_with = "version")]
    until: Version,
}

#[derive(Deserialize)]
struct Hooks {
    #[serde(deserialize_with = "version")]
    until: Version,
    events: Vec<String>,
    types: Vec<String>,
}

#[derive(Deserialize)]
struct Key {
    path: String,
    is: Option<Form>,
    #[serde(default)]
    one_of: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Form {
    Boolean,
    Number,
    Text,
    Object,
    List,
}

impl Form {
    fn words(self) -> &'static str {
        match self {
            Self::Boolean => "true or false",
            Self::Number => "a number",
            Self::Text => "a text",
            Self::Object => "an object",
            Self::List => "a list",
        }
    }

    fn of(value: &Value) -> Option<Self> {
        Some(match value {
            Value::Null => return None,
            Value::Bool(_) => Self::Boolean,
            Value::Number(_) => Self::Number,
            Value::String(_) => Self::Text,
            Value::Array(_) => Self::List,
            Value::Object(_) => Self::Object,
        })
    }
}

fn schema() -> &'static Schema {
    static SCHEMA: OnceLock<Schema> = OnceLock::new();
    #[expect(clippy::expect_used, reason = "bundled and read by a test")]
    SCHEMA
        .get_or_init(|| toml::from_str(include_str!("../../assets/settings-schema.toml")).expect("the bundled schema"))
}

/// That a file begins with a byte-order mark.
pub(super) fn byte_order_mark() -> Fault {
    let what = "it begins with a byte-order mark".to_owned();
    Fault { path: Vec::new(), what, until: Some(schema().byte_order_mark.until) }
}

/// Everything in a file that some version refuses it for.
pub(super) fn faults(values: &Map<String, Value>) -> Vec<Fault> {
    let schema = schema();
    let mut found: Vec<Fault> = schema.key.iter().filter_map(|key| wrong_value(values, key)).collect();
    found.extend(schema.permission_rules.paths.iter().flat_map(|path| unmatched_brackets(values, path)));
    found.extend(hooks(values));
    found
}

fn at<'a>(values: &'a Map<String, Value>, path: &str) -> Option<&'a Value> {
    let mut keys = path.split('.');
    let first = values.get(keys.next()?)?;
    keys.try_fold(first, |value, key| value.get(key))
}

fn keys(path: &str) -> Vec<String> {
    path.split('.').map(str::to_owned).collect()
}

fn wrong_value(values: &Map<String, Value>, key: &Key) -> Option<Fault> {
    let value = at(values, &key.path)?;
    let expected = match (key.is, value.as_str()) {
        (Some(form), _) if Form::of(value) == Some(form) => return None,
        (Some(form), _) => form.words().to_owned(),
        (None, Some(word)) if key.one_of.iter().any(|known| known == word) => return None,
        (None, _) => format!("one of {}", key.one_of.join(", ")),
    };
    let is = match (Form::of(value), value.as_str()) {
        (None, _) => "null".to_owned(),
        (Some(Form::Boolean), _) => value.to_string(),
        // A word is told; a text of another key may be a secret.
        (Some(_), Some(word)) if key.is.is_none() => format!("{:?}", super::sources::clean(word)),
        (Some(form), _) => form.words().to_owned(),
    };
    Some(Fault { path: keys(&key.path), what: format!("{} must be {expected} and is {is}", key.path), until: None })
}

fn unmatched_brackets(values: &Map<String, Value>, path: &str) -> Vec<Fault> {
    let rules = at(values, path).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    let unmatched = |rule: &&str| rule.matches('(').count() != rule.matches(')').count();
    let until = Some(schema().permission_rules.until);
    let fault = |rule: &str| {
        let what = format!("{path} has a rule with an unmatched bracket, {}", super::sources::clean(rule));
        Fault { path: keys(path), what, until }
    };
    rules.filter(unmatched).map(fault).collect()
}

fn hooks(values: &Map<String, Value>) -> Vec<Fault> {
    let known = &schema().hooks;
    let mut found = Vec::new();
    for (event, matchers) in values.get("hooks").and_then(Value::as_object).into_iter().flatten() {
        let path = vec!["hooks".to_owned(), event.clone()];
        let name = super::sources::clean(event);
        if !known.events.contains(event) {
            let what = format!("hooks has the event {name}, which this version does not know");
            found.push(Fault { path: path.clone(), what, until: Some(known.until) });
        }
        let groups = matchers.as_array().into_iter().flatten();
        let hooks = groups.filter_map(|group| group.get("hooks")?.as_array()).flatten();
        let kinds = hooks.filter_map(|hook| hook.get("type")?.as_str());
        found.extend(kinds.filter(|kind| !known.types.iter().any(|one| one == kind)).map(|kind| {
            let kind = super::sources::clean(kind);
            Fault {
                path: path.clone(),
                what: format!("hooks.{name} has a hook of the unknown type {kind:?}"),
                until: None,
            }
        }));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(json: Value, version: Version) -> Vec<String> {
        let Value::Object(values) = json else { return Vec::new() };
        faults(&values).into_iter().filter(|fault| fault.holds_in(version)).map(|fault| fault.what).collect()
    }

    /// Each row as run with the client of that version, on both sides of the edge where there is one.
    #[test]
    fn a_file_is_refused_for_what_the_client_refuses_it_for() {
        use serde_json::json;
        let newest = Version(2, 1, 330);
        for (json, version, refused) in [
            (json!({"includeCoAuthoredBy": "false"}), newest, true),
            (json!({"includeCoAuthoredBy": false}), newest, false),
            (json!({"model": null}), newest, true),
            (json!({"model": 5}), newest, true),
            (json!({"model": ["opus"]}), newest, true),
            (json!({"permissions": "all"}), newest, true),
            (json!({"permissions": {"allow": "Bash"}}), newest, true),
            (json!({"cleanupPeriodDays": "many"}), newest, true),
            (json!({"statusLine": "x"}), newest, true),
            (json!({"awsAuthRefresh": ["aws", "sso", "login"]}), newest, true),
            (json!({"env": ["A=b"]}), newest, true),
            (json!({"env": {"A": 1, "B": true, "C": {}}}), newest, false),
            (json!({"availableModels": "opus"}), newest, true),
            (json!({"hooks": {"Stop": [{"hooks": [{"type": "nope"}]}]}}), newest, true),
            (json!({"hooks": "x"}), newest, false),
            (json!({"forceLoginMethod": "bedrock", "effortLevel": "maximum", "unheardOf": 1}), newest, false),
            (json!({"permissions": {"defaultMode": "yolo"}}), Version(2, 0, 62), true),
            (json!({"permissions": {"defaultMode": "plan"}}), newest, false),
            (json!({"permissions": {"allow": ["Bash(1 <<'JSON'"]}}), Version(2, 1, 20), true),
            (json!({"permissions": {"allow": ["Bash(1 <<'JSON'"]}}), Version(2, 1, 50), false),
            (json!({"hooks": {"Nope": []}}), Version(2, 1, 100), true),
            (json!({"hooks": {"Nope": []}}), Version(2, 1, 112), false),
        ] {
            assert_eq!(!told(json.clone(), version).is_empty(), refused, "{json} in {version}");
        }
        assert!(byte_order_mark().holds_in(Version(2, 0, 62)) && !byte_order_mark().holds_in(Version(2, 0, 76)));
    }

    #[test]
    fn the_value_of_a_key_that_may_hold_a_secret_is_not_told() {
        let said = told(serde_json::json!({"env": "AKIASECRET", "apiKeyHelper": ["s3cret"]}), Version(2, 1, 330));
        assert!(said.len() == 2 && !said.concat().contains("AKIA") && !said.concat().contains("s3cret"), "{said:?}");
    }
}
