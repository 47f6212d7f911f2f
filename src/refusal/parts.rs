//! The parts of a text worth naming: which model, which resource, which address, which request.

use std::{collections::BTreeMap, sync::LazyLock};

use regex_lite::Regex;

use super::{required::Filter, wrapping::Opened};
use crate::catalog::{Arn, Catalog};

/// The id of a model as Bedrock knows it.
const MODEL: &str = r"(?:[a-z][a-z-]+\.)?anthropic\.[A-Za-z0-9._:-]*[A-Za-z0-9]";

/// What a text proposes in place of the model it is about: Claude Code's "Try /model to switch to …" (anthropics/claude-code
/// #73556), "did you mean …", "… not available — using …".
const PROPOSED: &str = r#"(?i)(?:\bswitch(?:ing)? to|\bfall(?:ing)? back to|\bdid you mean|\bupgrade to|\bmigrate to|\bmove to|\binstead,? (?:use|try)|\bplease use|\btry(?: using)?|\brecommended:?|\bsuggested:?|(?:—|–|-|·|;|,) ?using)(?: the model| model)?:? ["'`(]?(?:(?:[a-z][a-z-]+\.)?anthropic\.[\w.:-]*\w|(?:claude[ -])?(?:opus|sonnet|haiku|fable|mythos)[ -]\d[\d.-]*)"#;

/// The host of an AWS service, in the forms that botocore's endpoint rules make; a VPC endpoint has more before it.
const HOST: &str = r"(?i)\b(?P<service>bedrock(?:-[a-z]+)*)\.(?P<region>[a-z]{2,4}(?:-[a-z]+)+-\d+)(?:\.vpce)?\.(?:amazonaws\.com(?:\.cn)?|amazonaws\.eu|api\.aws|api\.amazonwebservices\.com\.cn|c2s\.ic\.gov|sc2s\.sgov\.gov)\b";

/// The id of a request, as SDKs, headers and gateways name it.
const REQUEST: &str = r#"(?i)\b(?:x-amzn-)?request[ _-]?id["']?[:=]? ?["']?(?P<id>[0-9a-z][0-9a-z_-]{7,})"#;

/// An HTTP status, as logs and headers name it.
const STATUS: &str =
    r#"(?i)\b(?:http(?:/\d(?:\.\d)?)?|status(?:[ _]?code)?)(?: error)?["']?[:= ] ?["']?(?P<status>[1-5]\d\d)\b"#;

/// A model as people call it.
const NAME: &str = r"(?i)\b(?:claude[ -])?(?:(?:opus|sonnet|haiku|fable|mythos)[ -]\d+(?:[.-]\d+)*|\d[.-]?\d?[ -](?:opus|sonnet|haiku)(?: v\d)?)";

/// A pattern that is tried only on a text that has one of its literals.
struct Part {
    regex: Option<Regex>,
    filter: Filter,
}

impl Part {
    fn new(pattern: &str) -> Self {
        Self { regex: Regex::new(pattern).ok(), filter: Filter::new(std::iter::once(pattern)) }
    }

    /// The pattern, where the text may have what it stands for.
    fn on(&self, text: &str) -> Option<&Regex> {
        self.regex.as_ref().filter(|_| self.filter.finds_any(text))
    }
}

/// Adds what follows from the other parts, and from the wrappers that were taken off.
pub(super) fn complete(captures: &mut BTreeMap<String, String>, opened: &Opened, whole: &str) {
    let resource: Option<Arn> = captures.get("resource").and_then(|resource| resource.parse().ok());
    if let Some(arn) = resource.as_ref().filter(|arn| !arn.region.is_empty()) {
        captures.insert("resource_region".to_owned(), arn.region.clone());
    }
    // A resource whose name was blacked out names nothing.
    if resource.is_some_and(|arn| arn.resource_id.is_empty()) {
        captures.remove("resource");
    }
    if let Some(policy_type) = captures.get_mut("policy_type") {
        *policy_type = policy_type.to_lowercase().replace("vpc", "VPC");
    }
    captures.extend(address(whole));
    // Ids of models and regions have small letters only, whoever shouted them.
    for name in ["model_id", "endpoint_region"] {
        captures.entry(name.to_owned()).and_modify(|id| *id = id.to_lowercase());
    }
    if captures.contains_key("model_id") {
        return;
    }
    let said = without_proposals(&opened.text);
    let mentioned = || Some(MENTIONED.on(&said)?.find(&said)?.as_str().to_owned());
    if let Some(model) = opened.model.clone().or_else(mentioned).or_else(|| named(&said)) {
        captures.insert("model_id".to_owned(), model);
    }
}

static MENTIONED: LazyLock<Part> = LazyLock::new(|| Part::new(MODEL));

/// The id that the service gave the request.
pub(super) fn request_id(whole: &str) -> Option<String> {
    static ID: LazyLock<Part> = LazyLock::new(|| Part::new(REQUEST));
    let id = ID.on(whole)?.captures(whole)?.name("id")?.as_str();
    id.bytes().any(|b| b.is_ascii_digit()).then(|| id.to_owned())
}

/// The status of the answer, where no wrapper named it.
pub(super) fn status(whole: &str) -> Option<u16> {
    static CODE: LazyLock<Part> = LazyLock::new(|| Part::new(STATUS));
    CODE.on(whole)?.captures(whole)?.name("status")?.as_str().parse().ok()
}

