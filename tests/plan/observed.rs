//! Every observed case.

use std::collections::{BTreeMap, BTreeSet};

use bedcheck::{
    catalog::{BaseModelId, ModelRef, RegionName},
    claude_code::{AwsKnowledge, ModelUse, Plan, ProfileList, Role, Sources, plan},
};
use serde_json::Value;

use crate::folders::{Folders, client};

const SCOPES: [(&str, &str); 5] = [
    ("global", "home/.claude.json"),
    ("user", "home/.claude/settings.json"),
    ("project", "project/.claude/settings.json"),
    ("local", "project/.claude/settings.local.json"),
    ("managed", "managed/managed-settings.json"),
];

fn texts(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().map(|text| text.as_str().unwrap().to_owned()).collect()
}

fn entries(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

fn folders(base_env: &Value, setup: &Value) -> Folders {
    let mut folders = Folders::new();
    folders.env.clear();
    for (name, value) in entries(base_env).chain(entries(&setup["env"])) {
        match value.as_str() {
            Some(text) => drop(folders.env.insert(name.clone(), text.to_owned())),
            None => drop(folders.env.remove(name)),
        }
    }
    for (scope, path) in SCOPES {
        let mut settings = setup[scope].clone();
        for (plugin, _) in entries(&setup["plugins"]).filter(|_| scope == "user") {
            settings["enabledPlugins"][format!("{plugin}@demo")] = true.into();
        }
        folders = match settings {
            Value::Null => folders,
            Value::String(text) => folders.write(path, &text),
            value => folders.write(path, &value.to_string()),
        };
    }
    for (name, text) in entries(&setup["aws"]) {
        folders = folders.write(&format!("home/.aws/{name}"), text.as_str().unwrap());
    }
    for (name, value) in entries(&setup["managed_d"]) {
        folders = folders.write(&format!("managed/managed-settings.d/{name}"), &value.to_string());
    }
    for (path, text) in entries(&setup["managed_files"]) {
        folders = folders.write(&format!("managed/{path}"), text.as_str().unwrap());
    }
    for (path, text) in entries(&setup["files"]) {
        let path = path.replacen("proj/", "project/", 1);
        folders = folders.write(&path, text.as_str().unwrap());
    }
    for (name, model) in entries(&setup["agents"]) {
        folders = folders.write(&format!("project/.claude/agents/{name}.md"), &definition(name, model));
    }
    folders = entries(&setup["plugins"]).fold(folders, |folders, (name, parts)| install(folders, name, parts));
    launch(folders, setup)
}

fn definition(name: &str, model: &Value) -> String {
    let model = model.as_str().map(|model| format!("model: {model}\n")).unwrap_or_default();
    format!("---\nname: {name}\ndescription: does things: \"all\"\n{model}---\nWork.\n")
}

/// A plugin as the client lays it out.
fn install(mut folders: Folders, name: &str, parts: &Value) -> Folders {
    let root = format!("home/.claude/plugins/cache/demo/{name}/1.0.0");
    for (kind, of_kind) in entries(parts) {
        for (part, model) in entries(of_kind) {
            let file = if kind == "skills" { format!("{part}/SKILL.md") } else { format!("{part}.md") };
            folders = folders.write(&format!("{root}/{kind}/{file}"), &definition(part, model));
        }
    }
    let place = folders.path(&root).display().to_string();
    let installed = serde_json::json!({"version": 2, "plugins": {
        format!("{name}@demo"): [{"scope": "user", "installPath": place, "version": "1.0.0"}],
    }});
    folders.write("home/.claude/plugins/installed_plugins.json", &installed.to_string())
}

fn launch(folders: Folders, setup: &Value) -> Folders {
    let mut words = texts(&setup["args"]);
    if setup["auto"] == true {
        words.extend(["--permission-mode", "auto"].map(str::to_owned));
    }
    if !setup["inline_settings"].is_null() {
        words.extend(["--settings".to_owned(), setup["inline_settings"].to_string()]);
    }
    folders.launch(&words.iter().map(String::as_str).collect::<Vec<_>>())
}

/// Which of the listed ids, and of the refused ones, a case says.
struct World {
    profiles: Vec<String>,
    refuse: Vec<String>,
}

impl World {
    fn refuses(&self, model: &ModelRef) -> bool {
        self.refuse.iter().any(|part| model.to_string().contains(part))
    }
}

fn plan_of(base_env: &Value, case: &Value, world: &World) -> Plan {
    let setup = &case["setup"];
    let folders = folders(base_env, setup);
    let list = if setup["list_denied"] == true { ProfileList::Denied } else { ProfileList::Listed(&world.profiles) };
    let client = client(case["version"].as_str().unwrap());
    let refused = |model: &ModelRef, _: &RegionName| world.refuses(model);
    let sources = Sources::read(&folders.setup());
    // What GetInferenceProfile tells is asked for each ARN, as the client does.
    let behind: BaseModelId = setup["backing"].as_str().unwrap_or("anthropic.claude-sonnet-4-6").parse().unwrap();
    let arns = plan(&sources, &client, list).profile_arns();
    let backing = arns.into_iter().map(|(_, arn)| (arn, behind.clone())).collect::<BTreeMap<_, _>>();
    plan(&sources, &client, AwsKnowledge { refused: &refused, backing: &backing, ..list.into() })
}

fn of(plan: &Plan, role: Role) -> Vec<&ModelUse> {
    plan.uses.iter().filter(|one| one.role == role).collect()
}

/// The use that answers for something observed: a turn's, a hook's, a plan mode's.
fn special<'a>(plan: &'a Plan, setup: &Value, what: &str) -> Vec<&'a ModelUse> {
    let by = |holds: &dyn Fn(&ModelUse) -> bool| plan.uses.iter().find(|one| holds(one));
    let found = match what {
        "command" => by(&|one| one.role == Role::Command && Some(one.name.as_str()) == setup["command"].as_str()),
        "hook" => by(&|one| one.role == Role::Command && one.name.ends_with(" hook")),
        "plan" => by(&|one| one.when == "plan mode"),
        _ => by(&|one| one.role == Role::TokenCount),
    };
    // What has no use of its own runs on the main model; an agent hook without a model is background work.
    let other = if what == "hook" { Role::SmallFast } else { Role::Main };
    found.or_else(|| of(plan, other).into_iter().next()).into_iter().collect()
}

