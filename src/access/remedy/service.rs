//! What passes by itself, and what is not understood.

use std::collections::BTreeSet;

use super::{Remedy, RemedyKind, Situation, account, wait};
use crate::{
    access::console,
    catalog::{Catalog, Partition, RegionName},
};

/// Too many calls.
pub(super) fn throttled(s: &Situation<'_>) -> Vec<Remedy> {
    let mut all = vec![wait::remedy(s, "Wait a minute: access is not in question", wait::THROTTLE_MINUTES)];
    all.extend(Remedy::page(s, "See the quotas of the region", console::service_quotas(s.region)));
    all
}

/// The service or the model failed.
pub(super) fn failure(s: &Situation<'_>) -> Vec<Remedy> {
    let health = (s.partition() == Partition::Aws).then(|| console::HEALTH.to_owned());
    vec![wait::remedy(s, "Wait: AWS's side failed, access is not in question", wait::FAILURE_MINUTES).with_url(health)]
}

/// This program broke: nothing that AWS could mend.
pub(super) fn broken() -> Remedy {
    let text = "Name the command, the version of bedcheck and the words of the error. An over-long id or an address that is \
                none in the settings is the usual reason.";
    Remedy::of(
        RemedyKind::Support,
        "Report it: bedcheck itself failed here, and access is not in question",
        text.to_owned(),
    )
}

/// No way to the endpoint, or no answer.
pub(super) fn unreachable(s: &Situation<'_>) -> Vec<Remedy> {
    if let Some(elsewhere) = no_such_endpoint(s) {
        return vec![elsewhere];
    }
    let called = s.captured("endpoint").map(|host| format!("https://{host}/")).unwrap_or_else(|| endpoint(s.region));
    let command = format!("curl -sS -o /dev/null -w '%{{http_code}}\\n' {called}");
    vec![
        Remedy::of(
            RemedyKind::Cli,
            "Try the endpoint alone: any status at all means that the network is fine",
            command,
        ),
        Remedy::settings("Behind a proxy, name yours as in this example", "HTTPS_PROXY=http://proxy.example:3128"),
    ]
}

/// The service that was called has no endpoint in the region, as far as was seen: no wonder that its name does not resolve.
fn no_such_endpoint(s: &Situation<'_>) -> Option<Remedy> {
    let service = s.captured("service")?;
    let region: RegionName = s.captured("endpoint_region")?.parse().ok()?;
    let catalog = Catalog::bundled();
    let known = match service {
        "bedrock-mantle" => catalog.models.iter().flat_map(|model| &model.mantle_regions).collect::<BTreeSet<_>>(),
        _ => return None,
    };
    if known.is_empty() || known.contains(&region) {
        return None;
    }
    let near = |name: &&&RegionName| name.as_str().split('-').next() == region.as_str().split('-').next();
    let other = known.iter().find(near).or_else(|| known.iter().next())?;
    let title = format!("Use another region: {service} has no endpoint in {region}, as far as was seen");
    Some(Remedy::settings(title, format!("AWS_REGION={other}")))
}

/// A proxy shows a certificate of its own authority. Claude Code is a Node.js program, the AWS CLI and this program read a
/// variable of AWS's (code.claude.com/docs, network-config; AWS CLI user guide, cli-configure-envvars).
pub(super) fn certificate() -> Vec<Remedy> {
    let ca = "/path/to/company-ca.pem";
    vec![
        Remedy::settings(
            "Tell Claude Code of your company's certificate authority, as a PEM file",
            format!("NODE_EXTRA_CA_CERTS={ca}"),
        ),
        Remedy::settings("The same for the AWS CLI and bedcheck", format!("AWS_CA_BUNDLE={ca}")),
    ]
}

/// Something else answered.
pub(super) fn not_from_aws(s: &Situation<'_>) -> Vec<Remedy> {
    let called = s.captured("endpoint").map(|host| format!("https://{host}/")).unwrap_or_else(|| endpoint(s.region));
    vec![
        Remedy::of(
            RemedyKind::Cli,
            "See who answers in AWS's place: a page of HTML comes from a gateway, a proxy or the sign-in page of the network",
            format!("curl -sSI {called}"),
        ),
        Remedy::of(
            RemedyKind::Cli,
            "See whether the address of a gateway is set, and whether it speaks Bedrock",
            "env | grep -E 'ANTHROPIC_BEDROCK_BASE_URL|AWS_ENDPOINT_URL'",
        ),
    ]
}

/// Nothing turns Bedrock on, or the file that does was dropped.
pub(super) fn bedrock_off() -> Vec<Remedy> {
    let title = "In Claude Code, /status tells whether it calls Amazon Bedrock, and from which settings";
    vec![Remedy::of(RemedyKind::Cli, title, "claude /status")]
}

/// A text this program does not know.
pub(super) fn unrecognised(s: &Situation<'_>) -> Vec<Remedy> {
    let docs = Remedy::of(RemedyKind::Console, "Look the text up in AWS's list of error codes", console::ERROR_DOCS)
        .with_url(Some(console::ERROR_DOCS.to_owned()));
    let report = Remedy::of(
        RemedyKind::Cli,
        "Have it known next time: this makes of it a report without names and secrets, for an issue of bedcheck",
        "bedcheck explain --report -",
    );
    vec![docs, report, account::support(s, "Or open a support case", "Please tell what is missing.")]
}

/// The control-plane endpoint of a region (botocore 1.44.5, endpoint-rule-set-1.json).
pub(super) fn endpoint(region: &RegionName) -> String {
    let suffix = match region.partition() {
        Partition::Aws | Partition::AwsUsGov => "amazonaws.com",
        Partition::AwsCn => "amazonaws.com.cn",
        Partition::AwsEusc => "amazonaws.eu",
        Partition::AwsIso => "c2s.ic.gov",
        Partition::AwsIsoB => "sc2s.sgov.gov",
        Partition::AwsIsoE => "cloud.adc-e.uk",
        Partition::AwsIsoF => "csp.hci.ic.gov",
    };
    format!("https://bedrock.{region}.{suffix}/")
}
