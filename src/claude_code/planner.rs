//! Plans on demand: the same configuration, with more known of AWS or with other settings.

use std::{borrow::Cow, collections::BTreeSet, sync::Arc};

use crate::{catalog::RegionName, storage::AwsFile};

use super::{
    AwsKnowledge, Client, FileSeen, IdList, Plan, ProfileSettings, Secret, Signer, Source, Sourced, Sources,
    SsoSettings, Version, VersionSource, environment::Environment, plan, rules::table, signer,
};

/// A configuration as read, ready to be planned for. Cheap to clone.
#[derive(Clone)]
pub struct Planner {
    sources: Arc<Sources>,
    client: Client,
    /// Planned for in place of what the client calls.
    ids: Option<Arc<IdList>>,
}

impl Planner {
    /// For a configuration and a client version.
    #[must_use]
    pub fn new(sources: Sources, client: Client) -> Self {
        Self { sources: Arc::new(sources), client, ids: None }
    }

    /// The same configuration read by another version of the client.
    #[must_use]
    pub fn with_version(&self, version: Version) -> Self {
        let client = Client { version, source: VersionSource::Given };
        Self { client, ..self.clone() }
    }

    /// The same configuration in another region than its own.
    #[must_use]
    pub fn in_region(&self, region: &RegionName) -> Self {
        let mut sources = Sources::clone(&self.sources);
        sources.overlays.region = Some(region.to_string());
        Self { sources: Arc::new(sources), ..self.clone() }
    }

    /// For these ids in place of what the client calls, with the identity and the region of the same configuration.
    #[must_use]
    pub fn for_ids(&self, ids: IdList) -> Self {
        Self { ids: Some(Arc::new(ids)), ..self.clone() }
    }

    /// The plan, given what is known of AWS.
    #[must_use]
    pub fn plan<'a>(&self, known: impl Into<AwsKnowledge<'a>>) -> Plan {
        self.listed(&self.sources, known.into())
    }

    /// The plan before anything is known of AWS.
    #[must_use]
    pub fn blind(&self) -> Plan {
        self.plan(AwsKnowledge::default())
    }

    /// The plan if these variables had these values. Touches no file.
    #[must_use]
    pub fn what_if<'a>(&self, settings: &[(String, String)], known: impl Into<AwsKnowledge<'a>>) -> Plan {
        let changed =
            settings.iter().fold(Sources::clone(&self.sources), |sources, (name, value)| sources.what_if(name, value));
        self.listed(&changed, known.into())
    }

    /// The plan of the listed ids if there are any, else that of the client.
    fn listed(&self, sources: &Sources, known: AwsKnowledge<'_>) -> Plan {
        let client = plan(sources, &self.client, known);
        match &self.ids {
            Some(ids) => ids.in_place_of(client, known),
            None => client,
        }
    }

    /// What of the files counts for the client's version.
    fn in_force(&self) -> Cow<'_, Sources> {
        self.sources.in_force(self.client.version)
    }

    /// Who the client is towards AWS, a project's files left out; with the name of a profile, that profile alone.
    #[must_use]
    pub fn signer(&self, profile: Option<&str>) -> Signer {
        profile.map_or_else(|| Signer::of(&self.in_force(), self.client.version), Signer::profile)
    }

    /// A variable that steers the client, as it counts for it.
    #[must_use]
    pub fn variable(&self, name: &str) -> Option<Sourced<String>> {
        Environment::new(&self.in_force(), &table().rules(self.client.version)).get(name).cloned()
    }

    /// The headers the client adds to each call, a project's left out.
    #[must_use]
    pub fn custom_headers(&self) -> Vec<(String, Secret)> {
        signer::custom_headers(&self.in_force(), self.client.version)
    }

    /// Where the user's own or the managed settings move an AWS file to, by the variable that does so.
    #[must_use]
    pub fn moved_aws_file(&self, variable: &str) -> Option<String> {
        self.in_force().moved(variable)
    }

    /// The names of the AWS profiles in the files that were read, each once.
    #[must_use]
    pub fn aws_profile_names(&self) -> BTreeSet<&str> {
        self.sources.aws_profiles().iter().map(|profile| profile.name.as_str()).collect()
    }

    /// What was read of the two AWS files, the config file first, and what each says of a profile.
    pub fn aws_files<'a>(
        &'a self,
        profile: &'a str,
    ) -> impl Iterator<Item = (&'a FileSeen, Option<&'a ProfileSettings>)> + 'a {
        [AwsFile::Config, AwsFile::Credentials].into_iter().filter_map(move |file| {
            let of = |one: &&ProfileSettings| one.file == file && one.name == profile;
            Some((self.sources.aws_seen(file)?, self.sources.aws_profiles().iter().find(of)))
        })
    }

    /// Where the key that an AWS profile signs with, its own or that of its source profile, holds a character that no
    /// header holds.
    #[must_use]
    pub fn unsendable_key(&self, profile: &str) -> Option<&Source> {
        let mut name = profile;
        // Profiles may name each other in a circle.
        for _ in 0..=self.sources.aws_profiles().len() {
            let mut of = self.sources.aws_profiles().iter().filter(|one| one.name == name);
            // The credentials file, which comes first, has the say.
            if let Some(with_key) = of.clone().find(|one| one.has_key) {
                return with_key.unsendable.as_ref();
            }
            name = of.find_map(|one| one.source_profile.as_deref())?;
        }
        None
    }

    /// The IAM Identity Center settings of an AWS profile.
    #[must_use]
    pub fn sign_in(&self, profile: &str) -> Option<&SsoSettings> {
        self.sources.aws_profiles().iter().filter(|one| one.name == profile).find_map(|one| one.sso.as_ref())
    }
}

/// The variables that decide which models are called, and where: those of the client by the versions that read them,
/// and those of the AWS chain under it.
pub fn known_variables() -> impl Iterator<Item = &'static str> {
    let chain = ["AWS_REGION", "AWS_DEFAULT_REGION", "AWS_PROFILE", "CLAUDE_CODE_USE_BEDROCK"];
    table().variables.keys().map(String::as_str).chain(chain)
}
