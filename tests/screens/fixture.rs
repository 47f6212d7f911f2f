//! A survey and a plan made by hand: an account in which most verdicts occur.
#![allow(dead_code, reason = "each test takes what it needs")]

use std::sync::Arc;

use bedcheck::{
    catalog::{BaseModelId, Catalog, ModelRef, Partition, RegionName},
    claude_code::{
        Certainty, FileFault, FileSeen, Impact, ModelUse, Plan, Problem, Provider, Role, Source, SourceKind, Sourced,
        Version, VersionSource,
    },
    dashboard::model::{AskedAs, Model, ModelSetup, Planner, Preferences, Scene, WhatIf},
    refusal::{Cause, Refusal},
    scan::RegionChoice,
    survey::{
        Agreement, Availability, DataRetention, Fact, Identity, ListedModel, ListedProfile, Observation, Reading,
        RegionOptIn, Survey, UseCaseForm,
    },
};
use jiff::Timestamp;

pub(crate) fn region(name: &str) -> RegionName {
    name.parse().unwrap()
}

pub(crate) fn model_id(id: &str) -> BaseModelId {
    id.parse().unwrap()
}

/// When everything was read; the screens are drawn four minutes later.
pub(crate) fn read_at() -> Timestamp {
    "2026-11-22T10:00:00Z".parse().unwrap()
}

pub(crate) fn now() -> Timestamp {
    "2026-11-22T10:04:10Z".parse().unwrap()
}

pub(crate) fn refusal(cause: Cause, kind: &str, status: u16, text: &str) -> Refusal {
    Refusal {
        cause,
        gate: cause.gate(),
        recognised: true,
        status: Some(status),
        request_id: None,
        kind: kind.to_owned(),
        text: text.to_owned(),
        captures: Default::default(),
    }
}

pub(crate) fn observe(survey: &mut Survey, reading: Reading) {
    survey.apply(Observation { reading, at: read_at() });
}

fn source(kind: SourceKind, text: &str) -> Source {
    Source { kind, path: None, line: None, key: None, text: text.to_owned() }
}

fn usage(role: Role, name: &str, id: &str, when: &str, because: &str, pins: Vec<&'static str>) -> ModelUse {
    ModelUse {
        role,
        name: name.to_owned(),
        requested: String::new(),
        invoked: ModelRef::parse(id),
        region: region("us-west-2"),
        when: when.to_owned(),
        source: source(SourceKind::Default, because),
        certainty: Certainty::Certain,
        impact: Impact::Degrades,
        pins,
        notes: Vec::new(),
        fallbacks: Vec::new(),
    }
}

/// The agent's model is in a file, and the tier it names is pinned in another.
fn agent(mut usage: ModelUse) -> ModelUse {
    usage.requested = "haiku".to_owned();
    usage.fallbacks = vec![ModelRef::parse("us.anthropic.claude-opus-5-5")];
    usage.source = Source {
        kind: SourceKind::Agent,
        path: Some("/home/anna/shop/.claude/agents/reviewer.md".into()),
        line: Some(3),
        key: Some("model".to_owned()),
        text: ".claude/agents/reviewer.md: model: haiku".to_owned(),
    };
    usage.notes = vec![
        "`haiku` means the haiku tier: us.anthropic.claude-haiku-4-5-20251001-v1:0".to_owned(),
        "ANTHROPIC_DEFAULT_HAIKU_MODEL = us.anthropic.claude-haiku-4-5-20251001-v1:0 (`env` block of the project \
         settings, line 4)"
            .to_owned(),
        "it overrides ANTHROPIC_DEFAULT_HAIKU_MODEL = haiku (shell environment)".to_owned(),
    ];
    usage
}

fn file(scope: SourceKind, path: &str, read: bool, problem: Option<&str>) -> FileSeen {
    FileSeen { path: path.into(), scope, read, problem: problem.map(|why| FileFault::NotTaken(why.to_owned())) }
}

fn files() -> Vec<FileSeen> {
    vec![
        file(SourceKind::UserSettings, "/home/anna/.claude/settings.json", true, None),
        file(SourceKind::ProjectSettings, "/home/anna/shop/.claude/settings.json", true, None),
        file(
            SourceKind::LocalSettings,
            "/home/anna/shop/.claude/settings.local.json",
            false,
            Some("not JSON, line 4, column 2"),
        ),
        file(SourceKind::ManagedSettings, "/etc/claude-code/managed-settings.json", false, None),
        file(SourceKind::Agent, "/home/anna/shop/.claude/agents/reviewer.md", true, None),
    ]
}

