//! Where the calls go, when that is not AWS's own endpoint of the region.

use super::{Provider, Source, SourceKind, Sourced, environment::Environment};

/// An address that takes the place of AWS's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// Its host, and nothing else of the address: a path or a name before the host may hold a secret.
    pub host: String,
    /// The variable that says so.
    pub variable: String,
    /// Where that stands.
    pub source: Source,
    /// Whether calls go there without a signature.
    pub unsigned: bool,
    /// Whether it is a VPC endpoint, behind which AWS answers as ever.
    pub vpc: bool,
    /// Whether the list of inference profiles is asked for there as well.
    pub lists: bool,
    /// The address as written, for whoever calls it.
    url: String,
}

impl Endpoint {
    /// Of all that moves the calls of a provider, what counts. What AWS itself serves under its usual name moves nothing.
    pub(super) fn of(env: &Environment, provider: Provider, lists: bool) -> Option<Self> {
        let mantle = provider == Provider::Mantle;
        let (base, skips) = if mantle {
            ("ANTHROPIC_BEDROCK_MANTLE_BASE_URL", "CLAUDE_CODE_SKIP_MANTLE_AUTH")
        } else {
            ("ANTHROPIC_BEDROCK_BASE_URL", "CLAUDE_CODE_SKIP_BEDROCK_AUTH")
        };
        let unsigned = env.flag(skips);
        let at = |name: &str, found: &Sourced<String>, lists: bool| {
            let host = host(&found.value);
            let vpc = VPC.iter().any(|end| host.ends_with(end));
            let (variable, source) = (name.to_owned(), found.source.clone());
            Self { host, variable, source, unsigned: unsigned.is_some(), vpc, lists, url: found.value.clone() }
        };
        let base = env.get(base).map(|found| at(base, found, lists && !mantle));
        // What the shell says the SDK follows here as it does there; what settings say is for the client alone.
        let sdk = || {
            let elsewhere = |name: &&str| env.get(name).filter(|found| found.source.kind != SourceKind::Shell);
            SDK.iter().find_map(|name| Some(at(name, elsewhere(name)?, true)))
        };
        let alone = || {
            let found = unsigned?;
            Some(Self { host: String::new(), url: String::new(), ..at(skips, found, false) })
        };
        let found = base.or_else(sdk).or_else(alone)?;
        (!is_awss_own(&found.host) || found.unsigned).then_some(found)
    }

    /// Whether what AWS answers says nothing about these calls.
    #[must_use]
    pub fn is_elsewhere(&self) -> bool {
        !self.vpc || self.unsigned
    }

    /// Whether a file of the project's says so, which is not followed.
    #[must_use]
    pub fn is_the_projects(&self) -> bool {
        self.source.kind.is_the_projects()
    }

    /// The address, for calls that were agreed to.
    #[must_use]
    pub fn url(&self) -> Option<&str> {
        Some(self.url.as_str()).filter(|url| !url.is_empty())
    }

    /// `calls go to gateway.example.edu unsigned (…); what AWS answers this identity says nothing about them`
    #[must_use]
    pub fn sentence(&self) -> String {
        let Self { host, variable, source, .. } = self;
        let place = &source.text;
        match (host.as_str(), self.unsigned) {
            ("", _) => {
                format!("calls go to AWS unsigned ({variable}, {place}), and AWS refuses calls without a signature")
            }
            (_, true) => format!(
                "calls go to {host} unsigned ({variable}, {place}); what AWS answers this identity says nothing about them"
            ),
            (_, false) if self.vpc => format!(
                "calls go to the VPC endpoint {host} ({variable}, {place}); its policy cannot be read, and may refuse what \
                 everything else allows"
            ),
            (_, false) => {
                format!(
                    "calls go to {host} ({variable}, {place}); what AWS answers this identity says nothing about them"
                )
            }
        }
    }
}

/// What the SDK parts of the client follow (run 1.0.38 to 2.1.330).
const SDK: [&str; 3] = ["AWS_ENDPOINT_URL_BEDROCK_RUNTIME", "AWS_ENDPOINT_URL_BEDROCK", "AWS_ENDPOINT_URL"];

/// The ends of the names of VPC endpoints.
const VPC: [&str; 2] = [".vpce.amazonaws.com", ".vpce.amazonaws.com.cn"];

/// `https://user@gateway.example.edu:8443/v2?key=x` → `gateway.example.edu:8443`
fn host(url: &str) -> String {
    let rest = url.trim().split_once("://").map_or(url.trim(), |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    authority.rsplit('@').next().unwrap_or_default().to_ascii_lowercase()
}

/// `bedrock-runtime.us-west-2.amazonaws.com` and its like.
fn is_awss_own(host: &str) -> bool {
    let service =
        ["bedrock-runtime.", "bedrock-runtime-fips.", "bedrock-mantle."].iter().any(|start| host.starts_with(start));
    let domain = [".amazonaws.com", ".amazonaws.com.cn", ".api.aws"].iter().any(|end| host.ends_with(end));
    service && domain && !VPC.iter().any(|end| host.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_an_address_only_the_host_is_kept() {
        let table = [
            ("https://gateway.example.edu/bedrock-llm/v2?key=hunter2", "gateway.example.edu"),
            ("http://me:hunter2@Proxy.local:8080", "proxy.local:8080"),
            ("gateway.example.edu/x", "gateway.example.edu"),
            (
                "https://vpce-0a.bedrock-runtime.eu-west-1.vpce.amazonaws.com",
                "vpce-0a.bedrock-runtime.eu-west-1.vpce.amazonaws.com",
            ),
        ];
        for (url, expected) in table {
            assert_eq!(host(url), expected);
        }
        assert!(is_awss_own("bedrock-runtime.us-west-2.amazonaws.com"));
        assert!(is_awss_own("bedrock-mantle.us-east-1.api.aws"));
        assert!(!is_awss_own("bedrock-runtime.evil.example"));
        assert!(!is_awss_own("vpce-0a.bedrock-runtime.eu-west-1.vpce.amazonaws.com"));
    }
}
