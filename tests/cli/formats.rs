//! One report, six formats.

use serde_json::Value;

use crate::{
    Program, run, run_json,
    support::{self, items},
};

const LIST: [&str; 4] = ["list", "--demo=issue-536", "--regions", "us-west-2,us-east-1"];
const CHECK: [&str; 4] = ["check", "--demo=issue-536", "--claude-code-version", "0.2.46"];
const PLAN: [&str; 1] = ["plan"];
const EXPLAIN: [&str; 3] = ["explain", "Haiku 3.5", "--demo=issue-536"];

fn in_format(args: &[&str], format: &str) -> String {
    let (_, out, err) = run(&[args, &["--output", format]].concat());
    assert_eq!(err, "", "{args:?} {format}");
    assert!(out.ends_with('\n'), "{args:?} {format}: {out:?}");
    out
}

/// RFC 4180, strictly: a quote only at the ends of a cell or doubled, CR LF after each record.
fn csv(text: &str) -> Vec<Vec<String>> {
    let (mut records, mut record, mut cell) = (Vec::new(), Vec::new(), String::new());
    let mut chars = text.chars().peekable();
    let mut quoted = false;
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => cell.extend(chars.next()),
            '"' if quoted => quoted = false,
            '"' => {
                assert_eq!(cell, "", "a quote in the middle of a cell");
                quoted = true;
            }
            ',' if !quoted => record.push(std::mem::take(&mut cell)),
            '\r' if !quoted => {
                assert_eq!(chars.next(), Some('\n'));
                record.push(std::mem::take(&mut cell));
                records.push(std::mem::take(&mut record));
            }
            c => cell.push(c),
        }
    }
    assert!(!quoted && record.is_empty() && cell.is_empty(), "ends in the middle of a record");
    records
}

#[test]
fn ndjson_is_one_object_a_row() {
    for (args, field) in [(&LIST[..], "rows"), (&CHECK, "uses"), (&PLAN, "uses"), (&EXPLAIN, "ladder")] {
        let (_, document, _) = run_json(args);
        let lines = in_format(args, "ndjson");
        let rows: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let undated = |row: &Value| {
            let mut row = row.clone();
            row["as_of"] = Value::Null;
            row
        };
        let expected: Vec<Value> = items(&document, field).iter().map(undated).collect();
        assert!(!expected.is_empty());
        assert_eq!(rows.iter().map(undated).collect::<Vec<_>>(), expected, "{args:?}");
    }
}

#[test]
fn csv_parses_and_its_records_are_as_long_as_its_header() {
    for args in [&LIST[..], &CHECK, &PLAN, &EXPLAIN] {
        let records = csv(&in_format(args, "csv"));
        assert!(records.len() > 1, "{args:?}");
        assert!(records.iter().all(|record| record.len() == records[0].len()), "{args:?}: {records:?}");
        assert!(records.iter().flatten().all(|cell| !cell.starts_with(['=', '+', '-', '@'])), "no formulas");
    }
    let rows = items(&run_json(&LIST).1, "rows").len();
    assert_eq!(csv(&in_format(&LIST, "csv")).len(), rows + 1);
}

#[test]
fn markdown_is_a_table_with_equal_columns() {
    for args in [&LIST[..], &CHECK, &PLAN, &EXPLAIN] {
        let text = in_format(args, "markdown");
        let table: Vec<&str> = text.lines().filter(|line| line.starts_with('|')).collect();
        let columns = |line: &str| line.replace("\\|", "").matches('|').count();
        assert!(table.len() > 2 && table[1].chars().all(|c| "|- ".contains(c)), "{text}");
        assert!(table.iter().all(|line| columns(line) == columns(table[0])), "{text}");
    }
}

#[test]
fn plain_has_no_colour_no_boxes_and_no_glyphs() {
    for args in [&LIST[..], &CHECK, &PLAN, &EXPLAIN] {
        let plain = in_format(&[args, &["--color", "always"]].concat(), "plain");
        let ornament = |c: char| c == '\u{1b}' || ('\u{2500}'..='\u{259f}').contains(&c) || "●◐▲·✔✖".contains(c);
        assert_eq!(plain.chars().find(|c| ornament(*c)), None, "{plain}");
        assert_eq!(run(args).1, in_format(args, "plain"), "what a pipe gets by default");
    }
    let plain = in_format(&LIST, "plain");
    let rows = items(&run_json(&LIST).1, "rows").len();
    assert_eq!(plain.lines().filter(|line| line.starts_with("status: ")).count(), rows, "one fact a line");
}

#[test]
fn colour_follows_the_flag_then_no_color_then_clicolor_force() {
    let table = [
        (&["--color", "always"][..], &[][..], true),
        (&["--color", "always"], &[("NO_COLOR", "1")], true),
        (&["--color", "never"], &[("CLICOLOR_FORCE", "1")], false),
        (&[], &[("CLICOLOR_FORCE", "1")], true),
        (&[], &[("CLICOLOR_FORCE", "0")], false),
        (&[], &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")], false),
        (&[], &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "")], true),
        // Not a terminal.
        (&[], &[], false),
    ];
    let program = Program::new();
    for (flags, env, coloured) in table {
        let mut command = program.with(&[&LIST, flags, &["--output", "table"]].concat());
        let (_, out, _) = support::run(command.envs(env.iter().copied()));
        assert_eq!(out.contains('\u{1b}'), coloured, "{flags:?} {env:?}");
        assert!(out.contains("agreement missing"), "the word is there in any case");
    }
}
