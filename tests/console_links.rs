//! Every link template, in every partition.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use bedcheck::{
    access::console::{self, Sso},
    catalog::{Arn, BaseModelId, Partition, RegionName},
};

const HAIKU: &str = "anthropic.claude-haiku-4-5-20251001-v1:0";

fn region(name: &str) -> RegionName {
    name.parse().unwrap()
}

fn model(id: &str) -> BaseModelId {
    id.parse().unwrap()
}

#[test]
fn commercial_regions() {
    let oregon = region("us-west-2");
    let home = "https://us-west-2.console.aws.amazon.com/bedrock/home?region=us-west-2#";
    assert_eq!(
        console::model_page(&oregon, &model(HAIKU)).unwrap(),
        format!("{home}/model-catalog/serverless/anthropic.claude-haiku-4-5-20251001-v1%3A0")
    );
    assert_eq!(console::model_catalog(&oregon).unwrap(), format!("{home}/model-catalog"));
    assert_eq!(console::model_access(&oregon), None, "the page is retired");
    assert_eq!(
        console::playground(&oregon, "us.anthropic.claude-opus-5-5").unwrap(),
        format!("{home}/playground?modelId=us.anthropic.claude-opus-5-5")
    );
    assert_eq!(console::inference_profiles(&oregon).unwrap(), format!("{home}/inference-profiles"));
    assert_eq!(console::api_keys(&oregon).unwrap(), format!("{home}/api-keys/long-term/create"));
    assert_eq!(
        console::service_quotas(&oregon).unwrap(),
        "https://us-west-2.console.aws.amazon.com/servicequotas/home/services/bedrock/quotas?region=us-west-2"
    );
    assert_eq!(
        console::service_quota(&oregon, "L-99296DCD").unwrap(),
        "https://us-west-2.console.aws.amazon.com/servicequotas/home/services/bedrock/quotas/L-99296DCD?region=us-west-2"
    );
}

#[test]
fn commercial_pages_without_a_region() {
    let table = [
        (console::payment_methods(Partition::Aws), "/billing/home#/paymentmethods"),
        (console::marketplace_subscriptions(Partition::Aws), "/marketplace/home#/subscriptions"),
        (console::region_opt_in(Partition::Aws), "/billing/home#/account"),
        (console::access_troubleshooter(Partition::Aws), "/iam/home#/access-troubleshooter"),
        (console::support(Partition::Aws), "/support/home"),
    ];
    for (url, path) in table {
        assert_eq!(url.unwrap(), format!("https://console.aws.amazon.com{path}"));
    }
}

#[test]
fn govcloud() {
    let west = region("us-gov-west-1");
    let access = "https://us-gov-west-1.console.amazonaws-us-gov.com/bedrock/home?region=us-gov-west-1#/modelaccess";
    assert_eq!(console::model_page(&west, &model(HAIKU)).unwrap(), access);
    assert_eq!(console::model_access(&west).unwrap(), access);
    assert_eq!(
        console::service_quotas(&region("us-gov-east-1")).unwrap(),
        "https://us-gov-east-1.console.amazonaws-us-gov.com/servicequotas/home/services/bedrock/quotas?region=us-gov-east-1"
    );
    assert_eq!(
        console::model_catalog(&west).unwrap(),
        "https://us-gov-west-1.console.amazonaws-us-gov.com/bedrock/home?region=us-gov-west-1#/model-catalog"
    );
    assert_eq!(console::api_keys(&west), None);
    let partition = Partition::AwsUsGov;
    assert_eq!(console::support(partition).unwrap(), "https://console.amazonaws-us-gov.com/support/home");
    assert_eq!(
        console::access_troubleshooter(partition).unwrap(),
        "https://console.amazonaws-us-gov.com/iam/home#/access-troubleshooter"
    );
    assert_eq!(
        console::payment_methods(partition).unwrap(),
        "https://console.aws.amazon.com/billing/home#/paymentmethods",
        "billed through the commercial account"
    );
    assert_eq!(
        console::marketplace_subscriptions(partition).unwrap(),
        "https://console.aws.amazon.com/marketplace/home#/subscriptions"
    );
    assert_eq!(console::region_opt_in(partition), None);
}

