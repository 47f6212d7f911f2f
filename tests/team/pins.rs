//! Pins: settings under which the plan of every client version has no gap, held by `check` with the printed file.

use serde_json::{Value, json};

use crate::{
    Place,
    support::{items, one_sentence},
};

const VERSIONS: [&str; 4] = ["1.0.100", "2.0.60", "2.1.112", "2.1.332"];
const SCENARIOS: [&str; 5] = ["issue-536", "fresh-account", "corporate-role", "healthy", "demo"];

/// The arguments of a run for all versions.
fn for_all<'a>(demo: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let versions = VERSIONS.iter().flat_map(|version| ["--version", version]);
    ["pins", demo].into_iter().chain(versions).chain(more.iter().copied()).collect()
}

/// The calls that a check under a settings file finds refused.
fn refused(place: &Place, demo: &str, version: &str, settings: &str) -> (String, Vec<String>) {
    let args = ["check", demo, "--claude-code-version", version, "--settings", settings];
    let document = place.document(&args);
    let refused =
        |checked: &&Value| ["blocked", "contradicted", "not-offered"].contains(&checked["verdict"].as_str().unwrap());
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let calls = items(&document, "uses").iter().filter(refused).map(|checked| text(&checked["sentence"])).collect();
    (text(&document["result"]), calls)
}

/// Five accounts × four client versions: under the printed file nothing is refused, or it was said which call is.
#[test]
fn under_the_printed_pins_no_version_has_a_gap_that_was_not_told() {
    std::thread::scope(|scope| {
        let all: Vec<_> = SCENARIOS.into_iter().map(|name| scope.spawn(move || holds_in(name))).collect();
        let mended: usize = all.into_iter().map(|one| one.join().unwrap()).sum();
        assert!(mended > 0, "some account had a gap that pins close");
    });
}

/// How many calls the pins of this account mend.
fn holds_in(name: &str) -> usize {
    let (place, demo) = (Place::new(), format!("--demo={name}"));
    let document = place.document(&for_all(&demo, &[]));
    let file = place.home.path().join("pins.json");
    std::fs::write(&file, json!({"env": document["env"]}).to_string()).unwrap();
    std::fs::write(place.home.path().join("none.json"), "{}").unwrap();
    let mut mended = 0;
    for (version, plan) in VERSIONS.iter().zip(items(&document, "plans")) {
        assert_eq!(plan["claude_code_version"], *version);
        let (result, under) = refused(&place, &demo, version, "pins.json");
        let told: Vec<&str> = items(plan, "refused").iter().map(|one| one["sentence"].as_str().unwrap()).collect();
        assert_eq!(under, told, "{name} {version}");
        assert_eq!(plan["result"], *result, "{name} {version}");
        let (_, before) = refused(&place, &demo, version, "none.json");
        assert!(under.len() <= before.len(), "{name} {version}: {before:?} {under:?}");
        mended += before.len() - under.len();
    }
    for line in items(&document, "lines") {
        assert!(line["why"].as_str().is_some_and(|why| !why.is_empty()), "{line}");
        assert_eq!(document["env"][line["variable"].as_str().unwrap()], line["value"]);
    }
    mended
}

/// A line that could be left out is not among them.
#[test]
fn each_line_is_needed() {
    let place = Place::new();
    let document = place.document(&for_all("--demo=healthy", &[]));
    let env = document["env"].as_object().unwrap();
    assert!(!env.is_empty(), "{document}");
    let gaps = |env: &Value| -> usize {
        std::fs::write(place.home.path().join("some.json"), json!({"env": env}).to_string()).unwrap();
        VERSIONS.iter().map(|version| refused(&place, "--demo=healthy", version, "some.json").1.len()).sum()
    };
    let with_all = gaps(&document["env"]);
    for variable in env.keys() {
        let mut fewer = env.clone();
        fewer.remove(variable);
        assert!(gaps(&Value::Object(fewer)) > with_all, "{variable} is not needed");
    }
}

#[test]
fn a_long_context_is_kept() {
    let settings = json!({"env": {"ANTHROPIC_MODEL": "us.anthropic.claude-3-5-haiku-20241022-v1:0[1m]"}});
    let place = Place::new().write(".claude/settings.json", &settings.to_string());
    let document = place.document(&["pins", "--demo=healthy"]);
    let main = document["env"]["ANTHROPIC_MODEL"].as_str().unwrap_or_else(|| panic!("{document}"));
    assert!(main.ends_with("[1m]") && !main.contains("haiku-20241022"), "{document}");
    assert_eq!(document["result"], "ok", "{document}");
}

#[test]
fn only_the_file_is_printed_and_only_once_it_is_proven() {
    let place = Place::new();
    let (status, out, err) = place.run(&for_all("--demo=healthy", &["--as", "settings"]));
    assert_eq!((status, err.as_str()), (0, ""));
    let file: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(file.as_object().unwrap().keys().collect::<Vec<_>>(), ["env"]);
    let (status, out, err) = place.run(&["pins", "--demo=healthy", "--no-simulate", "--as", "env"]);
    assert_eq!((status, out.as_str()), (3, ""), "nobody knows whether policies allow them");
    one_sentence(&err);
}

/// In CI: grant, pin and region agree.
#[test]
fn a_file_of_pins_is_checked_for_every_version_and_region() {
    let (_, good, _) = Place::new().run(&for_all("--demo=healthy", &["--as", "settings"]));
    let mut bad: Value = serde_json::from_str(&good).unwrap();
    bad["env"]["ANTHROPIC_MODEL"] = "eu.anthropic.claude-sonnet-5".into();
    let place = Place::new().write("good.json", &good).write("bad.json", &bad.to_string());
    let (status, out, err) = place.run(&for_all("--demo=healthy", &["--check", "good.json"]));
    assert_eq!((status, err.as_str()), (0, ""), "{out}");
    let (status, out, _) = place.run(&for_all("--demo=healthy", &["--check", "bad.json"]));
    assert_eq!(status, 1, "{out}");
    assert!(out.contains("eu.anthropic.claude-sonnet-5 in us-west-2"), "{out}");
    let both = ["--regions", "us-west-2,eu-west-1", "--check", "good.json"];
    let (status, out, _) = place.run(&for_all("--demo=healthy", &both));
    assert_eq!(status, 1, "{out}");
    let refused = out.lines().find(|line| line.contains(" in eu-west-1: us.anthropic."));
    assert!(refused.is_some(), "a profile of another geography: {out}");
    let (status, _, err) = place.run(&["pins", "--demo=healthy", "--check", "nowhere.json"]);
    assert_eq!(status, 2);
    one_sentence(&err);
}

/// One block for two regions of different geographies: only a global profile is open in both.
#[test]
fn pins_for_two_regions_do_for_both() {
    let settings = json!({"env": {"ANTHROPIC_MODEL": "us.anthropic.claude-sonnet-4-6"}});
    let place = Place::new().write(".claude/settings.json", &settings.to_string());
    let document = place.document(&["pins", "--demo=healthy", "--regions", "us-west-2,eu-west-1"]);
    let regions: Vec<&str> = items(&document, "plans").iter().map(|plan| plan["region"].as_str().unwrap()).collect();
    assert_eq!(regions, ["us-west-2", "eu-west-1"]);
    assert_eq!(document["env"]["ANTHROPIC_MODEL"], "global.anthropic.claude-sonnet-4-6", "{document}");
}
