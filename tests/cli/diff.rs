//! Saved surveys against each other and against AWS, and several profiles at once.

use std::fs;

use serde_json::Value;

use crate::{
    Program,
    account::{Account, scenario},
    support::{bedcheck, items, one_sentence, run, run_json},
};

const HAIKU: &str = "anthropic.claude-haiku-4-5-20251001-v1:0";
const SHUT: &str = "[[gate]]\nmodels = [\"*haiku-4-5*\"]\nagreement = \"not-available\"\n";

fn asked(account: &Account, program: &Program, args: &[&str]) -> std::process::Command {
    let mut command = bedcheck(program.home.path());
    command.args(args).args(["--regions", "us-west-2", "--region", "us-west-2"]);
    command.env("AWS_ENDPOINT_URL", account.url());
    command.env("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE0000000000").env("AWS_SECRET_ACCESS_KEY", "example");
    command.env("CLAUDE_CODE_USE_BEDROCK", "1").env("AWS_REGION", "us-west-2");
    command.env("ANTHROPIC_SMALL_FAST_MODEL", format!("us.{HAIKU}"));
    command
}

#[test]
fn a_change_between_two_surveys_is_told_both_ways() {
    let (program, open, shut) = (Program::new(), Account::serve(scenario("")), Account::serve(scenario(SHUT)));
    let (status, _, err) = run(&mut asked(&open, &program, &["list", "--save", "old.json"]));
    assert!(err.is_empty() && status < 2, "{err}");
    run(&mut asked(&shut, &program, &["list", "--save", "new.json"]));

    let (status, document, _) = run_json(&mut asked(&shut, &program, &["diff", "old.json", "--output", "json"]));
    assert_eq!(status, 1, "Claude Code could call it and cannot: {document}");
    assert_eq!((&document["schema"], &document["new"]["source"]), (&"bedcheck.diff/1".into(), &"now".into()));
    let change = |document: &Value| {
        let found = items(document, "changes").iter().find(|change| change["model_id"] == HAIKU).cloned();
        found.unwrap_or_else(|| panic!("no change of {HAIKU}: {document}"))
    };
    let lost = change(&document);
    assert_eq!((&lost["kind"], &lost["region"]), (&"verdict-changed".into(), &"us-west-2".into()));
    assert_eq!(lost["before"], "open");
    assert!(lost["after"].as_str().unwrap().starts_with("blocked: agreement"), "{lost}");
    assert!(lost["role"].is_string(), "who calls it: {lost}");
    for field in ["profile_id", "role"] {
        assert!(lost.get(field).is_some(), "{field} is there, if only as null");
    }

    let args = ["diff", "new.json", "old.json", "--output", "json"];
    let (status, document, _) = run_json(&mut asked(&shut, &program, &args));
    assert_eq!(status, 0, "what opens is no loss");
    assert_eq!(change(&document)["after"], "open");
    let (status, document, _) =
        run_json(&mut asked(&shut, &program, &["diff", "old.json", "old.json", "--output", "json"]));
    assert_eq!((status, items(&document, "changes").len()), (0, 0));
    for format in ["table", "plain", "ndjson", "csv", "markdown"] {
        let (status, out, err) =
            run(&mut asked(&shut, &program, &["diff", "old.json", "new.json", "--output", format]));
        assert!(status == 1 && err.is_empty() && out.contains("verdict-changed"), "{format}: {out}{err}");
    }
}

#[test]
fn what_is_no_survey_of_this_account_is_refused_in_one_sentence() {
    let (program, account) = (Program::new(), Account::serve(scenario("")));
    run(&mut asked(&account, &program, &["list", "--save", "mine.json"]));
    let other = Account::bundled("fresh-account");
    run(&mut asked(&other, &program, &["list", "--save", "theirs.json"]));
    fs::write(program.home.path().join("report.json"), "{\"schema\": \"bedcheck.list/1\"}").unwrap();
    let before = account.requests().len();
    for (args, said) in [
        (["mine.json", "theirs.json"], "two accounts"),
        (["mine.json", "nowhere.json"], "no such file"),
        (["report.json", "mine.json"], "list --save"),
    ] {
        let (status, out, err) = run(&mut asked(&account, &program, &[&["diff"], &args[..]].concat()));
        assert_eq!((status, out.as_str()), (2, ""));
        one_sentence(&err);
        assert!(err.contains(said), "{err}");
    }
    assert_eq!(account.requests().len(), before, "two files need no AWS");
}

#[test]
fn each_of_several_profiles_is_an_account_of_its_own() {
    let (program, open, shut) = (Program::new(), Account::serve(scenario("")), Account::bundled("fresh-account"));
    let section = |name: &str, account: &Account| {
        let keys = "aws_access_key_id = AKIAEXAMPLE0000000000\naws_secret_access_key = example\n";
        format!("[profile {name}]\nregion = us-west-2\nendpoint_url = {}\n{keys}", account.url())
    };
    let config = section("one", &open) + &section("two", &shut) + "[profile none]\nregion = us-west-2\n";
    fs::write(program.home.path().join("aws-config"), config).unwrap();
    let ask = |args: &[&str]| program.with(&[args, &["--regions", "us-west-2", "--region", "us-west-2"]].concat());

    let two = ["--profile", "one", "--profile", "two"];
    let (status, document, err) = run_json(&mut ask(&[&["list", "--strict", "--output", "json"][..], &two].concat()));
    assert_eq!((status, err.as_str()), (1, ""));
    assert_eq!(document["schema"], "bedcheck.list/1");
    let accounts = items(&document, "accounts");
    let ids: Vec<_> = accounts.iter().map(|one| (&one["profile"], &one["account"]["id"])).collect();
    assert_eq!(ids, [(&"one".into(), &"111122223333".into()), (&"two".into(), &"222233334444".into())]);
    let open_rows = |at: usize| items(&accounts[at], "rows").iter().filter(|row| row["verdict"] == "open").count();
    assert!(open_rows(0) > 0 && open_rows(1) == 0);
    assert!(open.requests().iter().chain(&shut.requests()).all(|request| request.auth == "sigv4"));

    let (_, out, _) = run(&mut ask(&[&["check", "--output", "csv"][..], &two].concat()));
    assert!(out.starts_with("profile,when,"), "{out}");
    assert!(out.contains("\r\none,") && out.contains("\r\ntwo,"), "{out}");
    let (status, out, err) =
        run(&mut ask(&["list", "--strict", "--output", "ndjson", "--profile", "one", "--profile", "none"]));
    one_sentence(&err);
    assert!(err.contains("profile none") && out.lines().count() == 2, "{status}: {err}");
    assert!(status == 1 || status == 3, "{status}");
}
