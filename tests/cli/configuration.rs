//! `config.toml`: defaults of the user's own, below what is typed and what the environment says.

use serde_json::Value;

use crate::{
    Program,
    support::{self, items, one_sentence},
};

/// A program with this `config.toml`.
fn with(text: &str) -> (Program, std::path::PathBuf) {
    let program = Program::new();
    let folder = program.home.path().join("configuration");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("config.toml"), text).unwrap();
    (program, folder)
}

fn run(program: &Program, folder: &std::path::Path, args: &[&str], env: &[(&str, &str)]) -> (i32, String, String) {
    let mut command = program.with(args);
    command.env("BEDCHECK_CONFIG_DIR", folder).envs(env.iter().copied());
    support::run(&mut command)
}

#[test]
fn a_default_of_ones_own_counts_until_something_else_is_said() {
    let (program, folder) = with("# ours\noutput = \"json\"\nno-simulate = true\ntheme = \"nord\"\ntimeout = 30\n");
    let option = |env: &[(&str, &str)], more: &[&str], key: &str| {
        let (status, out, err) = run(&program, &folder, &[&["config"], more].concat(), env);
        assert_eq!((status, err.as_str()), (0, ""));
        let document: Value = serde_json::from_str(&out).unwrap();
        assert_eq!(document["schema"], "bedcheck.config/1");
        assert!(document["file"].as_str().unwrap().ends_with("config.toml"));
        let found = items(&document, "options").iter().find(|option| option["key"] == key).unwrap().clone();
        (found["value"].as_str().map(str::to_owned), found["from"].as_str().unwrap().to_owned())
    };
    let said = |value: &str, from: &str| (Some(value.to_owned()), from.to_owned());
    assert_eq!(option(&[], &[], "timeout"), said("30", "config.toml, line 5"));
    assert_eq!(option(&[], &[], "no-simulate"), said("true", "config.toml, line 3"));
    assert_eq!(option(&[], &["--timeout", "5"], "timeout"), said("5", "command line"));
    assert_eq!(option(&[("BEDCHECK_THEME", "light")], &[], "theme"), said("light", "BEDCHECK_THEME"));
    assert_eq!(option(&[], &[], "color"), said("auto", "default"));
    // The command itself is under it as well.
    let (status, out, _) = run(&program, &folder, &["plan", "--demo"], &[]);
    assert_eq!((status, &out[..1]), (0, "{"), "{out}");
    assert!(!run(&program, &folder, &["plan", "--demo", "-o", "plain"], &[]).1.starts_with('{'));
}

#[test]
fn a_mistake_is_told_with_file_and_line_and_help_goes_on() {
    for (text, words) in [
        ("\ntheem = \"nord\"", "line 2: there is no key theem"),
        ("no_simulate = true", "line 1: there is no key no_simulate; the name is no-simulate"),
        ("color = \"blue\"", "line 1: invalid value 'blue' for '--color <WHEN>'"),
        ("linear = 3", "line 1: linear is true or false"),
        ("color = ", "line 1: "),
    ] {
        let (program, folder) = with(text);
        let (status, out, err) = run(&program, &folder, &["list", "--demo"], &[]);
        assert_eq!((status, out.as_str()), (2, ""), "{text}");
        one_sentence(&err);
        assert!(err.contains("config.toml") && err.contains(words), "{text}: {err}");
        assert_eq!(run(&program, &folder, &["--help"], &[]).0, 0);
    }
}

/// Issue 13: whoever wants the list wants to know whether it could be made; every output of a demo says so.
#[test]
fn a_list_that_could_be_made_is_a_success_and_a_demo_says_that_it_is_one() {
    let program = Program::new();
    let list = |more: &[&str]| support::run_json(&mut program.with(&[&["list", "-o", "json"], more].concat()));
    let (status, document, _) = list(&["--demo=issue-536", "--regions", "us-west-2"]);
    assert!(items(&document, "rows").iter().any(|row| row["verdict"] == "blocked"));
    assert_eq!((status, &document["simulated"]), (0, &Value::from(true)));
    assert_eq!(list(&["--demo=issue-536", "--regions", "us-west-2", "--strict"]).0, 1);
    for command in [&["list"][..], &["check"], &["plan"], &["explain", "sonnet"]] {
        let (_, text, _) = support::run(&mut program.with(&[command, &["--demo=healthy"]].concat()));
        assert!(text.contains("Simulated: scenario healthy"), "{command:?}: {text}");
    }
}
