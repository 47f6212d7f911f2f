//! What is offered as a way out: total over causes, ready to paste, and no more than it promises.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use bedcheck::{
    access::{
        console::Sso,
        remedy::{Remedy, RemedyKind, Situation, invoke_policy, nothing_to_mend, remedies},
    },
    catalog::{BaseModelId, Destinations, ModelRef, RegionName},
    refusal::{Cause, Refusal, from_text},
};
use serde_json::Value;
use strum::IntoEnumIterator as _;

const MODEL: &str = "anthropic.claude-haiku-4-5-20251001-v1:0";

/// Everything a situation borrows.
struct Facts {
    region: RegionName,
    model: BaseModelId,
    invoked: ModelRef,
    destinations: Destinations,
    refusal: Option<Refusal>,
    sso: Option<Sso>,
}

impl Facts {
    fn new(region: &str, invoked: &str, destinations: &[&str]) -> Self {
        let invoked = ModelRef::parse(invoked);
        Self {
            region: region.parse().unwrap(),
            model: invoked.base().unwrap_or_else(|| MODEL.parse().unwrap()),
            invoked,
            destinations: Destinations {
                regions: destinations.iter().map(|name| name.parse().unwrap()).collect(),
                anywhere: false,
            },
            refusal: None,
            sso: None,
        }
    }

    fn saying(self, text: &str) -> Self {
        Self { refusal: Some(from_text(text)), ..self }
    }

    fn situation(&self, cause: Cause) -> Situation<'_> {
        Situation {
            model: Some(&self.model),
            invoked: Some(&self.invoked),
            destinations: &self.destinations,
            account: Some("111122223333"),
            arn: Some("arn:aws:sts::111122223333:assumed-role/Developer/dev1"),
            aws_profile: Some("my work"),
            refusal: self.refusal.as_ref(),
            sso: self.sso.as_ref(),
            ..Situation::new(cause, &self.region)
        }
    }
}

fn oregon() -> Facts {
    Facts::new("us-west-2", "us.anthropic.claude-haiku-4-5-20251001-v1:0", &["us-east-1", "us-east-2", "us-west-2"])
}

fn first(facts: &Facts, cause: Cause) -> Remedy {
    remedies(&facts.situation(cause)).into_iter().next().unwrap()
}

#[test]
fn every_cause_that_can_be_mended_has_a_way_out_in_every_partition() {
    for region in ["us-west-2", "ap-southeast-5", "us-gov-west-1", "cn-north-1", "us-iso-east-1", "eusc-de-east-1"] {
        for cause in Cause::iter() {
            let mut facts = oregon();
            facts.region = region.parse().unwrap();
            let bare = Situation {
                model: None,
                invoked: None,
                account: None,
                arn: None,
                aws_profile: None,
                ..facts.situation(cause)
            };
            for all in [remedies(&facts.situation(cause)), remedies(&bare)] {
                assert_eq!(all.is_empty(), nothing_to_mend(cause).is_some(), "{cause} in {region}");
                for remedy in all {
                    assert!(!remedy.title.is_empty() && !remedy.text.is_empty(), "{cause}: {remedy:?}");
                    assert!(remedy.url.is_none_or(|url| url.starts_with("https://")), "{cause}");
                }
            }
        }
    }
}