/// The host that was called, its region and its service.
fn address(whole: &str) -> Vec<(String, String)> {
    static ADDRESS: LazyLock<Part> = LazyLock::new(|| Part::new(HOST));
    let found = ADDRESS.on(whole).and_then(|address| address.captures(whole));
    let part = |name: &str, value: Option<&str>| value.map(|value| (name.to_owned(), value.to_lowercase()));
    let Some(found) = found else { return Vec::new() };
    let group = |name| found.name(name).map(|part| part.as_str());
    let host = found.get(0).map(|host| host.as_str());
    [part("endpoint", host), part("endpoint_region", group("region")), part("service", group("service"))]
        .into_iter()
        .flatten()
        .collect()
}

/// The text without the models it proposes: they were not refused.
fn without_proposals(text: &str) -> String {
    static PROPOSAL: LazyLock<Part> = LazyLock::new(|| Part::new(PROPOSED));
    PROPOSAL.on(text).map_or_else(|| text.to_owned(), |proposal| proposal.replace_all(text, " ").into_owned())
}

/// The base id of the one model a text calls by its name: `Claude Opus 5`, `claude-sonnet-5`.
fn named(text: &str) -> Option<String> {
    static NAMED: LazyLock<Part> = LazyLock::new(|| Part::new(NAME));
    let name = NAMED.on(text)?.find(text)?.as_str();
    let catalog = Catalog::bundled();
    catalog.find(catalog.models.iter().map(|model| &model.id), name).map(ToString::to_string)
}

#[cfg(test)]
mod tests {
    use crate::refusal::from_text;

    #[test]
    fn every_part_has_literals() {
        for pattern in [super::MODEL, super::PROPOSED, super::HOST, super::REQUEST, super::STATUS, super::NAME] {
            let part = super::Part::new(pattern);
            assert!(part.regex.is_some() && !part.filter.finds_any("all is well"), "{pattern}");
        }
    }

    #[test]
    fn the_address_called_names_region_and_service() {
        let table = [
            (
                "POST \"https://bedrock-runtime.eu-central-1.amazonaws.com/v1/messages\": 400",
                "bedrock-runtime",
                "eu-central-1",
            ),
            ("getaddrinfo ENOTFOUND bedrock-mantle.us-west-1.api.aws", "bedrock-mantle", "us-west-1"),
            (
                "https://vpce-0a1b-2c3d.bedrock-runtime.us-east-2.vpce.amazonaws.com/model/x",
                "bedrock-runtime",
                "us-east-2",
            ),
            ("https://bedrock.us-gov-west-1.amazonaws.com:443/", "bedrock", "us-gov-west-1"),
            ("https://bedrock-runtime-fips.us-east-1.amazonaws.com", "bedrock-runtime-fips", "us-east-1"),
        ];
        for (text, service, region) in table {
            let captures = from_text(text).captures;
            let part = |name: &str| captures.get(name).map(String::as_str);
            assert_eq!((part("service"), part("endpoint_region")), (Some(service), Some(region)), "{text}");
        }
        for text in
            ["https://bedrock.example.com/", "bedrock-runtime.amazonaws.com", "https://sts.us-east-1.amazonaws.com"]
        {
            assert_eq!(from_text(text).captures.get("endpoint"), None, "{text}");
        }
    }

    #[test]
    fn a_proposed_model_is_not_the_refused_one() {
        let table = [
            (
                "The provided model identifier is invalid.. Try /model to switch to eu.anthropic.claude-sonnet-4-6.",
                None,
            ),
            ("Model not found. Did you mean us.anthropic.claude-opus-5?", None),
            (
                "us.anthropic.claude-opus-5: Model not found. Did you mean us.anthropic.claude-opus-4-8?",
                Some("us.anthropic.claude-opus-5"),
            ),
            ("Overloaded - falling back to Sonnet 5", None),
            (
                "Please upgrade to anthropic.claude-sonnet-5; anthropic.claude-sonnet-4 is legacy",
                Some("anthropic.claude-sonnet-4"),
            ),
        ];
        for (text, model) in table {
            assert_eq!(from_text(text).captures.get("model_id").map(String::as_str), model, "{text}");
        }
    }

    #[test]
    fn the_request_keeps_its_id() {
        let id = "1a2b3c4d-0000-4e5f-8a9b-0123456789ab";
        for text in [
            format!("ThrottlingException: Too many tokens (RequestId: {id})"),
            format!("x-amzn-RequestId: {id}"),
            format!("{{\"message\":\"x\",\"request_id\":\"{id}\"}}"),
            format!("Request ID {id} failed"),
        ] {
            assert_eq!(from_text(&text).request_id.as_deref(), Some(id), "{text}");
        }
        assert_eq!(from_text("the request identifier is missing").request_id, None);
    }

    #[test]
    fn a_blacked_out_name_is_no_name() {
        let denied = "User: arn:aws:sts::111122223333:assumed-role/ is not authorized to perform: bedrock:InvokeModel on resource: ";
        let captures = from_text(&format!(
            "{denied}arn:aws:bedrock:us-east-1::foundation-model/ because no session policy allows it"
        ))
        .captures;
        assert_eq!(captures.get("resource"), None);
        assert_eq!(captures.get("resource_region").map(String::as_str), Some("us-east-1"));
        assert_eq!(captures.get("policy_type").map(String::as_str), Some("session policy"));
        let captures = from_text(&format!("{denied}arn:aws:bedrock:us-east-1:1:inference-profile/ us.anthropic.claude-opus-5 because no session policy allows it")).captures;
        assert_eq!(captures["resource"], "arn:aws:bedrock:us-east-1:1:inference-profile/us.anthropic.claude-opus-5");
        assert_eq!(captures["policy_type"], "session policy");
    }
}
