//! The IAM policies that are emitted allow exactly what they promise: clause by clause, and by the simulator's policy
//! simulation.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "policies/simulated.rs"]
mod simulated;

use bedcheck::{
    access::remedy::{Situation, claude_code_policy, invoke_policy},
    catalog::{Destinations, ModelRef, Partition, RegionName},
    refusal::Cause,
};
use serde_json::Value;

/// One request as IAM sees it.
#[derive(Clone, Copy, Debug)]
struct Request<'a> {
    action: &'a str,
    resource: &'a str,
    /// `aws:RequestedRegion`.
    region: &'a str,
    /// `bedrock:InferenceProfileArn`.
    through: Option<&'a str>,
    /// `aws:CalledViaLast`.
    via: Option<&'a str>,
}

/// IAM's evaluation of allow statements, as far as these documents use it; anything else in one fails the test.
fn allows(document: &Value, request: &Request<'_>) -> bool {
    assert_eq!(document["Version"], "2012-10-17");
    let statements = document["Statement"].as_array().unwrap();
    statements.iter().any(|statement| {
        for key in statement.as_object().unwrap().keys() {
            assert!(["Sid", "Effect", "Action", "Resource", "Condition"].contains(&key.as_str()), "{key}");
        }
        assert_eq!(statement["Effect"], "Allow");
        let any = |list: &Value, wanted: &str| {
            list.as_array().unwrap().iter().any(|pattern| matches(pattern.as_str().unwrap(), wanted))
        };
        let meets = statement.get("Condition").is_none_or(|condition| {
            condition.as_object().unwrap().iter().all(|(operator, keys)| {
                assert_eq!(operator, "StringEquals");
                keys.as_object().unwrap().iter().all(|(key, wanted)| {
                    let value = match key.as_str() {
                        "aws:RequestedRegion" => Some(request.region),
                        "bedrock:InferenceProfileArn" => request.through,
                        "aws:CalledViaLast" => request.via,
                        other => unreachable!("{other}"),
                    };
                    value == wanted.as_str()
                })
            })
        });
        any(&statement["Action"], request.action) && any(&statement["Resource"], request.resource) && meets
    })
}

/// IAM's `*`: any characters, slashes and colons among them.
fn matches(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((head, rest)) => text.strip_prefix(head).is_some_and(|tail| {
            (0..=tail.len()).filter(|at| tail.is_char_boundary(*at)).any(|at| matches(rest, &tail[at..]))
        }),
    }
}

const INVOKE: [&str; 2] = ["bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"];
const ACCOUNT: &str = "111122223333";

fn policy(source: &str, invoked: &str, destinations: &[&str]) -> Value {
    let region: RegionName = source.parse().unwrap();
    let invoked = ModelRef::parse(invoked);
    let regions = destinations.iter().map(|name| name.parse().unwrap()).collect();
    let destinations = Destinations { regions, anywhere: false };
    let situation = Situation {
        invoked: Some(&invoked),
        destinations: &destinations,
        account: Some(ACCOUNT),
        ..Situation::new(Cause::NotAllowed, &region)
    };
    invoke_policy(&situation).unwrap()
}

/// What a call through a profile needs, and near misses of each need. A request is action, resource, requested region
/// and the profile gone through.
struct Call {
    document: Value,
    partition: &'static str,
    source: &'static str,
    profile: String,
    base: &'static str,
}

impl Call {
    fn new(
        partition: &'static str,
        source: &'static str,
        prefix: &str,
        base: &'static str,
        destinations: &[&str],
    ) -> Self {
        let id = format!("{prefix}.{base}");
        let profile = format!("arn:{partition}:bedrock:{source}:{ACCOUNT}:inference-profile/{id}");
        Self { document: policy(source, &id, destinations), partition, source, profile, base }
    }

    fn model(&self, region: &str) -> String {
        format!("arn:{}:bedrock:{region}::foundation-model/{}", self.partition, self.base)
    }

    fn allows(&self, action: &str, resource: &str, region: &str, through: Option<&str>) -> bool {
        allows(&self.document, &Request { action, resource, region, through, via: None })
    }

    /// Every need is met, and one step beside each is not.
    fn check(&self, needs: &[(String, &str)]) {
        let through = Some(self.profile.as_str());
        for action in INVOKE {
            assert!(self.allows(action, &self.profile, self.source, None), "{action} on the profile");
            for (resource, region) in needs {
                assert!(self.allows(action, resource, region, through), "{action} on {resource} in {region}");
                assert!(!self.allows(action, resource, region, None), "{resource} without the profile");
                let other = self.profile.replace(ACCOUNT, "999988887777");
                assert!(
                    !self.allows(action, resource, region, Some(&other)),
                    "{resource} by another account's profile"
                );
            }
        }
        let strangers = [
            self.profile.replace(ACCOUNT, "999988887777"),
            self.profile.replace("opus-5-5", "opus-5"),
            format!("{}-mini", self.profile),
            self.profile.replace(self.source, "sa-east-1"),
            self.model("sa-east-1"),
            self.model(self.source).replace("opus-5-5", "sonnet-5"),
            self.model(self.source).replace("foundation-model", "custom-model"),
        ];
        for resource in strangers {
            assert!(!self.allows(INVOKE[0], &resource, self.source, through), "{resource}");
        }
        for action in
            ["bedrock:InvokeAgent", "bedrock:CreateInferenceProfile", "bedrock:InvokeModelX", "bedrock:CountTokens"]
        {
            assert!(!self.allows(action, &self.profile, self.source, through), "{action}");
        }
    }
}

