//! Documents of many accounts become one table, and two of those can be compared.

use serde_json::Value;

use crate::{
    Place,
    support::{items, one_sentence},
};

/// A folder with the checks of three accounts, one of them of nobody.
fn checked() -> Place {
    let place = Place::new();
    for (file, scenario) in [("a.json", "healthy"), ("b.json", "sales-gated")] {
        let (_, document, _) = place.run(&["check", &format!("--demo={scenario}"), "--output", "json"]);
        std::fs::write(place.home.path().join(file), document).unwrap();
    }
    let (_, nobody, _) = place.run(&["check", "--output", "json", "--timeout", "20"]);
    std::fs::write(place.home.path().join("c.json"), nobody).unwrap();
    place
}

#[test]
fn accounts_are_merged_with_the_worst_gate_of_each_model() {
    let place = checked();
    let (status, out, err) = place.run(&["merge", "a.json", "b.json", "c.json", "--output", "json"]);
    assert_eq!((status, err.as_str()), (1, ""), "a gap outranks what is not known: {out}");
    let merged: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(items(&merged, "accounts").len(), 3);
    assert_eq!(merged["accounts"][2]["result"], "unknown");
    for (file, account) in ["a.json", "b.json"].iter().zip(items(&merged, "accounts")) {
        let check: Value = serde_json::from_str(&place.read(file)).unwrap();
        assert_eq!((&account["account"], &account["file"]), (&check["account"]["id"], &(*file).into()));
        // Every call is in a row of its account and region, and no row is better than its calls.
        for call in items(&check, "uses") {
            let of_call = |row: &&Value| {
                row["account"] == account["account"]
                    && row["region"] == call["region"]
                    && items(row, "called_as").contains(&call["model_id"])
            };
            let row = items(&merged, "rows").iter().find(of_call).unwrap_or_else(|| panic!("no row for {call}"));
            assert!(call["verdict"] != "blocked" || row["verdict"] == "blocked", "{row} {call}");
            assert!(row["verdict"] != "open" || call["verdict"] == "open", "{row} {call}");
        }
    }
    let (status, out, _) = place.run(&["merge", "a.json", "--output", "plain"]);
    assert_eq!(status, 0, "{out}");
}

#[test]
fn a_file_that_is_none_hides_no_other() {
    let place = checked().write("d.json", "{\"schema\": \"bedcheck.list/1\"}");
    let (status, out, err) = place.run(&["merge", "a.json", "d.json", "nowhere.json", "--output", "json"]);
    assert_eq!((status, err.as_str()), (3, ""));
    let merged: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((items(&merged, "accounts").len(), items(&merged, "unread").len()), (1, 2));
    assert!(merged["unread"][0].as_str().unwrap().contains("bedcheck.list/1"), "{merged}");
    let (status, _, err) = place.run(&["merge"]);
    assert_eq!(status, 2);
    one_sentence(&err);
}

#[test]
fn two_merged_documents_are_compared() {
    let place = checked();
    let keep = |files: &[&str], name: &str| {
        let (_, out, _) = place.run(&[&["merge"], files, &["--output", "json"]].concat());
        std::fs::write(place.home.path().join(name), out).unwrap();
    };
    keep(&["a.json"], "old.json");
    // The same account later, one model lost.
    let mut later: Value = serde_json::from_str(&place.read("a.json")).unwrap();
    let lost = later["uses"][0]["model_id"].clone();
    for usage in later["uses"].as_array_mut().unwrap().iter_mut().filter(|usage| usage["model_id"] == lost) {
        usage["verdict"] = "blocked".into();
        usage["gate"] = "agreement".into();
        usage["reason"] = "agreement missing".into();
    }
    std::fs::write(place.home.path().join("later.json"), later.to_string()).unwrap();
    keep(&["later.json", "b.json"], "new.json");
    let (status, out, err) = place.run(&["diff", "old.json", "new.json", "--output", "json"]);
    assert_eq!((status, err.as_str()), (1, ""), "{out}");
    let diff: Value = serde_json::from_str(&out).unwrap();
    let kinds = |kind: &str| items(&diff, "changes").iter().filter(|change| change["kind"] == kind).count();
    assert_eq!(kinds("verdict-changed"), 1, "{diff}");
    let change = items(&diff, "changes").iter().find(|change| change["kind"] == "verdict-changed").unwrap();
    assert_eq!((&change["before"], &change["after"]), (&"open".into(), &"blocked: agreement missing".into()));
    assert!(kinds("call-appeared") > 0, "the other account is new: {diff}");
    let (status, out, _) = place.run(&["diff", "old.json", "old.json", "--output", "plain"]);
    assert_eq!(status, 0, "{out}");
}
