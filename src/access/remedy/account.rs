//! The account: its regions, its standing, its quotas, its data-retention mode.

use super::{Remedy, RemedyKind, Situation, cli::Command, wait};
use crate::{
    access::console,
    catalog::{Catalog, CatalogRegion},
};

/// An opt-in region that is not enabled.
pub(super) fn region_not_enabled(s: &Situation<'_>) -> Vec<Remedy> {
    let page =
        Remedy::page(s, format!("Enable {} on the account page", s.region), console::region_opt_in(s.partition()));
    // Account Management is a global service; its endpoint is in us-east-1.
    let command =
        Command::aws("account enable-region --region us-east-1").with("--region-name", s.region.as_str()).by_caller(s);
    let mut all: Vec<Remedy> = page.into_iter().collect();
    all.push(command.remedy("Or with the AWS CLI; it takes minutes, rarely hours"));
    all
}

/// No region where the client looks for it. `AWS_REGION` is the one that Claude Code and every SDK but botocore read
/// first; botocore reads `AWS_DEFAULT_REGION`.
pub(super) fn region_missing(s: &Situation<'_>) -> Vec<Remedy> {
    vec![
        Remedy::settings(
            "Name the region where the client takes its environment from",
            format!("AWS_REGION={}", s.region),
        ),
        Command::aws("configure set region")
            .raw(s.region.as_str())
            .by_caller(s)
            .remedy("Or write it into the AWS profile, for the AWS CLI and every SDK"),
    ]
}

/// A region or partition without Bedrock.
pub(super) fn no_endpoint(s: &Situation<'_>) -> Vec<Remedy> {
    let catalog = Catalog::bundled();
    let offered = |region: &&CatalogRegion| {
        region.name != *s.region && region.name.partition() == s.partition() && !catalog.offers(&region.name).is_empty()
    };
    // Of the same geography where there is one; the catalogue has the most used first.
    let elsewhere = |region: &&CatalogRegion| region.name.geography() != s.region.geography();
    let other = catalog.regions.iter().filter(offered).min_by_key(elsewhere);
    let title = format!("Use another region: {} has no Bedrock endpoint", s.region);
    match other {
        Some(other) => vec![Remedy::settings(title, format!("AWS_REGION={}", other.name))],
        None => vec![Remedy::of(RemedyKind::Cli, title, "bedcheck list --regions all")],
    }
}

/// Barred from Bedrock.
pub(super) fn blocked(s: &Situation<'_>) -> Vec<Remedy> {
    vec![support(s, "Open a support case, type account and billing", "Please enable Amazon Bedrock for this account.")]
}

/// New, and not verified yet.
pub(super) fn unverified(s: &Situation<'_>) -> Vec<Remedy> {
    vec![
        wait::remedy(s, "Wait: verification takes less than 2 hours, as a rule", wait::VERIFICATION_MINUTES),
        Remedy::of(
            RemedyKind::Support,
            "After that, write to aws-verification@amazon.com",
            s.case("Please complete the verification of this account."),
        ),
    ]
}

/// Billed through a reseller, who alone can act.
pub(super) fn reseller(s: &Situation<'_>) -> Vec<Remedy> {
    let text = s.case("Please make Anthropic's models on Amazon Bedrock available to this account.");
    vec![Remedy::of(RemedyKind::Support, "Ask the AWS Solution Provider or Distributor who bills the account", text)]
}

/// The caller's address or the account's country is not served by Anthropic.
pub(super) fn unsupported_country() -> Vec<Remedy> {
    let text = format!("Countries served by Anthropic: {}", console::SUPPORTED_COUNTRIES);
    let title = "Check your country, and where your VPN or proxy comes out";
    vec![Remedy::of(RemedyKind::Support, title, text).with_url(Some(console::SUPPORTED_COUNTRIES.to_owned()))]
}

/// Handed out by AWS Sales only. A quota of 0 is the trace it leaves.
pub(super) fn contact_sales(s: &Situation<'_>) -> Vec<Remedy> {
    let text = s.case(&format!("Please enable {} for this account.", s.model_name()));
    vec![
        Remedy::of(RemedyKind::Support, "Contact AWS Sales or your account team", text)
            .with_url(Some(console::SALES.to_owned())),
        quota_values(s, "See whether the applied quota is 0: that is how such accounts look"),
    ]
}

/// The tokens of the minute are used up.
pub(super) fn quota_per_minute(s: &Situation<'_>) -> Vec<Remedy> {
    let mut all = vec![
        wait::remedy(s, "Wait a minute: the quota is counted by the minute", wait::THROTTLE_MINUTES),
        reserve_less(),
        quota_values(s, "See the applied quota"),
    ];
    all.extend(Remedy::page(s, "Ask for more on the Service Quotas page", console::service_quotas(s.region)));
    all
}