#[test]
fn partitions_without_a_known_page_have_no_links() {
    for name in ["cn-north-1", "us-iso-east-1", "us-isob-east-1", "eu-isoe-west-1", "us-isof-south-1", "eusc-de-east-1"]
    {
        let region = region(name);
        let partition = region.partition();
        let links = [
            console::model_page(&region, &model(HAIKU)),
            console::model_catalog(&region),
            console::model_access(&region),
            console::playground(&region, HAIKU),
            console::inference_profiles(&region),
            console::api_keys(&region),
            console::service_quotas(&region),
            console::service_quota(&region, "L-1"),
            console::payment_methods(partition),
            console::marketplace_subscriptions(partition),
            console::region_opt_in(partition),
            console::access_troubleshooter(partition),
            console::support(partition),
        ];
        assert!(links.iter().all(Option::is_none), "{name}: {links:?}");
    }
}

#[test]
fn the_caller_in_iam() {
    let table = [
        (
            "arn:aws:sts::111122223333:assumed-role/Developer/dev1",
            Some("https://console.aws.amazon.com/iam/home#/roles/details/Developer"),
        ),
        (
            "arn:aws:iam::111122223333:user/team/dev@x",
            Some("https://console.aws.amazon.com/iam/home#/users/details/dev%40x"),
        ),
        (
            "arn:aws-us-gov:iam::111122223333:role/path/Dev",
            Some("https://console.amazonaws-us-gov.com/iam/home#/roles/details/Dev"),
        ),
        ("arn:aws:iam::111122223333:root", None),
        ("arn:aws-cn:iam::111122223333:user/x", None),
        ("arn:aws-new:iam::111122223333:user/x", None),
    ];
    for (arn, link) in table {
        let caller: Arn = arn.parse().unwrap();
        assert_eq!(console::iam_identity(&caller).as_deref(), link, "{arn}");
    }
}

#[test]
fn model_cards_are_named_without_date_and_version() {
    let card = |id: &str| console::model_card(&model(id));
    let guide = "https://docs.aws.amazon.com/bedrock/latest/userguide/model-card-anthropic-claude-";
    assert_eq!(card(HAIKU), format!("{guide}haiku-4-5.html"));
    assert_eq!(card("anthropic.claude-opus-4-6-v1"), format!("{guide}opus-4-6.html"));
    assert_eq!(card("anthropic.claude-fable-5-2"), format!("{guide}fable-5-2.html"));
}

#[test]
fn identity_center_wraps_console_pages() {
    let sso = |start_url: &str| Sso {
        start_url: start_url.to_owned(),
        account: "111122223333".to_owned(),
        role: "Power User".to_owned(),
    };
    let page = console::model_page(&region("us-west-2"), &model("anthropic.claude-opus-5-5")).unwrap();
    let tail = "/#/console?account_id=111122223333&role_name=Power%20User&destination=https%3A%2F%2Fus-west-2.console.aws.\
                amazon.com%2Fbedrock%2Fhome%3Fregion%3Dus-west-2%23%2Fmodel-catalog%2Fserverless%2Fanthropic.claude-opus-5-5";
    for (start_url, portal) in [
        ("https://acme.awsapps.com/start", "https://acme.awsapps.com/start"),
        ("https://acme.awsapps.com/start/#/", "https://acme.awsapps.com/start"),
        ("https://ssoins-1.portal.us-east-1.app.aws", "https://ssoins-1.portal.us-east-1.app.aws"),
        (
            "https://start.us-gov-west-1.us-gov-home.awsapps.com/directory/d-1/",
            "https://start.us-gov-west-1.us-gov-home.awsapps.com/directory/d-1",
        ),
    ] {
        assert_eq!(console::via_identity_center(&sso(start_url), &page).unwrap(), format!("{portal}{tail}"));
    }
    let acme = sso("https://acme.awsapps.com/start");
    assert_eq!(console::via_identity_center(&acme, console::SALES), None, "not a page of an account");
    assert_eq!(console::via_identity_center(&sso("http://acme.awsapps.com/start"), &page), None);
}

#[test]
fn no_commercial_link_leads_to_the_retired_page() {
    for entry in &bedcheck::catalog::Catalog::bundled().regions {
        let link = console::model_page(&entry.name, &model(HAIKU)).unwrap_or_default();
        assert_eq!(link.contains("modelaccess"), entry.name.partition() == Partition::AwsUsGov, "{}", entry.name);
    }
}
