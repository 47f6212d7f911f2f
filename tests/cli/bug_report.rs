//! `bedcheck bug-report`: facts for whoever is to find a fault, and nothing that names anybody.

use std::fs;

use bedcheck::survey::SnapshotStore;

use crate::{Program, support};

#[test]
fn a_report_for_strangers_has_names_of_settings_and_counts_and_nobodys_name() {
    let program = Program::new();
    let home = program.home.path();
    let survey = home.join("survey.json");
    let args = ["list", "--demo=demo", "--regions", "us-west-2", "--save", survey.to_str().unwrap()];
    assert_eq!(support::run(&mut program.with(&args)).0, 0);
    let survey = SnapshotStore::at(&survey).load().unwrap().unwrap();
    // Where the dashboard of this home keeps what it saw.
    let apart = format!("   {} AKIAIOSFODNN7EXAMPLE", home.join("aws-config").display());
    SnapshotStore::in_folder(&home.join("state/bedcheck"), "default", &apart).keep(&survey).unwrap();
    fs::create_dir_all(home.join("secret-project/.claude")).unwrap();
    let settings = r#"{"model":"opus","env":{"ANTHROPIC_MODEL":"us.hunter2","AWS_BEARER_TOKEN_BEDROCK":"hunter2"},"awsAuthRefresh":"run hunter2"}"#;
    fs::write(home.join("secret-project/.claude/settings.json"), settings).unwrap();
    let mut command = program.with(&["bug-report", "--project", home.join("secret-project").to_str().unwrap()]);
    command
        .env("XDG_STATE_HOME", home.join("state"))
        .env("TERM", "xterm-kitty")
        .env("HTTPS_PROXY", "http://u:hunter2@h");
    command.env("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE").env("AWS_SECRET_ACCESS_KEY", "hunter2");
    let (status, out, err) = support::run(&mut command);
    assert_eq!((status, err.as_str()), (0, ""), "{out}");
    for wanted in [
        &format!("- bedcheck: {}", env!("CARGO_PKG_VERSION")),
        "- TERM: xterm-kitty",
        "- HTTPS_PROXY: set",
        "- the shell environment: AWS_ACCESS_KEY_ID, AWS_CONFIG_FILE",
        "- the project settings: awsAuthRefresh, env.ANTHROPIC_MODEL, env.AWS_BEARER_TOKEN_BEDROCK, model",
        " blocked",
        "- regions: 1 answered",
    ] {
        assert!(out.contains(wanted), "{wanted}: {out}");
    }
    let identity = survey.identity.value().unwrap();
    for hidden in [
        "hunter2",
        "AKIA",
        &identity.account,
        &identity.arn,
        "secret-project",
        "arn:aws:iam::1",
        &*home.to_string_lossy(),
    ] {
        assert!(!out.contains(hidden), "{hidden}: {out}");
    }
}

#[test]
fn a_report_where_nothing_was_seen_says_so_and_asks_nobody() {
    let program = Program::new();
    let (status, out, err) = support::run(&mut program.with(&["bug-report", "--endpoint-url", "http://127.0.0.1:9"]));
    assert!(status == 0 && err.is_empty() && out.contains("nothing is kept"), "{out}{err}");
}