#[test]
fn the_first_remedy_is_the_one_a_person_would_try_first() {
    let page = "https://us-west-2.console.aws.amazon.com/bedrock/home?region=us-west-2#/model-catalog/serverless/\
                anthropic.claude-haiku-4-5-20251001-v1%3A0";
    let table = [
        (Cause::NoCredentials, RemedyKind::Cli, "aws login --profile 'my work'"),
        (Cause::ExpiredCredentials, RemedyKind::Cli, "aws sso login --profile 'my work'"),
        (Cause::RegionNotEnabled, RemedyKind::Console, "https://console.aws.amazon.com/billing/home#/account"),
        (Cause::UseCaseFormMissing, RemedyKind::Console, page),
        (Cause::AgreementMissing, RemedyKind::Console, page),
        (Cause::NoModelAccess, RemedyKind::Console, page),
        (Cause::InvalidPayment, RemedyKind::Console, "https://console.aws.amazon.com/billing/home#/paymentmethods"),
        (Cause::AgreementPending, RemedyKind::Wait, "Try again in 15 minutes."),
        (
            Cause::DataRetentionMode,
            RemedyKind::Cli,
            "aws bedrock put-account-data-retention --mode aws_review --region us-west-2 --profile 'my work'",
        ),
        (
            Cause::ProfileOnly,
            RemedyKind::Cli,
            "aws bedrock list-inference-profiles --query \"inferenceProfileSummaries[?contains(inferenceProfileId, \
             'anthropic.claude-haiku-4-5-20251001-v1:0')].inferenceProfileId\" --output text --region us-west-2 \
             --profile 'my work'",
        ),
    ];
    for (cause, kind, text) in table {
        let remedy = first(&oregon(), cause);
        assert_eq!((remedy.kind, remedy.text.as_str()), (kind, text), "{cause}");
    }
    assert_eq!(first(&oregon(), Cause::MarketplaceDenied).kind, RemedyKind::Iam);
    assert_eq!(first(&oregon(), Cause::NotAllowed).kind, RemedyKind::Iam);
    let sales = first(&oregon(), Cause::ContactSales);
    assert_eq!(sales.url.as_deref(), Some("https://aws.amazon.com/contact-us/sales-support/"));
}

#[test]
fn an_id_that_works_here_comes_first() {
    let works = ["us.anthropic.claude-haiku-4-5-20251001-v1:0".to_owned(), "global.x".to_owned()];
    for cause in [Cause::ProfileOnly, Cause::InvalidModelId] {
        let remedy = remedies(&Situation { call_as: &works, ..oregon().situation(cause) }).remove(0);
        assert_eq!(remedy.kind, RemedyKind::Settings);
        assert_eq!(remedy.text, "ANTHROPIC_MODEL=us.anthropic.claude-haiku-4-5-20251001-v1:0");
    }
}

#[test]
fn the_owner_of_an_api_key_is_asked_for_its_permission() {
    let facts = oregon().saying(
        "User: arn:aws:iam::111122223333:user/BedrockAPIKey-1 is not authorized to perform: bedrock:CallWithBearerToken on \
         resource: * because no identity-based policy allows the bedrock:CallWithBearerToken action",
    );
    let all = remedies(&facts.situation(Cause::NotAllowed));
    let document: Value = serde_json::from_str(&all[0].text).unwrap();
    assert_eq!(document["Statement"][0]["Action"], serde_json::json!(["bedrock:CallWithBearerToken"]));
    let ask = all.iter().find(|remedy| remedy.kind == RemedyKind::Support).unwrap();
    assert!(ask.title.contains("owner of the API key") && ask.text.contains("bedrock:CallWithBearerToken"), "{ask:?}");
    assert!(!all.iter().any(|remedy| remedy.title.contains("CountTokens")), "no model was called");
}

#[test]
fn govcloud_makes_the_agreement_in_the_commercial_account_and_switches_it_on_at_home() {
    let facts = Facts::new("us-gov-west-1", "us-gov.anthropic.claude-opus-5-5", &["us-gov-west-1", "us-gov-east-1"]);
    let all = remedies(&facts.situation(Cause::AgreementMissing));
    let urls: Vec<_> = all.iter().filter_map(|remedy| remedy.url.as_deref()).collect();
    assert_eq!(
        urls,
        [
            "https://us-east-1.console.aws.amazon.com/bedrock/home?region=us-east-1#/model-catalog/serverless/anthropic.claude-opus-5-5",
            "https://us-gov-west-1.console.amazonaws-us-gov.com/bedrock/home?region=us-gov-west-1#/modelaccess",
        ]
    );
    assert!(all[1].text.contains("--region us-east-1 ") && !all[1].text.contains("--profile"), "{}", all[1].text);
    assert_eq!(first(&facts, Cause::EntitlementMissing).url.as_deref(), Some(urls[1]));
}

#[test]
fn a_sign_in_of_identity_center_goes_to_the_right_account_first() {
    let sso = Sso {
        start_url: "https://acme.awsapps.com/start".to_owned(),
        account: "111122223333".to_owned(),
        role: "PowerUser".to_owned(),
    };
    let facts = Facts { sso: Some(sso), ..oregon() };
    let url = first(&facts, Cause::AgreementMissing).url.unwrap();
    assert!(url.starts_with("https://acme.awsapps.com/start/#/console?account_id=111122223333&role_name=PowerUser"));
    assert_eq!(remedies(&facts.situation(Cause::ExpiredCredentials)).len(), 1, "the profile says how it signs in");
}

