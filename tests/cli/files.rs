//! Files of the program's own, and what lies where they would be (reliability review, kinds 7, 9, 10 and 14).

use std::fs;

use crate::{
    Program,
    support::{self, one_sentence},
};

/// A pipe nobody writes to: whoever opens it waits for ever.
fn pipe(program: &Program, name: &str) -> String {
    let path = program.home.path().join(name);
    let made = std::process::Command::new("mkfifo").arg(&path).status().unwrap();
    assert!(made.success());
    path.display().to_string()
}

/// The SDK waits for the end of whatever is called its configuration.
#[cfg(unix)]
#[test]
fn an_aws_file_that_is_a_pipe_is_not_waited_for() {
    let program = Program::new();
    let pipe = pipe(&program, "pipe");
    for variable in ["AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"] {
        let mut command = program.with(&["check", "--region", "us-west-2", "--endpoint-url", "http://127.0.0.1:9"]);
        let keys = [("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE"), ("AWS_SECRET_ACCESS_KEY", "secret")];
        let (status, _, err) = support::run(command.envs(keys).env(variable, &pipe));
        assert_eq!(status, 3, "{variable}: {err}");
    }
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_neither_waited_for_nor_replaced() {
    use std::os::unix::fs::FileTypeExt as _;
    let program = Program::new();
    let pipe = pipe(&program, "pipe");
    for args in [
        vec!["diff", &pipe, "--demo"],
        vec!["list", "--demo=healthy", "--regions", "us-west-2", "--save", &pipe],
        vec!["simulate", "--scenario", &pipe],
        vec!["check", "--demo", "--ids", &pipe],
    ] {
        let (status, out, err) = support::run(&mut program.with(&args));
        assert_eq!((status, out.as_str()), (2, ""), "{args:?}");
        one_sentence(&err);
        assert!(err.contains("pipe") && err.contains("regular file"), "{err}");
    }
    assert!(fs::metadata(&pipe).unwrap().file_type().is_fifo(), "it is still there");
    let folder = program.home.path().join("configuration");
    fs::create_dir_all(&folder).unwrap();
    std::os::unix::fs::symlink(&pipe, folder.join("config.toml")).unwrap();
    std::os::unix::fs::symlink(&pipe, folder.join("keymap.toml")).unwrap();
    let run = |args: &[&str]| {
        let mut command = program.with(args);
        support::run(command.env("BEDCHECK_CONFIG_DIR", &folder))
    };
    let (status, _, err) = run(&["plan", "--demo"]);
    assert!(status == 2 && err.contains("config.toml"), "{err}");
    fs::remove_file(folder.join("config.toml")).unwrap();
    let (status, _, err) = run(&["keys"]);
    assert!(status == 2 && err.contains("keymap.toml"), "{err}");
}

#[test]
fn a_survey_of_somebody_elses_moves_no_cursor() {
    let program = Program::new();
    let list = |file: &str| {
        let args = ["list", "--demo=healthy", "--regions", "us-west-2", "--save", file];
        assert_eq!(support::run(&mut program.with(&args)).0, 0);
    };
    let file = program.home.path().join("theirs.json");
    list(file.to_str().unwrap());
    let text = fs::read_to_string(&file).unwrap();
    let hostile =
        text.replace("assumed-role/Developer", "assumed-role/\\u001b]0;owned\\u0007\\u009b31m\\u202eDeveloper");
    assert_ne!(hostile, text);
    let older = program.home.path().join("older.json");
    fs::write(&older, hostile).unwrap();
    for format in ["table", "plain", "markdown", "csv", "json", "ndjson"] {
        let args = ["diff", older.to_str().unwrap(), file.to_str().unwrap(), "--output", format];
        let (_, out, err) = support::run(&mut program.with(&args));
        assert!(!out.is_empty(), "{format}: {err}");
        let harmful = |c: char| matches!(c, '\u{1b}' | '\u{7}' | '\u{9b}' | '\u{202e}');
        assert!(!out.contains(harmful) && !err.contains(harmful), "{format}: {out:?}");
    }
}

#[cfg(unix)]
#[test]
fn a_log_that_is_a_pipe_is_not_waited_for() {
    let program = Program::new();
    let pipe = pipe(&program, "pipe");
    let (status, out, err) = support::run(&mut program.with(&["simulate", "--log", &pipe]));
    assert_eq!((status, out.as_str()), (2, ""), "{err}");
    one_sentence(&err);
    assert!(err.contains("a pipe"), "{err}");
}

/// The last descriptors there are: a library panics where it cannot open one more. It was status 101, in colour.
#[cfg(unix)]
#[test]
fn with_no_file_to_open_nothing_is_known_and_nothing_is_well() {
    for most in 4..=8 {
        let program = Program::new();
        let mut command = std::process::Command::new("/bin/sh");
        let line = format!("ulimit -n {most}; exec \"$0\" list --demo=healthy --regions us-west-2");
        command.args(["-c", &line, env!("CARGO_BIN_EXE_bedcheck")]);
        support::isolated(&mut command, program.home.path());
        let (status, _, err) = support::run(&mut command);
        assert!([2, 3].contains(&status), "{most}: {status} {err}");
        assert!(!err.contains('\u{1b}'), "{most}: {err:?}");
    }
}
