//! Drills: every command that asks AWS against every way in which AWS, or what stands before it, may fail. Whatever happens,
//! the status says that something is not known, what is said is sentences, memory is bounded, and nothing is left running.
#![cfg(unix)]

use std::{
    fs,
    io::{Read as _, Write as _},
    net::{Shutdown, TcpListener, TcpStream},
    os::unix::process::CommandExt as _,
    path::Path,
    process::{Command, Stdio},
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use bedcheck::survey::SnapshotStore;

use crate::{Program, support};

/// What goes wrong, by name; what a server writes for it.
const FAULTS: [(&str, &str); 13] = [
    ("dead", ""),
    ("silent", ""),
    ("slow", "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"),
    ("reset", ""),
    ("cut", "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{\"a\":"),
    ("garbage", "\0\u{13}\u{1b}]0;x\u{7}\r\n\r\n"),
    ("html", "200 OK|<!DOCTYPE html><html><title>Hotel</title>\u{1b}]0;x\u{7}</html>"),
    ("throttled", "429 Too Many Requests|{\"__type\":\"ThrottlingException\",\"message\":\"Rate exceeded\"}"),
    ("broken", "500 Internal Server Error|{\"message\":\"\u{9b}31m\"}"),
    ("away", "503 Service Unavailable|"),
    ("expired", "403 Forbidden|{\"__type\":\"ExpiredTokenException\",\"message\":\"The security token is expired\"}"),
    ("denied", "403 Forbidden|{\"__type\":\"AccessDeniedException\",\"message\":\"User: x is not authorized\"}"),
    ("endless", ""),
];

/// A server with one fault.
fn serve(fault: &'static str, answer: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    if fault == "dead" {
        return url;
    }
    let answer = match answer.split_once('|') {
        Some((status, body)) => {
            format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}", body.len())
        }
        None => answer.to_owned(),
    };
    thread::spawn(move || {
        for client in listener.incoming().map_while(Result::ok) {
            let answer = answer.clone();
            thread::spawn(move || misbehave(fault, &answer, client));
        }
    });
    url
}

fn misbehave(fault: &str, answer: &str, mut client: TcpStream) {
    let mut request = [0; 65536];
    let _ = client.read(&mut request);
    let _ = client.write_all(answer.as_bytes());
    match fault {
        // Until the program goes away.
        "silent" | "slow" => drop(client.read(&mut request)),
        // Dropped with something unread, a socket is reset.
        "reset" => {}
        "endless" => {
            let _ = client.write_all(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n{\"a\":\"");
            while client.write_all(&[b'x'; 65536]).is_ok() {}
        }
        _ => drop(client.shutdown(Shutdown::Both)),
    }
}

/// The commands that ask AWS, and what each comes to when nothing is known.
fn commands(older: &str) -> Vec<Vec<&str>> {
    vec![
        vec!["list", "--regions", "us-west-2"],
        vec!["list", "--regions", "us-west-2", "--strict", "--output", "ndjson"],
        vec!["check"],
        vec!["check", "--output", "json"],
        vec!["explain", "Sonnet 5", "--simulate"],
        vec!["explain", "--text", "You have not filled out the request form"],
        vec!["explain", "API Error: 403 You don't have access to the model with the specified model ID."],
        vec!["diff", older],
        vec!["verify", "us.anthropic.claude-sonnet-5", "--yes", "--streaming"],
        vec!["--linear"],
    ]
}

/// In a group of its own, with four gigabytes of address space: a debug build and its threads take one.
fn drill(home: &Path, args: &[&str], url: &str) -> Result<(), String> {
    let mut command = Command::new("/bin/sh");
    let line = "ulimit -v 4000000; exec \"$0\" \"$@\"";
    command.args(["-c", line, env!("CARGO_BIN_EXE_bedcheck")]).args(args);
    command.args(["--endpoint-url", url, "--region", "us-west-2", "--timeout", "3"]);
    support::isolated(&mut command, home);
    command.env("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE").env("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMIK7MDENG");
    command.env("CLAUDE_CODE_USE_BEDROCK", "1").env("ANTHROPIC_MODEL", "us.anthropic.claude-sonnet-5");
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).process_group(0);
    let child = command.spawn().map_err(|error| error.to_string())?;
    let group = format!("-{}", child.id());
    let output = child.wait_with_output().map_err(|error| error.to_string())?;
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    let told = |what: &str| Err(format!("{what}: {:?}\n{out}\n{err}", output.status));
    let offline = args.contains(&"--text");
    match output.status.code() {
        Some(3) => {}
        Some(0 | 1) if offline => {}
        // A conversation, which was ended; what it said is looked at.
        Some(0) if args[0] == "--linear" && out.contains("could not be ") => {}
        // A call that was made and refused is a gap, not something unknown.
        Some(1) if args[0] == "verify" || args[0].starts_with("explain") => {}
        _ => return told("the status"),
    }
    if !err.lines().all(|line| line.starts_with("bedcheck: ") && line.len() < 700) || err.lines().count() > 2 {
        return told("not a sentence");
    }
    if out.contains(['\u{1b}', '\u{7}', '\u{9b}']) || err.contains(['\u{1b}', '\u{7}', '\u{9b}']) {
        return told("a control character");
    }
    if out.contains("panicked") || err.contains("panicked") || out.contains("internal error") {
        return told("a panic");
    }
    if out.contains("wJalrXUtnFEMIK7MDENG") || err.contains("wJalrXUtnFEMIK7MDENG") {
        return told("a secret");
    }
    if args.contains(&"json") && serde_json::from_str::<serde_json::Value>(&out).is_err() {
        return told("not a document");
    }
    let left =
        Command::new("kill").args(["-0", "--", &group]).stderr(Stdio::null()).status().is_ok_and(|s| s.success());
    if left { told("something is left running") } else { Ok(()) }
}

