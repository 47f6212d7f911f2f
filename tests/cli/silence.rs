//! A region that says nothing: the list is there without it, and names it.

use serde_json::Value;

use crate::{
    Program,
    account::{Account, scenario},
    support::{self, items},
};

/// What became of a region, and why.
fn region(document: &Value, name: &str) -> (String, String) {
    let of = items(document, "regions").iter().find(|entry| entry["region"] == name).unwrap();
    let text = |key: &str| of[key].as_str().unwrap_or_default().to_owned();
    (text("state"), text("reason"))
}

/// Performance review, November 2026: one silent region held the list back for 15 to 22 seconds.
#[test]
fn a_silent_region_is_given_up_when_all_others_are_done_and_named() {
    let silent = scenario("[[fault]]\nregions = \"eu-west-1\"\ndoes = \"no-answer\"\n");
    let account = Account::serve(silent);
    let url = account.url();
    let program = Program::new();
    let list = |wait: &str, format: &str| {
        let args = ["list", "--regions", "us-west-2,eu-west-1", "--endpoint-url", &url, "--wait", wait, "-o", format];
        let mut command = program.with(&args);
        command.env("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE").env("AWS_SECRET_ACCESS_KEY", "example");
        command
    };
    // Less than any deadline of a region, and more than all of them.
    for (wait, why) in [("1", "while everything else was answered"), ("60", "no answer of any kind within 8 s")] {
        let (status, document, said) = support::run_json(&mut list(wait, "json"));
        assert_eq!((status, said.as_str()), (3, ""));
        assert_eq!(region(&document, "us-west-2").0, "answered");
        let (state, reason) = region(&document, "eu-west-1");
        assert!(state == "failed" && reason.contains(why), "{state}: {reason}");
    }
    let (_, out, _) = support::run(&mut list("1", "plain"));
    let last = out.lines().last().unwrap_or_default();
    assert!(last.contains("eu-west-1") && !last.contains("us-west-2") && last.contains("--wait"), "{last}");
}
