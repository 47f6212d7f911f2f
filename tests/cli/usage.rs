//! Usage errors, help, completions, the manual page.

use crate::{run, support::one_sentence};

#[test]
fn the_keymap_in_effect_is_printed_in_every_format_and_a_bad_one_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("keymap.toml");
    let keys = |args: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_bedcheck"));
        let output = command.args(["keys"]).args(args).env("BEDCHECK_CONFIG_DIR", folder.path()).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (output.status.code(), text(output.stdout), text(output.stderr))
    };
    let (status, out, err) = keys(&["--output", "json"]);
    assert_eq!((status, err.as_str()), (Some(0), ""));
    let document: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!((&document["schema"], &document["file"]), (&"bedcheck.keys/1".into(), &serde_json::Value::Null));
    std::fs::write(&file, "[[key]]\naction = \"sort\"\nkeys = [\"b b\"]\n").unwrap();
    for format in ["table", "plain", "json", "ndjson", "csv", "markdown"] {
        let (status, out, _) = keys(&["--output", format]);
        assert_eq!(status, Some(0), "{format}");
        assert!(out.contains("sort") && out.contains("b b"), "{format}: {out}");
    }
    std::fs::write(&file, "\n[[key]]\naction = \"dance\"\nkeys = []\n").unwrap();
    let (status, out, err) = keys(&[]);
    assert_eq!((status, out.as_str()), (Some(2), ""));
    one_sentence(&err);
    assert!(err.contains("keymap.toml, line 3") && err.contains("dance"), "{err}");
}

#[test]
fn a_usage_error_is_one_sentence_and_status_2() {
    let table: [(&[&str], &str); 16] = [
        (&["nonsense"], "nonsense"),
        (&["lst"], "list"),
        (&["explain"], "no text to explain"),
        (&["explain", "--text", "x", "y"], "--text"),
        (&["explain", "no such model", "--demo=issue-536"], "no such model"),
        (&["list", "--output", "xml"], "ndjson"),
        (&["list", "--color", "blue"], "never"),
        (&["list", "--demo=nosuch"], "issue-536"),
        (&["list", "--regions", "nowhere"], "nowhere"),
        (&["list", "--region", "mars-north"], "mars-north"),
        (&["list", "--project", "/nonexistent/folder"], "/nonexistent/folder"),
        (&["plan", "--settings", "/nonexistent/file.json"], "/nonexistent/file.json"),
        (&["list", "--timeout", "0"], "--timeout"),
        (&["list", "--endpoint-url", "localhost"], "--endpoint-url"),
        (&["check", "--claude-code-version", "latest"], "latest"),
        (&["simulate", "--scenario", "nosuch"], "nosuch"),
    ];
    for (args, names) in table {
        let (status, out, err) = run(args);
        assert_eq!((status, out.as_str()), (2, ""), "{args:?}: {err}");
        one_sentence(&err);
        assert!(err.contains(names), "{args:?} does not name {names}: {err}");
    }
}

#[test]
fn a_dashboard_without_a_terminal_is_a_usage_error() {
    let (status, out, err) = run(&["--demo"]);
    assert_eq!((status, out.as_str()), (2, ""));
    one_sentence(&err);
    assert!(err.contains("bedcheck list"), "{err}");
}

#[test]
fn help_and_the_manual_page_say_the_exit_statuses() {
    for args in [&["--help"][..], &["man"]] {
        let (status, out, err) = run(args);
        assert_eq!((status, err.as_str()), (0, ""), "{args:?}");
        // The manual page escapes hyphens; the words in between are the same.
        let said = out.split_whitespace().collect::<Vec<_>>().join(" ");
        for part in ["Exit status", "at least one gap", "usage or configuration error", "130", "CloudTrail"] {
            assert!(said.contains(part), "{args:?} does not say {part:?}: {out}");
        }
        for command in ["list", "check", "plan", "explain", "seen", "keys", "simulate", "completions"] {
            assert!(said.contains(command), "{args:?} does not name {command}");
        }
    }
    let (status, out, _) = run(&["--version"]);
    assert_eq!((status, out.lines().next()), (0, Some(concat!("bedcheck ", env!("CARGO_PKG_VERSION")))));
    // What the answers rest on: issue reports are read with it.
    assert!(out.contains("newest Claude Code known: 2.") && out.contains("bundled catalogue of 20"), "{out}");
}

#[test]
fn completions_know_the_commands_and_options() {
    for shell in ["bash", "zsh", "fish"] {
        let (status, out, err) = run(&["completions", shell]);
        assert_eq!((status, err.as_str()), (0, ""), "{shell}");
        for word in ["bedcheck", "explain", "seen", "since", "regions", "claude-code-version"] {
            assert!(out.contains(word), "{shell} does not know {word}");
        }
    }
}