#[test]
fn every_command_against_every_fault() {
    let program = Program::new();
    let older = program.home.path().join("older.json");
    let older = older.to_str().unwrap();
    let saved = support::run(&mut program.with(&["list", "--demo=healthy", "--regions", "us-west-2", "--save", older]));
    assert_eq!(saved.0, 0, "{}", saved.2);
    let urls: Vec<String> = FAULTS.iter().map(|(fault, answer)| serve(fault, answer)).collect();
    let commands = commands(older);
    let drills: Vec<(usize, usize)> =
        (0..FAULTS.len()).flat_map(|fault| (0..commands.len()).map(move |command| (fault, command))).collect();
    let (next, failures) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    thread::scope(|scope| {
        for _ in 0..12 {
            scope.spawn(|| {
                while let Some((fault, command)) = drills.get(next.fetch_add(1, Ordering::SeqCst)) {
                    let args = &commands[*command];
                    if let Err(what) = drill(program.home.path(), args, &urls[*fault]) {
                        failures.lock().unwrap().push(format!("{} {args:?}: {what}", FAULTS[*fault].0));
                    }
                }
            });
        }
    });
    let failures = failures.into_inner().unwrap();
    assert!(failures.is_empty(), "{} of {}:\n{}", failures.len(), drills.len(), failures.join("\n---\n"));
}

/// Reliability review, kind 15: the child that held its output was waited for without an end.
#[test]
fn a_client_that_leaves_a_child_behind_is_not_waited_for() {
    use std::os::unix::fs::PermissionsExt as _;
    let program = Program::new();
    let (bin, left) = (program.home.path().join("bin"), program.home.path().join("left"));
    fs::create_dir(&bin).unwrap();
    let script = format!("#!/bin/sh\nsleep 600 &\necho $! > {}\necho '2.1.300 (Claude Code)'\n", left.display());
    fs::write(bin.join("claude"), script).unwrap();
    fs::set_permissions(bin.join("claude"), fs::Permissions::from_mode(0o700)).unwrap();
    let mut command = program.with(&["plan", "--ask-claude-code", "--output", "json"]);
    let (status, out, err) = support::run(command.env("PATH", format!("{}:/usr/bin:/bin", bin.display())));
    assert!(status == 0 && out.contains("2.1.300"), "{out}{err}");
    let left = fs::read_to_string(left).unwrap();
    assert!(
        Command::new("kill").arg(left.trim()).status().unwrap().success(),
        "the child had ended: it was waited for"
    );
}

/// A panic planted in a task of a scan: told, and never status 0.
#[test]
fn a_panic_anywhere_in_a_scan_is_told_and_nothing_is_well() {
    for place in ["question", "region"] {
        let program = Program::new();
        let mut command = program.with(&["list", "--demo=healthy", "--regions", "us-west-2", "--output", "json"]);
        let (status, out, err) = support::run(command.env("BEDCHECK_PLANT_PANIC", place));
        assert_eq!(status, 3, "{place}: {out}{err}");
        assert!(out.contains("internal error") && !err.contains("panicked"), "{place}: {out}{err}");
    }
}

/// Killed at every moment of a run, a survey is the old one, the new one, or not there.
#[test]
fn a_kill_at_any_moment_leaves_no_torn_file() {
    let program = Program::new();
    let file = program.home.path().join("kept/survey.json");
    let args = ["list", "--demo=healthy", "--regions", "us-west-2,us-east-1", "--save", file.to_str().unwrap()];
    let whole = {
        let begun = std::time::Instant::now();
        assert_eq!(support::run(&mut program.with(&args)).0, 0);
        begun.elapsed()
    };
    let storm = 24;
    for at in 0..storm {
        let mut child = program.with(&args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        // The end of the run, where the file is written, more often than its beginning.
        thread::sleep(whole.mul_f32(0.4) + whole.mul_f32(0.8) * at / storm);
        let _ = child.kill();
        child.wait().unwrap();
        assert!(SnapshotStore::at(&file).load().unwrap().is_some(), "kill {at}");
    }
    let names = fs::read_dir(file.parent().unwrap()).unwrap().map(|entry| entry.unwrap().file_name());
    let strange: Vec<_> =
        names.filter(|name| name != "survey.json" && !name.to_string_lossy().starts_with(".bedcheck-")).collect();
    assert!(strange.is_empty(), "{strange:?}");
}

/// What a kill left is cleared an hour later, by whoever writes there next; the files of others stay.
#[test]
fn what_a_kill_left_is_cleared_and_nothing_else() {
    let program = Program::new();
    let folder = program.home.path().join("kept");
    fs::create_dir(&folder).unwrap();
    let long_ago = std::time::SystemTime::now() - Duration::from_secs(7200);
    for (name, old) in
        [(".bedcheck-a1b2c3.tmp", true), (".bedcheck-d4e5f6.tmp", false), (".tmpXXXX", true), ("x.tmp", true)]
    {
        let file = fs::File::create(folder.join(name)).unwrap();
        if old {
            file.set_modified(long_ago).unwrap();
        }
    }
    let file = folder.join("survey.json");
    let args = ["list", "--demo=healthy", "--regions", "us-west-2", "--save", file.to_str().unwrap()];
    assert_eq!(support::run(&mut program.with(&args)).0, 0);
    let mut names: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, [".bedcheck-d4e5f6.tmp", ".tmpXXXX", "survey.json", "x.tmp"]);
}
