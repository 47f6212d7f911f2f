//! The use-case form, the Marketplace agreement, and what stands in its way.

use super::{
    Remedy, RemedyKind, Situation, account,
    cli::Command,
    policy::{self, marketplace_policy},
    wait,
};
use crate::{
    access::console,
    catalog::{Catalog, Partition},
    refusal::Cause,
};

/// The regions where the agreement of a GovCloud account is made, in its commercial account (AWS user guide, model-access).
const COMMERCIAL: &str = "us-east-1";

/// Anthropic's form, in the console or with the AWS CLI.
pub(super) fn use_case_form(s: &Situation<'_>) -> Vec<Remedy> {
    let put = Command::aws("bedrock put-use-case-for-model-access --form-data fileb://use-case.json").at(s);
    let form = "{\"companyName\":\"YOUR COMPANY\",\"companyWebsite\":\"https://YOUR-COMPANY.example\",\
                \"intendedUsers\":\"0\",\"industryOption\":\"YOUR INDUSTRY\",\"otherIndustryOption\":\"\",\
                \"useCases\":\"WHAT YOU WILL USE CLAUDE FOR\"}";
    let text = format!("cat > use-case.json <<'JSON'\n{form}\nJSON\n{put}");
    let opt_in = Catalog::bundled().is_opt_in(s.region);
    let again = if opt_in { "; an opt-in region wants it again" } else { "" };
    let title = format!("Fill in the use-case form on the page of {}{again}", s.model_name());
    let mut all: Vec<Remedy> = Remedy::page(s, title, s.model_page()).into_iter().collect();
    all.push(Remedy::of(
        RemedyKind::Cli,
        "Or write what is in capitals and send it with the AWS CLI (intendedUsers: 0 internal, 1 external, 2 both)",
        text,
    ));
    if s.cause == Cause::UseCaseFormMissing {
        let title = "If it was sent already, wait: the same text appears until the agreement stands";
        all.push(wait::remedy(s, title, wait::AGREEMENT_MINUTES));
    }
    all.extend(whose(s));
    all
}

/// Form and agreement count for one account: who sent them for another sees no change.
fn whose(s: &Situation<'_>) -> Option<Remedy> {
    let title =
        "Make sure that this is the account Claude Code calls with: form and agreement count for one account alone";
    s.account.is_none().then(|| Command::aws("sts get-caller-identity").by_caller(s).remedy(title))
}

/// No agreement, or no access without a reason given.
pub(super) fn missing(s: &Situation<'_>) -> Vec<Remedy> {
    if s.partition() == Partition::AwsUsGov {
        return govcloud(s);
    }
    let title = format!("Open the page of {} and accept the terms", s.model_name());
    let mut all: Vec<Remedy> = Remedy::page(s, title, s.model_page()).into_iter().collect();
    all.extend(make_agreement(s));
    all.extend(terraform(s));
    all.push(Remedy::of(
        RemedyKind::Iam,
        "Whoever accepts needs these Marketplace permissions, once per account",
        policy::pretty(&marketplace_policy()),
    ));
    all.extend(whose(s));
    all
}

/// Being set up.
pub(super) fn pending(s: &Situation<'_>) -> Vec<Remedy> {
    let title = "Wait: setting up takes up to 15 minutes; calls may succeed before, and fail again";
    vec![wait::remedy(s, title, wait::AGREEMENT_MINUTES)]
}

/// This identity may not subscribe.
pub(super) fn marketplace_denied(s: &Situation<'_>) -> Vec<Remedy> {
    let document = policy::pretty(&marketplace_policy());
    let mut all = vec![
        Remedy::of(
            RemedyKind::Iam,
            format!("Allow {} to subscribe through Bedrock, once", policy::holder(s)),
            document,
        ),
        Remedy::of(
            RemedyKind::Support,
            "Or let somebody who may subscribe open the model once; then nobody else needs the permission",
            s.case("Please open the model's page in the Bedrock console and accept its terms, or call it once."),
        )
        .with_url(s.model_page()),
        wait::remedy(s, "After either, wait: it takes 2 to 15 minutes", wait::AGREEMENT_MINUTES),
    ];
    let title = "If permissions are right, check the payment method: an expired card gives the same text";
    all.extend(Remedy::page(s, title, console::payment_methods(s.partition())));
    all
}

/// No valid means of payment.
pub(super) fn payment(s: &Situation<'_>) -> Vec<Remedy> {
    let page = Remedy::page(s, "Set a valid default payment method", console::payment_methods(s.partition()));
    let mut all: Vec<Remedy> = page.into_iter().collect();
    all.push(wait::remedy(s, "Then wait a few minutes", wait::AGREEMENT_MINUTES));
    all.push(account::support(
        s,
        "Accounts of AWS India: ask for invoicing, Marketplace does not use stored cards there",
        "Please arrange payment by invoice for AWS Marketplace.",
    ));
    all
}

/// GovCloud: the agreement stands, the switch of the region is off.
pub(super) fn entitlement(s: &Situation<'_>) -> Vec<Remedy> {
    let title = format!("Switch {} on for {}", s.model_name(), s.region);
    let mut all: Vec<Remedy> = Remedy::page(s, title, s.model_page()).into_iter().collect();
    all.push(account::support(s, "If it is on already, open a support case", "Please check the model's entitlement."));
    all
}

/// GovCloud: first the agreement in the paired commercial account, then the switch of the region.
pub(super) fn govcloud(s: &Situation<'_>) -> Vec<Remedy> {
    let Ok(region) = COMMERCIAL.parse() else { return Vec::new() };
    let there = Situation { region: &region, aws_profile: None, account: None, arn: None, sso: None, ..*s };
    let title = format!("In the paired commercial account, accept the terms of {}", s.model_name());
    let mut all: Vec<Remedy> = Remedy::page(&there, title, there.model_page()).into_iter().collect();
    all.extend(make_agreement(&there));
    all.extend(Remedy::page(s, format!("Then switch it on for {}", s.region), console::model_access(s.region)));
    all
}

fn make_agreement(s: &Situation<'_>) -> Option<Remedy> {
    let id = s.model?.as_str();
    let offers = Command::aws("bedrock list-foundation-model-agreement-offers --offer-type PUBLIC")
        .with("--model-id", id)
        .at(s)
        .raw("--query 'offers[0].offerToken' --output text");
    let create = Command::aws("bedrock create-foundation-model-agreement")
        .with("--model-id", id)
        .raw("--offer-token \"$offer_token\"")
        .at(s);
    let text = format!("offer_token=$({offers})\n{create}");
    Some(Remedy::of(RemedyKind::Cli, "Or accept the public offer with the AWS CLI", text))
}

fn terraform(s: &Situation<'_>) -> Option<Remedy> {
    let id = s.model?.as_str();
    let name: String = id.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    let text = format!(
        "data \"aws_bedrock_foundation_model_agreement_offers\" \"{name}\" {{\n  model_id   = \"{id}\"\n  offer_type = \"PUBLIC\"\n}}\n\n\
         resource \"aws_bedrock_foundation_model_agreement\" \"{name}\" {{\n  model_id    = \"{id}\"\n  \
         offer_token = data.aws_bedrock_foundation_model_agreement_offers.{name}.offers[0].offer_token\n\n  \
         lifecycle {{\n    ignore_changes = [offer_token]\n  }}\n}}"
    );
    Some(Remedy::of(RemedyKind::Terraform, "Or with Terraform", text))
}