pub(crate) fn plan() -> Plan {
    Plan {
        version: Version(2, 1, 330),
        version_source: VersionSource::Installed,
        provider: Provider::Bedrock,
        region: Sourced { value: region("us-west-2"), source: source(SourceKind::Shell, "AWS_REGION") },
        endpoint: None,
        project: None,
        remembered: Vec::new(),
        undecided: None,
        doubt: None,
        uses: vec![
            usage(
                Role::Main,
                "",
                "us.anthropic.claude-opus-5-5",
                "the main loop",
                "default of 2.1.330",
                vec!["ANTHROPIC_MODEL"],
            ),
            usage(
                Role::SmallFast,
                "",
                "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
                "titles, prompt hooks, WebFetch",
                "no small/fast pin, no main model chosen",
                vec!["ANTHROPIC_DEFAULT_HAIKU_MODEL"],
            ),
            usage(
                Role::StartupCheck,
                "haiku",
                "us.anthropic.claude-haiku-4-5-20251001-v1:0",
                "at start, one token",
                "tier not pinned",
                Vec::new(),
            ),
            usage(
                Role::AutoModeClassifier,
                "",
                "us.anthropic.claude-sonnet-5",
                "every risky command in auto mode",
                "default of 2.1.330",
                vec!["CLAUDE_CODE_AUTO_MODE_MODEL"],
            ),
            agent(usage(
                Role::Subagent,
                "reviewer",
                "us.anthropic.claude-haiku-4-5-20251001-v1:0",
                "the agent is called",
                "",
                Vec::new(),
            )),
        ],
        files: files(),
        problems: vec![Problem {
            text: "ANTHROPIC_SMALL_FAST_MODEL is deprecated; set ANTHROPIC_DEFAULT_HAIKU_MODEL instead.".to_owned(),
            source: None,
        }],
    }
}

/// The plan, with each use moved by the last setting that names one of its variables, and all by a region: in Europe
/// the ids begin with `eu.`. Version 2.1.112 knows no auto mode.
pub(crate) fn planner() -> Planner {
    Arc::new(|_, what_if: &WhatIf| {
        let mut plan = plan();
        for usage in &mut plan.uses {
            let set = what_if.settings.iter().rfind(|line| usage.pins.contains(&line.variable.as_str()));
            usage.invoked = set.map_or_else(|| usage.invoked.clone(), |line| ModelRef::parse(&line.value));
        }
        if let Some(line) = what_if.settings.iter().rfind(|line| line.variable == "AWS_REGION") {
            plan.region = Sourced { value: region(&line.value), source: source(SourceKind::CommandLine, "what if") };
            for usage in &mut plan.uses {
                usage.region = region(&line.value);
                let id = usage.invoked.to_string();
                let id = if line.value.starts_with("eu-") { id.replacen("us.", "eu.", 1) } else { id };
                usage.invoked = ModelRef::parse(&id);
            }
        }
        if let Some(version) = what_if.version {
            (plan.version, plan.version_source) = (version, VersionSource::Given);
            plan.uses.retain(|usage| version > Version(2, 1, 112) || usage.role != Role::AutoModeClassifier);
        }
        plan
    })
}

const NOT_ENABLED: [&str; 3] = ["me-central-1", "me-south-1", "il-central-1"];
const THROTTLED: &str = "ap-southeast-4";

fn is_commercial(name: &RegionName) -> bool {
    name.partition() == Partition::Aws
}

/// The account of the screens.
pub(crate) fn survey() -> Survey {
    let catalog = Catalog::bundled();
    let mut survey = Survey::default();
    let identity = Identity {
        account: "444455556666".to_owned(),
        arn: "arn:aws:sts::444455556666:assumed-role/Developer/dev1".to_owned(),
        partition: Partition::Aws,
    };
    observe(&mut survey, Reading::Identity(Ok(identity)));
    let regions = catalog.regions.iter().filter(|known| is_commercial(&known.name));
    let opted = |known: &bedcheck::catalog::CatalogRegion| match known.opt_in {
        _ if NOT_ENABLED.contains(&known.name.as_str()) => RegionOptIn::Disabled,
        true => RegionOptIn::Enabled,
        false => RegionOptIn::EnabledByDefault,
    };
    let map = regions.clone().map(|known| (known.name.clone(), opted(known))).collect();
    observe(&mut survey, Reading::Regions(Ok(map)));
    for known in regions.filter(|known| !NOT_ENABLED.contains(&known.name.as_str())) {
        region_facts(&mut survey, catalog, &known.name);
    }
    survey
}

