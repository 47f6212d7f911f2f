//! The plan: everything read, turned into what will be called. Pure.

use std::collections::BTreeMap;

use crate::catalog::RegionName;

use super::{
    AwsKnowledge, Certainty, Client, Endpoint, FileFault, FileSeen, ModelUse, Plan, Problem, ProfileList, Provider,
    Role, SourceKind, Sourced, Sources, VersionSource,
    allowed::Allowed,
    environment::Environment,
    main_model::Main,
    problems,
    region::region,
    resolver::ModelResolver,
    rules::{Rules, table},
    signer::project,
    sources::clean,
    uses,
};

/// What the client will call, as far as the files and what is known of AWS tell: a list of profiles, or all of
/// [`AwsKnowledge`].
///
/// Call it first with [`ProfileList::NotSeen`](super::ProfileList::NotSeen) to learn the region, then again with that
/// region's list.
#[must_use]
pub fn plan<'a>(sources: &Sources, client: &Client, known: impl Into<AwsKnowledge<'a>>) -> Plan {
    let sources = &*sources.in_force(client.version);
    let rules = table().rules(client.version);
    let endpoint = endpoint(sources, client, &rules);
    let project = project(&Environment::new(sources, &rules));
    let known = listed_elsewhere(known.into(), endpoint.as_ref());
    let found = Found::new(sources, client, known, &rules);
    let mut uses = found.uses;
    for (other, change) in table().alternatives(client.version) {
        let alternative = Found::new(sources, client, known, &other);
        merge_alternatives(&mut uses, &alternative.uses, &format!("{} (changed {})", change.evidence, change.span()));
    }
    let unread = |file: &&FileSeen| matches!(file.problem, Some(FileFault::Unreadable(_)));
    for file in sources.files.iter().filter(unread) {
        for one in &mut uses {
            one.certainty = Certainty::Depends;
            one.notes
                .push(format!("{} could not be read: it may say otherwise", clean(&file.path.display().to_string())));
        }
    }
    if client.version > table().newest {
        uses.iter_mut().for_each(|one| may_be_another(one, client.version));
    }
    let mut problems = version_problem(client).into_iter().collect::<Vec<_>>();
    problems.extend(sources.remarks.iter().cloned());
    problems.extend(endpoint.as_ref().map(problems::of_endpoint));
    problems.extend(project.as_ref().map(problems::of_project));
    problems.extend(found.problems);
    let plan = Plan {
        version: client.version,
        version_source: client.source,
        provider: found.provider,
        region: found.region,
        endpoint,
        project,
        uses,
        files: sources.files.clone(),
        // A demo is of nobody's account.
        remembered: if sources.overlays.scene.is_empty() { sources.remembered.clone() } else { Vec::new() },
        problems,
        undecided: found.undecided,
        doubt: found.doubt,
    };
    let of_ids = problems::of_ids(&plan, known);
    let of_ages = problems::of_ages(&plan, known.profiles);
    of_ids.into_iter().chain(of_ages).fold(plan, |mut plan, problem| {
        plan.problems.push(problem);
        plan
    })
}

fn endpoint(sources: &Sources, client: &Client, rules: &Rules) -> Option<Endpoint> {
    let env = Environment::new(sources, rules);
    Endpoint::of(&env, provider(&env, rules), client.version >= table().base_url.lists)
}

/// What AWS lists is not what the client sees when it asks for the list at another address.
fn listed_elsewhere<'a>(known: AwsKnowledge<'a>, endpoint: Option<&Endpoint>) -> AwsKnowledge<'a> {
    match endpoint.filter(|endpoint| endpoint.lists) {
        Some(endpoint) => AwsKnowledge { profiles: ProfileList::Elsewhere { fails: endpoint.vpc }, ..known },
        None => known,
    }
}

/// What one set of rules gives.
struct Found {
    provider: Provider,
    region: Sourced<RegionName>,
    uses: Vec<ModelUse>,
    problems: Vec<Problem>,
    undecided: Option<String>,
    doubt: Option<String>,
}