/// A call reserves its `max_tokens` against the quota when it begins (AWS user guide, quotas-token-burndown).
fn reserve_less() -> Remedy {
    Remedy::settings(
        "Reserve less: each call takes its max_tokens from the quota when it begins, and gives back what it did not use",
        "CLAUDE_CODE_MAX_OUTPUT_TOKENS=8192",
    )
}

/// The quota is used up, or is zero.
pub(super) fn quota(s: &Situation<'_>) -> Vec<Remedy> {
    let mut all = vec![
        Remedy::of(
            RemedyKind::Wait,
            "Wait: the quota of the day is the whole account's, not yours alone",
            "Try again tomorrow, or ask who else calls the model in this account and region.",
        ),
        reserve_less(),
        quota_values(s, "See the applied quota: 0 means that the account was never given one"),
    ];
    all.extend(Remedy::page(s, "Ask for more on the Service Quotas page", console::service_quotas(s.region)));
    all.extend(raise(s));
    all.push(support(
        s,
        "Or open a support case: a quota of 0 cannot be raised by request",
        "Please raise the Bedrock quotas of this account.",
    ));
    all
}

/// The request for more by command; the code of the quota is asked for by name, so that nothing is left to fill in.
fn raise(s: &Situation<'_>) -> Option<Remedy> {
    s.model?;
    let name = s.model_name();
    let query =
        format!("Quotas[?contains(QuotaName, 'tokens per minute') && contains(QuotaName, '{name}')].QuotaCode | [0]");
    let code = Command::aws("service-quotas list-service-quotas --service-code bedrock")
        .with("--query", &query)
        .raw("--output text")
        .at(s);
    let ask = Command::aws("service-quotas request-service-quota-increase --service-code bedrock")
        .raw("--quota-code \"$quota_code\" --desired-value 1000000")
        .at(s);
    let text = format!("quota_code=$({code})\n{ask}");
    let title = "Or with the AWS CLI, for a million tokens a minute: the value must be over the default";
    Some(Remedy::of(RemedyKind::Cli, title, text))
}

/// The account was given no quota. A request cannot raise it: it must ask for more than the default (seen).
pub(super) fn quota_zero(s: &Situation<'_>) -> Vec<Remedy> {
    let wish = format!(
        "The applied quota of {} is 0, the default is not. Please give this account the default.",
        s.model_name()
    );
    let mut all = vec![
        Remedy::of(
            RemedyKind::Support,
            "Contact AWS Sales or your account team: a request cannot raise a quota of 0",
            s.case(&wish),
        )
        .with_url(Some(console::SALES.to_owned())),
        support(s, "Or open a support case", &wish),
        quota_values(s, "See the applied quotas of the model"),
    ];
    all.extend(Remedy::page(s, "The Service Quotas page of the region", console::service_quotas(s.region)));
    all
}

/// The region's data-retention mode is too narrow for the model. There is no console page for it.
pub(super) fn data_retention(s: &Situation<'_>) -> Vec<Remedy> {
    let read = Command::aws("bedrock get-account-data-retention").at(s);
    let set = Command::aws("bedrock put-account-data-retention").with("--mode", "aws_review").at(s);
    vec![
        set.remedy(format!(
            "Set the mode to aws_review in {}: AWS may then review requests (needs a recent AWS CLI)",
            s.region
        )),
        read.remedy("Read the mode that is set"),
        Remedy::of(RemedyKind::Console, "What the modes mean", console::DATA_RETENTION_DOCS)
            .with_url(Some(console::DATA_RETENTION_DOCS.to_owned())),
    ]
}

/// A support case.
pub(super) fn support(s: &Situation<'_>, title: &str, wish: &str) -> Remedy {
    let link = Remedy::page(s, "", console::support(s.partition())).and_then(|page| page.url);
    Remedy::of(RemedyKind::Support, title, s.case(wish)).with_url(link)
}

fn quota_values(s: &Situation<'_>, title: &str) -> Remedy {
    let name = s.model.map_or_else(|| "Claude".to_owned(), |id| Catalog::bundled().name(id).short());
    let query = format!("Quotas[?contains(QuotaName, '{name}')].[QuotaCode, QuotaName, Value]");
    Command::aws("service-quotas list-service-quotas --service-code bedrock")
        .raw(&format!("--query \"{query}\" --output table"))
        .at(s)
        .remedy(title)
}