#[test]
fn a_govcloud_sign_in_does_not_open_commercial_pages() {
    let sso = Sso {
        start_url: "https://start.us-gov-west-1.us-gov-home.awsapps.com/directory/d-1".to_owned(),
        account: "111122223333".to_owned(),
        role: "PowerUser".to_owned(),
    };
    let facts = Facts { sso: Some(sso), ..Facts::new("us-gov-west-1", "us-gov.anthropic.claude-opus-5-5", &[]) };
    let url = |cause| first(&facts, cause).url.unwrap();
    assert_eq!(url(Cause::InvalidPayment), "https://console.aws.amazon.com/billing/home#/paymentmethods");
    assert!(
        url(Cause::EntitlementMissing)
            .starts_with("https://start.us-gov-west-1.us-gov-home.awsapps.com/directory/d-1/#/")
    );
}

#[test]
fn words_from_outside_stay_words() {
    let facts = oregon().saying(
        "User: arn:aws:iam::111122223333:user/dev is not authorized to perform: bedrock:GetInferenceProfile on resource: \
         ${file(\"/etc/passwd\")}%{x}$(id) because no identity-based policy allows the bedrock:GetInferenceProfile action",
    );
    let all = remedies(&Situation { aws_profile: Some("a'$(id)\u{1b}[2J"), ..facts.situation(Cause::NotAllowed) });
    let terraform = all.iter().find(|remedy| remedy.kind == RemedyKind::Terraform).unwrap();
    assert!(terraform.text.contains("$${file(") && terraform.text.contains("%%{x}"), "{}", terraform.text);
    let login =
        remedies(&Situation { aws_profile: Some("a'$(id)\u{1b}[2J"), ..facts.situation(Cause::ExpiredCredentials) });
    assert_eq!(login[0].text, r"aws sso login --profile 'a'\''$(id)[2J'");
}

#[test]
fn a_permission_set_is_named_in_place_of_its_role() {
    let facts = oregon();
    let arn = "arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_PowerUser_0123456789abcdef/dev1";
    let all = remedies(&Situation { arn: Some(arn), ..facts.situation(Cause::NotAllowed) });
    assert!(all[0].title.contains("the permission set PowerUser"), "{}", all[0].title);
    assert!(all.iter().all(|remedy| remedy.kind != RemedyKind::Console), "its role is not to be edited by hand");
}

#[test]
fn an_old_model_leads_to_the_newest_of_its_family() {
    let facts = Facts::new("us-west-2", "us.anthropic.claude-sonnet-4-20250514-v1:0", &[]);
    let remedy = first(&facts, Cause::EndOfLife);
    assert!(remedy.title.contains("anthropic.claude-sonnet-5-5"), "{}", remedy.title);
}

#[test]
fn a_policy_names_what_was_asked_for() {
    let facts = oregon().saying(
        "User: arn:aws:iam::111122223333:user/dev is not authorized to perform: bedrock:ListFoundationModels because no \
         identity-based policy allows the bedrock:ListFoundationModels action",
    );
    let document: Value = serde_json::from_str(&first(&facts, Cause::NotAllowed).text).unwrap();
    assert_eq!(document["Statement"][0]["Action"], serde_json::json!(["bedrock:ListFoundationModels"]));
    assert_eq!(document["Statement"][0]["Resource"], serde_json::json!(["*"]));

    let facts = oregon().saying(
        "User: arn:aws:sts::111122223333:assumed-role/Developer/dev1 is not authorized to perform: bedrock:InvokeModel on \
         resource: arn:aws:bedrock:us-east-2::foundation-model/anthropic.claude-haiku-4-5-20251001-v1:0 because no \
         session policy allows the bedrock:InvokeModel action",
    );
    let remedy = first(&facts, Cause::NotAllowed);
    assert!(remedy.title.contains("session policy"), "{}", remedy.title);
    let document: Value = serde_json::from_str(&remedy.text).unwrap();
    assert_eq!(
        document,
        invoke_policy(&facts.situation(Cause::NotAllowed)).unwrap(),
        "the whole call, not one destination"
    );
}

