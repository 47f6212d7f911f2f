//! Ids out of another tool's configuration, checked as that tool's: a gateway's YAML or JSON, or a plain list.
//!
//! Tools that stand between Claude Code and Bedrock write ids each in a way of their own (LiteLLM's `model:
//! bedrock/converse/us.anthropic.…` with `aws_region_name:` beside it, the gateway of `claude gateway`, lists of scripts).
//! So no format is read but what all have in common: ids of Claude on Bedrock, one entry a `-` or a `{`, a region within
//! the entry.

use std::path::{Path, PathBuf};

use super::{
    AwsKnowledge, Certainty, Impact, ModelUse, Plan, Provider, Role, Source, SourceKind, problems,
    sources::{clean, read_regular},
};
use crate::catalog::{ModelRef, RegionName};

/// The Claude ids of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdList {
    path: PathBuf,
    ids: Vec<ListedId>,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
struct ListedId {
    /// What the tool calls it; empty where it has no name of its own.
    name: String,
    /// As written, without the tool's own route in front.
    id: ModelRef,
    /// The region of the entry.
    region: Option<RegionName>,
    /// From 1.
    line: usize,
}

impl IdList {
    /// Reads a file.
    ///
    /// # Errors
    ///
    /// In words, when it is not there, cannot be read, or names no Claude model of Bedrock.
    pub fn read(path: &Path) -> Result<Self, String> {
        let text = read_regular(path).map_err(|fault| fault.to_string())?.ok_or("there is no such file")?;
        let ids = ids(&text);
        if ids.is_empty() {
            return Err("it names no Claude model of Bedrock, such as us.anthropic.claude-sonnet-4-6".to_owned());
        }
        Ok(Self { path: path.to_owned(), ids })
    }

    /// The plan of whoever calls these ids, with the region of each entry, else that of the client's plan.
    pub(super) fn in_place_of(&self, client: Plan, known: AwsKnowledge<'_>) -> Plan {
        let path = clean(&self.path.display().to_string());
        let usage = |listed: &ListedId| {
            let text = format!("{path}, line {}", listed.line);
            ModelUse {
                role: Role::Listed,
                name: listed.name.clone(),
                requested: listed.id.to_string(),
                invoked: listed.id.clone(),
                region: listed.region.clone().unwrap_or_else(|| client.region.value.clone()),
                when: format!("listed in {text}"),
                source: Source {
                    kind: SourceKind::CommandLine,
                    path: Some(self.path.clone()),
                    line: Some(listed.line),
                    key: None,
                    text,
                },
                certainty: Certainty::Certain,
                impact: Impact::Blocks,
                pins: Vec::new(),
                notes: Vec::new(),
                fallbacks: Vec::new(),
            }
        };
        let uses = self.ids.iter().map(usage).collect();
        let (endpoint, project, undecided, doubt) = (None, None, None, None);
        let plan = Plan { provider: Provider::Bedrock, endpoint, project, uses, undecided, doubt, ..client };
        Plan { files: Vec::new(), problems: problems::of_ids(&plan, known), ..plan }
    }
}

impl Plan {
    /// `Claude Code 2.1.330`, or the file whose ids were given in its place.
    #[must_use]
    pub fn who_calls(&self) -> String {
        let listed = self.uses.first().filter(|usage| usage.role == Role::Listed);
        let file = listed.and_then(|usage| usage.source.path.as_ref()?.file_name());
        file.map_or_else(|| format!("Claude Code {}", self.version), |name| clean(&name.to_string_lossy()))
    }
}

/// Every Claude id of a text once for each region, in its order.
fn ids(text: &str) -> Vec<ListedId> {
    let lines: Vec<&str> = text.lines().map(without_comment).collect();
    let mut found: Vec<ListedId> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let alone = line.trim().trim_start_matches(['-', ' ']).trim_matches(QUOTES);
        for word in line.split(|c: char| !is_of_an_id(c)) {
            let Some((id, routed)) = claude_id(word, word == alone) else { continue };
            let entry = entry(&lines, at);
            let region = routed.or_else(|| value(entry, &["aws_region_name", "aws_region", "region"])?.parse().ok());
            let name = value(entry, &["model_name", "name", "alias"]).filter(|name| *name != word).unwrap_or_default();
            let listed = ListedId { name: clean(name), id, region, line: at + 1 };
            let same = |other: &&ListedId| (&other.id, &other.region) == (&listed.id, &listed.region);
            if found.iter().find(same).is_none() {
                found.push(listed);
            }
        }
    }
    found
}

const QUOTES: [char; 4] = ['"', '\'', ',', ' '];

fn without_comment(line: &str) -> &str {
    line.split(" #").next().filter(|line| !line.trim_start().starts_with('#')).unwrap_or_default()
}

fn is_of_an_id(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-._:/@".contains(c)
}