/// The name of the agent that worked: asked for, or the script's or skill's that ran as one.
fn agent_of(setup: &Value) -> Option<String> {
    let scripted = || {
        setup["files"]
            .as_object()?
            .keys()
            .find_map(|path| path.strip_prefix("proj/.claude/workflows/")?.strip_suffix(".js"))
    };
    if setup["workflow"] == true {
        return Some(scripted().map_or_else(|| "workflow".to_owned(), |script| format!("workflow {script}")));
    }
    setup["subagent"].as_str().or(setup["fork_skill"].as_str()).map(str::to_owned)
}

fn id(one: &ModelUse) -> Value {
    Value::String(one.invoked.to_string())
}

/// What differs between a case and its plan.
fn differences(base_env: &Value, case: &Value) -> Vec<String> {
    let setup = &case["setup"];
    let world = World { profiles: texts(&setup["profiles"]), refuse: texts(&setup["refuse"]) };
    let plan = plan_of(base_env, case, &world);
    let mut differences = Vec::new();
    let mut called: Vec<&ModelUse> = Vec::new();
    let mut compare = |what: &str, uses: Vec<&ModelUse>, seen: &Value| {
        let ids: Vec<Value> = uses.iter().map(|one| id(one)).collect();
        if ids != [seen.clone()] {
            differences.push(format!("{what}: planned {ids:?}, observed {seen}"));
        }
    };
    for (what, role) in [("main", Role::Main), ("small_fast", Role::SmallFast)] {
        if !case[what].is_null() {
            compare(what, of(&plan, role), &case[what]);
            called.extend(of(&plan, role));
        }
    }
    if let Some(name) = agent_of(setup).filter(|_| !case["subagent"].is_null()) {
        let found: Vec<_> = plan.subagent(&name).into_iter().collect();
        compare("subagent", found.clone(), &case["subagent"]);
        called.extend(found);
    }
    if !setup["auto"].is_null() {
        let planned = of(&plan, Role::AutoModeClassifier);
        if planned.is_empty() != case["classifier"].is_null() || !planned.is_empty() {
            compare("classifier", planned.clone(), &case["classifier"]);
        }
        called.extend(planned);
    }
    for what in ["command", "plan", "hook", "count"].into_iter().filter(|what| !case[*what].is_null()) {
        let found = special(&plan, setup, what);
        compare(what, found.clone(), &case[what]);
        called.extend(found);
    }
    let checks = of(&plan, Role::StartupCheck);
    let planned: BTreeSet<String> = checks.iter().map(|one| one.invoked.to_string()).collect();
    let seen: BTreeSet<String> = texts(&case["startup_checks"]).into_iter().collect();
    if planned != seen {
        differences.push(format!("startup checks: planned {planned:?}, observed {seen:?}"));
    }
    called.extend(checks);
    called.extend(plan.uses.iter().filter(|one| one.when.contains("a warm-up at start")));
    let seen: BTreeMap<String, BTreeSet<String>> = serde_json::from_value(case["calls"].clone()).unwrap();
    let calls = calls(&called, &world);
    if calls != seen {
        differences.push(format!("calls: planned {calls:?}, observed {seen:?}"));
    }
    differences
}

/// Every id with its regions, those that take over from a refused one too.
fn calls(called: &[&ModelUse], world: &World) -> BTreeMap<String, BTreeSet<String>> {
    let mut calls: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut add = |id: &ModelRef, one: &ModelUse| {
        calls.entry(id.to_string()).or_default().insert(one.region.to_string());
    };
    for one in called {
        // A check that is refused is followed by those of the rungs below, which are uses of their own.
        for id in std::iter::once(&one.invoked).chain(&one.fallbacks) {
            add(id, one);
            if !world.refuses(id) || one.role == Role::StartupCheck {
                break;
            }
        }
    }
    calls
}

fn all_hold(text: &str, count: usize) {
    let file: Value = serde_json::from_str(text).unwrap();
    let cases = file["cases"].as_array().unwrap();
    assert_eq!(cases.len(), count);
    let mut failed = Vec::new();
    let mut wrong = BTreeSet::new();
    for (at, case) in cases.iter().enumerate() {
        for difference in differences(&file["base_env"], case) {
            failed.push(format!("{} ({}): {difference}", case["name"], case["version"]));
            wrong.insert(at);
        }
    }
    let right = count - wrong.len();
    assert!(failed.is_empty(), "{right} of {count} set-ups hold; the others:\n{}", failed.join("\n"));
}

#[test]
fn every_observed_case_holds() {
    all_hold(include_str!("observed.json"), 55);
}

#[test]
fn every_case_of_the_second_round_holds() {
    all_hold(include_str!("observed-2.json"), 107);
}

#[test]
fn every_case_of_our_own_holds() {
    all_hold(include_str!("observed-own.json"), 472);
}