impl Found {
    fn new(sources: &Sources, client: &Client, known: AwsKnowledge<'_>, rules: &Rules) -> Self {
        let env = Environment::new(sources, rules);
        let region = region(sources, &env, rules, client.version);
        let provider = provider(&env, rules);
        let small: Option<RegionName> =
            env.get("ANTHROPIC_SMALL_FAST_MODEL_AWS_REGION").and_then(|found| found.value.trim().parse().ok());
        let resolver = ModelResolver {
            version: client.version,
            rules,
            env: &env,
            sources,
            region: &region,
            provider,
            known,
            overrides: overrides(sources),
            allowed: &Allowed::new(sources, rules),
            small_region: small.as_ref(),
        };
        let main = Main::new(&resolver);
        let uses = uses::all(&resolver, &main);
        let mut problems = problems::of_configuration(&resolver);
        problems.extend(main.remarks.into_iter().map(|(text, source)| Problem { text, source }));
        let (undecided, doubt) = (problems::undecided(&resolver), problems::doubt(&resolver));
        Self { provider, uses, problems, undecided, doubt, region: region.clone() }
    }
}

fn provider(env: &Environment, rules: &Rules) -> Provider {
    let on = |name: &str| env.flag(name).is_some();
    match (on("CLAUDE_CODE_USE_BEDROCK"), rules.mantle.known && on("CLAUDE_CODE_USE_MANTLE")) {
        (true, true) => Provider::BedrockAndMantle,
        (true, false) => Provider::Bedrock,
        (false, true) => Provider::Mantle,
        (false, false) => Provider::None,
    }
}

/// `modelOverrides` of all scopes, the higher scope winning key by key.
fn overrides(sources: &Sources) -> BTreeMap<String, Sourced<String>> {
    let mut all = BTreeMap::new();
    for file in sources.settings.iter().filter(|file| file.kind != SourceKind::GlobalState) {
        let Some(block) = file.get(&["modelOverrides"]) else { continue };
        for name in block.value.as_object().into_iter().flat_map(|block| block.keys()) {
            all.extend(file.text(&["modelOverrides", name]).map(|value| (name.clone(), value)));
        }
    }
    all
}

/// A use that another reading of the version's history would not give, or give otherwise, is not sure; one that only
/// the other reading gives is added as such.
fn merge_alternatives(uses: &mut Vec<ModelUse>, others: &[ModelUse], why: &str) {
    let unsure = |one: &mut ModelUse| {
        one.certainty = Certainty::Depends;
        one.notes.push(format!("not established for this version: {why}"));
    };
    let same_call = |a: &ModelUse, b: &ModelUse| (&a.invoked, &a.region) == (&b.invoked, &b.region);
    let same_caller = |a: &ModelUse, b: &ModelUse| (a.role, &a.name) == (b.role, &b.name);
    let only_there = |other: &&ModelUse| !uses.iter().any(|one| same_caller(one, other));
    let added: Vec<ModelUse> = others.iter().filter(only_there).cloned().collect();
    for one in uses.iter_mut() {
        if !others.iter().any(|other| same_caller(one, other) && same_call(one, other)) {
            unsure(one);
        }
    }
    uses.extend(added.into_iter().map(|mut one| {
        unsure(&mut one);
        one
    }));
    uses.sort_by_key(|one| one.role);
}

/// A version that nobody here knows may resolve all but a written id otherwise.
fn may_be_another(one: &mut ModelUse, version: super::Version) {
    if one.role == Role::Main && one.requested.trim() == one.invoked.to_string() {
        return;
    }
    one.certainty = Certainty::Depends;
    one.notes
        .push(format!("{version} is newer than {}, the newest known here: it may call another model", table().newest));
}

fn version_problem(client: &Client) -> Option<Problem> {
    let (version, newest, oldest) = (client.version, table().newest, table().oldest);
    let text = if version > newest {
        format!(
            "Claude Code {version} is newer than {newest}, the newest known here: the plan follows the rules of {newest}."
        )
    } else if version < oldest {
        format!(
            "Claude Code {version} is older than {oldest}, the oldest known here: the plan follows the rules of {oldest}."
        )
    } else if client.source == VersionSource::NewestKnown {
        format!("No installed Claude Code was found: the plan is for {newest}, the newest known here.")
    } else {
        return None;
    };
    Some(Problem { text, source: None })
}

impl Plan {
    /// The use of a subagent. A built-in one that has no use of its own runs on the main model.
    #[must_use]
    pub fn subagent(&self, name: &str) -> Option<&ModelUse> {
        let own = self.uses.iter().find(|one| one.role == Role::Subagent && one.name == name);
        own.or_else(|| self.uses.iter().find(|one| one.role == Role::Main))
    }
}