#[test]
fn the_organisation_is_told_which_policy_denies_what() {
    let facts = Facts::new("us-west-2", "global.anthropic.claude-opus-5-5", &["us-west-2"]).saying(
        "User: arn:aws:sts::111122223333:assumed-role/Developer/dev1 is not authorized to perform: bedrock:InvokeModel on \
         resource: arn:aws:bedrock:::foundation-model/anthropic.claude-opus-5-5 with an explicit deny in a service control \
         policy: arn:aws:organizations::111122223333:policy/o-1/service_control_policy/p-1",
    );
    let all = remedies(&facts.situation(Cause::DeniedByOrganization));
    for part in ["p-1", "bedrock:InvokeModel on arn:aws:bedrock:::foundation-model/anthropic.claude-opus-5-5"] {
        assert!(all[0].text.contains(part), "{part}: {}", all[0].text);
    }
    let condition: Value = serde_json::from_str(&all[1].text).unwrap();
    assert_eq!(
        condition["StringNotEquals"]["aws:RequestedRegion"],
        serde_json::json!(["us-west-2", "unspecified"]),
        "the region-less ARN is evaluated with this region"
    );
}

#[test]
fn other_forms_of_an_id_are_allowed_as_they_are() {
    let resources = |invoked: &str, region: &str, destinations: &[&str]| -> Vec<String> {
        let facts = Facts::new(region, invoked, destinations);
        let document = invoke_policy(&facts.situation(Cause::NotAllowed)).unwrap();
        let statements = document["Statement"].as_array().unwrap();
        let arns = |statement: &Value| statement["Resource"].as_array().unwrap().clone();
        statements.iter().flat_map(arns).map(|arn| arn.as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(
        resources(MODEL, "eu-west-2", &[]),
        ["arn:aws:bedrock:eu-west-2::foundation-model/anthropic.claude-haiku-4-5-20251001-v1:0"]
    );
    let gov = "us-gov.anthropic.claude-opus-5-5";
    assert_eq!(
        resources(gov, "us-gov-west-1", &["us-gov-west-1", "us-gov-east-1"]),
        [
            "arn:aws-us-gov:bedrock:us-gov-west-1:111122223333:inference-profile/us-gov.anthropic.claude-opus-5-5",
            "arn:aws-us-gov:bedrock:us-gov-west-1::foundation-model/anthropic.claude-opus-5-5",
            "arn:aws-us-gov:bedrock:us-gov-east-1::foundation-model/anthropic.claude-opus-5-5",
        ]
    );
    let application = "arn:aws:bedrock:us-west-2:111122223333:application-inference-profile/abc123";
    assert_eq!(resources(application, "us-west-2", &[])[0], application);
    let mut facts = Facts::new("us-west-2", application, &["us-west-2"]);
    facts.destinations.anywhere = true;
    let anywhere = invoke_policy(&facts.situation(Cause::NotAllowed)).unwrap();
    let text = anywhere.to_string();
    assert!(text.contains("arn:aws:bedrock:::foundation-model/") && text.contains("unspecified"), "{text}");
    let nonsense = Facts::new("us-west-2", "haiku", &[]);
    assert_eq!(invoke_policy(&nonsense.situation(Cause::NotAllowed)), None);
}

#[test]
fn marketplace_permissions_work_through_bedrock_only() {
    let document: Value = serde_json::from_str(&first(&oregon(), Cause::MarketplaceDenied).text).unwrap();
    let statement = &document["Statement"][0];
    assert_eq!(
        statement["Action"],
        serde_json::json!(["aws-marketplace:ViewSubscriptions", "aws-marketplace:Subscribe"])
    );
    assert_eq!(statement["Condition"]["StringEquals"]["aws:CalledViaLast"], "bedrock.amazonaws.com");
}

#[cfg(unix)]
#[test]
fn commands_are_words_a_shell_can_read() {
    for region in ["us-west-2", "us-gov-west-1"] {
        let mut facts = oregon();
        facts.region = region.parse().unwrap();
        for cause in Cause::iter() {
            for remedy in remedies(&facts.situation(cause)) {
                if remedy.kind != RemedyKind::Cli {
                    continue;
                }
                let status = std::process::Command::new("sh").args(["-n", "-c", &remedy.text]).status().unwrap();
                assert!(status.success(), "{cause}: {}", remedy.text);
            }
        }
    }
}