/// `bedrock/converse/us-west-2/us.anthropic.claude-sonnet-4-6` → the id, and the region of the route. What stands alone
/// on its line may be Anthropic's own name for a model; elsewhere that is more often the name a tool gives it.
fn claude_id(word: &str, alone: bool) -> Option<(ModelRef, Option<RegionName>)> {
    let word = word.trim_matches(['.', ':', '/']);
    if let Some(at) = word.find("arn:aws").filter(|_| word.contains(":bedrock:")) {
        let arn = ModelRef::parse(&word[at..]);
        let claudes = arn.profile_arn().is_some_and(|arn| arn.resource_type.starts_with("application"));
        let region = word[at..].split(':').nth(3).and_then(|region| region.parse().ok());
        return (claudes || word.contains("anthropic.")).then_some((arn, region));
    }
    let (route, id) = word.rsplit_once('/').unwrap_or(("", word));
    let is_bedrocks = id.contains("anthropic.claude") || (alone && route.is_empty() && id.starts_with("claude-"));
    let region = route.split('/').find_map(|part| part.parse().ok());
    is_bedrocks.then(|| (ModelRef::parse(id), region))
}

/// The lines of the entry that a line belongs to.
fn entry<'a>(lines: &'a [&'a str], at: usize) -> &'a [&'a str] {
    let depth = |line: &str| line.len() - line.trim_start().len();
    let begins = |line: &str| line.trim_start().starts_with(['-', '{']);
    let inner = depth(lines[at]);
    let start = (0..=at).rev().find(|&i| begins(lines[i]) && (i == at || depth(lines[i]) < inner));
    let Some(start) = start else { return &lines[at..=at] };
    let ends = |line: &str| !line.trim().is_empty() && depth(line) <= depth(lines[start]);
    let length = lines[start + 1..].iter().position(|line| ends(line)).unwrap_or(lines.len() - start - 1);
    &lines[start..=start + length]
}

/// The value of the first of these keys in an entry.
fn value<'a>(entry: &[&'a str], keys: &[&str]) -> Option<&'a str> {
    let pairs = || entry.iter().flat_map(|line| line.split([',', '{', '}'])).filter_map(|pair| pair.split_once(':'));
    keys.iter().find_map(|key| {
        let named = |name: &str| name.trim().trim_start_matches('-').trim_matches(QUOTES) == *key;
        let value = pairs().find(|(name, _)| named(name))?.1.trim().trim_matches(QUOTES);
        (!value.is_empty()).then_some(value)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<String> {
        let region = |listed: &ListedId| listed.region.as_ref().map_or("-".to_owned(), ToString::to_string);
        ids(text).iter().map(|one| format!("{} {} {} {}", one.line, one.name, one.id, region(one))).collect()
    }

    #[test]
    fn a_plain_list_with_comments() {
        let text = "# ours\nus.anthropic.claude-sonnet-4-6\n\nanthropic.claude-haiku-4-5-20251001-v1:0  # small\n\
                    claude-opus-4-8\namazon.nova-pro-v1:0\nus.anthropic.claude-sonnet-4-6\n";
        assert_eq!(
            told(text),
            [
                "2  us.anthropic.claude-sonnet-4-6 -",
                "4  anthropic.claude-haiku-4-5-20251001-v1:0 -",
                "5  claude-opus-4-8 -"
            ]
        );
    }

    #[test]
    fn a_gateways_entries_keep_their_names_and_regions() {
        let text = "model_list:\n  - model_name: claude-sonnet\n    litellm_params:\n      model: \
                    bedrock/converse/us.anthropic.claude-sonnet-4-6\n      aws_region_name: us-west-2\n  \
                    - model_name: \"opus\"\n    litellm_params: {model: bedrock/eu-west-1/eu.anthropic.claude-opus-4-8}\n  \
                    - model_name: gpt\n    litellm_params:\n      model: azure/gpt-4\n";
        assert_eq!(
            told(text),
            [
                "4 claude-sonnet us.anthropic.claude-sonnet-4-6 us-west-2",
                "7 opus eu.anthropic.claude-opus-4-8 eu-west-1"
            ]
        );
    }

    #[test]
    fn json_on_one_line_or_many_and_arns() {
        let one = r#"[{"name":"a","model":"us.anthropic.claude-sonnet-4-6","region":"us-east-2"}]"#;
        assert_eq!(told(one), ["1 a us.anthropic.claude-sonnet-4-6 us-east-2"]);
        let arn = "arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/abcdefghijkl";
        let many =
            format!("{{\n  \"models\": [\n    {{\n      \"name\": \"b\",\n      \"model\": \"{arn}\"\n    }}\n  ]\n}}");
        assert_eq!(told(&many), [format!("5 b {arn} us-east-1")]);
        assert!(told("nothing: here\nmodel_name: claude-x").is_empty());
    }
}