fn region_facts(survey: &mut Survey, catalog: &Catalog, name: &RegionName) {
    if name.as_str() == THROTTLED {
        let throttled = || refusal(Cause::Throttled, "ThrottlingException", 429, "Rate exceeded");
        observe(survey, Reading::Models(name.clone(), Err(throttled())));
        observe(survey, Reading::Profiles(name.clone(), Err(throttled())));
        return;
    }
    let offers = catalog.offers(name);
    let listed = offers.iter().filter_map(|offer| {
        let known = catalog.model(&offer.model)?;
        Some(ListedModel {
            id: offer.model.clone(),
            name: known.full_name.clone(),
            lifecycle: known.lifecycle.clone(),
            on_demand: offer.on_demand,
            through_profile: !offer.profiles.is_empty(),
        })
    });
    observe(survey, Reading::Models(name.clone(), Ok(listed.collect())));
    let profiles = offers
        .iter()
        .flat_map(|offer| &offer.profiles)
        .map(|profile| ListedProfile { id: profile.id.clone(), destinations: profile.destinations.clone() });
    observe(survey, Reading::Profiles(name.clone(), Ok(profiles.collect())));
    observe(survey, Reading::UseCase(name.clone(), Ok(UseCaseForm::Filed)));
    let mode = DataRetention { mode: "default".to_owned() };
    observe(survey, Reading::DataRetention(name.clone(), Ok(mode)));
    for offer in &offers {
        let answer = availability(name, &offer.model);
        observe(survey, Reading::Availability(name.clone(), offer.model.clone(), Ok(answer)));
    }
}

pub(crate) fn availability(name: &RegionName, model: &BaseModelId) -> Availability {
    let agreement = match model.as_str() {
        "anthropic.claude-sonnet-5" | "anthropic.claude-sonnet-4-5-20250929-v1:0" => Agreement::NotAvailable,
        "anthropic.claude-sonnet-5-5" if name.as_str() == "ap-northeast-1" => Agreement::Pending,
        _ => Agreement::Available,
    };
    Availability {
        agreement: Some(agreement),
        agreement_message: None,
        authorized: true,
        entitled: true,
        in_region: true,
    }
}

pub(crate) fn setup(survey: Survey) -> ModelSetup {
    ModelSetup {
        catalog: Catalog::bundled(),
        planner: planner(),
        survey,
        focus: None,
        regions: RegionChoice::Enabled,
        asked_as: AskedAs { profile: Some("work".to_owned()), ..AskedAs::default() },
        demo_label: None,
        looked_for: Vec::new(),
        preferences: Preferences {
            scenarios: bedcheck::simulator::bundled().map(|(name, what)| (name.to_owned(), what.to_owned())).collect(),
            ..Preferences::default()
        },
        notes: Vec::new(),
        keeps_surveys: true,
        now: now(),
    }
}

/// A model that is green wherever it is read, and was refused when it was called.
pub(crate) fn denied_when_called() -> Model {
    let mut survey = survey();
    let said = "anthropic.claude-opus-5-5 is not available for this account. You can explore other available models on Amazon \
                Bedrock. For additional access options, contact AWS Sales at https://aws.amazon.com/contact-us/sales-support/";
    let refusal = refusal(Cause::ContactSales, "AccessDeniedException", 403, said)
        .of_request(Some("00000000-0000-4000-8000-00000000002a"));
    let facts = survey.regions.entry(region("us-west-2")).or_default();
    facts
        .verified
        .insert("us.anthropic.claude-opus-5-5".to_owned(), Fact::Failed { refusal, at: read_at(), last: None });
    Model::new(setup(survey))
}

pub(crate) fn model() -> Model {
    Model::new(setup(survey()))
}

/// A demo that runs, with the same plan.
pub(crate) fn scene(label: &str) -> Scene {
    Scene { label: label.to_owned(), region: region("us-west-2"), planner: planner() }
}