const OPUS: &str = "anthropic.claude-opus-5-5";

#[test]
fn geographic_profiles() {
    let table = [
        ("aws", "us-west-2", "us", vec!["us-east-1", "us-east-2", "us-west-2"]),
        ("aws", "ca-west-1", "us", vec!["us-east-1", "us-east-2", "us-west-2"]),
        ("aws", "eu-central-2", "eu", vec!["eu-central-1", "eu-central-2", "eu-north-1", "eu-west-1"]),
        ("aws-us-gov", "us-gov-east-1", "us-gov", vec!["us-gov-west-1", "us-gov-east-1"]),
    ];
    for (partition, source, prefix, destinations) in table {
        let call = Call::new(partition, source, prefix, OPUS, &destinations);
        // IAM sees the destination in the ARN; the region asked for is the source.
        let regions = destinations.iter().copied().chain([source]);
        let needs: Vec<(String, &str)> = regions.map(|region| (call.model(region), source)).collect();
        call.check(&needs);
        assert!(!call.allows(INVOKE[0], &call.model(""), "unspecified", Some(&call.profile)), "not a global profile");
    }
}

#[test]
fn global_profiles() {
    let call = Call::new("aws", "ap-southeast-1", "global", OPUS, &["ap-southeast-1"]);
    call.check(&[(call.model("ap-southeast-1"), "ap-southeast-1"), (call.model(""), "unspecified")]);
    let through = Some(call.profile.as_str());
    for region in ["ap-southeast-1", "us-east-1", ""] {
        assert!(!call.allows(INVOKE[0], &call.model(""), region, through), "the region-less ARN in {region:?}");
    }
    assert!(!call.allows(INVOKE[0], &call.model("ap-southeast-1"), "unspecified", through));
    assert!(!call.allows(INVOKE[0], &call.profile, "us-east-1", None), "the profile from another region");
}

#[test]
fn a_model_on_demand() {
    let document = policy("eu-west-2", OPUS, &[]);
    let asked = |action, resource: &str| {
        allows(&document, &Request { action, resource, region: "eu-west-2", through: None, via: None })
    };
    let model = format!("arn:aws:bedrock:eu-west-2::foundation-model/{OPUS}");
    assert!(INVOKE.iter().all(|action| asked(action, &model)));
    for other in [model.replace("eu-west-2", "eu-west-1"), model.replace("eu-west-2", ""), format!("{model}-v2")] {
        assert!(!asked(INVOKE[0], &other), "{other}");
    }
}

#[test]
fn the_policy_of_claude_code_covers_its_calls_and_no_others() {
    for (partition, region) in [(Partition::Aws, "us-west-2"), (Partition::AwsUsGov, "us-gov-west-1")] {
        let document = claude_code_policy(partition);
        let asked = |action: &str, resource: &str, via| {
            allows(&document, &Request { action, resource, region, through: None, via })
        };
        let arn = |rest: &str| format!("arn:{partition}:bedrock:{rest}");
        let model = arn(&format!("{region}::foundation-model/{OPUS}"));
        let profile = arn(&format!("{region}:{ACCOUNT}:inference-profile/us.{OPUS}"));
        let application = arn(&format!("{region}:{ACCOUNT}:application-inference-profile/abc"));
        let anywhere = arn(&format!("::foundation-model/{OPUS}"));
        for resource in [&model, &profile, &application, &anywhere] {
            assert!(INVOKE.iter().all(|action| asked(action, resource, None)), "{resource}");
        }
        assert!(asked("bedrock:CountTokens", &model, None), "on the bare model, as /context calls it");
        assert!(!asked("bedrock:CountTokens", &profile, None), "no profile can be counted on");
        assert!(asked("bedrock:ListInferenceProfiles", "*", None));
        assert!(
            asked("bedrock:GetInferenceProfile", &application, None)
                && asked("bedrock:GetInferenceProfile", &profile, None)
        );
        for action in ["aws-marketplace:Subscribe", "aws-marketplace:ViewSubscriptions"] {
            assert!(asked(action, "*", Some("bedrock.amazonaws.com")), "{action}");
            assert!(!asked(action, "*", None) && !asked(action, "*", Some("ec2.amazonaws.com")), "{action} by itself");
        }
        for action in ["bedrock:DeleteInferenceProfile", "bedrock:ListFoundationModels", "aws-marketplace:Unsubscribe"]
        {
            assert!(!asked(action, "*", Some("bedrock.amazonaws.com")), "{action}");
        }
        let custom = arn(&format!("{region}:{ACCOUNT}:custom-model/x"));
        assert!(!asked(INVOKE[0], &custom, None), "{custom}");
    }
}
