//! Every observed case.

use std::collections::{BTreeMap, BTreeSet};

use bedcheck::{
    catalog::{ModelRef, RegionName},
    claude_code::{Known, ModelUse, Plan, ProfileList, Role, Sources, plan},
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

fn folders(base_env: &Value, setup: &Value) -> Folders {
    let mut folders = Folders::new();
    folders.env.clear();
    let layers = [base_env, &setup["env"]];
    for (name, value) in layers.iter().flat_map(|layer| layer.as_object()).flatten() {
        match value.as_str() {
            Some(text) => drop(folders.env.insert(name.clone(), text.to_owned())),
            None => drop(folders.env.remove(name)),
        }
    }
    for (scope, path) in SCOPES {
        folders = match &setup[scope] {
            Value::Null => folders,
            Value::String(text) => folders.write(path, text),
            value => folders.write(path, &value.to_string()),
        };
    }
    for (name, text) in setup["aws"].as_object().into_iter().flatten() {
        folders = folders.write(&format!("home/.aws/{name}"), text.as_str().unwrap());
    }
    for (name, model) in setup["agents"].as_object().into_iter().flatten() {
        let model = model.as_str().map(|model| format!("model: {model}\n")).unwrap_or_default();
        let text = format!("---\nname: {name}\ndescription: does things: \"all\"\n{model}---\nWork.\n");
        folders = folders.write(&format!("project/.claude/agents/{name}.md"), &text);
    }
    folders
}

fn plan_of(base_env: &Value, case: &Value) -> Plan {
    let setup = &case["setup"];
    let folders = folders(base_env, setup);
    let profiles = texts(&setup["profiles"]);
    let list = if setup["list_denied"] == true { ProfileList::Denied } else { ProfileList::Listed(&profiles) };
    let refuse = texts(&setup["refuse"]);
    let client = client(case["version"].as_str().unwrap());
    let refused = |model: &ModelRef, _: &RegionName| refuse.iter().any(|part| model.to_string().contains(part));
    plan(&Sources::read(&folders.setup()), &client, Known { refused: &refused, ..list.into() })
}

fn of(plan: &Plan, role: Role) -> Vec<&ModelUse> {
    plan.uses.iter().filter(|one| one.role == role).collect()
}

fn id(one: &ModelUse) -> Value {
    Value::String(one.invoked.to_string())
}

/// What differs between a case and its plan.
fn differences(base_env: &Value, case: &Value) -> Vec<String> {
    let plan = plan_of(base_env, case);
    let mut differences = Vec::new();
    let mut called: Vec<&ModelUse> = of(&plan, Role::Main);
    let mut compare = |what: &str, uses: Vec<&ModelUse>, seen: &Value| {
        let ids: Vec<Value> = uses.iter().map(|one| id(one)).collect();
        if ids != [seen.clone()] {
            differences.push(format!("{what}: planned {ids:?}, observed {seen}"));
        }
    };
    compare("main", called.clone(), &case["main"]);
    if !case["small_fast"].is_null() {
        compare("small_fast", of(&plan, Role::SmallFast), &case["small_fast"]);
        called.extend(of(&plan, Role::SmallFast));
    }
    if let Some(name) = case["setup"]["subagent"].as_str() {
        let found: Vec<_> = plan.subagent(name).into_iter().collect();
        compare("subagent", found.clone(), &case["subagent"]);
        called.extend(found);
    }
    if case["setup"]["auto"] == true {
        compare("classifier", of(&plan, Role::AutoModeClassifier), &case["classifier"]);
        called.extend(of(&plan, Role::AutoModeClassifier));
    }
    let checks = of(&plan, Role::StartupCheck);
    let planned: BTreeSet<String> = checks.iter().map(|one| one.invoked.to_string()).collect();
    let seen: BTreeSet<String> = texts(&case["startup_checks"]).into_iter().collect();
    if planned != seen {
        differences.push(format!("startup checks: planned {planned:?}, observed {seen:?}"));
    }
    called.extend(checks);
    let mut calls: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for one in called {
        calls.entry(one.invoked.to_string()).or_default().insert(one.region.to_string());
    }
    let seen: BTreeMap<String, BTreeSet<String>> = serde_json::from_value(case["calls"].clone()).unwrap();
    if calls != seen {
        differences.push(format!("calls: planned {calls:?}, observed {seen:?}"));
    }
    differences
}

#[test]
fn every_observed_case_holds() {
    let file: Value = serde_json::from_str(include_str!("observed.json")).unwrap();
    let cases = file["cases"].as_array().unwrap();
    assert_eq!(cases.len(), 55);
    let mut failed = Vec::new();
    for case in cases {
        for difference in differences(&file["base_env"], case) {
            failed.push(format!("{} ({}): {difference}", case["name"], case["version"]));
        }
    }
    assert!(failed.is_empty(), "{} differences:\n{}", failed.len(), failed.join("\n"));
}
